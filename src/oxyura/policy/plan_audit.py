"""An existing plan held against a run: which threats from invaders it has no action against."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from oxyura.policy.action_plan import Threat
from oxyura.policy.answers import Holds
from oxyura.schema.table import Table, text_of

_WORD = re.compile(r"\w+")
_IRREGULAR = {"mouse": "mice", "goose": "geese", "louse": "lice", "fish": "fish"}
# Words that stand for invaders of any kind.
_ANY_INVADER = (
    ("invasive",), ("alien",), ("non", "native"), ("introduced",), ("ias",), ("exotic",),
    ("especies", "exoticas"), ("especes", "exotiques"), ("envahissantes",), ("invasoras",), ("introducidos",),
    ("introducidas",), ("introduites",), ("introduits",),
)  # fmt: skip


@dataclass(frozen=True)
class PlannedAction:
    """A row of an existing plan: a threat and an action against it, in the plan's own words.

    Parameters
    ----------
    row : int
        As a spreadsheet counts it.
    threat : str
        Of the row, or carried on from the row above, as tables with merged cells mean it.
    action : str
        Never empty.
    invader : str
        Scientific name, where the plan has a column for it.
    """

    row: int
    threat: str
    action: str
    invader: str


@dataclass(frozen=True)
class InvaderNames:
    """How a plan may call an invader."""

    invader_id: str
    scientific_name: str
    vernacular_name: str
    group: str | None


@dataclass(frozen=True)
class AuditedThreat:
    """A threat of the run, and whether the plan has an action against it.

    Parameters
    ----------
    answer : {'yes', 'no', 'unknown'}
        ``unknown``: a row speaks of invaders that it may be among.
    rows : tuple of PlannedAction
        Those that answer so.
    """

    threat: Threat
    answer: Holds
    rows: tuple[PlannedAction, ...]


@dataclass(frozen=True)
class PlanAudit:
    """What an existing plan lacks.

    Parameters
    ----------
    file : str
        The plan's file, as messages call it.
    actions : int
        Rows with an action.
    without_action : int
        Rows with a threat and no action.
    threats : tuple of AuditedThreat
        Every threat of the run, in its order.
    """

    file: str
    actions: int
    without_action: int
    threats: tuple[AuditedThreat, ...]

    def answered(self, answer: Holds) -> tuple[AuditedThreat, ...]:
        """Return the threats with an answer."""
        return tuple(one for one in self.threats if one.answer == answer)


def read_planned_actions(table: Table) -> tuple[tuple[PlannedAction, ...], int]:
    """Return the rows of an existing plan that hold an action, and how many name a threat alone.

    Parameters
    ----------
    table : Table
        `plan_actions`.
    """
    found, alone, above = [], 0, ""
    for row, record in zip(table.rows.tolist(), table.records(), strict=True):
        threat, action = text_of(record["threat"]) or "", text_of(record["action"]) or ""
        above = threat or above
        if action:
            found.append(PlannedAction(row, above, action, text_of(record["invader"]) or ""))
        elif threat:
            alone += 1
    # A heading above several actions is no threat without an action.
    heads = {one.threat for one in found}
    names = [text_of(record["threat"]) for record in table.records() if not text_of(record["action"])]
    alone -= sum(name in heads for name in names if name)
    return tuple(found), alone


def audit_plan(
    threats: Sequence[Threat], invaders: Iterable[InvaderNames], planned: Sequence[PlannedAction], file: str, alone: int
) -> PlanAudit:
    """Hold an existing plan against the threats of a run.

    Parameters
    ----------
    threats : sequence of Threat
    invaders : iterable of InvaderNames
        Every invader of the study.
    planned : sequence of PlannedAction
    file : str
        The plan's file, as messages call it.
    alone : int
        Rows with a threat and no action.

    Notes
    -----
    A row covers a threat where it calls the invader by its scientific name (in full, or with the genus as an initial),
    or by its common name, in one or several; the last word of it (``rats`` for Ship Rat) is enough where no other
    invader of the study shares it. A row that names only what several share, the genus, the group, or invasive species
    at large, and no invader outright, may cover it: that is asked, not assumed.
    """
    names = {invader.invader_id: invader for invader in invaders}
    last = Counter(_last_word(invader) for invader in names.values())
    own = {
        name: (*_own_names(invader), *(_in_numbers(_last_word(invader)) if last[_last_word(invader)] == 1 else ()))
        for name, invader in names.items()
    }
    folded = [(row, _Text(f"{row.threat} ; {row.action} ; {row.invader}")) for row in planned]
    # A row that names one invader of the study outright says nothing of the others.
    wide = [(row, text) for row, text in folded if not any(text.has(name) for each in own.values() for name in each)]
    audited = []
    for threat in threats:
        sure = tuple(row for row, text in folded if any(text.has(name) for name in own[threat.invader_id]))
        wider = tuple(_wider_names(names[threat.invader_id]))
        maybe = tuple(row for row, text in wide if any(text.has(name) for name in wider))
        answer: Holds = "yes" if sure else "unknown" if maybe else "no"
        audited.append(AuditedThreat(threat, answer, sure or maybe))
    return PlanAudit(file, len(planned), alone, tuple(audited))


class _Text:
    """The words of a row, ready to be searched."""

    def __init__(self, text: str) -> None:
        self._words = fold_words(text)

    def has(self, name: tuple[str, ...]) -> bool:
        """Tell whether the words of a name stand one after the other."""
        size = len(name)
        return any(self._words[place : place + size] == name for place in range(len(self._words) - size + 1))


def fold_words(text: str) -> tuple[str, ...]:
    """Return the words of a text without capitals and accents.

    Examples
    --------
    >>> fold_words("Ship-Rats (R. rattus), Érismature rousse")
    ('ship', 'rats', 'r', 'rattus', 'erismature', 'rousse')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(_WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign))))


def _own_names(invader: InvaderNames) -> Iterator[tuple[str, ...]]:
    scientific = fold_words(invader.scientific_name)
    if len(scientific) > 1:
        yield scientific[:2]
        yield (scientific[0][0], *scientific[1:2])
    yield from _in_numbers(_common_name(invader))


def _common_name(invader: InvaderNames) -> tuple[str, ...]:
    """Return the words of the common name; of the identifier where the study gives none."""
    return fold_words(invader.vernacular_name) or fold_words(invader.invader_id)


def _last_word(invader: InvaderNames) -> tuple[str, ...]:
    return _common_name(invader)[-1:]


def _wider_names(invader: InvaderNames) -> Iterator[tuple[str, ...]]:
    yield from _ANY_INVADER
    yield from ((word,) for word in fold_words(invader.scientific_name)[:1])
    yield from _in_numbers(_last_word(invader))
    yield from _in_numbers(fold_words(invader.group or "")[-1:])


def _in_numbers(name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a name in the singular and the plural of its last word."""
    if not name:
        return
    *first, last = name
    yield name
    if last in _IRREGULAR:
        yield (*first, _IRREGULAR[last])
    elif last.endswith("y") and len(last) > 1 and last[-2] not in "aeiou":
        yield (*first, f"{last[:-1]}ies")
    elif last.endswith(("s", "x", "ch", "sh")):
        yield (*first, f"{last}es")
    else:
        yield (*first, f"{last}s")
