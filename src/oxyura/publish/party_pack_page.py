"""What the pages of a Party pack are made of: paragraphs, cells and sections of a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from oxyura.publish.brief_text import clean
from oxyura.publish.documents.document import Block, Document, Paragraph, Section, Span, Tone
from oxyura.publish.party_pack_words import PackWords
from oxyura.publish.web_links import web_address

Cell = tuple[Paragraph, ...]


def text_line(text: str, *, bold: bool = False, name: bool = False) -> Paragraph:
    """Return a line of a cell or a page.

    Parameters
    ----------
    text : str
        Fit to be shown: without characters that a document cannot hold.
    bold : bool
    name : bool
        Whether it is a name of the study's, which may be written in any script and direction.
    """
    return _paragraph(Span(text, strong=bold, name=name), "body")


def below(text: str, *, italic: bool = False, link: str = "", name: bool = False) -> Paragraph:
    """Return a second line of a cell: small and quiet."""
    return _paragraph(Span(text, emphasised=italic, link=web_address(link) or "", name=name), "quiet")


def cell(*lines: Paragraph) -> Cell:
    """Return a cell of lines that say something; a dash where none does."""
    return tuple(line for line in lines if line.text) or (text_line("–"),)


def section(key: str, title: str, blocks: Iterable[Block]) -> Section:
    """Return a section of a page."""
    return Section(key, title, tuple(blocks))


def page(pack: PackWords, title: str, blocks: Sequence[Block]) -> Document:
    """Return a page of the pack, on its long side, with the date of the draft below its title."""
    words, date = pack.words, pack.gathered.drawn.date
    subtitle = words.say("Draft of %(date)s, for the national list under CMS Resolution 11.28", date=words.date(date))
    return Document(title, subtitle, words.language, tuple(blocks), run="", landscape=True, date=date)


def fit(text: str | None) -> str:
    """Return text of a study made fit for a page."""
    return clean(text)


def sentences(texts: Sequence[str]) -> str:
    """Return sentences one after the other, each with its full stop.

    Examples
    --------
    >>> sentences(["in force", "See below."])
    'In force. See below.'
    """
    ended = (f"{text[:1].upper()}{text[1:]}".rstrip() for text in texts if text)
    return " ".join(text if text[-1:] in ".!?" else f"{text}." for text in ended)


def _paragraph(span: Span, tone: Tone) -> Paragraph:
    return Paragraph((span,) if span.text else (), tone)
