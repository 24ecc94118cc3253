"""Measures as lines of a table: what each does, what it costs, when, and why it is in the plan or out of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from oxyura.actions.results import NotTaken, WhyIn
from oxyura.publish.labels import Labels, Source, title_of
from oxyura.publish.language import Translation

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment

# Short names of countries and unions that identifiers of measures begin with or hold.
_SHORT_NAMES = frozenset(("EU", "NZ", "UK", "USA"))


@dataclass(frozen=True)
class MeasureLine:
    """A measure as the study describes it.

    Parameters
    ----------
    aim : str
        Kind, whom it acts on, and where.
    cost, cost_more : str
        Cost once, and limits or running cost.
    chance, chance_limits : str
        Chance of success.
    timing : str
        When it starts and how long it runs.
    verdict : str
        Why it is in or out, or how it ended.
    brings, brings_more : str
        What the plan loses without it, or would gain with it.
    """

    name: str
    aim: str
    cost: str
    cost_more: str
    chance: str
    chance_limits: str
    timing: str
    verdict: str
    brings: str
    brings_more: str
    source: Source | None


def measure_name(measure_id: str) -> str:
    """Return a measure in words.

    Examples
    --------
    >>> measure_name("baiting-again"), measure_name("uk-programme-2005")
    ('Baiting again', 'UK programme 2005')
    """
    words = title_of(measure_id)
    if not words.replace(" ", "").isascii():
        return words
    first, *others = words.split(" ")
    return " ".join(word.upper() if word.upper() in _SHORT_NAMES else word for word in (first, *map(str.lower, others)))


def priced(amount: float, currency: str, price_year: int, words: Translation) -> str:
    """Return an amount with its currency and price year."""
    return words.say("%(money)s (prices of %(year)s)", money=words.money(amount, currency), year=price_year)


def gain_words(gain: float, words: Translation, *, single: bool) -> str:
    """Return a gain of the objective: per year where it is of one population, else in its own units."""
    return words.say("%(size)s a year", size=words.signed_gain(gain)) if single else words.significant(gain)


def read_measures(assessment: Assessment, labels: Labels) -> dict[str, MeasureLine]:
    """Return a line for every measure of the study, by its identifier."""
    found, words = {}, labels.words
    for row in assessment.study.tables["measures"].records():
        number = {name: value for name, value in row.items() if isinstance(value, float)}
        name, currency = str(row["measure_id"]), str(row["currency"])
        has_limits = "success_low" in number and "success_high" in number
        low, high = (words.percent(number.get(end)) for end in ("success_low", "success_high"))
        found[name] = MeasureLine(
            measure_name(name),
            _aim(row, labels),
            priced(number["cost"], currency, int(number["price_year"]), words),
            _cost_more(number, words),
            words.percent(number["success_probability"]),
            words.span(low, high) if has_limits else words.gettext("no interval"),
            _timing(number, words),
            "",
            "",
            "",
            labels.source(None if row["source_id"] is None else str(row["source_id"])),
        )
    return found


def _aim(row: Mapping[str, object], labels: Labels) -> str:
    words = labels.words
    invaders, pressures = (row[column] or () for column in ("invader_ids", "pressure_ids"))
    assert isinstance(invaders, tuple)
    assert isinstance(pressures, tuple)
    whom = words.joined(
        [labels.cause(name, "invader") for name in invaders] + [labels.cause(name, "pressure") for name in pressures]
    )
    kind = words.term("measure", str(row["kind"]))
    site = labels.site(None if row["site_id"] is None else str(row["site_id"]))
    if not whom:
        return words.say("%(kind)s, %(site)s", kind=kind, site=site)
    return words.say("%(kind)s %(whom)s, %(site)s", kind=kind, whom=whom, site=site)


def _cost_more(number: dict[str, float], words: Translation) -> str:
    more = []
    if "cost_low" in number and "cost_high" in number:
        more.append(words.span(words.exact(number["cost_low"]), words.exact(number["cost_high"])))
    if number.get("cost_per_year"):
        more.append(words.say("%(size)s a year", size=words.exact(number["cost_per_year"])))
    return words.clauses(more)


def _timing(number: dict[str, float], words: Translation) -> str:
    delay, duration = number.get("start_delay_years", 0.0), number.get("duration_years")
    if duration is None:
        if not delay:
            return words.gettext("starts at once")
        return words.say("starts after %(delay)s", delay=_years(delay, words))
    if not delay:
        return words.say("starts at once, runs %(duration)s", duration=_years(duration, words))
    return words.say(
        "starts after %(delay)s, runs %(duration)s", delay=_years(delay, words), duration=_years(duration, words)
    )


def _years(number: float, words: Translation) -> str:
    return words.say_count("%(number)s year", "%(number)s years", 1 if number == 1 else 2, number=words.exact(number))


def list_done(assessment: Assessment, lines: dict[str, MeasureLine], words: Translation) -> tuple[MeasureLine, ...]:
    """Return the measures that have been taken, with how they ended."""
    table = assessment.study.tables["measures"]
    outcomes = {
        "succeeded": words.gettext("worked"),
        "failed": words.gettext("did not work"),
        "pending": words.gettext("under way, outcome not known"),
    }
    found = []
    rows = (table.words("measure_id"), table.texts("outcome"), table.numbers("outcome_year"))
    for name, outcome, year in zip(*rows, strict=True):
        if outcome is not None:
            ended = outcomes[outcome]
            if not math.isnan(year):
                ended = words.say("%(outcome)s, %(year)s", outcome=ended, year=f"{year:.0f}")
            found.append(replace(lines[name], verdict=ended))
    return tuple(found)


def say_why_in(lines: dict[str, MeasureLine], row: WhyIn, words: Translation, *, single: bool) -> MeasureLine:
    """Return a measure of the plan with what the plan loses without it."""
    more = ""
    if row.dropped:
        names = words.joined([measure_name(name) for name in row.dropped])
        more = words.say("with %(measures)s, which requires it", measures=names)
    return replace(
        lines[row.measure_id], brings=gain_words(row.loss_if_dropped, words, single=single), brings_more=more
    )


def say_why_out(lines: dict[str, MeasureLine], row: NotTaken, words: Translation, *, single: bool) -> MeasureLine:
    """Return a measure that is not in the plan with why not, and what it would add."""
    brings = "" if row.gain_if_added is None else gain_words(row.gain_if_added, words, single=single)
    return replace(lines[row.measure_id], verdict=reason_out(row, words), brings=brings)


def reason_out(row: NotTaken, words: Translation) -> str:
    """Return why a measure is not taken, in words."""
    others = words.joined([measure_name(name) for name in row.others])
    match row.reason:
        case "adds_nothing":
            return words.gettext("affordable, and the plan is not better with it")
        case "costs_too_much" if others:
            return words.say(
                "the money left does not pay for it, with %(measures)s, which it requires", measures=others
            )
        case "costs_too_much":
            return words.gettext("the money left does not pay for it")
        case "excluded" if others:
            return words.say("cannot be taken together with %(measures)s", measures=others)
        case "excluded":
            return words.gettext("cannot be taken with the plan")
        case "changes_nothing":
            return words.gettext("acts on nothing of known size in these models")
        case "switched_off":
            return words.gettext("left out at the reader's wish")
    return words.say("requires %(measures)s, which has not succeeded", measures=others)
