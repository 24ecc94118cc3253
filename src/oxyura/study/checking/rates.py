"""Vital rates that hang together: probabilities, transitions, shared parameters, classes that can die."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from oxyura.schema.sentences import sentence
from oxyura.study.checking.findings import Finding, cell_text, find, number_text, row_text, word_text
from oxyura.study.checking.grouping import Floats, Mask, combine, encode, first_of_each, groups_of
from oxyura.study.checking.index import StudyIndex
from oxyura.study.checking.intervals import is_probability_rate
from oxyura.study.checking.sums import SumOf, wrong_sums

_TRANSITIONS = SumOf("vital_rates", ("migrant_id", "stage", "class"), "to_class", "site_id", "value")
_TOLERANCE = 1e-9
_SHARED_BY_PARAMETER = ("value", "low", "high", "sd_between_years", "correlation_group")


def find_probabilities_above_one(index: StudyIndex) -> Iterator[Finding]:
    """Find survivals and transitions, or their limits, above 1."""
    table = index.every("vital_rates")
    probability = is_probability_rate(table)
    for column in ("value", "low", "high"):
        for position in np.flatnonzero(probability & (table.numbers(column) > 1)).tolist():
            rate = table.columns["rate"][position]
            message = sentence(
                "A %(rate)s is a probability, from 0 to 1; here %(column)s is above 1.", rate=rate, column=column
            )
            yield find("probability_above_one", table, message, at=position, column=column)


def find_misplaced_target_classes(index: StudyIndex) -> Iterator[Finding]:
    """Find transitions that do not say where to, or to the class itself, and survivals that say where to."""
    table = index["vital_rates"]
    columns = (table.words("rate"), table.words("class"), table.texts("to_class"))
    for position, (rate, class_, to_class) in enumerate(zip(*columns, strict=True)):
        if rate == "transition" and to_class is None:
            message = sentence("A transition of class '%(class_)s' does not say to which class.", class_=class_)
            yield find("to_class_missing", table, message, at=position, column="to_class")
        elif rate == "transition" and to_class == class_:
            message = sentence("A transition leads from class '%(class_)s' to itself.", class_=class_)
            yield find("to_class_same", table, message, at=position, column="to_class")
        elif rate == "survival" and to_class is not None:
            needless = "A survival leads to no other class: to_class has no meaning here."
            yield find("column_not_used", table, needless, at=position, column="to_class")


def find_transition_sums_above_one(index: StudyIndex) -> Iterator[Finding]:
    """Find classes of which more pass to other classes than there are, at a site after precedence."""
    table = index.every("vital_rates")
    rows = np.array(table.words("rate"), dtype=object) == "transition"
    rows &= index.codes("vital_rates", "to_class") >= 0
    for position, total, site in wrong_sums(index, _TRANSITIONS, _is_above_one, index.sites, rows):
        migrant, stage, class_ = (table.columns[column][position] for column in _TRANSITIONS.scope)
        where = sentence(" at '%(site)s'", site=site) if site else ""
        shown = number_text(total)
        message = sentence(
            "The transitions out of class '%(class_)s' of '%(migrant)s' in stage '%(stage)s'%(where)s sum "
            "to %(shown)s.",
            class_=class_,
            migrant=migrant,
            stage=stage,
            where=where,
            shown=shown,
        )
        yield find("transition_sum", table, message, at=position, column="value", value=shown)


def _is_above_one(sums: Floats) -> Mask:
    return np.asarray(sums > 1 + _TOLERANCE)


def find_differing_parameters(index: StudyIndex) -> Iterator[Finding]:
    """Find rows that share a parameter but not what it stands for."""
    table = index["vital_rates"]
    named = np.flatnonzero([name is not None for name in table.columns["parameter"]])
    key = combine(encode(table.columns[column][named])[0] for column in ("migrant_id", "parameter"))
    for group in groups_of(key):
        rows = named[group]
        migrant, name = table.columns["migrant_id"][rows[0]], table.columns["parameter"][rows[0]]
        start = sentence(
            "The rows of parameter '%(name)s' of '%(migrant)s' (%(rows)s)",
            name=name,
            migrant=migrant,
            rows=row_text(table, rows),
        )
        for column in _SHARED_BY_PARAMETER:
            words = {cell_text(table, column, row) or sentence("empty") for row in rows}
            if len(words) > 1:
                message = sentence(
                    "%(start)s differ in %(column)s: %(words)s.", start=start, column=column, words=word_text(words)
                )
                yield find("parameter_differs", table, message, at=rows[0], column="parameter")
        rates = {table.columns["rate"][row] for row in rows}
        if "fecundity" in rates and len(rates) > 1:
            message = sentence(
                "%(start)s are a number of young here and a probability there: %(rates)s.",
                start=start,
                rates=word_text(rates),
            )
            yield find("parameter_of_two_kinds", table, message, at=rows[0], column="parameter")


def find_classes_without_rates(index: StudyIndex) -> Iterator[Finding]:
    """Find classes that other tables name and `vital_rates` does not."""
    rated = index.classes_named_in("vital_rates")
    told: set[tuple[str, str]] = set()
    for name in ("classes", "distribution", "movements"):
        table = index.every(name)
        codes = [index.codes(name, column) for column in ("migrant_id", "class")]
        for at in first_of_each(combine(codes), (codes[0] >= 0) & (codes[1] >= 0)).tolist():
            migrant, class_ = table.columns["migrant_id"][at], table.columns["class"][at]
            if (migrant, class_) in told or not index.is_full(migrant):
                continue
            if class_ not in rated.get(migrant, frozenset()):
                told.add((migrant, class_))
                message = sentence(
                    "No row of vital_rates names the class '%(class_)s' of '%(migrant)s'.",
                    class_=class_,
                    migrant=migrant,
                )
                yield find("class_without_rates", table, message, at=at, column="class")


def find_classes_that_never_die(index: StudyIndex) -> Iterator[Finding]:
    """Find classes without any survival that nobody leaves for another class."""
    table = index.every("vital_rates")
    mortal: dict[str, set[str]] = defaultdict(set)
    rows: dict[tuple[str, str], int] = {}
    targets: dict[tuple[str, str], int] = {}
    columns = (table.texts("migrant_id"), table.texts("rate"), table.texts("class"), table.texts("to_class"))
    for position, (migrant, rate, class_, to_class) in enumerate(zip(*columns, strict=True)):
        if migrant is None:
            continue
        if class_ is not None:
            rows.setdefault((migrant, class_), position)
            if rate != "fecundity":
                mortal[migrant].add(class_)
        if to_class is not None:
            targets.setdefault((migrant, to_class), position)
    for migrant, class_ in {**rows, **targets}:
        if class_ not in mortal[migrant] and index.is_full(migrant):
            message = sentence(
                "The class '%(class_)s' of '%(migrant)s' has neither a survival nor a transition: it lives for ever.",
                class_=class_,
                migrant=migrant,
            )
            column = "class" if (migrant, class_) in rows else "to_class"
            position = (rows if column == "class" else targets)[migrant, class_]
            yield find("class_never_dies", table, message, at=position, column=column)


RULES = (
    find_probabilities_above_one,
    find_misplaced_target_classes,
    find_transition_sums_above_one,
    find_differing_parameters,
    find_classes_without_rates,
    find_classes_that_never_die,
)
