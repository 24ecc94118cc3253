"""The engine and the plain second implementation give the same numbers on random studies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import oxyura
from oxyura.annual_cycle.population import Population
from properties.random_studies import write_random_study
from published.reference_cycle import reference_population

STUDIES = 200
BATCH = 20


def agree(value: float | None, expected: float | None) -> bool:
    """Tell whether two numbers agree to 1e-12, or are both unknown."""
    if value is None or expected is None:
        return value is None and expected is None
    return bool(np.isclose(value, expected, rtol=1e-12, atol=1e-12))


def same_series(values: Any, expected: Any) -> bool:
    """Tell whether two series agree to 1e-12."""
    return bool(np.allclose(values, expected, rtol=1e-12, atol=1e-12))


def differences(population: Population, expected: dict[str, Any]) -> list[str]:
    """Name everything in which the engine's answer differs from the reference's."""
    found = []
    if not agree(population.now.lambda_band.median, expected["lambda"]):
        found.append("lambda")
    if not agree(population.now.growth_band.median, expected["growth"]):
        found.append("growth")
    if not same_series(population.now.trajectories[0], expected["trajectory"]):
        found.append("trajectory")
    for position, name in enumerate(population.classes):
        if not same_series(population.now.census[0, :, position], expected["trajectory_by_class"][name]):
            found.append(f"trajectory of {name}")
    for name, projection in population.scenarios.items():
        wanted = expected["scenarios"][name]
        if not agree(projection.lambda_band.median, wanted["lambda"]):
            found.append(f"lambda of {name}")
        if not same_series(projection.trajectories[0], wanted["trajectory"]):
            found.append(f"trajectory of {name}")
    for stage, sites in population.contributions.by_stage.items():
        for site, value in sites.items():
            if not agree(value, expected["contributions"][stage][site]):
                found.append(f"contribution of {site} in {stage}")
    for site, value in population.contributions.mean.items():
        if not agree(value, expected["mean_contribution"][site]):
            found.append(f"mean contribution of {site}")
    return found + differing_elasticities(population, expected) + differing_equilibrium(population, expected)


def differing_elasticities(population: Population, expected: dict[str, Any]) -> list[str]:
    """Compare elasticities: eigenvectors of general matrices are good to fewer digits than eigenvalues."""
    if population.elasticities is None:
        return []
    mine = {(e.rate, e.class_, e.to_class, e.stage, e.site): e.value for e in population.elasticities}
    theirs = {
        (e["rate"], e["class"], e["to_class"], e["stage"], e["site"]): e["value"] for e in expected["elasticities"]
    }
    if set(mine) != set(theirs):
        return ["rates with an elasticity"]
    return [f"elasticity of {key}" for key in mine if not np.isclose(mine[key], theirs[key], rtol=0, atol=1e-10)]


def differing_equilibrium(population: Population, expected: dict[str, Any]) -> list[str]:
    """Compare equilibria: both stop iterating when nothing changes, so 1e-9 is what they can promise."""
    mine, theirs = population.equilibrium, expected["equilibrium"]
    if (mine is None) != (theirs is None):
        return ["equilibrium"]
    if mine is None or np.isclose(mine, theirs, rtol=1e-9, atol=1e-6):
        return []
    return ["equilibrium"]


@pytest.mark.parametrize("first", range(0, STUDIES, BATCH))
def test_engine_equals_reference(first: int, tmp_path: Path) -> None:
    compared = 0
    for seed in range(first, first + BATCH):
        folder = tmp_path / str(seed)
        write_random_study(folder, np.random.default_rng(seed))
        study = oxyura.read_study(folder)
        expected = reference_population(folder, study.settings.horizon_years)
        populations = oxyura.project_population(study, deterministic=True)
        assert set(populations) == set(expected)
        for migrant, population in populations.items():
            assert differences(population, expected[migrant]) == [], f"study {seed}, {migrant}"
            compared += 1
    assert compared >= BATCH
