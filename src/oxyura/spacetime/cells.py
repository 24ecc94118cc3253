"""Grid cells on the globe: their centres, corners, sizes, and how far a place is from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oxyura.spacetime.great_circle import great_circle_km
from oxyura.spacetime.grid_codes import DECODERS, Grid

if TYPE_CHECKING:
    from pyproj import Transformer

_WGS84 = 4326


@dataclass(frozen=True)
class GridCells:
    """Cells of a reference grid, one per code, in the order of the codes.

    Parameters
    ----------
    epsg : int array, shape (cells,)
        Coordinate reference system of the edges; 0 where the code could not be read.
    edges : float64 array, shape (cells, 4)
        West, south, east, north in that system: metres, or degrees for 4326.
    lat, lon : float64 array, shape (cells,), degrees
        Centre in WGS 84; NaN where the code could not be read.
    reach_km : float64 array, shape (cells,)
        Greatest distance from the centre to a corner.
    """

    epsg: NDArray[np.int64]
    edges: NDArray[np.float64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    reach_km: NDArray[np.float64]

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Which codes could be read."""
        return self.epsg > 0

    def corners(self, cell: int) -> NDArray[np.float64]:
        """Return the four corners of one cell as rows of longitude, latitude, in order round the cell."""
        west, south, east, north = self.edges[cell]
        x = np.array([west, east, east, west])
        y = np.array([south, south, north, north])
        return np.column_stack(_to_lon_lat(int(self.epsg[cell]), x, y))

    def distance_km(
        self, cells: NDArray[np.int64], lat: NDArray[np.float64], lon: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return how far each place is from the nearest part of a cell; 0 inside it.

        Parameters
        ----------
        cells : int array, shape (pairs,)
            Positions of cells.
        lat, lon : float64 array, shape (pairs,), degrees
            The places, WGS 84.

        Returns
        -------
        float64 array, shape (pairs,), km
        """
        distance = np.full(len(cells), np.nan)
        systems = self.epsg[cells]
        for epsg in np.unique(systems[systems > 0]):
            chosen = np.flatnonzero(systems == epsg)
            distance[chosen] = _distance_in(int(epsg), self.edges[cells[chosen]], lat[chosen], lon[chosen])
        return distance


def locate_cells(codes: Sequence[str], grid: Grid) -> GridCells:
    """Put cell codes on the globe.

    Parameters
    ----------
    codes : sequence of str
        Codes of one grid.
    grid : {'eea', 'eqdgc', 'mgrs'}
        Which grid.

    Returns
    -------
    GridCells
        One cell per code; codes that cannot be read are there, and marked.
    """
    decode = DECODERS[grid]
    epsg = np.zeros(len(codes), dtype=np.int64)
    edges = np.full((len(codes), 4), np.nan)
    for position, code in enumerate(codes):
        cell = decode(code.strip())
        if cell is not None:
            epsg[position] = cell.epsg
            edges[position] = (cell.west, cell.south, cell.east, cell.north)
    lat, lon, reach = (np.full(len(codes), np.nan) for _ in range(3))
    for system in np.unique(epsg[epsg > 0]):
        chosen = np.flatnonzero(epsg == system)
        lat[chosen], lon[chosen], reach[chosen] = _centres(int(system), edges[chosen])
    outside = ~(np.isfinite(lat) & np.isfinite(lon))
    epsg[outside] = 0
    return GridCells(epsg, edges, lat, lon, reach)


def _centres(
    epsg: int, edges: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    west, south, east, north = edges.T
    lon, lat = _to_lon_lat(epsg, (west + east) / 2, (south + north) / 2)
    reach = np.zeros(len(edges))
    for x, y in ((west, south), (east, south), (east, north), (west, north)):
        corner_lon, corner_lat = _to_lon_lat(epsg, x, y)
        reach = np.maximum(reach, great_circle_km(lat, lon, corner_lat, corner_lon))
    return lat, lon, reach


def _distance_in(
    epsg: int, edges: NDArray[np.float64], lat: NDArray[np.float64], lon: NDArray[np.float64]
) -> NDArray[np.float64]:
    west, south, east, north = edges.T
    if epsg == _WGS84:
        # The nearest turn of the globe, so that cells beside the antimeridian meet places on its other side.
        middle = (west + east) / 2
        x = middle + (lon - middle + 180) % 360 - 180
        y = lat
    else:
        x, y = _transformer(_WGS84, epsg).transform(lon, lat)
    near_x, near_y = np.clip(x, west, east), np.clip(y, south, north)
    near_lon, near_lat = _to_lon_lat(epsg, near_x, near_y)
    distance = great_circle_km(lat, lon, near_lat, near_lon)
    # Inside, the way to the grid and back would leave a millionth of a metre.
    return np.where((near_x == x) & (near_y == y), 0.0, distance)


def _to_lon_lat(
    epsg: int, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if epsg == _WGS84:
        return x, y
    lon, lat = _transformer(epsg, _WGS84).transform(x, y)
    known = np.isfinite(lon) & np.isfinite(lat)
    return np.where(known, lon, np.nan), np.where(known, lat, np.nan)


@lru_cache(maxsize=256)
def _transformer(source: int, target: int) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)
