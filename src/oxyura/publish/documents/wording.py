"""Paragraphs whose numbers are bound to the run: whole sentences of the catalogue, filled with spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from oxyura.publish.brief_text import clean
from oxyura.publish.documents.document import Paragraph, Span, Tone
from oxyura.publish.language import Translation
from oxyura.publish.number_words import LEVEL, has_interval
from oxyura.publish.web_links import web_address
from oxyura.schema.intervals import Band

Phrase: TypeAlias = str | Span | Sequence[Span]

_PLACE = re.compile(r"%\((?P<name>\w+)\)s|%%")


def bound(text: str, pointer: str) -> Span:
    """Return a number of the run, fit to be shown, with where it comes from.

    Parameters
    ----------
    text : str
        Such as ``words.percent(share)``; a unit may stand with it.
    pointer : str
        Into a file of the result folder; see `Span`.
    """
    return Span(text, pointer=pointer)


def bound_band(words: Translation, band: Band, show: Callable[[float], str], pointer: str) -> tuple[Span, ...]:
    """Return the median of a band with its limits and their level, each bound, or with the word that it has none.

    Parameters
    ----------
    words : Translation
    band : Band
    show : callable
        Writes a number, such as ``words.percent``.
    pointer : str
        To the band; its members are ``median``, ``low`` and ``high``. Where it ends in ``_`` they are neighbours in
        one object, such as ``alone_median``.
    """
    place = pointer if pointer.endswith("_") else f"{pointer}/"
    median = bound(show(band.median), f"{place}median")
    if not has_interval(band):
        return (median, Span(" "), Span(words.gettext("(no interval is known)")))
    low, high = bound(show(band.low), f"{place}low"), bound(show(band.high), f"{place}high")
    limits = phrase(words, "%(low)s to %(high)s", low=low, high=high)
    return (median, Span(" "), *phrase(words, "(%(level)s: %(limits)s)", level=code(LEVEL), limits=limits))


def named(text: str | None, *, strong: bool = False, emphasised: bool = False) -> Span:
    """Return a name of the study's, in whatever script, without signs that a document cannot hold."""
    return Span(clean(text), strong=strong, emphasised=emphasised, name=True)


def code(text: str) -> Span:
    """Return words whose digits are no number of the run: a code, a provision, the level of an interval."""
    return Span(text, fixed=True)


def tally(words: Translation, number: int) -> Span:
    """Return a count of what the document itself leaves out or lists, which is no number of the run."""
    return code(words.exact(float(number)))


def dated(words: Translation, day: str) -> Span:
    """Return a date such as 2026-11-22 in words."""
    return code(clean(words.date(day)))


def linked(text: str, address: str | None) -> Span:
    """Return words that lead to an address; they stand without a link where it is none to be followed."""
    return Span(clean(text), link=web_address(address) or "", fixed=True)


def strong(span: Span | str) -> Span:
    """Return a span in strong type."""
    return replace(span, strong=True) if isinstance(span, Span) else Span(span, strong=True)


def plain(text: str, *, tone: Tone = "body") -> Paragraph:
    """Return a paragraph of words in the document's language that hold no number of the run."""
    return Paragraph((Span(text),), tone)


def paragraph(*phrases: Phrase, tone: Tone = "body") -> Paragraph:
    """Return a paragraph of phrases one after the other; spaces between them are theirs."""
    return Paragraph(tuple(span for part in phrases for span in spans_of(part)), tone)


def say(words: Translation, message: str, /, *, tone: Tone = "body", **values: Phrase) -> Paragraph:
    """Return a message of the catalogue as a paragraph, its placeholders filled with spans.

    Parameters
    ----------
    words : Translation
    message : str
        The English sentence, whole, with placeholders such as ``%(share)s``; a per cent sign is written ``%%``.
    tone : {'body', 'lead', 'quiet', 'question', 'caution'}
    **values : str, Span or sequence of Span
        What fills the placeholders.

    Examples
    --------
    >>> from oxyura.publish.language import words_for
    >>> pointer = "summary.json#/migrants/duck/growth_now/low"
    >>> said = say(words_for("fr"), "%(low)s to %(high)s", low=bound("28", pointer), high="43")
    >>> said.text, said.spans[0].pointer == pointer
    ('28 à 43', True)
    """
    return Paragraph(phrase(words, message, **values), tone)


def say_count(
    words: Translation, singular: str, plural: str, number: int, /, *, tone: Tone = "body", **values: Phrase
) -> Paragraph:
    """Return the form of a message for a number as a paragraph; bind that number in `values` where it is shown."""
    return Paragraph(_fill(words.ngettext(singular, plural, number), values), tone)


def phrase(words: Translation, message: str, /, **values: Phrase) -> tuple[Span, ...]:
    """Return a message of the catalogue as spans, to fill a placeholder of another or part of a paragraph."""
    return _fill(words.gettext(message), values)


def joined(words: Translation, phrases: Sequence[Phrase]) -> tuple[Span, ...]:
    """Return phrases as in a sentence, with commas and the language's "and"."""
    # A sign of the private use area stands for each phrase, so that the language joins them by its own rules.
    marks = [chr(0xE000 + number) for number in range(len(phrases))]
    text = words.joined([f"{_sound(part)}{mark}" for mark, part in zip(marks, phrases, strict=True)])
    found: list[Span] = []
    for number, (mark, part) in enumerate(zip(marks, phrases, strict=True)):
        before, _, text = text.partition(f"{_sound(part)}{mark}")
        found += [Span(before)] if number and before else []
        found += spans_of(part)
    return tuple(found)


def tell(words: Translation, sentence: str, pointer: str = "", *, tone: Tone = "body") -> Paragraph:
    """Return a sentence that was made below the pages, in the document's language.

    Parameters
    ----------
    words : Translation
    sentence : str
        A `Sentence`, or any text.
    pointer : str
        To the sentence in a file of the result folder, such as ``summary.json#/pairs/0/reasons/0``: needed where it
        holds numbers.
    tone : {'body', 'lead', 'quiet', 'question', 'caution'}
    """
    return Paragraph((Span(clean(words.tell(sentence)), pointer=pointer),), tone)


def spans_of(part: Phrase) -> tuple[Span, ...]:
    """Return a phrase as spans."""
    if isinstance(part, str):
        return (Span(part),) if part else ()
    return (part,) if isinstance(part, Span) else tuple(part)


def _fill(message: str, values: Mapping[str, Phrase]) -> tuple[Span, ...]:
    return tuple(_merged(_pieces(message, values)))


def _pieces(message: str, values: Mapping[str, Phrase]) -> Iterator[Span]:
    end = 0
    for place in _PLACE.finditer(message):
        yield Span(message[end : place.start()])
        yield from spans_of("%" if place["name"] is None else values[place["name"]])
        end = place.end()
    yield Span(message[end:])


def _merged(spans: Iterator[Span]) -> Iterator[Span]:
    """Yield spans without empty ones, neighbours that look alike as one."""
    held: Span | None = None
    for span in spans:
        if not span.text:
            continue
        if held is not None and not (held.name or held.pointer) and replace(held, text="") == replace(span, text=""):
            held = replace(held, text=held.text + span.text)
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held


def _sound(part: Phrase) -> str:
    return "".join(span.text for span in spans_of(part))
