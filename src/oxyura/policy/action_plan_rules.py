"""How urgent an action is, and when it is due: the words of the AEWA form, given by rules that the plan tells."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from oxyura.impacts.verdicts import Verdict
from oxyura.policy.action_plan_facts import GapWeight
from oxyura.schema.intervals import Band

Priority = Literal["essential", "high", "medium", "low"]
TimeScale = Literal["immediate", "short", "medium", "long", "ongoing"]
Basis = Literal["shortfall", "verdict", "gap", "threat", "count"]
Raised = Literal["", "appendix", "irreversible"]

PRIORITIES: tuple[Priority, ...] = ("essential", "high", "medium", "low")

YEARS = 20
"""Years over which the harm of a threat is counted."""

LARGE, SMALL = 0.20, 0.01
"""Shortfalls above which an action is of high, and of medium, priority."""

COLLAPSE, RISK = 0.50, 0.10
"""Decline over `YEARS`, and chance of quasi-extinction, from which on a large shortfall makes an action essential."""

IRREVERSIBLE = frozenset({"hybridisation"})
"""Mechanisms whose harm cannot be undone."""

_BY_VERDICT: dict[Verdict, Priority] = {"demonstrated_threat": "high", "inferred_threat": "medium", "unproven": "low"}
_BY_WEIGHT: dict[GapWeight, Priority] = {
    "decides": "high",
    "may_become_threat": "medium",
    "cannot_be_told": "low",
    "changes_nothing": "low",
}
_DUE: dict[Priority, TimeScale] = {"essential": "immediate", "high": "short", "medium": "medium", "low": "long"}


@dataclass(frozen=True)
class Rated:
    """A priority and what it rests on.

    Parameters
    ----------
    word : {'essential', 'high', 'medium', 'low'}
    basis : {'shortfall', 'verdict', 'gap', 'threat', 'count'}
        The shortfall that the threat causes in the model; the verdict, where no size is known; the weight of a gap; the
        gravest threat that the action is against; or that the plan cannot be judged without counts.
    raised : {'', 'appendix', 'irreversible'}
        Why it is one step higher than the basis alone gives.
    """

    word: Priority
    basis: Basis
    raised: Raised = ""


def shortfall_of(gain: float) -> float:
    """Return by what share numbers are lower after 20 years than without a cause.

    Parameters
    ----------
    gain : float
        What growth gains if the cause alone is removed, in ln units a year.

    Notes
    -----
    1 − exp(−20 · gain); negative where numbers would be lower without the cause.

    Examples
    --------
    >>> round(shortfall_of(0.0195), 3), round(shortfall_of(-0.001), 3)
    (0.323, -0.02)
    """
    return -math.expm1(-YEARS * gain)


def shortfall_band(gain: Band) -> Band:
    """Return the same with its limits: more is lost where growth would gain more."""
    return Band(*(shortfall_of(end) for end in (gain.median, gain.low, gain.high)))


def rate_threat(
    verdict: Verdict,
    shortfall: float | None,
    *,
    growth_now: float | None,
    extinction: float | None,
    appendix: str | None,
    mechanisms: Iterable[str],
) -> Rated:
    """Return the priority of acting against a threat.

    Parameters
    ----------
    verdict : Verdict
    shortfall : float or None
        As `shortfall_of` gives it; None where no size is known.
    growth_now : float or None
        Growth of the population per year as things are.
    extinction : float or None
        Chance of quasi-extinction within the horizon.
    appendix : str or None
        CMS appendix of the migrant.
    mechanisms : iterable of str
        By which the harm comes.

    Notes
    -----
    Of known size: high where the shortfall is above 20 %, medium from 1 % on, else low; a large one is essential where
    the population is expected to lose half of its numbers in 20 years, or quasi-extinction has a chance of 10 % or
    more. Of unknown size: demonstrated threats high, inferred ones medium, unproven ones low. One step higher, up to
    high, for harm that cannot be undone, or a population on Appendix I, unless the size is known and large already.
    """
    if shortfall is None:
        rated = Rated(_BY_VERDICT.get(verdict, "low"), "verdict")
    elif shortfall > LARGE:
        falling = growth_now is not None and growth_now**YEARS <= 1 - COLLAPSE
        rated = Rated("essential" if falling or (extinction or 0.0) >= RISK else "high", "shortfall")
    else:
        rated = Rated("medium" if shortfall >= SMALL else "low", "shortfall")
    if not IRREVERSIBLE.isdisjoint(mechanisms):
        return _raised(rated, "irreversible")
    return _raised(rated, "appendix") if "I" in (appendix or "").split("/") else rated


def rate_gap(weight: GapWeight, appendix: str | None) -> Rated:
    """Return the priority of closing a gap: high where that would change the choice, medium where a threat may come."""
    rated = Rated(_BY_WEIGHT[weight], "gap")
    threatening = weight == "may_become_threat" and "I" in (appendix or "").split("/")
    return _raised(rated, "appendix") if threatening else rated


def due(priority: Priority) -> TimeScale:
    """Return when an action without dates of its own is to begin."""
    return _DUE[priority]


def due_within(years: float | None) -> TimeScale:
    """Return the time scale of what begins after so many years; None: at once.

    Examples
    --------
    >>> due_within(None), due_within(3), due_within(13)
    ('immediate', 'short', 'long')
    """
    if years is None or years <= 1:
        return "immediate"
    return "short" if years <= 3 else "medium" if years <= 5 else "long"


def gravest(ratings: Iterable[Rated]) -> Rated:
    """Return the highest of some priorities as one that rests on threats; low for none."""
    words = {rated.word for rated in ratings}
    return Rated(next((word for word in PRIORITIES if word in words), "low"), "threat")


def one_step_lower(rated: Rated) -> Rated:
    """Return a priority one step lower, for what keeps a harm from coming back rather than ends it."""
    return Rated(PRIORITIES[min(PRIORITIES.index(rated.word) + 1, len(PRIORITIES) - 1)], rated.basis)


def _raised(rated: Rated, why: Raised) -> Rated:
    if rated.word in ("essential", "high"):
        return rated
    return Rated(PRIORITIES[PRIORITIES.index(rated.word) - 1], rated.basis, why)
