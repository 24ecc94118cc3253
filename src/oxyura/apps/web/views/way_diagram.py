"""The ways between sites as a diagram, where a study gives no coordinates: not a map, and it says so."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence

from markupsafe import Markup

from oxyura.apps.web.views.map_frame import WIDTH
from oxyura.apps.web.views.week_marks import acts_in, radius_of, share_in
from oxyura.apps.web.views.year_model import Year
from oxyura.publish.language import Translation

_HEIGHT = 500.0
_ACROSS, _DOWN = 300.0, 130.0
# Letters a line, lines, and the distance of lines in letters' heights.
_NAME_WIDTH, _MOST_LINES, _LINE = 24, 4, 1.1
# On a phone a letter takes so much of the drawing.
_WIDEST_LETTER = 13.5
# With more sites than this the ring of names is unreadable; the list beside it has them.
MOST_SITES = 14


def draw_ways(
    year: Year, now: Sequence[int], described: str, words: Translation, address: Callable[[str], str]
) -> Markup:
    """Return the sites of a year around an oval, in the order in which they are used, with the ways between them.

    Parameters
    ----------
    year : Year
        At most `MOST_SITES` sites.
    now : sequence of int
        Stages of the week.
    described : str
        Read aloud where the diagram cannot be seen.
    words : Translation
    address : callable
        Returns the address of the page of a site.
    """
    places = _places(year)
    parts = [
        Markup(
            '<svg class="map ways" viewBox="0 0 {:.0f} {:.0f}" role="group" aria-labelledby="map-name map-text">'
            '<title id="map-name">{}</title><desc id="map-text">{}</desc><defs><marker id="map-arrow" '
            'viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" '
            'orient="auto"><path class="arrow-head" d="M0 1L10 5L0 9z"/></marker></defs><g class="paths">'
        ).format(WIDTH, _HEIGHT, words.gettext("The ways between the sites"), described)
    ]
    for number, path in enumerate(year.paths):
        css = " ".join(["path", *(["assumed"] if path.assumed else []), *(["is-now"] if path.to_stage in now else [])])
        parts.append(
            Markup(
                '<path class="{}" data-path="{}" stroke-width="{:.1f}" marker-end="url(#map-arrow)" d="{}"/>'
            ).format(
                css,
                number,
                1.2 + 4 * math.sqrt(min(path.share, 1.0)),
                _bow(places[path.origin], places[path.target], radius_of(max(year.sites[path.target].shares))),
            )
        )
    parts.append(Markup('</g><g class="sites">'))
    for number, (site, (x, y)) in enumerate(zip(year.sites, places, strict=True)):
        share = share_in(site, now)
        css = f"site status-{site.status}{'' if share > 0 else ' is-empty'}{' is-acting' if acts_in(site, now) else ''}"
        radius = radius_of(share)
        parts.append(
            Markup(
                '<a href="{}" tabindex="-1" class="{}" data-site="{}"><circle class="halo" cx="{:.1f}" cy="{:.1f}" '
                'r="{:.1f}"/><circle class="dot" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/><title>{}</title></a>'
            ).format(address(site.site_id), css, number, x, y, radius + 5, x, y, radius, site.name)
        )
        parts.append(_name(site.name, x, y, radius_of(max(site.shares)) + 10))
    return Markup("").join([*parts, Markup("</g></svg>")])


def _places(year: Year) -> list[tuple[float, float]]:
    """Return a place for each site, the first to be used on the left, then clockwise."""
    first = [next((stage for stage, share in enumerate(site.shares) if share > 0), 99) for site in year.sites]
    order = sorted(range(len(year.sites)), key=lambda number: (first[number], -max(year.sites[number].shares)))
    found = [(0.0, 0.0)] * len(order)
    for turn, number in enumerate(order):
        angle = math.pi + 2 * math.pi * turn / len(order)
        found[number] = (WIDTH / 2 + _ACROSS * math.cos(angle), _HEIGHT / 2 + _DOWN * math.sin(angle))
    return found


def _bow(origin: tuple[float, float], target: tuple[float, float], gap: float) -> str:
    """Return a way that bows to one side, so that the way back lies beside it; it ends before the circle."""
    (ax, ay), (bx, by) = origin, target
    dx, dy = bx - ax, by - ay
    length = math.hypot(dx, dy) or 1.0
    cx, cy = (ax + bx) / 2 - dy * 0.14, (ay + by) / 2 + dx * 0.14
    back = math.hypot(bx - cx, by - cy) or 1.0
    stop = min((gap + 8) / back, 0.6) if length > gap else 0.0
    ex, ey = bx + (cx - bx) * stop, by + (cy - by) * stop
    return f"M{ax:.1f} {ay:.1f}Q{cx:.1f} {cy:.1f} {ex:.1f} {ey:.1f}"


def _name(name: str, x: float, y: float, gap: float) -> Markup:
    """Write a name on the outer side of its circle.

    Notes
    -----
    Lines stand apart by the size of the letters, which style sheets enlarge where the diagram is small.
    """
    if abs(x - WIDTH / 2) < 0.3 * _ACROSS:
        lines = textwrap.wrap(name, _NAME_WIDTH)[:_MOST_LINES]
        above = y < _HEIGHT / 2
        css, at, down = "site-name middle", x, y - gap - 4 if above else y + gap
        first = -_LINE * (len(lines) - 1) if above else 0.8
    else:
        room = WIDTH / 2 - abs(x - WIDTH / 2) - gap
        lines = textwrap.wrap(name, max(int(room / _WIDEST_LETTER), 8))[:_MOST_LINES]
        css, at = ("site-name end", x - gap) if x < WIDTH / 2 else ("site-name", x + gap)
        down, first = y, 0.32 - _LINE * (len(lines) - 1) / 2
    rows = Markup("").join(
        Markup('<tspan x="{:.1f}" dy="{:.2f}em">{}</tspan>').format(at, _LINE if row else first, text)
        for row, text in enumerate(lines)
    )
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(css, at, down, rows)
