"""What cannot be told from first records is not told, and what can be is."""

from __future__ import annotations

import numpy as np
import pytest

from oxyura.invaders.discovery import expect_records
from oxyura.invaders.first_records import FirstRecords, make_first_records
from oxyura.invaders.introduction_search import Range
from oxyura.invaders.introductions import Introductions, estimate_introductions, in_words
from oxyura.schema.errors import InputError

YEARS = 80


def simulated(trend: float, effort: np.ndarray, records: int = 600, level: float = -2.0) -> FirstRecords:
    expected = expect_records(0.0, trend, level, 1.0, 0.0, np.log(effort / effort.mean()))
    counts = np.random.default_rng(1).poisson(expected * records / expected.sum())
    return make_first_records(
        {1940 + year: int(count) for year, count in enumerate(counts)},
        {1940 + year: float(value) for year, value in enumerate(effort)},
    )


def holds(values: Range, truth: float) -> bool:
    return (values.low is None or values.low <= truth) and (values.high is None or truth <= values.high)


@pytest.fixture(scope="module")
def rising() -> FirstRecords:
    return simulated(0.03, np.ones(YEARS))


@pytest.fixture(scope="module")
def with_effort(rising: FirstRecords) -> Introductions:
    return estimate_introductions(rising, use_effort=True)


@pytest.fixture(scope="module")
def without_effort(rising: FirstRecords) -> Introductions:
    return estimate_introductions(rising)


def test_a_rise_under_known_even_effort_is_told(with_effort: Introductions) -> None:
    assert with_effort.trend == "rising"
    assert holds(with_effort.answer.trend, 0.03)
    assert with_effort.answer.ways == "detection_by_effort"
    assert holds(with_effort.recent, np.exp(0.03 * 75) * 600 / expect_records(0, 0.03, -2, 1, 0, np.zeros(YEARS)).sum())
    # How much arrives unseen is open upwards; what was seen bounds it from below.
    assert with_effort.recent.low is not None
    assert with_effort.recent.low > 10


def test_the_same_counts_without_effort_cannot_tell(without_effort: Introductions) -> None:
    assert without_effort.trend == "cannot_be_told"
    assert without_effort.answer.trend.contains_zero
    assert without_effort.recent.high is None
    assert without_effort.reasons[-1].endswith("cannot be told.")


def test_weaker_assumptions_never_fit_worse_and_never_bound_more(without_effort: Introductions) -> None:
    fits = [reading.nll for reading in without_effort.readings]
    assert fits == sorted(fits, reverse=True)
    constant, changing = (reading.trend for reading in without_effort.readings[1:])
    assert constant.low is not None
    assert constant.high is not None
    assert changing.low is None or changing.low <= constant.low
    assert changing.high is None or changing.high >= constant.high


def test_a_rise_of_effort_alone_is_not_called_a_rise_of_introductions() -> None:
    records = simulated(0.0, np.exp(0.03 * np.arange(YEARS)), records=200)
    estimated = estimate_introductions(records, use_effort=True)
    at_once = estimated.readings[0].trend
    assert at_once.low is not None
    assert at_once.low > 0
    assert estimated.trend == "cannot_be_told"
    assert holds(estimated.answer.trend, 0.0)


def test_the_answer_is_the_same_every_time(rising: FirstRecords, with_effort: Introductions) -> None:
    assert estimate_introductions(rising, use_effort=True) == with_effort


def test_clumped_counts_widen_the_bounds() -> None:
    even = np.full(60, 4)
    clumped = np.where(np.arange(60) % 4 == 0, 16, 0)
    narrow, wide = (estimate_introductions(FirstRecords(1950, counts)) for counts in (even, clumped))
    assert narrow.dispersion == 1.0
    assert wide.dispersion > 5.0
    spans = [made.readings[0].trend for made in (narrow, wide)]
    assert spans[0].high is not None
    assert spans[1].high is not None
    assert spans[1].high > 2 * spans[0].high > 0


@pytest.mark.parametrize(
    "counts",
    [
        np.eye(1, 60, 0, dtype=np.int64)[0] * 100,
        np.eye(1, 60, 59, dtype=np.int64)[0] * 100,
        np.eye(1, 60, 30, dtype=np.int64)[0] * 10**6,
        np.full(60, 10**6),
    ],
    ids=["all first", "all last", "one huge year", "huge"],
)
def test_extreme_counts_give_finite_answers(counts: np.ndarray) -> None:
    """Warnings are errors here: nothing overflows on the way."""
    estimated = estimate_introductions(FirstRecords(1950, counts, np.where(counts > 0, 1e300, 1e-300)), use_effort=True)
    for reading in estimated.readings:
        given = (reading.nll, reading.trend.estimate, reading.trend.low, reading.trend.high)
        assert all(value is None or np.isfinite(value) for value in given)
        assert abs(reading.trend.estimate) <= 1.0
    assert np.isfinite(estimated.dispersion)


def test_effort_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="no effort"):
        estimate_introductions(FirstRecords(1950, np.ones(30, dtype=np.int64)), use_effort=True)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (Range(0.0, None, None), "anything, a rise or a fall"),
        (Range(0.0, None, 0.1), "anything up to +10.5 %"),
        (Range(0.0, -0.01, None), "−1.0 % or more"),
        (Range(0.01, -0.01, 0.02), "+1.0 % (−1.0 % to +2.0 %)"),
    ],
)
def test_ranges_are_said_in_words(values: Range, words: str) -> None:
    assert in_words(values) == words
