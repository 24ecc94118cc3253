"""Migratory connectivity between the stages of a study: whether neighbours stay neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.plain_year import Year, live_stage
from oxyura.annual_cycle.reverse_year import ReverseYear
from oxyura.migrants.connectivity import connectivity_strength
from oxyura.schema.intervals import Band, band
from oxyura.spacetime.great_circle import great_circle_km

Floats = NDArray[np.float64]
Places = Mapping[str, tuple[float, float]]

_LARGEST = 20_000_000
_MOST_SITES = 400
_VALUES_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Connectivity:
    """The strength of migratory connectivity MC from one stage to another.

    Parameters
    ----------
    from_stage, to_stage : str
        The two stages.
    strength : Band or None
        1: animals keep their neighbours; 0: they mix; below 0: neighbours part. None where it cannot be told.
    unknown : str
        Why not: ``no_coordinates``, ``one_place`` (everyone is at one place before or after), ``nobody``,
        ``too_large``; else empty.
    without_coordinates : tuple of str
        Sites that animals use and that have no coordinates.
    """

    from_stage: str
    to_stage: str
    strength: Band | None
    unknown: str = ""
    without_coordinates: tuple[str, ...] = ()


def measure_connectivity(cycle: Cycle, starts: Floats, places: Places) -> tuple[Connectivity, ...]:
    """Return MC from each stage to the next, and from the first stage to every other.

    Parameters
    ----------
    cycle : Cycle
        One draw or many; shares of movement that are drawn give the interval.
    starts : array, shape (draws, stages, classes, sites)
        State at each stage's start in year 1.
    places : mapping of str to (float, float)
        Latitude and longitude by site, degrees.

    Returns
    -------
    tuple of Connectivity
        None for a year of one stage.

    Notes
    -----
    Of the animals at site i when the first stage begins (and of their young) the share that is at site j when the
    second begins, at low density; those that die on the way do not count, and an origin weighs as many as arrive from
    it. Distances are great circles. The formula stands in :func:`oxyura.migrants.connectivity.connectivity_strength`.
    """
    n_stages = len(cycle.structure.stages)
    pairs = [(stage, 1) for stage in range(n_stages)] + [(0, steps) for steps in range(2, n_stages)]
    if n_stages < 2:
        return ()
    year = cycle.year()
    return tuple(_one(cycle, year, starts, places, first, steps) for first, steps in pairs)


def _one(cycle: Cycle, year: Year, starts: Floats, places: Places, first: int, steps: int) -> Connectivity:
    structure = cycle.structure
    names = structure.stages[first], structure.stages[(first + steps) % len(structure.stages)]
    draws, _, classes, sites = starts.shape
    values = draws * sites * sites * (1 if steps == 1 else classes * steps)
    if sites > _MOST_SITES or values > _LARGEST:
        return Connectivity(*names, None, "too_large")
    n = starts[:, first]
    arrived = _next_stage(year, n, first) if steps == 1 else _later_stage(ReverseYear(year), n, first, steps)
    used = np.flatnonzero(arrived.any(axis=(0, 1)) | arrived.any(axis=(0, 2)))
    if not len(used) or not (arrived.sum(axis=(1, 2)) > 0).all():
        return Connectivity(*names, None, "nobody")
    nowhere = tuple(structure.sites[site] for site in used if structure.sites[site] not in places)
    if nowhere:
        return Connectivity(*names, None, "no_coordinates", nowhere)
    lat, lon = (np.array([places[structure.sites[site]][axis] for site in used]) for axis in (0, 1))
    distance = great_circle_km(lat[:, None], lon[:, None], lat[None, :], lon[None, :])
    pairs = arrived[:, used[:, None], used]
    from_here = pairs.sum(axis=2)
    share = np.divide(pairs, from_here[:, :, None], out=np.zeros_like(pairs), where=from_here[:, :, None] > 0)
    strength = connectivity_strength(share, distance, distance, from_here)
    told = strength[~np.isnan(strength)]
    return Connectivity(*names, band(told)) if told.size else Connectivity(*names, None, "one_place")


def _next_stage(year: Year, n: Floats, stage: int) -> Floats:
    """Return how many of each site at a stage's start are at each site at the next one, (draws, before, after)."""
    moves, after = year.moves, live_stage(year, stage, n, crowded=False)
    draws, _, sites = n.shape
    arrived = np.zeros((draws, sites * sites))
    here = np.arange(sites)
    for class_ in np.flatnonzero(moves.is_default[stage]):
        stay, gain, arrival = moves.stay[:, stage, class_], moves.gain[:, stage, class_], year.arrival[:, stage, class_]
        arrived[:, here * (sites + 1)] += after[:, class_] * stay * arrival
        leaving, coming = after[:, class_] * (1.0 - stay), gain * arrival
        arrived += (leaving[:, :, None] * coming[:, None, :]).reshape(draws, -1)
    edges = np.arange(int(moves.start[stage]), int(moves.start[stage + 1]))
    pair = moves.from_site[edges] * sites + moves.to_site[edges]
    order = np.argsort(pair, kind="stable")
    if len(edges):
        found, start = np.unique(pair[order], return_index=True)
        along = after[:, moves.class_[edges], moves.from_site[edges]] * year.edge_value[:, edges]
        arrived[:, found] += np.add.reduceat(along[:, order], start, axis=1)
    return arrived.reshape(draws, sites, sites)


def _later_stage(reverse: ReverseYear, n: Floats, first: int, steps: int) -> Floats:
    """Return how many of each site at the first stage's start are at each site later, (draws, before, after)."""
    draws, classes, sites = n.shape
    arrived = np.empty((draws, sites, sites))
    for block in np.array_split(np.arange(sites), max(1, -(-sites * draws * classes * sites // _VALUES_AT_ONCE))):
        value = np.zeros((len(block), *reverse.shape))
        value[np.arange(len(block)), :, :, block] = 1.0
        for step in reversed(range(steps)):
            value = reverse.before((first + step) % reverse.n_stages, value)
        arrived[:, :, block] = (value * n).sum(axis=2).transpose(1, 2, 0)
    return arrived
