"""What the page shows of the years to come: a fan for each course of a population, and its risk year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from oxyura.publish.answers import unit_of
from oxyura.publish.charts import PANEL, Chart, Line, draw_chart
from oxyura.publish.fans import Courses, Fan, courses_of, risk_without_invaders
from oxyura.publish.labels import Labels, Species
from oxyura.publish.language import Translation
from oxyura.publish.number_words import LEVEL, has_interval
from oxyura.schema.intervals import Band

if TYPE_CHECKING:
    from oxyura.annual_cycle.population import Population
    from oxyura.annual_cycle.readings import QuasiExtinction
    from oxyura.study.assessment import Assessment, MigrantAssessment

MOST_POPULATIONS = 60


@dataclass(frozen=True)
class CoursePanel:
    """A drawing with what it shows; `css` gives its colour."""

    title: str
    css: str
    svg: Markup


@dataclass(frozen=True)
class CourseFigure:
    """The drawings of one population; `logarithmic` where equal steps of the scale are equal proportions."""

    species: Species
    panels: tuple[CoursePanel, ...]
    logarithmic: bool
    risk_note: str


def draw_courses(assessment: Assessment, labels: Labels) -> tuple[CourseFigure, ...]:
    """Return the drawings for each population of tier `full`, at most 60."""
    figures: list[CourseFigure] = []
    for number, migrant in enumerate(assessment.migrants):
        courses = courses_of(assessment, migrant)
        if courses is not None and migrant.population is not None and len(figures) < MOST_POPULATIONS:
            figures.append(_figure(assessment, migrant, migrant.population, courses, labels, f"course-{number}"))
    return tuple(figures)


def _figure(
    assessment: Assessment,
    migrant: MigrantAssessment,
    population: Population,
    courses: Courses,
    labels: Labels,
    identifier: str,
) -> CourseFigure:
    words = labels.words
    unit = unit_of(assessment, migrant.migrant_id, labels)
    axes = unit[:1].upper() + unit[1:], _years_of(assessment, migrant.migrant_id, words)
    name = labels.migrant(migrant.migrant_id).name
    lines = _lines(courses, words)
    panels = []
    for place, line in enumerate(lines):
        chart = Chart(
            f"{identifier}-{place}",
            words.say("%(name)s, %(course)s", name=name, course=line.label),
            _in_words(line, unit, words),
            *axes,
            [_unnamed(line)],
            population.quasi_extinction.threshold,
            context=[other for other in lines if other is not line],
            frame=PANEL,
        )
        panels.append(CoursePanel(line.label, line.css_class, draw_chart(chart, words)))
    risk, note = _risk(population, courses, axes[1], name, f"{identifier}-risk", words)
    panels.extend(risk)
    logarithmic = any('class="chart logarithmic"' in panel.svg for panel in panels)
    return CourseFigure(labels.migrant(migrant.migrant_id), tuple(panels), logarithmic, note)


def _lines(courses: Courses, words: Translation) -> list[Line]:
    if courses.without_invaders is None:
        found = [_line(courses.now, words.gettext("with or without invaders"), "both")]
    else:
        found = [
            _line(courses.now, words.gettext("as things are"), "now"),
            _line(courses.without_invaders, words.gettext("without invaders"), "without"),
        ]
    if courses.after_portfolio is not None:
        found.append(_line(courses.after_portfolio, words.gettext("after the measures"), "after"))
    return found


def _line(fan: Fan, label: str, css: str) -> Line:
    return Line(label, css, fan.median, *fan.band(0), (fan.band(1), fan.band(2)) if fan.has_width else ())


def _unnamed(line: Line) -> Line:
    """Return a line without its name: the caption of its panel has it."""
    return Line("", line.css_class, line.median, line.low, line.high, line.inner)


def _years_of(assessment: Assessment, migrant_id: str, words: Translation) -> str:
    row = assessment.study.tables["migrants"].matching("migrant_id", migrant_id)
    year = float(row.numbers("abundance_year")[0])
    if np.isnan(year):
        return words.gettext("years")
    return words.say("years after the count of %(year)s", year=f"{year:.0f}")


def _in_words(line: Line, unit: str, words: Translation) -> str:
    end = Band(float(line.median[-1]), float(line.low[-1]), float(line.high[-1]))
    values = {
        "course": line.label[:1].upper() + line.label[1:],
        "start": words.significant(float(line.median[0])),
        "unit": unit,
        "end": words.significant(end.median),
    }
    if not has_interval(end):
        return words.say("%(course)s: from %(start)s %(unit)s to %(end)s.", **values)
    return words.say(
        "%(course)s: from %(start)s %(unit)s to %(end)s, %(level)s: %(limits)s.",
        level=LEVEL,
        limits=words.limits(end, words.significant),
        **values,
    )


def _risk(
    population: Population, courses: Courses, years: str, name: str, identifier: str, words: Translation
) -> tuple[list[CoursePanel], str]:
    """Return the curve of quasi-extinction, or why there is none."""
    now, without = population.quasi_extinction, risk_without_invaders(population)
    threshold = words.exact(now.threshold)
    if now.by_year[0] >= 1:
        return [], words.say("It starts at %(threshold)s or fewer: the risk cannot rise.", threshold=threshold)
    if now.probability == without.probability == 0:
        return [], words.say("In no draw does it fall to %(threshold)s or fewer.", threshold=threshold)
    curves: Sequence[tuple[str, str, QuasiExtinction]] = [(words.gettext("as things are"), "now", now)]
    if courses.without_invaders is not None:
        curves = [*curves, (words.gettext("without invaders"), "without", without)]
    lines = [_flat(label, css, np.array(risk.by_year)) for label, css, risk in curves]
    described = [
        words.say("%(course)s: %(risk)s.", course=label[:1].upper() + label[1:], risk=words.percent(risk.probability))
        for label, _, risk in curves
    ]
    title = words.say("risk of falling to %(threshold)s or fewer", threshold=threshold)
    chart = Chart(
        identifier,
        words.say("%(name)s, %(course)s", name=name, course=title),
        " ".join(described),
        words.gettext("Share of the draws"),
        years,
        [_unnamed(line) for line in lines],
        -1.0,
        frame=PANEL,
        show=words.percent,
        linear=True,
    )
    return [CoursePanel(title, "risk", draw_chart(chart, words))], ""


def _flat(label: str, css: str, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Line:
    return Line(label, css, values, values, values)
