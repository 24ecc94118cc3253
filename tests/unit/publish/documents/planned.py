"""Action plans of the small study of the pochard, with measures on offer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from oxyura.policy.action_plan import ActionPlan
from oxyura.publish.documents.action_plan_document import make_action_plan
from oxyura.publish.documents.document import Document
from oxyura.publish.result_folder import OutputFile
from oxyura.schema.settings import Budget, Settings
from oxyura.study.action_planning import plan_actions
from oxyura.study.assessment import Assessment
from oxyura.study.running import assess_study
from unit.publish.pochard import SETTINGS, make_study, year_records

Records = dict[str, list[dict[str, Any]]]
WITH_MONEY = replace(SETTINGS, budget=Budget(1000.0, "EUR", 2020))


def offered() -> Records:
    """Return the study's tables with three measures: one to be chosen, one too dear, one already done."""

    def measure(name: str, cost: float, **more: Any) -> dict[str, Any]:
        return {
            "measure_id": name,
            "kind": "eradicate",
            "invader_ids": ("american-mink",),
            "site_id": "lagoon",
            "cost": cost,
            "currency": "EUR",
            "price_year": 2020.0,
            "success_probability": 0.8,
            "source_id": "field-2020",
            **more,
        }

    records = year_records()
    records["measures"] = [
        measure("trap-mink", 800.0, success_low=0.6, success_high=0.9, start_delay_years=2.0, duration_years=1.0),
        measure("fence-and-trap", 50_000.0, success_probability=0.95, duration_years=3.0),
        measure("shoot-mink", 300.0, outcome="failed", outcome_year=2015.0, success_probability=0.0),
    ]
    records["measure_effects"] = [
        {
            "measure_id": "trap-mink",
            "migrant_id": "marbled-pochard",
            "stage": "nonbreeding",
            "rate": "survival",
            "effect": -0.02,
            "from_year": 1.0,
            "to_year": 1.0,
            "source_id": "field-2020",
        }
    ]
    return records


def assess(change: Callable[[Records], None] | None = None, settings: Settings = WITH_MONEY) -> Assessment:
    """Return the assessment of the study after a change to its tables."""
    records = offered()
    if change is not None:
        change(records)
    return assess_study(make_study(records, settings))


@cache
def assessed() -> Assessment:
    return assess()


def written(
    assessment: Assessment, language: str = "en", plan: ActionPlan | None = None, **more: Any
) -> tuple[Document, tuple[OutputFile, ...]]:
    return make_action_plan(assessment, plan or plan_actions(assessment), language, **more)
