"""The sampler against posteriors that are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from oxyura.annual_cycle.count_filter import CountFilter
from oxyura.annual_cycle.tempering import NoLikelihoodError, sample_posterior, systematic

YEARS = np.array([0, 1, 2, 4, 5, 9, 10])
SEEN = np.array([6.9, 6.95, 6.8, 6.92, 7.1, 7.05, 7.2])
PROCESS_SD, COUNT_SD = 0.08, 0.1
LEVEL, LEVEL_SD, GROWTH_SD = 7.0, 0.5, 0.1


def log_linear(z):
    """Return the log-likelihood of counts that grow log-linearly; z is level and growth, standard normal."""
    growth = GROWTH_SD * z[:, 1]
    filtered = CountFilter(LEVEL + LEVEL_SD * z[:, 0], np.empty(0), 1.0)
    for year in range(YEARS[-1] + 1):
        for seen in SEEN[year == YEARS]:
            filtered.observe(float(seen), np.zeros(len(z)), 1.0, COUNT_SD**2)
        filtered.grow(growth, 1.0, PROCESS_SD**2)
    return filtered.log_likelihood


def closed_form():
    """Return mean and covariance of level and growth after the counts, and the evidence: a normal regression."""
    design = np.stack([np.ones(len(YEARS)), YEARS], axis=1) * [LEVEL_SD, GROWTH_SD]
    noise = PROCESS_SD**2 * np.minimum.outer(YEARS, YEARS) + COUNT_SD**2 * np.eye(len(YEARS))
    precision = np.eye(2) + design.T @ np.linalg.solve(noise, design)
    covariance = np.linalg.inv(precision)
    mean = covariance @ design.T @ np.linalg.solve(noise, SEEN - LEVEL)
    return mean, covariance, multivariate_normal(np.full(len(SEEN), LEVEL), noise + design @ design.T).logpdf(SEEN)


def test_log_linear_growth_has_its_closed_form():
    mean, covariance, evidence = closed_form()
    runs = [sample_posterior(log_linear, 2, 1000, np.random.default_rng(seed)) for seed in range(8)]
    assert all(run.settled for run in runs)
    means = np.array([run.z.mean(axis=0) for run in runs])
    error = means.std(axis=0, ddof=1) / np.sqrt(len(runs))
    assert (error < 0.02 * np.sqrt(np.diag(covariance))).all()
    assert (np.abs(means.mean(axis=0) - mean) < 4 * error).all()
    found = np.mean([np.cov(run.z.T) for run in runs], axis=0)
    assert found == pytest.approx(
        covariance, abs=0.03 * np.sqrt(np.outer(np.diag(covariance), np.diag(covariance))).max()
    )
    evidences = np.array([run.log_evidence for run in runs])
    assert abs(evidences.mean() - evidence) < 4 * evidences.std(ddof=1) / np.sqrt(len(runs)) + 1e-3


def test_both_of_two_summits_are_found():
    def two(z):
        return np.logaddexp(-0.5 * ((z[:, 0] - 1.5) / 0.1) ** 2, -0.5 * ((z[:, 0] + 1.5) / 0.1) ** 2)

    run = sample_posterior(two, 3, 2000, np.random.default_rng(1))
    assert 0.35 < (run.z[:, 0] > 0).mean() < 0.65
    assert np.abs(np.abs(run.z[:, 0]) - 1.5 / 1.01).max() < 0.6
    assert run.z[:, 1:].std(axis=0) == pytest.approx([1.0, 1.0], abs=0.08)


def test_forty_unknowns_of_which_the_data_know_two():
    def few(z):
        return -0.5 * ((z[:, 0] + z[:, 1] - 2.0) / 0.1) ** 2

    run = sample_posterior(few, 40, 1000, np.random.default_rng(2))
    assert run.settled
    assert (run.z[:, 0] + run.z[:, 1]).mean() == pytest.approx(2.0 * 2.0 / 2.01, abs=0.02)
    assert (run.z[:, 0] - run.z[:, 1]).std() == pytest.approx(np.sqrt(2.0), abs=0.15)
    assert run.z[:, 2:].std(axis=0) == pytest.approx(np.ones(38), abs=0.15)


def test_one_seed_gives_the_same_bytes():
    runs = [sample_posterior(log_linear, 2, 200, np.random.default_rng(3)) for _ in range(2)]
    assert runs[0].z.tobytes() == runs[1].z.tobytes()


def test_impossible_data_are_refused_and_half_impossible_ones_are_not():
    with pytest.raises(NoLikelihoodError):
        sample_posterior(lambda z: np.full(len(z), -np.inf), 2, 100, np.random.default_rng(1))
    run = sample_posterior(lambda z: np.where(z[:, 0] > 1.0, 0.0, -np.inf), 1, 2000, np.random.default_rng(1))
    assert (run.z > 1.0).all()
    assert run.log_evidence == pytest.approx(np.log(0.158655), abs=0.15)


def test_systematic_resampling_keeps_to_the_weights():
    weight = np.array([0.1, 0.0, 0.6, 0.3])
    chosen = systematic(weight, 1000, np.random.default_rng(4))
    assert np.bincount(chosen, minlength=4) == pytest.approx(1000 * weight, abs=1)
