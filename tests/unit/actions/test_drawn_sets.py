"""The sets that compete, draw by draw: the chosen one first, as many as it takes, none at point values."""

from __future__ import annotations

import pytest

from oxyura.actions import drawn_sets
from oxyura.schema.settings import Budget
from unit.actions.island import choose, measure, presence, tables


def test_chosen_set_comes_first_and_sets_over_the_budget_are_not_there() -> None:
    offers = [measure("cheap", success_probability=0.4), measure("dear", cost=500.0)]
    found = choose(tables(measures=offers), Budget(100.0, "EUR", 2024), draws=100)
    assert found.drawn is not None
    assert found.drawn.sets == (("cheap",), ())
    assert found.drawn.complete
    assert found.drawn.gains.shape == (2, 100)


def test_point_values_have_no_draws() -> None:
    assert choose(tables()).drawn is None


def test_sampled_outcomes_are_said_and_fewer_sets_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven traps of uncertain success have 128 outcomes, more than are projected one by one."""
    monkeypatch.setattr(drawn_sets, "MOST_COMPARED_IF_SAMPLED", 5)
    traps = [
        measure(f"trap-{number}", "control", reduction=0.2, success_probability=0.5, cost=float(10 + number))
        for number in range(7)
    ]
    found = choose(tables(measures=traps, presences=[presence()]), draws=100, horizon=3)
    assert found.drawn is not None
    assert found.chosen is not None
    assert not found.drawn.exact
    assert not found.drawn.complete
    assert len(found.drawn.sets) == 5
    assert set(found.drawn.sets[0]) == set(found.chosen.measures)
    assert found.drawn.gains[0].mean() == pytest.approx(found.chosen.objective, rel=0.05)
