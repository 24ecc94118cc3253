"""Reading a study from one workbook: a sheet per table, the settings on the sheet ``study``."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from oxyura.schema.archives import ArchiveLimits, SafeArchive, open_archive
from oxyura.schema.errors import InputError, LimitError, ServiceMissingError
from oxyura.schema.limits import COLUMNS
from oxyura.schema.problems import Problem
from oxyura.schema.sentences import Figure, count_sentence, sentence
from oxyura.schema.tables import TABLES
from oxyura.study.cell_faults import shown
from oxyura.study.cells import ErrorValue, Formula
from oxyura.study.problem_log import ProblemLog
from oxyura.study.raw_tables import (
    Header,
    RawColumn,
    RawTable,
    column_letter,
    read_header,
    unnamed_column,
)
from oxyura.study.settings_reading import SettingCell
from oxyura.study.table_names import SETTINGS_NAME, unread_name
from oxyura.study.workbook_sheets import SheetFacts, read_sheet_facts

WORKBOOK_ARCHIVE = ArchiveLimits(members=2_000, member_bytes=128 * 2**20, total_bytes=256 * 2**20)

_SAVE_AGAIN = "Open it in Excel or LibreOffice and save it again as .xlsx."
_FORBIDDEN_XML = (b"<!DOCTYPE", b"<!ENTITY")
# Workbooks write control characters so, and the underscore of a text that only looks like one of them.
_ESCAPED_CHARACTER = re.compile(r"_x(00[01][0-9A-Fa-f]|005F)_")
_PIECE = 2**20
_WORKBOOK_PART = "xl/workbook.xml"

Row = Sequence[object]


@dataclass(frozen=True)
class Workbook:
    """What a workbook holds.

    Parameters
    ----------
    tables : tuple of RawTable
        The tables, in the order of the sheets.
    settings : tuple of SettingCell, optional
        Keys and values of the sheet ``study``; None where there is no such sheet.
    settings_file : str
        Name of that sheet, for problems.
    """

    tables: tuple[RawTable, ...] = ()
    settings: tuple[SettingCell, ...] | None = None
    settings_file: str = ""


def read_workbook(path: Path, log: ProblemLog) -> Workbook | None:
    """Read a workbook.

    Parameters
    ----------
    path : Path
        The file.
    log : ProblemLog
        Where problems go.

    Returns
    -------
    Workbook or None
        None where the file cannot be read at all.

    Raises
    ------
    ServiceMissingError
        The protection against hostile XML is switched off.
    """
    try:
        with open_workbook_archive(path) as archive, warnings.catch_warnings():
            # openpyxl warns of decorations that it drops; none of them is part of a study.
            warnings.simplefilter("ignore")
            return _read_sheets(path, archive, log)
    except LimitError as error:
        log.add(Problem("error", "too_large", error.message, _other_remedy(error), file=error.where or path.name))
    except InputError as error:
        log.add(Problem("error", "unreadable", error.message, _other_remedy(error), file=path.name))
    except DefusedXmlException:
        log.add(_hostile(path.name))
    except ServiceMissingError:
        raise
    # A damaged or forged workbook makes openpyxl fail in any way that Python knows.
    except Exception as error:
        message = sentence("The workbook is damaged (%(error)s).", error=shown(f"{type(error).__name__}: {error}"))
        log.add(Problem("error", "unreadable", message, _SAVE_AGAIN, file=path.name))
    return None


@contextmanager
def open_workbook_archive(path: Path) -> Iterator[SafeArchive]:
    """Open the zip file that a workbook is, once it is known to be harmless.

    Raises
    ------
    InputError
        It is no workbook, carries macros or is too large (LimitError).
    DefusedXmlException
        Its XML declares entities.
    ServiceMissingError
        The protection against hostile XML is switched off.
    """
    if not openpyxl.DEFUSEDXML:
        raise ServiceMissingError(
            "Workbooks are not read without protection against hostile XML.",
            remedy="Install defusedxml and take OPENPYXL_DEFUSEDXML out of the environment.",
        )
    with open_archive(path, WORKBOOK_ARCHIVE) as archive:
        _check_parts(archive, path.name)
        yield archive


def _other_remedy(error: InputError) -> str:
    return _SAVE_AGAIN if "npack it" in error.remedy or "rchive" in error.remedy else error.remedy


def _hostile(file: str) -> Problem:
    return Problem(
        "error",
        "hostile_xml",
        "The workbook declares XML entities, as no spreadsheet does and as attacks do.",
        "Do not use this file; get it again from whoever made it.",
        file=file,
    )


def _check_parts(archive: SafeArchive, file: str) -> None:
    """Refuse macros, other formats in a workbook's clothes, and XML that declares entities."""
    names = archive.names
    if "[Content_Types].xml" not in names:
        raise InputError("The file is a zip archive but not an Excel workbook.", where=file, remedy="Save it as .xlsx.")
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise InputError(
            "The workbook carries macros.",
            where=file,
            remedy="Save it as an Excel workbook without macros (.xlsx).",
        )
    if _WORKBOOK_PART in names and b"purl.oclc.org/ooxml" in archive.read(_WORKBOOK_PART):
        raise InputError(
            "The workbook is saved as Strict Open XML.",
            where=file,
            remedy="Save it as an ordinary Excel workbook (.xlsx).",
        )
    for name in names:
        if name.casefold().endswith((".xml", ".rels", ".vml")) and _declares_entities(archive, name):
            raise DefusedXmlException(name)


def _declares_entities(archive: SafeArchive, name: str) -> bool:
    tail = b""
    with archive.open(name) as stream:
        while piece := stream.read(_PIECE):
            # Without its NULs, text in UTF-16 is searched as well.
            window = tail + piece.replace(b"\x00", b"")
            if any(word in window for word in _FORBIDDEN_XML):
                return True
            tail = window[-16:]
    return False


def _read_sheets(path: Path, archive: SafeArchive, log: ProblemLog) -> Workbook:
    tables: list[RawTable] = []
    settings: tuple[SettingCell, ...] | None = None
    settings_file = ""
    # From memory: openpyxl leaves files open that it cannot read.
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=False, keep_links=False)
    try:
        log.add_all(_lost_sheets(archive, book.sheetnames, path.name))
        for sheet in book.worksheets:
            name = str(sheet.title)
            file = f"{path.name} [{shown(name)}]"
            if name not in TABLES and name != SETTINGS_NAME:
                if sheet.sheet_state == "visible" and (problem := unread_name(name, "sheet", file=file)):
                    log.add(problem)
                continue
            # The path is private to openpyxl, which tells nothing public about merged cells when it streams.
            with archive.open(str(sheet._worksheet_path).lstrip("/")) as stream:
                facts = read_sheet_facts(stream, file)
            log.add_all(_remarks(facts, str(sheet.sheet_state), file))
            if name == SETTINGS_NAME:
                settings, settings_file = _read_settings(sheet), file
            elif table := _read_table(sheet, name, file, log):
                tables.append(table)
    finally:
        book.close()
    return Workbook(tuple(tables), settings, settings_file)


def _lost_sheets(archive: SafeArchive, read: Sequence[str], file: str) -> Iterator[Problem]:
    """Name the tables that the workbook lists but openpyxl passes over, because their part is missing."""
    if _WORKBOOK_PART not in archive.names:
        return
    for element in fromstring(archive.read(_WORKBOOK_PART)).iter():
        name = element.get("name", "")
        if element.tag.endswith("}sheet") and name not in read and (name in TABLES or name == SETTINGS_NAME):
            message = sentence("The sheet %(name)s is listed in the workbook but cannot be found in it.", name=name)
            yield Problem("error", "unreadable", message, _SAVE_AGAIN, file=f"{file} [{name}]")


def _remarks(facts: SheetFacts, state: str, file: str) -> Iterator[Problem]:
    for merged in facts.merged[:200]:
        yield Problem(
            "error",
            "merged_cells",
            sentence("The cells %(merged)s are merged: only the first of them holds a value.", merged=shown(merged)),
            "Unmerge them and fill in every cell.",
            file=file,
            cell=shown(merged),
        )
    if state != "visible":
        yield Problem("warning", "hidden_sheet", "The sheet is hidden, and read all the same.", "Show it.", file=file)
    if facts.hidden_rows:
        count, first = len(facts.hidden_rows), facts.hidden_rows[0]
        message = count_sentence(
            "%(number)s hidden row is read as well, the first is row %(first)s.",
            "%(number)s hidden rows are read as well, the first is row %(first)s.",
            count,
            number=Figure(f"{count:,}"),
            first=first,
        )
        yield Problem("warning", "hidden_rows", message, "Show them, and delete those that are not meant.", file=file)
    if facts.hidden_columns:
        letters = ", ".join(column_letter(column - 1) for column in facts.hidden_columns[:20])
        message = sentence("Hidden columns are read as well: %(letters)s.", letters=letters)
        yield Problem(
            "warning", "hidden_columns", message, "Show them, and delete those that are not meant.", file=file
        )


def _rows(sheet: Any) -> Iterator[list[object]]:
    # What the file says about its own size may be false, and would be believed.
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        yield [cell_value(cell) for cell in row]


def cell_value(cell: Any) -> object:
    """Return what a cell of a workbook holds; formulas and errors as what they are."""
    value = cell.value
    if value is None or isinstance(value, bool | int | float):
        return value
    kind = cell.data_type
    if kind == "f":
        return Formula(str(getattr(value, "text", None) or value))
    if kind == "e":
        return ErrorValue(str(value))
    if isinstance(value, list):
        # Text in several fonts.
        value = str(value)
    if isinstance(value, str):
        return _ESCAPED_CHARACTER.sub(lambda match: chr(int(match[1], 16)), value)
    return value


def _is_filled(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _read_settings(sheet: Any) -> tuple[SettingCell, ...]:
    found = []
    for row, cells in enumerate(_rows(sheet), start=1):
        if not cells or not _is_filled(cells[0]):
            continue
        key = str(cells[0]).strip()
        if row == 1 and key.casefold() == "key":
            continue
        found.append(SettingCell(key, cells[1] if len(cells) > 1 else None, row, f"B{row}"))
    return tuple(found)


def _read_table(sheet: Any, name: str, file: str, log: ProblemLog) -> RawTable | None:
    rows = _rows(sheet)
    first = ((row, cells) for row, cells in enumerate(rows, start=1) if any(map(_is_filled, cells)))
    header_row, cells = next(first, (0, []))
    if not header_row:
        # An empty sheet is a table that was left out.
        return None
    COLUMNS.check(len(cells), file)
    header = read_header(cells, TABLES[name], file, log, row=header_row, in_workbook=True)
    return None if header is None else _read_body(rows, header, header_row, name, file, log)


def _read_body(
    rows: Iterator[list[object]], header: Header, header_row: int, name: str, file: str, log: ProblemLog
) -> RawTable:
    seen: list[dict[tuple[type, object], int]] = [{} for _ in range(header.width)]
    codes: list[list[int]] = [[] for _ in range(header.width)]
    beyond: set[int] = set()
    count = 0
    for row in rows:
        count += 1
        if len(row) > header.width:
            beyond.update(position for position in range(header.width, len(row)) if _is_filled(row[position]))
        for position in range(header.width):
            value = row[position] if position < len(row) else None
            known = seen[position]
            # 1, 1.0 and TRUE are equal to Python, and not to a reader of the sheet.
            codes[position].append(known.setdefault((type(value), value), len(known)))
    for position in header.unnamed:
        if any(_is_filled(value) for _, value in seen[position]):
            beyond.add(position)
    log.add_all(unnamed_column(position, file, header_row, in_workbook=True) for position in sorted(beyond)[:20])
    columns = {
        column: RawColumn([value for _, value in seen[position]], np.array(codes[position], dtype=np.int64))
        for column, position in header.positions.items()
    }
    letters = {column: column_letter(position) for column, position in header.positions.items()}
    return RawTable(
        TABLES[name],
        file,
        columns,
        np.arange(header_row + 1, header_row + 1 + count, dtype=np.int64),
        letters,
        np.zeros(count, dtype=bool),
        typed=True,
    )
