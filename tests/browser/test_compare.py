"""Two runs compared: chosen from the lists, their difference shared out among the changes, on a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser_pages import faults_of, scrolls_sideways, settle
from changed_studies import dearer, fewer_young, harder_winter, rats_arrive, set_cell, write_changed
from web_server import WebServer

MANY = (
    fewer_young,
    harder_winter,
    rats_arrive,
    dearer,
    set_cell("migrants", 0, "abundance", 1500),
)


@pytest.fixture(scope="module")
def compared(server: WebServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A server with three studies that begin with the same words."""
    place = tmp_path_factory.mktemp("compared")
    title = "Petrels among mice at a colony whose name is long, with everything that was known"
    write_changed(place / "studies" / "before", title=f"{title} then")
    write_changed(place / "studies" / "after", fewer_young, harder_winter, dearer, title=f"{title} now")
    write_changed(place / "studies" / "later", *MANY, title=f"{title} later")
    own = WebServer(place / "data", place / "studies")
    own.start()
    try:
        own.compute_all()
        yield own
    finally:
        own.kill()


def choose(page: Page, before: str, after: str) -> None:
    """Choose two runs by keyboard and by name, and compare them."""
    page.goto("/compare")
    settle(page)
    for place, name in (("Before", before), ("After", after)):
        options = page.get_by_label(place).locator("option")
        key = options.filter(has_text=f"· {name} ·").first.get_attribute("value")
        page.get_by_label(place).select_option(key)
    page.get_by_role("button", name="Compare", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("a=.+&b="))
    settle(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_difference_is_shared_out_and_the_address_keeps_it(
    width: int, open_context, compared: WebServer, axe_source: str, screenshots: Path
) -> None:
    page = open_context(base_url=compared.address, width=width).new_page()
    choose(page, "before", "after" if width > 400 else "later")
    expect(page.locator("#said-a")).to_contain_text("everything that was known then")
    assert page.locator("#run-a optgroup").count() == 3
    address = page.url
    button = page.get_by_role("button", name="Compute the share of each")
    if button.count():
        assert faults_of(page, axe_source) == []
        button.focus()
        page.keyboard.press("Enter")
    expect(page.locator(".shared").first).to_be_visible(timeout=120_000)
    settle(page)
    shares = page.locator("#shares")
    expect(shares).to_contain_text("comes from change")
    if width > 400:
        expect(shares).to_contain_text("Every combination of the changes was computed")
    else:
        expect(shares).to_contain_text("There are too many changes to compute every combination")
    expect(shares.get_by_role("row", name="The whole difference").first).to_be_visible()
    assert scrolls_sideways(page) == 0
    assert faults_of(page, axe_source) == []
    page.screenshot(path=screenshots / f"compare-shares-{width}.png", full_page=True)
    page.goto(address)
    expect(page.locator(".shared").first).to_be_visible()


def test_lists_show_what_tells_runs_apart_at_the_width_of_a_phone(open_context, compared: WebServer) -> None:
    page = open_context(base_url=compared.address, width=390).new_page()
    choose(page, "before", "after")
    said = [page.locator(f"#said-{name}") for name in ("a", "b")]
    for one, name in zip(said, ("before", "after"), strict=True):
        expect(one).to_contain_text(f"· {name} ·")
        box = one.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    # All of the title is read, not only how it begins.
    assert said[0].inner_text() != said[1].inner_text()
    expect(said[1]).to_contain_text("now")
