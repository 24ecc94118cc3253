"""Compensation: how much less removal brings when part of the losses would occur anyway."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from oxyura.annual_cycle.attribution import attribute_growth, outcome_in_ln, removable_causes
from oxyura.annual_cycle.compensation import MOST_COMPENSATED, Compensation, find_compensation, remove_compensated
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.projection import project
from unit.annual_cycle.test_attribution import cycle, many, pressure
from unit.annual_cycle.test_population import impact, rate

Row = dict[str, Any]


def growth(of: Cycle, removed: frozenset[str], compensated: float) -> float:
    """Return λ of a model at point values once causes are gone."""
    return float(project(remove_compensated(of, removed, compensated), 5).asymptotic[0])


def compensation(of: Cycle, most: float = MOST_COMPENSATED) -> Compensation:
    attribution = attribute_growth(of, 10, "ln_lambda")
    return find_compensation(of, 10, attribution, project(of, 10, removed=of.alien_causes), most)


@pytest.mark.parametrize(("compensated", "survival"), [(0.0, 0.8), (0.25, 0.7), (0.5, 0.6), (1.0, 0.4)])
def test_a_part_of_the_loss_stays(compensated: float, survival: float) -> None:
    of = cycle(impacts=[impact(-0.5, "survival")])
    assert growth(of, frozenset({"rat"}), compensated) == pytest.approx(survival + 0.3, rel=1e-12)


def test_it_is_the_loss_of_those_exposed_that_stays() -> None:
    here = {"invader_id": "rat", "site_id": "home", "status": "present"}
    presences = [{**here, "share_exposed": 0.5, "relative_abundance": 2.0}]
    of = cycle(impacts=[impact(-0.5, "survival")], presences=presences)
    left = 1 + 0.5 * ((1 - 0.5) ** 2 - 1)
    assert growth(of, frozenset({"rat"}), 0.4) == pytest.approx(0.8 * (1 - 0.4 * (1 - left)) + 0.3, rel=1e-12)


def test_a_rate_measured_among_invaders_rises_by_part_of_what_it_lacks() -> None:
    rates = [rate("survival", 0.8), rate("fecundity", 0.3, observed_with=("eats-chicks",))]
    of = cycle(vital_rates=rates, impacts=[impact(-0.5)])
    assert growth(of, frozenset({"rat"}), 0.5) == pytest.approx(0.8 + 0.6 * 0.75, rel=1e-12)


def test_a_loss_of_all_young_is_partly_regained() -> None:
    of = cycle(impacts=[impact(-1.0)])
    assert growth(of, frozenset({"rat"}), 0.5) == pytest.approx(0.8 + 0.15, rel=1e-12)


def test_what_a_cause_brings_is_dampened_alike() -> None:
    of = cycle(impacts=[impact(0.5)])
    assert growth(of, frozenset({"rat"}), 0.5) == pytest.approx(0.8 + 0.3 * 1.25, rel=1e-12)


def test_two_causes_are_each_compensated() -> None:
    of = cycle(pressures=[pressure("a", -0.5), pressure("b", -0.2)])
    assert growth(of, frozenset({"a"}), 0.5) == pytest.approx(0.8 * 0.75 * 0.8 + 0.3, rel=1e-12)
    assert growth(of, frozenset({"a", "b"}), 0.5) == pytest.approx(0.8 * 0.75 * 0.9 + 0.3, rel=1e-12)


def test_no_compensation_is_removal_and_full_compensation_is_today() -> None:
    limits = {"effect_low": -0.6, "effect_high": -0.3}
    of = cycle(30, impacts=[impact(-0.5, **limits)], pressures=[pressure("a", -0.5, **limits)])
    causes = frozenset(removable_causes(of))
    assert np.array_equal(
        outcome_in_ln(remove_compensated(of, causes, 0.0), 10, "ln_growth"),
        outcome_in_ln(of, 10, "ln_growth", removed=causes),
    )
    assert np.array_equal(
        outcome_in_ln(remove_compensated(of, causes, 1.0), 10, "ln_growth"), outcome_in_ln(of, 10, "ln_growth")
    )


def test_a_native_is_not_taken_away() -> None:
    native = [{"invader_id": "rat", "site_id": "home", "status": "present", "establishment_means": "native"}]
    of = cycle(impacts=[impact(-0.5, "survival")], presences=native)
    assert growth(of, frozenset({"rat"}), 0.0) == pytest.approx(0.4 + 0.3, rel=1e-12)


def test_an_invader_yet_to_arrive_is_compensated_too() -> None:
    absent = [{"invader_id": "rat", "site_id": "home", "status": "absent"}]
    coming = [{"invader_id": "rat", "site_id": "home", "pathway": "stowaway", "rate_per_year": 50.0}]
    of = cycle(impacts=[impact(-0.5, "survival")], presences=absent, arrivals=coming)
    half = project(remove_compensated(of, frozenset({"rat"}), 0.5), 5).growth[0]
    assert half == pytest.approx(0.6 + 0.3, rel=1e-9)
    none = project(remove_compensated(of, frozenset({"rat"}), 0.0), 5).growth[0]
    assert none == pytest.approx(1.1, rel=1e-12)


def test_the_ends_of_the_range() -> None:
    limits = {"effect_low": -0.6, "effect_high": -0.3}
    of = cycle(50, impacts=[impact(-0.5, **limits)], pressures=[pressure("a", -0.2)])
    found = compensation(of)
    near = attribute_growth(of, 10, "ln_lambda")
    assert found.most == 0.5
    assert [share.cause_id for share in found.shares] == [share.cause_id for share in near.shares]
    for share in found.shares:
        assert 0 < share.share.most.median < share.share.without.median
        assert (share.share.low, share.share.high) == (share.share.most.median, share.share.without.median)
    assert found.total is not None
    assert found.total.most.median < found.total.without.median
    now = project(of, 10)
    growth_without = found.growth_without_invaders
    assert now.growth_band.median < growth_without.most.median < growth_without.without.median
    assert growth_without.without == project(of, 10, removed=of.alien_causes).growth_band
    assert found.lambda_without_invaders.low == found.lambda_without_invaders.most.median


def test_shares_sum_to_what_all_bring_at_the_far_end() -> None:
    found = compensation(cycle(pressures=[pressure("a", -0.5), pressure("b", -0.9, rate="fecundity")]))
    assert found.total is not None
    assert sum(share.share.most.median for share in found.shares) == pytest.approx(found.total.most.median, abs=1e-12)
    expected = np.log((0.8 * 0.75 + 0.3 * (1 - 0.5 * 0.9)) / (0.4 + 0.03))
    assert found.total.most.median == pytest.approx(expected, rel=1e-12)


def test_many_causes_are_sampled_at_the_far_end() -> None:
    found = compensation(many(10))
    assert found.total is not None
    assert sum(share.share.most.median for share in found.shares) == pytest.approx(found.total.most.median, abs=1e-12)
    assert all(share.share.most.median < share.share.without.median for share in found.shares)


def test_what_is_no_rate_goes_with_its_cause() -> None:
    of = cycle(impacts=[impact(-0.5)])
    (action,) = of.causes
    comes = replace(of, causes=(replace(action, rate="immigration"),))
    (left,) = remove_compensated(comes, frozenset({"rat"}), 0.5).causes
    assert np.array_equal(left.relative_abundance, [0.0])
    assert np.array_equal(left.share_exposed, action.share_exposed)


def test_nothing_is_shared_out_where_the_population_dies_out() -> None:
    found = compensation(cycle(impacts=[impact(-1.0)], vital_rates=[rate("fecundity", 1.2), rate("survival", 0.0)]))
    assert found.shares == ()
    assert found.total is None
    assert found.growth_without_invaders.without.median == pytest.approx(1.2)
    assert found.growth_without_invaders.most.median == pytest.approx(0.6)
