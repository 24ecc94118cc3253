"""Run a study: tiers, exposure, populations, attribution, verdicts, young lost, and what a reader must know."""

from __future__ import annotations

from collections.abc import Callable

from oxyura import __version__
from oxyura.actions.portfolio import choose_portfolio
from oxyura.annual_cycle.attribution import attribute_growth, default_outcome, removable_causes
from oxyura.annual_cycle.compensation import find_compensation
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.fitting import Fit
from oxyura.annual_cycle.population import Population, project_migrant, read_population
from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.impacts.eicat import assess_eicat
from oxyura.impacts.pooled_effects import fill_effects
from oxyura.impacts.verdicts import Verdict, worst_verdict
from oxyura.invaders.presence import read_presences
from oxyura.schema.mechanism_tables import MODELS
from oxyura.schema.sentences import sentence
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet
from oxyura.study.assessment import Assessment, MigrantAssessment
from oxyura.study.calibrating import StudyDraws, calibrate_study
from oxyura.study.causes import describe_causes
from oxyura.study.cautions import list_cautions
from oxyura.study.count_cautions import list_count_cautions
from oxyura.study.counted_growth import read_counted_growth
from oxyura.study.decisive_gaps import rank_gaps
from oxyura.study.evidence_cautions import list_evidence_cautions
from oxyura.study.exposure import estimate_exposure, sum_exposure
from oxyura.study.impact_rows import list_impacts
from oxyura.study.package import Study
from oxyura.study.pairs import Pair, judge_pairs
from oxyura.study.preparing import draw_study, read_cycles, ready_tables
from oxyura.study.publishable import publishable
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
    study = publishable(study)
    settings = study.settings
    tables, fits, pooled = ready_tables(study, say, described=True)
    draws = draw_study(tables, settings, say, deterministic=deterministic)
    presences = read_presences(tables)
    exposures = estimate_exposure(tables, presences)
    cycles = read_cycles(tables, settings, draws)
    say("Judging who harms whom")
    pairs = judge_pairs(tables, exposures, cycles, settings.horizon_years, pooled)
    migrants = []
    for migrant in _migrants(tables):
        say(sentence("Projecting %(migrant)s", migrant=migrant))
        migrants.append(
            _assess_migrant(
                tables,
                migrant,
                settings,
                draws,
                cycle=cycles.get(migrant),
                fit=fits.get(migrant),
                verdict=_gravest(pairs, migrant),
                screening=screen_migrant(tables, migrant, presences, draws.of(migrant)),
            )
        )
    plan = choose_portfolio(tables, settings, cycles, progress=say)
    impacts = list_impacts(tables, presences)
    assessed = tuple(migrants)
    lost = {m.migrant_id: m.young_lost for m in assessed if m.young_lost is not None}
    return Assessment(
        study=study,
        version=__version__,
        draws=draws.common.count,
        migrants=assessed,
        pairs=pairs,
        plan=plan,
        exposures=exposures,
        stage_exposures=sum_exposure(exposures),
        impacts=impacts,
        young_lost_totals=total_young_lost(tables, lost),
        warnings=(
            *list_cautions(study, assessed, exposures, impacts, plan),
            *list_evidence_cautions(impacts, pooled),
            *list_count_cautions(assessed, frozenset(name for name, cycle in cycles.items() if cycle.years_vary)),
        ),
        pooled=pooled,
        gaps=rank_gaps(
            tables, draws.together, settings.horizon_years, exposures=exposures, pairs=pairs, cycles=cycles, plan=plan
        ),
        eicat=assess_eicat(tables, {key for key, presence in presences.items() if not presence.alien}),
    )


def project_population(
    study: Study, *, deterministic: bool = False, progress: Callable[[str], None] | None = None
) -> dict[str, Population]:
    """Project every migrant of tier `full` of a study, its fitted parameters fitted first.

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
    dict of str to Population
        By migrant_id, in the order of the table.
    """
    say = progress or (lambda sentence: None)
    tables, _, _ = ready_tables(study, say)
    calibrations = calibrate_study(tables, study.settings, deterministic=deterministic, progress=say)
    return {
        migrant: project_migrant(
            tables, migrant, study.settings, deterministic=deterministic, calibration=calibrations.get(migrant)
        )
        for migrant in _migrants(tables)
        if tier_of(tables, migrant) == "full"
    }


def judge_migrants(study: Study) -> dict[str, Verdict]:
    """Return the gravest verdict of every migrant of a study, without projecting anything."""
    tables, pooled = fill_effects(study.tables)
    exposures = estimate_exposure(tables, read_presences(tables))
    # What a model does to a rate depends on the numbers there are.
    modelled = {migrant for name in MODELS for migrant in tables[name].words("migrant_id")}
    draws = StudyDraws(Draws(study.settings.seed, study.settings.draws))
    cycles = read_cycles(tables, study.settings, draws, only=modelled) if modelled else {}
    pairs = judge_pairs(tables, exposures, cycles, study.settings.horizon_years, pooled)
    return {migrant: _gravest(pairs, migrant) for migrant in _migrants(study.tables)}


def _gravest(pairs: tuple[Pair, ...], migrant_id: str) -> Verdict:
    return worst_verdict([pair.judgement.verdict for pair in pairs if pair.migrant_id == migrant_id])


def _migrants(tables: TableSet) -> list[str]:
    return tables["migrants"].words("migrant_id")


def _assess_migrant(
    tables: TableSet,
    migrant_id: str,
    settings: Settings,
    draws: StudyDraws,
    *,
    cycle: Cycle | None,
    fit: Fit | None,
    verdict: Verdict,
    screening: Screening | None,
) -> MigrantAssessment:
    population, attribution, point, compensation = None, None, None, None
    if cycle is not None:
        point = read_cycle(tables, migrant_id, draws.point_of(migrant_id))
        population = read_population(cycle, point, settings, tables["sites"])
        if removable_causes(cycle):
            attribution = attribute_growth(cycle, settings.horizon_years, default_outcome(cycle))
            if not cycle.has_density:
                without = population.scenarios[WITHOUT_INVADERS]
                compensation = find_compensation(cycle, settings.horizon_years, attribution, without)
    return MigrantAssessment(
        migrant_id=migrant_id,
        tier=tier_of(tables, migrant_id),
        verdict=verdict,
        screening=screening,
        population=population,
        fit=fit,
        attribution=attribution,
        causes=describe_causes(tables, migrant_id, population),
        young_lost=estimate_young_lost(tables, migrant_id, population, draws.of(migrant_id), cycle=cycle, point=point),
        next_tier=needed_for_next_tier(tables, migrant_id),
        compensation=compensation,
        calibration=draws.calibrations.get(migrant_id),
        counted_growth=read_counted_growth(tables, migrant_id, settings) if cycle is None else (),
    )
