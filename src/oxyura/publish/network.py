"""What a year says of its sites and paths: who is where, what each site and path gives, what growth would lose."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from oxyura.publish.year_json import year_json
from oxyura.schema.intervals import Band, band
from oxyura.schema.table import Table

if TYPE_CHECKING:
    from oxyura.annual_cycle.population import Population

MOST_PATHS = 60
MOST_ELASTICITIES = 50


@dataclass(frozen=True)
class SiteFacts:
    """A site of the network.

    Parameters
    ----------
    site_id : str
    contribution : float
        Individuals a year later per individual there, stages weighted by their numbers.
    loss : Band or None
        Change of growth over a year if the site were gone; None where that is not worked out.
    """

    site_id: str
    contribution: float
    loss: Band | None


@dataclass(frozen=True)
class PathFacts:
    """A path from a site in one stage to a site in the next.

    Parameters
    ----------
    stage, from_site, to_site : str
        Stage that is left, and the two sites.
    part : float
        Share of next year's animals that came along it.
    shares, survivals : tuple of float
        As `movements` gives them, one for each class with rows of its own.
    """

    stage: str
    from_site: str
    to_site: str
    part: float
    shares: tuple[float, ...]
    survivals: tuple[float, ...]


@dataclass(frozen=True)
class Network:
    """The year of one population as a network.

    Parameters
    ----------
    stages : tuple of str
    presence : mapping of str to mapping of str to float
        By stage and site: share of the animals there at its start, mean over draws; sites where nobody is are left out.
    sites : tuple of SiteFacts
        The most important first.
    paths : tuple of PathFacts
        All of them, stage by stage, the largest first; none where they are not worked out.
    """

    stages: tuple[str, ...]
    presence: Mapping[str, Mapping[str, float]]
    sites: tuple[SiteFacts, ...]
    paths: tuple[PathFacts, ...]

    @property
    def branches(self) -> bool:
        """Whether animals are at several sites in some stage; else every site is as important as the other."""
        return any(len(sites) > 1 for sites in self.presence.values())


def read_network(population: Population, movements: Table) -> Network:
    """Return the year of a population as a network; `movements` is the study's table."""
    names = list(population.contributions.mean)
    stages = tuple(population.contributions.by_stage)
    presence = _presence(population, stages, names)
    return Network(stages, presence, _sites(population), _paths(population, presence, movements))


def network_json(population: Population, network: Network) -> dict[str, object]:
    """Return what `summary.json` says of the year; `population --json` holds every path and elasticity."""
    year = year_json(population.year)
    elasticities = sorted(population.elasticities or (), key=lambda one: -abs(one.value))
    return {
        "generation_length": year["generation_length"],
        "equilibrium": population.equilibrium,
        "equilibrium_stable": year["equilibrium_stable"],
        "growth_variance": None if population.variance is None else population.variance.to_json(),
        "target": None if population.target is None else population.target.to_json(),
        "connectivity": year["connectivity"],
        "connectivity_unknown": year["connectivity_unknown"],
        "presence": {stage: dict(sites) for stage, sites in network.presence.items()},
        "sites": {
            site.site_id: {
                "contribution": site.contribution,
                "growth_change_if_gone": None if site.loss is None else site.loss.to_json(),
            }
            for site in network.sites
        },
        "paths": [
            {
                "stage": path.stage,
                "from": path.from_site,
                "to": path.to_site,
                "part": path.part,
                "shares": list(path.shares),
                "survivals": list(path.survivals),
            }
            for path in sorted(network.paths, key=lambda one: -one.part)[:MOST_PATHS]
        ],
        "elasticities": [
            {
                "rate": one.rate,
                "class": one.class_,
                "to_class": one.to_class,
                "stage": one.stage,
                "site": one.site,
                "value": one.value if math.isfinite(one.value) else None,
            }
            for one in elasticities[:MOST_ELASTICITIES]
        ],
    }


def _presence(population: Population, stages: tuple[str, ...], names: list[str]) -> dict[str, dict[str, float]]:
    there = population.now.starts.mean(axis=0).sum(axis=1)
    totals = there.sum(axis=1, keepdims=True)
    shares = np.divide(there, totals, out=np.zeros_like(there), where=totals > 0)
    return {
        stage: {name: float(share) for name, share in zip(names, shares[place], strict=True) if share > 0}
        for place, stage in enumerate(stages)
    }


def _sites(population: Population) -> tuple[SiteFacts, ...]:
    removals = population.year.drawn_removals or population.year.removals or ()
    losses = {removal.site_id: band(removal.growth_change) for removal in removals}
    found = [
        SiteFacts(site, value, losses.get(site))
        for site, value in population.contributions.mean.items()
        if value is not None and math.isfinite(value)
    ]
    return tuple(sorted(found, key=lambda site: 0.0 if site.loss is None else site.loss.median))


def _paths(
    population: Population, presence: Mapping[str, Mapping[str, float]], movements: Table
) -> tuple[PathFacts, ...]:
    if population.year.paths is None:
        return ()
    known = _movements(movements.matching("migrant_id", population.migrant_id))
    found = []
    for stage, sites in population.year.paths.by_stage.items():
        given = {
            (site, reached): value * presence[stage].get(site, 0.0)
            for site, paths in sites.items()
            for reached, value in paths.items()
        }
        total = sum(given.values())
        for (site, reached), value in sorted(given.items(), key=lambda item: -item[1]):
            if total > 0 and value > 0:
                shares, survivals = known.get((stage, site, reached), ((), ()))
                found.append(PathFacts(stage, site, reached, value / total, shares, survivals))
    return tuple(found)


_Numbers = tuple[float, ...]


def _movements(table: Table) -> dict[tuple[str, str, str], tuple[_Numbers, _Numbers]]:
    """Return shares and survivals of each path, one for each row of the table."""
    rows = zip(
        table.words("from_stage"),
        table.words("from_site"),
        table.words("to_site"),
        table.numbers("share"),
        table.numbers("survival"),
        strict=True,
    )
    found: dict[tuple[str, str, str], tuple[list[float], list[float]]] = {}
    for stage, here, there, share, survival in rows:
        shares, survivals = found.setdefault((stage, here, there), ([], []))
        if not math.isnan(share):
            shares.append(float(share))
        if not math.isnan(survival):
            survivals.append(float(survival))
    return {key: (tuple(shares), tuple(survivals)) for key, (shares, survivals) in found.items()}
