"""The coastline of the world, as it ships with the program, clipped to what a map shows."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SOURCE = "Natural Earth, land at 1:50 million, public domain"
_PER_DEGREE = 100.0
_LONGEST_EDGE = np.radians(4.0)


@cache
def read_coastline() -> tuple[Floats, ...]:
    """Return every ring of the land, shape (points, 2): longitude and latitude in degrees, not closed."""
    text = files("oxyura.publish").joinpath("geography/coastline.txt").read_text("ascii")
    rings = []
    for line in text.splitlines():
        steps = np.array(line.split(), dtype=np.int64).reshape(-1, 2)
        rings.append(np.cumsum(steps, axis=0) / _PER_DEGREE)
    return tuple(rings)


def to_sphere(degrees: Floats) -> Floats:
    """Return points of longitude and latitude, shape (points, 2), as unit vectors, shape (points, 3)."""
    lon, lat = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def clip_ring(ring: Floats, sides: Floats) -> Floats:
    """Return the part of a ring on the inner side of every plane.

    Parameters
    ----------
    ring : array, shape (points, dimensions)
        Not closed.
    sides : array, shape (planes, dimensions + 1)
        Normal and offset: inside is where normal · point + offset is not negative.

    Returns
    -------
    array, shape (points, dimensions)
        Empty where nothing is inside. Parts that a plane cuts off stay joined by an edge along it.

    Notes
    -----
    Sutherland and Hodgman. On the sphere planes pass through the centre, so that cut edges are great circles.
    """
    for *normal, offset in sides:
        if not len(ring):
            return ring
        height = ring @ np.array(normal) + offset
        inside = height >= 0
        if inside.all():
            continue
        if not inside.any():
            return ring[:0]
        following, height_after = np.roll(ring, -1, axis=0), np.roll(height, -1)
        crosses = inside != np.roll(inside, -1)
        share = np.where(crosses, height / np.where(crosses, height - height_after, 1.0), 0.0)
        cut = ring + share[:, None] * (following - ring)
        # Each corner that is inside, then the cut of the edge that leaves or enters after it.
        both = np.stack([ring, cut], axis=1).reshape(-1, ring.shape[1])
        ring = both[np.stack([inside, crosses], axis=1).ravel()]
    return ring


def smooth_ring(ring: Floats) -> Floats:
    """Return a ring on the sphere whose long edges are parted, so that they bend as the map does."""
    ring = ring / np.linalg.norm(ring, axis=1, keepdims=True)
    following = np.roll(ring, -1, axis=0)
    angle = np.arccos(np.clip((ring * following).sum(axis=1), -1, 1))
    if not (angle > _LONGEST_EDGE).any():
        return ring
    parts: list[Floats] = []
    for start, end, turn in zip(ring, following, angle, strict=True):
        count = max(1, int(np.ceil(turn / _LONGEST_EDGE)))
        at = np.linspace(0.0, 1.0, count, endpoint=False)[:, None]
        between = start + at * (end - start)
        parts.append(between / np.maximum(np.linalg.norm(between, axis=1, keepdims=True), 1e-12))
    return np.concatenate(parts)
