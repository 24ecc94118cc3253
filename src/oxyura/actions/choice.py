"""Choosing among priced sets: the frontier over budgets, and the next best."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from oxyura.actions.measures import Measure
from oxyura.actions.sets import Set, with_dependents

# Objectives that differ by less are equal: they come from sums in floating point.
SAME_OBJECTIVE = 1e-12


@dataclass(frozen=True)
class PricedSet:
    """A set of measures with its cost, its objective and its names in alphabetical order."""

    chosen: Set
    cost: float
    objective: float
    names: tuple[str, ...]


def find_frontier(priced: Sequence[PricedSet]) -> list[PricedSet]:
    """Return, in order of cost, the sets that are better than every cheaper one.

    Of sets of one cost and one objective the smaller stands for them, then the first by name. The last point within a
    budget is the best set under it.
    """
    frontier: list[PricedSet] = []
    for candidate in sorted(priced, key=lambda one: (one.cost, -round(one.objective, 12), len(one.chosen), one.names)):
        if not frontier or candidate.objective > frontier[-1].objective + SAME_OBJECTIVE:
            if frontier and candidate.cost == frontier[-1].cost:
                frontier.pop()
            frontier.append(candidate)
    return frontier


def next_best(
    priced: Sequence[PricedSet], best: PricedSet, offers: Sequence[Measure], most: int, forced: Collection[int] = ()
) -> list[PricedSet]:
    """Return the best sets after `best`, none with a measure that could be left out without loss.

    Measures in `forced`, which every set holds, cannot be left out.
    """
    objective = {one.chosen: one.objective for one in priced}
    fewest = tuple(sorted(forced))
    dependents = with_dependents(offers)

    def is_padded(one: PricedSet) -> bool:
        for measure in one.chosen:
            if not dependents[measure].isdisjoint(fewest):
                continue
            smaller = tuple(at for at in one.chosen if at not in dependents[measure])
            if objective[smaller] >= one.objective - SAME_OBJECTIVE:
                return True
        return False

    found: list[PricedSet] = []
    order = sorted(priced, key=lambda one: (-round(one.objective, 12), one.cost, len(one.chosen), one.names))
    for candidate in order:
        if candidate.chosen not in (best.chosen, fewest) and not is_padded(candidate):
            found.append(candidate)
            if len(found) == most:
                break
    return found
