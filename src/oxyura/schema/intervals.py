"""What a number with 95 % limits means as a distribution, and the summary of draws.

| number | distribution | matched to |
|---|---|---|
| probability or share | beta | mean = value, sd = (high - low) / (2 z) |
| other number of 0 or more | gamma | mean = value, sd = (high - low) / (2 z) |
| effect (a proportion, at least -1) | two-piece normal cut at -1 | median = value, and both limits |

z = 1.959964, the 97.5 % point of the standard normal. Beta and gamma are matched by moments [MorrisDoak2002]_. A limit
equal to the value, or absent, leaves the number constant. Why: docs/explanation/uncertainty.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Family = Literal["probability", "non_negative"]

Z_95 = 1.959963984540054

# A beta with a larger share of the greatest possible variance piles up on 0 and 1.
_MOST_BETA_VARIANCE = 0.95

# A smaller spread, against the mean, is lost in rounding: the number is constant.
_LEAST_SPREAD = 1e-9


def spread(low: float, high: float) -> float:
    """Return the standard deviation that 95 % limits stand for; 0 where a limit is missing."""
    return 0.0 if np.isnan(low) or np.isnan(high) else (high - low) / (2 * Z_95)


def quantiles(family: Family, mean: Floats | float, sd: Floats | float, u: Floats) -> Floats:
    """Return the value at probability `u` of the distribution with this mean and sd.

    Parameters
    ----------
    family : {'probability', 'non_negative'}
        Beta or gamma.
    mean, sd : array_like
        In the number's unit; broadcast against `u`. An sd of 0 gives the mean.
    u : array
        Probabilities strictly between 0 and 1.

    Returns
    -------
    array
        Shape of the broadcast.
    """
    mean, sd, u = np.broadcast_arrays(np.asarray(mean, dtype=float), np.asarray(sd, dtype=float), u)
    sd = np.where(sd > _LEAST_SPREAD * np.maximum(np.abs(mean), _LEAST_SPREAD), sd, 0.0)
    values = np.array(mean, dtype=float)
    if family == "probability":
        varies = (sd > 0) & (mean > _LEAST_SPREAD) & (mean < 1 - _LEAST_SPREAD)
        m, v = mean[varies], sd[varies] ** 2
        v = np.minimum(v, _MOST_BETA_VARIANCE * m * (1 - m))
        concentration = m * (1 - m) / v - 1
        values[varies] = scipy.special.betaincinv(m * concentration, (1 - m) * concentration, u[varies])
    else:
        varies = (sd > 0) & (mean > 0)
        m, v = mean[varies], sd[varies] ** 2
        values[varies] = scipy.special.gammaincinv(m**2 / v, u[varies]) * v / m
    return values


def effect_quantiles(value: float, low: float, high: float, u: Floats) -> Floats:
    """Return the effect at probability `u`, given its value and 95 % limits.

    Parameters
    ----------
    value, low, high : float
        A proportional change and its limits, low ≤ value ≤ high.
    u : array
        Probabilities strictly between 0 and 1.

    Returns
    -------
    array
        Shape of `u`; never below -1.

    Notes
    -----
    A normal for each side, with sd (value - low) / z and (high - value) / z, cut at -1. Symmetric limits make it the
    normal cut at -1; skewed ones, such as those of a ratio, are met on both sides.
    """
    below = (value - low) / Z_95
    above = (high - value) / Z_95
    cut = scipy.special.ndtr((-1.0 - value) / below) if below > 0 else 0.0
    z = scipy.special.ndtri(cut + u * (1.0 - cut))
    return np.asarray(np.maximum(value + np.where(z < 0, below, above) * z, -1.0))


@dataclass(frozen=True)
class Band:
    """Median and central 95 % interval of draws."""

    median: float
    low: float
    high: float

    def to_json(self) -> dict[str, float]:
        """Return the three numbers by name."""
        return {"median": self.median, "low": self.low, "high": self.high}


def band(draws: Floats) -> Band:
    """Summarise draws, shape (draws,), as median and 2.5 % and 97.5 % points; one draw stands for itself."""
    if draws.size == 1:
        value = float(draws.reshape(()))
        return Band(value, value, value)
    low, median, high = np.quantile(draws, (0.025, 0.5, 0.975))
    return Band(float(median), float(low), float(high))
