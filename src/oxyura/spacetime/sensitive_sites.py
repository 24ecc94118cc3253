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

_DECIMALS = re.compile(r"[-−+]?\d+[.,]\d{2,}")


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
    """Return a text without numbers that could be coordinates: those with two decimals or more.

    Examples
    --------
    >>> without_coordinates("The outline has the point -9.88321 -40.3512, row 3.")
    'The outline has the point … …, row 3.'
    """
    return _DECIMALS.sub("…", text)


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
