"""Run a study: tiers, exposure, population with and without invaders, young lost, and what a reader must know."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from oxyura import __version__
from oxyura.annual_cycle.cycle import read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.population import Population, project_migrant
from oxyura.annual_cycle.young import count_young_lost
from oxyura.invaders.presence import read_presences
from oxyura.migrants.distribution import read_distribution
from oxyura.migrants.structure import read_structure
from oxyura.schema.intervals import Band, band
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet
from oxyura.study.assessment import Assessment, MigrantAssessment
from oxyura.study.cautions import list_cautions
from oxyura.study.exposure import estimate_exposure, sum_exposure
from oxyura.study.impact_rows import list_impacts
from oxyura.study.package import Study
from oxyura.study.tiers import Tier, needed_for_next_tier, tier_of

# Pairs per counted animal; all individuals include those too young to breed, so half of them is an upper bound.
PAIRS_PER_ANIMAL = {"pairs": 1.0, "females": 1.0, "mature_individuals": 0.5, "individuals": 0.5}


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
        Called with a short sentence before each migrant.

    Returns
    -------
    Assessment

    Raises
    ------
    InputError
        A migrant's model is larger than the program accepts.
    """
    tables = study.tables
    presences = read_presences(tables)
    migrants = []
    for migrant_id in tables["migrants"].words("migrant_id"):
        if progress is not None:
            progress(f"Assessing {migrant_id}")
        migrants.append(_assess_migrant(tables, migrant_id, study.settings, deterministic=deterministic))
    exposures = estimate_exposure(tables, presences)
    impacts = list_impacts(tables, presences)
    assessed = tuple(migrants)
    return Assessment(
        study=study,
        version=__version__,
        migrants=assessed,
        exposures=exposures,
        stage_exposures=sum_exposure(exposures),
        impacts=impacts,
        warnings=list_cautions(study, assessed, exposures, impacts),
    )


def project_population(study: Study, *, deterministic: bool = False) -> dict[str, Population]:
    """Project every migrant of tier `full` of a study.

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
    return {
        migrant: project_migrant(study.tables, migrant, study.settings, deterministic=deterministic)
        for migrant in study.tables["migrants"].words("migrant_id")
        if tier_of(study.tables, migrant) == "full"
    }


def _assess_migrant(tables: TableSet, migrant_id: str, settings: Settings, *, deterministic: bool) -> MigrantAssessment:
    tier: Tier = tier_of(tables, migrant_id)
    population = None
    if tier == "full":
        population = project_migrant(tables, migrant_id, settings, deterministic=deterministic)
    return MigrantAssessment(
        migrant_id,
        tier,
        population,
        _young_lost(tables, migrant_id, population, settings, deterministic=deterministic),
        needed_for_next_tier(tables, migrant_id),
    )


def _young_lost(
    tables: TableSet,
    migrant_id: str,
    population: Population | None,
    settings: Settings,
    *,
    deterministic: bool,
) -> Band | None:
    """Return the young lost to invaders per year; None where no fecundity, place or size of an impact is known."""
    rates = tables["vital_rates"].matching("migrant_id", migrant_id)
    impacts = tables["impacts"].matching("migrant_id", migrant_id)
    sized = [
        rate == "fecundity" and not np.isnan(effect)
        for rate, effect in zip(impacts.words("rate"), impacts.numbers("effect"), strict=True)
    ]
    has_place = len(tables["distribution"].matching("migrant_id", migrant_id)) > 0
    if "fecundity" not in rates.words("rate") or not any(sized) or not has_place:
        return None
    draws = Draws(settings.seed, 1 if deterministic else settings.draws, deterministic)
    cycle = read_cycle(tables, migrant_id, draws)
    if population is not None:
        return band(count_young_lost(cycle, population.now.starts))
    breeders = {target.class_ for target in cycle.targets.rates.fecundity}
    if len(breeders) > 1:
        return None
    structure = read_structure(tables, migrant_id)
    shares = read_distribution(tables, structure).share
    unit = tables["migrants"].matching("migrant_id", migrant_id).words("abundance_unit")[0]
    abundance = cycle.start[:, structure.counted].sum(axis=(1, 2))
    pairs = abundance * PAIRS_PER_ANIMAL[unit]
    return band(count_young_lost(cycle, pairs[:, None, None, None] * shares[None]))
