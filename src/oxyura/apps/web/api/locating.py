"""Where the rows of a study may be drawn, and what of a place may be told."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from oxyura.apps.web.api.rows import Geometry, Position
from oxyura.apps.web.places import Place, Point, public_point
from oxyura.schema.errors import InputError
from oxyura.schema.table import Table, TableSet, Values
from oxyura.spacetime.outlines import Outline, read_outline
from oxyura.spacetime.sensitive_sites import sensitive_sites, without_coordinates_in_texts


def holds_sensitive_sites(tables: TableSet) -> bool:
    """Tell whether the exact place of a site of a study must not be published."""
    return bool(sensitive_sites(tables))


def public_tables(tables: TableSet, owner: bool) -> TableSet:
    """Return the tables of a study as they may be handed out: places of sensitive sites generalised."""
    if owner or not holds_sensitive_sites(tables):
        return tables
    hidden = sensitive_sites(tables)
    told = {table.spec.name: without_coordinates_in_texts(table, hidden) for table in tables if len(table)}
    return tables.replacing(**{**told, "sites": _generalised(told["sites"])})


def _generalised(sites: Table) -> Table:
    lon, lat = sites.numbers("lon").copy(), sites.numbers("lat").copy()
    outlines: NDArray[np.object_] = np.array(sites.columns["geometry_wkt"], dtype=object)
    for row, point in enumerate(_points(sites, owner=False)):
        if sites.columns["sensitive"][row] == "yes":
            outlines[row] = None
            lon[row], lat[row] = (np.nan, np.nan) if point is None else (point.lon, point.lat)
    columns: dict[str, Values] = {**sites.columns, "lon": lon, "lat": lat, "geometry_wkt": outlines}
    return Table(sites.spec, columns, sites.rows, sites.file, sites.letters)


def _points(sites: Table, owner: bool) -> list[Point | None]:
    rows = zip(sites.numbers("lon"), sites.numbers("lat"), sites.texts("sensitive"), strict=True)
    return [public_point(Place(float(lon), float(lat), sensitive == "yes"), owner) for lon, lat, sensitive in rows]


def site_places(tables: TableSet, owner: bool) -> Mapping[str, Geometry]:
    """Return where each site may be drawn: its outline, or its point; of a sensitive one a generalised point."""
    sites = tables["sites"]
    found: dict[str, Geometry] = {}
    rows = zip(
        sites.words("site_id"),
        _points(sites, owner),
        sites.texts("sensitive"),
        sites.words("geometry_wkt"),
        strict=True,
    )
    for site_id, point, sensitive, outline in rows:
        drawn = _drawn(outline) if outline.strip() and (owner or sensitive != "yes") else None
        if drawn is not None:
            found[site_id] = drawn
        elif point is not None:
            found[site_id] = Geometry("Point", ((((point.lon, point.lat),),),))
    return found


def _drawn(text: str) -> Geometry | None:
    try:
        outline = read_outline(text)
    except InputError:
        return None
    return as_polygons(outline)


def as_polygons(outline: Outline) -> Geometry:
    """Return the rings of an outline as polygons: each hole with the ring that it lies in."""
    rings = outline.rings
    inside = [
        [other for other in range(len(rings)) if other != ring and _lies_in(rings[ring], rings[other])]
        for ring in range(len(rings))
    ]
    polygons: dict[int, list[tuple[Position, ...]]] = {
        ring: [_turned(rings[ring], counter_clockwise=True)] for ring in range(len(rings)) if len(inside[ring]) % 2 == 0
    }
    for ring, around in enumerate(inside):
        if len(around) % 2:
            # The innermost of the outer rings around a hole is its own.
            holder = max((each for each in around if each in polygons), key=lambda each: len(inside[each]))
            polygons[holder].append(_turned(rings[ring], counter_clockwise=False))
    return Geometry("MultiPolygon", tuple(tuple(polygon) for polygon in polygons.values()))


def _lies_in(ring: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    points = ring[:-1] if len(ring) > 1 and (ring[0] == ring[-1]).all() else ring
    within = Outline((other,)).contains(points[:, 1], points[:, 0])
    return bool(within.mean() > 0.5)


def _turned(ring: NDArray[np.float64], *, counter_clockwise: bool) -> tuple[Position, ...]:
    points = [(float(lon), float(lat)) for lon, lat in ring]
    if points[0] != points[-1]:
        points.append(points[0])
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))
    return tuple(points if (area > 0) == counter_clockwise else reversed(points))
