"""What is wrong with a record, column by column, and what is right with the others as numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oxyura.sources.delimited import RecordBlock

_NUMBER = r"^[+-]?(\d{1,15}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,3})?$"
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
EARLIEST_YEAR = 1500


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason to set a record aside, and the column that shows it."""

    reason: str
    column: str


NUL = Fault("The row holds a NUL byte.", "")
NO_TAXON = Fault("The record names no species.", "scientificName")
NO_PLACE = Fault("The record has no coordinates.", "decimalLatitude")
BAD_LATITUDE = Fault("The latitude is not a number; write decimal degrees with a point.", "decimalLatitude")
BAD_LONGITUDE = Fault("The longitude is not a number; write decimal degrees with a point.", "decimalLongitude")
LATITUDE_RANGE = Fault("The latitude is not between -90 and 90.", "decimalLatitude")
LONGITUDE_RANGE = Fault("The longitude is not between -180 and 180.", "decimalLongitude")
ZERO_PLACE = Fault("The coordinates are 0, 0, which stands for an unknown place.", "decimalLatitude")
NO_CELL = Fault("The record has no cell code.", "cellCode")
BAD_CELL = Fault("The cell code is not one of the grid.", "cellCode")
NO_DATE = Fault("The record has no year.", "eventDate")
BAD_DATE = Fault("The date cannot be read; write YYYY-MM-DD.", "eventDate")
FUTURE_DATE = Fault("The date lies in the future.", "eventDate")
EARLY_DATE = Fault(f"The year is before {EARLIEST_YEAR}.", "eventDate")
SPAN_OF_YEARS = Fault("The date spans several years: no year can be given.", "eventDate")
FOSSIL = Fault("The record is a fossil.", "basisOfRecord")
LIVING = Fault("The record is a living specimen in a collection, not in the wild.", "basisOfRecord")
ABSENCE = Fault("The record says that the species was not found: it is no presence.", "occurrenceStatus")
DOUBTFUL = Fault("The record is marked as doubtful or excluded.", "occurrenceStatus")
BAD_STATUS = Fault("The word for the occurrence status is not known.", "occurrenceStatus")
BAD_COUNT = Fault("The number of occurrences is not a whole number above 0.", "occurrences")
BAD_UNCERTAINTY = Fault("The coordinate uncertainty is not a number of metres.", "coordinateUncertaintyInMeters")
TOO_UNCERTAIN = Fault(
    "The position is known less well than the distance to the site: it may lie elsewhere; "
    "widen --within-km to accept it.",
    "coordinateUncertaintyInMeters",
)

_PRESENT = frozenset({"", "present", "common", "rare", "irregular", "abundant", "established", "1", "true"})
_ABSENT = frozenset({"absent", "0", "false", "extinct", "eradicated", "not found"})
_DOUBTFUL = frozenset({"doubtful", "excluded", "uncertain"})


class Judgement:
    """The faults found so far; the first fault of a record is the one that is told."""

    def __init__(self, count: int) -> None:
        self._faults: list[Fault] = []
        self.number = np.zeros(count, dtype=np.int16)

    def mark(self, wrong: NDArray[np.bool_], fault: Fault) -> None:
        """Mark records as wrong, except where a fault is known already."""
        if wrong.any():
            self._faults.append(fault)
            self.number = np.where((self.number == 0) & wrong, len(self._faults), self.number).astype(np.int16)

    @property
    def good(self) -> NDArray[np.bool_]:
        """Which records have no fault."""
        return np.asarray(self.number == 0)

    def fault(self, record: int) -> Fault:
        """The fault of a record that has one."""
        return self._faults[int(self.number[record]) - 1]


def check_nul(block: RecordBlock, judgement: Judgement) -> None:
    """Mark records with a NUL byte in any cell that is looked at."""
    import pyarrow.compute as pc

    if block.has_nul:
        for column in block.columns.values():
            judgement.mark(_flags(pc.match_substring(column, "\0")), NUL)


def check_points(
    block: RecordBlock, judgement: Judgement, decimal_comma: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return latitude and longitude, and mark records without usable ones."""
    lat, lat_empty, lat_bad = _numbers(block.columns["decimalLatitude"], decimal_comma)
    lon, lon_empty, lon_bad = _numbers(block.columns["decimalLongitude"], decimal_comma)
    judgement.mark(lat_empty | lon_empty, NO_PLACE)
    judgement.mark(lat_bad, BAD_LATITUDE)
    judgement.mark(lon_bad, BAD_LONGITUDE)
    judgement.mark(~(np.abs(lat) <= 90), LATITUDE_RANGE)
    judgement.mark(~(np.abs(lon) <= 180), LONGITUDE_RANGE)
    judgement.mark((lat == 0) & (lon == 0), ZERO_PLACE)
    return lat, lon


def check_years(block: RecordBlock, judgement: Judgement, today: date) -> NDArray[np.int64]:
    """Return the year of every record, and mark records whose year is missing, unreadable or yet to come."""
    import pyarrow.compute as pc

    years = np.zeros(len(block), dtype=np.int64)
    said = np.zeros(len(block), dtype=bool)
    fault_of = np.zeros(len(block), dtype=np.int64)
    faults = (NO_DATE, BAD_DATE, FUTURE_DATE, EARLY_DATE, SPAN_OF_YEARS)
    numbers = {fault: number for number, fault in enumerate(faults, start=1)}

    def read(text: str) -> tuple[int, int]:
        found = year_of(text, today)
        return (0, numbers[found]) if isinstance(found, Fault) else (found, 0)

    for term in ("eventDate", "year", "yearMonth"):
        column = block.columns.get(term)
        if column is None:
            continue
        column = pc.utf8_trim_whitespace(column)
        # Hours make almost every date a word of its own; intervals need their second half.
        short = pc.if_else(pc.match_substring(column, "/"), column, pc.utf8_slice_codeunits(column, 0, 10))
        found, fault = _mapped(short, read)
        filled = _flags(pc.not_equal(column, ""))
        # A year of its own, as GBIF adds it, stands in for a date that cannot be read or is missing.
        use = filled & (~said | ((fault_of > 0) & (fault == 0)))
        years = np.where(use, found, years)
        fault_of = np.where(use, fault, fault_of)
        said |= filled
    judgement.mark(~said, NO_DATE)
    for number, fault_found in enumerate(faults, start=1):
        judgement.mark(fault_of == number, fault_found)
    return years


def year_of(text: str, today: date) -> int | Fault:
    """Return the year of an ISO 8601 date or interval, or what is wrong with it.

    Examples
    --------
    >>> year_of("2015-02", date(2026, 1, 1)), year_of("2001-12-30/2001-12-31", date(2026, 1, 1))
    (2015, 2001)
    """
    years: list[int] = []
    for part in text.split("/"):
        match = _ISO_DATE.match(part.strip())
        # What follows a whole date is its time of day.
        rest = part.strip()[match.end() :] if match else "?"
        if match is None or (rest and not (match[3] and rest[0] in "T ")):
            return _ending_of_interval(part, years) or BAD_DATE
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        try:
            begins = date(year, month, day)
        except ValueError:
            return BAD_DATE
        if begins > today:
            return FUTURE_DATE
        if year < EARLIEST_YEAR:
            return EARLY_DATE
        years.append(year)
    return years[0] if len(set(years)) == 1 else SPAN_OF_YEARS


def _ending_of_interval(part: str, years: list[int]) -> int | None:
    """The second half of an interval may leave out what it shares with the first, as in ``2004-05-01/31``."""
    return years[0] if years and re.fullmatch(r"\d{2}(-\d{2})?", part.strip()) else None


def check_status(block: RecordBlock, judgement: Judgement) -> None:
    """Mark fossils, specimens in collections, and records that say the species was not there."""
    basis = block.columns.get("basisOfRecord")
    if basis is not None:
        kinds, _ = _mapped(basis, _kind_of_basis)
        judgement.mark(kinds == 1, FOSSIL)
        judgement.mark(kinds == 2, LIVING)
    status = block.columns.get("occurrenceStatus")
    if status is not None:
        kinds, _ = _mapped(status, _kind_of_status)
        for number, fault in enumerate((ABSENCE, DOUBTFUL, BAD_STATUS), start=1):
            judgement.mark(kinds == number, fault)


def _kind_of_basis(text: str) -> tuple[int, int]:
    word = text.casefold().replace("_", "").replace(" ", "")
    return (1 if "fossil" in word else 2 if word == "livingspecimen" else 0), 0


def _kind_of_status(text: str) -> tuple[int, int]:
    word = text.strip().casefold()
    return (0 if word in _PRESENT else 1 if word in _ABSENT else 2 if word in _DOUBTFUL else 3), 0


def check_counts(block: RecordBlock, judgement: Judgement) -> NDArray[np.int64]:
    """Return how many records a row of a cube stands for; 1 where the file does not count."""
    column = block.columns.get("occurrences")
    if column is None:
        return np.ones(len(block), dtype=np.int64)
    count, empty, bad = _numbers(column, False)
    whole = np.where(np.isfinite(count), count, 0)
    wrong = bad | empty | (whole < 1) | (whole > 1e12) | (whole != np.floor(whole))
    judgement.mark(wrong, BAD_COUNT)
    return np.where(wrong, 0, whole).astype(np.int64)


def check_uncertainty(block: RecordBlock, judgement: Judgement, decimal_comma: bool) -> NDArray[np.float64]:
    """Return the coordinate uncertainty in km, 0 where it is not stated."""
    column = block.columns.get("coordinateUncertaintyInMeters")
    if column is None:
        return np.zeros(len(block))
    metres, _, bad = _numbers(column, decimal_comma)
    judgement.mark(bad | (metres < 0), BAD_UNCERTAINTY)
    return np.where(np.isfinite(metres), metres, 0) / 1000


def count_zero_individuals(columns: Mapping[str, Any], chosen: NDArray[np.bool_]) -> int:
    """Count records that name 0 individuals and do not say that the species was absent."""
    column = columns.get("individualCount")
    if column is None:
        return 0
    kinds, _ = _mapped(column, lambda text: (int(text.strip() in ("0", "0.0")), 0))
    return int(((kinds == 1) & chosen).sum())


def _numbers(column: Any, decimal_comma: bool) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return values with NaN where there is none, which cells are empty, and which hold no number."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(column)
    if decimal_comma:
        text = pc.replace_substring(text, ",", ".")
    empty = pc.equal(text, "")
    valid = pc.match_substring_regex(text, _NUMBER)
    values = pc.cast(pc.if_else(valid, text, pa.scalar(None, pa.string())), pa.float64())
    as_array = values.to_numpy(zero_copy_only=False)
    is_empty = _flags(empty)
    return as_array, is_empty, ~_flags(valid) & ~is_empty


def _mapped(column: Any, read: Callable[[str], tuple[int, int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    encoded = column.dictionary_encode()
    pairs = [read(word) for word in encoded.dictionary.to_pylist()] or [(0, 0)]
    table = np.array(pairs, dtype=np.int64)
    indices = encoded.indices.to_numpy(zero_copy_only=False)
    return table[indices, 0], table[indices, 1]


def _flags(column: Any) -> NDArray[np.bool_]:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=bool)
