"""Reading one cell as its column declares it: text from CSV, typed values from Parquet and workbooks."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass

from oxyura.schema.columns import Column, Kind
from oxyura.schema.limits import CELL_CHARACTERS, OUTLINE_CHARACTERS
from oxyura.schema.sentences import Figure, declared, sentence
from oxyura.study.cell_faults import Fault, shown
from oxyura.study.number_cells import check_number, parse_number
from oxyura.study.text_cells import (
    parse_area,
    parse_choice,
    parse_country,
    parse_currency,
    parse_date,
    parse_doi,
    parse_identifier,
    parse_outline,
    parse_subdivision,
    parse_text,
    parse_threat,
    parse_url,
)

Parsed = float | str | tuple[str, ...] | None

_YES = frozenset({"yes", "true", "1"})
_NO = frozenset({"no", "false", "0"})
_YES_ELSEWHERE = frozenset({"y", "oui", "vrai", "sí", "si", "verdadero", "ja", "wahr", "x"})
_NO_ELSEWHERE = frozenset({"n", "non", "faux", "falso", "nein", "falsch"})


@dataclass(frozen=True)
class Formula:
    """A cell of a workbook that holds a formula."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class ErrorValue:
    """A cell of a workbook that holds an error such as #N/A."""

    text: str

    def __str__(self) -> str:
        return self.text


def parse_cell(column: Column, raw: object, *, decimal_comma: bool = False) -> Parsed | Fault:
    """Read one cell.

    Parameters
    ----------
    column : Column
        The declaration of its column.
    raw : object
        The cell as its file holds it: text, number, truth value, date, or None.
    decimal_comma : bool
        Whether texts in the file write 0,5 for a half.

    Returns
    -------
    float, str, tuple of str, None or Fault
        As :class:`~oxyura.schema.table.Table` holds it, None for an empty cell of any kind.
    """
    if isinstance(raw, str):
        raw = raw.strip()
    if raw is None or raw == "":
        if column.required:
            return Fault(
                "missing_value",
                sentence("%(name)s is empty: %(meaning)s.", name=column.name, meaning=declared(column.meaning)),
                "Fill it in; every row needs it.",
            )
        return None
    if not isinstance(raw, str):
        return _parse_typed(column, raw)
    if column.is_numeric:
        return parse_number(column, raw, decimal_comma=decimal_comma)
    longest = OUTLINE_CHARACTERS if column.kind == "wkt" else CELL_CHARACTERS
    if len(raw) > longest.maximum:
        return Fault(
            "too_long",
            sentence(
                "The cell has %(number)s characters; at most %(maximum)s are accepted.",
                number=Figure(f"{len(raw):,}"),
                maximum=Figure(f"{longest.maximum:,}"),
            ),
            declared(longest.remedy),
        )
    if column.is_list:
        return _parse_list(column, raw)
    return _PARSERS[column.kind](column, raw)


def _parse_list(column: Column, text: str) -> Parsed | Fault:
    """Read several values with ``;`` between; a value given twice counts once."""
    parse = _PARSERS[column.kind]
    values: dict[str, None] = {}
    twice = ""
    for part in text.split(";"):
        part = part.strip()
        if not part:
            continue
        value = parse(column, part)
        if isinstance(value, Fault):
            return value
        if value in values:
            twice = part
        else:
            values[value] = None
    if twice:
        return Fault(
            "repeated_in_list",
            sentence("'%(twice)s' stands twice in the list; it counts once.", twice=shown(twice)),
            "Delete one of the two.",
            severity="warning",
            kept=tuple(values),
        )
    return tuple(values) or None


def _parse_boolean(column: Column, text: str) -> str | Fault:
    folded = text.casefold()
    if folded in _YES:
        return "yes"
    if folded in _NO:
        return "no"
    if folded in _YES_ELSEWHERE or folded in _NO_ELSEWHERE:
        remedy = sentence("Write %(word)s.", word="yes" if folded in _YES_ELSEWHERE else "no")
    else:
        remedy = sentence("Write yes or no.")
    return Fault("unknown_term", sentence("'%(text)s' is neither yes nor no.", text=shown(text)), remedy)


def _parse_typed(column: Column, raw: object) -> Parsed | Fault:
    """Read a value that its file holds as something else than text."""
    if isinstance(raw, Formula):
        return Fault(
            "formula",
            "The cell holds a formula; the program never computes one.",
            "Copy the cell and paste it back as a value (Paste special, Values).",
        )
    if isinstance(raw, ErrorValue):
        return Fault(
            "error_value",
            sentence("The cell holds the spreadsheet's error %(raw)s.", raw=raw),
            "Write the value, or leave the cell empty.",
        )
    if isinstance(raw, datetime.date | datetime.time | datetime.timedelta):
        return _parse_moment(column, raw)
    if isinstance(raw, bool):
        if column.kind == "boolean":
            return "yes" if raw else "no"
        return Fault(
            "wrong_type",
            sentence("The cell holds a truth value, but %(name)s does not.", name=column.name),
            "Format the cell as text and type the value again.",
        )
    if isinstance(raw, int | float):
        if column.is_numeric:
            return check_number(column, _as_float(raw))
        return parse_cell(column, _number_as_text(raw))
    return Fault(
        "wrong_type",
        sentence(
            "The cell holds a value of the type %(type)s, which %(column)s cannot hold.",
            type=type(raw).__name__,
            column=column.name,
        ),
        "Save the column as text or as numbers.",
    )


def _parse_moment(column: Column, raw: datetime.date | datetime.time | datetime.timedelta) -> Parsed | Fault:
    if column.kind == "date":
        if isinstance(raw, datetime.datetime):
            if raw.time() == datetime.time():
                return raw.date().isoformat()
        elif isinstance(raw, datetime.date):
            return raw.isoformat()
        return Fault("bad_date", "The cell holds a time of day.", "Write the date alone, YYYY-MM-DD.")
    what = sentence("a date") if isinstance(raw, datetime.date) else sentence("a time")
    return Fault(
        "date_in_cell",
        sentence(
            "The cell holds %(what)s (%(raw)s), but %(name)s does not: the spreadsheet took what was typed for a date.",
            what=what,
            raw=shown(raw),
            name=column.name,
        ),
        "Format the cell as a number, then type the value again."
        if column.is_numeric
        else "Format the cell as text, then type the value again.",
    )


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _number_as_text(value: float) -> str:
    return str(int(value)) if isinstance(value, int) or value.is_integer() else repr(value)


_PARSERS: dict[Kind, Callable[[Column, str], str | Fault]] = {
    "identifier": parse_identifier,
    "identifiers": parse_identifier,
    "text": parse_text,
    "texts": parse_text,
    "choice": parse_choice,
    "boolean": _parse_boolean,
    "country": parse_country,
    "areas": parse_area,
    "subdivision": parse_subdivision,
    "threat": parse_threat,
    "currency": parse_currency,
    "date": parse_date,
    "url": parse_url,
    "doi": parse_doi,
    "wkt": parse_outline,
}
