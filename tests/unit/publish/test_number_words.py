from __future__ import annotations

import math

import pytest

from oxyura.publish.number_words import (
    THIN,
    exact,
    has_interval,
    percent,
    ratio,
    significant,
    yearly,
)
from oxyura.schema.intervals import Band


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"),
        (7.0, "7"),
        (9.996, "10.0"),
        (35.336, "35.3"),
        (999.6, "1 000"),
        (265217.0, "265 000"),
        (8211671.2, "8 210 000"),
        (3.4e30, "3.40 × 10³⁰"),
        (-1e-7, "−1.00 × 10⁻⁷"),
        (-14.37, "−14.4"),
        (math.nan, "–"),
        (math.inf, "–"),
        (None, "–"),
    ],
)
def test_three_significant_digits(value: float | None, shown: str) -> None:
    assert significant(value).replace(THIN, " ") == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(3880, "3 880"), (0.7047244094488189, "0.704724"), (-0.5, "−0.5"), (127.0, "127"), (1e20, "1.00000 × 10²⁰")],
)
def test_numbers_of_tables_are_not_rounded_to_three_digits(value: float, shown: str) -> None:
    assert exact(value).replace(THIN, " ") == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.0, "0 %"),
        (0.5, "50 %"),
        (0.70472, "70.5 %"),
        (0.99996, "100 %"),
        (0.0004, "0.04 %"),
        (1e-9, "0 %"),
        (12.5, "1 250 %"),
    ],
)
def test_per_cent(share: float, shown: str) -> None:
    assert percent(share).replace(THIN, " ") == shown


def test_growth_is_a_signed_change_with_all_its_digits() -> None:
    assert [yearly(value).replace(THIN, " ") for value in (0.945031, 1.05, 1.0, 0.8945)] == [
        "−5.50 %",
        "+5.00 %",
        "0 %",
        "−10.6 %",
    ]
    assert ratio(0.8945) == "0.894"


def test_an_interval_has_a_width_that_can_be_seen() -> None:
    assert has_interval(Band(5.0, 4.0, 6.5))
    assert not has_interval(Band(5.0, 5.0, 5.0))
    assert not has_interval(Band(1.0, math.nan, math.nan))
