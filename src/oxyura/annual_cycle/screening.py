"""Screening from survival and age at first breeding alone: how fast a population can grow at the most.

The demographic invariant method [NielLebreton2005]_: the greatest growth per generation is nearly the same in all
birds, so the greatest growth per year follows from the generation time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import scipy

# Below both, generations are too short for the closed form.
_SHORT_AGE, _SHORT_SURVIVAL = 2.0, 0.8


@dataclass(frozen=True)
class MaximumGrowth:
    """The greatest growth per year of a population, and by which form of the method.

    Parameters
    ----------
    growth : float
        λmax, ratio per year.
    form : {'closed', 'implicit'}
        Long-lived and short-lived species.
    """

    growth: float
    form: str


def maximum_growth(adult_survival: float, age_at_first_breeding: float) -> MaximumGrowth:
    """Return the greatest growth per year, from survival in good conditions and age at first breeding.

    Parameters
    ----------
    adult_survival : float
        Yearly survival s of adults in good conditions, above 0 and below 1.
    age_at_first_breeding : float
        α in years, above 0.

    Returns
    -------
    MaximumGrowth

    Raises
    ------
    ValueError
        A number is out of its range.

    Notes
    -----
    Long-lived species: the larger root of α λ² + (s - s α - α - 1) λ + s α = 0. Short-lived ones (α ≤ 2 and s ≤ 0.8):
    the λ that solves λ = exp(1 / (α + s / (λ - s))), of which the quadratic is the first order.

    Survival that was measured under pressure gives a λmax that is too high.

    Examples
    --------
    >>> round(maximum_growth(0.95, 10).growth, 6)
    1.051704
    """
    s, age = adult_survival, age_at_first_breeding
    if not 0 < s < 1 or not age > 0:
        raise ValueError("survival must lie between 0 and 1, and the age at first breeding above 0")
    if age <= _SHORT_AGE and s <= _SHORT_SURVIVAL:
        root = scipy.optimize.brentq(
            lambda rate: math.log(rate) - 1.0 / (age + s / (rate - s)), 1.0 + 1e-12, math.exp(1.0 / age) + 1e-9
        )
        return MaximumGrowth(float(root), "implicit")
    linear = s - s * age - age - 1.0
    return MaximumGrowth((-linear + math.sqrt(linear**2 - 4.0 * s * age**2)) / (2.0 * age), "closed")
