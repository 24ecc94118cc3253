"""Sentences that are made where the numbers are, and said in any language where pages are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Number
from typing import Any

# Under this name a sentence is kept as JSON; a result has no such key of its own.
_SAID = "said_as"


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


def sentence(message: str, /, **values: object) -> Sentence:
    """Return a sentence with its placeholders filled; a number is a `Figure`, of a sequence each item a text.

    Examples
    --------
    >>> said = sentence("The loss is %(share)s at %(sites)s.", share=Figure("2.5 %"), sites=("Gough", "Inaccessible"))
    >>> said, said.wording.message
    ('The loss is 2.5 % at Gough, Inaccessible.', 'The loss is %(share)s at %(sites)s.')
    """
    return _made(message, Wording(message, values=_texts(values)))


def count_sentence(singular: str, plural: str, number: int, /, **values: object) -> Sentence:
    """Return the form of a sentence for a number, with its placeholders filled; ``%(number)s`` is that number.

    Examples
    --------
    >>> count_sentence("%(number)s site", "%(number)s sites", 3)
    '3 sites'
    """
    filled = {"number": Figure(str(number)), **_texts(values)}
    wording = Wording(singular, plural, number, values=filled)
    return _made(_form(wording), wording)


def declared(text: str) -> Sentence:
    """Return a text that is declared as data, such as the remedy of a kind of problem, as a sentence of its own."""
    return _made(text.replace("%", "%%"), Wording(text.replace("%", "%%")))


def all_of(items: Iterable[str]) -> str:
    """Return texts with "and" between.

    Examples
    --------
    >>> all_of(["lower"]), all_of(["lower", "upper"])
    ('lower', 'lower and upper')
    """
    first, *others = items
    for item in others:
        first = sentence("%(first)s and %(second)s", first=first, second=item)
    return first


def any_of(items: Iterable[str]) -> str:
    """Return texts with "or" between."""
    first, *others = items
    for item in others:
        first = sentence("%(first)s or %(second)s", first=first, second=item)
    return first


def in_turn(sentences: Iterable[str]) -> str:
    """Return sentences one after the other, with a space between; empty where there are none."""
    first, *others = list(sentences) or [""]
    for following in others:
        first = sentence("%(first)s %(second)s", first=first, second=following)
    return first


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


def changed(text: str, change: Callable[[str], str]) -> str:
    """Return a text after a change that may strike out what a reader must not see; a sentence stays one if it can.

    Examples
    --------
    >>> told = sentence("The point %(point)s is on land.", point="-40.3512")
    >>> changed(told, lambda text: text.replace("-40.3512", "…")).wording.values
    {'point': '…'}
    """
    wanted = change(str(text))
    if wanted == text or not isinstance(text, Sentence) or text.wording is None:
        return text if wanted == text else wanted
    values = {
        name: changed(value, change) if isinstance(value, str) else tuple(changed(item, change) for item in value)
        for name, value in text.wording.values.items()
    }
    wording = replace(text.wording, values=values)
    told = _made(_form(wording), wording)
    # What stands across several values can only be struck out of the English text.
    return told if told == wanted else wanted


def to_json(value: Any) -> Any:
    """Return JSON values in which sentences are kept with what they were made of; see :func:`from_json`."""
    if isinstance(value, Figure):
        return {_SAID: {"figure": str(value)}}
    if isinstance(value, Sentence) and value.wording is not None:
        wording = value.wording
        said: dict[str, Any] = {"text": str(value), "message": wording.message}
        said |= {"plural": wording.plural, "number": wording.number} if wording.plural else {}
        said |= {"context": wording.context} if wording.context else {}
        said |= {"values": to_json(dict(wording.values))} if wording.values else {}
        return {_SAID: said}
    if isinstance(value, Mapping):
        return {str(name): to_json(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return str(value) if isinstance(value, str) else value


def from_json(value: Any) -> Any:
    """Return JSON values with the sentences that :func:`to_json` kept; all else as it is.

    Examples
    --------
    >>> from_json(to_json({"step": sentence("Projecting %(migrant)s", migrant="anas")}))["step"].wording.values
    {'migrant': 'anas'}
    """
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if not isinstance(value, dict):
        return value
    said = value.get(_SAID) if len(value) == 1 else None
    if not isinstance(said, dict):
        return {name: from_json(item) for name, item in value.items()}
    if "figure" in said:
        return Figure(said["figure"])
    text = Sentence(said["text"])
    text.wording = Wording(
        said["message"],
        said.get("plural", ""),
        said.get("number", 1),
        said.get("context", ""),
        from_json(said.get("values", {})),
    )
    return text


def _texts(values: Mapping[str, object]) -> dict[str, str | Sequence[str]]:
    return {
        name: tuple(map(_text, value)) if isinstance(value, list | tuple) else _text(value)
        for name, value in values.items()
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else Figure(value) if isinstance(value, Number) else str(value)


def _form(wording: Wording) -> str:
    return wording.plural if wording.plural and wording.number != 1 else wording.message


def _made(message: str, wording: Wording) -> Sentence:
    english = {name: value if isinstance(value, str) else ", ".join(value) for name, value in wording.values.items()}
    text = Sentence(message % english)
    text.wording = wording
    return text
