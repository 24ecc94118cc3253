"""What somebody asks of a plan: what hangs on it comes along, and what contradicts itself is refused with a remedy."""

from __future__ import annotations

import pytest

from oxyura.actions.measures import read_catalogue
from oxyura.actions.requests import Request, read_request, switched_off
from oxyura.schema.errors import InputError
from unit.actions.island import measure, tables

ROWS = [
    measure("a"),
    measure("b", requires=("a",)),
    measure("c", requires=("b",)),
    measure("d", excludes=("b",)),
    measure("tried", outcome="failed"),
    measure("begun", outcome="pending"),
    measure("late", requires=("tried",)),
    measure("later", requires=("late",)),
    measure("done", outcome="succeeded"),
    measure("after-done", requires=("done",)),
]


def ask(include: str = "", exclude: str = "") -> Request:
    given = tables(measures=ROWS)
    return read_request(given["measures"], read_catalogue(given), include.split(), exclude.split())


def test_what_hangs_on_a_measure_comes_along() -> None:
    assert ask("c").forced_in == {"a", "b", "c"}
    assert ask(exclude="a").switched_off == {"a", "b", "c"}
    assert ask("a", "b") == Request(frozenset("a"), frozenset("bc"))
    assert ask() == Request()


def test_a_requirement_that_is_history_is_met_already() -> None:
    assert ask("after-done").forced_in == {"after-done"}


def test_what_cannot_be_taken_can_be_switched_off() -> None:
    assert ask(exclude="late").switched_off == {"late", "later"}


@pytest.mark.parametrize(
    ("include", "exclude", "where", "said", "remedy"),
    [
        ("x", "", "include", "no measure 'x'", "on offer: a, after-done, b, c, d, late, later."),
        ("", "after-don", "exclude", "no measure 'after-don'", "such as after-done"),
        ("\x1b[31m" + "y" * 200, "", "include", r"no measure '\\x1b\[31my{1,60}'", "Choose"),
        ("tried", "", "include", "has been taken already", "Choose"),
        ("", "done", "exclude", "has been taken already", "Choose"),
        ("begun", "", "include", "is under way", "Choose"),
        ("later", "", "include", "requires 'late', which has not succeeded", "Choose"),
        ("a b", "b", "include and exclude", "'b' is to be in the plan and out of it", "Leave it out"),
        ("c", "a", "include and exclude", "'c' requires 'a', which is switched off", "Switch 'a' on again"),
        ("c", "b", "include and exclude", "'c' requires 'b', which is switched off", "Switch 'b' on again"),
        ("b d", "", "include", "'b' and 'd' exclude each other", "only one"),
        ("c d", "", "include", "'b' and 'd' exclude each other", "nothing that requires the other"),
    ],
)
def test_requests_that_cannot_be_met(include: str, exclude: str, where: str, said: str, remedy: str) -> None:
    with pytest.raises(InputError, match=said) as refusal:
        ask(include, exclude)
    assert refusal.value.where == where
    assert remedy in refusal.value.remedy


def test_without_anything_on_offer_the_remedy_says_so() -> None:
    given = tables(measures=[measure("a", outcome="failed")])
    with pytest.raises(InputError) as refusal:
        read_request(given["measures"], read_catalogue(given), ["b"])
    assert refusal.value.remedy == "The study has no measure on offer: leave the option out."


def test_history_does_not_go_with_what_it_required() -> None:
    table = tables(measures=[measure("a"), measure("b", requires=("a",), outcome="failed")])["measures"]
    assert switched_off(table, ["a"]) == {"a"}
    assert switched_off(table, []) == frozenset()
