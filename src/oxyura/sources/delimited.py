"""Reading large delimited files in blocks of columns, the number and text of every row at hand."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.errors import InputError, LimitError
from oxyura.schema.sentences import Figure, sentence

BLOCK_BYTES = 8 * 2**20
LONGEST_ROW = 32 * 2**20
MOST_COLUMNS = 2_000
_UTF8_BOM = codecs.BOM_UTF8


@dataclass(frozen=True)
class TableLayout:
    """How a delimited file is written, and where its terms stand.

    Parameters
    ----------
    file : str
        Name for messages, with the member of an archive after ``!``.
    delimiter : str
        One character between cells.
    quote : str
        One character around cells, empty where quotation marks are plain text.
    encoding : str
        Character encoding; one in which the first 128 codes are ASCII.
    header_lines : int
        Lines before the first row.
    width : int
        Cells in a row.
    places : mapping of str to int
        Position of each term.
    defaults : mapping of str to str
        Value of a term where it has no position, or where its cell is empty.
    """

    file: str
    delimiter: str
    quote: str
    encoding: str
    header_lines: int
    width: int
    places: Mapping[str, int]
    defaults: Mapping[str, str]

    def has(self, term: str) -> bool:
        """Whether the file says anything about the term."""
        return term in self.places or term in self.defaults


@dataclass(frozen=True)
class BrokenRow:
    """A row that could not be taken apart."""

    row: int
    reason: str
    raw: str


@dataclass(frozen=True)
class RecordBlock:
    """Some rows of a file, as columns.

    Parameters
    ----------
    rows : int64 array, shape (records,)
        Row numbers as a spreadsheet counts them.
    columns : mapping of str to pyarrow.Array of string, each of length records
        The wanted terms that the file has; an empty cell is an empty string.
    broken : tuple of BrokenRow
        Rows of these lines that could not be taken apart.
    has_nul : bool
        Whether the block holds a NUL byte anywhere.
    """

    rows: NDArray[np.int64]
    columns: Mapping[str, Any]
    broken: tuple[BrokenRow, ...]
    has_nul: bool
    _lines: _Lines | None

    def __len__(self) -> int:
        return len(self.rows)

    def raw(self, record: int) -> str:
        """Return the text of a row, cut to 500 characters; its wanted cells where rows and lines differ."""
        if self._lines is not None:
            return self._lines.text(record)
        cells = (f"{term}={column[record].as_py()}" for term, column in self.columns.items())
        return "\t".join(cells)[:500]


@dataclass(frozen=True)
class _Lines:
    block: bytes
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def filled(self) -> NDArray[np.int64]:
        """Positions of the rows that are not blank lines."""
        data = np.frombuffer(self.block, dtype=np.uint8)
        length = self.ends - self.starts
        only_return = (length == 1) & (data[np.minimum(self.starts, len(data) - 1)] == ord("\r"))
        return np.flatnonzero((length > 0) & ~only_return).astype(np.int64)

    def text(self, record: int) -> str:
        piece = self.block[self.starts[record] : min(self.ends[record], self.starts[record] + 2000)]
        return piece.decode("utf-8", errors="replace").rstrip("\r\n")[:500]


def check_encoding(name: str, where: str) -> str:
    """Return the normal name of an encoding; InputError where it is unknown or not built on ASCII."""
    try:
        normal = codecs.lookup(name.strip() or "utf-8").name
    except (LookupError, ValueError):
        normal = ""
    if normal == "utf-8-sig":
        normal = "utf-8"
    if normal in ("utf-8", "ascii", "mac-roman") or normal.startswith(("iso8859", "cp125")):
        return normal
    raise InputError(
        sentence("The encoding %(name)s is not read.", name=repr(name[:40])),
        where=where,
        remedy="Save the file as UTF-8 and try again.",
    )


def split_line(line: str, delimiter: str, quote: str) -> list[str]:
    """Split one line into cells."""
    if not quote:
        return line.rstrip("\r\n").split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, quotechar=quote), [])
    except csv.Error:
        return line.rstrip("\r\n").split(delimiter)


def read_blocks(stream: IO[bytes], layout: TableLayout, wanted: Sequence[str]) -> Iterator[RecordBlock]:
    """Read a delimited file block by block.

    Parameters
    ----------
    stream : binary file
        At its beginning.
    layout : TableLayout
        How it is written.
    wanted : sequence of str
        The terms to return, of those the layout knows.

    Yields
    ------
    RecordBlock
        About eight megabytes of rows at a time, in order.

    Raises
    ------
    InputError
        When bytes do not belong to the encoding; the byte, its position and its row are named.
    LimitError
        When a row or the number of columns is beyond any real one.
    """
    if not 1 <= layout.width <= MOST_COLUMNS:
        raise LimitError(
            sentence(
                "The file has %(width)s columns; at most %(most_columns)s are read.",
                width=Figure(f"{layout.width:,}"),
                most_columns=Figure(f"{MOST_COLUMNS:,}"),
            ),
            where=layout.file,
            remedy="Check that it is the file you meant, and its column separator.",
        )
    rows_before = 0
    skip = layout.header_lines
    for block in _whole_rows(stream, layout):
        body = block
        while skip and body:
            end = body.find(b"\n") + 1 or len(body)
            body = body[end:]
            skip -= 1
            rows_before += 1
        if body:
            starts, ends = _row_bounds(body, layout.quote)
            records = _parse(layout, wanted, _Lines(body, starts, ends), rows_before + 1)
            if len(records) or records.broken:
                yield records
            rows_before += len(ends)


def _whole_rows(stream: IO[bytes], layout: TableLayout) -> Iterator[bytes]:
    """Cut the stream into UTF-8 blocks that end where a row ends, line ends made line feeds."""
    kept = b""
    position = lines = 0
    old_mac: bool | None = None
    while True:
        piece = stream.read(BLOCK_BYTES)
        block = kept + piece
        if position == 0 and not kept:
            _refuse_utf16(block, layout.file)
            if block.startswith(_UTF8_BOM):
                block, position = block[len(_UTF8_BOM) :], len(_UTF8_BOM)
        if not block:
            return
        if old_mac is None:
            old_mac = b"\n" not in block and b"\r" in block
        if piece:
            end = _end_of_last_row(block, b"\r" if old_mac else b"\n", layout.quote)
            if end == 0 and len(block) > LONGEST_ROW:
                raise LimitError(
                    sentence(
                        "Row %(lines)s is longer than %(longest_row)s bytes.",
                        lines=Figure(f"{lines + 1:,}"),
                        longest_row=Figure(f"{LONGEST_ROW:,}"),
                    ),
                    where=layout.file,
                    remedy="Check the file: a line break may be missing, or it is not a table.",
                )
            block, kept = block[:end], block[end:]
        else:
            kept = b""
        if block:
            text = _as_utf8(block, layout, position, lines, b"\r" if old_mac else b"\n")
            position += len(block)
            text = text.replace(b"\r", b"\n") if old_mac else text
            lines += text.count(b"\n")
            yield text
        if not piece:
            return


def _end_of_last_row(block: bytes, newline: bytes, quote: str) -> int:
    """Return the position behind the last line end that lies outside quotation marks."""
    end = block.rfind(newline) + 1
    mark = quote.encode()
    if not mark or mark not in block:
        return end
    open_marks = block.count(mark, 0, end)
    place = end
    while place and open_marks % 2:
        previous = block.rfind(newline, 0, place - 1) + 1
        open_marks -= block.count(mark, previous, place)
        place = previous
    # Marks that never pair up: cut at a line end all the same, and let the rows around it be set aside.
    return place if place or len(block) < 2 * BLOCK_BYTES else end


def _refuse_utf16(block: bytes, where: str) -> None:
    if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError(
            "The file is UTF-16, as spreadsheets save “Unicode text”.",
            where=where,
            remedy="Save it as “CSV UTF-8”.",
        )


def _as_utf8(block: bytes, layout: TableLayout, position: int, lines: int, newline: bytes) -> bytes:
    try:
        text = block.decode(layout.encoding)
    except UnicodeDecodeError as error:
        byte = block[error.start]
        row = lines + block.count(newline, 0, error.start) + 1
        shown = bytes([byte]).decode("cp1252", errors="replace")
        raise InputError(
            sentence(
                "Byte 0x%(byte)s at position %(position)s is not %(upper)s; in Windows-1252 it is “%(shown)s”.",
                byte=Figure(f"{byte:02X}"),
                position=Figure(f"{position + error.start:,}"),
                upper=layout.encoding.upper(),
                shown=shown,
            ),
            where=sentence("%(file)s, row %(row)s", file=layout.file, row=row),
            remedy="Save the file as UTF-8, or say how it is written: --encoding cp1252.",
        ) from error
    return block if layout.encoding == "utf-8" else text.encode("utf-8")


def _parse(layout: TableLayout, wanted: Sequence[str], lines: _Lines, first_row: int) -> RecordBlock:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    broken: list[tuple[int, int, str]] = []

    def set_aside(row: Any) -> str:
        broken.append((row.number - 1, row.actual_columns, row.text))
        return "skip"

    names = [f"c{place}" for place in range(layout.width)]
    places = {term: layout.places[term] for term in wanted if term in layout.places}
    kept = sorted({names[place] for place in places.values()} or {names[0]})
    if lines.block.strip(b"\r\n"):
        read = arrow_csv.ReadOptions(use_threads=False, block_size=len(lines.block) + 1, column_names=names)
        parse = arrow_csv.ParseOptions(
            delimiter=layout.delimiter,
            quote_char=layout.quote or False,
            newlines_in_values=bool(layout.quote),
            invalid_row_handler=set_aside,
        )
        convert = arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(kept, pa.string()), include_columns=kept, strings_can_be_null=False
        )
        try:
            table = arrow_csv.read_csv(pa.py_buffer(lines.block), read, parse, convert)
        except pa.ArrowInvalid as error:
            raise InputError(
                sentence(
                    "The rows from %(first_row)s on cannot be taken apart (%(error)s).",
                    first_row=Figure(f"{first_row:,}"),
                    error=error,
                ),
                where=layout.file,
                remedy="Check the column separator and the quotation marks around there.",
            ) from error
    else:
        table = pa.table({name: pa.array([], pa.string()) for name in kept})
    columns = {term: _one_array(table[names[place]]) for term, place in places.items()}
    _fill_defaults(columns, layout, wanted, table.num_rows)
    return _with_places(layout, lines, first_row, columns, table.num_rows, broken)


def _one_array(column: Any) -> Any:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _with_places(
    layout: TableLayout,
    lines: _Lines,
    first_row: int,
    columns: Mapping[str, Any],
    count: int,
    broken: list[tuple[int, int, str]],
) -> RecordBlock:
    """Give every record, good or broken, the row it stands in."""
    filled = lines.filled()
    total = count + len(broken)
    good = np.setdiff1d(np.arange(total), [place for place, _, _ in broken], assume_unique=True)
    matched = len(filled) == total
    numbers = (filled if matched else np.arange(total)) + first_row
    kept = _Lines(lines.block, lines.starts[filled[good]], lines.ends[filled[good]]) if matched else None
    found: list[BrokenRow] = []
    for place, width, text in broken:
        found.extend(_describe_broken(int(numbers[place]), width, text, layout))
    return RecordBlock(numbers[good].astype(np.int64), columns, tuple(found), b"\0" in lines.block, kept)


def _fill_defaults(columns: dict[str, Any], layout: TableLayout, wanted: Sequence[str], count: int) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    for term in wanted:
        default = layout.defaults.get(term)
        if default is None:
            continue
        if term in columns:
            columns[term] = pc.if_else(pc.equal(columns[term], ""), default, columns[term])
        else:
            columns[term] = pa.array([default] * count, pa.string())


def _row_bounds(body: bytes, quote: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where rows start and end; a line end between quotation marks ends no row."""
    data = np.frombuffer(body, dtype=np.uint8)
    ends = np.flatnonzero(data == ord("\n")).astype(np.int64)
    if quote and quote.encode() in body:
        marks = np.flatnonzero(data == ord(quote))
        ends = ends[np.searchsorted(marks, ends) % 2 == 0]
    if not len(ends) or ends[-1] != len(body) - 1:
        ends = np.append(ends, len(body))
    return np.concatenate(([0], ends[:-1] + 1)).astype(np.int64), ends


def _describe_broken(row: int, width: int, text: str, layout: TableLayout) -> list[BrokenRow]:
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line]
    if layout.quote and len(lines) > 1:
        reason = "A quotation mark is opened, here or in a row before, and not closed in its place."
        return [BrokenRow(row + offset, reason, line[:500]) for offset, line in enumerate(lines)]
    return [
        BrokenRow(
            row,
            sentence(
                "The row has %(width)s cells where the file has %(width_2)s columns.", width=width, width_2=layout.width
            ),
            text[:500],
        )
    ]
