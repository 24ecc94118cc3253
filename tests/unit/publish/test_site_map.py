from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from oxyura.publish.coastline import clip_ring, read_coastline, smooth_ring, to_sphere
from oxyura.publish.labels import read_labels
from oxyura.publish.map_projection import RegionalView, WorldView, choose_view
from oxyura.publish.site_map import SiteMap, draw_sites
from oxyura.study.assessment import Assessment
from oxyura.study.running import assess_study
from unit.publish.pochard import make_study, year_records

GOUGH, SOCORRO, WEIPA, BARBADOS = (-9.942, -40.323), (-110.984, 18.79), (141.721, -12.229), (-59.483, 13.167)
CHONGMING, BOHAI, AUCKLAND = (121.9, 31.5), (118.25, 39.03), (174.8, -36.9)


def draw(sites: list[dict[str, Any]] | None = None) -> SiteMap:
    records = year_records() if sites is None else {**year_records(), "sites": sites}
    assessment = assess_study(make_study(records))
    return draw_sites(assessment, read_labels(assessment.study.tables))


def area(ring: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(abs((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) / 2)


def test_the_coastline_is_that_of_the_world() -> None:
    rings = read_coastline()
    assert len(rings) > 1400
    points = np.concatenate(rings)
    assert points.min(axis=0).tolist() == [-180, -90]
    assert 180 == points[:, 0].max() > points[:, 1].max() > 83
    square_degrees = sum(area(ring * [1, 0] + np.degrees(np.sin(np.radians(ring))) * [0, 1]) for ring in rings)
    # Land, and not its complement: 29 % of the sphere, lakes counted twice.
    assert square_degrees / (360 * np.degrees(2)) == pytest.approx(0.29, abs=0.02)


def test_no_ring_leaps_across_the_world() -> None:
    for ring in read_coastline():
        leaps = np.abs(np.diff(ring[:, 0])) > 180
        assert not (leaps & (ring[1:, 1] > -89)).any()


@pytest.mark.parametrize("place", [GOUGH, SOCORRO, BARBADOS])
def test_one_island_has_a_window_with_land(place: tuple[float, float]) -> None:
    view = choose_view(np.array([place]))
    assert isinstance(view, RegionalView)
    assert view.place(np.array([place])) == pytest.approx(np.array([[0.5, 0.5]]))
    inside = [ring for ring in view.land() if ((ring > 0) & (ring < 1)).all(axis=1).any()]
    assert inside


def test_a_flyway_fits_its_window() -> None:
    places = np.array([CHONGMING, BOHAI, AUCKLAND])
    view = choose_view(places)
    assert isinstance(view, RegionalView)
    at = view.place(places)
    assert ((at > 0.05) & (at < 0.95)).all()
    assert at[0, 1] < at[2, 1]


def test_places_on_both_sides_of_the_world_get_all_of_it() -> None:
    view = choose_view(np.array([WEIPA, BARBADOS]))
    assert view == WorldView(150.0)
    at = view.place(np.array([WEIPA, BARBADOS, (150.0, 0.0), (150.0, 90.0)]))
    assert at[0, 0] < 0.5 < at[1, 0]
    assert at[2:] == pytest.approx(np.array([[0.5, 0.5], [0.5, 0.0]]), abs=1e-5)


@pytest.mark.parametrize("view", [RegionalView(10.0, 40.0, 0.6, 0.4), WorldView(0.0)])
def test_areas_are_true(view: RegionalView | WorldView) -> None:
    """Two cells of the same area keep it, wherever they lie."""
    aspect = view.aspect
    shown = []
    for lon, lat in ((-5.0, 30.0), (20.0, 48.0)):
        top = np.degrees(np.arcsin(np.sin(np.radians(lat)) + 0.002))
        cell = np.array([(lon, lat), (lon + 0.3, lat), (lon + 0.3, top), (lon, top)])
        shown.append(area(view.place(cell) * [1, 1 / aspect]))
    assert shown[0] == pytest.approx(shown[1], rel=2e-3)


def test_clipping_keeps_what_is_inside() -> None:
    square = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
    right = clip_ring(square, np.array([[1.0, 0.0, 0.0]]))
    assert area(right) == pytest.approx(2.0)
    assert len(clip_ring(square, np.array([[1.0, 0.0, -2.0]]))) == 0
    assert clip_ring(square, np.array([[1.0, 0.0, 2.0]])) is square


def test_long_edges_bend_with_the_sphere() -> None:
    ring = smooth_ring(to_sphere(np.array([(0.0, 0.0), (90.0, 0.0), (0.0, 90.0)])))
    assert np.linalg.norm(ring, axis=1) == pytest.approx(np.ones(len(ring)))
    assert len(ring) >= 60


def test_the_map_says_what_is_known_where() -> None:
    found = draw()
    assert found.svg is not None
    root = ElementTree.fromstring(str(found.svg))
    circles = [element.attrib for element in root.iter("circle") if "site" in element.attrib.get("class", "")]
    assert [circle["class"] for circle in circles] == ["site status-present", "site status-not_surveyed"]
    assert float(circles[0]["r"]) > float(circles[1]["r"])
    assert root.attrib["role"] == "img"
    description = "".join(root.find("desc").itertext())  # type: ignore[union-attr]
    assert "American Mink: present" in description
    assert "American Mink: not surveyed" in description
    assert any("km" in (text.text or "") for text in root.iter("text"))


def test_a_sensitive_site_is_only_roughly_placed() -> None:
    found = draw()
    assert found.generalised
    place = found.rows[1].place
    assert place.startswith("36.1° N, 6.7° W")
    assert "rounded" in place
    assert found.rows[0].place == "38.20° N, 0.75° W"
    assert "36.12" not in str(found.svg)


def test_a_site_without_coordinates_is_listed() -> None:
    sites = year_records()["sites"]
    nowhere = {name: value for name, value in sites[1].items() if name not in ("lat", "lon", "geometry_wkt")}
    found = draw([sites[0], nowhere])
    assert [row.name for row in found.unplaced] == ["A Delta"]
    assert found.unplaced[0].place == "no coordinates given"
    none = draw([{name: site[name] for name in ("site_id", "name")} for site in sites])
    assert none.svg is None
    assert len(none.unplaced) == 2


def test_the_drawing_stays_in_its_frame(assessment: Assessment) -> None:
    svg = str(draw().svg)
    width, height = (float(number) for number in re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0])
    for x, y in re.findall(r'class="site[^"]*" [cx]+="([\d.]+)" c?y="([\d.]+)"', svg):
        assert 0 < float(x) < width
        assert 0 < float(y) < height
    assert "nan" not in svg
    assert draw_sites(replace(assessment, exposures=()), read_labels(assessment.study.tables)).svg is not None
