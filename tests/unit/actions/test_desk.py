"""The desk: the same answers as a plan that is read anew, at once, with measures forced in and out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from oxyura.actions import evaluation
from oxyura.actions.desk import PlanDesk
from oxyura.actions.portfolio import choose_portfolio
from oxyura.actions.results import Cost, PortfolioResult
from oxyura.annual_cycle.projection import project_census
from oxyura.schema.errors import InputError
from oxyura.schema.settings import Budget, Settings
from oxyura.schema.table import TableSet
from unit.actions.island import HORIZON, PLENTY, Row, cycle_of, impact, measure, presence, tables

MEASURES = [
    measure("bait", cost=100.0, success_probability=0.7, reinvasion_per_year=0.1),
    measure("trap", "control", reduction=0.5, cost=50.0, success_probability=0.8, cost_low=40.0, cost_high=65.0),
    measure("cats", invader_ids=("cat",), cost=30.0, requires=("trap",), reduction_if_failed=0.1),
    measure("wait", "control", reduction=0.2, cost=20.0, excludes=("bait",)),
    measure("pray", "control", reduction=0.5, cost=5.0, success_probability=0.0),
    measure("sing", "protect", cost=1.0),
]


def island(rows: list[Row] | None = None) -> TableSet:
    return tables(
        presences=[presence(), presence("cat")],
        impacts=[impact(effect_low=-0.7, effect_high=-0.3), impact("cat", -0.2)],
        measures=MEASURES if rows is None else rows,
    )


def desk_of(given: TableSet, draws: int | None = 20) -> PlanDesk:
    return PlanDesk(given, Settings("t", horizon_years=HORIZON), {"petrel": cycle_of(given, draws)})


def money(amount: float) -> Budget:
    return Budget(amount, "EUR", 2024)


def anew(given: TableSet, budget: Budget | None, **asked: Any) -> PortfolioResult:
    settings = Settings("t", horizon_years=HORIZON, budget=budget)
    return choose_portfolio(given, settings, {"petrel": cycle_of(given, 20)}, **asked)


def without(name: str) -> list[Row]:
    return [
        {**row, "excludes": tuple(other for other in row.get("excludes", ()) if other != name)}
        for row in MEASURES
        if row["measure_id"] != name and name not in row.get("requires", ())
    ]


@pytest.mark.parametrize("budget", [None, *(money(amount) for amount in (0.0, 60.0, 130.0, 1e6))])
def test_what_is_kept_changes_no_answer(budget: Budget | None) -> None:
    given = island()
    desk = desk_of(given)
    for amount in (None, money(1e6), money(55.0)):
        desk.choose(amount)
    desk.choose(money(1e6), include=["cats"], exclude=["bait"])
    desk.evaluate(["bait", "cats"])
    assert desk.choose(budget) == anew(given, budget)


@pytest.mark.parametrize("name", ["bait", "trap", "cats", "wait", "pray", "sing"])
def test_a_measure_switched_off_is_as_one_that_is_not_there(name: str) -> None:
    off, gone = desk_of(island()).choose(money(160.0), exclude=[name]), anew(island(without(name)), money(160.0))
    assert off.chosen is not None
    assert gone.chosen is not None
    assert (off.chosen.measures, off.chosen.objective) == (gone.chosen.measures, gone.chosen.objective)
    assert off.chosen.migrants == gone.chosen.migrants
    assert (off.frontier, off.alternatives, off.evaluated) == (gone.frontier, gone.alternatives, gone.evaluated)
    assert (off.on_offer, set(off.warnings)) == (gone.on_offer, set(gone.warnings))
    reasons = {one.measure_id: one.reason for one in off.chosen.not_taken}
    assert {one for one, reason in reasons.items() if reason == "switched_off"} == set(off.switched_off)
    assert name in off.switched_off


def test_a_measure_switched_off_says_what_it_would_add() -> None:
    desk = desk_of(island())
    best, off = desk.choose(PLENTY), desk.choose(PLENTY, exclude=["trap"])
    assert best.chosen is not None
    assert off.chosen is not None
    found = {one.measure_id: one for one in off.chosen.not_taken}
    assert best.chosen.measures == ("bait", "trap", "cats")
    assert off.chosen.measures == ("bait",)
    assert found["cats"].gain_if_added == pytest.approx(best.chosen.objective - off.chosen.objective, abs=1e-12)
    assert found["cats"].others == ("trap",)


def test_measures_forced_in_stay_in_every_set() -> None:
    desk = desk_of(island())
    result = desk.choose(money(90.0), include=["cats"])
    assert result.forced_in == ("trap", "cats")
    assert result.chosen is not None
    assert result.chosen.measures == ("trap", "cats")
    for one in (*result.frontier, *result.alternatives):
        assert {"trap", "cats"} <= set(one.measures)
    assert result.frontier[0].budget == 80.0
    assert result.chosen.bound == result.chosen.objective
    assert {one.measure_id for one in result.chosen.why_in} == {"trap", "cats"}
    # Nothing more can be had, but something has been: no warning of an empty plan.
    assert not {"nothing_affordable", "nothing_worth_taking"} & {warning.code for warning in result.warnings}


def test_a_measure_that_brings_nothing_can_be_forced_in() -> None:
    result = desk_of(island()).choose(PLENTY, include=["sing", "pray"])
    assert result.chosen is not None
    assert result.chosen.measures == ("bait", "trap", "cats", "pray", "sing")
    assert "sing" in result.on_offer
    assert {one.measure_id: one.loss_if_dropped for one in result.chosen.why_in}["sing"] == 0.0
    assert "changes_nothing" in {warning.code for warning in result.warnings if warning.where == "measure sing"}
    assert "sing" not in {one.measure_id for one in result.chosen.not_taken}


def test_forced_measures_that_a_budget_does_not_hold() -> None:
    desk = desk_of(island())
    with pytest.raises(InputError, match=r"trap, cats cost 80.00 EUR, more than the budget of 79.50") as refusal:
        desk.choose(money(79.5), include=["cats"])
    assert "80.00 or more" in refusal.value.remedy
    just = desk.choose(money(80.0), include=["cats"])
    assert just.chosen is not None
    assert just.chosen.measures == ("trap", "cats")
    assert "nothing_affordable" not in {warning.code for warning in just.warnings}


def test_money_of_measures_that_are_switched_off_does_not_count() -> None:
    rows = [measure("bait"), measure("trap", "control", reduction=0.5, currency="GBP")]
    desk = desk_of(island(rows))
    with pytest.raises(InputError, match="currency"):
        desk.choose(PLENTY)
    assert desk.choose(PLENTY, exclude=["trap"]).chosen is not None
    assert desk.evaluate(["trap"]).currency == "GBP"
    both = desk.evaluate(["bait", "trap"])
    assert (both.cost, both.currency, both.price_year) == (None, "", None)
    assert "currencies_mixed" in {warning.code for warning in both.warnings}


def test_everything_switched_off_leaves_nothing_on_offer() -> None:
    result = desk_of(island()).choose(PLENTY, exclude=["bait", "trap", "wait", "pray", "sing"])
    assert (result.chosen, result.note) == (None, "No measure is on offer.")


def test_a_set_by_hand_is_that_of_the_plan() -> None:
    desk = desk_of(island())
    plan = desk.choose(PLENTY).chosen
    assert plan is not None
    found = desk.evaluate(["cats", "bait"])
    assert (found.measures, found.brought) == (("bait", "trap", "cats"), ("trap",))
    assert found.measures == plan.measures
    assert (found.cost, found.objective, found.after, found.why_in) == (
        plan.cost, plan.objective, plan.migrants, plan.why_in,
    )  # fmt: skip
    assert {"no_full_tier", "changes_nothing"}.isdisjoint(warning.code for warning in found.warnings)


def test_before_is_what_becomes_of_the_migrant_as_things_stand() -> None:
    given = island()
    cycle = cycle_of(given, 20)
    found = PlanDesk(given, Settings("t", horizon_years=HORIZON), {"petrel": cycle}).evaluate([])
    census = project_census(cycle, HORIZON).census[:, :, cycle.structure.counted].sum(axis=2)
    growth = (census[:, -1] / census[:, 0]) ** (1 / HORIZON)
    now = found.before["petrel"]
    assert now.growth_after.median == pytest.approx(np.median(growth), rel=1e-12)
    assert now.growth_after.low == pytest.approx(np.quantile(growth, 0.025), rel=1e-12)
    assert now.abundance_after.median == pytest.approx(np.median(census[:, -1]), rel=1e-12)
    assert found.after == found.before
    assert (found.objective, found.cost, found.measures, found.why_in) == (0.0, Cost(0.0, 0.0, 0.0), (), ())


@pytest.mark.parametrize(("names", "said"), [(["bait", "wait"], "exclude each other"), (["rain"], "no measure")])
def test_sets_that_cannot_be(names: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        desk_of(island()).evaluate(names)


def test_a_set_without_any_annual_cycle_has_a_cost() -> None:
    desk = PlanDesk(island(), Settings("t", draws=10), {})
    found = desk.evaluate(["trap"])
    assert (found.before, found.after, found.objective) == ({}, {}, 0.0)
    assert found.cost is not None
    assert found.cost.value == 50.0
    assert [warning.code for warning in found.warnings if warning.where == "measures"] == ["no_full_tier"]


def test_nothing_is_projected_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(island())

    def ask() -> None:
        for amount in (None, PLENTY, money(90.0)):
            desk.choose(amount)
            desk.choose(amount, include=["cats"])
        desk.evaluate(["bait", "cats"])

    ask()

    def refuse(*given: object, **named: object) -> None:
        raise AssertionError("projected again")

    monkeypatch.setattr(evaluation, "project_census", refuse)
    ask()


def test_rows_are_let_go_and_answers_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    given = island()
    desk = desk_of(given)
    first = desk.choose(money(160.0))
    monkeypatch.setattr(evaluation, "_MOST_KEPT_LONG", 0)
    assert replace(desk.choose(money(160.0)), drawn=None) == first
    gains = desk._gains["petrel"]
    assert not gains._by_trace
    assert desk.choose(money(130.0), exclude=["wait"]) == desk_of(given).choose(money(130.0), exclude=["wait"])


def test_progress_knows_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    from oxyura.actions import pricing
    from oxyura.actions.progress import Step

    clock = iter(float(second) for second in range(1000))
    monkeypatch.setattr(pricing, "monotonic", lambda: next(clock))
    said: list[str] = []
    desk_of(island()).choose(PLENTY, progress=said.append)
    shares = [one.share for one in said if isinstance(one, Step)]
    assert len(shares) == len(said)
    assert shares[0] == 0.0
    assert shares == sorted(shares)
    assert shares[-1] < 1.0
    assert said[-1].endswith("a few seconds left")


def test_every_set_is_priced_as_it_is_evaluated() -> None:
    desk = desk_of(island())
    everything = desk.list_sets(64)
    assert everything is not None
    # "sing" changes nothing and is in none; "wait" and "bait" exclude each other; "cats" requires "trap".
    assert len(everything) == len(set(everything)) == 18
    assert not any("sing" in names for names in everything)
    for names in everything:
        priced, found = desk.price(names), desk.evaluate(names)
        assert found.brought == ()
        assert (priced.measures, priced.cost, priced.objective) == (names, found.cost, found.objective)
    assert desk.list_sets(17) is None


def test_what_is_on_offer() -> None:
    desk = desk_of(island())
    found = desk.on_offer(None)
    assert found is not None
    assert {one.measure_id for one in found.measures} == {"bait", "trap", "cats", "wait", "pray"}
    for one, cost in zip(found.measures, found.costs, strict=True):
        alone = desk.price([one.measure_id])
        others = [name for name in alone.measures if name != one.measure_id]
        assert alone.budget == pytest.approx(cost + sum(desk.price([name]).budget for name in others))
    assert [(one.measure_id, one.reason) for one in found.not_weighed] == [("sing", "changes_nothing")]
    assert (found.currency, found.price_year) == ("EUR", 2024)
    with pytest.raises(InputError):
        desk.on_offer(Budget(1.0, "USD", 2024))


def test_nothing_is_on_offer_where_nothing_can_be_weighed_up() -> None:
    given = island()
    assert PlanDesk(given, Settings("t", horizon_years=HORIZON), {}).on_offer(None) is None
    mixed = desk_of(island([MEASURES[0], {**MEASURES[1], "currency": "GBP"}]))
    assert mixed.on_offer(None) is None
