"""Indicators of a study's region: alien presences count, native ones do not, unsurveyed ones bound the score."""

from __future__ import annotations

from typing import Any

from oxyura.impacts.eicat import assess_eicat
from oxyura.impacts.regional_indicators import RegionScore
from oxyura.schema.table import TableSet, table_from_records
from oxyura.study.impact_indicators import indicate_impact


def indicate(**more: Any) -> RegionScore:
    impact = {
        "impact_id": "eggs",
        "invader_id": "hedgehog",
        "migrant_id": "dunlin",
        "stage": "breeding",
        "mechanism": "predation",
        "rate": "fecundity",
        "evidence": "demonstrated",
        "confidence": "high",
        "eicat": "MR",
    }
    record = {
        "evidence_id": "fences",
        "invader_id": "hedgehog",
        "migrant_id": "dunlin",
        "stage": "breeding",
        "mechanism": "predation",
        "rate": "fecundity",
        "design": "exclosure",
        "consequence": "decline",
    }
    rows: dict[str, list[dict[str, Any]]] = {
        "sites": [{"site_id": name, "name": name} for name in ("uist", "mainland", "skye")],
        "invaders": [{"invader_id": "hedgehog", "scientific_name": "Erinaceus europaeus"}],
        "presences": [
            {"invader_id": "hedgehog", "site_id": "uist", "status": "present", "establishment_means": "introduced"},
            {"invader_id": "hedgehog", "site_id": "mainland", "status": "present", "establishment_means": "native"},
        ],
        "impacts": [impact],
        "evidence": [record],
    }
    tables = TableSet({name: table_from_records(name, given) for name, given in rows.items()})
    return indicate_impact(tables, assess_eicat(tables), **more)


def test_sites_are_scored_from_the_records_of_the_study() -> None:
    found = indicate()
    assert [(one.site_id, one.low, one.high) for one in found.sites] == [
        ("uist", 2, 2),
        ("mainland", 0, 0),
        ("skye", 0, 2),
    ]
    assert (found.low, found.high, found.score) == (2, 4, None)


def test_published_categories_are_scored_apart() -> None:
    found = indicate(categories="published", scale="exponential", method="cumulative")
    assert (found.low, found.high) == (1_000, 2_000)
