from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from oxyura.publish.number_words import THIN
from oxyura.publish.report_page import render_report
from oxyura.publish.summary import summarise
from oxyura.schema.settings import Settings
from oxyura.schema.tables import TABLES
from oxyura.study.assessment import Assessment
from oxyura.study.package import InputFile
from oxyura.study.running import assess_study
from unit.publish.pochard import make_study, year_records

VOID = {"meta", "br", "link", "img", "input", "hr"}
ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """Every element with its attributes, and whether they are nested as they should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[Mapping[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return re.sub(r"[ \n]+", " ", " ".join(self.words)).replace(THIN, " ")


@pytest.fixture(scope="module")
def html(assessment: Assessment) -> str:
    return render_report(assessment)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


@pytest.fixture(scope="module")
def hostile() -> Assessment:
    """The same study with an attack in every cell of text, its own names included."""

    def spoil(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
        spoilt: dict[str, Any] = {}
        for name, value in row.items():
            column = TABLES[table].column(name)
            names = column.kind in ("identifier", "identifiers")
            if column.is_list and value:
                spoilt[name] = tuple(f"{item}{ATTACK}" for item in value)
            elif names or (isinstance(value, str) and column.vocabulary is None):
                spoilt[name] = f"{value}{ATTACK}"
            else:
                spoilt[name] = value
        for column in TABLES[table]:
            if column.kind in ("text", "doi", "url", "date") and column.name not in spoilt:
                spoilt[column.name] = f"javascript:alert(1){ATTACK}"
        return spoilt

    records = {table: [spoil(table, row) for row in rows] for table, rows in year_records().items()}
    settings = Settings(title=ATTACK, question=ATTACK, date=ATTACK, horizon_years=5, draws=3)
    study = replace(make_study(records, settings), name=ATTACK, files=(InputFile(ATTACK, 1, ATTACK),))
    return assess_study(study)


def test_the_page_is_well_formed_and_asks_nothing_from_outside(page: Page, html: str) -> None:
    assert page.open == []
    assert page.wrong == []
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    policy = next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"@import|url\((?!#)|src=|srcset=", html)
    assert [name for _, attributes in page.elements for name in attributes if name.startswith("on")] == []


def test_every_link_goes_to_the_web_or_to_something_on_the_page(page: Page) -> None:
    identifiers = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    targets = [str(link["href"]) for link in page.all("a")]
    for target in targets:
        assert target.startswith(("https://", "http://")) or target.removeprefix("#") in identifiers
    assert "https://doi.org/10.1000/(SICI)1%3C1::A%3E2" in targets
    assert "https://example.org/study?a=1&b=2" in targets


def test_numbers_name_their_sources(page: Page) -> None:
    cited = [str(link["href"]) for link in page.all("a") if link.get("class") == "cite"]
    # Two sizes, and the share at each of seven stages and sites for each of two invaders.
    assert cited.count("#source-1") == 2 + 7 * 2
    # One invader's presence in five stages, five effects, a scenario and three rates.
    # And, once for each pair, what a verdict rests on.
    assert cited.count("#source-2") == 5 + 5 + 1 + 3 + 3


def test_the_page_can_be_heard_and_reached_by_keyboard(page: Page) -> None:
    assert page.all("a")[0]["class"] == "skip"
    assert len(page.all("caption")) == len(page.all("table")) == 13
    drawings = [drawing for drawing in page.all("svg") if drawing.get("aria-hidden") != "true"]
    # Two maps, two rings, two courses and a chain of sites.
    assert len(drawings) == 2 + 2 + 2 + 1
    for chart in drawings:
        named = str(chart["aria-labelledby"]).split()
        assert chart["role"] == "img"
        assert all(any(attributes.get("id") == name for _, attributes in page.elements) for name in named)
    assert [bool(part.get("aria-label")) for part in page.all("div") if part.get("role") == "img"] == [True] * 3
    assert [tag for tag, _ in page.elements if tag == "h1"] == ["h1"]


def test_the_answer_is_said_in_words(page: Page) -> None:
    assert "As things are, the population is expected to change by −4.06 % a year" in page.text
    assert "(95 %: −12.1 % to +0.66 %), so it may shrink or grow." in page.text
    assert "Without American Mink it would change by +2.18 % a year" in page.text
    assert "the invaders take 6.32 percentage points a year (95 %: 3.89 to 9.69)" in page.text
    assert "Of 1 200 individuals, 793 (330 to 1 280) would be left after 10 years" in page.text
    assert "About 50.1 young a year (95 %: 31.8 to 66.4) are lost to American Mink." in page.text
    assert "40 % of it meets American Mink in the stage breeding." in page.text


def test_what_is_not_known_is_said(page: Page) -> None:
    for words in (
        "not surveyed",
        "not known",
        "of unknown size",
        "listed, not applied",
        "no interval",
        "Without density the results are upper bounds.",
        "What share of the adults survives a year?",
        "A known cause of unknown size",
    ):
        assert words in page.text, words


def test_growth_stands_before_lambda(page: Page) -> None:
    head = page.text.split("Which cause takes how much")[0]
    assert "λ" not in head
    assert "Growth a year" in head


def test_a_run_at_point_values_does_not_speak_of_draws(assessment: Assessment) -> None:
    point = assess_study(assessment.study, deterministic=True)
    assert "This run took point values only" in Page(render_report(point)).text
    assert summarise(point)["draws"] == 1


def test_a_study_without_a_full_tier_says_what_it_cannot_give(assessment: Assessment) -> None:
    alone = Page(render_report(replace(assessment, migrants=assessment.migrants[1:])))
    assert "Growth, abundance and risk are not given" in alone.text
    assert "Over the years" not in alone.text
    assert [drawing["class"] for drawing in alone.all("svg") if "chart" in str(drawing["class"])] == []


def test_nothing_of_a_study_becomes_markup(hostile: Assessment) -> None:
    html = render_report(hostile)
    page = Page(html)
    assert page.wrong == []
    assert not {"script", "img"} & {tag for tag, _ in page.elements}
    assert "<script" not in html
    assert [name for _, attributes in page.elements for name in attributes if name.startswith("on")] == []
    for link in page.all("a"):
        assert str(link["href"]).startswith(("https://", "http://", "#"))
    assert html.count("alert(1)") > 100


def test_long_studies_leave_rows_to_the_files(assessment: Assessment) -> None:
    many = tuple(replace(row, presence="absent") for row in assessment.exposures) * 40
    page = Page(render_report(replace(assessment, exposures=(*many, *assessment.exposures))))
    # Of 41 times 16 rows with a share, 300 are shown, those that matter first.
    assert "356 more rows are in exposure.parquet" in page.text
    rows = [str(row.get("class")) for row in page.all("tr")]
    assert rows.count("presence-not_surveyed") == 6
    assert rows.count("presence-absent") == 300 - 6 - 5
