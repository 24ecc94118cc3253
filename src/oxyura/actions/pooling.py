"""Summaries of rows that do not count alike: draws × outcomes, each with its weight."""

from __future__ import annotations

from collections.abc import Sequence

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
    low, median, high = weighted_points(values, weight, (0.025, 0.5, 0.975))
    return Band(median, low, high)


def weighted_points(values: Floats, weight: Floats, at: Sequence[float]) -> tuple[float, ...]:
    """Return the points of values at these shares of the weight, as :func:`weighted_band` finds them."""
    if np.ptp(weight) <= _ROUNDING * weight.max():
        return tuple(float(point) for point in np.quantile(values, at))
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weight[order])
    positions = np.searchsorted(below, np.asarray(at) * below[-1] - _ROUNDING)
    return tuple(float(point) for point in values[order][positions])


def weighted_band_of_known(values: Floats, weight: Floats) -> Band | None:
    """Summarise as :func:`weighted_band` does the rows whose value is a number; None where no row has one."""
    known = ~np.isnan(values)
    return weighted_band(values[known], weight[known] / weight[known].sum()) if known.any() else None
