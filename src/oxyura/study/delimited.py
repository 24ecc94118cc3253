"""Reading a table from CSV as people have it: three delimiters, decimal points or commas, any line ends."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.errors import LimitError
from oxyura.schema.limits import COLUMNS, ROWS, Limit
from oxyura.schema.problems import Problem
from oxyura.schema.sentences import count_sentence, sentence
from oxyura.schema.table_spec import TableSpec
from oxyura.study.cell_faults import shown
from oxyura.study.decimal_marks import find_decimal_mark
from oxyura.study.problem_log import ProblemLog
from oxyura.study.raw_tables import Header, RawColumn, RawTable, read_header, unnamed_column

DELIMITERS = (",", ";", "\t")
DELIMITER_NAMES = {",": sentence("a comma"), ";": sentence("a semicolon"), "\t": sentence("a tab")}

# A spreadsheet runs what begins so; an apostrophe in front makes it text, and reading takes that away again.
_ESCAPED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_DANGEROUS = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_SEPARATOR_LINE = re.compile(r"\"?sep=([,;\t])\"?", re.IGNORECASE)
_BLOCK = 2_000
_HEADER = Limit("The length of the first row", 200_000, "characters", "Check that the file is a table.")
_CELLS = Limit("The number of cells", 60_000_000, "cells", "Split the file, or save it as Parquet.")
# Below this the import of Arrow takes longer than the standard library's reader.
_WORTH_ARROW = 2**18


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written.

    Parameters
    ----------
    delimiter : str
        What stands between cells.
    separator_line : bool
        Whether the file begins with Excel's line ``sep=;``, which is no row.
    """

    delimiter: str = ","
    separator_line: bool = False


@dataclass(frozen=True)
class _Grid:
    """Cells of the rows below the header.

    Parameters
    ----------
    columns : list of RawColumn
        As many as the header is wide.
    ragged : dict of int to int
        Number of cells of each row that has too few or too many, by position of the row.
    overflow : list of (int, int)
        Row position and column position of the first value beyond the header of each row that has one.
    broken : str
        What is wrong with the row after the last one, where reading had to stop.
    """

    columns: list[RawColumn]
    ragged: dict[int, int]
    broken: str = ""


def escape_formula(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe leads ``=``, ``+``, ``-`` and ``@``.

    Examples
    --------
    >>> escape_formula("=1+1"), escape_formula("Gough"), unescape_formula(escape_formula("'=1"))
    ("'=1+1", 'Gough', "'=1")
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def unescape_formula(text: str) -> str:
    """Return the text that :func:`escape_formula` was given."""
    return text[1:] if _ESCAPED.match(text) else text


def find_dialect(text: str, spec: TableSpec) -> Dialect:
    """Tell by the header how the cells are separated: the way that names the most columns of the table."""
    first, rest = _first_line(text)
    if match := _SEPARATOR_LINE.fullmatch(first.strip(" ")):
        return Dialect(match[1], separator_line=True)
    while not first.strip() and rest:
        first, rest = _first_line(rest)
    known = set(spec.names)

    def recognised(delimiter: str) -> tuple[int, int]:
        cells = [cell.strip().strip('"') for cell in first.split(delimiter)]
        return len(known.intersection(cells)), len(cells)

    return Dialect(max(DELIMITERS, key=recognised))


def _first_line(text: str) -> tuple[str, str]:
    match = re.search(r"\r\n|\r|\n", text)
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def read_delimited(text: str, spec: TableSpec, file: str, log: ProblemLog) -> RawTable | None:
    """Read a table from the text of a CSV file.

    Parameters
    ----------
    text : str
        The file, decoded.
    spec : TableSpec
        The table that it holds.
    file : str
        Its name, for problems.
    log : ProblemLog
        Where problems go.

    Returns
    -------
    RawTable or None
        None where the file has no usable header or is too large.
    """
    try:
        _check_size(text, file)
        dialect = find_dialect(text, spec)
        body = _first_line(text)[1] if dialect.separator_line else text
        records = csv.reader(io.StringIO(body, newline=""), delimiter=dialect.delimiter, strict=True)
        header_row, cells = _read_header_row(records)
        COLUMNS.check(len(cells), file)
    except LimitError as error:
        log.add_error(error, "too_large", file)
        return None
    except csv.Error as error:
        log.add(_broken(str(error), file, 1))
        return None
    if not cells:
        log.add(
            Problem(
                "error",
                "empty_file",
                "The file is empty.",
                sentence("Write the column names of %(name)s in its first row, or delete the file.", name=spec.name),
                file=file,
            )
        )
        return None
    header = read_header(cells, spec, file, log, row=header_row)
    if header is None:
        return None
    grid = _read_quickly(body, header_row, header.width, dialect)
    if grid is None:
        grid = _read_records(records, header.width)
    return _raw_table(spec, file, header, header_row, grid, dialect, log)


def _check_size(text: str, file: str) -> None:
    """Refuse a text whose rows, or whose longest row, would fill the memory before they could be looked at."""
    rows = max(text.count("\n"), text.count("\r"))
    ROWS.check(rows, file)
    _HEADER.check(len(_first_line(text)[0]), file)
    _CELLS.check(rows + max(text.count(delimiter) for delimiter in DELIMITERS), file)


def _read_header_row(records: Iterator[list[str]]) -> tuple[int, list[str]]:
    for row, cells in enumerate(records, start=1):
        if any(cell.strip() for cell in cells):
            return row, cells
    return 1, []


def _read_quickly(body: str, header_row: int, width: int, dialect: Dialect) -> _Grid | None:
    """Read a large file without quotation marks by Arrow; None where it cannot: the slower way says why."""
    if len(body) < _WORTH_ARROW or '"' in body:
        return None
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    body = body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    start = 0
    for _ in range(header_row):
        start = body.find("\n", start) + 1
        if not start:
            return None
    names = [str(position) for position in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.py_buffer(body[start:].encode()),
            arrow_csv.ReadOptions(column_names=names, block_size=2**24),
            arrow_csv.ParseOptions(delimiter=dialect.delimiter, quote_char=False, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    columns = []
    for column in table.columns:
        encoded = column.combine_chunks().dictionary_encode()
        columns.append(RawColumn(encoded.dictionary.to_pylist(), encoded.indices.to_numpy()))
    return _Grid(columns, {})


def _read_records(records: Iterator[list[str]], width: int) -> _Grid:
    """Read row by row, whatever the rows look like."""
    seen: list[dict[str, int]] = [{} for _ in range(width)]
    codes: list[list[int]] = [[] for _ in range(width)]
    ragged: dict[int, int] = {}
    broken = ""
    count = 0
    while not broken:
        block: list[list[str]] = []
        try:
            for cells in islice(records, _BLOCK):
                if len(cells) != width:
                    cells = _fit(cells, width, count + len(block), ragged)
                block.append(cells)
        except csv.Error as error:
            broken = str(error)
        if not block:
            break
        count += len(block)
        for known, into, column in zip(seen, codes, zip(*block, strict=True), strict=True):
            code_of = known.setdefault
            into.extend([code_of(cell, len(known)) for cell in column])
    columns = [RawColumn(list(known), np.array(into, dtype=np.int64)) for known, into in zip(seen, codes, strict=True)]
    return _Grid(columns, ragged, broken)


def _fit(cells: list[str], width: int, position: int, ragged: dict[int, int]) -> list[str]:
    """Bring a row to the header's width; it is ragged unless it is blank or only has empty cells too many."""
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) != width and any(cell.strip() for cell in cells):
        ragged[position] = len(cells)
    return [*cells[:width], *[""] * (width - len(cells))]


def _raw_table(
    spec: TableSpec,
    file: str,
    header: Header,
    header_row: int,
    grid: _Grid,
    dialect: Dialect,
    log: ProblemLog,
) -> RawTable:
    count = len(grid.columns[0].codes)
    rows = np.arange(header_row + 1, header_row + 1 + count, dtype=np.int64)
    damaged: NDArray[np.bool_] = np.zeros(count, dtype=bool)
    damaged[list(grid.ragged)] = True
    log.add_all(_ragged_rows(grid.ragged, header.width, header_row, file, dialect))
    if grid.broken:
        log.add(_broken(grid.broken, file, header_row + 1 + count))
    for position in header.unnamed:
        if any(str(value).strip() for value in grid.columns[position].values):
            log.add(unnamed_column(position, file, header_row, in_workbook=False))
    columns = {name: grid.columns[position] for name, position in header.positions.items()}
    numeric = [(column, columns[column.name].values) for column in spec if column.is_numeric and column.name in columns]
    mark = find_decimal_mark(numeric, comma_expected=dialect.delimiter != ",")
    log.add_all(_notes(mark.example if mark.comma else "", mark.open_example, dialect, file))
    for column in spec:
        if column.kind in ("text", "texts") and column.name in columns:
            columns[column.name] = _unescaped(columns[column.name])
    return RawTable(spec, file, columns, rows, None, damaged, decimal_comma=mark.comma)


def _unescaped(column: RawColumn) -> RawColumn:
    return replace(column, values=[unescape_formula(str(value).strip()) for value in column.values])


def _ragged_rows(ragged: dict[int, int], width: int, header_row: int, file: str, dialect: Dialect) -> Iterator[Problem]:
    delimiter = DELIMITER_NAMES[dialect.delimiter]
    for position, cells in ragged.items():
        if cells > width:
            remedy = sentence(
                "Put text that contains %(delimiter)s between quotation marks, or take the extra cells out.",
                delimiter=delimiter,
            )
        else:
            remedy = sentence(
                "Add the missing cells at the end of the row, empty ones too, with %(delimiter)s before each.",
                delimiter=delimiter,
            )
        yield Problem(
            "error",
            "ragged_row",
            count_sentence(
                "The row has %(number)s cell, the header has %(width)s.",
                "The row has %(number)s cells, the header has %(width)s.",
                cells,
                width=width,
            ),
            remedy,
            file=file,
            row=header_row + 1 + position,
        )


def _broken(reason: str, file: str, row: int) -> Problem:
    if "field larger" in reason:
        message = sentence("A cell is longer than any cell may be: a quotation mark before it may not be closed.")
    elif "end of data" in reason:
        message = sentence("A quotation mark that opens in this row is never closed.")
    else:
        message = sentence(
            "A quotation mark stands in the middle of a cell, or text follows the one that closes a cell."
        )
    remedy = 'Open and close with one quotation mark each, and double those inside: "the ""big"" island".'
    return Problem(
        "error",
        "broken_quotes",
        sentence("%(what)s The file is read up to here.", what=message),
        remedy,
        file=file,
        row=row,
    )


def _notes(comma_example: str, open_example: str, dialect: Dialect, file: str) -> Sequence[Problem]:
    found = []
    if dialect.delimiter != ",":
        how = sentence("Columns are separated by %(delimiter)s", delimiter=DELIMITER_NAMES[dialect.delimiter])
        if comma_example:
            how = sentence(
                "%(delimiter)s, and numbers have decimal commas (%(example)s)",
                delimiter=how,
                example=shown(comma_example),
            )
        found.append(
            Problem(
                "note",
                "decimal_comma_file" if comma_example else "delimiter",
                sentence("%(how)s; the file was read accordingly.", how=how),
                "Nothing has to be done.",
                file=file,
            )
        )
    if open_example and dialect.delimiter == ";":
        found.append(
            Problem(
                "warning",
                "ambiguous_number",
                sentence(
                    "Numbers such as %(open_example)s are read with a decimal point, but nothing in the file "
                    "tells whether the point stands between thousands.",
                    open_example=shown(open_example),
                ),
                sentence("If thousands are meant, write %(open_example)s.", open_example=open_example.replace(".", "")),
                file=file,
                value=shown(open_example),
            )
        )
    return found
