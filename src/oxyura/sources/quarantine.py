"""Rows set aside, each with the reason, so that nothing that was handed in disappears."""

from __future__ import annotations

import json
import re
import tempfile
import weakref
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

QUARANTINE_COLUMNS = ("file", "row", "reason", "column", "value", "raw")
_LONGEST = 500
_IN_MEMORY = 32 * 2**20
_STEP = 2**20
_CONTROL = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


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
        self._spool = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        # A quarantine lives as long as the result it belongs to; nobody is asked to close it.
        weakref.finalize(self, self._spool.close)
        self._count = 0
        self.reasons: Counter[str] = Counter()

    def add(self, row: QuarantinedRow, kind: str = "") -> None:
        """Set a row aside; `kind` is the reason without what is special to the row, for counting."""
        cells = (row.file, row.row, row.reason, row.column, row.value[:_LONGEST], row.raw[:_LONGEST])
        self._spool.seek(0, 2)
        self._spool.write(json.dumps(cells).encode() + b"\n")
        self._count += 1
        self.reasons[kind or row.reason] += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[QuarantinedRow]:
        place = 0
        while True:
            # Each step finds its own place, so that two iterations, or an add in between, do no harm.
            self._spool.seek(place)
            lines = self._spool.readlines(_STEP)
            place += sum(map(len, lines))
            if not lines:
                return
            for line in lines:
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
        yield (
            safe_cell(row.file),
            str(row.row),
            safe_cell(row.reason),
            safe_cell(row.column),
            safe_cell(row.value),
            safe_cell(row.raw),
        )


def safe_cell(text: str) -> str:
    """Return text that a spreadsheet shows as text.

    Control characters are made visible, and what a spreadsheet would take for a formula is led by an
    apostrophe.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("-12.5"), safe_cell("two" + chr(9) + "cells")
    ("'=1+1", '-12.5', 'two | cells')
    """
    shown = _CONTROL.sub(_visible, text)
    if shown.lstrip()[:1] in tuple("=+-@") and not _is_number(shown):
        return f"'{shown}"
    return shown


def _visible(match: re.Match[str]) -> str:
    return " | " if match[0] == "\t" else f"\\x{ord(match[0]):02x}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
