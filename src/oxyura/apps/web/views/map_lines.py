"""Lines on a map: great circles, meridians and parallels, as path data."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from oxyura.publish.map_projection import EARTH_RADIUS_KM, RegionalView, View
from oxyura.spacetime.great_circle import great_circle_km

Floats = NDArray[np.float64]
Degrees = tuple[float, float]


def path_data(lines: Iterable[Floats], *, closed: bool = False) -> str:
    """Return lines as path data."""
    end = "Z" if closed else ""
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line) + end for line in lines if len(line) > 1)


def great_circle(origin: Degrees, target: Degrees, steps: int = 48) -> list[Degrees]:
    """Return points on the great circle between two places, longitude and latitude in degrees."""
    ends = np.radians(np.array([origin, target]))
    lon, lat = ends[:, 0], ends[:, 1]
    sphere = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    angle = math.acos(float(np.clip(sphere[0] @ sphere[1], -1, 1)))
    if angle < 1e-6 or angle > math.pi - 1e-6:
        return [origin, target]
    share = np.linspace(0.0, 1.0, steps)[:, None]
    way = (np.sin((1 - share) * angle) * sphere[0] + np.sin(share * angle) * sphere[1]) / math.sin(angle)
    found = np.degrees(np.stack([np.arctan2(way[:, 1], way[:, 0]), np.arcsin(np.clip(way[:, 2], -1, 1))], axis=1))
    return [(float(x), float(y)) for x, y in found]


def graticule_data(view: View, size: Floats) -> str:
    """Return meridians and parallels that cross the window, as path data."""
    step = 30.0
    if isinstance(view, RegionalView):
        degrees = math.degrees(2 * view.half_width)
        step = next(each for each in (1.0, 2.0, 5.0, 10.0, 15.0, 30.0) if degrees / each <= 8 or each == 30.0)
    lines = []
    for lon in np.arange(-180, 180, step):
        lats = np.linspace(-89.9, 89.9, 121)
        lines.append(np.stack([np.full_like(lats, lon), lats], axis=1))
    for lat in np.arange(-90 + step, 90, step):
        lons = np.linspace(-180, 180, 241)
        lines.append(np.stack([lons, np.full_like(lons, lat)], axis=1))
    return "".join(path_data(lines_inside(view, line, size)) for line in lines)


def lines_inside(view: View, line: Floats, size: Floats) -> list[Floats]:
    """Return the parts of a line in the window, with one point beyond each end."""
    shares = view.place(line)
    near = np.asarray(np.isfinite(shares).all(axis=1) & (np.abs(shares - 0.5) < 0.75).all(axis=1))
    if isinstance(view, RegionalView):
        near &= _is_near(view, line)
    points = shares * size
    jumps = np.abs(np.diff(points[:, 0])) > size[0] / 2
    parts: list[Floats] = []
    current: list[Floats] = []
    for number, point in enumerate(points):
        if not near[number] or (number and jumps[number - 1]):
            if len(current) > 1:
                parts.append(np.array(current))
            current = []
        if near[number]:
            current.append(point)
    if len(current) > 1:
        parts.append(np.array(current))
    return parts


def _is_near(view: RegionalView, line: Floats) -> NDArray[np.bool_]:
    # Beyond a right angle from the centre the azimuthal projection folds the far side around the window.
    centre = np.full(len(line), view.lon), np.full(len(line), view.lat)
    away = great_circle_km(centre[1], centre[0], line[:, 1], line[:, 0])
    return np.asarray(away < EARTH_RADIUS_KM * math.pi / 2)
