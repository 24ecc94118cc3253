"""Chance in small numbers against closed forms: moments, extinction, whole animals, the same years however run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from oxyura.annual_cycle import compiled_year
from oxyura.annual_cycle.chance_kernel import EXACT_BELOW, binomial, make_whole, named, normal, poisson, two_normals
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.projection import project_census
from oxyura.schema.table import TableSet, table_from_records
from oxyura.spacetime.compiled import compiled
from oxyura.study.tiers import tiers_of
from properties.noisy_cycles import with_noise
from properties.study_variants import random_study

SAMPLE = 200_000


@compiled
def _binomials(key: Any, n: float, p: float, found: Any) -> None:
    for number in range(len(found)):
        found[number] = binomial(named(key, number), n, p)


@compiled
def _poissons(key: Any, mean: float, found: Any) -> None:
    for number in range(len(found)):
        found[number] = poisson(named(key, number), mean)


@compiled
def _normals(key: Any, found: Any) -> None:
    for number in range(len(found)):
        word = named(key, number)
        found[number, 0] = normal(word)
        found[number, 1], found[number, 2] = two_normals(word)


def sample(draw: Callable[..., None], *values: float) -> np.ndarray:
    found = np.empty(SAMPLE)
    draw(np.uint64(11), *values, found)
    return found


@pytest.mark.parametrize("n", [1.0, 7.0, 40.0, 300.0, 20_000.0])
@pytest.mark.parametrize("p", [0.004, 0.3, 0.5, 0.93])
def test_binomial_counts_have_their_mean_and_variance(n: float, p: float) -> None:
    found, variance = sample(_binomials, n, p), n * p * (1 - p)
    assert np.array_equal(found, np.round(found))
    assert found.min() >= 0
    assert found.max() <= n
    assert found.mean() == pytest.approx(n * p, abs=5 * np.sqrt(variance / SAMPLE))
    assert found.var() == pytest.approx(variance, rel=0.03)


@pytest.mark.parametrize(("n", "p"), [(12.0, 0.2), (30.0, 0.3), (25.0, 0.7)])
def test_few_are_drawn_exactly(n: float, p: float) -> None:
    assert n * min(p, 1 - p) < EXACT_BELOW
    counts = np.bincount(sample(_binomials, n, p).astype(int), minlength=int(n) + 1) / SAMPLE
    assert np.abs(counts - stats.binom.pmf(np.arange(n + 1), n, p)).max() < 0.004


@pytest.mark.parametrize(("n", "p"), [(30.0, 0.5), (200.0, 0.06), (1000.0, 0.97)])
def test_the_error_of_many_is_small(n: float, p: float) -> None:
    counts = np.bincount(sample(_binomials, n, p).astype(int), minlength=int(n) + 1) / SAMPLE
    true = stats.binom.cdf(np.arange(n + 1), n, p)
    assert np.abs(counts.cumsum() - true).max() < 0.006


@pytest.mark.parametrize("mean", [0.2, 4.0, 11.0, 900.0])
def test_poisson_counts_have_their_moments(mean: float) -> None:
    found = sample(_poissons, mean)
    assert found.mean() == pytest.approx(mean, abs=5 * np.sqrt(mean / SAMPLE))
    assert found.var() == pytest.approx(mean, rel=0.03)
    assert stats.skew(found) == pytest.approx(mean**-0.5, abs=0.05)


def test_words_become_normal_numbers() -> None:
    found = np.empty((SAMPLE, 3))
    _normals(np.uint64(3), found)
    assert np.abs(found.mean(axis=0)).max() < 0.012
    assert np.abs(found.std(axis=0) - 1).max() < 0.008
    assert abs(np.corrcoef(found[:, 1], found[:, 2])[0, 1]) < 0.012
    assert stats.kstest(found[:, 0], "norm").statistic < 0.005


def test_rounding_keeps_the_total_and_is_fair() -> None:
    state = np.array([[0.3, 2.6, 0.0], [0.5, 0.05, 1.0]])
    rounded = np.empty((20_000, *state.shape))
    for number in range(len(rounded)):
        rounded[number] = state
        make_whole(np.uint64(named(np.uint64(5), number)), rounded[number])
    assert np.array_equal(rounded, np.round(rounded))
    assert set(rounded.sum(axis=(1, 2))) == {4.0, 5.0}
    assert np.abs(rounded.mean(axis=0) - state).max() < 0.015


def one_site(abundance: float, rates: dict[str, float], **tables: list[dict[str, Any]]) -> TableSet:
    records: dict[str, list[dict[str, Any]]] = {
        "sites": [{"site_id": "s", "name": "S"}],
        "migrants": [
            {
                "migrant_id": "m",
                "scientific_name": "Avis",
                "abundance": abundance,
                "abundance_unit": "individuals",
            }
        ],
        "stages": [{"migrant_id": "m", "stage": "year", "position": 1.0, "start_week": 1.0, "end_week": 52.0}],
        "distribution": [
            {"migrant_id": "m", "stage": "year", "site_id": "s", "share": 1.0, "survey_status": "surveyed"}
        ],
        "vital_rates": [
            {"migrant_id": "m", "stage": "year", "class": "all", "rate": rate, "value": value}
            for rate, value in rates.items()
        ],
        **tables,
    }
    return TableSet({name: table_from_records(name, rows) for name, rows in records.items()})


def census(tables: TableSet, years: int, draws: int = 20_000) -> np.ndarray:
    cycle = read_cycle(tables, "m", Draws(4, draws), by_chance=True)
    return np.asarray(project_census(cycle, years).census.sum(axis=2))


@pytest.mark.parametrize("abundance", [8.0, 60.0, 5_000.0])
def test_survivors_have_the_variance_of_a_binomial(abundance: float) -> None:
    found = census(one_site(abundance, {"survival": 0.8}), 3)
    p = 0.8**3
    assert found[:, 3].mean() == pytest.approx(abundance * p, rel=0.01)
    assert found[:, 3].var() == pytest.approx(abundance * p * (1 - p), rel=0.05)


def galton_watson(survival: float, fecundity: float, years: int) -> float:
    """Return the chance that the line of one animal has died out: q' = (1 - s + s q) exp(f (q - 1))."""
    q = 0.0
    for _ in range(years):
        q = (1 - survival + survival * q) * np.exp(fecundity * (q - 1))
    return float(q)


@pytest.mark.parametrize(("survival", "fecundity"), [(0.6, 0.35), (0.5, 0.5), (0.7, 0.5)])
def test_small_populations_die_out_as_galton_and_watson_say(survival: float, fecundity: float) -> None:
    found = census(one_site(4.0, {"survival": survival, "fecundity": fecundity}), 25)
    for years in (3, 10, 25):
        expected = galton_watson(survival, fecundity, years) ** 4
        assert (found[:, years] == 0).mean() == pytest.approx(expected, abs=4 * np.sqrt(0.25 / len(found)))


def test_the_mean_is_that_without_chance() -> None:
    tables = one_site(40.0, {"survival": 0.7, "fecundity": 0.45})
    found = census(tables, 6)
    expected = 40.0 * 1.15**6
    assert found[:, 6].mean() == pytest.approx(expected, rel=0.01)


def test_a_ceiling_holds_for_whole_animals() -> None:
    density = [{"migrant_id": "m", "stage": "year", "form": "ceiling", "capacity": 12.5, "applies_to": "all"}]
    found = census(one_site(12.0, {"survival": 0.9, "fecundity": 1.0}, density=density), 8, 4_000)
    assert found[:, 1:].max() == 13.0
    assert found[:, 1:][found[:, 1:] >= 12].mean() == pytest.approx(12.5, abs=0.05)


def chancy_cycles(seed: int, draws: int) -> list[Cycle]:
    study = random_study(3_000 + seed)
    tables = with_noise(study, seed)
    full = [migrant for migrant, tier in tiers_of(study.tables).items() if tier == "full"]
    return [read_cycle(tables, migrant, Draws(7, draws), by_chance=True) for migrant in full]


@pytest.mark.parametrize("seed", range(6))
def test_animals_stay_whole_and_are_counted_as_expected_on_average(seed: int) -> None:
    for cycle in chancy_cycles(seed, 3_000):
        by_chance = project_census(cycle, 2).census
        assert np.array_equal(by_chance, np.round(by_chance))
        assert by_chance.min() >= 0
        if cycle.has_density or cycle.mechanisms.any:
            continue
        expected = project_census(read_without_chance(cycle), 2).census
        error = (by_chance - expected).std(axis=0) / np.sqrt(len(expected))
        assert (np.abs((by_chance - expected).mean(axis=0)) <= 5 * error + 1e-9).all()


def read_without_chance(cycle: Cycle) -> Cycle:
    return replace(cycle, by_chance=False)


@pytest.mark.parametrize("threads", ["1", "2", "3"])
def test_threads_make_no_difference(threads: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cycle = chancy_cycles(2, 40)[0]
    alone = project_census(cycle, 5)
    monkeypatch.setattr(compiled_year, "_WORTH_A_THREAD", 1)
    monkeypatch.setenv("OXYURA_THREADS", threads)
    together = project_census(cycle, 5)
    assert np.array_equal(alone.census, together.census)
    assert np.array_equal(alone.starts, together.starts)


def test_longer_runs_begin_with_the_years_of_shorter_ones() -> None:
    cycle = chancy_cycles(2, 20)[0]
    assert np.array_equal(project_census(cycle, 3).census, project_census(cycle, 7).census[:, :4])


def test_point_values_know_no_chance() -> None:
    tables = one_site(10.5, {"survival": 0.8})
    cycle = read_cycle(tables, "m", Draws(1, 1, deterministic=True), by_chance=True)
    assert project_census(cycle, 1).census[0, 1, 0] == pytest.approx(8.4, rel=1e-12)
