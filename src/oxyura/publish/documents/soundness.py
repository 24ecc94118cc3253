"""Whether a document can be written for everyone who reads or hears it; what cannot is refused before any file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from oxyura.publish.documents.document import Block, Bullets, Document, Paragraph, Picture, Section, Span, Table
from oxyura.publish.language import LANGUAGES
from oxyura.publish.web_links import web_address

# The title is the first level; pages and screen readers know six.
DEEPEST = 5
# Documents with as many sections begin with a list of them.
MANY_SECTIONS = 8


class UnsoundDocumentError(ValueError):
    """A document that some reader could not follow; the text says where and why."""


def check_document(document: Document) -> None:
    """Refuse a document that some reader could not follow.

    Raises
    ------
    UnsoundDocumentError
        It has no title, no or an unknown language; a section has no title, shares its key or lies too deep; a table
        has no rows, or rows of another width than its head; a picture has no alternative text; a link leads nowhere.
    """
    faults = list(faults_in(document))
    if faults:
        raise UnsoundDocumentError(f"The document “{document.title}” cannot be written: {' '.join(faults)}")


def faults_in(document: Document) -> Iterator[str]:
    """Yield what is wrong with a document, one sentence each."""
    if not document.title.strip():
        yield "It has no title."
    if document.language not in LANGUAGES:
        yield f"Its language is “{document.language}”, and the program writes in {', '.join(LANGUAGES)}."
    if not document.blocks:
        yield "It says nothing."
    keys = Counter(section.key for section in sections_in(document.blocks))
    yield from (f"Several sections have the key “{key}”." for key, number in keys.items() if number > 1)
    yield from _in_blocks(document.blocks, document.title, 1)


def sections_in(blocks: Iterable[Block]) -> Iterator[Section]:
    """Yield every section, in reading order."""
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from sections_in(block.blocks)


def first_sections(document: Document) -> tuple[Section, ...]:
    """Return the sections of the first level where they are so many that a list of contents helps; else none."""
    found = tuple(block for block in document.blocks if isinstance(block, Section))
    return found if len(found) >= MANY_SECTIONS else ()


def _in_blocks(blocks: Iterable[Block], place: str, depth: int) -> Iterator[str]:
    for block in blocks:
        match block:
            case Section():
                yield from _in_section(block, place, depth)
            case Table():
                yield from _in_table(block, place)
            case Picture():
                yield from _in_picture(block, place)
            case Bullets():
                if not block.items:
                    yield f"A list under “{place}” is empty."
                for item in block.items:
                    yield from _in_blocks(item, place, depth)
            case Paragraph():
                yield from _in_spans(block.spans, place)


def _in_section(section: Section, place: str, depth: int) -> Iterator[str]:
    if not section.title.strip():
        yield f"The section “{section.key}” under “{place}” has no title."
    if not section.key:
        yield f"The section “{section.title}” has no key."
    if depth > DEEPEST:
        yield f"The section “{section.title}” lies {depth} levels deep; {DEEPEST} are possible."
    yield from _in_blocks(section.blocks, section.title, depth + 1)


def _in_table(table: Table, place: str) -> Iterator[str]:
    name = table.title.strip() or place
    if not table.title.strip():
        yield f"A table under “{place}” has no title."
    if not table.headings or not table.rows:
        yield f"The table “{name}” has no {'rows' if table.headings else 'head'}: say instead what is missing."
    if len(table.widths) != len(table.headings) or any(width <= 0 for width in table.widths):
        yield f"The table “{name}” has {len(table.headings)} columns and {len(table.widths)} widths."
    if any(not heading.strip() for heading in table.headings):
        yield f"A column of the table “{name}” has no heading."
    for number, row in enumerate(table.rows, start=1):
        if len(row) != len(table.headings):
            yield f"Row {number} of the table “{name}” has {len(row)} cells, its head {len(table.headings)}."
        for cell in row:
            for paragraph in cell:
                yield from _in_spans(paragraph.spans, name)


def _in_picture(picture: Picture, place: str) -> Iterator[str]:
    if not picture.alt.strip():
        yield f"A picture under “{place}” has no alternative text: say what it shows to those who do not see it."
    if "<svg" not in picture.svg[:1000]:
        yield f"A picture under “{place}” is no SVG drawing."
    if not 0 < picture.width_mm <= 1000:
        yield f"A picture under “{place}” is {picture.width_mm} mm wide."


def _in_spans(spans: Iterable[Span], place: str) -> Iterator[str]:
    for span in spans:
        if span.link and not is_address(span.link):
            yield f"A link under “{place}” does not begin with http, https or mailto: {span.link[:80]}"


def is_address(text: str) -> bool:
    """Tell whether a text is an address that a document may lead to."""
    return web_address(text) is not None or (
        text.startswith("mailto:") and "@" in text and not any(sign.isspace() or sign in "<>\"'" for sign in text)
    )
