"""How the one-page summary is set: what stands in each cell, and the type size at which all of it keeps to one page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from oxyura.impacts.verdicts import Verdict
from oxyura.publish.brief_page import BriefPage
from oxyura.publish.brief_rows import BriefRow
from oxyura.publish.brief_text import width

INK, QUIET = "1C2A33", "52626C"
# The colours of the verdicts on the report page; each verdict is also said in words.
COLOURS: dict[Verdict, str] = {
    "demonstrated_threat": "A8430F",
    "inferred_threat": "8A5A00",
    "unproven": "175A75",
    "no_demonstrated_impact": "4C6A2C",
    "not_assessed": QUIET,
}

PAGE_MM, MARGIN_MM = (210, 297), 14
COLUMNS_MM = (34, 23, 24, 24, 29, 25, 23)
PADDING_MM = 1.0
TITLE_POINTS, QUESTION_POINTS, ANSWER_POINTS, FOOTER_POINTS = 16.0, 10.0, 11.0, 7.5
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
# Second lines are that much smaller.
STEP = 0.75

_MM_PER_POINT = 25.4 / 72
# Room for a common small letter in a wide sans serif, as parts of the type size, and for a line.
_LETTER, _LINE = 0.61, 1.2
# Lines end before words that no longer fit.
_RAGGED = 1.12
_GAPS_MM = 12.0


@dataclass(frozen=True)
class CellLine:
    """A paragraph of a cell."""

    text: str
    small: bool = False
    bold: bool = False
    italic: bool = False
    colour: str = INK


def cells_of(row: BriefRow) -> tuple[tuple[CellLine, ...], ...]:
    """Return what stands in the seven cells of a row."""
    what, costs = [], []
    for action in row.actions:
        what += [CellLine(action.what), _below(action.state)]
        costs += [CellLine(action.cost), *map(_below, action.cost_details)]
    cells = (
        (CellLine(row.migrant, bold=True), _below(row.migrant_scientific, italic=True), _below(row.listing)),
        (CellLine(row.invader), _below(row.invader_scientific, italic=True)),
        (CellLine(row.where),),
        tuple(line for stage, months in row.when for line in (CellLine(stage), _below(months))),
        (CellLine(row.how_sure, bold=True, colour=COLOURS[row.verdict]), _below(row.because)),
        tuple(what),
        tuple(costs),
    )
    filled = tuple(tuple(line for line in cell if line.text) for cell in cells)
    return tuple(cell or (CellLine("–"),) for cell in filled)


def fitting_size(page: BriefPage) -> float:
    """Return the largest type size, in points, at which the page is expected to keep to one sheet; else the least."""
    return next((size for size in SIZES if fits(page, size)), SIZES[-1])


def fits(page: BriefPage, size: float) -> bool:
    """Tell whether the page is expected to keep to one sheet at a type size."""
    return _height(page, size) <= PAGE_MM[1] - 2 * MARGIN_MM


def _below(text: str, *, italic: bool = False) -> CellLine:
    return CellLine(text, small=True, italic=italic, colour=QUIET)


def _height(page: BriefPage, size: float) -> float:
    full = PAGE_MM[0] - 2 * MARGIN_MM
    around = _paragraph(page.title, TITLE_POINTS, full) + _paragraph(page.question, QUESTION_POINTS, full)
    around += _paragraph(page.answer, ANSWER_POINTS, full) + _paragraph(page.left_out, size, full)
    around += sum(_paragraph(line, FOOTER_POINTS, full) for line in page.footer)
    head = max(_paragraph(text, size, room) for text, room in zip(page.headings, COLUMNS_MM, strict=True))
    return _GAPS_MM + around + head + sum(_row(row, size) for row in page.rows)


def _row(row: BriefRow, size: float) -> float:
    return 2 * PADDING_MM + max(
        sum(_paragraph(line.text, size - STEP * line.small, room - 2 * PADDING_MM) for line in cell)
        for cell, room in zip(cells_of(row), COLUMNS_MM, strict=True)
    )


def _paragraph(text: str, points: float, room: float) -> float:
    """Return the height of a paragraph in mm, rather too much than too little."""
    em = points * _MM_PER_POINT
    return math.ceil(_RAGGED * width(text) * _LETTER * em / room) * _LINE * em
