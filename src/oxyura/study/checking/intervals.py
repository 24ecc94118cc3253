"""Numbers with 95 % limits, in every table that has them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from oxyura.schema.sentences import Figure, count_sentence, sentence
from oxyura.schema.table import Table
from oxyura.schema.table_spec import Interval
from oxyura.schema.tables import TABLES
from oxyura.study.checking.findings import Finding, find, number_text
from oxyura.study.checking.grouping import Floats, Mask
from oxyura.study.checking.index import StudyIndex

_WIDTH_IN_SD = 3.92
_MOST_BETA_VARIANCE = 0.95
"""The share of mean (1 - mean) above which the draws are made narrower; as in `schema.intervals`."""


def is_probability_rate(table: Table) -> Mask:
    """Return which rows of `vital_rates` hold a probability: a survival or a transition."""
    return np.array([rate in ("survival", "transition") for rate in table.columns["rate"]], dtype=bool)


def _intervals(index: StudyIndex) -> Iterator[tuple[Table, Interval, Floats, Floats, Floats]]:
    for name, spec in TABLES.items():
        table = index[name]
        if len(table):
            for interval in spec.intervals:
                value, low, high = (table.numbers(column) for column in (interval.value, interval.low, interval.high))
                yield table, interval, value, low, high


def find_limits_out_of_order(index: StudyIndex) -> Iterator[Finding]:
    """Find lower limits above the value, and upper limits below it."""
    for table, interval, value, low, high in _intervals(index):
        for position in np.flatnonzero((low > value) | (high < value)).tolist():
            shown = " ≤ ".join(number_text(number[position]) for number in (low, value, high))
            column = interval.low if low[position] > value[position] else interval.high
            message = sentence(
                "%(low)s ≤ %(value)s ≤ %(high)s does not hold: %(shown)s.",
                low=interval.low,
                value=interval.value,
                high=interval.high,
                shown=shown,
            )
            yield find("interval_order", table, message, at=position, column=column)


def find_half_intervals(index: StudyIndex) -> Iterator[Finding]:
    """Find a limit without the other one, and limits without a value."""
    for table, interval, value, low, high in _intervals(index):
        for position in np.flatnonzero(np.isnan(low) != np.isnan(high)).tolist():
            lacking, given = interval.low, interval.high
            if np.isnan(high[position]):
                lacking, given = given, lacking
            message = sentence("%(given)s is given but %(lacking)s is empty.", given=given, lacking=lacking)
            yield find("interval_half", table, message, at=position, column=given)
        for position in np.flatnonzero(np.isnan(value) & ~np.isnan(low) & ~np.isnan(high)).tolist():
            message = sentence(
                "%(low)s and %(high)s are given but %(value)s is empty.",
                low=interval.low,
                high=interval.high,
                value=interval.value,
            )
            yield find("interval_without_value", table, message, at=position, column=interval.low)


def find_too_wide_intervals(index: StudyIndex) -> Iterator[Finding]:
    """Find limits of a probability so far apart that no beta distribution has them."""
    for table, interval, value, low, high in _intervals(index):
        probability = _is_probability(table, interval)
        sd = (high - low) / _WIDTH_IN_SD
        fixed = (sd > 0) & ((value == 0) | (probability & (value == 1)))
        # Only of a probability is that a variance; other numbers may be too large to be squared.
        with np.errstate(over="ignore"):
            wide = probability & (sd > 0) & (sd**2 >= _MOST_BETA_VARIANCE * value * (1 - value))
        wide |= fixed & _is_bounded(table, interval)
        wide &= (low <= value) & (value <= high)
        for position in np.flatnonzero(wide).tolist():
            shown = [number_text(number[position]) for number in (low, value, high)]
            outcome = (
                sentence("it is drawn as constant") if fixed[position] else sentence("its draws are made narrower")
            )
            message = sentence(
                "The limits are too far apart for this %(value)s (%(shown)s): %(outcome)s.",
                value=interval.value,
                shown=shown,
                outcome=outcome,
            )
            yield find("interval_too_wide", table, message, at=position, column=interval.value)


def find_too_much_noise(index: StudyIndex) -> Iterator[Finding]:
    """Find a standard deviation between years that a probability cannot have."""
    table = index["vital_rates"]
    value, sd = table.numbers("value"), table.numbers("sd_between_years", 0.0)
    probability = is_probability_rate(table)
    with np.errstate(over="ignore"):
        wide = probability & (sd > 0) & (sd**2 >= _MOST_BETA_VARIANCE * value * (1 - value)) & (value <= 1)
    for position in np.flatnonzero(wide).tolist():
        message = sentence(
            "A probability of %(number)s cannot vary between years with a standard deviation of "
            "%(sd)s: the noise is made smaller.",
            number=number_text(value[position]),
            sd=number_text(sd[position]),
        )
        yield find("noise_too_wide", table, message, at=position, column="sd_between_years")


def _is_probability(table: Table, interval: Interval) -> Mask:
    """Return which rows hold a number that is drawn from a beta distribution."""
    if table.spec.name == "vital_rates":
        return is_probability_rate(table)
    column = table.spec.column(interval.value)
    return np.full(len(table), column.minimum == 0 and column.maximum == 1)


def _is_bounded(table: Table, interval: Interval) -> Mask:
    """Return which rows hold a number that cannot be negative, so that 0 with limits has no distribution."""
    return np.full(len(table), table.spec.column(interval.value).minimum == 0)


def find_numbers_without_interval(index: StudyIndex) -> Iterator[Finding]:
    """Count, by table, the numbers that have no limits and so are taken as certain."""
    for name, spec in TABLES.items():
        table = index[name]
        bare = np.zeros(len(table), dtype=bool)
        count = 0
        for interval in spec.intervals if len(table) else ():
            without = ~np.isnan(table.numbers(interval.value)) & np.isnan(table.numbers(interval.low))
            without &= np.isnan(table.numbers(interval.high))
            bare |= without
            count += int(without.sum())
        if count:
            message = count_sentence(
                "%(number)s number has no 95 %% limits and is taken as certain.",
                "%(number)s numbers have no 95 %% limits and are taken as certain.",
                count,
                number=Figure(f"{count:,}"),
            )
            yield find("no_interval", table, message, at=np.flatnonzero(bare)[0])


RULES = (
    find_limits_out_of_order,
    find_half_intervals,
    find_too_wide_intervals,
    find_too_much_noise,
    find_numbers_without_interval,
)
