"""The sources of a page of a Party pack, numbered as they are cited."""

from __future__ import annotations

from oxyura.publish.brief_text import shorten
from oxyura.publish.documents.document import Paragraph, Span
from oxyura.publish.documents.wording import code, linked
from oxyura.publish.party_pack_page import below, fit
from oxyura.publish.party_pack_words import PackWords

_LONGEST_ADDRESS = 90


def source_lines(pack: PackWords, widest: float = 600) -> tuple[Paragraph, ...]:
    """Return a line for each source that the page has cited so far, with its address as link."""
    lines = []
    for source in pack.sources.listed():
        address = source.doi_url or source.url or ""
        citation = shorten(fit(source.citation), widest)
        parts: list[Span] = [code(f"[{source.number}] ")]
        if address and len(address) < _LONGEST_ADDRESS:
            parts += [code(f"{citation} "), linked(address, address)]
        else:
            parts.append(linked(citation, address))
        lines.append(below(parts))
    return tuple(lines)
