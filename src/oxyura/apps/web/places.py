"""Where a site may be shown: the one way by which coordinates reach a page, an export or the API."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from oxyura.schema.table import TableSet

# Cells of a tenth of a degree, some ten kilometres: what may be shown of a sensitive site.
CELLS_PER_DEGREE = 10


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
    return Point(_middle(site.lon), _middle(site.lat), True)


def _middle(degrees: float) -> float:
    """Return the middle of the cell that holds a coordinate.

    Notes
    -----
    Cells lie around whole tenths, as in the maps of the report: two grids beside each other would tell more than one.
    """
    return round(degrees * CELLS_PER_DEGREE) / CELLS_PER_DEGREE + 0.0


def read_points(tables: TableSet) -> dict[str, Point]:
    """Return where each site of a study may be shown; sites without coordinates are left out."""
    table = tables["sites"]
    found = {}
    rows = zip(
        table.words("site_id"), table.numbers("lon"), table.numbers("lat"), table.texts("sensitive"), strict=True
    )
    for site_id, lon, lat, sensitive in rows:
        point = public_point(Place(float(lon), float(lat), sensitive == "yes"))
        if point is not None:
            found[site_id] = point
    return found
