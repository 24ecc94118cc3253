"""The circle of a year: whole turns close, and words stand upright where they have room."""

from __future__ import annotations

import math
import re

import pytest

from oxyura.publish.year_dial import Dial, turns

DIAL = Dial(400.0, months=190.0, outer=170.0, inner=150.0, letter_width=8.0, letter_drop=5.0)


def test_new_year_is_at_the_top_and_the_year_runs_clockwise() -> None:
    assert DIAL.point(0.0, 100.0) == pytest.approx((200.0, 100.0))
    assert DIAL.point(0.25, 100.0) == pytest.approx((300.0, 200.0))


def test_sector_of_a_whole_turn_is_closed() -> None:
    path = DIAL.sector(0.0, 1.0, 10.0, 20.0)
    assert path.count("Z") == 2
    assert all(math.isfinite(float(number)) for number in re.findall(r"-?\d+\.?\d*", path))


def test_weeks_over_new_year_end_beyond_a_turn() -> None:
    assert turns(14, 26) == pytest.approx((0.25, 0.5))
    assert turns(40, 13) == pytest.approx((0.75, 1.25))
    assert turns(53, 53)[1] == 1.0


def test_words_along_an_arc_need_room_and_stand_upright_below() -> None:
    assert DIAL.along("Breeding", 0.0, 0.01, "a") == ""
    above, below = (str(DIAL.along("Breeding", first, first + 0.3, "a")) for first in (-0.15, 0.35))
    assert " 0 0 1 " in above
    assert " 0 0 0 " in below
