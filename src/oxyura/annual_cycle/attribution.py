"""Which cause takes how much from growth: Shapley shares over invaders and pressures, a share in the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import ActionKind
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.projection import project
from oxyura.annual_cycle.shapley import KnownWorths, sample_values, shapley_values
from oxyura.schema.errors import LimitError
from oxyura.schema.intervals import Band, band
from oxyura.schema.sentences import sentence

Floats = NDArray[np.float64]
Outcome = Literal["ln_growth", "ln_lambda"]
Method = Literal["exact", "sampled"]
# The outcome, by draw, when a set of causes is removed.
OutcomeWithout = Callable[[frozenset[str]], Floats]

MOST_CAUSES = 200

# Up to so many causes all sets are evaluated. More are sampled, with as many sets as these take at most.
MOST_EXACT = 12
MOST_SETS = 1 << MOST_EXACT

# Sampling ends when every share is known to this share of what all causes take and give.
PRECISION = 0.01

# Two causes that add up but for this share of what all take and give are not shown as interacting.
LEAST_INTERACTION = 0.05

# Where not all sets are evaluated, pairs are looked at among so many causes, those with the largest shares.
MOST_PAIRED = 8

_ROUNDING = 1e-12


@dataclass(frozen=True)
class CauseShare:
    """What one cause takes from growth, in ln units per year; positive: gained by removing it.

    Parameters
    ----------
    cause_id : str
        Invader or pressure.
    kind : {'invader', 'pressure'}
        What it is.
    share : array, shape (draws,)
        Its Shapley value: the mean of what its removal brings over all orders of removal.
    removed_alone : array, shape (draws,)
        What removing it first brings.
    removed_last : array, shape (draws,)
        What removing it brings when every other cause is gone.
    error : array, shape (draws,), or None
        How far the share may be from its exact value because orders were sampled: a 95 % bound that holds for all
        causes at once, apart from what the draws say of parameters. None: the share is exact.
    """

    cause_id: str
    kind: ActionKind
    share: Floats
    removed_alone: Floats
    removed_last: Floats
    error: Floats | None = None


@dataclass(frozen=True)
class CauseInteraction:
    """Two causes whose removals do not add up.

    Parameters
    ----------
    cause_a, cause_b : str
        In the order of the study.
    value : Band
        What removing both brings, less what removing each alone brings, in ln units per year. Positive: each removal
        is worth more with the other; negative: part of what each brings is the same.
    """

    cause_a: str
    cause_b: str
    value: Band


@dataclass(frozen=True)
class Attribution:
    """Shares of all causes in one outcome; in each draw they sum to `total`.

    Parameters
    ----------
    outcome : {'ln_growth', 'ln_lambda'}
        What is shared out.
    shares : tuple of CauseShare
        In the order of the study.
    total : array, shape (draws,)
        What removing all causes together brings.
    method : {'exact', 'sampled'}
        Whether all sets of causes were evaluated, or sampled orders.
    orders : int
        Orders of removal that were sampled; 0 where the shares are exact.
    evaluated : int
        Sets of causes that were evaluated.
    precise : bool
        Whether every share is known to 1 % of what all causes take and give; False: sampling ended because the sets
        that may be evaluated were used up.
    interactions : tuple of CauseInteraction
        Pairs of causes that do not add up, the largest first.
    """

    outcome: Outcome
    shares: tuple[CauseShare, ...]
    total: Floats
    method: Method = "exact"
    orders: int = 0
    evaluated: int = 0
    precise: bool = True
    interactions: tuple[CauseInteraction, ...] = ()


def default_outcome(cycle: Cycle) -> Outcome:
    """Return ln growth over the horizon where numbers or years can matter, else ln λ, in which causes are weighed.

    They do with density, arrivals, trends of invaders, and models whose effect follows the state.
    """
    matters = cycle.has_density or cycle.awaits_causes or cycle.trends.as_now or cycle.mechanisms.any
    return "ln_growth" if matters else "ln_lambda"


def removable_causes(cycle: Cycle) -> dict[str, ActionKind]:
    """Return the causes of known size that act, or may come to act, where they can be removed, with their kind."""
    return {action.cause_id: action.kind for action in cycle.causes if bool((cycle.reach(action) & action.alien).any())}


def attribute_growth(cycle: Cycle, years: int, outcome: Outcome) -> Attribution:
    """Share out among the causes what they take from growth together.

    Parameters
    ----------
    cycle : Cycle
        The annual cycle.
    years : int
        Horizon, for ln growth.
    outcome : {'ln_growth', 'ln_lambda'}
        What is shared out.

    Returns
    -------
    Attribution

    Raises
    ------
    LimitError
        There are more than 200 causes.
    """
    return share_out(
        removable_causes(cycle),
        outcome,
        lambda removed: outcome_in_ln(cycle, years, outcome, removed=removed),
        cycle.draws.generator("attribution", cycle.structure.migrant_id),
        where=sentence("migrant %(migrant_id)s", migrant_id=cycle.structure.migrant_id),
    )


def share_out(
    causes: Mapping[str, ActionKind],
    outcome: Outcome,
    without: OutcomeWithout,
    generator: np.random.Generator,
    *,
    most_exact: int = MOST_EXACT,
    budget: int = MOST_SETS,
    where: str = "",
) -> Attribution:
    """Share out among causes what they take together.

    Parameters
    ----------
    causes : mapping of str to str
        Causes and their kinds.
    outcome : {'ln_growth', 'ln_lambda'}
        What is shared out.
    without : callable
        The outcome, shape (draws,), when a set of causes is removed.
    generator : numpy.random.Generator
        Where sampled orders come from.
    most_exact : int
        Above so many causes orders are sampled.
    budget : int
        Sets that sampling may evaluate.
    where : str
        Whose causes they are, for messages.

    Raises
    ------
    LimitError
        There are more than 200 causes.

    Notes
    -----
    With g(R) the outcome when the set R of causes is removed, and n causes, the share of cause i is [Shapley1953]_

        φᵢ = Σ over R without i of |R|! (n - |R| - 1)! / n! · (g(R ∪ {i}) - g(R)).

    Up to 12 causes all 2ⁿ sets are evaluated; beyond, orders are sampled (:func:`~oxyura.annual_cycle.shapley.
    sample_values`), from causes in the order of their names, so that the order of rows never matters.
    """
    if len(causes) > MOST_CAUSES:
        raise LimitError(
            sentence(
                "%(number)s causes act on one population; at most %(most_causes)s can be shared out.",
                number=len(causes),
                most_causes=MOST_CAUSES,
            ),
            where=where,
            remedy="Join causes that belong together under one id.",
        )
    with np.errstate(invalid="ignore"):
        if len(causes) <= most_exact:
            return _share_out_exactly(causes, outcome, without)
        return _share_out_by_orders(causes, outcome, without, generator, budget)


def _share_out_exactly(causes: Mapping[str, ActionKind], outcome: Outcome, without: OutcomeWithout) -> Attribution:
    names = tuple(causes)
    values = [without(_members(names, mask)) for mask in range(1 << len(names))]
    shares = shapley_values(values, len(names))
    everything = len(values) - 1
    found = tuple(
        CauseShare(
            cause,
            kind,
            shares[position],
            values[1 << position] - values[0],
            values[everything] - values[everything ^ (1 << position)],
        )
        for position, (cause, kind) in enumerate(causes.items())
    )
    return Attribution(
        outcome,
        found,
        values[everything] - values[0],
        evaluated=len(values),
        interactions=_interactions(found, names, values.__getitem__, names),
    )


def _share_out_by_orders(
    causes: Mapping[str, ActionKind],
    outcome: Outcome,
    without: OutcomeWithout,
    generator: np.random.Generator,
    budget: int,
) -> Attribution:
    names = tuple(sorted(causes))
    worths = KnownWorths(lambda mask: without(_members(names, mask)))
    everything = (1 << len(names)) - 1
    ends = {
        name: (
            worths(1 << position) - worths(0),
            worths(everything) - worths(everything ^ (1 << position)),
        )
        for position, name in enumerate(names)
    }
    sampled = sample_values(worths, len(names), generator, precision=PRECISION, budget=budget)
    shares = dict(zip(names, sampled.shares, strict=True))
    errors = dict(zip(names, sampled.error, strict=True))
    found = tuple(CauseShare(cause, kind, shares[cause], *ends[cause], errors[cause]) for cause, kind in causes.items())
    largest = sorted(causes, key=lambda cause: (-_size(shares[cause]), cause))[:MOST_PAIRED]
    interactions = _interactions(found, names, worths, [cause for cause in causes if cause in largest])
    return Attribution(
        outcome,
        found,
        worths(everything) - worths(0),
        "sampled",
        sampled.orders,
        worths.count,
        sampled.precise,
        interactions,
    )


def _members(names: Sequence[str], mask: int) -> frozenset[str]:
    return frozenset(name for position, name in enumerate(names) if mask >> position & 1)


def _size(share: Floats) -> float:
    """Return the size of the median over the draws in which the population does not die out; 0 where there is none."""
    finite = share[np.isfinite(share)]
    return float(abs(np.median(finite))) if finite.size else 0.0


def _interactions(
    shares: Sequence[CauseShare], names: Sequence[str], worth: Callable[[int], Floats], among: Sequence[str]
) -> tuple[CauseInteraction, ...]:
    """Return the pairs of causes that do not add up, the largest first.

    Parameters
    ----------
    shares : sequence of CauseShare
        Of all causes.
    names : sequence of str
        Causes as they are numbered in the sets that `worth` takes.
    among : sequence of str
        Causes of which pairs are looked at.
    """
    least = max(LEAST_INTERACTION * sum(_size(share.share) for share in shares), _ROUNDING)
    bit = {name: 1 << position for position, name in enumerate(names)}
    found = []
    for one, other in combinations(among, 2):
        together = worth(bit[one] | bit[other]) - worth(bit[one]) - worth(bit[other]) + worth(0)
        if not np.isfinite(together).all():
            continue
        value = band(together)
        if (value.low > 0 or value.high < 0) and abs(value.median) > least:
            found.append(CauseInteraction(one, other, value))
    return tuple(sorted(found, key=lambda pair: -abs(pair.value.median)))


def outcome_in_ln(cycle: Cycle, years: int, outcome: Outcome, *, removed: frozenset[str] = frozenset()) -> Floats:
    """Return ln growth over `years`, or ln λ, shape (draws,); -inf where the population dies out."""
    if outcome == "ln_growth":
        growth = project(cycle, years, removed=removed).growth
    else:
        growth = asymptotic_growth(cycle.year(removed=removed), cycle.start)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(growth))


def find_unexplained(observed: float, modelled: Floats) -> Floats:
    """Return ln observed growth minus ln modelled growth, by draw; what the model leaves unexplained."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(observed) - np.log(modelled))


def confounded_groups(touched: Mapping[str, frozenset[str]], unsized: frozenset[str]) -> list[list[str]]:
    """Group causes that the data cannot tell apart: those on one kind of rate of which one has no known size.

    The stage does not keep them apart: a survival measured over the year holds what happens in every stage.

    Parameters
    ----------
    touched : mapping of str to frozenset of str
        Rates that each cause acts on.
    unsized : frozenset of str
        Causes of unknown size.

    Returns
    -------
    list of list of str
        Groups of two or more, each in the order of `touched`.
    """
    groups: list[set[str]] = []
    for cause in unsized:
        members = {other for other, rates in touched.items() if rates & touched[cause]}
        joined = [group for group in groups if group & members]
        for group in joined:
            groups.remove(group)
            members |= group
        groups.append(members)
    order = list(touched)
    return sorted(
        (sorted(group, key=order.index) for group in groups if len(group) > 1), key=lambda group: order.index(group[0])
    )
