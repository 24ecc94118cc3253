"""Noise between years a second time, in plain loops, to be read beside decision record 10.

Nothing here comes from the package: normal numbers and strikes of each year go in, the census comes out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

from published.reference_rates import AnnualCycle, Numbers, Row, YearIsLike, place_of

STANDARD = NormalDist()


def phi(x: float) -> float:
    """Return the standard normal distribution function."""
    return 0.5 * math.erfc(-x / math.sqrt(2))


def probit_normal(mean: float, sd: float) -> tuple[float, float]:
    """Return a and b with which Φ(a + b z) has this mean and sd, by halving; the variance is a plain sum over z."""
    variance = min(sd * sd, 0.95 * mean * (1 - mean))
    centre = STANDARD.inv_cdf(mean)
    # The distribution function of the library is good to fewer digits than Newton's steps make it.
    for _ in range(2):
        centre -= (phi(centre) - mean) / STANDARD.pdf(centre)
    low, high = 0.0, 60.0
    for _ in range(200):
        middle = (low + high) / 2
        if variance_of(centre * math.sqrt(1 + middle * middle), middle, mean) < variance:
            low = middle
        else:
            high = middle
    scale = (low + high) / 2
    return centre * math.sqrt(1 + scale * scale), scale


def variance_of(a: float, b: float, mean: float) -> float:
    """Return the variance of Φ(a + b z) as a sum over z, which for so smooth a function is exact to rounding."""
    step = min(0.25, 1 / b) if b > 0 else 0.25
    count = math.ceil(9 / step)
    total = 0.0
    for k in range(-count, count + 1):
        z = k * step
        total += (phi(a + b * z) - mean) ** 2 * STANDARD.pdf(z) * step
    return total


def value_in_year(row: Row, z: float) -> float:
    """Return the value of a row of vital_rates in a year with that normal number."""
    mean, sd = float(row["value"]), float(row["sd_between_years"])
    if row["rate"] == "fecundity":
        if mean == 0:
            return 0.0
        scale = math.sqrt(math.log1p((sd / mean) ** 2))
        return mean * math.exp(scale * z - scale * scale / 2)
    if mean in (0.0, 1.0):
        return mean
    a, b = probit_normal(mean, sd)
    return phi(a + b * z)


def stream_of(row: Row) -> tuple[str, ...]:
    """Return what names the normal number that a row shares with others."""
    for column in ("correlation_group", "parameter"):
        if row[column]:
            return column, row[column]
    return place_of(row)


def noisy_census(
    cycle: AnnualCycle,
    start: Numbers,
    normals: Mapping[tuple[str, ...], Sequence[float]],
    struck: Mapping[str, Sequence[bool]],
    years: int,
) -> list[Numbers]:
    """Return the numbers at each census; `normals` and `struck` hold one value a year by stream and catastrophe."""
    rows = [row for group in cycle.vital_rows.values() for row in group if row["sd_between_years"]]
    noisy = [row for row in rows if float(row["sd_between_years"]) > 0]
    census = [start]
    for t in range(years):
        cycle.year_is_like = YearIsLike(
            {place_of(row): value_in_year(row, normals[stream_of(row)][t]) for row in noisy},
            {name: strikes[t] for name, strikes in struck.items()},
        )
        cycle.years_grown = t
        n = census[-1]
        for stage in cycle._year(("", math.inf)):
            n = stage.advance(n)
        census.append(n)
    cycle.years_grown, cycle.year_is_like = 0, YearIsLike()
    return census
