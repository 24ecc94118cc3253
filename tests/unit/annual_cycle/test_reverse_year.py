"""The year read backwards is the transpose of the year read forwards."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import oxyura
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.linear_year import stage_matrix
from oxyura.annual_cycle.plain_year import advance_year
from oxyura.annual_cycle.projection import project
from oxyura.annual_cycle.readings import measure_contributions
from oxyura.annual_cycle.reverse_year import ReverseYear, worth_after_a_year
from properties.random_studies import write_random_study


@pytest.fixture(scope="module", params=range(40, 52))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("random")
    write_random_study(written, np.random.default_rng(request.param))
    return written


def cycles(folder: Path, draws: Draws) -> list[Cycle]:
    tables = oxyura.read_study(folder).tables
    return [read_cycle(tables, migrant, draws) for migrant in tables["migrants"].words("migrant_id")]


def test_a_stage_is_the_matrix_from_the_left(folder: Path) -> None:
    for cycle in cycles(folder, Draws(3, 4)):
        year = cycle.year()
        reverse = ReverseYear(year)
        value = np.random.default_rng(1).random((3, 1, *cycle.start.shape[1:]))
        for stage in range(year.n_stages):
            expected = np.einsum("ci,dij->cdj", value.reshape(3, -1), stage_matrix(year, stage))
            found = reverse.before(stage, value).reshape(expected.shape)
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


def test_the_contribution_of_a_site_is_what_its_animals_become_in_a_year(folder: Path) -> None:
    for cycle in cycles(folder, Draws(3, 1, deterministic=True)):
        starts, year = project(cycle, 1).starts, cycle.year()
        contributions = measure_contributions(cycle, starts[0])
        one_each = np.eye(cycle.structure.n_states).reshape(-1, *cycle.start.shape[1:])
        for stage, name in enumerate(cycle.structure.stages):
            n = starts[0, stage]
            worth = advance_year(year, one_each, crowded=False, first_stage=stage).sum(axis=(1, 2))
            assert worth_after_a_year(ReverseYear(year), stage).ravel() == pytest.approx(worth, rel=1e-12)
            given = (worth.reshape(n.shape) * n).sum(axis=0)
            for site, at in zip(cycle.structure.sites, range(len(given)), strict=True):
                expected = contributions.by_stage[name][site]
                if expected is not None:
                    assert given[at] / n[:, at].sum() == pytest.approx(expected, rel=1e-10)
