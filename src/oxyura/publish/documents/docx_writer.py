"""A document as an editable text of a word processor (Office Open XML); the same document gives the same bytes."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from oxyura import __version__
from oxyura.publish.brief_layout import INK, QUIET
from oxyura.publish.documents.document import Block, Bullets, Document, Paragraph, Picture, Section, Span, Table
from oxyura.publish.documents.docx_package import pack, set_style, state_properties
from oxyura.publish.documents.docx_tables import draw_table
from oxyura.publish.documents.pictures import stand_alone
from oxyura.publish.documents.soundness import check_document
from oxyura.publish.documents.stamp import foot_of, stamp_of
from oxyura.publish.language import words_for

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject
    from docx.text.paragraph import Paragraph as Drawn

SEA, RUST, OCHRE = "175A75", "A8430F", "8A5A00"
_PAGE_MM = (210.0, 297.0)
# Upright and lying: on its long side a sheet carries wide tables.
_MARGIN_MM, _CELL = (20.0, 12.0), (9.0, 8.0)
_BODY = 10.5
_DEEPEST_LIST = 3
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def write_docx(document: Document) -> bytes:
    """Return a document as Office Open XML, on A4.

    Raises
    ------
    UnsoundDocumentError
        Some reader could not follow the document.
    """
    import docx

    check_document(document)
    words = words_for(document.language)
    drawn = docx.Document()
    _prepare(drawn, document)
    writer = _Writer(drawn, document.landscape)
    drawn.add_paragraph(document.title, style="Title")
    if document.subtitle:
        drawn.add_paragraph(document.subtitle, style="Subtitle")
    stamp = stamp_of(document)
    if stamp:
        writer.write(drawn.add_paragraph(), Paragraph((Span(stamp),), "quiet"))
    writer.draw_all(document.blocks, 1)
    state_properties(
        drawn, title=document.title, tag=words.tag, day=document.date, version=__version__, run=document.run
    )
    return pack(drawn)


class _Writer:
    """Draws the blocks of one document."""

    def __init__(self, document: DocumentObject, landscape: bool) -> None:
        self.document = document
        self.room_mm = _PAGE_MM[landscape] - 2 * _MARGIN_MM[landscape]
        self.cell_size = _CELL[landscape]
        self.pictures = 0

    def draw(self, block: Block, level: int) -> None:
        """Draw a block; sections take headings from `level` on."""
        match block:
            case Paragraph():
                self.write(self.document.add_paragraph(), block)
            case Bullets():
                self._draw_list(block, 1)
            case Table():
                if block.captioned:
                    self.document.add_paragraph(block.title, style="Caption").paragraph_format.keep_with_next = True
                draw_table(self.document, block, self.room_mm, self._write_in_cell)
            case Picture():
                self._draw_picture(block)
            case Section():
                heading = self.document.add_heading(block.title, level)
                heading.paragraph_format.page_break_before = block.new_page or None
                self.draw_all(block.blocks, level + 1)

    def draw_all(self, blocks: Sequence[Block], level: int) -> None:
        """Draw blocks one after the other; what stands right above a table or a heading stays on its page."""
        for at, block in enumerate(blocks):
            following = next((each for each in blocks[at + 1 : at + 4] if not isinstance(each, Paragraph)), None)
            if isinstance(block, Paragraph) and isinstance(following, Table | Section):
                target = self.document.add_paragraph()
                target.paragraph_format.keep_with_next = True
                self.write(target, block)
            else:
                self.draw(block, level)

    def write(self, target: Drawn, paragraph: Paragraph, size: float = _BODY, *, bold: bool = False) -> None:
        """Write a paragraph with the looks of its tone."""
        from docx.shared import Pt

        colour, italic = INK, False
        match paragraph.tone:
            case "lead":
                size += 1.5
            case "quiet":
                size, colour, bold = size - 1, QUIET, False
            case "question":
                colour, italic = OCHRE, True
            case "caution":
                colour = RUST
        if paragraph.tone in ("question", "caution") and size >= _BODY:
            _draw_bar(target, colour)
        for span in paragraph.spans:
            self._add(target, span, Pt(size), colour, bold=bold, italic=italic)

    def _write_in_cell(self, target: Drawn, paragraph: Paragraph, heading: bool) -> None:
        self.write(target, paragraph, self.cell_size, bold=heading)

    def _add(self, target: Drawn, span: Span, size: Any, colour: str, *, bold: bool, italic: bool) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import RGBColor

        run = target.add_run(span.text)
        run.font.size, run.font.bold = size, bold or span.strong or None
        run.font.italic = italic or span.emphasised or None
        run.font.color.rgb = RGBColor.from_string(SEA if span.link else colour)
        if span.name and any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in span.text):
            run.font.rtl = True
        if span.link:
            run.font.underline = True
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), target.part.relate_to(span.link, _HYPERLINK, is_external=True))
            run._r.addprevious(link)
            link.append(run._r)

    def _draw_list(self, bullets: Bullets, depth: int) -> None:
        at = min(depth, _DEEPEST_LIST)
        ending = "" if at == 1 else f" {at}"
        style = f"List Number{ending}" if bullets.ordered else f"List Bullet{ending}"
        number = _new_numbering(self.document, style) if bullets.ordered else None
        for item in bullets.items:
            first = True
            for part in item:
                if isinstance(part, Bullets):
                    self._draw_list(part, depth + 1)
                    continue
                drawn = self.document.add_paragraph(style=style if first else f"List Continue{ending}")
                if first and number is not None:
                    properties = drawn._p.get_or_add_pPr().get_or_add_numPr()
                    properties.get_or_add_ilvl().val = 0
                    properties.get_or_add_numId().val = number
                self.write(drawn, part)
                first = False

    def _draw_picture(self, picture: Picture) -> None:
        from docx.shared import Mm

        from oxyura.publish.documents.typst_writer import FONTS, to_png

        width = min(picture.width_mm, self.room_mm)
        dots = to_png(stand_alone(picture.svg, FONTS[0]), width)
        shape = self.document.add_picture(io.BytesIO(dots), width=Mm(width))
        self.pictures += 1
        named = shape._inline.docPr
        named.set("descr", picture.alt)
        named.set("name", f"Picture {self.pictures}")
        paragraph = self.document.paragraphs[-1]
        paragraph.paragraph_format.keep_with_next = bool(picture.caption)
        if picture.caption:
            self.write(self.document.add_paragraph(style="Caption"), Paragraph((Span(picture.caption),), "quiet"))


def _prepare(drawn: DocumentObject, document: Document) -> None:
    """Set paper, styles and the foot of the pages."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = drawn.sections[0]
    width, height = _PAGE_MM[::-1] if document.landscape else _PAGE_MM
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    margin = Mm(_MARGIN_MM[document.landscape])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
    section.header_distance = section.footer_distance = Mm(7)
    styles = drawn.styles
    set_style(styles["Normal"], size=_BODY, colour=INK, after=5)
    set_style(styles["Title"], size=22, colour=INK, bold=True, after=4)
    set_style(styles["Subtitle"], size=12, colour=QUIET, italic=True, after=4)
    for level, (size, colour) in enumerate(((15, SEA), (12.5, INK), (11.5, INK), (10.5, INK), (10.5, QUIET)), start=1):
        set_style(styles[f"Heading {level}"], size=size, colour=colour, bold=True, before=22 - 3 * level, after=5)
    set_style(styles["Caption"], size=9.5, colour=INK, bold=True, before=8, after=4)
    lists = ("List Bullet", "List Number", "List Continue")
    for name in (f"{kind}{ending}" for kind in lists for ending in ("", " 2", " 3")):
        set_style(styles[name], size=_BODY, colour=INK, after=3)
    _draw_foot(drawn, foot_of(document))


def _draw_foot(drawn: DocumentObject, text: str) -> None:
    """Write the title and the number of the page at the foot of every page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    paragraph = drawn.sections[0].footer.paragraphs[0]
    for words, field in ((f"{text} · ", ""), ("", "PAGE"), (" / ", ""), ("", "NUMPAGES")):
        run = paragraph.add_run(words)
        run.font.size, run.font.color.rgb = Pt(8), RGBColor.from_string(QUIET)
        if field:
            simple = OxmlElement("w:fldSimple")
            simple.set(qn("w:instr"), field)
            run._r.addprevious(simple)
            simple.append(run._r)
            run.text = "1"


def _draw_bar(paragraph: Drawn, colour: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    properties = paragraph._p.get_or_add_pPr()
    bar = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="18" w:space="6" w:color="{colour}"/></w:pBdr>'
    )
    properties.insert_element_before(
        bar, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"
    )


def _new_numbering(document: DocumentObject, style: str) -> int:
    """Return a numbering that begins at one, with the looks of a list style."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    numbering: Any = document.part.numbering_part.element
    looks: Any = document.styles[style]
    used = looks.element.xpath("w:pPr/w:numPr/w:numId/@w:val")[0]
    abstract = numbering.xpath(f"w:num[@w:numId='{used}']/w:abstractNumId/@w:val")[0]
    number = numbering.add_num(int(abstract))
    override = OxmlElement("w:lvlOverride")
    override.set(qn("w:ilvl"), "0")
    start = OxmlElement("w:startOverride")
    start.set(qn("w:val"), "1")
    override.append(start)
    number.append(override)
    return int(number.numId)
