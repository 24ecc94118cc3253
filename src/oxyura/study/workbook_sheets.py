"""What a sheet's XML says beside its cells: merged cells, hidden rows and columns, and how large it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, NoReturn
from xml.parsers import expat

from defusedxml.common import DTDForbidden

from oxyura.schema.limits import ROWS, WORKBOOK_CELLS

_TRUE = frozenset({"1", "true"})


@dataclass(frozen=True)
class SheetFacts:
    """What is to be said about a sheet.

    Parameters
    ----------
    merged : tuple of str
        Merged ranges, such as ``A2:B2``.
    hidden_rows : tuple of int
        Hidden rows that hold cells.
    hidden_columns : tuple of int
        Hidden columns, counted from 1; of a hidden range only as far as it holds cells.
    """

    merged: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


@dataclass
class _Collector:
    """Counts cells and collects facts while a sheet's elements pass by."""

    where: str
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_ranges: list[tuple[int, int]] = field(default_factory=list)
    rows: int = 0
    cells: int = 0
    widest: int = 0
    width: int = 0
    hidden_row: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        name = name.rpartition(" ")[2]
        if name == "c":
            self.width = max(self.width + 1, column_number(attributes.get("r", "")))
        elif name == "row":
            self.end_row()
            self.rows += 1
            ROWS.check(self.rows, self.where)
            self.hidden_row = int(attributes.get("r", self.rows)) if attributes.get("hidden") in _TRUE else 0
        elif name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in _TRUE:
            self.hidden_ranges.append((int(attributes.get("min", 1)), int(attributes.get("max", 1))))

    def end_row(self) -> None:
        """Close the row before the next one, or at the end."""
        self.cells += self.width
        WORKBOOK_CELLS.check(self.cells, self.where)
        self.widest = max(self.widest, self.width)
        if self.hidden_row and self.width:
            self.hidden_rows.append(self.hidden_row)
        self.width = self.hidden_row = 0


def read_sheet_facts(stream: IO[bytes], where: str) -> SheetFacts:
    """Read a sheet's XML once, piece by piece.

    Parameters
    ----------
    stream : file
        The sheet's XML.
    where : str
        Its name, for messages.

    Raises
    ------
    LimitError
        The sheet has more rows, or spans more cells, than are accepted.
    DefusedXmlException
        The XML has a document type, in which entities could be declared.
    """
    collector = _Collector(where)
    # defusedxml's own parser is pure Python and takes ten times as long; it refuses the same thing.
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = collector.start
    parser.ParseFile(stream)
    collector.end_row()
    hidden = {
        column
        for first, last in collector.hidden_ranges
        for column in range(max(first, 1), min(last, collector.widest) + 1)
    }
    return SheetFacts(tuple(collector.merged), tuple(collector.hidden_rows), tuple(sorted(hidden)))


def _refuse(name: str, system_id: str | None, public_id: str | None, has_internal_subset: bool) -> NoReturn:
    raise DTDForbidden(name, system_id, public_id)


def column_number(reference: str) -> int:
    """Return the column, counted from 1, of a cell reference such as ``AB12``; 0 where it names none."""
    number = 0
    for character in reference[:4]:
        if not "A" <= character <= "Z":
            break
        number = number * 26 + ord(character) - ord("A") + 1
    return number
