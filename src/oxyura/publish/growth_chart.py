"""Growth a year on one axis: as things are, without invaders, after the measures, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.publish.interval_axis import Axis, Placed, build_axis
from oxyura.publish.labels import Labels, Species
from oxyura.publish.language import Translation
from oxyura.schema.intervals import Band

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment

MOST_POPULATIONS = 60


@dataclass(frozen=True)
class GrowthMark:
    """One growth of a population: `css` gives its colour and shape."""

    name: str
    css: str
    value: str
    limits: str
    placed: Placed


@dataclass(frozen=True)
class GrowthGroup:
    """The growths of one population."""

    species: Species
    marks: tuple[GrowthMark, ...]
    fitted: bool
    description: str


@dataclass(frozen=True)
class GrowthChart:
    """Every population on one axis."""

    axis: Axis
    groups: tuple[GrowthGroup, ...]
    has_plan: bool


def chart_growth(assessment: Assessment, labels: Labels) -> GrowthChart | None:
    """Return the chart; None where no population has a growth."""
    plan, words = assessment.plan, labels.words
    after = {} if plan.chosen is None or not plan.chosen.measures else plan.chosen.migrants
    found: list[tuple[Species, bool, list[tuple[str, str, Band]]]] = []
    for migrant in assessment.migrants:
        population = migrant.population
        if population is None or len(found) == MOST_POPULATIONS:
            continue
        rows = [(words.gettext("as things are"), "now", population.now.growth_band)]
        if population.alien_causes:
            without = population.scenarios[WITHOUT_INVADERS].growth_band
            rows.append((words.gettext("without invaders"), "without", without))
        if migrant.migrant_id in after:
            rows.append((words.gettext("after the measures"), "after", after[migrant.migrant_id].growth_after))
        found.append((labels.migrant(migrant.migrant_id), migrant.fit is not None, rows))
    if not found:
        return None
    axis = build_axis((_change(band) for _, _, rows in found for _, _, band in rows), words.signed_percent)
    groups = tuple(
        GrowthGroup(species, tuple(_mark(*row, axis, words) for row in rows), fitted, _describe(rows, words))
        for species, fitted, rows in found
    )
    return GrowthChart(axis, groups, bool(after))


def _change(growth: Band) -> Band:
    return Band(growth.median - 1, growth.low - 1, growth.high - 1)


def _mark(name: str, css: str, growth: Band, axis: Axis, words: Translation) -> GrowthMark:
    limits = words.limits(growth, words.yearly)
    return GrowthMark(name, css, words.yearly(growth.median), limits, axis.place(_change(growth)))


def _describe(rows: list[tuple[str, str, Band]], words: Translation) -> str:
    return words.clauses(
        [
            words.say(
                "%(name)s: %(change)s a year (%(limits)s)",
                name=name,
                change=words.yearly(growth.median),
                limits=words.limits(growth, words.yearly),
            )
            for name, _, growth in rows
        ]
    )
