"""Where a site may be shown: the one way by which coordinates reach a page, an export or the API."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from oxyura.schema.sentences import changed
from oxyura.schema.table import TableSet
from oxyura.spacetime.sensitive_sites import PLACE_COLUMNS, shown_place, without_coordinates


class Located(Protocol):
    """Anything with coordinates in degrees (NaN: none given) that may be sensitive."""

    @property
    def lon(self) -> float:
        """Longitude, degrees."""
        ...

    @property
    def lat(self) -> float:
        """Latitude, degrees."""
        ...

    @property
    def sensitive(self) -> bool:
        """Whether its exact place must not be published."""
        ...


@dataclass(frozen=True)
class Place:
    """The exact place of a site as its study gives it; not for pages."""

    lon: float
    lat: float
    sensitive: bool


@dataclass(frozen=True)
class Point:
    """A place that may be shown; `generalised` where it is the middle of a cell of a tenth of a degree."""

    lon: float
    lat: float
    generalised: bool


def public_point(site: Located, owner: bool = False) -> Point | None:
    """Return where a site may be shown; None where it has no coordinates.

    Parameters
    ----------
    site : Located
        With its exact coordinates.
    owner : bool
        Whether the reader owns the data and may see the exact place of a sensitive site.

    Examples
    --------
    >>> public_point(Place(-0.7512, 38.1834, True))
    Point(lon=-0.8, lat=38.2, generalised=True)
    >>> public_point(Place(-0.7512, 38.1834, False))
    Point(lon=-0.7512, lat=38.1834, generalised=False)
    """
    if not (math.isfinite(site.lon) and math.isfinite(site.lat)):
        return None
    if owner or not site.sensitive:
        return Point(site.lon, site.lat, False)
    return Point(*shown_place(site.lon, site.lat, sensitive=True), True)


def read_points(tables: TableSet, owner: bool = False) -> dict[str, Point]:
    """Return where each site of a study may be shown; sites without coordinates are left out."""
    table = tables["sites"]
    found = {}
    rows = zip(
        table.words("site_id"), table.numbers("lon"), table.numbers("lat"), table.texts("sensitive"), strict=True
    )
    for site_id, lon, lat, sensitive in rows:
        point = public_point(Place(float(lon), float(lat), sensitive == "yes"), owner)
        if point is not None:
            found[site_id] = point
    return found


def public_problem(problem: Mapping[str, Any]) -> dict[str, Any]:
    """Return a problem of a study (``Problem.to_json``) as others than the owner may read it.

    Notes
    -----
    While a study has errors nobody knows which of its sites are sensitive, so the table of sites tells no place at all.
    """
    told = {
        name: changed(value, without_coordinates) if isinstance(value, str) else value
        for name, value in problem.items()
    }
    is_of_sites = "sites" in str(problem.get("file", ""))
    if problem.get("column") in PLACE_COLUMNS or (is_of_sites and problem.get("column") is None):
        told["value"] = None
    return told
