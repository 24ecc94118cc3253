"""The four doors, and the search that leads past them."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from browser_pages import settle

# A picture with a coast and a site on it has more bytes than this.
LEAST_BYTES = 6_000
DOORS = {
    "A migratory species": ("/m", "Tristan Albatross", "/m/gough/tristan-albatross"),
    "An invader": ("/i", "Ruddy Duck", "/i/"),
    "A place or a country": ("/p", "Spain", "/c/ES"),
    "A decision": ("/d", "Tristan Albatross and house mice on Gough Island", "/d/gough"),
}


@pytest.mark.parametrize("door", DOORS)
def test_door_opens_a_list_and_the_list_a_page(page: Page, door: str) -> None:
    path, name, leads_to = DOORS[door]
    page.goto("/")
    page.get_by_role("link", name=door, exact=True).click()
    expect(page).to_have_url(re.compile(f"{path}$"))
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
    expect(page).to_have_url(re.compile(re.escape(leads_to)))
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Diomedea dabbenena", "Tristan Albatross"),
        ("albatross", "Tristan Albatross"),
        ("house mouse", "House Mouse"),
        ("Mus musculus", "House Mouse"),
        ("Spain", "Spain"),
        ("Gough", "Gough Island"),
    ],
)
def test_search_answers_while_one_types(page: Page, asked: str, found: str) -> None:
    page.goto("/")
    settle(page)
    page.get_by_role("searchbox").press_sequentially(asked, delay=10)
    link = page.locator("#found a", has=page.get_by_text(found, exact=True)).first
    expect(link).to_be_visible()
    assert page.url.endswith("/")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(found)


def test_number_opens_its_sources_licence_unit_interval_and_run(page: Page) -> None:
    page.goto("/m/gough/tristan-albatross")
    settle(page)
    value = page.locator(".growth .figure-value").first
    value.click()
    card = page.locator(f"#{value.get_attribute('popovertarget')}")
    expect(card).to_be_visible()
    for word in ("Interval", "Sources", "Licence", "Run", "seed"):
        expect(card).to_contain_text(word)
    inside = card.bounding_box()
    assert inside is not None
    assert inside["x"] >= 0
    assert inside["x"] + inside["width"] <= 1280
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_place_can_be_zoomed_into(page: Page) -> None:
    page.goto("/p/gough/gough")
    settle(page)
    assert "maplibre" not in page.content()
    page.locator(".zoom-button").click()
    canvas = page.locator(".zoom-map canvas")
    expect(canvas).to_be_visible()
    settle(page)
    expect(page.locator(".maplibregl-ctrl-zoom-in")).to_be_visible()
    # A map that stays blank is of one colour, and its picture is small.
    ends = time.monotonic() + 15
    while len(canvas.screenshot()) < LEAST_BYTES:
        assert time.monotonic() < ends, "the map stayed blank"
        page.wait_for_timeout(200)
