"""Draws: named streams, and the distributions that limits stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.annual_cycle.draws import Draws
from oxyura.schema.intervals import Z_95, band, quantiles, spread

MANY = 200_000


def test_a_stream_depends_on_seed_and_name_alone() -> None:
    draws = Draws(3, 10)
    assert np.array_equal(draws.uniform("a", "b"), draws.uniform("a", "b"))
    assert not np.array_equal(draws.uniform("a", "b"), draws.uniform("ab"))
    assert not np.array_equal(draws.uniform("a"), Draws(4, 10).uniform("a"))


@pytest.mark.parametrize(
    ("family", "mean", "low", "high"),
    [("probability", 0.8, 0.7, 0.88), ("non_negative", 3.0, 2.0, 4.4), ("effect", -0.4, -0.55, -0.25)],
)
def test_draws_have_the_mean_and_the_sd_of_their_limits(family: str, mean: float, low: float, high: float) -> None:
    values = Draws(1, MANY).of(family, mean, low, high, "number")
    sd = (high - low) / (2 * Z_95)
    assert values.mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(MANY))
    assert values.std() == pytest.approx(sd, rel=0.01)


def test_symmetric_limits_of_an_effect_are_met() -> None:
    u = np.array([0.025, 0.5, 0.975])
    assert quantiles("effect", -0.4, spread(-0.55, -0.25), u) == pytest.approx([-0.55, -0.4, -0.25])


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
    value = quantiles("effect", mean, sd, np.array([u]))[0]
    assert np.isfinite(value)
    assert value >= -1.0


@given(st.lists(st.floats(0.01, 0.99), min_size=2, max_size=20, unique=True))
def test_quantiles_rise_with_probability(points: list[float]) -> None:
    u = np.sort(np.array(points))
    for family, mean in (("probability", 0.3), ("non_negative", 2.0), ("effect", -0.9)):
        assert (np.diff(quantiles(family, mean, 0.1, u)) >= 0).all()


def test_band_of_one_draw_is_that_draw() -> None:
    one = band(np.array([0.7]))
    assert (one.low, one.median, one.high) == (0.7, 0.7, 0.7)
