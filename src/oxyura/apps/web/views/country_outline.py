"""The outline of a country, where the geography of the pages is built, and what a map of the country shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from oxyura.apps.web.views.map_frame import Ground, area_data, lay_closely, lay_ground
from oxyura.apps.web.views.map_lines import Degrees, Floats
from oxyura.publish.coastline import to_sphere
from oxyura.publish.map_projection import EARTH_RADIUS_KM
from oxyura.schema.countries import COUNTRY_CODES

# Natural Earth at 1:50 million, by ISO 3166-1; made with the front end.
_OUTLINES = Path(__file__).parents[1] / "static" / "built" / "geography" / "countries"
# Parts of a country that lie farther from its largest part than this, and than it is long, are elsewhere.
_NEAR_KM = 1500.0
# So many points of a ring are enough to know where it ends.
_MOST_POINTS = 60


@dataclass(frozen=True)
class Outline:
    """The rings of a country, longitude and latitude in degrees, not closed.

    Parameters
    ----------
    parts : tuple of array, shape (points, 2)
        The largest first.
    holes : tuple of array, shape (points, 2)
        Other countries that lie within.
    """

    parts: tuple[Floats, ...]
    holes: tuple[Floats, ...]


@dataclass(frozen=True)
class CountryGround:
    """The ground of a country's map.

    Parameters
    ----------
    ground : Ground
    outline : str
        Path data of the country; empty where no outline is known.
    is_whole : bool
        Whether every part of the country is in the map, as far as the outline has it.
    """

    ground: Ground
    outline: str
    is_whole: bool


@lru_cache(maxsize=256)
def lay_country(code: str, sites: tuple[Degrees, ...]) -> CountryGround | None:
    """Return the ground on which a country and its sites lie; None where neither outline nor site is known.

    Notes
    -----
    The country is in the map with the parts that lie near its largest one, and all of its sites. Without an outline
    the sites alone say how far the map reaches.
    """
    outline = read_outline(code)
    near = _near_parts(outline.parts)
    places = [*sites, *(point for ring in near for point in _some(ring))]
    if not places:
        return None
    # A country without an outline keeps some of its surroundings, by which a reader knows where it is.
    ground = lay_closely(places) if near else lay_ground(tuple(places))
    return CountryGround(ground, outline_data(ground, code), _is_shown(ground, outline.parts))


def outline_data(ground: Ground, code: str) -> str:
    """Return a country as path data, to be filled by the rule of even and odd; empty where no outline is known."""
    outline = read_outline(code)
    return area_data(ground, (*outline.parts, *outline.holes))


@lru_cache(maxsize=64)
def read_outline(code: str) -> Outline:
    """Return the rings of a country; none where no outline is known."""
    if code not in COUNTRY_CODES:
        return Outline((), ())
    try:
        geometry = json.loads((_OUTLINES / f"{code}.json").read_text("utf-8"))["geometry"]
    except FileNotFoundError:
        return Outline((), ())
    found = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    parts = sorted((_ring(part[0]) for part in found), key=_area, reverse=True)
    return Outline(tuple(parts), tuple(_ring(hole) for part in found for hole in part[1:]))


def _ring(closed: Sequence[Sequence[float]]) -> Floats:
    # Across 180° a ring goes on, as the coastline does.
    return np.unwrap(np.array(closed[:-1], dtype=np.float64), period=360.0, axis=0)


def middle_of(code: str) -> Degrees | None:
    """Return the middle of the largest part of a country; None where no outline is known."""
    parts = read_outline(code).parts
    if not parts:
        return None
    x, y, turn = _plane(parts[0])
    weight = 3 * float(turn.sum())
    lon = float(((x + np.roll(x, -1)) * turn).sum()) / weight
    height = float(((y + np.roll(y, -1)) * turn).sum()) / weight
    return (float(np.degrees(lon)) + 180) % 360 - 180, float(np.degrees(np.arcsin(np.clip(height, -1, 1))))


def _near_parts(rings: Sequence[Floats]) -> list[Floats]:
    if not rings:
        return []
    main = to_sphere(np.array(_some(rings[0])))
    reach = max(_NEAR_KM, EARTH_RADIUS_KM * float(np.arccos(np.clip(main @ main.T, -1, 1)).max()))
    return [
        ring
        for ring in rings
        if EARTH_RADIUS_KM * np.arccos(np.clip(to_sphere(np.array(_some(ring))) @ main.T, -1, 1)).min() <= reach
    ]


def _is_shown(ground: Ground, rings: Sequence[Floats]) -> bool:
    if ground.is_world:
        return True
    shares = [ground.view.place(np.array(_some(ring))) for ring in rings]
    centre = to_sphere(np.array([[ground.centre[0], ground.centre[1]]]))[0]
    near = all((to_sphere(np.array(_some(ring))) @ centre).min() > 0 for ring in rings)
    return near and all(bool(((share >= 0) & (share <= 1)).all()) for share in shares)


def _some(ring: Floats) -> list[Degrees]:
    """Return some of the points of a ring, its ends in every direction among them."""
    step = max(1, len(ring) // _MOST_POINTS)
    ends = [int(found) for axis in (0, 1) for found in (ring[:, axis].argmin(), ring[:, axis].argmax())]
    chosen = sorted({*range(0, len(ring), step), *ends})
    return [((float(lon) + 180) % 360 - 180, float(lat)) for lon, lat in ring[chosen]]


def _area(ring: Floats) -> float:
    """Return the area of a ring, in no unit."""
    return abs(float(_plane(ring)[2].sum()))


def _plane(ring: Floats) -> tuple[Floats, Floats, Floats]:
    """Return a ring where longitude by the sine of latitude is true to area, and what each edge adds to the area."""
    x, y = np.radians(ring[:, 0]), np.sin(np.radians(ring[:, 1]))
    return x, y, np.asarray(x * np.roll(y, -1) - y * np.roll(x, -1))
