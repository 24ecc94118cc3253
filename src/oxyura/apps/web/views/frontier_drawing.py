"""The frontier of a decision: what the best set brings at each budget, with the budget and the set that are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from oxyura.apps.web.views.decision_table import SetFacts
from oxyura.publish.interval_axis import Axis, build_axis
from oxyura.publish.language import Translation
from oxyura.schema.intervals import Band

WIDTH, HEIGHT = 720.0, 380.0
# The slider under the drawing has the same margins, in per cent of the width.
LEFT, RIGHT = 72.0, 36.0
_TOP, _BOTTOM = 36.0, 62.0


@dataclass(frozen=True)
class Shown:
    """What is marked: the budget, and the set that is looked at."""

    budget: float
    cost: float | None
    objective: float | None
    is_best: bool


def draw_frontier(
    points: Sequence[SetFacts],
    shown: Shown,
    most: float,
    size: Callable[[float], float],
    show: Callable[[float], str],
    axis_name: str,
    words: Translation,
) -> Markup:
    """Return the drawing as inline SVG.

    Parameters
    ----------
    points : sequence of SetFacts
        The frontier, by cost.
    shown : Shown
    most : float
        End of the axis of money.
    size, show : callable
        Turn an objective into what is drawn of it, and that into words.
    axis_name : str
        Of the money.
    words : Translation
    """
    heights = [size(point.objective) for point in points]
    if shown.objective is not None:
        heights.append(size(shown.objective))
    up = build_axis([Band(value, value, value) for value in heights], show)
    right, low = WIDTH - RIGHT, HEIGHT - _BOTTOM

    def x(money: float) -> float:
        return LEFT + min(money / most, 1.0) * (right - LEFT)

    def y(objective: float) -> float:
        value = size(objective)
        return low - up.place(Band(value, value, value)).point / 100 * (low - _TOP)

    path = f"M{x(0):.1f} {y(0.0):.1f}"
    for point in points:
        path += f"H{x(point.cost.value):.1f}V{y(point.objective):.1f}"
    parts = [
        Markup('<svg class="chart frontier" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}">').format(
            WIDTH, HEIGHT, words.gettext("What each budget would bring")
        ),
        _grid(up, right, low),
        _money_axis(most, x, low, words),
        Markup('<text class="axis-title" x="4" y="14">{}</text>').format(words.gettext("Gain")),
        Markup('<text class="axis-title middle" x="{:.1f}" y="{:.1f}">{}</text>').format(
            (LEFT + right) / 2, HEIGHT - 4, axis_name
        ),
        Markup('<path class="within" d="M{:.1f} {:.1f}H{:.1f}V{:.1f}H{:.1f}Z"/>').format(
            LEFT, _TOP, x(shown.budget), low, LEFT
        ),
        Markup('<path class="step" d="{}H{:.1f}"/>').format(path, right),
        *(
            Markup('<circle class="step-end" cx="{:.1f}" cy="{:.1f}" r="4.5"/>').format(
                x(point.cost.value), y(point.objective)
            )
            for point in points
        ),
        Markup('<line class="budget" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>').format(
            x(shown.budget), _TOP, low
        ),
    ]
    if shown.cost is not None and shown.objective is not None:
        parts.append(
            Markup('<circle class="looked-at {}" cx="{:.1f}" cy="{:.1f}" r="8"/>').format(
                "is-best" if shown.is_best else "", x(shown.cost), y(shown.objective)
            )
        )
    return Markup("").join([*parts, Markup("</svg>")])


def _grid(up: Axis, right: float, low: float) -> Markup:
    lines = []
    for tick in up.ticks:
        at = low - tick.place / 100 * (low - _TOP)
        lines.append(
            Markup(
                '<line class="grid" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>'
                '<text class="end" x="{:.1f}" y="{:.1f}">{}</text>'
            ).format(LEFT, right, at, at, LEFT - 8, at + 4, tick.label)
        )
    return Markup("").join(lines)


def _money_axis(most: float, x: Callable[[float], float], low: float, words: Translation) -> Markup:
    axis = build_axis([Band(most, most, most)], words.exact)
    return Markup("").join(
        Markup('<text class="middle" x="{:.1f}" y="{:.1f}">{}</text>').format(x(value), low + 22, tick.label)
        for tick in axis.ticks
        if (value := axis.low + tick.place / 100 * (axis.high - axis.low)) <= most * 1.001
    )
