"""Draws the decomposition: bars that lead from growth without the known causes to growth now."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.publish.decomposition import Decomposition, Part, Step
from oxyura.publish.interval_axis import Axis, build_axis
from oxyura.publish.labels import Labels
from oxyura.schema.intervals import Band

_MOST_PARTS = 3


@dataclass(frozen=True)
class Bar:
    """A level of growth, or what a cause takes; `left` and `width` in per cent of the axis, `css` its colour."""

    name: str
    below: str
    css: str
    value: str
    left: float
    width: float


@dataclass(frozen=True)
class Waterfall:
    """The bars on one axis, and the same in words."""

    axis: Axis
    bars: tuple[Bar, ...]
    description: str


def draw_waterfall(decomposition: Decomposition, labels: Labels) -> Waterfall:
    """Return the bars of a decomposition."""
    words = labels.words
    levels = [decomposition.without_causes]
    for step in decomposition.steps:
        levels.append(levels[-1] - step.value)
    axis = build_axis((Band(level, level, level) for level in levels), words.signed_gain)

    def place(level: float) -> float:
        return axis.place(Band(level, level, level)).point

    def level_bar(name: str, css: str, level: float) -> Bar:
        left, right = sorted((axis.zero, place(level)))
        return Bar(name, "", css, words.signed_gain(level), left, round(right - left, 2))

    bars = [level_bar(words.gettext("without these causes"), "without", levels[0])]
    for step, before, after in zip(decomposition.steps, levels, levels[1:], strict=False):
        left, right = sorted((place(before), place(after)))
        bars.append(
            Bar(
                labels.cause(step.cause_id, step.kind),
                _where(step, labels),
                f"kind-{step.kind}",
                words.signed_gain(-step.value),
                left,
                round(right - left, 2),
            )
        )
    bars.append(level_bar(words.gettext("as things are"), "now", decomposition.now))
    described = words.clauses(
        [words.say("%(name)s: %(change)s a year", name=bar.name, change=bar.value) for bar in bars]
    )
    return Waterfall(axis, tuple(bars), described)


def _where(step: Step, labels: Labels) -> str:
    """Say where and when a cause acts, and how its part is shared among these."""
    words = labels.words
    said = [_part(one, labels, alone=len(step.parts) == 1) for one in step.parts[:_MOST_PARTS]]
    more = len(step.parts) - _MOST_PARTS
    if more > 0:
        said.append(words.say("%(more)s more", more=words.exact(more)))
    return words.clauses(said)


def _part(one: Part, labels: Labels, *, alone: bool) -> str:
    words = labels.words
    values = {"stage": labels.stage(one.stage).lower(), "site": labels.site(one.site_id)}
    if alone or one.part is None:
        return words.say("%(stage)s, %(site)s", **values)
    return words.say("%(stage)s, %(site)s: about %(part)s of it", part=words.percent(one.part), **values)
