from __future__ import annotations

from typing import Any

import pytest

from oxyura.actions.measures import read_catalogue
from oxyura.schema.errors import InputError, LimitError
from unit.actions.island import measure, tables


def names(*rows: dict[str, Any]) -> list[str]:
    return [one.measure_id for one in read_catalogue(tables(measures=list(rows))).offers]


def test_what_one_requires_comes_before_it_else_the_order_is_that_of_the_table() -> None:
    assert names(measure("c", requires=("a",)), measure("b"), measure("a")) == ["b", "a", "c"]


def test_a_circle_is_named_with_its_row() -> None:
    with pytest.raises(InputError, match=r"measures.csv, row 3, column requires: The measures a, b require each other"):
        names(measure("c"), measure("b", requires=("a",)), measure("a", requires=("b",)))


@pytest.mark.parametrize("column", ["requires", "excludes"])
def test_a_measure_that_does_not_exist_is_named(column: str) -> None:
    with pytest.raises(InputError, match="row 2: 'a' names the measure 'ghost'"):
        names(measure("a", **{column: ("ghost",)}))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("success_probability", 1.2, "is 1.2"),
        ("success_probability", None, "is missing"),
        ("cost", -5.0, "is -5"),
        ("cost", float("inf"), "is inf"),
        ("reduction", 1.5, "is 1.5"),
        ("start_delay_years", -1.0, "is -1"),
        ("reinvasion_per_year", 2.0, "is 2"),
    ],
)
def test_a_number_that_cannot_be_is_named(column: str, value: float | None, said: str) -> None:
    with pytest.raises(InputError, match=f"measures.csv, row 2, column {column}: The {column} of 'a' {said}"):
        names(measure("a", **{column: value}))


def test_more_measures_than_anyone_can_weigh_are_refused() -> None:
    with pytest.raises(LimitError, match="1,001 measures are on offer"):
        names(*(measure(f"m{number}") for number in range(1001)))


def test_history_meets_a_requirement_only_by_success() -> None:
    rows = [
        measure("done", outcome="succeeded"),
        measure("lost", outcome="failed"),
        measure("open", outcome="pending"),
        measure("a", requires=("done",)),
        measure("b", requires=("lost",)),
        measure("c", requires=("open",)),
        measure("d", requires=("b",)),
    ]
    catalogue = read_catalogue(tables(measures=rows))
    assert [one.measure_id for one in catalogue.offers] == ["a"]
    assert catalogue.barred == {"b": "lost", "c": "open", "d": "b"}
    assert catalogue.pending == ("open",)


def test_years_count_as_whole_ones() -> None:
    (control,) = read_catalogue(
        tables(measures=[measure("a", "control", start_delay_years=1.5, duration_years=2.2)])
    ).offers
    assert (control.first_year, control.last_year(10), control.last_year(4)) == (3, 5, 4)
    (bait,) = read_catalogue(tables(measures=[measure("a", start_delay_years=0.1 + 0.2 + 2.7)])).offers
    assert (bait.first_year, bait.last_year(10)) == (5, 10)
