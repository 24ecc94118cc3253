"""Outlines of sites, as well-known text, and which places lie inside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.errors import InputError
from oxyura.schema.sentences import Figure, sentence

Ring = NDArray[np.float64]
_TOKEN = re.compile(r"\s*([A-Za-z]+|[(),]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_REMEDY = "Write POLYGON ((lon lat, lon lat, …)) or MULTIPOLYGON, WGS 84, longitude first."
_MOST_POINTS = 200_000


@dataclass(frozen=True)
class Outline:
    """The rings of a polygon or of several; a hole is a ring like any other.

    Parameters
    ----------
    rings : tuple of float64 array, each shape (points, 2)
        Longitude and latitude in degrees; the last point joins the first.
    """

    rings: tuple[Ring, ...]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        points = np.concatenate(self.rings)
        (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
        return float(west), float(south), float(east), float(north)

    def contains(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which places lie inside.

        Parameters
        ----------
        lat, lon : float64 array, shape (places,), degrees
            WGS 84; each turn of the longitude is tried, so that outlines may pass 180°.

        Returns
        -------
        bool array, shape (places,)

        Notes
        -----
        Even–odd rule: a ray to the north crosses the rings an odd number of times. Edges are straight in
        longitude and latitude.
        """
        west, south, east, north = self.bounds
        inside = np.zeros(len(lat), dtype=bool)
        for turn in (-360.0, 0.0, 360.0):
            near = np.flatnonzero((lat >= south) & (lat <= north) & (lon + turn >= west) & (lon + turn <= east))
            if len(near):
                inside[near] |= self._odd_crossings(lat[near], lon[near] + turn)
        return inside

    def _odd_crossings(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.bool_]:
        odd = np.zeros(len(lat), dtype=bool)
        for ring in self.rings:
            following = np.roll(ring, -1, axis=0)
            for (x1, y1), (x2, y2) in zip(ring.tolist(), following.tolist(), strict=True):
                if x1 == x2:
                    continue
                spans = (x1 > lon) != (x2 > lon)
                above = lat < y1 + (lon - x1) * (y2 - y1) / (x2 - x1)
                odd ^= spans & above
        return odd

    def meets(self, corners: NDArray[np.float64]) -> bool:
        """Tell whether a convex cell, corners in order as (longitude, latitude), meets the outline."""
        centre = corners.mean(axis=0)
        shift = round((sum(self.bounds[::2]) / 2 - centre[0]) / 360) * 360.0
        cell = corners + np.array([shift, 0.0])
        if self.contains(cell[:, 1], cell[:, 0]).any():
            return True
        as_outline = Outline((cell,))
        return any(as_outline.contains(ring[:, 1], ring[:, 0]).any() or _edges_cross(ring, cell) for ring in self.rings)


def _edges_cross(ring: Ring, cell: Ring) -> bool:
    start, end = ring[:, None, :], np.roll(ring, -1, axis=0)[:, None, :]
    from_, to = cell[None, :, :], np.roll(cell, -1, axis=0)[None, :, :]
    crosses = (_side(start, end, from_) != _side(start, end, to)) & (_side(from_, to, start) != _side(from_, to, end))
    return bool(crosses.any())


def _side(origin: NDArray[np.float64], target: NDArray[np.float64], place: NDArray[np.float64]) -> NDArray[np.bool_]:
    along, across = target - origin, place - origin
    return np.asarray(along[..., 0] * across[..., 1] - along[..., 1] * across[..., 0] > 0)


def read_outline(text: str, where: str = "") -> Outline:
    """Read a POLYGON or MULTIPOLYGON in well-known text.

    Parameters
    ----------
    text : str
        The well-known text, longitude first, WGS 84.
    where : str
        Place of the text, for messages.

    Raises
    ------
    InputError
        When the text is neither, or its numbers are no coordinates.

    Examples
    --------
    >>> outline = read_outline("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))")
    >>> outline.contains(np.array([1.0, 3.0]), np.array([1.0, 1.0])).tolist()
    [True, False]
    """
    tokens = _tokens(text, where)
    kind = tokens[0].upper() if tokens else ""
    if kind not in ("POLYGON", "MULTIPOLYGON"):
        raise InputError(
            sentence("The outline begins with %(value)s.", value=repr(kind[:20] or "nothing")),
            where=where,
            remedy=_REMEDY,
        )
    rings: list[Ring] = []
    points: list[tuple[float, float]] = []
    numbers: list[float] = []
    depth, deepest = 0, 2 if kind == "POLYGON" else 3
    for token in tokens[1:]:
        if token == "(":
            depth += 1
        elif token in "),":
            if numbers:
                points.append(_point(numbers, where))
                numbers = []
            if token == ")":
                if depth == deepest:
                    rings.append(_ring(points, where))
                    points = []
                depth -= 1
        elif depth == deepest and not token.isalpha():
            numbers.append(float(token))
        elif token.upper() not in ("Z", "M", "ZM"):
            raise InputError(
                sentence("The outline has %(token)s in a place for a bracket.", token=repr(token[:20])),
                where=where,
                remedy=_REMEDY,
            )
        if not 0 <= depth <= deepest:
            raise InputError("The outline's brackets do not match.", where=where, remedy=_REMEDY)
    if depth or not rings or points or numbers:
        raise InputError("The outline's brackets do not match, or it is empty.", where=where, remedy=_REMEDY)
    return Outline(tuple(rings))


def _tokens(text: str, where: str) -> list[str]:
    tokens: list[str] = []
    place = 0
    text = text.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise InputError(
                sentence("The outline cannot be read at %(text)s.", text=repr(text[place : place + 20])),
                where=where,
                remedy=_REMEDY,
            )
        tokens.append(match[1])
        place = match.end()
        if len(tokens) > 4 * _MOST_POINTS:
            raise InputError(
                sentence("The outline has more than %(most_points)s points.", most_points=Figure(f"{_MOST_POINTS:,}")),
                where=where,
                remedy="Simplify it to about a thousand points.",
            )
    return tokens


def _point(numbers: list[float], where: str) -> tuple[float, float]:
    if not 2 <= len(numbers) <= 4:
        raise InputError(
            sentence("The outline has a point of %(number)s numbers.", number=len(numbers)), where=where, remedy=_REMEDY
        )
    lon, lat = numbers[:2]
    if not (-540 <= lon <= 540 and -90 <= lat <= 90):
        raise InputError(
            sentence(
                "The outline has the point %(lon)s %(lat)s, which is no longitude and latitude.",
                lon=Figure(f"{lon:g}"),
                lat=Figure(f"{lat:g}"),
            ),
            where=where,
            remedy=_REMEDY,
        )
    return lon, lat


def _ring(points: list[tuple[float, float]], where: str) -> Ring:
    if len(points) > 1 and points[0] == points[-1]:
        points = points[:-1]
    if len(points) < 3:
        raise InputError("The outline has a ring of fewer than three points.", where=where, remedy=_REMEDY)
    return np.array(points, dtype=np.float64)
