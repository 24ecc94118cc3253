"""Projection over the horizon: trajectories, growth and λ under a set of causes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.plain_year import project_years
from oxyura.annual_cycle.vital_rates import YearNoise
from oxyura.schema.intervals import Band, band

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Projection:
    """What becomes of a population under one set of causes.

    Parameters
    ----------
    growth : array, shape (draws,)
        (N_H / N₀)^(1/H), counted classes.
    asymptotic : array, shape (draws,)
        λ, growth at low density.
    census : array, shape (draws, years + 1, classes)
        Individuals by class at each census.
    counted : bool array, shape (classes,)
        Classes in the abundance.
    starts : array, shape (draws, stages, classes, sites)
        State at each stage's start in year 1.
    clipped : int
        Rates that had to be brought back into their range in year 1.
    """

    growth: Floats
    asymptotic: Floats
    census: Floats
    counted: NDArray[np.bool_]
    starts: Floats
    clipped: int

    @property
    def trajectories(self) -> Floats:
        """Counted individuals at each census, shape (draws, years + 1)."""
        return np.asarray(self.census[:, :, self.counted].sum(axis=2))

    @property
    def growth_band(self) -> Band:
        """Growth per year, summarised."""
        return band(self.growth)

    @property
    def lambda_band(self) -> Band:
        """λ, summarised."""
        return band(self.asymptotic)

    @property
    def abundance_at_horizon(self) -> Band:
        """Counted individuals at the end, summarised."""
        return band(self.trajectories[:, -1])


def project(
    cycle: Cycle, years: int, *, removed: frozenset[str] = frozenset(), scenario: str | None = None
) -> Projection:
    """Project a population over `years` from its n₀.

    Parameters
    ----------
    cycle : Cycle
        The annual cycle.
    years : int
        Horizon, 1 or more.
    removed : frozenset of str
        Causes taken away, invaders only where they are alien.
    scenario : str, optional
        Scenario on top of today's causes.

    Returns
    -------
    Projection

    Notes
    -----
    λ is that of the year with mean rates and the scenario's full effect; noise between years acts on the trajectory.
    Every counterfactual meets the same years: noise comes from streams named by the rates, not by the run.
    """
    noise = YearNoise(cycle.rows, cycle.values, cycle.draws)
    settled = cycle.year(removed=removed, scenario=scenario)
    ramp = cycle.longest_ramp(scenario) if scenario is not None else 0
    single = years if noise.any else min(max(ramp - 1, 0), years)
    census = [cycle.start.sum(axis=2)[:, None]]
    state, starts = cycle.start, np.empty(0)
    for number in range(1, single + 1):
        year = cycle.year(
            removed=removed,
            scenario=scenario,
            number=number,
            values=noise.next_year() if noise.any else None,
        )
        state, counts, first = project_years(year, state, 1)
        census.append(counts)
        starts = first if number == 1 else starts
    if single < years:
        state, counts, first = project_years(settled, state, years - single)
        census.append(counts)
        starts = first if single == 0 else starts
    all_census = np.concatenate(census, axis=1)
    counted = cycle.structure.counted
    total = all_census[:, :, counted].sum(axis=2)
    ratio = np.divide(total[:, -1], total[:, 0], out=np.zeros(len(total)), where=total[:, 0] > 0)
    return Projection(
        growth=ratio ** (1.0 / years),
        asymptotic=asymptotic_growth(settled, cycle.start),
        census=all_census,
        counted=counted,
        starts=starts,
        clipped=settled.clipped,
    )
