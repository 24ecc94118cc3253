"""Random valid studies in which every clause about the annual cycle comes up sooner or later.

A draft that `check` refuses, that explodes, dies out, swings without end or has two equally dominant parts is thrown
away and drawn anew, so that two implementations of the same text can be compared to the last digits.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import oxyura
from properties.random_demography import COUNTRIES, Table
from properties.random_mechanisms import MechanismDraft
from properties.random_noise import add_noise
from published.reference_cycle import (
    equilibrium,
    headline,
    reachable_part,
    reference_population,
    starting_numbers,
)
from published.reference_rates import TODAY, AnnualCycle, read_tables
from study_packages import write_study

MEANS = (
    "native",
    "nativeReintroduced",
    "nativeEndemic",
    "vagrant",
    "introduced",
    "introducedAssistedColonisation",
    "uncertain",
    "",
)
CAUSE_COLUMNS = {
    "survival": ("site_id", "class"),
    "fecundity": ("site_id", "class", "to_class"),
    "transition": ("site_id", "class", "to_class"),
    "capacity": ("site_id",),
    "path_survival": ("site_id", "class", "from_site"),
}
DRAW_KEY = ("stage", "site_id", "class", "to_class", "rate")
YEARS = 15
LONGEST_SETTLING = 3000
DRAFTS = 400


def write_random_study(directory: Path, rng: np.random.Generator) -> None:
    """Write a valid random study into a folder, replacing the CSV files in it."""
    for _ in range(DRAFTS):
        tables = Draft(rng).tables
        directory.mkdir(parents=True, exist_ok=True)
        for old in directory.glob("*.csv"):
            old.unlink()
        write_study(
            directory,
            tables,
            title="Random study",
            horizon_years=int(rng.integers(3, 21)),
            draws=int(rng.integers(2, 50)),
            seed=int(rng.integers(1, 10_000)),
            date=datetime.date(2026, 1, 15),
        )
        if oxyura.check_study(directory).is_valid and is_tame(directory):
            return
    raise RuntimeError(f"no tame study in {DRAFTS} drafts")


def is_tame(study: Path) -> bool:
    """Say whether every result of a study is well conditioned."""
    tables = read_tables(study)
    for migrant in tables["migrants"]:
        cycle = AnnualCycle(tables, migrant)
        try:
            start = starting_numbers(cycle)
            now = headline(cycle, start, YEARS)
        except ZeroDivisionError:
            return False
        if not (0.3 < now["lambda"] < 2.5 and stays_countable(now["trajectory"])):
            return False
        share = {(i, c): cycle.distribution(cycle.stages[0], c).get(i, 0.0) for i, c in cycle.states}
        for begin in (share, start):
            values = np.linalg.eigvals(np.array(reachable_part(cycle, begin, TODAY)[1]))
            gaps = np.sort(np.abs(values - np.abs(values).max()))
            if len(gaps) > 1 and gaps[1] < 1e-2 * now["lambda"]:
                return False
        if (cycle.density_rows or cycle.follows_state) and equilibrium(cycle, start, LONGEST_SETTLING) is None:
            return False
    return all(
        stays_countable(scenario["trajectory"]) and scenario["lambda"] > 0.1
        for migrant in reference_population(study, YEARS).values()
        for scenario in migrant["scenarios"].values()
    )


def stays_countable(trajectory: Sequence[float]) -> bool:
    """Say whether a census neither explodes nor vanishes."""
    return max(trajectory) < 1e12 and min(trajectory) > 1e-9 * trajectory[0]


class Draft(MechanismDraft):
    """One random study, table by table; it may still turn out wild."""

    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__(rng)
        self.tables |= {name: [] for name in ("invaders", "presences", "impacts", "pressures", "scenarios")}
        self.add_invaders()
        for invader in self.tables["invaders"]:
            for k in range(int(rng.integers(1, 4))):
                self.add_impact(f"{invader['invader_id']}-impact-{k + 1}", invader["invader_id"])
        for k in range(int(rng.integers(0, 4))):
            self.add_pressure(f"pressure-{k + 1}")
        self.add_observed_with()
        for k in range(int(rng.integers(0, 4))):
            self.add_scenario(f"scenario-{k + 1}")
        self.add_mechanisms()
        # A generator of its own leaves the other tables as they were before there was noise.
        add_noise(self.tables, rng.spawn(1)[0])
        for name, rows in self.tables.items():
            order = rng.permutation(len(rows))
            self.tables[name] = [{**rows[k], **self.source(name)} for k in order]

    def source(self, table: str) -> dict[str, str]:
        """Return the source of a row, where its table has numbers."""
        return {} if table in ("invaders", "sources") else {"source_id": self.pick(self.sources)}

    def add_invaders(self) -> None:
        """Add invaders and what is known of them at the places."""
        for k in range(int(self.rng.integers(0, 4))):
            invader = f"invader-{k + 1}"
            countries = ";".join(country for country in self.some(COUNTRIES, 0) if country)
            name = {"invader_id": invader, "scientific_name": f"Invasor {'abc'[k]}"}
            self.tables["invaders"].append({**name, "native_countries": countries})
            for site in self.places if self.chance(0.6) else self.some(self.places):
                status = self.pick([*["present"] * 6, "absent", "eradicated", "not_surveyed"])
                row: dict[str, Any] = {"invader_id": invader, "site_id": site, "status": status}
                row["establishment_means"] = self.pick(MEANS) if self.chance(0.5) else "introduced"
                if self.chance(0.5):
                    row["share_exposed"] = self.pick([0.0, 1.0, *(self.between(0.05, 1) for _ in range(8))])
                if self.chance(0.5):
                    row["relative_abundance"] = self.between(0.2, 2)
                self.tables["presences"].append(row)

    def add_impact(self, impact: str, invader: str) -> None:
        """Add the rows of one impact_id."""
        name = {"impact_id": impact, "invader_id": invader, "mechanism": self.pick(["predation", "grazing"])}
        for row in self.cause_rows():
            self.tables["impacts"].append({**name, **row, "eicat": self.pick(["", "MN", "MO", "MR"])})

    def add_pressure(self, pressure: str) -> None:
        """Add the rows of one pressure_id."""
        name = {"pressure_id": pressure, "name": pressure.replace("-", " ")}
        name["iucn_threat"] = self.pick(["5.4", "5.1", "7.2", "11.2"])
        self.tables["pressures"] += [{**name, **row} for row in self.cause_rows()]

    def cause_rows(self) -> Table:
        """Return rows of one cause on one or two rates, the more special replacing the more general."""
        rows: dict[tuple[Any, ...], dict[str, Any]] = {}
        for _ in range(self.pick([1, 1, 2])):
            base = self.rate_with_rows()
            group = [row for row in rows.values() if row["rate"] == base["rate"]]
            if any((row["migrant_id"], row["stage"]) == (base["migrant_id"], base["stage"]) for row in group):
                continue
            for names in self.narrowing(CAUSE_COLUMNS[base["rate"]]):
                row = {**base, **self.named(names, base["migrant_id"], base["stage"], base["rate"])}
                if base["rate"] == "capacity":
                    row["applies_to"] = self.pick(["", "", "all", "survival", "fecundity"])
                rows.setdefault(tuple(row.get(column, "") for column in DRAW_KEY), row | self.effect())
        return list(rows.values())

    def rate_with_rows(self) -> dict[str, Any]:
        """Return a migrant, stage and rate that have rows, or a survival or path that needs none."""
        migrant = self.pick(self.migrants)
        own = [row for row in self.tables["vital_rates"] if row["migrant_id"] == migrant]
        limited = [row for row in self.tables["density"] if row["migrant_id"] == migrant]
        rate = self.pick([*CAUSE_COLUMNS, "survival", "fecundity", "transition"])
        stages = [row["stage"] for row in own if row["rate"] == rate]
        stages = [row["stage"] for row in limited] if rate == "capacity" else stages
        if rate == "path_survival" or (rate == "survival" and self.chance(0.1)):
            stages = list(self.stages[migrant])
        if not stages:
            rate, stages = "path_survival", list(self.stages[migrant])
        return {"migrant_id": migrant, "stage": self.pick(stages), "rate": rate}

    def narrowing(self, columns: Sequence[str]) -> list[list[str]]:
        """Return sets of named columns, each holding the one before or equal to it: never a tie."""
        order = [columns[k] for k in self.rng.permutation(len(columns))]
        sizes = sorted(int(x) for x in self.rng.integers(0, len(columns) + 1, self.pick([1, 1, 2, 3])))
        return [order[:size] for size in sizes]

    def named(self, columns: Sequence[str], migrant: str, stage: str, rate: str) -> dict[str, str]:
        """Return values for optional columns, mostly such that they meet a rate of the migrant."""
        rows = [
            row
            for row in self.tables["vital_rates"]
            if (row["migrant_id"], row["rate"]) == (migrant, rate) and stage in ("", row["stage"])
        ]
        model = self.pick(rows) if rows else {"class": self.pick(self.classes[migrant])}
        values = {
            "migrant_id": migrant,
            "stage": stage,
            "site_id": self.pick(self.homes[migrant]),
            "from_site": self.pick(self.homes[migrant]),
            "class": model["class"],
            "to_class": model.get("to_class") or model["class"],
        }
        return {column: values[column] for column in columns}

    def effect(self) -> dict[str, Any]:
        """Return an effect with its evidence: mostly harmful, at times good, total or of unknown size."""
        evidence = {"confidence": self.pick(["low", "medium", "high"])}
        if self.chance(0.1):
            return {**evidence, "evidence": self.pick(["none", "expert"])}
        size = -1.0 if self.chance(0.03) else self.between(-0.6, -0.02)
        size = self.between(0.02, 0.5) if self.chance(0.2) else size
        limits = self.interval(size, ("effect_low", "effect_high"), -1, 1)
        evidence["evidence"] = self.pick(["demonstrated", "inferred", "expert"])
        return {**evidence, "effect": size, **limits}

    def add_observed_with(self) -> None:
        """Let some rates name the causes that were at work when they were measured."""
        causes = [(row["impact_id"], row) for row in self.tables["impacts"]]
        causes += [(row["pressure_id"], row) for row in self.tables["pressures"]]
        for rate in self.tables["vital_rates"]:
            fitting = {
                cause: row
                for cause, row in causes
                if all(row[column] == rate[column] for column in ("migrant_id", "stage", "rate"))
                and row.get("class", "") in ("", rate["class"])
                and row.get("to_class", "") in ("", rate.get("to_class") or rate["class"])
            }
            if fitting and self.chance(0.5):
                rate["observed_with"] = self.pick([";", "; "]).join(self.some(list(fitting)))

    def add_scenario(self, scenario: str) -> None:
        """Add the rows of one scenario on up to three rates, from all of a rate to one class at a site."""
        rows: dict[tuple[Any, ...], dict[str, Any]] = {}
        for _ in range(self.pick([1, 1, 2, 3])):
            base = self.rate_with_rows()
            rate, migrant = base["rate"], base["migrant_id"]
            if any(row["rate"] == rate for row in rows.values()):
                continue
            columns = ["stage", *(column for column in CAUSE_COLUMNS[rate] if column != "from_site")]
            if len(self.migrants) == 1:
                columns.append("migrant_id")
            for names in self.narrowing(columns):
                stage = base["stage"] if "stage" in names or rate == "capacity" else ""
                named = self.named(names, migrant, stage, rate)
                if len(self.migrants) > 1 and (names or self.chance(0.5)):
                    named["migrant_id"] = migrant
                row = {"scenario_id": scenario, "name": scenario.replace("-", " "), "rate": rate, **named}
                row["effect"] = self.between(-0.4, 0.4)
                row["ramp_years"] = self.pick(["", 0, 1, 3, int(self.rng.integers(2, 20))])
                rows.setdefault(tuple(named.get(column, "") for column in (*DRAW_KEY, "migrant_id")), row)
        self.tables["scenarios"] += rows.values()
