"""A document as HTML: one file, nested headings, tables that are heard, every text escaped."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from oxyura.publish.documents.document import Section
from oxyura.publish.documents.html_writer import MARK, anchor, write_html
from oxyura.publish.documents.wording import plain
from unit.publish.documents.sample import ARABIC, GROWTH, LONG, make_document

VOID = {"meta", "col", "img", "br", "hr", "link"}


class Page(HTMLParser):
    """Elements with their attributes and texts, and whether every element is closed where it has to be."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[str] = []
        self.feed(content.decode())
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        for at in range(len(self.found) - 1, -1, -1):
            if self.found[at][0] not in VOID:
                self.found[at][2].append(data)
                break

    def all(self, *tags):
        return [each for each in self.found if each[0] in tags]


@pytest.fixture(scope="module")
def page():
    return Page(write_html(make_document()))


def test_it_is_one_file_that_asks_for_nothing_and_runs_nothing(page):
    assert not page.all("script", "link", "iframe", "object", "form", "input")
    assert all(attributes["src"].startswith("data:image/svg+xml;base64,") for _, attributes, _ in page.all("img"))
    for _, attributes, _ in page.found:
        assert not any(name.startswith("on") for name in attributes)
    policy = next(each for _, each, _ in page.all("meta") if "http-equiv" in each)
    assert policy["content"].startswith("default-src 'none'")
    style = "".join(page.all("style")[0][2])
    assert "url(" not in style
    assert "@import" not in style
    assert MARK.encode() in write_html(make_document())[:4096]


def test_headings_are_nested_without_a_gap(page):
    levels = [int(tag[1]) for tag, _, _ in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels == [1, 2, 3, 2]
    named = {attributes.get("id") for _, attributes, _ in page.found}
    assert all(attributes["aria-labelledby"] in named for _, attributes, _ in page.all("section"))


def test_tables_and_pictures_are_heard(page):
    assert ["".join(texts).strip() for _, _, texts in page.all("caption")] == ["Threats and what is done about them"]
    scopes = [attributes.get("scope") for _, attributes, _ in page.all("th")]
    assert scopes == ["col"] * 3 + ["row"] * 4
    (picture,) = page.all("img")
    assert picture[1]["alt"] == "A line that falls."
    assert len(page.all("figcaption")) == 1


def test_texts_of_a_study_are_escaped_and_keep_their_direction():
    text = write_html(make_document(title="<b>Plan</b>")).decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert f"<bdi>{ARABIC}</bdi>" in text
    assert "<bdi>&lt;b&gt;Plan&lt;/b&gt;</bdi>" in text
    assert "<title>&lt;b&gt;Plan&lt;/b&gt;</title>" in text
    assert LONG in text


def test_numbers_say_where_they_come_from_and_links_lead_there(page):
    sources = [attributes["data-from"] for _, attributes, _ in page.all("span") if "data-from" in attributes]
    assert f"{GROWTH}/median" in sources
    (link,) = page.all("a")
    assert link[1]["href"] == "https://www.cms.int/"
    assert "noreferrer" in link[1]["rel"]


@pytest.mark.parametrize(("language", "date"), [("fr", "22 novembre"), ("es", "noviembre")])
def test_it_says_its_language(language, date):
    text = write_html(make_document(language=language)).decode()
    assert f'<html lang="{language}">' in text
    assert date in text


def test_long_documents_begin_with_their_contents_and_sheets_lie_as_asked():
    many = [Section(f"more {number}", f"More {number}", (plain("x"),)) for number in range(8)]
    page = Page(write_html(make_document(*many, landscape=True)))
    links = [attributes["href"] for _, attributes, _ in page.all("a") if attributes["href"].startswith("#")]
    named = {f"#{attributes.get('id')}" for _, attributes, _ in page.all("section")}
    assert len(links) == 10
    assert set(links) <= named
    assert "size: A4 landscape" in "".join(page.all("style")[0][2])


def test_the_same_document_gives_the_same_bytes_and_keys_stay_apart():
    assert write_html(make_document()) == write_html(make_document())
    assert len({anchor(key) for key in ("a b", "a_b", "a-b", "a  b", "é")}) == 5
