from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from oxyura.publish.summary import population_json, summarise, to_bytes
from oxyura.schema.intervals import Band
from oxyura.study.assessment import Assessment
from oxyura.study.running import project_population

CONTRACT = ("study", "version", "seed", "draws", "horizon_years", "migrants", "pairs", "portfolio", "warnings")
MIGRANT_CONTRACT = (
    "tier",
    "lambda_now",
    "lambda_without_invaders",
    "lambda_after_portfolio",
    "growth_now",
    "growth_without_invaders",
    "growth_after_portfolio",
    "abundance_at_horizon",
    "quasi_extinction_now",
    "young_lost_per_year",
    "purity_at_horizon",
    "verdict",
    "attribution",
    "unexplained",
)


def test_the_summary_has_the_keys_of_the_contract_in_their_order(assessment: Assessment) -> None:
    answer = summarise(assessment)
    assert [key for key in answer if key in CONTRACT] == list(CONTRACT)
    assert list(answer["migrants"]) == ["marbled-pochard", "grey-tern"]
    for migrant in answer["migrants"].values():
        assert [key for key in migrant if key in MIGRANT_CONTRACT] == list(MIGRANT_CONTRACT)
    assert answer["portfolio"] is None
    assert {pair["migrant"] for pair in answer["pairs"]} == {"marbled-pochard", "grey-tern"}
    assert answer["warnings"][0].keys() == {"code", "where", "message"}
    assert (answer["study"], answer["seed"], answer["draws"], answer["horizon_years"]) == ("pochard", 4, 20, 10)


def test_the_summary_holds_the_numbers_as_they_are(assessment: Assessment) -> None:
    population = assessment.migrants[0].population
    assert population is not None
    migrant = summarise(assessment)["migrants"]["marbled-pochard"]
    assert migrant["growth_now"]["median"] == float(np.median(population.now.growth))
    assert migrant["lambda_without_invaders"]["high"] == population.scenarios["without_invaders"].lambda_band.high
    assert migrant["abundance_at_horizon"]["now"]["low"] == population.now.abundance_at_horizon.low
    assert migrant["quasi_extinction_now"] == {"threshold": 50.0, "probability": 0.0, "by_year": [0.0] * 11}
    course = migrant["course"]["now"]
    assert len(course) == 11
    assert course[-1] == np.quantile(population.now.trajectories[:, -1], migrant["course"]["levels"]).tolist()
    assert migrant["scenarios"].keys() == {"drought"}
    assert {
        "stage": "breeding",
        "invader": "american-mink",
        "class": None,
        "exposed": 0.4,
        "exposed_alien": 0.4,
        "not_surveyed": 0.0,
    } in (migrant["exposure"])


def test_what_a_tier_does_not_reach_is_null(assessment: Assessment) -> None:
    migrant = summarise(assessment)["migrants"]["grey-tern"]
    assert migrant["tier"] == "evidence"
    assert [migrant[key] for key in ("growth_now", "lambda_now", "quasi_extinction_now", "attribution")] == [None] * 4
    assert set(migrant["abundance_at_horizon"].values()) == {None}
    assert migrant["young_lost_per_year"]["median"] > 0
    assert migrant["scenarios"] == {}
    assert len(migrant["next_tier"]) == 2


def test_a_number_beyond_every_number_is_null_never_nan(assessment: Assessment) -> None:
    tern = assessment.migrants[1]
    endless = replace(tern, young_lost=replace(tern.young_lost, band=Band(1.0, math.nan, math.inf)))
    written = to_bytes(summarise(replace(assessment, migrants=(endless,))))
    assert written.endswith(b"}\n")
    lost = json.loads(written)["migrants"]["grey-tern"]["young_lost_per_year"]
    assert lost == {"median": 1.0, "low": None, "high": None}
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_bytes({"value": math.nan})


def test_populations_as_the_command_line_prints_them(assessment: Assessment) -> None:
    populations = project_population(assessment.study)
    answer = population_json(populations)["migrants"]
    assert list(answer) == ["marbled-pochard"]
    one, population = answer["marbled-pochard"], populations["marbled-pochard"]
    assert list(one) == [
        "lambda",
        "growth",
        "trajectory",
        "trajectory_low",
        "trajectory_high",
        "trajectory_by_class",
        "equilibrium",
        "quasi_extinction",
        "contributions",
        "mean_contribution",
        "elasticities",
        "scenarios",
        "growth_variance",
        "target",
        "removals",
        "removal_effects",
        "path_contributions",
        "generation_length",
        "equilibrium_stable",
        "equilibrium_multiplier",
        "connectivity",
        "connectivity_unknown",
    ]
    assert len(one["trajectory"]) == 11
    assert one["trajectory"][0] == 1200.0
    assert one["trajectory"][-1] == population.now.abundance_at_horizon.median
    courses = (one["trajectory_low"], one["trajectory"], one["trajectory_high"])
    assert all(low <= median <= high for low, median, high in zip(*courses, strict=True))
    assert one["trajectory_by_class"] == {"all": one["trajectory"]}
    assert one["equilibrium"] is None
    assert len(one["quasi_extinction"]["by_year"]) == 11
    assert one["contributions"].keys() == {"breeding", "postbreeding_migration", "nonbreeding", "prebreeding_migration"}
    assert one["contributions"]["breeding"]["delta"] is None
    assert one["mean_contribution"].keys() == {"lagoon", "delta"}
    assert one["elasticities"][0].keys() == {"rate", "class", "to_class", "stage", "site", "value"}
    assert list(one["scenarios"]) == ["drought", "without_invaders"]
    assert len(one["scenarios"]["drought"]["trajectory"]) == 11
    to_bytes(answer)


def test_point_values_have_no_width(assessment: Assessment) -> None:
    one = population_json(project_population(assessment.study, deterministic=True))["migrants"]["marbled-pochard"]
    assert one["growth"]["median"] == one["growth"]["low"] == one["growth"]["high"]
    assert one["trajectory"] == one["trajectory_low"] == one["trajectory_high"]
