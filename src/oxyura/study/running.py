"""Run a study: tiers, exposure, populations, attribution, verdicts, young lost, and what a reader must know."""

from __future__ import annotations

from collections.abc import Callable

from oxyura import __version__
from oxyura.actions.portfolio import choose_portfolio
from oxyura.actions.results import PortfolioResult
from oxyura.annual_cycle.attribution import attribute_growth, default_outcome, removable_causes
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.fitting import Fit, fit_parameters
from oxyura.annual_cycle.population import Population, project_migrant, read_population
from oxyura.impacts.verdicts import Verdict, worst_verdict
from oxyura.invaders.presence import read_presences
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet
from oxyura.study.assessment import Assessment, MigrantAssessment
from oxyura.study.causes import describe_causes
from oxyura.study.cautions import list_cautions
from oxyura.study.exposure import estimate_exposure, sum_exposure
from oxyura.study.impact_rows import list_impacts
from oxyura.study.package import Study
from oxyura.study.pairs import Pair, judge_pairs
from oxyura.study.screening import Screening, screen_migrant
from oxyura.study.tiers import needed_for_next_tier, tier_of
from oxyura.study.young_lost import estimate_young_lost, total_young_lost


def assess_study(
    study: Study, *, deterministic: bool = False, progress: Callable[[str], None] | None = None
) -> Assessment:
    """Compute the assessment of a study.

    Parameters
    ----------
    study : Study
        A study that has passed its checks.
    deterministic : bool
        Point values only.
    progress : callable, optional
        Called with a short sentence before each step that takes a while.

    Returns
    -------
    Assessment

    Raises
    ------
    InputError
        A migrant's model is larger than the program accepts, or its fit has fewer targets than parameters.
    """
    say = progress or (lambda sentence: None)
    settings = study.settings
    draws = Draws(settings.seed, 1 if deterministic else settings.draws, deterministic)
    tables, fits = _fit_all(study, say)
    presences = read_presences(tables)
    exposures = estimate_exposure(tables, presences)
    cycles = _read_cycles(tables, settings, draws)
    say("Judging who harms whom")
    pairs = judge_pairs(tables, exposures, cycles, settings.horizon_years)
    migrants = []
    for migrant in _migrants(tables):
        say(f"Projecting {migrant}")
        migrants.append(
            _assess_migrant(
                tables,
                migrant,
                settings,
                draws,
                cycle=cycles.get(migrant),
                fit=fits.get(migrant),
                verdict=_gravest(pairs, migrant),
                screening=screen_migrant(tables, migrant, presences, draws),
            )
        )
    plan = choose_portfolio(tables, settings, cycles, progress=say)
    impacts = list_impacts(tables, presences)
    assessed = tuple(migrants)
    lost = {m.migrant_id: m.young_lost for m in assessed if m.young_lost is not None}
    return Assessment(
        study=study,
        version=__version__,
        draws=draws.count,
        migrants=assessed,
        pairs=pairs,
        plan=plan,
        exposures=exposures,
        stage_exposures=sum_exposure(exposures),
        impacts=impacts,
        young_lost_totals=total_young_lost(tables, lost),
        warnings=list_cautions(study, assessed, exposures, impacts, plan),
    )


def project_population(study: Study, *, deterministic: bool = False) -> dict[str, Population]:
    """Project every migrant of tier `full` of a study, its fitted parameters fitted first.

    Parameters
    ----------
    study : Study
        A study that has passed its checks.
    deterministic : bool
        Point values only.

    Returns
    -------
    dict of str to Population
        By migrant_id, in the order of the table.
    """
    tables, _ = _fit_all(study, lambda sentence: None)
    return {
        migrant: project_migrant(tables, migrant, study.settings, deterministic=deterministic)
        for migrant in _migrants(tables)
        if tier_of(tables, migrant) == "full"
    }


def plan_measures(study: Study, *, progress: Callable[[str], None] | None = None) -> PortfolioResult:
    """Choose the best measures under the budget of a study.

    Parameters
    ----------
    study : Study
        A study that has passed its checks.
    progress : callable, optional
        Called with a short sentence before each step that takes a while.

    Raises
    ------
    InputError
        The budget and the measures are in different currencies or price years, or measures require each other in a
        circle.
    LimitError
        More sets of measures can be taken than are weighed up one by one.
    """
    say = progress or (lambda sentence: None)
    settings = study.settings
    tables, _ = _fit_all(study, say)
    draws = Draws(settings.seed, settings.draws)
    cycles = _read_cycles(tables, settings, draws)
    return choose_portfolio(tables, settings, cycles, progress=say)


def judge_migrants(study: Study) -> dict[str, Verdict]:
    """Return the gravest verdict of every migrant of a study, without projecting anything."""
    exposures = estimate_exposure(study.tables, read_presences(study.tables))
    pairs = judge_pairs(study.tables, exposures, {}, study.settings.horizon_years)
    return {migrant: _gravest(pairs, migrant) for migrant in _migrants(study.tables)}


def _gravest(pairs: tuple[Pair, ...], migrant_id: str) -> Verdict:
    return worst_verdict([pair.judgement.verdict for pair in pairs if pair.migrant_id == migrant_id])


def _read_cycles(tables: TableSet, settings: Settings, draws: Draws) -> dict[str, Cycle]:
    """Read the annual cycle of every migrant of tier `full`."""
    return {
        migrant: read_cycle(tables, migrant, draws, horizon_years=settings.horizon_years)
        for migrant in _migrants(tables)
        if tier_of(tables, migrant) == "full"
    }


def _migrants(tables: TableSet) -> list[str]:
    return tables["migrants"].words("migrant_id")


def _fit_all(study: Study, say: Callable[[str], None]) -> tuple[TableSet, dict[str, Fit]]:
    """Return the tables with every fitted parameter in place, and the fits by migrant."""
    tables, fits = study.tables, {}
    fitted = set(tables["fits"].words("migrant_id"))
    for migrant in _migrants(tables):
        if migrant in fitted and tier_of(tables, migrant) == "full":
            say(f"Fitting {migrant}")
            tables, fit = fit_parameters(tables, migrant, study.settings)
            if fit is not None:
                fits[migrant] = fit
    return tables, fits


def _assess_migrant(
    tables: TableSet,
    migrant_id: str,
    settings: Settings,
    draws: Draws,
    *,
    cycle: Cycle | None,
    fit: Fit | None,
    verdict: Verdict,
    screening: Screening | None,
) -> MigrantAssessment:
    population, attribution, point = None, None, None
    if cycle is not None:
        point = read_cycle(tables, migrant_id, Draws(settings.seed, 1, deterministic=True))
        population = read_population(cycle, point, settings)
        if removable_causes(cycle):
            attribution = attribute_growth(cycle, settings.horizon_years, default_outcome(cycle))
    return MigrantAssessment(
        migrant_id=migrant_id,
        tier=tier_of(tables, migrant_id),
        verdict=verdict,
        screening=screening,
        population=population,
        fit=fit,
        attribution=attribution,
        causes=describe_causes(tables, migrant_id, population),
        young_lost=estimate_young_lost(tables, migrant_id, population, draws, cycle=cycle, point=point),
        next_tier=needed_for_next_tier(tables, migrant_id),
    )
