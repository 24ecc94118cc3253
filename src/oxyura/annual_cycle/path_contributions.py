"""What each path between two sites gives to the population, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.plain_year import Year, live_stage
from oxyura.annual_cycle.reverse_year import ReverseYear

Floats = NDArray[np.float64]
Paths = Mapping[str, Mapping[str, float]]

MOST_PATHS = 20_000


@dataclass(frozen=True)
class PathContributions:
    """What the paths out of each stage give.

    Parameters
    ----------
    by_stage : mapping of str to mapping of str to mapping of str to float
        By stage left, site left and site reached: individuals one year later that came along the path, per individual
        that was at the site left when the stage began. The paths from a site sum to its contribution in the stage.
        Sites where nobody is have none.
    """

    by_stage: Mapping[str, Paths]


def measure_path_contributions(cycle: Cycle, starts: Floats) -> PathContributions | None:
    """Return the contributions of paths at low density, at point values.

    Parameters
    ----------
    cycle : Cycle
        With one draw, the point values.
    starts : array, shape (stages, classes, sites)
        State at each stage's start: classes are weighted by it.

    Returns
    -------
    PathContributions or None
        None where there are more than 20,000 paths.

    Notes
    -----
    The contribution of i → j out of stage s is Σ_c n'[c, i] · m[c, i → j] · v[c, j] / Σ_c n[c, i]: n is the state at
    the start of s, n' that after it, m the share that sets out times the share that arrives, and v the number of
    individuals that one arrival has become when s begins anew, a year after it began.
    """
    structure, year = cycle.structure, cycle.year()
    if _path_count(year) > MOST_PATHS:
        return None
    reverse = ReverseYear(year)
    by_stage: dict[str, Paths] = {}
    for stage, name in enumerate(structure.stages):
        value = np.ones((1, *reverse.shape))
        for step in reversed(range(1, reverse.n_stages)):
            value = reverse.before((stage + step) % reverse.n_stages, value)
        after = live_stage(year, stage, starts[stage][None], crowded=False)[0]
        given = _along_paths(year, stage, after, value[0, 0])
        there = starts[stage].sum(axis=0)
        by_stage[name] = {
            structure.sites[site]: {
                structure.sites[reached]: float(given[site, reached] / there[site])
                for reached in np.flatnonzero(given[site] > 0)
            }
            for site in np.flatnonzero(there > 0)
        }
    return PathContributions(by_stage)


def _path_count(year: Year) -> int:
    """Return how many paths there may be: listed journeys, and pairs of sites of a least movement."""
    moves = year.moves
    pairs = (moves.stay[0] < 1).sum(axis=-1) * (moves.gain[0] > 0).sum(axis=-1) + moves.stay.shape[3]
    return int(len(moves.class_) + pairs[moves.is_default].sum())


def _along_paths(year: Year, stage: int, after: Floats, value: Floats) -> Floats:
    """Return individuals × worth along every path, shape (site left, site reached)."""
    moves = year.moves
    n_sites = after.shape[1]
    given = np.zeros((n_sites, n_sites))
    sites = np.arange(n_sites)
    for class_ in np.flatnonzero(moves.is_default[stage]):
        stay, gain = moves.stay[0, stage, class_], moves.gain[0, stage, class_]
        worth = year.arrival[0, stage, class_] * value[class_]
        given += np.outer(after[class_] * (1.0 - stay), gain * worth)
        given[sites, sites] += after[class_] * stay * worth
    edges = slice(int(moves.start[stage]), int(moves.start[stage + 1]))
    class_of, left, reached = moves.class_[edges], moves.from_site[edges], moves.to_site[edges]
    np.add.at(given, (left, reached), after[class_of, left] * year.edge_value[0, edges] * value[class_of, reached])
    return given
