"""What a sheet's XML says beside its cells: merged cells, hidden rows and columns, and how large it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from defusedxml.ElementTree import iterparse

from oxyura.schema.limits import ROWS, WORKBOOK_CELLS

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
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
    """
    merged: list[str] = []
    hidden_rows: list[int] = []
    hidden_ranges: list[tuple[int, int]] = []
    rows = cells = widest = width = 0
    for event, element in iterparse(stream, events=("start", "end")):
        name = element.tag.replace(_MAIN, "").replace(_STRICT, "")
        if event == "start":
            if name == "row":
                rows += 1
                ROWS.check(rows, where)
                width = 0
            continue
        if name == "c":
            width = max(width + 1, column_number(element.get("r", "")))
            element.clear()
        elif name == "row":
            cells += width
            widest = max(widest, width)
            WORKBOOK_CELLS.check(cells, where)
            if width and element.get("hidden") in _TRUE:
                hidden_rows.append(int(element.get("r") or rows))
            element.clear()
        elif name == "mergeCell":
            merged.append(element.get("ref", ""))
        elif name == "col" and element.get("hidden") in _TRUE:
            hidden_ranges.append((int(element.get("min") or 1), int(element.get("max") or 1)))
    hidden = {column for first, last in hidden_ranges for column in range(first, min(last, widest) + 1)}
    return SheetFacts(tuple(merged), tuple(hidden_rows), tuple(sorted(hidden)))


def column_number(reference: str) -> int:
    """Return the column, counted from 1, of a cell reference such as ``AB12``; 0 where it names none."""
    number = 0
    for character in reference[:4]:
        if not "A" <= character <= "Z":
            break
        number = number * 26 + ord(character) - ord("A") + 1
    return number
