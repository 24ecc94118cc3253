"""Effect against abundance: the laws that every form keeps, and the bounds where the form is not known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.annual_cycle.actions import Action, CauseState
from oxyura.impacts.effects import exposed_factor, read_response
from oxyura.impacts.responses import EXPONENTIAL, Response, response_bounds

EFFECTS = st.floats(-1, 3)
FORMS = st.one_of(
    st.sampled_from(("exponential", "linear", "unknown")).map(Response),
    st.floats(0.01, 20).map(lambda half: Response("saturating", half)),
    st.floats(0.01, 1).map(lambda onset: Response("threshold", onset)),
)


def factor(response: Response, effect: float, abundance: float) -> float:
    return float(response.factor(np.array(effect), np.array(abundance)))


@given(FORMS, EFFECTS)
def test_no_invader_no_effect(response: Response, effect: float) -> None:
    assert factor(response, effect, 0.0) == 1.0


@given(FORMS, EFFECTS)
def test_full_effect_where_it_was_measured(response: Response, effect: float) -> None:
    assert factor(response, effect, 1.0) == pytest.approx(1 + effect)


@given(FORMS, EFFECTS, st.floats(0, 5), st.floats(0, 5))
def test_more_of_an_invader_never_does_less(response: Response, effect: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    change = factor(response, effect, high) - factor(response, effect, low)
    assert change * np.sign(effect) >= -1e-12
    assert factor(response, effect, high) >= 0


@given(FORMS, EFFECTS, st.floats(0, 5))
def test_bounds_hold_every_form_up_to_where_it_was_measured(
    response: Response, effect: float, abundance: float
) -> None:
    abundance = min(abundance, 1.0)
    low, high = response_bounds(Response("unknown"), np.array(effect), np.array(abundance))
    assert float(low) - 1e-12 <= factor(response, effect, abundance) <= float(high) + 1e-12


@given(st.floats(-1, 0), st.floats(1, 5), st.floats(0.01, 20))
def test_bounds_of_harm_beyond_it_hold_what_does_not_steepen(effect: float, abundance: float, half: float) -> None:
    low, high = response_bounds(Response("unknown"), np.array(effect), np.array(abundance))
    for response in (EXPONENTIAL, Response("linear"), Response("saturating", half), Response("threshold", 0.5)):
        assert float(low) - 1e-12 <= factor(response, effect, abundance) <= float(high) + 1e-12


@given(FORMS.filter(lambda response: response.form != "unknown"), EFFECTS, st.floats(0, 5))
def test_a_known_form_has_one_factor(response: Response, effect: float, abundance: float) -> None:
    low, high = response_bounds(response, np.array(effect), np.array(abundance))
    assert float(low) == float(high) == factor(response, effect, abundance)


def test_forms_in_numbers() -> None:
    assert factor(EXPONENTIAL, -0.5, 2) == 0.25
    assert factor(Response("linear"), -0.5, 2) == 0
    assert factor(Response("linear"), -0.3, 2) == pytest.approx(0.4)
    assert factor(Response("linear"), -0.8, 2) == 0
    # Half of the greatest effect, -0.5 · 1.25, at the abundance of half saturation.
    assert factor(Response("saturating", 0.25), -0.5, 0.25) == pytest.approx(1 - 0.5 * 0.5 * 1.25)
    assert factor(Response("threshold", 0.4), -0.5, 0.39) == 1
    assert factor(Response("threshold", 0.4), -0.5, 0.4) == 0.5
    assert factor(Response("threshold", 0.4), -0.5, 3) == 0.5


def test_saturation_far_off_is_linear() -> None:
    assert factor(Response("saturating", 1e9), -0.3, 2) == pytest.approx(factor(Response("linear"), -0.3, 2))


def test_only_those_who_meet_it_feel_it() -> None:
    share = exposed_factor(np.array(-0.5), np.array(0.4), np.array(0.5), Response("linear"))
    assert share == pytest.approx(1 - 0.4 * 0.25)


def test_a_year_in_which_the_invader_is_released_follows_the_form() -> None:
    one, everywhere = np.ones(1), np.ones(1, dtype=bool)
    action = Action(
        "mouse", "eats", "invader", "survival", 0, np.full((1, 1), -0.3), one, one, everywhere, everywhere,
        np.zeros(1), Response("linear"),
    )  # fmt: skip
    nothing = np.ones((1, 1))
    assert action.factor(state=CauseState(nothing, 2 * nothing, nothing)) == pytest.approx(0.4)
    assert action.factor(state=CauseState(0.5 * nothing, nothing, nothing)) == pytest.approx(0.85)
    assert action.factor() == pytest.approx(0.7)


def test_response_of_a_row() -> None:
    assert read_response({"response": None, "response_parameter": None}) is EXPONENTIAL
    assert read_response({"response": "saturating", "response_parameter": 2.0}) == Response("saturating", 2.0)
    assert read_response({"response": "linear", "response_parameter": None}).form == "linear"
    assert read_response({}) is EXPONENTIAL
