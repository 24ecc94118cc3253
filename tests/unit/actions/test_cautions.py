from __future__ import annotations

from typing import Any

import pytest

from oxyura.schema.settings import Budget
from unit.actions.island import choose, impact, measure, presence, side_effect, tables

RELEASE = {"invader_id": "cat", "other_invader_id": "rat", "effect": 0.5, "evidence": "inferred"}
SHOOT = measure("shoot", invader_ids=("cat",))
BOTH = {"presences": [presence(), presence("cat")], "impacts": [impact(), impact("cat", -0.6, "survival")]}


def codes(**more: Any) -> set[str]:
    return {warning.code for warning in choose(tables(**more)).warnings}


def messages(code: str, **more: Any) -> list[str]:
    return [warning.message for warning in choose(tables(**more)).warnings if warning.code == code]


def test_a_plan_that_releases_another_invader_says_so() -> None:
    (said,) = messages("releases_another", measures=[SHOOT], interactions=[RELEASE], **BOTH)
    assert said.startswith("Where 'cat' is gone from 'island', 'rat' is expected to reach 1.5 times its abundance.")
    assert said.endswith("Nothing in the plan holds it.")
    (said,) = messages("releases_another", measures=[SHOOT, measure()], interactions=[RELEASE], **BOTH)
    assert said.endswith("The plan acts on it as well.")


def test_without_a_budget_the_plans_of_the_frontier_are_looked_at() -> None:
    result = choose(tables(measures=[SHOOT], interactions=[RELEASE], **BOTH), budget=None)
    assert [warning.code for warning in result.warnings] == ["no_budget", "releases_another"]


def test_a_plan_for_one_of_two_invaders_says_what_is_not_known() -> None:
    assert codes(measures=[SHOOT], **BOTH) == {"release_not_known"}
    # Neither where the plan takes both, nor where interactions speak, nor where the other is not there.
    assert codes(measures=[SHOOT, measure()], **BOTH) == set()
    calmed = {**RELEASE, "effect": -0.2}
    assert codes(measures=[SHOOT], interactions=[calmed], **BOTH) == set()
    alone = {"presences": [presence("cat")], "impacts": [impact("cat")]}
    assert codes(measures=[SHOOT], **alone) == set()


def test_a_row_for_the_site_replaces_the_general_one() -> None:
    calmed = {**RELEASE, "effect": -0.2, "site_id": "island"}
    assert codes(measures=[SHOOT], interactions=[RELEASE, calmed], **BOTH) == set()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (measure("late", start_delay_years=12.0), "after_horizon"),
        (measure("watch", "detect"), "no_reduction"),
        (measure(pressure_ids=("bycatch",)), "ids_not_used"),
        (measure(reinvasion_per_year=0.1), "reinvasion_and_arrivals"),
        (measure(success_probability=0.5), "success_without_interval"),
    ],
)
def test_what_a_measure_leaves_open_is_said(row: dict[str, Any], code: str) -> None:
    arrivals = [{"invader_id": "rat", "site_id": "island", "pathway": "vehicles", "rate_per_year": 0.1}]
    assert code in codes(measures=[row], arrivals=arrivals, pressures=[])
    plain = measure(reduction=0.5, success_probability=1.0)
    assert code not in codes(measures=[plain])


def test_money_words_are_plain() -> None:
    result = choose(tables(), Budget(50.0, "EUR", 2024))
    assert result.warnings[-1].message == "No measure on offer can be had for 50 EUR of 2024."
    harmful = tables(measures=[measure(success_probability=0.0)], measure_effects=[side_effect(-0.1)])
    assert choose(harmful, Budget(500.0, "EUR", 2024)).warnings[-1].code == "nothing_worth_taking"
