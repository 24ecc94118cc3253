"""How pure a population stays: the share of pure individuals at the horizon, now and under each counterfactual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.publish.labels import Labels, Source, Species, title_of
from oxyura.publish.language import Translation
from oxyura.schema.intervals import Band

if TYPE_CHECKING:
    from oxyura.annual_cycle.population import Population
    from oxyura.study.assessment import Assessment, MigrantAssessment


@dataclass(frozen=True)
class PurityLine:
    """The share of pure individuals under one course of events, and of the others; `css` gives its colour."""

    course: str
    css: str
    pure: str
    pure_limits: str
    mixed: str
    mixed_limits: str
    source: Source | None


@dataclass(frozen=True)
class PurityTable:
    """The purity of one population: what makes pure, and each course of events."""

    species: Species
    pure_classes: str
    rows: tuple[PurityLine, ...]


@dataclass(frozen=True)
class Purity:
    """Shares of pure individuals at the horizon; None where there is none to tell."""

    now: Band | None
    without_invaders: Band | None
    after_portfolio: Band | None

    def to_json(self) -> dict[str, object]:
        """Return today's course by name, and the others under theirs."""
        return {
            **({} if self.now is None else self.now.to_json()),
            "now": _json(self.now),
            "without_invaders": _json(self.without_invaders),
            "after_portfolio": _json(self.after_portfolio),
        }


def purity_of(assessment: Assessment, migrant: MigrantAssessment) -> Purity | None:
    """Return the share of pure individuals at the horizon; None without hybridisation."""
    population = migrant.population
    if population is None or population.now.pure is None:
        return None
    chosen = assessment.plan.chosen
    after = None if chosen is None else chosen.migrants.get(migrant.migrant_id)
    return Purity(
        population.now.purity_at_horizon,
        population.scenarios[WITHOUT_INVADERS].purity_at_horizon,
        None if after is None else after.purity_after,
    )


def list_purity(assessment: Assessment, labels: Labels) -> tuple[PurityTable, ...]:
    """Return a table for each population that hybridises in its model."""
    found = []
    for migrant in assessment.migrants:
        purity = purity_of(assessment, migrant)
        if purity is not None and migrant.population is not None:
            rows = tuple(_rows(assessment, purity, migrant.population, labels))
            pure = labels.words.joined([title_of(name) for name in _pure_classes(migrant.population)])
            found.append(PurityTable(labels.migrant(migrant.migrant_id), pure, rows))
    return tuple(found)


def purity_sentence(assessment: Assessment, migrant: MigrantAssessment, labels: Labels) -> str:
    """Return what the answer says of purity; empty without hybridisation."""
    purity, words = purity_of(assessment, migrant), labels.words
    if purity is None or purity.now is None:
        return ""
    mixed = mixed_share(purity.now)
    years = assessment.study.settings.horizon_years
    return words.say(
        "After %(years)s years %(mixed)s of the animals would not be pure%(interval)s.",
        years=years,
        mixed=words.percent(mixed.median),
        interval=words.known_interval(mixed, words.percent),
    )


def mixed_share(pure: Band) -> Band:
    """Return the share that is not pure.

    Examples
    --------
    >>> mixed_share(Band(0.75, 0.5, 1.0))
    Band(median=0.25, low=0.0, high=0.5)
    """
    return Band(1.0 - pure.median, 1.0 - pure.high, 1.0 - pure.low)


def _rows(assessment: Assessment, purity: Purity, population: Population, labels: Labels) -> Iterator[PurityLine]:
    words = labels.words
    table = assessment.study.tables["scenarios"]
    names = dict(zip(table.words("scenario_id"), table.words("name"), strict=True))
    sources = dict(zip(table.words("scenario_id"), table.texts("source_id"), strict=True))
    if purity.now is not None:
        yield _line(words.gettext("as things are"), "now", purity.now, None, words)
    if purity.without_invaders is not None and population.alien_causes:
        yield _line(words.gettext("without invaders"), "without", purity.without_invaders, None, words)
    if purity.after_portfolio is not None and assessment.plan.chosen is not None and assessment.plan.chosen.measures:
        yield _line(words.gettext("after the measures"), "after", purity.after_portfolio, None, words)
    for name, projection in population.scenarios.items():
        share = projection.purity_at_horizon
        if name != WITHOUT_INVADERS and share is not None:
            source = labels.source(sources.get(name))
            yield _line(names.get(name) or title_of(name), "", share, source, words)


def _line(course: str, css: str, pure: Band, source: Source | None, words: Translation) -> PurityLine:
    mixed = mixed_share(pure)
    return PurityLine(
        course,
        css,
        words.percent(pure.median),
        words.limits(pure, words.percent),
        words.percent(mixed.median),
        words.limits(mixed, words.percent),
        source,
    )


def _pure_classes(population: Population) -> list[str]:
    pure = population.now.pure
    return [] if pure is None else [name for name, is_pure in zip(population.classes, pure, strict=True) if is_pure]


def _json(share: Band | None) -> dict[str, float] | None:
    return None if share is None else share.to_json()
