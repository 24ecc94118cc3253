from __future__ import annotations

import numpy as np
import pytest

from oxyura.actions.pooling import weighted_band
from oxyura.schema.intervals import band


def test_equal_weights_give_the_band_of_draws() -> None:
    values = np.random.default_rng(1).normal(size=101)
    assert weighted_band(values, np.full(101, 1 / 101)) == band(values)


def test_a_mixture_keeps_its_values() -> None:
    values, weight = np.array([3.0, 1.0, 2.0]), np.array([0.02, 0.48, 0.5])
    summary = weighted_band(values, weight)
    assert (summary.low, summary.median, summary.high) == (1.0, 2.0, 2.0)


def test_the_median_of_even_odds_is_the_lower() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0])
    assert weighted_band(values, np.array([0.1, 0.4, 0.3, 0.2])).median == 2.0


def test_many_rows_come_close_to_their_distribution() -> None:
    values = np.linspace(0.0, 1.0, 20_001)
    weight = 2 * values / (2 * values).sum()
    summary = weighted_band(values, weight)
    assert (summary.low, summary.median, summary.high) == pytest.approx((0.025**0.5, 0.5**0.5, 0.975**0.5), abs=1e-3)
