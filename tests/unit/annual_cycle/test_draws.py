"""Draws: named streams, and the distributions that limits stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from oxyura.annual_cycle.draws import Draws
from oxyura.schema.intervals import Z_95, band, effect_quantiles, quantiles

MANY = 200_000


def test_a_stream_depends_on_seed_and_name_alone() -> None:
    draws = Draws(3, 10)
    assert np.array_equal(draws.uniform("a", "b"), draws.uniform("a", "b"))
    assert not np.array_equal(draws.uniform("a", "b"), draws.uniform("ab"))
    assert not np.array_equal(draws.uniform("a"), Draws(4, 10).uniform("a"))


@pytest.mark.parametrize(
    ("family", "mean", "low", "high"),
    [("probability", 0.8, 0.7, 0.88), ("non_negative", 3.0, 2.0, 4.4)],
)
def test_draws_have_the_mean_and_the_sd_of_their_limits(family: str, mean: float, low: float, high: float) -> None:
    values = Draws(1, MANY).of(family, mean, low, high, "number")
    sd = (high - low) / (2 * Z_95)
    assert values.mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(MANY))
    assert values.std() == pytest.approx(sd, rel=0.01)


@pytest.mark.parametrize("limits", [(-0.55, -0.25), (-0.702, 0.077), (-0.45, 0.3)])
def test_limits_of_an_effect_are_met_also_when_skewed(limits: tuple[float, float]) -> None:
    low, high = limits
    u = np.array([0.025, 0.5, 0.975])
    assert effect_quantiles(-0.4, low, high, u) == pytest.approx([low, -0.4, high], abs=5e-4)
    values = Draws(1, MANY).of_effect(-0.4, low, high, "effect")
    assert np.quantile(values, u) == pytest.approx([low, -0.4, high], abs=0.01)


def test_an_effect_near_its_end_is_cut_there() -> None:
    """The cut normal has the quantiles of its definition: Φ between the cut and infinity, rescaled."""
    value, sd = -0.9, 0.1
    u = np.array([0.1, 0.5, 0.9])
    cut = stats.truncnorm(a=(-1 - value) / sd, b=np.inf, loc=value, scale=sd)
    drawn = effect_quantiles(value, value - Z_95 * sd, value + Z_95 * sd, u)
    assert drawn == pytest.approx(cut.ppf(u), rel=1e-9)


@pytest.mark.parametrize("limits", [(0.5, 0.5), (np.nan, np.nan), (np.nan, 0.6)])
def test_without_an_interval_a_number_is_constant(limits: tuple[float, float]) -> None:
    assert np.array_equal(Draws(1, 5).of("probability", 0.5, *limits, "x"), np.full(5, 0.5))


def test_deterministic_draws_are_point_values() -> None:
    assert Draws(1, 1, deterministic=True).of("probability", 0.5, 0.1, 0.9, "x").tolist() == [0.5]


@given(mean=st.floats(0, 1), width=st.floats(0, 1), u=st.floats(1e-12, 1 - 1e-12))
def test_probabilities_stay_probabilities(mean: float, width: float, u: float) -> None:
    value = quantiles("probability", mean, width, np.array([u]))[0]
    assert 0.0 <= value <= 1.0


@given(mean=st.floats(-1, 5), sd=st.floats(0, 3), u=st.floats(1e-12, 1 - 1e-12))
def test_effects_never_fall_below_minus_one(mean: float, sd: float, u: float) -> None:
    value = effect_quantiles(mean, mean - sd, mean + 2 * sd, np.array([u]))[0]
    assert np.isfinite(value)
    assert value >= -1.0


@given(st.lists(st.floats(0.01, 0.99), min_size=2, max_size=20, unique=True))
def test_quantiles_rise_with_probability(points: list[float]) -> None:
    u = np.sort(np.array(points))
    for family, mean in (("probability", 0.3), ("non_negative", 2.0)):
        assert (np.diff(quantiles(family, mean, 0.1, u)) >= 0).all()
    assert (np.diff(effect_quantiles(-0.9, -0.99, -0.5, u)) >= 0).all()


def test_band_of_one_draw_is_that_draw() -> None:
    one = band(np.array([0.7]))
    assert (one.low, one.median, one.high) == (0.7, 0.7, 0.7)
