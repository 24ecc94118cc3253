"""Looking for the best fit of first records, and for the furthest values that fit about as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.invaders.discovery import IMPOSSIBLE, STEEPEST, Discovery, Fit, Ways

Floats = NDArray[np.float64]

# Half the 95 % point of chi-squared with one degree of freedom, and with two: where search may change the likelihood
# jumps, and with one degree the bounds held the truth in 110 of 120 simulated records, with two in 117.
_WORSE_REGULAR, _WORSE = 1.9207294103, 2.9957322736

_TREND_STEPS = tuple(0.002 * 2.0**step for step in range(10))
_NO_TREND = 1e-7
# Rates beyond these, the upper one against all first records, are as good as 0 and as any.
_NO_RATE, _ANY_RATE = 1e-4, 1e4
_RATE_STEPS = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8)


@dataclass(frozen=True)
class Range:
    """An estimate and the values that cannot be ruled out; None: nothing in the data bounds it on that side."""

    estimate: float
    low: float | None
    high: float | None

    @property
    def contains_zero(self) -> bool:
        """Whether no trend is among the values; one that nobody could ever see is none."""
        return (self.low is None or self.low <= _NO_TREND) and (self.high is None or self.high >= -_NO_TREND)


class Search:
    """The likelihood under one assumption, with the points that were found on the way.

    Parameters
    ----------
    discovery : Discovery
    ways : Ways
        The assumption.
    """

    def __init__(self, discovery: Discovery, ways: Ways) -> None:
        self.discovery, self.ways = discovery, ways
        self.pool: list[Fit] = []
        self.best = Fit(np.inf, np.zeros(4), ways.lag_signs[0])
        self._limit = np.inf

    def find_best(self, found: list[Fit]) -> None:
        """Find the best fit; `found` are those of stronger assumptions."""
        starts = self._starts(self._trend_of_records())
        starts += [(fit.point, sign) for fit in found for sign in self.ways.lag_signs]
        self._keep(self.discovery.best(starts, self.ways, most=8))
        # A better optimum may lie far off in trend: from there the search goes on freely.
        for trend in (-0.05, 0.0, 0.05):
            if self.ways.slope[0] < self.ways.slope[1]:
                held = self.discovery.best(self._starts(trend), self.ways, trend=trend)
                self._keep(self.discovery.best([(held.point, held.sign)], self.ways))

    def bound_trend(self, dispersion: float) -> Range:
        """Return the best β₁ and the furthest ones that fit about as well."""
        while True:
            best = self.best
            found = self._bounds_around(float(best.point[0]), dispersion)
            if self.best is best:
                return found
            # A better fit was met on the way: freed of its trend, it is what the bounds are measured against.
            self._keep(self.discovery.best([(self.best.point, self.best.sign)], self.ways))

    def _bounds_around(self, centre: float, dispersion: float) -> Range:
        self._limit = self._worst_allowed(dispersion)
        below = _furthest(lambda step: self._allows_trend(centre - step), _up_to(STEEPEST + centre))
        above = _furthest(lambda step: self._allows_trend(centre + step), _up_to(STEEPEST - centre))
        return Range(centre, None if below is None else centre - below, None if above is None else centre + above)

    def bound_rate(self, span: tuple[int, int], dispersion: float) -> Range:
        """Return introductions per year over some years, and the furthest values that fit about as well."""
        self._limit = self._worst_allowed(dispersion)
        centre = self._rate_of(self.best, span)
        # What fits the counts was met on the way to the bounds of the trend; the search goes on outwards from there.
        known = [self._rate_of(fit, span) for fit in self.pool if fit.nll <= self._limit]
        lowest, highest = min(known), max(known)
        below = _furthest(lambda step: self._allows_rate(span, lowest - step), _RATE_STEPS)
        above = _furthest(lambda step: self._allows_rate(span, highest + step), _RATE_STEPS)
        least = 0.0 if below is None else float(np.exp(lowest - below))
        most = None if above is None else float(np.exp(highest + above))
        return Range(
            float(np.exp(centre)),
            0.0 if least < _NO_RATE else least,
            None if most is not None and most > _ANY_RATE * self.discovery.records.total else most,
        )

    def _rate_of(self, fit: Fit, span: tuple[int, int]) -> float:
        """Return the logarithm of introductions per year over some years at a fit."""
        weights = np.exp(fit.point[0] * self.discovery.offsets[slice(*span)])
        return float(np.log(weights.mean() * self.discovery.records.total / self.discovery.shape(fit)[0].sum()))

    def best_at(self, trend: float, enough: float = -np.inf) -> Fit:
        """Return the best fit with β₁ held at a value; one that is good `enough` ends the search."""
        near = sorted(self.pool, key=lambda fit: abs(fit.point[0] - trend))[:6]
        # What the trend of introductions loses, that of discovery may gain.
        moved = [(fit.point + np.array([0.0, 0.0, fit.point[0] - trend, 0.0]), fit.sign) for fit in near]
        fit = self.discovery.best(
            [*self._starts(trend), *moved, *((fit.point, fit.sign) for fit in near)],
            self.ways,
            trend=trend,
            enough=enough,
        )
        self._keep(fit)
        return fit

    def _worst_allowed(self, dispersion: float) -> float:
        regular = self.ways.slope[0] == self.ways.slope[1]
        return self.best.nll + (_WORSE_REGULAR if regular else _WORSE) * dispersion

    def _allows_trend(self, trend: float) -> bool:
        return self.best_at(trend, self._limit).nll <= self._limit

    def _allows_rate(self, span: tuple[int, int], rate: float) -> bool:
        near = sorted(self.pool, key=lambda fit: abs(self._rate_of(fit, span) - rate))[:12]
        starts = [start for fit in near for start in (self._at_rate(fit, span, rate), (fit.point, fit.sign))]
        fit = self.discovery.best(starts, self.ways, span=span, rate=rate, enough=self._limit)
        if fit.nll <= self._limit:
            self._keep(fit)
        return fit.nll <= self._limit

    def _at_rate(self, fit: Fit, span: tuple[int, int], rate: float) -> tuple[Floats, int]:
        """Move a fit to a rate by finding so much less, or more, of what arrives."""
        weights = np.exp(fit.point[0] * self.discovery.offsets[slice(*span)])
        wanted = np.log(self.discovery.records.total) - rate + np.log(weights.mean())
        low, high = self.ways.level
        point = fit.point.copy()
        for _ in range(20):
            point[1] = (low + high) / 2.0
            total = self.discovery.shape(Fit(0.0, point, fit.sign))[0].sum()
            if total > 0 and np.log(total) > wanted:
                high = point[1]
            else:
                low = point[1]
        return point, fit.sign

    def _keep(self, fit: Fit) -> None:
        if fit.nll >= IMPOSSIBLE:
            return
        self.pool.append(fit)
        if fit.nll < self.best.nll:
            self.best = fit

    def _trend_of_records(self) -> float:
        """Return the trend between the first and the second half of the records."""
        counts, offsets = self.discovery.records.counts, self.discovery.offsets
        half = len(counts) // 2
        early, late = counts[:half].sum() + 0.5, counts[-half:].sum() + 0.5
        return float(np.log(late / early) / (offsets[-half:].mean() - offsets[:half].mean()))

    def _starts(self, trend: float) -> list[tuple[Floats, int]]:
        """Return ways in which discovery could make the records' trend out of this one of introductions."""
        low, high = self.ways.slope
        records = self._trend_of_records()
        slopes = {low, 0.0, high, float(np.clip(records - trend, low, high)), float(np.clip(records, low, high))}
        return [
            (np.array([trend, level, slope, lag]), sign)
            for sign in self.ways.lag_signs
            for slope in sorted(slopes)
            for level in (-20.0, -6.0, -2.0, 1.0)
            for lag in ((-8.0, -4.0, -2.5, -1.0) if sign else (0.0,))
        ]


def _up_to(end: float) -> tuple[float, ...]:
    """Return the steps of a trend as far as `end`, which is the last one; none where there is no way to go."""
    return (*(step for step in _TREND_STEPS if step < end), end) if end > 0 else ()


def _furthest(allowed: Callable[[float], bool], steps: tuple[float, ...], halvings: int = 5) -> float | None:
    """Return the furthest step that is allowed, None where the last one is.

    All are tried, from the nearest, which lends its fit to the next: beyond one that is not allowed others may be.
    """
    if not steps:
        return None
    inner, outer = 0.0, steps[0]
    for step, following in zip(steps, (*steps[1:], steps[-1]), strict=True):
        if allowed(step):
            inner, outer = step, following
    if inner == steps[-1]:
        return None
    for _ in range(halvings):
        middle = (inner + outer) / 2.0
        if allowed(middle):
            inner = middle
        else:
            outer = middle
    return inner
