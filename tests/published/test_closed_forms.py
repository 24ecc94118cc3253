"""T1 to T4: results with a closed form, through study packages as any study is run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import oxyura
from oxyura.annual_cycle.population import Population
from study_packages import t1_beverton_holt, t2_two_limits, t3_two_by_two, t4_hybrid_immigration

EXACT = {"rel": 1e-9, "abs": 0.0}


def population(folder: Path, years: int) -> Population:
    study = oxyura.read_study(folder)
    longer = replace(study, settings=replace(study.settings, horizon_years=years))
    (answer,) = oxyura.project_population(longer, deterministic=True).values()
    return answer


@pytest.mark.parametrize(
    ("winter_loss", "equilibrium", "after_20_years"),
    [(0.0, 47.2972972973, 46.864932834040), (0.3, 36.0294117647, 35.798918156659)],
)
def test_t1_two_season_beverton_holt(
    winter_loss: float, equilibrium: float, after_20_years: float, tmp_path: Path
) -> None:
    t1_beverton_holt(tmp_path / "t1", winter_loss)
    answer = population(tmp_path / "t1", 20)
    growth, a, c, start = 1.8 * 0.75, 0.002, 0.003 / (1 - winter_loss), 10.0
    limit = (growth - 1) / (a + c * 1.8)
    years = np.arange(21)
    closed_form = limit / (1 + (limit / start - 1) * growth**-years)
    assert answer.now.trajectories[0] == pytest.approx(closed_form, **EXACT)
    assert answer.now.trajectories[0, -1] == pytest.approx(after_20_years, **EXACT)
    assert answer.equilibrium == pytest.approx(limit, **EXACT)
    assert answer.equilibrium == pytest.approx(equilibrium, rel=1e-10)
    assert answer.now.lambda_band.median == pytest.approx(1.35, **EXACT)


def test_t1_the_loss_shows_in_growth_and_abundance_though_not_in_lambda(tmp_path: Path) -> None:
    t1_beverton_holt(tmp_path / "t1", 0.3)
    answer = population(tmp_path / "t1", 20)
    without = answer.scenarios["without_invaders"]
    assert answer.now.lambda_band.median == pytest.approx(without.lambda_band.median, **EXACT)
    assert answer.now.growth_band.median == pytest.approx((35.798918156659 / 10) ** (1 / 20), **EXACT)
    assert without.growth_band.median == pytest.approx((46.864932834040 / 10) ** (1 / 20), **EXACT)
    assert answer.now.abundance_at_horizon.median == pytest.approx(35.798918156659, **EXACT)
    assert without.abundance_at_horizon.median == pytest.approx(46.864932834040, **EXACT)


@pytest.mark.parametrize(
    ("winter_loss", "competition", "equilibrium"),
    [(0.0, 0.0, 800.0), (0.2, 0.0, 695.6521739130435), (0.0, 1e-4, 666.6666666666666), (0.2, 1e-4, 571.4285714285714)],
)
def test_t2_two_limits_in_one_stage(winter_loss: float, competition: float, equilibrium: float, tmp_path: Path) -> None:
    t2_two_limits(tmp_path / "t2", winter_loss=winter_loss, competition=competition)
    answer = population(tmp_path / "t2", 20)
    closed_form = 0.4 / (2e-4 + (3e-4 + competition) / (1 - winter_loss))
    assert answer.equilibrium == pytest.approx(closed_form, **EXACT)
    assert answer.equilibrium == pytest.approx(equilibrium, **EXACT)


def test_t3_two_breeding_and_two_winter_sites(tmp_path: Path) -> None:
    t3_two_by_two(tmp_path / "t3")
    answer = population(tmp_path / "t3", 60)
    assert answer.now.lambda_band.median == pytest.approx(1.0532093927, abs=5e-11)
    autumn = np.array([[0.7 * 0.8, 0.2 * 0.75], [0.3 * 0.7, 0.8 * 0.85]])
    spring = np.array([[0.6 * 0.9, 0.1 * 0.8], [0.4 * 0.88, 0.9 * 0.9]])
    year = spring @ np.diag([0.8, 0.7]) @ autumn @ np.diag([2.2, 1.9])
    roots, vectors = np.linalg.eig(year)
    assert answer.now.lambda_band.median == pytest.approx(roots.real.max(), **EXACT)
    first_stage = next(iter(answer.contributions.by_stage.values()))
    breeding = [first_stage[site] for site in ("b1", "b2")]
    assert breeding == pytest.approx([1.1669812, 1.008292], abs=5e-8)
    assert breeding == pytest.approx(year.sum(axis=0), **EXACT)
    stable = np.abs(vectors[:, roots.real.argmax()].real)
    assert np.dot(breeding, stable / stable.sum()) == pytest.approx(answer.now.lambda_band.median, **EXACT)


def test_t4_hybrid_immigration(tmp_path: Path) -> None:
    t4_hybrid_immigration(tmp_path / "t4")
    answer = population(tmp_path / "t4", 50)
    pure = answer.classes.index("pure")
    share = answer.now.census[0, :, pure] / answer.now.census[0].sum(axis=1)
    assert 1 - share == pytest.approx(1 - 0.99 ** np.arange(51), rel=1e-9, abs=1e-15)
    assert 1 - share[-1] == pytest.approx(0.3949939329, abs=5e-11)
