"""The year as a ring of 52 weeks: months, stages, the invaders that are met, and a hand at the week."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from oxyura.apps.web.views.year_model import WEEKS, Met, StageSpan, Year
from oxyura.publish.language import Translation
from oxyura.publish.year_dial import Dial, turns

_DIAL = Dial(440.0, months=206.0, outer=190.0, inner=160.0, letter_width=7.6, letter_drop=4.5)
_FIRST_TRACK, _LAST_TRACK = 152.0, 92.0
_THICKEST = 26.0
_GAP = 4.0
_MOST_TRACKS = 4


@dataclass(frozen=True)
class RingTrack:
    """An invader of the ring with its letter."""

    letter: str
    invader_id: str
    name: str


def choose_tracks(year: Year) -> tuple[RingTrack, ...]:
    """Return the invaders that the ring has room for: those that most of the population meets."""
    most: dict[str, tuple[float, float, str]] = {}
    for panel in year.panels:
        for met in panel.met:
            if met.exposed is None and met.not_surveyed is None:
                continue
            before = most.get(met.name, (0.0, 0.0, ""))
            most[met.name] = (
                max(before[0], met.exposed_share),
                max(before[1], met.not_surveyed_share),
                met.invader_id,
            )
    order = sorted(most, key=lambda name: most[name][:2], reverse=True)[:_MOST_TRACKS]
    return tuple(RingTrack(chr(ord("A") + number), most[name][2], name) for number, name in enumerate(order))


def draw_ring(year: Year, week: int, words: Translation) -> Markup:
    """Return the ring with its hand at a week, as inline SVG.

    Parameters
    ----------
    year : Year
        Of one population.
    week : int
        1 to 52.
    words : Translation
    """
    tracks = choose_tracks(year)
    parts = [
        Markup(
            '<svg class="ring" viewBox="0 0 {0:.0f} {0:.0f}" role="img" aria-label="{1}">'
            '<defs><pattern id="ring-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>'
            '<line class="hatch-line" x1="1" y1="0" x2="1" y2="6"/></pattern></defs>'
        ).format(_DIAL.size, describe_ring(year, words)),
        *_weeks(),
        *_DIAL.month_marks(words),
    ]
    for number, span in enumerate(year.stages):
        first, last = turns(span.start, span.end)
        parts.append(
            Markup('<path class="stage-arc hue-{}" data-stage-arc="{}" d="{}"/>').format(
                span.hue, number, _DIAL.sector(first, last, _DIAL.inner, _DIAL.outer)
            )
        )
        parts.append(_DIAL.along(span.name, first, last, f"ring-stage-{number}"))
    parts.extend(_tracks(year, tracks))
    parts.append(_hand(week))
    return Markup("").join([*parts, Markup("</svg>")])


def describe_ring(year: Year, words: Translation) -> str:
    """Return the ring in words."""
    stages = words.joined(
        [words.say("%(stage)s, %(weeks)s", stage=span.name, weeks=span.weeks) for span in year.stages]
    )
    return words.say("The year as a ring. Stages: %(stages)s.", stages=stages)


def _tracks(year: Year, tracks: tuple[RingTrack, ...]) -> list[Markup]:
    thick = min(_THICKEST, (_FIRST_TRACK - _LAST_TRACK) / max(len(tracks), 1) - _GAP)
    found: list[Markup] = []
    for number, track in enumerate(tracks):
        outer = _FIRST_TRACK - number * (thick + _GAP)
        found.append(Markup('<path class="ring-track" d="{}"/>').format(_DIAL.sector(0.0, 1.0, outer - thick, outer)))
        for span, panel in zip(year.stages, year.panels, strict=True):
            for met in panel.met:
                if met.name == track.name:
                    found.extend(_meeting(met, span, outer - thick, thick))
        x, y = _DIAL.point(0.0, outer - thick / 2)
        found.append(Markup('<circle class="ring-key" cx="{:.1f}" cy="{:.1f}" r="9"/>').format(x, y))
        found.append(Markup('<text class="ring-letter" x="{:.1f}" y="{:.1f}">{}</text>').format(x, y + 4, track.letter))
    return found


def _meeting(met: Met, span: StageSpan, inner: float, thick: float) -> list[Markup]:
    first, last = turns(span.start, span.end)
    middle = inner + thick * min(met.exposed_share, 1.0)
    top = min(inner + thick, middle + thick * met.not_surveyed_share)
    found = []
    if met.exposed_share > 0:
        found.append(Markup('<path class="ring-exposed" d="{}"/>').format(_DIAL.sector(first, last, inner, middle)))
    if met.not_surveyed_share > 0:
        arc = _DIAL.sector(first, last, middle, top)
        found.append(Markup('<path class="ring-unknown" fill="url(#ring-hatch)" d="{}"/>').format(arc))
    return found


def _weeks() -> list[Markup]:
    ticks = []
    for week in range(WEEKS):
        (x1, y1), (x2, y2) = _DIAL.point(week / WEEKS, _DIAL.outer), _DIAL.point(week / WEEKS, _DIAL.outer + 4)
        ticks.append(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}")
    return [
        Markup('<path class="ring-blank" d="{}"/>').format(_DIAL.sector(0.0, 1.0, _DIAL.inner, _DIAL.outer)),
        Markup('<path class="ring-ticks" d="{}"/>').format("".join(ticks)),
    ]


def _hand(week: int) -> Markup:
    """Return the hand, drawn at New Year and turned to the middle of the week."""
    angle, middle = 360 * (week - 0.5) / WEEKS, _DIAL.size / 2
    top, bottom = middle - _DIAL.outer - 6, middle - 62
    return Markup(
        '<g class="ring-hand" data-hand transform="rotate({0:.2f} {1:.0f} {1:.0f})">'
        '<line x1="{1:.0f}" y1="{2:.1f}" x2="{1:.0f}" y2="{3:.1f}"/>'
        '<path d="M{1:.0f} {4:.1f}l-7 -12h14z"/></g>'
    ).format(angle, middle, top, bottom, top + 6)
