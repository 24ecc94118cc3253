"""Facts of a made-up flyway for action plans."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from oxyura.policy.action_plan_facts import (
    GapFacts,
    InvaderFacts,
    MeasureFacts,
    MigrantFacts,
    PairFacts,
    PlanFacts,
    UnsizedEffect,
)
from oxyura.schema.intervals import Band

SIZES = {"rat": Band(0.03, 0.01, 0.05), "mink": Band(0.002, 0.0, 0.004), "drainage": Band(0.01, 0.0, 0.02)}
DUCK = MigrantFacts(
    migrant_id="duck",
    scientific_name="Oxyura exempli",
    appendix="II",
    instruments=("AEWA",),
    tier="full",
    extinction=0.0,
    growth_now=Band(0.98, 0.96, 1.0),
    growth_after=Band(1.0, 0.98, 1.02),
    shares=SIZES,
    alone=SIZES,
    pressures=("hunting", "drainage"),
    unsized=(
        UnsizedEffect("cat", "invader", "breeding", "survival"),
        UnsizedEffect("hunting", "pressure", "winter", "survival"),
    ),
    confounded=(("cat", "hunting"),),
    sites=("lagoon", "island", "sea"),
)
COUNTRIES = {"lagoon": "ES", "island": "PT", "sea": None, "port": "FR"}


def pair(invader: str, verdict: Any, position: int, **more: Any) -> PairFacts:
    given = PairFacts(
        position, "duck", invader, "breeding", "predation", verdict, "some_rule", ("survival",), ("island",)
    )
    return replace(given, **more)


def invader(name: str, **more: Any) -> InvaderFacts:
    return replace(InvaderFacts(name, f"{name.title()} exempli", "mammal", ("pet",), {"island": "present"}, ()), **more)


def measure(name: str, against: tuple[str, ...], **more: Any) -> MeasureFacts:
    given = MeasureFacts(name, "eradicate", against, (), "island", None, 1.0, True, "", 0, None, ())
    return replace(given, **more)


def gap(position: int, weight: Any, **more: Any) -> GapFacts:
    given = GapFacts(position, "unknown_size", "", "duck", "cat", "breeding", "predation", ("island",), weight)
    return replace(given, **more)


def facts(**more: Any) -> PlanFacts:
    given = PlanFacts(
        migrants=(DUCK,),
        left_out=(),
        invaders={
            "rat": invader("rat"),
            "cat": invader("cat", pathways=()),
            "mink": invader("mink", status={"lagoon": "present", "island": "eradicated", "sea": "absent"}),
            "carp": invader("carp", status={"lagoon": "absent"}, group="fish"),
        },
        pairs=(
            pair("cat", "demonstrated_threat", 0),
            pair("rat", "inferred_threat", 1),
            pair("mink", "unproven", 2, sites=("lagoon",)),
            pair("carp", "no_demonstrated_impact", 3, rule="harm_excluded"),
        ),
        measures=(
            measure("bait", ("rat", "cat")),
            measure("trap", ("mink",), chosen=False, why_not="costs_too_much", site_id=None),
        ),
        gaps=(gap(0, "decides"), gap(1, "changes_nothing"), gap(2, "may_become_threat", kind="not_surveyed")),
        countries=COUNTRIES,
        country_names={"ES": "Spain", "PT": "Portugal", "FR": "France"},
        note="",
    )
    return replace(given, **more)
