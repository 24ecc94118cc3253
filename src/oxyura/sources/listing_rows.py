"""One row of a list of listings, in either form; nothing is coerced: what is not understood is set aside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from oxyura.schema.vocabularies import COUNTRY
from oxyura.sources.country_names import country_code
from oxyura.sources.listing_entries import CMS, RANKS, WHOLE_RANKS, ListingEntry, Range, ReadRow
from oxyura.sources.listing_notes import by_appendix, limit_of
from oxyura.sources.names import CanonicalName, canonical_name

_APPENDICES = {"I": ("I",), "II": ("II",), "I/II": ("I", "II"), "II/I": ("I", "II")}
_POPULATIONS = (("Populations of", "populationsiso2"), ("Except populations of", "excludedpopulationsiso2"))
_CURRENT = frozenset({"1", "t", "true", "yes"})
_LONGEST = 200

Refusal = tuple[str, str]
Cells = Mapping[str, str]


def read_dated_row(cells: Cells, row: int) -> ReadRow | Refusal:
    """Read a row of the dated listings; column and reason where it cannot be used."""
    named = _name_of(cells)
    if isinstance(named, tuple):
        return named
    name, rank = named.name, named.rank
    if "iscurrent" in cells and cells["iscurrent"].casefold() not in _CURRENT:
        return "iscurrent", "The listing is not said to be current."
    instrument, appendix = cells["instrument"], cells["appendix"]
    if problem := _instrument_problem("instrument", instrument):
        return problem
    if instrument == CMS and appendix not in ("I", "II"):
        return "appendix", "The appendix is neither I nor II."
    if instrument != CMS and appendix not in ("", instrument):
        return "appendix", "The appendix belongs to another instrument than the row names."
    effective = _day(cells["effectivefrom"])
    if effective is None:
        return "effectivefrom", "The date of entry into force cannot be read."
    limits = [limit_of(cells.get("notes", ""))]
    for words, column in _POPULATIONS:
        if codes := cells.get(column, ""):
            limits.append(f"{words} {codes}.")
    limit = " ".join(part for part in limits if part)
    entry = _entry(row, name, rank, instrument, appendix if instrument == CMS else "", effective, (), limit)
    return ReadRow(name.key, *_kin(cells, name, rank), (entry,))


def read_download_row(cells: Cells, row: int) -> ReadRow | Refusal:
    """Read a row of the download of Species+; column and reason where it cannot be used."""
    named = _name_of(cells)
    if isinstance(named, tuple):
        return named
    name, rank = named.name, named.rank
    agreement, listing = cells["agreement"], cells["listing"]
    if problem := _instrument_problem("agreement", agreement):
        return problem
    under = tuple(part.strip() for part in cells.get("listedunder", "").split(",") if part.strip())
    if agreement != CMS:
        if listing:
            return "listing", "An instrument beside the Convention has an appendix."
        effective = _day(cells.get("date", ""))
        if effective is None:
            return "date", "The date of entry into force cannot be read."
        limit = limit_of(cells.get("note", ""))
        return ReadRow(
            name.key, *_kin(cells, name, rank), (_entry(row, name, rank, agreement, "", effective, under, limit),)
        )
    if listing not in _APPENDICES:
        return "listing", "The appendix is none of I, II and I/II."
    days, notes = by_appendix(cells.get("date", "")), by_appendix(cells.get("note", ""))
    if cells.get("note", "") and not notes:
        notes = {appendix: [cells["note"]] for appendix in _APPENDICES[listing]}
    entries = []
    for appendix in _APPENDICES[listing]:
        known = [_day(text) for text in days.get(appendix, [])]
        if None in known:
            return "date", "The date of entry into force cannot be read."
        limits = [limit for note in notes.get(appendix, []) if (limit := limit_of(note))]
        # An appendix that has more listings of the taxon than limits has one of the whole taxon.
        whole = len(limits) < max(len(known), 1)
        latest = max((day for day in known if day), default="")
        entries.append(_entry(row, name, rank, CMS, appendix, latest, under, "" if whole else " / ".join(limits)))
    return ReadRow(name.key, *_kin(cells, name, rank), tuple(entries), _range_of(cells))


def _entry(
    row: int,
    name: CanonicalName,
    rank: str,
    instrument: str,
    appendix: str,
    effective: str,
    under: tuple[str, ...],
    limit: str,
) -> ListingEntry:
    return ListingEntry(row, name.name, name.key, rank, instrument, appendix, effective, under, limit)


@dataclass(frozen=True, slots=True)
class _Named:
    name: CanonicalName
    rank: str


def _name_of(cells: Cells) -> _Named | Refusal:
    rank = cells["rank"].casefold()
    if rank not in RANKS:
        return "rank", "The rank is not known."
    name = canonical_name(cells["scientificname"])
    if name is None or name.damaged:
        return "scientificname", "The row names no taxon, or its name holds damaged characters."
    parts = len(name.key.split())
    if parts != (1 if rank in WHOLE_RANKS else 2 if rank == "species" else 3):
        return "scientificname", f"The name is not that of a {rank}."
    return _Named(name, rank)


def _kin(cells: Cells, name: CanonicalName, rank: str) -> tuple[str, str]:
    genus = "" if rank in WHOLE_RANKS else name.key.split()[0]
    return genus, cells.get("family", "").casefold()


def _instrument_problem(column: str, instrument: str) -> Refusal | None:
    if not instrument:
        return column, "The row names no instrument."
    if len(instrument) > _LONGEST or ";" in instrument or not instrument.isprintable():
        return column, "The instrument's name cannot be read."
    return None


def _day(text: str) -> str | None:
    """Return a date as YYYY-MM-DD, empty for an empty cell, None for what is no date."""
    if not text:
        return ""
    match = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text)
    plain = f"{match[3]}-{match[2]}-{match[1]}" if match else text
    try:
        return date.fromisoformat(plain).isoformat() if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain) else None
    except ValueError:
        return None


def _range_of(cells: Cells) -> Range | None:
    """Read where the taxon is native and introduced; names stand in one order with their codes."""
    codes = [code.strip() for code in cells.get("alldistributionisocodes", "").split(",") if code.strip()]
    if not codes:
        return None
    names = _names(cells.get("alldistributionfullnames", ""))
    known = dict(zip(names, codes, strict=True)) if len(names) == len(codes) else {}
    found: dict[str, frozenset[str]] = {}
    complete = True
    for what, columns in (
        ("native", ("nativedistributionfullnames", "reintroduceddistribution")),
        ("introduced", ("introduceddistribution",)),
    ):
        codes_of = {
            known.get(name) or country_code(name) for column in columns for name in _names(cells.get(column, ""))
        }
        complete &= None not in codes_of
        found[what] = frozenset(code for code in codes_of if code is not None and code in COUNTRY)
    return Range(found["native"], found["introduced"], complete)


def _names(text: str) -> list[str]:
    """Part a list of country names at its commas; a name that itself has commas is put together again."""
    parts = [part.strip() for part in text.split(",")]
    names: list[str] = []
    place = 0
    while place < len(parts):
        for length in (3, 2):
            joined = ", ".join(parts[place : place + length])
            if place + length <= len(parts) and country_code(joined):
                names.append(joined)
                place += length
                break
        else:
            if parts[place]:
                names.append(parts[place])
            place += 1
    return names
