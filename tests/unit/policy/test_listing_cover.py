from __future__ import annotations

import random
import time

import pytest

from oxyura.policy.listing_cover import Cover, Element, close_all, close_most, closed_value, least_alternatives

OWN, FAR, BOTH = frozenset([0]), frozenset([1, 2]), frozenset([0, 1, 2])


def test_alternatives_that_hold_another_are_dropped() -> None:
    assert least_alternatives([BOTH, FAR, OWN, FAR]) == (OWN, FAR)
    assert least_alternatives([BOTH, frozenset()]) == (frozenset(),)


def test_what_is_closed_and_what_nothing_closes() -> None:
    elements = [Element(2.0, (frozenset(),)), Element(5.0, ()), Element(1.0, (OWN,))]
    assert closed_value(elements, ()) == 2.0
    assert close_most(elements, 3) == Cover((0,), 3.0, 3.0, 0.0)
    assert close_all(elements).chosen == (0,)


@pytest.mark.parametrize("elements", [[], [Element(0.0, (OWN,))], [Element(3.0, ())]])
def test_nothing_to_do(elements: list[Element]) -> None:
    assert close_most(elements, 2).chosen == ()
    assert close_all(elements).chosen == ()
    assert close_all(elements).is_proven


def test_one_end_or_all_the_others() -> None:
    elements = [Element(1.0, (OWN, FAR)), Element(0.4, (frozenset([1]),)), Element(0.4, (frozenset([2]),))]
    assert close_most(elements, 1).chosen == (0,)
    assert close_most(elements, 2).chosen == (1, 2)
    assert close_most(elements, 3).value == pytest.approx(1.8)
    # The third closes nothing more, so it is not in the set.
    assert close_most(elements, 3).chosen == (1, 2)
    assert close_all(elements).chosen == (1, 2)


def test_values_of_any_size() -> None:
    for size in (1e-12, 1.0, 1e12):
        elements = [Element(size * n, (frozenset([n]),)) for n in range(1, 6)]
        found = close_most(elements, 2)
        assert found.chosen == (4, 5)
        assert found.value == pytest.approx(9 * size)
        assert found.is_proven


def flyway_of(seed: int) -> list[Element]:
    """2,000 candidates: 100 Parties in a ring, 20 invaders, each of which may come from Parties near by."""
    rng = random.Random(seed)
    present = {i: frozenset(i * 100 + p for p in rng.sample(range(100), rng.randint(3, 60))) for i in range(20)}
    elements = []
    for _ in range(8000):
        invader, party = rng.randrange(20), rng.randrange(100)
        own = invader * 100 + party
        far = frozenset(c for c in present[invader] - {own} if min((c - own) % 100, (own - c) % 100) <= 6)
        kind, sets = rng.random(), (frozenset([own]),)
        if own in present[invader]:
            sets = (sets[0] | far,) if kind > 0.7 else sets
        elif far and kind < 0.6:
            sets = (*sets, far) if kind < 0.5 else (far,)
        elements.append(Element(rng.random() * rng.random() ** 3, sets))
    return elements


def test_a_large_instance_is_solved_with_a_proven_bound() -> None:
    elements = flyway_of(7)
    candidates = {c for e in elements for each in e.alternatives for c in each}
    assert len(candidates) > 1900
    started = time.monotonic()
    for most in (10, 200):
        found = close_most(elements, most, seconds=60)
        assert found.is_proven
        assert len(found.chosen) <= most
        assert found.value == pytest.approx(closed_value(elements, found.chosen))
        # A greedy choice is a lower bound that the optimum must reach.
        assert found.bound >= found.value >= greedy(elements, most) - 1e-9
    whole = close_all(elements, seconds=60)
    assert whole.is_proven
    assert closed_value(elements, whole.chosen) == pytest.approx(closed_value(elements, candidates))
    assert time.monotonic() - started < 120


def greedy(elements: list[Element], most: int) -> float:
    single: dict[int, float] = {}
    for element in elements:
        for each in element.alternatives:
            if len(each) == 1:
                (candidate,) = each
                single[candidate] = single.get(candidate, 0.0) + element.value
    best = sorted(single, key=lambda c: -single[c])[:most]
    return closed_value(elements, best)


def test_out_of_time_there_is_still_an_answer_with_a_bound() -> None:
    elements = flyway_of(8)
    for found in (close_most(elements, 50, seconds=1e-3), close_all(elements, seconds=1e-3)):
        assert 0 <= found.gap <= 1
    found = close_most(elements, 50, seconds=1e-3)
    assert found.bound >= close_most(elements, 50, seconds=60).value - 1e-9
    whole = close_all(elements, seconds=1e-3)
    assert len(whole.chosen) >= whole.bound
    every = {c for e in elements for each in e.alternatives for c in each}
    assert closed_value(elements, whole.chosen) == pytest.approx(closed_value(elements, every))
