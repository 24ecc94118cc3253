"""Maximum growth from survival and age at first breeding.

The worked example of Niel & Lebreton (2005), the Black-footed Albatross, could not be obtained and is not tested. The
numbers here are of the formulas as three published code bases state them (popharvest, eolpop, and a study of bats).
"""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.annual_cycle.screening import maximum_growth

SURVIVAL = st.floats(0.05, 0.995)
AGE = st.floats(0.5, 30)


@pytest.mark.parametrize(
    ("survival", "age", "growth", "form"),
    [
        (0.6, 2, 1.446534969718, "implicit"),
        (0.5, 1, 2.155535203501, "implicit"),
        (0.8, 2, 1.329553051445, "implicit"),
        (0.9, 5, 1.106969384567, "closed"),
        (0.95, 7, 1.065761111541, "closed"),
        (0.95, 10, 1.051704110398, "closed"),
        (0.97, 10, 1.042911435011, "closed"),
        (0.948, 8, 1.061020892916, "closed"),
    ],
)
def test_formulas(survival: float, age: float, growth: float, form: str) -> None:
    found = maximum_growth(survival, age)
    assert (found.growth, found.form) == (pytest.approx(growth, abs=1e-11), form)


@given(survival=SURVIVAL, age=AGE)
def test_the_root_solves_its_equation(survival: float, age: float) -> None:
    found = maximum_growth(survival, age)
    rate, generation = found.growth, age + survival / (found.growth - survival)
    assert rate > 1
    if found.form == "closed":
        assert (rate - 1) * generation == pytest.approx(1, rel=1e-8)
    else:
        assert math.log(rate) * generation == pytest.approx(1, rel=1e-8)


@given(survival=st.floats(0.81, 0.98), age=AGE, older=st.floats(0.1, 5))
def test_later_breeding_and_longer_life_grow_slower(survival: float, age: float, older: float) -> None:
    now = maximum_growth(survival, age).growth
    assert maximum_growth(survival, age + older).growth < now
    assert maximum_growth(survival + 0.01, age).growth < now


@pytest.mark.parametrize(("survival", "age"), [(0.0, 3), (1.0, 3), (0.9, 0), (float("nan"), 3)])
def test_numbers_out_of_range_are_refused(survival: float, age: float) -> None:
    with pytest.raises(ValueError, match="must lie"):
        maximum_growth(survival, age)
