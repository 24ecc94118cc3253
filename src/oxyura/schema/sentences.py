"""Sentences that are made where the numbers are, and said in any language where pages are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wording:
    """What a sentence was made of.

    Parameters
    ----------
    message : str
        The English sentence, whole, with named placeholders such as ``%(site)s``; a per cent sign is written ``%%``.
    plural : str
        Its form for several; empty where nothing is counted.
    number : int
        What is counted.
    context : str
        Tells like words apart; empty for sentences.
    values : mapping of str to str or sequence of str
        What fills the placeholders. A `Sentence` is said in the same language, a `Figure` written with its signs, any
        other text stays as it is; of a sequence each item, with commas between.
    """

    message: str
    plural: str = ""
    number: int = 1
    context: str = ""
    values: Mapping[str, str | Sequence[str]] = field(default_factory=dict)


class Sentence(str):
    """An English text that remembers what it was made of, so that a page can say it in another language.

    Make one with :func:`sentence`, :func:`count_sentence` or :func:`term`. It is its English text wherever a text is
    asked for: in files, in JSON, on a terminal.
    """

    wording: Wording | None = None


class Figure(str):
    """A number in a sentence, as English writes it: a page puts the decimal sign of its language."""


def sentence(message: str, /, **values: str | Sequence[str]) -> Sentence:
    """Return a sentence with its placeholders filled.

    Examples
    --------
    >>> said = sentence("The loss is %(share)s at %(sites)s.", share=Figure("2.5 %"), sites=("Gough", "Inaccessible"))
    >>> said, said.wording.message
    ('The loss is 2.5 % at Gough, Inaccessible.', 'The loss is %(share)s at %(sites)s.')
    """
    return _made(message, Wording(message, values=values))


def count_sentence(singular: str, plural: str, number: int, /, **values: str | Sequence[str]) -> Sentence:
    """Return the form of a sentence for a number, with its placeholders filled; ``%(number)s`` is that number.

    Examples
    --------
    >>> count_sentence("%(number)s site", "%(number)s sites", 3)
    '3 sites'
    """
    filled = {"number": Figure(str(number)), **values}
    return _made(singular if number == 1 else plural, Wording(singular, plural, number, values=filled))


def term(context: str, word: str) -> Sentence:
    """Return a word of a vocabulary, such as a verdict or a rate, as a reader sees it.

    Examples
    --------
    >>> term("verdict", "demonstrated_threat")
    'demonstrated threat'
    """
    text = Sentence(word.replace("_", " "))
    text.wording = Wording(str(text), context=context)
    return text


def _made(message: str, wording: Wording) -> Sentence:
    english = {name: value if isinstance(value, str) else ", ".join(value) for name, value in wording.values.items()}
    text = Sentence(message % english)
    text.wording = wording
    return text
