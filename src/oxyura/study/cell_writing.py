"""Turning a value into what a file holds, so that reading gives the same value back."""

from __future__ import annotations

import math
import re

from oxyura.schema.columns import Column
from oxyura.schema.errors import InputError
from oxyura.study.cell_faults import Fault, shown
from oxyura.study.cells import Parsed, parse_cell
from oxyura.study.number_cells import looks_grouped

# Neither XML nor a spreadsheet can hold these; line feed and tab stay.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LARGEST_PLAIN = 1e15


def accepted_value(column: Column, value: object, where: str) -> Parsed:
    """Return a value as the study will hold it.

    Parameters
    ----------
    column : Column
        The column it is for.
    value : object
        Text, number, truth value, date or tuple of texts; None and empty text are an empty cell.
    where : str
        Where it comes from, for messages.

    Raises
    ------
    InputError
        The column cannot hold the value.
    """
    if isinstance(value, tuple | list):
        value = ";".join(str(item) for item in value)
    if isinstance(value, str) and column.kind in ("text", "texts"):
        value = _UNWRITABLE.sub(" ", value)
    if value is None or value == "":
        return None
    parsed = parse_cell(column, value)
    if isinstance(parsed, Fault) and parsed.severity != "error":
        return parsed.kept
    if isinstance(parsed, Fault):
        raise InputError(
            parsed.message, where=f"{where}, column {column.name}, value {shown(value)}", remedy=parsed.remedy
        )
    return parsed


def written_value(value: Parsed) -> str | float | int | None:
    """Return a value as a workbook's cell holds it: numbers stay numbers, lists get ``;`` between."""
    if isinstance(value, tuple):
        return ";".join(value) or None
    if isinstance(value, float):
        # A number of NumPy's would be written with its type.
        value = float(value)
        if math.isnan(value):
            return None
        return int(value) if value.is_integer() and abs(value) < _LARGEST_PLAIN else value
    return value


def written_text(value: Parsed, *, delimiter: str = ",", decimal_comma: bool = False) -> str:
    """Return a value as a CSV file holds it; numbers with all their digits.

    Where columns are not separated by commas, a number that could be taken for one with thousands gets a zero more.

    Examples
    --------
    >>> written_text(0.5), written_text(3.0), written_text(("AEWA", "ACAP")), written_text(None)
    ('0.5', '3', 'AEWA;ACAP', '')
    >>> written_text(1.25, delimiter=";", decimal_comma=True), written_text(1.125, delimiter=";")
    ('1,25', '1.1250')
    """
    plain = written_value(value)
    if plain is None:
        return ""
    if isinstance(plain, str):
        return plain
    text = repr(plain)
    if delimiter != "," and looks_grouped(text):
        text = f"{text}0"
    return text.replace(".", ",") if decimal_comma else text
