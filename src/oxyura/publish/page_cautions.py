"""What the page says of the limits of the answer: cautions, what the study leaves out, what would take it further."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oxyura.publish.labels import Labels, title_of
from oxyura.publish.number_words import NOTHING
from oxyura.study.assessment import Assessment

# Longer lists of places help nobody; summary.json holds every warning.
_MOST_PLACES = 40

TITLES: Mapping[str, str] = {
    "tier_evidence": "Growth is not given",
    "tier_screening": "Growth is not given",
    "pairs_from_individuals": "Pairs taken from a count of all animals",
    "no_density": "Nothing limits the population: upper bounds",
    "no_interval": "Numbers without an interval",
    "least_movement": "Movements that are assumed",
    "no_distribution": "Places that are not known",
    "clipped": "Rates brought back into their range",
    "no_elasticities": "Elasticities are not given",
    "no_equilibrium": "No level at which it settles",
    "not_surveyed": "Nobody has looked",
    "unknown_size": "Known causes of unknown size",
    "effect_without_interval": "Effects without an interval",
    "native_here": "Native where it acts",
}
_NEXT_TIER = {"evidence": "screening", "screening": "full"}


@dataclass(frozen=True)
class Statement:
    """One message, and everything that it is said of."""

    message: str
    places: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class CautionGroup:
    """Cautions of one kind."""

    code: str
    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Step:
    """What would take some populations to the next tier."""

    tier: str
    next_tier: str
    questions: tuple[str, ...]
    migrants: tuple[str, ...]


def group_cautions(assessment: Assessment, labels: Labels) -> tuple[CautionGroup, ...]:
    """Return the warnings of a run, those of one kind together, each message with what it is said of."""
    groups: dict[str, dict[str, list[str]]] = {}
    for caution in assessment.warnings:
        places = groups.setdefault(caution.code, {}).setdefault(caution.message, [])
        if caution.where:
            places.append(_place(caution.where, labels))
    return tuple(
        CautionGroup(
            code,
            TITLES.get(code) or code.replace("_", " ").capitalize(),
            tuple(
                Statement(message, tuple(places[:_MOST_PLACES]), max(0, len(places) - _MOST_PLACES))
                for message, places in messages.items()
            ),
        )
        for code, messages in groups.items()
    )


def list_absences(assessment: Assessment) -> tuple[str, ...]:
    """Return what the answer lacks because a table was left out."""
    return tuple(
        dict.fromkeys(problem.message for problem in assessment.study.problems if problem.code == "table_absent")
    )


def list_steps(assessment: Assessment, labels: Labels) -> tuple[Step, ...]:
    """Return the questions whose answers would take populations further; same questions together."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for migrant in assessment.migrants:
        if migrant.next_tier:
            groups.setdefault((migrant.tier, migrant.next_tier), []).append(labels.migrant(migrant.migrant_id).name)
    return tuple(
        Step(tier, _NEXT_TIER.get(tier, NOTHING), questions, tuple(migrants))
        for (tier, questions), migrants in groups.items()
    )


def _place(where: str, labels: Labels) -> str:
    """Return a place such as ``invader house-mouse, migrant grey-petrel`` with the names that people know."""
    return ", ".join(_name(part, labels) for part in where.split(", "))


def _name(part: str, labels: Labels) -> str:
    kind, _, ident = part.partition(" ")
    match kind:
        case "migrant":
            return labels.migrant(ident).name
        case "invader" | "pressure":
            return labels.cause(ident, kind)
        case "site":
            return labels.site(ident) or title_of(ident)
    return part
