from __future__ import annotations

import numpy as np
import pytest

from oxyura.actions import outcomes
from oxyura.actions.measures import Measure, read_catalogue
from oxyura.actions.outcomes import Chances, possible_returns
from oxyura.annual_cycle.draws import Draws
from unit.actions.island import measure, tables

HORIZON = 6


def offers(*rows: dict[str, object]) -> tuple[Measure, ...]:
    return read_catalogue(tables(measures=list(rows))).offers


@pytest.mark.parametrize("q", [0.0, 0.3, 1.0])
def test_the_chances_of_return_sum_to_one(q: float) -> None:
    (one,) = offers(measure(reinvasion_per_year=q))
    returns = possible_returns(one, HORIZON)
    assert sum(chance for _, chance in returns) == pytest.approx(1.0)
    assert min(year for year, _ in returns) == (np.inf if q == 0 else one.first_year + 1)


@pytest.mark.parametrize("draws", [Draws(1, 1, deterministic=True), Draws(1, 50)], ids=["point", "drawn"])
def test_weights_sum_to_one_and_requirements_hold(draws: Draws) -> None:
    found = offers(
        measure("a", success_probability=0.6, success_low=0.4, success_high=0.8),
        measure("b", success_probability=0.5, requires=("a",), reinvasion_per_year=0.2),
        measure("c", success_probability=1.0),
    )
    total, both, only_a = 0.0, 0.0, 0.0
    for part in Chances(draws, HORIZON).outcomes(found):
        a, b = (np.broadcast_to(part.success[name], part.weight.shape) for name in "ab")
        assert np.all(part.success["c"])
        assert not np.any(b & ~a)
        total += part.weight.sum()
        both += part.weight[b].sum()
        only_a += part.weight[a].sum()
    assert total == pytest.approx(1.0)
    assert both == pytest.approx(0.5 * only_a)
    assert only_a == pytest.approx(0.6, abs=0.05)


@pytest.mark.parametrize("draws", [Draws(1, 1, deterministic=True), Draws(1, 300)], ids=["point", "drawn"])
def test_a_sample_meets_the_chances_evenly(draws: Draws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "EXACT_AT_POINT", 1)
    monkeypatch.setattr(outcomes, "EXACT_DRAWN", 1)
    found = offers(measure("a", success_probability=0.6, reinvasion_per_year=0.25), measure("b", requires=("a",)))
    chances = Chances(draws, HORIZON)
    assert not chances.is_exact(found)
    parts = list(chances.outcomes(found))
    weight = np.concatenate([part.weight for part in parts])
    works = np.concatenate([part.success["a"] for part in parts])
    back = np.concatenate([part.back["a"] for part in parts])
    assert len(weight) >= 1000
    assert weight.sum() == pytest.approx(1.0)
    assert weight @ works == pytest.approx(0.6, abs=2e-3)
    assert weight @ (back == 3.0) == pytest.approx(0.25, abs=2e-3)
    assert np.array_equal(np.concatenate([part.success["b"] for part in parts]), works)


def test_a_measure_has_the_same_luck_whatever_is_taken_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "EXACT_DRAWN", 1)
    found = offers(measure("a", success_probability=0.6), measure("b", success_probability=0.5))
    alone, together = (
        next(Chances(Draws(1, 1000), HORIZON).outcomes(group)).success["b"] for group in (found[1:], found)
    )
    assert np.array_equal(alone, together)
