"""The answer as JSON: `summary.json` of an assessment, and what `population --json` prints."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oxyura.actions.results import Portfolio
from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.impacts.eicat import EicatAssessment
from oxyura.migrants.listing import read_listings, stamp_listings
from oxyura.publish.attribution_json import attribution_json, compensation_json, interactions_json, method_json
from oxyura.publish.decomposition import decompose
from oxyura.publish.fans import courses_of, risk_without_invaders
from oxyura.publish.migrant_rows import by_migrant
from oxyura.publish.network import network_json, read_network
from oxyura.publish.page_purity import purity_of
from oxyura.publish.page_records import size_records
from oxyura.publish.year_json import year_json
from oxyura.schema.intervals import Band, band

if TYPE_CHECKING:
    from oxyura.annual_cycle.fitting import Fit
    from oxyura.annual_cycle.population import Population
    from oxyura.annual_cycle.projection import Projection
    from oxyura.annual_cycle.readings import QuasiExtinction
    from oxyura.study.assessment import Assessment, MigrantAssessment
    from oxyura.study.exposure import StageExposure
    from oxyura.study.impact_rows import ImpactRow
    from oxyura.study.pairs import Pair
    from oxyura.study.screening import Screening

Json = dict[str, Any]

_LOW, _MEDIAN, _HIGH = 0.025, 0.5, 0.975


def summarise(assessment: Assessment) -> Json:
    """Return the answer with the keys of `summary.json`, in their order.

    Parameters
    ----------
    assessment : Assessment
        The answer of one run.

    Returns
    -------
    dict
        Strings, finite floats, integers, None, lists and dicts only. None where a tier does not reach, and for what
        later versions of the program compute.
    """
    study = assessment.study
    settings = study.settings
    exposure, impacts = by_migrant(assessment.stage_exposures), by_migrant(assessment.impacts)
    return {
        "study": study.name,
        "version": assessment.version,
        "seed": settings.seed,
        "draws": assessment.draws,
        "horizon_years": settings.horizon_years,
        "title": settings.title,
        "question": settings.question,
        "date": settings.date,
        "migrants": {
            migrant.migrant_id: _migrant(
                assessment, migrant, exposure.get(migrant.migrant_id, []), impacts.get(migrant.migrant_id, [])
            )
            for migrant in assessment.migrants
        },
        "young_lost_totals": {
            total.group: {**_band(total.young_lost_per_year), "point": _finite(total.point)}
            for total in assessment.young_lost_totals
        },
        "listings": _listings(assessment),
        "pairs": [_pair(pair) for pair in assessment.pairs],
        "evidence": [record.to_json() for record in size_records(study.tables)],
        "pooled_effects": [effect.to_json() for effect in assessment.pooled],
        "unknown_responses": [_response(row) for row in assessment.impacts if row.response == "unknown" and row.acts],
        "eicat": None if assessment.eicat is None else _eicat(assessment.eicat),
        "gaps": [gap.to_json() for gap in assessment.gaps],
        "portfolio": None if assessment.plan.chosen is None else _portfolio(assessment.plan.chosen),
        "warnings": [caution.to_json() for caution in assessment.warnings],
    }


def to_bytes(answer: Json) -> bytes:
    """Return JSON as UTF-8 with a newline at the end; the same answer gives the same bytes.

    Raises
    ------
    ValueError
        A number is not finite.
    """
    return (json.dumps(answer, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def population_json(populations: Mapping[str, Population]) -> Json:
    """Return what `population --json` prints.

    Parameters
    ----------
    populations : mapping of str to Population
        By migrant_id.

    Returns
    -------
    dict
        ``{"migrants": {id: …}}``; every trajectory has one value per census, N₀ first.
    """
    return {"migrants": {migrant: _population(population) for migrant, population in populations.items()}}


def _migrant(
    assessment: Assessment,
    migrant: MigrantAssessment,
    exposure: Sequence[StageExposure],
    impacts: Sequence[ImpactRow],
) -> Json:
    population, lost = migrant.population, migrant.young_lost_per_year
    now = None if population is None else population.now
    without = None if population is None else population.scenarios[WITHOUT_INVADERS]
    chosen = assessment.plan.chosen
    after = None if chosen is None else chosen.migrants.get(migrant.migrant_id)
    row = assessment.study.tables["migrants"].matching("migrant_id", migrant.migrant_id)
    decomposition = decompose(migrant, impacts)
    purity, courses = purity_of(assessment, migrant), courses_of(assessment, migrant)
    return {
        "scientific_name": next(iter(row.texts("scientific_name")), None),
        "tier": migrant.tier,
        "lambda_now": _read(now, lambda projection: projection.lambda_band),
        "lambda_without_invaders": _read(without, lambda projection: projection.lambda_band),
        "lambda_after_portfolio": None if after is None else _band(after.lambda_after),
        "growth_now": _read(now, lambda projection: projection.growth_band),
        "growth_without_invaders": _read(without, lambda projection: projection.growth_band),
        "growth_gained_without_invaders": None if population is None else _band(growth_gained(population)),
        "growth_after_portfolio": None if after is None else _band(after.growth_after),
        "abundance_at_horizon": {
            "now": _read(now, lambda projection: projection.abundance_at_horizon),
            "without_invaders": _read(without, lambda projection: projection.abundance_at_horizon),
            "after_portfolio": None if after is None else _band(after.abundance_after),
        },
        "abundance_at_start": None if now is None else _band(band(now.trajectories[:, 0])),
        "course": None if courses is None else courses.to_json(),
        "quasi_extinction_now": None if population is None else _risk(population.quasi_extinction),
        "quasi_extinction_without_invaders": None if population is None else _risk(risk_without_invaders(population)),
        "young_lost_per_year": None if lost is None else _band(lost),
        "network": None if population is None else _network(assessment, population),
        "calibration": None if migrant.calibration is None else migrant.calibration.to_json(),
        "counted_growth": [one.to_json() for one in migrant.counted_growth],
        "purity_at_horizon": None if purity is None else purity.to_json(),
        "screening": None if migrant.screening is None else _screening(migrant.screening),
        "rates_without_interval": None if population is None else population.without_interval,
        "verdict": migrant.verdict,
        "attribution": None if migrant.attribution is None else attribution_json(migrant.attribution),
        "attribution_method": None if migrant.attribution is None else method_json(migrant.attribution),
        "interactions": [] if migrant.attribution is None else interactions_json(migrant.attribution),
        "decomposition": None if decomposition is None else decomposition.to_json(),
        "compensation": None if migrant.compensation is None else compensation_json(migrant.compensation),
        "attribution_total": None if migrant.attribution is None else _band(band(migrant.attribution.total)),
        "unexplained": None if migrant.causes.unexplained is None else _band(migrant.causes.unexplained),
        "attribution_of": None if migrant.attribution is None else migrant.attribution.outcome,
        "causes_of_unknown_size": [
            {"cause": cause.cause_id, "kind": cause.kind, "stage": cause.stage, "rate": cause.rate}
            for cause in migrant.causes.unsized
        ],
        "confounded": [list(group) for group in migrant.causes.confounded],
        "fit": None if migrant.fit is None else _fit(migrant.fit),
        "scenarios": {} if population is None else _scenarios(population, trajectories=False),
        "exposure": [
            {
                "stage": row.stage,
                "invader": row.invader_id,
                "class": row.class_,
                "exposed": _finite(row.exposed),
                "exposed_alien": _finite(row.exposed_alien),
                "not_surveyed": _finite(row.not_surveyed),
            }
            for row in exposure
        ],
        "next_tier": list(migrant.next_tier),
    }


def _eicat(eicat: EicatAssessment) -> Json:
    return {
        "categories": [result.to_json() for result in eicat.results],
        "disagreements": [
            {
                "impact": one.published.impact_id,
                "published": one.published.category,
                "derived": one.derived,
                "sentence": one.sentence,
            }
            for one in eicat.disagreements
        ],
    }


def _network(assessment: Assessment, population: Population) -> Json:
    return network_json(population, read_network(population, assessment.study.tables["movements"]))


def _response(row: ImpactRow) -> Json:
    return {
        "impact": row.effect_id,
        "migrant": row.migrant_id,
        "site": row.site_id,
        "factor": _finite(row.factor),
        "factor_low": _finite(row.factor_low),
        "factor_high": _finite(row.factor_high),
    }


def _listings(assessment: Assessment) -> Json:
    """Return the dates of the listings that the study rests on, the latest first."""
    stamp = stamp_listings(read_listings(assessment.study.tables).values())
    return {
        "dated": [{"date": date, "source": source} for date, source in stamp.dated],
        "as_written": list(stamp.as_written),
    }


def _screening(screening: Screening) -> Json:
    extra, share = screening.extra_mortality, screening.share_of_tolerable
    return {
        "lambda_max": _finite(screening.maximum.growth),
        "form": screening.maximum.form,
        "tolerable_mortality": _finite(screening.tolerable_mortality),
        "tolerable_deaths": _band(screening.tolerable_deaths),
        "extra_mortality": None if extra is None else _band(extra),
        "share_of_tolerable": None if share is None else _band(share),
    }


def _fit(fit: Fit) -> Json:
    return {
        "parameters": {
            parameter.name: {
                "value": _finite(parameter.value),
                "lower": _finite(parameter.lower),
                "upper": _finite(parameter.upper),
                "at_bound": parameter.at_bound,
                "identified": parameter.identified,
                "profile": [[_finite(value), _finite(cost)] for value, cost in parameter.profile],
            }
            for parameter in fit.parameters
        },
        "targets": [
            {
                "target": target.outcome,
                "scenario": target.scenario_id,
                "value": _finite(target.value),
                "reached": _finite(reached),
            }
            for target, reached in zip(fit.targets, fit.reached, strict=True)
        ],
        "residual": _finite(fit.residual),
    }


def _portfolio(chosen: Portfolio) -> Json:
    return {
        "measures": list(chosen.measures),
        "cost": _finite(chosen.cost.value),
        "objective": _finite(chosen.objective),
        "bound": _finite(chosen.bound),
        "gap": _finite(chosen.gap),
        "cost_low": _finite(chosen.cost.low),
        "cost_high": _finite(chosen.cost.high),
        "currency": chosen.currency,
        "price_year": chosen.price_year,
    }


def _pair(pair: Pair) -> Json:
    judgement = pair.judgement
    return {
        "migrant": pair.migrant_id,
        "invader": pair.invader_id,
        "stage": pair.stage,
        "mechanism": pair.mechanism,
        "verdict": judgement.verdict,
        "effect_on_rate": {rate: _band(effect) for rate, effect in pair.effect_on_rate.items()},
        "effect_on_growth": None if pair.effect_on_growth is None else _band(pair.effect_on_growth),
        "reasons": list(judgement.reasons),
        "rule": judgement.rule,
        "precaution": judgement.precaution or None,
        "would_settle": judgement.would_settle or None,
        "sites": list(pair.sites),
    }


def _read(projection: Projection | None, read: Callable[[Projection], Band]) -> Json | None:
    return None if projection is None else _band(read(projection))


def _risk(risk: QuasiExtinction) -> Json:
    return {
        "threshold": _finite(risk.threshold),
        "probability": _finite(risk.probability),
        "by_year": [_finite(share) for share in risk.by_year],
    }


def _population(population: Population) -> Json:
    now = population.now
    low, median, high = trajectory_quantiles(now)
    return {
        "lambda": _band(now.lambda_band),
        "growth": _band(now.growth_band),
        "trajectory": _numbers(median),
        "trajectory_low": _numbers(low),
        "trajectory_high": _numbers(high),
        "trajectory_by_class": {
            name: _numbers(np.quantile(now.census[:, :, number], _MEDIAN, axis=0))
            for number, name in enumerate(population.classes)
        },
        "equilibrium": None if population.equilibrium is None else _finite(population.equilibrium),
        "quasi_extinction": _risk(population.quasi_extinction),
        "contributions": {
            stage: {site: _finite(value) for site, value in sites.items()}
            for stage, sites in population.contributions.by_stage.items()
        },
        "mean_contribution": {site: _finite(value) for site, value in population.contributions.mean.items()},
        "elasticities": None
        if population.elasticities is None
        else [
            {
                "rate": row.rate,
                "class": row.class_,
                "to_class": row.to_class,
                "stage": row.stage,
                "site": row.site,
                "value": _finite(row.value),
            }
            for row in population.elasticities
        ],
        "scenarios": _scenarios(population, trajectories=True),
        "growth_variance": None if population.variance is None else population.variance.to_json(),
        "target": None if population.target is None else population.target.to_json(),
        **year_json(population.year),
    }


def _scenarios(population: Population, *, trajectories: bool) -> Json:
    found: Json = {}
    for name, projection in population.scenarios.items():
        if name == WITHOUT_INVADERS and not trajectories:
            continue
        found[name] = {"lambda": _band(projection.lambda_band), "growth": _band(projection.growth_band)}
        if trajectories:
            found[name]["trajectory"] = _numbers(trajectory_quantiles(projection)[1])
        else:
            found[name]["abundance_at_horizon"] = _band(projection.abundance_at_horizon)
            if projection.pure is not None:
                pure = projection.purity_at_horizon
                found[name]["purity_at_horizon"] = None if pure is None else _band(pure)
    return found


def growth_gained(population: Population) -> Band:
    """Return growth per year without alien invaders less growth now, draw by draw."""
    return band(population.scenarios[WITHOUT_INVADERS].growth - population.now.growth)


def trajectory_quantiles(projection: Projection) -> tuple[NDArray[np.float64], ...]:
    """Return the 2.5 %, 50 % and 97.5 % points of the counted individuals at each census, over draws."""
    low, median, high = np.quantile(projection.trajectories, (_LOW, _MEDIAN, _HIGH), axis=0)
    return low, median, high


def _band(summary: Band) -> Json:
    return {name: _finite(value) for name, value in summary.to_json().items()}


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    return [_finite(float(value)) for value in values]


def _finite(value: float | None) -> float | None:
    """Return the number, or None for what JSON cannot say: not a number, or beyond every number."""
    return value if value is not None and math.isfinite(value) else None
