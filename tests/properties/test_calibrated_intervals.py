"""Intervals of calibrated growth hold the truth as often as they say, over worlds drawn from the prior."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from counted_studies import draw_world, swan_settings, swan_tables
from oxyura.annual_cycle.calibration import calibrate_migrant
from oxyura.annual_cycle.cycle import read_cycle
from oxyura.annual_cycle.linear_year import asymptotic_growth

WORLDS = 60


@pytest.mark.slow
@pytest.mark.parametrize("level", [0.5, 0.9])
def test_intervals_of_growth_hold_the_truth(ranks, level):
    """Bounds that a right program leaves once in a thousand runs; `benchmarks/calibration.py` runs 500 worlds."""
    held = int((np.abs(ranks - 0.5) <= level / 2).sum())
    assert binom.ppf(0.0005, WORLDS, level) <= held <= binom.ppf(0.9995, WORLDS, level)


@pytest.fixture(scope="module")
def ranks():
    """Share of calibrated draws of growth below the true one, by world, shape (worlds,)."""
    rng = np.random.default_rng(20)
    found = []
    for number in range(WORLDS):
        world = draw_world(rng)
        tables = swan_tables(world.counts)
        calibration = calibrate_migrant(tables, "swan", swan_settings(500, seed=number), least_particles=125)
        cycle = read_cycle(tables, "swan", calibration.draws)
        found.append((asymptotic_growth(cycle.year(), cycle.start) < world.growth).mean())
    return np.array(found)
