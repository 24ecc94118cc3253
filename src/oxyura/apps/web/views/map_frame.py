"""The ground of every map: water, graticule, land, and the ticked frame of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from markupsafe import Markup

from oxyura.apps.web.views.map_lines import Degrees, Floats, graticule_data, great_circle, lines_inside, path_data
from oxyura.publish.language import Translation
from oxyura.publish.map_drawing import scale_length
from oxyura.publish.map_projection import RegionalView, View, WorldView, choose_view, fit_view

WIDTH = 1000.0
_BAND = 7.0
_TALL = 0.75
# Where the coast meets 180° in the far south.
_CUT = -84.6
_FINEST = 0.8
# Equal Earth is this wide in radii of the sphere.
_EQUAL_EARTH_WIDTH = 5.41326


@dataclass(frozen=True)
class Ground:
    """The part of the world that a map shows, ready to be drawn.

    Parameters
    ----------
    view : RegionalView or WorldView
        The projection and its window.
    height : float
        Of the drawing, `WIDTH` wide.
    land, graticule, water, seam : str
        Path data; the seam is where the coastline of Antarctica is cut.
    """

    view: View
    height: float
    land: str
    graticule: str
    water: str
    seam: str

    def place(self, degrees: Sequence[tuple[float, float]]) -> Floats:
        """Return points of longitude and latitude on the drawing, shape (points, 2)."""
        shares = self.view.place(np.array(degrees, dtype=np.float64).reshape(-1, 2))
        return np.asarray(shares * np.array([WIDTH, self.height]))

    @property
    def attributes(self) -> Markup:
        """The projection as attributes, from which a script draws boundaries in the same place."""
        if isinstance(self.view, WorldView):
            values = ("equal-earth", self.view.meridian, 0.0, WIDTH / _EQUAL_EARTH_WIDTH)
        else:
            values = ("azimuthal", self.view.lon, self.view.lat, WIDTH / (2 * self.view.half_width))
        return Markup('data-projection="{}" data-lon="{:.5f}" data-lat="{:.5f}" data-scale="{:.4f}"').format(*values)

    @property
    def centre(self) -> Degrees:
        """The middle of the map, longitude and latitude in degrees."""
        return (self.view.meridian, 0.0) if isinstance(self.view, WorldView) else (self.view.lon, self.view.lat)

    @property
    def is_world(self) -> bool:
        """Whether the whole world is shown."""
        return isinstance(self.view, WorldView)


@lru_cache(maxsize=256)
def lay_ground(places: tuple[tuple[float, float], ...]) -> Ground:
    """Return the ground of a map that shows all places; of the world where there is none."""
    return _ground(choose_view(np.array(places)) if places else WorldView(0.0))


def lay_closely(places: Sequence[Degrees]) -> Ground:
    """Return the ground of a map that shows all places, and as little else as it can."""
    return _ground(fit_view(np.array(places)))


@lru_cache(maxsize=8)
def lay_world(meridian: float = 0.0) -> Ground:
    """Return the ground of a map of the whole world."""
    return _ground(WorldView(meridian))


def _ground(view: View) -> Ground:
    height = WIDTH / view.aspect
    size = np.array([WIDTH, height])
    land = _areas(view.land(), size)
    return Ground(view, height, land, graticule_data(view, size), _water(view, size), _seam(view, size))


def _seam(view: View, size: Floats) -> str:
    """Return the cut from the coast of Antarctica to the pole, which is no coast."""
    if not isinstance(view, RegionalView):
        return ""
    lats = np.linspace(-90, _CUT, 24)
    line = np.stack([np.full_like(lats, 180.0), lats], axis=1)
    return path_data(lines_inside(view, line, size))


def _water(view: View, size: Floats) -> str:
    """Return what the map covers: its window, or the outline of the world."""
    if isinstance(view, RegionalView):
        return f"M0 0H{size[0]:.0f}V{size[1]:.1f}H0Z"
    lats = np.linspace(-90, 90, 61)
    # Just inside the edges, so that each lies on its own side.
    west = np.stack([np.full_like(lats, view.meridian - 179.999), lats], axis=1)
    east = np.stack([np.full_like(lats, view.meridian + 179.999), lats[::-1]], axis=1)
    return path_data([view.place(np.concatenate([west, east])) * size], closed=True)


def area_data(ground: Ground, rings: Iterable[Floats]) -> str:
    """Return rings of longitude and latitude in degrees as path data, as far as the map shows them."""
    return _areas(ground.view.cut(rings), np.array([WIDTH, ground.height]))


def open_map(
    ground: Ground, name: str, described: str, words: Translation, *, css: str = "map", country: str = ""
) -> Markup:
    """Return the beginning of a map's SVG: frame, water, land; the caller adds what it shows and `close_map`.

    Parameters
    ----------
    ground : Ground
    name : str
        Unique in the page.
    described : str
        What the map shows, for who cannot see it.
    words : Translation
    css : str
        Class of the map.
    country : str
        Path data of a country to mark.
    """
    return Markup(
        '<svg class="{css}{tall}" viewBox="0 0 {width:.0f} {height:.0f}" role="group" '
        'aria-labelledby="{name}-name {name}-text" '
        'data-map {projection}><title id="{name}-name">{title}</title><desc id="{name}-text">{text}</desc>'
        '<defs><clipPath id="{name}-frame"><rect width="{width:.0f}" height="{height:.0f}"/></clipPath>'
        '<pattern id="{name}-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="hatch-ground" width="7" height="7"/><line class="hatch-line" x1="1.5" y1="0" x2="1.5" y2="7"/>'
        '</pattern><marker id="{name}-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto"><path class="arrow-head" d="M0 1L10 5L0 9z"/></marker></defs>'
        '<g clip-path="url(#{name}-frame)"><path class="water" d="{water}"/>'
        '<path class="graticule" d="{graticule}"/><path class="land" d="{land}"/>'
        '<path class="seam" d="{seam}"/>'
        '<g class="boundaries" data-boundaries aria-hidden="true">{country}</g>'
    ).format(
        css=css,
        tall=" tall" if ground.height > _TALL * WIDTH else "",
        width=WIDTH,
        height=ground.height,
        name=name,
        projection=ground.attributes,
        title=words.gettext("Where the sites are"),
        text=described,
        graticule=ground.graticule,
        water=ground.water,
        land=ground.land,
        seam=ground.seam,
        country=Markup('<path class="country" fill-rule="evenodd" d="{}"/>').format(country) if country else "",
    )


def close_map(ground: Ground, words: Translation) -> Markup:
    """Return the end of a map's SVG: scale bar where there is one scale, and the ticked frame."""
    if not isinstance(ground.view, RegionalView):
        return Markup('</g><path class="world-edge" d="{}"/></svg>').format(ground.water)
    bar = _scale_bar(ground.view, ground.height, words)
    return Markup("</g>{}{}</svg>").format(bar, _neatline(ground.height))


def arc_data(ground: Ground, origin: Degrees, target: Degrees) -> str:
    """Return the great circle between two places as path data, broken where it leaves one edge for the other."""
    points = ground.place(great_circle(origin, target))
    jumps = np.flatnonzero(np.abs(np.diff(points[:, 0])) > WIDTH / 2) + 1
    return path_data(np.split(points, jumps))


def _areas(rings: Iterable[Floats], size: Floats) -> str:
    return "".join(_ring(ring * size) for ring in rings)


def _ring(ring: Floats) -> str:
    """Return a ring as path data; points nearer than can be seen are left out, specks altogether."""
    if len(ring) < 3 or np.ptp(ring, axis=0).max() < _FINEST:
        return ""
    rounded = np.round(ring, 1)
    kept = [rounded[0]]
    for point in rounded[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= _FINEST:
            kept.append(point)
    return "" if len(kept) < 3 else "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


def _scale_bar(view: RegionalView, height: float, words: Translation) -> Markup:
    length, share = scale_length(view, 0.18)
    bar = share * WIDTH
    return Markup(
        '<g class="scale-bar" aria-hidden="true" transform="translate(26 {:.1f})"><path d="M0 -6V0H{:.1f}V-6"/>'
        '<text x="{:.1f}" y="-9">{} km</text></g>'
    ).format(height - 24, bar, bar / 2, words.exact(length))


def _neatline(height: float) -> Markup:
    """Return the frame of a chart: a band of alternating ticks between two lines."""
    across, down = 20, max(4, round(20 * height / WIDTH))
    dark = []
    for number in range(0, across, 2):
        x, w = WIDTH * number / across, WIDTH / across
        dark.append(f"M{x:.1f} 0h{w:.1f}v{_BAND}h{-w:.1f}z")
        dark.append(f"M{x + w:.1f} {height - _BAND:.1f}h{w:.1f}v{_BAND}h{-w:.1f}z")
    for number in range(0, down, 2):
        y, h = height * number / down, height / down
        dark.append(f"M0 {y:.1f}h{_BAND}v{h:.1f}h-{_BAND}z")
        dark.append(f"M{WIDTH - _BAND:.1f} {y + h:.1f}h{_BAND}v{h:.1f}h-{_BAND}z")
    return Markup(
        '<g class="neatline" aria-hidden="true"><path class="neatline-ground" d="M0 0H{0:.1f}V{1:.1f}H0Z'
        'M{2} {2}V{3:.1f}H{4:.1f}V{2}Z" fill-rule="evenodd"/><path class="neatline-ticks" d="{5}"/>'
        '<rect class="neatline-edge" x=".5" y=".5" width="{6:.1f}" height="{7:.1f}"/>'
        '<rect class="neatline-edge" x="{2}" y="{2}" width="{8:.1f}" height="{9:.1f}"/></g>'
    ).format(
        WIDTH,
        height,
        _BAND,
        height - _BAND,
        WIDTH - _BAND,
        "".join(dark),
        WIDTH - 1,
        height - 1,
        WIDTH - 2 * _BAND,
        height - 2 * _BAND,
    )
