"""Are the intervals of calibrated annual cycles as wide as they say? Worlds with known parameters, counted with error.

    python benchmarks/calibration.py [--worlds 500] [--without-errors] [--seed 1]

Rates and noise are drawn from the prior, the population is run by a matrix product and noise of its own, and counted
with error; then it is calibrated, and growth is read from the engine with the calibrated draws. In the long run 90 of
100 intervals of 90 % hold the truth (Talts et al. 2018, arXiv:1804.06788).

Last run, one core of a shared x86-64 virtual machine, Python 3.11, 500 worlds: 89.0 % of the intervals held the truth
with errors known (mean half-width 0.033 a year, 0.47 CPU seconds a world), 90.8 % with errors estimated (0.036, 0.58).
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from counted_studies import World, draw_world, swan_settings, swan_tables
from oxyura.annual_cycle.calibration import calibrate_migrant
from oxyura.annual_cycle.cycle import read_cycle
from oxyura.annual_cycle.linear_year import asymptotic_growth

LEVEL = 0.9


def rank_of_growth(world: World, seed: int, particles: int = 250) -> tuple[float, float]:
    """Return the share of calibrated draws of growth below the true one, and the half-width of the interval."""
    tables = swan_tables(world.counts)
    found = calibrate_migrant(tables, "swan", swan_settings(1000, seed), least_particles=particles)
    cycle = read_cycle(tables, "swan", found.draws)
    growth = asymptotic_growth(cycle.year(), cycle.start)
    low, high = np.quantile(growth, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
    return float((growth < world.growth).mean()), float(high - low) / 2


def main() -> None:
    """Run the worlds and print how many intervals hold the truth."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-errors", action="store_true")
    asked = parser.parse_args()
    rng = np.random.default_rng(asked.seed)
    started, ranks, widths = time.process_time(), [], []
    for number in range(asked.worlds):
        world = draw_world(rng, error=None if asked.without_errors else 0.1)
        rank, width = rank_of_growth(world, seed=number)
        ranks.append(rank)
        widths.append(width)
    rank = np.array(ranks)
    held = np.abs(rank - 0.5) <= LEVEL / 2
    error = np.sqrt(LEVEL * (1 - LEVEL) / len(rank))
    print(f"{len(rank)} worlds: {100 * held.mean():.1f} % of the 90 % intervals hold the true growth")
    print(f"  by chance within {100 * (LEVEL - 1.96 * error):.1f} to {100 * (LEVEL + 1.96 * error):.1f} %")
    print(f"  half-width of the interval, mean: {np.mean(widths):.4f} per year")
    print(f"  ranks by tenths: {np.histogram(rank, bins=10, range=(0, 1))[0].tolist()}")
    print(f"  {(time.process_time() - started) / len(rank):.2f} CPU seconds each")


if __name__ == "__main__":
    main()
