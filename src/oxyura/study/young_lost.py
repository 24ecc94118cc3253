"""Young lost to invaders each year, by migrant and in total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.population import Population
from oxyura.annual_cycle.projection import project
from oxyura.annual_cycle.young import count_young_lost
from oxyura.migrants.distribution import read_distribution
from oxyura.schema.intervals import Band, band
from oxyura.schema.mechanism_tables import MODELS
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]

# Pairs per counted animal; all individuals include those too young to breed, so half of them is an upper bound.
PAIRS_PER_ANIMAL = {"pairs": 1.0, "females": 1.0, "mature_individuals": 0.5, "individuals": 0.5}


@dataclass(frozen=True)
class YoungLost:
    """Young lost to invaders per year by one migrant.

    Parameters
    ----------
    band : Band
        Median and interval over draws, in the unit of the abundance (as pairs without an annual cycle).
    by_draw : array, shape (draws,)
        Per draw.
    point : float
        At point values.
    counted_as : str
        What the young are counted in: sums make sense only within one.
    """

    band: Band
    by_draw: Floats
    point: float
    counted_as: str


@dataclass(frozen=True)
class YoungLostTotal:
    """Young lost per year by several migrants together, summed draw by draw.

    Parameters
    ----------
    group : {'all', 'listed'}
        All migrants, or those on a CMS appendix.
    migrants : tuple of str
        Whose young are summed.
    young_lost_per_year : Band
        Median and interval of the sums.
    point : float
        The sum at point values.
    """

    group: str
    migrants: tuple[str, ...]
    young_lost_per_year: Band
    point: float


def estimate_young_lost(
    tables: TableSet,
    migrant_id: str,
    population: Population | None,
    draws: Draws,
    *,
    cycle: Cycle | None = None,
    point: Cycle | None = None,
) -> YoungLost | None:
    """Return the young lost per year; None where no fecundity, no place or no size of an impact on it is known.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks, fitted values in place.
    migrant_id : str
        The migrant.
    population : Population or None
        Its projection at tier `full`.
    draws : Draws
        Seed and number of draws.
    cycle, point : Cycle, optional
        The annual cycle with those draws and at point values; read here when left out.
    """
    rates = tables["vital_rates"].matching("migrant_id", migrant_id)
    impacts = tables["impacts"].matching("migrant_id", migrant_id)
    sized = [
        rate == "fecundity" and not np.isnan(effect)
        for rate, effect in zip(impacts.words("rate"), impacts.numbers("effect"), strict=True)
    ]
    has_place = len(tables["distribution"].matching("migrant_id", migrant_id)) > 0
    known = any(sized) or _is_modelled(tables, migrant_id)
    if "fecundity" not in rates.words("rate") or not known or not has_place:
        return None
    unit = tables["migrants"].matching("migrant_id", migrant_id).words("abundance_unit")[0]
    by_draw = _count(tables, cycle or read_cycle(tables, migrant_id, draws), population, unit)
    if by_draw is None:
        return None
    at_point: Floats | None = by_draw
    if not draws.deterministic:
        certain = Draws(draws.seed, 1, deterministic=True)
        at_point = _count(tables, point or read_cycle(tables, migrant_id, certain), population, unit)
    counted_as = f"{unit}, {'as pairs' if population is None else 'by class'}"
    return YoungLost(band(by_draw), by_draw, float("nan") if at_point is None else float(at_point[0]), counted_as)


def _is_modelled(tables: TableSet, migrant_id: str) -> bool:
    """Tell whether a model lowers the fecundity of a migrant."""
    rows = {name: tables[name].matching("migrant_id", migrant_id) for name in MODELS}
    lost = rows["diseases"].numbers("fecundity_loss", 0.0)
    taken = rows["predation"].words("rate")
    return bool(len(rows["hybridisation"]) or len(rows["egg_sinks"]) or (lost > 0).any() or "fecundity" in taken)


def _count(tables: TableSet, cycle: Cycle, population: Population | None, unit: str) -> Floats | None:
    if population is not None:
        starts = population.now.starts
        return count_young_lost(cycle, starts if len(starts) == cycle.draws.count else project(cycle, 1).starts)
    if len({target.class_ for target in cycle.targets.rates.fecundity}) > 1:
        return None
    shares = read_distribution(tables, cycle.structure).share
    pairs = cycle.start[:, cycle.structure.counted].sum(axis=(1, 2)) * PAIRS_PER_ANIMAL[unit]
    return count_young_lost(cycle, pairs[:, None, None, None] * shares[None])


def total_young_lost(tables: TableSet, lost: Mapping[str, YoungLost]) -> tuple[YoungLostTotal, ...]:
    """Sum the young lost over all migrants and over the listed ones, where they are counted alike.

    Parameters
    ----------
    tables : TableSet
        `migrants` says who is listed.
    lost : mapping of str to YoungLost
        By migrant_id.

    Returns
    -------
    tuple of YoungLostTotal
        Empty where fewer than two migrants lose young or they are counted in different units.
    """
    if len(lost) < 2 or len({each.counted_as for each in lost.values()}) > 1:
        return ()
    table = tables["migrants"]
    on_appendix = {
        migrant
        for migrant, appendix in zip(table.words("migrant_id"), table.texts("cms_appendix"), strict=True)
        if appendix is not None
    }
    groups = {"all": tuple(lost), "listed": tuple(migrant for migrant in lost if migrant in on_appendix)}
    return tuple(
        YoungLostTotal(
            group,
            members,
            band(np.sum([lost[member].by_draw for member in members], axis=0)),
            float(sum(lost[member].point for member in members)),
        )
        for group, members in groups.items()
        if members and (group == "all" or len(members) < len(lost))
    )
