"""Where first records come from: a table of years, the presences of a study, or a checklist that holds dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oxyura.invaders.first_records import FirstRecords, make_first_records
from oxyura.invaders.presence import read_presences
from oxyura.schema.errors import InputError
from oxyura.schema.table import TableSet
from oxyura.schema.vocabularies import NATIVE_MEANS
from oxyura.sources.griis import read_griis
from oxyura.sources.griis_files import read_checklists
from oxyura.sources.named_columns import NamedRow, read_named_columns
from oxyura.sources.quarantine import QuarantinedRow
from oxyura.study.checked import read_study

_TABLES = (".csv", ".tsv", ".txt")
_CHECKLISTS = (".zip", ".parquet")
# With fewer species dated than this, a rate would be one of dating rather than of arriving.
_DATED_ENOUGH = 0.5
_LONGEST_NUMBER = 15
# Degrees of establishment of populations that sustain themselves (C3 to E).
_ESTABLISHED = frozenset(("established", "colonising", "invasive", "widespreadInvasive"))


@dataclass(frozen=True)
class Establishment:
    """How many species of those first recorded in a span of years sustain themselves, as far as a study says.

    Parameters
    ----------
    known : int
        Those that the study has as established or beyond.
    not_told : int
        Those of which it does not say.
    """

    known: int = 0
    not_told: int = 0

    @property
    def at_most(self) -> int:
        """Established ones, if all that are not told of were."""
        return self.known + self.not_told


@dataclass(frozen=True)
class FirstRecordsFound:
    """First records with what is known of where they come from.

    Parameters
    ----------
    name : str
        The file or study.
    kind : {'table', 'study', 'checklist'}
    records : FirstRecords
    undated : int, optional
        Alien species without a year, which are in no count; None where a table of counts cannot say.
    notes : tuple of str
        What a person should know.
    establishment : mapping of int to Establishment, optional
        Of the species by year of first record, how far they have come; None where the source does not speak of it.
    """

    name: str
    kind: str
    records: FirstRecords
    undated: int | None
    notes: tuple[str, ...]
    establishment: Mapping[int, Establishment] | None = None


def find_first_records(
    location: str, *, country: str | None = None, encoding: str | None = None, use_effort: bool = False
) -> FirstRecordsFound:
    """Read first records from a table, a study or a GRIIS checklist.

    Parameters
    ----------
    location : str
        A CSV file with the columns year, count and, where wanted, effort; a Darwin Core archive of GRIIS; or a study.
    country : str, optional
        For a checklist of several countries: ISO 3166-1.
    encoding : str, optional
        Of CSV files that are not UTF-8.
    use_effort : bool
        Whether effort has to be there.

    Raises
    ------
    InputError
        Nothing usable is there, or too little: what, where and what to do.
    """
    path = Path(location)
    suffix = path.suffix.lower()
    if suffix in _TABLES:
        return _from_table(path, encoding or "utf-8", use_effort)
    if use_effort:
        raise InputError(
            f"{path.name} holds no effort.",
            where="--effort",
            remedy="Give a CSV file with the columns year, count and effort.",
        )
    if suffix in _CHECKLISTS:
        return _from_checklist(path, country)
    return _from_study(location, encoding)


def _from_table(path: Path, encoding: str, use_effort: bool) -> FirstRecordsFound:
    counts: dict[int, int] = {}
    effort: dict[int, float] = {}
    for row in read_named_columns(path, ("year", "count"), ("effort",), encoding=encoding):
        if isinstance(row, QuarantinedRow):
            raise InputError(
                row.reason, where=f"{row.file}, row {row.row}", remedy="Mend the row: year, count and, if any, effort."
            )
        year = _whole(row, "year")
        if year in counts:
            raise _fault(row, "year", f"The year {year} stands twice", "Keep one row for each year.")
        counts[year] = _whole(row, "count")
        if counts[year] < 0:
            raise _fault(row, "count", f"{counts[year]} is no count", "Counts are 0 or more.")
        if row.cells["effort"]:
            effort[year] = _number(row, "effort")
    notes = []
    if effort and not use_effort:
        notes.append("The file has an effort of each year, which is not used: add --effort to let discovery follow it.")
    records = make_first_records(counts, effort if use_effort and effort else None, where=path.name)
    return FirstRecordsFound(path.name, "table", records, None, tuple(notes))


def _whole(row: NamedRow, column: str) -> int:
    text = row.cells[column]
    digits = text[1:] if text.startswith("-") else text
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER):
        raise _fault(row, column, f"{text[:40]!r} is no whole number", "Write whole numbers, such as 1998 and 3.")
    return int(text)


def _number(row: NamedRow, column: str) -> float:
    try:
        return float(row.cells[column])
    except ValueError:
        words = f"{row.cells[column][:40]!r} is no number"
        raise _fault(row, column, words, "Write numbers such as 12.5, with a point.") from None


def _fault(row: NamedRow, column: str, words: str, remedy: str) -> InputError:
    return InputError(f"{words}.", where=f"{row.file}, row {row.row}, column {column}", remedy=remedy)


def _from_checklist(path: Path, country: str | None) -> FirstRecordsFound:
    if country is None:
        rows = (row for listed in read_checklists(path) for row in listed.rows)
        codes = Counter(code[:2] for row in rows if (code := row.cells.get("countryCode")))
        if len(codes) != 1:
            told = f"speaks of {len(codes)} countries" if codes else "names no country"
            raise InputError(f"The checklist {told}.", where=path.name, remedy="Say which: --country ES.")
        country = next(iter(codes))
    found = read_griis([path], country)
    alien = [invader for invader in found.invaders if invader.establishment_means not in NATIVE_MEANS]
    here = [invader for invader in alien if invader.status in ("present", "eradicated")]
    years = [invader.first_year for invader in here if invader.first_year is not None]
    undated = len(here) - len(years)
    _require_dates(len(years), undated, path.name, "A GRIIS checklist rarely says when a species was first recorded.")
    last = max(years)
    return FirstRecordsFound(
        path.name, "checklist", _counted(years, last, path.name), undated, _undated_note(undated, last)
    )


def _from_study(location: str, encoding: str | None) -> FirstRecordsFound:
    study = read_study(location, encoding=encoding)
    first, seen, last = _first_years(study.tables)
    settled = _established(study.tables)
    establishment: dict[int, Establishment] = {}
    for invader, year in first.items():
        so_far = establishment.get(year, Establishment())
        known, told = settled.get(invader) is True, settled.get(invader) is not None
        establishment[year] = Establishment(so_far.known + known, so_far.not_told + (not told))
    undated = len(seen) - len(first)
    _require_dates(len(first), undated, study.name, "Fill in first_year in the table presences.")
    records = _counted(first.values(), last, study.name)
    return FirstRecordsFound(study.name, "study", records, undated, _undated_note(undated, last), establishment)


def _first_years(tables: TableSet) -> tuple[dict[str, int], set[str], int]:
    """Return the first year of each dated alien, all aliens that are or were there, and the last year spoken of."""
    presences = read_presences(tables)
    table = tables["presences"]
    first: dict[str, int] = {}
    seen: set[str] = set()
    last = 0
    for invader, site, began, ended in zip(
        table.words("invader_id"),
        table.words("site_id"),
        table.numbers("first_year"),
        table.numbers("last_year"),
        strict=True,
    ):
        presence = presences[invader, site]
        if not presence.alien or presence.status not in ("present", "eradicated"):
            continue
        seen.add(invader)
        last = max([last, *(int(year) for year in (began, ended) if not np.isnan(year))])
        if not np.isnan(began):
            first[invader] = min(int(began), first.get(invader, int(began)))
    return first, seen, last


def _established(tables: TableSet) -> dict[str, bool]:
    """Return whether each alien is, or was, established anywhere; those of which no degree is given are not in it."""
    presences = read_presences(tables)
    table = tables["presences"]
    found: dict[str, bool] = {}
    rows = zip(table.words("invader_id"), table.words("site_id"), table.texts("degree_of_establishment"), strict=True)
    for invader, site, degree in rows:
        if degree is not None and presences[invader, site].alien:
            found[invader] = found.get(invader, False) or degree in _ESTABLISHED
    return found


def _require_dates(dated: int, undated: int, where: str, remedy: str) -> None:
    if not dated or dated < _DATED_ENOUGH * (dated + undated):
        raise InputError(
            f"{dated} of {dated + undated} alien species have a year of first record: a rate from these would be one "
            "of dating, not of arriving.",
            where=where,
            remedy=f"{remedy} Or give a CSV file with the columns year and count.",
        )


def _counted(years: Iterable[int], last: int, where: str) -> FirstRecords:
    counted = Counter(years)
    begin = min(counted)
    # Years in which nothing new is on record count as 0: the source lists every species it knows of.
    return make_first_records({year: counted[year] for year in range(begin, last + 1)}, where=where)


def _undated_note(undated: int, last: int) -> tuple[str, ...]:
    notes = [
        f"The record is taken to end in {last}, the last year that the source speaks of, and to begin with its first "
        "record.",
    ]
    if undated:
        notes.append(f"{undated} alien species without a year are in no count: every rate is too low by their share.")
    return tuple(notes)
