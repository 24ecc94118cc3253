"""Counts beside what the model would count again: dots, the middle course and its band."""

from __future__ import annotations

import math

import numpy as np
from markupsafe import Markup

from oxyura.annual_cycle.calibration_results import FittedSeries
from oxyura.publish.charts import PANEL, Frame, Line, across, choose_scale, round_step, rule, write
from oxyura.publish.language import Translation

_FRAME = Frame(PANEL.width, PANEL.height, PANEL.left, 18, PANEL.top, PANEL.bottom)


def draw_counts(series: FittedSeries, identifier: str, title: str, description: str, words: Translation) -> Markup:
    """Return the counts of one series over the years as SVG; counts outside their interval are open dots.

    Parameters
    ----------
    series : FittedSeries
        At least one count.
    identifier : str
        Unique in the page.
    title, description : str
        Read aloud where the chart cannot be seen.
    words : Translation
    """
    years = np.array(series.years)
    first, span = int(years[0]), max(int(years[-1] - years[0]), 1)
    median, low, high = (np.array([getattr(one, end) for one in series.expected]) for end in ("median", "low", "high"))
    counted = np.array(series.counted)
    line = Line("", "both", median, np.minimum(low, counted), np.maximum(high, counted))
    scale = choose_scale([line], _FRAME)

    def place(year: float, value: float) -> str:
        return f"{across(year - first, span, _FRAME):.1f},{scale.place(float(value)):.1f}"

    there = [place(year, value) for year, value in zip(years, high, strict=True)]
    back = [place(year, value) for year, value in zip(years, low, strict=True)][::-1]
    course = [place(year, value) for year, value in zip(years, median, strict=True)]
    parts = [
        Markup(
            '<svg class="chart counts" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-text">'
            '<title id="{}-title">{}</title><desc id="{}-text">{}</desc>'
        ).format(_FRAME.width, _FRAME.height, *[identifier] * 3, title, identifier, description),
        *_axes(scale.ticks, [scale.place(tick) for tick in scale.ticks], first, span, words),
        Markup('<polygon class="band both" points="{}"/><polyline class="line both" points="{}"/>').format(
            " ".join(there + back), " ".join(course)
        ),
    ]
    for year, value, inside in zip(years, counted, series.inside, strict=True):
        parts.append(
            Markup('<circle class="count {}" cx="{:.1f}" cy="{:.1f}" r="4.2"/>').format(
                "inside" if inside else "outside", across(float(year) - first, span, _FRAME), scale.place(float(value))
            )
        )
    return Markup("").join([*parts, Markup("</svg>")])


def _axes(ticks: tuple[float, ...], places: list[float], first: int, span: int, words: Translation) -> list[Markup]:
    left, right, floor = _FRAME.left, _FRAME.width - _FRAME.right, _FRAME.height - _FRAME.bottom
    parts = []
    for tick, y in zip(ticks, places, strict=True):
        parts.append(rule(left, y, right, y, "base" if y >= floor - 0.5 else "grid"))
        parts.append(write(left - 8, y + 4.5, "tick end scale", words.exact(tick)))
    step = max(1, math.ceil(round_step(span / 4)))
    for year in range(0, span + 1, step):
        x = across(year, span, _FRAME)
        parts.append(rule(x, floor, x, floor + 5, "base"))
        parts.append(write(x, floor + 20, "tick middle scale", str(first + year)))
    return parts
