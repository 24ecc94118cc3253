"""Random-effects meta-analysis of effects on the log scale: REML, Knapp-Hartung, and what to expect at a new site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEVEL = 0.975
_MOST_ITERATIONS = 1000
_PRECISION = 1e-12
_LEAST_LOSS = 1e-9


@dataclass(frozen=True)
class Pool:
    """A random-effects meta-analysis of k independent estimates; everything on the scale of the estimates.

    Parameters
    ----------
    k : int
        Number of estimates.
    mean : float
        μ, the mean of the true effects.
    standard_error : float
        Of μ in the ordinary way, (Σ w)^-½.
    knapp_hartung_error : float
        Of μ by Knapp and Hartung, without the safeguard of `low` and `high`.
    low, high : float
        95 % limits of μ, by Knapp and Hartung with the safeguard.
    tau2 : float
        Variance of the true effects between studies, by REML.
    tau2_low, tau2_high : float
        Its 95 % limits, by Q-profile.
    q : float
        Cochran's Q.
    i2 : float
        Share of the variation that lies between studies, 0 to 1.
    h2 : float
        Total variability over sampling variability.
    new_low, new_high : float
        95 % prediction limits of the true effect at a new site; NaN for k = 2.
    """

    k: int
    mean: float
    standard_error: float
    knapp_hartung_error: float
    low: float
    high: float
    tau2: float
    tau2_low: float
    tau2_high: float
    q: float
    i2: float
    h2: float
    new_low: float
    new_high: float


def pool_estimates(estimates: Sequence[float] | Floats, variances: Sequence[float] | Floats) -> Pool:
    """Pool independent estimates by a random-effects model.

    Parameters
    ----------
    estimates : array_like, shape (k,)
        y, k ≥ 2.
    variances : array_like, shape (k,)
        v, above 0, taken as known.

    Returns
    -------
    Pool

    Raises
    ------
    ValueError
        Fewer than two estimates, or a variance that is not a positive number.

    Notes
    -----
    y_i ~ N(μ, v_i + τ²), w_i = 1 / (v_i + τ²), μ = Σ w y / Σ w, τ² by REML [Viechtbauer2005]_.

    Knapp and Hartung [KnappHartung2003]_: var μ = q / Σ w with q = Σ w (y - μ)² / (k - 1), and t with k - 1 degrees of
    freedom. Where q < 1 the interval would be narrower than without the adjustment; it is then taken as 1, which keeps
    the level with few studies of uneven precision [RoverEtAl2015]_. Published results without that safeguard are met
    by `knapp_hartung_error`.

    At a new site [HigginsEtAl2009]_: μ ± t_{k-2} √(τ² + var μ), with the same var μ [PartlettRiley2017]_.

    I² = τ² / (τ² + s²), s² = (k - 1) Σ u / ((Σ u)² - Σ u²), u = 1 / v, and H² = 1 + τ² / s² [HigginsThompson2002]_.
    """
    y, v = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if y.ndim != 1 or y.shape != v.shape or len(y) < 2:
        raise ValueError("pooling needs two or more estimates, each with its variance")
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise ValueError("every estimate must be a number and every variance above 0")
    k = len(y)
    tau2 = reml_variance(y, v)
    w = 1.0 / (v + tau2)
    mean = float((w * y).sum() / w.sum())
    plain = 1.0 / float(w.sum())
    scale = float((w * (y - mean) ** 2).sum()) / (k - 1)
    safe = max(scale, 1.0) * plain
    reach = float(scipy.stats.t.ppf(_LEVEL, k - 1)) * sqrt(safe)
    ahead = float(scipy.stats.t.ppf(_LEVEL, k - 2)) * sqrt(tau2 + safe) if k > 2 else nan
    typical = _typical_variance(v)
    tau2_low, tau2_high = profile_limits(y, v)
    return Pool(
        k=k,
        mean=mean,
        standard_error=sqrt(plain),
        knapp_hartung_error=sqrt(scale * plain),
        low=mean - reach,
        high=mean + reach,
        tau2=tau2,
        tau2_low=tau2_low,
        tau2_high=tau2_high,
        q=generalised_q(y, v, 0.0),
        i2=tau2 / (tau2 + typical),
        h2=1.0 + tau2 / typical,
        new_low=mean - ahead,
        new_high=mean + ahead,
    )


def moment_variance(y: Floats, v: Floats) -> float:
    """Return τ² by the method of moments, where REML starts, and to compare it with [DerSimonianLaird1986]_."""
    u = 1.0 / v
    c = u.sum() - (u**2).sum() / u.sum()
    return max(0.0, float((generalised_q(y, v, 0.0) - (len(y) - 1)) / c))


def reml_variance(y: Floats, v: Floats) -> float:
    """Return τ² by restricted maximum likelihood, 0 or more.

    Notes
    -----
    The maximum of -½ Σ ln(v + τ²) - ½ ln Σ w - ½ Σ w (y - μ)², searched over a grid of all scales that the data can
    tell apart and then closed in on, so that a second, lower maximum is not taken for the first.
    """
    widest = float((y.max() - y.min()) ** 2) + float(v.max())
    if widest == 0.0:
        return 0.0

    def lost(tau2: float) -> float:
        return -_restricted_likelihood(tau2, y, v)

    grid = np.concatenate(([0.0], np.geomspace(1e-8, 10.0, 181) * widest, [moment_variance(y, v)]))
    grid = np.unique(grid)
    values = np.array([lost(float(tau2)) for tau2 in grid])
    best = int(values.argmin())
    below, above = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)])
    found = scipy.optimize.minimize_scalar(
        lost, bounds=(below, above), method="bounded", options={"xatol": _PRECISION * widest, "maxiter": 500}
    )
    near = float(found.x) if found.fun <= values[best] else float(grid[best])
    scored = _scored(near, y, v)
    closed_in = scored if lost(scored) <= lost(near) + _LEAST_LOSS else near
    return 0.0 if lost(0.0) <= lost(closed_in) else closed_in


def _restricted_likelihood(tau2: float, y: Floats, v: Floats) -> float:
    w = 1.0 / (v + tau2)
    mean = (w * y).sum() / w.sum()
    return float(0.5 * np.log(w).sum() - 0.5 * np.log(w.sum()) - 0.5 * (w * (y - mean) ** 2).sum())


def _scored(tau2: float, y: Floats, v: Floats) -> float:
    """Return τ² after Fisher scoring from near the maximum: a search by values stops at the root of the precision."""
    for _ in range(_MOST_ITERATIONS):
        w = 1.0 / (v + tau2)
        total = w.sum()
        residual = y - (w * y).sum() / total
        trace = total - (w**2).sum() / total
        information = (w**2).sum() - 2.0 * (w**3).sum() / total + ((w**2).sum() / total) ** 2
        if information <= 0.0:
            return tau2
        step = float(((w**2 * residual**2).sum() - trace) / information)
        following = max(0.0, tau2 + step)
        if abs(following - tau2) <= _PRECISION * (tau2 + float(v.min())):
            return following
        tau2 = following
    return tau2


def generalised_q(y: Floats, v: Floats, tau2: float) -> float:
    """Return Σ w (y - μ)² with w = 1 / (v + τ²); Cochran's Q for τ² = 0."""
    w = 1.0 / (v + tau2)
    mean = (w * y).sum() / w.sum()
    return float((w * (y - mean) ** 2).sum())


def profile_limits(y: Floats, v: Floats) -> tuple[float, float]:
    """Return the 95 % limits of τ² by Q-profile: where the generalised Q meets the points of χ²_{k-1}.

    The method of [Viechtbauer2007]_. Q falls as τ² grows; a limit that would lie below 0 is 0.
    """
    points = scipy.stats.chi2.ppf((_LEVEL, 1.0 - _LEVEL), len(y) - 1)
    low, high = (_tau2_of(float(point), y, v) for point in points)
    return low, high


def _tau2_of(target: float, y: Floats, v: Floats) -> float:
    """Return the τ² at which the generalised Q is `target`; 0 where it is lower already."""

    def excess(tau2: float) -> float:
        return generalised_q(y, v, tau2) - target

    if excess(0.0) <= 0.0:
        return 0.0
    upper = float(v.max()) + float(y.var())
    while excess(upper) > 0.0:
        upper *= 2.0
    return float(scipy.optimize.brentq(excess, 0.0, upper, xtol=1e-14, rtol=1e-13))


def _typical_variance(v: Floats) -> float:
    """Return the typical sampling variance s² behind I²."""
    u = 1.0 / v
    return float((len(v) - 1) * u.sum() / (u.sum() ** 2 - (u**2).sum()))


def collapse_source(estimates: Sequence[float], variances: Sequence[float]) -> tuple[float, float]:
    """Return one estimate, with its variance, for several of one source.

    Notes
    -----
    Figures of one source rest on the same animals, sites, years and hands. They are taken as wholly dependent: the mean
    of the estimates, with the mean of their variances, which is never less than the variance of a mean at correlation
    1, (Σ √v / m)² [BorensteinEtAl2009]_, chapter 24. So one study copied to forty sites weighs as one.
    """
    return float(np.mean(estimates)), float(np.mean(variances))
