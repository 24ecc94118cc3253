"""Least squares between bounds, from many starts at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_MOST_STEPS = 200

# Damping of a step, against the steepest direction: from Newton's step to a short one downhill. Newton's step is
# tried in part, too: in a narrow valley that bends, damping alone creeps.
_DAMPINGS = np.array([1e-14, 1e-6, 1e-3, 1e-1, 1e1, 1e3])
_PARTS = np.array([0.5, 0.2, 0.07])

# A start has settled where a step gains less of the sum of squares, or where nothing is left of it but rounding.
_SETTLED = 1e-13
_ROUNDING = 1e-29

# Step of the differences, as a share of the way between the bounds.
_DIFFERENCE = 1e-6


class Descent(NamedTuple):
    """Where each start has come to.

    Parameters
    ----------
    points : array, shape (starts, parameters)
    cost : array, shape (starts,)
        Sum of squares there; infinite where the model gives no number.
    settled : bool array, shape (starts,)
        False: it would still go on.
    """

    points: Floats
    cost: Floats
    settled: Bools


def descend(
    residuals: Callable[[Floats], Floats], starts: Floats, lower: Floats, upper: Floats, moving: Bools | None = None
) -> Descent:
    """Lower a sum of squares from each start until it settles.

    Parameters
    ----------
    residuals : callable
        Of points, shape (points, parameters), gives model minus target, shape (points, targets).
    starts : array, shape (starts, parameters)
    lower, upper : array, shape (parameters,)
        Bounds, lower below upper.
    moving : bool array, shape (starts, parameters), optional
        Parameters that may move; all when left out.

    Notes
    -----
    Levenberg and Marquardt's method: at each step all dampings and parts of a step are tried, and what leads beyond a
    bound ends there. A parameter on a bound, which the slope would take further, stays. Slopes are central differences.
    All starts go through the model together.
    """
    width = upper - lower
    free = np.ones(starts.shape, dtype=bool) if moving is None else moving

    def at(share: Floats) -> Floats:
        flat = share.reshape(-1, share.shape[-1])
        with np.errstate(all="ignore"):
            found = residuals(lower + flat * width)
        return found.reshape(*share.shape[:-1], -1)

    share = np.clip((starts - lower) / width, 0.0, 1.0)
    missed = at(share)
    cost = _squares(missed)
    settled = cost <= _ROUNDING
    going = np.flatnonzero(~settled & np.isfinite(cost))
    for _ in range(_MOST_STEPS):
        if not len(going):
            break
        slopes = _slopes(at, share[going], free[going])
        tried = _trials(share[going], missed[going], slopes, free[going])
        reached = at(tried)
        costs = _squares(reached)
        best = costs.argmin(axis=1)
        rows = np.arange(len(going))
        gained = cost[going] - costs[rows, best]
        better = gained > 0
        moved = going[better]
        share[moved] = tried[rows, best][better]
        missed[moved] = reached[rows, best][better]
        settled[going] = (gained <= _SETTLED * cost[going]) | (costs[rows, best] <= _ROUNDING)
        cost[moved] = costs[rows, best][better]
        going = going[~settled[going]]
    return Descent(lower + share * width, cost, settled)


def _squares(missed: Floats) -> Floats:
    found = (missed**2).sum(axis=-1)
    return np.where(np.isfinite(found), found, np.inf)


def _slopes(at: Callable[[Floats], Floats], share: Floats, free: Bools) -> Floats:
    """Return the derivatives by each parameter, shape (starts, targets, parameters); 0 for those that stay."""
    steps = _DIFFERENCE * np.eye(share.shape[1])
    above = np.minimum(share[:, None] + steps, 1.0)
    below = np.maximum(share[:, None] - steps, 0.0)
    found = at(np.concatenate([above, below], axis=1))
    size = share.shape[1]
    change = (above - below).sum(axis=2)
    slopes = (found[:, :size] - found[:, size:]) / change[:, :, None]
    slopes = np.where(np.isfinite(slopes) & free[:, :, None], slopes, 0.0)
    return np.asarray(slopes.transpose(0, 2, 1))


def _trials(share: Floats, missed: Floats, slopes: Floats, free: Bools) -> Floats:
    """Return where each damping, and each part of the undamped step, leads: shape (starts, trials, parameters)."""
    downhill = -np.einsum("smp,sm->sp", slopes, missed)
    held = ~free | ((share <= 0.0) & (downhill < 0.0)) | ((share >= 1.0) & (downhill > 0.0))
    slopes = np.where(held[:, None, :], 0.0, slopes)
    downhill = np.where(held, 0.0, downhill)
    square = np.einsum("smp,smq->spq", slopes, slopes)
    steepest = np.maximum(np.einsum("spp->sp", square).max(axis=1), np.finfo(float).tiny * 1e20)
    damped = square[:, None] + (_DAMPINGS * steepest[:, None])[:, :, None, None] * np.eye(share.shape[1])
    step = np.linalg.solve(damped, np.broadcast_to(downhill[:, None, :, None], (*damped.shape[:3], 1)))[..., 0]
    part = _PARTS[:, None] * step[:, :1]
    return np.asarray(np.clip(share[:, None] + np.concatenate([step, part], axis=1), 0.0, 1.0))
