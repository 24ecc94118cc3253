"""The page of a country: a table of Parties changes what binds it; a report is drafted and taken away."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser_pages import faults_of, scrolls_sideways, settle
from web_server import WebServer

CMS = "Convention on the Conservation of Migratory Species of Wild Animals"
AEWA = "Agreement on the Conservation of African-Eurasian Migratory Waterbirds"
TABLE = f"""source,Title,stateID,StateForce
One,{CMS},ESP,1985-05-01
Two,{CMS},ESP,1985-05-01
One,{AEWA},FRA,2003-12-01
"""


def hand_in(page: Page, name: str, content: str) -> None:
    page.locator("#conventions-file").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.locator("form:has(#conventions-file) button").click()


def remove(page: Page) -> None:
    page.goto("/conventions?country=ES")
    page.locator("form[action^='/conventions/remove'] button").click()


def test_table_of_parties_says_what_binds_and_a_report_is_drafted(
    open_context, server: WebServer, guard, axe_source: str, screenshots: Path, tmp_path: Path
) -> None:
    page = open_context(base_url=server.address, accept_downloads=True).new_page()
    page.goto("/c/ES")
    settle(page)
    duty = page.locator("#binds ~ .table-wrap tr", has_text="CMS Article III(4)(c)").first
    expect(duty).to_contain_text("not known")

    hand_in(page, "spoiled.csv", TABLE.replace("1985-05-01\nTwo", "01/05/1985\nTwo"))
    expect(page.get_by_role("alert")).to_contain_text("01/05/1985")
    expect(page.locator("td.is-error")).to_contain_text("no day written as YYYY-MM-DD")
    page.screenshot(path=screenshots / "conventions-refused-desk.png", full_page=True)
    assert faults_of(page, axe_source) == []
    guard.said = [line for line in guard.said if "422" not in line]

    hand_in(page, "parties.csv", TABLE)
    page.wait_for_url("**/c/ES#binds")
    settle(page)
    try:
        expect(page.get_by_role("main")).to_contain_text("Its sources: One and Two.")
        expect(duty).to_contain_text("binds it")
        expect(duty).to_contain_text("in force for this Party since 1985-05-01 (One and Two)")
        page.screenshot(path=screenshots / "country-bound-desk.png", full_page=True)
        assert faults_of(page, axe_source) == []

        expect(page.locator("#scheme-cms")).to_be_checked()
        expect(page.locator("#scheme-acap")).to_be_disabled()
        for name in ("cbd", "ramsar", "aewa"):
            page.locator(f"#scheme-{name}").uncheck()
        page.get_by_role("button", name="Draft the reports").click()
        page.wait_for_url(re.compile("/j/"))
        expect(page.locator("[data-job=done]")).to_be_visible(timeout=180_000)
        settle(page)
        expect(page.get_by_role("main")).to_contain_text("CMS drafted. It binds this Party.")
        page.screenshot(path=screenshots / "report-drafted-desk.png", full_page=True)
        assert faults_of(page, axe_source) == []
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile("Download")).click()
        download.value.save_as(tmp_path / "report.zip")
        with zipfile.ZipFile(tmp_path / "report.zip") as archive:
            draft = archive.read("oxyura-report-ES/report-cms.html").decode()
            assert archive.read("oxyura-report-ES/report-cms.pdf").startswith(b"%PDF")
        assert "White-headed Duck" in draft
        assert "1985-05-01" in draft
    finally:
        remove(page)
    settle(page)
    expect(page.locator("#binds ~ .table-wrap tr", has_text="CMS Article III(4)(c)").first).to_contain_text("not known")


@pytest.mark.parametrize("width", [1280, 390])
def test_map_of_a_country_shows_it_whole(
    width: int, open_context, server: WebServer, axe_source: str, screenshots: Path
) -> None:
    page = open_context(base_url=server.address, width=width).new_page()
    page.goto("/c/ES")
    settle(page)
    country = page.locator("[aria-labelledby=when] .map .country")
    expect(country).to_have_count(1)
    inside = country.evaluate(
        """each => {
            const box = each.getBBox(), frame = each.ownerSVGElement.viewBox.baseVal;
            return box.x > 0 && box.y > 0 && box.x + box.width < frame.width && box.y + box.height < frame.height;
        }"""
    )
    assert inside
    expect(page.locator(".gap-missing").first).to_be_visible()
    expect(page.locator(".gap-exposed").first).to_be_visible()
    page.locator("section[aria-labelledby=gapmap]").screenshot(path=screenshots / f"country-gaps-{width}.png")
    assert scrolls_sideways(page) == 0
    assert faults_of(page, axe_source) == []
