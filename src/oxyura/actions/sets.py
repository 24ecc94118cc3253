"""Which measures can be taken together: every set that requirements, exclusions and money allow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import fsum

from oxyura.actions.measures import Measure

# Sums of money are compared to so many parts of the budget.
_ROUNDING = 1e-9

Set = tuple[int, ...]


def exclusions(offers: Sequence[Measure]) -> list[frozenset[int]]:
    """Return, for each measure, the positions of those that cannot be taken as well, whichever of the two says so."""
    position = {measure.measure_id: at for at, measure in enumerate(offers)}
    excluded: list[set[int]] = [set() for _ in offers]
    for at, measure in enumerate(offers):
        for name in measure.excludes:
            if name in position:
                excluded[at].add(position[name])
                excluded[position[name]].add(at)
    return [frozenset(others) for others in excluded]


def requirements(offers: Sequence[Measure]) -> list[frozenset[int]]:
    """Return, for each measure, the positions of those on offer that it requires."""
    position = {measure.measure_id: at for at, measure in enumerate(offers)}
    return [frozenset(position[name] for name in measure.requires if name in position) for measure in offers]


def with_required(offers: Sequence[Measure]) -> list[frozenset[int]]:
    """Return, for each measure, itself and all that it requires, directly or not."""
    needed: list[frozenset[int]] = []
    for position, required in enumerate(requirements(offers)):
        needed.append(frozenset({position}).union(*(needed[other] for other in required)))
    return needed


def with_dependents(offers: Sequence[Measure]) -> list[frozenset[int]]:
    """Return, for each measure, itself and all that require it, directly or not."""
    dependents: list[set[int]] = [set() for _ in offers]
    for position, needed in enumerate(with_required(offers)):
        for one in needed:
            dependents[one].add(position)
    return [frozenset(others) for others in dependents]


def set_cost(costs: Sequence[float], chosen: Set) -> float:
    """Return what a set costs, exactly rounded."""
    return fsum(costs[at] for at in chosen)


def affordable(cost: float, budget: float | None) -> bool:
    """Tell whether a budget holds a cost, to nine digits; no budget holds everything."""
    return budget is None or cost <= budget * (1.0 + _ROUNDING)


def list_sets(
    offers: Sequence[Measure],
    costs: Sequence[float],
    budget: float | None,
    most: int,
    *,
    forced: Collection[int] = (),
    among: Collection[int] | None = None,
) -> list[Set] | None:
    """List every set of measures that can be taken together under a budget, the smallest first.

    Parameters
    ----------
    offers : sequence of Measure
        What one requires comes before it.
    costs : sequence of float
    budget : float, optional
        None: whatever it costs.
    most : int
        Stop beyond so many.
    forced : collection of int
        Positions of measures that every set holds; with what they require, and none that excludes another.
    among : collection of int, optional
        Positions of the measures that a set may hold; None: all.

    Returns
    -------
    list of tuple of int, or None
        Positions in `offers`, increasing; None where there are more than `most`.
    """
    required, excluded = requirements(offers), exclusions(offers)
    held = frozenset(forced)
    if not affordable(set_cost(costs, tuple(held)), budget):
        return []
    found: list[Set] = [()]
    for position in range(len(offers)):
        if position in held:
            found = [(*before, position) for before in found]
            continue
        if (among is not None and position not in among) or excluded[position] & {position, *held}:
            continue
        for before in list(found):
            if not required[position] <= {*before} or excluded[position] & {*before}:
                continue
            chosen = (*before, position)
            if affordable(set_cost(costs, tuple(held.union(chosen))), budget):
                found.append(chosen)
        if len(found) > most:
            return None
    return found
