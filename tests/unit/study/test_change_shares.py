"""How a difference is shared out among changes: the laws of the shares, and growth rates in closed form."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from changed_studies import (
    Edit,
    backwards,
    dearer,
    fewer_young,
    growth,
    harder_winter,
    rats_arrive,
    read_changed,
    set_cell,
)
from oxyura.study.change_groups import MOST_EXACT, group_differences, needed_sets
from oxyura.study.change_shares import ChangeShares, share_out_changes
from oxyura.study.differences import find_differences
from oxyura.study.mixing import mix
from oxyura.study.running import assess_study

Floats = NDArray[np.float64]
Worth = Callable[[frozenset[int]], Floats]

numbers = st.floats(-10, 10, allow_nan=False, width=32)
counts = st.integers(1, 7)


def table_game(count: int, worths: list[float]) -> Worth:
    return lambda made: np.array([worths[sum(1 << one for one in made)]])


games = counts.flatmap(
    lambda count: st.tuples(st.just(count), st.lists(numbers, min_size=1 << count, max_size=1 << count))
)


@given(games)
def test_shares_and_what_is_left_sum_to_the_difference(game: tuple[int, list[float]]) -> None:
    count, worths = game
    found = share_out_changes(count, table_game(count, worths))
    total = worths[-1] - worths[0]
    assert float(found.shares.sum() + found.together[0]) == pytest.approx(total, abs=1e-9)
    assert found.exact is (count <= MOST_EXACT)
    if found.exact:
        assert found.together[0] == 0.0


@given(games)
def test_exact_shares_are_the_mean_over_all_orders(game: tuple[int, list[float]]) -> None:
    count, worths = game
    if count > MOST_EXACT:
        return
    brought = np.zeros(count)
    orders = list(permutations(range(count)))
    for order in orders:
        made = 0
        for one in order:
            brought[one] += worths[made | 1 << one] - worths[made]
            made |= 1 << one
    found = share_out_changes(count, table_game(count, worths))
    np.testing.assert_allclose(found.shares[:, 0], brought / len(orders), atol=1e-9)


@given(counts, st.data())
def test_a_change_that_does_nothing_gets_nothing(count: int, data: st.DataObject) -> None:
    worths = data.draw(st.lists(numbers, min_size=1 << count, max_size=1 << count))
    idle = data.draw(st.integers(0, count - 1))
    worths = [worths[made & ~(1 << idle)] for made in range(1 << count)]
    found = share_out_changes(count, table_game(count, worths))
    for part in (found.shares, found.alone, found.last):
        assert abs(part[idle, 0]) < 1e-12


@given(counts, st.data())
def test_changes_that_do_the_same_get_the_same(count: int, data: st.DataObject) -> None:
    """The worth depends on how many are made only."""
    by_size = data.draw(st.lists(numbers, min_size=count + 1, max_size=count + 1))
    found = share_out_changes(count, lambda made: np.array([by_size[len(made)]]))
    np.testing.assert_allclose(found.shares, found.shares[0, 0], atol=1e-9)


@given(counts, st.data())
def test_names_of_changes_do_not_matter(count: int, data: st.DataObject) -> None:
    worths = data.draw(st.lists(numbers, min_size=1 << count, max_size=1 << count))
    other = data.draw(st.permutations(range(count)))
    worth = table_game(count, worths)
    found = share_out_changes(count, worth)
    renamed = share_out_changes(count, lambda made: worth(frozenset(other[one] for one in made)))
    np.testing.assert_allclose(renamed.shares, found.shares[list(other)], atol=1e-9)


@given(counts, st.data())
def test_two_readings_are_exact_where_only_pairs_depend_on_each_other(count: int, data: st.DataObject) -> None:
    own = data.draw(st.lists(numbers, min_size=count, max_size=count))
    pairs = {(i, j): data.draw(numbers) for i in range(count) for j in range(i)}

    def worth(made: frozenset[int]) -> Floats:
        both = (value for (i, j), value in pairs.items() if i in made and j in made)
        return np.array([sum(own[one] for one in made) + sum(both)])

    found = share_out_changes(count, worth)
    exact = [own[one] + sum(value for ends, value in pairs.items() if one in ends) / 2 for one in range(count)]
    np.testing.assert_allclose(found.shares[:, 0], exact, atol=1e-9)
    assert abs(found.together[0]) < 1e-9


def test_what_three_do_together_is_left_over() -> None:
    count = MOST_EXACT + 1
    found = share_out_changes(count, lambda made: np.array([1.0 if len(made) == count else 0.0]))
    assert found.alone.sum() == 0.0
    assert found.last.tolist() == [[1.0]] * count
    assert float(found.together[0]) == 1.0 - count / 2


def test_only_the_sets_that_are_named_are_asked_for() -> None:
    for count in range(1, 10):
        asked: set[frozenset[int]] = set()

        def worth(made: frozenset[int], asked: set[frozenset[int]] = asked) -> Floats:
            asked.add(made)
            return np.zeros(1)

        share_out_changes(count, worth)
        assert asked - {frozenset(), frozenset(range(count))} == set(needed_sets(count))


def test_a_number_that_is_missing_somewhere_leaves_its_shares_unknown() -> None:
    found = share_out_changes(2, lambda made: np.array([np.nan if made == {0} else 1.0, float(len(made))]))
    assert np.isnan(found.shares[:, 0]).all()
    assert np.isnan(found.together[0])
    assert found.shares[:, 1].tolist() == [1.0, 1.0]


def shares_of(folder: Path, *edits: Edit, **how: list[Edit]) -> ChangeShares:
    """Return the shares of ln growth now and without invaders, at point values."""
    a = read_changed(folder / "a", how.get("before", []))
    b = read_changed(folder / "b", [*how.get("before", []), *edits, *how.get("after", [])])
    found = find_differences(a, b)
    groups = group_differences(found, a.study.tables, b.study.tables).groups

    def worth(made: frozenset[int]) -> Floats:
        run = mix(a, b, [found[position] for group in made for position in groups[group]])
        (migrant,) = assess_study(run.study, deterministic=True).migrants
        assert migrant.population is not None
        now, without = migrant.population.now, migrant.population.scenarios["without_invaders"]
        return np.log([now.growth_band.median, without.growth_band.median])

    return share_out_changes(len(groups), worth)


def test_growth_of_two_changes_in_closed_form(tmp_path: Path) -> None:
    """Growth is (survival + young · (1 + effect)) · survival in winter: what acts on one factor adds to ln growth."""
    found = shares_of(tmp_path, fewer_young, harder_winter, dearer)
    young = math.log(growth(young=0.04) / growth())
    winter = math.log(growth(winter=0.9) / growth())
    np.testing.assert_allclose(found.shares[:, 0], [young, winter, 0.0], atol=1e-9)
    assert found.shares[2].tolist() == [0.0, 0.0]
    assert float(found.shares[:, 0].sum()) == pytest.approx(math.log(growth(young=0.04, winter=0.9) / growth()))


def test_what_two_changes_do_only_together_is_halved(tmp_path: Path) -> None:
    """Fewer young matter less where rats take some of them."""
    found = shares_of(tmp_path, fewer_young, rats_arrive)
    both = (1 - 0.4) * (1 - 0.2) - 1
    alone = [math.log(growth(young=0.04) / growth()), math.log(growth(effect=both) / growth())]
    total = math.log(growth(young=0.04, effect=both) / growth())
    half = (total - sum(alone)) / 2
    assert abs(half) > 1e-4
    np.testing.assert_allclose(found.alone[:, 0], alone, atol=1e-9)
    np.testing.assert_allclose(found.shares[:, 0], [alone[0] + half, alone[1] + half], atol=1e-9)
    # Without invaders the rats change nothing.
    assert abs(found.shares[1, 1]) < 1e-12


def test_symmetric_changes_of_a_study_share_evenly(tmp_path: Path) -> None:
    """Without invaders growth depends on the sum of survival and young."""
    less = [set_cell("vital_rates", row, "value", value) for row, value in ((0, 0.95), (1, 0.04))]
    found = shares_of(tmp_path, *less)
    assert found.shares[0, 1] == pytest.approx(found.shares[1, 1], abs=1e-12)
    assert found.shares[0, 0] < found.shares[1, 0] < 0.0


def test_order_of_rows_makes_no_difference(tmp_path: Path) -> None:
    edits = (fewer_young, harder_winter, rats_arrive)
    straight = shares_of(tmp_path / "one", *edits)
    turned = shares_of(tmp_path / "other", *edits, after=[backwards])
    np.testing.assert_allclose(turned.shares, straight.shares, atol=1e-12)
