"""The likelihood is the formula, the compiled kernel the plain statement, and its slopes are slopes."""

from __future__ import annotations

import numpy as np
import pytest

from oxyura.invaders.discovery import Discovery, Fit, expect_records, poisson_nll
from oxyura.invaders.first_records import FirstRecords

RNG = np.random.default_rng(20)
COUNTS = RNG.poisson(1.5, 40)
EFFORT = np.where(np.arange(40) % 9 == 4, 0.0, RNG.gamma(2.0, size=40))
POINTS = [
    (np.array([0.02, -1.0, 0.01, -2.0]), -1),
    (np.array([-0.05, -3.0, 0.04, -4.0]), 1),
    (np.array([0.1, 2.0, -0.1, 0.0]), 0),
    (np.array([0.0, -20.0, 0.1, -1.0]), -1),
]


def discovery(by_effort: bool = False) -> Discovery:
    counts = np.where(EFFORT > 0, COUNTS, 0) if by_effort else COUNTS
    return Discovery(FirstRecords(1950, counts, EFFORT if by_effort else None), by_effort)


def by_hand(intercept: float, trend: float, level: float, slope: float, lag_slope: float, years: int) -> list[float]:
    """λ_t with loops, as the formula is printed."""
    found = []
    for t in range(1, years + 1):
        total = 0.0
        for s in range(1, t + 1):

            def chance(v: int, s: int = s) -> float:
                return 1.0 / (1.0 + np.exp(-(level + slope * v + lag_slope * np.exp(v - s))))

            missed = np.prod([1.0 - chance(v) for v in range(s, t)])
            total += np.exp(intercept + trend * s) * chance(t) * missed
        found.append(total)
    return found


@pytest.mark.parametrize("lag_slope", [0.0, 0.05, -0.005])
def test_the_plain_statement_is_the_formula(lag_slope: float) -> None:
    expected = expect_records(-1.0, 0.03, -2.0, 0.05, lag_slope, np.arange(1.0, 13.0))
    assert expected == pytest.approx(by_hand(-1.0, 0.03, -2.0, 0.05, lag_slope, 12), rel=1e-12)


@pytest.mark.parametrize(("point", "sign"), POINTS)
def test_the_kernel_agrees_with_the_plain_statement(point: np.ndarray, sign: int) -> None:
    made = discovery()
    middle = (len(COUNTS) + 1) / 2.0
    fit = Fit(0.0, point, sign)
    plain = expect_records(-point[0] * middle, point[0], point[1], point[2], fit.lag_slope, made.covariate)
    assert made.shape(fit)[0] == pytest.approx(plain, rel=1e-9, abs=1e-250)


@pytest.mark.parametrize(("point", "sign"), POINTS)
@pytest.mark.parametrize("by_effort", [False, True])
@pytest.mark.parametrize("span", [None, (30, 40)])
def test_slopes_are_differences(point: np.ndarray, sign: int, by_effort: bool, span: tuple[int, int] | None) -> None:
    made = discovery(by_effort)
    value, slopes, information = made.measure(point, sign, span, 0.4)
    steps = np.eye(4) * 1e-5
    differences = [
        (made.measure(point + step, sign, span, 0.4)[0] - made.measure(point - step, sign, span, 0.4)[0]) / 2e-5
        for step in steps
    ]
    assert np.isfinite(value)
    assert slopes == pytest.approx(differences, rel=1e-4, abs=1e-4)
    assert np.linalg.eigvalsh(information).min() > -1e-6 * information.max()


def test_nothing_is_found_in_a_year_without_effort() -> None:
    made = discovery(by_effort=True)
    expected = made.expected(Fit(0.0, np.array([0.01, -1.0, 0.5, 0.0]), 0))
    assert np.all(expected[EFFORT == 0] == 0)
    assert np.all(expected[EFFORT > 0] > 0)
    assert expected.sum() == pytest.approx(made.records.total)


def test_the_likelihood_is_that_of_poisson_counts_without_their_factorials() -> None:
    assert poisson_nll(np.array([0, 2]), np.array([0.5, 3.0])) == pytest.approx(3.5 - 2 * np.log(3.0))
