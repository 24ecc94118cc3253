"""Models in the engine: draws, the compiled year, what a model is judged as."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import oxyura
from mechanism_packages import INVADER, model, one_class, present, two_classes
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.linear_year import stage_matrix
from oxyura.annual_cycle.mechanism_records import model_records
from oxyura.annual_cycle.plain_year import advance_year, live_stage, move, project_years
from oxyura.annual_cycle.projection import project
from study_packages import MIGRANT

DRAWN = Draws(3, 40)
PREDATION = {
    "rate": "survival", "response": "type_ii", "attack": 0.02, "attack_low": 0.01, "attack_high": 0.03,
    "handling": 0.05, "predators": 12.0, "predators_low": 8.0, "predators_high": 16.0, "alternative_prey": 30.0,
    "half_prey": 200.0,
}  # fmt: skip
DISEASE = {
    "mechanism": "parasitism", "prevalence": 0.6, "prevalence_low": 0.4, "prevalence_high": 0.8,
    "half_density": 300.0, "mortality": 0.3, "fecundity_loss": 0.5,
}  # fmt: skip
HYBRIDS = {
    "pure_classes": "pure", "hybrid_class": "hybrid", "immigrants": 7.0, "immigrants_low": 0.0,
    "immigrants_high": 15.0, "assortative_mating": 0.3, "hybrid_fitness": 0.8, "backcross": 0.7,
}  # fmt: skip
RATES: dict[str, Any] = {
    "vital_rates": [
        {"class": name, "rate": rate, "value": value}
        for name in ("pure", "hybrid")
        for rate, value in (("survival", 0.7), ("fecundity", 0.4))
    ]
}


def cycle_of(folder: Path, draws: Draws = DRAWN) -> Cycle:
    return read_cycle(oxyura.read_study(folder).tables, MIGRANT, draws)


def modelled(folder: Path, kind: str) -> Path:
    if kind == "hybridisation":
        return two_classes(folder, 900.0, 100.0, RATES, {"hybridisation": [model("year", **HYBRIDS)]})
    if kind == "share":
        row = model("year", **{**HYBRIDS, "immigrants": None, "immigrants_low": None, "immigrants_high": None})
        return two_classes(folder, 900.0, 100.0, RATES, {"hybridisation": [{**row, "immigrant_share": 0.05}]})
    if kind == "diseases":
        return one_class(folder, 500.0, 1.3, {"diseases": [model("breeding", **DISEASE)]})
    handling = 1e-4 if kind == "type_iii" else 0.05
    attack = {"attack": 2e-4, "attack_low": 1e-4, "attack_high": 3e-4} if kind == "type_iii" else {}
    row = model("year", **{**PREDATION, **attack, "handling": handling, "response": kind})
    return one_class(folder, 500.0, 1.3, {"predation": [row]})


KINDS = ("type_ii", "type_iii", "diseases", "hybridisation", "share")


@pytest.mark.parametrize("kind", KINDS)
def test_the_compiled_year_is_the_plain_one(kind: str, tmp_path: Path) -> None:
    cycle = cycle_of(modelled(tmp_path / "s", kind))
    year = cycle.year()
    assert year.mechanisms is not None
    for crowded in (False, True):
        _, census, starts = project_years(year, cycle.start, 4, crowded=crowded)
        plain = cycle.start
        for number in range(4):
            plain = advance_year(year, plain, crowded=crowded)
            assert np.allclose(census[:, number], plain.sum(axis=2), rtol=1e-13)
        assert np.array_equal(starts[:, 0], cycle.start)
    # The parameters differ between draws, and so do the courses.
    assert np.ptp(census[:, -1].sum(axis=1)) > 0 or kind == "share"


@pytest.mark.parametrize("kind", KINDS)
def test_the_low_density_year_is_a_matrix(kind: str, tmp_path: Path) -> None:
    cycle = cycle_of(modelled(tmp_path / "s", kind))
    year, n = cycle.year(), np.abs(np.random.default_rng(1).normal(size=cycle.start.shape))
    for stage in range(year.n_stages):
        after = move(year, stage, live_stage(year, stage, n, crowded=False))
        by_matrix = (stage_matrix(year, stage) @ n.reshape(len(n), -1, 1)).reshape(n.shape)
        assert np.allclose(after, by_matrix, rtol=1e-12)


def test_every_parameter_has_a_stream_of_its_own(tmp_path: Path) -> None:
    (effect,) = cycle_of(modelled(tmp_path / "s", "type_ii")).mechanisms.effects
    attack = DRAWN.of("non_negative", 0.02, 0.01, 0.03, "predation", "the-model", "attack")
    predators = DRAWN.of("non_negative", 12.0, 8.0, 16.0, "predation", "the-model", "predators")
    assert np.array_equal(effect.parameters[:, 0], attack)
    assert np.array_equal(effect.parameters[:, 2], predators)
    assert np.array_equal(effect.parameters[:, 1], np.full(40, 0.05))


@pytest.mark.parametrize("kind", KINDS)
def test_a_cycle_at_point_values_can_be_repeated(kind: str, tmp_path: Path) -> None:
    cycle = cycle_of(modelled(tmp_path / "s", kind), Draws(3, 1, deterministic=True))
    once, often = project(cycle, 5), project(cycle.repeated(3), 5)
    assert np.array_equal(np.repeat(once.census, 3, axis=0), often.census)


@pytest.mark.parametrize("kind", ["type_ii", "diseases"])
def test_exposure_and_abundance_are_those_of_an_impact(kind: str, tmp_path: Path) -> None:
    """1 + x · ((1 + e)^ρ - 1) with the e of the model at today's numbers."""
    plain = cycle_of(modelled(tmp_path / "s", kind), Draws(3, 1, deterministic=True))
    study = oxyura.read_study(tmp_path / "s")
    (change, *_) = [record.effect for record in model_records(study.tables, {MIGRANT: plain})]
    assert change is not None
    from oxyura.schema.table import table_from_records

    rows = [{**present("lagoon"), "share_exposed": 0.6, "relative_abundance": 2.0}]
    tables = study.tables.replacing(presences=table_from_records("presences", rows))
    year = read_cycle(tables, MIGRANT, Draws(3, 1, deterministic=True)).year()
    assert year.mechanisms is not None
    stage = 0 if kind == "type_ii" else 1
    shares = year.mechanisms.shares(stage, project(plain, 1).starts[:, stage], crowded=True)
    assert shares.lives[0, 0, 0] == pytest.approx(1 + 0.6 * ((1 + change) ** 2 - 1), rel=1e-12)


def test_a_model_is_judged_as_what_it_does_today(tmp_path: Path) -> None:
    folder = modelled(tmp_path / "s", "type_ii")
    tables = oxyura.read_study(folder).tables
    (record,) = model_records(tables, {MIGRANT: cycle_of(folder)})
    point = 1 - np.exp(-0.02 * 12 * 530 / 730 / (1 + 0.02 * 0.05 * 530))
    assert record.effect == pytest.approx(-point, rel=0.1)
    assert record.low is not None
    assert record.high is not None
    assert record.low < record.effect < record.high < 0
    (unknown,) = model_records(tables, {})
    assert (unknown.effect, unknown.low, unknown.high) == (None, None, None)


def test_a_parameter_that_may_be_nothing_excludes_no_effect(tmp_path: Path) -> None:
    folder = two_classes(tmp_path / "s", 1000.0, 0.0, RATES, {"hybridisation": [model("year", **HYBRIDS)]})
    (record,) = model_records(oxyura.read_study(folder).tables, {MIGRANT: cycle_of(folder)})
    assert record.effect is not None
    assert record.effect < 0 == record.high
    # With hybrids there already it is no question of immigrants.
    folder = modelled(tmp_path / "t", "hybridisation")
    (record,) = model_records(oxyura.read_study(folder).tables, {MIGRANT: cycle_of(folder)})
    assert record.high is not None
    assert record.high < 0


def test_what_needs_no_state_has_a_size_without_an_annual_cycle(tmp_path: Path) -> None:
    row = model("breeding", mechanism="poisoning", share_laid=0.154, share_laid_low=0.1, share_laid_high=0.2)
    tables = oxyura.read_study(one_class(tmp_path / "s", 100.0, 1.5, {"egg_sinks": [row]})).tables
    (record,) = model_records(tables, {})
    assert record.effect == pytest.approx(-0.154, rel=1e-12)
    assert record.low == pytest.approx(-0.2, abs=0.01)
    assert record.rate == "fecundity"


@pytest.mark.parametrize(("stage", "kind"), [("breeding", "diseases"), ("breeding", "egg_sinks")])
def test_young_lost_to_a_model_are_counted(stage: str, kind: str, tmp_path: Path) -> None:
    rows: dict[str, dict[str, Any]] = {
        "diseases": {"mechanism": "parasitism", "prevalence": 0.5, "half_density": 500.0, "fecundity_loss": 0.8},
        "egg_sinks": {"mechanism": "poisoning", "share_laid": 0.2},
    }
    one_class(tmp_path / "s", 500.0, 1.5, {kind: [model(stage, **rows[kind])]})
    (migrant,) = oxyura.assess_study(oxyura.read_study(tmp_path / "s"), deterministic=True).migrants
    assert migrant.young_lost_per_year is not None
    assert migrant.young_lost_per_year.median == pytest.approx(500 * 0.5 * 0.2, rel=1e-12)


def test_trends_start_from_today_and_go_by_precedence(tmp_path: Path) -> None:
    """Survival (1 - .3)^ρ with ρ = g^(t - 1); a row for the site replaces one for all."""
    from oxyura.schema.table import table_from_records

    impact = {
        **model("year"), "mechanism": "predation", "rate": "survival", "effect": -0.3, "effect_low": -0.3,
        "effect_high": -0.3,
    }  # fmt: skip
    trends = [{"invader_id": INVADER, "growth": 2.0}, {"invader_id": INVADER, "site_id": "lagoon", "growth": 0.5}]
    one_class(tmp_path / "s", 1000.0, 1.0, {"impacts": [impact]})
    study = oxyura.read_study(tmp_path / "s")
    tables = study.tables.replacing(invader_trends=table_from_records("invader_trends", trends))
    (answer,) = oxyura.project_population(replace(study, tables=tables), deterministic=True).values()
    exponents = np.concatenate([[0.0], np.cumsum(0.5 ** np.arange(20))])
    assert answer.now.trajectories[0] == pytest.approx(1000 * 0.7**exponents, rel=1e-12)
    assert answer.now.lambda_band.median == pytest.approx(0.7, rel=1e-12)
    assert answer.scenarios["without_invaders"].trajectories[0] == pytest.approx(np.full(21, 1000.0), rel=1e-12)
