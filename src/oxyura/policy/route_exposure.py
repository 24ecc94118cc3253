"""Where on its route a migrant meets an invader, or may, and how much of the population is there.

One row for each population, stage, site and invader with something on record. Its value is the share of the population
that is at the site in that stage and meets the invader, divided by the number of stages of the year, times the weights
of listing and verdict: the sum over a year of a population that meets one invader everywhere is its weight.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from oxyura.impacts.verdicts import Verdict
from oxyura.invaders.presence import read_origins, read_presences
from oxyura.migrants.listing import Listing as CmsListing
from oxyura.migrants.listing import read_listings, taxon_words
from oxyura.policy.route_tables import read_shares, read_ways
from oxyura.schema.table import TableSet, text_of
from oxyura.spacetime.sensitive_sites import shown_places

Status = Literal["present", "may_arrive", "not_surveyed", "may_spread"]

# Verdicts that the tables settle; the others count in the precautionary reading alone.
SETTLED: frozenset[str] = frozenset(("demonstrated_threat", "inferred_threat"))


@dataclass(frozen=True)
class Weights:
    """How much an exposure counts, by the migrant's listing and by the verdict on the pair.

    Parameters
    ----------
    listing : mapping of str to float
        By ``I`` (also I/II), ``II``, ``agreement`` (an instrument alone) and ``not_listed``.
    verdict : mapping of str to float
        By verdict; in the reading by the tables only the first two count at all.
    """

    listing: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"I": 1.0, "II": 1.0, "agreement": 1.0, "not_listed": 0.0})
    )
    verdict: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {
                "demonstrated_threat": 1.0,
                "inferred_threat": 1.0,
                "unproven": 1.0,
                "no_demonstrated_impact": 0.0,
                "not_assessed": 0.0,
            }
        )
    )

    def of_listing(self, listing: CmsListing) -> float:
        """Return the weight of a migrant by where it is listed."""
        if listing.appendix is not None:
            return self.listing["II" if listing.appendix == "II" else "I"]
        return self.listing["agreement" if listing.instruments else "not_listed"]


@dataclass(frozen=True)
class FlywayStudy:
    """A study as one part of a flyway.

    Parameters
    ----------
    name : str
        Name of the study.
    tables : TableSet
        Its tables.
    harm : mapping of (migrant_id, invader_id, stage) to Verdict
        The gravest verdict if the two met wherever the invader is, or may be, alien.
    date : str
        Date of the study, YYYY-MM-DD.
    """

    name: str
    tables: TableSet
    harm: Mapping[tuple[str, str, str], Verdict]
    date: str


@dataclass(frozen=True)
class Site:
    """A site with what decides which Party it lies in."""

    study: str
    site_id: str
    party: str | None
    subdivision: str | None
    lat: float
    lon: float


@dataclass(frozen=True)
class RouteExposure:
    """One population in one stage at one site, and one invader.

    Parameters
    ----------
    study, migrant_id, stage, invader_id : str
        Who, when, whom.
    site : Site
        Where.
    taxon : str
        The invader's name in lower case, by which studies are joined.
    status : {'present', 'may_arrive', 'not_surveyed', 'may_spread'}
        What is known there; ``may_spread``: absent, nothing said of arrivals, and present in another Party.
    pathways : tuple of str
        By which it came or comes, as far as `presences` and `arrivals` say.
    share : float
        Share of the population that meets it there in that stage, if it is there.
    verdict : Verdict
        On the pair in that stage.
    told : float
        What counts by the tables alone.
    possible : float
        What counts with precaution, `told` included.
    """

    study: str
    migrant_id: str
    stage: str
    invader_id: str
    site: Site
    taxon: str
    status: Status
    pathways: tuple[str, ...]
    share: float
    verdict: Verdict
    told: float
    possible: float


@dataclass(frozen=True)
class Routes:
    """The exposures of all studies of a flyway.

    Parameters
    ----------
    exposures : tuple of RouteExposure
        Those that count in one reading at least.
    hosts : mapping of (study, migrant_id) to frozenset of str
        Parties in which some of the population is, in any stage.
    unplaced : frozenset of (study, migrant_id)
        Populations of which some part is at a site without country.
    footholds : mapping of str to tuple of Site
        By taxon, where it is present as an alien.
    names : mapping of str to str
        Scientific name by taxon, as the first study writes it.
    left_out : mapping of str to int
        Meetings that do not count, by reason.
    repeated : tuple of str
        Populations that stand in several studies; each study carries its part of their weight.
    """

    exposures: tuple[RouteExposure, ...]
    hosts: Mapping[tuple[str, str], frozenset[str]]
    unplaced: frozenset[tuple[str, str]]
    footholds: Mapping[str, tuple[Site, ...]]
    names: Mapping[str, str]
    left_out: Mapping[str, int]
    repeated: tuple[str, ...]


def read_routes(studies: Sequence[FlywayStudy], weights: Weights) -> Routes:
    """Return every exposure that counts, over all studies.

    Parameters
    ----------
    studies : sequence of FlywayStudy
        The studies of one flyway; an invader is the same in all of them by its scientific name.
    weights : Weights
        How much an exposure counts.
    """
    names: dict[str, str] = {}
    footholds: dict[str, list[Site]] = defaultdict(list)
    parts = []
    for study in studies:
        part = _StudyRoutes(study)
        parts.append(part)
        for taxon, name in part.names.items():
            names.setdefault(taxon, name)
        for taxon, sites in part.footholds.items():
            footholds[taxon].extend(sites)
    times = Counter(population for part in parts for population in part.populations.values())
    exposures: list[RouteExposure] = []
    left_out: Counter[str] = Counter()
    for part in parts:
        for found in part.exposures(weights, footholds, times):
            if isinstance(found, RouteExposure):
                exposures.append(found)
            else:
                left_out[found] += 1
    return Routes(
        tuple(exposures),
        {(part.study.name, migrant): parties for part in parts for migrant, parties in part.hosts.items()},
        frozenset((part.study.name, migrant) for part in parts for migrant in part.unplaced),
        {taxon: tuple(sites) for taxon, sites in footholds.items()},
        names,
        dict(left_out),
        tuple(" ".join(population).strip() for population, number in times.items() if number > 1),
    )


class _StudyRoutes:
    """One study, read once."""

    def __init__(self, study: FlywayStudy) -> None:
        self.study = study
        tables = study.tables
        # Rules of distance are answered in public: from where sites may be shown.
        places, nowhere = shown_places(tables["sites"]), (math.nan, math.nan)
        self.sites = {
            str(row["site_id"]): Site(
                study.name,
                str(row["site_id"]),
                text_of(row["country"]) or _country_of(text_of(row["subdivision"])),
                text_of(row["subdivision"]),
                places.get(str(row["site_id"]), nowhere)[1],
                places.get(str(row["site_id"]), nowhere)[0],
            )
            for row in tables["sites"].records()
        }
        invaders = tables["invaders"]
        pairs = list(zip(invaders.words("invader_id"), invaders.words("scientific_name"), strict=True))
        self.taxa = {ident: " ".join(taxon_words(name)) for ident, name in pairs}
        self.names = {self.taxa[ident]: name for ident, name in pairs}
        self.presences = read_presences(tables)
        self.origin = read_origins(tables)
        self.ways = read_ways(tables)
        self.footholds: dict[str, list[Site]] = defaultdict(list)
        for (invader, site), presence in self.presences.items():
            if presence.acts and presence.alien and site in self.sites and invader in self.taxa:
                self.footholds[self.taxa[invader]].append(self.sites[site])
        self.shares, self.stages = read_shares(tables)
        self.hosts: dict[str, frozenset[str]] = {}
        self.unplaced: set[str] = set()
        self._place_migrants()
        migrants = tables["migrants"]
        self.populations = {
            ident: (" ".join(taxon_words(name)), " ".join((population or "").split()).casefold())
            for ident, name, population in zip(
                migrants.words("migrant_id"),
                migrants.words("scientific_name"),
                migrants.texts("population"),
                strict=True,
            )
        }
        self.own_weight = dict(zip(migrants.words("migrant_id"), migrants.numbers("weight", 1.0), strict=True))

    def _place_migrants(self) -> None:
        found: dict[str, set[str]] = defaultdict(set)
        for (migrant, _), at in self.shares.items():
            for site, (share, _) in at.items():
                party = self.sites[site].party
                if share > 0 and party is None:
                    self.unplaced.add(migrant)
                elif share > 0 and party is not None:
                    found[migrant].add(party)
        self.hosts = {migrant: frozenset(parties) for migrant, parties in found.items()}

    def exposures(
        self, weights: Weights, footholds: Mapping[str, Sequence[Site]], times: Mapping[tuple[str, str], int]
    ) -> Iterable[RouteExposure | str]:
        """Yield every exposure, or the reason why a meeting does not count."""
        listings = read_listings(self.study.tables)
        for (migrant, invader, stage), verdict in self.study.harm.items():
            listed = weights.of_listing(listings[migrant])
            harm = weights.verdict[verdict]
            scale = listed * harm * float(self.own_weight[migrant]) / times[self.populations[migrant]]
            scale /= max(1, len(self.stages[migrant]))
            for site, (share, counted) in self.shares.get((migrant, stage), {}).items():
                status, arriving = self._status(invader, site, footholds)
                if share <= 0 or status is None:
                    continue
                if scale <= 0:
                    yield "not_listed" if listed <= 0 else verdict if harm <= 0 else "no_weight"
                    continue
                presence = self.presences.get((invader, site))
                met = share * (1.0 if presence is None else presence.share_exposed)
                known = status == "present" or (status == "may_arrive" and arriving)
                yield RouteExposure(
                    self.study.name,
                    migrant,
                    stage,
                    invader,
                    self.sites[site],
                    self.taxa[invader],
                    status,
                    self.ways[invader, site].pathways if (invader, site) in self.ways else (),
                    met,
                    verdict,
                    scale * met if known and counted and verdict in SETTLED else 0.0,
                    scale * met,
                )

    def _status(self, invader: str, site: str, footholds: Mapping[str, Sequence[Site]]) -> tuple[Status | None, bool]:
        """Return what is known of an alien at a site (None: native, or nothing says that it comes), and if it comes."""
        presence = self.presences.get((invader, site))
        alien = presence.alien if presence is not None else self.origin(invader, site, None)[0]
        if not alien:
            return None, False
        status = "not_surveyed" if presence is None else presence.status
        way = self.ways.get((invader, site))
        if status == "present":
            return "present", True
        if way is not None and way.may_arrive:
            return "may_arrive", way.arrives
        if status == "not_surveyed":
            return "not_surveyed", False
        if way is not None and way.is_stated:
            return None, False
        here = self.sites[site].party
        elsewhere = any(place.party not in (None, here) for place in footholds.get(self.taxa[invader], ()))
        return ("may_spread" if elsewhere else None), False


def _country_of(subdivision: str | None) -> str | None:
    return subdivision.partition("-")[0] if subdivision else None
