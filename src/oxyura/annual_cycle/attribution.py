"""Which cause takes how much from growth: Shapley shares over invaders and pressures, a share in the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import factorial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import ActionKind
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.projection import project
from oxyura.schema.errors import LimitError

Floats = NDArray[np.float64]
Outcome = Literal["ln_growth", "ln_lambda"]

MOST_CAUSES = 12


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
    """

    cause_id: str
    kind: ActionKind
    share: Floats
    removed_alone: Floats
    removed_last: Floats


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
    """

    outcome: Outcome
    shares: tuple[CauseShare, ...]
    total: Floats


def default_outcome(cycle: Cycle) -> Outcome:
    """Return ln growth where density or arrivals can matter, else ln λ (DESIGN §3, currencies of outcome)."""
    return "ln_growth" if cycle.has_density or cycle.arrivals else "ln_lambda"


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
        There are more than 12 causes.

    Notes
    -----
    With g(R) the outcome when the set R of causes is removed, and n causes, the share of cause i is

        φᵢ = Σ over R without i of |R|! (n - |R| - 1)! / n! · (g(R ∪ {i}) - g(R)).

    All 2ⁿ sets are evaluated.
    """
    causes = removable_causes(cycle)
    if len(causes) > MOST_CAUSES:
        raise LimitError(
            f"{len(causes)} causes act on '{cycle.structure.migrant_id}'; at most {MOST_CAUSES} can be shared out.",
            remedy="Join causes that belong together under one id.",
        )
    values = evaluate_removals(cycle, years, outcome, tuple(causes))
    shares = shapley_values(values, len(causes))
    everything = len(values) - 1
    return Attribution(
        outcome,
        tuple(
            CauseShare(
                cause,
                kind,
                shares[position],
                values[1 << position] - values[0],
                values[everything] - values[everything ^ (1 << position)],
            )
            for position, (cause, kind) in enumerate(causes.items())
        ),
        values[everything] - values[0],
    )


def evaluate_removals(cycle: Cycle, years: int, outcome: Outcome, causes: Sequence[str]) -> list[Floats]:
    """Return the outcome for every set of removed causes; the set is the binary number of its position."""
    values = []
    for mask in range(1 << len(causes)):
        removed = frozenset(cause for position, cause in enumerate(causes) if mask >> position & 1)
        values.append(outcome_in_ln(cycle, years, outcome, removed=removed))
    return values


def outcome_in_ln(cycle: Cycle, years: int, outcome: Outcome, *, removed: frozenset[str] = frozenset()) -> Floats:
    """Return ln growth over `years`, or ln λ, shape (draws,); -inf where the population dies out."""
    if outcome == "ln_growth":
        growth = project(cycle, years, removed=removed).growth
    else:
        growth = asymptotic_growth(cycle.year(removed=removed), cycle.start)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(growth))


def shapley_values(values: Sequence[Floats], players: int) -> list[Floats]:
    """Return the Shapley value of every player.

    Parameters
    ----------
    values : sequence of array
        Worth of each of the 2ⁿ sets of players, numbered in binary.
    players : int
        n.

    Returns
    -------
    list of array

    Examples
    --------
    Two players who earn only together share evenly:

    >>> [float(value) for value in shapley_values([np.array(v) for v in (0.0, 0.0, 0.0, 1.0)], 2)]
    [0.5, 0.5]
    """
    weight = [factorial(size) * factorial(players - size - 1) / factorial(players) for size in range(players)]
    shares = []
    for player in range(players):
        share = np.zeros_like(values[0])
        for mask in range(1 << players):
            if not mask >> player & 1:
                share = share + weight[mask.bit_count()] * (values[mask | 1 << player] - values[mask])
        shares.append(share)
    return shares


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
