"""What measures bring, against closed forms on an island of one stage, one site and one class."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest

from oxyura.actions.portfolio import choose_portfolio
from oxyura.annual_cycle.projection import project
from oxyura.schema.errors import InputError, LimitError
from oxyura.schema.intervals import band
from oxyura.schema.settings import Budget, Objective, Settings
from unit.actions.island import (
    HORIZON,
    PLENTY,
    choose,
    cycle_of,
    gain,
    impact,
    measure,
    presence,
    pressure,
    rate,
    side_effect,
    tables,
)

FREE = log(1.2)
DRAWS = [None, 7]
EXACT = {"rel": 1e-12, "abs": 1e-15}


def arrival(rate_per_year: float, **more: object) -> dict[str, object]:
    return {"invader_id": "rat", "site_id": "island", "pathway": "vehicles", "rate_per_year": rate_per_year, **more}


@pytest.mark.parametrize("draws", DRAWS)
def test_success_and_failure_mix(draws: int | None) -> None:
    """E = p · g(success) + (1 - p) · g(failure); an eradication known after one year acts from the second."""
    given = tables(measures=[measure(success_probability=0.7, reduction_if_failed=0.2)])
    failed = log(0.8 + 0.4 * (1 - 0.5 * 0.8))
    expected = (HORIZON - 1) / HORIZON * (0.7 * FREE + 0.3 * failed)
    assert gain(given, draws=draws) == pytest.approx(expected, **EXACT)


@pytest.mark.parametrize(("delay", "duration", "first"), [(0, None, 2), (3, 1, 5), (0.5, 0.5, 3), (0, 0, 1), (2, 2, 5)])
def test_an_eradication_acts_from_the_year_after_it_is_known(delay: float, duration: float | None, first: int) -> None:
    given = tables(measures=[measure(start_delay_years=float(delay), duration_years=duration)])
    assert gain(given) == pytest.approx((HORIZON - first + 1) / HORIZON * FREE, **EXACT)


@pytest.mark.parametrize("draws", DRAWS)
@pytest.mark.parametrize("q", [0.1, 0.5, 1.0])
def test_reinvasion_is_a_geometric_process(q: float, draws: int | None) -> None:
    """From year 2 on the expected years without rats are 1 + (1 - q) + (1 - q)² + … up to the horizon."""
    given = tables(measures=[measure(success_probability=0.6, reinvasion_per_year=q)])
    free_years = (1 - (1 - q) ** (HORIZON - 1)) / q
    assert gain(given, draws=draws) == pytest.approx(0.6 * FREE * free_years / HORIZON, **EXACT)


def test_the_growth_after_reinvasion_has_the_weights_of_the_year_of_return() -> None:
    given = tables(measures=[measure(reinvasion_per_year=0.5)])
    after = choose(given).chosen.migrants["petrel"]
    # Back after one year with .5, after two with .25: the median is one year without rats.
    assert after.growth_after.median == pytest.approx(1.2 ** (1 / HORIZON), **EXACT)
    # 1 - .5⁵ of the outcomes have at most five years without rats, less than 97.5 %.
    assert after.growth_after.high == pytest.approx(1.2 ** (6 / HORIZON), **EXACT)


@pytest.mark.parametrize("draws", DRAWS)
def test_a_control_acts_while_it_runs(draws: int | None) -> None:
    running = log(0.8 + 0.4 * (1 - 0.5 * 0.4))
    given = tables(measures=[measure(kind="control", reduction=0.6, start_delay_years=2.0, duration_years=3.0)])
    assert gain(given, draws=draws) == pytest.approx(3 / HORIZON * running, **EXACT)
    given = tables(measures=[measure(kind="control", reduction=0.6, start_delay_years=2.0)])
    assert gain(given, draws=draws) == pytest.approx(8 / HORIZON * running, **EXACT)


def test_two_controls_of_one_invader_multiply() -> None:
    pair = [measure(name, kind="control", reduction=0.5) for name in ("trap", "poison")]
    assert gain(tables(measures=pair)) == pytest.approx(log(0.8 + 0.4 * (1 - 0.5 * 0.25)), **EXACT)


def test_a_protection_lowers_its_pressure() -> None:
    given = tables(pressures=[pressure(-0.2)], measures=[measure(kind="protect", reduction=0.5)])
    assert gain(given) == pytest.approx(log((0.8 * 0.9 + 0.2) / (0.8 * 0.8 + 0.2)), **EXACT)


@pytest.mark.parametrize("draws", DRAWS)
def test_bykill_comes_in_its_year_whether_the_measure_works_or_not(draws: int | None) -> None:
    bykill = side_effect(-0.1, from_year=1.0, to_year=1.0)
    given = tables(measures=[measure(success_probability=0.5)], measure_effects=[bykill])
    lost = log(0.8 * 0.9 + 0.2)
    assert gain(given, draws=draws) == pytest.approx((0.5 * (HORIZON - 1) * FREE + lost) / HORIZON, **EXACT)


def test_a_benefit_comes_only_with_success() -> None:
    habitat = side_effect(0.25, "plant", "fecundity", from_year=3.0)
    given = tables(measures=[measure("plant", "restore", success_probability=0.5)], measure_effects=[habitat])
    assert gain(given) == pytest.approx(0.5 * 8 / HORIZON * log(0.8 + 0.2 * 1.25), **EXACT)


@pytest.mark.parametrize("draws", DRAWS)
def test_a_measure_works_only_where_what_it_requires_works(draws: int | None) -> None:
    measures = [
        measure("ship", "restore", success_probability=0.5),
        measure(success_probability=0.6, requires=("ship",)),
    ]
    chosen = choose(tables(measures=measures), draws=draws).chosen
    assert chosen.measures == ("ship", "bait")
    assert chosen.objective == pytest.approx(0.5 * 0.6 * (HORIZON - 1) / HORIZON * FREE, **EXACT)
    assert {why.measure_id: why.dropped for why in chosen.why_in} == {"ship": ("bait",), "bait": ()}


def test_taking_cats_away_releases_rats() -> None:
    """ρ′ = 1 + .8 · f; cats themselves do no harm here."""
    release = {"invader_id": "cat", "other_invader_id": "rat", "effect": 0.8, "evidence": "inferred"}
    given = tables(
        presences=[presence(), presence("cat")],
        impacts=[impact(), impact("cat", -0.3, "survival")],
        interactions=[release],
        measures=[measure("shoot", invader_ids=("cat",))],
    )
    now = 0.8 * 0.7 + 0.4 * 0.5
    after = 0.8 + 0.4 * 0.5**1.8
    result = choose(given)
    assert result.chosen.objective == pytest.approx((HORIZON - 1) / HORIZON * log(after / now), **EXACT)
    assert [warning.code for warning in result.warnings] == ["releases_another"]
    held = tables(
        presences=[presence(), presence("cat")],
        impacts=[impact(), impact("cat", -0.3, "survival")],
        interactions=[release],
        measures=[measure("trap", "control", invader_ids=("cat",), reduction=0.5)],
    )
    after = 0.8 * (1 - 0.3 * 0.5) + 0.4 * 0.5**1.4
    assert gain(held) == pytest.approx(log(after / now), **EXACT)


def test_a_plan_that_only_releases_is_not_chosen() -> None:
    given = tables(
        presences=[presence(), presence("cat")],
        interactions=[{"invader_id": "cat", "other_invader_id": "rat", "effect": 0.8, "evidence": "inferred"}],
        measures=[measure("shoot", invader_ids=("cat",))],
    )
    result = choose(given)
    assert result.chosen.measures == ()
    assert [warning.code for warning in result.warnings] == ["nothing_worth_taking"]
    assert result.chosen.not_taken[0].gain_if_added < 0


def test_prevention_lowers_the_chance_that_rats_come() -> None:
    """At point values the factor is averaged over the chance 1 - exp(-rate · t) that they are there."""
    given = tables(
        presences=[presence(status="absent")],
        arrivals=[arrival(0.4, establishment_probability=0.5), {**arrival(0.1), "pathway": "hitchhikersShip"}],
        measures=[measure("inspect", "prevent", reduction=0.75, start_delay_years=1.0, duration_years=2.0)],
    )

    def growth(rates: list[float]) -> float:
        chance = 1 - np.exp(-np.cumsum(rates))
        return float(np.log(0.8 + 0.4 * (1 - 0.5 * chance)).mean())

    before, running = [0.3] * HORIZON, [0.3, 0.075, 0.075, *[0.3] * (HORIZON - 3)]
    assert gain(given) == pytest.approx(growth(running) - growth(before), **EXACT)


def test_containment_keeps_other_sites_free() -> None:
    here = tables(
        presences=[presence(status="absent")],
        arrivals=[arrival(0.5)],
        measures=[measure("fence", "contain", site_id="island")],
    )
    assert choose(here).note == "No measure on offer acts on anything of known size in a model."
    elsewhere = tables(
        sites=[{"site_id": "island", "name": "Island"}, {"site_id": "port", "name": "Port"}],
        presences=[presence(status="absent"), presence(site="port")],
        arrivals=[arrival(0.5)],
        measures=[measure("fence", "contain", site_id="port")],
    )
    chance = 1 - np.exp(-0.5 * np.arange(1, HORIZON + 1))
    expected = FREE - np.log(0.8 + 0.4 * (1 - 0.5 * chance)).mean()
    assert gain(elsewhere) == pytest.approx(expected, **EXACT)


def test_an_eradicated_invader_comes_back_with_arrivals() -> None:
    given = tables(arrivals=[arrival(0.2)])
    chance = 1 - np.exp(-0.2 * np.arange(HORIZON - 1))
    assert gain(given) == pytest.approx(np.log(0.8 + 0.4 * (1 - 0.5 * chance)).sum() / HORIZON, **EXACT)


def test_draws_meet_arrivals_as_often_as_their_rate_says() -> None:
    given = tables(presences=[presence(status="absent")], arrivals=[arrival(0.3)])
    census = project(cycle_of(given, draws=4000), 3).trajectories
    came = (census[:, 1:] / census[:, :-1] < 1.1).mean(axis=0)
    assert came == pytest.approx([1 - exp(-0.3 * t) for t in (1, 2, 3)], abs=0.025)


def test_every_counterfactual_meets_the_same_arrivals() -> None:
    given = tables(
        presences=[presence(status="absent")],
        arrivals=[arrival(0.3)],
        measures=[measure("inspect", "prevent", reduction=0.5)],
    )
    chosen = choose(given, draws=500).chosen
    after = chosen.migrants["petrel"]
    # Fewer arrivals never bring a rat that would not have come.
    assert after.gain_band.low >= 0.0
    assert after.gain > 0.0


def test_native_rats_are_not_touched() -> None:
    given = tables(presences=[presence(establishment_means="native")])
    result = choose(given)
    assert result.chosen is None
    assert {"native_not_touched", "changes_nothing"} <= {warning.code for warning in result.warnings}


def test_a_cause_of_unknown_size_gives_no_gain() -> None:
    result = choose(tables(impacts=[impact(effect=None)]))
    assert result.chosen is None
    assert result.frontier == ()
    assert [warning.code for warning in result.warnings] == ["changes_nothing", "nothing_to_weigh"]


def test_lambda_after_is_that_of_the_last_year() -> None:
    short = measure(kind="control", reduction=1.0, duration_years=3.0)
    after = choose(tables(measures=[short])).chosen.migrants["petrel"]
    assert after.lambda_after.median == pytest.approx(1.0, **EXACT)
    after = choose(tables()).chosen.migrants["petrel"]
    assert after.lambda_after.median == pytest.approx(1.2, **EXACT)
    assert gain(tables(), objective=Objective("ln_lambda")) == pytest.approx(FREE, **EXACT)


def test_an_empty_portfolio_leaves_everything_as_now() -> None:
    given = tables(vital_rates=[rate("survival", 0.8, low=0.7, high=0.88), rate("fecundity", 0.4)])
    result = choose(given, Budget(5.0, "EUR", 2024), draws=200)
    now = project(cycle_of(given, draws=200), HORIZON)
    after = result.chosen.migrants["petrel"]
    assert result.chosen.measures == ()
    assert (after.growth_after, after.lambda_after) == (now.growth_band, now.lambda_band)
    assert after.trajectory_after[-1] == now.abundance_at_horizon
    assert after.trajectory_after == tuple(band(census) for census in now.trajectories.T)
    assert [warning.code for warning in result.warnings] == ["nothing_affordable"]


@pytest.mark.parametrize(
    ("row", "cost"),
    [
        (measure(kind="control", reduction=0.5, cost_per_year=10.0, start_delay_years=2.5), 175.0),
        (measure(kind="control", reduction=0.5, cost_per_year=10.0, duration_years=2.5), 125.0),
        (measure(kind="control", reduction=0.5, cost_per_year=10.0, duration_years=20.0), 300.0),
        (measure(cost_per_year=7.0), 107.0),
        (measure(cost_per_year=7.0, duration_years=3.0), 121.0),
    ],
)
def test_the_cost_counts_the_years_that_are_paid(row: dict[str, object], cost: float) -> None:
    assert choose(tables(measures=[row])).chosen.cost.value == cost


def test_of_equals_the_cheaper_then_the_smaller_then_the_first_by_name() -> None:
    dear, cheap = measure("a", cost=120.0), measure("b", cost=90.0)
    assert choose(tables(measures=[dear, cheap])).chosen.measures == ("b",)
    free = [measure("z", cost=0.0), measure("y", cost=0.0)]
    assert choose(tables(measures=free)).chosen.measures == ("y",)


def test_frontier_and_reasons() -> None:
    measures = [
        measure("trap", "control", reduction=0.5, cost=50.0),
        measure("bait", cost=100.0, success_probability=0.9),
        measure("bait-late", cost=100.0, start_delay_years=5.0, excludes=("bait",)),
        measure("pray", "control", reduction=0.5, cost=60.0, success_probability=0.0),
    ]
    result = choose(tables(measures=measures), Budget(120.0, "EUR", 2024))
    assert [point.measures for point in result.frontier] == [(), ("trap",), ("bait",), ("trap", "bait")]
    assert [point.budget for point in result.frontier] == [0.0, 50.0, 100.0, 150.0]
    assert result.frontier_end is None
    assert result.evaluated == 12
    reasons = {one.measure_id: (one.reason, one.others) for one in result.chosen.not_taken}
    assert reasons == {
        "trap": ("costs_too_much", ()),
        "bait-late": ("excluded", ("bait",)),
        "pray": ("costs_too_much", ()),
    }
    assert [one.measures for one in result.alternatives] == [("trap",), ("bait-late",)]
    assert (result.alternatives[1].left_out, result.alternatives[1].instead) == (("bait",), ("bait-late",))
    assert result.alternatives[1].difference < result.alternatives[0].difference < 0
    assert (result.chosen.bound, result.chosen.gap) == (result.chosen.objective, 0.0)


def test_without_a_budget_the_frontier_stands_alone() -> None:
    result = choose(tables(), budget=None)
    assert result.chosen is None
    assert result.note.startswith("No budget is given")
    assert [point.measures for point in result.frontier] == [(), ("bait",)]
    assert [warning.code for warning in result.warnings] == ["no_budget"]


def test_cost_limits_and_the_chance_to_spend_more() -> None:
    given = tables(measures=[measure(cost_low=80.0, cost_high=125.0)])
    result = choose(given, Budget(100.0, "EUR", 2024), draws=2000)
    cost = result.chosen.cost
    assert cost.value == 100.0
    assert (cost.low, cost.high) == (pytest.approx(79, abs=2), pytest.approx(124, abs=2))
    assert result.chosen.over_budget == pytest.approx(0.48, abs=0.04)
    assert "may_cost_more" in {warning.code for warning in result.warnings}


@pytest.mark.parametrize(("currency", "year", "column"), [("GBP", 2024, "currency"), ("EUR", 2020, "price_year")])
def test_money_is_never_converted(currency: str, year: int, column: str) -> None:
    with pytest.raises(InputError, match=f"measures.csv, row 2, column {column}") as refusal:
        choose(tables(), Budget(1e6, currency, year))
    assert "one currency and one price year" in refusal.value.remedy


def test_mixed_money_without_a_budget_is_not_added() -> None:
    pair = [measure(), measure("trap", "control", reduction=0.5, currency="GBP")]
    result = choose(tables(measures=pair), budget=None)
    assert result.frontier == ()
    assert result.warnings[-1].code == "currencies_mixed"


def test_history_is_not_on_offer() -> None:
    history = [measure(outcome="failed"), measure("trap", "control", reduction=0.5, outcome="pending")]
    result = choose(tables(measures=history))
    assert (result.chosen, result.on_offer, result.note) == (None, (), "No measure is on offer.")
    assert [warning.code for warning in result.warnings] == ["pending_not_counted"]


def test_too_many_sets_are_refused() -> None:
    many = [measure(f"m{number}", "control", reduction=0.1) for number in range(16)]
    with pytest.raises(LimitError, match="more than 32,768 ways"):
        choose(tables(measures=many), budget=None)
    # A budget that leaves few sets leaves an answer; the frontier ends with it.
    result = choose(tables(measures=many), Budget(250.0, "EUR", 2024))
    assert result.evaluated == 1 + 16 + 120
    assert result.frontier_end == 250.0


def test_a_study_without_full_tier_says_so() -> None:
    result = choose_portfolio(tables(), Settings("t", budget=PLENTY), {})
    assert result.chosen is None
    assert [warning.code for warning in result.warnings] == ["no_full_tier"]


def test_extinct_populations_keep_their_gain_finite() -> None:
    given = tables(
        impacts=[impact(effect=-1.0), impact("rat", -1.0, "survival")],
        measures=[measure(duration_years=0.0)],
    )
    assert gain(given) == pytest.approx(FREE - log(1e-12), **EXACT)


def test_draws_and_outcomes_are_pooled() -> None:
    given = tables(
        vital_rates=[rate("survival", 0.8, low=0.75, high=0.85), rate("fecundity", 0.4)],
        measures=[measure(success_probability=0.3)],
    )
    after = choose(given, draws=2000).chosen.migrants["petrel"]
    cycle = cycle_of(given, draws=2000)
    now = project(cycle, HORIZON).growth
    free = project(cycle, HORIZON, removed=frozenset({"rat"})).growth
    # The year before the rats are gone is one of ten.
    pooled = np.concatenate([np.repeat(now, 7), np.repeat(now**0.1 * free**0.9, 3)])
    assert after.growth_after.median == pytest.approx(float(np.median(pooled)), abs=1e-3)
    assert after.growth_after.low == pytest.approx(float(np.quantile(pooled, 0.025)), abs=2e-3)
    assert after.growth_after.high == pytest.approx(float(np.quantile(pooled, 0.975)), abs=2e-3)


def test_a_sample_of_outcomes_comes_close_to_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    measures = [
        measure(success_probability=0.7, success_low=0.5, success_high=0.85, reinvasion_per_year=0.1),
        measure("trap", "control", reduction=0.4, success_probability=0.6, reduction_if_failed=0.1, requires=("bait",)),
    ]
    given = tables(
        vital_rates=[rate("survival", 0.8, low=0.7, high=0.88), rate("fecundity", 0.4)],
        impacts=[impact(effect_low=-0.8, effect_high=-0.2)],
        measures=measures,
    )
    exact, point = choose(given, draws=4000).chosen, gain(given)
    monkeypatch.setattr("oxyura.actions.outcomes.EXACT_DRAWN", 1)
    monkeypatch.setattr("oxyura.actions.outcomes.EXACT_AT_POINT", 1)
    result = choose(given, draws=4000)
    sampled = result.chosen
    assert "outcomes_sampled" in {warning.code for warning in result.warnings}
    assert sampled.migrants["petrel"].outcomes == "sampled"
    assert sampled.objective == pytest.approx(exact.objective, rel=1e-2)
    high = exact.migrants["petrel"].growth_after.high
    assert sampled.migrants["petrel"].growth_after.high == pytest.approx(high, abs=5e-3)
    assert gain(given) == pytest.approx(point, rel=5e-3)
