"""Who owes what under which convention, by task: what binds a Party, who acts, where nobody does, where several do."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from oxyura.schema.conventions import CONVENTIONS, Answer, Membership
from oxyura.schema.funding_tables import TASK
from oxyura.schema.sentences import Sentence, sentence
from oxyura.schema.table import Table, text_of

TaskAnswer = Literal["binding", "guidance_only", "nothing", "cannot_be_told"]


@dataclass(frozen=True)
class Obligation:
    """A provision, what it asks, and who acts.

    Parameters
    ----------
    obligation_id, convention, provision : str
    force : {'binding', 'standard', 'guidance'}
    task : str
        As in `oxyura.schema.funding_tables.TASK`.
    says : str
        What is asked, in our words or the study's.
    role : str
        Office that acts, as a role; empty where nobody is named.
    authority : str
        The institution that has the role in the Party; empty where the study does not say.
    appendix, instrument : str
        It is about migrants on that appendix, or of that instrument.
    citation, url : str
    own : bool
        Whether it is the study's own row.
    """

    obligation_id: str
    convention: str
    provision: str
    force: str
    task: str
    says: Sentence | str
    role: Sentence | str
    authority: str
    appendix: str
    instrument: str
    citation: str
    url: str
    own: bool


@dataclass(frozen=True)
class Duty:
    """An obligation that is about the study, and whether its convention binds the Party."""

    obligation: Obligation
    answer: Answer


@dataclass(frozen=True)
class TaskReading:
    """What stands on one task.

    Parameters
    ----------
    task : str
    answer : {'binding', 'guidance_only', 'nothing', 'cannot_be_told'}
        Whether a provision that binds the Party asks it.
    duties : tuple of Duty
    roles : tuple of str
        Different offices that act on it; more than one is an overlap to be settled.
    """

    task: str
    answer: TaskAnswer
    duties: tuple[Duty, ...]
    roles: tuple[str, ...]

    @property
    def is_shared(self) -> bool:
        """Whether more than one office acts."""
        return len(self.roles) > 1


@cache
def shipped_obligations() -> tuple[Obligation, ...]:
    """Return the obligations that ship with the program, in the order of the file."""
    text = files("oxyura.policy").joinpath("rules/obligations.csv").read_text("utf-8")
    return tuple(
        Obligation(
            row["obligation_id"],
            row["convention"],
            row["provision"],
            row["force"],
            row["task"],
            sentence(row["says"].replace("%", "%%")),
            sentence(row["role"]),
            "",
            row["appendix"],
            row["instrument"],
            row["citation"],
            row["url"],
            False,
        )
        for row in csv.DictReader(text.splitlines())
    )


def read_obligations(own: Table, sources: Mapping[str, str], party: str) -> tuple[Obligation, ...]:
    """Return the obligations: the shipped ones, and those of the study that hold in a Party.

    Parameters
    ----------
    own : Table
        `obligations` of the study; a row with the identifier of a shipped one replaces what it fills in.
    sources : mapping of str to str
        Citations by source_id.
    party : str
        ISO code; rows of another territory are left out.
    """
    return join_obligations(own.records(), sources, party)


def join_obligations(
    own: Iterable[Mapping[str, object]], sources: Mapping[str, str], party: str
) -> tuple[Obligation, ...]:
    """Return the obligations as `read_obligations` does, from rows of the table."""
    found = {each.obligation_id: each for each in shipped_obligations()}
    for row in own:
        territory = row["territory"]
        places = territory if isinstance(territory, tuple) else ()
        if places and party not in {place[:2] for place in places}:
            continue
        identifier = str(row["obligation_id"])
        found[identifier] = _own(row, sources, found.get(identifier))
    return tuple(found.values())


def read_duties(
    obligations: Sequence[Obligation],
    listings: Sequence[tuple[str | None, Sequence[str]]],
    memberships: Mapping[str, Membership],
) -> tuple[Duty, ...]:
    """Return the obligations that are about the migrants of a study, each with its force for the Party."""
    return tuple(Duty(each, _answer(each, memberships)) for each in obligations if _is_about(each, listings))


def read_tasks(duties: Sequence[Duty]) -> tuple[TaskReading, ...]:
    """Return every task with what stands on it, in the order of the vocabulary; those without a provision too."""
    return tuple(_task(task, [duty for duty in duties if duty.obligation.task == task]) for task in TASK.terms)


def _task(task: str, duties: Sequence[Duty]) -> TaskReading:
    holding = [duty for duty in duties if duty.answer != "not_bound"]
    binding = [duty for duty in holding if duty.obligation.force != "guidance"]
    answer: TaskAnswer = "nothing"
    if any(duty.answer == "bound" for duty in binding):
        answer = "binding"
    elif binding:
        answer = "cannot_be_told"
    elif holding:
        answer = "guidance_only"
    roles = dict.fromkeys(str(duty.obligation.authority or duty.obligation.role) for duty in holding)
    return TaskReading(task, answer, tuple(duties), tuple(role for role in roles if role))


def is_own_law(obligation: Obligation, memberships: Mapping[str, Membership]) -> bool:
    """Tell whether it is the Party's own law, which needs no membership; a convention that a study quotes is none."""
    return obligation.own and obligation.convention not in {*CONVENTIONS, *memberships}


def _answer(obligation: Obligation, memberships: Mapping[str, Membership]) -> Answer:
    if is_own_law(obligation, memberships):
        return "bound" if obligation.force != "guidance" else "not_known"
    known = memberships.get(obligation.convention)
    return "not_known" if known is None else known.answer


def _is_about(obligation: Obligation, listings: Sequence[tuple[str | None, Sequence[str]]]) -> bool:
    if obligation.appendix and not any(obligation.appendix in (appendix or "").split("/") for appendix, _ in listings):
        return False
    wanted = obligation.instrument.casefold()
    return not wanted or any(wanted in name.casefold().split() for _, names in listings for name in names)


def _own(row: Mapping[str, object], sources: Mapping[str, str], shipped: Obligation | None) -> Obligation:
    def cell(name: str, instead: str) -> str:
        return text_of(row[name]) or instead

    return Obligation(
        str(row["obligation_id"]),
        str(row["convention"]),
        cell("provision", "" if shipped is None else shipped.provision),
        cell("force", "guidance" if shipped is None else shipped.force),
        str(row["task"]),
        cell("says", "" if shipped is None else shipped.says),
        cell("role", "" if shipped is None else shipped.role),
        cell("authority", ""),
        "" if shipped is None else shipped.appendix,
        "" if shipped is None else shipped.instrument,
        sources.get(cell("source_id", ""), "" if shipped is None else shipped.citation),
        cell("url", "" if shipped is None else shipped.url),
        True,
    )
