"""Plans of a study: budgets in its own money, sets made by hand, and no model read where nothing is on offer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oxyura.schema.errors import InputError
from oxyura.schema.settings import Budget
from oxyura.study import measure_planning
from oxyura.study.checked import read_study
from oxyura.study.measure_planning import budget_of, evaluate_measures, plan_measures, prepare_plan, with_budget


def test_a_budget_is_in_the_money_of_the_study() -> None:
    study = read_study("macquarie")
    assert budget_of(study, 5.0) == Budget(5.0, "USD", 2017)
    assert with_budget(study, None) is study
    assert with_budget(study, 5.0).settings.budget == Budget(5.0, "USD", 2017)


def test_without_a_budget_the_money_is_that_of_what_is_on_offer() -> None:
    """The first rows of this study are history, in prices of other years."""
    study = read_study("uist")
    measures = study.tables["measures"]
    years = dict(zip(measures.texts("outcome"), measures.numbers("price_year"), strict=True))
    assert len(set(years.values())) > 1
    assert budget_of(study, 5.0) == Budget(5.0, "GBP", int(years[None]))
    assert plan_measures(with_budget(study, 5.0)).note.startswith("No migrant has an annual cycle")


def test_a_study_without_measures_has_nothing_to_spend_on() -> None:
    with pytest.raises(InputError, match="no measures") as refusal:
        budget_of(read_study("nesting-turtles"), 5.0)
    assert refusal.value.where == "measures"
    assert "a row in the table measures" in refusal.value.remedy


def test_no_model_is_read_where_nothing_is_on_offer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **named: object) -> None:
        raise AssertionError("models were read")

    monkeypatch.setattr(measure_planning, "ready_tables", refuse)
    for name in ("monarch", "amsterdam"):
        assert plan_measures(read_study(name)).note == "No measure is on offer."


def test_a_set_by_hand_is_what_the_plan_says_of_it() -> None:
    study = read_study("macquarie")
    study = replace(study, settings=replace(study.settings, draws=50))
    rich = with_budget(study, 1e9)
    best = plan_measures(rich).chosen
    assert best is not None
    found = evaluate_measures(study, best.measures)
    assert (found.objective, found.after, found.cost) == (best.objective, best.migrants, best.cost)
    for migrant, before in found.before.items():
        assert found.after[migrant].growth_after.median >= before.growth_after.median
    without = best.measures[0]
    forced_out = plan_measures(rich, exclude=[without]).chosen
    assert forced_out is not None
    assert without not in forced_out.measures
    assert forced_out.objective < best.objective


def test_point_values_are_to_be_had() -> None:
    after = prepare_plan(read_study("white-headed-duck"), deterministic=True).evaluate(["uk-programme-2005"]).after
    assert after
    assert all(one.trajectory_after[0].low == one.trajectory_after[0].high for one in after.values())
