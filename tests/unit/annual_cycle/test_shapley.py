"""Shapley values from sampled orders: what holds exactly, what holds within the bound, and when sampling ends."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from oxyura.annual_cycle.shapley import LEAST_PAIRS, KnownWorths, SampledValues, sample_values, shapley_values

Floats = NDArray[np.float64]


def sample(
    worth: Callable[[int], float], players: int, *, seed: int = 1, precision: float = 0.01, budget: int = 4096
) -> SampledValues:
    worths = KnownWorths(lambda mask: np.array([worth(mask)]))
    return sample_values(worths, players, np.random.default_rng(seed), precision=precision, budget=budget)


def team(*players: int) -> int:
    return sum(1 << player for player in players)


def paid_in_full(*players: int) -> Callable[[int], float]:
    """Return a game that is worth 1 once all of some players have joined."""
    return lambda mask: float(mask & team(*players) == team(*players))


def test_a_set_is_evaluated_once() -> None:
    asked: list[int] = []

    def worth(mask: int) -> Floats:
        asked.append(mask)
        return np.array([float(mask)])

    worths = KnownWorths(worth)
    assert worths(5) is worths(5)
    assert asked == [5]
    assert worths.count == 1


def test_what_each_brings_alone_is_known_from_any_order() -> None:
    worth = (0.5, -0.25, 0.0, 2.0, 1.0)
    found = sample(lambda mask: sum(value for player, value in enumerate(worth) if mask >> player & 1), 5)
    assert found.shares[:, 0] == pytest.approx(worth, abs=1e-15)
    assert found.error.max() <= 1e-15
    assert found.precise
    assert found.orders == 2 * LEAST_PAIRS


def test_an_order_with_its_reverse_is_exact_where_players_interact_in_pairs() -> None:
    rng = np.random.default_rng(3)
    alone, pairs = rng.normal(size=7), rng.normal(size=(7, 7))

    def worth(mask: int) -> float:
        there = np.array([mask >> player & 1 for player in range(7)])
        return float(alone @ there + there @ pairs @ there)

    exact = shapley_values([np.array([worth(mask)]) for mask in range(1 << 7)], 7)
    found = sample(worth, 7)
    assert found.shares[:, 0] == pytest.approx(np.array(exact)[:, 0], abs=1e-12)
    assert found.error.max() <= 1e-12


def test_three_who_are_paid_together_share_alike_within_the_bound() -> None:
    found = sample(paid_in_full(1, 4, 6), 8, precision=0.05)
    assert found.precise
    assert np.all(np.abs(found.shares[[1, 4, 6], 0] - 1 / 3) <= found.error[[1, 4, 6], 0])
    assert 0 < found.error.max() <= 0.05
    assert found.shares.sum() == pytest.approx(1.0, abs=1e-12)


def test_a_player_who_brings_nothing_gets_exactly_nothing() -> None:
    found = sample(paid_in_full(0, 1, 2, 3), 6, precision=0.0, budget=200)
    assert np.all(found.shares[4:] == 0.0)
    assert np.all(found.error[4:] == 0.0)


def test_sampling_says_that_its_budget_is_used_up() -> None:
    asked: set[int] = set()

    def worth(mask: int) -> float:
        asked.add(mask)
        return paid_in_full(0, 3, 5, 7, 9)(mask)

    found = sample(worth, 14, precision=1e-6, budget=1000)
    assert not found.precise
    assert 900 < len(asked) <= 1000
    assert found.orders > 2 * LEAST_PAIRS


def test_sixteen_pairs_are_sampled_whatever_the_budget() -> None:
    assert sample(paid_in_full(0, 3, 5), 14, precision=1e-6, budget=1).orders == 2 * LEAST_PAIRS


def test_the_seed_decides() -> None:
    game = paid_in_full(0, 3, 5)
    first, again, other = (sample(game, 10, seed=seed, precision=0.2) for seed in (1, 1, 2))
    assert np.array_equal(first.shares, again.shares)
    assert np.array_equal(first.error, again.error)
    assert not np.array_equal(first.shares, other.shares)


def test_draws_in_which_the_population_dies_out_decide_nothing() -> None:
    def worth(mask: int) -> Floats:
        value = paid_in_full(0, 1)(mask)
        return np.array([value, -np.inf if mask == 0 else value])

    found = sample_values(KnownWorths(worth), 4, np.random.default_rng(1), precision=0.01, budget=100)
    assert found.precise
    assert found.shares[:, 0] == pytest.approx([0.5, 0.5, 0.0, 0.0])

    dead = sample(lambda mask: -np.inf, 4)
    assert not dead.precise
    assert dead.orders == 2 * LEAST_PAIRS
