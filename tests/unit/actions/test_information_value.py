"""The value of information against closed forms, and its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.stats import norm

from oxyura.actions.information_value import LEAST_DRAWS, value_of_everything, value_of_knowing

Floats = NDArray[np.float64]


def unit_normal_loss(mean: float, sd: float) -> float:
    """E[max(0, X)] - max(0, E X) of a normal X: what it is worth to know X before taking it or nothing."""
    return float(sd * norm.pdf(mean / sd) - abs(mean) * norm.cdf(-abs(mean) / sd))


def linear_normal(mean: float, a: float, b: float, draws: int = 20_000, seed: int = 1) -> tuple[Floats, Floats, Floats]:
    """Return two options, nothing and mean + a θ + b ψ, with θ and ψ."""
    known, other = np.random.default_rng(seed).normal(size=(2, draws))
    return np.stack([np.zeros(draws), mean + a * known + b * other]), known, other


@pytest.mark.parametrize(("mean", "a", "b"), [(0.0, 1.0, 1.0), (0.3, 1.0, 1.0), (-1.0, 1.0, 0.5), (0.5, 0.5, 2.0)])
def test_two_options_linear_in_normals_have_a_closed_form(mean: float, a: float, b: float) -> None:
    gains, known, other = linear_normal(mean, a, b)
    partial, both = value_of_knowing(gains, [known]), value_of_knowing(gains, [known, other])
    assert partial is not None
    assert both is not None
    assert partial.value == pytest.approx(unit_normal_loss(mean, a), abs=4 * partial.standard_error)
    assert partial.everything == pytest.approx(unit_normal_loss(mean, float(np.hypot(a, b))), abs=0.03)
    assert both.value == pytest.approx(partial.everything, abs=1e-9)
    # The choice changes where a θ passes -mean.
    assert partial.chance_of_change == pytest.approx(norm.cdf(-abs(mean) / a), abs=0.02)
    assert partial.standard_error < 0.02


def test_three_options_against_integration() -> None:
    """Nothing, θ - 0.2 and 0.5 θ² - 0.4 for a normal θ, whose best is found on a fine grid."""
    grid = norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    exact = np.stack([np.zeros_like(grid), grid - 0.2, 0.5 * grid**2 - 0.4])
    truth = float(exact.max(axis=0).mean() - exact.mean(axis=1).max())
    known, noise = np.random.default_rng(3).normal(size=(2, 20_000))
    gains = np.stack([np.zeros_like(known), known - 0.2 + noise, 0.5 * known**2 - 0.4 - noise])
    found = value_of_knowing(gains, [known])
    assert found is not None
    assert found.value == pytest.approx(truth, abs=4 * found.standard_error)
    assert found.value < found.everything


def test_a_parameter_without_influence_is_worth_nothing() -> None:
    worthless = 0
    for seed in range(100):
        gains, _, _ = linear_normal(0.0, 1.0, 1.0, draws=1_000, seed=seed)
        found = value_of_knowing(gains, [np.random.default_rng(seed + 1_000).normal(size=1_000)])
        assert found is not None
        assert found.value < 0.1 * found.everything
        worthless += found.value == 0.0
    assert worthless >= 95


def test_a_constant_is_worth_nothing() -> None:
    gains, _, _ = linear_normal(0.0, 1.0, 1.0, draws=200)
    found = value_of_knowing(gains, [np.full(200, 0.3)])
    assert found is not None
    assert (found.value, found.chance_of_change, found.instead) == (0.0, 0.0, None)


def test_a_parameter_that_cannot_change_the_choice_is_worth_nothing() -> None:
    known = np.random.default_rng(1).normal(size=1_000)
    found = value_of_knowing(np.stack([known + 1.0, known]), [known])
    assert found is not None
    assert (found.value, found.everything, found.chance_of_change) == (0.0, 0.0, 0.0)


def test_what_would_be_chosen_instead() -> None:
    known = np.random.default_rng(1).normal(size=1_000)
    found = value_of_knowing(np.stack([np.full(1_000, 0.1), known - 5.0, known]), [known])
    assert found is not None
    assert found.instead == 2


def test_a_yes_or_no_is_enough() -> None:
    """A parameter with two values: the mean of each half decides."""
    known = np.repeat([0.0, 1.0], 500)
    gains = np.stack([np.zeros(1_000), np.where(known > 0, 0.3, -0.5)])
    found = value_of_knowing(gains, [known])
    assert found is not None
    assert found.value == pytest.approx(0.15)


def test_too_few_draws_say_nothing() -> None:
    assert value_of_knowing(np.zeros((2, LEAST_DRAWS - 1)), [np.arange(LEAST_DRAWS - 1.0)]) is None


@given(
    arrays(np.float64, (3, 60), elements=st.floats(-1e3, 1e3)),
    arrays(np.float64, (2, 60), elements=st.floats(-1e3, 1e3)),
    st.integers(0, 2),
)
def test_never_negative_and_never_above_everything(gains: Floats, parameters: Floats, best: int) -> None:
    found = value_of_knowing(gains, list(parameters), best=best)
    assert found is not None
    assert 0.0 <= found.value <= found.everything
    assert found.everything == value_of_everything(gains)
    assert 0.0 <= found.chance_of_change <= 1.0
    assert np.isfinite(found.standard_error)
