"""What differs in the input of two runs, as a page may show it, and which of it is changed together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from oxyura.schema.settings import Budget
from oxyura.schema.tables import TABLES
from oxyura.spacetime.sensitive_sites import PLACE_COLUMNS, sensitive_sites, without_coordinates_in_texts
from oxyura.study.differences import RUN, Change, Difference, Record, RunInput, find_differences, text_of_cell

if TYPE_CHECKING:
    from oxyura.schema.table import Table

# What a person can look through on one page, and in one change.
MOST_SHOWN = 300
MOST_IN_GROUP = 20

_NAMES = ("migrant_id", "invader_id", "measure_id", "pressure_id", "site_id")


@dataclass(frozen=True)
class InputChange:
    """A cell, a row, a setting or an option that two runs do not have alike.

    Parameters
    ----------
    change : {'new', 'gone', 'changed'}
        A row that only the second has, one that only the first has, or a cell that differs.
    table, row, place, column : str
        Where it is; `place` is that in the file.
    before, after : str
        What the cell holds; empty where `hidden`.
    names : tuple of str
        Identifiers in the row: population, invader, measure, pressure, site.
    hidden : bool
        Whether it can only be said that it changed, because it tells where a sensitive site is.
    """

    change: Change
    table: str
    row: str
    place: str
    column: str
    before: str
    after: str
    names: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class ChangeGroup:
    """Differences that are made together: the first of them, others, and how many are not shown.

    `joined`: whether one without the other gives no study that passes its check; `gathered`: where there are too many
    changes to take one at a time, what those in it are of.
    """

    head: InputChange
    others: tuple[InputChange, ...] = ()
    more: int = 0
    joined: bool = False
    gathered: str = ""

    @property
    def count(self) -> int:
        """How many differences there are in it."""
        return 1 + len(self.others) + self.more


@dataclass(frozen=True)
class ComparedInputs:
    """What differs in the input of two runs.

    Parameters
    ----------
    options : tuple of InputChange
        Draws, seed, point values.
    inputs : tuple of InputChange
        Settings, rows and cells; the first of them where there are many.
    more_inputs : int
        How many are not shown.
    by_table : tuple of (str, int)
        How many there are in each table.
    groups : tuple of ChangeGroup
        Changes that can be made one at a time.
    budgets : tuple of Budget or None
        Of both studies.
    """

    options: tuple[InputChange, ...]
    inputs: tuple[InputChange, ...]
    more_inputs: int
    by_table: tuple[tuple[str, int], ...]
    groups: tuple[ChangeGroup, ...]
    budgets: tuple[Budget | None, Budget | None]


def compare_inputs(a: RunInput, b: RunInput, *, owner: bool = False) -> ComparedInputs:
    """Return what differs from the input of run `a` to that of run `b`.

    Parameters
    ----------
    a, b : RunInput
        As they were computed from, with exact places.
    owner : bool
        Whether the reader may see the exact place of a sensitive site.
    """
    from oxyura.study.change_groups import group_differences

    found = find_differences(a, b)
    shown = _Shown(a, b, frozenset() if owner else sensitive_sites(a.study.tables) | sensitive_sites(b.study.tables))
    options = [one for one in found if one.table == RUN]
    inputs = [one for one in found if one.table != RUN]
    groups = []
    grouping = group_differences(found, a.study.tables, b.study.tables)
    for group in grouping.groups:
        head, *others = (shown.view(found[position]) for position in group[:MOST_IN_GROUP])
        more = max(len(group) - MOST_IN_GROUP, 0)
        of = _subject([found[position] for position in group]) if grouping.gathered and len(group) > 1 else ""
        groups.append(ChangeGroup(head, tuple(others), more, gathered=of))
    return ComparedInputs(
        tuple(map(shown.view, options)),
        tuple(map(shown.view, inputs[:MOST_SHOWN])),
        max(len(inputs) - MOST_SHOWN, 0),
        tuple(Counter(one.table for one in inputs).most_common()),
        tuple(groups),
        (a.study.settings.budget, b.study.settings.budget),
    )


def join_groups(groups: Sequence[ChangeGroup], joined: Sequence[Sequence[int]]) -> tuple[ChangeGroup, ...]:
    """Return changes of which some had to be made together."""
    found = []
    for block in joined:
        first, *rest = (groups[number] for number in block)
        others = [*first.others, *(one for group in rest for one in (group.head, *group.others))]
        others = others[: MOST_IN_GROUP - 1]
        more = sum(groups[number].count for number in block) - len(others) - 1
        found.append(replace(first, others=tuple(others), more=more, joined=bool(rest)))
    return tuple(found)


def _subject(gathered: Sequence[Difference]) -> str:
    """Return what differences are of that were gathered: a table, and the row where it is one."""
    tables = list(dict.fromkeys(one.table for one in gathered))
    rows = {one.key[:1] for one in gathered if one.table == tables[0]}
    row = f" ({next(iter(rows))[0]})" if len(rows) == 1 and next(iter(rows)) else ""
    return f"{tables[0]}{row}" if len(tables) == 1 or row else ", ".join(tables)


class _Shown:
    """Shows differences without telling where a sensitive site is."""

    def __init__(self, a: RunInput, b: RunInput, hidden: Collection[str]) -> None:
        self._sides, self._hidden = (a.study.tables, b.study.tables), hidden
        self._told: dict[tuple[str, int], Table] = {}

    def view(self, one: Difference) -> InputChange:
        key = ", ".join(part for part in one.key if part)
        shown = InputChange(one.change, one.table, key, "", one.column, "", "")
        if one.table not in TABLES:
            return replace(shown, before=text_of_cell(one.before), after=text_of_cell(one.after))
        side, row = (0, one.row_before) if one.row_after is None else (1, one.row_after)
        assert row is not None
        table = self._table(one.table, side)
        place = f"{table.file}:{int(table.rows[row])}" if table.file else ""
        shown = replace(shown, place=place, names=_names(table, row))
        if one.change != "changed":
            return shown
        cells = [self._cell(one, side, row) for side, row in enumerate((one.row_before, one.row_after))]
        is_place = one.table == "sites" and one.column in PLACE_COLUMNS and one.key[0] in self._hidden
        if is_place or cells[0] == cells[1]:
            return replace(shown, hidden=True)
        return replace(shown, before=cells[0], after=cells[1])

    def _cell(self, one: Difference, side: int, row: int | None) -> str:
        return text_of_cell(_record(self._table(one.table, side), row, one.column)[one.column])

    def _table(self, name: str, side: int) -> Table:
        """Return a table of one of the studies without coordinates in what it says of a sensitive site."""
        if (name, side) not in self._told:
            self._told[name, side] = without_coordinates_in_texts(self._sides[side][name], self._hidden)
        return self._told[name, side]


def _names(table: Table, row: int) -> tuple[str, ...]:
    record = _record(table, row, *(name for name in _NAMES if name in table.columns))
    return tuple(str(name) for name in record.values() if name)


def _record(table: Table, row: int | None, *columns: str) -> Record:
    return {name: _cell(table.columns[name][row]) for name in columns}


def _cell(value: object) -> float | str | tuple[str, ...] | None:
    return value if isinstance(value, float | tuple) else None if value is None else str(value)
