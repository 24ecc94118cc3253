"""What the tables mean, clause by clause, on studies small enough to work by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from oxyura.annual_cycle.population import Population, project_migrant
from oxyura.schema.errors import InputError, LimitError
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet, table_from_records

Row = dict[str, Any]
DETERMINISTIC = Settings("test", horizon_years=5, draws=1, seed=1)


def rate(kind: str, value: float, **more: Any) -> Row:
    return {"migrant_id": "m", "stage": "year", "class": "all", "rate": kind, "value": value, **more}


def tables(**more: list[Row]) -> TableSet:
    """Return a one-stage, one-site study with survival .8 and fecundity .3, or what `more` says instead."""
    records: dict[str, list[Row]] = {
        "sites": [{"site_id": "home", "name": "Home", "country": "ES"}],
        "migrants": [
            {"migrant_id": "m", "scientific_name": "Avis", "abundance": 100.0, "abundance_unit": "individuals"}
        ],
        "stages": [{"migrant_id": "m", "stage": "year", "position": 1.0, "start_week": 1.0, "end_week": 52.0}],
        "distribution": [
            {"migrant_id": "m", "stage": "year", "site_id": "home", "share": 1.0, "survey_status": "surveyed"}
        ],
        "vital_rates": [rate("survival", 0.8), rate("fecundity", 0.3)],
        "invaders": [{"invader_id": "rat", "scientific_name": "Rattus rattus"}],
        "presences": [{"invader_id": "rat", "site_id": "home", "status": "present"}],
    }
    records.update(more)
    return TableSet({name: table_from_records(name, rows) for name, rows in records.items()})


def impact(effect: float | None, kind: str = "fecundity", **more: Any) -> Row:
    return {
        "impact_id": "eats-chicks",
        "invader_id": "rat",
        "migrant_id": "m",
        "stage": "year",
        "mechanism": "predation",
        "rate": kind,
        "effect": effect,
        "evidence": "demonstrated",
        "confidence": "high",
        **more,
    }


def answer(given: TableSet, settings: Settings = DETERMINISTIC, *, deterministic: bool = True) -> Population:
    return project_migrant(given, "m", settings, deterministic=deterministic)


def lambdas(population: Population) -> tuple[float, float]:
    """Return λ now and without invaders."""
    return population.now.lambda_band.median, population.scenarios["without_invaders"].lambda_band.median


def test_survivors_and_young_add_up() -> None:
    population = answer(tables())
    assert population.now.lambda_band.median == pytest.approx(1.1)
    assert population.now.trajectories[0] == pytest.approx(100 * 1.1 ** np.arange(6))
    assert population.now.growth_band.median == pytest.approx(1.1)


def test_an_impact_acts_where_its_invader_is_and_goes_with_it() -> None:
    assert lambdas(answer(tables(impacts=[impact(-0.5)]))) == pytest.approx((0.95, 1.1))


@pytest.mark.parametrize("status", ["absent", "eradicated", "not_surveyed"])
def test_an_invader_that_is_not_known_present_does_not_act(status: str) -> None:
    presences = [{"invader_id": "rat", "site_id": "home", "status": status}]
    assert lambdas(answer(tables(impacts=[impact(-0.5)], presences=presences))) == pytest.approx((1.1, 1.1))


def test_a_native_acts_but_is_not_removed() -> None:
    presences = [{"invader_id": "rat", "site_id": "home", "status": "present", "establishment_means": "native"}]
    population = answer(tables(impacts=[impact(-0.5)], presences=presences))
    assert lambdas(population) == pytest.approx((0.95, 0.95))
    assert population.alien_causes == frozenset()


def test_share_exposed_and_relative_abundance() -> None:
    presences = [
        {
            "invader_id": "rat",
            "site_id": "home",
            "status": "present",
            "share_exposed": 0.5,
            "relative_abundance": 2.0,
        }
    ]
    factor = 1 + 0.5 * ((1 - 0.5) ** 2 - 1)
    population = answer(tables(impacts=[impact(-0.5)], presences=presences))
    assert population.now.lambda_band.median == pytest.approx(0.8 + 0.3 * factor)


def test_an_effect_of_unknown_size_is_never_applied() -> None:
    population = answer(tables(impacts=[impact(None)]))
    assert lambdas(population) == pytest.approx((1.1, 1.1))


def test_a_rate_measured_among_invaders_holds_now_and_rises_without_them() -> None:
    rates = [rate("survival", 0.8), rate("fecundity", 0.3, observed_with=("eats-chicks",))]
    assert lambdas(answer(tables(vital_rates=rates, impacts=[impact(-0.5)]))) == pytest.approx((1.1, 1.4))


def test_a_rate_measured_among_invaders_since_gone_is_freed() -> None:
    rates = [rate("survival", 0.8), rate("fecundity", 0.3, observed_with=("eats-chicks",))]
    presences = [{"invader_id": "rat", "site_id": "home", "status": "eradicated", "share_exposed": 0.5}]
    population = answer(tables(vital_rates=rates, impacts=[impact(-0.5)], presences=presences))
    assert population.now.lambda_band.median == pytest.approx(0.8 + 0.3 / 0.75)


def test_several_causes_multiply_on_the_rate() -> None:
    pressure = {
        "pressure_id": "fishing",
        "name": "Fishing",
        "iucn_threat": "5.4",
        "migrant_id": "m",
        "stage": "year",
        "rate": "fecundity",
        "effect": -0.2,
        "evidence": "expert",
        "confidence": "low",
    }
    given = tables(impacts=[impact(-0.5)], pressures=[pressure])
    assert lambdas(answer(given)) == pytest.approx((0.8 + 0.3 * 0.4, 0.8 + 0.3 * 0.8))


def test_rates_are_clipped_at_the_end_and_counted() -> None:
    population = answer(tables(impacts=[impact(0.5, "survival")]))
    assert population.now.lambda_band.median == pytest.approx(1.3)
    assert population.now.clipped == 1


def test_targeted_transition_takes_its_value_and_the_others_share_what_is_left() -> None:
    rates = [
        rate("survival", 1.0, **{"class": "a"}),
        rate("transition", 0.2, **{"class": "a", "to_class": "b"}),
        rate("transition", 0.3, **{"class": "a", "to_class": "c"}),
    ]
    classes = [{"migrant_id": "m", "class": "a", "initial_share": 1.0}]
    given = tables(
        vital_rates=rates, classes=classes, impacts=[impact(1.0, "transition", **{"class": "a", "to_class": "b"})]
    )
    after = dict(zip(("a", "b", "c"), answer(given).now.census[0, 1], strict=True))
    assert after == pytest.approx({"a": 100 * 0.5 * 0.6 / 0.8, "b": 40.0, "c": 100 * 0.3 * 0.6 / 0.8})


def test_path_survival_of_one_journey_can_be_singled_out() -> None:
    """A row that names the site left holds for that journey; the row that does not, for the others."""
    given = tables(
        sites=[{"site_id": site, "name": site} for site in ("east", "west")],
        stages=[
            {"migrant_id": "m", "stage": name, "position": position, "start_week": 1.0, "end_week": 1.0}
            for name, position in (("summer", 1.0), ("winter", 2.0))
        ],
        distribution=[
            {"migrant_id": "m", "stage": stage, "site_id": site, "share": 0.5, "survey_status": "surveyed"}
            for stage in ("summer", "winter")
            for site in ("east", "west")
        ],
        movements=[
            {
                "migrant_id": "m",
                "from_stage": "summer",
                "from_site": left,
                "to_stage": "winter",
                "to_site": reached,
                "share": 0.5,
                "survival": 0.9,
            }
            for left in ("east", "west")
            for reached in ("east", "west")
        ],
        vital_rates=[{**rate("survival", 1.0), "stage": "summer"}],
        presences=[{"invader_id": "rat", "site_id": "east", "status": "present"}],
        impacts=[
            {**impact(-0.5, "path_survival"), "stage": "winter"},
            {**impact(-1.0, "path_survival", from_site="west"), "stage": "winter"},
        ],
    )
    # Into the east: half survive from the east, none from the west; into the west nothing acts.
    assert answer(given).now.census[0, 1, 0] == pytest.approx(50 * 0.5 * 0.9 * (0.5 + 0.0 + 1.0 + 1.0))


def test_scenarios_ramp_up_and_lambda_has_the_full_effect() -> None:
    scenario = {"scenario_id": "worse", "name": "Worse", "rate": "survival", "effect": -0.1, "ramp_years": 2.0}
    projection = answer(tables(scenarios=[scenario])).scenarios["worse"]
    factors = [0.8 * 0.95 + 0.3, *[0.8 * 0.9 + 0.3] * 4]
    assert projection.trajectories[0] == pytest.approx(100 * np.cumprod([1.0, *factors]))
    assert projection.lambda_band.median == pytest.approx(0.8 * 0.9 + 0.3)


def test_uncounted_classes_are_there_but_not_in_the_abundance() -> None:
    rates = [
        rate("survival", 0.9, **{"class": "adult"}),
        rate("survival", 0.5, **{"class": "young"}),
        rate("transition", 1.0, **{"class": "young", "to_class": "adult"}),
        rate("fecundity", 0.4, **{"class": "adult", "to_class": "young"}),
    ]
    classes = [{"migrant_id": "m", "class": "young", "counted": "no"}, {"migrant_id": "m", "class": "adult"}]
    population = answer(tables(vital_rates=rates, classes=classes))
    assert population.now.trajectories[0, 0] == pytest.approx(100.0)
    assert population.now.census[0, 0].sum() > 100.0
    root = (0.9 + np.sqrt(0.81 + 4 * 0.4 * 0.5)) / 2
    assert population.now.lambda_band.median == pytest.approx(root)


def test_a_site_row_replaces_a_blank_one() -> None:
    rates = [rate("survival", 0.8), rate("survival", 0.5, site_id="home")]
    assert answer(tables(vital_rates=rates)).now.lambda_band.median == pytest.approx(0.5)


def test_without_density_there_is_no_equilibrium() -> None:
    assert answer(tables()).equilibrium is None


def test_a_ceiling_holds_the_population() -> None:
    density = [{"migrant_id": "m", "stage": "year", "form": "ceiling", "capacity": 150.0}]
    population = answer(tables(density=density))
    assert population.equilibrium == pytest.approx(150.0)
    assert population.now.trajectories[0, -1] == pytest.approx(150.0)


def test_a_dying_population_has_equilibrium_zero() -> None:
    density = [{"migrant_id": "m", "stage": "year", "form": "ricker", "a": 0.001}]
    rates = [rate("survival", 0.5)]
    assert answer(tables(vital_rates=rates, density=density)).equilibrium == 0.0


def test_quasi_extinction_counts_draws_that_fell() -> None:
    population = answer(tables(vital_rates=[rate("survival", 0.5)]))
    assert population.quasi_extinction.threshold == 50.0
    assert population.quasi_extinction.by_year == (0.0, 1.0, 1.0, 1.0, 1.0, 1.0)


def test_draws_widen_the_answer_and_share_a_parameter() -> None:
    uncertain = {"low": 0.7, "high": 0.88}
    settings = Settings("test", horizon_years=5, draws=400, seed=1)
    alone = answer(tables(vital_rates=[rate("survival", 0.8, **uncertain)]), settings, deterministic=False)
    assert alone.now.growth.std() == pytest.approx((0.88 - 0.7) / 3.92, rel=0.15)
    stages = [
        {"migrant_id": "m", "stage": name, "position": position, "start_week": 1.0, "end_week": 1.0}
        for name, position in (("year", 1.0), ("winter", 2.0))
    ]
    both = [rate("survival", 0.8, **uncertain), {**rate("survival", 0.8, **uncertain), "stage": "winter"}]
    shared = [{**row, "parameter": "s"} for row in both]
    apart = answer(tables(stages=stages, vital_rates=both), settings, deterministic=False)
    together = answer(tables(stages=stages, vital_rates=shared), settings, deterministic=False)
    assert together.now.growth.std() == pytest.approx(np.sqrt(2) * apart.now.growth.std(), rel=0.15)


def test_noise_between_years_spreads_trajectories_but_not_lambda() -> None:
    settings = Settings("test", horizon_years=5, draws=300, seed=1)
    given = tables(vital_rates=[rate("survival", 0.8, sd_between_years=0.05)])
    population = answer(given, settings, deterministic=False)
    assert np.ptp(population.now.asymptotic) == 0.0
    assert population.now.trajectories[:, 1].std() == pytest.approx(5.0, rel=0.15)
    assert population.now.trajectories[:, 1].mean() == pytest.approx(80.0, abs=1.0)
    again = answer(given, settings, deterministic=False)
    assert np.array_equal(again.now.trajectories, population.now.trajectories)


def test_every_counterfactual_meets_the_same_years() -> None:
    settings = Settings("test", horizon_years=5, draws=50, seed=1)
    rates = [rate("survival", 0.8, sd_between_years=0.05), rate("fecundity", 0.3)]
    population = answer(tables(vital_rates=rates, impacts=[impact(0.0)]), settings, deterministic=False)
    assert np.array_equal(population.now.trajectories, population.scenarios["without_invaders"].trajectories)


def test_a_migrant_without_stages_is_refused() -> None:
    with pytest.raises(InputError, match="has no stages"):
        answer(tables(stages=[]))


def test_a_model_beyond_the_ceiling_is_refused() -> None:
    with pytest.raises(LimitError, match="calculation"):
        answer(tables(), Settings("test", horizon_years=10**6, draws=10**6), deterministic=False)


def test_transitions_that_sum_to_one_in_the_table_do_so_in_every_draw() -> None:
    rates = [
        rate("transition", 0.3, **{"class": "a", "to_class": "b"}, low=0.2, high=0.42),
        rate("transition", 0.7, **{"class": "a", "to_class": "c"}),
        rate("survival", 1.0, **{"class": "a"}),
    ]
    classes = [{"migrant_id": "m", "class": "a", "initial_share": 1.0}]
    settings = Settings("test", horizon_years=1, draws=200, seed=1)
    population = answer(tables(vital_rates=rates, classes=classes), settings, deterministic=False)
    after = dict(zip(population.classes, population.now.census[:, 1].T, strict=True))
    assert population.now.clipped == 0
    assert after["a"] == pytest.approx(np.zeros(200), abs=1e-9)
    assert after["b"].std() > 3
    assert after["b"] + after["c"] == pytest.approx(np.full(200, 100.0))


def test_staying_takes_up_the_difference_where_some_stay() -> None:
    rates = [
        rate("transition", 0.3, **{"class": "a", "to_class": "b"}, low=0.2, high=0.42),
        rate("transition", 0.4, **{"class": "a", "to_class": "c"}),
        rate("survival", 1.0, **{"class": "a"}),
    ]
    classes = [{"migrant_id": "m", "class": "a", "initial_share": 1.0}]
    settings = Settings("test", horizon_years=1, draws=50, seed=1)
    population = answer(tables(vital_rates=rates, classes=classes), settings, deterministic=False)
    after = dict(zip(population.classes, population.now.census[:, 1].T, strict=True))
    assert after["c"] == pytest.approx(np.full(50, 40.0))
    assert after["a"] + after["b"] == pytest.approx(np.full(50, 60.0))
