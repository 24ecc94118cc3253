"""Draws a map as SVG: land, sites as circles, a scale bar, and where the window lies on the globe."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from oxyura.publish.language import Translation
from oxyura.publish.map_projection import EARTH_RADIUS_KM, RegionalView, View

Floats = NDArray[np.float64]

WIDTH = 760.0
_SMALLEST_CIRCLE, _LARGEST_CIRCLE = 6.0, 20.0
# With more names than this they would hide each other; the list beside the map has them.
_MOST_NAMES = 8
# With more circles than this a page would be heavy and the map black; then a site is a dot.
_MOST_CIRCLES = 60
# The gravest is drawn last, on top.
_DOT_ORDER = ("none", "absent", "eradicated", "not_surveyed", "present", "even", "more", "fewer")
_NAME_WIDTH = 24
_LINE = 17.0
_GLOBE = 58.0
_FINEST = 0.7


@dataclass(frozen=True)
class Mark:
    """A site on the map: `share` of a population sets the size, `status` of invaders the filling."""

    lon: float
    lat: float
    share: float
    status: str
    number: str
    name: str


def draw_map(
    view: View, marks: Sequence[Mark], description: str, words: Translation, *, name: str = "map", title: str = ""
) -> Markup:
    """Return a map as inline SVG; every text is escaped.

    Parameters
    ----------
    view : View
        The window.
    marks : sequence of Mark
        The sites.
    description, title : str
        Read aloud where the map cannot be seen; without a title it says where the sites are.
    words : Translation
    name : str
        Unique in the page. The hatching of sites that nobody has surveyed belongs to the map called ``map``.
    """
    height = WIDTH / view.aspect
    places = view.place(np.array([(mark.lon, mark.lat) for mark in marks])) * np.array([WIDTH, height])
    head = Markup(
        '<svg class="map" viewBox="0 0 {0:.0f} {1:.0f}" role="img" aria-labelledby="{2}-name {2}-text">'
        '<title id="{2}-name">{3}</title><desc id="{2}-text">{4}</desc>'
        '<defs><clipPath id="{2}-frame"><rect width="{0:.0f}" height="{1:.0f}"/></clipPath>'
        '<pattern id="{2}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="hatch-ground" width="6" height="6"/><line class="hatch-line" x1="1" y1="0" x2="1" y2="6"/>'
        "</pattern></defs>"
        '<g clip-path="url(#{2}-frame)"><rect class="water" width="{0:.0f}" height="{1:.0f}"/>'
    ).format(WIDTH, height, name, title or words.gettext("Where the sites are"), description)
    land = Markup('<path class="land" d="{}"/></g>').format(
        _path(ring * np.array([WIDTH, height]) for ring in view.land())
    )
    many = len(marks) > _MOST_CIRCLES
    parts = [head, land, *(_dots(marks, places) if many else _circles(marks, places))]
    if len(marks) <= _MOST_NAMES:
        parts.extend(_names(marks, places, height))
    if isinstance(view, RegionalView):
        parts.extend((_scale_bar(view, height, words), _globe(view, places, height)))
    return Markup("").join([*parts, Markup("</svg>")])


def scale_length(view: RegionalView, longest: float) -> tuple[float, float]:
    """Return the length of a scale bar in km, a round one, and the share of the map's width that it takes.

    Parameters
    ----------
    view : RegionalView
    longest : float
        Share of the width that it may take.
    """
    width_km = 2 * view.half_width * EARTH_RADIUS_KM
    wanted = longest * width_km
    power = 10.0 ** math.floor(math.log10(wanted))
    length = next(times * power for times in (5, 2, 1) if times * power <= wanted)
    return length, length / width_km


def radius_of(share: float) -> float:
    """Return the radius of a site's circle: its area grows with the share."""
    return _SMALLEST_CIRCLE + (_LARGEST_CIRCLE - _SMALLEST_CIRCLE) * math.sqrt(min(max(share, 0.0), 1.0))


def _path(rings: Iterable[Floats]) -> str:
    return "".join(_ring(ring) for ring in rings)


def _ring(ring: Floats) -> str:
    """Return a ring as path data; points nearer than can be seen are left out, specks altogether."""
    if len(ring) < 3 or np.ptp(ring, axis=0).max() < _FINEST:
        return ""
    rounded = np.round(ring, 1)
    kept = [rounded[0]]
    for point in rounded[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= _FINEST:
            kept.append(point)
    if len(kept) < 3:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


def _circles(marks: Sequence[Mark], places: Floats) -> list[Markup]:
    return [
        Markup(
            '<circle class="site status-{}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{}</title></circle>'
            '<text class="site-number" x="{:.1f}" y="{:.1f}">{}</text>'
        ).format(mark.status, x, y, radius_of(mark.share), mark.name, x, y + 4.5, mark.number)
        for mark, (x, y) in zip(marks, places, strict=True)
    ]


def _dots(marks: Sequence[Mark], places: Floats) -> list[Markup]:
    """Draw a dot for each site, those of one status as one path: a line of no length has round ends."""
    found = []
    for status in _DOT_ORDER:
        # Sites that lie on each other to a pixel are one dot.
        here = dict.fromkeys(
            f"M{x:.0f} {y:.0f}h0" for mark, (x, y) in zip(marks, places, strict=True) if mark.status == status
        )
        if here:
            path = "".join(here)
            found.append(
                Markup('<path class="dots edge status-{0}" d="{1}"/><path class="dots status-{0}" d="{1}"/>').format(
                    status, path
                )
            )
    return found


def _names(marks: Sequence[Mark], places: Floats, height: float) -> list[Markup]:
    """Write the names beside the circles, on the side with more room, moved down where one would hide another."""
    written: list[tuple[bool, float, float]] = []
    found: list[Markup] = []
    for mark, (x, y) in sorted(zip(marks, places, strict=True), key=lambda pair: float(pair[1][1])):
        lines = textwrap.wrap(mark.name, _NAME_WIDTH)[:3]
        leftwards = bool(x > WIDTH * 0.62)
        top = y - _LINE * (len(lines) - 1) / 2
        for side, at, bottom in written:
            if side == leftwards and abs(at - x) < 260 and top < bottom:
                top = bottom
        top = min(top, height - _LINE * len(lines))
        written.append((leftwards, float(x), top + _LINE * len(lines)))
        gap = radius_of(mark.share) + 6
        found.extend(
            Markup('<text class="site-name{}" x="{:.1f}" y="{:.1f}">{}</text>').format(
                " end" if leftwards else "", x - gap if leftwards else x + gap, top + 5 + _LINE * row, words
            )
            for row, words in enumerate(lines)
        )
    return found


def _scale_bar(view: RegionalView, height: float, words: Translation) -> Markup:
    length, share = scale_length(view, 0.2)
    bar = share * WIDTH
    return Markup(
        '<g class="scale-bar" transform="translate(18 {:.1f})"><path d="M0 -6V0H{:.1f}V-6"/>'
        '<text class="scale" x="{:.1f}" y="-8">{} km</text></g>'
    ).format(height - 16, bar, bar / 2, words.exact(length))


def _globe(view: RegionalView, places: Floats, height: float) -> Markup:
    """Return the half of the world around the window, in the corner that the sites leave free."""
    left = bool((places[:, 0] > WIDTH * 0.8).any() and (places[:, 1] < height * 0.4).any())
    middle = _GLOBE + 10 if left else WIDTH - _GLOBE - 10
    land = _path(ring * _GLOBE for ring in view.hemisphere())
    wide = max(_GLOBE * view.half_width / math.sqrt(2), 2.5)
    tall = max(_GLOBE * view.half_height / math.sqrt(2), 2.5)
    return Markup(
        '<g class="globe" aria-hidden="true" transform="translate({:.1f} {:.1f})"><circle class="globe-water" r="{}"/>'
        '<path class="land" d="{}"/><rect class="globe-window" x="{:.1f}" y="{:.1f}" width="{:.1f}" '
        'height="{:.1f}"/></g>'
    ).format(middle, _GLOBE + 10, _GLOBE, land, -wide, -tall, 2 * wide, 2 * tall)
