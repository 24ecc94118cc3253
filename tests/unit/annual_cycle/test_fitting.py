"""Fits: the truth is found again, and what the targets leave open is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from oxyura.annual_cycle.cycle import read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.fitting import FitTarget, _Problem, fit_parameters
from oxyura.annual_cycle.population import project_migrant
from oxyura.schema.errors import InputError
from oxyura.schema.settings import Settings
from unit.annual_cycle.test_population import impact, rate, tables

SETTINGS = Settings("t", horizon_years=10, draws=20, seed=1)


def parameter(name: str, lower: float = 0.0, upper: float = 1.0) -> dict[str, Any]:
    return {"migrant_id": "m", "parameter": name, "lower": lower, "upper": upper}


def target(value: float, outcome: str = "growth", scenario: str | None = None) -> dict[str, Any]:
    return {"migrant_id": "m", "target": outcome, "value": value, "scenario_id": scenario}


def rates(survival: float = 0.8, fecundity: float = 0.3) -> list[dict[str, Any]]:
    return [rate("survival", survival, parameter="s"), rate("fecundity", fecundity, parameter="f")]


def test_one_parameter_is_found_again() -> None:
    study = tables(vital_rates=rates(survival=0.1), fits=[parameter("s"), target(1.1)])
    fitted, fit = fit_parameters(study, "m", SETTINGS)
    assert fit is not None
    (found,) = fit.parameters
    assert found.value == pytest.approx(0.8, abs=1e-8)
    assert found.identified
    assert not found.at_bound
    assert fit.reached == pytest.approx((1.1,), abs=1e-9)
    assert fitted["vital_rates"].numbers("value")[0] == found.value
    assert len(found.profile) == 15
    assert min(cost for _, cost in found.profile) >= fit.residual**2 - 1e-15


def test_two_parameters_are_told_apart_by_a_scenario() -> None:
    study = tables(
        vital_rates=rates(0.5, 0.5),
        impacts=[impact(-0.5)],
        fits=[parameter("s"), parameter("f"), target(0.95), target(1.1, "lambda", "without_invaders")],
    )
    _, fit = fit_parameters(study, "m", SETTINGS)
    assert fit is not None
    assert [found.value for found in fit.parameters] == pytest.approx([0.8, 0.3], abs=1e-7)
    assert all(found.identified for found in fit.parameters)


def test_what_two_targets_cannot_settle_is_said() -> None:
    study = tables(vital_rates=rates(), fits=[parameter("s"), parameter("f"), target(1.1), target(1.1, "lambda")])
    _, fit = fit_parameters(study, "m", SETTINGS)
    assert fit is not None
    assert [found.identified for found in fit.parameters] == [False, False]
    assert fit.residual == pytest.approx(0, abs=1e-7)


def test_a_bound_that_holds_the_fit_back_is_said() -> None:
    _, fit = fit_parameters(tables(vital_rates=rates(), fits=[parameter("s", 0.0, 0.7), target(1.1)]), "m", SETTINGS)
    assert fit is not None
    assert fit.parameters[0].at_bound
    assert fit.residual == pytest.approx(0.1, abs=1e-6)


def test_draws_keep_the_fitted_value() -> None:
    study = tables(
        vital_rates=[rate("survival", 0.5, parameter="s", low=0.4, high=0.6), rate("fecundity", 0.3)],
        fits=[parameter("s"), target(1.1)],
    )
    fitted, _ = fit_parameters(study, "m", SETTINGS)
    population = project_migrant(fitted, "m", SETTINGS)
    assert np.ptp(population.now.growth) == 0


def test_more_parameters_than_targets_are_refused() -> None:
    study = tables(vital_rates=rates(), fits=[parameter("s"), parameter("f"), target(1.1)])
    with pytest.raises(InputError, match="2 parameters"):
        fit_parameters(study, "m", SETTINGS)


def test_a_parameter_that_no_rate_has_is_refused() -> None:
    with pytest.raises(InputError, match="has the parameter 'x'"):
        fit_parameters(tables(fits=[parameter("x"), target(1.1)]), "m", SETTINGS)


def test_without_fits_nothing_changes() -> None:
    study = tables()
    assert fit_parameters(study, "m", SETTINGS) == (study, None)


def test_initial_shares_do_not_keep_a_fit_from_being_found() -> None:
    """They leave one first census for all points that are tried together."""
    study = tables(
        vital_rates=rates(survival=0.1),
        classes=[{"migrant_id": "m", "class": "all", "initial_share": 1.0}],
        fits=[parameter("s"), target(1.1)],
    )
    _, fit = fit_parameters(study, "m", SETTINGS)
    assert fit is not None
    assert fit.parameters[0].value == pytest.approx(0.8, abs=1e-8)


def test_points_tried_together_are_those_tried_alone() -> None:
    study = tables(
        vital_rates=rates(0.5, 0.5),
        impacts=[impact(-0.5)],
        density=[{"migrant_id": "m", "stage": "year", "form": "beverton_holt", "a": 1e-4}],
        fits=[parameter("s"), parameter("f"), target(0.95), target(1.1, "lambda", "without_invaders")],
    )
    cycle = read_cycle(study, "m", Draws(1, 1, deterministic=True))
    targets = (FitTarget("growth", None, 1.0), FitTarget("lambda", "without_invaders", 1.0))
    rows = [np.array([0]), np.array([1])]
    problem = _Problem(cycle, rows, targets, 10, np.zeros(2), np.ones(2))
    points = np.random.default_rng(1).random((7, 2))
    together = problem.outcomes(points)
    assert together == pytest.approx(np.concatenate([problem.outcomes(point[None]) for point in points]), rel=1e-12)


def test_the_description_does_not_change_the_fit() -> None:
    study = tables(vital_rates=rates(), fits=[parameter("s"), parameter("f"), target(1.1), target(1.1, "lambda")])
    described, fit = fit_parameters(study, "m", SETTINGS)
    plain, nothing = fit_parameters(study, "m", SETTINGS, described=False)
    assert fit is not None
    assert nothing is None
    assert np.array_equal(plain["vital_rates"].numbers("value"), described["vital_rates"].numbers("value"))
