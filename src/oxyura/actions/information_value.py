"""What it would be worth to know a number before choosing: the value of perfect information, whole and in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Highest degree of the polynomial in one parameter; the data choose the degree.
MOST_DEGREE = 6

# With fewer draws than this a regression says nothing.
LEAST_DRAWS = 50

# Groups of draws that are left out in turn, for the standard error.
_GROUPS = 10

# Gains that differ by less are equal: they come from sums in floating point.
_SAME_GAIN = 1e-12


@dataclass(frozen=True)
class InformationValue:
    """What knowing some parameters for certain would bring to a choice, in the unit of the objective.

    Parameters
    ----------
    value : float
        Expected value of knowing these parameters (EVPPI), from 0 to `everything`.
    standard_error : float
        Monte Carlo error of `value`: what other draws of the same numbers would change.
    everything : float
        Expected value of knowing every drawn number (EVPI): the upper bound.
    chance_of_change : float
        Share of the draws in which another option would be chosen.
    instead : int or None
        The option that would then be chosen most often; None where none would.
    """

    value: float
    standard_error: float
    everything: float
    chance_of_change: float
    instead: int | None


def value_of_everything(gains: Floats) -> float:
    """Return the expected value of perfect information, E[max over options] - max over options of E.

    Parameters
    ----------
    gains : array, shape (options, draws)
        What each option brings in each draw.

    Examples
    --------
    Two options, of which one is better in half of the draws:

    >>> value_of_everything(np.array([[0.0, 0.0], [1.0, -1.0]]))
    0.5
    """
    return max(float(gains.max(axis=0).mean() - gains.mean(axis=1).max()), 0.0)


def value_of_knowing(gains: Floats, parameters: Sequence[Floats], best: int | None = None) -> InformationValue | None:
    """Return what knowing some parameters for certain would bring, from draws that are there already.

    Parameters
    ----------
    gains : array, shape (options, draws)
        What each option brings in each draw.
    parameters : sequence of array, shape (draws,)
        The draws of the parameters that would be known.
    best : int, optional
        The option that is chosen now; by default the first with the highest mean.

    Returns
    -------
    InformationValue or None
        None with fewer than 50 draws.

    Notes
    -----
    The expected value of partial perfect information is

        EVPPI = E_θ[max_d E(gain_d | θ)] - max_d E(gain_d),

    and E(gain_d | θ) is estimated by regressing the gains on θ over the draws [StrongOakleyBrennan2014]_. The curve is
    a polynomial in each parameter, added up; its degree, from 0 (no influence) to 6, is that with the least Bayesian
    information criterion, so that a parameter without influence gets a value of 0 and not the noise of a fit. Gains are
    taken against the option chosen now, which takes away what all options share.
    """
    draws = gains.shape[1]
    if draws < LEAST_DRAWS:
        return None
    chosen = int(np.argmax(gains.mean(axis=1))) if best is None else best
    against = gains - gains[chosen]
    everything = value_of_everything(gains)
    fitted = _fit(against, parameters)
    value = _value_of(fitted)
    top = fitted.max(axis=0)
    pick = np.where(top > fitted[chosen] + _SAME_GAIN, fitted.argmax(axis=0), chosen)
    changed = pick[pick != chosen]
    return InformationValue(
        value=min(value, everything),
        standard_error=_jackknife(against, parameters) if value > 0.0 else 0.0,
        everything=everything,
        chance_of_change=len(changed) / draws,
        instead=int(np.bincount(changed).argmax()) if len(changed) else None,
    )


def _value_of(fitted: Floats) -> float:
    value = float(fitted.max(axis=0).mean() - fitted.mean(axis=1).max())
    return value if value > _SAME_GAIN else 0.0


def _jackknife(against: Floats, parameters: Sequence[Floats]) -> float:
    """Return the standard error of the value by leaving out one tenth of the draws after the other."""
    tenth = np.arange(against.shape[1]) % _GROUPS
    values = []
    for left_out in range(_GROUPS):
        kept = tenth != left_out
        values.append(_value_of(_fit(against[:, kept], [drawn[kept] for drawn in parameters])))
    return float(np.sqrt((_GROUPS - 1) * np.var(values)))


def _fit(against: Floats, parameters: Sequence[Floats]) -> Floats:
    """Return E(gain | parameters) of every option in every draw, shape (options, draws).

    The columns of the basis are orthonormal and in order of degree, so every shorter fit is a part of the longest.
    """
    draws = against.shape[1]
    parameters = [drawn for drawn in parameters if drawn.std() > 0.0]
    basis, ends = _basis(parameters, draws)
    coefficients = against @ basis
    explained = np.cumsum(coefficients**2, axis=1)[:, [end - 1 for end in ends]]
    total = (against**2).sum(axis=1)[:, None]
    # A residual below rounding is none; its logarithm would favour whatever degree rounds best.
    floor = np.maximum(total * 1e-12, np.finfo(float).tiny)
    criterion = draws * np.log(np.maximum(total - explained, floor) / draws) + np.log(draws) * np.array(ends)
    kept = np.array(ends)[criterion.argmin(axis=1)]
    coefficients = np.where(np.arange(basis.shape[1]) < kept[:, None], coefficients, 0.0)
    return np.asarray(coefficients @ basis.T)


def _basis(parameters: Sequence[Floats], draws: int) -> tuple[Floats, list[int]]:
    """Return an orthonormal basis of polynomials, shape (draws, columns), and how many columns each degree takes."""
    scaled = [(drawn - drawn.mean()) / drawn.std() for drawn in parameters]
    columns, ends = [np.ones(draws)], [1]
    for degree in range(1, MOST_DEGREE + 1 if scaled else 1):
        columns += [one**degree for one in scaled]
        ends.append(len(columns))
        if len(columns) + len(scaled) > draws // 10:
            break
    basis, triangle = np.linalg.qr(np.column_stack(columns))
    size = np.abs(np.diag(triangle))
    # A column that the others hold already (a parameter with two values has no square) is left empty.
    return np.where(size > 1e-8 * np.linalg.norm(np.column_stack(columns), axis=0), basis, 0.0), ends
