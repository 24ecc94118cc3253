"""The page in French and Spanish: nothing left in English, every number traced, the same page otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from oxyura.publish.assessment_files import make_files
from oxyura.publish.language import Translation, words_for
from oxyura.publish.number_words import THIN
from oxyura.publish.report_page import render_report
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import Sentence
from oxyura.schema.settings import Budget
from oxyura.study.assessment import Assessment
from oxyura.study.casebook_studies import casebook_path
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study
from unit.publish.flyway import make_flyway
from unit.publish.pochard import SETTINGS, make_study, year_records
from unit.publish.report_numbers import Words, _texts, printed_numbers, untraced
from unit.publish.test_page_measures import make
from unit.publish.test_report_page import Page

TRANSLATED = ("fr", "es")
CASEBOOK = (
    "gough",
    "gough-seabirds",
    "balearic-shearwater",
    "white-headed-duck",
    "south-georgia",
    "yellow-sea",
    "amsterdam",
)
_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_TAG = re.compile(r"<[^>]+>")
# Shorter words may stand on a page by chance: in a name, or because both languages have them.
_SHORTEST = 12


@pytest.fixture(
    scope="module", params=["pochard", "measures", "no budget", "evidence", "flyway", "counted flyway", *CASEBOOK]
)
def study(request: pytest.FixtureRequest, assessment: Assessment) -> Assessment:
    match request.param:
        case "pochard":
            return assessment
        case "measures":
            return make()
        case "flyway":
            return assess_study(make_flyway())
        case "counted flyway":
            return assess_study(make_flyway(counted=True))
        case "no budget":
            return make(None)
        case "evidence":
            known = {name: rows for name, rows in year_records().items() if name not in ("vital_rates", "stages")}
            return assess_study(make_study(known, replace(SETTINGS, budget=Budget(10.0, "EUR", 2024))))
    return assess_study(read_study(casebook_path(request.param)), deterministic=True)


@pytest.fixture(params=TRANSLATED)
def words(request: pytest.FixtureRequest) -> Translation:
    return words_for(request.param)


def said(html: str, assessment: Assessment, words: Translation) -> str:
    """Return what the page says, heard or seen, without the texts of the study."""
    spoken = Words(html)
    labels = [str(value) for _, attributes in Page(html).elements if (value := attributes.get("data-label"))]
    text = re.sub(r"\s+", " ", " ".join([*spoken.texts, *labels])).replace(THIN, " ")
    for known in (*_study_texts(assessment), *_texts(assessment, words)):
        text = text.replace(re.sub(r"\s+", " ", known).replace(THIN, " "), " ")
    return text


def _study_texts(assessment: Assessment) -> list[str]:
    """Return what the study wrote, longest first."""
    settings = assessment.study.settings
    found = {text for text in (settings.title, settings.question) if text}
    for table in assessment.study.tables:
        for column in table.spec:
            if not column.is_numeric and column.vocabulary is None:
                found |= {str(cell) for cell in table.columns[column.name] if isinstance(cell, str)}
    return sorted((text for text in found if len(text) > _SHORTEST), key=len, reverse=True)


def _english(words: Translation) -> Iterator[str]:
    """Yield every whole piece of an English message that its translation does not have."""
    catalogue: dict[str | tuple[str, int], str] = words.catalogue._catalog  # type: ignore[attr-defined]
    for key, translation in catalogue.items():
        message = (key[0] if isinstance(key, tuple) else key).split("\4")[-1]
        for piece in _PLACEHOLDER.split(_TAG.sub(" ", message)):
            english = re.sub(r"\s+", " ", piece.replace("%%", "%")).strip(" .,:;()")
            if len(english) > _SHORTEST and english not in translation.replace("%%", "%"):
                yield english


def test_no_english_sentence_is_left(study: Assessment, words: Translation) -> None:
    text = said(render_report(study, words.language), study, words)
    assert [english for english in _english(words) if re.search(rf"\b{re.escape(english)}\b", text)] == []


def test_the_search_for_english_finds_it(assessment: Assessment, words: Translation) -> None:
    text = said(render_report(assessment), assessment, words)
    left = [english for english in _english(words) if re.search(rf"\b{re.escape(english)}\b", text)]
    assert "As things are, the population is expected to change by" in left
    assert len(left) > 100


def test_every_number_is_traced_in_every_language(study: Assessment, words: Translation) -> None:
    html = render_report(study, words.language)
    assert untraced(html, study, words) == []
    assert any("," in printed.number for printed in printed_numbers(html, study, words))
    spoilt = html.replace("</main>", f"<p>12,34{THIN}%</p></main>")
    assert [found.number for found in untraced(spoilt, study, words)] == [f"12,34{THIN}%"]


def test_the_page_is_the_same_in_every_language_but_for_its_words(study: Assessment, words: Translation) -> None:
    html = render_report(study, words.language)
    page, english = Page(html), Page(render_report(study))
    assert html.startswith(f'<!DOCTYPE html>\n<html lang="{words.language}">')
    assert (page.open, page.wrong) == ([], [])
    drawn = {"line", "text", "polyline", "path", "textpath", "circle"}
    assert [tag for tag, _ in page.elements if tag not in drawn] == [
        tag for tag, _ in english.elements if tag not in drawn
    ]
    for _, attributes in page.elements:
        if attributes.get("role") == "img":
            assert attributes.get("aria-label") or attributes.get("aria-labelledby")
    spoken, heard = (
        [label for _, attributes in each.elements if (label := attributes.get("aria-label"))]
        for each in (page, english)
    )
    assert len(spoken) == len(heard)
    assert spoken != heard
    assert [attributes.get("href") for attributes in page.all("a")] == [
        attributes.get("href") for attributes in english.all("a")
    ]


def test_what_is_said_below_the_pages_is_in_the_catalogue(study: Assessment, words: Translation) -> None:
    judged = [pair.judgement for pair in study.pairs]
    texts = [text for one in judged for text in (*one.reasons, one.precaution, one.would_settle)]
    texts += [text for gap in study.gaps for text in (gap.unknown.sentence, gap.unknown.would_settle, gap.why_here)]
    texts += [gap.decision_note for gap in study.gaps]
    texts += [question for migrant in study.migrants for question in migrant.next_tier]
    texts += [study.plan.note, *(warning.message for warning in study.plan.warnings)]
    for text in filter(None, texts):
        assert isinstance(text, Sentence), text
        assert words.tell(text) != text


def test_the_language_changes_the_page_and_the_brief_only(assessment: Assessment) -> None:
    english, french = (
        {file.name: file.content for file in make_files(assessment, language)} for language in ("en", "fr")
    )
    changed = {name for name in english if english[name] != french[name]}
    assert changed == {"report.html", "summary.docx", "ro-crate-metadata.json"}


def test_a_language_that_is_not_spoken_is_refused(assessment: Assessment) -> None:
    with pytest.raises(InputError, match="does not write in"):
        render_report(assessment, "de")
