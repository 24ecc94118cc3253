"""Files of occurrence records, whatever way they come: archive, download, cube, compressed or not."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from oxyura.schema.archives import RECORD_LIMITS, SafeArchive, open_archive
from oxyura.schema.errors import InputError, LimitError
from oxyura.sources.delimited import TableLayout, check_encoding, split_line
from oxyura.sources.dwca import META, ArchiveTable, read_archive_layout
from oxyura.sources.eml import read_source, unknown_source
from oxyura.sources.study_rows import SourceRow
from oxyura.spacetime.grid_codes import DECODERS, Grid

KEY_TERMS = ("taxonKey", "acceptedTaxonKey", "speciesKey")
NAME_TERMS = (
    "scientificName", "acceptedScientificName", "acceptedNameUsage", "canonicalName", "species",
    "genus", "specificEpithet",
)  # fmt: skip
PLACE_TERMS = (
    "decimalLatitude",
    "decimalLongitude",
    "coordinateUncertaintyInMeters",
    "geodeticDatum",
    "cellCode",
)
TIME_TERMS = ("eventDate", "year", "yearMonth")
OTHER_TERMS = ("basisOfRecord", "occurrenceStatus", "individualCount", "occurrences", "license")
TERMS = (*KEY_TERMS, *NAME_TERMS, *PLACE_TERMS, *TIME_TERMS, *OTHER_TERMS)

_ALIASES: Mapping[str, str] = {
    **{term.casefold(): term for term in TERMS},
    "usagekey": "taxonKey",
    "acceptedusagekey": "acceptedTaxonKey",
    "mincoordinateuncertaintyinmeters": "coordinateUncertaintyInMeters",
    "count": "occurrences",
    "n": "occurrences",
    "licence": "license",
    "cell_code": "cellCode",
    "latitude": "decimalLatitude",
    "lat": "decimalLatitude",
    "longitude": "decimalLongitude",
    "lon": "decimalLongitude",
    "long": "decimalLongitude",
    "lng": "decimalLongitude",
}
_CELL_COLUMNS: Mapping[str, Grid] = {
    "eeacellcode": "eea", "eea_cell_code": "eea", "eeargcode": "eea",
    "eqdgccellcode": "eqdgc", "eqdgc_cell_code": "eqdgc", "eqdgccode": "eqdgc",
    "mgrscellcode": "mgrs", "mgrs_cell_code": "mgrs", "mgrscode": "mgrs",
}  # fmt: skip
_HEADER_BYTES = 2**20
_GZIP = b"\x1f\x8b"
_ZIP = b"PK"
_GZIP_RATIO = 200
_GZIP_FREE_BYTES = 64 * 2**20


@dataclass(frozen=True)
class RecordTable:
    """One table of records, ready to be read.

    Parameters
    ----------
    layout : TableLayout
        How it is written; terms are those of :data:`TERMS`.
    grid : {'eea', 'eqdgc', 'mgrs'}, optional
        Grid of ``cellCode`` where the table is a cube.
    source : SourceRow
        Where it comes from.
    open : callable
        Opens the table at its beginning, as a context manager.
    """

    layout: TableLayout
    grid: Grid | None
    source: SourceRow
    open: Callable[[], AbstractContextManager[IO[bytes]]]


@contextmanager
def open_records(path: Path, encoding: str = "utf-8") -> Iterator[tuple[RecordTable, ...]]:
    """Find the tables of records in a file.

    Parameters
    ----------
    path : Path
        A Darwin Core archive, a GBIF download, a table of Darwin Core terms, or a cube; as it is, zipped or
        gzipped.
    encoding : str
        Of files that do not say it themselves.

    Raises
    ------
    InputError
        When no table of records is found in it.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(2)
    except OSError as error:
        raise InputError(
            f"The file cannot be read ({error.strerror or error}).",
            where=path.name,
            remedy="Check the name and that you may read it.",
        ) from error
    if start == _ZIP:
        with open_archive(path, RECORD_LIMITS) as archive:
            yield tuple(_tables_of_archive(archive, path.name, encoding))
    elif start == _GZIP:
        yield (_plain_table(lambda: _open_gzip(path), path.name, encoding),)
    else:
        yield (_plain_table(lambda: path.open("rb"), path.name, encoding),)


def _tables_of_archive(archive: SafeArchive, where: str, encoding: str) -> Iterator[RecordTable]:
    if not any(name.rsplit("/", 1)[-1].lower() == META for name in archive.names):
        member = _only_table(archive, where)
        yield _plain_table(lambda: archive.open(member), f"{where}!{member}", encoding)
        return
    layout = read_archive_layout(archive, where)
    table = layout.table("Occurrence")
    if table is None:
        checklist = layout.core.row_type == "Taxon"
        raise InputError(
            f"The archive holds no records of occurrence; its core is {layout.core.row_type or 'unnamed'}.",
            where=where,
            remedy="Checklists are read by: import griis." if checklist else "Ask for an archive of occurrences.",
        )
    if table.disagreements:
        raise InputError(
            f"The header and meta.xml disagree: {'; '.join(table.disagreements)}.",
            where=table.layout.file,
            remedy="Ask the publisher which is right; nothing was read.",
        )
    source = read_source(archive, layout.metadata, where)
    for member in table.members:
        yield _archive_table(archive, table, member, where, source)


def _archive_table(
    archive: SafeArchive, table: ArchiveTable, member: str, where: str, source: SourceRow
) -> RecordTable:
    places: dict[str, int] = {}
    for term, place in table.layout.places.items():
        if term.casefold() in _ALIASES:
            places.setdefault(_ALIASES[term.casefold()], place)
    defaults = {
        _ALIASES[term.casefold()]: value for term, value in table.layout.defaults.items() if term.casefold() in _ALIASES
    }
    layout = replace(table.layout, file=f"{where}!{member}", places=places, defaults=defaults)
    _check_terms(layout)
    return RecordTable(layout, None, source, lambda: archive.open(member))


def _only_table(archive: SafeArchive, where: str) -> str:
    if "[Content_Types].xml" in archive.names:
        raise InputError(
            "The file is a workbook, not a table of records.",
            where=where,
            remedy="Save the sheet as “CSV UTF-8” and pass that.",
        )
    aside = ("citations.txt", "rights.txt", "readme.txt")
    tables = [
        name
        for name in archive.names
        if name.lower().endswith((".csv", ".tsv", ".txt"))
        and not name.startswith("__MACOSX/")
        and name.rsplit("/", 1)[-1].lower() not in aside
    ]
    if len(tables) == 1:
        return tables[0]
    raise InputError(
        f"The archive has no meta.xml and {len(tables)} tables.",
        where=where,
        remedy="Pass a Darwin Core archive, or the one table of records in it.",
    )


def _plain_table(open_stream: Callable[[], AbstractContextManager[IO[bytes]]], file: str, encoding: str) -> RecordTable:
    encoding = check_encoding(encoding, file)
    with open_stream() as stream:
        start = stream.read(_HEADER_BYTES)
    text = start.removeprefix(b"\xef\xbb\xbf").decode(encoding, errors="replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[0].strip():
        raise InputError(
            "The file is empty, or its first line is.", where=file, remedy="The first line names the columns."
        )
    delimiter, cells = _best_delimiter(lines[0])
    quote = '"' if delimiter != "\t" or '"' in lines[0] else ""
    places, grid_columns = _columns(cells)
    grid: Grid | None = None
    if grid_columns:
        grid, places["cellCode"] = grid_columns[0]
    elif "cellCode" in places:
        sample = [split_line(line, delimiter, quote) for line in lines[1:200]]
        grid = _grid_of([row[places["cellCode"]] for row in sample if len(row) > places["cellCode"]])
    layout = TableLayout(file, delimiter, quote, encoding, 1, len(cells), places, {})
    _check_terms(layout)
    return RecordTable(layout, grid, unknown_source(file.partition("!")[0]), open_stream)


def _best_delimiter(header: str) -> tuple[str, list[str]]:
    best: tuple[int, str, list[str]] = (-1, ",", [])
    for delimiter in "\t,;|":
        cells = split_line(header, delimiter, '"')
        known = sum(_header_key(cell) in _ALIASES or _header_key(cell) in _CELL_COLUMNS for cell in cells)
        if known > best[0]:
            best = (known, delimiter, cells)
    return best[1], best[2]


def _header_key(cell: str) -> str:
    return cell.strip().strip('"').rsplit("/", 1)[-1].rsplit(":", 1)[-1].casefold()


def _columns(cells: list[str]) -> tuple[dict[str, int], list[tuple[Grid, int]]]:
    places: dict[str, int] = {}
    exact: set[str] = set()
    grids: list[tuple[Grid, int]] = []
    for place, cell in enumerate(cells):
        key = _header_key(cell)
        if key in _CELL_COLUMNS:
            grids.append((_CELL_COLUMNS[key], place))
        elif key in _ALIASES:
            term = _ALIASES[key]
            # A column named by the term itself goes before one that only means the same.
            if term not in places or (key == term.casefold() and term not in exact):
                places[term] = place
            if key == term.casefold():
                exact.add(term)
    return places, grids


def _grid_of(codes: list[str]) -> Grid | None:
    for code in codes:
        for grid, decode in DECODERS.items():
            if decode(code.strip()) is not None:
                return grid
    return None


def _check_terms(layout: TableLayout) -> None:
    missing = []
    if not any(layout.has(term) for term in (*KEY_TERMS, *NAME_TERMS)):
        missing.append("a species (scientificName, species or taxonKey)")
    has_point = layout.has("decimalLatitude") and layout.has("decimalLongitude")
    if not has_point and not layout.has("cellCode"):
        missing.append("a place (decimalLatitude and decimalLongitude, or eeaCellCode, eqdgcCellCode, mgrsCellCode)")
    if not any(layout.has(term) for term in TIME_TERMS):
        missing.append("a time (eventDate or year)")
    if missing:
        raise InputError(
            f"The file has no column for {'; nor for '.join(missing)}.",
            where=layout.file,
            remedy="Pass a Darwin Core archive, a GBIF download, or a cube with such columns.",
        )


@contextmanager
def _open_gzip(path: Path) -> Iterator[IO[bytes]]:
    packed = path.stat().st_size
    try:
        with gzip.open(path) as stream:
            yield io.BufferedReader(_Metered(stream, packed * _GZIP_RATIO + _GZIP_FREE_BYTES, path.name), 2**20)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(
            f"The compressed file is damaged ({error}).", where=path.name, remedy="Download it again."
        ) from error


class _Metered(io.RawIOBase):
    """A stream that stops a file which unpacks to far more than its size."""

    def __init__(self, stream: gzip.GzipFile, most: int, where: str) -> None:
        self._stream, self._left, self._where = stream, most, where

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise LimitError(
                f"The file unpacks to more than {_GZIP_RATIO} times its size, as a bomb does.",
                where=self._where,
                remedy="If you trust the file, unpack it and pass what is inside.",
            )
        buffer[: len(data)] = data
        return len(data)
