"""Codes, keys and sums of many rows, against plain loops."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oxyura.study.checking.grouping import combine, encode, first_of_each, groups_of, sum_by_precedence
from oxyura.study.checking.nearest import Nearest

CODES = st.integers(-1, 3)


def objects(*cells):
    values = np.empty(len(cells), dtype=object)
    values[:] = cells
    return values


def test_words_are_coded_by_first_mention():
    codes, words = encode(objects("b", None, "a", "b"))
    assert codes.tolist() == [0, -1, 1, 0]
    assert words == ("b", "a")


def test_numbers_are_coded_by_value():
    assert encode(np.array([2.0, np.nan, 1.0, 2.0]))[0].tolist() == [1, -1, 0, 1]


@given(st.lists(st.tuples(CODES, CODES, CODES), max_size=30))
def test_keys_are_equal_where_all_columns_are(rows):
    columns = [np.array([row[part] for row in rows], dtype=np.int64) for part in range(3)]
    keys = combine(columns).tolist()
    assert len(set(zip(keys, rows, strict=True))) == len(set(keys)) == len(set(rows))


def test_keys_of_huge_codes_do_not_overflow():
    huge = np.array([0, 2**40, 2**40], dtype=np.int64)
    assert len(set(combine([huge, huge, np.array([1, 1, 2])]).tolist())) == 3


def test_groups_hold_rows_in_order():
    assert [group.tolist() for group in groups_of(np.array([5, 3, 5, 4, 3, 5]))] == [[1, 4], [0, 2, 5]]
    assert groups_of(np.array([], dtype=np.int64)) == []


def test_first_of_each_among_some_rows():
    key = np.array([7, 7, 8, 7])
    assert first_of_each(key).tolist() == [0, 2]
    assert first_of_each(key, np.array([False, True, False, True])).tolist() == [1]


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 2), st.integers(0, 3), CODES), st.floats(0, 1, width=16), min_size=1, max_size=40
    )
)
def test_sums_follow_precedence(rows):
    scope, item, option = (np.array([key[part] for key in rows], dtype=np.int64) for part in range(3))
    values = np.array(list(rows.values()), dtype=float)
    sums = sum_by_precedence([scope], item, option, values)

    expected: dict[tuple[int, int], float] = defaultdict(float)
    for within, named in {(key[0], key[2]) for key in rows}:
        for place in range(4):
            own, blank = rows.get((within, place, named)), rows.get((within, place, -1), 0.0)
            expected[within, named] += blank if own is None else own
    found = {(int(scope[at]), int(option[at])): total for at, total in zip(sums.own_first, sums.own_total, strict=True)}
    found |= {(int(scope[at]), -1): total for at, total in zip(sums.blank_first, sums.blank_total, strict=True)}
    assert found.keys() == expected.keys()
    assert all(abs(found[key] - total) < 1e-12 for key, total in expected.items())


def test_unknown_value_spoils_only_its_own_sums():
    scope, item, option = np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([-1, -1, -1])
    sums = sum_by_precedence([scope], item, option, np.array([np.nan, 0.5, 0.7]))
    assert np.isnan(sums.blank_total[0])
    assert sums.blank_total[1] == 0.7


def test_nearest_id_ignores_capitals():
    nearest = Nearest(["gough", "Marion"])
    assert nearest.to("MARION") == "Marion"
    assert nearest.to("xyz") is None
    assert nearest.question("gouhg") == "Did you mean 'gough'? "


def test_nearest_does_bounded_work():
    nearest = Nearest(f"site-{number}" for number in range(150_000))
    assert nearest.to("site-1x") is not None
    assert nearest.to("site-2x") is None
    assert Nearest(["a" * 5000]).to("a" * 4999) is None
