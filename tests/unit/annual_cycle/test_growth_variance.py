"""Variance between and within draws, the years of a target, catastrophes and noise against closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.cycle_part import part_of
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.growth_variance import divide_variance, divided
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.projection import draws_in_parts, project, project_census
from oxyura.annual_cycle.readings import estimate_quasi_extinction
from oxyura.annual_cycle.target_years import find_target_years
from oxyura.schema.table import TableSet, table_from_records
from properties.noisy_cycles import noisy_cycles

MIGRANT = {"migrant_id": "m", "scientific_name": "Avis", "abundance": 1000.0, "abundance_unit": "individuals"}
STRIKE = {"catastrophe_id": "storm", "migrant_id": "m", "stage": "year", "rate": "survival"}


def tables(rates: dict[str, dict[str, float]], **others: list[dict[str, Any]]) -> TableSet:
    records: dict[str, list[dict[str, Any]]] = {
        "sites": [{"site_id": "s", "name": "S"}],
        "migrants": [MIGRANT],
        "stages": [{"migrant_id": "m", "stage": "year", "position": 1.0, "start_week": 1.0, "end_week": 52.0}],
        "distribution": [
            {"migrant_id": "m", "stage": "year", "site_id": "s", "share": 1.0, "survey_status": "surveyed"}
        ],
        "vital_rates": [
            {"migrant_id": "m", "stage": "year", "class": "all", "rate": rate, **cells} for rate, cells in rates.items()
        ],
        **others,
    }
    return TableSet({name: table_from_records(name, rows) for name, rows in records.items()})


def cycle_of(given: TableSet, draws: int, **options: bool) -> Cycle:
    return read_cycle(given, "m", Draws(2, draws), **options)


def test_variance_within_draws_is_that_of_noise_and_between_that_of_what_is_not_known() -> None:
    years = 10
    spread, noise = 0.05, 0.2
    value = {"value": 1.1, "low": 1.1 - 1.96 * spread, "high": 1.1 + 1.96 * spread, "sd_between_years": noise}
    given = tables({"survival": {"value": 0.0}, "fecundity": value})
    found = divide_variance(cycle_of(given, 2_000), years, 10)
    assert found is not None
    # ln of a year's growth is normal with variance ln(1 + sd² / f²), and growth per year is its mean over the years.
    assert found.within_draws == pytest.approx(np.log1p((noise / 1.1) ** 2) / years, rel=0.08)
    assert found.between_draws == pytest.approx((spread / 1.1) ** 2, rel=0.2)
    assert (found.draws, found.replicates) == (200, 10)


def test_the_analysis_of_variance_finds_what_was_put_in() -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(0, 2.0, (4_000, 1)) + rng.normal(0, 3.0, (4_000, 5))
    found = divided(values)
    assert found.between_draws == pytest.approx(4.0, rel=0.1)
    assert found.within_draws == pytest.approx(9.0, rel=0.05)


def test_variance_is_not_told_where_nothing_differs_or_all_die() -> None:
    still = tables({"survival": {"value": 0.9, "low": 0.8, "high": 0.95}})
    assert divide_variance(cycle_of(still, 50), 5, 10) is None
    noisy = tables({"survival": {"value": 0.9, "sd_between_years": 0.05}})
    assert divide_variance(cycle_of(noisy, 50), 5, 1) is None
    assert divide_variance(cycle_of(noisy, 50), 5, 4) is not None
    point = read_cycle(noisy, "m", Draws(2, 1, deterministic=True))
    assert divide_variance(point, 5, 10) is None
    dying = tables({"survival": {"value": 0.2}}, migrants=[MIGRANT | {"abundance": 3.0}])
    assert divide_variance(cycle_of(dying, 50, by_chance=True), 20, 4) is None


def test_years_of_a_target_count_those_who_never_reach_it() -> None:
    trajectories = np.array([[1.0, 5.0, 2.0], [1.0, 1.0, 6.0], [1.0, 2.0, 3.0], [9.0, 1.0, 1.0]])
    found = find_target_years(trajectories, 5.0)
    assert found is not None
    assert found.by_year == (0.25, 0.5, 0.75)
    assert found.year == {"low": 0, "median": 1, "high": None}
    assert found.probability == 0.75
    assert find_target_years(trajectories, None) is None


def struck(effect: float, probability: float, **others: Any) -> TableSet:
    strike = {**STRIKE, "effect": effect, "probability_per_year": probability}
    return tables({"survival": {"value": 0.95, **others}}, catastrophes=[strike])


def test_growth_under_catastrophes_is_that_of_a_mixture_of_two_points() -> None:
    cycle = cycle_of(struck(-0.4, 0.1), 4_000)
    growth = np.log(project(cycle, 25).growth)
    assert growth.mean() == pytest.approx(np.log(0.95) + 0.1 * np.log(0.6), abs=0.003)
    assert growth.var() == pytest.approx(0.1 * 0.9 * np.log(0.6) ** 2 / 25, rel=0.1)


def test_quasi_extinction_under_catastrophes_is_that_of_a_binomial() -> None:
    from scipy import stats

    cycle = cycle_of(struck(-0.9, 0.08, low=0.95, high=0.95), 20_000)
    risk = estimate_quasi_extinction(project(cycle, 20).trajectories, 10.0)
    # From 1000 it takes two strikes to fall to 10: 0.1² · 0.95^t · 1000, and t years alone do not.
    assert risk.probability == pytest.approx(stats.binom.sf(1, 20, 0.08), abs=0.012)
    assert all(one <= other for one, other in zip(risk.by_year, risk.by_year[1:], strict=False))


def test_lambda_and_point_values_have_the_mean_year() -> None:
    mean = 0.95 * (1 - 0.1 * 0.4)
    cycle = cycle_of(struck(-0.4, 0.1), 10)
    assert project(cycle, 5).asymptotic == pytest.approx(mean, rel=1e-12)
    point = read_cycle(struck(-0.4, 0.1), "m", Draws(2, 1, deterministic=True))
    assert project(point, 5).growth == pytest.approx(mean, rel=1e-12)


def test_rows_of_one_catastrophe_strike_together() -> None:
    strikes = [
        {**STRIKE, "effect": -0.5, "probability_per_year": 0.3},
        {**STRIKE, "rate": "fecundity", "effect": -1.0, "probability_per_year": 0.3},
    ]
    given = tables({"survival": {"value": 0.8}, "fecundity": {"value": 0.4}}, catastrophes=strikes)
    census = project_census(cycle_of(given, 500), 1).census[:, 1, 0]
    assert set(np.round(census, 6)) == {1200.0, 400.0}
    assert (census == 400.0).mean() == pytest.approx(0.3, abs=0.07)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("by_chance", [False, True])
def test_parts_of_the_draws_meet_the_years_that_they_meet_together(seed: int, by_chance: bool) -> None:
    for cycle in noisy_cycles(seed, draws=6, by_chance=by_chance):
        whole = project(cycle, 4)
        parts = [project(part_of(cycle, *ends), 4) for ends in ((0, 2), (2, 5), (5, 6))]
        assert np.allclose(whole.census, np.concatenate([part.census for part in parts]), rtol=1e-12)
        assert np.allclose(whole.asymptotic, np.concatenate([part.asymptotic for part in parts]), rtol=1e-12)
        removed = cycle.alien_causes
        again = project_census(part_of(cycle, 2, 5), 4, removed=removed).census
        assert np.allclose(project_census(cycle, 4, removed=removed).census[2:5], again, rtol=1e-12)


def test_large_models_are_run_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    from oxyura.annual_cycle import projection

    cycle = noisy_cycles(1, draws=7)[0]
    together = project(cycle, 3)
    monkeypatch.setattr(projection, "_VALUES_AT_ONCE", 2 * cycle.structure.n_states * len(cycle.structure.stages))
    assert len(draws_in_parts(cycle)) == 4
    apart = project(cycle, 3)
    assert np.allclose(together.census, apart.census, rtol=1e-12)
    assert together.clipped == apart.clipped


def test_growth_of_noise_is_below_lambda_by_half_its_variance() -> None:
    given = tables({"survival": {"value": 0.0}, "fecundity": {"value": 1.0, "sd_between_years": 0.3}})
    cycle = cycle_of(given, 4_000)
    growth = np.log(project(cycle, 20).growth)
    assert asymptotic_growth(cycle.year(), cycle.start)[0] == pytest.approx(1.0, rel=1e-12)
    assert growth.mean() == pytest.approx(-np.log1p(0.09) / 2, abs=0.004)
