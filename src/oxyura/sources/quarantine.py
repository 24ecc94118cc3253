"""Rows set aside, each with the reason, so that nothing that was handed in disappears."""

from __future__ import annotations

import json
import tempfile
import weakref
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass

QUARANTINE_COLUMNS = ("file", "row", "reason", "column", "value", "raw")
_LONGEST = 500
_IN_MEMORY = 32 * 2**20


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """One row that was not used.

    Parameters
    ----------
    file : str
        The file, with the member of an archive after ``!``.
    row : int
        Row as a spreadsheet counts it: the first line of the file is 1. 0: the whole file.
    reason : str
        Why, in a sentence that says what to do where something can be done.
    column : str
        The column at fault, where there is one.
    value : str
        Its value as it stands in the file.
    raw : str
        The row as it stands in the file, cut to 500 characters.
    """

    file: str
    row: int
    reason: str
    column: str = ""
    value: str = ""
    raw: str = ""


class Quarantine:
    """The rows set aside, in the order in which they were met; kept in a temporary file when many."""

    def __init__(self) -> None:
        self._spool = tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="\n")  # noqa: SIM115
        # A quarantine lives as long as the result it belongs to; nobody is asked to close it.
        weakref.finalize(self, self._spool.close)
        self._count = 0
        self.reasons: Counter[str] = Counter()

    def add(self, row: QuarantinedRow) -> None:
        """Set a row aside."""
        cells = (row.file, row.row, row.reason, row.column, row.value[:_LONGEST], row.raw[:_LONGEST])
        self._spool.seek(0, 2)
        self._spool.write(json.dumps(cells) + "\n")
        self._count += 1
        self.reasons[row.reason] += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[QuarantinedRow]:
        place = 0
        while True:
            # Each step finds its own place, so that two iterations, or an add in between, do no harm.
            self._spool.seek(place)
            line = self._spool.readline()
            place = self._spool.tell()
            if not line:
                return
            yield QuarantinedRow(*json.loads(line))


def quarantine_rows(quarantine: Quarantine) -> Iterator[tuple[str, ...]]:
    """Yield the lines of ``quarantine.csv``, header first, as text that no spreadsheet takes for a formula.

    Parameters
    ----------
    quarantine : Quarantine
        The rows set aside.

    Yields
    ------
    tuple of str
        Six cells: file, row, reason, column, value, raw.
    """
    yield QUARANTINE_COLUMNS
    for row in quarantine:
        yield tuple(safe_cell(str(cell)) for cell in astuple(row))


def safe_cell(text: str) -> str:
    """Return text that a spreadsheet shows as text.

    Control characters are made visible, and what a spreadsheet would take for a formula is led by an
    apostrophe.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("-12.5"), safe_cell("two" + chr(9) + "cells")
    ("'=1+1", '-12.5', 'two | cells')
    """
    shown = "".join(_visible(character) for character in text)
    if shown.lstrip()[:1] in tuple("=+-@") and not _is_number(shown):
        return f"'{shown}"
    return shown


def _visible(character: str) -> str:
    if character == "\t":
        return " | "
    code = ord(character)
    if code < 32 or code in (0x7F, 0x85, 0x2028, 0x2029) or 0xD800 <= code <= 0xDFFF:
        return f"\\x{code:02x}"
    return character


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
