"""What may be told of a site whose exact place must not be published: the one rule for every page, file and answer."""

from __future__ import annotations

import math
import re
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.table import Table, TableSet, Values

CELLS_PER_DEGREE = 10
"""Cells of a tenth of a degree, some ten kilometres: what may be shown of a sensitive site."""

PLACE_COLUMNS = ("lat", "lon", "geometry_wkt")
"""The columns of the table `sites` that tell where a site is."""

_MINUTES = r"\d{1,2}(?:[.,]\d+)?"
# Every way in which people write a place more closely than a tenth of a degree.
_WRITTEN = re.compile(
    "|".join(
        (
            # 40°19′07″, 40° 19.125'
            rf"[-−+]?\d{{1,3}}\s*[°º˚]\s*{_MINUTES}\s*['’′ʹ](?:\s*{_MINUTES}\s*(?:[\"”″ʺ]|['’′ʹ]{{2}}))?",
            # 40d19m07s
            rf"\d{{1,3}}\s?[dD]\s?{_MINUTES}\s?[mM](?:\s?{_MINUTES}\s?[sS])?",
            # 40 19 07 S, S 40:19:07
            rf"\b\d{{1,3}}[\s:]\d{{1,2}}[\s:]{_MINUTES}\s?[NSEWO]\b",
            rf"\b[NSEWO]\s?\d{{1,3}}[\s:]\d{{1,2}}[\s:]{_MINUTES}",
            # 0420660 E 5536820 N, in metres of a projection
            r"\b(?:[EN]\s?)?\d{5,8}(?:[.,]\d+)?\s?m?\s?[EN]?[\s,;/]+(?:[EN]\s?)?[-−+]?\d{5,8}(?:[.,]\d+)?",
            # 25HDF2066036820, of the military grid, and 5C26M3J8+F5, a plus code
            r"\b\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{2,5}\s?\d{2,5}\b",
            r"\b[2-9CFGHJMPQRVWX]{6,8}\+[2-9CFGHJMPQRVWX]{2,3}\b",
            # -40.3188
            r"[-−+]?\d+[.,]\d{2,}",
        )
    )
)


def cell_middle(degrees: float) -> float:
    """Return the middle of the cell that holds a coordinate; NaN stays NaN.

    Notes
    -----
    Cells lie around whole tenths. All that is published uses the same ones: two grids beside each other would tell
    more than one.

    Examples
    --------
    >>> cell_middle(-0.7512)
    -0.8
    """
    if not math.isfinite(degrees):
        return math.nan
    return round(degrees * CELLS_PER_DEGREE) / CELLS_PER_DEGREE + 0.0


def shown_place(lon: float, lat: float, *, sensitive: bool) -> tuple[float, float]:
    """Return longitude and latitude as they may be shown.

    Examples
    --------
    >>> shown_place(-9.9346, -40.3188, sensitive=True)
    (-9.9, -40.3)
    """
    return (cell_middle(lon), cell_middle(lat)) if sensitive else (lon, lat)


def without_coordinates(text: str) -> str:
    """Return a text without numbers that could be coordinates: those with two decimals or more, minutes, grids.

    Notes
    -----
    A whole degree and one with a single decimal stay: they tell no more than the cell that is shown. What is said in
    words, or as a geohash, which looks like any other word, stays as well.

    Examples
    --------
    >>> without_coordinates("The outline has the point -9.88321 -40.3512, row 3.")
    'The outline has the point … …, row 3.'
    >>> without_coordinates("Nests at 40°19′07″ S, 9° 56.077' W, some 40.3° south.")
    'Nests at … S, … W, some 40.3° south.'
    """
    return _WRITTEN.sub("…", text)


def shown_places(sites: Table) -> dict[str, tuple[float, float]]:
    """Return longitude and latitude of each site that has both, of a sensitive one as they may be shown.

    Notes
    -----
    Whatever is computed from where sites are and published (distances, maps) is computed from these: a distance from
    the exact place tells, with a few others, that place.
    """
    rows = zip(
        sites.words("site_id"), sites.numbers("lon"), sites.numbers("lat"), sites.texts("sensitive"), strict=True
    )
    placed = ((site, shown_place(float(lon), float(lat), sensitive=flag == "yes")) for site, lon, lat, flag in rows)
    return {site: place for site, place in placed if all(map(math.isfinite, place))}


def sensitive_sites(tables: TableSet) -> frozenset[str]:
    """Return the sites of a study that are marked sensitive."""
    table = tables["sites"]
    flags = zip(table.words("site_id"), table.texts("sensitive"), strict=True)
    return frozenset(site for site, flag in flags if flag == "yes")


def without_coordinates_in_texts(table: Table, hidden: Collection[str]) -> Table:
    """Return a table in which no text of a row that names one of the sites holds a coordinate.

    Notes
    -----
    People write coordinates into notes as well, so that numbers with decimals are taken out of every text that stands
    in a row of a sensitive site, in whatever table.
    """
    naming = [column.name for column in table.spec if column.name == "site_id" or "sites" in column.references]
    rows = [row for row in range(len(table)) if any(_names_one(table.columns[name][row], hidden) for name in naming)]
    if not rows:
        return table
    columns: dict[str, Values] = dict(table.columns)
    for column in table.spec:
        if column.kind in ("text", "texts"):
            cells: NDArray[np.object_] = np.array(table.columns[column.name], dtype=object)
            for row in rows:
                cells[row] = _public_cell(cells[row])
            columns[column.name] = cells
    return Table(table.spec, columns, table.rows, table.file, table.letters)


def _names_one(cell: object, hidden: Collection[str]) -> bool:
    return any(site in hidden for site in cell) if isinstance(cell, tuple) else cell in hidden


def _public_cell(cell: object) -> object:
    if isinstance(cell, tuple):
        return tuple(without_coordinates(str(each)) for each in cell)
    return None if cell is None else without_coordinates(str(cell))
