"""Audiences of an awareness brief: whom it speaks to, the one act it asks, and the pathways that make it theirs."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from oxyura.schema.errors import InputError
from oxyura.schema.sentences import Sentence, sentence


@dataclass(frozen=True)
class Audience:
    """An audience.

    Parameters
    ----------
    audience_id : str
    name : Sentence
    act : Sentence
        The one act that is asked.
    steps : tuple of Sentence
        How it is done.
    why : Sentence
        Why it is asked of them.
    pathways : frozenset of str
        Pathways, as Darwin Core spells them, that they have a hand in.
    pictogram : str
        Name of the drawing.
    citation, url, read : str
        Who asks it already, and what was read of that.
    """

    audience_id: str
    name: Sentence
    act: Sentence
    steps: tuple[Sentence, ...]
    why: Sentence
    pathways: frozenset[str]
    pictogram: str
    citation: str
    url: str
    read: str


@cache
def read_audiences() -> Mapping[str, Audience]:
    """Return the audiences that ship with the program, by audience_id."""
    text = files("oxyura.policy").joinpath("rules/audiences.csv").read_text("utf-8")
    return MappingProxyType({row["audience_id"]: _audience(row) for row in csv.DictReader(text.splitlines())})


def audience_called(name: str) -> Audience:
    """Return an audience by its identifier.

    Raises
    ------
    InputError
        There is none of that name.
    """
    audiences = read_audiences()
    found = audiences.get(name.strip().casefold())
    if found is None:
        raise InputError(
            f"'{name[:40]}' is no audience.", where="--audience", remedy=f"Choose one of: {', '.join(audiences)}."
        )
    return found


def speaks_to(audience: Audience, pathways: Iterable[str]) -> bool:
    """Tell whether an audience has a hand in any of some pathways."""
    return bool(audience.pathways.intersection(pathways))


def audiences_of(pathways: Collection[str]) -> tuple[str, ...]:
    """Return the identifiers of the audiences that have a hand in any of some pathways."""
    return tuple(name for name, audience in read_audiences().items() if speaks_to(audience, pathways))


def _audience(row: Mapping[str, str]) -> Audience:
    return Audience(
        row["audience_id"],
        sentence(row["name"]),
        sentence(row["act"]),
        tuple(sentence(step) for step in row["steps"].split(";") if step),
        sentence(row["why"]),
        frozenset(word for word in row["pathways"].split(";") if word),
        row["pictogram"],
        row["citation"],
        row["url"],
        row["read"],
    )
