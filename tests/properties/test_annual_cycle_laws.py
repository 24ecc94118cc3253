"""Laws of the annual cycle that hold for every study."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import oxyura
from oxyura.annual_cycle.population import Population
from oxyura.study.package import Study
from properties.study_variants import random_study, renamed, rows_of, shuffled, with_rows

SEEDS = st.integers(min_value=1_000, max_value=1_199)


def populations(study: Study, *, deterministic: bool = True) -> dict[str, Population]:
    """Project a study of few years and draws."""
    short = replace(study.settings, horizon_years=8, draws=30)
    return oxyura.project_population(replace(study, settings=short), deterministic=deterministic)


def harm(seed: int, rate: str, stage_pick: int) -> tuple[Study, Study, str] | None:
    """Return a study, the same with one more harmful pressure, and the migrant harmed; None where nothing fits."""
    study = random_study(seed)
    rates = [row for row in rows_of(study, "vital_rates") if row["rate"] == rate]
    stages = rows_of(study, "stages") if rate == "path_survival" else rates
    if not stages:
        return None
    row = stages[stage_pick % len(stages)]
    pressure = {
        "pressure_id": "one-more-harm",
        "name": "One more harm",
        "iucn_threat": "5.4",
        "migrant_id": row["migrant_id"],
        "stage": row["stage"],
        "rate": rate,
        "class": row.get("class"),
        "effect": -0.3,
        "evidence": "demonstrated",
        "confidence": "high",
        "source_id": rows_of(study, "sources")[0]["source_id"],
    }
    return (
        study,
        with_rows(study, "pressures", [*rows_of(study, "pressures"), pressure]),
        str(row["migrant_id"]),
    )


@pytest.mark.parametrize("rate", ["survival", "fecundity", "path_survival"])
@given(seed=SEEDS, pick=st.integers(0, 50))
@settings(deadline=None, max_examples=25)
def test_harm_never_raises_lambda(rate: str, seed: int, pick: int) -> None:
    harmed = harm(seed, rate, pick)
    assume(harmed is not None)
    before, after, migrant = harmed
    value = populations(before)[migrant].now.lambda_band.median
    assert populations(after)[migrant].now.lambda_band.median <= value * (1 + 1e-12)


@given(seed=SEEDS, order=st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=25)
def test_row_order_never_matters(seed: int, order: int) -> None:
    study = random_study(seed)
    before = populations(study, deterministic=False)
    after = populations(shuffled(study, np.random.default_rng(order)), deterministic=False)
    assert set(before) == set(after)
    for migrant, population in before.items():
        other = after[migrant]
        assert np.allclose(population.now.growth, other.now.growth, rtol=1e-11, atol=1e-12)
        assert np.allclose(population.now.asymptotic, other.now.asymptotic, rtol=1e-10, atol=1e-12)
        assert np.allclose(population.now.trajectories, other.now.trajectories, rtol=1e-9, atol=1e-9)
        assert set(population.scenarios) == set(other.scenarios)
        for name, projection in population.scenarios.items():
            assert np.allclose(projection.trajectories, other.scenarios[name].trajectories, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    "columns",
    [
        ("site_id", "from_site", "to_site", "source_site_id"),
        ("class", "to_class", "pure_classes", "hybrid_class", "hybrid_young_class"),
    ],
    ids=["sites", "classes"],
)
@given(seed=SEEDS)
@settings(deadline=None, max_examples=25)
def test_names_never_matter(columns: tuple[str, ...], seed: int) -> None:
    study = random_study(seed)
    other = renamed(study, dict.fromkeys(columns, ""), lambda name: f"z-{name[::-1]}")
    before, after = populations(study), populations(other)
    for migrant, population in before.items():
        renamed_one = after[migrant]
        assert renamed_one.now.lambda_band.median == pytest.approx(population.now.lambda_band.median, rel=1e-12)
        assert np.allclose(renamed_one.now.trajectories, population.now.trajectories, rtol=1e-11)
        for name, projection in population.scenarios.items():
            assert np.allclose(projection.trajectories, renamed_one.scenarios[name].trajectories, rtol=1e-11)


@given(seed=SEEDS)
@settings(deadline=None, max_examples=25)
def test_an_invader_where_no_one_lives_changes_nothing(seed: int) -> None:
    study = random_study(seed)
    source = rows_of(study, "sources")[0]["source_id"]
    stage = rows_of(study, "stages")[0]
    empty = {"site_id": "empty-rock", "name": "Empty rock", "country": "ES"}
    invader = {"invader_id": "lonely-rat", "scientific_name": "Rattus rattus"}
    presence = {"invader_id": "lonely-rat", "site_id": "empty-rock", "status": "present", "source_id": source}
    impact = {
        "impact_id": "lonely",
        "invader_id": "lonely-rat",
        "migrant_id": stage["migrant_id"],
        "stage": stage["stage"],
        "mechanism": "predation",
        "rate": "survival",
        "effect": -1.0,
        "evidence": "demonstrated",
        "confidence": "high",
        "source_id": source,
    }
    other = study
    for name, row in {"sites": empty, "invaders": invader, "presences": presence, "impacts": impact}.items():
        other = with_rows(other, name, [*rows_of(other, name), row])
    before, after = populations(study), populations(other)
    for migrant, population in before.items():
        assert np.array_equal(after[migrant].now.trajectories, population.now.trajectories)
        assert np.array_equal(
            after[migrant].scenarios["without_invaders"].trajectories,
            population.scenarios["without_invaders"].trajectories,
        )
        assert after[migrant].now.lambda_band == population.now.lambda_band


@given(
    seed=st.integers(0, 2**32 - 1),
    stages=st.integers(2, 4),
    sites=st.integers(1, 6),
    survival=st.floats(0.5, 1.0),
)
@settings(deadline=None, max_examples=40)
def test_default_moves_reproduce_the_distribution(seed: int, stages: int, sites: int, survival: float) -> None:
    from oxyura.annual_cycle.population import project_migrant
    from oxyura.schema.settings import Settings
    from oxyura.schema.table import TableSet, table_from_records

    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(sites, 0.7), size=stages)
    shares[rng.random(shares.shape) < 0.2] = 0.0
    shares[:, 0] += shares.sum(axis=1) == 0
    shares /= shares.sum(axis=1, keepdims=True)
    records = {
        "sites": [{"site_id": f"s{i}", "name": f"S{i}"} for i in range(sites)],
        "migrants": [
            {
                "migrant_id": "m",
                "scientific_name": "Aves",
                "abundance": 1000.0,
                "abundance_unit": "individuals",
            }
        ],
        "stages": [
            {"migrant_id": "m", "stage": f"t{s}", "position": s + 1.0, "start_week": 1.0, "end_week": 1.0}
            for s in range(stages)
        ],
        "distribution": [
            {
                "migrant_id": "m",
                "stage": f"t{s}",
                "site_id": f"s{i}",
                "share": float(shares[s, i]),
                "survey_status": "surveyed",
            }
            for s in range(stages)
            for i in range(sites)
        ],
        "vital_rates": [
            {"migrant_id": "m", "stage": f"t{s}", "class": "all", "rate": "survival", "value": survival}
            for s in range(stages)
        ],
    }
    tables = TableSet({name: table_from_records(name, rows) for name, rows in records.items()})
    population = project_migrant(tables, "m", Settings("t", horizon_years=3), deterministic=True)
    starts = population.now.starts[0].sum(axis=1)
    assert np.allclose(starts / starts.sum(axis=1, keepdims=True), shares, rtol=0, atol=1e-9)
