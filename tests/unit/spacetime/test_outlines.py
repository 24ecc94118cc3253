from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.schema.errors import InputError
from oxyura.spacetime.outlines import read_outline

SQUARE = "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))"


def inside(outline, lat, lon):
    return bool(outline.contains(np.array([lat]), np.array([lon]))[0])


def test_polygon_with_a_hole():
    outline = read_outline("POLYGON((0 0,10 0,10 10,0 10,0 0),(4 4,6 4,6 6,4 6,4 4))")
    assert inside(outline, 2, 2)
    assert not inside(outline, 5, 5)
    assert not inside(outline, 5, 11)


def test_several_polygons_of_which_one_passes_the_antimeridian():
    outline = read_outline("MULTIPOLYGON (((179 -18, 181 -18, 181 -16, 179 -16)), ((0 0, 1 0, 1 1, 0 0)))")
    assert inside(outline, -17, 179.5)
    assert inside(outline, -17, -179.5)
    assert inside(outline, 0.1, 0.5)
    assert not inside(outline, -17, -178.5)


@given(st.floats(-2, 12), st.floats(-2, 12))
def test_agrees_with_the_definition_of_a_rectangle(lat, lon):
    outline = read_outline(SQUARE)
    if not (min(abs(lat), abs(lat - 10)) < 1e-9 or min(abs(lon), abs(lon - 10)) < 1e-9):
        assert inside(outline, lat, lon) == (0 < lat < 10 and 0 < lon < 10)


@pytest.mark.parametrize(
    ("west", "south", "east", "north", "meets"),
    [
        (2, 2, 3, 3, True),
        (-5, -5, 15, 15, True),
        (-5, 4, 15, 5, True),
        (9, 9, 12, 12, True),
        (11, 11, 12, 12, False),
        (-3, 2, -1, 3, False),
        (362, 2, 363, 3, True),
    ],
)
def test_cells_that_meet_an_outline(west, south, east, north, meets):
    corners = np.array([(west, south), (east, south), (east, north), (west, north)], dtype=float)
    assert read_outline(SQUARE).meets(corners) is meets


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begins with"),
        ("POINT (1 2)", "begins with 'POINT'"),
        ("POLYGON", "empty"),
        ("POLYGON ((0 0, 1 0, 1 1)", "brackets"),
        ("POLYGON ((0 0, 1 0, 1 1)))", "brackets"),
        ("POLYGON ((0 0, 1 0))", "fewer than three"),
        ("POLYGON ((0 0, 1 0 5 6 7, 1 1))", "point of 5"),
        ("POLYGON ((0 0, 1 95, 1 1))", "no longitude and latitude"),
        ("POLYGON ((0 0, 1 1e999, 1 1))", "no longitude and latitude"),
        ("POLYGON ((0 0; 1 0; 1 1))", "cannot be read at"),
        ("POLYGON (0 0, 1 0, 1 1)", "place for a bracket"),
        ("POLYGON EMPTY", "place for a bracket"),
    ],
)
def test_what_is_no_outline_is_said(text, said):
    with pytest.raises(InputError, match=said) as caught:
        read_outline(text, "sites, row 3")
    assert caught.value.where == "sites, row 3"
    assert "POLYGON" in caught.value.remedy


def test_third_and_fourth_dimensions_are_passed_over():
    assert inside(read_outline("POLYGON Z ((0 0 9, 10 0 9, 10 10 9, 0 10 9, 0 0 9))"), 5, 5)


def test_endless_outline_is_refused():
    with pytest.raises(InputError, match="more than"):
        read_outline("POLYGON ((" + "0 0," * 300_000 + "0 0))")
