"""A study as a plan sees it: with another budget, and without the measures that are switched off."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

import numpy as np

from oxyura.register.options import PlanOptions
from oxyura.schema.errors import InputError
from oxyura.schema.settings import Budget
from oxyura.schema.table import Table, TableSet
from oxyura.study.package import Study


def with_plan_options(study: Study, options: PlanOptions) -> Study:
    """Return a study with the budget and the measures of a plan.

    Raises
    ------
    InputError
        A measure that is switched off does not exist or is history, or there is nothing to spend on.

    Notes
    -----
    What requires a measure that is switched off goes with it.
    """
    off = switched_off(study.tables["measures"], options.exclude)
    tables = _without(study.tables, off) if off else study.tables
    settings = study.settings
    if options.budget is not None:
        settings = dataclasses.replace(settings, budget=_budget(study, options.budget))
    return dataclasses.replace(study, tables=tables, settings=settings)


def switched_off(measures: Table, exclude: Collection[str]) -> frozenset[str]:
    """Return the measures that are switched off, with those that require one of them.

    Raises
    ------
    InputError
        One does not exist, or has been done already.
    """
    names = measures.words("measure_id")
    history = {name for name, outcome in zip(names, measures.texts("outcome"), strict=True) if outcome is not None}
    for name in sorted(exclude):
        if name not in names:
            raise InputError(
                f"There is no measure {ascii(name)[1:60]} to switch off.",
                where="exclude",
                remedy="Choose from the study.",
            )
        if name in history:
            raise InputError(
                f"The measure {name} has been taken already.",
                where="exclude",
                remedy="Switch off one that is on offer.",
            )
    off = set(exclude)
    requirements = list(zip(names, measures.lists("requires"), strict=True))
    # Each turn reaches one link further along a chain of requirements.
    while more := {name for name, required in requirements if off.intersection(required)} - off - history:
        off |= more
    return frozenset(off)


def _without(tables: TableSet, off: Collection[str]) -> TableSet:
    kept = {
        name: tables[name].where([measure not in off for measure in tables[name].words("measure_id")])
        for name in ("measures", "measure_effects")
        if name in tables
    }
    measures = kept["measures"]
    excludes = np.empty(len(measures), dtype=object)
    for row, names in enumerate(measures.lists("excludes")):
        excludes[row] = tuple(name for name in names if name not in off)
    kept["measures"] = dataclasses.replace(measures, columns={**measures.columns, "excludes": excludes})
    return tables.replacing(**kept)


def _budget(study: Study, amount: float) -> Budget:
    given = study.settings.budget
    if given is not None:
        return dataclasses.replace(given, amount=amount)
    measures = study.tables["measures"]
    if not len(measures):
        raise InputError(
            "The study has no measures to spend money on.", where="measures", remedy="Fill in the table measures."
        )
    return Budget(amount, measures.words("currency")[0], int(measures.numbers("price_year")[0]))
