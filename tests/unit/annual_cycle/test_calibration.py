"""Calibration of a small population: against quadrature, in the engine, repeatable, and honest where it fails."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import beta, halfnorm, kstest, multivariate_normal, norm

from counted_studies import PROCESS_SD, SWAN, Z, draw_world, rate, swan_settings, swan_tables
from oxyura.annual_cycle import calibration
from oxyura.annual_cycle.calibration import calibrate_migrant
from oxyura.annual_cycle.count_unknowns import LEVEL_SD
from oxyura.annual_cycle.cycle import read_cycle
from oxyura.annual_cycle.cycle_part import part_of
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.projection import project, project_census
from oxyura.annual_cycle.year_course import noise_of_counts
from oxyura.schema.errors import InputError, LimitError
from oxyura.schema.limits import Limit
from oxyura.schema.settings import CalibrationSettings
from oxyura.schema.table import Table, table_from_records

SETTINGS = swan_settings()
SURVIVAL, SURVIVAL_SD, YOUNG = 0.85, 0.04, 0.2

# One class that counts, so that λ is survival plus young.
ONE_CLASS = {
    "classes": [],
    "vital_rates": [
        rate("breeding", "adult", "fecundity", YOUNG, 0.0),
        rate("nonbreeding", "adult", "survival", SURVIVAL, SURVIVAL_SD),
    ],
}
SEEN = [(2008, 780.0), (2010, 800.0), (2011, 850.0), (2014, 860.0), (2016, 930.0), (2019, 960.0)]
COUNTS = [{"year": float(year), "value": value, "error": 0.05 * value} for year, value in SEEN]


@pytest.fixture(scope="module")
def simple():
    return calibrate_migrant(swan_tables(COUNTS, **ONE_CLASS), "swan", swan_settings(draws=1000))


@pytest.fixture(scope="module")
def world():
    return swan_tables(draw_world(np.random.default_rng(3)).counts)


def of(found, name):
    return next(parameter for parameter in found.parameters if parameter.name == name)


def quadrature():
    """Return means and standard deviations of survival and of the noise of growth, and the evidence, on a grid."""
    size = SURVIVAL * (1 - SURVIVAL) / SURVIVAL_SD**2 - 1
    u = (np.arange(200) + 0.5) / 200
    survival, noise = beta.ppf(u, SURVIVAL * size, (1 - SURVIVAL) * size), halfnorm.ppf(u, scale=PROCESS_SD)
    year = np.array([one for one, _ in SEEN] + [2020]) - 2008
    level_variance = np.log1p(0.06**2)
    seen = np.append(np.log([value for _, value in SEEN]), np.log(1000.0) - level_variance / 2)
    error = np.diag(np.append(np.full(len(SEEN), np.log1p(0.05**2)), level_variance))
    density = np.empty((200, 200))
    for column, sd in enumerate(noise):
        covariance = LEVEL_SD**2 + sd**2 * np.minimum.outer(year, year) + error
        # The engine's year: young of the breeding stage meet the nonbreeding one with the rest.
        apart = seen - np.log(1000.0) - np.log(survival * (1 + YOUNG))[:, None] * year
        density[:, column] = multivariate_normal(np.zeros(len(seen)), covariance).logpdf(apart)
    weight = np.exp(density - density.max())
    evidence = density.max() + np.log(weight.mean())
    weight /= weight.sum()

    def moments(values, axis):
        share = weight.sum(axis=axis)
        mean = share @ values
        return mean, np.sqrt(share @ (values - mean) ** 2)

    return moments(survival, 1), moments(noise, 0), evidence


def test_posterior_is_that_of_quadrature(simple):
    survival, noise, evidence = quadrature()
    name = ("vital_rates", "swan", "nonbreeding", "", "adult", "survival", "")
    limits = (SURVIVAL - Z * SURVIVAL_SD, SURVIVAL + Z * SURVIVAL_SD)
    found = simple.draws.of("probability", SURVIVAL, *limits, *name)
    assert found.mean() == pytest.approx(survival[0], abs=4 * survival[1] / np.sqrt(500))
    assert found.std() == pytest.approx(survival[1], rel=0.1)
    sd = of(simple, "noise of growth between years")
    assert sd.error < 0.1 * noise[1]
    assert sd.posterior.median == pytest.approx(noise[0], abs=noise[1])
    assert simple.diagnostics.log_evidence == pytest.approx(
        evidence, abs=4 * simple.diagnostics.log_evidence_error + 0.02
    )


def test_engine_takes_the_draws(simple):
    tables = swan_tables(COUNTS, **ONE_CLASS)
    cycle = read_cycle(tables, "swan", simple.draws)
    ahead = project(cycle, 10)
    growth = of(simple, "survival of adult in nonbreeding").posterior
    assert ahead.lambda_band.median == pytest.approx(growth.median * (1 + YOUNG), abs=2e-3)
    assert ahead.lambda_band.median == pytest.approx(simple.growth_after.median, abs=2e-3)
    last = simple.trajectory[simple.years.index(2020)]
    assert np.median(ahead.trajectories[:, 0]) == pytest.approx(last.median, rel=0.01)
    point = read_cycle(tables, "swan", simple.point_draws)
    assert point.start.sum() == pytest.approx(last.median, rel=0.02)
    assert point.repeated(3).start.shape[0] == 3
    assert simple.growth_after.high - simple.growth_after.low < 0.6 * (
        simple.growth_before.high - simple.growth_before.low
    )


def test_counts_lie_in_their_intervals(simple):
    (series,) = simple.series
    assert series.years == tuple(year for year, _ in SEEN)
    assert all(series.inside)
    assert simple.growth_counted is not None
    assert simple.growth_counted.low < (960 / 780) ** (1 / 11) < simple.growth_counted.high


def test_what_counts_cannot_tell_apart_is_said(world):
    """Open survival and young make one growth: tied together, one of them as open as before, and its profile flat."""
    rates = [
        rate("breeding", "adult", "fecundity", 0.3, 0.0, to_class="juvenile", parameter="young"),
        rate("nonbreeding", "adult", "survival", 0.85, 0.0, parameter="adults"),
        rate("nonbreeding", "juvenile", "survival", 0.6, 0.2),
        rate("breeding", "juvenile", "transition", 1.0, 0.0, to_class="adult"),
    ]
    fits = [
        {**SWAN, "parameter": "adults", "lower": 0.7, "upper": 0.95},
        {**SWAN, "parameter": "young", "lower": 0.0, "upper": 0.8},
    ]
    tables = swan_tables(list(world["counts"].records()), vital_rates=rates, fits=fits)
    found = calibrate_migrant(tables, "swan", SETTINGS)
    assert found.parameters[0].kind == "fit"
    adults, young, juvenile = (of(found, name) for name in ("adults", "young", "survival of juvenile in nonbreeding"))
    assert young.identified
    assert not adults.identified
    assert 0.7 < adults.posterior.low < adults.posterior.high < 0.95
    assert not juvenile.identified
    assert "survival of juvenile in nonbreeding" in found.unidentified
    values, heights = zip(*adults.profile, strict=True)
    assert list(values) == sorted(values)
    assert max(heights) == 0.0
    assert min(heights) > -1.0
    # It rises to its top and falls from there: the climb has found it.
    top = heights.index(0.0)
    assert list(heights[: top + 1]) == sorted(heights[: top + 1])
    assert list(heights[top:]) == sorted(heights[top:], reverse=True)
    assert any({a, b} == {"adults", "young"} and r < -0.5 for a, b, r in found.correlations)
    cycle = read_cycle(tables, "swan", found.draws)
    assert len(np.unique(cycle.values[:, 0])) > 100
    assert young.posterior.low > 0.0


def test_a_number_that_no_count_depends_on_keeps_its_draws():
    pressure = [
        {**SWAN, "pressure_id": "cold", "name": "Cold", "iucn_threat": "11", "stage": "nonbreeding", "rate": "survival"}
        | {"effect": -0.1, "effect_low": -0.2, "effect_high": -0.05, "evidence": "inferred", "confidence": "low"}
    ]
    contained = [ONE_CLASS["vital_rates"][0], {**ONE_CLASS["vital_rates"][1], "observed_with": ("cold",)}]
    tables = swan_tables(COUNTS, classes=[], vital_rates=contained, pressures=pressure)
    found = calibrate_migrant(tables, "swan", SETTINGS)
    assert found.untouched == ("effect cold",)
    assert "effect cold" not in [parameter.name for parameter in found.parameters]


def test_one_seed_gives_the_same_bytes_and_another_not(world):
    first, again, other = (calibrate_migrant(world, "swan", swan_settings(seed=seed)) for seed in (1, 1, 2))
    for a, b in zip(first.draws.probability.values(), again.draws.probability.values(), strict=True):
        assert a.tobytes() == b.tobytes()
    assert first.to_json() == again.to_json()
    assert first.to_json() != other.to_json()
    assert first.growth_after.median == pytest.approx(other.growth_after.median, abs=0.004)


def test_order_of_rows_does_not_matter(world):
    turned = world.replacing(**{name: backwards(world[name]) for name in ("counts", "vital_rates", "classes")})
    first, second = (calibrate_migrant(tables, "swan", SETTINGS) for tables in (world, turned))
    assert [one.name for one in first.parameters] == [one.name for one in second.parameters]
    for a, b in zip(first.parameters, second.parameters, strict=True):
        assert (a.posterior.low, a.posterior.high) == pytest.approx((b.posterior.low, b.posterior.high), rel=1e-6)


def backwards(table: Table) -> Table:
    return replace(table, columns={name: values[::-1] for name, values in table.columns.items()}, rows=table.rows[::-1])


def test_an_abundance_without_limits_gives_way_to_whole_counts_and_stays_beside_indices(world):
    records = [dict(next(world["migrants"].records()))]
    records[0] |= {"abundance_low": None, "abundance_high": None, "abundance": 2000.0}
    whole = calibrate_migrant(world.replacing(migrants=_migrants(records)), "swan", SETTINGS)
    start = read_cycle(world, "swan", whole.draws).start
    assert 700 < np.median(start[:, 0].sum(axis=1)) < 1400
    counts = [dict(row) | {"covers": "part", "error": None} for row in world["counts"].records()]
    tables = swan_tables(counts).replacing(migrants=_migrants(records))
    part = calibrate_migrant(tables, "swan", SETTINGS)
    assert read_cycle(tables, "swan", part.draws).start[:, 0].sum(axis=1) == pytest.approx(2000.0)
    assert part.trajectory[-1].median == pytest.approx(2000.0, rel=0.02)


def _migrants(records):
    return table_from_records("migrants", records)


def test_point_values_are_the_centre_of_the_posterior(world):
    found = calibrate_migrant(world, "swan", SETTINGS, deterministic=True)
    assert found.draws.count == 1
    cycle = read_cycle(world, "swan", found.draws)
    assert asymptotic_growth(cycle.year(), cycle.start)[0] == pytest.approx(found.growth_after.median, abs=0.01)


def test_too_few_counts_are_refused():
    with pytest.raises(
        InputError, match=r"counts, row 2: 'swan' has 1 counts, and 2 numbers .* more free parameters than data"
    ) as said:
        calibrate_migrant(swan_tables([{"year": 2010.0, "value": 500.0}]), "swan", SETTINGS)
    assert "turn calibration off" in said.value.remedy


def test_runs_that_do_not_agree_are_refused(world, monkeypatch):
    monkeypatch.setattr(calibration, "MOST_SPREAD", 0.0)
    with pytest.raises(InputError, match=r"counts, rows 2 to 14: The calibration of 'swan' .* does not converge"):
        calibrate_migrant(world, "swan", SETTINGS, least_particles=20)


def test_counts_of_a_population_that_cannot_be_are_refused():
    rates = [rate("nonbreeding", "adult", "survival", 0.0, 0.0)]
    tables = swan_tables(COUNTS, classes=[], vital_rates=rates)
    with pytest.raises(InputError, match="makes its counts possible"):
        calibrate_migrant(tables, "swan", SETTINGS)


def test_an_empty_population_is_refused(world):
    records = [dict(next(world["migrants"].records())) | {"abundance": 0.0}]
    with pytest.raises(InputError, match=r"migrants, column abundance: .* not above 0"):
        calibrate_migrant(world.replacing(migrants=_migrants(records)), "swan", SETTINGS)


def test_an_open_parameter_in_a_correlation_group_is_refused(world):
    rates = [dict(row) for row in world["vital_rates"].records()]
    rates[1] |= {"parameter": "adults", "correlation_group": "weather"}
    tables = swan_tables(
        list(world["counts"].records()),
        vital_rates=rates,
        fits=[{**SWAN, "parameter": "adults", "lower": 0.7, "upper": 0.95}],
    )
    with pytest.raises(InputError, match="fits, column parameter: The parameter 'adults' cannot be fitted"):
        calibrate_migrant(tables, "swan", SETTINGS)


def test_a_model_that_is_too_large_is_refused(world, monkeypatch):
    monkeypatch.setattr(calibration, "CALIBRATION_VALUES", Limit("The size", 1000, "values", "Merge sites."))
    with pytest.raises(LimitError, match="counts, migrant swan"):
        calibrate_migrant(world, "swan", SETTINGS)


def test_priors_are_those_of_the_study(simple):
    survival = of(simple, "survival of adult in nonbreeding").prior
    size = SURVIVAL * (1 - SURVIVAL) / SURVIVAL_SD**2 - 1
    expected = beta.ppf([0.025, 0.5, 0.975], SURVIVAL * size, (1 - SURVIVAL) * size)
    assert (survival.low, survival.median, survival.high) == pytest.approx(tuple(expected), rel=1e-9)
    noise = of(simple, "noise of growth between years").prior
    assert noise.high == pytest.approx(PROCESS_SD * ndtri(0.5 + 0.5 * 0.975), rel=1e-9)


def test_tails_are_those_of_counts_left_out(simple):
    """Each count's place among what the others say, against a calibration without it."""
    (series,) = simple.series
    for at in (0, 2, 4):
        without = calibrate_migrant(
            swan_tables([row for row in COUNTS if row is not COUNTS[at]], **ONE_CLASS),
            "swan",
            swan_settings(draws=1000, seed=2),
        )
        if SEEN[at][0] not in without.years:
            continue
        expected = without.trajectory[without.years.index(SEEN[at][0])]
        sd = np.hypot(np.log(expected.high / expected.low) / (2 * Z), np.sqrt(np.log1p(0.05**2)))
        tail = 2 * norm.cdf(-abs(np.log(SEEN[at][1] / expected.median)) / sd)
        assert series.tails[at] == pytest.approx(tail, abs=0.06)
    assert simple.unlikely == ()


def test_a_count_far_from_all_others_is_named():
    seen = [(year, value * (3.0 if year == 2014 else 1.0)) for year, value in SEEN]
    counts = [{"year": float(year), "value": value, "error": 0.02 * value} for year, value in seen]
    tables = swan_tables(counts, **ONE_CLASS)
    found = calibrate_migrant(tables, "swan", replace(SETTINGS, calibration=CalibrationSettings(True, 0.02, 0.2)))
    assert ("all", 2014) in found.unlikely


@pytest.fixture(scope="module")
def ahead(simple):
    """The cycle of the simple study with its calibrated draws, and the noise of growth that counts left."""
    cycle = read_cycle(swan_tables(COUNTS, **ONE_CLASS), "swan", simple.draws)
    sd = noise_of_counts(cycle)
    assert sd is not None
    assert np.median(sd) == pytest.approx(of(simple, "noise of growth between years").posterior.median, rel=0.05)
    return cycle, sd


def test_years_ahead_have_the_noise_of_the_counts(ahead):
    """ln N moves by ln λ and a normal number of the draw's standard deviation, and no year knows of the last."""
    cycle, sd = ahead
    found = project(cycle, 20)
    steps = np.diff(np.log(found.trajectories), axis=1) - np.log(found.asymptotic)[:, None]
    z = steps / sd[:, None]
    assert kstest(z.ravel(), "norm").pvalue > 0.01
    assert abs(np.corrcoef(z[:, 1:].ravel(), z[:, :-1].ravel())[0, 1]) < 0.03


def test_every_counterfactual_meets_the_same_years(ahead):
    cycle, _ = ahead
    found = project(cycle, 5)
    worse = project(replace(cycle, values=cycle.values * 0.9), 5)
    ratio = np.diff(np.log(worse.trajectories / found.trajectories), axis=1)
    assert ratio == pytest.approx(np.broadcast_to(ratio[:, :1], ratio.shape), abs=1e-9)
    part = project(part_of(cycle, 100, 300), 5)
    assert np.array_equal(part.trajectories, found.trajectories[100:300])
    again = project_census(cycle, 5, replicate=1).census
    assert not np.array_equal(again[:, -1], found.census[:, -1])


def test_animals_stay_whole_in_noisy_years(simple):
    cycle = read_cycle(swan_tables(COUNTS, **ONE_CLASS), "swan", simple.draws, by_chance=True)
    census = project(cycle, 5).census
    assert np.array_equal(census, np.round(census))


def test_noise_is_projected_once(simple, ahead):
    """Neither at point values nor where the rates themselves differ between years."""
    cycle, _ = ahead
    assert noise_of_counts(replace(cycle, draws=simple.point_draws)) is None
    rates = [{**row, "sd_between_years": 0.02} for row in ONE_CLASS["vital_rates"]]
    own = read_cycle(swan_tables(COUNTS, **{**ONE_CLASS, "vital_rates": rates}), "swan", simple.draws)
    assert own.years_vary
    assert noise_of_counts(own) is None
    assert noise_of_counts(read_cycle(swan_tables([], **ONE_CLASS), "swan", Draws(1, 10))) is None
