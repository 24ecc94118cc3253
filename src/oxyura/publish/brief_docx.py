"""`summary.docx`: the answer on one A4 page, to paste into an e-mail or to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oxyura.publish.brief_layout import (
    ANSWER_POINTS,
    COLUMNS_MM,
    FOOTER_POINTS,
    INK,
    MARGIN_MM,
    PADDING_MM,
    PAGE_MM,
    QUESTION_POINTS,
    QUIET,
    SIZES,
    STEP,
    TITLE_POINTS,
    CellLine,
    cells_of,
    fits,
    fitting_size,
)
from oxyura.publish.brief_page import BriefPage, describe_brief
from oxyura.publish.documents.docx_package import pack, set_style, state_properties
from oxyura.publish.language import Translation, words_for
from oxyura.study.assessment import Assessment

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_LINE, _HEAD = "B9C4C9", "E8EFF1"
_TWIPS_PER_MM = 1440 / 25.4


def write_brief(assessment: Assessment, language: str = "en") -> bytes:
    """Return the answer as one page of a word processor.

    Parameters
    ----------
    assessment : Assessment
        The answer of one run.
    language : {'en', 'fr', 'es'}
        Of the program's own words; names stay as the study has them.

    Returns
    -------
    bytes
        A document in Office Open XML; the same assessment gives the same bytes.

    Raises
    ------
    InputError
        The program does not speak the language.
    """
    words = words_for(language)
    page = describe_brief(assessment, words)
    # Only names and costs far beyond the usual do not fit in the smallest type: then the last rows give way.
    for most_rows in range(len(page.rows) - 1, 0, -1):
        if fits(page, SIZES[-1]):
            break
        page = describe_brief(assessment, words, most_rows)
    return pack(_draw(page, words, assessment))


def _draw(page: BriefPage, words: Translation, assessment: Assessment) -> DocumentObject:
    from docx import Document

    document, size = Document(), fitting_size(page)
    _prepare(document, page, words, assessment)
    document.add_heading(page.title, 1)
    if page.question:
        document.add_paragraph(page.question, style="Subtitle")
    _space(_write(document.add_paragraph(), page.answer, size=ANSWER_POINTS, bold=True), before=5, after=8)
    if page.rows:
        _draw_table(document, page, size)
    if page.left_out:
        _space(_write(document.add_paragraph(), page.left_out, size=size), before=4)
    for number, line in enumerate(page.footer):
        paragraph = _write(document.add_paragraph(), line, size=FOOTER_POINTS, colour=QUIET)
        _space(paragraph, before=0 if number else 6)
    return document


def _draw_table(document: DocumentObject, page: BriefPage, size: float) -> None:
    from docx.shared import Mm

    table = document.add_table(rows=1 + len(page.rows), cols=len(page.headings))
    table.autofit = False
    _frame(table, page.table_title)
    rows = list(table.rows)
    for cell, heading in zip(rows[0].cells, page.headings, strict=True):
        _write(cell.paragraphs[0], heading, size=size, bold=True)
        _shade(cell)
    _mark_header(rows[0])
    for drawn, row in zip(rows[1:], page.rows, strict=True):
        for cell, lines in zip(drawn.cells, cells_of(row), strict=True):
            _fill(cell, lines, size)
    for column, width in zip(table.columns, COLUMNS_MM, strict=True):
        column.width = Mm(width)
    for drawn in rows:
        _keep_whole(drawn)
        for cell, width in zip(drawn.cells, COLUMNS_MM, strict=True):
            cell.width = Mm(width)


def _fill(cell: _Cell, lines: Sequence[CellLine], size: float) -> None:
    for number, line in enumerate(lines):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        points = size - STEP * line.small
        _write(paragraph, line.text, size=points, bold=line.bold, italic=line.italic, colour=line.colour)


def _write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    colour: str = INK,
) -> Paragraph:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic
    run.font.color.rgb = RGBColor.from_string(colour)
    return paragraph


def _space(paragraph: Paragraph, *, before: float = 0, after: float = 0) -> None:
    from docx.shared import Pt

    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)


def _prepare(document: DocumentObject, page: BriefPage, words: Translation, assessment: Assessment) -> None:
    """Set paper, styles, language and properties."""
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = map(Mm, PAGE_MM)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN_MM)
    section.header_distance = section.footer_distance = Mm(8)
    for name, size, bold, italic, colour, after in (
        ("Normal", SIZES[0], False, False, INK, 0),
        ("Heading 1", TITLE_POINTS, True, False, INK, 3),
        ("Subtitle", QUESTION_POINTS, False, True, QUIET, 3),
    ):
        style = document.styles[name]
        set_style(style, size=size, bold=bold, italic=italic, colour=colour, after=after, line_spacing=1.0)
    state_properties(
        document, title=page.title, tag=words.tag, day=assessment.study.settings.date, version=assessment.version
    )


def _frame(table: Table, title: str) -> None:
    """Draw fine lines between rows only, and say what the table is to those who hear it."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    properties = table._tbl.tblPr
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>' for side in ("top", "bottom", "insideH")
    )
    padding = round(PADDING_MM * _TWIPS_PER_MM)
    sides = "".join(f'<w:{side} w:w="{padding}" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    look = properties.xpath("w:tblLook")[0]
    look.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))
    look.addprevious(properties.xpath("w:tblLayout")[0])
    look.addprevious(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))
    caption = parse_xml(f"<w:tblCaption {nsdecls('w')}/>")
    caption.set(_word("val"), title)
    look.addnext(caption)


def _mark_header(row: _Row) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: _Row) -> None:
    from docx.oxml import OxmlElement

    # Schema order: cantSplit stands before tblHeader.
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _shade(cell: _Cell) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_HEAD}"/>')
    )


def _word(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{name}")
