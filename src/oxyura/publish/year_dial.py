"""The geometry of a year drawn as a circle: New Year at the top, clockwise, moments as shares of a turn."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from oxyura.publish.language import Translation
from oxyura.publish.year_strip import WEEKS, name_months


@dataclass(frozen=True)
class Dial:
    """A circle of the year in a square drawing.

    Parameters
    ----------
    size : float
        Side of the square.
    months : float
        Radius at which the names of the months stand.
    outer, inner : float
        Radii between which the stages lie.
    letter_width : float
        Of a letter of a stage's name.
    letter_drop : float
        From the middle of a letter down to the line that it stands on.
    """

    size: float
    months: float
    outer: float
    inner: float
    letter_width: float
    letter_drop: float

    def point(self, turn: float, radius: float) -> tuple[float, float]:
        """Return a point on a circle."""
        angle, middle = 2 * math.pi * turn, self.size / 2
        return middle + radius * math.sin(angle), middle - radius * math.cos(angle)

    def sector(self, first: float, last: float, inner: float, outer: float) -> str:
        """Return the path of a part of the ring between two moments; a whole turn is two halves."""
        turn = last - first
        if turn > 0.999:
            half = first + 0.5
            return self.sector(first, half, inner, outer) + self.sector(half, first + 1 - 1e-6, inner, outer)
        large = 1 if turn > 0.5 else 0
        (ax, ay), (bx, by) = self.point(first, outer), self.point(last, outer)
        (cx, cy), (dx, dy) = self.point(last, inner), self.point(first, inner)
        return (
            f"M{ax:.1f} {ay:.1f}A{outer:.1f} {outer:.1f} 0 {large} 1 {bx:.1f} {by:.1f}"
            f"L{cx:.1f} {cy:.1f}A{inner:.1f} {inner:.1f} 0 {large} 0 {dx:.1f} {dy:.1f}Z"
        )

    def along(self, text: str, first: float, last: float, identifier: str) -> Markup:
        """Write words along the arc of a stage where there is room, upright in the lower half too."""
        radius = (self.inner + self.outer) / 2
        if (last - first) * 2 * math.pi * radius < len(text) * self.letter_width:
            return Markup("")
        middle = ((first + last) / 2) % 1
        below = 0.25 < middle < 0.75
        radius += self.letter_drop if below else -self.letter_drop
        half = min((last - first) / 2, 0.24)
        ends = (middle + half, middle - half) if below else (middle - half, middle + half)
        (x1, y1), (x2, y2) = self.point(ends[0], radius), self.point(ends[1], radius)
        return Markup(
            '<path id="{0}" class="ring-guide" d="M{1:.1f} {2:.1f}A{3:.1f} {3:.1f} 0 0 {4} {5:.1f} {6:.1f}"/>'
            '<text class="stage-name"><textPath href="#{0}" startOffset="50%">{7}</textPath></text>'
        ).format(identifier, x1, y1, radius, 0 if below else 1, x2, y2, text)

    def month_marks(self, words: Translation) -> list[Markup]:
        """Return a mark where each month begins, and its name."""
        found, months = [], name_months(words)
        for position, (name, place) in enumerate(months):
            after = months[(position + 1) % 12][1] or 100.0
            (x1, y1), (x2, y2) = self.point(place / 100, self.outer), self.point(place / 100, self.outer + 9)
            x, y = self.point((place + after) / 200, self.months)
            found.append(
                Markup(
                    '<line class="ring-month" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>'
                    '<text class="month" x="{:.1f}" y="{:.1f}">{}</text>'
                ).format(x1, y1, x2, y2, x, y + round(self.letter_drop), name)
            )
        return found


def turns(start: int, end: int) -> tuple[float, float]:
    """Return first and last moment of some weeks; the last is beyond 1 where they run over New Year."""
    first, last = (min(start, WEEKS) - 1) / WEEKS, min(end, WEEKS) / WEEKS
    return first, last if start <= end else last + 1
