"""Which of the study's sites a record, or a grid cell of records, lies at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.errors import InputError
from oxyura.sources.study_rows import SiteSought
from oxyura.spacetime.cells import GridCells
from oxyura.spacetime.great_circle import degrees_of_latitude, great_circle_km, radius_of_area_km
from oxyura.spacetime.outlines import Outline, read_outline

DEFAULT_KM = 5.0
LEAST_KM = 1.0
_MOST_KM = 1_000.0

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class SiteReach:
    """The study's sites and how far each of them reaches.

    Parameters
    ----------
    site_ids : tuple of str
        The sites.
    lat, lon : float64 array, shape (sites,), degrees
        Their points; NaN where there is none.
    within_km : float64 array, shape (sites,), km
        Distance from the point at which a record still belongs to the site; NaN where only the outline
        counts.
    tolerance_km : float64 array, shape (sites,), km
        How badly a record's position may be known and still be believed at the site.
    outlines : tuple of (int, Outline)
        Sites with an outline.
    """

    site_ids: tuple[str, ...]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    within_km: NDArray[np.float64]
    tolerance_km: NDArray[np.float64]
    outlines: tuple[tuple[int, Outline], ...]

    @property
    def placeless(self) -> tuple[str, ...]:
        """Sites with neither point nor outline: no record can be matched to them."""
        outlined = {place for place, _ in self.outlines}
        return tuple(
            site for place, site in enumerate(self.site_ids) if np.isnan(self.lat[place]) and place not in outlined
        )

    @property
    def _with_distance(self) -> list[int]:
        return [int(site) for site in np.flatnonzero(np.isfinite(self.lat) & np.isfinite(self.within_km))]

    def match_points(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> Pairs:
        """Return pairs of record and site: within the site's distance of its point, or inside its outline."""
        order = np.argsort(lat, kind="stable")
        sorted_lat = lat[order]
        records: list[NDArray[np.int64]] = []
        sites: list[NDArray[np.int64]] = []
        for site in self._with_distance:
            band = degrees_of_latitude(float(self.within_km[site])) * 1.001 + 1e-9
            first = np.searchsorted(sorted_lat, self.lat[site] - band, side="left")
            last = np.searchsorted(sorted_lat, self.lat[site] + band, side="right")
            near = order[first:last]
            distance = great_circle_km(self.lat[site], self.lon[site], lat[near], lon[near])
            _collect(records, sites, near[distance <= self.within_km[site]], site)
        for site, outline in self.outlines:
            _collect(records, sites, np.flatnonzero(outline.contains(lat, lon)), site)
        return _distinct(records, sites)

    def match_cells(self, cells: GridCells) -> Pairs:
        """Return pairs of cell and site: a part of the cell within the site's distance, or in its outline."""
        found: list[NDArray[np.int64]] = []
        sites: list[NDArray[np.int64]] = []
        valid = np.flatnonzero(cells.valid)
        for site in self._with_distance:
            centre_km = great_circle_km(self.lat[site], self.lon[site], cells.lat[valid], cells.lon[valid])
            near = valid[centre_km <= (self.within_km[site] + cells.reach_km[valid]) * 1.01]
            place = np.full(len(near), self.lat[site]), np.full(len(near), self.lon[site])
            distance = cells.distance_km(near, *place)
            _collect(found, sites, near[distance <= self.within_km[site]], site)
        for site, outline in self.outlines:
            west, south, east, north = outline.bounds
            lat, lon = (south + north) / 2, (west + east) / 2
            radius = float(great_circle_km(lat, lon, [south, south, north, north], [west, east, west, east]).max())
            centre_km = great_circle_km(lat, lon, cells.lat[valid], cells.lon[valid])
            near = valid[centre_km <= (radius + cells.reach_km[valid]) * 1.01]
            meets = [outline.meets(cells.corners(int(cell))) for cell in near]
            _collect(found, sites, near[np.array(meets, dtype=bool)], site)
        return _distinct(found, sites)


def reach_of_sites(sites: Sequence[SiteSought], within_km: float | None) -> SiteReach:
    """Work out how far each site reaches.

    Parameters
    ----------
    sites : sequence of SiteSought
        The study's sites.
    within_km : float, optional
        One distance for all. Without it: the outline, where a site has one; else the radius of the circle of
        its area, at least 1 km; else 5 km.

    Raises
    ------
    InputError
        When the distance is no distance, or a site's coordinates or outline cannot be read.
    """
    if within_km is not None and not 0 <= within_km <= _MOST_KM:
        raise InputError(
            f"The distance {within_km:g} km cannot be used.",
            where="--within-km",
            remedy=f"Give a distance from 0 to {_MOST_KM:g} km.",
        )
    lat, lon, within, tolerance = (np.full(len(sites), np.nan) for _ in range(4))
    outlines: list[tuple[int, Outline]] = []
    for place, site in enumerate(sites):
        if site.lat is not None and site.lon is not None:
            if not (-90 <= site.lat <= 90 and -180 <= site.lon <= 180):
                raise InputError(
                    f"The site {site.site_id} lies at {site.lat:g}, {site.lon:g}.",
                    where="sites",
                    remedy="Latitude is from -90 to 90, longitude from -180 to 180.",
                )
            lat[place], lon[place] = site.lat, site.lon
        if site.geometry_wkt.strip():
            outlines.append((place, read_outline(site.geometry_wkt, f"sites, {site.site_id}, geometry_wkt")))
        usual = _usual_km(site)
        tolerance[place] = usual if within_km is None else within_km
        within[place] = np.nan if within_km is None and site.geometry_wkt.strip() else tolerance[place]
    return SiteReach(tuple(site.site_id for site in sites), lat, lon, within, tolerance, tuple(outlines))


def _usual_km(site: SiteSought) -> float:
    if site.area_km2 is None or not site.area_km2 > 0:
        return DEFAULT_KM
    return max(LEAST_KM, radius_of_area_km(site.area_km2))


def _collect(
    records: list[NDArray[np.int64]], sites: list[NDArray[np.int64]], found: NDArray[np.int64], site: int
) -> None:
    if len(found):
        records.append(found.astype(np.int64))
        sites.append(np.full(len(found), site, dtype=np.int64))


def _distinct(records: list[NDArray[np.int64]], sites: list[NDArray[np.int64]]) -> Pairs:
    if not records:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty
    pairs = np.unique(np.column_stack((np.concatenate(records), np.concatenate(sites))), axis=0)
    return pairs[:, 0], pairs[:, 1]
