"""How introductions become first records, and how well a way of doing so fits the counts.

λ_t = Σ_s exp(β₀ + β₁ s) p_st, p_st = π_st Π_{v<t} (1 − π_sv), logit π_st = γ₀ + γ₁ z_t + γ₂ exp(t − s), with z_t the
year, or the logarithm of effort [SolowCostello2004]_. A count is Poisson with mean λ_t.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy
from numpy.typing import NDArray

from oxyura.invaders.first_records import FirstRecords

Floats = NDArray[np.float64]

# With |γ₂| within its limits everything is decided before so many years have passed; more would only overflow.
_LONGEST_LAG = 60.0
# Introductions that grow or shrink by a factor of e each year: no trend beyond it is tried.
STEEPEST = 1.0
IMPOSSIBLE = 1e10
_LEAST = 1e-30

# ln |γ₂|: time since the introduction matters within the first ten years, or not at all (sign 0). Longer lags would let
# discovery jump in one year of the record, and so follow the noise of the counts.
_LAG = (-10.0, 5.0)


@dataclass(frozen=True)
class Ways:
    """Which ways of discovery are allowed.

    Parameters
    ----------
    name : str
    level, slope : (float, float)
        Limits of γ₀ (at z = 0) and γ₁; equal: fixed.
    lag_signs : tuple of int
        Signs that γ₂ may have; 0: there is no such term.
    """

    name: str
    level: tuple[float, float]
    slope: tuple[float, float]
    lag_signs: tuple[int, ...]


@dataclass(frozen=True)
class Fit:
    """A point of the likelihood.

    Parameters
    ----------
    nll : float
        Σ λ − y ln λ, without the factorials.
    point : float array, shape (4,)
        β₁, γ₀ at z = 0, γ₁ and ln |γ₂|.
    sign : int
        Of γ₂.
    """

    nll: float
    point: Floats
    sign: int

    @property
    def lag_slope(self) -> float:
        """γ₂."""
        return self.sign * float(np.exp(self.point[3])) if self.sign else 0.0


def expect_records(
    intercept: float, trend: float, level: float, slope: float, lag_slope: float, covariate: Floats
) -> Floats:
    """Return λ_t as the formula has it, with s = 1 in the first year.

    Parameters
    ----------
    intercept, trend, level, slope, lag_slope : float
        β₀, β₁, γ₀, γ₁ and γ₂.
    covariate : array, shape (years,)
        z_t.

    Examples
    --------
    Where everything is found at once, the records are the introductions:

    >>> expect_records(0.0, np.log(2.0), 50.0, 0.0, 0.0, np.zeros(3))
    array([2., 4., 8.])
    """
    years = np.arange(1, len(covariate) + 1, dtype=float)
    lag = years[None, :] - years[:, None]
    odds = level + slope * covariate[None, :] + lag_slope * np.exp(np.clip(lag, 0, 500))
    miss = np.where(lag >= 0, scipy.special.log_expit(-odds), 0.0)
    chance = scipy.special.log_expit(odds) + np.cumsum(miss, axis=1) - miss
    cohorts = np.exp(intercept + trend * years[:, None] + chance)
    return np.asarray(np.where(lag >= 0, cohorts, 0.0).sum(axis=0))


def poisson_nll(counts: NDArray[np.int64], expected: Floats) -> float:
    """Return Σ λ − y ln λ."""
    return float(np.sum(expected - scipy.special.xlogy(counts, expected)))


@dataclass(frozen=True)
class Discovery:
    """Counts and what their discovery may depend on.

    Parameters
    ----------
    records : FirstRecords
    by_effort : bool
        Whether z is the logarithm of effort, over its mean; else it is the year, from the middle of the record.
    """

    records: FirstRecords
    by_effort: bool = False

    @cached_property
    def covariate(self) -> Floats:
        """z_t."""
        effort = self.records.effort
        if self.by_effort and effort is not None:
            tried = np.log(np.where(self.searched, effort, 1.0))
            mean = scipy.special.logsumexp(tried[self.searched]) - np.log(self.searched.sum())
            return np.asarray(np.where(self.searched, tried - mean, 0.0))
        return self.offsets

    @cached_property
    def searched(self) -> NDArray[np.bool_]:
        """Years in which something could be found."""
        effort = self.records.effort
        if self.by_effort and effort is not None:
            return np.asarray(effort > 0)
        return np.ones(len(self.records.counts), dtype=bool)

    @cached_property
    def offsets(self) -> Floats:
        """Years from the middle of the record."""
        count = len(self.records.counts)
        return np.asarray(np.arange(count) - (count - 1) / 2.0, dtype=np.float64)

    @cached_property
    def _lag_growth(self) -> Floats:
        return np.asarray(np.exp(np.minimum(np.arange(len(self.records.counts), dtype=float), _LONGEST_LAG)))

    def shape(self, fit: Fit) -> Floats:
        """Return what one introduction a year in mid-record gives, and its slopes, shape (5, years)."""
        from oxyura.invaders.discovery_kernel import expect_records as compiled

        trend, level, slope, _ = fit.point
        found = compiled(trend, level, slope, fit.lag_slope, self.covariate, self.searched, self._lag_growth)
        return np.asarray(found, dtype=np.float64)

    def measure(
        self, point: Floats, sign: int, span: tuple[int, int] | None = None, rate: float = 0.0
    ) -> tuple[float, Floats, Floats]:
        """Return the negative log-likelihood, its slopes, shape (4,), and Fisher's information, shape (4, 4).

        Parameters
        ----------
        point : array, shape (4,)
        sign : int
            Of γ₂.
        span : (int, int), optional
            Positions of years, the end not included, over which introductions per year are held at exp(`rate`);
            without it β₀ is the best one for the point.
        rate : float
            Natural logarithm.
        """
        counts = self.records.counts
        fit = Fit(0.0, np.asarray(point, dtype=float), sign)
        found = self.shape(fit)
        total = float(found[0].sum())
        if not (np.isfinite(found).all() and total > 0):
            return IMPOSSIBLE, np.zeros(4), np.zeros((4, 4))
        if span is None:
            scale = counts.sum() / total
            by_scale = -found[1:].sum(axis=1) / total
        else:
            weights = np.exp(point[0] * self.offsets[slice(*span)])
            scale = float(np.exp(rate)) / weights.mean()
            by_scale = np.array([-np.average(self.offsets[slice(*span)], weights=weights), 0.0, 0.0, 0.0])
        # The slope by ln |γ₂| in place of that by γ₂.
        found[4] *= fit.lag_slope
        by_scale[3] *= fit.lag_slope
        expected = found[0] * scale
        if np.any(expected[counts > 0] < _LEAST) or not np.isfinite(expected).all():
            return IMPOSSIBLE, np.zeros(4), np.zeros((4, 4))
        bounded = np.maximum(expected, _LEAST)
        change = (found[1:] * scale + expected * by_scale[:, None]) / np.sqrt(bounded)
        return poisson_nll(counts, bounded), change @ ((bounded - counts) / np.sqrt(bounded)), change @ change.T

    def expected(self, fit: Fit) -> Floats:
        """Return λ_t at a fit, with the best β₀."""
        shape = self.shape(fit)[0]
        return np.asarray(shape * (self.records.total / shape.sum()))

    def best(
        self,
        starts: Sequence[tuple[Floats, int]],
        ways: Ways,
        *,
        trend: float | None = None,
        span: tuple[int, int] | None = None,
        rate: float = 0.0,
        enough: float = -np.inf,
        most: int = 3,
    ) -> Fit:
        """Return the best fit reached from the most promising of several starts.

        Parameters
        ----------
        starts : sequence of (point, sign)
        ways : Ways
            Limits.
        trend : float, optional
            Held value of β₁.
        span, rate
            As for `measure`.
        enough : float
            Stop as soon as a fit is as good as this.
        most : int
            How many starts are followed for each sign of γ₂.
        """
        limits = np.array([(-STEEPEST, STEEPEST) if trend is None else (trend, trend), ways.level, ways.slope, _LAG]).T
        placed = [(np.clip(point, *limits), sign) for point, sign in starts if sign in ways.lag_signs]
        fits = [Fit(self.measure(point, sign, span, rate)[0], point, sign) for point, sign in placed]
        fits.sort(key=lambda fit: fit.nll)
        best = fits[0]
        for sign in ways.lag_signs:
            for fit in [fit for fit in fits if fit.sign == sign][:most]:
                if best.nll <= enough:
                    return best
                best = min(best, self._descend(fit, limits, span, rate, enough), key=lambda found: found.nll)
        return best

    def _descend(
        self, fit: Fit, limits: Floats, span: tuple[int, int] | None, rate: float, enough: float, steps: int = 60
    ) -> Fit:
        """Follow the likelihood downhill within limits, by Fisher scoring with Levenberg's damping."""
        low, high = limits
        value, slopes, information = self.measure(fit.point, fit.sign, span, rate)
        best, damping = Fit(value, fit.point, fit.sign), 1e-2
        for _ in range(steps):
            free = (low < high) & ~((best.point <= low) & (slopes > 0)) & ~((best.point >= high) & (slopes < 0))
            weights = np.diag(information)
            free &= weights > 0
            if not free.any() or best.nll <= enough:
                break
            step = np.zeros(4)
            damped = information[np.ix_(free, free)] + np.diag(damping * weights[free])
            step[free] = np.linalg.lstsq(damped, -slopes[free], rcond=None)[0]
            point = np.clip(best.point + step, low, high)
            tried = self.measure(point, fit.sign, span, rate)
            if tried[0] < best.nll:
                gained = best.nll - tried[0]
                best, slopes, information = Fit(tried[0], point, fit.sign), tried[1], tried[2]
                damping = max(damping / 5.0, 1e-9)
                if gained < 1e-9:
                    break
            else:
                damping *= 6.0
                if damping > 1e9:
                    break
        return best
