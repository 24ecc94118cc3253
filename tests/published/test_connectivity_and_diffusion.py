"""Migratory connectivity against its goldens, and quasi-extinction of grizzly bears (Dennis et al. 1991)."""

import json

import numpy as np
import pytest

from oxyura.annual_cycle.diffusion import Diffusion, first_passage, fit_diffusion, risk_curve
from oxyura.migrants.connectivity import connectivity_strength

# Females with cubs, Yellowstone, 1959-1997: the counts whose drift and variance the published software prints.
GRIZZLIES = [
    44, 47, 46, 44, 46, 45, 46, 40, 39, 39, 42, 39, 41, 40, 33, 36, 34, 39, 35, 34,
    38, 36, 37, 41, 39, 51, 47, 57, 48, 60, 65, 74, 69, 65, 57, 70, 81, 99, 99,
]  # fmt: skip


@pytest.fixture(scope="module")
def goldens(data_dir):
    return json.loads((data_dir / "goldens" / "connectivity" / "mc.json").read_text(encoding="utf-8"))


def strength(goldens, case, n=None):
    psi = next(np.array(one["psi"], dtype=float) for one in goldens["cases"] if one["name"] == case)
    names = ("distance_origin", "distance_target", "origin_relative_abundance")
    origin, target, abundance = (np.array(goldens[name], dtype=float) for name in names)
    return float(connectivity_strength(psi, origin, target, abundance, sample_size=n))


def test_eight_connectivity_matrices(goldens):
    assert len(goldens["cases"]) == 8
    for case in goldens["cases"]:
        assert strength(goldens, case["name"]) == pytest.approx(case["mc"], abs=1e-9), case["name"]


def test_connectivity_of_a_sample(goldens):
    case = goldens["with_sample_size"]
    assert strength(goldens, case["case"], case["n"]) == pytest.approx(case["mc"], abs=1e-13)


def test_drift_and_variance_of_grizzlies():
    found = fit_diffusion(range(1959, 1998), GRIZZLIES)
    assert found.drift == pytest.approx(0.02134026885, abs=1e-11)
    assert found.variance == pytest.approx(0.01305091903, abs=1e-11)
    assert found.steps == 38


def test_quasi_extinction_of_grizzlies():
    found = fit_diffusion(range(1959, 1998), GRIZZLIES)
    chance = first_passage(found.drift, found.variance, 99, 20, [10, 20, 30, 40, 50])
    expected = [5.949815e-7, 9.468039e-5, 5.075338e-4, 1.151019e-3, 1.846170e-3]
    assert chance == pytest.approx(expected, rel=1e-6)


def test_first_passage_is_that_of_simulated_walks():
    rng = np.random.default_rng(5)
    steps, years, mu, sigma2 = 1000, 10, -0.02, 0.04
    walk = np.cumsum(rng.normal(mu / steps * years, np.sqrt(sigma2 * years / steps), (4000, steps)), axis=1)
    fallen = (walk.min(axis=1) <= np.log(50 / 100)).mean()
    exact = float(first_passage(mu, sigma2, 100, 50, years))
    # A walk in steps misses passages between them, about 0.58 standard deviations of a step.
    nearer = float(first_passage(mu, sigma2, 100, 50 * np.exp(-0.5826 * np.sqrt(sigma2 * years / steps)), years))
    assert fallen == pytest.approx(nearer, abs=0.02)
    assert exact > nearer


def test_uneven_years_keep_the_drift():
    years = np.array([0, 1, 3, 4, 8, 10])
    found = fit_diffusion(years, 100 * np.exp(0.03 * years))
    assert found.drift == pytest.approx(0.03)
    assert found.variance == pytest.approx(0, abs=1e-25)


def test_limits_of_the_chance_hold_the_estimate():
    found = fit_diffusion(range(1959, 1998), GRIZZLIES)
    curve = risk_curve(found, 99, 20, 50, np.random.default_rng(1), 4000)
    assert curve[0].median == 0
    assert all(one.low <= one.median <= one.high for one in curve)
    assert curve[50].high > 10 * curve[50].median


def test_without_variance_the_path_decides():
    still = Diffusion(-0.1, -0.1, -0.1, 0.0, 0.0, 0.0, 5)
    assert first_passage(still.drift, still.variance, 100, 50, [6, 7]).tolist() == [0.0, 1.0]


@pytest.mark.parametrize(("years", "counts"), [([1, 2], [5, 6]), ([1, 2, 2], [5, 6, 7]), ([1, 2, 3], [5, 0, 7])])
def test_counts_that_tell_nothing(years, counts):
    with pytest.raises(Exception, match="cannot be read"):
        fit_diffusion(years, counts)
