"""Measures a second time, in plain loops, to be read beside decision record 5.

Every set of measures is tried, every outcome of it followed year by year on the plain annual cycle of
``reference_cycle``, at point values. Nothing here comes from the package.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from published.reference_cycle import counted, starting_numbers
from published.reference_rates import (
    TODAY,
    AnnualCycle,
    Case,
    Numbers,
    Row,
    Rows,
    StageYear,
    number,
    read_tables,
    winner,
)

NEVER = math.inf
LEAST_GROWTH = 1e-12
EFFECT_COLUMNS = ("stage", "site_id", "class")

Outcome = Mapping[str, tuple[bool, float]]
"""Per measure: whether it works, and the year in which what it took away is back."""


def names(row: Row, column: str) -> list[str]:
    """Return the names in a list cell."""
    return [name.strip() for name in row[column].split(";") if name.strip()]


def whole(text: str, blank: float) -> int:
    """Return a number of years, rounded up to whole ones."""
    return math.ceil((float(text) if text else blank) - 1e-9)


@dataclass(frozen=True)
class State:
    """What differs from today in one year: all that a year is put together from, and can be told apart by."""

    kept: frozenset[tuple[str, str, float]] = frozenset()
    abundance: frozenset[tuple[str, str, float]] = frozenset()
    there: frozenset[tuple[str, str, float]] = frozenset()
    effects: frozenset[tuple[int, bool]] = frozenset()


class PlannedCycle(AnnualCycle):
    """The annual cycle of a migrant in years in which measures act."""

    def __init__(self, tables: Mapping[str, Rows], migrant: Row) -> None:
        super().__init__(tables, migrant)
        self.effect_rows = [row for row in tables["measure_effects"] if row["migrant_id"] == self.migrant_id]
        causes = [row for rows in self.cause_rows.values() for group in rows.values() for row in group]
        modelled = [row for rows in self.model_rows.values() for row in rows]
        self.invaders = {row["invader_id"] for row in [*causes, *modelled] if row["invader_id"]}
        self.invaders |= {row["alternative_id"] for row in modelled if row["alternative_id"]}
        self.pressures = {row["pressure_id"] for row in causes if row["pressure_id"]}
        self.state = State()
        self.years: dict[State, list[StageYear]] = {}
        self.courses: dict[tuple[State, ...], Numbers] = {(): starting_numbers(AnnualCycle(tables, migrant))}

    def year_in(self, state: State) -> list[StageYear]:
        """Return the stages of a year."""
        if state not in self.years:
            self.state = state
            self.years[state] = self._year(TODAY)
        return self.years[state]

    def after(self, states: tuple[State, ...]) -> Numbers:
        """Return the numbers after so many years."""
        if states not in self.courses:
            n = self.after(states[:-1])
            for stage in self.year_in(states[-1]):
                n = stage.advance(n)
            self.courses[states] = n
        return self.courses[states]

    def factor_now(
        self, stage: str, rate: str, target: Mapping[str, str], has_row: bool, case: Case, applies_to: str = ""
    ) -> float:
        """Return the product of all causes, as they are this year, and of what measures do, on one rate."""
        site, f = target["site_id"], 1.0
        for cause in self.cause_rows:
            for row in self.cause_winners(cause, stage, rate, target, applies_to):
                f *= self.factor_this_year(row, site)
        in_force = {self.effect_rows[at]["measure_id"]: works for at, works in self.state.effects}
        for measure, works in in_force.items():
            rows = [
                row
                for row in (self.effect_rows[at] for at, _ in self.state.effects)
                if row["measure_id"] == measure and row["rate"] == rate and (row["stage"] or has_row)
            ]
            held = winner(rows, EFFECT_COLUMNS, {**target, "stage": stage})
            if held is not None and (works or float(held["effect"]) < 0):
                f *= 1 + float(held["effect"])
        return f * self.catastrophes_now(stage, rate, target)

    def factor_this_year(self, row: Row, site: str) -> float:
        """Return the factor of a cause at a site this year."""
        if not row["effect"]:
            return 1.0
        invader = row["invader_id"]
        cause = f"invader {invader}" if invader else f"pressure {row['pressure_id']}"
        kept = {(name, place): share for name, place, share in self.state.kept}
        change = 1 + float(row["effect"]) * kept.get((cause, site), 1.0)
        if not invader:
            return change
        chance, rho, _ = self.standing(invader, site)
        factor = 1 + self.exposed(invader, site) * (math.pow(change, rho) - 1)
        return 1 + chance * (factor - 1)

    def standing(self, invader: str, site: str) -> tuple[float, float, float]:
        """Return the chance that an invader is there this year, its abundance, and the share of its effect left."""
        there = {(name, place): chance for name, place, chance in self.state.there}
        presence = self.presences.get((invader, site))
        today = 1.0 if presence is not None and presence["status"] == "present" else 0.0
        times = {(name, place): times for name, place, times in self.state.abundance}
        kept = {(name, place): share for name, place, share in self.state.kept}
        return (
            there.get((invader, site), today),
            self.abundance_of(invader, site, 0) * times.get((invader, site), 1.0),
            kept.get((f"invader {invader}", site), 1.0),
        )


@dataclass
class Plan:
    """A set of measures with one outcome, at work on one migrant."""

    cycle: PlannedCycle
    tables: Mapping[str, Rows]
    measures: list[Row]
    outcome: Outcome
    horizon: int
    there: dict[tuple[str, str], float] = field(default_factory=dict)
    back: dict[tuple[str, str], float] = field(default_factory=dict)

    def growth(self) -> float:
        """Return growth per year over the horizon."""
        first = counted(self.cycle, self.cycle.after(()))
        last = counted(self.cycle, self.cycle.after(tuple(self.states())))
        return (last / first) ** (1 / self.horizon) if first > 0 else 0.0

    def states(self) -> Iterator[State]:
        """Yield the state of each year, 1 to the horizon."""
        sites, invaders = self.cycle.sites, sorted({row["invader_id"] for row in self.tables["invaders"]})
        for invader in invaders:
            for site in sites:
                self.there[invader, site] = 1.0 if self.is_present(invader, site) else 0.0
                self.back[invader, site] = NEVER
        for t in range(1, self.horizon + 1):
            for invader in invaders:
                for site in sites:
                    self.step(invader, site, t)
            kept = {
                (f"{kind} {name}", site, self.kept(kind, name, site, t))
                for kind, found in (("invader", set(invaders)), ("pressure", self.cycle.pressures))
                for name in found
                for site in sites
            }
            shares = {(cause, site): share for cause, site, share in kept}
            times = {
                (name, site, self.times(name, site, shares) * self.grown(name, site, t))
                for name in self.cycle.invaders
                for site in sites
            }
            acting = {f"invader {name}" for name in self.cycle.invaders}
            acting |= {f"pressure {name}" for name in self.cycle.pressures}
            yield State(
                frozenset(entry for entry in kept if entry[0] in acting and entry[2] != 1.0),
                frozenset(entry for entry in times if entry[2] != 1.0),
                frozenset((*key, p) for key, p in self.there.items() if key[0] in self.cycle.invaders),
                frozenset(self.in_force(t)),
            )

    def is_present(self, invader: str, site: str) -> bool:
        """Say whether an invader is at a site today."""
        presence = self.cycle.presences.get((invader, site))
        return presence is not None and presence["status"] == "present"

    def may_act(self, invader: str, site: str) -> bool:
        """Say whether measures may touch an invader at a site: it is not native there."""
        presence = self.cycle.presences.get((invader, site))
        return presence is None or self.cycle.is_alien(presence)

    def first_year(self, measure: Row) -> int:
        """Return the first year in which a measure acts."""
        delay = whole(measure["start_delay_years"], 0)
        return delay + 1 + (whole(measure["duration_years"], 1) if measure["kind"] == "eradicate" else 0)

    def runs(self, measure: Row, t: int) -> bool:
        """Say whether a measure acts in year t."""
        last = math.inf
        if measure["kind"] != "eradicate" and measure["duration_years"]:
            last = whole(measure["start_delay_years"], 0) + whole(measure["duration_years"], 0)
        return self.first_year(measure) <= t <= last

    def share_left(self, measure: Row) -> float:
        """Return the share of effect, or of arrivals, that a running measure leaves."""
        works, _ = self.outcome[measure["measure_id"]]
        if not works:
            return 1 - number(measure, "reduction_if_failed", 0.0)
        if measure["kind"] == "eradicate":
            return 1.0
        return 1 - number(measure, "reduction", 1.0 if measure["kind"] == "contain" else 0.0)

    def kept(self, kind: str, name: str, site: str, t: int) -> float:
        """Return the share of a cause's effect that is left at a site in year t."""
        share = 1.0
        for measure in self.measures:
            if measure["site_id"] not in ("", site) or not self.runs(measure, t):
                continue
            if kind == "pressure":
                touched = measure["kind"] == "protect" and name in names(measure, "pressure_ids")
            else:
                touched = measure["kind"] in ("control", "eradicate") and name in names(measure, "invader_ids")
                touched = touched and self.may_act(name, site)
                if measure["kind"] == "eradicate":
                    touched = touched and self.is_present(name, site)
            share *= self.share_left(measure) if touched else 1.0
        return share

    def times(self, other: str, site: str, kept: Mapping[tuple[str, str], float]) -> float:
        """Return by how much the abundance of an invader is multiplied because others are taken away."""
        times = 1.0
        of_other = [row for row in self.tables["interactions"] if row["other_invader_id"] == other]
        for invader in sorted({row["invader_id"] for row in of_other}):
            rows = [row for row in of_other if row["invader_id"] == invader]
            row = winner(rows, ("site_id",), {"site_id": site})
            if row is not None and self.is_present(invader, site):
                taken = 1 - self.there[invader, site] * kept[f"invader {invader}", site]
                times *= 1 + float(row["effect"]) * taken
        return times

    def grown(self, invader: str, site: str, t: int) -> float:
        """Return the abundance of an invader at a site in year t against today, by the trends in force before it."""
        rows = [row for row in self.tables["invader_trends"] if row["invader_id"] == invader]
        done = {row["measure_id"]: row["outcome"] for row in self.tables["measures"]}
        blank = winner([row for row in rows if not row["measure_id"]], ("site_id",), {"site_id": site})
        history = [row for row in rows if done.get(row["measure_id"]) == "succeeded"]
        settled = winner(history, ("site_id",), {"site_id": site}) or blank
        size = 1.0
        for year in range(1, t):
            brought = []
            for measure in self.measures:
                held = [row for row in rows if row["measure_id"] == measure["measure_id"]]
                row = winner(held, ("site_id",), {"site_id": site})
                if row is not None and self.outcome[measure["measure_id"]][0] and self.runs(measure, year):
                    brought.append(float(row["growth"]))
            size *= min(brought) if brought else float(settled["growth"]) if settled is not None else 1.0
        return size

    def step(self, invader: str, site: str, t: int) -> None:
        """Take the presence of an invader at a site from year t - 1 to year t."""
        key = invader, site
        until = [
            self.outcome[measure["measure_id"]][1]
            for measure in self.measures
            if measure["kind"] == "eradicate"
            and invader in names(measure, "invader_ids")
            and measure["site_id"] in ("", site)
            and self.first_year(measure) == t
            and self.is_present(invader, site)
            and self.may_act(invader, site)
            and self.outcome[measure["measure_id"]][0]
        ]
        if until:
            self.there[key], self.back[key] = 0.0, max(until)
        elif self.back[key] == t:
            self.there[key] = 1.0
        else:
            self.there[key] = 1 - (1 - self.there[key]) * math.exp(-self.arriving(invader, site, t))

    def arriving(self, invader: str, site: str, t: int) -> float:
        """Return the arrivals per year that establish."""
        rate = sum(
            float(row["rate_per_year"]) * number(row, "establishment_probability", 1.0)
            for row in self.tables["arrivals"]
            if (row["invader_id"], row["site_id"]) == (invader, site)
        )
        for measure in self.measures:
            if invader not in names(measure, "invader_ids") or not self.runs(measure, t):
                continue
            here = measure["site_id"] in ("", site)
            elsewhere = measure["site_id"] != site
            if (measure["kind"] in ("prevent", "detect") and here) or (measure["kind"] == "contain" and elsewhere):
                rate *= self.share_left(measure)
        return rate

    def in_force(self, t: int) -> Iterator[tuple[int, bool]]:
        """Yield the rows of measure_effects of year t, with whether their measure works."""
        taken = {measure["measure_id"] for measure in self.measures}
        for at, row in enumerate(self.cycle.effect_rows):
            if row["measure_id"] in taken and number(row, "from_year", 1) <= t <= number(row, "to_year", math.inf):
                yield at, self.outcome[row["measure_id"]][0]


def outcomes(measures: list[Row], horizon: int) -> Iterator[tuple[float, Outcome]]:
    """Yield every outcome of a set with its chance; what a measure requires comes before it."""
    if not measures:
        yield 1.0, {}
        return
    *others, last = measures
    for chance, before in outcomes(others, horizon):
        p = float(last["success_probability"])
        if not all(before.get(name, (True, NEVER))[0] for name in names(last, "requires")):
            p = 0.0
        if p < 1:
            yield chance * (1 - p), {**before, last["measure_id"]: (False, NEVER)}
        if p == 0:
            continue
        left, q = 1.0, number(last, "reinvasion_per_year", 0.0) if last["kind"] == "eradicate" else 0.0
        safe = whole(last["start_delay_years"], 0) + whole(last["duration_years"], 1) + 1
        for year in range(safe + 1, horizon + 1):
            if q > 0 and left > 0:
                yield chance * p * left * q, {**before, last["measure_id"]: (True, float(year))}
            left *= 1 - q
        if left > 0:
            yield chance * p * left, {**before, last["measure_id"]: (True, NEVER)}


def cost_of(measure: Row, horizon: int) -> float:
    """Return what a measure costs over its time."""
    once = measure["kind"] in ("eradicate", "restore", "reinforce")
    left = max(0.0, horizon - number(measure, "start_delay_years", 0.0))
    years = number(measure, "duration_years", 1.0 if once else left)
    return float(measure["cost"]) + number(measure, "cost_per_year", 0.0) * years


def required_first(measures: list[Row]) -> list[Row]:
    """Order measures so that each comes after those it requires."""
    ordered: list[Row] = []
    while len(ordered) < len(measures):
        done = {row["measure_id"] for row in ordered}
        known = {row["measure_id"] for row in measures}
        for row in measures:
            if row not in ordered and all(name in done or name not in known for name in names(row, "requires")):
                ordered.append(row)
    return ordered


def offered(tables: Mapping[str, Rows]) -> list[Row]:
    """Return the measures on offer: not history, and nothing that they require failed or pends."""
    history = {row["measure_id"]: row["outcome"] for row in tables["measures"]}
    found = [row for row in tables["measures"] if not row["outcome"]]
    while True:
        known = {row["measure_id"] for row in found}
        left = [
            row
            for row in found
            if all(name in known or history[name] == "succeeded" for name in names(row, "requires"))
        ]
        if len(left) == len(found):
            return required_first(found)
        found = left


def can_be_taken(chosen: tuple[Row, ...], offers: list[Row]) -> bool:
    """Say whether requirements and exclusions allow a set."""
    taken, known = {row["measure_id"] for row in chosen}, {row["measure_id"] for row in offers}
    return all(
        set(names(row, "requires")) & known <= taken and not set(names(row, "excludes")) & taken for row in chosen
    )


def reference_sets(study_dir: Path, horizon: int) -> dict[frozenset[str], dict[str, Any]]:
    """Return cost, objective and every migrant's outcomes of each set of measures that can be taken."""
    tables = read_tables(study_dir)
    offers = offered(tables)
    cycles = {}
    for migrant in tables["migrants"]:
        cycle = PlannedCycle(tables, migrant)
        if cycle.stages and {rate for _, _, rate in cycle.vital_rows} & {"survival", "transition"}:
            cycles[migrant["migrant_id"]] = (number(migrant, "weight", 1.0), cycle)
    found = {}
    for size in range(len(offers) + 1):
        for chosen in combinations(offers, size):
            if can_be_taken(chosen, offers):
                key = frozenset(row["measure_id"] for row in chosen)
                found[key] = describe(tables, list(chosen), cycles, horizon)
    return found


def describe(
    tables: Mapping[str, Rows], chosen: list[Row], cycles: Mapping[str, tuple[float, PlannedCycle]], horizon: int
) -> dict[str, Any]:
    """Return cost, objective, and growth with its chance by migrant, of one set."""
    growth, objective = {}, 0.0
    for migrant, (weight, cycle) in cycles.items():
        now = Plan(cycle, tables, [], {}, horizon).growth()
        after = [
            (chance, Plan(cycle, tables, chosen, outcome, horizon).growth())
            for chance, outcome in outcomes(chosen, horizon)
        ]
        growth[migrant] = after
        objective += weight * sum(chance * (logarithm(value) - logarithm(now)) for chance, value in after)
    return {"cost": sum(cost_of(row, horizon) for row in chosen), "objective": objective, "growth": growth}


def logarithm(growth: float) -> float:
    """Return ln growth, of a growth that is not below the least."""
    return math.log(max(growth, LEAST_GROWTH))
