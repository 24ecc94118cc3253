"""Standards of one act that demand the opposite of each other, and those of which it cannot be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from oxyura.policy.answers import Holds, Link, all_of
from oxyura.policy.standards import FURTHERS, LIMITS, Standard
from oxyura.policy.subjects import broader_pathways, fold_name, reaches_taxon
from oxyura.schema.policy_tables import ANY
from oxyura.schema.sentences import sentence


@dataclass(frozen=True)
class Contradiction:
    """Two standards of one act that demand the opposite, or may."""

    first_id: str
    second_id: str
    act: str
    answer: Holds
    links: tuple[Link, ...]


def find_contradictions(standards: tuple[Standard, ...]) -> Iterable[Contradiction]:
    """Yield the pairs of standards that contradict each other, or may."""
    for one, other in combinations(standards, 2):
        if one.act != other.act:
            continue
        strict, free = (one, other) if one.demand in LIMITS else (other, one)
        if strict.demand not in LIMITS or free.demand not in FURTHERS:
            continue
        if strict.demand == "restricts" and free.demand == "permits":
            # What is permitted under conditions is restricted and permitted at once.
            continue
        links = (_demands(strict, free), _same_taxa(one, other), _same_pathway(one, other), _same_place(one, other))
        holds = all_of(link.holds for link in (*links, _same_time(one, other)))
        if holds != "no":
            yield Contradiction(one.standard_id, other.standard_id, one.act, holds, (*links, _same_time(one, other)))


def _demands(strict: Standard, free: Standard) -> Link:
    reason = sentence(
        "%(standard_id)s %(demand)s what %(standard_id_2)s %(demand_2)s: %(act)s.",
        standard_id=strict.standard_id,
        demand=strict.demand,
        standard_id_2=free.standard_id,
        demand_2=free.demand,
        act=strict.act,
    )
    if strict.demand == "restricts":
        return Link(
            "demands", "unknown", sentence("%(reason)s Whether both can be met depends on conditions.", reason=reason)
        )
    return Link("demands", "yes", reason)


def _same_taxa(one: Standard, other: Standard) -> Link:
    if not one.taxa or not other.taxa:
        return Link("species", "unknown", sentence("One of them names no taxon."))
    for first, second in ((one, other), (other, one)):
        links = [reaches_taxon(first.taxa, taxon) for taxon in second.taxa if fold_name(taxon) != ANY]
        if ANY in {taxon.casefold() for taxon in first.taxa}:
            return Link(
                "species", "yes", sentence("%(standard_id)s is about any taxon.", standard_id=first.standard_id)
            )
        found = next((link for link in links if link.holds == "yes"), None)
        if found is not None:
            return found
    return Link("species", "no", sentence("They name different taxa."))


def _same_pathway(one: Standard, other: Standard) -> Link:
    if not one.pathways or not other.pathways:
        return Link("pathway", "unknown", sentence("One of them names no pathway."))
    if one.is_general or other.is_general:
        return Link("pathway", "yes", sentence("One of them is about any pathway."))
    shared = [
        first
        for first in one.pathways
        for second in other.pathways
        if first == second or second in broader_pathways(first) or first in broader_pathways(second)
    ]
    return Link(
        "pathway",
        "yes" if shared else "no",
        sentence("Both are about %(shared)s.", shared=shared[0]) if shared else sentence("Different ones."),
    )


def _same_place(one: Standard, other: Standard) -> Link:
    wide = [standard for standard in (one, other) if standard.reach == "parties"]
    if len(wide) == 2:
        return Link("place", "yes", sentence("Both hold for their Parties, anywhere."))
    blank = [standard.standard_id for standard in (one, other) if standard not in wide and not standard.territory]
    if blank:
        return Link("place", "unknown", sentence("%(blank)s states no territory.", blank=blank[0]))
    if wide:
        return Link(
            "place",
            "unknown",
            sentence(
                "Whether those bound by %(standard_id)s are in it is not in this table.",
                standard_id=wide[0].standard_id,
            ),
        )
    areas = {area.partition("-")[0] for area in one.territory} & {area.partition("-")[0] for area in other.territory}
    if not areas:
        return Link("place", "no", sentence("They hold in different countries."))
    both = set(one.territory) & set(other.territory) or {
        area for area in areas if area in (*one.territory, *other.territory)
    }
    holds: Holds = "yes" if both else "no"
    return Link(
        "place",
        holds,
        sentence("Both hold in %(sorted)s.", sorted=sorted(both or areas)[0])
        if both
        else sentence("They hold in different parts."),
    )


def _same_time(one: Standard, other: Standard) -> Link:
    for first, second in ((one, other), (other, one)):
        begins = second.date or (f"{second.year:.0f}-12-31" if second.year is not None else None)
        if first.until is not None and begins is not None and first.until < begins:
            return Link(
                "time",
                "no",
                sentence(
                    "%(standard_id)s ended before %(standard_id_2)s began.",
                    standard_id=first.standard_id,
                    standard_id_2=second.standard_id,
                ),
            )
    if any(standard.date is None and standard.year is None for standard in (one, other)):
        return Link("time", "unknown", sentence("One of them has no date."))
    return Link("time", "yes", sentence("Both are in force together."))
