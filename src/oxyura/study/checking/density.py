"""Crowding: each curve with the parameter that it has."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from oxyura.study.checking.findings import Finding, find
from oxyura.study.checking.index import StudyIndex


def find_wrong_density_parameters(index: StudyIndex) -> Iterator[Finding]:
    """Find curves without their parameter, or with that of another curve."""
    table = index["density"]
    given = {name: ~np.isnan(table.numbers(name)) for name in ("capacity", "a")}
    for position, form in enumerate(table.words("form")):
        own, other = ("capacity", "a") if form == "ceiling" else ("a", "capacity")
        if not given[own][position]:
            message = f"The form '{form}' needs {own}."
            yield find("density_parameter_missing", table, message, at=position, column=own)
        if given[other][position]:
            message = f"The form '{form}' has no {other}."
            yield find("column_not_used", table, message, at=position, column=other)


def find_wrong_carry_over(index: StudyIndex) -> Iterator[Finding]:
    """Find crowding carried from a stage that is not earlier, and ceilings, which cannot be carried."""
    table = index["density"]
    columns = (table.words("migrant_id"), table.words("stage"), table.texts("carry_over_stage"), table.words("form"))
    for at, (migrant, stage, felt, form) in enumerate(zip(*columns, strict=True)):
        order = list(index.stage_order.get(migrant, ()))
        if felt is None or felt not in order or stage not in order:
            continue
        if order.index(felt) >= order.index(stage):
            message = f"'{felt}' does not come before '{stage}' in the year of '{migrant}'."
            yield find("carry_over_not_earlier", table, message, at=at, column="carry_over_stage")
        if form == "ceiling":
            message = "A ceiling takes animals away where they are: it cannot be carried to another stage."
            yield find("carry_over_ceiling", table, message, at=at, column="form")


RULES = (find_wrong_density_parameters, find_wrong_carry_over)
