"""Priorities and time scales follow their rules, at the edges too."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.impacts.verdicts import Verdict
from oxyura.policy.action_plan_rules import (
    PRIORITIES,
    Rated,
    due_within,
    gravest,
    one_step_lower,
    rate_gap,
    rate_threat,
    shortfall_of,
)


def rate(verdict: Verdict, shortfall: float | None, **more: object) -> Rated:
    given: dict[str, object] = {"growth_now": 1.0, "extinction": 0.0, "appendix": "II", "mechanisms": ("predation",)}
    return rate_threat(verdict, shortfall, **{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shortfall", "word"), [(0.2000001, "high"), (0.2, "medium"), (0.01, "medium"), (0.0099, "low"), (0.0, "low")]
)
def test_a_harm_of_known_size_is_rated_by_it(shortfall: float, word: str) -> None:
    assert rate("unproven", shortfall) == Rated(word, "shortfall")  # type: ignore[arg-type]


def test_a_large_harm_to_a_falling_population_is_essential() -> None:
    halved = 0.5 ** (1 / 20)
    assert rate("demonstrated_threat", 0.3, growth_now=halved - 1e-9).word == "essential"
    assert rate("demonstrated_threat", 0.3, growth_now=halved + 1e-6).word == "high"
    assert rate("demonstrated_threat", 0.3, extinction=0.1).word == "essential"
    assert rate("demonstrated_threat", 0.1, growth_now=0.5, extinction=1.0).word == "medium"


@pytest.mark.parametrize(
    ("verdict", "word"), [("demonstrated_threat", "high"), ("inferred_threat", "medium"), ("unproven", "low")]
)
def test_a_harm_of_unknown_size_is_rated_by_the_verdict(verdict: Verdict, word: str) -> None:
    assert rate(verdict, None) == Rated(word, "verdict")  # type: ignore[arg-type]


def test_appendix_i_and_what_cannot_be_undone_raise_by_one_step_up_to_high() -> None:
    assert rate("unproven", None, appendix="I/II") == Rated("medium", "verdict", "appendix")
    assert rate("unproven", 0.05, mechanisms=("hybridisation",)) == Rated("high", "shortfall", "irreversible")
    assert rate("unproven", None, appendix="I", mechanisms=("hybridisation",)).word == "medium"
    assert rate("demonstrated_threat", None, appendix="I") == Rated("high", "verdict")


def test_gaps_are_rated_by_what_they_may_change() -> None:
    assert rate_gap("decides", None).word == "high"
    assert rate_gap("may_become_threat", "II").word == "medium"
    assert rate_gap("may_become_threat", "I") == Rated("high", "gap", "appendix")
    assert rate_gap("cannot_be_told", "I").word == "low"


def test_time_scales() -> None:
    assert [due_within(years) for years in (None, 0, 1, 1.5, 3, 4, 5, 5.1)] == [
        "immediate", "immediate", "immediate", "short", "short", "medium", "medium", "long",
    ]  # fmt: skip


def test_the_gravest_and_one_step_lower() -> None:
    assert gravest([Rated("low", "verdict"), Rated("high", "shortfall")]) == Rated("high", "threat")
    assert gravest([]).word == "low"
    assert one_step_lower(Rated("low", "threat")).word == "low"
    assert one_step_lower(Rated("essential", "threat")).word == "high"


@given(st.floats(-0.5, 2.0), st.floats(-0.5, 2.0))
def test_shortfall_is_a_share_that_grows_with_the_harm(one: float, other: float) -> None:
    first, second = sorted((one, other))
    assert shortfall_of(first) <= shortfall_of(second) <= 1.0
    assert shortfall_of(second) == pytest.approx(1 - math.exp(-20 * second), rel=1e-9, abs=1e-12)
    assert (shortfall_of(second) >= 0) is (second >= 0)
    words = [PRIORITIES.index(rate("unproven", shortfall_of(size)).word) for size in (first, second)]
    assert words[0] >= words[1]
