"""Which of the measures on offer are weighed up, what each can bring, and why nothing can be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from oxyura.actions.doing import read_reach
from oxyura.actions.evaluation import MigrantGains
from oxyura.actions.measures import Catalogue, Measure
from oxyura.actions.results import Gain, NotTaken, PlanWarning
from oxyura.actions.sets import with_required
from oxyura.annual_cycle.cycle import Cycle
from oxyura.schema.sentences import sentence
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet


def read_gains(
    tables: TableSet, settings: Settings, cycles: Mapping[str, Cycle], gain: Gain, offers: Sequence[Measure]
) -> dict[str, MigrantGains]:
    """Return what sets of measures bring, by migrant that has an annual cycle."""
    table = tables["migrants"]
    weights = dict(zip(table.words("migrant_id"), table.numbers("weight", 1.0), strict=True))
    return {
        migrant: MigrantGains(
            read_reach(tables, cycle, settings.horizon_years, offers), gain, float(weights[migrant]), offers
        )
        for migrant, cycle in cycles.items()
    }


def that_matter(offers: Sequence[Measure], gains: Mapping[str, MigrantGains]) -> tuple[Measure, ...]:
    """Return the measures that change something for a migrant, and those that such measures require."""
    touching: frozenset[str] = frozenset().union(*(one.touching for one in gains.values()))
    needed: set[int] = set()
    for measure, required in zip(offers, with_required(offers), strict=True):
        if measure.measure_id in touching:
            needed |= required
    return tuple(measure for position, measure in enumerate(offers) if position in needed)


def why_nothing(
    offers: Collection[Measure],
    candidates: Collection[Measure],
    cycles: Mapping[str, Cycle],
    money: tuple[str, int] | None,
) -> PlanWarning | None:
    """Return why nothing can be weighed up, or None.

    Parameters
    ----------
    offers, candidates : collection of Measure
        Measures on offer, and those of them that change something.
    cycles : mapping of str to Cycle
    money : (str, int), optional
        Currency and price year of all of them; None where they differ.
    """
    if not offers:
        return PlanWarning("no_measures", "measures", sentence("No measure is on offer."))
    if not cycles:
        return PlanWarning(
            "no_full_tier",
            "measures",
            sentence("No migrant has an annual cycle (tier full), so what measures would bring cannot be computed."),
        )
    if not candidates:
        nothing = sentence("No measure on offer acts on anything of known size in a model.")
        return PlanWarning("nothing_to_weigh", "measures", nothing)
    if money is None:
        return PlanWarning(
            "currencies_mixed",
            "measures",
            sentence("Measures are priced in different currencies or price years, so their costs cannot be added."),
        )
    return None


def not_weighed(catalogue: Catalogue, idle: Sequence[Measure]) -> tuple[NotTaken, ...]:
    """Return the measures that are no candidates, with why."""
    return (
        *(NotTaken(measure.measure_id, "changes_nothing", 0.0) for measure in idle),
        *(NotTaken(name, "requirement_failed", None, (other,)) for name, other in catalogue.barred.items()),
    )
