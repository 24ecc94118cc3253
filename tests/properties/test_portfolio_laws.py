"""Laws of portfolios: brute force by a second implementation agrees, and more money never buys less."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import oxyura
from oxyura.actions.desk import PlanDesk
from oxyura.actions.doing import read_reach
from oxyura.actions.evaluation import MigrantGains
from oxyura.actions.measures import read_catalogue
from oxyura.actions.portfolio import choose_portfolio
from oxyura.actions.results import PortfolioResult
from oxyura.actions.sets import list_sets
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.schema.errors import InputError
from oxyura.schema.settings import Budget
from oxyura.study.package import Study
from oxyura.study.tiers import tier_of
from properties.random_measures import write_study_with_measures
from properties.study_variants import shuffled
from published.reference_portfolio import reference_sets

CLOSE = 1e-10
STUDIES, FAST, BATCH = 300, 60, 20
BATCHES = [pytest.param(first, marks=[] if first < FAST else [pytest.mark.slow]) for first in range(0, STUDIES, BATCH)]

Sets = dict[frozenset[str], dict[str, Any]]


def cycles_of(study: Study, draws: Draws) -> dict[str, Cycle]:
    """Return the annual cycles of a study."""
    return {
        migrant: read_cycle(study.tables, migrant, draws)
        for migrant in study.tables["migrants"].words("migrant_id")
        if tier_of(study.tables, migrant) == "full"
    }


def choose(study: Study, budget: float | None, horizon: int) -> PortfolioResult:
    """Choose at point values."""
    money = None if budget is None else Budget(budget, "EUR", 2024)
    settings = replace(study.settings, horizon_years=horizon, budget=money)
    return choose_portfolio(study.tables, settings, cycles_of(study, Draws(1, 1, deterministic=True)))


def within(sets: Sets, budget: float) -> Sets:
    """Return the sets that a budget holds."""
    return {key: one for key, one in sets.items() if one["cost"] <= budget * (1 + 1e-9)}


def differences(result: PortfolioResult, sets: Sets, budget: float, allowed: Sets | None = None) -> list[str]:
    """Name everything in which a portfolio differs from the best of all sets, or of those that are allowed."""
    competing = sets if allowed is None else allowed
    affordable = within(competing, budget)
    best = max(one["objective"] for one in affordable.values())
    if result.chosen is None:
        # Nothing on offer acts on anything of known size.
        return [] if all(abs(one["objective"]) < CLOSE for one in competing.values()) else ["nothing chosen"]
    chosen = result.chosen
    mine = sets[frozenset(chosen.measures)]
    found = []
    if abs(mine["objective"] - chosen.objective) > CLOSE:
        found.append(f"objective of {chosen.measures}: {chosen.objective} for {mine['objective']}")
    if abs(mine["cost"] - chosen.cost.value) > CLOSE or frozenset(chosen.measures) not in affordable:
        found.append("cost")
    if mine["objective"] < best - CLOSE or chosen.bound != chosen.objective:
        found.append("not the best")
    equals = [one for one in affordable.values() if one["objective"] >= best - CLOSE]
    if mine["cost"] > min(one["cost"] for one in equals) + CLOSE:
        found.append("not the cheapest of the best")
    for migrant, after in chosen.migrants.items():
        growths = mine["growth"][migrant]
        for value in (after.growth_after.low, after.growth_after.median, after.growth_after.high):
            if not any(np.isclose(value, growth, rtol=CLOSE) for _, growth in growths):
                found.append(f"growth of {migrant}")
    for one in (*result.alternatives, *result.frontier):
        if frozenset(one.measures) not in competing:
            found.append(f"{one.measures} is not allowed")
        if abs(sets[frozenset(one.measures)]["objective"] - one.objective) > CLOSE:
            found.append(f"objective of {one.measures}")
    for point, following in pairwise([*result.frontier, None]):
        assert point is not None
        # Up to the money of the next point nothing is better.
        reach = inf if following is None else following.budget * (1 - 1e-6)
        reached = [one["objective"] for one in competing.values() if one["cost"] <= max(reach, point.budget)]
        if abs(max(reached) - point.objective) > CLOSE:
            found.append(f"frontier at {point.budget}")
    if result.frontier and abs(result.frontier[0].budget - min(one["cost"] for one in competing.values())) > CLOSE:
        found.append("the frontier begins elsewhere")
    for reason in chosen.why_in:
        rest = frozenset(chosen.measures) - {reason.measure_id, *reason.dropped}
        if abs(mine["objective"] - sets[rest]["objective"] - reason.loss_if_dropped) > CLOSE:
            found.append(f"why {reason.measure_id}")
    return found


def differing_sets(study: Study, sets: Sets, horizon: int) -> list[frozenset[str]]:
    """Name every set of measures whose objective differs from that of the second implementation."""
    offers = read_catalogue(study.tables).offers
    table = study.tables["migrants"]
    weights = dict(zip(table.words("migrant_id"), table.numbers("weight", 1.0), strict=True))
    gains = [
        MigrantGains(read_reach(study.tables, cycle, horizon, offers), "ln_growth", weights[migrant], offers)
        for migrant, cycle in cycles_of(study, Draws(1, 1, deterministic=True)).items()
    ]
    found = []
    for key, one in sets.items():
        chosen = [measure for measure in offers if measure.measure_id in key]
        if abs(sum(each.weight * each.expected(chosen) for each in gains) - one["objective"]) > CLOSE:
            found.append(key)
    listed = list_sets(offers, [0.0] * len(offers), None, 10**6)
    if listed is None or {frozenset(offers[at].measure_id for at in chosen) for chosen in listed} != set(sets):
        found.append(frozenset({"sets that can be taken"}))
    return found


@pytest.mark.parametrize("first", BATCHES)
def test_portfolio_equals_brute_force(first: int, tmp_path: Path) -> None:
    moved = 0
    for seed in range(first, first + BATCH):
        rng = np.random.default_rng([11, seed])
        horizon = int(rng.integers(3, 6))
        folder = tmp_path / str(seed)
        write_study_with_measures(folder, rng, horizon)
        study = oxyura.read_study(folder)
        sets = reference_sets(folder, horizon)
        costs = sorted(one["cost"] for one in sets.values())
        budget = float(rng.uniform(0.0, 1.2) * costs[-1])
        result = choose(study, budget, horizon)
        assert differences(result, sets, budget) == [], f"study {seed}"
        assert differing_sets(study, sets, horizon) == [], f"study {seed}"
        moved += any(abs(one["objective"]) > 1e-6 for one in sets.values())
    # Studies in which no measure changes anything prove nothing.
    assert moved >= BATCH / 2


def allowed_sets(sets: Sets, include: frozenset[str], exclude: frozenset[str]) -> Sets:
    """Return the sets that hold some measures and not others."""
    return {key: one for key, one in sets.items() if include <= key and not exclude & key}


@pytest.mark.parametrize("first", BATCHES)
def test_portfolio_with_measures_forced_in_and_out_equals_brute_force(first: int, tmp_path: Path) -> None:
    answered = refused = moved = 0
    for seed in range(first, first + BATCH):
        rng = np.random.default_rng([14, seed])
        horizon = int(rng.integers(3, 6))
        folder = tmp_path / str(seed)
        write_study_with_measures(folder, rng, horizon)
        study = oxyura.read_study(folder)
        sets = reference_sets(folder, horizon)
        settings = replace(study.settings, horizon_years=horizon)
        desk = PlanDesk(study.tables, settings, cycles_of(study, Draws(1, 1, deterministic=True)))
        offers = [measure.measure_id for measure in read_catalogue(study.tables).offers]
        for _ in range(6):
            include, exclude = (frozenset(name for name in offers if rng.random() < 0.3) for _ in range(2))
            budget = float(rng.uniform(0.0, 1.2) * max(one["cost"] for one in sets.values()))
            allowed = allowed_sets(sets, include, exclude)
            money = Budget(budget, "EUR", 2024)
            if not within(allowed, budget):
                refused += 1
                with pytest.raises(InputError):
                    desk.choose(money, include=include, exclude=exclude)
                continue
            answered += 1
            result = desk.choose(money, include=include, exclude=exclude)
            assert differences(result, sets, budget, allowed) == [], f"study {seed}, {include}, {exclude}, {budget}"
            if result.chosen is not None:
                assert include <= set(result.chosen.measures)
                assert not exclude & set(result.chosen.measures)
                moved += (
                    result.chosen.objective < max(one["objective"] for one in within(sets, budget).values()) - CLOSE
                )
    # Requests that change nothing, or are never refused, prove little.
    assert answered >= BATCH
    assert refused
    assert moved


def test_a_set_by_hand_equals_brute_force(tmp_path: Path) -> None:
    for seed in range(8):
        rng = np.random.default_rng([15, seed])
        horizon = int(rng.integers(3, 6))
        folder = tmp_path / str(seed)
        write_study_with_measures(folder, rng, horizon)
        study = oxyura.read_study(folder)
        settings = replace(study.settings, horizon_years=horizon)
        desk = PlanDesk(study.tables, settings, cycles_of(study, Draws(1, 1, deterministic=True)))
        sets = reference_sets(folder, horizon)
        for key, one in sets.items():
            found = desk.evaluate(key)
            assert set(found.measures) == key
            assert found.brought == ()
            assert found.cost is not None
            assert found.cost.value == pytest.approx(one["cost"], abs=CLOSE)
            assert found.objective == pytest.approx(one["objective"], abs=CLOSE)
            for migrant, after in found.after.items():
                growths = [growth for _, growth in one["growth"][migrant]]
                assert np.isclose(after.growth_after.median, growths, rtol=CLOSE).any()
                assert found.before[migrant].gain == 0.0
                (now,) = {growth for _, growth in sets[frozenset()]["growth"][migrant]}
                assert found.before[migrant].growth_after.median == pytest.approx(now, rel=CLOSE)


@pytest.mark.parametrize("draws", [Draws(1, 1, deterministic=True), Draws(1, 20)], ids=["point", "drawn"])
def test_a_bigger_budget_never_lowers_the_gain(draws: Draws, tmp_path: Path) -> None:
    for seed in range(12):
        rng = np.random.default_rng([12, seed])
        folder = tmp_path / str(seed)
        write_study_with_measures(folder, rng, 4)
        study = oxyura.read_study(folder)
        cycles = cycles_of(study, draws)
        before = 0.0
        for budget in [*sorted(rng.uniform(0.0, 40.0, 5)), 1e9]:
            settings = replace(study.settings, horizon_years=4, budget=Budget(float(budget), "EUR", 2024))
            result = choose_portfolio(study.tables, settings, cycles)
            if result.chosen is None:
                continue
            assert result.chosen.cost.value <= budget * (1 + 1e-9)
            assert result.chosen.objective >= before
            before = result.chosen.objective
            # The frontier says the same of every budget.
            reached = [point for point in result.frontier if point.budget <= budget]
            assert reached[-1].measures == result.chosen.measures
            objectives = [point.objective for point in result.frontier]
            assert objectives == sorted(objectives)


def test_row_order_never_matters(tmp_path: Path) -> None:
    for seed in range(12):
        rng = np.random.default_rng([13, seed])
        folder = tmp_path / str(seed)
        write_study_with_measures(folder, rng, 4)
        study = oxyura.read_study(folder)
        settings = replace(study.settings, horizon_years=4, budget=Budget(15.0, "EUR", 2024))
        results = [
            choose_portfolio(one.tables, settings, cycles_of(one, Draws(1, 20))).chosen
            for one in (study, shuffled(study, rng))
        ]
        if results[0] is None or results[1] is None:
            assert results[0] is results[1]
            continue
        assert set(results[0].measures) == set(results[1].measures)
        assert results[0].objective == pytest.approx(results[1].objective, rel=1e-9, abs=1e-12)
