"""First records of alien species, year by year: what an introduction rate is estimated from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.errors import InputError
from oxyura.schema.limits import Limit

FEWEST_YEARS = 20
FEWEST_RECORDS = 10
FIRST_YEAR, LAST_YEAR = 1000, 2200
MOST_A_YEAR = 1_000_000
_YEARS = Limit("The number of years", 500, "years", "Cut the record; the early centuries rarely hold a first record.")


@dataclass(frozen=True)
class FirstRecords:
    """First records per year, without a gap.

    Parameters
    ----------
    first_year : int
        Year of the first count.
    counts : int64 array, shape (years,)
        Alien species recorded for the first time in that year.
    effort : float array, shape (years,), optional
        A measure of how much was looked for that year, in any unit; 0: nobody looked.
    """

    first_year: int
    counts: NDArray[np.int64]
    effort: NDArray[np.float64] | None = None

    @property
    def last_year(self) -> int:
        """Year of the last count."""
        return self.first_year + len(self.counts) - 1

    @property
    def total(self) -> int:
        """All first records."""
        return int(self.counts.sum())


@dataclass(frozen=True)
class PeriodRate:
    """First records of a span of years, per year, with the exact 95 % interval of a Poisson count.

    The interval is that of chance alone: it says nothing of what was there and not found.
    """

    from_year: int
    to_year: int
    records: int
    per_year: float
    low: float
    high: float


def make_first_records(
    counts: Mapping[int, int], effort: Mapping[int, float] | None = None, *, where: str = ""
) -> FirstRecords:
    """Make a record without gaps from counts by year.

    Parameters
    ----------
    counts : mapping of int to int
        First records by year, every year between the first and the last.
    effort : mapping of int to float, optional
        Effort by year, for the same years.
    where : str
        Names the input in messages.

    Raises
    ------
    InputError
        Negative or impossible counts, missing years, too few years or records, an effort that cannot be.
    LimitError
        More years than are accepted.
    """
    if not counts:
        raise InputError("There is no year of first records.", where=where, remedy="Give one row for each year.")
    years = sorted(counts)
    for year in years:
        _check_count(year, counts[year], where)
    _YEARS.check(years[-1] - years[0] + 1, where)
    missing = sorted(set(range(years[0], years[-1] + 1)) - set(years))
    if missing:
        shown = ", ".join(map(str, missing[:5])) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        raise InputError(
            f"The years {shown} are missing.",
            where=where,
            remedy="Write 0 for a year in which people looked and recorded nothing new; a gap is not a zero.",
        )
    total = sum(counts.values())
    if len(years) < FEWEST_YEARS or total < FEWEST_RECORDS:
        raise InputError(
            f"{total} first record{'s' * (total != 1)} in {len(years)} year{'s' * (len(years) != 1)} say nothing of a "
            "rate.",
            where=where,
            remedy=f"At least {FEWEST_RECORDS} first records over {FEWEST_YEARS} years are needed.",
        )
    tried = None if effort is None else _check_effort(years, counts, effort, where)
    return FirstRecords(years[0], np.array([counts[year] for year in years], dtype=np.int64), tried)


def _check_count(year: int, count: int, where: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError(
            f"{str(year)[:20]} is no year.", where=where, remedy=f"Years from {FIRST_YEAR} to {LAST_YEAR} are accepted."
        )
    if not 0 <= count <= MOST_A_YEAR:
        raise InputError(
            f"{str(count)[:20]} first records in {year} cannot be.",
            where=where,
            remedy=f"Counts are whole numbers from 0 to {MOST_A_YEAR:,}.",
        )


def _check_effort(
    years: list[int], counts: Mapping[int, int], effort: Mapping[int, float], where: str
) -> NDArray[np.float64]:
    for year in years:
        value = effort.get(year)
        if value is None or not 0 <= value < float("inf"):
            told = "is missing" if value is None else f"is {value:g}"
            raise InputError(
                f"The effort of {year} {told}.", where=where, remedy="Give a number of 0 or more for every year."
            )
        if value == 0 and counts[year] > 0:
            raise InputError(
                f"{counts[year]} species were first recorded in {year}, a year of effort 0.",
                where=where,
                remedy="Where something was found, somebody looked: give that year an effort above 0.",
            )
    return np.array([effort[year] for year in years], dtype=np.float64)


def rates_by_period(records: FirstRecords, period_years: int) -> tuple[PeriodRate, ...]:
    """Return first records per year by period.

    Parameters
    ----------
    records : FirstRecords
    period_years : int
        Length of a period; periods begin at multiples of it, the first and the last may be shorter.

    Examples
    --------
    >>> made = make_first_records({1990 + year: 1 for year in range(20)})
    >>> [(rate.from_year, rate.records, round(rate.low, 2)) for rate in rates_by_period(made, 10)]
    [(1990, 10, 0.48), (2000, 10, 0.48)]
    """
    found = []
    start = records.first_year
    while start <= records.last_year:
        end = min(start - start % period_years + period_years - 1, records.last_year)
        count = int(records.counts[start - records.first_year : end - records.first_year + 1].sum())
        found.append(rate_of_count(start, end, count))
        start = end + 1
    return tuple(found)


def rate_of_count(from_year: int, to_year: int, count: int) -> PeriodRate:
    """Return a count over a span of years as a rate with its exact Poisson interval."""
    from scipy import special

    years = to_year - from_year + 1
    low = float(special.gammaincinv(count, 0.025)) if count else 0.0
    high = float(special.gammaincinv(count + 1, 0.975))
    return PeriodRate(from_year, to_year, count, count / years, low / years, high / years)
