"""What a listing can close: which Party's listing acts on which exposure, by what the tables say of the way in.

| what is on record | closed, by the tables | closed, with precaution |
|---|---|---|
| present | the Party of the site lists it | the same; if it came unaided or by a corridor, every origin too |
| comes by release or escape | the Party of the site lists it | the same, or every origin |
| comes as contaminant or stowaway | cannot be told | the Party of the site lists it, or every origin |
| comes unaided or by a corridor | cannot be told | every origin lists it |
| not surveyed | does not count | the Party of the site lists it |
| absent, nothing said of arrivals, present in another Party | does not count | as contaminant or stowaway |

Origins: from where an invader comes is in no table, so it may come from every Party of the flyway in which it is
present.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from oxyura.policy.answers import Holds
from oxyura.policy.listing_standing import Lists
from oxyura.policy.pathway_crosswalk import CROSSWALK
from oxyura.policy.route_exposure import RouteExposure, Routes, Site
from oxyura.spacetime.great_circle import great_circle_km

# Ways in that a ban on import, keeping or release is about.
_BY_HAND = frozenset(("releaseInNature", "escapeFromConfinement", "intentional"))
_BY_ITSELF = frozenset(("corridor", "unaided", "corridorAndDispersal"))


@dataclass(frozen=True, order=True)
class Listing:
    """One invader on the list of one Party: a gap while it is not made, an addition when it is."""

    party: str
    taxon: str


Alternatives = tuple[frozenset[Listing], ...]


@dataclass(frozen=True)
class Reach:
    """What closes one exposure.

    Parameters
    ----------
    exposure : RouteExposure
        The exposure.
    listed : {'yes', 'no', 'unknown'}
        Whether the Party of the site lists the invader there already.
    shared : {'yes', 'no', 'unknown'}
        Whether another Party hosts the population too; ``unknown``: some of it is at sites without country.
    others : tuple of str
        The other Parties that host the population.
    from_ : tuple of str
        Other Parties from which the invader may come there.
    told, possible : tuple of frozenset of Listing
        Sets of listings, one of which made whole closes it, by the tables and with precaution. None: no listing closes
        it. An empty set: it is closed.
    """

    exposure: RouteExposure
    listed: Holds
    shared: Holds
    others: tuple[str, ...]
    from_: tuple[str, ...]
    told: Alternatives
    possible: Alternatives

    @property
    def counts_as_told(self) -> bool:
        """Whether it counts by the tables alone: another Party's population too, and known to be listed or not."""
        return self.exposure.told > 0 and self.shared == "yes" and self.listed != "unknown"

    @property
    def counts_as_possible(self) -> bool:
        """Whether it counts with precaution: another Party has a part in it, or may have."""
        return self.exposure.possible > 0 and (self.shared != "no" or bool(self.from_))


def find_reach(routes: Routes, lists: Lists, within_km: float | None = None) -> tuple[Reach, ...]:
    """Return what closes each exposure of a flyway.

    Parameters
    ----------
    routes : Routes
        The exposures.
    lists : Lists
        What is regulated where.
    within_km : float, optional
        How far an invader may come by itself or be carried; sites without coordinates count as near. None: any way.
    """
    origins = _Origins(routes, within_km)
    return tuple(_reach(exposure, routes, lists, origins) for exposure in routes.exposures)


def _reach(exposure: RouteExposure, routes: Routes, lists: Lists, origins: _Origins) -> Reach:
    site, taxon = exposure.site, exposure.taxon
    who = exposure.study, exposure.migrant_id
    others = tuple(sorted(routes.hosts.get(who, frozenset()) - {site.party or ""}))
    shared: Holds = "yes" if others else "unknown" if who in routes.unplaced else "no"
    listed: Holds = "unknown" if site.party is None else lists.standing(taxon, site.party, site.subdivision).holds
    by_party = origins.of(taxon, site)
    open_ = frozenset(
        Listing(party, taxon)
        for party, places in by_party.items()
        if any(lists.standing(taxon, place.party, place.subdivision).holds != "yes" for place in places)
    )
    own = _own(site, taxon, listed)
    return Reach(
        exposure,
        listed,
        shared,
        others,
        tuple(sorted(by_party)),
        _by_tables(exposure, own),
        _with_precaution(exposure, own, open_ if by_party else None),
    )


def _own(site: Site, taxon: str, listed: Holds) -> frozenset[Listing] | None:
    """Return what is missing at the site's own Party; None where no Party is stated."""
    if site.party is None:
        return None
    return frozenset() if listed == "yes" else frozenset([Listing(site.party, taxon)])


def _by_tables(exposure: RouteExposure, own: frozenset[Listing] | None) -> Alternatives:
    if own is None:
        return ()
    if exposure.status == "present":
        return (own,)
    ways = {category_of(pathway) for pathway in exposure.pathways}
    acts = exposure.status == "may_arrive" and bool(ways) and ways <= _BY_HAND
    return (own,) if acts else ()


def _with_precaution(
    exposure: RouteExposure, own: frozenset[Listing] | None, origins: frozenset[Listing] | None
) -> Alternatives:
    """Return the sets that close every way in; `origins` is None where nothing is known of where it comes from."""
    ways = {category_of(pathway) for pathway in exposure.pathways}
    by_itself = bool(ways & _BY_ITSELF)
    if exposure.status in ("present", "not_surveyed"):
        if own is None:
            return ()
        return (own | (origins or frozenset()),) if by_itself else (own,)
    if by_itself:
        # Whatever other ways there are, they end where it comes from.
        return () if origins is None else (origins,)
    return tuple(each for each in (own, origins) if each is not None)


def category_of(pathway: str) -> str:
    """Return the category of a Darwin Core pathway; a category, and what stands above one, is its own.

    Examples
    --------
    >>> category_of("pet"), category_of("unaided"), category_of("intentional")
    ('escapeFromConfinement', 'unaided', 'intentional')
    """
    place = CROSSWALK.get(pathway)
    return pathway if place is None or place.category is None else place.category


class _Origins:
    """From which Parties an invader may come to a site."""

    def __init__(self, routes: Routes, within_km: float | None) -> None:
        self._within = within_km
        self._places: Mapping[str, Sequence[Site]] = routes.footholds
        self._found: dict[tuple[str, str, str], dict[str, tuple[Site, ...]]] = {}

    def of(self, taxon: str, site: Site) -> Mapping[str, tuple[Site, ...]]:
        """Return the places where it is present in other Parties, by Party."""
        key = taxon, site.study, site.site_id
        if key not in self._found:
            found: dict[str, list[Site]] = {}
            for place in self._places.get(taxon, ()):
                if place.party is not None and place.party != site.party and self._is_near(place, site):
                    found.setdefault(place.party, []).append(place)
            self._found[key] = {party: tuple(places) for party, places in found.items()}
        return self._found[key]

    def _is_near(self, place: Site, site: Site) -> bool:
        if self._within is None:
            return True
        km = float(great_circle_km(place.lat, place.lon, site.lat, site.lon))
        return bool(np.isnan(km)) or km <= self._within
