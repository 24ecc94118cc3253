"""How a rule says what it found: the place and the value come from the table, the remedy from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from oxyura.schema.problems import Problem
from oxyura.schema.sentences import Figure, changed, declared, sentence
from oxyura.schema.settings import SETTINGS
from oxyura.schema.table import Table
from oxyura.schema.tables import TABLES
from oxyura.study.cell_faults import shown
from oxyura.study.checking.catalogue import KINDS

_LONGEST_VALUE = 120
_MOST_LISTED = 5
_SETTING_ORDER = {setting.key: position for position, setting in enumerate(SETTINGS)}
_TABLE_ORDER = {name: position for position, name in enumerate(TABLES)}


@dataclass(frozen=True)
class Finding:
    """A problem, and where it stands among the others."""

    order: tuple[int, int, int, str, str]
    problem: Problem


def find(
    code: str,
    table: Table,
    message: str,
    *,
    at: int | np.integer | None = None,
    column: str | None = None,
    value: str | None = None,
    remedy: str = "",
) -> Finding:
    """Make the finding for one place of a table.

    Parameters
    ----------
    code : str
        Kind of problem, as in the catalogue.
    table : Table
        Where it was found.
    message : str
        What is wrong.
    at : int, optional
        Position of the row in `table`; None for a problem of the whole table.
    column : str, optional
        The column; its cell gives the value where `value` is not given.
    value : str, optional
        The value that is wrong.
    remedy : str
        What to do, where it says more than the catalogue's remedy.
    """
    row = None if at is None else int(table.rows[at])
    cell = None
    if at is not None and column is not None:
        value = cell_text(table, column, int(at)) if value is None else value
        letter = (table.letters or {}).get(column)
        cell = f"{letter}{row}" if letter else None
    kind = KINDS[code]
    problem = Problem(
        kind.severity,
        code,
        changed(message, _printable),
        changed(remedy or declared(kind.remedy), _printable),
        table.file,
        row,
        column,
        cell,
        shown(value)[:_LONGEST_VALUE] if value else None,
    )
    place = -1 if column is None else table.spec.names.index(column)
    return Finding((_TABLE_ORDER[table.spec.name], row or 0, place, code, message), problem)


def _printable(text: str) -> str:
    """Return a text with its control characters made visible."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def find_setting(code: str, file: str, key: str, message: str, *, value: str, remedy: str = "") -> Finding:
    """Make the finding for one setting of the study."""
    kind = KINDS[code]
    problem = Problem(kind.severity, code, message, remedy or declared(kind.remedy), file, column=key, value=value)
    return Finding((-1, 0, _SETTING_ORDER[key], code, message), problem)


def cell_text(table: Table, column: str, at: int) -> str | None:
    """Return a cell as text, None where it is empty; a list with ``;`` between, a number without padding."""
    value = table.columns[column][at]
    if isinstance(value, tuple):
        return ";".join(value) or None
    if isinstance(value, float):
        return None if np.isnan(value) else number_text(value)
    return None if value is None else str(value)


def number_text(value: float) -> str:
    """Return a number as a reader would write it, with the signs of the page's language in a sentence.

    Examples
    --------
    >>> number_text(2021.0), number_text(0.30000000000000004)
    ('2021', '0.3')
    """
    return Figure(f"{value:.12g}")


def row_text(table: Table, positions: Iterable[int | np.integer]) -> str:
    """Name rows as the file counts them: ``row 3``, ``rows 3 and 7``, ``rows 2, 3, 4, 5, 6 and 12 more``."""
    rows = sorted(int(table.rows[position]) for position in positions)
    listed = [str(row) for row in rows[:_MOST_LISTED]]
    if len(rows) > _MOST_LISTED:
        return sentence(
            "rows %(listed)s and %(number)s more",
            listed=", ".join(listed),
            number=Figure(f"{len(rows) - _MOST_LISTED:,}"),
        )
    if len(rows) == 1:
        return sentence("row %(listed)s", listed=listed[0])
    return sentence("rows %(listed)s and %(last)s", listed=", ".join(listed[:-1]), last=listed[-1])


def word_text(words: Iterable[str]) -> str:
    """List words in order of the alphabet, each in quotes, at most five of them."""
    ordered = sorted(words)
    listed = ", ".join(f"'{shown(word)}'" for word in ordered[:_MOST_LISTED])
    more = len(ordered) - _MOST_LISTED
    return sentence("%(listed)s and %(more)s more", listed=listed, more=Figure(f"{more:,}")) if more > 0 else listed
