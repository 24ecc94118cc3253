from __future__ import annotations

from oxyura.actions.measures import Measure, read_catalogue
from oxyura.actions.sets import affordable, list_sets, with_dependents
from unit.actions.island import measure, tables


def offers(*rows: dict[str, object]) -> tuple[Measure, ...]:
    return read_catalogue(tables(measures=list(rows))).offers


def sets(*rows: dict[str, object], budget: float | None = None, most: int = 1000) -> set[str] | None:
    found = offers(*rows)
    listed = list_sets(found, [one.cost for one in found], budget, most)
    return None if listed is None else {"".join(found[at].measure_id for at in chosen) for chosen in listed}


def test_requirements_and_exclusions_of_either_side_hold() -> None:
    rows = measure("a"), measure("b", requires=("a",)), measure("c", excludes=("a",))
    assert sets(*rows) == {"", "a", "ab", "c"}


def test_money_prunes() -> None:
    rows = [measure(name, cost=cost) for name, cost in (("a", 1.0), ("b", 2.0), ("c", 4.0))]
    assert sets(*rows, budget=5.0) == {"", "a", "b", "c", "ab", "ac"}


def test_a_budget_holds_its_own_sum() -> None:
    rows = [measure(name, cost=0.1) for name in "abc"]
    assert sets(*rows, budget=0.3) == {"", "a", "b", "c", "ab", "ac", "bc", "abc"}
    assert not affordable(0.3001, 0.3)


def test_too_many_sets_are_not_listed() -> None:
    rows = [measure(name) for name in "abcd"]
    assert sets(*rows, most=15) is None
    assert len(sets(*rows, most=16) or ()) == 16


def test_dependents_reach_through() -> None:
    found = offers(measure("a"), measure("b", requires=("a",)), measure("c", requires=("b",)))
    assert with_dependents(found) == [frozenset({0, 1, 2}), frozenset({1, 2}), frozenset({2})]


def test_forced_sets_are_those_of_all_sets_that_hold_them() -> None:
    rows = [
        measure("a", cost=1.0),
        measure("b", requires=("a",), cost=2.0),
        measure("c", excludes=("a",), cost=1.0),
        measure("d", cost=4.0),
        measure("e", requires=("d",), cost=0.5),
    ]
    found = offers(*rows)
    costs = [one.cost for one in found]
    at = {one.measure_id: position for position, one in enumerate(found)}
    for budget in (None, 2.0, 3.0, 5.0, 7.0, 7.5):
        everything = list_sets(found, costs, budget, 1000) or []
        for forced in ({at[name] for name in names} for names in ("a", "ab", "c", "de", "ad")):
            for among in (None, {at[name] for name in "abcd"}, {at[name] for name in "de"}):
                held = [
                    chosen
                    for chosen in everything
                    if forced <= {*chosen} and (among is None or {*chosen} <= among | forced)
                ]
                listed = list_sets(found, costs, budget, 1000, forced=forced, among=among) or []
                assert sorted(listed) == sorted(held), (budget, forced, among)
                assert all(list(chosen) == sorted(chosen) for chosen in listed)
