"""What the page says of each population: the answer, the key numbers, what-ifs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.impacts.verdicts import Verdict
from oxyura.publish.answers import Rows, answer_for, rows_of, unit_of
from oxyura.publish.labels import Labels, Source, Species, listing_of
from oxyura.publish.language import Translation
from oxyura.publish.number_words import NOTHING, has_interval
from oxyura.publish.page_verdicts import verdict_note
from oxyura.schema.intervals import Band

if TYPE_CHECKING:
    from oxyura.annual_cycle.population import Population
    from oxyura.annual_cycle.projection import Projection
    from oxyura.study.assessment import Assessment, MigrantAssessment


@dataclass(frozen=True)
class Shown:
    """A number as a table shows it: its value, below it its interval and other lines, and the source it came from."""

    value: str
    below: tuple[str, ...] = ()
    source: Source | None = None


NOT_GIVEN = Shown(NOTHING)


@dataclass(frozen=True)
class Headline:
    """A number that stands out, with what it is, and how it is coloured: as its line in the chart, or as not shown."""

    value: str
    what: str
    colour: str = ""


@dataclass(frozen=True)
class PopulationRow:
    """Everything that the page says of one population, except its chart."""

    species: Species
    migrant_id: str
    listing: str
    tier: str
    fitted: bool
    verdict: Verdict
    verdict_note: str
    sentences: tuple[str, ...]
    caveats: tuple[str, ...]
    headlines: tuple[Headline, ...]
    note: str
    abundance: Shown
    growth_now: Shown
    growth_without: Shown
    horizon_now: Shown
    horizon_without: Shown
    risk: Shown
    young_lost: Shown
    lambda_now: Shown
    lambda_without: Shown
    scenarios: tuple[ScenarioRow, ...]


@dataclass(frozen=True)
class ScenarioRow:
    """A what-if of one population."""

    name: str
    source: Source | None
    growth: Shown
    horizon: Shown
    asymptotic: Shown


def describe_populations(assessment: Assessment, labels: Labels) -> tuple[PopulationRow, ...]:
    """Return what the page says of each population, in the order of the study."""
    rows = rows_of(assessment)
    return tuple(
        _describe(assessment, migrant, labels, rows.get(migrant.migrant_id, Rows((), ())))
        for migrant in assessment.migrants
    )


def _describe(assessment: Assessment, migrant: MigrantAssessment, labels: Labels, rows: Rows) -> PopulationRow:
    table = assessment.study.tables["migrants"].matching("migrant_id", migrant.migrant_id)
    answer = answer_for(assessment, migrant, labels, rows)
    now = without = None
    if migrant.population is not None:
        now, without = migrant.population.now, migrant.population.scenarios[WITHOUT_INVADERS]
    lost, words = migrant.young_lost_per_year, labels.words
    return PopulationRow(
        species=labels.migrant(migrant.migrant_id),
        migrant_id=migrant.migrant_id,
        listing=listing_of(table.texts("cms_appendix")[0], table.lists("instruments")[0], words),
        tier=migrant.tier,
        fitted=migrant.fit is not None,
        verdict=migrant.verdict,
        verdict_note=verdict_note(assessment, migrant.migrant_id, migrant.verdict, words),
        sentences=answer.sentences,
        caveats=answer.caveats,
        headlines=_headlines(migrant, words, loss_shown=answer.loss_shown),
        note=table.words("notes")[0],
        abundance=_abundance(assessment, migrant.migrant_id, labels),
        growth_now=_growth(now, words),
        growth_without=_growth(without, words),
        horizon_now=_horizon(now, words),
        horizon_without=_horizon(without, words),
        risk=NOT_GIVEN if migrant.population is None else _risk(migrant.population, words),
        young_lost=NOT_GIVEN if lost is None else _shown(lost, words.significant, words),
        lambda_now=NOT_GIVEN if now is None else _shown(now.lambda_band, words.ratio, words),
        lambda_without=NOT_GIVEN if without is None else _shown(without.lambda_band, words.ratio, words),
        scenarios=() if migrant.population is None else _scenarios(assessment, migrant.population, labels),
    )


def _headlines(migrant: MigrantAssessment, words: Translation, *, loss_shown: bool) -> tuple[Headline, ...]:
    population, lost = migrant.population, migrant.young_lost_per_year
    if population is None:
        if lost is None:
            return ()
        value = words.significant(lost.median)
        if loss_shown:
            return (Headline(value, words.gettext("young lost a year"), "now"),)
        if has_interval(lost):
            return (Headline(value, words.gettext("young lost a year; an interval includes none"), "doubtful"),)
        return (Headline(value, words.gettext("young lost a year; no interval is known"), "doubtful"),)
    now = words.yearly(population.now.growth_band.median)
    if not population.alien_causes:
        return (Headline(now, words.gettext("a year, with or without invaders"), "both"),)
    without = words.yearly(population.scenarios[WITHOUT_INVADERS].growth_band.median)
    return (
        Headline(now, words.gettext("a year as things are"), "now"),
        Headline(without, words.gettext("a year without invaders"), "without"),
    )


def _abundance(assessment: Assessment, migrant_id: str, labels: Labels) -> Shown:
    row, words = assessment.study.tables["migrants"].matching("migrant_id", migrant_id), labels.words
    unit = unit_of(assessment, migrant_id, labels)
    year, low, high = (float(row.numbers(name)[0]) for name in ("abundance_year", "abundance_low", "abundance_high"))
    below = [] if np.isnan(low) or np.isnan(high) else [words.span(words.exact(low), words.exact(high))]
    below.append(unit if np.isnan(year) else words.say("%(unit)s, %(year)s", unit=unit, year=f"{year:.0f}"))
    size, source = words.exact(float(row.numbers("abundance")[0])), labels.source(row.texts("source_id")[0])
    return Shown(size, tuple(below), source)


def _growth(projection: Projection | None, words: Translation) -> Shown:
    if projection is None:
        return NOT_GIVEN
    growth = projection.growth_band
    ratio = words.say("ratio %(ratio)s", ratio=words.ratio(growth.median))
    return Shown(words.yearly(growth.median), (words.limits(growth, words.yearly), ratio))


def _horizon(projection: Projection | None, words: Translation) -> Shown:
    return NOT_GIVEN if projection is None else _shown(projection.abundance_at_horizon, words.significant, words)


def _risk(population: Population, words: Translation) -> Shown:
    risk = population.quasi_extinction
    threshold = words.exact(risk.threshold)
    if risk.by_year[0] == 1:
        return Shown(words.percent(1.0), (words.say("starts at %(threshold)s or fewer", threshold=threshold),))
    below = words.say("of falling to %(threshold)s or fewer", threshold=threshold)
    return Shown(words.percent(risk.probability), (below,))


def _shown(value: Band, show: Callable[[float], str], words: Translation) -> Shown:
    return Shown(show(value.median), (words.limits(value, show),))


def _scenarios(assessment: Assessment, population: Population, labels: Labels) -> tuple[ScenarioRow, ...]:
    table, words = assessment.study.tables["scenarios"], labels.words
    names = dict(zip(table.words("scenario_id"), table.words("name"), strict=True))
    sources = {
        ident: source
        for ident, source, migrant in zip(
            table.words("scenario_id"), table.texts("source_id"), table.texts("migrant_id"), strict=True
        )
        if migrant in (None, population.migrant_id)
    }
    return tuple(
        ScenarioRow(
            names.get(ident) or ident,
            labels.source(sources.get(ident)),
            _growth(projection, words),
            _horizon(projection, words),
            _shown(projection.lambda_band, words.ratio, words),
        )
        for ident, projection in population.scenarios.items()
        if ident != WITHOUT_INVADERS
    )
