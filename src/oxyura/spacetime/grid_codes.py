"""What the codes of reference grid cells say: the rectangle they name, in the grid's own coordinates.

Three grids are read: the European reference grid of the EEA, extended quarter-degree cells (EQDGC) and the
Military Grid Reference System (MGRS). Everything here is text and whole numbers;
:mod:`oxyura.spacetime.cells` puts cells on the globe.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Grid = Literal["eea", "eqdgc", "mgrs"]

_EEA = re.compile(r"([1-9]\d{0,5})(km|m)E(\d{1,7})N(\d{1,7})", re.IGNORECASE)
_EQDGC = re.compile(r"([EW])(\d{3})([NS])(\d{2})([A-D]{0,12})")
_MGRS = re.compile(r"(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z])([A-HJ-NP-V])(\d{0,10})")

_MGRS_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_MGRS_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_MGRS_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_BAND_BOTTOM_KM = dict(
    zip(
        _MGRS_BANDS,
        # Least northing in km of each 8-degree band, from the false northing of 10,000 km in the south.
        (
            1100, 2000, 2800, 3700, 4600, 5500, 6400, 7300, 8200, 9100,
            0, 800, 1700, 2600, 3500, 4400, 5300, 6200, 7000, 7900,
        ),
        strict=True,
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellRectangle:
    """The rectangle that a cell code names.

    Parameters
    ----------
    epsg : int
        Coordinate reference system of the edges: 3035 (metres), 4326 (degrees) or a UTM zone (metres).
    west, south, east, north : float
        The edges.
    """

    epsg: int
    west: float
    south: float
    east: float
    north: float


def decode_eea(code: str) -> CellRectangle | None:
    """Return the rectangle of an EEA reference grid code such as ``1kmE3866N3110``; None for another text.

    Notes
    -----
    The code holds the easting and northing of the lower left corner in EPSG:3035, divided by ten to the
    number of zeros in the cell size in metres (GBIF technical documentation, EEA reference grid cell code):
    250 m cells are divided by 10, 50 km cells by 10,000.

    Examples
    --------
    >>> decode_eea("50kmE425N265")
    CellRectangle(epsg=3035, west=4250000.0, south=2650000.0, east=4300000.0, north=2700000.0)
    """
    match = _EEA.fullmatch(code)
    if match is None:
        return None
    size = int(match[1]) * (1000 if match[2].lower() == "km" else 1)
    digits = str(size)
    scale = 10 ** (len(digits) - len(digits.rstrip("0")))
    west, south = int(match[3]) * scale, int(match[4]) * scale
    inside = west + size <= 10_000_000 and south + size <= 10_000_000
    if not inside or size > 1_000_000 or west % size or south % size:
        return None
    return CellRectangle(3035, float(west), float(south), float(west + size), float(south + size))


def decode_eqdgc(code: str) -> CellRectangle | None:
    """Return the rectangle of an extended quarter-degree code such as ``E008N54BA``; None for another text.

    Notes
    -----
    Degrees are those of the corner nearest 0°, 0°; each letter halves the square, A north-west, B north-east,
    C south-west, D south-east, in every quarter of the globe (doi:10.1111/j.1365-2028.2008.00997.x;
    GBIF technical documentation).

    Examples
    --------
    >>> decode_eqdgc("E008N54BA")
    CellRectangle(epsg=4326, west=8.5, south=54.75, east=8.75, north=55.0)
    """
    match = _EQDGC.fullmatch(code.upper())
    if match is None:
        return None
    degrees_lon, degrees_lat = int(match[2]), int(match[4])
    if degrees_lon >= 180 or degrees_lat >= 90:
        return None
    west = float(degrees_lon if match[1] == "E" else -degrees_lon - 1)
    south = float(degrees_lat if match[3] == "N" else -degrees_lat - 1)
    size = 1.0
    for letter in match[5]:
        size /= 2
        west += size * (letter in "BD")
        south += size * (letter in "AB")
    return CellRectangle(4326, west, south, west + size, south + size)


def decode_mgrs(code: str) -> CellRectangle | None:
    """Return the square of an MGRS code such as ``32UMF7684``; None for another text.

    Notes
    -----
    Letters I and O are not used. Columns of 100 km repeat every three zones, rows every 2,000 km, which the
    latitude band settles; even zones start their rows at F, the lettering that goes with WGS 84. Polar
    codes, without a zone number, are not read.

    Examples
    --------
    >>> decode_mgrs("32UNC6861")
    CellRectangle(epsg=32632, west=568000.0, south=5761000.0, east=569000.0, north=5762000.0)
    """
    match = _MGRS.fullmatch(code.upper())
    if match is None or len(match[5]) % 2:
        return None
    zone, band, column, row, digits = int(match[1]), match[2], match[3], match[4], match[5]
    columns = _MGRS_COLUMNS[(zone - 1) % 3]
    if not 1 <= zone <= 60 or column not in columns:
        return None
    half = len(digits) // 2
    size = 10 ** (5 - half)
    easting = (columns.index(column) + 1) * 100_000 + (int(digits[:half]) * size if half else 0)
    row_number = (_MGRS_ROWS.index(row) - (5 if zone % 2 == 0 else 0)) % 20
    bottom = _BAND_BOTTOM_KM[band] * 1000
    northing = row_number * 100_000
    while northing < bottom:
        northing += 2_000_000
    # A band is at most 1,360 km tall in X and 890 km elsewhere: a row above it belongs to no square of this
    # band.
    if northing > bottom + (1_500_000 if band == "X" else 1_000_000):
        return None
    northing += int(digits[half:]) * size if half else 0
    epsg = (32600 if band >= "N" else 32700) + zone
    return CellRectangle(epsg, float(easting), float(northing), float(easting + size), float(northing + size))


DECODERS: dict[Grid, Callable[[str], CellRectangle | None]] = {
    "eea": decode_eea,
    "eqdgc": decode_eqdgc,
    "mgrs": decode_mgrs,
}
