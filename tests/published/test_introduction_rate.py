"""First records of San Francisco Estuary: likelihoods at the published coefficients, better optima, and honest bounds.

Inputs and numbers: goldens/introduction-rate (an R port of Solow and Costello's code, and what is wrong with it).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from oxyura.invaders.discovery import Discovery, expect_records, poisson_nll
from oxyura.invaders.first_records import FirstRecords
from oxyura.invaders.introduction_search import Search
from oxyura.invaders.introductions import CHANGING, Introductions, estimate_introductions


@pytest.fixture(scope="module")
def golden(data_dir: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((data_dir / "goldens/introduction-rate/expected.json").read_text())
    return found


@pytest.fixture(scope="module")
def records(data_dir: Path) -> FirstRecords:
    file = data_dir / "goldens" / "introduction-rate" / "sfestuary.csv"
    years, counts = np.loadtxt(file, delimiter=",", skiprows=1, dtype=np.int64, unpack=True)
    assert np.all(np.diff(years) == 1)
    return FirstRecords(int(years[0]), counts)


@pytest.fixture(scope="module")
def estimated(records: FirstRecords) -> Introductions:
    return estimate_introductions(records)


def nll(records: FirstRecords, at: dict[str, float]) -> float:
    years = np.arange(1.0, len(records.counts) + 1)
    names = ("beta0", "beta1", "gamma0", "gamma1", "gamma2")
    return poisson_nll(records.counts, expect_records(*(at.get(name, 0.0) for name in names), years))


def test_likelihoods_at_the_published_coefficients(records: FirstRecords, golden: dict[str, Any]) -> None:
    full, constant = golden["sfestuary_full"], golden["constant_detection"]
    assert nll(records, full["nll_at"]) == pytest.approx(full["nll"], abs=1e-6)
    assert nll(records, constant) == pytest.approx(constant["nll"], abs=1e-6)
    even = golden["constant_introduction"]
    assert nll(records, even["at"]) == pytest.approx(even["better_optimum"], abs=1e-6)
    at_once = golden["poisson_glm"]
    assert nll(records, {**at_once, "gamma0": 40.0}) == pytest.approx(at_once["nll"], abs=1e-6)


def test_introductions_per_year_at_the_published_coefficients(golden: dict[str, Any]) -> None:
    at = golden["sfestuary_full"]["nll_at"]
    assert np.exp(at["beta0"] + at["beta1"] * np.arange(1, 5)) == pytest.approx(golden["predict_mu_1_4"], abs=1e-6)


def test_the_published_optima_are_found(estimated: Introductions, golden: dict[str, Any]) -> None:
    at_once, constant, changing = estimated.readings
    assert at_once.nll == pytest.approx(golden["poisson_glm"]["nll"], abs=1e-6)
    assert dict(at_once.parameters)["beta0"] == pytest.approx(golden["poisson_glm"]["beta0"], abs=1e-4)
    assert at_once.trend.estimate == pytest.approx(golden["poisson_glm"]["beta1"], abs=1e-6)
    best = golden["constant_detection"]
    assert constant.nll == pytest.approx(best["nll"], abs=1e-6)
    assert {name: dict(constant.parameters)[name] for name in ("beta0", "beta1", "gamma0")} == pytest.approx(
        {name: best[name] for name in ("beta0", "beta1", "gamma0")}, abs=1e-4
    )
    assert changing.nll <= constant.nll


def test_the_printed_parameters_give_the_fit_that_is_claimed(records: FirstRecords, estimated: Introductions) -> None:
    for reading in estimated.readings:
        assert nll(records, dict(reading.parameters)) == pytest.approx(reading.nll, abs=1e-6)


def test_introductions_without_a_trend_fit_as_well(records: FirstRecords, golden: dict[str, Any]) -> None:
    """The port's 138.9964 is a local optimum; the better one is at least as good as 122.6227."""
    search = Search(Discovery(records), CHANGING)
    even = search.best_at(0.0)
    assert even.nll <= golden["constant_introduction"]["better_optimum"] + 1e-6
    assert even.nll < golden["constant_introduction"]["documented_local_optimum"] - 16
    assert even.nll - golden["constant_detection"]["nll"] < 0.05


def test_whether_more_arrive_cannot_be_told(estimated: Introductions) -> None:
    assert estimated.trend == "cannot_be_told"
    assert estimated.answer.trend.contains_zero
    # All may have come early, and be found ever since: nothing bounds the trend from below.
    assert estimated.answer.trend.low is None
    assert estimated.answer.trend.high == pytest.approx(0.117, abs=0.005)
    assert (estimated.recent.low, estimated.recent.high) == (0.0, None)
    assert "cannot be told" in estimated.reasons[-1]


def test_with_detection_held_constant_the_trend_is_bounded(estimated: Introductions) -> None:
    """The assumption, not the data, makes the rise: the documented estimate lies inside these bounds."""
    trend = estimated.readings[1].trend
    assert trend.low == pytest.approx(0.0063, abs=5e-4)
    assert trend.high == pytest.approx(0.0194, abs=5e-4)
    assert estimated.dispersion == pytest.approx(1.535, abs=0.01)
