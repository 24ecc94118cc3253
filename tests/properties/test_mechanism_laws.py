"""Laws of mechanisms that hold for every study."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from oxyura.study.package import Study
from properties.study_variants import random_study, rows_of, with_rows
from properties.test_annual_cycle_laws import populations

SEEDS = st.integers(min_value=1_000, max_value=1_199)
STRENGTHS = {
    "predation": ("attack",),
    "diseases": ("mortality", "fecundity_loss"),
    "egg_sinks": ("share_laid",),
}
MODELS = (*STRENGTHS, "hybridisation")
CASES = given(seed=SEEDS)


def without(study: Study, *names: str) -> Study:
    """Return the study without the rows of some tables."""
    for name in names:
        study = with_rows(study, name, [])
    return study


def weak(study: Study) -> Study:
    """Return the study with every model at strength 0, and mates of one's own kind alone."""
    for name, columns in STRENGTHS.items():
        zero = {f"{column}{end}": value for column in columns for end, value in ((("", 0.0)), ("_low", None))}
        zero |= {f"{column}_high": None for column in columns}
        study = with_rows(study, name, [{**row, **zero} for row in rows_of(study, name)])
    own = {"immigrants": 0.0, "immigrant_share": None, "assortative_mating": 1.0}
    own |= {f"{name}_{end}": None for name in own for end in ("low", "high")}
    return with_rows(study, "hybridisation", [{**row, **own} for row in rows_of(study, "hybridisation")])


def modelled(seed: int, *names: str) -> Study:
    """Return a random study with rows in one of some tables."""
    study = random_study(seed)
    assume(any(rows_of(study, name) for name in names))
    return study


def same(one: Any, other: Any) -> bool:
    return bool(np.allclose(one.trajectories, other.trajectories, rtol=1e-12, atol=1e-12))


@CASES
@settings(deadline=None, max_examples=25)
def test_a_model_of_no_strength_changes_nothing(seed: int) -> None:
    study = modelled(seed, *MODELS)
    # Where hybrids come from is a place of the model, so the sites stay the same only with the rows in it.
    before, after = populations(without(study, *STRENGTHS, "hybridisation")), populations(weak(study))
    for migrant, population in before.items():
        assert same(population.now, after[migrant].now)
        assert np.allclose(population.now.asymptotic, after[migrant].now.asymptotic, rtol=1e-12)
        if population.has_density and population.equilibrium is not None:
            assert after[migrant].equilibrium == pytest.approx(population.equilibrium, rel=1e-9)


@CASES
@settings(deadline=None, max_examples=25)
def test_without_invaders_is_without_their_models(seed: int) -> None:
    study = modelled(seed, *STRENGTHS)
    aliens = [
        {**row, "establishment_means": "introduced"}
        for row in rows_of(study, "presences")
        if row["status"] == "present"
    ]
    study = with_rows(study, "presences", aliens)
    before, after = populations(study), populations(without(study, *STRENGTHS))
    for migrant, population in before.items():
        one, other = (which.scenarios["without_invaders"] for which in (population, after[migrant]))
        start, other_start = one.trajectories[:, 0], other.trajectories[:, 0]
        # The start is that of today; only where it is given, and not the stable structure, is it the same.
        assume(np.allclose(one.census[:, 0], other.census[:, 0], rtol=1e-12) and np.allclose(start, other_start))
        assert same(one, other)


@CASES
@settings(deadline=None, max_examples=25)
def test_models_only_ever_lower_lambda(seed: int) -> None:
    study = modelled(seed, *STRENGTHS)
    with_models, free = populations(without(study, "hybridisation")), populations(without(study, *MODELS))
    for migrant, population in with_models.items():
        assert population.now.lambda_band.median <= free[migrant].now.lambda_band.median * (1 + 1e-12)


@pytest.mark.parametrize("rate", ["survival", "fecundity"])
@given(seed=SEEDS, pick=st.integers(0, 50))
@settings(deadline=None, max_examples=25)
def test_positive_effects_stay_positive_beside_models(rate: str, seed: int, pick: int) -> None:
    study = modelled(seed, *MODELS)
    rates = [row for row in rows_of(study, "vital_rates") if row["rate"] == rate]
    assume(rates)
    row = rates[pick % len(rates)]
    help_ = {
        "pressure_id": "some-help", "name": "Some help", "iucn_threat": "5.4", "migrant_id": row["migrant_id"],
        "stage": row["stage"], "rate": rate, "class": row["class"], "effect": 0.2, "evidence": "demonstrated",
        "confidence": "high", "source_id": rows_of(study, "sources")[0]["source_id"],
    }  # fmt: skip
    helped = with_rows(study, "pressures", [*rows_of(study, "pressures"), help_])
    before, after = populations(study), populations(helped)
    for migrant, population in before.items():
        assert after[migrant].now.lambda_band.median >= population.now.lambda_band.median * (1 - 1e-12)


@CASES
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.filter_too_much])
def test_purity_is_a_share(seed: int) -> None:
    study = modelled(seed, "hybridisation")
    for population in populations(study, deterministic=False).values():
        purity = population.now.purity
        if purity is not None:
            known = purity[~np.isnan(purity)]
            assert ((known >= 0) & (known <= 1 + 1e-12)).all()
            assert population.now.purity_at_horizon is not None
