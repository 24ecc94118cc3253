"""Random-effects meta-analysis: laws, closed forms, and what few studies may claim."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from oxyura.impacts.meta_analysis import (
    collapse_source,
    generalised_q,
    moment_variance,
    pool_estimates,
    profile_limits,
    reml_variance,
)

STUDIES = st.lists(st.tuples(st.floats(-3, 3), st.floats(1e-3, 2)), min_size=2, max_size=12)


def arrays(studies: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    y, v = np.array(studies).T
    return y, v


def loss(tau2: float, y: np.ndarray, v: np.ndarray) -> float:
    w = 1 / (v + tau2)
    mean = (w * y).sum() / w.sum()
    return float(-0.5 * np.log(w).sum() + 0.5 * np.log(w.sum()) + 0.5 * (w * (y - mean) ** 2).sum())


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=10), st.floats(0.01, 1))
def test_equal_variances_have_a_closed_form(estimates: list[float], variance: float) -> None:
    """Balanced data: REML is max(0, s² - v), and the mean is the plain one."""
    y, v = np.array(estimates), np.full(len(estimates), variance)
    found = pool_estimates(y, v)
    assert found.tau2 == pytest.approx(max(0.0, y.var(ddof=1) - variance), rel=1e-6, abs=1e-8)
    assert moment_variance(y, v) == pytest.approx(max(0.0, y.var(ddof=1) - variance), rel=1e-6, abs=1e-9)
    assert found.mean == pytest.approx(y.mean(), abs=1e-12)
    assert found.knapp_hartung_error == pytest.approx(y.std(ddof=1) / np.sqrt(len(y)), rel=1e-5, abs=1e-9)


@given(STUDIES)
@settings(deadline=None)
def test_reml_is_the_maximum(studies: list[tuple[float, float]]) -> None:
    y, v = arrays(studies)
    best = loss(reml_variance(y, v), y, v)
    for tau2 in (0.0, *np.geomspace(1e-6, 50, 60)):
        assert best <= loss(float(tau2), y, v) + 1e-9


@given(STUDIES)
@settings(deadline=None)
def test_intervals_nest(studies: list[tuple[float, float]]) -> None:
    y, v = arrays(studies)
    found = pool_estimates(y, v)
    ordinary = stats.t.ppf(0.975, len(y) - 1) * found.standard_error
    assert y.min() - 1e-9 <= found.mean <= y.max() + 1e-9
    assert found.low <= found.mean - ordinary * (1 - 1e-12)
    assert found.high - found.mean >= stats.t.ppf(0.975, len(y) - 1) * found.knapp_hartung_error * (1 - 1e-12)
    assert 0 <= found.i2 < 1
    assert found.h2 == pytest.approx(1 / (1 - found.i2))
    if len(y) == 2:
        assert np.isnan([found.new_low, found.new_high]).all()
    else:
        assert found.new_low < found.low < found.high < found.new_high


@given(STUDIES, st.floats(-5, 5), st.floats(0.2, 5))
@settings(deadline=None)
def test_shift_and_scale(studies: list[tuple[float, float]], shift: float, scale: float) -> None:
    y, v = arrays(studies)
    one, other = pool_estimates(y, v), pool_estimates(scale * y + shift, scale**2 * v)
    assert other.mean == pytest.approx(scale * one.mean + shift, rel=1e-5, abs=1e-5)
    assert other.tau2 == pytest.approx(scale**2 * one.tau2, rel=1e-4, abs=1e-6)


@given(STUDIES, st.randoms())
@settings(deadline=None)
def test_order_does_not_matter(studies: list[tuple[float, float]], random) -> None:
    mixed = list(studies)
    random.shuffle(mixed)
    one, other = pool_estimates(*arrays(studies)), pool_estimates(*arrays(mixed))
    assert other.mean == pytest.approx(one.mean, abs=1e-7)
    assert other.tau2 == pytest.approx(one.tau2, rel=1e-6, abs=1e-8)


@given(STUDIES)
@settings(deadline=None)
def test_limits_of_heterogeneity_meet_their_points(studies: list[tuple[float, float]]) -> None:
    y, v = arrays(studies)
    low, high = profile_limits(y, v)
    assert 0 <= low <= high
    for limit, probability in ((low, 0.975), (high, 0.025)):
        point = stats.chi2.ppf(probability, len(y) - 1)
        if limit > 0:
            assert generalised_q(y, v, limit) == pytest.approx(point, rel=1e-6, abs=1e-9)
        else:
            assert generalised_q(y, v, 0.0) <= point + 1e-12


def test_agreeing_studies_leave_no_heterogeneity() -> None:
    found = pool_estimates([-0.5, -0.5, -0.5], [0.04, 0.01, 0.02])
    assert found.tau2 == 0
    assert found.i2 == 0
    assert found.mean == pytest.approx(-0.5)
    assert found.high - found.mean == pytest.approx(stats.t.ppf(0.975, 2) * found.standard_error)
    assert found.knapp_hartung_error == pytest.approx(0, abs=1e-12)


def test_forty_copies_weigh_as_one() -> None:
    alone = pool_estimates([-0.7, 0.1, 0.2], [0.01, 0.02, 0.02])
    estimate, variance = collapse_source([-0.7] * 40, [0.01] * 40)
    copied = pool_estimates([estimate, 0.1, 0.2], [variance, 0.02, 0.02])
    assert copied.mean == pytest.approx(alone.mean)
    assert copied.tau2 == pytest.approx(alone.tau2)


@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(0.01, 1)), min_size=1, max_size=8))
def test_one_source_is_never_surer_than_full_dependence(figures: list[tuple[float, float]]) -> None:
    y, v = arrays(figures)
    estimate, variance = collapse_source(y, v)
    assert estimate == pytest.approx(y.mean())
    assert variance >= np.sqrt(v).mean() ** 2 * (1 - 1e-12)
    assert variance >= v.min() * (1 - 1e-12)


@pytest.mark.parametrize(
    ("estimates", "variances"),
    [
        ([0.1], [0.1]),
        ([0.1, 0.2], [0.1]),
        ([0.1, 0.2], [0.1, 0.0]),
        ([0.1, np.nan], [0.1, 0.1]),
        ([0.1, 0.2], [0.1, np.inf]),
    ],
)
def test_what_cannot_be_pooled_is_refused(estimates: list[float], variances: list[float]) -> None:
    with pytest.raises(ValueError, match=r"estimate"):
        pool_estimates(estimates, variances)


@pytest.mark.slow
def test_coverage_with_five_uneven_studies_is_as_the_docs_say() -> None:
    """Limits of the mean hold it in 95 % of runs; prediction limits a new site's effect in about nine of ten."""
    rng = np.random.default_rng(11)
    v = np.array([0.01, 0.02, 0.05, 0.1, 0.2])
    held = new = 0
    runs = 1500
    for _ in range(runs):
        found = pool_estimates(rng.normal(-0.5, np.sqrt(v + 0.04)), v)
        held += found.low <= -0.5 <= found.high
        new += found.new_low <= rng.normal(-0.5, 0.2) <= found.new_high
    assert held / runs > 0.93
    assert 0.86 < new / runs < 0.93
