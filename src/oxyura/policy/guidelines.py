"""The register of guidelines: which international guidance applies to an action, by what it is about."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from oxyura.policy.subjects import broader_pathways, fold_name

HoldsFor = Literal["", "islands", "bern"]


@dataclass(frozen=True)
class Guideline:
    """One published guideline, code or standard.

    Parameters
    ----------
    guideline_id, title, body : str
        Short name, title, and who issued it.
    year : str
        Of issue; empty where it has not been verified.
    instruments : tuple of str
        Instruments of the CMS family whose migrants it is about; none: any migrant.
    taxa, groups : tuple of str
        Alien species, and groups of them, that it is about; none: any.
    pathways, mechanisms : tuple of str
        Pathways (Darwin Core) and mechanisms (EICAT) that it is about; none: any.
    actions : tuple of str
        Kinds of action that it guides.
    holds_for : {'', 'islands', 'bern'}
        Where it holds, if not everywhere; a study does not say which of its sites are islands.
    citation, link, read : str
        Where it is written, an address, and what was read of it.
    """

    guideline_id: str
    title: str
    body: str
    year: str
    instruments: tuple[str, ...]
    taxa: tuple[str, ...]
    groups: tuple[str, ...]
    pathways: tuple[str, ...]
    mechanisms: tuple[str, ...]
    actions: tuple[str, ...]
    holds_for: HoldsFor
    citation: str
    link: str
    read: str

    @property
    def is_particular(self) -> bool:
        """Whether it is about some species, groups, pathways, mechanisms or migrants only."""
        return bool(self.instruments or self.taxa or self.groups or self.pathways or self.mechanisms)


@dataclass(frozen=True)
class GuidanceSubject:
    """What an action is about, for guidelines to be matched with it.

    Parameters
    ----------
    action : str
        Kind of action.
    instruments : frozenset of str
        Instruments of the migrants that it serves.
    taxa : frozenset of str
        Scientific names of the alien species that it is against.
    groups, pathways, mechanisms : frozenset of str
        Of these species, and of the harm that they do.
    """

    action: str
    instruments: frozenset[str] = frozenset()
    taxa: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    pathways: frozenset[str] = frozenset()
    mechanisms: frozenset[str] = frozenset()


@cache
def read_guidelines() -> tuple[Guideline, ...]:
    """Return the guidelines that ship with the program, in the order of the file."""
    text = files("oxyura.policy").joinpath("rules/guidelines.csv").read_text("utf-8")
    return tuple(_guideline(row) for row in csv.DictReader(text.splitlines()))


def guidelines_about(subject: GuidanceSubject) -> tuple[Guideline, ...]:
    """Return the guidelines that apply to an action, those about its very subject before general ones.

    Parameters
    ----------
    subject : GuidanceSubject

    Examples
    --------
    >>> ruddy_ducks = GuidanceSubject("prevent", taxa=frozenset({"Oxyura jamaicensis"}), groups=frozenset({"bird"}))
    >>> [one.guideline_id for one in guidelines_about(ruddy_ducks)][:1]
    ['bern-ruddy-duck-2020']
    """
    found = [one for one in read_guidelines() if _applies(one, subject)]
    return tuple(sorted(found, key=lambda one: not one.is_particular))


def _guideline(row: Mapping[str, str]) -> Guideline:
    holds_for: HoldsFor = "islands" if row["holds_for"] == "islands" else "bern" if row["holds_for"] == "bern" else ""
    return Guideline(
        row["guideline_id"],
        row["title"],
        row["body"],
        row["year"],
        _words(row["instruments"]),
        _words(row["taxa"]),
        _words(row["groups"]),
        _words(row["pathways"]),
        _words(row["mechanisms"]),
        _words(row["actions"]),
        holds_for,
        row["citation"],
        row["link"],
        row["read"],
    )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split(";") if word)


def _applies(guideline: Guideline, subject: GuidanceSubject) -> bool:
    if subject.action not in guideline.actions:
        return False
    pathways = set(subject.pathways).union(*(broader_pathways(pathway) for pathway in subject.pathways))
    return all(
        not wanted or not {_folded(word) for word in wanted}.isdisjoint(given)
        for wanted, given in (
            (guideline.instruments, _instrument_words(subject.instruments)),
            (guideline.taxa, {fold_name(name) for name in subject.taxa}),
            (guideline.groups, {_folded(group) for group in subject.groups}),
            (guideline.pathways, {_folded(pathway) for pathway in pathways}),
            (guideline.mechanisms, {_folded(mechanism) for mechanism in subject.mechanisms}),
        )
    )


def _instrument_words(instruments: Iterable[str]) -> set[str]:
    """Return the words of the instruments: a study may write ``AEWA`` or ``AEWA Agreement``."""
    return {word for instrument in instruments for word in _folded(instrument).split()}


def _folded(word: str) -> str:
    return word.strip().casefold()
