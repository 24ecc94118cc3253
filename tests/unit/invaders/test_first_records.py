"""First records are checked before anything is estimated from them, and told with the interval of chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from oxyura.invaders.first_records import make_first_records, rate_of_count, rates_by_period
from oxyura.schema.errors import InputError, LimitError

GOOD = {1950 + year: year % 3 for year in range(30)}


def test_counts_stand_in_the_order_of_years() -> None:
    made = make_first_records(dict(reversed(GOOD.items())), {year: 2.0 for year in GOOD})
    assert (made.first_year, made.last_year, made.total) == (1950, 1979, 30)
    assert made.counts.tolist() == list(GOOD.values())
    assert made.effort is not None
    assert made.effort.tolist() == [2.0] * 30


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "no year"),
        ({**GOOD, 1960: -1}, "-1 first records in 1960"),
        ({**GOOD, 1960: 10**9}, "1000000000 first records"),
        ({year: count for year, count in GOOD.items() if year not in (1955, 1956)}, "1955, 1956 are missing"),
        ({year: count for year, count in GOOD.items() if year < 1960}, "10 years say nothing"),
        (dict.fromkeys(GOOD, 0), "0 first records in 30 years"),
        ({20_000 + year: 1 for year in range(30)}, "20000 is no year"),
        ({10**30: 1}, "is no year"),
    ],
)
def test_counts_that_cannot_be_used_are_refused_with_a_remedy(counts: dict[int, int], words: str) -> None:
    with pytest.raises(InputError) as refused:
        make_first_records(counts, where="records.csv")
    assert words in refused.value.message
    assert refused.value.where == "records.csv"
    assert refused.value.remedy


def test_a_record_of_a_thousand_years_is_beyond_what_is_accepted() -> None:
    with pytest.raises(LimitError):
        make_first_records({1000: 5, 2000: 5})


@pytest.mark.parametrize(
    ("effort", "words"),
    [
        ({1951: None}, "of 1951 is missing"),
        ({1951: -1.0}, "of 1951 is -1"),
        ({1951: float("nan")}, "of 1951 is nan"),
        ({1951: float("inf")}, "of 1951 is inf"),
        ({1951: 0.0}, "a year of effort 0"),
    ],
)
def test_an_effort_that_cannot_be_is_refused(effort: dict[int, float | None], words: str) -> None:
    given = {year: value for year, value in {**dict.fromkeys(GOOD, 1.0), **effort}.items() if value is not None}
    with pytest.raises(InputError, match=words):
        make_first_records(GOOD, given)


def test_periods_begin_at_their_multiples_and_lose_nothing() -> None:
    made = make_first_records({1955 + year: 1 for year in range(38)})
    rates = rates_by_period(made, 20)
    assert [(rate.from_year, rate.to_year, rate.records) for rate in rates] == [
        (1955, 1959, 5),
        (1960, 1979, 20),
        (1980, 1992, 13),
    ]
    assert sum(rate.records for rate in rates) == made.total
    assert all(rate.low < rate.per_year == 1.0 < rate.high for rate in rates)


@pytest.mark.parametrize("count", [0, 1, 7, 250])
def test_the_interval_is_the_exact_one_of_a_poisson_count(count: int) -> None:
    rate = rate_of_count(2000, 2009, count)
    assert stats.poisson.cdf(count, 10 * rate.high) == pytest.approx(0.025, abs=1e-9)
    if count:
        assert stats.poisson.sf(count - 1, 10 * rate.low) == pytest.approx(0.025, abs=1e-9)
    else:
        assert rate.low == 0.0
    assert np.isclose(rate.per_year, count / 10)
