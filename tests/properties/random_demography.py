"""The demographic half of a random study: sites, migrants, where they are, how they move, live and breed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")
Table = list[dict[str, Any]]

COUNTRIES = ("ES", "FR", "GB", "NA", "ZA", "")
STAGES = {
    1: ("year",),
    2: ("breeding", "nonbreeding"),
    3: ("breeding", "postbreeding-migration", "nonbreeding"),
    4: ("breeding", "postbreeding_migration", "nonbreeding", "prebreeding_migration"),
}


class Dice:
    """Random choices, all from one generator."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def chance(self, p: float) -> bool:
        """Say yes with probability p."""
        return bool(self.rng.random() < p)

    def pick(self, items: Sequence[T]) -> T:
        """Return one item."""
        return items[int(self.rng.integers(len(items)))]

    def some(self, items: Sequence[T], least: int = 1) -> list[T]:
        """Return some of the items, at least so many."""
        size = int(self.rng.integers(min(least, len(items)), len(items) + 1))
        return [items[k] for k in sorted(self.rng.choice(len(items), size, replace=False))]

    def between(self, low: float, high: float) -> float:
        """Return a number, often one with few digits."""
        value = float(self.rng.uniform(low, high))
        return round(value, 3) if self.chance(0.5) and low >= 1e-2 else value

    def shares(self, size: int, total: float = 1.0) -> list[float]:
        """Return shares with a given sum."""
        return [float(x) * total for x in self.rng.dirichlet(np.full(size, 1.5))]

    def interval(self, value: float, names: tuple[str, str], low: float, high: float) -> dict[str, float]:
        """Return limits around a value, or none."""
        if self.chance(0.6):
            return {}
        if self.chance(0.1):
            return dict.fromkeys(names, value)
        width = self.between(0.05, 0.5)
        return {names[0]: value + width * (low - value), names[1]: value + width * (high - value)}


class Demography(Dice):
    """The tables of the migrants, one after the other."""

    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__(rng)
        self.sources = [f"source-{k + 1}" for k in range(int(rng.integers(1, 4)))]
        names = [f"site-{letter}" for letter in "abcd"[: int(rng.integers(1, 5))]]
        self.sites = [names[k] for k in rng.permutation(len(names))]
        self.places = [*self.sites, "empty-rock"] if self.chance(0.3) else self.sites
        tables = "sites migrants stages classes distribution movements vital_rates density sources"
        self.tables: dict[str, Table] = {name: [] for name in tables.split()}
        self.add_frame()
        self.migrants = ["first-migrant", "second-migrant"][: 2 if self.chance(0.25) else 1]
        self.stages: dict[str, tuple[str, ...]] = {}
        self.classes: dict[str, list[str]] = {}
        self.homes: dict[str, list[str]] = {}
        self.abundance: dict[str, float] = {}
        for migrant in self.migrants:
            self.add_migrant(migrant)
            self.add_distribution(migrant)
            self.add_movements(migrant)
            self.add_survival(migrant)
            self.add_births(migrant)
            self.add_transitions(migrant)
            self.share_parameters(migrant)
            self.add_density(migrant)

    def add_frame(self) -> None:
        """Add sites and sources."""
        for site in self.places:
            row = {"site_id": site, "name": site.replace("-", " "), "country": self.pick(COUNTRIES)}
            position = {"lat": self.between(-60, 60), "lon": self.between(-170, 170)}
            self.tables["sites"].append({**row, **position} if self.chance(0.7) else row)
        for source in self.sources:
            row = {"source_id": source, "citation": f"Random numbers, part {source}", "licence": "CC0-1.0"}
            self.tables["sources"].append({**row, "accessed": "2026-01-15"})

    def add_migrant(self, migrant: str) -> None:
        """Add a migrant with its stages and classes."""
        stages = self.stages[migrant] = STAGES[int(self.rng.integers(1, 5))]
        count = int(self.rng.integers(1, 5))
        classes = ["all"] if count == 1 else ["juvenile", "immature", "adult", "senior"][-count:]
        self.classes[migrant] = classes
        self.homes[migrant] = self.some(self.sites, 2)
        self.abundance[migrant] = round(10 ** self.between(1.5, 5), 1)
        self.tables["migrants"].append(
            {
                "migrant_id": migrant,
                "scientific_name": "Avis fortuita",
                "cms_appendix": self.pick(["I", "II", "I/II", ""]),
                "abundance": self.abundance[migrant],
                **self.interval(
                    self.abundance[migrant],
                    ("abundance_low", "abundance_high"),
                    1,
                    2 * self.abundance[migrant],
                ),
                "abundance_unit": self.pick(["individuals", "mature_individuals", "pairs", "females"]),
                "abundance_year": 2020,
            }
        )
        first = int(self.rng.integers(1, 53))
        cuts = sorted(int(x) for x in self.rng.choice(np.arange(1, 52), len(stages) - 1, replace=False))
        starts = [(first - 1 + cut) % 52 + 1 for cut in (0, *cuts)]
        for position, stage in enumerate(stages):
            end = (starts[(position + 1) % len(starts)] - 2) % 52 + 1
            weeks = {"position": position + 1, "start_week": starts[position], "end_week": end}
            self.tables["stages"].append({"migrant_id": migrant, "stage": stage, **weeks})
        if len(classes) > 1 and self.chance(0.7):
            given = self.chance(0.5)
            uncounted = self.pick([None, *classes])
            for c in classes:
                row = {"migrant_id": migrant, "class": c}
                row["counted"] = "no" if c == uncounted else self.pick(["yes", ""])
                if given and (c == classes[-1] or self.chance(0.8)):
                    row["initial_share"] = str(self.between(0.05, 1.0))
                self.tables["classes"].append(row)

    def add_distribution(self, migrant: str) -> None:
        """Add the shares of each stage: blank, class rows beside them or alone, or none at all."""
        last: Table = []
        for position, stage in enumerate(self.stages[migrant]):
            if position and self.chance(0.08):
                continue
            if last and self.chance(0.2):
                self.tables["distribution"] += [{**row, "stage": stage} for row in last]
                continue
            classes, homes = self.classes[migrant], self.some(self.homes[migrant], 2)
            last = []
            if self.chance(0.85):
                last += self.share_rows(migrant, stage, "", homes, 1.0)
                for c in classes if self.chance(0.4) else []:
                    if self.chance(0.3) and len(homes) > 2:
                        part = homes[:-1]
                        total = sum(row["share"] for row in last if not row["class"] and row["site_id"] in part)
                        last += self.share_rows(migrant, stage, c, part, total)
                    elif self.chance(0.5):
                        last += self.share_rows(migrant, stage, c, homes, 1.0)
            else:
                named = classes if position == 0 else self.some(classes)
                last += [row for c in named for row in self.share_rows(migrant, stage, c, homes, 1.0)]
            self.tables["distribution"] += last
        settled = {row["site_id"] for row in self.tables["distribution"] if row["migrant_id"] == migrant}
        self.homes[migrant] = [site for site in self.homes[migrant] if site in settled]

    def share_rows(self, migrant: str, stage: str, c: str, sites: list[str], total: float) -> Table:
        """Return the shares of one class (blank: all) over sites, now and then with an explicit zero."""
        empty = len(sites) > 1 and self.chance(0.15)
        shares = self.shares(len(sites) - empty, total) + [0.0] * empty
        rows = []
        for site, share in zip(sites, shares, strict=True):
            row = {"migrant_id": migrant, "stage": stage, "site_id": site, "class": c, "share": share}
            row |= self.interval(share, ("share_low", "share_high"), 0, 1)
            rows.append({**row, "survey_status": self.pick(["surveyed", "estimated", "expert"])})
        return rows

    def add_movements(self, migrant: str) -> None:
        """Add explicit moves into some stages, for all or for some classes."""
        stages, sites, classes = self.stages[migrant], self.homes[migrant], self.classes[migrant]
        for stage, arrival in zip(stages, stages[1:] + stages[:1], strict=True):
            if self.chance(0.5):
                continue
            legs = {"migrant_id": migrant, "from_stage": stage, "to_stage": arrival}
            blank: Table = []
            if self.chance(0.7):
                blank = self.paths(legs, "", sites)
                self.tables["movements"] += blank
            for c in self.some(classes, 0 if blank else 1):
                if not blank:
                    self.tables["movements"] += self.paths(legs, c, sites)
                for path in self.some(blank, 0):
                    self.tables["movements"].append(
                        {**path, "class": c, "share": path["share"] * self.between(0.6, 1.0), **self.toll()}
                    )

    def paths(self, legs: dict[str, Any], c: str, sites: list[str]) -> Table:
        """Return the moves of one class (blank: all) out of every site, now and then all but one."""
        rows: Table = []
        for origin in sites if self.chance(0.9) else sites[:-1] or sites:
            goals = self.some(sites)
            total = 1.0 if self.chance(0.75) else self.between(0.85, 1.0)
            for goal, share in zip(goals, self.shares(len(goals), total), strict=True):
                path = {**legs, "from_site": origin, "to_site": goal, "class": c, "share": min(share, 1.0)}
                rows.append({**path, **self.toll()})
        return rows

    def toll(self) -> dict[str, Any]:
        """Return the survival on a path, blank where nobody knows of a loss."""
        return {"survival": self.pick(["", 1.0, self.between(0.85, 1.0), self.between(0.85, 1.0)])}

    def add_survival(self, migrant: str) -> None:
        """Add survival: blank rows, site rows, both or, where another stage has one, none."""
        stages = self.stages[migrant]
        for c in self.classes[migrant]:
            annual = self.between(0.5, 0.97)
            for position, stage in enumerate(stages):
                if position and self.chance(0.15):
                    continue
                value = min(0.995, annual ** (1 / len(stages)) * self.between(0.95, 1.05))
                key = {"migrant_id": migrant, "stage": stage, "class": c, "rate": "survival"}
                self.add_rate(key, value, 1.0)

    def add_rate(self, key: dict[str, Any], value: float, most: float) -> None:
        """Add a blank row and site rows, which stay below the value of the blank one."""
        homes = self.homes[key["migrant_id"]]
        blank = self.chance(0.85)
        for site in ([""] if blank else []) + (self.some(homes) if not blank or self.chance(0.3) else []):
            here = value * self.between(0.75, 1.0) if site else value
            row = {**key, "site_id": site, "value": here, **self.interval(here, ("low", "high"), 0, most)}
            if self.chance(0.1):
                row["sd_between_years"] = self.between(0.01, 0.1)
            if self.chance(0.1):
                row["correlation_group"] = self.pick(["weather", "food"])
            if self.chance(0.1):
                row["year"] = 2015
            self.tables["vital_rates"].append(row)

    def add_births(self, migrant: str) -> None:
        """Add fecundity of one or two classes: into their own class, blank or named, or into others."""
        classes = self.classes[migrant]
        for c in self.some(classes[-2:]):
            for stage in self.some(self.stages[migrant])[:2]:
                own = self.pick(["", c])
                targets = [classes[0] if c != classes[0] else own]
                if self.chance(0.3):
                    targets = [self.pick([own, *(d for d in classes if d != c)])]
                if self.chance(0.15) and len(classes) > 1:
                    targets = [own, self.pick([d for d in classes if d != c])]
                for to in targets:
                    key = {"migrant_id": migrant, "stage": stage, "class": c, "rate": "fecundity"}
                    self.add_rate({**key, "to_class": to}, self.between(0.2, 1.6), 3.0)

    def add_transitions(self, migrant: str) -> None:
        """Add growth into later classes, now and then back, with sums below and at one."""
        classes = self.classes[migrant]
        for k, c in enumerate(classes):
            later = classes[k + 1 :] if k + 1 < len(classes) else classes[:k]
            if not later or self.chance(0.15 if k + 1 < len(classes) else 0.7):
                continue
            if self.chance(0.15):
                later = [d for d in classes if d != c]
            targets = [self.pick(later)] if self.chance(0.6) else self.some(later)[:2]
            total = self.pick([1.0, self.between(0.1, 0.95), self.between(0.1, 0.95)])
            values = [total] if len(targets) == 1 else [0.25 * total, 0.75 * total]
            stage = self.pick(self.stages[migrant])
            for to, value in zip(targets, values, strict=True):
                key = {"migrant_id": migrant, "stage": stage, "class": c, "rate": "transition"}
                self.add_rate({**key, "to_class": to}, value, 1.0)

    def share_parameters(self, migrant: str) -> None:
        """Give two blank survival rows one parameter, and with it one value and one interval."""
        rows = [
            row
            for row in self.tables["vital_rates"]
            if row["migrant_id"] == migrant and row["rate"] == "survival" and not row["site_id"]
        ]
        if len(rows) > 1 and self.chance(0.4):
            first, *others = self.some(rows, 2)
            for row in (first, *others):
                row["parameter"] = f"{migrant}-survival"
                for column in ("value", "low", "high"):
                    row[column] = first.get(column, "")

    def add_density(self, migrant: str) -> None:
        """Add limits of all forms, blank and by site; every pair of stage, form and terms once."""
        if self.chance(0.3):
            return
        abundance, homes = self.abundance[migrant], self.homes[migrant]
        used = set()
        for _ in range(int(self.rng.integers(1, 5))):
            stage = self.pick(self.stages[migrant])
            form = self.pick(["ceiling", "beverton_holt", "ricker", "linear"])
            applies_to = self.pick(["", "", "all", "survival", "fecundity"])
            if (stage, form, applies_to or "all") in used:
                continue
            used.add((stage, form, applies_to or "all"))
            blank = self.chance(0.7)
            for site in ([""] if blank else []) + (self.some(homes) if not blank or self.chance(0.4) else []):
                row: dict[str, Any] = {"migrant_id": migrant, "stage": stage, "site_id": site, "form": form}
                if form == "ceiling":
                    row["capacity"] = self.between(0.3, 2) * abundance / len(homes)
                else:
                    crowding = self.between(0.02, 0.2 if form == "linear" else 0.5)
                    row["a"] = 0.0 if self.chance(0.05) else crowding / abundance
                self.tables["density"].append({**row, "applies_to": applies_to})
