"""Where a site may be shown: the one way by which coordinates reach a page, an export or the API."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

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


# The columns that tell where a site is.
PLACE_COLUMNS = frozenset({"lat", "lon", "geometry_wkt"})
_DECIMALS = re.compile(r"[-−+]?\d+[.,]\d{2,}")


def public_text(text: str) -> str:
    """Return a message without numbers that could be coordinates.

    Examples
    --------
    >>> public_text("The outline has the point -9.88321 -40.3512, row 3.")
    'The outline has the point … …, row 3.'
    """
    return _DECIMALS.sub("…", text)


def public_problem(problem: Mapping[str, Any]) -> dict[str, Any]:
    """Return a problem of a study (``Problem.to_json``) as others than the owner may read it.

    Notes
    -----
    While a study has errors nobody knows which of its sites are sensitive, so the table of sites tells no place at all.
    """
    told = {name: public_text(value) if isinstance(value, str) else value for name, value in problem.items()}
    is_of_sites = "sites" in str(problem.get("file", ""))
    if problem.get("column") in PLACE_COLUMNS or (is_of_sites and problem.get("column") is None):
        told["value"] = None
    return told
