"""Equal-area views of the world: Lambert's azimuthal one around the sites, the Equal Earth one for the whole world.

Lambert: with a point's coordinates (x, y, z) in the frame of the centre (out, east, north), X = y √(2 / (1 + x)) and
Y = z √(2 / (1 + x)), in radii of the Earth. Equal Earth: Šavrič, Patterson and Jenny (2018).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.publish.coastline import clip_ring, read_coastline, smooth_ring, to_sphere

Floats = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0088
# Wider windows come near the hemisphere, where clipping by great circles ends; they show the whole world.
_FARTHEST_CORNER = 1.36
_MARGIN = 1.3
_CLOSE_MARGIN = 1.1
_TALLEST, _WIDEST = 1.05, 1.65
# Half-widths that are tried, in radii of the Earth, until one shows land.
_WINDOWS = (0.08, 0.16, 0.32, 0.5, 0.7)
_EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)
_MERIDIANS = (0.0, 150.0)
_WORLD = np.array([5.41326, 2.634726])
WORLD_ASPECT = 5.41326 / 2.634726


@dataclass(frozen=True)
class RegionalView:
    """Lambert's azimuthal equal-area view of a window around a centre.

    Parameters
    ----------
    lon, lat : float
        Centre, degrees.
    half_width, half_height : float
        Of the window, in radii of the Earth.
    """

    lon: float
    lat: float
    half_width: float
    half_height: float

    def place(self, degrees: Floats) -> Floats:
        """Return points as share of the window, from its upper left corner, shape (points, 2)."""
        return self._to_window(np.asarray(to_sphere(degrees) @ self._frame.T))

    def land(self) -> Iterator[Floats]:
        """Yield the rings of land in the window, placed as `place` does."""
        yield from self.cut(read_coastline())

    def cut(self, rings: Iterable[Floats]) -> Iterator[Floats]:
        """Yield what lies in the window of rings of longitude and latitude in degrees, placed as `place` does."""
        edge_x, edge_y = self._edges()
        sides = np.array(
            [[math.sin(edge_x), sign * math.cos(edge_x), 0.0, 0.0] for sign in (1, -1)]
            + [[math.sin(edge_y), 0.0, sign * math.cos(edge_y), 0.0] for sign in (1, -1)]
        )
        yield from (self._to_window(smooth_ring(ring)) for ring in _clipped(rings, self._frame, sides))

    def hemisphere(self) -> Iterator[Floats]:
        """Yield the land of the half of the world around the centre, in a circle of radius 1 around 0."""
        for ring in _clipped(read_coastline(), self._frame, np.array([[1.0, 0.0, 0.0, 0.0]])):
            plane = _lambert(smooth_ring(ring)) / math.sqrt(2)
            yield plane * np.array([1.0, -1.0])

    def turned_to(self, lon: float, lat: float) -> RegionalView:
        """Return the same window around another centre."""
        return RegionalView(lon, lat, self.half_width, self.half_height)

    @property
    def aspect(self) -> float:
        """Return width over height."""
        return self.half_width / self.half_height

    @property
    def _frame(self) -> Floats:
        lon, lat = math.radians(self.lon), math.radians(self.lat)
        out = (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))
        north = (-math.sin(lat) * math.cos(lon), -math.sin(lat) * math.sin(lon), math.cos(lat))
        return np.array([out, (-math.sin(lon), math.cos(lon), 0.0), north])

    def _to_window(self, points: Floats) -> Floats:
        return np.asarray(0.5 + _lambert(points) / (2 * np.array([self.half_width, -self.half_height])))

    def _edges(self) -> tuple[float, float]:
        """Return the half-angles of the pyramid of great circles that holds the window."""
        corner = np.array([self.half_width, self.half_height])
        square = float((corner**2).sum())
        out = max(1 - square / 2, 0.02)
        east, north = corner * math.sqrt(1 - square / 4)
        return min(math.atan2(east, out), 1.55), min(math.atan2(north, out), 1.55)


@dataclass(frozen=True)
class WorldView:
    """The Equal Earth view of the whole world around a meridian."""

    meridian: float

    @property
    def aspect(self) -> float:
        """Return width over height."""
        return WORLD_ASPECT

    def place(self, degrees: Floats) -> Floats:
        """Return points as share of the map, from its upper left corner, shape (points, 2)."""
        lon = (degrees[:, 0] - self.meridian + 180) % 360 - 180
        return self._project(np.stack([lon, degrees[:, 1]], axis=1))

    def land(self) -> Iterator[Floats]:
        """Yield the rings of land, placed as `place` does; cut where the map ends."""
        yield from self.cut(read_coastline())

    def cut(self, rings: Iterable[Floats]) -> Iterator[Floats]:
        """Yield rings of longitude and latitude in degrees, placed as `place` does; cut where the map ends."""
        sides = np.array([[1.0, 0.0, 180.0], [-1.0, 0.0, 180.0]])
        for ring in rings:
            for turn in (-360.0, 0.0, 360.0):
                moved = ring + np.array([turn - self.meridian, 0.0])
                if moved[:, 0].max() > -180 and moved[:, 0].min() < 180:
                    yield self._project(clip_ring(moved, sides))

    @staticmethod
    def _project(degrees: Floats) -> Floats:
        a1, a2, a3, a4 = _EQUAL_EARTH
        lon = np.radians(degrees[:, 0])
        theta = np.arcsin(math.sqrt(3) / 2 * np.sin(np.radians(degrees[:, 1])))
        slope = 9 * a4 * theta**8 + 7 * a3 * theta**6 + 3 * a2 * theta**2 + a1
        x = 2 * math.sqrt(3) * lon * np.cos(theta) / (3 * slope)
        y = a4 * theta**9 + a3 * theta**7 + a2 * theta**3 + a1 * theta
        return np.asarray(0.5 + np.stack([x, -y], axis=1) / _WORLD)


View = RegionalView | WorldView


def choose_view(places: Floats) -> View:
    """Return the view that shows all places: a window around them, or the world where they lie far apart.

    Parameters
    ----------
    places : array, shape (places, 2)
        Longitude and latitude, degrees.
    """
    view = _centred(places)
    reach = np.abs(view.place(places) - 0.5).max(axis=0) * 2 * _MARGIN
    aspect = min(max(float((reach[0] + 0.015) / (reach[1] + 0.01)), _TALLEST), _WIDEST)
    needed = max(float(reach[0]), float(reach[1]) * aspect)
    if needed * math.hypot(1, 1 / aspect) > _FARTHEST_CORNER:
        return WorldView(_meridian(places))
    for width in (*(size for size in _WINDOWS if size > needed), needed):
        window = RegionalView(view.lon, view.lat, width, width / aspect)
        if _shows_land(window):
            return window
    return window


def fit_view(places: Floats) -> View:
    """Return the view that shows all places from as near as it can, as `choose_view` does where that is all sea."""
    view = _centred(places)
    reach = np.maximum(np.abs(view.place(places) - 0.5).max(axis=0) * 2 * _CLOSE_MARGIN, _WINDOWS[0] / 4)
    aspect = min(max(float(reach[0] / reach[1]), _TALLEST), _WIDEST)
    half_width = max(float(reach[0]), float(reach[1]) * aspect)
    window = RegionalView(view.lon, view.lat, half_width, half_width / aspect)
    is_near = half_width * math.hypot(1, 1 / aspect) <= _FARTHEST_CORNER
    return window if is_near and _shows_land(window) else choose_view(places)


def _centred(places: Floats) -> RegionalView:
    """Return a view of half-width and half-height 1 whose centre is the middle of the places."""
    mean = to_sphere(places).mean(axis=0)
    view = RegionalView(
        math.degrees(math.atan2(mean[1], mean[0])), math.degrees(math.atan2(mean[2], math.hypot(*mean[:2]))), 1.0, 1.0
    )
    for _ in range(3):
        at = (view.place(places) - 0.5) * np.array([2.0, -2.0])
        middle = (at.min(axis=0) + at.max(axis=0)) / 2
        square = min(float((middle**2).sum()), 1.9)
        east, north = middle * math.sqrt(1 - square / 4)
        point = np.array([1 - square / 2, east, north]) @ view._frame
        view = view.turned_to(
            math.degrees(math.atan2(point[1], point[0])), math.degrees(math.asin(float(np.clip(point[2], -1, 1))))
        )
    return view


def _meridian(places: Floats) -> float:
    """Return the middle meridian: that of Greenwich, or of the Pacific where the places lie nearer together there."""
    spread = [np.ptp((places[:, 0] - meridian + 180) % 360 - 180) for meridian in _MERIDIANS]
    return _MERIDIANS[int(np.argmin(spread))]


def _shows_land(view: RegionalView) -> bool:
    """Tell whether a window shows enough land to know where one is."""
    return any(len(ring) and float(np.ptp(np.clip(ring, 0, 1), axis=0).min()) > 0.06 for ring in view.land())


def _lambert(points: Floats) -> Floats:
    factor = np.sqrt(2 / np.maximum(1 + points[:, 0], 1e-9))
    return np.asarray(points[:, 1:] * factor[:, None])


def _clipped(rings: Iterable[Floats], frame: Floats, sides: Floats) -> Iterator[Floats]:
    for ring in rings:
        found = clip_ring(to_sphere(ring) @ frame.T, sides)
        if len(found) > 2:
            yield found
