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


RULES = (find_wrong_density_parameters,)
