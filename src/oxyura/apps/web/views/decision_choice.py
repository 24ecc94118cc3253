"""What a reader has chosen, weighed against everything else that can be taken: from the table of sets alone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from oxyura.actions.choice import SAME_OBJECTIVE
from oxyura.actions.results import NotTaken, WhyIn
from oxyura.actions.sets import affordable
from oxyura.apps.web.views.decision_table import DecisionTable, Names, SetFacts

# As floats hold whole units of money.
_LARGEST_BUDGET = 2.0**53
_ALTERNATIVES = 5
MEASURE_FIELD = "m-"


@dataclass(frozen=True)
class Ask:
    """What the address asks for.

    Parameters
    ----------
    budget : float or None
        None: the study's.
    by_hand : bool
        Whether the measures were switched by hand; otherwise the best under the budget is meant.
    measures : tuple of str
        Switched on.
    """

    budget: float | None
    by_hand: bool
    measures: Names


@dataclass(frozen=True)
class Clash:
    """Why a set cannot be taken: a measure lacks what it requires, or meets one that excludes it."""

    measure_id: str
    other: str
    lacks: bool


@dataclass(frozen=True)
class Choice:
    """A set of measures, weighed.

    Parameters
    ----------
    budget : float
        Under which the best is sought.
    chosen : SetFacts or None
        None: the set cannot be taken, or has to be computed.
    measures : tuple of str
        Switched on.
    best : SetFacts
        The best under the budget, of those known.
    difference : float or None
        Objective of the chosen less that of the best.
    """

    budget: float
    by_hand: bool
    measures: Names
    chosen: SetFacts | None
    best: SetFacts
    clashes: tuple[Clash, ...]
    why_in: tuple[WhyIn, ...]
    why_out: tuple[NotTaken, ...]
    alternatives: tuple[SetFacts, ...]

    @property
    def is_unknown(self) -> bool:
        """Whether the set can be taken and has to be computed first."""
        return not self.clashes and (self.chosen is None or not self.chosen.after)

    @property
    def over_budget(self) -> bool:
        """Whether the chosen set costs more than the budget."""
        return self.chosen is not None and not affordable(self.chosen.cost.value, self.budget)

    @property
    def difference(self) -> float | None:
        """Return the objective of the chosen set less that of the best; None where it is not known."""
        return None if self.chosen is None else self.chosen.objective - self.best.objective


def read_ask(query: Mapping[str, str]) -> Ask:
    """Return what the query of an address asks for; what makes no sense is left out."""
    measures = tuple(name.removeprefix(MEASURE_FIELD) for name, value in query.items() if _is_switch(name, value))
    return Ask(_money(query.get("budget", "")), query.get("by") == "hand", measures)


def _is_switch(name: str, value: str) -> bool:
    return name.startswith(MEASURE_FIELD) and bool(value)


def _money(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 <= number <= _LARGEST_BUDGET else None


def frontier(table: DecisionTable) -> tuple[SetFacts, ...]:
    """Return the sets that are better than every cheaper one, by cost."""
    found: list[SetFacts] = []
    order = sorted(
        table.sets,
        key=lambda one: (one.cost.value, -round(one.objective, 12), len(one.measures), sorted(one.measures)),
    )
    for one in order:
        if not found or one.objective > found[-1].objective + SAME_OBJECTIVE:
            if found and one.cost.value == found[-1].cost.value:
                found.pop()
            found.append(one)
    return tuple(found)


def choose(table: DecisionTable, ask: Ask) -> Choice:
    """Weigh what is asked for.

    Parameters
    ----------
    table : DecisionTable
        Of the study, with what jobs have added to it.
    ask : Ask
    """
    points = frontier(table)
    budget = ask.budget if ask.budget is not None else table.budget
    if budget is None:
        budget = points[-1].cost.value
    best = [one for one in points if affordable(one.cost.value, budget)][-1]
    on_offer = [one.measure_id for one in table.offers]
    measures = tuple(name for name in on_offer if name in ask.measures) if ask.by_hand else best.measures
    clashes = _clashes(table, measures)
    chosen = None if clashes else table.find(measures)
    known = chosen is not None
    return Choice(
        budget,
        ask.by_hand,
        measures,
        chosen,
        best,
        clashes,
        _why_in(table, chosen) if chosen is not None else (),
        (*(_why_out(table, chosen, budget) if chosen is not None else ()), *table.never) if known else table.never,
        next_best(table, best, budget),
    )


def _clashes(table: DecisionTable, measures: Names) -> tuple[Clash, ...]:
    found = []
    for one in table.offers:
        if one.measure_id in measures:
            found += [Clash(one.measure_id, name, True) for name in one.requires if name not in measures]
            found += [
                Clash(one.measure_id, name, False)
                for name in one.excludes
                if name in measures and one.measure_id < name
            ]
    return tuple(found)


def _without(table: DecisionTable, measures: Iterable[str], gone: str) -> tuple[SetFacts | None, Names]:
    """Return the set without a measure and all that require it, and what goes with it."""
    dropped = {one.measure_id for one in table.offers if gone in one.requires}
    kept = [name for name in measures if name != gone and name not in dropped]
    return table.find(kept), tuple(name for name in measures if name in dropped)


def _why_in(table: DecisionTable, chosen: SetFacts) -> tuple[WhyIn, ...]:
    found = []
    for name in chosen.measures:
        rest, dropped = _without(table, chosen.measures, name)
        loss = math.nan if rest is None else chosen.objective - rest.objective
        found.append(WhyIn(name, loss, dropped))
    return tuple(found)


def _why_out(table: DecisionTable, chosen: SetFacts, budget: float) -> tuple[NotTaken, ...]:
    found = []
    for one in table.offers:
        if one.measure_id in chosen.measures:
            continue
        also = tuple(name for name in one.requires if name not in chosen.measures)
        added = {*chosen.measures, *also, one.measure_id}
        barriers = tuple(
            other.measure_id
            for other in table.offers
            if other.measure_id in added and added.intersection(other.excludes)
            and other.measure_id not in (one.measure_id, *also)
        )  # fmt: skip
        if barriers:
            found.append(NotTaken(one.measure_id, "excluded", None, barriers))
            continue
        bigger = table.find(added)
        gain = None if bigger is None else bigger.objective - chosen.objective
        holds = bigger is not None and affordable(bigger.cost.value, budget)
        found.append(NotTaken(one.measure_id, "adds_nothing" if holds else "costs_too_much", gain, also))
    return tuple(found)


def next_best(table: DecisionTable, best: SetFacts, budget: float, most: int = _ALTERNATIVES) -> tuple[SetFacts, ...]:
    """Return the best sets under a budget after the best, none with a measure that could be left out without loss."""
    within = [
        one
        for one in table.sets
        if affordable(one.cost.value, budget) and one.measures and frozenset(one.measures) != frozenset(best.measures)
    ]
    order: Sequence[SetFacts] = sorted(
        within, key=lambda one: (-round(one.objective, 12), one.cost.value, len(one.measures), sorted(one.measures))
    )
    found: list[SetFacts] = []
    for one in order:
        if len(found) < most and not _is_padded(table, one):
            found.append(one)
    return tuple(found)


def _is_padded(table: DecisionTable, one: SetFacts) -> bool:
    for name in one.measures:
        smaller, _ = _without(table, one.measures, name)
        if smaller is not None and smaller.objective >= one.objective - SAME_OBJECTIVE:
            return True
    return False
