"""Writing study tables as CSV, and adding rows to the tables of a study without losing what is there."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from oxyura.schema.errors import InputError
from oxyura.schema.limits import FILE_BYTES
from oxyura.schema.table import Table, TableSet
from oxyura.schema.table_spec import TableSpec
from oxyura.schema.tables import TABLES
from oxyura.study.cell_faults import Fault
from oxyura.study.cell_writing import accepted_value, written_text, written_value
from oxyura.study.cells import Parsed, parse_cell
from oxyura.study.delimited import Dialect, escape_formula, find_dialect, read_delimited, unescape_formula
from oxyura.study.problem_log import ProblemLog
from oxyura.study.reading import SETTINGS_FILE
from oxyura.study.text_decoding import decode_text

Record = Mapping[str, object]
Key = tuple[object, ...]

# With these the rows of a file cannot be told, and would not survive being written back.
_STRUCTURAL = frozenset({"ragged_row", "broken_quotes", "no_header", "repeated_column", "unnamed_column", "too_large"})


_COMMAS = Dialect()


@dataclass(frozen=True)
class RowsAdded:
    """What became of the rows that were to be added to one table."""

    table: str
    added: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class _CsvFile:
    """A CSV file as text: header, rows of cells, and how it is written."""

    header: list[str]
    rows: list[list[str]]
    dialect: Dialect = _COMMAS
    decimal_comma: bool = False
    line_end: str = "\n"
    mark: bool = False


def write_tables(tables: TableSet, directory: Path, *, every_column: bool = False) -> tuple[Path, ...]:
    """Write every table as a CSV file, UTF-8 with commas, one after another and each whole or not at all.

    Parameters
    ----------
    tables : TableSet
        The tables.
    directory : Path
        Folder of the study; it must exist.
    every_column : bool
        Whether columns that are not required and have no value are written as well.

    Returns
    -------
    tuple of Path
        The files.

    Notes
    -----
    Text that a spreadsheet would run as a formula gets an apostrophe in front, which reading takes away.
    """
    written = []
    for table in tables:
        path = directory / f"{table.spec.name}.csv"
        replace_file(path, _encoded(_as_csv(table, every_column=every_column)))
        written.append(path)
    return tuple(written)


def _as_csv(table: Table, *, every_column: bool) -> _CsvFile:
    records = list(table.records())
    columns = [
        column
        for column in table.spec
        if every_column or column.required or any(written_value(record[column.name]) is not None for record in records)
    ]
    rows = [
        [_cell_text(table.spec, column.name, record[column.name], _COMMAS) for column in columns] for record in records
    ]
    return _CsvFile([column.name for column in columns], rows)


def add_rows(study: Path | str, table: str, records: Iterable[Record]) -> RowsAdded:
    """Add rows to one table of a study, folder or workbook; the study is made when there is none.

    A record whose key stands in the table changes that row, and only in the columns that the record gives; the others
    are appended. Every other cell, column and row of the file stays as it is, and so does the way it is written:
    delimiter, decimal mark, line ends. The new file replaces the old one at once.

    Parameters
    ----------
    study : Path or str
        Folder, or workbook (``.xlsx``).
    table : str
        Name of the table.
    records : iterable of mapping
        Values by column name; None and empty text: not given.

    Returns
    -------
    RowsAdded

    Raises
    ------
    InputError
        The place holds something else than a study, its file has errors in its structure, or a value does not fit its
        column.
    """
    path = Path(study)
    spec = TABLES[table]
    values = [_accepted(spec, record) for record in records]
    if path.suffix.casefold() == ".xlsx":
        from oxyura.study.workbook_writing import add_workbook_rows

        return add_workbook_rows(path, spec, values)
    _ensure_study(path)
    file = _table_file(path, spec)
    existing = _read_csv(file, spec) if file.exists() else _CsvFile([], [])
    changed, result = _merged(existing, spec, values)
    if result.added or result.updated or not file.exists():
        replace_file(file, _encoded(changed))
    return result


def _accepted(spec: TableSpec, record: Record) -> dict[str, Parsed]:
    unknown = sorted(set(record) - set(spec.names))
    if unknown:
        raise InputError(f"{spec.name} has no column {unknown[0]}.")
    where = f"row for {spec.name}"
    values = {name: accepted_value(spec.column(name), value, where) for name, value in record.items()}
    given: dict[str, Parsed] = {name: value for name, value in values.items() if value is not None}
    missing = [name for name in spec.key if spec.column(name).required and name not in given]
    if missing:
        raise InputError(f"A row for {spec.name} has no {missing[0]}.")
    return given


def _ensure_study(path: Path) -> None:
    from oxyura.study.templates import create_empty_study

    if path.is_dir():
        if (path / SETTINGS_FILE).exists():
            return
        if any(path.iterdir()):
            raise InputError(
                "The folder is not empty and holds no study.",
                where=str(path),
                remedy="Give a study's folder, or a name that does not exist yet.",
            )
    elif os.path.lexists(path):
        raise InputError("This is a file, not the folder of a study.", where=str(path), remedy="Give a folder.")
    create_empty_study(path)


def _table_file(folder: Path, spec: TableSpec) -> Path:
    """Return the file of a table, which may not be there yet; refuse what cannot be rewritten safely."""
    names = [name for name in sorted(os.listdir(folder)) if os.path.splitext(name)[0] == spec.name]
    found = [name for name in names if name.casefold().endswith((".csv", ".parquet"))]
    path = folder / (found[0] if found else f"{spec.name}.csv")
    if len(found) > 1:
        raise InputError(f"The table {spec.name} stands in {len(found)} files.", where=str(folder), remedy="Keep one.")
    if path.suffix.casefold() == ".parquet":
        raise InputError(
            "Rows cannot be added to a Parquet file.", where=str(path), remedy="Save the table as CSV first."
        )
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise InputError("This is no ordinary file.", where=str(path), remedy="Put the file itself there.")
    return path


def _read_csv(path: Path, spec: TableSpec) -> _CsvFile:
    """Read a CSV file as text; InputError where it could not be written back as it is."""
    FILE_BYTES.check(path.stat().st_size, path.name)
    data = path.read_bytes()
    log = ProblemLog()
    text = decode_text(data, path.name, log)
    raw = None if text is None else read_delimited(text, spec, path.name, log)
    faults = [problem for problem in log.problems() if raw is None or problem.code in _STRUCTURAL]
    if text is None or raw is None or faults:
        raise InputError(
            faults[0].message, where=faults[0].where, remedy=f"{faults[0].remedy} Then add the rows again."
        )
    dialect = find_dialect(text, spec)
    body = re.split(r"\r\n|\r|\n", text, maxsplit=1)[1] if dialect.separator_line else text
    rows = list(csv.reader(io.StringIO(body, newline=""), delimiter=dialect.delimiter, strict=True))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    first = next(position for position, row in enumerate(rows) if any(cell.strip() for cell in row))
    line_end = match[0] if (match := re.search(r"\r\n|\r|\n", text)) else "\n"
    return _CsvFile(
        rows[first], rows[first + 1 :], dialect, raw.decimal_comma, line_end, data.startswith(codecs.BOM_UTF8)
    )


def _merged(file: _CsvFile, spec: TableSpec, records: Sequence[dict[str, Parsed]]) -> tuple[_CsvFile, RowsAdded]:
    """Return the file with the records in it."""
    given = {name for record in records for name in record}
    names = [cell.strip() for cell in file.header]
    wanted = given | {column.name for column in spec if column.required}
    header = [*file.header, *(name for name in spec.names if name in wanted and name not in names)]
    positions = {cell.strip(): position for position, cell in enumerate(header)}
    # Cells beyond the header are empty, or the file would not have been read.
    width, wider = len(file.header), len(header)
    rows = [row[:width] + [""] * (wider - min(len(row), width)) for row in file.rows]
    places: dict[Key, int] = {}
    for place, row in enumerate(rows):
        if any(cell.strip() for cell in row):
            places.setdefault(_key_of_row(spec, row, positions, file), place)
    added = updated = 0
    touched: set[int] = set()
    for record in records:
        key = tuple(record.get(name) for name in spec.key)
        if key not in places:
            places[key] = len(rows)
            rows.append([""] * len(header))
            touched.add(len(rows) - 1)
            added += 1
        row = rows[places[key]]
        changed = False
        for name, value in record.items():
            if _parsed(spec, name, row[positions[name]], file) != value:
                row[positions[name]] = _cell_text(spec, name, value, file.dialect, decimal_comma=file.decimal_comma)
                changed = True
        if changed and places[key] not in touched:
            touched.add(places[key])
            updated += 1
    result = RowsAdded(spec.name, added, updated, len(records) - added - updated)
    return replace(file, header=header, rows=rows), result


def _key_of_row(spec: TableSpec, row: list[str], positions: Mapping[str, int], file: _CsvFile) -> Key:
    return tuple(_parsed(spec, name, row[positions[name]], file) if name in positions else None for name in spec.key)


def _parsed(spec: TableSpec, name: str, text: str, file: _CsvFile) -> Parsed | Fault:
    column = spec.column(name)
    if column.kind in ("text", "texts"):
        text = unescape_formula(text.strip())
    return parse_cell(replace(column, required=False), text, decimal_comma=file.decimal_comma)


def _cell_text(spec: TableSpec, name: str, value: Parsed, dialect: Dialect, *, decimal_comma: bool = False) -> str:
    text = written_text(value, delimiter=dialect.delimiter, decimal_comma=decimal_comma)
    return escape_formula(text) if spec.column(name).kind in ("text", "texts") else text


def _encoded(file: _CsvFile) -> bytes:
    delimiter = file.dialect.delimiter
    lines = [f"sep={delimiter}"] if file.dialect.separator_line else []
    lines += [delimiter.join(_quoted(cell, delimiter) for cell in row) for row in (file.header, *file.rows)]
    text = "".join(f"{line}{file.line_end}" for line in lines)
    return (codecs.BOM_UTF8 if file.mark else b"") + text.encode("utf-8")


def _quoted(cell: str, delimiter: str) -> str:
    if any(sign in cell for sign in (delimiter, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def replace_file(path: Path, data: bytes) -> None:
    """Write a file so that at any moment either the old or the new one is there, whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.unlink(missing_ok=True)
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except OSError as error:
        raise InputError(
            f"The file cannot be written: {error.strerror}.", where=str(path), remedy="Check the folder's rights."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
