"""What else a year tells: sites taken away, paths, generation length, stability and connectivity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.generation_length import measure_generation_length
from oxyura.annual_cycle.path_contributions import PathContributions, measure_path_contributions
from oxyura.annual_cycle.readings import Elasticity
from oxyura.annual_cycle.site_removal import SiteRemoval, can_be_drawn, measure_removals
from oxyura.annual_cycle.stability import Stability, measure_stability
from oxyura.annual_cycle.stage_connectivity import Connectivity, Places, measure_connectivity
from oxyura.schema.table import Table
from oxyura.spacetime.sensitive_sites import shown_places

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class YearReadings:
    """Readings of the year beside growth, contributions of sites and elasticities.

    Parameters
    ----------
    removals : tuple of SiteRemoval or None
        Each site taken away, at point values; None where the model is too large.
    drawn_removals : tuple of SiteRemoval or None
        The same for every draw; None where that would take too long.
    paths : PathContributions or None
        At point values; None where there are too many paths.
    generation_length : float or None
        Years, at point values.
    stability : Stability or None
        Of the equilibrium, at point values.
    connectivity : tuple of Connectivity
        From each stage to the next, and from the first to every other.
    """

    removals: tuple[SiteRemoval, ...] | None = None
    drawn_removals: tuple[SiteRemoval, ...] | None = None
    paths: PathContributions | None = None
    generation_length: float | None = None
    stability: Stability | None = None
    connectivity: tuple[Connectivity, ...] = ()


def read_year(
    cycle: Cycle,
    point: Cycle,
    starts: Floats,
    point_starts: Floats,
    elasticities: tuple[Elasticity, ...] | None,
    places: Places,
) -> YearReadings:
    """Read the year.

    Parameters
    ----------
    cycle, point : Cycle
        With its draws, and at point values.
    starts, point_starts : array, shape (draws, stages, classes, sites)
        State at each stage's start in year 1 of either.
    elasticities : tuple of Elasticity or None
        At point values.
    places : mapping of str to (float, float)
        Latitude and longitude by site, as far as known.
    """
    removals = measure_removals(point, point_starts)
    drawn = removals if point is cycle else None
    if point is not cycle and can_be_drawn(starts):
        drawn = measure_removals(cycle, starts)
    return YearReadings(
        removals,
        drawn,
        measure_path_contributions(point, point_starts[0]),
        measure_generation_length(elasticities),
        measure_stability(point),
        measure_connectivity(cycle, starts, places),
    )


def places_of(sites: Table) -> Places:
    """Return latitude and longitude of the sites that have both; of a sensitive one as they may be shown.

    Notes
    -----
    Connectivity is published with every digit. From exact places it would tell, with what else is published, where a
    sensitive site is; a tenth of a degree is small beside the ways of migrants.
    """
    return {site: (lat, lon) for site, (lon, lat) in shown_places(sites).items()}
