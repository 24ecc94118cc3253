"""Risk read from counts alone: growth as Brownian motion of ln N, its drift and variance, and the first passage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from oxyura.schema.errors import InputError
from oxyura.schema.intervals import Band

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Diffusion:
    """Growth of a counted population as Brownian motion with drift.

    Parameters
    ----------
    drift, drift_low, drift_high : float
        μ, mean change of ln N per year, with 95 % limits (Student's t).
    variance, variance_low, variance_high : float
        σ², variance of that change per year, unbiased, with 95 % limits (χ²). Errors of counting are part of it, so
        that it is too large where counts are uncertain.
    steps : int
        Changes that both are estimated from.
    """

    drift: float
    drift_low: float
    drift_high: float
    variance: float
    variance_low: float
    variance_high: float
    steps: int

    def draw(self, rng: np.random.Generator, count: int) -> tuple[Floats, Floats]:
        """Return draws of μ and σ² from their joint posterior under the reference prior, each shape (count,)."""
        freedom = self.steps - 1
        variance = self.variance * freedom / rng.chisquare(freedom, count)
        error = (self.drift_high - self.drift) / scipy.stats.t.ppf(0.975, freedom)
        return self.drift + error * np.sqrt(variance / self.variance) * rng.standard_normal(count), variance


def fit_diffusion(years: ArrayLike, counts: ArrayLike) -> Diffusion:
    """Estimate drift and variance of ln N from counts, at even or uneven intervals.

    Parameters
    ----------
    years, counts : array-like, shape (counts,)
        Years increase; counts are above 0.

    Raises
    ------
    InputError
        Fewer than three counts, a count of 0 or less, or years that do not increase.

    Notes
    -----
    With y = ln(N_{i+1} / N_i) / √τ and x = √τ, μ is the slope of y on x through the origin and σ² the residual mean
    square (Dennis, Munholland & Scott 1991, Ecological Monographs 61: 115-143, doi:10.2307/1943004).
    """
    when, seen = np.asarray(years, dtype=float), np.asarray(counts, dtype=float)
    wait = np.diff(when)
    if len(seen) < 3 or len(seen) != len(when) or not (wait > 0).all() or not (np.isfinite(seen) & (seen > 0)).all():
        raise InputError(
            "Growth cannot be read from these counts: at least three above 0 in increasing years are needed.",
            where="counts",
            remedy="Add counts, or leave out years without one.",
        )
    change = np.diff(np.log(seen))
    total = float(wait.sum())
    drift = float(change.sum()) / total
    freedom = len(change) - 1
    squares = float((((change - drift * wait) ** 2) / wait).sum())
    variance = squares / freedom
    reach = float(scipy.stats.t.ppf(0.975, freedom)) * np.sqrt(variance / total)
    return Diffusion(
        drift=drift,
        drift_low=drift - reach,
        drift_high=drift + reach,
        variance=variance,
        variance_low=squares / float(scipy.stats.chi2.ppf(0.975, freedom)),
        variance_high=squares / float(scipy.stats.chi2.ppf(0.025, freedom)),
        steps=len(change),
    )


def first_passage(
    drift: ArrayLike, variance: ArrayLike, abundance: float, threshold: float, years: ArrayLike
) -> Floats:
    """Return the chance that a population has been at or below a threshold within so many years.

    Parameters
    ----------
    drift, variance : array-like
        μ and σ² per year, broadcast with `years`.
    abundance, threshold : float
        Today's number, and the number not to fall to; above 0.
    years : array-like
        Horizons, 0 or more.

    Returns
    -------
    array, shape of the broadcast

    Notes
    -----
    With d = ln(N₀/N_q): Φ((-d - μt)/√(σ²t)) + exp(-2μd/σ²) Φ((-d + μt)/√(σ²t)), the inverse Gaussian distribution of
    the first passage (Dennis et al. 1991; Lande & Orzack 1988, PNAS 85: 7418-7421). The second
    term is taken in logarithms, so that a steep decline does not overflow.

    Examples
    --------
    >>> first_passage(0.02134026885, 0.01305091903, 99, 20, [30]).round(7).tolist()
    [0.0005075]
    """
    if not (abundance > 0 and threshold > 0):
        raise InputError(
            "Number and threshold must be above 0.", where="threshold", remedy="Give a threshold of 1 or more."
        )
    mu, sigma2, time = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (drift, variance, years)))
    distance = float(np.log(abundance / threshold))
    if distance <= 0:
        return np.ones(mu.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(sigma2 * time)
        fallen = scipy.special.ndtr((-distance - mu * time) / spread)
        returned = np.exp(-2 * mu * distance / sigma2 + scipy.special.log_ndtr((-distance + mu * time) / spread))
        certain = (mu * time <= -distance).astype(float)
    return np.asarray(np.where(spread > 0, np.clip(fallen + returned, 0.0, 1.0), certain))


def risk_curve(
    diffusion: Diffusion, abundance: float, threshold: float, years: int, rng: np.random.Generator, draws: int
) -> tuple[Band, ...]:
    """Return the chance of having fallen to the threshold by each year, year 0 first, with 95 % limits.

    The middle is at the estimates of μ and σ²; the limits are those of draws of both.
    """
    horizon = np.arange(years + 1, dtype=float)
    middle = first_passage(diffusion.drift, diffusion.variance, abundance, threshold, horizon)
    drift, variance = diffusion.draw(rng, draws)
    drawn = first_passage(drift[:, None], variance[:, None], abundance, threshold, horizon)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return tuple(Band(float(m), float(a), float(b)) for m, a, b in zip(middle, low, high, strict=True))
