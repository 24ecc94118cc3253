"""Growth of a population and what takes it, placed on an axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.apps.web.views.figures import Figure, FigureMaker
from oxyura.publish.growth_chart import chart_growth
from oxyura.publish.interval_axis import Axis, Placed
from oxyura.publish.page_attribution import list_attributions

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment, MigrantAssessment


@dataclass(frozen=True)
class PlacedFigure:
    """A number on an axis; `css` gives colour and shape."""

    name: str
    css: str
    figure: Figure
    placed: Placed


@dataclass(frozen=True)
class GrowthView:
    """Growth a year: as things are, without invaders, after the measures."""

    axis: Axis
    zero: float
    rows: tuple[PlacedFigure, ...]
    description: str


@dataclass(frozen=True)
class Causes:
    """What takes growth in the model, and what these data cannot share out.

    Parameters
    ----------
    outcome : str
        What is shared out; empty where nothing can be.
    unsized : tuple of (str, str)
        Causes of unknown size and what they act on.
    """

    outcome: str
    axis: Axis | None
    zero: float
    rows: tuple[PlacedFigure, ...]
    unsized: tuple[tuple[str, str], ...]
    confounded: tuple[str, ...]
    has_observed: bool
    notes: tuple[str, ...]
    description: str


def view_growth(one: Assessment, migrant: MigrantAssessment, make: FigureMaker) -> GrowthView | None:
    """Return the growth of the one population of an assessment; None below tier `full`."""
    chart, words = chart_growth(one, make.labels), make.words
    if chart is None:
        return None
    sources = make.of_migrant(migrant.migrant_id)
    computed = make.how()
    rows = tuple(
        PlacedFigure(
            mark.name,
            mark.css,
            Figure(
                mark.value,
                words.say("Growth, %(course)s", course=mark.name),
                words.gettext("a year"),
                words.say("95 %%: %(limits)s", limits=mark.limits) if mark.placed.width else mark.limits,
                computed,
                sources,
            ),
            mark.placed,
        )
        for mark in chart.groups[0].marks
    )
    return GrowthView(chart.axis, chart.axis.zero, rows, chart.groups[0].description)


def list_causes(one: Assessment, migrant: MigrantAssessment, make: FigureMaker) -> Causes | None:
    """Return the causes of the one population of an assessment; None where it has none."""
    found, words = list_attributions(one, make.labels), make.words
    if not found:
        return None
    figure = found[0]
    sources, computed = make.of_migrant(migrant.migrant_id), make.how()
    rows = tuple(
        PlacedFigure(
            line.name,
            line.kind,
            Figure(
                line.yearly,
                words.say("Share in the model: %(cause)s", cause=line.name),
                words.say("change of growth a year; in ln units %(value)s", value=line.in_ln),
                words.say("95 %%: %(limits)s", limits=line.yearly_limits) if line.placed.width else line.yearly_limits,
                " ".join(part for part in (computed, _alone(line.alone, line.last, make)) if part),
                sources,
            ),
            line.placed,
        )
        for line in figure.lines
    )
    axis = figure.axis
    return Causes(
        figure.outcome,
        axis,
        0.0 if axis is None else axis.zero,
        rows,
        figure.unsized,
        figure.confounded,
        figure.has_observed,
        figure.notes,
        figure.description,
    )


def _alone(alone: str, last: str, make: FigureMaker) -> str:
    if not alone:
        return ""
    return make.words.say("Removed first: %(alone)s a year; removed last: %(last)s a year.", alone=alone, last=last)
