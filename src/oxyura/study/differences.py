"""What two studies, and the options they were run with, do not have alike: row by row, cell by cell."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from oxyura.schema.settings import Settings
from oxyura.schema.table import Table, TableSet
from oxyura.study.package import Study

Change = Literal["new", "gone", "changed"]
Cell = float | str | tuple[str, ...] | None
Record = Mapping[str, Cell]
Key = tuple[str, ...]

# Where a difference lies that stands in no table.
RUN, SETTINGS = "run", "study"

# What only people read: no number is computed from it.
_WORDS = frozenset(
    {"notes", "note", "name", "vernacular_name", "designations", "citation", "doi", "url", "licence", "accessed"}
)
_WORD_SETTINGS = frozenset({"title", "question"})


@dataclass(frozen=True)
class RunInput:
    """Everything that the numbers of a run depend on beside the program.

    Parameters
    ----------
    study : Study
        With the draws and the seed of the run among its settings.
    deterministic : bool
        Point values only.
    """

    study: Study
    deterministic: bool = False


@dataclass(frozen=True)
class Difference:
    """A cell, a row, a setting or an option that two runs do not have alike.

    Parameters
    ----------
    change : {'new', 'gone', 'changed'}
        A row that only the second has, one that only the first has, or a cell that differs.
    table : str
        Name of the table; `study` of a setting, `run` of an option.
    key : tuple of str
        What names the row; a key that comes again ends in how often it came.
    column : str
        Of the cell, or key of the setting; empty of a row.
    before, after : float, str, tuple of str or None
        What the cell holds in both; None of a row.
    row_before, row_after : int or None
        Position of the row in its table.
    """

    change: Change
    table: str
    key: Key = ()
    column: str = ""
    before: Cell = None
    after: Cell = None
    row_before: int | None = None
    row_after: int | None = None

    @property
    def is_words(self) -> bool:
        """Whether it is something that only people read, such as a note or a citation."""
        if self.table == SETTINGS:
            return self.column in _WORD_SETTINGS
        return self.table == "sources" or self.column in _WORDS


def find_differences(a: RunInput, b: RunInput) -> tuple[Difference, ...]:
    """Return what differs from run `a` to run `b`: options, settings, then tables in the order of their rows."""
    return (
        *compare_options(read_options(a), read_options(b)),
        *compare_settings(a.study.settings, b.study.settings),
        *compare_tables(a.study.tables, b.study.tables),
    )


def read_options(run: RunInput) -> dict[str, Cell]:
    """Return draws, seed and whether only point values were computed, as words."""
    settings = run.study.settings
    draws = 1 if run.deterministic else settings.draws
    return {"draws": str(draws), "seed": str(settings.seed), "deterministic": str(run.deterministic)}


def compare_options(a: Mapping[str, Cell], b: Mapping[str, Cell]) -> Iterator[Difference]:
    """Yield the options in which two runs differ."""
    for name, before in a.items():
        if before != b[name]:
            yield Difference("changed", RUN, column=name, before=before, after=b[name])


def compare_settings(a: Settings, b: Settings) -> Iterator[Difference]:
    """Yield the settings in which two studies differ; draws and seed are options of a run."""
    before, after = (dict(_flat(dataclasses.asdict(settings))) for settings in (a, b))
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key) and key not in ("draws", "seed"):
            yield Difference("changed", SETTINGS, (), key, _plain(before.get(key)), _plain(after.get(key)))


def compare_tables(a: TableSet, b: TableSet) -> Iterator[Difference]:
    """Yield every row that only one of two studies has, and every cell that differs, table by table."""
    for name in dict.fromkeys(table.spec.name for tables in (a, b) for table in tables):
        yield from _compare(a[name], b[name])


def text_of_cell(value: Cell) -> str:
    """Return a cell as a page shows it; empty where it holds nothing.

    Examples
    --------
    >>> text_of_cell(0.1), text_of_cell(("mouse", "rat")), text_of_cell(None)
    ('0.1', 'mouse; rat', '')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.15g}"
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _flat(values: Mapping[str, Any], head: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{head}{name}.")
        elif value is not None:
            yield f"{head}{name}", value


def _plain(value: object) -> Cell:
    return float(value) if isinstance(value, float) else None if value is None else str(value)


def _compare(a: Table, b: Table) -> Iterator[Difference]:
    before, after = _keyed(a), _keyed(b)
    name = a.spec.name
    for key, (row, record) in before.items():
        if key not in after:
            yield Difference("gone", name, key, row_before=row)
            continue
        other_row, other = after[key]
        for column in a.spec.names:
            if record[column] != other[column]:
                cells = (record[column], other[column])
                yield Difference("changed", name, key, column, *cells, row_before=row, row_after=other_row)
    for key, (row, _) in after.items():
        if key not in before:
            yield Difference("new", name, key, row_after=row)


def _keyed(table: Table) -> dict[Key, tuple[int, Record]]:
    """Return position and record of every row by its key; a key that comes again is told apart by how often it came."""
    seen: Counter[Key] = Counter()
    found: dict[Key, tuple[int, Record]] = {}
    for position, record in enumerate(table.records()):
        key = tuple(text_of_cell(record[name]) for name in table.spec.key)
        seen[key] += 1
        found[key if seen[key] == 1 else (*key, f"({seen[key]})")] = (position, record)
    return found
