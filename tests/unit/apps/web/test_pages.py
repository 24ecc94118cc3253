"""Every page is whole without script, in three languages, and says where each number is from."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from oxyura.apps.web.application import create_app
from oxyura.apps.web.opening import take_in
from oxyura.apps.web.settings import WebSettings
from oxyura.study.casebook_studies import casebook_path
from unit.apps.web.clients import Client, client_of
from unit.apps.web.shelf import open_shelf

STUDIES = ("balearic-shearwater", "white-headed-duck", "yellow-sea", "zonar")
DUCK = "/m/white-headed-duck/white-headed-duck-spain"
KNOT = "/m/yellow-sea/great-knot"
PAGES = [
    "/",
    "/m",
    "/i",
    "/p",
    "/d",
    "/search?q=duck",
    DUCK,
    KNOT,
    "/m/balearic-shearwater/balearic-shearwater",
    "/i/oxyura-jamaicensis",
    "/i/spartina-alterniflora",
    "/p/balearic-shearwater/mallorca",
    "/p/yellow-sea/elsewhere",
    "/c/ES",
    "/c/CN",
    "/c/AF",
    "/conventions",
    "/s/zonar",
    "/d/zonar",
]


class Elements(HTMLParser):
    """Every element of a page with its attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with (
        open_shelf(tmp_path_factory.mktemp("shelf"), STUDIES) as register,
        client_of(create_app(WebSettings("unused"), register)) as client,
    ):
        yield client


@pytest.mark.parametrize("page", PAGES)
def test_page_needs_no_script_and_nothing_inline(client: Client, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    elements = Elements(answer.text)
    for tag, attributes in elements.found:
        assert "style" not in attributes, f"{tag} has an inline style"
        assert not any(name.startswith("on") for name in attributes), f"{tag} has a handler"
    assert not elements.named("style")
    inline = [each for each in elements.named("script") if "src" not in each]
    assert all(each.get("type") == "application/json" for each in inline)
    links = [each for tag in ("img", "script", "link") for each in elements.named(tag)]
    assert all((each.get("src") or each.get("href") or "/").startswith("/") for each in links)


@pytest.mark.parametrize("page", PAGES)
def test_page_has_landmarks_one_heading_and_unique_identifiers(client: Client, page: str) -> None:
    elements = Elements(client.get(page).text)
    assert [len(elements.named(tag)) for tag in ("main", "header", "footer", "h1")][::3] == [1, 1]
    assert any(each.get("href") == "#main" for each in elements.named("a"))
    identifiers = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    for each in elements.named("button"):
        assert each.get("popovertarget", identifiers[0]) in identifiers


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_page_speaks_the_language_that_was_asked_for(client: Client, language: str) -> None:
    answer = client.get(f"{DUCK}?lang={language}")
    assert answer.headers["content-language"] == language
    elements = Elements(answer.text)
    assert (elements.named("html")[0]["lang"] or "").startswith(language)
    own = [str(each["href"]) for each in elements.named("a") if str(each.get("href", "")).startswith("/")]
    inside = [address for address in own if "lang=" not in address and not address.startswith("/p/")]
    assert not inside, "a link forgets the language"


def test_browser_chooses_the_language_where_the_address_does_not(client: Client) -> None:
    answer = client.get("/", headers={"Accept-Language": "de-DE,es;q=0.8,fr;q=0.9"})
    assert answer.headers["content-language"] == "fr"
    assert "Accept-Language" in answer.headers["vary"]
    assert client.get("/", headers={"Accept-Language": "fr;q=x, *;;"}).status_code == 200


def test_every_link_inside_leads_somewhere(client: Client) -> None:
    seen: set[str] = set()
    for page in (*PAGES, KNOT):
        for each in Elements(client.get(page).text).named("a"):
            address = str(each.get("href") or "").split("#")[0].split("?")[0]
            if address.startswith("/") and not address.startswith(("/static", "/api")):
                seen.add(address)
    assert len(seen) > 60
    for address in sorted(seen):
        assert client.get(address).status_code == 200, address


def test_week_stands_in_the_address(client: Client) -> None:
    spring, autumn = client.get(f"{KNOT}?week=14").text, client.get(f"{KNOT}?week=40").text
    assert "Week 14, April: Prebreeding migration" in spring
    assert "Week 40, October: Postbreeding migration" in autumn
    sites = [
        re.findall(r'<a href="[^"]*" tabindex="-1" class="([^"]*)" data-site="\d+"', page) for page in (spring, autumn)
    ]
    assert sites[0] != sites[1]
    shown = [re.findall(r'data-stage="(\w+)"(?! hidden)', page) for page in (spring, autumn)]
    assert shown == [["1"], ["3"]]
    links = [each["href"] for each in Elements(spring).named("a") if each.get("class") == "step"]
    assert links == [f"{KNOT}?week=13", f"{KNOT}?week=15"]


@pytest.mark.parametrize("week", ["0", "53", "-1", "x", "1e3", "9" * 500, "²"])
def test_week_that_is_none_is_the_first_of_the_cycle(client: Client, week: str) -> None:
    assert "Week 52, December: Nonbreeding" in client.get(KNOT, params={"week": week}).text


def test_weeks_that_the_study_leaves_out_are_said_to_be_unknown(client: Client) -> None:
    page = client.get("/m/yellow-sea/spoon-billed-sandpiper?week=1").text
    assert "not covered by the study" in page
    assert re.findall(r'data-stage="(\w+)"(?! hidden)', page) == ["none"]


def test_figures_open_sources_licence_interval_and_run(client: Client) -> None:
    page = client.get(DUCK).text
    elements = Elements(page)
    buttons = [each for each in elements.named("button") if "popovertarget" in each]
    cards = [attributes for _, attributes in elements.found if "popover" in attributes]
    assert len(buttons) == len(cards) > 3
    assert {each["popovertarget"] for each in buttons} == {each["id"] for each in cards}
    first = page[page.index("popover role", page.index('class="figure')) :][:4000]
    for words in ("Interval", "Sources", "Licence:", "Run", "<code>"):
        assert words in first


def test_not_surveyed_is_hatched_and_in_the_legend(client: Client) -> None:
    page = client.get(KNOT).text
    assert "not surveyed, which is not absent" in page
    assert "status-not_surveyed" in page
    assert 'id="hatch"' in page


def test_sites_without_coordinates_are_a_diagram_that_says_so(client: Client) -> None:
    page = client.get(KNOT).text
    assert "A diagram of the ways, not a map" in page
    assert "data-projection" not in page
    assert page.count("data-path=") == 8


def test_boundaries_carry_the_disclaimer(client: Client) -> None:
    for page in ("/", "/c/ES", "/p/balearic-shearwater/mallorca", "/i/oxyura-jamaicensis"):
        text = client.get(page).text
        assert "do not imply official endorsement" in text
        assert "imply no opinion on the legal status" in text


def test_invader_is_told_over_all_studies(client: Client) -> None:
    page = client.get("/i/oxyura-jamaicensis").text
    for words in ("Ruddy Duck", "White-headed Duck", "1960", "escape from confinement", "United Kingdom", "Spain"):
        assert words in page


def test_country_says_what_to_do_first_what_binds_and_whose_gap(client: Client) -> None:
    page = client.get("/c/ES").text
    order = [page.index(f'id="{name}"') for name in ("when", "invaders", "first", "gapmap", "binds", "take")]
    assert order == sorted(order)
    assert "Balearic Shearwater" in page


def test_an_invader_that_is_gone_is_said_to_be_nowhere(client: Client) -> None:
    """At Zóñar the carp was eradicated; at Medina, where it is, the same two meet."""
    page = client.get("/c/ES").text
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]
    ducks = [row for row in rows if "Common Carp White-headed Duck" in row]
    assert [row.split("structural")[1].strip() for row in ducks] == [
        "here Laguna de Medina",
        "nowhere, as far as the study says",
    ]


def test_country_page_joins_what_conventions_ask_and_what_can_be_drafted(client: Client) -> None:
    page = client.get("/c/ES").text
    assert "CMS Article III(4)(c)" in page
    assert "which conventions bind this Party is not known here" in page
    assert 'action="/s/white-headed-duck/action-plan"' in page


def test_gaps_of_the_flyway_are_drawn_beside_their_lists(client: Client) -> None:
    page = client.get("/c/ES").text
    drawn = page[page.index('id="gap-map-name"') : page.index("</figure>", page.index('id="gap-map-name"'))]
    assert "United Kingdom, Ruddy Duck: exposes White-headed Duck." in drawn
    assert drawn.count('class="gap-missing"') >= 1
    assert drawn.count('class="gap-exposed"') >= 1
    assert 'id="gap-map-name"' not in client.get("/c/AQ").text


def test_country_table_and_sites_can_be_taken_along(client: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/c/ES.csv").content.decode("utf-8-sig"))))
    assert {row["study"] for row in rows} == {"balearic-shearwater", "white-headed-duck", "zonar"}
    assert all(1 <= int(row["start_week"]) <= 52 and 0 < float(row["share"]) <= 1 for row in rows)
    assert {row["survey_status"] for row in rows} <= {"surveyed", "not_surveyed"}
    sites = json.loads(client.get("/c/ES.geojson").content)
    unseen = {(row["study"], row["site_id"]) for row in rows if row["survey_status"] == "not_surveyed"}
    told = [each["properties"] for each in sites["features"]]
    assert {(each["study"], each["site_id"]) for each in told if each["migrants_not_surveyed"]} == unseen
    assert {each["properties"]["site_id"] for each in sites["features"]} >= {"mallorca", "ibiza"}


@pytest.mark.parametrize(
    "page", ["/m/none/none", "/m/zonar/none", "/i/none", "/p/zonar/none", "/c/XX", "/c/es", "/s/none", "/c/ES/pack.zip"]
)
def test_what_is_not_there_is_said_on_a_page(client: Client, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 404
    assert "To the four doors" in answer.text


def test_study_that_is_being_computed_says_how_far_it_is(tmp_path: Path) -> None:
    with open_shelf(tmp_path, (), ("gough",)) as register:
        app = create_app(WebSettings("unused"), register)
        with client_of(app) as client:
            page = client.get("/m/gough/tristan-albatross").text
            assert "Being computed" in page
            assert "Waiting for its turn" in page
            assert 'value="0.0"' in page
            assert "Tristan Albatross and house mice" in page
            assert "1 study is still being computed" in client.get("/").text
            register.jobs.cancel(register.jobs.list()[0].key)
            app.state.library.forget_list()
            assert "The computation was stopped." in client.get("/m/gough/tristan-albatross").text
        assert len(register.jobs.list()) == 1


def test_problems_are_counted_without_those_that_are_none(client: Client) -> None:
    page = client.get("/s/zonar/problems").text
    assert re.search(r"\b[1-9]\d* notes?\b", page)
    assert not re.search(r"\b0 (error|warning|note)", page)


def test_study_of_a_folder_is_not_called_handed_in(tmp_path: Path) -> None:
    copied = shutil.copytree(casebook_path("zonar"), tmp_path / "studies" / "zonar")
    with open_shelf(tmp_path, ()) as register:
        take_in(register, copied.parent)
        assert [study.origin for study in register.studies()] == ["folder"]
        with client_of(create_app(WebSettings("unused"), register)) as client:
            page = client.get("/s").text
            assert "from a folder of this server" in page
            assert "handed in" not in page


def test_long_lists_are_folded_and_lose_nothing(client: Client) -> None:
    page = client.get("/m/yellow-sea/spoon-billed-sandpiper").text
    pairs = page[page.index('id="verdict-title"') : page.index('id="sources-title"')]
    for summary in re.findall(r"<summary>(\d+) more verdicts?: ([^<]*)</summary>", pairs):
        assert int(summary[0]) == sum(int(part.split()[0]) for part in summary[1].split(", "))


def test_answer_in_sentences_opens_its_sources_and_run(client: Client) -> None:
    page = client.get(DUCK).text
    answer = page[page.index('class="answer"') : page.index("</header>", page.index('class="answer"'))]
    for words in ("Where these numbers are from", "Sources", "Licence:", "Run", "<code>"):
        assert words in answer
