"""Mechanisms as models, through study packages as any study is run: closed forms and published numbers.

The formulas stand, with their sources, in docs/explanation/mechanisms.md.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import oxyura
from mechanism_packages import INVADER, model, one_class, present, two_classes
from oxyura.annual_cycle.population import Population
from oxyura.schema.settings import Budget
from study_packages import MIGRANT, SOURCE

EXACT: dict[str, Any] = {"rel": 1e-9, "abs": 0.0}
LASTING: dict[str, Any] = {
    "vital_rates": [
        {"class": "pure", "rate": "survival", "value": 1.0},
        {"class": "hybrid", "rate": "survival", "value": 1.0},
    ]
}
PAIRS = {"pure_classes": "pure", "hybrid_class": "hybrid"}


def population(folder: Path, years: int) -> Population:
    study = oxyura.read_study(folder)
    longer = replace(study, settings=replace(study.settings, horizon_years=years))
    (answer,) = oxyura.project_population(longer, deterministic=True).values()
    return answer


def purity(answer: Population, scenario: str = "") -> Any:
    projection = answer.scenarios[scenario] if scenario else answer.now
    assert projection.purity is not None
    return projection.purity[0]


def test_t4_is_immigration_in_proportion(tmp_path: Path) -> None:
    """p_t = 1 - (1 - m)^t; m .01, t 50: .3949939329."""
    row = model("year", **PAIRS, immigrant_share=0.01)
    two_classes(tmp_path / "t4", 1000.0, 0.0, LASTING, {"hybridisation": [row]})
    answer = population(tmp_path / "t4", 50)
    assert 1 - purity(answer) == pytest.approx(1 - 0.99 ** np.arange(51), rel=1e-9, abs=1e-15)
    assert 1 - purity(answer)[-1] == pytest.approx(0.3949939329, abs=5e-11)
    assert answer.now.purity_at_horizon is not None
    assert answer.now.purity_at_horizon.median == pytest.approx(0.99**50, **EXACT)
    assert purity(answer, "without_invaders") == pytest.approx(np.ones(51), **EXACT)


def test_a_constant_number_of_immigrants_adds_up(tmp_path: Path) -> None:
    """Nobody dies or breeds: the share of pure individuals after t years is N / (N + I t)."""
    row = model("year", **PAIRS, immigrants=7.0)
    two_classes(tmp_path / "s", 1000.0, 0.0, LASTING, {"hybridisation": [row]})
    answer = population(tmp_path / "s", 30)
    assert purity(answer) == pytest.approx(1000 / (1000 + 7 * np.arange(31)), **EXACT)
    assert answer.now.lambda_band.median == pytest.approx(1.0, **EXACT)


@pytest.mark.parametrize("preference", [0.0, 1.0])
def test_at_random_mating_the_share_of_pure_young_squares_each_generation(preference: float, tmp_path: Path) -> None:
    """Only two pure parents have pure young: p_t = p_0^(2^t). With full preference it stays as it is."""
    rates = {
        "vital_rates": [
            {"class": "pure", "rate": "survival", "value": 0.0},
            {"class": "hybrid", "rate": "survival", "value": 0.0},
            {"class": "pure", "rate": "fecundity", "value": 1.3},
            {"class": "hybrid", "rate": "fecundity", "value": 1.3},
        ]
    }
    row = model("year", **PAIRS, assortative_mating=preference)
    two_classes(tmp_path / "s", 990.0, 10.0, rates, {"hybridisation": [row]})
    answer = population(tmp_path / "s", 8)
    years = np.arange(9)
    expected = 0.99 ** (2.0**years) if preference == 0.0 else np.full(9, 0.99)
    assert purity(answer) == pytest.approx(expected, **EXACT)
    assert purity(answer)[-1] == pytest.approx(0.0763 if preference == 0.0 else 0.99, abs=5e-5)
    assert answer.now.trajectories[0] == pytest.approx(1000 * 1.3**years, **EXACT)


def test_unfit_hybrids_waste_the_broods_of_pure_birds(tmp_path: Path) -> None:
    """Demographic swamping: mixed pairs raise nothing, so pure birds grow by F (1 - q) with q = H / (H + P)."""
    rates = {
        "vital_rates": [
            {"class": "pure", "rate": "survival", "value": 0.0},
            {"class": "hybrid", "rate": "survival", "value": 1.0},
            {"class": "pure", "rate": "fecundity", "value": 1.5},
        ]
    }
    row = model("year", **PAIRS, hybrid_fitness=0.0, backcross=0.8, assortative_mating=0.25)
    two_classes(tmp_path / "s", 900.0, 100.0, rates, {"hybridisation": [row]})
    answer = population(tmp_path / "s", 12)
    pure = 900.0
    for year in range(1, 13):
        pure *= 1.5 * (1 - 0.75 * 0.8 * 100 / (100 + pure))
        assert answer.now.census[0, year] == pytest.approx([pure, 100.0], **EXACT)


def removal(measure: str, trend: float | None) -> dict[str, Any]:
    measures = [
        {
            "measure_id": "shooting", "kind": measure, "invader_ids": INVADER, "site_id": "harbour", "cost": 1,
            "currency": "GBP", "price_year": 2010, "success_probability": 1.0, "source_id": SOURCE,
        }
    ]  # fmt: skip
    trends = [{"invader_id": INVADER, "site_id": "harbour", "growth": trend, "measure_id": "shooting"}]
    tables = {"measures": measures, "presences": [present("harbour")]}
    return tables if trend is None else {**tables, "invader_trends": [{**row, "source_id": SOURCE} for row in trends]}


@pytest.mark.parametrize("years", [5, 30])
def test_immigration_falls_with_its_source(years: int, tmp_path: Path) -> None:
    """With the source times .52 each year, hybrids after t years are I (1 - .52^t) / (1 - .52)."""
    row = model("year", **PAIRS, immigrants=7.0, source_site_id="harbour")
    tables = {"hybridisation": [row], **removal("control", 0.52)}
    two_classes(tmp_path / "s", 1000.0, 0.0, LASTING, tables)
    study = oxyura.read_study(tmp_path / "s")
    settings = replace(study.settings, horizon_years=years, budget=Budget(1.0, "GBP", 2010), draws=20)
    # Immigrants are counted here, and so a measure against them lowers growth: the plan leaves it out.
    result = oxyura.plan_measures(replace(study, settings=settings))
    assert result.chosen is not None
    assert result.chosen.measures == ()
    study = replace(study, tables=study.tables.replacing(measures=done(study)))
    (answer,) = oxyura.project_population(replace(study, settings=settings), deterministic=True).values()
    t = np.arange(years + 1)
    hybrids = 7.0 * (1 - 0.52**t) / (1 - 0.52)
    assert purity(answer) == pytest.approx(1000 / (1000 + hybrids), **EXACT)


def done(study: Any) -> Any:
    """Return the measures with the outcome that they have succeeded."""
    from oxyura.schema.table import table_from_records

    records = [{**record, "outcome": "succeeded"} for record in study.tables["measures"].records()]
    return table_from_records("measures", records, "measures.csv")


def test_taking_the_source_away_stops_immigration_and_leaves_the_hybrids(tmp_path: Path) -> None:
    row = model("year", **PAIRS, immigrants=7.0, source_site_id="harbour")
    two_classes(tmp_path / "s", 1000.0, 0.0, LASTING, {"hybridisation": [row], **removal("eradicate", None)})
    study = oxyura.read_study(tmp_path / "s")
    from oxyura.actions.doing import read_reach
    from oxyura.actions.measures import read_catalogue
    from oxyura.actions.outcomes import Chances
    from oxyura.annual_cycle.cycle import read_cycle
    from oxyura.annual_cycle.draws import Draws
    from oxyura.annual_cycle.projection import project

    cycle = read_cycle(study.tables, MIGRANT, Draws(1, 1, deterministic=True))
    offers = read_catalogue(study.tables).offers
    reach = read_reach(study.tables, cycle, 10, offers)
    assert reach.touched_by(offers[0])
    (outcomes,) = Chances(cycle.draws, 10).outcomes(offers)
    after = project(cycle, 10, intervention=reach.intervention(offers, outcomes))
    # Known after a year, gone from the second: the immigrants of the first stay.
    assert after.purity is not None
    assert after.purity[0] == pytest.approx([1.0, *[1000 / 1007] * 10], **EXACT)


# Predation.


def predator(**cells: Any) -> dict[str, Any]:
    values = {"rate": "survival", "response": "type_ii", "attack": 0.02, "handling": 0.05, "predators": 12.0}
    return model("year", **{**values, **cells})


def test_type_i_is_a_proportional_change(tmp_path: Path) -> None:
    """exp(-a P) each year."""
    one_class(tmp_path / "s", 500.0, 1.2, {"predation": [predator(response="type_i", handling=None)]})
    answer = population(tmp_path / "s", 20)
    growth = 1.2 * math.exp(-0.24)
    assert answer.now.trajectories[0] == pytest.approx(500 * growth ** np.arange(21), **EXACT)
    assert answer.now.lambda_band.median == pytest.approx(growth, **EXACT)
    assert answer.scenarios["without_invaders"].lambda_band.median == pytest.approx(1.2, **EXACT)


@pytest.mark.parametrize("other_prey", [0.0, 90.0])
def test_type_ii_has_the_threshold_that_the_disc_equation_gives(other_prey: float, tmp_path: Path) -> None:
    """ln R = a P / (1 + a t (n + A)) at n* = (a P / ln R - 1) / (a t) - A: above it grows, below it dies out."""
    growth, kills, load = 1.1, 0.24, 0.02 * 0.05
    threshold = (kills / math.log(growth) - 1) / load - other_prey
    assert threshold == pytest.approx(1518.09 - other_prey, abs=0.01)
    for share, above in ((1.0, None), (1.001, True), (0.999, False)):
        folder = tmp_path / str(share)
        row = predator(alternative_prey=other_prey or None)
        one_class(folder, threshold * share, growth, {"predation": [row]})
        answer = population(folder, 150 if above is not None else 10)
        course = answer.now.trajectories[0]
        if above is None:
            assert course == pytest.approx(np.full(11, threshold), **EXACT)
        else:
            assert bool(course[-1] > 2 * threshold) is above
            assert bool(course[-1] < 0.6 * threshold) is not above
        # Low density is the bottom of the pit.
        bottom = growth * math.exp(-kills / (1 + load * other_prey))
        assert answer.now.lambda_band.median == pytest.approx(bottom, **EXACT)


def test_type_iii_holds_prey_in_a_pit(tmp_path: Path) -> None:
    """b n P / (1 + b t n²) = ln R has two roots: the lower is stable, the upper the edge of the pit."""
    growth, attack, handling, predators = 1.1, 2e-4, 0.05, 12.0
    a, b, c = math.log(growth) * attack * handling, -attack * predators, math.log(growth)
    lower, upper = ((-b + sign * math.sqrt(b * b - 4 * a * c)) / (2 * a) for sign in (-1, 1))
    row = predator(response="type_iii", attack=attack, handling=handling, predators=predators)
    for start, expected in ((10.0, lower), (0.999 * upper, lower), (1.001 * upper, None)):
        folder = tmp_path / str(start)
        one_class(folder, start, growth, {"predation": [row]})
        answer = population(folder, 200)
        assert answer.equilibrium == (None if expected is None else pytest.approx(expected, **EXACT))
        # Scarce prey are left alone.
        assert answer.now.lambda_band.median == pytest.approx(growth, **EXACT)


def test_predators_that_follow_their_prey_bring_a_balance(tmp_path: Path) -> None:
    """P(n) = P n / (n + h), type I: ln R = a P n / (n + h) at n* = h ln R / (a P - ln R)."""
    row = predator(response="type_i", handling=None, half_prey=800.0)
    one_class(tmp_path / "s", 60.0, 1.1, {"predation": [row]})
    answer = population(tmp_path / "s", 100)
    balance = 800 * math.log(1.1) / (0.24 - math.log(1.1))
    assert answer.equilibrium == pytest.approx(balance, **EXACT)
    assert answer.now.lambda_band.median == pytest.approx(1.1, **EXACT)


def test_other_prey_keeps_predators_many(tmp_path: Path) -> None:
    """Hyperpredation: with rabbits the cats are P (n + A) / (n + A + h), without them P n / (n + h)."""
    row = predator(response="type_i", handling=None, half_prey=800.0, alternative_prey=5000.0, alternative_id="rabbit")
    tables: dict[str, Any] = {
        "predation": [row],
        "invaders": [
            {"invader_id": INVADER, "scientific_name": "Felis exempli"},
            {"invader_id": "rabbit", "scientific_name": "Lepus exempli"},
        ],
        "presences": [present("lagoon"), present("lagoon", "rabbit", relative_abundance=2.0)],
    }
    one_class(tmp_path / "s", 60.0, 1.1, tables)
    study = oxyura.read_study(tmp_path / "s")
    answer = oxyura.assess_study(replace(study, settings=replace(study.settings, horizon_years=1, draws=1)))
    (migrant,) = answer.migrants
    assert migrant.attribution is not None
    shares = {share.cause_id: share for share in migrant.attribution.shares}
    fed, alone = 0.24 * 10060 / 10860, 0.24 * 60 / 860
    assert shares["rabbit"].removed_alone[0] == pytest.approx(fed - alone, **EXACT)
    assert shares[INVADER].removed_alone[0] == pytest.approx(fed, **EXACT)
    assert shares["rabbit"].removed_last[0] == pytest.approx(0.0, abs=1e-12)
    assert shares["rabbit"].share[0] == pytest.approx((fed - alone) / 2, **EXACT)


# Disease and parasitism.


def disease(stage: str = "year", **cells: Any) -> dict[str, Any]:
    return model(stage, **{"mechanism": "disease_transmission", "prevalence": 0.5, "mortality": 0.4, **cells})


def test_a_fixed_prevalence_is_a_proportional_change(tmp_path: Path) -> None:
    """1 - p m on survival; 1 - p s on fecundity."""
    one_class(tmp_path / "s", 500.0, 1.3, {"diseases": [disease(), disease(impact_id="b", stage="breeding")]})
    answer = population(tmp_path / "s", 10)
    assert answer.now.trajectories[0, 1] == pytest.approx(500 * 0.8 * (0.8 + 0.3), **EXACT)
    row = disease(impact_id="b", stage="breeding", mortality=None, fecundity_loss=0.6)
    one_class(tmp_path / "t", 500.0, 1.3, {"diseases": [row]})
    assert population(tmp_path / "t", 10).now.lambda_band.median == pytest.approx(1 + 0.3 * 0.7, **EXACT)


def test_a_prevalence_that_grows_with_numbers_settles_them(tmp_path: Path) -> None:
    """R (1 - m p n / (n + h)) = 1 at n* = h (R - 1) / (R m p - (R - 1)); at low density nobody is ill."""
    one_class(tmp_path / "s", 50.0, 1.1, {"diseases": [disease(half_density=300.0)]})
    answer = population(tmp_path / "s", 50)
    settled = 300 * 0.1 / (1.1 * 0.2 - 0.1)
    assert answer.equilibrium == pytest.approx(settled, **EXACT)
    assert answer.now.lambda_band.median == pytest.approx(1.1, **EXACT)


def test_a_pathogen_outlives_the_predators_eradication(tmp_path: Path) -> None:
    tables: dict[str, Any] = {
        "predation": [predator(impact_id="rats", invader_id="rat", response="type_i", handling=None)],
        "diseases": [disease(half_density=300.0)],
        "invaders": [
            {"invader_id": "rat", "scientific_name": "Rattus exempli"},
            {"invader_id": INVADER, "scientific_name": "Bacillus exempli"},
        ],
        "presences": [present("lagoon"), present("lagoon", "rat")],
        "measures": [
            {
                "measure_id": "bait", "kind": "eradicate", "invader_ids": "rat", "site_id": "lagoon", "cost": 1,
                "currency": "EUR", "price_year": 2020, "success_probability": 1.0, "source_id": SOURCE,
            }
        ],
    }  # fmt: skip
    one_class(tmp_path / "s", 50.0, 1.1, tables)
    study = oxyura.read_study(tmp_path / "s")
    settings = replace(study.settings, horizon_years=40, budget=Budget(1.0, "EUR", 2020), draws=1)
    answer = oxyura.assess_study(replace(study, settings=settings))
    assert answer.plan.chosen is not None
    assert answer.plan.chosen.measures == ("bait",)
    n = 50.0
    for year in range(40):
        n *= 1.1 * (1 - 0.2 * n / (n + 300)) * (math.exp(-0.24) if year == 0 else 1.0)
    assert answer.plan.chosen.migrants[MIGRANT].abundance_after.median == pytest.approx(n, **EXACT)


# Egg sinks.


@pytest.mark.parametrize(("survival", "left"), [(None, 0.846), (0.25, 0.8845)])
def test_eggs_on_a_sink_lower_fecundity(survival: float | None, left: float, tmp_path: Path) -> None:
    """15.4 % of the monarch's field eggs on swallow-worts, where none lives: local fecundity × .846."""
    row = model("breeding", mechanism="poisoning", share_laid=0.154, survival_there=survival)
    one_class(tmp_path / "s", 100.0, 1.5, {"egg_sinks": [row]})
    answer = population(tmp_path / "s", 5)
    assert answer.now.lambda_band.median == pytest.approx(1 + 0.5 * left, **EXACT)
    assert answer.scenarios["without_invaders"].lambda_band.median == pytest.approx(1.5, **EXACT)


# Mesopredator release with intervals.


def test_a_release_is_drawn_from_its_interval(tmp_path: Path) -> None:
    """Cats go, rats become 1 + u as many with u .5 (.2 to .8): survival .8^(1 + u) in every draw."""
    from oxyura.annual_cycle.draws import Draws

    def impact(invader: str, effect: float) -> dict[str, Any]:
        return {
            **model("year", impact_id=invader, invader_id=invader), "mechanism": "predation", "rate": "survival",
            "effect": effect, "effect_low": effect, "effect_high": effect,
        }  # fmt: skip

    tables: dict[str, Any] = {
        "invaders": [{"invader_id": name, "scientific_name": f"Invasor {name}"} for name in ("cat", "rat")],
        "presences": [present("lagoon", "cat"), present("lagoon", "rat")],
        "impacts": [impact("cat", -0.3), impact("rat", -0.2)],
        "interactions": [
            {
                "invader_id": "cat", "other_invader_id": "rat", "effect": 0.5, "low": 0.2, "high": 0.8,
                "evidence": "inferred", "source_id": SOURCE,
            }
        ],
        "measures": [
            {
                "measure_id": "cats-out", "kind": "control", "invader_ids": "cat", "cost": 1, "currency": "EUR",
                "price_year": 2020, "success_probability": 1.0, "reduction": 1.0, "source_id": SOURCE,
            }
        ],
    }  # fmt: skip
    one_class(tmp_path / "s", 1000.0, 1.0, tables)
    study = oxyura.read_study(tmp_path / "s")
    settings = replace(study.settings, horizon_years=1, budget=Budget(1.0, "EUR", 2020), draws=400, seed=7)
    (after,) = oxyura.plan_measures(replace(study, settings=settings)).chosen.migrants.values()  # type: ignore[union-attr]
    released = Draws(7, 400).of_effect(0.5, 0.2, 0.8, "interaction", "cat", "rat", "")
    expected = np.quantile(0.8 ** (1 + released), (0.025, 0.5, 0.975))
    found = (after.growth_after.low, after.growth_after.median, after.growth_after.high)
    assert found == pytest.approx(expected, rel=1e-12)
    assert found == pytest.approx([0.8**1.8, 0.8**1.5, 0.8**1.2], rel=0.01)
    # The attribution asks what each takes today, when the rats are still held down.
    answer = oxyura.assess_study(replace(study, settings=settings))
    (migrant,) = answer.migrants
    assert migrant.attribution is not None
    shares = {share.cause_id: share.removed_alone for share in migrant.attribution.shares}
    assert shares["cat"] == pytest.approx(np.full(400, -math.log(0.7)), rel=1e-12)


# The casebook.


def test_white_headed_duck_with_and_without_the_programme() -> None:
    """C3: hybrid immigration falls with the UK source times .52 each year; shares of pure birds after 30 years.

    All assumptions stand in the notes of the study. A second reckoning in plain loops: immigrants 9.7 · .52^t for six
    years, pairs at random, half of the young of mixed pairs hybrid, hybrids shot after they have bred.
    """
    from oxyura.actions.doing import read_reach
    from oxyura.actions.measures import read_catalogue
    from oxyura.actions.outcomes import Chances
    from oxyura.annual_cycle.cycle import read_cycle
    from oxyura.annual_cycle.draws import Draws
    from oxyura.annual_cycle.projection import project

    def reckoned(yearly: float, hybrids_survive: float) -> float:
        pure, hybrid = 3079.0, 0.0
        for year in range(30):
            hybrid += 9.7 * yearly ** min(year, 6)
            young = 0.470588235294
            mixed = 0.5 * hybrid / (pure + hybrid)
            hybrid_young = young * (hybrid + pure * mixed)
            pure = 0.68 * pure * (1 + young * (1 - mixed))
            hybrid = hybrids_survive * (hybrid + hybrid_young)
        return pure / (pure + hybrid)

    tables = oxyura.read_study("white-headed-duck").tables
    cycle = read_cycle(tables, "white-headed-duck-spain", Draws(1, 1, deterministic=True))
    offers = read_catalogue(tables).offers
    reach = read_reach(tables, cycle, 30, offers)
    (outcomes,) = Chances(cycle.draws, 30).outcomes(offers)
    done = reach.intervention(offers, outcomes)
    stopped = {"scenario": "no-shooting-in-spain"}
    found = {
        "without": project(cycle, 30),
        "with": project(cycle, 30, intervention=done),
        "without, nobody shoots": project(cycle, 30, **stopped),  # type: ignore[arg-type]
        "with, nobody shoots": project(cycle, 30, intervention=done, **stopped),  # type: ignore[arg-type]
        "no invaders": project(cycle, 30, removed=cycle.alien_causes),
    }
    shares = {name: one.purity[0, -1] for name, one in found.items() if one.purity is not None}
    unshot = 0.1442 * (1 + 3.7157)
    assert shares == pytest.approx(
        {
            "without": reckoned(1.0, 0.1442),
            "with": reckoned(0.52, 0.1442),
            "without, nobody shoots": reckoned(1.0, unshot),
            "with, nobody shoots": reckoned(0.52, unshot),
            "no invaders": 1.0,
        },
        rel=1e-9,
    )
    assert [round(share, 4) for share in shares.values()] == [0.999, 1.0, 0.2957, 0.6524, 1.0]


def test_every_model_ships_in_a_study_that_runs() -> None:
    study = oxyura.read_study("mechanisms")
    assert not [problem for problem in study.problems if problem.severity != "note"]
    answer = oxyura.assess_study(study, deterministic=True)
    populations = {migrant.migrant_id: migrant.population for migrant in answer.migrants if migrant.population}
    # 15.4 % of the eggs on a sink: local fecundity × .846.
    butterfly = populations["hypothetical-butterfly"]
    assert butterfly.now.growth_band.median == pytest.approx(1.1 * 0.846, **EXACT)
    # T1: three tenths of the winter habitat gone; λ does not show it.
    wader = populations["hypothetical-wader"]
    assert wader.equilibrium == pytest.approx(36.0294117647, rel=1e-10)
    assert wader.now.lambda_band.median == pytest.approx(1.35, **EXACT)
    shares = {
        migrant.migrant_id: {share.cause_id: float(share.share[0]) for share in migrant.attribution.shares}
        for migrant in answer.migrants
        if migrant.attribution
    }
    assert all(share > 0 for causes in shares.values() for share in causes.values())
    assert set(shares["hypothetical-petrel"]) == {"cat", "rat", "rabbit"}
    assert set(shares["hypothetical-tern"]) == {"cholera", "rat"}
    # Not listed: a model gives a verdict as an impact does, and none here is a threat.
    assert {migrant.verdict for migrant in answer.migrants} == {"no_demonstrated_impact"}
    judged = {(pair.migrant_id, pair.invader_id): pair for pair in answer.pairs if pair.mechanism}
    assert judged["hypothetical-petrel", "cat"].effect_on_rate["survival"].median < -0.03
    assert judged["hypothetical-tern", "cholera"].effect_on_growth is not None
