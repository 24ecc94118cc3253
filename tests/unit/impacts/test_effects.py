"""Effects: the factor on a rate, and which row of an impact holds where."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.impacts.effects import Effect, exposed_factor, winning_rows


def effect(value: float, **names: str | None) -> Effect:
    blank: dict[str, str | None] = dict.fromkeys(("site", "class_", "to_class", "from_site", "applies_to"))
    return Effect(
        "e", "rat", "invader", "breeding", "survival", **{**blank, **names}, value=value, low=np.nan, high=np.nan, row=2
    )


@pytest.mark.parametrize(
    ("e", "share", "abundance", "factor"),
    [(-0.5, 1, 1, 0.5), (-0.5, 0.5, 1, 0.75), (-0.5, 1, 2, 0.25), (-1, 1, 0, 1.0), (0.2, 1, 1, 1.2), (-1, 1, 1, 0)],
)
def test_factor(e: float, share: float, abundance: float, factor: float) -> None:
    assert exposed_factor(np.array(e), np.array(float(share)), np.array(float(abundance))) == pytest.approx(factor)


@given(st.floats(-1, 3), st.floats(0, 1), st.floats(0, 4))
def test_factor_never_falls_below_zero(e: float, share: float, abundance: float) -> None:
    assert exposed_factor(np.array(e), np.array(share), np.array(abundance)) >= 0


def test_the_row_that_names_more_holds() -> None:
    rows = [effect(-0.1), effect(-0.2, site="a"), effect(-0.3, site="a", class_="adult")]
    assert winning_rows(rows, "adult", None, None, ["a", "b"]).tolist() == [2, 0]
    assert winning_rows(rows, "young", None, None, ["a", "b"]).tolist() == [1, 0]


def test_no_row_reaches_another_class() -> None:
    assert winning_rows([effect(-0.3, class_="adult")], "young", None, None, ["a"]).tolist() == [-1]


def test_a_row_for_one_journey_leaves_the_others() -> None:
    rows = [effect(-0.1), effect(-0.9, from_site="b")]
    assert winning_rows(rows, "adult", None, "b", ["a"]).tolist() == [1]
    assert winning_rows(rows, "adult", None, "c", ["a"]).tolist() == [0]
    assert winning_rows(rows, "adult", None, None, ["a"]).tolist() == [0]
