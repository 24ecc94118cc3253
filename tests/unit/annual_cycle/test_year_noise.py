"""Noise between years: the distributions, the years, and the compiled rates against the plain ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, special, stats

from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.plain_year import advance_year
from oxyura.annual_cycle.projection import project_census
from oxyura.annual_cycle.year_course import YearCourse
from oxyura.annual_cycle.year_noise import NormalYears, log_normal_scale, probit_normal
from properties.noisy_cycles import noisy_cycles, plain_course


@pytest.mark.parametrize("mean", [1e-4, 0.03, 0.2, 0.5, 0.9, 0.97, 0.9999])
@pytest.mark.parametrize("share", [1e-4, 0.01, 0.2, 0.6])
def test_a_noisy_probability_has_its_mean_and_spread(mean: float, share: float) -> None:
    sd = np.sqrt(share * mean * (1 - mean))
    location, scale = (float(values[0, 0]) for values in probit_normal(np.array([[mean]]), np.array([sd])))

    def moment(power: int) -> float:
        def weighed(z: float) -> float:
            return float(special.ndtr(location + scale * z) ** power * stats.norm.pdf(z))

        bend = [-location / scale] if abs(location / scale) < 9 else None
        return float(integrate.quad(weighed, -9, 9, epsabs=1e-14, epsrel=1e-12, limit=500, points=bend)[0])

    assert moment(1) == pytest.approx(mean, rel=1e-9)
    assert moment(2) - moment(1) ** 2 == pytest.approx(sd**2, rel=1e-6)


def test_probabilities_at_their_bounds_and_without_spread_do_not_vary() -> None:
    mean = np.array([[0.0, 1.0, 0.4]])
    _, scale = probit_normal(mean, np.array([0.1, 0.1, 0.0]))
    assert not scale.any()


def test_more_spread_than_a_probability_can_have_is_lowered() -> None:
    location, scale = probit_normal(np.array([[0.5]]), np.array([0.7]))
    assert np.isfinite(location).all()
    assert np.isfinite(scale).all()
    u = (np.arange(20_000) + 0.5) / 20_000
    spread = special.ndtr(location[0, 0] + scale[0, 0] * special.ndtri(u)).std()
    assert spread**2 == pytest.approx(0.95 * 0.25, rel=1e-3)


def test_a_noisy_fecundity_has_its_mean_and_spread() -> None:
    scale = float(log_normal_scale(np.array([[0.8]]), np.array([0.3]))[0, 0])
    lognormal = stats.lognorm(scale, scale=0.8 * np.exp(-(scale**2) / 2))
    assert lognormal.mean() == pytest.approx(0.8, rel=1e-12)
    assert lognormal.std() == pytest.approx(0.3, rel=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_compiled_noise_equals_the_plain_statement(seed: int) -> None:
    for cycle in noisy_cycles(seed, draws=5):
        for removed in (frozenset[str](), cycle.alien_causes):
            course = project_census(cycle, 6, removed=removed)
            assert np.allclose(course.census, plain_course(cycle, 6, removed=removed), rtol=1e-12, atol=1e-12)


def test_noise_comes_up_in_the_cycles_compared() -> None:
    cycles = [cycle for seed in range(12) for cycle in noisy_cycles(seed, draws=2)]
    assert sum(cycle.noise.any for cycle in cycles) > 8
    assert sum(cycle.catastrophes.any for cycle in cycles) > 4
    assert sum(bool(cycle.noise.autocorrelation.any()) for cycle in cycles) > 2
    members = [cycle.year(varying=True).noisy for cycle in cycles]
    assert sum(noisy is not None and len(noisy.member_flow) > 0 for noisy in members) > 3


def some_noisy_cycle() -> Cycle:
    return next(cycle for cycle in noisy_cycles(1, draws=7) if cycle.noise.any)


def test_years_asked_for_in_parts_are_the_same_years() -> None:
    cycle = some_noisy_cycle()
    whole, parts = YearCourse(cycle), YearCourse(cycle)
    year = cycle.year(varying=True)
    whole.run(year, 9)
    for years in (1, 3, 5):
        parts.run(year, years)
    assert np.array_equal(np.concatenate(whole.census, axis=1), np.concatenate(parts.census, axis=1))


def test_longer_runs_begin_with_the_years_of_shorter_ones() -> None:
    cycle = some_noisy_cycle()
    assert np.array_equal(project_census(cycle, 4).census, project_census(cycle, 9).census[:, :5])


def test_another_replicate_meets_other_years() -> None:
    cycle = some_noisy_cycle()
    assert not np.array_equal(project_census(cycle, 4).census, project_census(cycle, 4, replicate=1).census)


def test_the_mean_year_repeated_is_the_year_without_noise() -> None:
    cycle = some_noisy_cycle()
    noise = cycle.noise
    zero = noise.values(cycle.values, np.zeros((7, len(noise.streams))))
    quiet = [number for number in range(cycle.values.shape[1]) if number not in noise.row]
    assert np.array_equal(zero[:, quiet], cycle.values[:, quiet])
    assert np.isfinite(advance_year(cycle.year(values=zero), cycle.start)).all()


@pytest.mark.parametrize("correlation", [-0.6, 0.0, 0.7])
def test_years_are_correlated_as_asked(correlation: float) -> None:
    cycle = some_noisy_cycle()
    noise = replace(cycle.noise, autocorrelation=np.full(len(cycle.noise.streams), correlation))
    z = NormalYears(noise, Draws(1, 4_000)).next_years(12)[:, :, 0]
    assert np.corrcoef(z[:, 4], z[:, 5])[0, 1] == pytest.approx(correlation, abs=0.05)
    assert np.corrcoef(z[:, 4], z[:, 6])[0, 1] == pytest.approx(correlation**2, abs=0.05)
    assert z[:, 11].std() == pytest.approx(1.0, abs=0.04)
