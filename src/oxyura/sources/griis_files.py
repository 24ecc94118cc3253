"""Checklist rows as they stand in GRIIS files, joined but not yet judged."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oxyura.schema.archives import ArchiveLimits, SafeArchive, open_archive
from oxyura.schema.errors import InputError
from oxyura.schema.limits import Limit
from oxyura.schema.sentences import sentence
from oxyura.sources.delimited import read_blocks
from oxyura.sources.dwca import ArchiveTable, DarwinCoreArchive, read_archive_layout
from oxyura.sources.eml import read_source, source_id_of
from oxyura.sources.study_rows import SourceRow

TAXON_TERMS = (
    "scientificName", "acceptedNameUsage", "kingdom", "phylum", "class", "taxonRank", "taxonomicStatus",
)  # fmt: skip
DISTRIBUTION_TERMS = (
    "countryCode",
    "occurrenceStatus",
    "establishmentMeans",
    "eventDate",
    "locality",
    "locationID",
)
PROFILE_TERMS = ("isInvasive", "habitat")
CHECKLIST_LIMITS = ArchiveLimits(member_bytes=256 * 2**20, total_bytes=512 * 2**20)
_CHECKLIST_ROWS = Limit("The number of rows of the checklist", 2_000_000, "rows", "Pass fewer lists at once.")
_PARQUET = b"PAR1"


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a file, and its text."""

    file: str
    row: int
    raw: str


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One statement of a checklist: a taxon in a place.

    Parameters
    ----------
    cells : mapping of str to str
        The terms of its taxon, distribution and species profile rows.
    places : mapping of str to Place
        Where each term stands.
    place : Place
        Where the statement itself stands.
    fault : str
        Why the rows do not join; empty where they do.
    """

    cells: Mapping[str, str]
    places: Mapping[str, Place]
    place: Place
    fault: str = ""


@dataclass(frozen=True)
class Checklist:
    """One list: its source and its rows; ``columns`` are the terms that the list has at all."""

    source: SourceRow
    rows: tuple[ListedRow, ...]
    columns: frozenset[str]
    disagreements: tuple[str, ...] = ()


def read_checklists(path: Path) -> tuple[Checklist, ...]:
    """Read a Darwin Core archive, or a Parquet table of several lists with columns ``title`` and ``version``.

    Raises
    ------
    InputError
        When the file is neither, or is no checklist.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
    except OSError as error:
        raise InputError(
            sentence("The file cannot be read (%(value)s).", value=error.strerror or error),
            where=path.name,
            remedy="Check the name.",
        ) from error
    return _read_parquet(path) if start == _PARQUET else (_read_archive(path),)


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    cells: dict[str, str]
    place: Place
    fault: str = ""


def _read_archive(path: Path) -> Checklist:
    with open_archive(path, CHECKLIST_LIMITS) as archive:
        layout = read_archive_layout(archive, path.name)
        if layout.core.row_type != "Taxon" or "scientificName" not in layout.core.layout.places:
            raise InputError(
                sentence(
                    "The archive's core is %(value)s, not a checklist of taxa.", value=layout.core.row_type or "unnamed"
                ),
                where=path.name,
                remedy="Records of occurrence are read by: import occurrences.",
            )
        taxa = list(_rows(archive, layout.core, TAXON_TERMS, path.name))
        spread = _extension_rows(archive, layout, "Distribution", DISTRIBUTION_TERMS, path.name)
        profile = _extension_rows(archive, layout, "SpeciesProfile", PROFILE_TERMS, path.name)
        source = read_source(archive, layout.metadata, path.name)
    tables = (layout.core, *layout.extensions)
    columns = frozenset(term for table in tables for term in (*table.layout.places, *table.layout.defaults))
    disagreements = tuple(text for table in tables for text in table.disagreements)
    return Checklist(source, tuple(_join(taxa, spread, profile)), columns, disagreements)


def _extension_rows(
    archive: SafeArchive, layout: DarwinCoreArchive, row_type: str, terms: tuple[str, ...], where: str
) -> dict[str, list[_Row]]:
    by_key: dict[str, list[_Row]] = {}
    table = layout.table(row_type)
    if table is not None and table is not layout.core:
        for row in _rows(archive, table, terms, where):
            by_key.setdefault(row.key, []).append(row)
    return by_key


def _rows(archive: SafeArchive, table: ArchiveTable, terms: tuple[str, ...], where: str) -> Iterator[_Row]:
    count = 0
    for member in table.members:
        file = f"{where}!{member}"
        with archive.open(member) as stream:
            for block in read_blocks(stream, table.layout, ("(id)", *terms)):
                columns = {term: column.to_pylist() for term, column in block.columns.items()}
                keys = columns.get("(id)")
                for record, number in enumerate(block.rows.tolist()):
                    cells = {term: _clean(columns[term][record]) for term in terms if term in columns}
                    # Without an id column nothing can refer to the row: its own number keeps it apart.
                    key = keys[record].strip() if keys is not None else f"\0{number}"
                    fault = "" if key else "The row has no id, so that nothing can be joined to it."
                    yield _Row(key or f"\0{number}", cells, Place(file, number, block.raw(record)), fault)
                for broken in block.broken:
                    yield _Row(
                        f"\0broken {broken.row}",
                        {},
                        Place(file, broken.row, broken.raw),
                        broken.reason,
                    )
                count += len(block) + len(block.broken)
                _CHECKLIST_ROWS.check(count, where)


def _clean(text: str) -> str:
    return " ".join(text.split())


def _join(taxa: list[_Row], spread: dict[str, list[_Row]], profile: dict[str, list[_Row]]) -> Iterator[ListedRow]:
    """Yield a statement per distribution row of a taxon, else one per taxon, and every row left over."""
    seen: set[str] = set()
    for taxon in taxa:
        if taxon.fault or taxon.key in seen:
            fault = taxon.fault or "The row's id stands in the core table before."
            yield ListedRow(taxon.cells, {}, taxon.place, fault)
            continue
        seen.add(taxon.key)
        profiles = profile.get(taxon.key, [])
        fault = _conflict(profiles)
        for statement in spread.get(taxon.key) or [taxon]:
            parts = [taxon, *profiles[:1], *([statement] if statement is not taxon else [])]
            cells = {term: text for part in parts for term, text in part.cells.items()}
            places = {term: part.place for part in parts for term in part.cells}
            yield ListedRow(cells, places, statement.place, fault)
    for table in (spread, profile):
        for key, rows in table.items():
            for row in rows if key not in seen else ():
                yield ListedRow(
                    row.cells,
                    {},
                    row.place,
                    row.fault or "The row's id is not in the core table.",
                )


def _conflict(profiles: list[_Row]) -> str:
    said = {tuple(sorted(row.cells.items())) for row in profiles}
    return "The species profile says two different things of this taxon." if len(said) > 1 else ""


def _read_parquet(path: Path) -> tuple[Checklist, ...]:
    import pyarrow as pa
    from pyarrow import parquet

    terms = (*TAXON_TERMS, *DISTRIBUTION_TERMS, *PROFILE_TERMS)
    try:
        file = parquet.ParquetFile(path)
        _CHECKLIST_ROWS.check(file.metadata.num_rows, path.name)
        known = set(file.schema_arrow.names)
        if not {"title", "scientificName", "countryCode"} <= known:
            raise InputError(
                "The table has no columns title, scientificName and countryCode.",
                where=path.name,
                remedy="Pass a Darwin Core archive, or the table of all GRIIS checklists.",
            )
        kept = [term for term in terms if term in known]
        columns = file.read([*kept, "title", *(["version"] if "version" in known else [])]).to_pydict()
    except (pa.ArrowException, OSError, struct.error) as error:
        raise InputError(
            sentence("The Parquet file cannot be read (%(error)s).", error=error),
            where=path.name,
            remedy="Get it again.",
        ) from error
    return tuple(_lists_of(columns, kept, path.name))


def _lists_of(columns: dict[str, list[Any]], terms: list[str], where: str) -> Iterator[Checklist]:
    by_list: dict[tuple[str, str], list[ListedRow]] = {}
    versions = columns.get("version") or [""] * len(columns["title"])
    for record, (title, version) in enumerate(zip(columns["title"], versions, strict=True)):
        cells = {term: _clean(str(columns[term][record] or "")) for term in terms}
        row = ListedRow(cells, {}, Place(where, record + 2, "\t".join(cells.values())))
        by_list.setdefault((_clean(str(title or "")), str(version or "")), []).append(row)
    for (title, version), rows in by_list.items():
        citation = sentence("%(title)s. Version %(version)s.", title=title, version=version) if version else f"{title}."
        source = SourceRow(source_id_of(title or where, version), citation, note=where)
        yield Checklist(source, tuple(rows), frozenset(terms))
