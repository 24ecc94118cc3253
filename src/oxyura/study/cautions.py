"""What a reader of the answer must know: assumptions, gaps, bounds, each with a stable code."""

from __future__ import annotations

from collections.abc import Iterator

from oxyura.actions.results import PortfolioResult
from oxyura.annual_cycle.fitting import Fit
from oxyura.annual_cycle.population import Population
from oxyura.schema.sentences import count_sentence, sentence
from oxyura.study.assessment import Caution, MigrantAssessment
from oxyura.study.exposure import Exposure
from oxyura.study.impact_rows import ImpactRow
from oxyura.study.package import Study


def list_cautions(
    study: Study,
    migrants: tuple[MigrantAssessment, ...],
    exposures: tuple[Exposure, ...],
    impacts: tuple[ImpactRow, ...],
    plan: PortfolioResult,
) -> tuple[Caution, ...]:
    """List the cautions of a run: those of the model, of the data, and the warnings of the checks."""
    found: list[Caution] = []
    for migrant in migrants:
        found.extend(_of_migrant(study, migrant))
    found.extend(_of_surveys(exposures))
    found.extend(_of_impacts(impacts))
    found.extend(Caution(warning.code, warning.where, warning.message) for warning in plan.warnings)
    found.extend(
        Caution(problem.code, problem.where, f"{problem.message} {problem.remedy}".strip())
        for problem in study.problems
        if problem.severity == "warning"
    )
    return tuple(dict.fromkeys(found))


def _of_migrant(study: Study, migrant: MigrantAssessment) -> Iterator[Caution]:
    where = f"migrant {migrant.migrant_id}"
    if migrant.tier != "full":
        yield Caution(
            f"tier_{migrant.tier}",
            where,
            sentence(
                "No annual cycle can be built from the data, so growth is not given; see the questions for the next "
                "tier."
            ),
        )
    if migrant.young_lost_per_year is not None and migrant.tier != "full":
        row = study.tables["migrants"].matching("migrant_id", migrant.migrant_id)
        if row.words("abundance_unit") == ["individuals"]:
            yield Caution(
                "pairs_from_individuals",
                where,
                sentence(
                    "The abundance counts all individuals; half of them are taken as pairs, so the young lost are an "
                    "upper bound."
                ),
            )
    if migrant.fit is not None:
        yield from _of_fit(migrant.fit, where)
    if migrant.population is not None:
        yield from _of_population(migrant.population, where)


def _of_fit(fit: Fit, where: str) -> Iterator[Caution]:
    names = tuple(parameter.name for parameter in fit.parameters)
    yield Caution(
        "fitted",
        where,
        sentence("Fitted to growth, not measured: %(parameters)s. Draws keep the fitted values.", parameters=names),
    )
    if any(target.outcome == "growth" and target.scenario_id is None for target in fit.targets):
        yield Caution(
            "fitted_to_growth_now",
            where,
            sentence(
                "Growth as now is one of the targets of the fit, so what stays unexplained of it is small by "
                "construction."
            ),
        )
    for parameter in fit.parameters:
        if not parameter.identified:
            yield Caution(
                "not_identified",
                where,
                sentence("The targets do not settle %(parameter)s: other values fit alike.", parameter=parameter.name),
            )
        if parameter.at_bound:
            yield Caution(
                "fit_at_bound",
                where,
                sentence(
                    "%(parameter)s lies on its bound: the targets would take it further.", parameter=parameter.name
                ),
            )


def _of_population(population: Population, where: str) -> Iterator[Caution]:
    if not population.has_density:
        yield Caution(
            "no_density",
            where,
            sentence(
                "No density dependence is given: nothing limits the population, and what removing a cause would bring "
                "is an upper bound."
            ),
        )
    if population.swings:
        yield Caution(
            "lambda_swings",
            where,
            sentence(
                "At low density the population swings without end: another root of the year is as large as lambda, "
                "which is growth over whole rounds, and no composition is stable. Let some animals of a class stay in "
                "it for another year (transition below 1) if that is how they live."
            ),
        )
    if population.without_interval:
        yield Caution(
            "no_interval",
            where,
            count_sentence(
                "%(number)s vital rate has no interval: it is fixed, and the intervals shown leave out what is not "
                "known of it.",
                "%(number)s vital rates have no interval: they are fixed, and the intervals shown leave out what is "
                "not known of them.",
                population.without_interval,
            ),
        )
    if "least_movement" in population.assumptions:
        yield Caution(
            "least_movement",
            where,
            sentence(
                "Where no movements are given, the least movement that turns one stage's distribution into the next is "
                "assumed."
            ),
        )
    if "no_distribution" in population.assumptions:
        yield Caution(
            "no_distribution",
            where,
            sentence("Some stages have neither a distribution nor movements: everyone is taken to stay in place."),
        )
    if population.now.clipped:
        yield Caution(
            "clipped",
            where,
            count_sentence(
                "%(number)s rate, over all draws, classes and sites, left its range and was brought back to it.",
                "%(number)s rates, over all draws, classes and sites, left their range and were brought back to it.",
                population.now.clipped,
            ),
        )
    if population.elasticities is None:
        yield Caution(
            "no_elasticities",
            where,
            sentence(
                "Elasticities are not given: growth hangs on several separate parts of the population alike, or the "
                "model is too large."
            ),
        )
    if population.has_density and population.equilibrium is None:
        unsettled = sentence("The population does not settle: it cycles, or grows without a limit.")
        yield Caution("no_equilibrium", where, unsettled)


def _of_surveys(exposures: tuple[Exposure, ...]) -> Iterator[Caution]:
    unknown: dict[str, set[str]] = {}
    for row in exposures:
        if row.presence == "not_surveyed" and row.share > 0:
            unknown.setdefault(row.invader_id, set()).add(row.site_id)
    for invader, sites in unknown.items():
        yield Caution(
            "not_surveyed",
            f"invader {invader}",
            count_sentence(
                "Nobody has looked for it at %(number)s site that migrants use. Not surveyed is not absent.",
                "Nobody has looked for it at %(number)s sites that migrants use. Not surveyed is not absent.",
                len(sites),
            ),
        )


def _of_impacts(impacts: tuple[ImpactRow, ...]) -> Iterator[Caution]:
    for row in impacts:
        where = f"{row.kind} {row.cause_id}, migrant {row.migrant_id}"
        if row.effect is None:
            yield Caution(
                "unknown_size",
                where,
                sentence("A known cause of unknown size: listed, but neither applied nor given a share."),
            )
        elif row.effect_low is None or row.effect_high is None:
            yield Caution("effect_without_interval", where, sentence("Its effect has no interval and is held fixed."))
        if row.acts and not row.alien:
            yield Caution(
                "native_here",
                f"{where}, site {row.site_id}",
                sentence("It is native there: it acts, but is not taken away without invaders."),
            )
