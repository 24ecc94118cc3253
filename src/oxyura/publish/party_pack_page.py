"""What the pages of a Party pack are made of: paragraphs, cells and sections of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from oxyura.publish.brief_text import clean, shorten, width
from oxyura.publish.documents.document import Block, Document, Paragraph, Section, Span, Tone
from oxyura.publish.documents.wording import Phrase, spans_of
from oxyura.publish.party_pack_words import PackWords

Cell = tuple[Paragraph, ...]


def text_line(*phrases: Phrase, bold: bool = False) -> Paragraph:
    """Return a line of a cell or a page."""
    return _paragraph(phrases, "body", strong=bold)


def below(*phrases: Phrase, italic: bool = False) -> Paragraph:
    """Return a second line of a cell: small and quiet."""
    return _paragraph(phrases, "quiet", emphasised=italic)


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


def sentences(texts: Sequence[Phrase]) -> tuple[Span, ...]:
    """Return sentences one after the other, each with its full stop.

    Examples
    --------
    >>> "".join(span.text for span in sentences(["in force", "See below."]))
    'In force. See below.'
    """
    found: list[Span] = []
    for spans in filter(None, map(spans_of, texts)):
        found += [Span(" "), *capital(spans)] if found else capital(spans)
        if spans[-1].text.rstrip()[-1:] not in ".!?":
            found.append(Span("."))
    return tuple(found)


def capital(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return words with a capital; a name of the study's stays as it is."""
    if not spans or spans[0].name:
        return tuple(spans)
    first, *others = spans
    return replace(first, text=first.text[:1].upper() + first.text[1:]), *others


def shortened(spans: Sequence[Span], most: float) -> tuple[Span, ...]:
    """Return words no wider than `most`, with ``…`` in place of the rest.

    Examples
    --------
    >>> [span.text for span in shortened((Span("Seen at "), Span("Gough Island", name=True), Span(".")), 15)]
    ['Seen at ', 'Gough…']
    """
    return tuple(_shortened(spans, most)) if sum(width(span.text) for span in spans) > most else tuple(spans)


def _shortened(spans: Sequence[Span], room: float) -> Iterator[Span]:
    for span in spans:
        taken = width(span.text)
        if taken >= room:
            yield replace(span, text=shorten(f"{span.text} …", room))
            return
        yield span
        room -= taken


def _paragraph(phrases: Sequence[Phrase], tone: Tone, *, strong: bool = False, emphasised: bool = False) -> Paragraph:
    spans = (span for part in phrases for span in spans_of(part) if span.text)
    if strong or emphasised:
        spans = (replace(span, strong=strong or span.strong, emphasised=emphasised) for span in spans)
    return Paragraph(tuple(spans), tone)
