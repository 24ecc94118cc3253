"""What changed since an earlier issue of a plan, as a section of the document."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from oxyura.publish.brief_text import clean, shorten
from oxyura.publish.documents.action_plan_rows import PLAN_FILE
from oxyura.publish.documents.action_plan_since import Changed, ChangesSince
from oxyura.publish.documents.action_plan_statements import state_action
from oxyura.publish.documents.action_plan_words import PlanPage, priority_words, time_words
from oxyura.publish.documents.document import Block, Paragraph, Section, Span, Table
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.wording import (
    Phrase,
    bound,
    code,
    dated,
    named,
    paragraph,
    phrase,
    plain,
    say,
    say_count,
    tally,
)
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import measure_name

_MOST_ROWS = 60
_LONGEST = 120.0
_ENDS = ("median", "low", "high")
_RATIOS = frozenset(f"growth_{when}_{end}" for when in ("now", "after") for end in _ENDS)
_GAINS = frozenset((*(f"{name}_{end}" for name in ("share", "alone") for end in _ENDS), "gain"))
_SHARES = frozenset((*(f"shortfall_{end}" for end in _ENDS), "extinction", "success_probability"))


def changes_section(page: PlanPage, changes: ChangesSince) -> Section:
    """Return what changed: first what went in, then what the plan says."""
    return Section(
        "changes", page.words.gettext("What changed since the earlier issue"), tuple(_changes(page, changes))
    )


def _changes(page: PlanPage, changes: ChangesSince) -> Iterator[Block]:
    words = page.words
    day = dated(words, changes.date) if changes.date else Span(words.gettext("not stated"))
    yield say(
        words, "The earlier issue was written from the run %(run)s, of %(date)s.", run=code(changes.run), date=day
    )
    for name in changes.touched:
        yield say(
            words,
            "%(table)s of the earlier folder is not as it was written: what it says may not be what was used then.",
            tone="caution",
            table=named(name),
        )
    if not changes.inputs and not changes.answers:
        yield plain(words.gettext("Nothing changed: neither what went in, nor what the plan says."))
        return
    yield from _inputs(page, changes)
    yield from _answers(page, changes)


def _inputs(page: PlanPage, changes: ChangesSince) -> Iterator[Block]:
    words = page.words
    if not changes.inputs:
        yield plain(words.gettext("Nothing that went in has changed."))
        return
    headings = (
        words.gettext("Table"),
        words.gettext("Row"),
        words.gettext("Column"),
        words.gettext("Before"),
        words.gettext("Now"),
    )
    yield Table(
        words.gettext("What went in"),
        headings,
        tuple(_input_row(words, change, place) for place, change in enumerate(changes.inputs[:_MOST_ROWS])),
        (16, 34, 16, 17, 17),
    )
    yield from _more(words, len(changes.inputs))


def _input_row(words: Translation, change: Changed, place: int) -> tuple[tuple[Paragraph, ...], ...]:
    column = named(change.name) if change.name else Span(words.gettext("the whole row"))
    return (
        (paragraph(named(change.place)),),
        (paragraph(named(change.row) if change.row else Span("–")),),
        (paragraph(column),),
        *((paragraph(_cell(words, change, place, end)),) for end in ("old", "new")),
    )


def _cell(words: Translation, change: Changed, place: int, end: str) -> Span:
    value = change.old if end == "old" else change.new
    if value is None:
        return Span(words.gettext("nothing"))
    if not change.name:
        return Span(words.gettext("there"))
    pointer = make_pointer(PLAN_FILE, "changes", "inputs", place, end)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return bound(words.exact(float(value)), pointer)
    text = shorten(clean(str(value)), _LONGEST)
    return Span(text, name=True, pointer=pointer if isinstance(value, str) else "")


def _answers(page: PlanPage, changes: ChangesSince) -> Iterator[Block]:
    words, rows, hidden = page.words, [], 0
    for place, change in enumerate(changes.answers):
        old, new = (_shown(page, change, place, end) for end in ("old", "new"))
        if change.name and _text(old) == _text(new):
            hidden += 1
            continue
        what = _value_words(change.name, words) if change.name else words.gettext("the whole row")
        rows.append(((paragraph(_row_name(page, change.place)),), (plain(what),), (paragraph(old),), (paragraph(new),)))
    if rows:
        yield Table(
            words.gettext("What the plan says"),
            (words.gettext("Row of the plan"), words.gettext("What"), words.gettext("Before"), words.gettext("Now")),
            tuple(rows[:_MOST_ROWS]),
            (38, 26, 18, 18),
        )
        yield from _more(words, len(rows))
    else:
        yield plain(words.gettext("What the plan says is the same, to the precision in which it is printed."))
    if hidden:
        yield say_count(
            words,
            "%(number)s other number changed in digits that are not printed; plan.json has it.",
            "%(number)s other numbers changed in digits that are not printed; plan.json has them.",
            hidden,
            tone="quiet",
            number=tally(words, hidden),
        )


def _more(words: Translation, total: int) -> Iterator[Paragraph]:
    if total > _MOST_ROWS:
        yield say(words, "%(more)s more stand in plan.json.", tone="quiet", more=tally(words, total - _MOST_ROWS))


def _text(spans: Phrase) -> str:
    return (
        spans if isinstance(spans, str) else spans.text if isinstance(spans, Span) else "".join(s.text for s in spans)
    )


def _shown(page: PlanPage, change: Changed, place: int, end: str) -> Span:
    words = page.words
    value: Any = change.old if end == "old" else change.new
    if value is None:
        return Span(words.gettext("nothing"))
    if not change.name:
        return Span(words.gettext("there"))
    if isinstance(value, bool):
        return Span(words.gettext("yes") if value else words.gettext("no"))
    if isinstance(value, int | float):
        return bound(
            _number(change.name, float(value), words), make_pointer(PLAN_FILE, "changes", "answers", place, end)
        )
    if isinstance(value, list):
        return named(", ".join(str(item) for item in value) or words.gettext("nothing"))
    return _word(change.name, str(value), words)


def _number(name: str, value: float, words: Translation) -> str:
    if not math.isfinite(value):
        return "–"
    if name in _RATIOS:
        return words.yearly(value)
    if name in _GAINS:
        return words.signed_gain(value)
    return words.percent(value) if name in _SHARES else words.exact(value)


def _word(name: str, value: str, words: Translation) -> Span:
    if name == "priority" and value in ("essential", "high", "medium", "low"):
        return Span(priority_words(value, words))  # type: ignore[arg-type]
    if name == "time_scale" and value in ("immediate", "short", "medium", "long", "ongoing"):
        return Span(time_words(value, words))  # type: ignore[arg-type]
    if name == "verdict":
        return Span(words.term("verdict", value))
    return named(value.replace("_", " "))


def _row_name(page: PlanPage, key: str) -> tuple[Span, ...]:
    words = page.words
    kind, _, rest = key.partition(":")
    if kind == "threat":
        migrant, _, invader = rest.partition(":")
        return phrase(
            words,
            "threat: %(invader)s to %(migrant)s",
            invader=page.invaders([invader]),
            migrant=page.migrants([migrant]),
        )
    if kind == "pressure":
        migrant, _, pressure = rest.partition(":")
        return phrase(
            words,
            "%(pressure)s on %(migrant)s",
            pressure=named(page.labels.cause(pressure, "pressure")),
            migrant=page.migrants([migrant]),
        )
    if kind == "migrant":
        return page.migrants([rest])
    if kind == "measure":
        return phrase(words, "measure %(name)s", name=named(measure_name(rest)))
    action = next((one for one in page.plan.actions() if one.key == key), None)
    if action is None:
        return phrase(words, "action %(name)s", name=named(rest))
    return (code(f"{action.number} "), *state_action(page, action))


def _value_words(name: str, words: Translation) -> str:
    """Return what a value of a row is called."""
    known = {
        "growth_now_median": words.gettext("change a year, as things are"),
        "growth_now_low": words.gettext("change a year, as things are: lower limit"),
        "growth_now_high": words.gettext("change a year, as things are: upper limit"),
        "growth_after_median": words.gettext("change a year, after the chosen measures"),
        "growth_after_low": words.gettext("change a year, after the chosen measures: lower limit"),
        "growth_after_high": words.gettext("change a year, after the chosen measures: upper limit"),
        "share_median": words.gettext("what it takes from growth a year"),
        "share_low": words.gettext("what it takes from growth a year: lower limit"),
        "share_high": words.gettext("what it takes from growth a year: upper limit"),
        "alone_median": words.gettext("what growth a year gains without it alone"),
        "alone_low": words.gettext("what growth a year gains without it alone: lower limit"),
        "alone_high": words.gettext("what growth a year gains without it alone: upper limit"),
        "shortfall_median": words.gettext("how much lower numbers will be"),
        "shortfall_low": words.gettext("how much lower numbers will be: lower limit"),
        "shortfall_high": words.gettext("how much lower numbers will be: upper limit"),
        "extinction": words.gettext("chance of quasi-extinction"),
        "gain": words.gettext("what it brings to the plan"),
        "priority": words.gettext("priority"),
        "basis": words.gettext("what the priority rests on"),
        "raised": words.gettext("why the priority is one step higher"),
        "time_scale": words.gettext("time scale"),
        "verdict": words.gettext("verdict"),
        "chosen": words.gettext("chosen"),
        "why_not": words.gettext("why it is not chosen"),
        "cost": words.gettext("cost"),
        "success_probability": words.gettext("chance of success"),
        "sites": words.gettext("sites"),
        "guidelines": words.gettext("guidance"),
    }
    return known.get(name, name.replace("_", " "))
