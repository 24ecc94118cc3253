"""The cells of a spreadsheet that is laid out by hand, with their places for messages."""

from __future__ import annotations

import math
from dataclasses import dataclass

from oxyura.schema.errors import InputError


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that holds no value of its own, such as a formula."""

    what: str


@dataclass(frozen=True)
class SheetGrid:
    """The cells of one sheet.

    Parameters
    ----------
    file, sheet : str
        Where it stands.
    rows : tuple of tuple of object
        Cells as the workbook holds them: None, bool, int, float, str or :class:`CellFault`. Rows may be ragged.
    """

    file: str
    sheet: str
    rows: tuple[tuple[object, ...], ...]

    @property
    def name(self) -> str:
        """File and sheet, for messages."""
        return f"{self.file} [{self.sheet[:60]}]"

    def cell(self, row: int, column: int) -> object:
        """Return a cell, counted from 0; None beyond the last one, and for text without a letter or sign."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        value = self.rows[row][column]
        return None if isinstance(value, str) and not value.strip() else value

    def text(self, row: int, column: int) -> str:
        """Return a cell as text, spaces tidied; whole numbers without a decimal point, empty ones as ''."""
        value = self.cell(row, column)
        if value is None or isinstance(value, CellFault):
            return ""
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            value = int(value)
        return "".join(sign for sign in " ".join(str(value).split()) if sign.isprintable())

    def number(self, row: int, column: int, what: str, *, most: float = math.inf) -> float:
        """Return a number of 0 or more.

        Parameters
        ----------
        row, column : int
            Counted from 0.
        what : str
            What it is, for messages.
        most : float
            The largest that it may be.

        Raises
        ------
        InputError
            The cell is empty, holds no number, or one that is out of range.
        """
        value = self.cell(row, column)
        if isinstance(value, bool) or not isinstance(value, int | float):
            found = "The cell is empty" if value is None else f"The cell holds {_shown(value)}"
            raise self.fault(row, column, f"{found} where {what} should be.", "Write a number; 0 where there is none.")
        if not math.isfinite(value) or not 0 <= value <= most:
            limit = "0 or more" if most == math.inf else f"from 0 to {most:g}"
            raise self.fault(row, column, f"{value:g} cannot be {what}.", f"Write a number {limit}.")
        return float(value)

    def fault(self, row: int, column: int, message: str, remedy: str) -> InputError:
        """Return the error of a cell."""
        return InputError(message, where=f"{self.name}, cell {column_letters(column)}{row + 1}", remedy=remedy)


def _shown(value: object) -> str:
    if isinstance(value, CellFault):
        return value.what
    return f"'{str(value)[:40]}'"


def column_letters(column: int) -> str:
    """Return the letters of a column, counted from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
