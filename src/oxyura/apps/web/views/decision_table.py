"""Every set of measures with what it costs and brings: what a decision is shown from, without computing anything.

Written in the worker beside the pages of a study. What a study has too many measures for is computed when it is asked
for, as a job (`oxyura.apps.web.weighing`), and joined to the table.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from oxyura.actions.results import Cost, Gain, NotTaken
from oxyura.actions.sets import with_required
from oxyura.publish.result_folder import OutputFile
from oxyura.schema.intervals import Band

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from oxyura.actions.desk import OnOffer, PlanDesk
    from oxyura.study.assessment import Assessment

DECISION_FILE = "web/decision.json"

# Weighing up more of them would keep the pages of a study waiting.
MOST_SETS = 64
_MOST_DETAILS = 256

Names = tuple[str, ...]


@dataclass(frozen=True)
class OfferFacts:
    """A measure on offer.

    Parameters
    ----------
    requires : tuple of str
        Measures on offer that it requires, directly or not.
    excludes : tuple of str
        Measures on offer that cannot be taken as well, whichever of the two says so.
    """

    measure_id: str
    requires: Names
    excludes: Names
    cost: float


@dataclass(frozen=True)
class AfterFacts:
    """What becomes of a population: growth a year, the gain against doing nothing, animals at the horizon."""

    migrant_id: str
    growth: Band
    gain: float
    gain_band: Band
    abundance: Band
    sampled: bool


@dataclass(frozen=True)
class SetFacts:
    """A set of measures, in the order of the study; `after` is empty where it has not been described yet."""

    measures: Names
    cost: Cost
    objective: float
    after: tuple[AfterFacts, ...] = ()


@dataclass(frozen=True)
class DecisionTable:
    """What a decision is shown from.

    Parameters
    ----------
    budget : float or None
        Of the study.
    complete : bool
        Whether every set that can be taken is here.
    """

    currency: str
    price_year: int
    budget: float | None
    gain: Gain
    offers: tuple[OfferFacts, ...]
    never: tuple[NotTaken, ...]
    sets: tuple[SetFacts, ...]
    complete: bool

    def find(self, measures: Iterable[str]) -> SetFacts | None:
        """Return a set; None where it is not here."""
        wanted = frozenset(measures)
        return next((one for one in self.sets if frozenset(one.measures) == wanted), None)

    def joined(self, others: Iterable[SetFacts]) -> DecisionTable:
        """Return the table with more sets, or with sets that are described."""
        found = {frozenset(one.measures): one for one in self.sets}
        for one in others:
            before = found.get(frozenset(one.measures))
            if before is None or not before.after:
                found[frozenset(one.measures)] = one
        return dataclasses.replace(self, sets=tuple(found.values()))


def write_decision(assessment: Assessment) -> tuple[OutputFile, ...]:
    """Return the file of the table; none where nothing can be weighed up."""
    table = build_table(assessment)
    if table is None:
        return ()
    content = json.dumps(dataclasses.asdict(table), ensure_ascii=False, separators=(",", ":")).encode()
    return (OutputFile(DECISION_FILE, content, "application/json", "What each set of measures costs and brings"),)


def read_table(content: bytes) -> DecisionTable:
    """Return the table from its file.

    Raises
    ------
    ValueError
        It was written by another version of the program.
    """
    found = _adapter(DecisionTable).validate_python(json.loads(content))
    assert isinstance(found, DecisionTable)
    return found


def read_sets(given: object) -> tuple[SetFacts, ...]:
    """Return sets from the result of a job; none where it is of another version."""
    try:
        return tuple(_adapter(tuple[SetFacts, ...]).validate_python(given))
    except ValueError:
        return ()


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def build_table(assessment: Assessment) -> DecisionTable | None:
    """Return the table of an assessment; None where nothing can be weighed up."""
    from oxyura.study.measure_planning import prepare_plan

    if not assessment.plan.evaluated:
        return None
    desk = prepare_plan(assessment.study, deterministic=assessment.draws == 1)
    budget = assessment.study.settings.budget
    on_offer = desk.on_offer(budget)
    if on_offer is None:
        return None
    everything = desk.list_sets(MOST_SETS)
    table = DecisionTable(
        on_offer.currency,
        on_offer.price_year,
        None if budget is None else budget.amount,
        assessment.plan.gain,
        list_offers(on_offer),
        on_offer.not_weighed,
        (),
        everything is not None,
    )
    if everything is None:
        return table.joined(_from_plan(assessment, desk))
    migrants = sum(one.population is not None for one in assessment.migrants)
    described = len(everything) * max(migrants, 1) <= _MOST_DETAILS
    best = {frozenset(point.measures) for point in assessment.plan.frontier}
    return table.joined(describe_set(desk, names, described or frozenset(names) in best) for names in everything)


def list_offers(on_offer: OnOffer) -> tuple[OfferFacts, ...]:
    """Return the measures on offer in the order of the study."""
    offers = on_offer.measures
    needed = with_required(offers)
    names = [one.measure_id for one in offers]
    found = []
    for position, one in enumerate(offers):
        excluded = {name for name in one.excludes if name in names}
        excluded |= {other.measure_id for other in offers if one.measure_id in other.excludes}
        required = tuple(names[at] for at in sorted(needed[position]) if at != position)
        facts = OfferFacts(one.measure_id, required, tuple(sorted(excluded)), on_offer.costs[position])
        found.append((one.row, facts))
    return tuple(facts for _, facts in sorted(found, key=lambda pair: pair[0]))


def describe_set(desk: PlanDesk, measures: Names, in_full: bool = True) -> SetFacts:
    """Return a set with its cost and worth, and where asked with what becomes of each population."""
    priced = desk.price(measures)
    after: tuple[AfterFacts, ...] = ()
    if in_full:
        after = tuple(
            AfterFacts(
                one.migrant_id,
                one.growth_after,
                one.gain,
                one.gain_band,
                one.abundance_after,
                one.outcomes == "sampled",
            )
            for one in desk.evaluate(measures).after.values()
        )
    return SetFacts(priced.measures, priced.cost, priced.objective, after)


def neighbours(offers: Iterable[OfferFacts], chosen: Names) -> tuple[Names, ...]:
    """Return a set and those that tell why: without each of its measures, and with each of the others."""
    facts = {one.measure_id: one for one in offers}
    found = {frozenset(chosen): None, frozenset[str](): None}
    for name, one in facts.items():
        if name in chosen:
            rest = [other for other in chosen if other != name and name not in facts[other].requires]
            found[frozenset(rest)] = None
            continue
        added = {*chosen, name, *one.requires}
        if not any(added.intersection(facts[other].excludes) for other in added):
            found[frozenset(added)] = None
    return tuple(tuple(name for name in facts if name in names) for names in found)


def _from_plan(assessment: Assessment, desk: PlanDesk) -> list[SetFacts]:
    """Return the sets that the plan knows: nothing, the frontier, the plan itself and the next best."""
    plan = assessment.plan
    known: list[SetFacts] = [describe_set(desk, ())]
    if plan.chosen is not None:
        known.append(describe_set(desk, plan.chosen.measures))
    rest: Sequence[Any] = (*plan.frontier, *plan.alternatives)
    known += [SetFacts(one.measures, one.cost, one.objective) for one in rest]
    return known


def to_json(sets: Iterable[SetFacts]) -> list[Mapping[str, Any]]:
    """Return sets as JSON, for the result of a job."""
    return [dataclasses.asdict(one) for one in sets]
