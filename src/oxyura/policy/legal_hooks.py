"""What international law offers as a ground for restricting an alien species: facts with their sources, no advice."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from oxyura.schema.conventions import Answer, Membership
from oxyura.schema.sentences import Sentence, sentence

Force = Literal["binding", "guidance"]


@dataclass(frozen=True)
class LegalHook:
    """One provision.

    Parameters
    ----------
    hook_id, convention, provision : str
        Short name of the provision, of its convention, and how it is cited.
    force : {'binding', 'guidance'}
        Whether its words bind Parties, or are a recommendation.
    says : Sentence
        What it says, in our words.
    restrictions : tuple of str
        Restrictions that it is a ground for, as in `RESTRICTIONS`.
    appendix : str
        ``I`` or ``II``: it is about migrants on that appendix of CMS; ``II`` is of those on II and not on I.
    instrument : str
        It is about migrants of that instrument of the CMS family.
    groups, pathways : tuple of str
        It is about alien species of these groups, or that come by these pathways; one of the two is enough.
    year : str
        Of adoption.
    citation, url, read : str
        Where it is written, and what was read of it.
    """

    hook_id: str
    convention: str
    provision: str
    force: Force
    says: Sentence
    restrictions: tuple[str, ...]
    appendix: str
    instrument: str
    groups: tuple[str, ...]
    pathways: tuple[str, ...]
    year: str
    citation: str
    url: str
    read: str

    @property
    def name(self) -> str:
        """Convention and provision, as ``CMS Article III(4)(c)``."""
        return f"{self.convention} {self.provision}"


@dataclass(frozen=True)
class HookReading:
    """A provision that is about the case, and whether it binds the Party.

    Parameters
    ----------
    hook : LegalHook
    answer : {'bound', 'not_bound', 'disputed', 'not_known'}
        Whether its convention binds the Party.
    reason : Sentence
        The same in words, with what the sources say.
    """

    hook: LegalHook
    answer: Answer
    reason: Sentence


@dataclass(frozen=True)
class Ground:
    """What a case is about, for provisions to be matched with it.

    Parameters
    ----------
    listings : tuple of (str or None, tuple of str)
        Appendix (``I``, ``II``, ``I/II``) and instruments of each migrant that is harmed.
    group : str
        Group of the alien species, as the study calls it.
    pathways : frozenset of str
        Its pathways.
    """

    listings: tuple[tuple[str | None, tuple[str, ...]], ...]
    group: str
    pathways: frozenset[str]


@cache
def read_hooks() -> tuple[LegalHook, ...]:
    """Return the provisions that ship with the program, in the order of the file."""
    text = files("oxyura.policy").joinpath("rules/legal_hooks.csv").read_text("utf-8")
    return tuple(_hook(row) for row in csv.DictReader(text.splitlines()))


def hooks_about(ground: Ground, memberships: Iterable[Membership]) -> tuple[HookReading, ...]:
    """Return the provisions that are about a case, each with what is known of its force for the Party.

    Parameters
    ----------
    ground : Ground
    memberships : iterable of Membership
        What the sources say of the Party; a convention without any is not known.
    """
    known = {each.convention: each for each in memberships}
    return tuple(
        HookReading(hook, _answer(hook, known), _reason(hook, known))
        for hook in read_hooks()
        if _is_about(hook, ground)
    )


def _hook(row: Mapping[str, str]) -> LegalHook:
    said = row["says"].replace("%", "%%")
    return LegalHook(
        row["hook_id"],
        row["convention"],
        row["provision"],
        "binding" if row["force"] == "binding" else "guidance",
        sentence(said),
        _words(row["restrictions"]),
        row["appendix"],
        row["instrument"],
        _words(row["groups"]),
        _words(row["pathways"]),
        row["year"],
        row["citation"],
        row["url"],
        row["read"],
    )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split(";") if word)


def _is_about(hook: LegalHook, ground: Ground) -> bool:
    if hook.appendix == "I" and not any("I" in _appendices(listing) for listing, _ in ground.listings):
        return False
    if hook.appendix == "II" and not any(_appendices(listing) == ("II",) for listing, _ in ground.listings):
        return False
    if hook.instrument and not any(_has(instruments, hook.instrument) for _, instruments in ground.listings):
        return False
    if not hook.groups and not hook.pathways:
        return True
    return ground.group.casefold() in hook.groups or bool(ground.pathways.intersection(hook.pathways))


def _appendices(appendix: str | None) -> tuple[str, ...]:
    return tuple((appendix or "").split("/"))


def _has(instruments: Sequence[str], wanted: str) -> bool:
    return any(wanted.casefold() in instrument.casefold().split() for instrument in instruments)


def _answer(hook: LegalHook, known: Mapping[str, Membership]) -> Answer:
    membership = known.get(hook.convention)
    return "not_known" if membership is None else membership.answer


def _reason(hook: LegalHook, known: Mapping[str, Membership]) -> Sentence:
    if hook.force == "guidance":
        return sentence("a recommendation: it binds nobody")
    membership = known.get(hook.convention)
    return membership_in_words(membership)


def membership_in_words(membership: Membership | None) -> Sentence:
    """Say whether a convention binds a Party, and where sources differ, which says what."""
    if membership is None or membership.answer == "not_known":
        return sentence("no source given here says whether it binds this Party")
    names = {state: [each.source for each in membership.statements if each.state == state] for state in _STATES}
    if membership.answer == "disputed":
        against = [each.source for each in membership.statements if each.state != "in_force"]
        return sentence(
            "sources disagree: in force by %(yes)s, not by %(no)s", yes=tuple(names["in_force"]), no=tuple(against)
        )
    if membership.answer == "bound":
        days = membership.days
        if len(days) == 1:
            return sentence("in force for this Party since %(day)s", day=days[0])
        if days:
            return sentence("in force for this Party; the sources give different days: %(days)s", days=days)
        return sentence("in force for this Party")
    if names["ended"]:
        return sentence("no longer in force for this Party, by %(sources)s", sources=tuple(names["ended"]))
    return sentence("this Party is not among those bound, by %(sources)s", sources=_sources(membership))


_STATES = ("in_force", "not_in_force", "ended", "not_listed")


def _sources(membership: Membership) -> tuple[str, ...]:
    return tuple(each.source for each in membership.statements)
