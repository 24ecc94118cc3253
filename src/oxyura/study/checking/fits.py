"""Parameters to be fitted and the targets they are fitted to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from oxyura.schema.sentences import all_of, sentence
from oxyura.study.checking.findings import Finding, cell_text, find, number_text
from oxyura.study.checking.index import StudyIndex
from oxyura.study.checking.nearest import Nearest

_NEEDS = {"parameter": ("lower", "upper"), "target": ("value",)}
_HAS_NO = {"parameter": ("value", "scenario_id"), "target": ("lower", "upper")}


def find_unclear_rows(index: StudyIndex) -> Iterator[Finding]:
    """Find rows that are both a parameter and a target or neither, incomplete, or with cells of the other kind."""
    table = index["fits"]
    for at in range(len(table)):
        is_parameter = table.columns["parameter"][at] is not None
        is_target = table.columns["target"][at] is not None
        if is_parameter == is_target:
            both, neither = "The row is both a parameter and a target.", "The row is neither a parameter nor a target."
            yield find("fit_row_kind", table, both if is_parameter else neither, at=at, column="parameter")
            continue
        kind = "parameter" if is_parameter else "target"
        for column in _NEEDS[kind]:
            if cell_text(table, column, at) is None:
                message = sentence(
                    "A %(kind)s needs %(needs)s; %(column)s is empty.",
                    kind=kind,
                    needs=all_of(_NEEDS[kind]),
                    column=column,
                )
                yield find("fit_incomplete", table, message, at=at, column=column)
        for column in _HAS_NO[kind]:
            if cell_text(table, column, at) is not None:
                message = sentence("A %(kind)s has no %(column)s.", kind=kind, column=column)
                yield find("column_not_used", table, message, at=at, column=column)


def find_wrong_bounds(index: StudyIndex) -> Iterator[Finding]:
    """Find bounds that leave no room, and bounds of a probability above 1."""
    table = index["fits"]
    lower, upper = table.numbers("lower"), table.numbers("upper")
    for at in np.flatnonzero(lower >= upper).tolist():
        message = sentence(
            "lower (%(lower)s) is not below upper (%(upper)s).",
            lower=number_text(lower[at]),
            upper=number_text(upper[at]),
        )
        yield find("fit_bounds", table, message, at=at, column="lower")
    rates = _parameters(index)
    columns = (table.words("migrant_id"), table.texts("parameter"))
    for at, (migrant, parameter) in enumerate(zip(*columns, strict=True)):
        kinds = rates.get(migrant, {}).get(parameter or "", frozenset())
        if upper[at] > 1 and kinds & {"survival", "transition"}:
            message = sentence(
                "'%(parameter)s' is a probability, from 0 to 1; here upper is above 1.", parameter=parameter
            )
            yield find("probability_above_one", table, message, at=at, column="upper")


def find_unknown_parameters(index: StudyIndex) -> Iterator[Finding]:
    """Find parameters that no rate of the migrant has."""
    table = index.every("fits")
    rates = _parameters(index)
    nearest = {migrant: Nearest(names) for migrant, names in rates.items()}
    columns = (table.texts("migrant_id"), table.texts("parameter"))
    for at, (migrant, parameter) in enumerate(zip(*columns, strict=True)):
        if migrant is None or parameter is None or parameter in rates.get(migrant, {}):
            continue
        question = nearest[migrant].question(parameter) if migrant in nearest else ""
        message = sentence(
            "No row of vital_rates of '%(migrant)s' has the parameter '%(parameter)s'.",
            migrant=migrant,
            parameter=parameter,
        )
        remedy = sentence(
            "%(question)sCorrect it, or name it in the column parameter of vital_rates.", question=question
        )
        yield find("unknown_parameter", table, message, at=at, column="parameter", remedy=remedy)


def _parameters(index: StudyIndex) -> dict[str, dict[str, frozenset[str]]]:
    """Return the rates that each parameter of each migrant stands for."""
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    if len(index.every("fits")):
        table = index.every("vital_rates")
        columns = (table.texts("migrant_id"), table.texts("parameter"), table.words("rate"))
        for migrant, parameter, rate in zip(*columns, strict=True):
            if migrant is not None and parameter is not None:
                found[migrant][parameter] = found[migrant].get(parameter, frozenset()) | {rate}
    return found


def find_unidentified_fits(index: StudyIndex) -> Iterator[Finding]:
    """Find migrants with more parameters than targets, and with targets but no parameter."""
    table = index["fits"]
    unsure = set(index.every("fits").where(index.broken("fits")).texts("migrant_id"))
    migrants = table.words("migrant_id")
    parameters = Counter(
        migrant for migrant, name in zip(migrants, table.texts("parameter"), strict=True) if name is not None
    )
    targets = Counter(
        migrant for migrant, name in zip(migrants, table.texts("target"), strict=True) if name is not None
    )
    # Without any target, parameters are fitted to counts.
    uses_counts = index.settings is None or index.settings.calibration.use
    counted = set(index["counts"].words("migrant_id")) if uses_counts else set()
    firsts = dict(zip(reversed(migrants), range(len(migrants) - 1, -1, -1), strict=True))
    for migrant, first in firsts.items():
        if migrant in unsure:
            continue
        if parameters[migrant] and not targets[migrant] and migrant in counted:
            continue
        if parameters[migrant] > targets[migrant]:
            message = sentence(
                "'%(migrant)s' has %(parameters)s parameters to fit and %(targets)s targets to fit them to: "
                "many answers would do.",
                migrant=migrant,
                parameters=parameters[migrant],
                targets=targets[migrant],
            )
            yield find("fit_not_identified", table, message, at=first, column="migrant_id")
        elif not parameters[migrant]:
            message = sentence("'%(migrant)s' has a target but no parameter to fit to it.", migrant=migrant)
            yield find("fit_without_parameter", table, message, at=first, column="migrant_id")


RULES = (find_unclear_rows, find_wrong_bounds, find_unknown_parameters, find_unidentified_fits)
