"""Handing in a study: its errors stand beside their cells, and one without errors gets its answer."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser_pages import faults_of, scrolls_sideways, settle
from web_server import WebServer, copy_studies


def pack(place: Path, changes: dict[str, tuple[str, str]]) -> bytes:
    """Return a shipped study as a zip file; `changes` gives for a file what the first row's cell becomes."""
    folder = copy_studies(["gough"], place) / "gough"
    for name, (column, text) in changes.items():
        rows = list(csv.reader(io.StringIO((folder / name).read_text(encoding="utf-8"))))
        rows[1][rows[0].index(column)] = text
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        (folder / name).write_text(out.getvalue(), encoding="utf-8")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"my-study/{file.name}")
    return content.getvalue()


def hand_in(page: Page, name: str, content: bytes) -> None:
    page.goto("/s")
    settle(page)
    file = {"name": name, "mimeType": "application/zip", "buffer": content}
    page.locator("#study-file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Check it").click()
    page.wait_for_url(re.compile("/s/hand-in/"))
    settle(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_errors_stand_beside_their_cells(
    width: int, open_context, server: WebServer, tmp_path: Path, axe_source: str, screenshots: Path
) -> None:
    page = open_context(base_url=server.address, width=width).new_page()
    wrong = {"sites.csv": ("lat", "ninety"), "vital_rates.csv": ("value", "1.7")}
    hand_in(page, "my-study.zip", pack(tmp_path, wrong))
    page.screenshot(path=screenshots / f"handed-in-{'desk' if width > 390 else 'phone'}.png", full_page=True)
    expect(page.locator("main [role=status]")).to_contain_text("cannot be used yet")
    for text in ("ninety", "1.7"):
        cell = page.locator("td.is-error", has=page.locator(".cell-value", has_text=text)).first
        expect(cell).to_be_visible()
        value, beside = cell.locator(".cell-value").bounding_box(), cell.locator(".beside").bounding_box()
        assert value is not None
        assert beside is not None
        assert abs(value["y"] - beside["y"]) < 120
        described = cell.locator(".cell-value").get_attribute("aria-describedby")
        expect(page.locator(f"[id='{described}']")).to_contain_text("Error:")
    assert scrolls_sideways(page) == 0
    assert faults_of(page, axe_source) == []
    assert page.get_by_role("button", name="Keep it and compute the answer").count() == 0


def test_study_without_errors_gets_its_answer(page: Page, tmp_path: Path) -> None:
    hand_in(page, "my-albatross.zip", pack(tmp_path, {"sites.csv": ("name", "Gough, as I know it")}))
    expect(page.locator("main [role=status]")).to_contain_text("can be used")
    page.get_by_role("button", name="Keep it and compute the answer").click()
    page.wait_for_url(re.compile(r"/s/my-"))
    expect(page.get_by_role("heading", name="The answer", exact=True)).to_be_visible(timeout=120_000)
    settle(page)
    page.get_by_role("main").get_by_role("link", name="Tristan Albatross", exact=True).first.click()
    settle(page)
    expect(page.get_by_role("main")).to_contain_text("Gough, as I know it")


@pytest.mark.parametrize(
    ("name", "content"),
    [("notes.txt", b"hello"), ("broken.zip", b"PK\x03\x04 not a zip"), ("empty.zip", b"PK\x05\x06" + bytes(18))],
)
def test_file_that_is_no_study_is_refused_in_words(page: Page, guard, name: str, content: bytes) -> None:
    page.goto("/s")
    settle(page)
    page.locator("#study-file").set_input_files({"name": name, "mimeType": "application/zip", "buffer": content})  # type: ignore[arg-type]
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#study-file")).to_have_attribute("aria-invalid", "true")
    guard.said = [line for line in guard.said if "422" not in line]
