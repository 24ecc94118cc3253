"""Shares of causes: they sum, they are fair, and they credit nothing that does nothing."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.annual_cycle.attribution import (
    Attribution,
    attribute_growth,
    confounded_groups,
    default_outcome,
    find_unexplained,
)
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.shapley import shapley_values
from oxyura.schema.errors import LimitError
from unit.annual_cycle.test_population import impact, rate, tables

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


def many(number: int, draws: int = 1, **more: list[Row]) -> Cycle:
    """Return a cycle with so many pressures, by turns on survival and young, each weaker than the one before."""
    named = [
        pressure(
            f"p{place:03d}",
            -0.3 / (place + 1),
            effect_low=-0.4 / (place + 1),
            effect_high=-0.1 / (place + 1),
            rate=("survival", "fecundity")[place % 2],
        )
        for place in range(number)
    ]
    return cycle(draws, pressures=named, **more)


def test_more_causes_than_can_be_shared_out_are_refused() -> None:
    with pytest.raises(LimitError, match="201 causes"):
        attribute_growth(many(201), 10, "ln_lambda")


def test_up_to_twelve_causes_are_shared_out_exactly() -> None:
    found = attribute_growth(many(12), 10, "ln_lambda")
    assert (found.method, found.orders, found.evaluated, found.precise) == ("exact", 0, 4096, True)
    assert all(share.error is None for share in found.shares)


def test_more_than_twelve_causes_are_sampled() -> None:
    of = many(14, draws=20)
    found = attribute_growth(of, 10, "ln_lambda")
    assert found.method == "sampled"
    assert found.precise
    assert found.orders >= 32
    assert 100 < found.evaluated < 4096
    assert [share.cause_id for share in found.shares] == [f"p{place:03d}" for place in range(14)]
    shares = np.stack([share.share for share in found.shares])
    assert shares.sum(axis=0) == pytest.approx(found.total, abs=1e-12)
    errors = np.stack([share.error for share in found.shares if share.error is not None])
    assert errors.shape == (14, 20)
    assert np.quantile(errors, 0.975, axis=1).max() <= 0.01 * np.abs(np.median(shares, axis=1)).sum()
    assert all(np.median(share.removed_alone) > 0 < np.median(share.removed_last) for share in found.shares)


def test_sampled_shares_depend_on_the_seed_and_not_on_the_order_of_rows() -> None:
    density = [{"migrant_id": "m", "stage": "year", "form": "beverton_holt", "a": 0.001}]
    of = many(13, density=density)
    turned = cycle(
        pressures=[
            pressure(name, float(action.effect[0, 0]), rate=action.rate)
            for name, action in sorted(((action.cause_id, action) for action in of.causes), reverse=True)
        ],
        density=density,
    )

    def found(it: Cycle) -> dict[str, float]:
        return {one.cause_id: float(one.share[0]) for one in attribute_growth(it, 10, "ln_growth").shares}

    assert found(of) == found(of)
    assert found(turned) == pytest.approx(found(of), abs=1e-12)


def together(of: Cycle, outcome: str = "ln_lambda") -> Attribution:
    return attribute_growth(of, 10, "ln_growth" if outcome == "ln_growth" else "ln_lambda")


def test_causes_that_multiply_on_one_survival_add_up() -> None:
    of = cycle(
        pressures=[pressure("a", -0.3), pressure("b", -0.5)],
        vital_rates=[rate("survival", 0.9)],
    )
    assert together(of).interactions == ()


def test_removing_both_may_bring_less_than_each_alone() -> None:
    # λ = .8 · fₐ + .3 · f_b is concave in ln: what the second removal adds is a smaller part of a larger whole.
    of = cycle(pressures=[pressure("a", -0.5), pressure("b", -0.9, rate="fecundity")])
    (found,) = together(of).interactions
    now, without_a, without_b, free = 0.4 + 0.03, 0.8 + 0.03, 0.4 + 0.3, 1.1
    expected = np.log(free / without_a / without_b * now)
    assert (found.cause_a, found.cause_b) == ("a", "b")
    assert found.value.median == pytest.approx(expected, rel=1e-12)
    assert expected < 0


def test_density_compensates_between_stages() -> None:
    stages = [
        {"migrant_id": "m", "stage": name, "position": float(place + 1), "start_week": 1.0, "end_week": 52.0}
        for place, name in enumerate(("summer", "winter"))
    ]
    shares = [
        {"migrant_id": "m", "stage": name, "site_id": "home", "share": 1.0, "survey_status": "surveyed"}
        for name in ("summer", "winter")
    ]
    of = cycle(
        stages=stages,
        distribution=shares,
        vital_rates=[rate("survival", 0.9, stage="winter"), rate("fecundity", 0.8, stage="summer")],
        density=[{"migrant_id": "m", "stage": "summer", "form": "beverton_holt", "a": 0.01}],
        pressures=[pressure("a", -0.3, stage="winter"), pressure("b", -0.4, stage="summer", rate="fecundity")],
    )
    (found,) = together(of, "ln_growth").interactions
    assert found.value.median < 0


def test_what_two_remove_together_only_shows_as_positive() -> None:
    # Either cause alone takes all the young of the only class that has any.
    classes = [rate("survival", 0.5), rate("fecundity", 1.0)]
    of = cycle(
        vital_rates=classes,
        pressures=[pressure("a", -0.99, rate="fecundity"), pressure("b", -0.99, rate="fecundity")],
    )
    (found,) = together(of).interactions
    assert found.value.median == pytest.approx(np.log(1.5 * 0.5001 / 0.51**2), rel=1e-12)
    assert found.value.median > 0


def test_interactions_are_shown_when_their_draws_exclude_none_and_they_are_not_small() -> None:
    def pair(**limits: float) -> Attribution:
        return together(
            cycle(200, pressures=[pressure("a", -0.5, **limits), pressure("b", -0.9, rate="fecundity", **limits)])
        )

    (found,) = pair(effect_low=-0.95, effect_high=-0.4).interactions
    assert found.value.low <= found.value.median <= found.value.high < 0
    weak = cycle(pressures=[pressure("a", -0.05), pressure("b", -0.05, rate="fecundity")])
    assert together(weak).interactions == ()


def test_pairs_of_the_largest_causes_are_looked_at_when_orders_are_sampled() -> None:
    named = [pressure("young", -0.9, rate="fecundity"), pressure("grown", -0.5)]
    named += [pressure(f"p{place}", -0.001) for place in range(12)]
    found = together(cycle(pressures=named))
    assert found.method == "sampled"
    assert [(pair.cause_a, pair.cause_b) for pair in found.interactions] == [("grown", "young")]


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
