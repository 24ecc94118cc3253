"""Effect sizes: every scale turned into ln(1 + e), its variance, and what no rate can bear."""

from __future__ import annotations

from math import exp, isnan, log, nan, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oxyura.impacts.effect_sizes import (
    EffectSizeError,
    Group,
    LogEffect,
    Stated,
    from_counts,
    from_log_ratio,
    from_means,
    from_odds_ratio,
    from_proportional_change,
    from_ratio,
    from_risk_difference,
)

Z = 1.959963984540054
RATIOS = st.floats(0.02, 50)
PROBABILITIES = st.floats(0.02, 0.98)


def close(one: LogEffect, other: LogEffect) -> bool:
    pairs = zip(vars(one).values(), vars(other).values(), strict=True)
    return all(a == pytest.approx(b, rel=1e-9, abs=1e-12, nan_ok=True) for a, b in pairs)


def test_change_with_limits_on_the_log_scale() -> None:
    found = from_proportional_change(Stated(-0.5, -0.6, -0.4))
    assert found.estimate == pytest.approx(log(0.5))
    assert found.variance == pytest.approx((log(0.6 / 0.4) / (2 * Z)) ** 2)
    assert found.change == pytest.approx(-0.5)
    assert found.limits == pytest.approx((-0.6, -0.4))


def test_standard_error_of_a_change_by_the_delta_method() -> None:
    assert from_proportional_change(Stated(-0.5, standard_error=0.05)).variance == pytest.approx(0.1**2)


def test_limits_come_before_a_standard_error() -> None:
    both = from_proportional_change(Stated(-0.5, -0.6, -0.4, 0.3))
    assert close(both, from_proportional_change(Stated(-0.5, -0.6, -0.4)))


def test_lower_limit_of_nothing_left_leaves_the_upper_side() -> None:
    found = from_proportional_change(Stated(-0.9, -1.0, -0.6))
    assert found.variance == pytest.approx((log(0.4 / 0.1) / Z) ** 2)
    assert found.limits == pytest.approx((-1.0, -0.6))


def test_without_interval_there_is_no_variance() -> None:
    found = from_ratio(Stated(0.5))
    assert isnan(found.variance)
    assert isnan(found.low)


@given(RATIOS, st.floats(1.01, 3), st.floats(1.01, 3))
def test_ratio_change_and_log_ratio_say_the_same(ratio: float, below: float, above: float) -> None:
    low, high = ratio / below, ratio * above
    by_ratio = from_ratio(Stated(ratio, low, high))
    assert close(by_ratio, from_proportional_change(Stated(ratio - 1, low - 1, high - 1)))
    assert close(by_ratio, from_log_ratio(Stated(log(ratio), log(low), log(high))))


@given(PROBABILITIES, PROBABILITIES)
def test_odds_ratio_gives_back_the_ratio_of_probabilities(without: float, with_invader: float) -> None:
    odds_ratio = with_invader / (1 - with_invader) / (without / (1 - without))
    found = from_odds_ratio(Stated(odds_ratio, standard_error=0.2), without)
    assert found.estimate == pytest.approx(log(with_invader / without), abs=1e-9)


@given(PROBABILITIES, RATIOS)
def test_variance_of_an_odds_ratio_is_that_of_the_slope(base: float, ratio: float) -> None:
    step = 1e-5
    up, down = (from_odds_ratio(Stated(ratio * exp(d), standard_error=1.0), base) for d in (step, -step))
    slope = (up.estimate - down.estimate) / (2 * step)
    found = from_odds_ratio(Stated(ratio, standard_error=0.3), base)
    assert found.variance == pytest.approx((0.3 * slope) ** 2, rel=1e-4)


@given(PROBABILITIES, RATIOS, st.floats(1.01, 3))
def test_limits_of_an_odds_ratio_are_turned_one_by_one(base: float, ratio: float, width: float) -> None:
    found = from_odds_ratio(Stated(ratio, ratio / width, ratio * width), base)
    assert found.low == pytest.approx(from_odds_ratio(Stated(ratio / width), base).estimate, abs=1e-12)
    assert found.high == pytest.approx(from_odds_ratio(Stated(ratio * width), base).estimate, abs=1e-12)
    assert found.low < found.estimate < found.high


@given(PROBABILITIES, RATIOS)
def test_odds_ratio_overstates_the_change_of_a_probability(base: float, ratio: float) -> None:
    assert abs(from_odds_ratio(Stated(ratio), base).estimate) <= abs(log(ratio)) + 1e-12


@given(PROBABILITIES, PROBABILITIES)
def test_risk_difference_from_its_start(without: float, with_invader: float) -> None:
    found = from_risk_difference(Stated(with_invader - without, standard_error=0.01), without)
    assert found.estimate == pytest.approx(log(with_invader / without), abs=1e-9)
    assert found.variance == pytest.approx((0.01 / with_invader) ** 2, rel=1e-9)


def test_means_without_correction_at_equal_precision() -> None:
    found = from_means(Group(5.0, 1.0, 25, "with"), Group(10.0, 2.0, 25, "without"))
    assert found.estimate == pytest.approx(log(0.5))
    assert found.variance == pytest.approx(2 * 0.0016 + 0.0016**2)


def test_means_are_corrected_for_the_less_sure_one() -> None:
    """Lajeunesse 2015, equations 8 and 9: with c = s² / (n m²)."""
    found = from_means(Group(4.0, 2.0, 4, "with"), Group(8.0, 1.0, 16, "without"))
    c1, c0 = 4 / (4 * 16), 1 / (16 * 64)
    assert found.estimate == pytest.approx(log(0.5) + (c1 - c0) / 2)
    assert found.variance == pytest.approx(c1 + c0 + (c1**2 + c0**2) / 2)


@pytest.mark.slow
def test_correction_of_means_takes_the_bias_away() -> None:
    rng = np.random.default_rng(4)
    with_invader, without = rng.normal(4, 1.5, (200_000, 5)), rng.normal(8, 1.0, (200_000, 20))
    sound = with_invader.mean(axis=1) > 0.5
    a, b = with_invader[sound], without[sound]
    plain = np.log(a.mean(axis=1) / b.mean(axis=1))
    c1 = a.var(axis=1, ddof=1) / (5 * a.mean(axis=1) ** 2)
    c0 = b.var(axis=1, ddof=1) / (20 * b.mean(axis=1) ** 2)
    assert abs((plain + (c1 - c0) / 2).mean() - log(0.5)) < 0.2 * abs(plain.mean() - log(0.5))


def test_counts() -> None:
    found = from_counts(30, 100, 60, 100)
    assert found.estimate == pytest.approx(log(0.5))
    assert found.variance == pytest.approx(1 / 30 - 1 / 100 + 1 / 60 - 1 / 100)


@pytest.mark.parametrize(
    ("counts", "moved"),
    [((0, 10, 5, 10), (0.5, 11, 5.5, 11)), ((10, 10, 5, 10), (10.5, 11, 5.5, 11)), ((3, 9, 9, 9), (3.5, 10, 9.5, 10))],
)
def test_half_is_added_where_a_cell_is_empty(
    counts: tuple[float, float, float, float], moved: tuple[float, float, float, float]
) -> None:
    a, n1, c, n0 = moved
    found = from_counts(*counts)
    assert found.estimate == pytest.approx(log(a / n1 / (c / n0)))
    assert found.variance == pytest.approx(1 / a - 1 / n1 + 1 / c - 1 / n0)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_groups_change_places_with_the_sign(a: int, b: int, c: int, d: int) -> None:
    assume(a + b > 0 and c + d > 0 and a + c > 0)
    one, other = from_counts(a, a + b, c, c + d), from_counts(c, c + d, a, a + b)
    assert one.estimate == pytest.approx(-other.estimate, abs=1e-12)
    assert one.variance == pytest.approx(other.variance)
    assert one.variance > 0


IMPOSSIBLE = {
    "change below -1": (lambda: from_proportional_change(Stated(-1.2)), "impossible", "effect"),
    "change given in per cent": (lambda: from_proportional_change(Stated(-50.0)), "impossible", "effect"),
    "nothing left": (lambda: from_proportional_change(Stated(-1.0)), "impossible", "effect"),
    "lower limit below -1": (lambda: from_proportional_change(Stated(-0.9, -1.3, -0.5)), "impossible", "effect_low"),
    "negative ratio": (lambda: from_ratio(Stated(-0.5)), "impossible", "effect"),
    "upper limit of a ratio at 0": (lambda: from_ratio(Stated(0.5, 0.2, 0.0)), "impossible", "effect_high"),
    "no effect": (lambda: from_ratio(Stated(nan)), "incomplete", "effect"),
    "endless effect": (lambda: from_log_ratio(Stated(float("inf"))), "impossible", "effect"),
    "logarithm of a number beyond numbers": (lambda: from_log_ratio(Stated(1e5)), "impossible", "effect"),
    "one limit": (lambda: from_ratio(Stated(0.5, 0.4)), "interval", "effect_high"),
    "limits beside the effect": (lambda: from_ratio(Stated(0.5, 0.6, 0.7)), "interval", "effect_low"),
    "limits of the other sign": (lambda: from_log_ratio(Stated(-0.5, 0.2, 0.9)), "interval", "effect_low"),
    "odds ratio without base": (lambda: from_odds_ratio(Stated(0.5), nan), "no_base_risk", "base_risk"),
    "odds ratio from certainty": (lambda: from_odds_ratio(Stated(0.5), 1.0), "impossible", "base_risk"),
    "difference without base": (lambda: from_risk_difference(Stated(-0.1), nan), "no_base_risk", "base_risk"),
    "difference below 0": (lambda: from_risk_difference(Stated(-0.5), 0.3), "impossible", "effect"),
    "difference above 1": (lambda: from_risk_difference(Stated(0.5), 0.8), "impossible", "effect"),
    "limit of a difference": (lambda: from_risk_difference(Stated(-0.2, -0.4, 0), 0.3), "impossible", "effect_low"),
    "mean of 0": (lambda: from_means(Group(0, 1, 5, "with"), Group(1, 1, 5, "without")), "impossible", "mean_with"),
    "sd without n": (lambda: from_means(Group(1, 1, 5, "with"), Group(1, 1, nan, "without")), "no_n", "n_without"),
    "n without sd": (lambda: from_means(Group(1, nan, 5, "with"), Group(1, 1, 5, "without")), "no_n", "sd_with"),
    "sample of one": (lambda: from_means(Group(1, 1, 1, "with"), Group(1, 1, 5, "without")), "no_n", "n_with"),
    "no mean": (lambda: from_means(Group(nan, 1, 5, "with"), Group(1, 1, 5, "without")), "incomplete", "mean_with"),
    "events without n": (lambda: from_counts(3, nan, 4, 10), "no_n", "n_with"),
    "more events than animals": (lambda: from_counts(3, 10, 14, 10), "impossible", "events_without"),
    "no events at all": (lambda: from_counts(0, 10, 0, 10), "incomplete", "events_with"),
    "no events given": (lambda: from_counts(nan, 10, 0, 10), "incomplete", "events_with"),
}  # fmt: skip


@pytest.mark.parametrize(("convert", "kind", "column"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_no_rate_can_bear_is_refused(convert, kind: str, column: str) -> None:
    with pytest.raises(EffectSizeError) as caught:
        convert()
    assert (caught.value.kind, caught.value.column) == (kind, column)
    assert caught.value.message.endswith(".")
    assert caught.value.remedy


@given(st.floats(-0.99, 20), st.floats(0.001, 2))
def test_no_limit_leaves_less_than_nothing(change: float, error: float) -> None:
    found = from_proportional_change(Stated(change, standard_error=error))
    low, high = found.limits
    assert -1 <= low <= found.change <= high
    assert sqrt(found.variance) > 0
