"""The compiled kernel does what the plain NumPy statement says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.linear_year import stage_matrix
from oxyura.annual_cycle.plain_year import advance_year, live_stage, move, project_years
from oxyura.study.tiers import tiers_of
from properties.study_variants import random_study


def cycles(seed: int, draws: int) -> list[Cycle]:
    study = random_study(seed)
    full = [migrant for migrant, tier in tiers_of(study.tables).items() if tier == "full"]
    return [read_cycle(study.tables, migrant, Draws(7, draws)) for migrant in full]


@pytest.mark.parametrize("crowded", [True, False])
@pytest.mark.parametrize("seed", range(2_000, 2_012))
def test_kernel_equals_plain_year(seed: int, crowded: bool) -> None:
    for cycle in cycles(seed, draws=5):
        year = cycle.year()
        state, census, starts = project_years(year, cycle.start, 3, crowded=crowded)
        plain = cycle.start
        for number in range(3):
            plain = advance_year(year, plain, crowded=crowded)
            assert np.allclose(census[:, number], plain.sum(axis=2), rtol=1e-13)
        assert np.allclose(state, plain, rtol=1e-13)
        assert np.array_equal(starts[:, 0], cycle.start)
        if year.n_stages > 1:
            first = move(year, 0, live_stage(year, 0, cycle.start, crowded=crowded))
            assert np.allclose(starts[:, 1], first, rtol=1e-13)


def test_projection_leaves_the_start_as_it_was() -> None:
    cycle = cycles(2_001, draws=2)[0]
    before = cycle.start.copy()
    project_years(cycle.year(), cycle.start, 2)
    assert np.array_equal(before, cycle.start)


@pytest.mark.parametrize("seed", range(2_020, 2_026))
def test_stage_matrices_are_the_low_density_stages(seed: int) -> None:
    for cycle in cycles(seed, draws=2):
        year = cycle.year()
        n = np.abs(np.random.default_rng(seed).normal(size=cycle.start.shape))
        for stage in range(year.n_stages):
            after = move(year, stage, live_stage(year, stage, n, crowded=False))
            by_matrix = (stage_matrix(year, stage) @ n.reshape(2, -1, 1)).reshape(n.shape)
            assert np.allclose(after, by_matrix, rtol=1e-12)


def test_nobody_at_infinite_crowding_is_nobody() -> None:
    cycle = cycles(2_001, draws=1)[0]
    year = cycle.year()
    if not year.curves:
        pytest.skip("this random study has no density")
    crushing = replace(year, curve_value=np.full_like(year.curve_value, np.inf))
    state, _, _ = project_years(crushing, np.zeros_like(cycle.start), 1)
    assert not state.any()
