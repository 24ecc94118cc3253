"""How often alien species arrive, as far as first records can tell: an estimate and the bounds within which it is free.

First records mix arrival with discovery. A trend in them can be one of introductions or one of search, and the
likelihood of Solow and Costello [SolowCostello2004]_ cannot always tell which. So every answer is a range: all values
for which some way of discovery fits the counts about as well as the best does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from oxyura.invaders.discovery import Discovery, Ways
from oxyura.invaders.first_records import FirstRecords
from oxyura.invaders.introduction_search import Range, Search
from oxyura.schema.errors import InputError

Trend = Literal["rising", "falling", "cannot_be_told"]

# Odds of discovery that grow or shrink by more than this a year, all through the record, are not believed.
SEARCH_CHANGE = 0.1
_LEVEL = (-30.0, 35.0)

AT_ONCE = Ways("found_at_once", (35.0, 35.0), (0.0, 0.0), (0,))
CONSTANT = Ways("constant_detection", _LEVEL, (0.0, 0.0), (0,))
CHANGING = Ways("changing_detection", _LEVEL, (-SEARCH_CHANGE, SEARCH_CHANGE), (0, -1, 1))
BY_EFFORT = Ways("detection_by_effort", _LEVEL, (0.0, 1.0), (0, -1, 1))


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
    A value of β₁ is within the bounds where, everything else free, −ln L ≤ min(−ln L) + w ĉ. w is 1.92 where detection
    is constant, else 3.00; ĉ is Pearson's χ² over its degrees of freedom, never below 1. The likelihood has many local
    optima: each point is reached from a fixed set of starts and from its neighbours, so that the answer is the same
    every time. An optimum that were missed would leave a bound too narrow at that point, and too wide elsewhere.
    """
    if use_effort and records.effort is None:
        raise InputError(
            "There is no effort to use.",
            where="--effort",
            remedy="Add a column effort, a number for each year, or leave the option out.",
        )
    say = progress or (lambda text: None)
    weakest = BY_EFFORT if use_effort else CHANGING
    searches = [Search(Discovery(records), AT_ONCE), Search(Discovery(records), CONSTANT)]
    searches.append(Search(Discovery(records, use_effort), weakest))
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
    return "falling" if trend.low is None or trend.low < 0 else "rising"


def _dispersion(search: Search) -> float:
    counts = search.discovery.records.counts
    expected = search.discovery.expected(search.best)
    known = expected > 1e-9
    chi = float(np.sum((counts[known] - expected[known]) ** 2 / expected[known]))
    return max(1.0, chi / max(1, int(known.sum()) - 5))


def _parameters(search: Search) -> tuple[tuple[str, float], ...]:
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
