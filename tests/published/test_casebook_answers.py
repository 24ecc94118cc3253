"""The casebook's studies give the published numbers, run as any study is."""

from __future__ import annotations

import numpy as np
import pytest

import oxyura
from oxyura.annual_cycle.population import Population

LISTED = {
    "tristan-albatross",
    "atlantic-yellow-nosed-albatross",
    "sooty-albatross",
    "southern-giant-petrel",
    "grey-petrel",
}


def populations(name: str) -> dict[str, Population]:
    return oxyura.project_population(oxyura.read_study(name), deterministic=True)


def lambda_of(population: Population, scenario: str) -> float:
    return population.scenarios[scenario].lambda_band.median


def test_c5_four_lambdas_of_the_shearwater() -> None:
    """Martínez-Gómez & Jacobsen (2004), matrices in COMADRE; habitat is lost in the base of this study."""
    (answer,) = populations("townsend-shearwater").values()
    assert lambda_of(answer, "no-cause") == pytest.approx(1.00137, abs=1e-5)
    assert lambda_of(answer, "without_invaders") == pytest.approx(0.94322, abs=1e-5)
    assert lambda_of(answer, "no-habitat-degradation") == pytest.approx(0.99432, abs=1e-5)
    assert lambda_of(answer, "no-habitat-degradation-high-predation") == pytest.approx(0.93625, abs=1e-5)


def test_c5_joint_effects_follow_from_the_single_ones(data_dir) -> None:  # type: ignore[no-untyped-def]
    """Habitat with predation: the effects act on the rates together; multiplying λ's is wrong."""
    import json

    records = json.loads((data_dir / "comadre" / "matrices_listed_species.json").read_text(encoding="utf-8"))
    by_treatment = {
        record["treat"]: np.array(record["A"])
        for record in records
        if record["species"].startswith("Puffinus auricularis")
    }
    base, habitat = by_treatment["Unmanipulated"], by_treatment["Habitat Degradation (HD)"]
    (answer,) = populations("townsend-shearwater").values()
    for treatment, value in (
        ("Low Predation (LP)", answer.now.lambda_band.median),
        ("High Predation (HP)", lambda_of(answer, "high-predation")),
    ):
        ratio = np.divide(habitat, base, out=np.ones_like(base), where=base > 0)
        joint = np.abs(np.linalg.eigvals(by_treatment[treatment] * ratio)).max()
        assert value == pytest.approx(joint, abs=1e-9)
        product = 0.943222903988326 * np.abs(np.linalg.eigvals(by_treatment[treatment])).max() / 1.001369953122999
        assert abs(value - product) > 5e-4


def test_c9_lambdas_of_the_loggerheads() -> None:
    """Crouse et al. (1987) and Crowder et al. (1994)."""
    answers = populations("nesting-turtles")
    crouse, crowder = answers["loggerhead-crouse"], answers["loggerhead-crowder"]
    assert crouse.now.lambda_band.median == pytest.approx(0.945, abs=5e-4)
    assert crowder.now.lambda_band.median == pytest.approx(0.9516, abs=5e-4)
    assert lambda_of(crouse, "fecundity_x0.3") == pytest.approx(0.895, abs=5e-4)
    assert lambda_of(crouse, "fecundity_x2") == pytest.approx(0.9815, abs=5e-4)


def test_c2_young_lost_on_gough() -> None:
    assessment = oxyura.assess_study(oxyura.read_study("gough-seabirds"), deterministic=True)
    lost = {migrant.migrant_id: migrant.young_lost_per_year for migrant in assessment.migrants}
    assert all(migrant.tier == "evidence" and migrant.population is None for migrant in assessment.migrants)
    assert len(lost) == 10
    assert sum(value.median for value in lost.values()) == pytest.approx(1_739_485, abs=0.5)
    assert sum(lost[name].median for name in LISTED) == pytest.approx(2_985, abs=0.5)
    listed = assessment.study.tables["migrants"]
    named = {
        name
        for name, appendix in zip(listed.words("migrant_id"), listed.texts("cms_appendix"), strict=True)
        if appendix
    }
    assert named == LISTED
