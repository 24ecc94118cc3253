"""Whether a population that is pushed away from its equilibrium comes back to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.linear_year import asymptotic_growth, reachable_states, year_matrix
from oxyura.annual_cycle.plain_year import Year, advance_year, project_years

Floats = NDArray[np.float64]

_MOST_STATES = 400
_MOST_STATES_TO_SOLVE = 80
_SETTLING_YEARS = 200_000
_STEP_YEARS = 200
_SWINGING_YEARS = 400
_STEP = 1e-5
_NEUTRAL = 1e-6

# More individuals than this are still growing.
_ENDLESS = 1e60


@dataclass(frozen=True)
class Stability:
    """How a population behaves near the state at which it would stay.

    Parameters
    ----------
    equilibrium : float
        Counted census there. Where it is not stable, the population swings round it and never settles.
    multiplier : float
        By how much a small distance from it changes in a year, in the long run: the largest absolute eigenvalue of
        the year's Jacobian.
    stable : bool or None
        Whether the multiplier is below 1; None where it is 1 to six digits.
    """

    equilibrium: float
    multiplier: float
    stable: bool | None


def measure_stability(cycle: Cycle) -> Stability | None:
    """Return whether the equilibrium under today's causes is stable, at point values.

    Parameters
    ----------
    cycle : Cycle
        With one draw, the point values.

    Returns
    -------
    Stability or None
        None without anything that follows numbers, where no state is found that the year leaves as it is, or where
        the model is too large.

    Notes
    -----
    The state is sought by projecting, and, where the population does not settle, by solving f(n) = n from the mean of
    its swings. The Jacobian ∂f/∂n is taken by central differences of the year map f, over the states that the
    population reaches. For n' = R n / (1 + a n) the multiplier is 1 / R, for n' = R n exp(-a n) it is |1 - ln R|.
    """
    if not (cycle.has_density or cycle.mechanisms.any) or cycle.structure.n_states > _MOST_STATES:
        return None
    year = cycle.year()
    found = _settle(year, cycle.start)
    if found is None:
        return None
    counted = float(found[0, cycle.structure.counted].sum())
    if not found.any():
        return _told(0.0, float(asymptotic_growth(year, cycle.start)[0]))
    reached = np.flatnonzero(reachable_states(year_matrix(year), (cycle.start[0] > 0).ravel()))
    jacobian = _jacobian(_year_map(year, found.shape), found, reached)
    return _told(counted, float(np.abs(np.linalg.eigvals(jacobian)).max()))


def _told(equilibrium: float, multiplier: float) -> Stability:
    stable = None if abs(multiplier - 1.0) <= _NEUTRAL else multiplier < 1.0
    return Stability(equilibrium, multiplier, stable)


def _settle(year: Year, start: Floats) -> Floats | None:
    """Return the state that the year leaves as it is, shape (1, classes, sites); all 0 where nobody is left."""
    state, first = start, float(start.sum())
    if first <= 0:
        return None
    for _ in range(0, _SETTLING_YEARS, _STEP_YEARS):
        before = state
        state, _, _ = project_years(year, state, _STEP_YEARS)
        total = float(state.sum())
        if not total < _ENDLESS:
            return None
        if total < 1e-9 * first:
            return np.zeros_like(state)
        if np.abs(state - before).max() <= 1e-12 * total:
            again, _, _ = project_years(year, state, 1)
            return state if np.abs(again - state).max() <= 1e-10 * total else _solve(year, state)
        if _swings(year, state):
            return _solve(year, state)
    return None


def _swings(year: Year, state: Floats) -> bool:
    """Tell whether the census goes up and down by more than what is left of an approach."""
    _, census, _ = project_years(year, state, _STEP_YEARS)
    totals = census[0].sum(axis=1)
    half = len(totals) // 2
    swing, earlier = np.ptp(totals[half:]), np.ptp(totals[:half])
    return bool(swing > 1e-3 * totals.mean() and swing > 0.5 * earlier and (np.diff(totals) < 0).any())


def _solve(year: Year, state: Floats) -> Floats | None:
    """Solve f(n) = n from the mean of the coming years."""
    inhabited = np.flatnonzero(state.ravel() > 0)
    if len(inhabited) > _MOST_STATES_TO_SOLVE:
        return None
    mean = np.zeros_like(state)
    for _ in range(_SWINGING_YEARS):
        state, _, _ = project_years(year, state, 1)
        mean += state / _SWINGING_YEARS
    scale = mean.ravel()[inhabited]
    one_year = _year_map(year, state.shape)

    def left_over(share: Floats) -> Floats:
        n = np.zeros((1, state.size))
        n[0, inhabited] = np.maximum(share, 0.0) * scale
        return np.asarray((one_year(n)[0, inhabited] - n[0, inhabited]) / scale)

    answer = scipy.optimize.root(left_over, np.ones(len(scale)), method="hybr", tol=1e-13)
    if not answer.success or np.abs(answer.fun).max() > 1e-8 or answer.x.max(initial=0.0) < 1e-6:
        return None
    found = np.zeros(state.size)
    found[inhabited] = np.maximum(answer.x, 0.0) * scale
    return found.reshape(state.shape)


def _year_map(year: Year, shape: tuple[int, ...]) -> Callable[[Floats], Floats]:
    """Return the year as a function of states, shape (cases, states)."""

    def one_year(n: Floats) -> Floats:
        return advance_year(year, n.reshape(-1, *shape[1:])).reshape(len(n), -1)

    return one_year


def _jacobian(one_year: Callable[[Floats], Floats], state: Floats, reached: NDArray[np.int64]) -> Floats:
    """Return the derivatives of the year over the states reached, entry [to, from]."""
    n = state.ravel()
    step = _STEP * np.maximum(n[reached], 1e-3 * n.max())
    change = np.zeros((len(reached), n.size))
    change[np.arange(len(reached)), reached] = step
    # Below nobody there is nothing to try: the difference is then one-sided.
    below = np.where(n[reached] >= step, 1.0, 0.0)
    above, under = one_year(n + change), one_year(n - below[:, None] * change)
    slope = (above - under)[:, reached] / (step * (1.0 + below))[:, None]
    return np.asarray(slope.T)
