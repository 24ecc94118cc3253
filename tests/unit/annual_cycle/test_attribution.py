"""Shares of causes: they sum, they are fair, and they credit nothing that does nothing."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.annual_cycle.attribution import (
    attribute_growth,
    confounded_groups,
    default_outcome,
    find_unexplained,
    shapley_values,
)
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.schema.errors import LimitError
from unit.annual_cycle.test_population import impact, tables

Row = dict[str, Any]


def pressure(name: str, effect: float, **more: Any) -> Row:
    return {
        "pressure_id": name,
        "name": name,
        "iucn_threat": "5.4",
        "migrant_id": "m",
        "stage": "year",
        "rate": "survival",
        "effect": effect,
        "evidence": "expert",
        "confidence": "low",
        **more,
    }


def cycle(draws: int = 1, **more: list[Row]) -> Cycle:
    return read_cycle(tables(**more), "m", Draws(1, draws, deterministic=draws == 1))


def shares(of: Cycle, outcome: str = "ln_lambda") -> dict[str, float]:
    found = attribute_growth(of, 10, "ln_growth" if outcome == "ln_growth" else "ln_lambda")
    return {share.cause_id: float(share.share[0]) for share in found.shares}


@given(st.lists(st.floats(-2, 2), min_size=8, max_size=8))
def test_shapley_values_are_the_mean_over_orders(worth: list[float]) -> None:
    values = [np.array([value]) for value in worth]
    found = [float(share[0]) for share in shapley_values(values, 3)]
    expected = [0.0, 0.0, 0.0]
    for order in permutations(range(3)):
        mask = 0
        for player in order:
            expected[player] += (worth[mask | 1 << player] - worth[mask]) / 6
            mask |= 1 << player
    assert found == pytest.approx(expected, abs=1e-12)
    assert sum(found) == pytest.approx(worth[7] - worth[0], abs=1e-12)


def test_parts_sum_to_the_whole_in_every_draw() -> None:
    causes = [
        pressure("a", -0.1, effect_low=-0.2, effect_high=-0.02),
        pressure("b", -0.2, effect_low=-0.3, effect_high=-0.1),
    ]
    of = cycle(50, pressures=causes, impacts=[impact(-0.5, effect_low=-0.6, effect_high=-0.3)])
    for outcome in ("ln_lambda", "ln_growth"):
        found = attribute_growth(of, 10, "ln_growth" if outcome == "ln_growth" else "ln_lambda")
        assert np.sum([share.share for share in found.shares], axis=0) == pytest.approx(found.total, abs=1e-12)
        assert found.total.std() > 0


def test_a_cause_without_effect_gets_nothing() -> None:
    assert "idle" not in shares(cycle(pressures=[pressure("idle", 0.0), pressure("busy", -0.2)]))


def test_two_causes_alike_share_alike() -> None:
    found = shares(cycle(pressures=[pressure("one", -0.1), pressure("two", -0.1)]))
    assert found["one"] == pytest.approx(found["two"], rel=1e-12)
    assert sum(found.values()) == pytest.approx(np.log(1.1 / (0.8 * 0.81 + 0.3)), rel=1e-12)


def test_a_native_is_never_given_a_share() -> None:
    native = [{"invader_id": "rat", "site_id": "home", "status": "present", "establishment_means": "native"}]
    assert shares(cycle(impacts=[impact(-0.5)], presences=native)) == {}


def test_alone_and_last_differ_where_causes_do_not_add_up() -> None:
    found = attribute_growth(cycle(pressures=[pressure("a", -0.5)], impacts=[impact(-0.9)]), 10, "ln_lambda")
    rat = next(share for share in found.shares if share.cause_id == "rat")
    assert rat.removed_alone[0] == pytest.approx(np.log((0.4 + 0.3) / (0.4 + 0.03)))
    assert rat.removed_last[0] == pytest.approx(np.log(1.1 / (0.8 + 0.03)))


def test_growth_is_shared_out_where_density_can_matter() -> None:
    assert default_outcome(cycle()) == "ln_lambda"
    density = [{"migrant_id": "m", "stage": "year", "form": "ricker", "a": 0.001}]
    assert default_outcome(cycle(density=density)) == "ln_growth"


def test_more_causes_than_can_be_shared_out_are_refused() -> None:
    with pytest.raises(LimitError, match="13 causes"):
        shares(cycle(pressures=[pressure(f"p{number}", -0.01) for number in range(13)]))


def test_what_stays_unexplained() -> None:
    assert find_unexplained(0.9, np.array([0.95, 0.85])) == pytest.approx([np.log(0.9 / 0.95), np.log(0.9 / 0.85)])


def test_causes_on_one_rate_cannot_be_told_apart_when_one_has_no_size() -> None:
    touched = {
        "bycatch": frozenset({"survival"}),
        "cat": frozenset({"survival"}),
        "rat": frozenset({"fecundity"}),
        "plough": frozenset({"capacity"}),
    }
    assert confounded_groups(touched, frozenset({"cat", "rat"})) == [["bycatch", "cat"]]
    assert confounded_groups(touched, frozenset()) == []
