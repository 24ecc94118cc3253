"""The main path by keyboard alone: from the first page to a measure switched by hand, focus always in sight."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from browser_pages import settle

MOST_KEYS = 120

_FOCUS = """() => {
    const held = document.activeElement;
    const box = held.getBoundingClientRect();
    const style = getComputedStyle(held);
    const row = held.closest('label, td, th, .switch-cell') ?? held;
    return {
        name: held.tagName.toLowerCase() + (held.id ? '#' + held.id : '') + ' ' + (held.textContent ?? '').slice(0, 40),
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
            || getComputedStyle(row).outlineStyle !== 'none',
    };
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus; on the way everything focused must be seen and marked."""
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        focus = page.evaluate(_FOCUS)
        assert focus["inside"], f"{focus['name']} has the focus out of sight"
        assert focus["marked"], f"{focus['name']} has the focus and does not show it"
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached with {MOST_KEYS} keys from {page.url}")


def test_main_path_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    settle(page)
    tab_to(page, "a.skip")
    page.keyboard.press("Enter")
    tab_to(page, "#q")
    page.keyboard.type("Tristan")
    expect(page.locator("#found a").first).to_be_visible()
    tab_to(page, "#found a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/m/[^/]+/tristan"))
    settle(page)

    tab_to(page, "#week")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("week="))
    tab_to(page, "[data-play]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-play]")).to_have_text("Stop")
    page.keyboard.press("Enter")

    tab_to(page, ".growth .figure-value")
    page.keyboard.press("Enter")
    card = page.locator(f"#{page.locator('.growth .figure-value').first.get_attribute('popovertarget')}")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.locator(".growth .figure-value").first).to_be_focused()

    tab_to(page, "main a[href^='/d/']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/d/"))
    settle(page)
    said = page.locator("#answer-title").inner_text()
    tab_to(page, "#budget")
    page.keyboard.press("Home")
    expect(page.locator("#answer-title")).not_to_have_text(said)
    nothing = page.locator("#answer-title").inner_text()
    tab_to(page, "[data-switch]")
    page.keyboard.press("Space")
    expect(page.locator("#answer-title")).not_to_have_text(nothing)
    expect(page.locator("[data-switch]").first).to_be_checked()


def test_skip_link_moves_the_focus_past_the_head(page: Page) -> None:
    page.goto("/m")
    settle(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
