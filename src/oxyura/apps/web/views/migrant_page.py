"""What the page of a migratory population shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from oxyura.apps.web.places import Point
from oxyura.apps.web.views.addresses import slug_of
from oxyura.apps.web.views.figures import Figure, FigureMaker
from oxyura.apps.web.views.growth_view import Causes, GrowthView, list_causes, view_growth
from oxyura.apps.web.views.year_model import Year
from oxyura.apps.web.views.year_reading import read_year
from oxyura.impacts.verdicts import SEVERITY, Verdict
from oxyura.publish.answers import unit_of
from oxyura.publish.migrant_rows import by_migrant
from oxyura.publish.page_courses import draw_courses
from oxyura.publish.page_first import GapLine, list_first
from oxyura.publish.page_populations import describe_populations
from oxyura.publish.page_verdicts import PairLine, list_verdicts
from oxyura.schema.intervals import Band

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment, MigrantAssessment


@dataclass(frozen=True)
class CourseDrawing:
    """A drawing of the years to come: title, colour class, and the SVG that the program drew."""

    title: str
    css: str
    svg: str


@dataclass(frozen=True)
class Courses:
    """The years to come of one population."""

    drawings: tuple[CourseDrawing, ...]
    logarithmic: bool
    risk_note: str


@dataclass(frozen=True)
class PairView:
    """The verdict on a population and an invader in a stage.

    Parameters
    ----------
    migrant_id, invader_id : str
        Who.
    taxon : str
        Of the invader, as in addresses.
    line : PairLine
        Verdict and reasons in words.
    on_rate : tuple of Figure
        What the most telling record says of each rate.
    on_growth : Figure or None
        What removing the pair's effects alone brings, per year.
    meet_at : tuple of str
        Identifiers of the sites where they meet; the line names the first of them.
    """

    migrant_id: str
    invader_id: str
    taxon: str
    line: PairLine
    on_rate: tuple[Figure, ...]
    on_growth: Figure | None
    meet_at: tuple[str, ...]


@dataclass(frozen=True)
class MigrantPage:
    """Everything that the page of a population shows."""

    migrant_id: str
    name: str
    scientific_name: str
    population: str
    listing: str
    tier: str
    fitted: bool
    verdict: Verdict
    verdict_note: str
    sentences: tuple[str, ...]
    caveats: tuple[str, ...]
    note: str
    abundance: Figure | None
    young_lost: Figure | None
    risk: Figure | None
    year: Year | None
    growth: GrowthView | None
    causes: Causes | None
    courses: Courses | None
    pairs: tuple[PairView, ...]
    gaps: tuple[GapLine, ...]
    sources: tuple[int, ...]


def list_migrants(assessment: Assessment, points: dict[str, Point], make: FigureMaker) -> tuple[MigrantPage, ...]:
    """Return the page of every population of a study, in the order of the study."""
    exposures, met = by_migrant(assessment.exposures), by_migrant(assessment.stage_exposures)
    impacts, pairs = by_migrant(assessment.impacts), by_migrant(assessment.pairs)
    gaps: dict[str | None, list[GapLine]] = {}
    for gap, line in zip(assessment.gaps, list_first(assessment, make.labels).rows, strict=False):
        gaps.setdefault(gap.unknown.migrant_id, []).append(line)
    found = []
    for migrant in assessment.migrants:
        name = migrant.migrant_id
        one = replace(
            assessment,
            migrants=(migrant,),
            exposures=tuple(exposures.get(name, ())),
            stage_exposures=tuple(met.get(name, ())),
            impacts=tuple(impacts.get(name, ())),
            pairs=tuple(pairs.get(name, ())),
        )
        found.append(_page(one, migrant, points, tuple(gaps.get(name, ())), make))
    return tuple(found)


def _page(
    one: Assessment,
    migrant: MigrantAssessment,
    points: dict[str, Point],
    gaps: tuple[GapLine, ...],
    make: FigureMaker,
) -> MigrantPage:
    row = describe_populations(one, make.labels)[0]
    species = row.species
    return MigrantPage(
        migrant_id=migrant.migrant_id,
        name=species.name,
        scientific_name=species.scientific_name,
        population=species.population,
        listing=row.listing,
        tier=row.tier,
        fitted=row.fitted,
        verdict=row.verdict,
        verdict_note=row.verdict_note,
        sentences=row.sentences,
        caveats=row.caveats,
        note=row.note,
        abundance=_abundance(one, migrant.migrant_id, make),
        young_lost=_young_lost(migrant, make),
        risk=_risk(migrant, make),
        year=read_year(one, points, make),
        growth=view_growth(one, migrant, make),
        causes=list_causes(one, migrant, make),
        courses=_courses(one, make),
        pairs=_pairs(one, make),
        gaps=gaps,
        sources=make.of_migrant(migrant.migrant_id),
    )


def _abundance(one: Assessment, migrant_id: str, make: FigureMaker) -> Figure | None:
    row, words = one.study.tables["migrants"].matching("migrant_id", migrant_id), make.words
    names = ("abundance", "abundance_low", "abundance_high", "abundance_year")
    size, low, high, year = (float(row.numbers(name)[0]) for name in names)
    if np.isnan(size):
        return None
    unit = unit_of(one, migrant_id, make.labels)
    return make.written(
        words.exact(size),
        words.gettext("Size of the population"),
        unit=unit if np.isnan(year) else words.say("%(unit)s, %(year)s", unit=unit, year=f"{year:.0f}"),
        limits=None if np.isnan(low) or np.isnan(high) else make.limits(Band(size, low, high), words.exact),
        source_id=row.texts("source_id")[0],
    )


def _young_lost(migrant: MigrantAssessment, make: FigureMaker) -> Figure | None:
    lost, words = migrant.young_lost_per_year, make.words
    if lost is None:
        return None
    return make.computed(
        lost,
        words.significant,
        words.gettext("Young lost to invaders"),
        unit=words.gettext("young a year"),
        migrant_id=migrant.migrant_id,
    )


def _risk(migrant: MigrantAssessment, make: FigureMaker) -> Figure | None:
    if migrant.population is None:
        return None
    risk, words = migrant.population.quasi_extinction, make.words
    chance = Band(risk.probability, risk.probability, risk.probability)
    figure = make.computed(
        chance,
        words.percent,
        words.say("Risk of falling to %(threshold)s or fewer", threshold=words.exact(risk.threshold)),
        unit=words.gettext("share of the draws"),
        migrant_id=migrant.migrant_id,
    )
    return replace(figure, limits="")


def _courses(one: Assessment, make: FigureMaker) -> Courses | None:
    figures = draw_courses(one, make.labels)
    if not figures:
        return None
    figure = figures[0]
    drawings = tuple(CourseDrawing(panel.title, panel.css, str(panel.svg)) for panel in figure.panels)
    return Courses(drawings, figure.logarithmic, figure.risk_note)


def _pairs(one: Assessment, make: FigureMaker) -> tuple[PairView, ...]:
    # In the order of `list_verdicts`: it sorts by gravity, and so does this.
    pairs = sorted(one.pairs, key=lambda pair: SEVERITY.index(pair.judgement.verdict))
    words, found = make.words, []
    for pair, line in zip(pairs, list_verdicts(one, make.labels).rows, strict=False):
        sources = tuple(source.number for source in line.sources)
        named = {"invader": line.invader.name}
        on_rate = tuple(
            Figure(
                words.signed_percent(effect.median),
                words.say("Effect of %(invader)s on %(rate)s", rate=make.labels.rate(rate), **named),
                words.gettext("change of the rate where it acts"),
                make.limits(effect, words.signed_percent),
                words.gettext("The most telling record of the study."),
                sources,
            )
            for rate, effect in pair.effect_on_rate.items()
        )
        growth = pair.effect_on_growth
        on_growth = None
        if growth is not None:
            what = words.say("Growth, if %(invader)s alone were gone in this stage", **named)
            on_growth = make.computed(
                growth, words.signed_gain, what, unit=words.gettext("a year"), migrant_id=pair.migrant_id
            )
        taxon = slug_of(line.invader.scientific_name or pair.invader_id)
        found.append(PairView(pair.migrant_id, pair.invader_id, taxon, line, on_rate, on_growth, pair.sites))
    return tuple(found)
