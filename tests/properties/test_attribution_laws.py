"""Laws of attribution: sampled shares keep to their bounds, and compensation lies between removal and today."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oxyura.annual_cycle.attribution import outcome_in_ln, removable_causes, share_out
from oxyura.annual_cycle.compensation import remove_compensated
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.hybridisation import IMMIGRATION
from oxyura.annual_cycle.mechanisms import OTHER_PREY_OF
from oxyura.annual_cycle.shapley import KnownWorths, SampledValues, sample_values
from properties.attribution_games import exact_shares, growth_game
from properties.study_variants import random_study, rows_of

SEEDS = st.integers(min_value=1_000, max_value=1_199)
CAUSES = 10


def sample(worth: np.ndarray, causes: int, seed: int, precision: float) -> SampledValues:
    worths = KnownWorths(lambda mask: worth[mask : mask + 1])
    return sample_values(worths, causes, np.random.default_rng(seed), precision=precision, budget=4096)


@pytest.mark.parametrize("precision", [0.05, 0.01])
def test_in_95_of_100_games_all_ten_shares_lie_within_their_bounds(precision: float) -> None:
    within = []
    for seed in range(100):
        worth = growth_game(np.random.default_rng(seed), CAUSES)
        exact = exact_shares(worth, CAUSES)
        found = sample(worth, CAUSES, seed, precision)
        assert found.precise
        assert found.error.max() <= precision * np.abs(found.shares).sum()
        assert found.shares.sum() == pytest.approx(worth[-1] - worth[0], abs=1e-12)
        within.append(bool(np.all(np.abs(found.shares[:, 0] - exact) <= found.error[:, 0] + 1e-12)))
    assert sum(within) >= 95


def test_bounds_shrink_with_the_root_of_the_orders() -> None:
    ratios = []
    for seed in range(20):
        worth = growth_game(np.random.default_rng(seed), CAUSES)
        few = sample_values(
            KnownWorths(lambda mask, worth=worth: worth[mask : mask + 1]),  # type: ignore[misc]
            CAUSES, np.random.default_rng(seed), precision=0.0, budget=1,
        )  # fmt: skip
        many = sample(worth, CAUSES, seed, 0.0)
        assert (few.orders, many.orders) == (32, 4096)
        if few.error.max() > 1e-12:
            ratios.append(float(many.error.max() / few.error.max()))
    # √(32 / 4096), and the narrower point of Student's distribution.
    assert np.median(ratios) == pytest.approx(np.sqrt(32 / 4096) * 3.9 / 5.2, rel=0.3)


@given(seed=st.integers(0, 2**32 - 1), order=st.permutations(range(6)))
@settings(deadline=None, max_examples=30)
def test_the_order_in_which_causes_are_listed_never_matters(seed: int, order: list[int]) -> None:
    worth = growth_game(np.random.default_rng(seed), 6)
    names = [f"cause-{number}" for number in range(6)]

    def without(removed: frozenset[str]) -> np.ndarray:
        return np.array([worth[sum(1 << names.index(name) for name in removed)]])

    def shares(listed: list[str]) -> dict[str, float]:
        causes = dict.fromkeys(listed, "pressure")
        found = share_out(causes, "ln_growth", without, np.random.default_rng(1), most_exact=2)  # type: ignore[arg-type]
        assert found.method == "sampled"
        assert [share.cause_id for share in found.shares] == listed
        return {share.cause_id: float(share.share[0]) for share in found.shares}

    assert shares([names[number] for number in order]) == shares(names)


@given(seed=st.integers(0, 2**32 - 1), null=st.integers(0, 7))
@settings(deadline=None, max_examples=30)
def test_a_cause_without_effect_has_exactly_no_share(seed: int, null: int) -> None:
    real = growth_game(np.random.default_rng(seed), 7)
    sets = np.arange(1 << 8)
    low, high = sets & ((1 << null) - 1), sets >> (null + 1)
    found = sample(real[low | high << null], 8, seed % 1000, 0.05)
    assert found.shares[null, 0] == 0.0
    assert found.error[null, 0] == 0.0


@given(seed=st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=30)
def test_two_causes_alike_share_alike_within_their_bounds(seed: int) -> None:
    counted = growth_game(np.random.default_rng(seed), 7)
    sets = np.arange(1 << 8)
    # The seventh and the eighth cause are one: the effect is there until both are gone, or gone with either.
    twice = np.where((sets >> 6 & 1) & (sets >> 7 & 1), 1 << 6, 0) if seed % 2 else np.where(sets >> 6, 1 << 6, 0)
    found = sample(counted[(sets & 63) | twice], 8, seed % 1000, 0.05)
    apart = abs(float(found.shares[6, 0] - found.shares[7, 0]))
    assert apart <= float(found.error[6, 0] + found.error[7, 0]) + 1e-12


def cycles(seed: int) -> list[Cycle]:
    study = random_study(seed)
    return [
        read_cycle(study.tables, str(row["migrant_id"]), Draws(seed, 3), horizon_years=6)
        for row in rows_of(study, "migrants")
    ]


@given(seed=SEEDS)
@settings(deadline=None, max_examples=40)
def test_removal_without_compensation_is_removal(seed: int) -> None:
    for cycle in cycles(seed):
        causes = frozenset(removable_causes(cycle))
        for outcome in ("ln_growth", "ln_lambda"):
            plain = outcome_in_ln(cycle, 6, outcome, removed=causes)
            assert np.array_equal(outcome_in_ln(remove_compensated(cycle, causes, 0.0), 6, outcome), plain)


@given(seed=SEEDS)
@settings(deadline=None, max_examples=40)
def test_full_compensation_leaves_everything_as_it_is(seed: int) -> None:
    for cycle in cycles(seed):
        rates = frozenset(
            action.cause_id for action in cycle.causes if action.rate not in (IMMIGRATION, OTHER_PREY_OF)
        ) - {action.cause_id for action in cycle.causes if action.rate in (IMMIGRATION, OTHER_PREY_OF)}
        now = outcome_in_ln(cycle, 6, "ln_lambda")
        assert np.array_equal(outcome_in_ln(remove_compensated(cycle, rates, 1.0), 6, "ln_lambda"), now)


@given(seed=SEEDS, less=st.floats(0, 1), more=st.floats(0, 1))
@settings(deadline=None, max_examples=40)
def test_the_more_is_compensated_the_less_removal_of_harm_brings(seed: int, less: float, more: float) -> None:
    less, more = sorted((less, more))
    for cycle in cycles(seed):
        by_cause = {
            name: [action for action in cycle.causes if action.cause_id == name]
            for name in removable_causes(cycle)
        }  # fmt: skip
        harmful = frozenset(
            name
            for name, actions in by_cause.items()
            if all(
                action.rate in ("survival", "fecundity", "path_survival") and (action.effect <= 0).all()
                for action in actions
            )
        )
        high = outcome_in_ln(remove_compensated(cycle, harmful, less), 6, "ln_lambda")
        low = outcome_in_ln(remove_compensated(cycle, harmful, more), 6, "ln_lambda")
        assert np.all(low <= high + 1e-9)
