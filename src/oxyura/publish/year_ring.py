"""The year as a ring of 52 weeks: the stages as arcs, inside them the invaders that are met, and where."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from oxyura.publish.labels import Labels
from oxyura.publish.language import Translation
from oxyura.publish.year_dial import Dial, turns
from oxyura.publish.year_strip import (
    MOST_INVADERS,
    Shares,
    Year,
    describe_stages,
    group_years,
    most_met,
    weeks_in_words,
)
from oxyura.study.assessment import Assessment

SIZE = 480.0
_DIAL = Dial(SIZE, months=221.0, outer=200.0, inner=171.0, letter_width=8.4, letter_drop=5.0)
_FIRST_INVADER, _DEEPEST = 165.0, 52.0
_THICKEST = 34.0
_GAP = 5.0
_HUES = 4
_MOST_PLACES = 3


@dataclass(frozen=True)
class Meeting:
    """An invader in a stage: what share of the population meets it, and where."""

    stage: str
    words: str
    places: str


@dataclass(frozen=True)
class RingRow:
    """An invader (and class) with its letter in the ring, and whom it meets when and where."""

    letter: str
    name: str
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True)
class Ring:
    """The year of one or more populations.

    Parameters
    ----------
    migrants : tuple of str
        Identifiers.
    svg : Markup
        The ring.
    stages : tuple of (int, str, str)
        Colour, stage and weeks.
    rows : tuple of RingRow
        The invaders from the outside in.
    left_out : int
        Invaders that have no room in the ring.
    """

    migrants: tuple[str, ...]
    svg: Markup
    stages: tuple[tuple[int, str, str], ...]
    rows: tuple[RingRow, ...]
    left_out: int


def draw_rings(assessment: Assessment, labels: Labels, most: int) -> tuple[Ring, ...]:
    """Return a ring for every year, at most so many; populations with the same year share one."""
    places = _places(assessment, labels)
    return tuple(_ring(year, number, places, labels) for number, year in enumerate(group_years(assessment)[:most]))


_Places = dict[tuple[str, str, str], tuple[list[str], list[str]]]


def _ring(year: Year, number: int, places: _Places, labels: Labels) -> Ring:
    by_row: dict[tuple[str, str | None], dict[str, tuple[float, float]]] = {}
    for invader, class_, stage, exposed, unknown in year.met:
        by_row.setdefault((invader, class_), {})[stage] = (exposed, unknown)
    shown = list(most_met(by_row, MOST_INVADERS).items())
    rows = tuple(
        RingRow(
            chr(ord("A") + position),
            labels.invader(invader).name + (f", {class_}" if class_ else ""),
            tuple(_meetings(year, invader, shares, places, labels)),
        )
        for position, ((invader, class_), shares) in enumerate(shown)
    )
    stages = tuple(
        (position % _HUES, labels.stage(stage), weeks_in_words(start, end, labels.words))
        for position, (stage, start, end) in enumerate(year.stages)
    )
    svg = _draw(year, number, [shares for _, shares in shown], _describe(stages, rows, labels.words), labels)
    return Ring(year.migrants, svg, stages, rows, len(by_row) - len(shown))


def _meetings(year: Year, invader: str, shares: Shares, places: _Places, labels: Labels) -> list[Meeting]:
    found, words = [], labels.words
    for stage, _, _ in year.stages:
        exposed, unknown = shares.get(stage, (0.0, 0.0))
        here: dict[str, None] = {}
        unseen: dict[str, None] = {}
        for migrant in year.migrants:
            present, not_surveyed = places.get((migrant, invader, stage), ([], []))
            here.update(dict.fromkeys(present))
            unseen.update(dict.fromkeys(not_surveyed))
        if exposed > 0:
            share = words.say("%(share)s exposed", share=words.percent(exposed))
            found.append(Meeting(labels.stage(stage), share, labels.some_sites(list(here), _MOST_PLACES)))
        if unknown > 0:
            share = words.say("%(share)s not surveyed", share=words.percent(unknown))
            found.append(Meeting(labels.stage(stage), share, labels.some_sites(list(unseen), _MOST_PLACES)))
    return found


def _places(assessment: Assessment, labels: Labels) -> _Places:
    """Return, by migrant, invader and stage, where it is met and where nobody has looked."""
    found: _Places = {}
    for row in assessment.exposures:
        if row.share > 0 and (row.exposed_share is None or (row.alien and row.exposed_share > 0)):
            here, unseen = found.setdefault((row.migrant_id, row.invader_id, row.stage), ([], []))
            names = unseen if row.exposed_share is None else here
            name = labels.site(row.site_id)
            if name not in names:
                names.append(name)
    return found


def _draw(year: Year, number: int, rows: list[Shares], description: str, labels: Labels) -> Markup:
    name, text, hatch = (f"ring-{number}-{part}" for part in ("name", "text", "hatch"))
    parts = [
        Markup(
            '<svg class="ring" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-labelledby="{} {}"><title id="{}">{}'
            '</title><desc id="{}">{}</desc><defs><pattern id="{}" width="6" height="6" '
            'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" '
            'height="6"/><line class="hatch-line" x1="1" y1="0" x2="1" y2="6"/></pattern></defs>'
        ).format(SIZE, SIZE, name, text, name, labels.words.gettext("The year as a ring"), text, description, hatch),
        *_DIAL.month_marks(labels.words),
    ]
    for position, (stage, start, end) in enumerate(year.stages):
        first, last = turns(start, end)
        arc = _DIAL.sector(first, last, _DIAL.inner, _DIAL.outer)
        parts.append(Markup('<path class="stage-arc hue-{}" d="{}"/>').format(position % _HUES, arc))
        parts.append(_DIAL.along(labels.stage(stage), first, last, f"ring-{number}-stage-{position}"))
    thick = min(_THICKEST, (_FIRST_INVADER - _DEEPEST) / max(len(rows), 1) - _GAP)
    for position, shares in enumerate(rows):
        outer = _FIRST_INVADER - position * (thick + _GAP)
        parts.append(Markup('<path class="ring-track" d="{}"/>').format(_DIAL.sector(0.0, 1.0, outer - thick, outer)))
        for stage, start, end in year.stages:
            exposed, unknown = shares.get(stage, (0.0, 0.0))
            first, last = turns(start, end)
            middle = outer - thick + thick * min(exposed, 1.0)
            top = min(outer, middle + thick * unknown)
            if exposed > 0:
                arc = _DIAL.sector(first, last, outer - thick, middle)
                parts.append(Markup('<path class="ring-exposed" d="{}"/>').format(arc))
            if unknown > 0:
                arc = _DIAL.sector(first, last, middle, top)
                parts.append(Markup('<path fill="url(#{})" d="{}"/>').format(hatch, arc))
        parts.append(
            Markup('<text class="ring-letter" x="{:.1f}" y="{:.1f}">{}</text>').format(
                SIZE / 2, SIZE / 2 - outer + thick / 2 + 5, chr(ord("A") + position)
            )
        )
    return Markup("").join([*parts, Markup("</svg>")])


def _describe(stages: tuple[tuple[int, str, str], ...], rows: tuple[RingRow, ...], words: Translation) -> str:
    said = [describe_stages([(stage, weeks) for _, stage, weeks in stages], words)]
    for row in rows:
        parts = []
        for meeting in row.meetings:
            values = {"stage": meeting.stage.lower(), "share": meeting.words}
            parts.append(
                words.say("%(stage)s, %(share)s, %(sites)s", sites=meeting.places, **values)
                if meeting.places
                else words.say("%(stage)s, %(share)s", **values)
            )
        met = words.clauses(parts) or words.gettext("not met")
        said.append(words.say("%(invader)s: %(met)s.", invader=row.name, met=met))
    return " ".join(said)
