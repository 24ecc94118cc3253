"""The map of the gaps on a flyway: whose missing listing hurts whose migrants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from markupsafe import Markup

from oxyura.apps.web.views.country_names import country_in_words
from oxyura.apps.web.views.doors import Studies
from oxyura.apps.web.views.flyway_gaps import FlywayGap
from oxyura.apps.web.views.map_frame import arc_data, close_map, lay_ground, open_map
from oxyura.apps.web.views.site_page import SitePage
from oxyura.apps.web.views.world_map import SiteMap
from oxyura.publish.language import Translation

Side = Literal["missing", "exposed"]
_RADIUS = 7.0


def draw_gaps(country: str, studies: Studies, words: Translation) -> SiteMap | None:
    """Return the map of the gaps of a country and of those that hurt its migrants; None where there is none to draw.

    Notes
    -----
    A line leads from the sites of the Party whose list has the gap to the sites at which the invader exposes the
    migrants, from the middle one to the middle one: only places that may be shown take part.
    """
    found = [
        (gap, _places(pages.sites))
        for _, pages in studies
        for gap in pages.flyway
        if gap.party == country or country in gap.concerned
    ]
    dots: dict[tuple[float, float], tuple[Side, str]] = {}
    lines: dict[tuple[str, str], tuple[tuple[float, float], tuple[float, float]]] = {}
    said: dict[str, None] = {}
    for gap, places in found:
        missing = places.get(gap.party, {})
        for party in gap.exposed:
            exposed = places.get(party, {})
            dots.update({point: ("exposed", name) for point, name in exposed.items() if point not in dots})
            if missing and exposed and party != gap.party:
                lines[gap.party, party] = _middle(missing), _middle(exposed)
        dots.update({point: ("missing", name) for point, name in missing.items()})
        said[_described(gap, words)] = None
    if not dots:
        return None
    generalised = any(
        site.point is not None and site.point.generalised and (site.point.lon, site.point.lat) in dots
        for _, pages in studies
        for site in pages.sites
    )
    ground = lay_ground(tuple(sorted(dots)))
    parts = [open_map(ground, "gap-map", " ".join(said), words)]
    for (origin, target), (start, end) in lines.items():
        name = f"{country_in_words(origin, words)} – {country_in_words(target, words)}"
        parts.append(
            Markup(
                '<path class="path is-now" stroke-width="2" d="{}" marker-end="url(#gap-map-arrow)">'
                "<title>{}</title></path>"
            ).format(arc_data(ground, start, end), name)
        )
    points = list(dots)
    for (x, y), point in zip(ground.place(points).tolist(), points, strict=True):
        side, name = dots[point]
        parts.append(_dot(x, y, side, name))
    parts.append(close_map(ground, words))
    return SiteMap(Markup("").join(parts), ground.is_world, generalised, 0)


def _places(sites: Sequence[SitePage]) -> Mapping[str, dict[tuple[float, float], str]]:
    found: dict[str, dict[tuple[float, float], str]] = {}
    for site in sites:
        if site.point is not None and site.country:
            found.setdefault(site.country, {})[site.point.lon, site.point.lat] = site.name
    return found


def _middle(places: Mapping[tuple[float, float], str]) -> tuple[float, float]:
    """Return the one of the places that stands in the middle of them by latitude."""
    ordered = sorted(places, key=lambda point: (point[1], point[0]))
    return ordered[len(ordered) // 2]


def _described(gap: FlywayGap, words: Translation) -> str:
    return words.say(
        "%(party)s, %(invader)s: exposes %(migrants)s.",
        party=country_in_words(gap.party, words),
        invader=gap.invader,
        migrants=gap.migrants,
    )


def _dot(x: float, y: float, side: Side, name: str) -> Markup:
    # A square for the missing listing, a circle for who is exposed: told apart without colour.
    if side == "missing":
        return Markup(
            '<g class="site status-absent"><rect class="dot" x="{:.1f}" y="{:.1f}" width="{:.1f}" '
            'height="{:.1f}"/><title>{}</title></g>'
        ).format(x - _RADIUS, y - _RADIUS, 2 * _RADIUS, 2 * _RADIUS, name)
    return Markup(
        '<g class="site status-present"><circle class="dot" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/><title>{}</title></g>'
    ).format(x, y, _RADIUS, name)
