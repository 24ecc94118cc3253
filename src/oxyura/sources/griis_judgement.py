"""Judging the rows of a checklist: what their words mean, and why some are set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from oxyura.schema.sentences import Figure, sentence
from oxyura.sources.griis_files import Checklist, ListedRow
from oxyura.sources.griis_words import (
    ESTABLISHMENT_MEANS,
    IS_INVASIVE,
    OCCURRENCE_STATUS,
    folded,
    group_of,
    misplaced,
)
from oxyura.sources.names import CanonicalName, canonical_name, repaired_text
from oxyura.sources.quarantine import Quarantine, QuarantinedRow


@dataclass(frozen=True, slots=True)
class Reading:
    """One accepted row, its words harmonised."""

    name: CanonicalName
    listed_as: str
    group: str
    is_invasive: str
    means: str
    status: str
    year: int | None
    habitat: str
    area: str
    source_id: str


def judge_list(
    checklist: Checklist, country: str, quarantine: Quarantine, warnings: list[str], this_year: int
) -> Iterator[Reading]:
    """Yield the rows of a list that can be used for a country, and set the others aside.

    Parameters
    ----------
    checklist : Checklist
        The list.
    country : str
        ISO code; its parts belong to it.
    quarantine : Quarantine
        Takes the rows that cannot be used.
    warnings : list of str
        Takes a sentence when a whole list is set aside.
    this_year : int
        Later years are not believed.
    """
    displaced = {place: misplaced(row.cells) for place, row in enumerate(checklist.rows)}
    swapped = Counter(pair for pair in displaced.values() if pair is not None)
    common, count = swapped.most_common(1)[0] if swapped else (("", ""), 0)
    whole = sum(swapped.values()) * 2 > len(checklist.rows)
    if (whole or checklist.disagreements) and any(_is_about(row.cells, country) for row in checklist.rows):
        warnings.append(
            sentence(
                "The whole list “%(citation)s” is set aside, %(number)s rows: its columns are swapped or "
                "shifted. Ask the publisher for a corrected version.",
                citation=checklist.source.citation[:120],
                number=Figure(f"{len(checklist.rows):,}"),
            )
        )
    list_date = _date_of_list(checklist)
    for place, row in enumerate(checklist.rows):
        pair = displaced[place]
        if row.fault:
            _set_aside(quarantine, row, row.fault)
        elif checklist.disagreements:
            _set_aside(
                quarantine,
                row,
                sentence(
                    "The list's columns are in doubt: %(disagreements)s.",
                    disagreements="; ".join(checklist.disagreements),
                ),
            )
        elif pair is not None:
            reason = sentence(
                "%(column)s holds a value of %(other)s: the columns look swapped or shifted.",
                column=pair[0],
                other=pair[1],
            )
            _set_aside(quarantine, row, reason, pair[0])
        elif whole:
            reason = sentence(
                "In %(count)s of %(number)s rows of this list %(column)s holds values of %(other)s: no "
                "row of it can be trusted.",
                count=count,
                number=len(checklist.rows),
                column=common[0],
                other=common[1],
            )
            _set_aside(quarantine, row, reason)
        else:
            reading = _read_row(row, checklist, country, list_date, this_year)
            if isinstance(reading, Reading):
                yield reading
            else:
                _set_aside(quarantine, row, *reading)


def _set_aside(quarantine: Quarantine, row: ListedRow, reason: str, column: str = "", hint: str = "") -> None:
    place = row.places.get(column, row.place)
    said = f"{reason} {hint}" if hint else reason
    value = row.cells.get(column, "")
    quarantine.add(QuarantinedRow(place.file, place.row, said, column, value, place.raw), reason)


def _read_row(
    row: ListedRow, checklist: Checklist, country: str, list_date: str, this_year: int
) -> Reading | tuple[str, ...]:
    """Harmonise one row, or say why it cannot be used, which column is at fault, and what was probably meant."""
    cells = row.cells
    area = cells.get("countryCode", "").upper()
    if not area:
        return sentence("The row names no country."), "countryCode"
    if not _is_about(cells, country):
        return sentence("The row is about %(area)s, not %(country)s.", area=area, country=country), "countryCode"
    listed = cells.get("scientificName", "")
    name = canonical_name(listed)
    if name is None:
        return sentence("The row names no species."), "scientificName"
    if name.damaged:
        intended = repaired_text(listed)
        hint = sentence("It probably says %(intended)s.", intended=repr(intended)) if intended else ""
        return sentence("The name holds characters that were read in the wrong encoding."), "scientificName", hint
    invasive = _harmonised(IS_INVASIVE, cells.get("isInvasive", ""), "not_stated")
    means = _harmonised(ESTABLISHMENT_MEANS, cells.get("establishmentMeans", ""), "")
    # A list without the column states presence by listing; an empty cell in a list that has the column states
    # nothing.
    unstated = "not_surveyed" if "occurrenceStatus" in checklist.columns else "present"
    status = _harmonised(OCCURRENCE_STATUS, cells.get("occurrenceStatus", ""), unstated)
    for column, value in (
        ("isInvasive", invasive),
        ("establishmentMeans", means),
        ("occurrenceStatus", status),
    ):
        if value is None:
            return sentence("The word is not known for %(column)s.", column=column), column
    accepted = _accepted_name(cells)
    return Reading(
        accepted or name,
        listed,
        group_of(cells),
        invasive or "",
        means or "",
        status or "",
        _year(cells.get("eventDate", ""), list_date, this_year),
        cells.get("habitat", "") if folded(cells.get("habitat", "")) else "",
        area,
        checklist.source.source_id,
    )


def _is_about(cells: Mapping[str, str], country: str) -> bool:
    area = cells.get("countryCode", "").upper()
    return area == country or area.startswith(f"{country}-")


def _harmonised(words: Mapping[str, str], value: str, unstated: str) -> str | None:
    text = folded(value)
    return unstated if not text else words.get(text)


def _accepted_name(cells: Mapping[str, str]) -> CanonicalName | None:
    """Return the accepted name of a synonym, as the list gives it; None for a synonym of several species."""
    status = folded(cells.get("taxonomicStatus", ""))
    if not status.endswith("synonym") or "proparte" in status:
        return None
    name = canonical_name(cells.get("acceptedNameUsage", ""))
    return None if name is None or name.damaged else name


def _date_of_list(checklist: Checklist) -> str:
    """The date that more than half the rows carry is the list's own, not the year of a first record."""
    dates = Counter(row.cells.get("eventDate", "") for row in checklist.rows)
    value, count = dates.most_common(1)[0] if dates else ("", 0)
    return value if value and count * 2 > len(checklist.rows) and count > 1 else ""


def _year(text: str, list_date: str, this_year: int) -> int | None:
    digits = text[:4]
    if text == list_date or not (digits.isascii() and digits.isdigit() and len(digits) == 4) or text[4:5].isdigit():
        return None
    return int(digits) if 1000 <= int(digits) <= this_year else None
