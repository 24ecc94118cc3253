"""Every kind of document in French and Spanish: nothing left in English, and every sentence of it in the catalogue."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from gettext import NullTranslations
from importlib.resources import files

import pytest

from document_text import outline
from oxyura.policy.awareness import audience_called, read_audiences
from oxyura.policy.convention_reports import SCHEMES
from oxyura.publish.brief_page import describe_brief
from oxyura.publish.coherence_page import render_coherence
from oxyura.publish.documents.action_plan_document import make_action_plan
from oxyura.publish.documents.action_plan_words import PlanPage
from oxyura.publish.documents.awareness_document import awareness_document, find_concern
from oxyura.publish.documents.document import Bullets, Document, Paragraph, Picture, Section, Table
from oxyura.publish.documents.funding_document import funding_document
from oxyura.publish.documents.monitoring_document import monitoring_document
from oxyura.publish.documents.obligations_document import obligations_document
from oxyura.publish.documents.pathway_plan_document import make_pathway_plan
from oxyura.publish.documents.report_document import report_document
from oxyura.publish.documents.report_parts import read_records
from oxyura.publish.labels import read_labels
from oxyura.publish.language import Translation, words_for
from oxyura.publish.number_words import THIN
from oxyura.publish.party_pack_first import describe_first_page
from oxyura.publish.party_pack_list import describe_list
from oxyura.publish.party_pack_words import PackWords
from oxyura.publish.pathway_page import render_pathways
from oxyura.publish.report_page import render_report
from oxyura.publish.screening_page import render_screening
from oxyura.schema.conventions import CONVENTIONS, Membership, Statement
from oxyura.schema.countries import COUNTRY_CODES
from oxyura.sources.country_names import country_name
from oxyura.study.action_planning import plan_actions
from oxyura.study.assessment import Assessment
from oxyura.study.checked import read_study
from oxyura.study.flyway_coherence import assess_flyway
from oxyura.study.party_list import gather_list
from oxyura.study.pathway_planning import plan_pathway
from oxyura.study.pathway_review import review_studies
from oxyura.study.policy_screening import screen_study
from oxyura.study.running import assess_study
from unit.publish.report_numbers import Words
from unit.publish.test_report_languages import _SHORTEST, TRANSLATED, _english

STUDIES = ("gough", "white-headed-duck", "casuarina-turtles")
AUDIENCES = dict(zip(STUDIES, ("visitors", "bird-trade", "gardeners"), strict=True))
COUNTRY_NAMES = tuple(map(country_name, COUNTRY_CODES))
BOUND = {name: Membership(name, (Statement("A source", "in_force", "1999-11-01"),)) for name in CONVENTIONS}
Pieces = list[str]


@cache
def run(name: str) -> Assessment:
    return assess_study(read_study(name), deterministic=True)


def pieces(blocks: object) -> Iterator[str]:
    """Yield what a document says, without the names of studies, sources and provisions."""
    for block in blocks if isinstance(blocks, tuple) else (blocks,):
        match block:
            case Document():
                yield from (block.title, block.subtitle)
                yield from pieces(block.blocks)
            case Paragraph():
                yield "".join("·" if span.name or span.link or span.fixed else span.text for span in block.spans)
            case Bullets():
                yield from (text for item in block.items for text in pieces(item))
            case Table():
                yield from (block.title, *block.headings)
                yield from (text for row in block.rows for cell in row for text in pieces(cell))
            case Picture():
                yield from (block.alt, block.caption, *re.findall(r">([^<>]+)<", block.svg))
            case Section():
                yield block.title
                yield from pieces(block.blocks)


def report(name: str, words: Translation) -> Pieces:
    return [*Words(render_report(run(name), words.language)).texts]


def brief(name: str, words: Translation) -> Pieces:
    page = describe_brief(run(name), words)
    return [page.title, page.answer, page.table_title, *page.headings, page.left_out, *page.footer]


def action_plan(name: str, words: Translation) -> Pieces:
    document, _ = make_action_plan(run(name), plan_actions(run(name)), words.language)
    return list(pieces(document))


def pathway_plan(name: str, words: Translation) -> Pieces:
    plan = plan_actions(run(name))
    page = PlanPage(run(name), plan, read_labels(run(name).study.tables, words))
    documents = [make_pathway_plan(page, plan_pathway(run(name), plan, way))[0] for way in ("pet", "transportStowaway")]
    return [text for document in documents for text in pieces(document)]


def awareness(name: str, words: Translation) -> Pieces:
    concern = find_concern(run(name), migrant=run(name).migrants[0].migrant_id)
    documents = [
        awareness_document(run(name), concern, audience_called(audience), words)
        for audience in {AUDIENCES[name], next(iter(read_audiences()))}
    ]
    return [text for document in documents for text in pieces(document)]


def national_reports(name: str, words: Translation) -> Pieces:
    records = read_records([run(name)], "ES", words)
    documents = [
        *(
            report_document(scheme, records, memberships, "Spain", words)
            for scheme in SCHEMES.values()
            for memberships in (BOUND, {})
        ),
        obligations_document(records, BOUND, "Spain", words),
        funding_document(records, "Spain", words),
        monitoring_document(records, words),
    ]
    return [text for document in documents for text in pieces(document)]


def party_pack(name: str, words: Translation) -> Pieces:
    gathered = gather_list("ES", [name])
    documents = [describe(PackWords(gathered, words)) for describe in (describe_first_page, describe_list)]
    return [text for document in documents for text in pieces(document)]


def coherence(name: str, words: Translation) -> Pieces:
    study = read_study(name)
    return [*Words(render_coherence(assess_flyway([study]), [study], words.language)).texts]


def pathways(name: str, words: Translation) -> Pieces:
    reviewed = review_studies([name])
    return [*Words(render_pathways(reviewed.studies, reviewed.review, words.language)).texts]


def screening(name: str, words: Translation) -> Pieces:
    """The page without its sources, which stand as they are cited."""
    found = " · ".join(Words(render_screening(screen_study(read_study(name)), words.language)).texts)
    return [re.sub(r"\[\d+\][^\[]*", " ", re.sub(r"\s+", " ", found))]


KINDS: dict[str, Callable[[str, Translation], Pieces]] = {
    kind.__name__: kind
    for kind in (
        report, brief, action_plan, pathway_plan, awareness, national_reports, party_pack, coherence, pathways,
        screening,
    )
}  # fmt: skip


class Missed(NullTranslations):
    """A catalogue that remembers what was asked of it because the other one does not have it."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: set[str] = set()

    def gettext(self, message: str) -> str:
        self.messages.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.messages.add(msgid1)
        return msgid1 if n == 1 else msgid2


@pytest.fixture(params=TRANSLATED)
def words(request: pytest.FixtureRequest) -> Translation:
    return words_for(request.param)


@pytest.fixture
def missed(words: Translation) -> Iterator[Missed]:
    """What the language does not know. Pages share one catalogue for each language, so it is put back as it was."""
    found = Missed()
    words.catalogue.add_fallback(found)
    yield found
    words.catalogue._fallback = None  # type: ignore[attr-defined]


@cache
def texts_of(name: str) -> list[str]:
    """Return what is said in its authors' words, longest first: of the study, of the rules, names of countries."""
    found = {*COUNTRY_NAMES, "oxyura introductions"}
    for rules in files("oxyura.policy").joinpath("rules").iterdir():
        if rules.name.endswith(".csv"):
            rows = csv.DictReader(io.StringIO(rules.read_text("utf-8"), newline=""))
            found |= {part.strip() for row in rows for text in row.values() for part in text.split(";")}
    for table in read_study(name).tables:
        for column in table.spec:
            if not column.is_numeric and column.vocabulary is None:
                found |= {str(cell) for cell in table.columns[column.name] if isinstance(cell, str)}
    return sorted((text for text in found if len(text) > _SHORTEST), key=len, reverse=True)


@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_english_sentence_is_left_in_any_document(kind: str, name: str, words: Translation, missed: Missed) -> None:
    said = KINDS[kind](name, words)
    text = re.sub(r"\s+", " ", " · ".join(said)).replace(THIN, " ")
    for known in texts_of(name):
        text = text.replace(re.sub(r"\s+", " ", known).replace(THIN, " "), " ")
    assert len(text) > 400
    assert [english for english in _english(words) if re.search(rf"\b{re.escape(english)}\b", text)] == []
    assert sorted(message for message in missed.messages if len(message) > _SHORTEST) == []


def test_the_search_finds_what_is_left_in_english(words: Translation) -> None:
    plan, _ = make_action_plan(run("gough"), plan_actions(run("gough")), "en")
    text = outline(plan)
    assert len([english for english in _english(words) if english in text]) > 50
