"""Tristan Albatrosses on Gough: the study as shipped, calibrated to the published counts of breeding pairs.

Counts: `gough/input_R.csv` (incubating pairs by count area, one row a year, 2004 to 2021, empty where an area was not
counted) and `gough/input_PROD.DAT.csv` (chicks J before fledging of the R pairs whose outcome is known, by year). The
authors' estimates from the same counts and from marked birds are in `gough/TRAL_demographic_estimates_2022.csv`.
"""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest, kstest

import oxyura
from oxyura.annual_cycle.calibration import calibrate_migrant
from oxyura.annual_cycle.cycle import read_cycle
from oxyura.annual_cycle.fitting import fit_parameters
from oxyura.annual_cycle.projection import project
from oxyura.schema.table import table_from_records

MIGRANT = "tristan-albatross"
FIRST_YEAR = 2004


def counts_of(folder):
    """Return rows of the table `counts` from the published files."""
    with (folder / "input_R.csv").open(encoding="utf-8") as file:
        years = list(csv.reader(file))[1:]
    rows = [
        {"class": "breeder", "series": f"area-{area}", "covers": "part", "value": float(pairs)}
        | {"migrant_id": MIGRANT, "year": float(FIRST_YEAR + number)}
        for number, areas in enumerate(years)
        for area, pairs in enumerate(areas)
        if pairs
    ]
    with (folder / "input_PROD.DAT.csv").open(encoding="utf-8") as file:
        rows += [
            {"quantity": "breeding_success", "class": "breeder", "to_class": "successful", "migrant_id": MIGRANT}
            | {"year": float(one["Year"]), "n": float(one["R"]), "value": float(one["J"]) / float(one["R"])}
            for one in csv.DictReader(file)
        ]
    return table_from_records("counts", rows)


@pytest.fixture(scope="module")
def calibrated(data_dir):
    study = oxyura.read_study("gough")
    settings = replace(study.settings, draws=1000)
    tables, _ = fit_parameters(study.tables, MIGRANT, settings)
    tables = tables.replacing(counts=counts_of(data_dir / "gough"))
    return tables, settings, calibrate_migrant(tables, MIGRANT, settings)


@pytest.mark.slow
def test_counts_lie_inside_their_intervals(calibrated):
    """The interval of a second count of the year, which the first has helped to draw, holds nearly all of 152."""
    _, _, found = calibrated
    inside = [inside for series in found.series for inside in series.inside]
    assert len(inside) == found.diagnostics.counts == 152
    assert sum(inside) >= 0.95 * len(inside)
    for series in found.series:
        assert sum(series.inside) >= len(series.inside) - 2, series.name


@pytest.mark.slow
def test_as_many_counts_lie_outside_as_honest_intervals_leave_out(calibrated):
    """By what the others say about 7.6 of 152 lie outside 95 %, and none outside intervals that hold all together."""
    _, _, found = calibrated
    tails = np.array([tail for series in found.series for tail in series.tails])
    outside = int((tails < 0.05).sum())
    assert binomtest(outside, 152, 0.05).pvalue > 0.05
    assert 3 <= outside <= 13
    # Tails of counts that the model makes are even from 0 to 1, whatever the level.
    assert kstest(tails, "uniform").pvalue > 0.05
    assert tails.min() > 0.05 / 152
    assert found.unlikely == ()


@pytest.mark.slow
def test_growth_is_that_of_the_authors(calibrated, data_dir):
    """Growth 2004-2021 and numbers in 2004, which the study does not hold, are those that the authors estimated."""
    _, _, found = calibrated
    with (data_dir / "gough" / "TRAL_demographic_estimates_2022.csv").open(encoding="latin-1") as file:
        estimates = {row["parameter"]: float(row["Median"]) for row in csv.DictReader(file)}
    assert found.growth_counted.low < estimates["pop.growth.rate"] < found.growth_counted.high
    assert found.growth_counted.median == pytest.approx(estimates["pop.growth.rate"], abs=0.003)
    assert found.years[0] == FIRST_YEAR
    assert found.trajectory[0].low < 4895 < found.trajectory[0].high


@pytest.mark.slow
def test_what_the_counts_do_not_say_is_said(calibrated):
    """Pairs on plots tell noise and errors, and little of rates that marked birds had told already."""
    _, _, found = calibrated
    assert set(found.unidentified) >= {"yearly-survival", "fecundity of successful in nonbreeding"}
    assert found.untouched == ("effect mouse-on-chicks",)
    assert found.contradicted == ()
    noise = next(parameter for parameter in found.parameters if parameter.kind == "process_sd")
    assert noise.identified
    assert all(max(height for _, height in one.profile) == 0.0 for one in found.parameters if one.profile)


@pytest.mark.slow
def test_the_projection_takes_the_calibrated_draws(calibrated):
    tables, settings, found = calibrated
    ahead = project(read_cycle(tables, MIGRANT, found.draws), settings.horizon_years)
    before = project(read_cycle(tables, MIGRANT, replace(found.draws, probability={}, number={})), 30)
    width = ahead.lambda_band.high - ahead.lambda_band.low
    assert width < before.lambda_band.high - before.lambda_band.low
    assert ahead.lambda_band.median == pytest.approx(before.lambda_band.median, abs=0.002)
    # Growth over 30 years has the noise that the counts tell, too.
    noise = next(parameter for parameter in found.parameters if parameter.kind == "process_sd").posterior.median
    assert np.log(ahead.growth).std() == pytest.approx(noise / np.sqrt(settings.horizon_years), rel=0.2)
