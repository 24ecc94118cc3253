"""The population's answer: growth, trajectory, risk and what they hang on, for one migrant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.projection import Projection, project
from oxyura.annual_cycle.readings import (
    Contributions,
    Elasticity,
    QuasiExtinction,
    estimate_quasi_extinction,
    find_equilibrium,
    measure_contributions,
    measure_elasticities,
)
from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Population:
    """What the annual cycle says about one migrant.

    Parameters
    ----------
    migrant_id : str
        The migrant.
    classes : tuple of str
        Names of the classes, in the order of the projections' census.
    now : Projection
        Under today's causes.
    scenarios : mapping of str to Projection
        Every scenario, and `without_invaders`.
    equilibrium : float or None
        Counted census limit, at point values.
    quasi_extinction : QuasiExtinction
        Under today's causes.
    contributions : Contributions
        Of sites, at point values.
    elasticities : tuple of Elasticity, or None
        At point values; None where λ is not simple.
    has_density : bool
        Whether anything limits the population; without, results are upper bounds.
    has_noise : bool
        Whether rates differ between years.
    alien_causes : frozenset of str
        Invaders that are taken away in `without_invaders`.
    without_interval : int
        Rows of `vital_rates` that carry no interval.
    assumptions : tuple of str
        Names of assumptions that the tables left to the program.
    """

    migrant_id: str
    classes: tuple[str, ...]
    now: Projection
    scenarios: Mapping[str, Projection]
    equilibrium: float | None
    quasi_extinction: QuasiExtinction
    contributions: Contributions
    elasticities: tuple[Elasticity, ...] | None
    has_density: bool
    has_noise: bool
    alien_causes: frozenset[str]
    without_interval: int
    assumptions: tuple[str, ...]


def project_migrant(
    tables: TableSet, migrant_id: str, settings: Settings, *, deterministic: bool = False
) -> Population:
    """Project one migrant of tier `full` and read its year.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks.
    migrant_id : str
        The migrant.
    settings : Settings
        Horizon, draws, seed, quasi-extinction threshold.
    deterministic : bool
        Point values only, one draw.

    Raises
    ------
    InputError
        The migrant has no stages or sites, or the model is too large.
    """
    draws = Draws(settings.seed, 1 if deterministic else settings.draws, deterministic)
    cycle = read_cycle(tables, migrant_id, draws, horizon_years=settings.horizon_years)
    point = cycle
    if not deterministic:
        point = read_cycle(tables, migrant_id, Draws(settings.seed, 1, deterministic=True))
    return read_population(cycle, point, settings)


def read_population(cycle: Cycle, point: Cycle, settings: Settings) -> Population:
    """Project a cycle under today's causes and every counterfactual, and read its year.

    Parameters
    ----------
    cycle : Cycle
        With its draws.
    point : Cycle
        The same at point values.
    settings : Settings
        Horizon and quasi-extinction threshold.
    """
    years = settings.horizon_years
    now = project(cycle, years)
    scenarios = {name: project(cycle, years, scenario=name) for name in cycle.scenarios}
    scenarios[WITHOUT_INVADERS] = project(cycle, years, removed=cycle.alien_causes)
    first_year = now if point is cycle else project(point, 1)
    return Population(
        migrant_id=cycle.structure.migrant_id,
        classes=cycle.structure.classes,
        now=now,
        scenarios=scenarios,
        equilibrium=find_equilibrium(point),
        quasi_extinction=estimate_quasi_extinction(now.trajectories, settings.quasi_extinction_threshold),
        contributions=measure_contributions(point, first_year.starts[0]),
        elasticities=measure_elasticities(point),
        has_density=cycle.has_density,
        has_noise=any(row.sd_between_years > 0 for row in cycle.rows),
        alien_causes=cycle.alien_causes,
        without_interval=sum(bool(np.isnan(row.low) or np.isnan(row.high)) for row in cycle.rows),
        assumptions=cycle.assumptions,
    )
