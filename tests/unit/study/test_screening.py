"""The tier `screening`: greatest growth, tolerable deaths, and what invaders take of them."""

from __future__ import annotations

from typing import Any

import pytest

from oxyura.annual_cycle.draws import Draws
from oxyura.invaders.presence import read_presences
from oxyura.schema.table import TableSet, table_from_records
from oxyura.study.screening import Screening, screen_migrant
from oxyura.study.tiers import tier_of


def study(effect: float | None = -0.02, **migrant: Any) -> TableSet:
    records: dict[str, list[dict[str, Any]]] = {
        "sites": [{"site_id": name, "name": name} for name in ("here", "there")],
        "migrants": [
            {
                "migrant_id": "m",
                "scientific_name": "Avis",
                "abundance": 1000.0,
                "abundance_unit": "mature_individuals",
                "adult_survival": 0.95,
                "age_at_first_breeding": 10.0,
                **migrant,
            }
        ],
        "distribution": [
            {"migrant_id": "m", "stage": "breeding", "site_id": site, "share": share, "survey_status": "surveyed"}
            for site, share in (("here", 0.75), ("there", 0.25))
        ],
        "invaders": [{"invader_id": "cat", "scientific_name": "Felis catus"}],
        "presences": [
            {"invader_id": "cat", "site_id": "here", "status": "present"},
            {"invader_id": "cat", "site_id": "there", "status": "absent"},
        ],
        "impacts": [
            {
                "impact_id": "cat-adults",
                "invader_id": "cat",
                "migrant_id": "m",
                "stage": "breeding",
                "mechanism": "predation",
                "rate": "survival",
                "effect": effect,
                "evidence": "demonstrated",
                "confidence": "high",
            }
        ],
    }
    return TableSet({name: table_from_records(name, rows) for name, rows in records.items()})


def screen(tables: TableSet) -> Screening | None:
    return screen_migrant(tables, "m", read_presences(tables), Draws(1, 1, deterministic=True))


def test_deaths_by_invaders_are_held_against_half_the_greatest_growth() -> None:
    tables = study()
    assert tier_of(tables, "m") == "screening"
    found = screen(tables)
    assert found is not None
    assert found.extra_mortality is not None
    assert found.share_of_tolerable is not None
    assert found.maximum.growth == pytest.approx(1.051704110398, abs=1e-10)
    assert found.tolerable_mortality == pytest.approx(0.025852055199, abs=1e-10)
    assert found.tolerable_deaths.median == pytest.approx(25.852055199, abs=1e-7)
    assert found.extra_mortality.median == pytest.approx(0.95 * 0.75 * 0.02)
    assert found.share_of_tolerable.median == pytest.approx(0.95 * 0.75 * 0.02 / 0.025852055199, rel=1e-9)


def test_an_effect_of_unknown_size_is_not_held_against_anything() -> None:
    found = screen(study(effect=None))
    assert found is not None
    assert found.extra_mortality is None
    assert found.share_of_tolerable is None


@pytest.mark.parametrize(
    "missing", [{"adult_survival": None}, {"adult_survival": 1.0}, {"age_at_first_breeding": None}]
)
def test_without_its_two_numbers_there_is_no_screening(missing: dict[str, Any]) -> None:
    assert screen(study(**missing)) is None
