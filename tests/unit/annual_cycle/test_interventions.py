from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from oxyura.annual_cycle.actions import Cause
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.interventions import (
    Clearing,
    FewerArrivals,
    Intervention,
    Release,
    Weakening,
    year_states,
)
from oxyura.annual_cycle.projection import project, project_census
from unit.actions.island import cycle_of, impact, presence, rate, tables

RAT: Cause = ("invader", "rat")
HERE = np.array([True])
ALWAYS = np.array([np.inf])


def factors(cycle: Cycle, *, years: int = 6, **done: Any) -> list[float]:
    """Return the growth of each year of the island's cycle, in which rats halve the young."""
    trajectory = project(cycle, years, intervention=Intervention(**done)).trajectories[0]
    return [float(value) for value in np.round(trajectory[1:] / trajectory[:-1], 12)]


def test_nothing_done_changes_nothing_to_the_last_digit() -> None:
    given = tables(
        vital_rates=[rate("survival", 0.8, low=0.7, high=0.88, sd_between_years=0.03), rate("fecundity", 0.4)]
    )
    cycle = cycle_of(given, draws=40)
    now, same = project(cycle, 7), project(cycle, 7, intervention=Intervention())
    for name in ("growth", "asymptotic", "census", "starts"):
        assert np.array_equal(getattr(now, name), getattr(same, name))


def test_a_cleared_invader_is_gone_until_it_is_back() -> None:
    clearing = Clearing(("rat",), HERE, 2, np.array([5.0]))
    assert factors(cycle_of(tables()), clearings=(clearing,)) == [1.0, 1.2, 1.2, 1.2, 1.0, 1.0]


def test_a_failed_clearing_is_none() -> None:
    failed = Clearing(("rat",), HERE, 2, np.array([-np.inf]))
    assert factors(cycle_of(tables()), clearings=(failed,)) == [1.0] * 6


def test_of_two_clearings_the_later_holds_and_of_one_year_the_longer() -> None:
    first, second = Clearing(("rat",), HERE, 1, np.array([4.0])), Clearing(("rat",), HERE, 3, np.array([6.0]))
    assert factors(cycle_of(tables()), clearings=(second, first)) == [1.2, 1.2, 1.2, 1.2, 1.2, 1.0]
    short, long = Clearing(("rat",), HERE, 1, np.array([3.0])), Clearing(("rat",), HERE, 1, np.array([5.0]))
    assert factors(cycle_of(tables()), clearings=(long, short)) == [1.2, 1.2, 1.2, 1.2, 1.0, 1.0]


def test_weakenings_multiply_while_they_run() -> None:
    both = (Weakening((RAT,), HERE, 2, 4, np.array([0.5])), Weakening((RAT,), HERE, 4, 9, np.array([0.5])))
    assert factors(cycle_of(tables()), weakenings=both) == [1.0, 1.1, 1.1, 1.15, 1.1, 1.1]


def test_an_invader_and_a_pressure_of_one_name_are_two_causes() -> None:
    pressure: Cause = ("pressure", "rat")
    weakened = Weakening((pressure,), HERE, 1, 9, np.array([0.0]))
    assert factors(cycle_of(tables()), weakenings=(weakened,)) == [1.0] * 6


def test_draws_may_differ_in_what_becomes_of_them() -> None:
    cycle = cycle_of(tables()).repeated(3)
    clearing = Clearing(("rat",), HERE, 1, np.array([-np.inf, 2.0, np.inf]))
    growth = project(cycle, 2, intervention=Intervention(clearings=(clearing,))).trajectories[:, 2] / 100
    assert growth == pytest.approx([1.0, 1.2, 1.44])


def test_only_a_cycle_at_point_values_can_be_repeated() -> None:
    with pytest.raises(ValueError, match="point values"):
        cycle_of(tables(), draws=2).repeated(2)


def test_a_year_is_put_together_only_where_something_changes() -> None:
    cycle = cycle_of(tables())
    weakened = Intervention(weakenings=(Weakening((RAT,), HERE, 3, 4, np.array([0.5])),))
    states = list(year_states(cycle, 6, weakened))
    assert [state is before for state, before in zip(states[1:], states, strict=False)] == [
        True, False, True, False, True,
    ]  # fmt: skip


def test_arrivals_fill_the_sites_from_which_an_invader_is_gone() -> None:
    arrivals = [{"invader_id": "rat", "site_id": "island", "pathway": "vehicles", "rate_per_year": 0.5}]
    cycle = cycle_of(tables(arrivals=arrivals))
    clearing = Clearing(("rat",), HERE, 2, ALWAYS)
    present = [
        float(state.causes[RAT].present[0, 0]) for state in year_states(cycle, 4, Intervention(clearings=(clearing,)))
    ]
    assert present == pytest.approx([1.0, 0.0, 1 - np.exp(-0.5), 1 - np.exp(-1.0)])
    none = FewerArrivals(("rat",), HERE, 4, 9, np.array([0.0]))
    kept_out = Intervention(clearings=(clearing,), fewer_arrivals=(none,))
    present = [float(state.causes[RAT].present[0, 0]) for state in year_states(cycle, 4, kept_out)]
    assert present == pytest.approx([1.0, 0.0, 1 - np.exp(-0.5), 1 - np.exp(-0.5)])


def test_without_invaders_nobody_arrives() -> None:
    arrivals = [{"invader_id": "rat", "site_id": "island", "pathway": "vehicles", "rate_per_year": 0.5}]
    cycle = cycle_of(tables(arrivals=arrivals, presences=[presence(status="absent")]))
    assert cycle.alien_causes == {"rat"}
    census = project(cycle, 3, removed=cycle.alien_causes).trajectories[0]
    assert census == pytest.approx(100 * 1.2 ** np.arange(4))
    # Today's causes are what λ is read on, whoever may come.
    assert project(cycle, 3).asymptotic == pytest.approx([1.2])


def test_an_arrival_that_harms_nobody_changes_nothing() -> None:
    arrivals = [{"invader_id": "cat", "site_id": "island", "pathway": "vehicles", "rate_per_year": 0.5}]
    cycle = cycle_of(tables(arrivals=arrivals))
    assert cycle.arrivals == ()
    assert project(cycle, 3).growth == pytest.approx([1.0])


def test_one_that_holds_another_down_may_come_back_though_it_harms_nobody() -> None:
    arrivals = [
        {"invader_id": name, "site_id": "island", "pathway": "vehicles", "rate_per_year": 0.5}
        for name in ("cat", "dog")
    ]
    held = [{"invader_id": "cat", "other_invader_id": "rat", "effect": 1.0, "evidence": "expert"}]
    invaders = [{"invader_id": name, "scientific_name": name} for name in ("rat", "cat")]
    given = tables(
        arrivals=arrivals, interactions=held, invaders=invaders, presences=[presence(), presence(invader_id="cat")]
    )
    cycle = cycle_of(given)
    assert [arrival.invader_id for arrival in cycle.arrivals] == ["cat"]
    assert not cycle.awaits_causes
    release, clearing = Release("cat", "rat", np.ones((1, 1))), Clearing(("cat",), HERE, 2, ALWAYS)
    abundance = [
        float(state.causes[RAT].abundance[0, 0])
        for state in year_states(cycle, 4, Intervention(clearings=(clearing,), releases=(release,)))
    ]
    # The share of the cats that is away: nobody, all, and those who have not come back.
    assert abundance == pytest.approx([1.0, 2.0, 1 + np.exp(-0.5), 1 + np.exp(-1.0)])
    absent = cycle_of(tables(arrivals=arrivals, interactions=held, invaders=invaders))
    assert absent.arrivals == ()


def test_scenarios_ramp_up_beside_an_intervention() -> None:
    worse = [{"scenario_id": "worse", "name": "W", "rate": "survival", "effect": -0.1, "ramp_years": 2.0}]
    cycle = cycle_of(tables(scenarios=worse, impacts=[impact()]))
    clearing = Clearing(("rat",), HERE, 2, ALWAYS)
    course = project_census(cycle, 3, scenario="worse", intervention=Intervention(clearings=(clearing,)))
    trajectory = course.census[0, :, 0]
    assert trajectory[1:] / trajectory[:-1] == pytest.approx([0.8 * 0.95 + 0.2, 0.72 + 0.4, 0.72 + 0.4])
