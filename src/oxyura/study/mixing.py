"""Studies between two others: the first with some of the changes that lead to the second."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.settings import Settings
from oxyura.schema.table import Table, Values
from oxyura.study.checking import check_tables
from oxyura.study.differences import RUN, SETTINGS, Difference, RunInput, text_of_cell

_OPTIONS = ("draws", "seed")


def mix(a: RunInput, b: RunInput, chosen: Collection[Difference]) -> RunInput:
    """Return run `a` with some of its differences to `b` taken over.

    Parameters
    ----------
    a, b : RunInput
    chosen : collection of Difference
        Of those that ``find_differences(a, b)`` returns.

    Notes
    -----
    The sources of both studies are there, so that a row may name the one it has in either.
    """
    by_table: dict[str, list[Difference]] = defaultdict(list)
    for one in chosen:
        by_table[one.table].append(one)
    options = {one.column for one in by_table.pop(RUN, [])}
    settings = _mixed_settings(a.study.settings, b.study.settings, by_table.pop(SETTINGS, []), options)
    tables = {table.spec.name: table for table in a.study.tables}
    for name, changes in by_table.items():
        tables[name] = _mixed_table(a.study.tables[name], b.study.tables[name], changes)
    tables["sources"] = _joined_sources(a.study.tables["sources"], b.study.tables["sources"])
    study = dataclasses.replace(a.study, settings=settings, tables=dataclasses.replace(a.study.tables, tables=tables))
    return RunInput(study, b.deterministic if "deterministic" in options else a.deterministic)


def passes_check(run: RunInput) -> bool:
    """Tell whether a study between two others has no error."""
    found = check_tables(run.study.tables, run.study.settings)
    return not any(problem.severity == "error" for problem in found)


def input_digest(run: RunInput) -> str:
    """Return a hash of everything in a run's input that a number may depend on, whatever the order of rows."""
    tables = []
    for table in run.study.tables:
        columns = [name for name in table.spec.names if not Difference("changed", table.spec.name, (), name).is_words]
        rows = sorted([text_of_cell(record[name]) for name in columns] for record in table.records())
        if rows and columns:
            tables.append([table.spec.name, columns, rows])
    settings = {**dataclasses.asdict(run.study.settings), "title": "", "question": ""}
    text = json.dumps([sorted(tables), settings, run.deterministic], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _mixed_settings(a: Settings, b: Settings, changes: Sequence[Difference], options: Collection[str]) -> Settings:
    taken: dict[str, Any] = {name: getattr(b, name) for name in _OPTIONS if options}
    for one in changes:
        head, _, tail = one.column.partition(".")
        own, other = taken.get(head, getattr(a, head)), getattr(b, head)
        whole = not tail or own is None or other is None
        taken[head] = other if whole else dataclasses.replace(own, **{tail: getattr(other, tail)})
    return dataclasses.replace(a, **taken)


def _mixed_table(a: Table, b: Table, changes: Sequence[Difference]) -> Table:
    columns: dict[str, Values] = {name: values.copy() for name, values in a.columns.items()}
    kept = np.ones(len(a), dtype=bool)
    added = []
    for one in changes:
        if one.change == "new":
            added.append(one.row_after)
        elif one.change == "gone":
            kept[one.row_before] = False
        else:
            columns[one.column][one.row_before] = b.columns[one.column][one.row_after]
    return _stacked(Table(a.spec, columns, a.rows, a.file or b.file, a.letters).where(kept), b, added)


def _joined_sources(a: Table, b: Table) -> Table:
    known = set(a.words("source_id"))
    return _stacked(a, b, [row for row, source in enumerate(b.words("source_id")) if source not in known])


def _stacked(a: Table, b: Table, rows: Sequence[int | None]) -> Table:
    if not rows:
        return a
    chosen: NDArray[np.int64] = np.array(sorted(row for row in rows if row is not None), dtype=np.int64)
    columns: dict[str, Values] = {
        name: np.concatenate([values, b.columns[name][chosen]]) for name, values in a.columns.items()
    }
    return Table(a.spec, columns, np.concatenate([a.rows, b.rows[chosen]]), a.file or b.file, a.letters)
