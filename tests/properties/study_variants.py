"""A random study in memory, and the ways in which laws vary it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import oxyura
from oxyura.schema.table import Table, TableSet, table_from_records
from oxyura.study.package import Study
from properties.random_studies import write_random_study

Row = dict[str, Any]


@lru_cache(maxsize=256)
def random_study(seed: int) -> Study:
    """Return the random study of that seed, read as any study is."""
    with tempfile.TemporaryDirectory() as folder:
        write_random_study(Path(folder) / "study", np.random.default_rng(seed))
        return oxyura.read_study(Path(folder) / "study")


def with_tables(study: Study, **tables: Table) -> Study:
    """Return the study with some tables replaced."""
    return replace(study, tables=study.tables.replacing(**tables))


def with_rows(study: Study, name: str, rows: list[Row]) -> Study:
    """Return the study with one table made of `rows`."""
    return with_tables(study, **{name: table_from_records(name, rows, f"{name}.csv")})


def rows_of(study: Study, name: str) -> list[Row]:
    """Return the rows of one table."""
    return [dict(record) for record in study.tables[name].records()]


def shuffled(study: Study, rng: np.random.Generator) -> Study:
    """Return the study with the rows of every table in another order."""
    return replace(
        study,
        tables=TableSet({table.spec.name: _permuted(table, rng.permutation(len(table))) for table in study.tables}),
    )


def _permuted(table: Table, order: np.ndarray) -> Table:
    return replace(
        table,
        columns={name: values[order] for name, values in table.columns.items()},
        rows=table.rows[order],
    )


def renamed(study: Study, columns: Mapping[str, str], new_name: Callable[[str], str]) -> Study:
    """Return the study with every name in the given columns replaced, in every table.

    `columns` maps column names to the kind of name they hold; only its keys are used.
    """
    changed = {}
    for table in study.tables:
        present = [name for name in table.columns if name in columns]
        values = {
            name: np.array([*(_renamed_cell(cell, new_name) for cell in table.columns[name]), None], dtype=object)[:-1]
            for name in present
        }
        changed[table.spec.name] = replace(table, columns={**table.columns, **values})
    return replace(study, tables=TableSet(changed))


def _renamed_cell(cell: Any, new_name: Callable[[str], str]) -> Any:
    if isinstance(cell, tuple):
        return tuple(new_name(name) for name in cell)
    return None if cell is None else new_name(cell)
