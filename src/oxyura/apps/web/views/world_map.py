"""Maps of sites without a year: of all studies, of an invader, of a country, of a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from oxyura.apps.web.library import Entry
from oxyura.apps.web.views.country_outline import lay_country
from oxyura.apps.web.views.doors import Studies
from oxyura.apps.web.views.map_frame import Ground, close_map, lay_ground, lay_world, open_map
from oxyura.apps.web.views.site_page import SitePage
from oxyura.apps.web.views.taxon import TaxonView
from oxyura.apps.web.views.week_marks import draw_dots
from oxyura.publish.language import Translation

_ORDER = ("none", "absent", "eradicated", "not_surveyed", "present")
_RADIUS = 7.0
# Beyond this number sites are drawn as dots without links; the list beside the map has them.
_MOST_LINKS = 400


@dataclass(frozen=True)
class SiteMark:
    """A site on a map."""

    lon: float
    lat: float
    status: str
    name: str
    path: str


@dataclass(frozen=True)
class SiteMap:
    """A map of sites; `svg` is None where no site has coordinates.

    Parameters
    ----------
    is_world : bool
        Whether it shows the whole world.
    generalised : bool
        Whether sites are shown near their place, and not at it.
    unplaced : int
        Number of sites without coordinates.
    is_whole : bool
        Whether a country that the map is of lies in it with all its parts.
    """

    svg: Markup | None
    is_world: bool
    generalised: bool
    unplaced: int
    is_whole: bool = True


def draw_world(studies: Studies, words: Translation) -> SiteMap:
    """Return the map of the world with the sites of all studies."""
    sites = [(entry, site) for entry, pages in studies for site in pages.sites]
    return _draw(_marks(sites), _unplaced(sites), _generalised(sites), lay_world(), words)


def draw_places(sites: Sequence[tuple[Entry, SitePage]], words: Translation) -> SiteMap:
    """Return a map around some sites."""
    marks = _marks(sites)
    if not marks:
        return SiteMap(None, False, False, len(sites))
    ground = lay_ground(tuple((mark.lon, mark.lat) for mark in marks))
    return _draw(marks, _unplaced(sites), _generalised(sites), ground, words)


def draw_country(code: str, sites: Sequence[tuple[Entry, SitePage]], words: Translation) -> SiteMap:
    """Return the map of a country with its sites."""
    marks = _marks(sites)
    laid = lay_country(code, tuple(sorted({(mark.lon, mark.lat) for mark in marks})))
    if laid is None:
        return SiteMap(None, False, False, len(sites))
    drawn = _draw(marks, _unplaced(sites), _generalised(sites), laid.ground, words, laid.outline)
    return replace(drawn, is_whole=laid.is_whole)


def draw_taxon(taxon: TaxonView, words: Translation) -> SiteMap:
    """Return the map of where an invader is, as far as the studies know."""
    marks, unplaced, generalised = [], 0, False
    for entry, pages, page in taxon.records:
        sites = {site.site_id: site for site in pages.sites}
        for each in page.occurrences:
            site = sites.get(each.site_id)
            if site is None or site.point is None:
                unplaced += 1
                continue
            generalised = generalised or site.point.generalised
            status = each.status if each.alien else "none"
            marks.append(SiteMark(site.point.lon, site.point.lat, status, site.name, f"/p/{entry.slug}/{site.site_id}"))
    if not marks:
        return SiteMap(None, False, False, unplaced)
    ground = lay_ground(tuple((mark.lon, mark.lat) for mark in marks))
    return _draw(marks, unplaced, generalised, ground, words)


def _marks(sites: Sequence[tuple[Entry, SitePage]]) -> list[SiteMark]:
    return [
        SiteMark(site.point.lon, site.point.lat, site.status, site.name, f"/p/{entry.slug}/{site.site_id}")
        for entry, site in sites
        if site.point is not None
    ]


def _unplaced(sites: Sequence[tuple[Entry, SitePage]]) -> int:
    return sum(site.point is None for _, site in sites)


def _generalised(sites: Sequence[tuple[Entry, SitePage]]) -> bool:
    return any(site.point is not None and site.point.generalised for _, site in sites)


def _draw(
    marks: Sequence[SiteMark],
    unplaced: int,
    generalised: bool,
    ground: Ground,
    words: Translation,
    country: str = "",
) -> SiteMap:
    counted = words.say_count("%(number)s site", "%(number)s sites", len(marks), number=words.exact(len(marks)))
    present = sum(mark.status == "present" for mark in marks)
    described = words.say(
        "%(sites)s; an invader is present at %(present)s of them.", sites=counted, present=words.exact(present)
    )
    points = ground.place([(mark.lon, mark.lat) for mark in marks])
    parts = [open_map(ground, "map", described, words, country=country), Markup('<g class="sites">')]
    order = sorted(range(len(marks)), key=lambda number: _ORDER.index(marks[number].status))
    if len(marks) > _MOST_LINKS:
        parts.extend(_dots(marks, points.tolist()))
    else:
        for number in order:
            mark, (x, y) = marks[number], points[number]
            parts.append(
                Markup(
                    '<a href="{}" class="site status-{}" tabindex="-1"><circle class="dot" cx="{:.1f}" cy="{:.1f}" '
                    'r="{:.1f}"/><title>{}</title></a>'
                ).format(mark.path, mark.status, x, y, _RADIUS, mark.name)
            )
    parts.extend((Markup("</g>"), close_map(ground, words)))
    return SiteMap(Markup("").join(parts), ground.is_world, generalised, unplaced)


def _dots(marks: Sequence[SiteMark], points: Sequence[Sequence[float]]) -> list[Markup]:
    found = []
    for status in _ORDER:
        here = dict.fromkeys(
            f"M{x:.0f} {y:.0f}h0" for mark, (x, y) in zip(marks, points, strict=True) if mark.status == status
        )
        if here:
            found.append(draw_dots(status, "".join(here)))
    return found
