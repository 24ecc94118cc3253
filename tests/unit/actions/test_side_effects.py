from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from oxyura.actions.side_effects import SideEffect, read_side_effects
from oxyura.schema.errors import InputError
from unit.actions.island import cycle_of, rate, side_effect, tables

TWO_STAGES = {
    "stages": [
        {"migrant_id": "petrel", "stage": name, "position": at, "start_week": 1.0, "end_week": 1.0}
        for name, at in (("year", 1.0), ("winter", 2.0))
    ],
    "vital_rates": [
        rate("survival", 0.8),
        rate("survival", 0.7, **{"class": "old"}),
        rate("fecundity", 0.4),
        {**rate("survival", 0.9), "stage": "winter"},
    ],
}


def effects(*rows: dict[str, Any], **more: list[dict[str, Any]]) -> tuple[SideEffect, ...]:
    given = tables(measure_effects=list(rows), **more)
    return read_side_effects(given, cycle_of(given), 10).get("bait", ())


def seen(*rows: dict[str, Any], **more: list[dict[str, Any]]) -> list[tuple[int, int, int, float, bool]]:
    found = []
    for one in effects(*rows, **more):
        action = one.timed.action
        found.append((one.timed.first, one.timed.last, action.target, float(action.effect[0, 0]), one.only_on_success))
    return sorted(found)


def test_harm_always_comes_and_benefit_only_with_success() -> None:
    assert seen(side_effect(-0.1)) == [(1, 10, 0, -0.1, False)]
    assert seen(side_effect(0.1)) == [(1, 10, 0, 0.1, True)]
    assert seen(side_effect(0.0)) == []


def test_a_blank_stage_means_every_stage_with_a_row_for_rate_and_class() -> None:
    # Targets of survival are stage × class: year all 0, year old 1, winter all 2, winter old 3 (without a row).
    assert [target for _, _, target, _, _ in seen(side_effect(-0.1), **TWO_STAGES)] == [0, 1, 2]
    named = side_effect(-0.1, stage="winter")
    assert [target for _, _, target, _, _ in seen(named, **TWO_STAGES)] == [2, 3]


def test_a_row_that_names_more_replaces_one_that_names_fewer_in_its_years() -> None:
    general, special = side_effect(-0.1), side_effect(0.2, **{"class": "all"}, from_year=3.0, to_year=4.0)
    assert seen(general, special) == [(1, 2, 0, -0.1, False), (3, 4, 0, 0.2, True), (5, 10, 0, -0.1, False)]


def test_rows_that_neither_replaces_are_refused() -> None:
    rows = side_effect(-0.1, **{"class": "all"}), side_effect(-0.2, stage="year", from_year=4.0)
    with pytest.raises(InputError, match=r"measure_effects.csv, row 3: This row and measure_effects.csv, row 2"):
        effects(*rows)
    effects(side_effect(-0.1, to_year=3.0), side_effect(-0.2, from_year=4.0))


def test_years_end_with_the_horizon() -> None:
    assert seen(side_effect(-0.1, from_year=8.0, to_year=20.0)) == [(8, 10, 0, -0.1, False)]
    assert seen(side_effect(-0.1, from_year=11.0)) == []


def test_capacity_and_journeys_are_reached() -> None:
    density = [
        {"migrant_id": "petrel", "stage": "year", "form": "ceiling", "capacity": 150.0},
        {"migrant_id": "petrel", "stage": "year", "form": "ricker", "a": 0.1},
    ]
    assert [target for _, _, target, _, _ in seen(side_effect(-0.1, kind="capacity"), density=density)] == [0, 1]
    # Without a row in movements only a row that names the stage acts on arrival in it.
    assert seen(side_effect(-0.1, kind="path_survival")) == []
    assert len(seen(side_effect(-0.1, kind="path_survival", stage="year"))) == 1


def test_limits_are_drawn() -> None:
    given = tables(measure_effects=[side_effect(-0.2, effect_low=-0.3, effect_high=-0.1)])
    (one,) = read_side_effects(given, cycle_of(given, draws=2000), 10)["bait"]
    drawn = one.timed.action.effect[:, 0]
    assert np.quantile(drawn, (0.025, 0.5, 0.975)) == pytest.approx([-0.3, -0.2, -0.1], abs=0.01)
