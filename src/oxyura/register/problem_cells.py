"""Problems beside their cells: file by file the header, and the rows with problems as they stand there."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oxyura.register.uploads import SETTINGS_FILE
from oxyura.schema.errors import OxyuraError
from oxyura.schema.problems import Problem
from oxyura.schema.table_spec import TableSpec
from oxyura.schema.tables import TABLES

# What a person can look through on one page.
MOST_ROWS = 200
LONGEST_CELL = 200
_MOST_COLUMNS = 100


@dataclass(frozen=True)
class ProblemRow:
    """A row with problems.

    Parameters
    ----------
    row : int
        As a spreadsheet counts it.
    cells : tuple of str
        As they stand in the file, cut to 200 characters; none where the file's rows cannot be shown.
    problems : tuple of Problem
        Each names its column, where it is of one.
    """

    row: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ProblemTable:
    """The problems of one file or sheet.

    Parameters
    ----------
    table : str
        The table, ``study`` for the settings, or empty for problems of no table.
    file : str
        File name, or ``workbook.xlsx [sheet]``.
    header : tuple of str
        Column names as they stand in the file; none where it cannot be shown.
    general : tuple of Problem
        Of the file as a whole, or of a column.
    rows : tuple of ProblemRow
        The first 200 rows with problems.
    more_rows : int
        How many rows with problems are not shown.
    """

    table: str
    file: str
    header: tuple[str, ...]
    general: tuple[Problem, ...]
    rows: tuple[ProblemRow, ...]
    more_rows: int


def show_problems(files: Mapping[str, bytes], problems: Iterable[Problem]) -> tuple[ProblemTable, ...]:
    """Put problems beside the rows that they are of.

    Parameters
    ----------
    files : mapping of str to bytes
        The study.
    problems : iterable of Problem
        What a check of it found.

    Returns
    -------
    tuple of ProblemTable
        In the order in which the problems name the files.
    """
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file, []).append(problem)
    return tuple(_show_file(files, file, found) for file, found in by_file.items())


def _show_file(files: Mapping[str, bytes], file: str, problems: list[Problem]) -> ProblemTable:
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.row is not None:
            by_row.setdefault(problem.row, []).append(problem)
    wanted = sorted(by_row)[:MOST_ROWS]
    header, cells = _read_rows(files, file, set(wanted))
    return ProblemTable(
        table=_table_of(file),
        file=file,
        header=header,
        general=tuple(problem for problem in problems if problem.row is None),
        rows=tuple(ProblemRow(row, cells.get(row, ()), tuple(by_row[row])) for row in wanted),
        more_rows=len(by_row) - len(wanted),
    )


def _table_of(file: str) -> str:
    _, sheet = _split(file)
    if file == SETTINGS_FILE or sheet == "study":
        return "study"
    name = sheet or file.rpartition(".")[0]
    return name if name in TABLES else ""


def _split(file: str) -> tuple[str, str]:
    """Split ``workbook.xlsx [sheet]``."""
    book, bracket, sheet = file.rpartition(" [")
    return (book, sheet.removesuffix("]")) if bracket else (file, "")


def _read_rows(
    files: Mapping[str, bytes], file: str, wanted: Collection[int]
) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
    """Return the header and the rows that are wanted; nothing where the file cannot be shown."""
    book, sheet = _split(file)
    content = files.get(book)
    table = _table_of(file)
    if content is None or table not in TABLES:
        return (), {}
    if sheet:
        return _pick(_sheet_rows(content, sheet), wanted)
    if file.casefold().endswith(".csv"):
        return _pick(_csv_rows(content, file, TABLES[table]), wanted)
    return (), {}


def _pick(rows: Iterable[list[str]], wanted: Collection[int]) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
    header: tuple[str, ...] = ()
    found: dict[int, tuple[str, ...]] = {}
    last = max(wanted, default=0)
    for row, cells in enumerate(rows, start=1):
        if not header and any(cell.strip() for cell in cells):
            header = _shown(cells)
        elif row in wanted:
            found[row] = _shown(cells)
        if header and row >= last:
            break
    return header, found


def _shown(cells: list[str]) -> tuple[str, ...]:
    return tuple(cell[:LONGEST_CELL] for cell in cells[:_MOST_COLUMNS])


def _csv_rows(content: bytes, file: str, spec: TableSpec) -> Iterator[list[str]]:
    from oxyura.study.delimited import find_dialect
    from oxyura.study.problem_log import ProblemLog
    from oxyura.study.text_decoding import decode_text

    text = decode_text(content, file, ProblemLog())
    if text is None:
        return
    dialect = find_dialect(text, spec)
    stream = io.StringIO(text, newline="")
    if dialect.separator_line:
        stream.readline()
    try:
        yield from csv.reader(stream, delimiter=dialect.delimiter)
    except csv.Error:
        # The check has said what is wrong with the row after the last one.
        return


def _sheet_rows(content: bytes, sheet: str) -> Iterator[list[str]]:
    import warnings

    import openpyxl
    from defusedxml.common import DefusedXmlException

    from oxyura.study.workbook_reading import cell_value, open_workbook_archive

    with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
        path = Path(folder, "upload.xlsx")
        path.write_bytes(content)
        try:
            with open_workbook_archive(path):
                pass
        except (OxyuraError, DefusedXmlException):
            return
    book: Any = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            rows = book[sheet]
            rows.reset_dimensions()
            for row in rows.iter_rows():
                yield ["" if (value := cell_value(cell)) is None else str(value) for cell in row]
    # A damaged workbook makes openpyxl fail in any way that Python knows; the check has said so.
    except Exception:
        return
    finally:
        if book is not None:
            book.close()
