"""Generation length and the stability of equilibria, against closed forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.generation_length import measure_generation_length
from oxyura.annual_cycle.readings import find_equilibrium, measure_elasticities
from oxyura.annual_cycle.stability import measure_stability
from oxyura.schema.table import TableSet, table_from_records

Row = dict[str, Any]


def rate(class_: str, kind: str, value: float, to_class: str | None = None, stage: str = "year") -> Row:
    return {"migrant_id": "m", "stage": stage, "class": class_, "rate": kind, "to_class": to_class, "value": value}


def cycle(
    rates: Sequence[Row],
    density: Sequence[Row] = (),
    stages: Sequence[str] = ("year",),
    shares: Mapping[str, float] = {},
) -> Cycle:
    """Return one population at the sites of `shares`, home alone by default."""
    sites = dict(shares) or {"home": 1.0}
    records: dict[str, list[Row]] = {
        "sites": [{"site_id": site, "name": site} for site in sites],
        "migrants": [
            {"migrant_id": "m", "scientific_name": "Avis", "abundance": 100.0, "abundance_unit": "individuals"}
        ],
        "stages": [
            {"migrant_id": "m", "stage": stage, "position": place + 1.0, "start_week": 1.0, "end_week": 52.0}
            for place, stage in enumerate(stages)
        ],
        "distribution": [
            {"migrant_id": "m", "stage": stage, "site_id": site, "share": share, "survey_status": "surveyed"}
            for stage in stages
            for site, share in sites.items()
        ],
        "vital_rates": list(rates),
        "density": [{"migrant_id": "m", "stage": "year", **row} for row in density],
    }
    tables = TableSet({name: table_from_records(name, rows) for name, rows in records.items()})
    return read_cycle(tables, "m", Draws(1, 1, deterministic=True))


def length_of(model: Cycle) -> float | None:
    return measure_generation_length(measure_elasticities(model))


def test_one_class_has_the_length_of_a_geometric_life() -> None:
    # T = λ / f with λ = s + f; 1 / (1 - s) where the population is stationary.
    assert length_of(cycle([rate("all", "survival", 0.8), rate("all", "fecundity", 0.2)])) == pytest.approx(5.0)


@pytest.mark.parametrize("first_age", [2, 4, 7])
def test_first_breeding_and_adult_survival(first_age: int) -> None:
    # Young enter class 1 aged 1; adults breed from first_age on: T = first_age + s / (λ - s).
    survival, young = 0.9, 0.4
    classes = [f"age{age}" for age in range(1, first_age)] + ["adult"]
    rates = [rate(name, "survival", survival) for name in classes]
    rates += [rate(name, "transition", 1.0, later) for name, later in pairwise(classes)]
    rates += [rate("adult", "fecundity", young, classes[0])]
    model = cycle(rates)
    roots = np.roots([1.0, -survival, *[0.0] * (first_age - 2), -young * survival ** (first_age - 1)])
    growth = np.abs(roots).max()

    assert length_of(model) == pytest.approx(first_age + survival / (growth - survival), rel=1e-9)


def test_births_in_two_stages_add_up() -> None:
    # Two chances a year: s lives through each stage, f young per head in each; λ = (s + f)².
    stages = ("year", "second")
    rates = [
        rate("all", kind, value, stage=stage)
        for stage in stages
        for kind, value in (("survival", 0.9), ("fecundity", 0.1))
    ]
    assert length_of(cycle(rates, stages=stages)) == pytest.approx(1.0 / (2 * 0.1 / 1.0))


def test_it_is_that_of_the_matrices() -> None:
    model = cycle(
        [
            rate("young", "survival", 0.5),
            rate("young", "transition", 0.6, "adult"),
            rate("young", "fecundity", 0.1),
            rate("adult", "survival", 0.85),
            rate("adult", "fecundity", 0.7, "young"),
            rate("adult", "fecundity", 0.05),
        ]
    )
    births = np.array([[0.1, 0.7], [0.0, 0.05]])
    year = births + np.array([[0.5 * 0.4, 0.0], [0.5 * 0.6, 0.85]])
    roots, right = np.linalg.eig(year)
    left_roots, left = np.linalg.eig(year.T)
    w, v = right[:, roots.argmax()], left[:, left_roots.argmax()]
    assert length_of(model) == pytest.approx(roots.max() * (v @ w) / (v @ births @ w), rel=1e-10)


def test_without_births_there_is_none() -> None:
    assert length_of(cycle([rate("all", "survival", 0.9)])) is None


def test_where_the_dominant_root_is_not_simple_there_is_none() -> None:
    rates = [rate("all", "survival", 0.8), rate("all", "fecundity", 0.3)]
    assert length_of(cycle(rates, shares={"east": 0.5, "west": 0.5})) is None


def crowded(growth: float, form: str) -> Cycle:
    return cycle([rate("all", "survival", 0.5), rate("all", "fecundity", growth - 0.5)], [{"form": form, "a": 0.001}])


@pytest.mark.parametrize("growth", [1.2, 3.0, 20.0])
def test_beverton_holt_always_comes_back(growth: float) -> None:
    found = measure_stability(crowded(growth, "beverton_holt"))
    assert found is not None
    assert found.equilibrium == pytest.approx((growth - 1) / 0.001, rel=1e-9)
    assert found.multiplier == pytest.approx(1 / growth, rel=1e-6)
    assert found.stable is True


@pytest.mark.parametrize(
    ("log_growth", "stable"), [(0.5, True), (1.0, True), (1.9, True), (2.3, False), (2.6, False), (3.0, False)]
)
def test_ricker_swings_above_e_squared(log_growth: float, stable: bool) -> None:
    model = crowded(float(np.exp(log_growth)), "ricker")
    found = measure_stability(model)
    assert found is not None
    assert found.equilibrium == pytest.approx(log_growth / 0.001, rel=1e-6)
    assert found.multiplier == pytest.approx(abs(1 - log_growth), abs=1e-6)
    assert found.stable is stable
    assert (find_equilibrium(model) is None) is not stable


def test_a_ceiling_that_binds_stops_every_push() -> None:
    model = cycle(
        [rate("all", "survival", 0.8), rate("all", "fecundity", 0.5)], [{"form": "ceiling", "capacity": 300.0}]
    )
    found = measure_stability(model)
    assert found is not None
    assert (found.equilibrium, found.multiplier, found.stable) == (
        pytest.approx(300.0),
        pytest.approx(0.0, abs=1e-9),
        True,
    )


def test_a_population_that_dies_out_is_stable_at_nobody() -> None:
    model = cycle([rate("all", "survival", 0.7), rate("all", "fecundity", 0.1)], [{"form": "ricker", "a": 0.001}])
    found = measure_stability(model)
    assert found is not None
    assert (found.equilibrium, found.stable) == (0.0, True)
    assert found.multiplier == pytest.approx(0.8)


def test_two_classes_have_the_jacobian_of_their_map() -> None:
    # Adults breed with Ricker crowding by everyone: ∂/∂n of f · A · exp(-a (J + A)), linear survival and growth.
    f, s, j, a = 6.0, 0.7, 0.4, 0.002
    model = cycle(
        [
            rate("young", "survival", j),
            rate("young", "transition", 1.0, "adult"),
            rate("adult", "survival", s),
            rate("adult", "fecundity", f, "young"),
        ],
        [{"form": "ricker", "a": a, "applies_to": "fecundity"}],
    )
    found = measure_stability(model)
    # At rest A (1 - s) = j J and J = f A exp(-a N), so exp(-a N) = (1 - s) / (j f).
    total = np.log(j * f / (1 - s)) / a
    adults = total / (1 + (1 - s) / j)
    born = (1 - s) / j
    jacobian = [[-a * born * adults, born - a * born * adults], [j, s]]
    assert found is not None
    assert found.equilibrium == pytest.approx(total, rel=1e-9)
    assert found.multiplier == pytest.approx(np.abs(np.linalg.eigvals(jacobian)).max(), rel=1e-6)


def test_without_density_nothing_is_told() -> None:
    assert measure_stability(cycle([rate("all", "survival", 0.8), rate("all", "fecundity", 0.5)])) is None
