"""The best additions to lists equal those of a search through every set, and obey the laws of a maximum."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oxyura.policy.listing_cover import Element, close_all, close_most

CANDIDATES = 7

values = st.one_of(st.just(0.0), st.floats(1e-6, 1e3))
alternatives = st.frozensets(st.integers(0, CANDIDATES - 1), max_size=4)
problems = st.lists(st.builds(Element, values, st.lists(alternatives, max_size=3).map(tuple)), max_size=10)


def closed_by(elements: list[Element], made: frozenset[int]) -> float:
    """The same sum, written the plain way."""
    total = 0.0
    for element in elements:
        if any(all(listing in made for listing in each) for each in element.alternatives):
            total += element.value
    return total


def every_set() -> list[frozenset[int]]:
    return [frozenset(c) for size in range(CANDIDATES + 1) for c in itertools.combinations(range(CANDIDATES), size)]


@settings(max_examples=200)
@given(problems, st.integers(0, CANDIDATES))
def test_the_optimum_equals_a_search_through_every_set(elements: list[Element], most: int) -> None:
    best = max(closed_by(elements, made) for made in every_set() if len(made) <= most)
    found = close_most(elements, most)
    assert len(found.chosen) <= most
    assert found.value == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert closed_by(elements, frozenset(found.chosen)) == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert found.is_proven
    assert found.bound >= best - 1e-9 * max(1.0, best)


@settings(max_examples=200)
@given(problems)
def test_the_smallest_set_equals_a_search_through_every_set(elements: list[Element]) -> None:
    open_ = [element for element in elements if element.value > 0 and element.alternatives]

    def closes_all(made: frozenset[int]) -> bool:
        return all(any(each <= made for each in element.alternatives) for element in open_)

    fewest = min(len(made) for made in every_set() if closes_all(made))
    found = close_all(elements)
    assert len(found.chosen) == fewest == round(found.bound)
    assert closes_all(frozenset(found.chosen))
    assert found.is_proven


@settings(max_examples=60)
@given(problems)
def test_one_more_addition_never_closes_less(elements: list[Element]) -> None:
    closed = [close_most(elements, most).value for most in range(CANDIDATES + 1)]
    assert all(more >= less - 1e-9 * max(1.0, less) for less, more in itertools.pairwise(closed))
    assert math.isclose(closed[-1], closed_by(elements, frozenset(range(CANDIDATES))), rel_tol=1e-9, abs_tol=1e-9)
