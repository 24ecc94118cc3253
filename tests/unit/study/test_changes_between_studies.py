"""What differs between two studies, what of it is changed together, and the studies between the two."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from changed_studies import (
    Edit,
    Rows,
    backwards,
    dearer,
    fewer_young,
    harder_winter,
    other_words,
    rats_arrive,
    read_changed,
    second_colony,
    second_migrant,
    set_cell,
)
from oxyura.study.change_groups import MOST_EXACT, MOST_GROUPS, group_differences, join_refused, needed_sets
from oxyura.study.differences import Difference, RunInput, find_differences
from oxyura.study.mixing import input_digest, mix, passes_check


def named(one: Difference) -> str:
    return "/".join((one.table, *one.key[:1], *([one.column] if one.column else [])))


def grouped(a: RunInput, b: RunInput) -> list[list[str]]:
    found = find_differences(a, b)
    groups = group_differences(found, a.study.tables, b.study.tables).groups
    return [[named(found[position]) for position in group] for group in groups]


def pair(folder: Path, *edits: Edit) -> tuple[RunInput, RunInput]:
    return read_changed(folder / "a"), read_changed(folder / "b", edits)


def test_cells_are_changes_of_their_own(tmp_path: Path) -> None:
    assert grouped(*pair(tmp_path, fewer_young, harder_winter, dearer)) == [
        ["vital_rates/petrel/value"],
        ["vital_rates/petrel/value"],
        ["measures/baiting/cost"],
    ]


@pytest.mark.parametrize(
    ("edit", "head", "tables"),
    [
        (rats_arrive, "invaders/rat", ["invaders", "presences", "impacts"]),
        (second_colony, "sites/islet", ["sites", "distribution", "distribution"]),
        (
            second_migrant,
            "migrants/albatross",
            ["migrants", *["stages"] * 2, *["distribution"] * 2, *["vital_rates"] * 3, "impacts"],
        ),
    ],
)
def test_what_hangs_on_a_new_row_goes_with_it(tmp_path: Path, edit: Edit, head: str, tables: Sequence[str]) -> None:
    for a, b in ((there := pair(tmp_path, edit)), there[::-1]):
        (group,) = grouped(a, b)
        assert group[0] == head
        assert [name.partition("/")[0] for name in group] == tables


def test_limits_go_with_their_number_and_currency_with_the_cost(tmp_path: Path) -> None:
    edits = [
        *(set_cell("vital_rates", 0, column, value) for column, value in (("low", 0.9), ("high", 0.99))),
        set_cell("vital_rates", 0, "value", 0.96),
        set_cell("measures", 0, "currency", "EUR"),
        set_cell("measures", 0, "cost_low", 900000),
        set_cell("measures", 0, "cost_high", 3000000),
        set_cell("measures", 0, "success_probability", 0.8),
    ]
    assert [len(group) for group in grouped(*pair(tmp_path, *edits))] == [3, 3, 1]


def test_words_are_in_no_change_and_sources_tie_nothing(tmp_path: Path) -> None:
    assert grouped(*pair(tmp_path, other_words)) == []
    new_source = [set_cell("vital_rates", row, "source_id", "second") for row in (1, 2)]
    groups = grouped(*pair(tmp_path / "more", other_words, fewer_young, harder_winter, *new_source))
    assert [sorted(group) for group in groups] == [["vital_rates/petrel/source_id", "vital_rates/petrel/value"]] * 2


def test_options_are_one_change_and_a_budget_another(tmp_path: Path) -> None:
    a = read_changed(tmp_path / "a")
    b = read_changed(
        tmp_path / "b",
        seed=2,
        draws=30,
        horizon_years=30,
        budget={"amount": 1e6, "currency": "GBP", "price_year": 2021},
    )
    assert grouped(dataclasses.replace(a, deterministic=False), dataclasses.replace(b, deterministic=False)) == [
        ["run/draws", "run/seed"],
        ["study/budget.amount", "study/budget.currency", "study/budget.price_year"],
        ["study/horizon_years"],
    ]


def many(count: int, *, subjects: int) -> Edit:
    def edit(rows: Rows) -> None:
        first = rows["measures"][0]
        rows["measures"] = [{**first, "measure_id": f"baiting-{number}"} for number in range(subjects)]
        for number in range(count):
            column = ("success_probability", "start_delay_years")[number // subjects]
            rows["measures"][number % subjects][column] = (0.5, 3)[number // subjects]

    return edit


def test_too_many_changes_are_gathered_by_subject_then_by_table(tmp_path: Path) -> None:
    plain = read_changed(tmp_path / "a", [many(0, subjects=10)])
    by_subject = grouped(plain, read_changed(tmp_path / "b", [many(20, subjects=10), fewer_young]))
    assert sorted(map(len, by_subject)) == [1, *[2] * 10]
    plain = read_changed(tmp_path / "c", [many(0, subjects=20)])
    by_table = grouped(plain, read_changed(tmp_path / "d", [many(20, subjects=20), fewer_young]))
    assert sorted(map(len, by_table)) == [1, 20]
    assert len(by_subject) <= MOST_GROUPS


EDITS = (fewer_young, harder_winter, dearer, other_words, rats_arrive, second_colony, backwards)


@settings(max_examples=12)
@given(st.sets(st.integers(0, len(EDITS) - 1)), st.randoms(use_true_random=False))
def test_changes_made_in_two_steps_lead_to_the_same_study(tmp_path_factory, edits, random) -> None:
    folder = tmp_path_factory.mktemp("mixed")
    a, b = pair(folder, *(EDITS[number] for number in sorted(edits)))
    found = find_differences(a, b)
    some = [one for one in found if random.random() < 0.5]
    half = mix(a, b, some)
    rest = [one for one in find_differences(half, b) if not one.is_words]
    assert input_digest(mix(half, b, rest)) == input_digest(b)
    assert input_digest(mix(a, b, ())) == input_digest(a)
    assert input_digest(mix(b, a, find_differences(b, a))) == input_digest(a)


def test_every_combination_of_changes_passes_the_check(tmp_path: Path) -> None:
    a, b = pair(tmp_path, rats_arrive, second_migrant, second_colony, harder_winter, other_words)
    found = find_differences(a, b)
    groups = group_differences(found, a.study.tables, b.study.tables).groups
    assert len(groups) > 1
    for size in range(len(groups) + 1):
        for chosen in combinations(groups, size):
            assert passes_check(mix(a, b, [found[position] for group in chosen for position in group]))


def test_what_the_check_refuses_alone_is_made_together(tmp_path: Path) -> None:
    """Two shares of one class that sum to one: the first alone would make them 1.3."""

    def leaving(first: float, second: float) -> Edit:
        def edit(rows: Rows) -> None:
            rate = {"migrant_id": "petrel", "stage": "breeding", "class": "all", "rate": "transition"}
            for to, value in (("breeder", first), ("nonbreeder", second)):
                rows["vital_rates"].append({**rate, "to_class": to, "value": value, "source_id": "worked-example"})

        return edit

    a = read_changed(tmp_path / "a", [leaving(0.5, 0.5)])
    b = read_changed(tmp_path / "b", [leaving(0.8, 0.2), dearer])
    found = find_differences(a, b)
    groups = group_differences(found, a.study.tables, b.study.tables).groups
    assert len(groups) == 3

    def can_be_had(chosen: frozenset[int]) -> bool:
        return passes_check(mix(a, b, [found[position] for group in chosen for position in groups[group]]))

    blocks = join_refused(len(groups), can_be_had)
    assert [{named(found[groups[number][0]]).partition("/")[0] for number in block} for block in blocks] == [
        {"vital_rates"},
        {"measures"},
    ]
    assert blocks[0] == (0, 1)


needs = st.integers(1, 8).flatmap(
    lambda count: st.tuples(
        st.just(count), st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=6)
    )
)


@given(needs)
def test_joined_changes_leave_only_studies_that_can_be_had(case: tuple[int, set[tuple[int, int]]]) -> None:
    """One change may need another; what is then joined is a partition, and no wider than what hangs together."""
    count, needed = case

    def is_valid(chosen: frozenset[int]) -> bool:
        return all(other in chosen for one, other in needed if one in chosen)

    blocks = join_refused(count, is_valid)
    assert sorted(number for block in blocks for number in block) == list(range(count))
    for chosen in needed_sets(len(blocks)):
        assert is_valid(frozenset(number for block in chosen for number in blocks[block]))
    if not any(one != other for one, other in needed):
        assert len(blocks) == count


@pytest.mark.parametrize("count", range(13))
def test_studies_between_two_are_as_many_as_stated(count: int) -> None:
    sets = list(needed_sets(count))
    assert len(set(sets)) == len(sets) == (max(2**count - 2, 0) if count <= MOST_EXACT else 2 * count)
    assert all(0 < len(one) < count for one in sets)
