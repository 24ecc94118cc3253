"""What holds for every page: it can be used by everybody, stays in place, asks nobody else, and fits a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser_pages import PAGES, faults_of, language_of, scrolls_sideways, settle
from web_server import WebServer

# Layout may not move by more than this (the sum of all shifts); 0.1 counts as good elsewhere.
MOST_SHIFT = 0.01
PHONE = {"width": 390, "height": 844, "is_mobile": True, "has_touch": True}
WIDTHS = {"desk": {"width": 1280}, "phone": PHONE}
# Text enlarged fourfold on a desk leaves no more than this (WCAG 1.4.10).
NARROWEST = {**PHONE, "width": 320}
LANGUAGES = ("en", "fr", "es")


def shift_of(page: Page) -> float:
    """Return by how much the layout has moved since the page was opened."""
    return float(
        page.evaluate(
            """new Promise(done => {
                let sum = 0;
                const add = list => { for (const entry of list) if (!entry.hadRecentInput) sum += entry.value; };
                const watch = new PerformanceObserver(list => add(list.getEntries()));
                watch.observe({type: "layout-shift", buffered: true});
                setTimeout(() => { add(watch.takeRecords()); watch.disconnect(); done(sum); }, 100);
            })"""
        )
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole_steady_and_open_to_all(
    name: str, width: str, open_context, server: WebServer, axe_source: str, screenshots: Path
) -> None:
    page = open_context(base_url=server.address, **WIDTHS[width]).new_page()
    answer = page.goto(PAGES[name])
    assert answer is not None
    assert answer.status == 200
    settle(page)
    page.screenshot(path=screenshots / f"{name}-{width}.png", full_page=True)
    assert page.title().endswith("Oxyura") or page.title().startswith("Oxyura")
    assert page.locator("h1").count() == 1
    assert shift_of(page) < MOST_SHIFT
    assert scrolls_sideways(page) == 0
    assert faults_of(page, axe_source) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits_the_narrowest_window_in_every_language(language: str, open_context, server: WebServer) -> None:
    page = open_context(base_url=server.address, **NARROWEST).new_page()
    wide = {}
    for name, path in PAGES.items():
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        settle(page)
        assert language_of(page) == language
        if over := scrolls_sideways(page):
            wide[name] = over
    assert not wide


def test_a_page_that_is_not_there_says_so_accessibly(
    open_context, server: WebServer, guard, axe_source: str, screenshots: Path
) -> None:
    page = open_context(base_url=server.address).new_page()
    answer = page.goto("/m/gough/no-such-bird")
    assert answer is not None
    assert answer.status == 404
    settle(page)
    page.screenshot(path=screenshots / "not-there-desk.png", full_page=True)
    assert faults_of(page, axe_source) == []
    # The browser itself says in the console that it was given a 404.
    guard.said = [line for line in guard.said if "404" not in line]


def test_who_knows_the_token_comes_in(
    open_context, server: WebServer, guard, tmp_path: Path, axe_source: str, screenshots: Path
) -> None:
    token = tmp_path / "token"
    token.write_text("a secret of many letters\n", encoding="utf-8")
    guarded = WebServer(tmp_path / "guarded", token_file=token)
    guarded.start()
    try:
        page = open_context(base_url=guarded.address).new_page()
        page.goto("/m")
        settle(page)
        page.screenshot(path=screenshots / "sign-in-desk.png", full_page=True)
        assert faults_of(page, axe_source) == []
        field = page.locator("input[type=password]")
        field.fill("a guess of many letters")
        field.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        page.locator("input[type=password]").fill("a secret of many letters")
        page.locator("input[type=password]").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Migratory species")
        # What the page still fetches would find the server gone.
        settle(page)
    finally:
        guarded.stop()
    # The browser itself says in the console that it was refused.
    guard.said = [line for line in guard.said if "401" not in line and "403" not in line]


def test_pages_are_whole_without_script(open_context, server: WebServer) -> None:
    context: BrowserContext = open_context(base_url=server.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/m/monarch/monarch?week=30")
    before = page.locator("[data-now]").inner_text()
    page.get_by_role("link", name="Week after").click()
    assert "week=31" in page.url
    assert page.locator("[data-now]").inner_text() != before
    page.goto("/d/gough?budget=0")
    nothing = page.locator("#answer-title").inner_text()
    page.goto("/d/gough")
    assert page.locator("#answer-title").inner_text() != nothing
    page.goto("/search?q=albatross")
    assert page.get_by_role("main").get_by_role("link", name="Tristan Albatross").count() >= 1


def test_language_changes_words_and_keeps_the_week(page: Page) -> None:
    page.goto("/m/monarch/monarch?week=12")
    headings = {}
    for language in LANGUAGES:
        page.locator(f".languages a[lang={language}]").click()
        page.wait_for_url(f"**lang={language}**")
        assert language_of(page) == language
        assert page.locator("#week").input_value() == "12"
        headings[language] = page.locator("#year-title").inner_text()
    assert len(set(headings.values())) == len(LANGUAGES)
    page.locator(".brand").click()
    assert language_of(page) == "es"
