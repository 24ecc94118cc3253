"""Whether a file writes half as 0.5 or as 0,5: told by its own numbers, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oxyura.schema.columns import Column
from oxyura.study.number_cells import COMMA_NUMBER, PLAIN_NUMBER, looks_grouped


@dataclass(frozen=True)
class DecimalMark:
    """How the numbers of one file are written.

    Parameters
    ----------
    comma : bool
        Whether a comma stands before the decimals.
    example : str
        A number of the file that shows it; empty where none does.
    open_example : str
        A number such as 1.250 that is read with a decimal point though nothing in the file tells.
    """

    comma: bool = False
    example: str = ""
    open_example: str = ""


def find_decimal_mark(columns: Iterable[tuple[Column, Iterable[object]]], *, comma_expected: bool) -> DecimalMark:
    """Tell how a file writes its decimals.

    Parameters
    ----------
    columns : iterable of (Column, iterable of object)
        The numeric columns with their distinct cells; a cell that is no text is passed over.
    comma_expected : bool
        Whether its columns are separated by something else than a comma.

    Returns
    -------
    DecimalMark

    Notes
    -----
    0,5 and 12,25 show a comma, 0.5 and 12.25 a point. 1,250 and 1.250 show nothing, since they may be thousands, unless
    thousands are beyond the column's range. The comma holds where some number shows it and none shows a point.
    """
    if not comma_expected:
        return DecimalMark()
    with_comma = open_point = ""
    for column, texts in columns:
        for text in texts:
            if not isinstance(text, str):
                continue
            text = text.strip()
            if "," in text and not with_comma and COMMA_NUMBER.fullmatch(text) and _shows_mark(column, text):
                with_comma = text
            elif "." in text and PLAIN_NUMBER.fullmatch(text):
                if _shows_mark(column, text):
                    return DecimalMark()
                open_point = open_point or text
    return DecimalMark(bool(with_comma), with_comma, "" if with_comma else open_point)


def _shows_mark(column: Column, text: str) -> bool:
    if not looks_grouped(text):
        return True
    if column.minimum is None or column.maximum is None:
        return False
    thousands = float(text.replace(",", "").replace(".", ""))
    return not column.minimum <= thousands <= column.maximum
