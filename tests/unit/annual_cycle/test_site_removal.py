"""Taking a site away, or changing it, against matrices put together by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import oxyura
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.linear_year import stage_matrix
from oxyura.annual_cycle.path_contributions import measure_path_contributions
from oxyura.annual_cycle.projection import project
from oxyura.annual_cycle.readings import measure_contributions
from oxyura.annual_cycle.site_removal import SiteRemoval, measure_removals
from oxyura.schema.errors import InputError
from properties.random_studies import write_random_study
from study_packages import MIGRANT, t3_two_by_two


@pytest.fixture
def network(tmp_path: Path) -> Cycle:
    """T3: two breeding and two winter sites with every path between them."""
    tables = oxyura.read_study(t3_two_by_two(tmp_path / "t3")).tables
    return read_cycle(tables, MIGRANT, Draws(1, 1, deterministic=True))


def removals(cycle: Cycle, change: float = -1.0, **options: str) -> tuple[SiteRemoval, ...]:
    found = measure_removals(cycle, project(cycle, 1).starts, change=change, **options)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("change", [-1.0, -0.4, 0.25])
def test_a_change_acts_at_every_stage_of_the_year(network: Cycle, change: float) -> None:
    year, starts = network.year(), project(network, 1).starts[0]
    spring, autumn = (stage_matrix(year, stage)[0] for stage in (0, 1))
    for site, found in enumerate(removals(network, change)):
        there = np.eye(4)
        there[site, site] += change
        after = [
            autumn @ there @ spring @ there @ starts[0].ravel(),
            spring @ there @ autumn @ there @ starts[1].ravel(),
        ]
        before = [autumn @ spring @ starts[0].ravel(), spring @ autumn @ starts[1].ravel()]
        gains = [then.sum() - now.sum() for then, now in zip(after, before, strict=True)]
        assert found.growth_change[0] == pytest.approx(sum(gains) / starts.sum(), rel=1e-12)
        assert found.effect[0] == pytest.approx(sum(map(abs, gains)) / starts.sum(), rel=1e-12)
        growth = [np.abs(np.linalg.eigvals(autumn @ d @ spring @ d)).max() for d in (there, np.eye(4))]
        assert found.lambda_change == pytest.approx(growth[0] - growth[1], abs=1e-12)


def test_small_changes_of_all_sites_add_up_to_the_number_of_stages(network: Cycle) -> None:
    # λ is homogeneous of degree 2 in a year of two stages.
    growth = project(network, 1).asymptotic[0]
    gained = [found.lambda_change for found in removals(network, 1e-7)]
    assert sum(value or 0.0 for value in gained) / 1e-7 == pytest.approx(2 * growth, rel=1e-5)


def test_no_change_changes_nothing(network: Cycle) -> None:
    assert all(found.effect[0] == 0 and found.lambda_change == 0 for found in removals(network, 0.0))


def test_rates_stay_probabilities(network: Cycle) -> None:
    # Everyone lives at b1 in the breeding season, so only its young can grow; nobody is there in winter.
    found = removals(network, 0.5, sense="rates")[0]
    starts, year = project(network, 1).starts[0], network.year()
    better = replace(year, flow_value=year.flow_value.copy())
    young = int(np.flatnonzero(network.layout.is_young)[0])
    better.flow_value[0, young, 0] *= 1.5
    spring, other, autumn = stage_matrix(year, 0)[0], stage_matrix(better, 0)[0], stage_matrix(year, 1)[0]
    gains = [
        (autumn @ (other - spring) @ starts[0].ravel()).sum(),
        ((other - spring) @ autumn @ starts[1].ravel()).sum(),
    ]
    assert found.growth_change[0] == pytest.approx(sum(gains) / starts.sum(), rel=1e-12)
    assert found.growth_change[0] < removals(network, 0.5)[0].growth_change[0]


def test_rates_that_no_row_gives_stay(network: Cycle) -> None:
    # Winter survival has rows at w1 and w2 alone: taking the rates of b1 away takes its breeding season away.
    gone, rates = removals(network), removals(network, sense="rates")
    for one, other in zip(gone, rates, strict=True):
        assert other.growth_change == pytest.approx(one.growth_change, rel=1e-12)


@pytest.mark.parametrize("change", [-1.1, float("nan"), float("inf")])
def test_no_site_can_lose_more_than_everyone(network: Cycle, change: float) -> None:
    with pytest.raises(InputError, match="cannot change"):
        removals(network, change)


def test_a_sense_that_is_none(network: Cycle) -> None:
    with pytest.raises(InputError, match="no sense"):
        removals(network, sense="habitat")


@pytest.mark.parametrize("seed", range(60, 66))
def test_every_draw_of_random_studies(tmp_path: Path, seed: int) -> None:
    write_random_study(tmp_path, np.random.default_rng(seed))
    tables = oxyura.read_study(tmp_path).tables
    for migrant in tables["migrants"].words("migrant_id"):
        cycle = read_cycle(tables, migrant, Draws(1, 3))
        starts = project(cycle, 1).starts
        drawn = measure_removals(cycle, starts)
        assert drawn is not None
        assert all(one.lambda_change is None for one in drawn)
        for site, one in enumerate(drawn):
            there = np.ones(starts.shape[2:])
            there[:, site] = 0.0
            change = np.zeros(3)
            for stage in range(starts.shape[1]):
                now = then = starts[:, stage].reshape(3, -1, 1)
                for step in range(starts.shape[1]):
                    matrix = stage_matrix(cycle.year(), (stage + step) % starts.shape[1])
                    now, then = matrix @ now, matrix @ (then * there.reshape(-1, 1))
                change += (then - now).sum(axis=(1, 2))
            np.testing.assert_allclose(one.growth_change, change / starts.sum(axis=(1, 2, 3)), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(66, 72))
def test_paths_of_a_site_sum_to_its_contribution(tmp_path: Path, seed: int) -> None:
    write_random_study(tmp_path, np.random.default_rng(seed))
    tables = oxyura.read_study(tmp_path).tables
    for migrant in tables["migrants"].words("migrant_id"):
        cycle = read_cycle(tables, migrant, Draws(1, 1, deterministic=True))
        starts = project(cycle, 1).starts[0]
        found = measure_path_contributions(cycle, starts)
        assert found is not None
        for stage, sites in measure_contributions(cycle, starts).by_stage.items():
            for site, value in sites.items():
                paths = found.by_stage[stage].get(site)
                assert (paths is None) == (value is None)
                if paths is not None:
                    assert sum(paths.values()) == pytest.approx(value, rel=1e-10, abs=1e-300)


def test_paths_of_t3(network: Cycle) -> None:
    starts = project(network, 1).starts[0]
    found = measure_path_contributions(network, starts)
    assert found is not None
    # b1: 2.2 animals after breeding, of which .7 × .8 reach w1, where .8 live and (.6 × .9 + .4 × .88) come back.
    assert found.by_stage["breeding"]["b1"]["w1"] == pytest.approx(2.2 * 0.7 * 0.8 * 0.8 * (0.6 * 0.9 + 0.4 * 0.88))
    assert set(found.by_stage["breeding"]) == {"b1", "b2"}
    assert set(found.by_stage["nonbreeding"]["w2"]) == {"b1", "b2"}
