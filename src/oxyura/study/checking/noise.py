"""Noise between years and catastrophes: rows that vary or strike together say the same of how they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from oxyura.schema.sentences import sentence
from oxyura.study.checking.findings import Finding, cell_text, find, number_text, row_text, word_text
from oxyura.study.checking.index import StudyIndex

_ROUNDING = 1e-9
_OF_CATASTROPHE = ("probability_per_year", "probability_per_year_low", "probability_per_year_high")


def find_differing_autocorrelations(index: StudyIndex) -> Iterator[Finding]:
    """Find rows that share the noise of a year but not its correlation with the year before."""
    table = index["vital_rates"]
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    columns = (table.words("migrant_id"), table.texts("correlation_group"), table.texts("parameter"))
    noisy = table.numbers("sd_between_years", 0.0) > 0
    for at, (migrant, group, parameter) in enumerate(zip(*columns, strict=True)):
        if noisy[at] and (group is not None or parameter is not None):
            column = "correlation_group" if group is not None else "parameter"
            groups[migrant, column, group or parameter or ""].append(at)
    for (migrant, column, name), rows in groups.items():
        words = {cell_text(table, "autocorrelation", at) or "0" for at in rows}
        if len(words) > 1:
            message = sentence(
                "The rows of %(column)s '%(name)s' of '%(migrant)s' (%(rows)s) have %(words)s.",
                column=column,
                name=name,
                migrant=migrant,
                rows=row_text(table, rows),
                words=word_text(words),
            )
            yield find("autocorrelation_differs", table, message, at=rows[0], column="autocorrelation")


def find_autocorrelations_not_used(index: StudyIndex) -> Iterator[Finding]:
    """Find autocorrelations of rates that do not vary between years."""
    table = index["vital_rates"]
    still = ~(table.numbers("sd_between_years", 0.0) > 0)
    for at in np.flatnonzero(still & (table.numbers("autocorrelation", 0.0) != 0)).tolist():
        message = "autocorrelation has no meaning without sd_between_years."
        yield find("column_not_used", table, message, at=at, column="autocorrelation")


def find_differing_catastrophes(index: StudyIndex) -> Iterator[Finding]:
    """Find rows of one catastrophe that do not strike with one probability."""
    table = index["catastrophes"]
    first: dict[str, int] = {}
    for at, name in enumerate(table.words("catastrophe_id")):
        before = first.setdefault(name, at)
        for column in _OF_CATASTROPHE:
            if cell_text(table, column, at) != cell_text(table, column, before):
                message = sentence(
                    "This row and %(rows)s of '%(name)s' differ in %(column)s.",
                    rows=row_text(table, [before]),
                    name=name,
                    column=column,
                )
                yield find("catastrophe_differs", table, message, at=at, column=column)


def find_idle_catastrophes(index: StudyIndex) -> Iterator[Finding]:
    """Find catastrophes that change nothing, and those that are no accident."""
    table = index["catastrophes"]
    probability, effect = table.numbers("probability_per_year"), table.numbers("effect")
    for at, name in enumerate(table.words("catastrophe_id")):
        for column, value in (("probability_per_year", probability[at]), ("effect", effect[at])):
            if value == 0:
                message = sentence("%(column)s of '%(name)s' is 0.", column=column, name=name)
                yield find("catastrophe_without_effect", table, message, at=at, column=column)
        if probability[at] == 1:
            message = sentence("'%(name)s' strikes in every year.", name=name)
            yield find("catastrophe_every_year", table, message, at=at, column="probability_per_year")


def find_catastrophes_above_one(index: StudyIndex) -> Iterator[Finding]:
    """Find years so good that a probability would be above 1."""
    table, rates = index["catastrophes"], index["vital_rates"]
    columns = ("migrant_id", "stage", "rate")
    greatest: dict[tuple[str, ...], float] = {}
    for *scope, class_, value in zip(
        *(rates.words(column) for column in columns), rates.words("class"), rates.numbers("value"), strict=True
    ):
        for key in ((*scope, class_), (*scope, "")):
            greatest[key] = max(greatest.get(key, 0.0), float(value))
    effect = table.numbers("effect")
    rows = zip(*(table.words(column) for column in columns), table.words("class"), strict=True)
    for at, key in enumerate(rows):
        value = greatest.get(key, 0.0) * (1.0 + effect[at])
        if effect[at] > 0 and key[2] != "fecundity" and value > 1 + _ROUNDING:
            message = sentence(
                "A %(key)s of %(greatest)s would become %(number)s.",
                key=key[2],
                greatest=number_text(greatest[key]),
                number=number_text(value),
            )
            yield find("catastrophe_above_one", table, message, at=at, column="effect")


def find_noise_of_nothing(index: StudyIndex) -> Iterator[Finding]:
    """Find noise of fecundities that are 0; a probability of 0 or 1 is told with noise that is too wide."""
    table = index["vital_rates"]
    noisy = (table.numbers("sd_between_years", 0.0) > 0) & (table.numbers("value") == 0)
    rates = table.words("rate")
    for at in np.flatnonzero(noisy).tolist():
        if rates[at] == "fecundity":
            message = "A fecundity of 0 does not vary between years."
            yield find("noise_of_nothing", table, message, at=at, column="sd_between_years")


def find_risk_from_the_start(index: StudyIndex) -> Iterator[Finding]:
    """Find migrants that are as few as the threshold of their risk."""
    settings, table = index.settings, index["migrants"]
    if settings is None:
        return
    threshold = settings.quasi_extinction_threshold
    for at, (migrant, abundance) in enumerate(
        zip(table.words("migrant_id"), table.numbers("abundance").tolist(), strict=True)
    ):
        if index.is_full(migrant) and 0 < abundance <= threshold:
            message = sentence(
                "'%(migrant)s' numbers %(abundance)s, the threshold is %(threshold)s.",
                migrant=migrant,
                abundance=number_text(abundance),
                threshold=number_text(threshold),
            )
            yield find("risk_from_the_start", table, message, at=at, column="abundance")


RULES = (
    find_differing_autocorrelations,
    find_autocorrelations_not_used,
    find_differing_catastrophes,
    find_idle_catastrophes,
    find_catastrophes_above_one,
    find_noise_of_nothing,
    find_risk_from_the_start,
)
