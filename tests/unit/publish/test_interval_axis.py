from __future__ import annotations

import math

import pytest

from oxyura.publish.interval_axis import build_axis
from oxyura.publish.number_words import exact
from oxyura.schema.intervals import Band


def test_the_axis_holds_zero_and_every_interval_at_round_ticks() -> None:
    axis = build_axis([Band(0.02, 0.01, 0.03), Band(-0.004, -0.012, 0.002)], exact)
    assert axis.low <= -0.012
    assert axis.high >= 0.03
    assert [tick.label for tick in axis.ticks] == ["−0.02", "0", "0.02", "0.04"]
    assert axis.zero == pytest.approx(33.33)
    placed = axis.place(Band(0.02, 0.01, 0.03))
    assert (placed.point, placed.left, placed.width) == pytest.approx((66.67, 50.0, 33.33))
    assert (placed.bar_left, placed.bar_width) == pytest.approx((33.33, 33.34))
    assert not placed.cut


def test_one_wide_interval_does_not_flatten_the_others() -> None:
    axis = build_axis([Band(0.02, 0.01, 50.0)], exact)
    assert axis.high < 0.2
    assert axis.place(Band(0.02, 0.01, 50.0)).cut


@pytest.mark.parametrize("bands", [[], [Band(0.0, 0.0, 0.0)], [Band(math.nan, math.nan, math.nan)]])
def test_an_axis_without_width_has_one_all_the_same(bands: list[Band]) -> None:
    axis = build_axis(bands, exact)
    assert axis.high > axis.low
    assert all(0 <= axis.place(band).point <= 100 for band in bands)
