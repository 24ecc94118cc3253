"""Adding rows to the tables of a study that is one workbook."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import get_column_letter

from oxyura.schema.errors import InputError
from oxyura.schema.problems import Problem
from oxyura.schema.table_spec import TableSpec
from oxyura.study.cells import Parsed, parse_cell
from oxyura.study.problem_log import ProblemLog
from oxyura.study.raw_tables import read_header
from oxyura.study.templates import create_empty_study
from oxyura.study.workbook_reading import cell_value, open_workbook_archive
from oxyura.study.workbook_template import LISTS_SHEET, number_format, write_cell, write_table_sheet
from oxyura.study.writing import Key, RowsAdded, replace_file

# What openpyxl cannot carry from one file to the next; notes on cells have drawings of their own kind, which it can.
_LOST_PARTS = {
    "xl/charts/": "charts",
    "xl/media/": "pictures",
    "xl/drawings/drawing": "drawings",
    "xl/pivottables/": "pivot tables",
    "xl/slicers/": "slicers",
    "xl/querytables/": "queries",
    "xl/connections.xml": "connections to data",
    "xl/externallinks/": "links to other workbooks",
    "xl/threadedcomments/": "threaded comments",
    "xl/activex/": "controls",
    "xl/embeddings/": "embedded files",
}


def add_workbook_rows(path: Path, spec: TableSpec, records: Sequence[dict[str, Parsed]]) -> RowsAdded:
    """Add rows to one sheet of a workbook; see :func:`~oxyura.study.writing.add_rows`.

    Raises
    ------
    InputError
        The workbook cannot be read, holds what could not be written back, or its header has errors.
    """
    if not path.exists():
        create_empty_study(path)
    _check_writable(path)
    book = _load(path)
    sheet = _table_sheet(book, spec)
    result = _merge(sheet, spec, records, path.name)
    if result.added or result.updated:
        buffer = io.BytesIO()
        book.save(buffer)
        replace_file(path, buffer.getvalue())
    return result


def _check_writable(path: Path) -> None:
    try:
        with open_workbook_archive(path) as archive:
            names = [name.casefold() for name in archive.names]
    except DefusedXmlException as error:
        raise InputError("The workbook declares XML entities.", where=path.name, remedy="Do not use it.") from error
    lost = sorted({what for part, what in _LOST_PARTS.items() if any(name.startswith(part) for name in names)})
    if lost:
        raise InputError(
            f"The workbook holds {', '.join(lost)}, which would be lost when rows are added to it.",
            where=path.name,
            remedy="Add the rows to a study folder, or to a copy of the workbook without them.",
        )


def _load(path: Path) -> Any:
    try:
        with warnings.catch_warnings():
            # What openpyxl warns of is looked for before.
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(path.read_bytes()), rich_text=True)
    # A damaged workbook makes openpyxl fail in any way that Python knows.
    except Exception as error:
        raise InputError(
            "The workbook is damaged.",
            where=path.name,
            remedy="Open it in Excel or LibreOffice and save it again as .xlsx.",
        ) from error


def _table_sheet(book: Any, spec: TableSpec) -> Any:
    if spec.name in book.sheetnames:
        return book[spec.name]
    sheet = book.create_sheet(spec.name)
    write_table_sheet(sheet, spec, _lists(book))
    return sheet


def _lists(book: Any) -> Mapping[str, str] | None:
    """Return where the words of the drop-downs stand in a workbook that the program made; None in any other."""
    if LISTS_SHEET not in book.sheetnames:
        return None
    sheet = book[LISTS_SHEET]
    places = {}
    for column in sheet.iter_cols():
        words = [cell for cell in column if cell.value is not None]
        if len(words) > 1:
            letter = words[0].column_letter
            places[str(words[0].value)] = f"{LISTS_SHEET}!${letter}$2:${letter}${len(words)}"
    return places


def _merge(sheet: Any, spec: TableSpec, records: Sequence[dict[str, Parsed]], file: str) -> RowsAdded:
    header_row, positions = _positions(sheet, spec, records, f"{file} [{spec.name}]")
    last = header_row
    places: dict[Key, int] = {}
    for row in range(header_row + 1, sheet.max_row + 1):
        if any(cell_value(cell) not in (None, "") for cell in sheet[row]):
            last = row
            places.setdefault(_key(sheet, spec, row, positions), row)
    first_new = last + 1
    added = 0
    updated: set[int] = set()
    for record in records:
        key = tuple(record.get(name) for name in spec.key)
        if key not in places:
            last += 1
            places[key] = last
            added += 1
        row = places[key]
        for name, value in record.items():
            cell = sheet.cell(row, positions[name])
            if row >= first_new or _parsed(spec, name, cell) != value:
                write_cell(cell, spec.column(name), value)
                if row < first_new:
                    updated.add(row)
    if added:
        _extend_ranges(sheet, first_new - 1, last)
    return RowsAdded(spec.name, added, len(updated), len(records) - added - len(updated))


def _positions(
    sheet: Any, spec: TableSpec, records: Sequence[dict[str, Parsed]], file: str
) -> tuple[int, dict[str, int]]:
    """Find the header; columns that it lacks and a record gives are added at its end. Positions count from 1."""
    header_row = next(
        (row for row in range(1, sheet.max_row + 1) if any(cell.value not in (None, "") for cell in sheet[row])), 0
    )
    if not header_row:
        write_table_sheet(sheet, spec, None)
        header_row = 1
    log = ProblemLog()
    cells = [cell_value(cell) for cell in sheet[header_row]]
    header = read_header(cells, spec, file, log, row=header_row, in_workbook=True)
    faults: list[Problem] = [problem for problem in log.problems() if problem.code in ("no_header", "repeated_column")]
    if header is None or faults:
        raise InputError(faults[0].message, where=faults[0].where, remedy=faults[0].remedy)
    positions = {name: position + 1 for name, position in header.positions.items()}
    given = {name for record in records for name in record}
    for name in spec.names:
        if name in given and name not in positions:
            positions[name] = max(header.width, *positions.values()) + 1
            sheet.cell(header_row, positions[name], name)
            letter = get_column_letter(positions[name])
            sheet.column_dimensions[letter].number_format = number_format(spec.column(name))
    return header_row, positions


def _key(sheet: Any, spec: TableSpec, row: int, positions: Mapping[str, int]) -> Key:
    return tuple(
        _parsed(spec, name, sheet.cell(row, positions[name])) if name in positions else None for name in spec.key
    )


def _parsed(spec: TableSpec, name: str, cell: Any) -> object:
    return parse_cell(replace(spec.column(name), required=False), cell_value(cell))


def _extend_ranges(sheet: Any, last_before: int, last: int) -> None:
    """Let a range that the user formatted as a table, and its filter, reach the new rows."""
    for table in sheet.tables.values():
        left, top, right, bottom = range_boundaries(table.ref)
        if bottom == last_before:
            table.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{last}"
            if table.autoFilter is not None:
                table.autoFilter.ref = table.ref
