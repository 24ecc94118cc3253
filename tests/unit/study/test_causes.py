"""Causes that the data cannot tell apart, those that models stand for among them."""

from __future__ import annotations

from typing import Any

from oxyura.study.causes import describe_causes
from unit.annual_cycle.test_attribution import pressure
from unit.annual_cycle.test_population import impact, tables

Row = dict[str, Any]

PREDATION = {
    "impact_id": "hunts",
    "invader_id": "rat",
    "migrant_id": "m",
    "stage": "year",
    "rate": "survival",
    "response": "type_ii",
    "attack": 0.001,
    "predators": 10.0,
    "evidence": "demonstrated",
    "confidence": "high",
}
DISEASE = {
    "impact_id": "sickens",
    "invader_id": "rat",
    "migrant_id": "m",
    "stage": "year",
    "mechanism": "disease_transmission",
    "prevalence": 0.2,
    "fecundity_loss": 0.5,
    "evidence": "demonstrated",
    "confidence": "high",
}


def confounded(**more: list[Row]) -> tuple[tuple[str, ...], ...]:
    return describe_causes(tables(**more), "m", None).confounded


def test_a_cause_without_a_size_cannot_be_told_from_others_on_its_rate() -> None:
    unsized = {**pressure("bycatch", 0.0), "effect": None}
    assert confounded(pressures=[unsized], impacts=[impact(-0.5, "survival")]) == (("rat", "bycatch"),)
    assert confounded(pressures=[unsized], impacts=[impact(-0.5, "fecundity")]) == ()
    assert confounded(pressures=[pressure("bycatch", -0.1)], impacts=[impact(-0.5, "survival")]) == ()


def test_a_model_stands_for_a_cause_on_its_rate() -> None:
    unsized = {**pressure("bycatch", 0.0), "effect": None}
    described = describe_causes(tables(pressures=[unsized], predation=[PREDATION]), "m", None)
    assert [cause.cause_id for cause in described.unsized] == ["bycatch"]
    assert described.confounded == (("bycatch", "rat"),)


def test_a_disease_acts_on_what_it_lowers() -> None:
    on_survival = {**pressure("bycatch", 0.0), "effect": None}
    on_young = {**on_survival, "rate": "fecundity"}
    assert confounded(pressures=[on_survival], diseases=[DISEASE]) == ()
    assert confounded(pressures=[on_young], diseases=[DISEASE]) == (("bycatch", "rat"),)
