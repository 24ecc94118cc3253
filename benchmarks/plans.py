"""How long a decision page waits: a plan under another budget, with measures forced in and out, and a set made by hand.

Every study of the casebook with measures on offer, with its own draws, in one process: `read` and `prepare` come once,
`first` is the first plan (every set is projected), `again` the slowest of the plans after it (without a budget and with
five, each measure forced in and left out), `by hand` the slowest of up to 32 sets put together by hand.

Then a study with many measures: seconds for all of its sets, and the slowest plan afterwards.

Last run, 2 cores of a shared x86-64 virtual machine: see docs/reference/benchmarks.md.
"""

from __future__ import annotations

import contextlib
import dataclasses
import sys
import time
from collections.abc import Callable
from itertools import combinations, islice
from typing import Any

from oxyura.actions.desk import PlanDesk
from oxyura.annual_cycle.cycle import read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.schema.errors import InputError
from oxyura.schema.settings import Budget, Settings
from oxyura.schema.table import TableSet, table_from_records
from oxyura.study.casebook_studies import casebook_names
from oxyura.study.checked import read_study
from oxyura.study.measure_planning import budget_of, prepare_plan

# What somebody who moves a slider waits for without losing the thread, in seconds.
LIMIT = 1.0

_HAND_MADE = 32
_BUDGETS = (0.0, 0.25, 0.5, 0.75, 1.0)


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes; what cannot be asked takes as long as saying so."""
    before = time.perf_counter()
    with contextlib.suppress(InputError):
        work()
    return time.perf_counter() - before


def measure_casebook() -> float:
    """Print a line for every study with measures on offer, and return the slowest answer of a warm desk."""
    print(f"{'study':<20}{'measures':>9}{'sets':>7}{'read':>8}{'prepare':>9}{'first':>8}{'again':>8}{'by hand':>9}")
    slowest = 0.0
    for name in casebook_names():
        before = time.perf_counter()
        study = read_study(name)
        read = time.perf_counter() - before
        before = time.perf_counter()
        desk = prepare_plan(study)
        prepare = time.perf_counter() - before
        before = time.perf_counter()
        plan = desk.choose(study.settings.budget)
        first = time.perf_counter() - before
        table = study.tables["measures"]
        rows = zip(table.words("measure_id"), table.texts("outcome"), strict=True)
        offers = [measure for measure, outcome in rows if outcome is None]
        if not offers:
            continue
        most = max((point.budget for point in plan.frontier), default=0.0)
        again, by_hand = time_desk(desk, offers, budget_of(study, most))
        slowest = max(slowest, again, by_hand)
        print(
            f"{name:<20}{len(offers):>9}{plan.evaluated:>7}{read:>8.3f}{prepare:>9.3f}{first:>8.3f}"
            f"{again:>8.3f}{by_hand:>9.3f}",
            flush=True,
        )
    return slowest


def time_desk(desk: PlanDesk, offers: list[str], most: Budget) -> tuple[float, float]:
    """Return the slowest plan and the slowest set made by hand at a desk that has planned once."""
    plans: list[dict[str, Any]] = [{}]
    plans += [{asked: [name]} for name in offers for asked in ("include", "exclude")]
    budgets = [None, *(dataclasses.replace(most, amount=share * most.amount) for share in _BUDGETS)]
    again = max(seconds(lambda b=b, p=p: desk.choose(b, **p)) for b in budgets for p in plans)  # type: ignore[misc]
    sets = islice((one for size in range(len(offers) + 1) for one in combinations(offers, size)), _HAND_MADE)
    return again, max(seconds(lambda one=one: desk.evaluate(one)) for one in sets)  # type: ignore[misc]


def many_measures(count: int, draws: int) -> tuple[TableSet, Settings]:
    """Return a population under so many invaders, each with a measure that may fail."""
    year = {"migrant_id": "m", "stage": "year"}
    names = [f"invader-{number:02d}" for number in range(count)]
    records: dict[str, list[dict[str, Any]]] = {
        "sites": [{"site_id": "home", "name": "Home"}],
        "migrants": [
            {"migrant_id": "m", "scientific_name": "Avis", "abundance": 100.0, "abundance_unit": "individuals"}
        ],
        "stages": [{**year, "position": 1.0, "start_week": 1.0, "end_week": 52.0}],
        "distribution": [{**year, "site_id": "home", "share": 1.0, "survey_status": "surveyed"}],
        "vital_rates": [
            {**year, "class": "all", "rate": rate, "value": value}
            for rate, value in (("survival", 0.9), ("fecundity", 0.6))
        ],
        "invaders": [{"invader_id": name, "scientific_name": name} for name in names],
        "presences": [
            {"invader_id": name, "site_id": "home", "status": "present", "establishment_means": "introduced"}
            for name in names
        ],
        "impacts": [
            {
                **year,
                **{"impact_id": name, "invader_id": name, "rate": "fecundity", "mechanism": "predation"},
                **{"effect": -0.02 * (1 + at % 5), "evidence": "demonstrated", "confidence": "high"},
            }
            for at, name in enumerate(names)
        ],
        "measures": [
            {
                **{"measure_id": f"out-{name}", "kind": "eradicate", "invader_ids": (name,), "cost": 10.0 + at % 7},
                **{"currency": "EUR", "price_year": 2024.0, "success_probability": 0.6 + 0.02 * (at % 10)},
            }
            for at, name in enumerate(names)
        ],
    }
    tables = TableSet({name: table_from_records(name, rows) for name, rows in records.items()})
    return tables, Settings("Many measures", horizon_years=20, draws=draws)


def measure_many(count: int, draws: int = 1_000) -> None:
    """Print how long all sets of so many measures take, and a plan under another budget afterwards."""
    tables, settings = many_measures(count, draws)
    desk = PlanDesk(tables, settings, {"m": read_cycle(tables, "m", Draws(1, draws), horizon_years=20)})
    first = seconds(lambda: desk.choose(None, progress=lambda said: print(f"  {said}", file=sys.stderr)))
    again = max(seconds(lambda money=money: desk.choose(Budget(money, "EUR", 2024))) for money in (30.0, 1e6))  # type: ignore[misc]
    print(f"{count} measures, {2**count:,} sets: {first:.1f} s, then {again:.2f} s", flush=True)


def main() -> None:
    """Print a line for each study, the slowest answer, and lines for many measures."""
    print(f"slowest answer of a warm desk: {measure_casebook():.3f} s (limit {LIMIT:g} s)")
    for count in [int(word) for word in sys.argv[1:]] or [6, 8, 10]:
        measure_many(count)


if __name__ == "__main__":
    main()
