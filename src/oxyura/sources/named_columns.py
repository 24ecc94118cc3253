"""Small tables whose columns are known by their headers, read row by row, each row used or set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from oxyura.schema.errors import InputError
from oxyura.schema.limits import CELL_CHARACTERS, COLUMNS, FILE_BYTES, ROWS
from oxyura.sources.delimited import TableLayout, check_encoding, read_blocks, split_line
from oxyura.sources.quarantine import QuarantinedRow

_HEADER_BYTES = 65_536
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True)
class NamedRow:
    """One row of a table.

    Parameters
    ----------
    file : str
        The file's name.
    row : int
        Row as a spreadsheet counts it.
    cells : dict of str to str
        Text by column, spaces tidied; a column that the file does not have is an empty text.
    raw : str
        The row as it stands in the file.
    """

    file: str
    row: int
    cells: dict[str, str]
    raw: str

    def aside(self, reason: str, column: str = "") -> QuarantinedRow:
        """Return the row with the reason why it is not used."""
        return QuarantinedRow(self.file, self.row, reason, column, self.cells.get(column, ""), self.raw)


def read_named_columns(
    path: Path, required: Sequence[str], optional: Sequence[str] = (), *, encoding: str = "utf-8"
) -> Iterator[NamedRow | QuarantinedRow]:
    """Read a table by its headers; other columns are passed over.

    Parameters
    ----------
    path : Path
        A CSV file; commas, semicolons or tabs between cells.
    required, optional : sequence of str
        Headers, as they must stand in the first line.
    encoding : str
        Of the file.

    Yields
    ------
    NamedRow or QuarantinedRow
        In the order of the file; rows that cannot be taken apart, or hold control characters, are set aside.

    Raises
    ------
    InputError
        The file is not there, is no such table, or its bytes are not of the encoding.
    """
    layout = _layout_of(path, (*required, *optional), required, check_encoding(encoding, path.name))
    count = 0
    with path.open("rb") as stream:
        for block in read_blocks(stream, layout, list(layout.places)):
            count += len(block) + len(block.broken)
            ROWS.check(count, path.name)
            rows: list[NamedRow | QuarantinedRow] = [
                QuarantinedRow(path.name, broken.row, broken.reason, raw=broken.raw) for broken in block.broken
            ]
            columns = {name: column.to_pylist() for name, column in block.columns.items()}
            empty = dict.fromkeys((*required, *optional), "")
            for place, row in enumerate(block.rows.tolist()):
                cells = {name: column[place] for name, column in columns.items()}
                rows.append(_checked(NamedRow(path.name, row, empty | cells, block.raw(place))))
            yield from sorted(rows, key=lambda found: found.row)


def _checked(row: NamedRow) -> NamedRow | QuarantinedRow:
    for name, text in row.cells.items():
        if len(text) > CELL_CHARACTERS.maximum:
            return QuarantinedRow(row.file, row.row, "A cell is longer than any real one.", name, text[:100], row.raw)
        if _CONTROL.search(text.strip()):
            return row.aside("The cell holds a line break or another control character.", name)
        row.cells[name] = " ".join(text.split())
    return row


def _layout_of(path: Path, known: Sequence[str], required: Sequence[str], encoding: str) -> TableLayout:
    if not path.is_file():
        raise InputError(
            f"There is no file {path.name} here.",
            where=str(path.parent),
            remedy="Give the folder that holds it; its name must be written exactly so.",
        )
    FILE_BYTES.check(path.stat().st_size, path.name)
    try:
        with path.open("rb") as stream:
            start = stream.read(_HEADER_BYTES)
    except OSError as error:
        raise InputError(
            f"The file cannot be read ({error.strerror or error}).", where=path.name, remedy="Check your rights to it."
        ) from error
    line = start.removeprefix(b"\xef\xbb\xbf").decode(encoding, errors="replace").replace("\r", "\n").split("\n")[0]
    delimiter, header = max(
        ((sign, [cell.strip() for cell in split_line(line, sign, '"')]) for sign in ",;\t"),
        key=lambda choice: len(set(choice[1]) & set(known)),
    )
    COLUMNS.check(len(header), path.name)
    missing = [name for name in required if name not in header]
    repeated = [name for name in known if header.count(name) > 1]
    if missing or repeated:
        fault = f"has no column {', '.join(missing)}" if missing else f"has the column {repeated[0]} more than once"
        shown = ", ".join(cell[:40] for cell in header[:15] if cell.isprintable()) or "nothing that can be read"
        raise InputError(
            f"The file {fault}. Its first line says: {shown}.",
            where=f"{path.name}, row 1",
            remedy=f"It must name {', '.join(required)}.",
        )
    places = {name: header.index(name) for name in known if name in header}
    return TableLayout(path.name, delimiter, '"', encoding, 1, len(header), places, {})
