"""The scrubber through the year: by keyboard, by pointer, by the ring; the map and the address follow."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser_pages import settle

YEAR = "/m/monarch/monarch"


@pytest.fixture
def year(page: Page) -> Page:
    page.goto(f"{YEAR}?week=10")
    settle(page)
    return page


def shown(page: Page) -> dict[str, object]:
    """Return what the map, the ring and the panels show."""
    return dict(
        page.evaluate(
            """() => ({
                circles: [...document.querySelectorAll('[data-site] .dot')].map(dot => dot.getAttribute('r')),
                hand: document.querySelector('[data-hand]').getAttribute('transform'),
                said: document.querySelector('[data-now]').textContent,
                panels: [...document.querySelectorAll('.stage-panel:not([hidden])')].map(each => each.dataset.stage),
            })"""
        )
    )


def test_keys_move_map_ring_panels_and_address(year: Page) -> None:
    before = shown(year)
    slider = year.locator("#week")
    slider.focus()
    year.keyboard.press("ArrowRight")
    expect(slider).to_have_value("11")
    assert shown(year)["hand"] != before["hand"]
    assert shown(year)["said"] != before["said"]
    year.keyboard.press("End")
    expect(slider).to_have_value("52")
    year.keyboard.press("Home")
    for _ in range(29):
        year.keyboard.press("ArrowRight")
    expect(slider).to_have_value("30")
    after = shown(year)
    assert after["circles"] != before["circles"]
    assert after["panels"] != before["panels"]
    assert after["said"] == slider.get_attribute("aria-valuetext")
    expect(year).to_have_url(re.compile(r"week=30$"))


def test_address_brings_the_week_back_as_the_server_draws_it(year: Page) -> None:
    slider = year.locator("#week")
    slider.focus()
    for _ in range(20):
        year.keyboard.press("ArrowRight")
    expect(year).to_have_url(re.compile(r"week=30$"))
    by_script = shown(year)
    year.reload()
    settle(year)
    assert shown(year) == by_script


def test_pointer_drags_the_week(year: Page) -> None:
    before = shown(year)
    slider = year.locator("#week")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    year.mouse.move(box["x"] + box["width"] * 10 / 52, middle)
    year.mouse.down()
    year.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=8)
    year.mouse.up()
    week = int(slider.input_value())
    assert 28 <= week <= 36
    assert shown(year)["circles"] != before["circles"]
    expect(year).to_have_url(re.compile(rf"week={week}$"))


def test_steps_go_round_the_year(year: Page) -> None:
    year.goto(f"{YEAR}?week=52")
    settle(year)
    year.get_by_role("button", name="Week after").click()
    expect(year.locator("#week")).to_have_value("1")
    year.get_by_role("button", name="Week before").click()
    expect(year.locator("#week")).to_have_value("52")


def test_ring_chooses_a_stage(year: Page) -> None:
    before = shown(year)
    arcs = year.locator("[data-stage-arc]")
    for number in range(arcs.count()):
        arcs.nth(number).dispatch_event("click")
        if shown(year)["panels"] != before["panels"]:
            return
    pytest.fail("no arc of the ring moved the week")


def test_year_plays_and_stops(year: Page) -> None:
    play = year.locator("[data-play]")
    play.click()
    expect(year.locator("#week")).not_to_have_value("10")
    expect(play).to_have_text("Stop")
    play.click()
    stood = year.locator("#week").input_value()
    year.wait_for_timeout(600)
    assert year.locator("#week").input_value() == stood


def test_every_week_says_where_or_that_it_is_not_known(year: Page) -> None:
    slider = year.locator("#week")
    slider.focus()
    year.keyboard.press("Home")
    for week in range(1, 53):
        expect(slider).to_have_value(str(week))
        state = shown(year)
        assert state["said"]
        assert state["panels"]
        year.keyboard.press("ArrowRight")
