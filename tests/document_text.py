"""A document as plain text, for tests that read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oxyura.publish.documents.document import Block, Bullets, Document, Paragraph, Picture, Section, Table

_MARKS = {"body": "", "lead": "! ", "quiet": "", "question": "? ", "caution": "!! "}


def outline(document: Document, until: str = "") -> str:
    """Return a document as text, up to the section with the key `until`."""
    lines = [f"# {document.title}", document.subtitle, "", *_blocks(document.blocks, 2, until)]
    return "\n".join(line.rstrip() for line in lines).replace("\u202f", " ").strip() + "\n"


def _blocks(blocks: Iterable[Block], depth: int, until: str) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Section):
            if until and block.key == until:
                return
            yield ""
            yield f"{'#' * depth} {block.title}"
            yield from _blocks(block.blocks, depth + 1, until)
        else:
            yield from _block(block)


def _block(block: Paragraph | Bullets | Table | Picture) -> Iterator[str]:
    match block:
        case Paragraph():
            yield _MARKS[block.tone] + block.text
        case Bullets():
            for item in block.items:
                yield from (f"- {line}" for part in item for line in _block(part))
        case Table():
            yield f"[{block.title}]"
            yield " | ".join(block.headings)
            for row in block.rows:
                yield " | ".join(" / ".join(part.text for part in cell) for cell in row)
        case Picture():
            yield f"[{block.caption}: {block.alt}]"
