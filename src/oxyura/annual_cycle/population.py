"""The population's answer: growth, trajectory, risk and what they hang on, for one migrant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.calibrated_draws import CalibratedDraws
from oxyura.annual_cycle.calibration_results import Calibration
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.growth_variance import GrowthVariance, divide_variance
from oxyura.annual_cycle.linear_year import swings_without_end
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
from oxyura.annual_cycle.stage_connectivity import Places
from oxyura.annual_cycle.target_years import TargetYears, find_target_years
from oxyura.annual_cycle.year_course import noise_of_counts
from oxyura.annual_cycle.year_readings import YearReadings, places_of, read_year
from oxyura.schema.settings import Settings
from oxyura.schema.table import Table, TableSet

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
        Whether years, or animals, differ by more than what is not known.
    alien_causes : frozenset of str
        Invaders that are taken away in `without_invaders`.
    without_interval : int
        Rows of `vital_rates` that carry no interval.
    assumptions : tuple of str
        Names of assumptions that the tables left to the program.
    swings : bool
        Whether it swings without end at low density, at point values: λ is then not the only root of its size.
    variance : GrowthVariance or None
        Of ln growth, divided into what is not known and what differs; None where it cannot be.
    target : TargetYears or None
        When the target abundance is reached; None without one.
    year : YearReadings
        Sites taken away, paths, generation length, stability, connectivity.
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
    swings: bool = False
    variance: GrowthVariance | None = None
    target: TargetYears | None = None
    year: YearReadings = field(default_factory=YearReadings)


def project_migrant(
    tables: TableSet,
    migrant_id: str,
    settings: Settings,
    *,
    deterministic: bool = False,
    calibration: Calibration | None = None,
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
    calibration : Calibration, optional
        To the migrant's counts: its draws take the place of the study's.

    Raises
    ------
    InputError
        The migrant has no stages or sites, or the model is too large.
    """
    certain: Draws = Draws(settings.seed, 1, deterministic=True)
    draws = certain if deterministic else Draws(settings.seed, settings.draws)
    if calibration is not None:
        certain = calibration.point_draws
        draws = certain if deterministic else calibration.draws
    cycle = read_cycle(
        tables,
        migrant_id,
        draws,
        horizon_years=settings.horizon_years,
        by_chance=settings.noise.demographic,
    )
    point = cycle if deterministic else read_cycle(tables, migrant_id, certain)
    return read_population(cycle, point, settings, tables["sites"])


def read_population(cycle: Cycle, point: Cycle, settings: Settings, sites: Table | None = None) -> Population:
    """Project a cycle under today's causes and every counterfactual, and read its year.

    Parameters
    ----------
    cycle : Cycle
        With its draws.
    point : Cycle
        The same at point values.
    settings : Settings
        Horizon, quasi-extinction threshold, target and replicates.
    sites : Table, optional
        The table `sites`, for distances.
    """
    years = settings.horizon_years
    now = project(cycle, years)
    scenarios = {name: project(cycle, years, scenario=name) for name in cycle.scenarios}
    scenarios[WITHOUT_INVADERS] = project(cycle, years, removed=cycle.alien_causes)
    first_year = now if point is cycle else project(point, 1)
    elasticities = measure_elasticities(point)
    places: Places = {} if sites is None else places_of(sites)
    read_from_counts = cycle.draws.number if isinstance(cycle.draws, CalibratedDraws) else {}
    return Population(
        migrant_id=cycle.structure.migrant_id,
        classes=cycle.structure.classes,
        now=now,
        scenarios=scenarios,
        equilibrium=find_equilibrium(point),
        quasi_extinction=estimate_quasi_extinction(now.trajectories, settings.quasi_extinction_threshold),
        contributions=measure_contributions(point, first_year.starts[0]),
        elasticities=elasticities,
        has_density=cycle.has_density,
        has_noise=cycle.years_vary or cycle.by_chance or noise_of_counts(cycle) is not None,
        alien_causes=cycle.alien_causes,
        without_interval=sum(
            bool(np.isnan(row.low) or np.isnan(row.high)) and row.stream not in read_from_counts for row in cycle.rows
        ),
        assumptions=cycle.assumptions,
        swings=swings_without_end(point.year(), point.start),
        variance=divide_variance(cycle, years, settings.noise.replicates),
        target=find_target_years(now.trajectories, settings.target_abundance),
        year=read_year(cycle, point, now.starts, first_year.starts, elasticities, places),
    )
