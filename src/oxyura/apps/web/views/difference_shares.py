"""Which change brought how much of a difference between two runs, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from oxyura.apps.web.run_numbers import is_growth
from oxyura.apps.web.views.changed_inputs import ChangeGroup, join_groups
from oxyura.apps.web.views.run_comparison import AnswerChange, Comparison
from oxyura.publish.language import Translation

Part = Literal["change", "together", "version"]

# What rounding leaves of nothing, against the whole difference.
_NOTHING = 1e-9

# A change that works against the difference by less than this share of it does not make the sentence another one.
_AGAINST = 0.05


@dataclass(frozen=True)
class ShareRow:
    """A row of the table: a change by its number, what all bring together, or another version of the program."""

    part: Part
    share: str
    alone: str = ""
    last: str = ""
    number: int = 0
    size: float = 0.0


@dataclass(frozen=True)
class SharedAnswer:
    """A number that differs, what is said of its causes, and the share of each, the largest first.

    `rows` is empty where the shares cannot be told; `idle` are the numbers of the changes that brought nothing.
    """

    subject: str
    what: str
    before: str
    after: str
    total: str
    lead: str
    is_growth: bool
    is_log: bool
    rows: tuple[ShareRow, ...]
    idle: tuple[int, ...]


@dataclass(frozen=True)
class Shares:
    """Everything that is said of who brought what.

    Parameters
    ----------
    groups : tuple of ChangeGroup
        Changes, numbered from 1.
    answers : tuple of SharedAnswer
    exact : bool
        Whether every combination of changes was computed.
    runs, missing : int
        Studies between the two, and how many of them could not be computed.
    """

    groups: tuple[ChangeGroup, ...]
    answers: tuple[SharedAnswer, ...]
    exact: bool
    runs: int
    missing: int


def view_shares(result: Mapping[str, Any], comparison: Comparison, words: Translation) -> Shares:
    """Return what a job found out about two runs.

    Parameters
    ----------
    result : mapping
        As ``oxyura.apps.web.splitting.split`` returns it.
    comparison : Comparison
        Of the two runs.
    words : Translation
    """
    groups = join_groups(comparison.groups, result["joined"])
    found = {(one["migrant"], one["number"]): one for one in result["answers"]}
    answers = tuple(_answer(one, found[one.number], groups, words) for one in comparison.answers if one.number in found)
    return Shares(groups, answers, bool(result["exact"]), int(result["runs"]), int(result["missing"]))


def name_change(group: ChangeGroup) -> str:
    """Return a change in a few words: its table, row and column."""
    change = group.head
    if group.gathered:
        return group.gathered
    row = f" ({change.row})" if change.row else ""
    return f"{change.table}{row}, {change.column}" if change.column else f"{change.table}{row}"


def _answer(
    one: AnswerChange, found: Mapping[str, Any], groups: Sequence[ChangeGroup], words: Translation
) -> SharedAnswer:
    assert one.number is not None
    growth = is_growth(one.number[1])
    total = float(found["total"])
    amounts = _Amounts(total, float(found["difference"]) / total, growth, words)
    rows = tuple(sorted(_rows(found, amounts), key=lambda row: (row.part != "change", -abs(row.size))))
    known = not any(math.isnan(row.size) for row in rows)
    return SharedAnswer(
        one.subject,
        one.what,
        one.before,
        one.after,
        amounts.say(total),
        _lead(rows, groups, total, amounts) if known else "",
        growth,
        found["scale"] == "log",
        tuple(row for row in rows if row.size) if known else (),
        tuple(sorted(row.number for row in rows if row.part == "change" and not row.size)) if known else (),
    )


def _rows(found: Mapping[str, Any], amounts: _Amounts) -> Iterator[ShareRow]:
    for number, (share, alone, last) in enumerate(found["shares"], start=1):
        said = amounts.say(share), amounts.say(alone), amounts.say(last)
        yield ShareRow("change", said[0], said[1], said[2], number, amounts.size(share))
    version = found["version"]
    if amounts.size(found["together"]):
        left = [_left(found, reading) for reading in (1, 2)]
        said = amounts.say(found["together"]), amounts.say(left[0]), amounts.say(left[1])
        yield ShareRow("together", said[0], said[1], said[2], size=amounts.size(found["together"]))
    if amounts.size(version):
        yield ShareRow("version", amounts.say(version), size=amounts.size(version))


def _left(found: Mapping[str, Any], reading: int) -> float | None:
    """Return what one of the readings of all changes leaves of what they bring together."""
    parts = [share[reading] for share in found["shares"]]
    known = [part for part in (*parts, found["version"]) if part is not None]
    return float(found["total"]) - sum(known) if len(known) == len(parts) + 1 else None


@dataclass(frozen=True)
class _Amounts:
    """Says parts of a difference: per cent a year of growth, animals otherwise.

    Notes
    -----
    Growth is shared out on the logarithmic scale, where changes of rates add up. The parts are then given in per cent
    a year, each times the same factor: the difference of growth over that of its logarithm.
    """

    total: float
    factor: float
    is_growth: bool
    words: Translation

    def size(self, part: float | None) -> float:
        if part is None:
            return math.nan
        return 0.0 if abs(part) <= _NOTHING * max(abs(self.total), _NOTHING) else part

    def say(self, part: float | None) -> str:
        size = self.size(part) * self.factor
        if self.is_growth:
            return self.words.signed_percent(size)
        said = self.words.significant(size)
        return f"+{said}" if size > 0 else said

    def plain(self, part: float) -> str:
        """Return an amount without its sign."""
        size = abs(part * self.factor)
        return self.words.percent(size) if self.is_growth else self.words.significant(size)


def _lead(rows: Sequence[ShareRow], groups: Sequence[ChangeGroup], total: float, amounts: _Amounts) -> str:
    """Return what stands above the table: how much of the difference the change with the largest share brought."""
    words = amounts.words
    first = next((row for row in rows if row.part == "change"), None)
    if first is None or not first.size:
        return ""
    said: dict[str, str] = {
        "total": amounts.plain(total),
        "share": amounts.plain(first.size),
        "change": words.say(
            "change %(number)s, %(what)s", number=first.number, what=name_change(groups[first.number - 1])
        ),
    }
    if [row for row in rows if row.size] == [first]:
        return words.say("All of it comes from %(change)s.", **said)
    if any(row.size * total < 0 and abs(row.size) > _AGAINST * abs(total) for row in rows):
        said |= {"share": first.share, "total": amounts.say(total)}
        if amounts.is_growth:
            return words.say(
                "The changes work against each other. The largest is %(change)s, with %(share)s a year; "
                "of all together %(total)s a year is left.",
                **said,
            )
        return words.say(
            "The changes work against each other. The largest is %(change)s, with %(share)s animals; "
            "of all together %(total)s is left.",
            **said,
        )
    if amounts.is_growth and total < 0:
        return words.say("Of the fall of %(total)s a year, %(share)s comes from %(change)s.", **said)
    if amounts.is_growth:
        return words.say("Of the rise of %(total)s a year, %(share)s comes from %(change)s.", **said)
    if total < 0:
        return words.say("Of the loss of %(total)s animals, %(share)s comes from %(change)s.", **said)
    return words.say("Of the gain of %(total)s animals, %(share)s comes from %(change)s.", **said)
