"""Expected first records per year and their slopes, compiled. `discovery.py` states the same in NumPy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from oxyura.spacetime.compiled import compiled

# Fewer than this share of a cohort left: it no longer shows in any count.
_GONE = 1e-300


@compiled
def expect_records(
    trend: float, level: float, slope: float, lag_slope: float, covariate: Any, searched: Any, lag_growth: Any
) -> Any:
    """Return first records per year for one introduction a year in mid-record, and their derivatives.

    Parameters
    ----------
    trend, level, slope, lag_slope : float
        β₁, γ₀, γ₁ and γ₂.
    covariate : array, shape (years,)
        What γ₁ multiplies.
    searched : bool array, shape (years,)
        False: nothing could be found that year.
    lag_growth : array, shape (years,)
        exp of the years since the introduction, 0 first.

    Returns
    -------
    array, shape (5, years)
        The expectation, then its derivatives by β₁, γ₀, γ₁ and γ₂.
    """
    years = covariate.size
    found = np.zeros((5, years))
    middle = (years - 1) / 2.0
    for start in range(years):
        left = math.exp(trend * (start - middle))
        by_level, by_slope, by_lag = 0.0, 0.0, 0.0
        for year in range(start, years):
            if not searched[year]:
                continue
            growth = lag_growth[year - start]
            odds = level + slope * covariate[year] + lag_slope * growth
            small = math.exp(-abs(odds))
            hit = 1.0 / (1.0 + small) if odds >= 0 else small / (1.0 + small)
            miss = small / (1.0 + small) if odds >= 0 else 1.0 / (1.0 + small)
            share = left * hit
            found[0, year] += share
            found[1, year] += share * (start - middle)
            found[2, year] += share * (by_level + miss)
            found[3, year] += share * (by_slope + miss * covariate[year])
            found[4, year] += share * (by_lag + miss * growth)
            by_level -= hit
            by_slope -= hit * covariate[year]
            by_lag -= hit * growth
            left *= miss
            if left < _GONE:
                break
    return found
