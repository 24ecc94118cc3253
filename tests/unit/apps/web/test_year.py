"""The year of a population: stages, shares, ways, and what a script is told to move it."""

from __future__ import annotations

import json
import re

import pytest

from oxyura.apps.web.places import Point
from oxyura.apps.web.views.ring_drawing import draw_ring
from oxyura.apps.web.views.study_pages import StudyPages, from_bytes, to_bytes
from oxyura.apps.web.views.week_map import MOST_CIRCLES, draw_week, month_of, say_week
from oxyura.apps.web.views.week_marks import draw_dots, radius_of
from oxyura.apps.web.views.year_model import WEEKS, StagePanel, StageSpan, Year, YearSite
from oxyura.apps.web.views.year_paths import read_paths
from oxyura.publish.language import words_for
from oxyura.schema.table import TableSet
from unit.apps.web.shelf import file_of

WORDS = words_for("en")


def pages_of(study: str) -> StudyPages:
    return from_bytes(file_of(study, "web/en.json"))


def year_of(study: str, migrant: str) -> Year:
    page = pages_of(study).migrant(migrant)
    assert page is not None
    assert page.year is not None
    return page.year


def span(stage: str, start: int, end: int) -> StageSpan:
    return StageSpan(stage, stage, 0, start, end, "")


def site(name: str, *shares: float, at: tuple[float, float] | None = (0.0, 0.0)) -> YearSite:
    point = None if at is None else Point(*at, False)
    return YearSite(name, name, "", point, "present", (), shares, tuple(False for _ in shares))


@pytest.mark.parametrize(
    ("start", "end", "held", "length"), [(10, 12, {10, 11, 12}, 3), (51, 2, {51, 52, 1, 2}, 4), (5, 5, {5}, 1)]
)
def test_stage_holds_its_weeks_over_new_year_too(start: int, end: int, held: set[int], length: int) -> None:
    stage = span("x", start, end)
    assert {week for week in range(1, WEEKS + 1) if stage.holds(week)} == held
    assert stage.length == length


def test_pages_come_back_as_they_were() -> None:
    pages = pages_of("yellow-sea")
    assert from_bytes(to_bytes(pages)) == pages


def test_shares_and_status_are_those_of_the_study() -> None:
    year = year_of("yellow-sea", "great-knot")
    shares = {each.site_id: each.shares for each in year.sites}
    assert shares["yalu-jiang"] == (0, 0.22, 0, 0)
    assert shares["elsewhere"] == (0, 0.2, 0, 1)
    status = {each.site_id: each.status for each in year.sites}
    assert status["yalu-jiang"] == "not_surveyed"
    assert status["yellow-sea-other"] == "present"
    assert status["north-east-siberia"] == "absent"


def test_ways_are_those_of_the_table_times_who_sets_out() -> None:
    year = year_of("yellow-sea", "great-knot")
    names = [each.site_id for each in year.sites]
    ways = {(names[path.origin], names[path.target]): path for path in year.paths}
    assert ways["australia", "yellow-sea-other"].share == pytest.approx(0.58)
    assert ways["yalu-jiang", "north-east-siberia"].share == pytest.approx(0.22)
    assert not any(path.assumed for path in year.paths)


def test_ways_of_least_movement_leave_who_may_stay() -> None:
    stages = (span("a", 1, 26), span("b", 27, 52))
    sites = (site("p", 0.7, 0.2), site("q", 0.3, 0.3), site("r", 0.0, 0.5))
    order = {each.site_id: number for number, each in enumerate(sites)}
    paths = read_paths(TableSet({}), "x", stages, order, sites)
    assert {(path.origin, path.target, path.to_stage) for path in paths} == {(0, 2, 1), (2, 0, 0)}
    assert all(path.assumed and path.share == pytest.approx(0.5) for path in paths)


def test_area_of_a_circle_grows_with_the_share() -> None:
    assert radius_of(0) < radius_of(0.01) < radius_of(0.5) < radius_of(1)
    assert radius_of(2) == radius_of(1)


@pytest.mark.parametrize(("week", "month"), [(1, "January"), (9, "February"), (27, "July"), (52, "December")])
def test_week_is_told_with_its_month(week: int, month: str) -> None:
    assert month_of(week) == month
    year = year_of("yellow-sea", "great-knot")
    assert say_week(year, week, WORDS).startswith(f"Week {week}, {month}: ")


def test_script_is_told_every_week_stage_and_share() -> None:
    year = year_of("balearic-shearwater", "balearic-shearwater")
    drawn = draw_week(year, 13, WORDS, lambda name: f"/p/x/{name}")
    data = json.loads(drawn.data)
    assert len(data["weeks"]) == WEEKS
    assert data["stages"] == [[12, 20], [21, 11]]
    assert len(data["shares"]) == len(data["status"]) == len(year.sites)
    assert data["shares"][0] == [pytest.approx(share, abs=1e-4) for share in year.sites[0].shares]
    assert all(len(acts) == 2 for acts in data["acting"].values())
    assert len(data["paths"]) == len(year.paths)


def test_name_cannot_end_the_data_for_the_script() -> None:
    year = Year((span("a", 1, 52),), (site("s", 1.0),), (), (StagePanel((), (), ()),), False)
    named = StageSpan("a", "</script><b>", 0, 1, 52, "")
    drawn = draw_week(Year((named,), year.sites, (), year.panels, False), 1, WORDS, str)
    assert "<" not in drawn.data
    assert "</script><b>" in json.loads(drawn.data)["weeks"][0]
    assert "<b>" not in (drawn.svg or "")


def test_thousands_of_sites_are_dots_that_a_script_moves() -> None:
    many = tuple(site(f"s{number}", 0.001, at=(number % 180, number % 60)) for number in range(MOST_CIRCLES + 1))
    year = Year((span("a", 1, 52),), many, (), (StagePanel((), (), ()),), False)
    drawn = draw_week(year, 1, WORDS, str)
    assert drawn.svg is not None
    assert "data-dots" in drawn.svg
    assert "data-site" not in drawn.svg
    assert len(json.loads(drawn.data)["dots"]) == len(many)


def test_hand_of_the_ring_points_at_the_week() -> None:
    year = year_of("yellow-sea", "great-knot")
    turned = re.search(r'data-hand transform="rotate\(([\d.]+)', draw_ring(year, 14, WORDS))
    assert turned is not None
    assert float(turned[1]) == pytest.approx(360 * 13.5 / 52, abs=0.01)


def test_stage_named_after_its_month_is_said_once() -> None:
    year = Year(
        (StageSpan("july", "July", 0, 27, 30, ""), StageSpan("moult", "Moult", 1, 31, 35, "")), (), (), (), False
    )
    assert say_week(year, 30, WORDS) == "Week 30, July"
    assert say_week(year, 31, WORDS) == "Week 31, August: Moult"
    assert say_week(year, 1, WORDS) == "Week 1, January: not covered by the study"


def test_dots_of_what_nobody_has_surveyed_have_an_edge_for_their_hatching() -> None:
    assert [line.count("<path") for line in (draw_dots("present", "M0 0h0"), draw_dots("not_surveyed", "M0 0h0"))] == [
        1,
        2,
    ]
    assert 'class="dots dots-edge"' in draw_dots("not_surveyed", "M0 0h0")
