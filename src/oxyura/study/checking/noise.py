"""Noise between years and catastrophes: rows that vary or strike together say the same of how they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from oxyura.study.checking.findings import Finding, cell_text, find, row_text, word_text
from oxyura.study.checking.index import StudyIndex

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
            message = f"The rows of {column} '{name}' of '{migrant}' ({row_text(table, rows)}) have {word_text(words)}."
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
                message = f"This row and {row_text(table, [before])} of '{name}' differ in {column}."
                yield find("catastrophe_differs", table, message, at=at, column=column)


RULES = (find_differing_autocorrelations, find_autocorrelations_not_used, find_differing_catastrophes)
