"""Pages in French and Spanish hold no English sentence, unless it is marked as English."""

from __future__ import annotations

import dataclasses
import gettext
import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from oxyura.apps.web.application import create_app
from oxyura.apps.web.rendering import told
from oxyura.apps.web.settings import WebSettings
from oxyura.publish.language import words_for
from oxyura.register.records import JobRecord
from oxyura.register.store import Register
from oxyura.schema.problems import Problem
from oxyura.schema.sentences import sentence
from oxyura.study.party_questions import Question
from unit.apps.web.clients import Client, client_of
from unit.apps.web.shelf import open_shelf
from unit.apps.web.test_handing_in import hand_in, study_zip
from unit.apps.web.test_pages import PAGES, STUDIES

LANGUAGES = ("fr", "es")
FEWEST_WORDS = 4
# What a reader sees or hears besides the text of an element.
SAID = ("aria-label", "alt", "title", "placeholder", "aria-valuetext", "content")
# An attribute of a meta element that speaks to programs.
UNSEEN = frozenset(("script", "style", "code", "svg"))
EMPTY = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))

_PLACEHOLDER = re.compile(r"%\(\w+\)s")


class Words(HTMLParser):
    """The words of a page in its own language: what lies in an element of another language is left out."""

    def __init__(self, page: str, language: str) -> None:
        super().__init__()
        self.language = language
        self.text: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        own = (given.get("lang") or self.language).startswith(self.language)
        outside = bool(self._open) and self._open[-1][1]
        hidden = outside or not own or tag in UNSEEN
        if not hidden and tag != "meta":
            self.text += [f" {given[name]} " for name in SAID if given.get(name)]
        if tag not in EMPTY:
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.text.append(data)

    def __str__(self) -> str:
        return " ".join("".join(self.text).split())


def english_of(language: str) -> frozenset[str]:
    """Return every run of words of the catalogue's English that the language says otherwise."""
    catalogue = words_for(language).catalogue
    assert isinstance(catalogue, gettext.GNUTranslations)
    found = set()
    for key, said in catalogue._catalog.items():  # type: ignore[attr-defined]
        message = (key[0] if isinstance(key, tuple) else key).rpartition("\4")[2]
        for part in _PLACEHOLDER.split(message.replace("%%", "%")):
            run = " ".join(part.split()).strip(" .,:;()'’")
            if len(run.split()) >= FEWEST_WORDS and run not in said:
                found.add(run)
    return frozenset(found)


def leftovers(page: str, language: str) -> list[str]:
    """Return the English that stands on a page."""
    text = str(Words(page, language))
    return sorted(run for run in english_of(language) if run in text)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Register]]:
    with (
        open_shelf(tmp_path_factory.mktemp("shelf"), STUDIES) as register,
        client_of(create_app(WebSettings("unused"), register)) as client,
    ):
        yield client, register


def ask(client: Client, address: str, language: str) -> str:
    answer = client.get(address, headers={"Accept-Language": language})
    assert answer.headers["content-language"] == language, address
    return str(answer.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [*PAGES, "/s", "/j", "/start", "/compare", "/s/zonar/problems", "/no-such-page"])
def test_page_holds_no_english(shelf: tuple[Client, Register], page: str, language: str) -> None:
    assert leftovers(ask(shelf[0], page, language), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_planted_english_is_found_unless_it_is_marked(language: str) -> None:
    plain = (
        "<p>The number has a <b>decimal</b> comma, which is read only in files without decimal points whose columns "
    )
    plain += "are separated by semicolons or tabs.</p>"
    assert leftovers(plain, language)
    assert not leftovers(f'<div lang="en">{plain}</div>', language)
    assert leftovers(f'<div lang="{language}">{plain}</div>', language)
    assert leftovers('<img alt="What would lift the study: the first questions">', language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_problems_beside_cells_speak_the_language(shelf: tuple[Client, Register], language: str) -> None:
    client, _ = shelf
    wrong = study_zip(presences=("eradicated", "eradicatd"), sites=(",ZA", ",QQ"), study=("draws", "drawz"))
    page = ask(client, hand_in(client, "marion.zip", wrong).split("?")[0], language)
    assert "eradicatd" in page
    assert leftovers(page, language) == []
    (cell,) = re.findall(r'<td class="is-error"[^>]*data-label="country">(.*?)</td>', page, re.S)
    # The whole sentence, with the value of the cell in it.
    assert "QQ" in html.unescape(cell).split("ISO 3166-1")[0]
    assert 'lang="en"' not in cell


def _finish(register: Register, kind: str, arguments: dict[str, object], outcome: str, value: dict[str, object]) -> str:
    """Carry a job through its table, as a worker would, and return its key."""
    table = register.jobs._table
    key = table.add(kind, f"{kind}-{outcome}-{len(value)}", arguments, 1, None)
    job = table.claim("nobody:1:x", [kind], background=False)
    assert isinstance(job, JobRecord)
    table.report("nobody:1:x", job, sentence("Projecting %(migrant)s", migrant="great-knot"), 0.5)
    step = register.jobs.get(key).step
    assert (str(step), step.wording.values) == ("Projecting great-knot", {"migrant": "great-knot"})  # type: ignore[attr-defined]
    if outcome == "done":
        table.finish("nobody:1:x", job, value)
    else:
        table.fail("nobody:1:x", job, value)
    return key


def test_jobs_speak_the_language_of_who_reads_them(shelf: tuple[Client, Register]) -> None:
    client, register = shelf
    question = Question(
        sentence("Is %(invader)s at %(site)s? Nobody has said.", invader="Ruddy Duck", site="Doñana"),
        "presences (status)",
        sentence("The harm is known, and its size is not."),
    )
    result = {
        "study": "0" * 64,
        "party": "ES",
        "rows": {"migrants": 1},
        "questions": [dataclasses.asdict(question)],
        "warnings": [sentence("%(name)s: one list says invasive, another not; taken as not stated.", name="Rattus")],
    }
    done = _finish(register, "party", {"upload": "x", "party": "ES"}, "done", result)
    problem = Problem(
        "error", "unknown_country", sentence("'%(text)s' is not a DOI.", text="QQ"), file="sites.csv", row=3
    )
    failure = {
        "message": sentence("The study cannot be used: %(number)s errors.", number=2),
        "remedy": "Give at most 100 characters.",
        "problems": [problem.to_json()],
    }
    failed = _finish(register, "assess", {"study": "0" * 64}, "failed", failure)
    for language in LANGUAGES:
        for key in (done, failed):
            assert leftovers(ask(client, f"/j/{key}", language), language) == []
        assert "Doñana" in ask(client, f"/j/{done}", language)
    # Programs read what they always read.
    job = client.get(f"/api/v1/jobs/{done}").json()
    assert job["result"]["questions"][0]["text"] == "Is Ruddy Duck at Doñana? Nobody has said."
    assert client.get(f"/api/v1/jobs/{failed}").json()["failure"]["problems"][0]["where"] == "sites.csv, row 3"


def test_results_kept_before_sentences_were_can_be_read(shelf: tuple[Client, Register]) -> None:
    client, register = shelf
    old = {
        "party": "PT",
        "rows": {},
        "questions": [{"text": "Is X at Y? Nobody has said.", "table": "presences", "why": "The harm is known."}],
        "warnings": ["X: one list says invasive, another not; taken as not stated."],
    }
    key = _finish(register, "party", {"upload": "y", "party": "PT"}, "done", old)
    page = ask(client, f"/j/{key}", "fr")
    # Nobody knows what it was made of: it stays as it is, and says so.
    assert '<span lang="en">Is X at Y? Nobody has said.</span>' in page
    assert leftovers(page, "fr") == []


def test_what_nobody_has_translated_is_marked_and_escaped() -> None:
    assert (
        told("A <b>new</b> sentence.", words_for("es")) == '<span lang="en">A &lt;b&gt;new&lt;/b&gt; sentence.</span>'
    )
    assert told("A new sentence.", words_for("en")) == "A new sentence."
