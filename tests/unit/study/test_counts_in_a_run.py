"""Counts in a whole run: what they change, what turns them off, and growth from counts alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import oxyura
from counted_studies import SWAN, swan_tables
from oxyura.annual_cycle.diffusion import fit_diffusion
from oxyura.annual_cycle.draws import Draws
from oxyura.schema.settings import CalibrationSettings
from oxyura.schema.table import table_from_records
from oxyura.study.calibrating import StudyDraws, calibrated_migrants
from oxyura.study.count_cautions import list_count_cautions
from oxyura.study.measure_planning import plan_measures
from oxyura.study.running import project_population
from study_packages import write_study

COUNT_CODES = {"calibrated", "not_told_by_counts", "counts_contradict", "counts_outside", "noise_of_years"}
COUNTS = [{"year": 2009.0 + t, "value": 1000.0 * 0.97 ** (11 - t), "error": 25.0} for t in range(12)]


def folder(path, counts=COUNTS, without=(), **settings):
    """Write the swans as a study; `without` leaves tables out."""
    tables = {table.spec.name: [_filled(row) for row in table.records()] for table in swan_tables(counts)}
    return oxyura.read_study(
        write_study(path, {name: rows for name, rows in tables.items() if name not in without}, **settings)
    )


def _filled(row):
    return {name: cell for name, cell in row.items() if cell is not None and not (isinstance(cell, tuple) and not cell)}


@pytest.fixture(scope="module")
def assessed(tmp_path_factory):
    return oxyura.assess_study(folder(tmp_path_factory.mktemp("swans") / "swans"))


def test_a_migrant_with_counts_is_calibrated(assessed):
    (migrant,) = assessed.migrants
    found, growth = migrant.calibration, migrant.population.now.growth_band
    assert found is not None
    assert found.growth_after.low < 1 / 0.97 < found.growth_after.high
    assert growth.median == pytest.approx(found.growth_after.median, abs=0.01)
    assert growth.high - growth.low < 0.5 * (found.growth_before.high - found.growth_before.low)
    assert migrant.counted_growth == ()
    codes = [caution.code for caution in assessed.warnings]
    assert [code for code in codes if code in COUNT_CODES] == [
        "calibrated",
        "not_told_by_counts",
        "noise_of_years",
    ]


def test_every_verb_takes_the_same_draws(assessed, tmp_path):
    study = folder(tmp_path / "swans")
    growth = assessed.migrants[0].population.now.growth
    assert np.array_equal(project_population(study)["swan"].now.growth, growth)
    point = project_population(study, deterministic=True)["swan"].now.growth
    assert len(point) == 1
    assert point[0] == pytest.approx(np.median(growth), abs=0.01)
    assert oxyura.assess_study(study, deterministic=True).migrants[0].population.now.growth == pytest.approx(point)
    assert plan_measures(study) is not None


def test_calibration_turned_off_is_the_study_without_counts(tmp_path):
    off = folder(tmp_path / "off", calibration={"use": False})
    assert off.settings.calibration == CalibrationSettings(use=False)
    without = folder(tmp_path / "without", without=("counts",))
    growths = [oxyura.assess_study(study).migrants[0].population.now.growth for study in (off, without)]
    assert np.array_equal(*growths)


def test_a_parameter_without_target_is_read_from_the_counts(tmp_path):
    (tmp_path / "swans").mkdir()
    study = folder(tmp_path / "swans" / "a")
    fits = swan_tables(COUNTS, fits=[{**SWAN, "parameter": "young", "lower": 0.0, "upper": 1.0}])["fits"]
    rates = [dict(row) for row in study.tables["vital_rates"].records()]
    rates[0] |= {"parameter": "young", "low": None, "high": None}
    tables = study.tables.replacing(fits=fits, vital_rates=table_from_records("vital_rates", rates))
    (migrant,) = oxyura.assess_study(replace(study, tables=tables)).migrants
    assert migrant.fit is None
    young = migrant.calibration.parameters[0]
    assert (young.name, young.kind) == ("young", "fit")
    assert young.posterior.high - young.posterior.low < 0.8 * 0.95
    assert migrant.population.without_interval == 1


def test_growth_is_read_from_counts_alone_below_tier_full(tmp_path):
    counts = [
        {"year": 2000.0 + t, "value": value} for t, value in enumerate((900.0, 850.0, 870.0, 800.0, 760.0, 770.0))
    ]
    study = folder(tmp_path / "swans", counts, without=("vital_rates", "stages", "distribution", "classes"))
    (migrant,) = oxyura.assess_study(study).migrants
    assert (migrant.tier, migrant.calibration) == ("evidence", None)
    (series,) = migrant.counted_growth
    diffusion = fit_diffusion(series.years, series.counted)
    assert series.growth.median == pytest.approx(np.exp(diffusion.drift))
    assert series.growth.low < 1.0
    assert len(series.risk) == study.settings.horizon_years + 1
    assert series.risk[0].median == 0.0
    assert series.risk[-1].high >= series.risk[-1].median
    assert series.to_json()["threshold"] == 50.0


def test_counts_that_contradict_the_study_are_said(tmp_path):
    counts = [{"year": 2010.0 + t, "value": 160.0 * 1.2**t, "error": 10.0} for t in range(11)]
    study = folder(tmp_path / "swans", counts, calibration={"use": True, "process_sd": 0.01})
    assessment = oxyura.assess_study(study)
    assert assessment.migrants[0].calibration.contradicted
    assert "counts_contradict" in {caution.code for caution in assessment.warnings}


def test_counts_that_the_model_does_not_follow_are_said(assessed):
    (migrant,) = assessed.migrants
    found = migrant.calibration
    (series,) = found.series
    tails = (0.5,) * len(series.tails)

    def codes(*far_out: float) -> list[str]:
        missed = replace(found, series=(replace(series, tails=(*far_out, *tails[len(far_out) :])),))
        return [caution.code for caution in list_count_cautions((replace(migrant, calibration=missed),))]

    # Of twelve counts one in twenty is outside by chance, three by no chance; and one in a thousand of all is too far.
    assert "counts_outside" not in codes(0.04, 0.04)
    assert "counts_outside" in codes(0.04, 0.04, 0.04, 0.04)
    assert "counts_outside" in codes(0.001)


def test_which_noise_the_years_ahead_have_is_said(assessed):
    (migrant,) = assessed.migrants

    def said(rates_vary: frozenset[str]) -> str:
        cautions = list_count_cautions((migrant,), rates_vary)
        return next(str(caution.message) for caution in cautions if caution.code == "noise_of_years")

    assert "as much as the counts tell" in said(frozenset())
    assert "sd_between_years" in said(frozenset({"swan"}))


def test_draws_of_a_run_are_put_together(assessed):
    found = assessed.migrants[0].calibration
    draws = StudyDraws(Draws(1, 100), {"swan": found})
    assert draws.of("swan") is found.draws
    assert draws.of("goose") is draws.common
    stream, values = next(iter(found.draws.probability.items()))
    assert np.array_equal(draws.together.uniform(*stream), values)
    assert np.array_equal(draws.together.uniform("other"), draws.common.uniform("other"))
    assert StudyDraws(Draws(1, 100)).together == Draws(1, 100)


def test_only_migrants_of_tier_full_with_counts_are_calibrated(tmp_path):
    study = folder(tmp_path / "swans")
    assert calibrated_migrants(study.tables, study.settings) == {"swan"}
    below = folder(tmp_path / "below", without=("stages",))
    assert calibrated_migrants(below.tables, below.settings) == frozenset()
