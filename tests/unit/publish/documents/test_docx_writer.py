"""A document for word processors: real headings, repeated heads, alternative texts; another program opens it."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from datetime import datetime

import docx
import pytest
from docx.oxml.ns import qn

from oxyura.publish.documents.docx_writer import write_docx
from unit.publish.documents.sample import ARABIC, HOSTILE, LONG, make_document


@pytest.fixture(scope="module")
def content():
    return write_docx(make_document())


@pytest.fixture(scope="module")
def opened(content):
    return docx.Document(io.BytesIO(content))


def test_headings_and_lists_have_the_styles_of_the_word_processor(opened):
    styled = [(paragraph.style.name, paragraph.text) for paragraph in opened.paragraphs]
    assert ("Title", "Plan for the White-headed Duck") in styled
    headings = [(name, text) for name, text in styled if name.startswith("Heading")]
    assert headings == [("Heading 1", "Threats"), ("Heading 2", "What is seen"), ("Heading 1", "Steps")]
    assert ("List Number", "First") in styled
    assert ("List Bullet 2", "inner") in styled
    assert ("List Continue", "and more of it") in styled
    steps = next(paragraph for paragraph in opened.paragraphs if paragraph.text == "Steps")
    assert steps.paragraph_format.page_break_before


def test_every_ordered_list_begins_at_one():
    from oxyura.publish.documents.document import Bullets
    from oxyura.publish.documents.wording import plain

    document = make_document(Bullets(((plain("again"),),), ordered=True))
    drawn = docx.Document(io.BytesIO(write_docx(document)))
    numbers = {
        paragraph.text: paragraph._p.pPr.numPr.numId.val
        for paragraph in drawn.paragraphs
        if paragraph.style.name == "List Number"
    }
    assert numbers["First"] == numbers["Second"] != numbers["again"]


def test_tables_repeat_their_head_and_tell_what_they_are(opened):
    (table,) = opened.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Threat", "Result", "Cost"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Threats and what is done about them"
    texts = [row.cells[0].text for row in table.rows]
    assert texts[1:] == ["Ruddy Duck", HOSTILE, ARABIC, LONG]
    assert table.rows[3].cells[0].paragraphs[0].runs[0].font.rtl


def test_pictures_are_said_and_links_lead_outside(opened, content):
    (picture,) = opened.element.body.xpath(".//wp:docPr")
    assert picture.get("descr") == "A line that falls."
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert [name for name in archive.namelist() if name.startswith("word/media/")] == ["word/media/image1.png"]
        assert archive.testzip() is None
    addresses = [each.target_ref for each in opened.part.rels.values() if each.is_external]
    assert addresses == ["https://www.cms.int/"]


def test_properties_state_the_study_and_no_clock(opened):
    properties = opened.core_properties
    assert (properties.title, properties.language) == ("Plan for the White-headed Duck", "en-GB")
    assert properties.keywords == "0123456789abcdef"
    assert properties.created.date() == datetime(2026, 11, 22).date()
    assert "Run 0123456789abcdef" in opened.sections[0].footer.paragraphs[0].text


def test_paper_is_a4_and_lies_as_asked(opened):
    section = opened.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    section = docx.Document(io.BytesIO(write_docx(make_document(landscape=True)))).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)


def test_the_same_document_gives_the_same_bytes(content):
    assert write_docx(make_document()) == content


@pytest.fixture(scope="module")
def soffice():
    """LibreOffice; without it the test is skipped, and fails in CI."""
    found = shutil.which("soffice")
    if found is None:
        reason = "LibreOffice is not installed"
        if os.environ.get("CI", "").lower() not in {"", "0", "false"}:
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.mark.parametrize("landscape", [False, True])
def test_libreoffice_opens_it_and_converts_it(content, soffice, tmp_path, landscape):
    pikepdf = pytest.importorskip("pikepdf")
    (tmp_path / "plan.docx").write_bytes(write_docx(make_document(landscape=landscape)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "plan.docx")],
        check=True,
        capture_output=True,
        timeout=180,
    )
    with pikepdf.open(tmp_path / "plan.pdf") as pdf:
        assert 2 <= len(pdf.pages) <= 6
        _, _, width, height = pdf.pages[0].mediabox
        assert (width > height) is landscape
