"""How often alien species arrive, as far as first records can tell: an estimate and the bounds within which it is free.

First records mix arrival with discovery. A trend in them can be one of introductions or one of search, and the
likelihood of Solow and Costello (2004) cannot always tell which. So every answer is a range: all values for which some
way of discovery fits the counts about as well as the best does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oxyura.invaders.discovery import Discovery, Fit, Ways
from oxyura.invaders.first_records import FirstRecords
from oxyura.schema.errors import InputError

Floats = NDArray[np.float64]
Trend = Literal["rising", "falling", "cannot_be_told"]

# Odds of discovery that grow or shrink by more than this a year, all through the record, are not believed.
SEARCH_CHANGE = 0.1
# Half the 95 % point of chi-squared with one degree of freedom.
_WORSE = 1.9207294103
_LEVEL = (-30.0, 35.0)

AT_ONCE = Ways("found_at_once", (35.0, 35.0), (0.0, 0.0), (0,))
CONSTANT = Ways("constant_detection", _LEVEL, (0.0, 0.0), (0,))
CHANGING = Ways("changing_detection", _LEVEL, (-SEARCH_CHANGE, SEARCH_CHANGE), (0, -1, 1))
BY_EFFORT = Ways("detection_by_effort", _LEVEL, (0.0, 1.0), (0, -1, 1))

_TREND_STEPS = (*(0.002 * 2.0**step for step in range(9)), 1.0)
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
        """Whether no trend is among the values."""
        return (self.low is None or self.low <= 0) and (self.high is None or self.high >= 0)


@dataclass(frozen=True)
class Reading:
    """What the counts say under one assumption on discovery.

    Parameters
    ----------
    ways : str
        ``found_at_once`` (the trend of the records themselves), ``constant_detection``, ``changing_detection`` or
        ``detection_by_effort``.
    nll : float
        Negative log-likelihood of the best fit, factorials left out.
    trend : Range
        β₁: the yearly change of introductions, in ln units.
    parameters : tuple of (str, float)
        β₀, β₁, γ₀, γ₁ and γ₂ of the best fit, with s = 1 in the first year, and z as the assumption has it.
    """

    ways: str
    nll: float
    trend: Range
    parameters: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Introductions:
    """The introduction rate, as far as it is identified.

    Parameters
    ----------
    readings : tuple of Reading
        From the strongest assumption to the weakest; the last one is the answer.
    dispersion : float
        How much more than Poisson the counts vary; bounds are widened by it.
    trend : {'rising', 'falling', 'cannot_be_told'}
    recent : Range
        Introductions per year over the span `recent_years`.
    recent_years : (int, int)
    reasons : tuple of str
    """

    readings: tuple[Reading, ...]
    dispersion: float
    trend: Trend
    recent: Range
    recent_years: tuple[int, int]
    reasons: tuple[str, ...]

    @property
    def answer(self) -> Reading:
        """The reading under the weakest assumption."""
        return self.readings[-1]


def estimate_introductions(
    records: FirstRecords,
    *,
    use_effort: bool = False,
    recent_years: int = 10,
    progress: Callable[[str], None] | None = None,
) -> Introductions:
    """Estimate the trend of introductions and their recent rate, with identification bounds.

    Parameters
    ----------
    records : FirstRecords
    use_effort : bool
        Discovery follows the effort of each year instead of an unknown trend.
    recent_years : int
        Length of the last span whose rate is bounded.
    progress : callable, optional
        Called with a short sentence before each step.

    Raises
    ------
    InputError
        Effort is asked for and not given.

    Notes
    -----
    A value of β₁ is within the bounds where, everything else free, −ln L ≤ min(−ln L) + 1.92 ĉ; ĉ is Pearson's χ² over
    its degrees of freedom, never below 1. The likelihood has many local optima: each point is reached from a fixed set
    of starts and from its neighbours, so that the answer is the same every time. A better optimum that were missed
    would leave a bound too narrow at that point, and too wide everywhere else.
    """
    if use_effort and records.effort is None:
        raise InputError(
            "There is no effort to use.",
            where="--effort",
            remedy="Add a column effort, a number for each year, or leave the option out.",
        )
    say = progress or (lambda text: None)
    weakest = BY_EFFORT if use_effort else CHANGING
    searches = [_Search(Discovery(records), AT_ONCE), _Search(Discovery(records), CONSTANT)]
    searches.append(_Search(Discovery(records, use_effort), weakest))
    main = searches[-1]
    for search in searches:
        say(f"Fitting: {search.ways.name.replace('_', ' ')}")
        search.find_best(searches[0].pool + searches[1].pool if search is main else [])
    dispersion = _dispersion(main)
    readings = []
    for search in searches:
        say(f"Bounds: {search.ways.name.replace('_', ' ')}")
        trend = search.bound_trend(dispersion)
        readings.append(Reading(search.ways.name, search.best.nll, trend, _parameters(search)))
    span = max(0, len(records.counts) - recent_years), len(records.counts)
    say("Bounds: introductions per year")
    recent = main.bound_rate(span, dispersion)
    trend_word = _word(readings[-1].trend)
    years = records.first_year + span[0], records.last_year
    return Introductions(
        tuple(readings), dispersion, trend_word, recent, years, _reasons(readings, trend_word, use_effort)
    )


def _word(trend: Range) -> Trend:
    if trend.contains_zero:
        return "cannot_be_told"
    return "rising" if trend.low is not None and trend.low > 0 else "falling"


def _dispersion(search: _Search) -> float:
    counts = search.discovery.records.counts
    expected = search.discovery.expected(search.best)
    known = expected > 1e-9
    chi = float(np.sum((counts[known] - expected[known]) ** 2 / expected[known]))
    return max(1.0, chi / max(1, int(known.sum()) - 5))


def _parameters(search: _Search) -> tuple[tuple[str, float], ...]:
    """Return the coefficients as they are published, with the first year as s = t = 1."""
    fit, discovery = search.best, search.discovery
    trend, level, slope, _ = (float(value) for value in fit.point)
    middle = (len(discovery.records.counts) + 1) / 2.0
    scale = float(np.log(discovery.records.total / discovery.shape(fit)[0].sum()))
    return (
        ("beta0", scale - trend * middle),
        ("beta1", trend),
        ("gamma0", level if discovery.by_effort else level - slope * middle),
        ("gamma1", slope),
        ("gamma2", fit.lag_slope),
    )


class _Search:
    """The likelihood under one assumption, with the points that were found on the way."""

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
        centre = float(self.best.point[0])

        self._limit = self.best.nll + _WORSE * dispersion
        below = _furthest(lambda step: self._allows_trend(centre - step), _TREND_STEPS)
        above = _furthest(lambda step: self._allows_trend(centre + step), _TREND_STEPS)
        return Range(centre, None if below is None else centre - below, None if above is None else centre + above)

    def bound_rate(self, span: tuple[int, int], dispersion: float) -> Range:
        """Return introductions per year over some years, and the furthest values that fit about as well."""
        self._limit = self.best.nll + _WORSE * dispersion
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

    def _allows_trend(self, trend: float) -> bool:
        near = sorted(self.pool, key=lambda fit: abs(fit.point[0] - trend))[:6]
        # What the trend of introductions loses, that of discovery may gain.
        moved = [(fit.point + np.array([0.0, 0.0, fit.point[0] - trend, 0.0]), fit.sign) for fit in near]
        fit = self.discovery.best(
            [*self._starts(trend), *moved, *((fit.point, fit.sign) for fit in near)],
            self.ways,
            trend=trend,
            enough=self._limit,
        )
        self._keep(fit)
        return fit.nll <= self._limit

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


def _furthest(allowed: Callable[[float], bool], steps: tuple[float, ...], halvings: int = 5) -> float | None:
    """Return the furthest step that is allowed, None where the last one is.

    Steps are tried from the nearest, which lends its fit to the next; after three in a row that are not allowed, none is.
    """
    inner, outer, refused = 0.0, steps[0], 0
    for position, step in enumerate(steps):
        if allowed(step):
            inner, refused = step, 0
            outer = steps[position + 1] if position + 1 < len(steps) else step
        else:
            refused += 1
            if refused == 3:
                break
    if inner == steps[-1]:
        return None
    for _ in range(halvings):
        middle = (inner + outer) / 2.0
        if allowed(middle):
            inner = middle
        else:
            outer = middle
    return inner


def _reasons(readings: list[Reading], word: Trend, use_effort: bool) -> tuple[str, ...]:
    at_once, constant, weakest = readings
    if use_effort:
        allowed = "If the odds of discovery follow effort, at most in proportion to it,"
    else:
        allowed = f"If the odds of discovery may change by up to {100 * SEARCH_CHANGE:.0f} % a year,"
    said = [
        f"First records change by {in_words(at_once.trend)} a year.",
        "If search and discovery had been the same in all years, introductions would change by "
        f"{in_words(constant.trend)} a year.",
        f"{allowed} introductions change by {in_words(weakest.trend)} a year: all of this fits about as well.",
    ]
    if word == "cannot_be_told":
        said.append(
            "A rise, a fall and no change are all among these: whether more species arrive than before cannot be told."
        )
    return tuple(said)


def in_words(change: Range) -> str:
    """Say a yearly change as a range in per cent, ``+1.4 % (anything up to +10 %)``."""
    estimate = _percent(change.estimate)
    if change.low is None and change.high is None:
        return "anything, a rise or a fall"
    if change.low is None:
        return f"anything up to {_percent(change.high)}"
    if change.high is None:
        return f"{_percent(change.low)} or more"
    return f"{estimate} ({_percent(change.low)} to {_percent(change.high)})"


def _percent(change: float | None) -> str:
    return "?" if change is None else f"{100 * np.expm1(change):+.1f} %".replace("-", "−")
