"""Every printed number against the run: misprints, loose digits and dead pointers are found, true ones pass."""

from __future__ import annotations

import json

import pytest

from oxyura.publish.documents.document import Document, Paragraph, Picture, Section, Span, Table
from oxyura.publish.documents.tracing import agrees, numbers_in, untraced
from oxyura.publish.documents.wording import bound, code, dated, linked, named, plain, tell
from oxyura.publish.language import words_for
from oxyura.publish.number_words import LEVEL, THIN
from unit.publish.documents.sample import DRAWING, FOLDER, GROWTH, make_document

DUCK = "summary.json#/migrants/duck"


def document(*spans: Span, language: str = "en", **parts: object) -> Document:
    return Document("A plan", "", language, (Paragraph(spans),), "abc", **parts)  # type: ignore[arg-type]


def test_a_true_document_is_traced_in_the_folder_and_before_it_is_written(tmp_path):
    made = make_document()
    assert untraced(made, FOLDER) == []
    for file in FOLDER:
        (tmp_path / file.name).parent.mkdir(exist_ok=True)
        (tmp_path / file.name).write_bytes(file.content)
    assert untraced(made, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        (f"−1.26{THIN}%", f"{GROWTH}/median"),
        (f"1.26{THIN}%", f"{GROWTH}/median"),
        (f"98.7{THIN}%", f"{GROWTH}/median"),
        ("0.987", f"{GROWTH}/median"),
        (f"265{THIN}000", f"{DUCK}/abundance"),
        (f"265{THIN}217 birds", f"{DUCK}/abundance"),
        (f"2.65{THIN}×{THIN}10⁵", f"{DUCK}/abundance"),
        (f"GBP 4{THIN}600{THIN}000", "tables/measures.csv#/shoot-ducks/cost"),
        ("12.5", "tables/measures.csv#/=bait/cost"),
        ("2 pairs", "summary.json#/pairs"),
        ("1 migrant", "summary.json#/migrants"),
        ("0.1.0", "summary.json#/version"),
        ("not known", f"{DUCK}/nothing"),
        ("since 30 May 2001, 2.5 %", "summary.json#/pairs/0/reasons/0"),
    ],
)
def test_every_form_that_documents_print_is_known(text, pointer):
    assert untraced(document(bound(text, pointer)), FOLDER) == []


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        (f"−1.27{THIN}%", f"{GROWTH}/median"),
        (f"+1.26{THIN}%", f"{GROWTH}/median"),
        ("0.986", f"{GROWTH}/median"),
        (f"266{THIN}000", f"{DUCK}/abundance"),
        (f"265{THIN}218", f"{DUCK}/abundance"),
        (f"2.66{THIN}×{THIN}10⁵", f"{DUCK}/abundance"),
        (f"GBP 4{THIN}700{THIN}000", "tables/measures.csv#/shoot-ducks/cost"),
        ("3 pairs", "summary.json#/pairs"),
        ("1", f"{DUCK}/nothing"),
        ("3.5 % at 12 sites", "summary.json#/pairs/0/reasons/0"),
        ("11 of 12", f"{DUCK}/rates_without_interval"),
    ],
)
def test_a_misprint_in_any_digit_is_found(text, pointer):
    (found,) = untraced(document(bound(text, pointer)), FOLDER)
    assert text in found
    assert pointer in found


@pytest.mark.parametrize(
    "pointer",
    [
        f"{DUCK}/growth_then",
        "nowhere.json#/x",
        "../summary.json#/seed",
        "summary.json#/pairs/7",
        "summary.json",
        "tables/measures.csv#/shoot-geese/cost",
        "tables/measures.csv#/shoot-ducks/price",
    ],
)
def test_a_pointer_that_leads_nowhere_is_found(pointer, tmp_path):
    (found,) = untraced(document(bound("1", pointer)), FOLDER)
    assert "leads nowhere" in found
    for file in FOLDER:
        (tmp_path / file.name).parent.mkdir(exist_ok=True)
        (tmp_path / file.name).write_bytes(file.content)
    assert len(untraced(document(bound("1", pointer)), tmp_path)) == 1


@pytest.mark.parametrize("text", ["It loses 3 birds.", "Twice 0.5", "٣ birds", "4 %"])
def test_a_number_that_is_bound_to_nothing_is_found(text):
    (found,) = untraced(document(Span(text)), FOLDER)
    assert "bound to nothing" in found


@pytest.mark.parametrize(
    "span",
    [
        named("Site 7, 12 km north"),
        dated(words_for("fr"), "2026-11-22"),
        linked("doi:10.1000/182", "https://doi.org/10.1000/182"),
        Span("O6 and O11 of Resolution 11.28, Appendix I, Article 8(h), Target 6 [3, 4]"),
        code(LEVEL),
        Span("No number at all"),
    ],
)
def test_names_dates_links_and_codes_are_no_numbers_of_the_run(span):
    assert untraced(document(span), FOLDER) == []


def test_a_share_is_never_a_code():
    (found,) = untraced(document(code("40 % of them")), FOLDER)
    assert "no code" in found


def test_cells_lists_and_sections_are_read_as_well():
    table = Table("A table", ("What",), (((plain("7 birds"),),),), (100,))
    made = make_document(Section("s", "A section", (table,)))
    (found,) = untraced(made, FOLDER)
    assert "7 birds" in found


def test_titles_may_hold_what_a_text_of_the_run_holds_and_nothing_else():
    files = [*FOLDER, type(FOLDER[0])("names.json", json.dumps(["Duck of 1990"]).encode(), "", "")]
    body = (plain("Words."),)
    assert untraced(Document("Plan for the Duck of 1990", "", "en", body, "x"), files) == []
    (found,) = untraced(Document("Plan for 12 ducks", "", "en", body, "x"), files)
    assert "12 ducks" in found


def test_what_a_picture_says_is_bound_like_other_words():
    def made(alt: str, *pointers: str) -> Document:
        return Document("A", "", "en", (Picture(DRAWING, alt, "", pointers=pointers),), "x")

    assert (
        untraced(made(f"It falls by 1.26{THIN}% a year, seed 4.", f"{GROWTH}/median", "summary.json#/seed"), FOLDER)
        == []
    )
    assert len(untraced(made(f"It falls by 1.36{THIN}% a year.", f"{GROWTH}/median"), FOLDER)) == 1
    assert len(untraced(made("It falls by 1 a year."), FOLDER)) == 1


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("value", [0.9874, 0.1234, 265217.0, 3880.0, 0.00001234, -0.31, 11.0, 1.6])
def test_what_the_program_writes_in_any_language_agrees_and_its_misprint_does_not(language, value):
    words = words_for(language)
    for show in (words.significant, words.exact, words.percent, words.yearly, words.signed_percent, words.signed_gain):
        text = show(value)
        if not set(text.split("×")[0]) & set("123456789"):
            continue
        (printed,) = numbers_in(text, language)
        assert agrees(printed, value), text
        at = max(place for place, sign in enumerate(text.split("×")[0]) if sign in "123456789")
        spoilt = text[:at] + str((int(text[at]) + 2) % 10) + text[at + 1 :]
        (printed,) = numbers_in(spoilt, language)
        assert not agrees(printed, value), spoilt


def test_sentences_of_the_answer_are_held_against_their_text():
    said = tell(words_for("en"), "Its loss is 2.5 % at 12 sites.", "summary.json#/pairs/0/reasons/0")
    assert untraced(document(*said.spans), FOLDER) == []
