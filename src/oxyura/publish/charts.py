"""Line charts of populations over the years, as SVG that needs nothing from outside."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from oxyura.publish.language import Translation

Floats = NDArray[np.float64]

_MOST_POINTS = 160
# Beyond this ratio of largest to smallest the small end of a linear scale cannot be read.
_WIDE_RANGE = 50.0
_LONGEST_LOG_SCALE = 1e6
_LABEL_HEAD, _LABEL_LINE = 20.0, 14.0
_LABEL_WIDTH = 18
# Width of a digit of the scale and of one at the end of a line.
_MARK_DIGIT, _END_DIGIT = 6.6, 10.4
# A curve that begins this near to the line of quasi-extinction runs through words written there.
_CLOSE = 40.0


@dataclass(frozen=True)
class Frame:
    """Size of a drawing and the margins around its field, in units of its own."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int


# One chart with the names of its lines beside them, and one of several that stand side by side.
WHOLE = Frame(560, 330, 66, 138, 34, 52)
PANEL = Frame(412, 290, 62, 78, 30, 46)


@dataclass(frozen=True)
class Line:
    """One course of a population: its median and 95 % band at each census.

    Parameters
    ----------
    label : str
        What it is, written at its end.
    css_class : str
        Class that gives it its colour and dash.
    median, low, high : array, shape (years + 1,)
        Counted individuals.
    inner : tuple of (array, array)
        Lower and upper edges of narrower bands, the widest first.
    """

    label: str
    css_class: str
    median: Floats
    low: Floats
    high: Floats
    inner: tuple[tuple[Floats, Floats], ...] = ()


@dataclass(frozen=True)
class Chart:
    """What a chart shows.

    Parameters
    ----------
    identifier : str
        Unique in the page, for the texts that describe the chart.
    title, description : str
        Read aloud where the chart cannot be seen.
    y_label, x_label : str
        Axis titles with units.
    lines : sequence of Line
        At least one.
    threshold : float
        Level of quasi-extinction, drawn where it lies inside the scale.
    context : sequence of Line
        Other courses, of which the median is drawn thin.
    frame : Frame
        Size.
    show : callable or None
        Writes the marks of the scale and the ends of the lines; None: as numbers of individuals.
    linear : bool
        Whether the scale begins at 0 however wide its range.
    """

    identifier: str
    title: str
    description: str
    y_label: str
    x_label: str
    lines: Sequence[Line]
    threshold: float
    context: Sequence[Line] = ()
    frame: Frame = WHOLE
    show: Callable[[float], str] | None = None
    linear: bool = False


@dataclass(frozen=True)
class Scale:
    """Where a number of individuals lies on the chart; logarithmic where the range is wide."""

    bottom: float
    top: float
    logarithmic: bool
    ticks: tuple[float, ...]
    frame: Frame = WHOLE

    def place(self, value: float) -> float:
        """Return the vertical coordinate of a value, clipped to the chart."""
        value = min(max(value, self.bottom), self.top)
        if self.logarithmic:
            share = math.log(value / self.bottom) / math.log(self.top / self.bottom)
        else:
            share = (value - self.bottom) / (self.top - self.bottom)
        frame = self.frame
        return frame.height - frame.bottom - share * (frame.height - frame.top - frame.bottom)


def choose_scale(lines: Sequence[Line], frame: Frame = WHOLE, *, linear: bool = False) -> Scale:
    """Choose a scale that holds every band: from 0, or logarithmic where medians differ by more than 50 times."""
    highs = np.concatenate([line.high for line in lines])
    top = float(highs[np.isfinite(highs)].max(initial=0.0))
    medians = np.concatenate([line.median for line in lines])
    smallest = float(medians[np.isfinite(medians) & (medians > 0)].min(initial=math.inf))
    if not (top > 0 and math.isfinite(smallest)):
        return Scale(0.0, 1.0, False, (0.0, 1.0), frame)
    if linear or top / smallest <= _WIDE_RANGE:
        step = round_step(top / 4)
        ticks = tuple(step * number for number in range(math.ceil(top / step - 1e-9) + 1))
        return Scale(0.0, ticks[-1], False, ticks, frame)
    lows = np.concatenate([line.low for line in lines])
    lowest = float(lows[np.isfinite(lows) & (lows > 0)].min(initial=smallest))
    # Less than one animal is none.
    lowest = max(lowest, top / _LONGEST_LOG_SCALE, min(1.0, top / 10))
    first, last = math.floor(math.log10(lowest) + 1e-9), math.ceil(math.log10(top) - 1e-9)
    every = max(1, math.ceil((last - first) / 6))
    ticks = tuple(10.0**power for power in range(first, last + 1, every))
    return Scale(10.0**first, 10.0**last, True, ticks, frame)


def draw_chart(chart: Chart, words: Translation) -> Markup:
    """Return the chart as inline SVG.

    Parameters
    ----------
    chart : Chart
        What it shows; every text is escaped.
    words : Translation
        Language of the numbers and of what the chart says itself.
    """
    chart = replace(chart, frame=_roomy_frame(chart, words))
    scale = choose_scale([*chart.lines, *chart.context], chart.frame, linear=chart.linear)
    years = len(chart.lines[0].median) - 1
    parts = [
        Markup(
            '<svg class="chart{}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-text">'
            '<title id="{}-title">{}</title><desc id="{}-text">{}</desc>'
        ).format(
            " logarithmic" if scale.logarithmic else "",
            chart.frame.width,
            chart.frame.height,
            *[chart.identifier] * 3,
            chart.title,
            chart.identifier,
            chart.description,
        ),
        _axes(chart, scale, years, words),
        *(_bands(line, scale) for line in chart.lines),
        *(_curve(line, scale, "context") for line in chart.context),
        *(_curve(line, scale) for line in chart.lines),
        _end_labels(chart.lines, scale, chart.show or words.significant),
        Markup("</svg>"),
    ]
    return Markup("").join(parts)


def _roomy_frame(chart: Chart, words: Translation) -> Frame:
    """Return the frame with margins in which the longest number has room."""
    scale = choose_scale([*chart.lines, *chart.context], chart.frame, linear=chart.linear)
    marks = max(len((chart.show or words.exact)(tick)) for tick in scale.ticks)
    ends = max(len((chart.show or words.significant)(_finite_end(line))) for line in chart.lines)
    left, right = 12 + math.ceil(_MARK_DIGIT * marks), 12 + math.ceil(_END_DIGIT * ends)
    return replace(chart.frame, left=max(chart.frame.left, left), right=max(chart.frame.right, right))


def _axes(chart: Chart, scale: Scale, years: int, words: Translation) -> Markup:
    frame, show = chart.frame, chart.show or words.exact
    title = words.say("%(title)s, logarithmic", title=chart.y_label) if scale.logarithmic else chart.y_label
    parts = [write(6, 16, "axis-title", title)]
    left, right, floor = frame.left, frame.width - frame.right, frame.height - frame.bottom
    for tick in scale.ticks:
        y = scale.place(tick)
        parts.append(rule(left, y, right, y, "base" if tick == scale.bottom else "grid"))
        parts.append(write(left - 8, y + 4.5, "tick end scale", show(tick)))
    for year in year_ticks(years):
        x = across(year, years, frame)
        parts.append(rule(x, floor, x, floor + 5, "base"))
        parts.append(write(x, floor + 20, "tick middle scale", str(year)))
    parts.append(write((left + right) / 2, frame.height - 8, "axis-title middle", chart.x_label))
    if scale.bottom < chart.threshold < scale.top:
        y = scale.place(chart.threshold)
        named = words.say("%(threshold)s: quasi-extinct", threshold=words.exact(chart.threshold))
        parts.append(rule(left, y, right, y, "threshold"))
        if any(abs(scale.place(float(line.median[0])) - y) < _CLOSE for line in chart.lines):
            parts.append(write(right, y - 5, "tick end", named))
        else:
            parts.append(write(left + 5, y - 5, "tick", named))
    return Markup("").join(parts)


def _bands(line: Line, scale: Scale) -> Markup:
    if np.allclose(line.low, line.high, rtol=1e-9, atol=0):
        return Markup("")
    drawn = []
    for low, high in ((line.low, line.high), *line.inner):
        there, back = _points(high, scale), _points(low, scale)[::-1]
        drawn.append(Markup('<polygon class="band {}" points="{}"/>').format(line.css_class, " ".join(there + back)))
    return Markup("").join(drawn)


def _curve(line: Line, scale: Scale, css: str = "line") -> Markup:
    return Markup('<polyline class="{} {}" points="{}"/>').format(
        css, line.css_class, " ".join(_points(line.median, scale))
    )


def _points(values: Floats, scale: Scale) -> list[str]:
    years = len(values) - 1
    chosen = np.unique(np.linspace(0, years, min(years + 1, _MOST_POINTS)).round().astype(int))
    return [
        f"{across(int(year), years, scale.frame):.1f},{scale.place(float(values[year])):.1f}"
        for year in chosen
        if not math.isnan(values[year])
    ]


def _end_labels(lines: Sequence[Line], scale: Scale, show: Callable[[float], str]) -> Markup:
    """Write what each line is at its end, moved apart where two ends lie close."""
    ends = sorted((scale.place(_finite_end(line)), number) for number, line in enumerate(lines))
    labels = [textwrap.wrap(lines[number].label, _LABEL_WIDTH) for _, number in ends]
    places = [y for y, _ in ends]
    for number in range(1, len(places)):
        height = _LABEL_HEAD + _LABEL_LINE * len(labels[number - 1])
        places[number] = max(places[number], places[number - 1] + height)
    frame = scale.frame
    lowest = frame.height - frame.bottom - 8 - _LABEL_LINE * (len(labels[-1]) - 1)
    overrun = max(0.0, places[-1] - lowest)
    parts = []
    for (_, number), y, label in zip(ends, places, labels, strict=True):
        line = lines[number]
        css = f"end-label {line.css_class}"
        beside = frame.width - frame.right + 8
        parts.append(write(beside, y - overrun - 2, css, show(_finite_end(line))))
        parts.extend(
            write(beside, y - overrun + 13 + _LABEL_LINE * row, f"{css} small", words_of_row)
            for row, words_of_row in enumerate(label)
        )
    return Markup("").join(parts)


def _finite_end(line: Line) -> float:
    finite = line.median[np.isfinite(line.median)]
    return float(finite[-1]) if finite.size else 0.0


def year_ticks(years: int) -> list[int]:
    """Return the years that an axis marks."""
    step = max(1, int(round_step(years / 4)))
    return list(range(0, years + 1, step))


def round_step(rough: float) -> float:
    """Return the next 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next((times * power for times in (1.0, 2.0, 2.5, 5.0) if times * power >= rough * (1 - 1e-9)), 10 * power)


def across(year: float, years: int, frame: Frame) -> float:
    """Return the horizontal coordinate of a year."""
    return frame.left + (frame.width - frame.left - frame.right) * year / max(years, 1)


def rule(x1: float, y1: float, x2: float, y2: float, css: str) -> Markup:
    """Return a straight line."""
    return Markup('<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>').format(css, x1, y1, x2, y2)


def write(x: float, y: float, css: str, words: str) -> Markup:
    """Return a text, escaped."""
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(css, x, y, escape(words))
