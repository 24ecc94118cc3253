"""A page of a Party pack as a document of a word processor; the same page gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from oxyura.publish.brief_layout import INK
from oxyura.publish.language import Translation
from oxyura.publish.party_pack_page import Grid, Heading, Line, PackPage

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject
    from docx.table import _Cell, _Row
    from docx.text.paragraph import Paragraph

_FONT = "Arial"
_RULE, _HEAD = "B9C4C9", "E8EFF1"
_PAGE_MM, _MARGIN_MM = (297, 210), 12
_TITLE, _BODY, _CELL, _SMALL = 16.0, 10.0, 8.0, 7.0
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_NOT_OURS = ("thumbnail", "extended-properties")


def draw_docx(page: PackPage, words: Translation, day: str, version: str) -> bytes:
    """Return a page as Office Open XML, A4 landscape.

    Parameters
    ----------
    page : PackPage
    words : Translation
        Language that the document states.
    day : str
        Date of the document, YYYY-MM-DD: a clock would make every run another one.
    version : str
        Of the program, as its author.
    """
    from docx import Document

    document = Document()
    _prepare(document, words)
    _write(document.add_paragraph(style="Heading 1"), Line(page.title, bold=True), _TITLE)
    _write(document.add_paragraph(), Line(page.subtitle, italic=True), _BODY)
    for line in page.lead:
        _write(document.add_paragraph(), line, _BODY, after=4)
    for block in page.blocks:
        if isinstance(block, Grid):
            _draw_grid(document, block)
            _write(document.add_paragraph(), Line(""), _SMALL)
        elif isinstance(block, Heading):
            _write(document.add_paragraph(style="Heading 2"), Line(block.text, bold=True), 12.0, before=8, after=3)
        else:
            _write(document.add_paragraph(), block, _BODY, after=2)
    for line in page.footer:
        _write(document.add_paragraph(), line, _SMALL + 1)
    _set_properties(document, page, words, day, version)
    return _pack(document)


def _prepare(document: DocumentObject, words: Translation) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = map(Mm, _PAGE_MM)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style: Any = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(_BODY)
        style.font.color.rgb = RGBColor.from_string(INK)
        fonts = style.element.rPr.rFonts
        for attribute in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[attribute]
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), _FONT)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.0
    for language in document.styles.element.xpath("//w:lang"):
        language.set(qn("w:val"), words.tag)


def _write(paragraph: Paragraph, line: Line, size: float, *, before: float = 0, after: float = 0) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(line.text)
    run.font.size = Pt(size - 1 if line.small else size)
    run.font.bold, run.font.italic = line.bold, line.italic
    run.font.color.rgb = RGBColor.from_string(line.colour)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)


def _draw_grid(document: DocumentObject, grid: Grid) -> None:
    from docx.shared import Mm

    room = _PAGE_MM[0] - 2 * _MARGIN_MM
    widths = [Mm(room * share / sum(grid.widths)) for share in grid.widths]
    table = document.add_table(rows=1 + len(grid.rows), cols=len(grid.headings))
    table.autofit = False
    _frame(table, grid.title)
    drawn = list(table.rows)
    for cell, heading in zip(drawn[0].cells, grid.headings, strict=True):
        _write(cell.paragraphs[0], Line(heading, bold=True), _CELL)
        _shade(cell)
    _mark_row(drawn[0], "tblHeader")
    for target, row in zip(drawn[1:], grid.rows, strict=True):
        for cell, lines in zip(target.cells, row, strict=True):
            for number, line in enumerate(lines):
                _write(cell.add_paragraph() if number else cell.paragraphs[0], line, _CELL)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for target in drawn:
        if grid.whole_rows:
            _mark_row(target, "cantSplit")
        for cell, width in zip(target.cells, widths, strict=True):
            cell.width = width


def _frame(table: Any, title: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    look = table._tbl.tblPr.xpath("w:tblLook")[0]
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_RULE}"/>' for side in ("top", "bottom", "insideH")
    )
    look.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))
    look.addprevious(table._tbl.tblPr.xpath("w:tblLayout")[0])
    sides = "".join(f'<w:{side} w:w="57" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    look.addprevious(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))
    caption = parse_xml(f"<w:tblCaption {nsdecls('w')}/>")
    caption.set(qn("w:val"), title)
    look.addnext(caption)


def _mark_row(row: _Row, name: str) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    # Schema order: cantSplit stands before tblHeader.
    properties.insert(0, OxmlElement(f"w:{name}"))


def _shade(cell: _Cell) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_HEAD}"/>')
    )


def _set_properties(document: DocumentObject, page: PackPage, words: Translation, day: str, version: str) -> None:
    try:
        moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    except ValueError:
        moment = datetime(*_NO_TIME, tzinfo=UTC)
    properties = document.core_properties
    properties.title, properties.language = page.title[:250], words.tag
    properties.author = properties.last_modified_by = f"Oxyura {version}"
    properties.subject = properties.comments = properties.keywords = ""
    properties.created = properties.modified = moment
    properties.revision = 1
    relations = document.part.package.rels
    for name in [name for name, relation in relations.items() if relation.reltype.endswith(_NOT_OURS)]:
        del relations[name]


def _pack(document: DocumentObject) -> bytes:
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            target.writestr(entry, source.read(name), compresslevel=9)
    return packed.getvalue()
