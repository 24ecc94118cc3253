"""Draws: what rests on one finding rises and falls together, however often it is written down."""

from __future__ import annotations

from typing import Any

import numpy as np

from oxyura.annual_cycle.draws import Draws
from oxyura.impacts.effects import read_effects
from oxyura.impacts.pooled_effects import fill_effects
from oxyura.impacts.shared_draws import shared_draws
from oxyura.schema.table import TableSet, table_from_records


def impact(name: str, **cells: Any) -> dict[str, Any]:
    row = {
        "impact_id": name,
        "invader_id": "mouse",
        "migrant_id": "petrel",
        "stage": "breeding",
        "mechanism": "predation",
        "rate": "fecundity",
        "effect": -0.5,
        "effect_low": -0.6,
        "effect_high": -0.4,
        "evidence": "demonstrated",
        "confidence": "high",
        "source_id": "study",
    }
    return {**row, **cells}


def tables(*impacts: dict[str, Any], evidence: tuple[dict[str, Any], ...] = ()) -> TableSet:
    return TableSet(
        {
            "impacts": table_from_records("impacts", impacts),
            "evidence": table_from_records("evidence", evidence),
        }
    )


def record(name: str, ratio: float, **cells: Any) -> dict[str, Any]:
    return {
        "evidence_id": name, "invader_id": "mouse", "migrant_id": "petrel", "stage": "breeding",
        "mechanism": "predation", "rate": "fecundity", "design": "exclosure", "scale": "rate_ratio", "effect": ratio,
        "standard_error": 0.2, "consequence": "performance", "source_id": f"source-{name}", **cells,
    }  # fmt: skip


def test_one_study_at_two_sites_is_one_draw() -> None:
    assert shared_draws(tables(impact("b", site_id="x"), impact("a", site_id="y"))) == {"b": "a"}


def test_order_of_rows_does_not_matter() -> None:
    rows = [impact(name) for name in "cab"]
    assert shared_draws(tables(*rows)) == shared_draws(tables(*rows[::-1])) == {"b": "a", "c": "a"}


def test_what_differs_stays_apart() -> None:
    for change in (
        {"source_id": "other"},
        {"invader_id": "rat"},
        {"migrant_id": "albatross"},
        {"rate": "survival"},
        {"effect": -0.51},
        {"effect_low": -0.61},
    ):
        assert shared_draws(tables(impact("a"), impact("b", **change))) == {}


def test_without_a_source_nothing_is_taken_to_be_the_same() -> None:
    assert shared_draws(tables(impact("a", source_id=None), impact("b", source_id=None))) == {}


def test_constants_have_nothing_to_share() -> None:
    same = {"effect_low": None, "effect_high": None}
    assert shared_draws(tables(impact("a", **same), impact("b", **same))) == {}


def test_chains_join() -> None:
    rows = (impact("a"), impact("b"), impact("b", site_id="x", effect=-0.3), impact("c", site_id="x", effect=-0.3))
    assert shared_draws(tables(*rows)) == {"b": "a", "c": "a"}


def test_effects_of_one_pool_are_one_draw() -> None:
    rows = [impact(name, effect=None, effect_low=None, effect_high=None, source_id=None) for name in ("b", "a")]
    evidence = tuple(record(name, 0.5 + 0.1 * i) for i, name in enumerate("xyz"))
    filled, pooled = fill_effects(tables(*rows, evidence=evidence))
    assert len(pooled) == 2
    assert shared_draws(filled) == {"b": "a"}


def test_draws_of_shared_effects_are_equal_and_the_first_keeps_its_own() -> None:
    draws = Draws(7, 50)

    def drawn(study: TableSet) -> dict[str, np.ndarray]:
        return {
            effect.effect_id: draws.of_effect(effect.value, effect.low, effect.high, *effect.stream)
            for effect in read_effects(study, "petrel")
        }

    together, apart = drawn(tables(impact("a"), impact("b"))), drawn(tables(impact("a"), impact("b", source_id="o")))
    assert (together["a"] == together["b"]).all()
    assert (together["a"] == apart["a"]).all()
    assert (apart["a"] != apart["b"]).any()
