"""Variance of growth divided into what we do not know and what differs between years and animals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.cycle_part import part_of
from oxyura.annual_cycle.projection import growth_of, project_census
from oxyura.annual_cycle.year_course import noise_of_counts

Floats = NDArray[np.float64]

# Draws that are repeated at least, so that the variance between them can be told.
_LEAST_DRAWS = 20


@dataclass(frozen=True)
class GrowthVariance:
    """Variance of ln growth per year over the horizon.

    Parameters
    ----------
    between_draws : float
        Of the uncertain numbers: more knowledge would lower it.
    within_draws : float
        Of noise between years, catastrophes, arrivals and chance: it stays.
    draws, replicates : int
        How many draws, and courses of each, it is told from.
    """

    between_draws: float
    within_draws: float
    draws: int
    replicates: int

    def to_json(self) -> dict[str, float | int]:
        """Return the numbers by name."""
        return {
            "between_draws": self.between_draws,
            "within_draws": self.within_draws,
            "draws": self.draws,
            "replicates": self.replicates,
        }


def divide_variance(cycle: Cycle, years: int, replicates: int) -> GrowthVariance | None:
    """Run some draws again and again, and divide the variance of ln growth.

    Parameters
    ----------
    cycle : Cycle
        Under today's causes.
    years : int
        Horizon.
    replicates : int
        Courses of each draw.

    Returns
    -------
    GrowthVariance or None
        None with fewer than two replicates or draws, where nothing differs within a draw, and where a course dies out,
        whose ln growth is no number.

    Notes
    -----
    Analysis of variance, one way, with draws as the random factor: within is the mean variance of a draw's courses,
    between the variance of the draws' means less within / replicates, and not below 0.
    """
    changes = cycle.awaits_causes and not cycle.draws.deterministic
    differs = cycle.years_vary or cycle.by_chance or changes or noise_of_counts(cycle) is not None
    if replicates < 2 or cycle.draws.count < 2 or not differs:
        return None
    draws = min(cycle.draws.count, max(cycle.draws.count // replicates, _LEAST_DRAWS))
    part = part_of(cycle, 0, draws)
    growth = np.empty((replicates, draws))
    for number in range(replicates):
        census = project_census(part, years, replicate=number + 1).census
        growth[number] = growth_of(census[:, :, cycle.structure.counted].sum(axis=2))
    if not (growth > 0).all():
        return None
    return divided(np.log(growth.T))


def divided(values: Floats) -> GrowthVariance:
    """Divide the variance of values, shape (draws, replicates)."""
    draws, replicates = values.shape
    within = float(values.var(axis=1, ddof=1).mean())
    between = float(values.mean(axis=1).var(ddof=1)) - within / replicates
    return GrowthVariance(max(between, 0.0), within, draws, replicates)
