"""Documents that some reader could not follow are refused before anything is written, and the reason is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oxyura.publish.documents.document import Bullets, Picture, Section, Span, Table
from oxyura.publish.documents.docx_writer import write_docx
from oxyura.publish.documents.html_writer import write_html
from oxyura.publish.documents.soundness import UnsoundDocumentError, check_document, first_sections
from oxyura.publish.documents.typst_writer import write_pdf
from oxyura.publish.documents.wording import paragraph, plain
from unit.publish.documents.sample import DRAWING, make_document

ROW = ((plain("a"),), (plain("b"),))
TABLE = Table("A table", ("One", "Two"), (ROW,), (50, 50))


def nested(depth):
    section = Section(f"s{depth}", "Deep", (plain("x"),))
    for level in range(depth - 1, 0, -1):
        section = Section(f"s{level}", "Deep", (section,))
    return section


UNSOUND = [
    (Picture(DRAWING, " ", "A line."), "no alternative text"),
    (Picture("<p>no drawing</p>", "A line.", ""), "no SVG drawing"),
    (Picture(DRAWING, "A line.", "", width_mm=0), "0 mm wide"),
    (replace(TABLE, rows=()), "has no rows"),
    (replace(TABLE, rows=((*ROW, (plain("c"),)),)), "Row 1 of the table “A table” has 3 cells, its head 2"),
    (replace(TABLE, widths=(100,)), "2 columns and 1 widths"),
    (replace(TABLE, headings=("One", "")), "has no heading"),
    (replace(TABLE, title=""), "has no title"),
    (Bullets(()), "is empty"),
    (Section("threats", "Again", (plain("x"),)), "Several sections have the key “threats”"),
    (Section("untitled", "", (plain("x"),)), "has no title"),
    (nested(6), "6 levels deep"),
    (paragraph(Span("x", link="javascript:alert(1)")), "does not begin with http"),
]


@pytest.mark.parametrize(("block", "reason"), UNSOUND, ids=[reason for _, reason in UNSOUND])
def test_what_is_unsound_is_refused_with_its_reason(block, reason):
    with pytest.raises(UnsoundDocumentError, match="cannot be written") as caught:
        check_document(make_document(block))
    assert reason in str(caught.value)


@pytest.mark.parametrize("write", [write_html, write_docx, write_pdf])
def test_every_writer_refuses_it(write):
    with pytest.raises(UnsoundDocumentError, match="no alternative text"):
        write(make_document(Picture(DRAWING, "", "A line.")))


@pytest.mark.parametrize("change", [{"title": " "}, {"language": "de"}, {"blocks": ()}])
def test_a_document_has_a_title_a_language_and_something_to_say(change):
    with pytest.raises(UnsoundDocumentError):
        check_document(make_document(**change))


def test_sound_ones_pass_and_long_ones_get_a_list_of_contents():
    check_document(make_document(nested(5)))
    assert first_sections(make_document()) == ()
    many = make_document(*(Section(f"more-{number}", "More", (plain("x"),)) for number in range(8)))
    assert len(first_sections(many)) == 10
