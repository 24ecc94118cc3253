"""The frontier as a step chart: what the best set of measures brings at each budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from oxyura.actions.results import FrontierPoint
from oxyura.publish.interval_axis import build_axis
from oxyura.publish.language import Translation
from oxyura.schema.intervals import Band

WIDTH, HEIGHT = 560.0, 290.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 74.0, 46.0, 30.0, 46.0


def draw_frontier(
    points: Sequence[FrontierPoint],
    budget: float | None,
    end: float | None,
    currency: str,
    size: Callable[[float], float],
    show: Callable[[float], str],
    description: str,
    words: Translation,
) -> Markup:
    """Return the frontier as inline SVG.

    Parameters
    ----------
    points : sequence of FrontierPoint
        From no money on.
    budget : float, optional
        Of the study, marked.
    end : float, optional
        Budget up to which the frontier is known; None: all of it.
    currency : str
        Of the budgets.
    size : callable
        Turns a gain of the objective into what is shown of it.
    show : callable
        Puts that into words.
    description : str
        Read aloud where the chart cannot be seen.
    words : Translation
        Language of the chart.
    """
    across = build_axis(
        [_at(point.budget) for point in points] + [_at(value) for value in (budget, end) if value], words.exact
    )
    up = build_axis([_at(size(point.objective)) for point in points], show)
    right, low = WIDTH - _RIGHT, HEIGHT - _BOTTOM

    def x(value: float) -> float:
        return _LEFT + across.place(_at(value)).point / 100 * (right - _LEFT)

    def y(value: float) -> float:
        return low - up.place(_at(value)).point / 100 * (low - _TOP)

    parts = [
        Markup(
            '<svg class="chart frontier" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-labelledby="frontier-name '
            'frontier-text"><title id="frontier-name">{}</title><desc id="frontier-text">{}</desc>'
        ).format(WIDTH, HEIGHT, words.gettext("What more money would bring"), description)
    ]
    for tick in up.ticks:
        at = low - tick.place / 100 * (low - _TOP)
        parts.append(
            Markup(
                '<line class="grid" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>'
                '<text class="end scale" x="{:.1f}" y="{:.1f}">{}</text>'
            ).format(_LEFT, at, right, at, _LEFT - 8, at + 4, tick.label)
        )
    for tick in across.ticks:
        at = _LEFT + tick.place / 100 * (right - _LEFT)
        parts.append(
            Markup('<text class="middle scale" x="{:.1f}" y="{:.1f}">{}</text>').format(at, low + 18, tick.label)
        )
    parts.append(
        Markup(
            '<text class="axis-title" x="4" y="14">{}</text><text class="axis-title middle" x="{:.1f}" y="{:.1f}">{}'
            "</text>"
        ).format(
            words.gettext("Gain"),
            (_LEFT + right) / 2,
            HEIGHT - 6,
            words.say("budget, %(currency)s", currency=currency),
        )
    )
    last = right if end is None else x(end)
    path = f"M{x(0):.1f} {y(size(0.0)):.1f}"
    for point in points:
        path += f"H{x(point.budget):.1f}V{y(size(point.objective)):.1f}"
    parts.append(Markup('<path class="step" d="{}H{:.1f}"/>').format(path, last))
    parts.extend(
        Markup('<circle class="step-end" cx="{:.1f}" cy="{:.1f}" r="4.5"/>').format(
            x(point.budget), y(size(point.objective))
        )
        for point in points
    )
    if budget is not None:
        anchor = "end" if x(budget) > WIDTH / 2 else ""
        parts.append(
            Markup(
                '<line class="budget" x1="{0:.1f}" y1="{1:.1f}" x2="{0:.1f}" y2="{2:.1f}"/>'
                '<text class="budget-name {3}" x="{4:.1f}" y="{5:.1f}">{6}</text>'
            ).format(
                x(budget),
                _TOP,
                low,
                anchor,
                x(budget) + (-6 if anchor else 6),
                _TOP + 10,
                words.gettext("budget of the study"),
            )
        )
    return Markup("").join([*parts, Markup("</svg>")])


def _at(value: float) -> Band:
    return Band(value, value, value)
