"""The likelihood of counts against densities worked out at once, and against the engine's own course."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import betabinom, multivariate_normal, nbinom, norm

from counted_studies import SWAN, rate, swan_settings, swan_tables
from oxyura.annual_cycle import count_model
from oxyura.annual_cycle.count_model import follows_its_state
from oxyura.annual_cycle.count_reading import read_count_model
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.projection import project

# Uneven years; the last has a count of both series.
SEEN = [(2003, 700.0, 60.0), (2004, 760.0, None), (2008, 810.0, 90.0), (2009, 845.0, None), (2013, 905.0, 45.0)]
INDEX = [(2004, 31.0), (2007, 40.0), (2008, 37.0), (2013, 52.0)]


def whole_and_index():
    counts = [{"year": float(year), "value": value, "error": error} for year, value, error in SEEN]
    counts += [
        {"year": float(year), "value": value, "covers": "part", "series": "bay", "effort": 2.0} for year, value in INDEX
    ]
    return swan_tables(counts)


def model_of(tables, seed=1):
    model = read_count_model(tables, "swan", swan_settings(seed=seed))
    return model, np.random.default_rng(5).standard_normal((6, len(model.unknowns)))


def at(model, z, draw):
    return {unknown.name: float(unknown.at(z[:, k])[draw]) for k, unknown in enumerate(model.unknowns)}


def test_likelihood_is_that_of_a_multivariate_normal():
    model, z = model_of(whole_and_index())
    found = model.log_likelihood(z)
    cycle = model.cycle(z)
    growth = np.log(asymptotic_growth(cycle.year(), cycle.start))
    assert model.years == range(2003, 2021)
    rows = [(year, 0, value, error) for year, value, error in SEEN] + [(year, 1, value, None) for year, value in INDEX]
    year = np.array([row[0] for row in rows] + [2020])
    is_index = np.array([row[1] == 1 for row in rows] + [False])
    seen = np.log([row[2] for row in rows]) - np.where(is_index[:-1], np.log(2.0), 0.0)
    known = np.log1p((60.0 / 1000.0) ** 2)
    seen = np.append(seen, np.log(1000.0) - known / 2)
    for draw in range(len(z)):
        value = at(model, z, draw)
        mean = np.log(value["abundance in the first year"]) + growth[draw] * (year - 2003)
        mean = mean + np.where(is_index, np.log(31.0 / 2.0) - np.log(1000.0), 0.0)
        noise = value["noise of growth between years"] ** 2
        covariance = noise * (np.minimum.outer(year, year) - 2003) + 100.0 * np.outer(is_index, is_index)
        own = [
            np.log1p((error / count) ** 2) if error else value["error of ln counts, all counts"] ** 2
            for _, _, count, error in rows
        ]
        covariance = covariance + np.diag([*own, known])
        assert found[draw] == pytest.approx(multivariate_normal(mean, covariance).logpdf(seen), abs=1e-8)


def crowded():
    counts = [{"year": 2010.0 + t, "value": 300.0 + 40.0 * t, "error": 30.0} for t in range(10)]
    density = [{**SWAN, "stage": "breeding", "form": "beverton_holt", "a": 4e-4, "applies_to": "fecundity"}]
    return swan_tables(counts, density=density)


def test_without_noise_counts_are_held_against_the_course_of_the_engine():
    tables = crowded()
    model, z = model_of(tables)
    position = [unknown.kind for unknown in model.unknowns].index("process_sd")
    z[:, position] = -8.0
    cycle = model.cycle(z)
    names = [unknown.name for unknown in model.unknowns]
    first = names.index("abundance in the first year")
    level = model.unknowns[first].at(z[:, first])
    start = cycle.start * (level / cycle.start[:, cycle.structure.counted].sum(axis=(1, 2)))[:, None, None]
    course = np.log(project(replace(cycle, start=start), 10).trajectories)
    values = tables["counts"].numbers("value")
    sd = np.sqrt(np.log1p((30.0 / values) ** 2))
    known = np.log1p((60.0 / 1000.0) ** 2)
    by_hand = norm.logpdf(np.log(values), course[:, :10], sd).sum(axis=1)
    by_hand += norm.logpdf(np.log(1000.0) - known / 2, course[:, 10], np.sqrt(known))
    assert model.log_likelihood(z) == pytest.approx(by_hand, rel=1e-6)


def test_crowded_noise_is_that_of_a_particle_filter():
    """Extended Kalman filter against a hundred thousand particles that follow the curve itself."""
    model, z = model_of(crowded())
    names = [unknown.name for unknown in model.unknowns]
    z = np.zeros((1, len(names)))
    z[0, names.index("abundance in the first year")] = np.log(300.0 / 1000.0) / 3.0
    z[0, names.index("survival of adult in nonbreeding")] = 0.5
    z[0, names.index("noise of growth between years")] = 1.0
    found = float(model.log_likelihood(z)[0])
    value = at(model, z, 0)
    s, j, f = (
        value[f"{kind} in {stage}"]
        for kind, stage in (
            ("survival of adult", "nonbreeding"),
            ("survival of juvenile", "nonbreeding"),
            ("fecundity of adult", "breeding"),
        )
    )
    growth = np.roots([1.0, -s, -s * f * j]).max()
    rng = np.random.default_rng(1)
    adults = np.full(100_000, 300.0)
    young = adults * (growth - s) / s
    values = model.counts.series[0].value
    total = 0.0
    for t in range(11):
        if t < 10:
            density = norm.pdf(np.log(values[t]), np.log(adults), np.sqrt(np.log1p((30.0 / values[t]) ** 2)))
        else:
            known = np.log1p(0.06**2)
            density = norm.pdf(np.log(1000.0) - known / 2, np.log(adults), np.sqrt(known))
        total += np.log(density.mean())
        chosen = rng.choice(len(adults), len(adults), p=density / density.sum())
        adults, young = adults[chosen], young[chosen]
        crowding = 1.0 / (1.0 + 4e-4 * (adults + young))
        noise = np.exp(value["noise of growth between years"] * rng.standard_normal(len(adults)))
        adults, young = noise * s * (adults + young), noise * f * j * crowding * adults
    assert found == pytest.approx(total, abs=0.15)


def test_young_per_attempt_are_negative_binomial():
    young = [(2011, 0.20, 50), (2012, 0.45, 80), (2014, 0.31, 120)]
    base = {"quantity": "breeding_success", "class": "adult", "factor": 2.0}
    model, z = model_of(swan_tables([base | {"year": float(y), "value": v, "n": float(n)} for y, v, n in young]))
    found = model.log_likelihood(z)
    for draw in range(len(z)):
        value = at(model, z, draw)
        mean = 2.0 * value["fecundity of adult in breeding"]
        size = 1.0 / value["spread between years, adult"] ** 2
        by_hand = sum(nbinom.logpmf(round(v * n), size, size / (size + mean * n)) for _, v, n in young)
        assert found[draw] == pytest.approx(by_hand, abs=1e-7)


def test_success_of_attempts_is_beta_binomial():
    succeeds = rate("breeding", "adult", "transition", 0.4, 0.05, to_class="successful")
    rates = [
        rate("nonbreeding", "successful", "transition", 1.0, 0.0, to_class="adult"),
        rate("nonbreeding", "successful", "fecundity", 0.4, 0.0, to_class="adult"),
        rate("nonbreeding", "adult", "survival", 0.9, 0.02),
    ]
    seen = [(2011, 0.2, 50), (2012, 0.6, 30)]
    base = {"quantity": "breeding_success", "class": "adult", "to_class": "successful"}
    tables = swan_tables(
        [base | {"year": float(y), "value": v, "n": float(n)} for y, v, n in seen],
        vital_rates=[succeeds, *rates],
        classes=[],
    )
    model, z = model_of(tables)
    found = model.log_likelihood(z)
    for draw in range(len(z)):
        value = at(model, z, draw)
        p = value["transition of adult to successful in breeding"]
        size = 1.0 / value["spread between years, adult successful"] ** 2 - 1.0
        by_hand = sum(betabinom.logpmf(round(v * n), n, p * size, (1 - p) * size) for _, v, n in seen)
        assert found[draw] == pytest.approx(by_hand, abs=1e-7)


def test_success_with_noise_between_years_in_the_study_has_no_spread_of_its_own():
    rates = [
        rate("breeding", "adult", "fecundity", 0.35, 0.06, to_class="juvenile", sd_between_years=0.1),
        rate("nonbreeding", "adult", "survival", 0.85, 0.0),
        rate("breeding", "juvenile", "transition", 1.0, 0.0, to_class="adult"),
    ]
    counts = [{"quantity": "breeding_success", "year": 2011.0, "value": 0.5, "error": 0.05}]
    model, z = model_of(swan_tables(counts, vital_rates=rates))
    mean = model.unknowns[0].at(z[:, 0])
    assert not any(unknown.kind == "success_sd" for unknown in model.unknowns)
    assert model.log_likelihood(z) == pytest.approx(norm.logpdf(0.5, mean, np.hypot(0.05, 0.1)), abs=1e-9)


def test_an_invader_acts_from_its_first_year_to_its_last():
    """Eradicated in 2010: up to then half of the young are lost."""
    invaded = {
        "invaders": [{"invader_id": "mink", "scientific_name": "Neogale vison"}],
        "presences": [
            {"invader_id": "mink", "site_id": "lake", "status": "eradicated", "first_year": 2005.0, "last_year": 2010.0}
        ],
        "impacts": [
            {**SWAN, "impact_id": "mink", "invader_id": "mink", "stage": "breeding", "mechanism": "predation"}
            | {"rate": "fecundity", "effect": -0.5, "evidence": "demonstrated", "confidence": "high"}
        ],
    }
    counts = [{"year": 2000.0 + t, "value": 500.0, "error": 50.0} for t in range(16)]
    model, z = model_of(swan_tables(counts, **invaded))
    assert [year for year, there in zip(model.years, model.presences, strict=True) if there] == list(range(2005, 2011))
    z[:, [unknown.kind for unknown in model.unknowns].index("process_sd")] = -8.0
    filtered, trace = model.run(z)
    growth = np.exp(np.stack(trace.change))
    cycle = model.cycle(z)
    assert growth[:5] == pytest.approx(np.broadcast_to(asymptotic_growth(cycle.year(), cycle.start), (5, len(z))))
    # The young lost in 2005 are missed at the census of 2007.
    assert (growth[7:10] < growth[0] - 0.01).all()
    assert np.isfinite(filtered.log_likelihood).all()


COUNTED = [{"year": 2010.0 + t, "value": 300.0 + 40.0 * t, "error": 30.0} for t in range(10)]


def test_crowding_that_is_carried_makes_the_year_follow_its_state(monkeypatch):
    """The likelihood is that of an extended filter: to call the year linear would give another."""
    carried = {**SWAN, "stage": "nonbreeding", "form": "beverton_holt", "a": 4e-4, "applies_to": "survival"}
    tables = swan_tables(COUNTED, density=[{**carried, "carry_over_stage": "breeding"}])
    model, z = model_of(tables)
    assert follows_its_state(model.cycle(z))
    found = model.log_likelihood(z)
    monkeypatch.setattr(count_model, "follows_its_state", lambda cycle: False)
    assert (np.abs(model.log_likelihood(z) - found) > 0.01).all()


def test_catastrophes_leave_the_year_linear(monkeypatch):
    """They strike whatever the state: slopes by differences change nothing."""
    strike = {**SWAN, "catastrophe_id": "oil", "stage": "nonbreeding", "rate": "survival", "effect": -0.4}
    tables = swan_tables(COUNTED, catastrophes=[{**strike, "probability_per_year": 0.1}])
    model, z = model_of(tables)
    assert not follows_its_state(model.cycle(z))
    found = model.log_likelihood(z)
    assert not np.allclose(found, model_of(swan_tables(COUNTED))[0].log_likelihood(z))
    monkeypatch.setattr(count_model, "follows_its_state", lambda cycle: True)
    assert model.log_likelihood(z) == pytest.approx(found, abs=1e-6)
