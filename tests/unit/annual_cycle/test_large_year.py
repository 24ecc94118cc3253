"""Large networks: growth, structure and elasticities without matrices are those with them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from oxyura.annual_cycle import large_year, linear_year, readings
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.large_year import LARGER, backward_map, find_root, find_roots, forward_map, of_draw
from oxyura.annual_cycle.linear_year import asymptotic_growth, stable_structure, swings_without_end, year_matrix
from oxyura.annual_cycle.projection import project
from oxyura.annual_cycle.readings import measure_contributions, measure_elasticities
from oxyura.schema.table import TableSet, table_from_records
from properties.noisy_cycles import noisy_cycles

CERTAIN = Draws(7, 1, deterministic=True)


def in_the_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every model count as large."""
    for module in (linear_year, readings):
        monkeypatch.setattr(module, "is_small", lambda draws, states: False)


@pytest.mark.parametrize("seed", range(10))
def test_growth_and_structure_are_those_of_the_matrix(seed: int) -> None:
    for cycle in noisy_cycles(seed, draws=3):
        year = cycle.year()
        growth, vectors = find_roots(year, cycle.start)
        assert growth == pytest.approx(asymptotic_growth(year, cycle.start), rel=1e-12)
        assert np.allclose(vectors, stable_structure(year, cycle.start), atol=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_maps_are_the_matrix_and_its_transpose(seed: int) -> None:
    for cycle in noisy_cycles(seed, draws=2):
        year, shape = cycle.year(), cycle.start.shape[1:]
        matrix = year_matrix(year)[1]
        vector = np.random.default_rng(seed).normal(size=len(matrix))
        one = of_draw(year, 1)
        assert np.allclose(forward_map(one, shape)(vector), matrix @ vector, rtol=1e-12)
        assert np.allclose(backward_map(one, shape)(vector), matrix.T @ vector, rtol=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_elasticities_and_contributions_need_no_matrix(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    cycles = noisy_cycles(seed, draws=1)
    starts = [project(cycle, 1).starts[0] for cycle in cycles]
    expected = [
        (measure_elasticities(cycle), measure_contributions(cycle, n)) for cycle, n in zip(cycles, starts, strict=True)
    ]
    in_the_large(monkeypatch)
    for cycle, n, (elasticities, contributions) in zip(cycles, starts, expected, strict=True):
        found = measure_elasticities(cycle)
        assert (found is None) == (elasticities is None)
        values = {(e.rate, e.class_, e.to_class, e.stage, e.site): e.value for e in found or ()}
        wanted = {(e.rate, e.class_, e.to_class, e.stage, e.site): e.value for e in elasticities or ()}
        assert values == pytest.approx(wanted, abs=1e-9)
        assert measure_contributions(cycle, n).mean == pytest.approx(contributions.mean, rel=1e-12)


def in_blocks(rng: np.random.Generator, sizes: tuple[int, ...]) -> np.ndarray:
    """Return a non-negative matrix of blocks, each of which feeds some of the later ones."""
    ends = np.cumsum((0, *sizes))
    matrix = np.where(rng.random((ends[-1], ends[-1])) < 0.3, rng.random((ends[-1], ends[-1])), 0.0)
    for first, last in pairwise(ends):
        matrix[first:last, last:] = 0.0
        matrix[first:last, first:last] = rng.random((last - first, last - first)) * rng.uniform(0.1, 1.0)
    return np.asarray(matrix)


@pytest.mark.parametrize("seed", range(30))
def test_the_largest_root_is_proved_to_be_the_largest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = in_blocks(rng, tuple(rng.integers(1, 6, 5)))
    start = (rng.random(len(matrix)) < 0.3) * rng.random(len(matrix))
    start[0] = 1e-17
    reached = np.flatnonzero(linear_year.reachable_states(matrix[None], start > 0))
    growth = linear_year.spectral_radius(matrix[None, reached[:, None], reached])[0]
    root = find_root(lambda state: np.asarray(matrix @ state), start)
    assert root.largest
    assert root.growth == pytest.approx(growth, rel=1e-9)


def test_a_larger_root_that_hides_is_found() -> None:
    def one_year(state: np.ndarray) -> np.ndarray:
        return np.asarray(np.array([1.0, 1.1]) * state)

    start = np.array([1.0, 1e-17])
    growth, vector, _ = large_year._settle(one_year, start)
    assert growth == pytest.approx(1.0, rel=1e-12)
    bound, _ = large_year._bound(one_year, growth, vector, start)
    assert bound == pytest.approx(1.1, rel=1e-12)
    assert find_root(one_year, start).growth == pytest.approx(1.1, rel=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_no_root_is_beyond_the_bound(seed: int) -> None:
    for cycle in noisy_cycles(seed, draws=1):
        shape = cycle.start.shape[1:]
        matrix = year_matrix(cycle.year())[0]
        reached = np.flatnonzero(linear_year.reachable_states(matrix[None], cycle.start[0].ravel() > 0))
        growth = float(linear_year.spectral_radius(matrix[None, reached[:, None], reached])[0])
        one_year, wrong = forward_map(cycle.year(), shape), np.random.default_rng(seed).random(cycle.start[0].size)
        # A vector that is none of the year's, and a growth that is too low for a proof.
        bound, _ = large_year._bound(one_year, 0.5 * growth, wrong, cycle.start[0].ravel())
        assert bound >= growth * (1 - 1e-12)
        root = find_root(one_year, cycle.start[0].ravel())
        assert root.largest
        assert root.growth >= growth * (1 - LARGER)


def ages(**classes: float) -> TableSet:
    """Return a population that breeds once, at its last age, with the survival from each age to the next."""
    names = list(classes)
    rates: list[dict[str, Any]] = [
        {"migrant_id": "m", "stage": "year", "class": name, "rate": "survival", "value": value}
        for name, value in classes.items()
    ]
    for name, older in pairwise(names):
        rates.append({**rates[0], "class": name, "rate": "transition", "to_class": older, "value": 1.0})
    rates.append({**rates[0], "class": names[-1], "rate": "fecundity", "to_class": names[0], "value": 5.0})
    place = {"migrant_id": "m", "stage": "year", "site_id": "s", "share": 1.0, "survey_status": "surveyed"}
    records: dict[str, list[dict[str, Any]]] = {
        "sites": [{"site_id": "s", "name": "S"}],
        "migrants": [{"migrant_id": "m", "scientific_name": "A", "abundance": 100.0, "abundance_unit": "individuals"}],
        "stages": [{"migrant_id": "m", "stage": "year", "position": 1.0, "start_week": 1.0, "end_week": 52.0}],
        "distribution": [place],
        "vital_rates": rates,
    }
    return TableSet({name: table_from_records(name, rows) for name, rows in records.items()})


def cycle_of(tables: TableSet) -> Cycle:
    return read_cycle(tables, "m", CERTAIN)


@pytest.mark.parametrize("large", [False, True])
def test_a_population_that_breeds_once_swings(large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if large:
        in_the_large(monkeypatch)
    swinging, steady = cycle_of(ages(a=0.5, b=0.6, c=0.0)), cycle_of(ages(a=0.5, b=0.6, c=0.3))
    growth = (0.5 * 0.6 * 5.0) ** (1 / 3)
    assert asymptotic_growth(swinging.year(), swinging.start)[0] == pytest.approx(growth, rel=1e-12)
    assert swings_without_end(swinging.year(), swinging.start)
    assert not swings_without_end(steady.year(), steady.start)


def test_nobody_left_has_no_growth() -> None:
    cycle = cycle_of(ages(a=0.0, b=0.0, c=0.0))
    root = find_root(forward_map(cycle.year(), cycle.start.shape[1:]), cycle.start[0].ravel())
    assert root.growth == 0.0
    assert not root.vector.any()
    assert not root.swings
