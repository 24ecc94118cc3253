"""The year as a ring of 52 weeks: months, stages, the invaders that are met, and a hand at the week."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from oxyura.apps.web.views.year_model import WEEKS, Met, StageSpan, Year
from oxyura.publish.language import Translation
from oxyura.publish.year_strip import name_months

SIZE = 440.0
_MIDDLE = SIZE / 2
_MONTHS = 206.0
_STAGE_OUTER, _STAGE_INNER = 190.0, 160.0
_FIRST_TRACK, _LAST_TRACK = 152.0, 92.0
_THICKEST = 26.0
_GAP = 4.0
_MOST_TRACKS = 4
_LETTER_WIDTH = 7.6


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
        ).format(SIZE, describe_ring(year, words)),
        *_weeks(),
        *_months(words),
    ]
    for number, span in enumerate(year.stages):
        first, last = _turns(span)
        parts.append(
            Markup('<path class="stage-arc hue-{}" data-stage-arc="{}" d="{}"/>').format(
                span.hue, number, sector(first, last, _STAGE_INNER, _STAGE_OUTER)
            )
        )
        parts.append(_along(span.name, first, last, f"ring-stage-{number}"))
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
        found.append(Markup('<path class="ring-track" d="{}"/>').format(sector(0.0, 1.0, outer - thick, outer)))
        for span, panel in zip(year.stages, year.panels, strict=True):
            for met in panel.met:
                if met.name == track.name:
                    found.extend(_meeting(met, span, outer - thick, thick))
        x, y = _point(0.0, outer - thick / 2)
        found.append(Markup('<circle class="ring-key" cx="{:.1f}" cy="{:.1f}" r="9"/>').format(x, y))
        found.append(Markup('<text class="ring-letter" x="{:.1f}" y="{:.1f}">{}</text>').format(x, y + 4, track.letter))
    return found


def _meeting(met: Met, span: StageSpan, inner: float, thick: float) -> list[Markup]:
    first, last = _turns(span)
    middle = inner + thick * min(met.exposed_share, 1.0)
    top = min(inner + thick, middle + thick * met.not_surveyed_share)
    found = []
    if met.exposed_share > 0:
        found.append(Markup('<path class="ring-exposed" d="{}"/>').format(sector(first, last, inner, middle)))
    if met.not_surveyed_share > 0:
        arc = sector(first, last, middle, top)
        found.append(Markup('<path class="ring-unknown" fill="url(#ring-hatch)" d="{}"/>').format(arc))
    return found


def _weeks() -> list[Markup]:
    ticks = []
    for week in range(WEEKS):
        (x1, y1), (x2, y2) = _point(week / WEEKS, _STAGE_OUTER), _point(week / WEEKS, _STAGE_OUTER + 4)
        ticks.append(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}")
    return [
        Markup('<path class="ring-blank" d="{}"/>').format(sector(0.0, 1.0, _STAGE_INNER, _STAGE_OUTER)),
        Markup('<path class="ring-ticks" d="{}"/>').format("".join(ticks)),
    ]


def _months(words: Translation) -> list[Markup]:
    found, months = [], name_months(words)
    for position, (name, place) in enumerate(months):
        after = months[(position + 1) % 12][1] or 100.0
        (x1, y1), (x2, y2) = _point(place / 100, _STAGE_OUTER), _point(place / 100, _STAGE_OUTER + 9)
        x, y = _point((place + after) / 200, _MONTHS)
        found.append(
            Markup(
                '<line class="ring-month" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>'
                '<text class="month" x="{:.1f}" y="{:.1f}">{}</text>'
            ).format(x1, y1, x2, y2, x, y + 4, name)
        )
    return found


def _hand(week: int) -> Markup:
    """Return the hand, drawn at New Year and turned to the middle of the week."""
    angle = 360 * (week - 0.5) / WEEKS
    top, bottom = _MIDDLE - _STAGE_OUTER - 6, _MIDDLE - 62
    return Markup(
        '<g class="ring-hand" data-hand transform="rotate({0:.2f} {1:.0f} {1:.0f})">'
        '<line x1="{1:.0f}" y1="{2:.1f}" x2="{1:.0f}" y2="{3:.1f}"/>'
        '<path d="M{1:.0f} {4:.1f}l-7 -12h14z"/></g>'
    ).format(angle, _MIDDLE, top, bottom, top + 6)


def sector(first: float, last: float, inner: float, outer: float) -> str:
    """Return the path of a part of the ring, from and to shares of a turn; a whole turn is two halves."""
    turn = last - first
    if turn > 0.999:
        return sector(first, first + 0.5, inner, outer) + sector(first + 0.5, first + 1 - 1e-6, inner, outer)
    large = 1 if turn > 0.5 else 0
    (ax, ay), (bx, by) = _point(first, outer), _point(last, outer)
    (cx, cy), (dx, dy) = _point(last, inner), _point(first, inner)
    return (
        f"M{ax:.1f} {ay:.1f}A{outer:.1f} {outer:.1f} 0 {large} 1 {bx:.1f} {by:.1f}"
        f"L{cx:.1f} {cy:.1f}A{inner:.1f} {inner:.1f} 0 {large} 0 {dx:.1f} {dy:.1f}Z"
    )


def _turns(span: StageSpan) -> tuple[float, float]:
    first, last = (span.start - 1) / WEEKS, span.end / WEEKS
    return first, last if span.start <= span.end else last + 1


def _point(turn: float, radius: float) -> tuple[float, float]:
    """Return a point on a circle: New Year is at the top, the year runs clockwise."""
    angle = 2 * math.pi * turn
    return _MIDDLE + radius * math.sin(angle), _MIDDLE - radius * math.cos(angle)


def _along(text: str, first: float, last: float, identifier: str) -> Markup:
    """Write words along an arc where there is room, upright in the lower half too."""
    radius = (_STAGE_INNER + _STAGE_OUTER) / 2
    if (last - first) * 2 * math.pi * radius < len(text) * _LETTER_WIDTH:
        return Markup("")
    middle = ((first + last) / 2) % 1
    below = 0.25 < middle < 0.75
    radius += 4.5 if below else -4.5
    half = min((last - first) / 2, 0.24)
    ends = (middle + half, middle - half) if below else (middle - half, middle + half)
    (x1, y1), (x2, y2) = _point(ends[0], radius), _point(ends[1], radius)
    return Markup(
        '<path id="{0}" class="ring-guide" d="M{1:.1f} {2:.1f}A{3:.1f} {3:.1f} 0 0 {4} {5:.1f} {6:.1f}"/>'
        '<text class="stage-name"><textPath href="#{0}" startOffset="50%">{7}</textPath></text>'
    ).format(identifier, x1, y1, radius, 0 if below else 1, x2, y2, text)
