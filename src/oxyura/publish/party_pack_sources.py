"""The sources of a page of a Party pack, numbered as they are cited."""

from __future__ import annotations

from oxyura.publish.brief_text import shorten
from oxyura.publish.documents.document import Paragraph
from oxyura.publish.party_pack_page import below, fit
from oxyura.publish.party_pack_words import PackWords


def source_lines(pack: PackWords, widest: float = 600) -> tuple[Paragraph, ...]:
    """Return a line for each source that the page has cited so far, with its address as link."""
    lines = []
    for source in pack.sources.listed():
        address = source.doi_url or source.url or ""
        shown = f"[{source.number}] {shorten(fit(source.citation), widest)}"
        lines.append(below(f"{shown} {address}" if address and len(address) < 90 else shown, link=address))
    return tuple(lines)
