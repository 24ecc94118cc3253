from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from oxyura.spacetime.great_circle import (
    EARTH_RADIUS_KM,
    degrees_of_latitude,
    great_circle_km,
    radius_of_area_km,
)

places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        ((0, 0), (0, 90), np.pi / 2 * EARTH_RADIUS_KM),
        ((90, 17), (-90, -60), np.pi * EARTH_RADIUS_KM),
        ((10, 179.9), (10, -179.9), 2 * EARTH_RADIUS_KM * np.arcsin(np.cos(np.radians(10)) * np.sin(np.radians(0.1)))),
        ((51.2, 4.4), (51.2, 4.4), 0.0),
    ],
)  # fmt: skip
def test_known_distances(here, there, km):
    assert great_circle_km(*here, *there) == pytest.approx(km, rel=1e-12)


@given(places, places)
def test_agrees_with_the_ellipsoid_within_its_flattening(here, there):
    _, _, metres = Geod(ellps="WGS84").inv(here[1], here[0], there[1], there[0])
    assert float(great_circle_km(*here, *there)) == pytest.approx(metres / 1000, rel=0.0057, abs=1e-6)


@given(places, places, st.integers(-2, 2))
def test_is_symmetric_and_does_not_care_about_turns(here, there, turns):
    forth = great_circle_km(*here, *there)
    back = great_circle_km(there[0], there[1] + 360 * turns, *here)
    assert float(forth) == pytest.approx(float(back), abs=1e-4)


def test_broadcasts():
    assert great_circle_km(np.zeros((3, 1)), 0, 0, np.arange(4)).shape == (3, 4)


def test_degrees_and_areas():
    assert degrees_of_latitude(float(great_circle_km(10, 5, 12.5, 5))) == pytest.approx(2.5)
    assert radius_of_area_km(np.pi * 9) == pytest.approx(3)
