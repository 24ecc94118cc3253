"""Profiles: how well counts can be met with one unknown held at a value, all others free."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# From 2.3 to 97.7 % of the prior.
GRID = np.linspace(-2.0, 2.0, 9)

# What cannot be at all, in ln units.
_LEAST = -1000.0
_IMPOSSIBLE = -1e9

# From each value the climb starts at the best draws near it, and at the best of all.
_NEAR = 0.1
_STARTS = 3

_STEPS = 25
_LENGTHS = (1.0, 0.4, 0.1, 0.02)
_DIFFERENCE = 1e-3
_SETTLED = 2e-3


def profile(
    log_likelihood: Callable[[Floats], Floats], z: Floats, positions: Sequence[int]
) -> dict[int, tuple[float, ...]]:
    """Return the profile of some unknowns.

    Parameters
    ----------
    log_likelihood : callable
        Of an array, shape (points, unknowns).
    z : array, shape (draws, unknowns)
        Draws from the posterior.
    positions : sequence of int
        The unknowns.

    Returns
    -------
    dict of int to tuple of float
        At each value of GRID the greatest log-likelihood plus log-prior of the others, less the greatest of all values:
        0 throughout where nothing speaks of the unknown.

    Notes
    -----
    From the posterior's best draws near the value, moved to it along the regression of the others on it; then steps
    uphill by the method of Broyden, Fletcher, Goldfarb and Shanno with gradients of central differences, which begins
    with the posterior's covariance given the value.
    """
    if not len(positions):
        return {}
    covariance = np.atleast_2d(np.cov(z.T)) + 1e-9 * np.eye(z.shape[1])
    height = log_likelihood(z) - 0.5 * (z**2).sum(axis=1)
    near = max(_STARTS, int(_NEAR * len(z)))
    starts, roots = [], []
    for position in positions:
        slope = covariance[:, position] / covariance[position, position]
        given = covariance - np.outer(slope, covariance[position])
        given[position] = given[:, position] = 0.0
        slope[position] = 1.0
        for value in GRID:
            closest = np.argsort(np.abs(z[:, position] - value), kind="stable")[:near]
            chosen = closest[np.argsort(-height[closest], kind="stable")[: _STARTS - 1]]
            for draw in (*chosen, int(height.argmax())):
                starts.append(z[draw] + (value - z[draw, position]) * slope)
                roots.append(given)
    held = np.repeat(np.array(positions, dtype=np.int64), len(GRID) * _STARTS)
    reached = _Climber(log_likelihood, held).climb(np.stack(starts), np.stack(roots))
    heights = reached.reshape(len(positions), len(GRID), _STARTS).max(axis=2)
    relative = np.maximum(heights - heights.max(axis=1, keepdims=True), _LEAST)
    return {position: tuple(row.tolist()) for position, row in zip(positions, relative, strict=True)}


class _Climber:
    """Many points that climb at once, each with one coordinate held."""

    def __init__(self, log_likelihood: Callable[[Floats], Floats], held: NDArray[np.int64]) -> None:
        self._log_likelihood, self._held = log_likelihood, held

    def climb(self, points: Floats, inverse: Floats) -> Floats:
        """Return the heights reached, shape (points,).

        Parameters
        ----------
        points : array, shape (points, unknowns)
        inverse : array, shape (points, unknowns, unknowns)
            Inverse of the curvature to begin with, 0 in the row and column that are held; changed.
        """
        climbing = np.arange(len(points))
        height = self._height(points[:, None], climbing)[:, 0]
        gradient = self._gradient(points, climbing)
        for _ in range(_STEPS):
            direction = np.einsum("pij,pj->pi", inverse[climbing], gradient[climbing])
            tried = points[climbing, None] + np.array(_LENGTHS)[None, :, None] * direction[:, None]
            reached = self._height(tried, climbing)
            best = reached.argmax(axis=1)
            rows = np.arange(len(climbing))
            gained = reached[rows, best] - height[climbing]
            better = gained > _SETTLED
            moved, steps = climbing[better], tried[rows, best][better] - points[climbing[better]]
            points[moved] += steps
            height[climbing] += np.maximum(gained, 0.0)
            climbing = moved
            if not len(climbing):
                break
            before = gradient[climbing]
            gradient[climbing] = self._gradient(points[climbing], climbing)
            inverse[climbing] = _bend(inverse[climbing], steps, before - gradient[climbing])
        return height

    def _height(self, tried: Floats, of: NDArray[np.int64]) -> Floats:
        """Return log-likelihood plus log-prior of what is not held, shape (points, tries)."""
        flat = tried.reshape(-1, tried.shape[2])
        held = np.repeat(self._held[of], tried.shape[1])
        prior = -0.5 * ((flat**2).sum(axis=1) - flat[np.arange(len(flat)), held] ** 2)
        found = self._log_likelihood(flat) + prior
        return np.where(np.isfinite(found), found, _IMPOSSIBLE).reshape(tried.shape[:2])

    def _gradient(self, points: Floats, of: NDArray[np.int64]) -> Floats:
        size = points.shape[1]
        step = _DIFFERENCE * np.eye(size)
        found = self._height(np.concatenate([points[:, None] + step, points[:, None] - step], axis=1), of)
        slope = (found[:, :size] - found[:, size:]) / (2 * _DIFFERENCE)
        slope[np.arange(len(slope)), self._held[of]] = 0.0
        return np.asarray(slope)


def _bend(inverse: Floats, step: Floats, change: Floats) -> Floats:
    """Return inverse curvatures after a step, given by how much the gradient fell; kept where it did not."""
    along = (step * change).sum(axis=1)
    curved = along > 1e-10
    scale = np.divide(1.0, along, out=np.zeros_like(along), where=curved)[:, None, None]
    eye = np.eye(step.shape[1])
    left = eye - scale * step[:, :, None] * change[:, None, :]
    bent = left @ inverse @ left.transpose(0, 2, 1) + scale * step[:, :, None] * step[:, None, :]
    return np.where(curved[:, None, None], bent, inverse)
