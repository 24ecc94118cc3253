"""Tables in documents of a word processor: their head repeats, rows keep together, and those who hear them are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from oxyura.publish.documents.document import Paragraph, Span, Table

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject
    from docx.table import _Cell, _Row

_RULE, _HEAD, _INK = "C9D2D5", "E8EFF1", "1C2A33"
# Rows with more text than this may be taller than a page, and are allowed to break.
_LONG_ROW = 900

WriteInCell = Callable[[Any, Paragraph, bool], None]


def draw_table(document: DocumentObject, table: Table, room_mm: float, write: WriteInCell) -> None:
    """Draw a table.

    Parameters
    ----------
    document : docx.document.Document
    table : Table
    room_mm : float
        Width of the text on the page.
    write : callable
        Writes a paragraph into one of the document; told whether it heads a row or column.
    """
    from docx.shared import Mm, Pt

    widths = [Mm(room_mm * share / sum(table.widths)) for share in table.widths]
    drawn = document.add_table(rows=1 + len(table.rows), cols=len(table.headings))
    drawn.autofit = False
    _frame(drawn, table)
    rows = list(drawn.rows)
    for cell, heading in zip(rows[0].cells, table.headings, strict=True):
        _fill(cell, (Paragraph((Span(heading),)),), write, heading=True)
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        _shade(cell)
    _mark_row(rows[0], "tblHeader")
    for target, row in zip(rows[1:], table.rows, strict=True):
        for at, (cell, paragraphs) in enumerate(zip(target.cells, row, strict=True)):
            _fill(cell, paragraphs, write, heading=table.row_headings and at == 0)
        if sum(len(part.text) for paragraphs in row for part in paragraphs) < _LONG_ROW:
            _mark_row(target, "cantSplit")
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = width
    for target in rows:
        for cell, width in zip(target.cells, widths, strict=True):
            cell.width = width
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill(cell: _Cell, paragraphs: tuple[Paragraph, ...], write: WriteInCell, *, heading: bool) -> None:
    from docx.shared import Pt

    for number, paragraph in enumerate(paragraphs):
        target = cell.add_paragraph() if number else cell.paragraphs[0]
        target.paragraph_format.space_after, target.paragraph_format.line_spacing = Pt(1), 1.0
        write(target, paragraph, heading)


def _frame(drawn: Any, table: Table) -> None:
    """Draw lines between rows only, and say what the table is to those who hear it."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    look = drawn._tbl.tblPr.xpath("w:tblLook")[0]
    look.set(qn("w:firstRow"), "1")
    look.set(qn("w:firstColumn"), "1" if table.row_headings else "0")
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side, size, colour in (("top", 8, _INK), ("bottom", 8, _INK), ("insideH", 4, _RULE))
    )
    look.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))
    look.addprevious(drawn._tbl.tblPr.xpath("w:tblLayout")[0])
    sides = "".join(f'<w:{side} w:w="70" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    look.addprevious(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))
    caption = parse_xml(f"<w:tblCaption {nsdecls('w')}/>")
    caption.set(qn("w:val"), table.title)
    look.addnext(caption)


def _mark_row(row: _Row, name: str) -> None:
    from docx.oxml import OxmlElement

    # Schema order: cantSplit stands before tblHeader.
    row._tr.get_or_add_trPr().insert(0, OxmlElement(f"w:{name}"))


def _shade(cell: _Cell) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_HEAD}"/>')
    )
