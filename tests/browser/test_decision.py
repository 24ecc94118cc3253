"""The page of a decision: budget and switches answer at once, and the address keeps them."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from browser_pages import settle

# An answer comes within a second, also where the machine has much to do.
MOST_SECONDS = 1.0


@pytest.fixture
def decision(page: Page) -> Page:
    page.goto("/d/gough")
    settle(page)
    page.evaluate("window.sameDocument = true")
    return page


def seconds_until(page: Page, said: str) -> float:
    """Return how long it takes until the answer is no longer what it was."""
    begun = time.monotonic()
    expect(page.locator("#answer-title")).not_to_have_text(said)
    return time.monotonic() - begun


def test_budget_changes_the_answer_at_once(decision: Page) -> None:
    answer = decision.locator("#answer-title")
    said = answer.inner_text()
    assert "aiting" in said
    decision.locator("#budget").focus()
    decision.keyboard.press("Home")
    assert seconds_until(decision, said) < MOST_SECONDS
    expect(decision).to_have_url(re.compile("budget=0"))
    expect(decision.locator("#budget")).to_be_focused()
    assert decision.evaluate("window.sameDocument")
    assert decision.locator("[data-switch]:checked").count() == 0
    nothing = answer.inner_text()
    decision.keyboard.press("End")
    assert seconds_until(decision, nothing) < MOST_SECONDS
    assert decision.locator("[data-switch]:checked").count() >= 1
    valuetext = decision.locator("#budget").get_attribute("aria-valuetext")
    assert valuetext
    assert "GBP" in valuetext


def test_pointer_moves_the_budget(decision: Page) -> None:
    said = decision.locator("#answer-title").inner_text()
    slider = decision.locator("#budget")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    decision.mouse.click(box["x"] + box["width"] * 0.1, box["y"] + box["height"] / 2)
    assert seconds_until(decision, said) < MOST_SECONDS
    expect(decision).to_have_url(re.compile("budget="))


def test_switch_by_hand_and_the_address_brings_it_back(decision: Page) -> None:
    said = decision.locator("#answer-title").inner_text()
    switch = decision.locator("[data-switch]:checked").first
    name = switch.get_attribute("name")
    switch.focus()
    decision.keyboard.press("Space")
    assert seconds_until(decision, said) < MOST_SECONDS
    expect(decision).to_have_url(re.compile("by=hand"))
    expect(decision.locator(f"[id='{name}']")).to_be_focused()
    by_hand = decision.locator("#answer-title").inner_text()
    decision.reload()
    settle(decision)
    assert decision.locator("#answer-title").inner_text() == by_hand
    expect(decision.locator(f"[id='{name}']")).not_to_be_checked()
    decision.locator(f"[id='{name}']").check()
    expect(decision.locator("#answer-title")).not_to_have_text(by_hand)


def test_measures_that_exclude_each_other_are_refused_in_words(decision: Page) -> None:
    for name in ("m-baiting-again", "m-baiting-later"):
        box = decision.locator(f"[id='{name}']")
        if not box.is_checked():
            box.check()
    expect(decision.locator(".clashes")).to_contain_text("aiting")


def test_answer_stays_where_it_is_while_the_budget_moves(decision: Page) -> None:
    decision.evaluate(
        """window.shift = 0;
        new PerformanceObserver(list => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
        }).observe({type: 'layout-shift'})"""
    )
    decision.locator("#budget").focus()
    for key in ("Home", "End", "PageDown", "PageUp"):
        decision.keyboard.press(key)
        decision.wait_for_timeout(700)
    assert decision.evaluate("window.shift") < 0.1


def test_the_best_is_offered_only_where_something_else_is_shown(decision: Page) -> None:
    said = decision.locator("#answer-title").inner_text()
    best = decision.get_by_role("button", name="Show the best for this budget")
    expect(best).to_be_hidden()
    decision.locator("[data-switch]:checked").first.uncheck()
    seconds_until(decision, said)
    expect(best).to_be_visible()
    best.click()
    expect(decision.locator("#answer-title")).to_have_text(said)
    expect(best).to_be_hidden()
