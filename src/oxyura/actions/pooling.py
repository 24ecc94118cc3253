"""Summaries of rows that do not count alike: draws × outcomes, each with its weight."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.intervals import Band, band

Floats = NDArray[np.float64]

_ROUNDING = 1e-12


def weighted_band(values: Floats, weight: Floats) -> Band:
    """Return median and 2.5 % and 97.5 % points of values with weights that sum to 1.

    Rows of equal weight are summarised as draws are. Else a point is the least value at or below which that share of
    the weight lies: of two outcomes the median is the likelier one, and no number between them.

    Examples
    --------
    >>> weighted_band(np.array([0.9, 1.1]), np.array([0.2, 0.8]))
    Band(median=1.1, low=0.9, high=1.1)
    """
    if np.ptp(weight) <= _ROUNDING * weight.max():
        return band(values)
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weight[order])
    positions = np.searchsorted(below, np.array([0.025, 0.5, 0.975]) * below[-1] - _ROUNDING)
    low, median, high = values[order][positions]
    return Band(float(median), float(low), float(high))


def weighted_band_of_known(values: Floats, weight: Floats) -> Band | None:
    """Summarise as :func:`weighted_band` does the rows whose value is a number; None where no row has one."""
    known = ~np.isnan(values)
    return weighted_band(values[known], weight[known] / weight[known].sum()) if known.any() else None
