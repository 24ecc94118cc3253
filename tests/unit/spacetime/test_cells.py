from __future__ import annotations

import numpy as np
import pytest

from oxyura.spacetime.cells import locate_cells
from oxyura.spacetime.great_circle import great_circle_km


def test_centre_of_an_eea_cell():
    """The Belgian alien cube gives 3.52629, 50.92475 for this cell."""
    cells = locate_cells(["1kmE3866N3110"], "eea")
    assert float(great_circle_km(cells.lat[0], cells.lon[0], 50.92475, 3.52629)) < 0.001
    assert cells.reach_km[0] == pytest.approx(np.sqrt(0.5), rel=0.002)


def test_codes_that_cannot_be_read_stay_in_their_place():
    cells = locate_cells(["E008N54BA", "nonsense", " E008N55BA "], "eqdgc")
    assert cells.valid.tolist() == [True, False, True]
    assert np.isnan(cells.lat[1])
    assert cells.lat[[0, 2]].tolist() == [54.875, 55.875]


def test_no_codes():
    assert len(locate_cells([], "mgrs").lat) == 0


@pytest.mark.parametrize(("grid", "code"), [("eea", "10kmE386N311"), ("eqdgc", "E004N51A"), ("mgrs", "31UES10")])
def test_distance_is_zero_inside_and_grows_outside(grid, code):
    cells = locate_cells([code], grid)
    corners = cells.corners(0)
    centre = np.array([cells.lon[0], cells.lat[0]])
    inside = centre + 0.9 * (corners - centre)
    outside = centre + 1.5 * (corners - centre)
    pairs = np.zeros(4, dtype=np.int64)
    assert cells.distance_km(pairs, inside[:, 1], inside[:, 0]).max() == pytest.approx(0, abs=1e-6)
    expected = great_circle_km(corners[:, 1], corners[:, 0], outside[:, 1], outside[:, 0])
    assert cells.distance_km(pairs, outside[:, 1], outside[:, 0]) == pytest.approx(expected, rel=0.02)


def test_cell_beside_the_antimeridian_meets_the_other_side():
    cells = locate_cells(["E179S17"], "eqdgc")
    pair = np.zeros(1, dtype=np.int64)
    km = cells.distance_km(pair, np.array([-17.5]), np.array([-179.9]))
    assert km[0] == pytest.approx(float(great_circle_km(-17.5, 180, -17.5, -179.9)))


def test_a_place_beyond_the_projection_has_a_distance_all_the_same():
    cells = locate_cells(["1kmE3866N3110"], "eea")
    km = cells.distance_km(np.zeros(1, dtype=np.int64), np.array([-50.0]), np.array([-170.0]))
    assert km[0] > 10_000
