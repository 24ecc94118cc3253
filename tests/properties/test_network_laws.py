"""Laws of growth, stages, noise and draws that hold for every network."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oxyura.annual_cycle import compiled_year, linear_year
from oxyura.annual_cycle.compiled_year import run_years
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.plain_year import advance_year
from oxyura.annual_cycle.projection import project, project_census
from oxyura.annual_cycle.readings import measure_contributions
from oxyura.schema.table import TableSet, table_from_records
from oxyura.study.tiers import tiers_of
from properties.noisy_cycles import noisy_cycles
from properties.study_variants import random_study

Row = dict[str, Any]
CERTAIN = Draws(1, 1, deterministic=True)


def network(seed: int, stages: int) -> dict[str, list[Row]]:
    """Return a network of three sites and two classes in which every rate, and nothing else, is written down."""
    rng = np.random.default_rng(seed)
    names, sites, classes = [f"t{s}" for s in range(stages)], ["a", "b", "c"], ["young", "old"]
    rates: list[Row] = []
    for stage in names:
        for class_ in classes:
            key = {"migrant_id": "m", "stage": stage, "class": class_}
            rates.append({**key, "rate": "survival", "value": float(rng.uniform(0.3, 0.6))})
            rates.append({**key, "rate": "fecundity", "to_class": "young", "value": float(rng.uniform(0.05, 0.4))})
        key = {"migrant_id": "m", "stage": stage, "class": "young"}
        rates.append({**key, "rate": "transition", "to_class": "old", "value": float(rng.uniform(0.2, 0.8))})
    moves = [
        {
            "migrant_id": "m", "from_stage": names[s], "from_site": origin, "to_stage": names[(s + 1) % stages],
            "to_site": goal, "share": float(share), "survival": float(rng.uniform(0.8, 1.0)),
        }
        for s in range(stages)
        for origin in sites
        for goal, share in zip(sites, rng.dirichlet(np.ones(3)), strict=True)
    ]  # fmt: skip
    return {
        "sites": [{"site_id": site, "name": site} for site in sites],
        "migrants": [{"migrant_id": "m", "scientific_name": "A", "abundance": 100.0, "abundance_unit": "individuals"}],
        "stages": [
            {"migrant_id": "m", "stage": stage, "position": s + 1.0, "start_week": 1.0, "end_week": 1.0}
            for s, stage in enumerate(names)
        ],
        "distribution": [
            {"migrant_id": "m", "stage": names[0], "site_id": site, "share": 1 / 3, "survey_status": "surveyed"}
            for site in sites
        ],
        "vital_rates": rates,
        "movements": moves,
    }


def cycle_of(records: dict[str, list[Row]], draws: Draws = CERTAIN) -> Cycle:
    return read_cycle(TableSet({name: table_from_records(name, rows) for name, rows in records.items()}), "m", draws)


def growth_of(records: dict[str, list[Row]]) -> float:
    cycle = cycle_of(records)
    return float(asymptotic_growth(cycle.year(), cycle.start)[0])


@given(seed=st.integers(0, 10_000), stages=st.integers(1, 4), factor=st.floats(0.2, 1.5))
@settings(deadline=None, max_examples=40)
def test_growth_is_homogeneous_of_the_number_of_stages(seed: int, stages: int, factor: float) -> None:
    records = network(seed, stages)
    scaled = [
        row if row["rate"] == "transition" else row | {"value": row["value"] * factor} for row in records["vital_rates"]
    ]
    assert growth_of({**records, "vital_rates": scaled}) == pytest.approx(
        factor**stages * growth_of(records), rel=1e-11
    )


@given(seed=st.integers(0, 10_000), stages=st.integers(1, 4))
@settings(deadline=None, max_examples=30)
def test_contributions_weighted_by_the_stable_distribution_give_growth(seed: int, stages: int) -> None:
    records = network(seed, stages)
    cycle, growth = cycle_of(records), growth_of(records)
    year, n = cycle.year(), cycle.start
    for _ in range(600):
        n = advance_year(year, n)
        n /= n.sum()
    stable = run_years(year, n, 1)[2][0]
    contributions = measure_contributions(cycle, stable)
    at_sites = stable.sum(axis=1)
    for number, by_site in enumerate(contributions.by_stage.values()):
        shares = at_sites[number] / at_sites[number].sum()
        assert np.dot(shares, [by_site[site] or 0.0 for site in cycle.structure.sites]) == pytest.approx(
            growth, rel=1e-11
        )
    shares = at_sites.sum(axis=0) / at_sites.sum()
    mean = [contributions.mean[site] or 0.0 for site in cycle.structure.sites]
    assert np.dot(shares, mean) == pytest.approx(growth, rel=1e-11)
    # Any other distribution gives another number, so that the weights are what makes it.
    assert not np.isclose(np.mean(mean), growth, rtol=1e-6)


@given(seed=st.integers(0, 10_000), stages=st.integers(1, 3))
@settings(deadline=None, max_examples=30)
def test_a_stage_of_survival_alone_can_be_split(seed: int, stages: int) -> None:
    records = network(seed, stages)
    last = f"t{stages - 1}"
    of_last = [row for row in records["vital_rates"] if row["stage"] == last]
    survival = {row["class"]: row["value"] for row in of_last if row["rate"] == "survival"}
    before = [row for row in records["vital_rates"] if row["stage"] != last]
    alone = [row for row in of_last if row["rate"] == "survival"]
    whole = {**records, "vital_rates": before + alone}
    halves = [
        {**row, "stage": stage, "value": survival[row["class"]] ** 0.5} for row in alone for stage in (last, "second")
    ]
    onward = [row | {"from_stage": "second"} if row["from_stage"] == last else row for row in records["movements"]]
    stay = [
        {"migrant_id": "m", "from_stage": last, "from_site": site, "to_stage": "second", "to_site": site, "share": 1.0}
        for site in ("a", "b", "c")
    ]
    extra = {"migrant_id": "m", "stage": "second", "position": stages + 1.0, "start_week": 1.0, "end_week": 1.0}
    split = {
        **records,
        "vital_rates": before + halves,
        "movements": [*onward, *stay],
        "stages": [*records["stages"], extra],
    }
    one, two = cycle_of(whole), cycle_of(split)
    assert np.allclose(project_census(one, 6).census, project_census(two, 6).census, rtol=1e-12)
    assert growth_of(split) == pytest.approx(growth_of(whole), rel=1e-11)


@pytest.mark.parametrize("seed", range(8))
def test_zero_noise_equals_the_course_without_noise(seed: int) -> None:
    study = random_study(3_000 + seed)
    rates = [dict(row) for row in study.tables["vital_rates"].records()]

    def cycles(sd: float | None) -> list[Cycle]:
        rows = [row | {"sd_between_years": sd, "autocorrelation": None} for row in rates]
        tables = study.tables.replacing(
            vital_rates=table_from_records("vital_rates", rows), catastrophes=table_from_records("catastrophes", [])
        )
        full = [migrant for migrant, tier in tiers_of(tables).items() if tier == "full"]
        return [read_cycle(tables, migrant, Draws(3, 9)) for migrant in full]

    for still, zero, tiny in zip(cycles(None), cycles(0.0), cycles(1e-19), strict=True):
        expected = project_census(still, 6).census
        assert np.array_equal(project_census(zero, 6).census, expected)
        # Less noise than a number can hold is written by the compiled rates, and none.
        assert np.allclose(project_census(tiny, 6).census, expected, rtol=1e-12)


@pytest.mark.parametrize("by_chance", [False, True])
def test_one_seed_gives_one_answer_and_another_another(by_chance: bool) -> None:
    cycle = next(one for one in noisy_cycles(1, draws=20, by_chance=by_chance) if one.noise.any)
    once = project(cycle, 5)
    assert np.array_equal(once.census, project(cycle, 5).census)
    other = replace(cycle, draws=replace(cycle.draws, seed=8))
    assert not np.array_equal(once.census, project(other, 5).census)


@pytest.mark.parametrize("by_chance", [False, True])
def test_threads_never_change_an_answer(by_chance: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_year, "_WORTH_A_THREAD", 1)
    monkeypatch.setattr(linear_year, "is_small", lambda draws, states: False)
    cycles = [one for seed in (1, 4, 6) for one in noisy_cycles(seed, draws=21, by_chance=by_chance)]
    assert any(one.noise.any for one in cycles)
    for cycle in cycles:
        answers = []
        for threads in ("1", "2", "5"):
            monkeypatch.setenv("OXYURA_THREADS", threads)
            answers.append(project(cycle, 6))
        for other in answers[1:]:
            for name in ("census", "starts", "growth", "asymptotic"):
                assert np.array_equal(getattr(answers[0], name), getattr(other, name)), name


@pytest.mark.parametrize("by_chance", [False, True])
def test_more_draws_shrink_the_error_as_the_root_of_their_number(by_chance: bool) -> None:
    records = network(5, 2)
    for row in records["vital_rates"]:
        row["sd_between_years"] = 0.05
    tables = TableSet({name: table_from_records(name, rows) for name, rows in records.items()})

    def mean(seed: int, draws: int) -> float:
        census = project_census(read_cycle(tables, "m", Draws(seed, draws), by_chance=by_chance), 3).census
        return float(census[:, 3].sum(axis=1).mean())

    few, many = (np.std([mean(seed, draws) for seed in range(150)]) for draws in (50, 800))
    assert few / many == pytest.approx(4.0, rel=0.3)
