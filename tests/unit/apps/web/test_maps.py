"""Maps show places where they are, and lines where they belong."""

from __future__ import annotations

import re

import numpy as np
import pytest

from oxyura.apps.web.views.map_frame import WIDTH, arc_data, close_map, lay_ground, lay_world, open_map
from oxyura.apps.web.views.map_lines import great_circle
from oxyura.publish.language import words_for
from oxyura.publish.map_drawing import scale_length
from oxyura.publish.map_projection import EARTH_RADIUS_KM, RegionalView, choose_view, fit_view

WORDS = words_for("en")


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", path)]


def test_projection_of_a_region_is_told_as_a_script_needs_it() -> None:
    ground = lay_ground(((2.9, 39.6), (4.1, 39.9), (1.4, 38.7)))
    told = dict(re.findall(r'data-(\w+)="([^"]*)"', ground.attributes))
    assert told["projection"] == "azimuthal"
    # Lambert's azimuthal equal-area projection, as d3-geo has it.
    lon, lat, scale = (float(told[name]) for name in ("lon", "lat", "scale"))
    point = np.radians([2.9 - lon, 39.6]), np.radians(lat)
    (east, north), middle = point
    cosine = np.sin(middle) * np.sin(north) + np.cos(middle) * np.cos(north) * np.cos(east)
    factor = scale * np.sqrt(2 / (1 + cosine))
    x = WIDTH / 2 + factor * np.cos(north) * np.sin(east)
    y = ground.height / 2 - factor * (np.cos(middle) * np.sin(north) - np.sin(middle) * np.cos(north) * np.cos(east))
    assert ground.place([(2.9, 39.6)])[0] == pytest.approx([x, y], abs=0.05)


@pytest.mark.parametrize("half_width", [1e-4, 0.013, 0.32, 0.7])
@pytest.mark.parametrize("longest", [0.18, 0.2])
def test_scale_bar_has_a_round_length_that_fits(half_width: float, longest: float) -> None:
    length, share = scale_length(RegionalView(0.0, 0.0, half_width, half_width), longest)
    assert longest / 2.5 <= share <= longest
    assert float(f"{length:.0e}") == pytest.approx(length)
    assert share == pytest.approx(length / (2 * half_width * EARTH_RADIUS_KM))


def test_near_places_fill_their_map() -> None:
    places = np.array([(-9.0, 36.0), (3.0, 36.0), (3.0, 44.0), (-9.0, 44.0)])
    shares = fit_view(places).place(places)
    assert shares.min() > 0
    assert shares.max() < 1
    assert np.ptp(shares, axis=0).max() > 0.85
    # Where there is nothing but sea around them, more is shown, until there is land.
    assert fit_view(np.array([(-9.9, -40.3)])) == choose_view(np.array([(-9.9, -40.3)]))


def test_world_keeps_to_its_outline() -> None:
    ground = lay_world()
    assert ground.is_world
    places = ground.place([(-179.9, 0.0), (179.9, 0.0), (0.0, 89.9), (0.0, -89.9)])
    assert places[:, 0].min() >= 0
    assert places[:, 0].max() <= WIDTH
    assert places[0, 0] < 5
    assert places[1, 0] > WIDTH - 5


def test_way_over_the_date_line_is_broken_not_drawn_across() -> None:
    path = arc_data(lay_world(), (170.0, 0.0), (-170.0, 10.0))
    assert path.count("M") == 2
    for part in path.split("M")[1:]:
        across = numbers(part)[::2]
        assert max(across) - min(across) < WIDTH / 4


def test_great_circle_is_the_shortest_way() -> None:
    way = great_circle((0.0, 50.0), (90.0, 50.0))
    assert way[0] == pytest.approx((0.0, 50.0))
    assert way[-1] == pytest.approx((90.0, 50.0))
    assert max(lat for _, lat in way) > 55
    assert great_circle((1.0, 1.0), (1.0, 1.0)) == [(1.0, 1.0), (1.0, 1.0)]


def test_map_is_described_and_escaped() -> None:
    ground = lay_ground(((0.0, 0.0),))
    drawn = open_map(ground, "map", 'at "<b>"', WORDS) + close_map(ground, WORDS)
    assert 'aria-labelledby="map-name map-text"' in drawn
    assert "<b>" not in drawn
    assert "style=" not in drawn
    assert drawn.count("<svg") == drawn.count("</svg>") == 1
