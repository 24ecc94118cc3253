"""Jobs: one is stopped, one outlives the server that was killed under it, two runs are compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser_pages import faults_of, scrolls_sideways, settle
from web_server import WebServer

# So many draws take long enough to be stopped in, or to have the server killed under them.
LONG, MEDIUM = "100000", "6000"


def run_with(page: Page, draws: str, *, seed: str = "7") -> None:
    """Ask for a run of one's own and wait for the page of its job."""
    page.goto("/s/gough")
    settle(page)
    page.get_by_text("Run it with other options").click()
    page.locator("#draws").fill(draws)
    page.locator("#seed").fill(seed)
    page.get_by_role("button", name="Run it").click()
    page.wait_for_url(re.compile("/j/"))


def test_job_shows_progress_and_is_stopped(open_context, server: WebServer, axe_source: str, screenshots: Path) -> None:
    page = open_context(base_url=server.address).new_page()
    run_with(page, LONG)
    expect(page.locator("[data-job=running]")).to_be_visible(timeout=30_000)
    expect(page.locator("progress")).to_be_visible()
    page.screenshot(path=screenshots / "job-running-desk.png", full_page=True)
    assert faults_of(page, axe_source) == []
    page.get_by_role("button", name="Stop it").click()
    expect(page.locator("[data-job=cancelled]")).to_be_visible()
    expect(page.locator("main [role=status]")).to_have_text("Stopped.")
    settle(page)
    page.screenshot(path=screenshots / "job-stopped-desk.png", full_page=True)
    assert faults_of(page, axe_source) == []
    assert server.read("/api/v1/jobs")[0]["state"] == "cancelled"


def test_job_goes_on_after_the_server_was_killed(open_context, mortal_server: WebServer, guard) -> None:
    mortal_server.compute_all()
    page = open_context(base_url=mortal_server.address).new_page()
    run_with(page, MEDIUM)
    expect(page.locator("[data-job=running]")).to_be_visible(timeout=30_000)
    address = page.url
    page.goto("about:blank")
    mortal_server.kill()
    mortal_server.start()
    page.goto(address)
    expect(page.locator("[data-job=done]")).to_be_visible(timeout=180_000)
    expect(page.get_by_role("main").get_by_role("link", name="Everything that was computed")).to_be_visible()
    # What the page still asked of the killed server could not be answered.
    guard.said = [line for line in guard.said if "ERR_" not in line]


def test_run_is_compared_with_that_of_the_study(page: Page, axe_source: str, screenshots: Path) -> None:
    run_with(page, "200", seed="3")
    expect(page.locator("[data-job=done]")).to_be_visible(timeout=120_000)
    page.get_by_role("link", name="Compare with the study’s own run").click()
    settle(page)
    expect(page.get_by_role("main")).to_contain_text("draws")
    expect(page.get_by_role("heading", name="What changed in the answer")).to_be_visible()
    page.screenshot(path=screenshots / "comparison-desk.png", full_page=True)
    assert faults_of(page, axe_source) == []
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    page.screenshot(path=screenshots / "comparison-phone.png", full_page=True)
    assert scrolls_sideways(page) == 0


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_party_begins_from_its_list(
    width: str, open_context, server: WebServer, data_dir: Path, axe_source: str, screenshots: Path
) -> None:
    page = open_context(base_url=server.address, width=1280 if width == "desk" else 390).new_page()
    archive = next(iter(sorted((data_dir / "griis" / "archives").glob("*spain*"))))
    page.goto("/start")
    settle(page)
    page.locator("#party").select_option("ES")
    page.locator("#griis").set_input_files(archive)
    page.get_by_role("button", name="Begin the study").click()
    page.wait_for_url(re.compile("/j/"))
    expect(page.locator("[data-job=done]")).to_be_visible(timeout=180_000)
    settle(page)
    page.screenshot(path=screenshots / f"party-begun-{width}.png", full_page=True)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Spain")
    assert scrolls_sideways(page) == 0
    assert faults_of(page, axe_source) == []
