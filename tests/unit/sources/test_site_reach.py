from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.schema.errors import InputError
from oxyura.sources.site_reach import reach_of_sites
from oxyura.sources.study_rows import SiteSought
from oxyura.spacetime.cells import locate_cells
from oxyura.spacetime.great_circle import great_circle_km

SQUARE = "POLYGON ((4 50, 5 50, 5 51, 4 51, 4 50))"


def reach_km(*sites, within=None):
    return reach_of_sites(sites, within).within_km.tolist()


def test_how_far_sites_reach():
    plain = SiteSought("a", 50.0, 4.0)
    large = SiteSought("b", 50.0, 4.0, area_km2=100 * np.pi)
    tiny = SiteSought("c", 50.0, 4.0, area_km2=0.01)
    outlined = SiteSought("d", 50.0, 4.0, geometry_wkt=SQUARE)
    assert reach_km(plain, large, tiny) == pytest.approx([5.0, 10.0, 1.0])
    assert np.isnan(reach_km(outlined)).all()
    assert reach_km(plain, large, tiny, outlined, within=2.5) == [2.5] * 4


@pytest.mark.parametrize("distance", [-1, float("nan"), float("inf"), 5000])
def test_distances_that_are_none_are_refused(distance):
    with pytest.raises(InputError, match="cannot be used"):
        reach_of_sites([SiteSought("a", 0.0, 0.0)], distance)


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_sites_that_lie_nowhere_are_refused(lat, lon):
    with pytest.raises(InputError, match="site a lies at"):
        reach_of_sites([SiteSought("a", lat, lon)], None)


def test_outlines_that_cannot_be_read_name_their_site():
    with pytest.raises(InputError) as caught:
        reach_of_sites([SiteSought("a", geometry_wkt="CIRCLE (1)")], None)
    assert caught.value.where == "sites, a, geometry_wkt"


def test_sites_without_a_place_are_named():
    sites = [SiteSought("a"), SiteSought("b", 0.0, 0.0), SiteSought("c", geometry_wkt=SQUARE)]
    assert reach_of_sites(sites, None).placeless == ("a",)


places = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), max_size=30)


@given(places, places, st.floats(0, 1000))
def test_points_match_exactly_within_the_distance(records, sites, distance):
    """The band search gives what the plain double loop gives, over poles and antimeridian too."""
    reach = reach_of_sites([SiteSought(str(n), *place) for n, place in enumerate(sites)], distance)
    lat = np.array([place[0] for place in records])
    lon = np.array([place[1] for place in records])
    found = set(zip(*(part.tolist() for part in reach.match_points(lat, lon)), strict=True))
    wanted = {
        (r, s)
        for r, here in enumerate(records)
        for s, there in enumerate(sites)
        if great_circle_km(*there, *here) <= distance
    }
    assert found == wanted


def test_outline_and_distance_are_alternatives_where_both_are_given():
    site = SiteSought("a", 50.0, 4.0, geometry_wkt=SQUARE)
    lat, lon = np.array([50.9, 49.99, 52.0]), np.array([4.9, 4.0, 4.0])
    assert reach_of_sites([site], None).match_points(lat, lon)[0].tolist() == [0]
    assert reach_of_sites([site], 5).match_points(lat, lon)[0].tolist() == [0, 1]


def test_cells_match_by_their_nearest_part():
    cells = locate_cells(["1kmE3866N3110", "10kmE386N311", "1kmE3900N3110", "bad"], "eea")
    site = SiteSought("a", float(cells.lat[0]), float(cells.lon[0]))
    assert reach_of_sites([site], 0).match_cells(cells)[0].tolist() == [0, 1]
    assert reach_of_sites([site], 33).match_cells(cells)[0].tolist() == [0, 1]
    assert reach_of_sites([site], 34).match_cells(cells)[0].tolist() == [0, 1, 2]


def test_cells_match_outlines_they_touch():
    cells = locate_cells(["E004N50AA", "E004N51CC", "E005N50C", "E004N50", "E010N50"], "eqdgc")
    site = SiteSought("a", geometry_wkt="POLYGON ((4.1 50.8, 4.2 50.8, 4.2 51.1, 4.1 51.1))")
    assert reach_of_sites([site], None).match_cells(cells)[0].tolist() == [0, 1, 3]
