"""A document as PDF: it keeps PDF/UA-1, carries its fonts, says its pictures, and no text of it is ever run."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zlib
from collections import defaultdict

import pikepdf
import pytest

from oxyura.publish.documents.document import Picture, Section
from oxyura.publish.documents.typst_writer import breakable, write_pdf
from oxyura.publish.documents.wording import named, paragraph, plain
from oxyura.schema.errors import InputError
from unit.publish.documents.sample import ARABIC, DRAWING, HOSTILE, LONG, make_document

UA = "{http://www.aiim.org/pdfua/ns/id/}part"
TITLE = "{http://purl.org/dc/elements/1.1/}title"


def elements_of(pdf):
    """Return the elements of the structure tree by their kind."""
    found = defaultdict(list)

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for each in node:
                walk(each)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found[str(node.S)].append(node)
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot.K)
    return found


@pytest.fixture(scope="module")
def content():
    return write_pdf(make_document())


@pytest.fixture(scope="module")
def pdf(content):
    with pikepdf.open(io.BytesIO(content)) as opened:
        yield opened


@pytest.fixture(scope="module")
def elements(pdf):
    return elements_of(pdf)


def test_it_says_that_it_keeps_pdf_ua_and_in_which_language_it_is(pdf):
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata[UA] == "1"
        assert metadata[TITLE] == "Plan for the White-headed Duck"
        assert metadata["{http://ns.adobe.com/xap/1.0/}CreateDate"].startswith("2026-11-22")


def test_every_figure_is_said_and_every_head_of_a_column_is_one(elements):
    assert [str(figure.Alt) for figure in elements["/Figure"]] == ["A line that falls."]
    assert len(elements["/TH"]) == 3
    for head in elements["/TH"]:
        attributes = list(head.A) if isinstance(head.A, pikepdf.Array) else [head.A]
        assert any(each.get("/Scope") == "/Column" for each in attributes)
    assert len(elements["/Table"]) == 1
    assert len(elements["/TR"]) == 5


def test_headings_are_nested_without_a_gap(elements, pdf):
    assert {kind: len(elements[kind]) for kind in ("/H1", "/H2", "/H3")} == {"/H1": 2, "/H2": 1, "/H3": 0}
    with pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Threats", "Steps"]


def test_lists_and_links_are_tagged(elements):
    assert len(elements["/L"]) == 3
    assert len(elements["/LI"]) == 4
    assert len(elements["/Link"]) == 1


def test_every_font_is_in_the_file(pdf):
    seen = 0
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
            assert "/ToUnicode" in font
            seen += 1
    assert seen


def test_paper_is_a4_and_lies_as_asked(pdf):
    assert [round(float(side)) for side in pdf.pages[0].mediabox] == [0, 0, 595, 842]
    with pikepdf.open(io.BytesIO(write_pdf(make_document(landscape=True)))) as lying:
        assert [round(float(side)) for side in lying.pages[0].mediabox] == [0, 0, 842, 595]


def test_texts_stay_texts_and_long_names_stay_on_the_page(tmp_path):
    told = make_document(paragraph(named(HOSTILE)), paragraph(named(LONG)), paragraph(named(ARABIC)))
    text = words_of(write_pdf(told), tmp_path)
    bare = re.sub(r"[\s\u200b\u2068\u2069]+", "", text)
    assert re.sub(r"\s+", "", HOSTILE) in bare
    assert LONG in bare
    assert ARABIC.split()[0] in text


def words_of(content, folder):
    """Return the words of a PDF as poppler reads them; without poppler the test is skipped."""
    (folder / "plan.pdf").write_bytes(content)
    try:
        said = subprocess.run(["pdftotext", str(folder / "plan.pdf"), "-"], check=True, capture_output=True, timeout=60)
    except FileNotFoundError:
        pytest.skip("pdftotext is not installed")
    return said.stdout.decode()


def test_the_same_document_gives_the_same_bytes_in_another_process(content):
    code = (
        "import sys, zlib; sys.path.insert(0, 'tests');"
        "from unit.publish.documents.sample import make_document;"
        "from oxyura.publish.documents.typst_writer import write_pdf;"
        "print(zlib.crc32(write_pdf(make_document())))"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=120)
    assert int(said.stdout) == zlib.crc32(content)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_language_keeps_pdf_ua(language):
    with pikepdf.open(io.BytesIO(write_pdf(make_document(language=language)))) as opened:
        assert str(opened.Root.Lang).startswith(language)


@pytest.mark.parametrize("where", ["paragraph", "title", "heading", "table name"])
def test_letters_that_no_font_holds_are_named_with_what_to_do(where):
    name = "白头硬尾鸭"
    documents = {
        "paragraph": lambda: make_document(paragraph(named(name))),
        "title": lambda: make_document(title=f"Plan for {name}"),
        "heading": lambda: make_document(Section("s", name, (plain("x"),))),
        "table name": lambda: make_document(subtitle=name),
    }
    with pytest.raises(InputError) as caught:
        write_pdf(documents[where]())
    assert name in str(caught.value)
    assert "OXYURA_FONTS" in str(caught.value)
    assert "DOCX" in str(caught.value)


def test_a_folder_of_fonts_that_is_not_there_is_said(tmp_path):
    with pytest.raises(InputError, match="no such folder of fonts"):
        write_pdf(make_document(), tmp_path / "none")


def test_scripts_that_the_fonts_hold_are_shown():
    scripts = paragraph(
        named("Λευκοκέφαλη"), " ", named("Савка"), " ", named(ARABIC), " ", named("ברווז"), " Ærø ł ş ₂ ⁻⁵ ≥ ½"
    )
    assert write_pdf(make_document(scripts)).startswith(b"%PDF")


def test_long_words_may_break_and_short_ones_stay():
    assert breakable("a short sentence, see CMS/Res.11.28") == "a short sentence, see CMS/Res.11.28"
    assert max(map(len, breakable(LONG).split("\u200b"))) <= 12
    assert breakable("https://example.org/path/to/page").replace("\u200b", "") == "https://example.org/path/to/page"


def test_pictures_wider_than_the_paper_are_made_to_fit():
    wide = Picture(DRAWING, "A wide line.", "", width_mm=900)
    assert write_pdf(make_document(wide)).startswith(b"%PDF")
