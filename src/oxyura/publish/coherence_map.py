"""The map of a flyway's sites: where an invader is present, where nobody has looked, where it may still come."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from oxyura.policy.coherence import Coherence
from oxyura.policy.listing_reach import Reach
from oxyura.publish.coherence_rows import Names
from oxyura.publish.map_drawing import Mark, draw_map
from oxyura.publish.map_projection import RegionalView, choose_view
from oxyura.schema.table import number_or_nan, text_of
from oxyura.spacetime.sensitive_sites import shown_place
from oxyura.study.package import Study

# From what asks most of a reader to what asks least, as the map fills its circles.
_FILLINGS = {"present": "present", "not_surveyed": "not_surveyed", "may_arrive": "absent", "may_spread": "absent"}
_ORDER = ("present", "not_surveyed", "absent", "none")


@dataclass(frozen=True)
class FlywaySite:
    """A site as the list beside the map names it."""

    number: str
    name: str
    party: str
    status: str
    invaders: str
    migrants: str


@dataclass(frozen=True)
class FlywayMap:
    """The map with its list.

    Parameters
    ----------
    svg : Markup or None
        None where no site has coordinates.
    kind : str
        ``region`` or ``world``.
    sites : tuple of FlywaySite
        Those that count, on the map or not.
    generalised : bool
        Whether the place of a sensitive site is rounded.
    """

    svg: Markup | None
    kind: str
    sites: tuple[FlywaySite, ...]
    generalised: bool


def draw_flyway(coherence: Coherence, studies: Sequence[Study], names: Names, most: int) -> FlywayMap:
    """Return the map of the sites with an exposure that counts, and of those from which an invader may come."""
    words, at = names.words, _reaches_by_site(coherence)
    origins = {(gap.listing.party, gap.listing.taxon) for gap in coherence.gaps if gap.elsewhere > 0}
    marks: list[Mark] = []
    sites: list[FlywaySite] = []
    generalised = False
    for study in studies:
        standing = _footholds(study, coherence)
        for row in study.tables["sites"].records():
            site, party = str(row["site_id"]), text_of(row["country"]) or ""
            reaches = at.get((study.name, site), [])
            sources = [taxon for taxon in standing.get(site, ()) if (party, taxon) in origins]
            if not reaches and not sources:
                continue
            found = {_FILLINGS[reach.exposure.status] for reach in reaches} | ({"present"} if sources else set())
            status = next(name for name in _ORDER if name in found)
            taxa = dict.fromkeys([*(reach.exposure.taxon for reach in reaches), *sources])
            lon, lat = number_or_nan(row["lon"]), number_or_nan(row["lat"])
            placed = math.isfinite(lon) and math.isfinite(lat)
            number = str(len(marks) + 1) if placed and len(marks) < most else ""
            name = names.labels[study.name].site(site)
            if placed:
                sensitive = row["sensitive"] == "yes"
                generalised = generalised or sensitive
                lon, lat = shown_place(lon, lat, sensitive=sensitive)
                share = max((reach.exposure.share for reach in reaches), default=0.0)
                marks.append(Mark(lon, lat, share, status, number, name))
            sites.append(
                FlywaySite(
                    number,
                    name,
                    party or words.gettext("no country given"),
                    status,
                    words.joined([names.invader(taxon).name for taxon in taxa]),
                    names.migrants((reach.exposure.study, reach.exposure.migrant_id) for reach in reaches),
                )
            )
    if not marks:
        return FlywayMap(None, "", tuple(sites), False)
    view = choose_view(np.array([(mark.lon, mark.lat) for mark in marks]))
    described = " ".join(
        words.say("%(site)s, %(party)s: %(invaders)s.", site=site.name, party=site.party, invaders=site.invaders)
        for site in sites[:most]
    )
    kind = "region" if isinstance(view, RegionalView) else "world"
    return FlywayMap(draw_map(view, marks, described, words), kind, tuple(sites), generalised)


def _reaches_by_site(coherence: Coherence) -> dict[tuple[str, str], list[Reach]]:
    found: dict[tuple[str, str], list[Reach]] = {}
    for reach in coherence.reaches:
        if reach.counts_as_told or reach.counts_as_possible:
            found.setdefault((reach.exposure.study, reach.exposure.site.site_id), []).append(reach)
    return found


def _footholds(study: Study, coherence: Coherence) -> dict[str, tuple[str, ...]]:
    """Return, by site, the taxa that are present there as aliens."""
    found: dict[str, list[str]] = {}
    for taxon, sites in coherence.footholds.items():
        for site in sites:
            if site.study == study.name:
                found.setdefault(site.site_id, []).append(taxon)
    return {site: tuple(taxa) for site, taxa in found.items()}
