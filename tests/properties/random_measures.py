"""Random measures, side effects, interactions and arrivals for a random study, so that every clause comes up."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

import oxyura
from properties.random_demography import Dice
from properties.random_studies import write_random_study
from published.reference_rates import Rows, read_tables

DRAFTS = 200
MONEY = {"currency": "EUR", "price_year": 2024, "source_id": "source-1"}


def write_study_with_measures(directory: Path, rng: np.random.Generator, horizon: int) -> None:
    """Write a random study with measures on offer for which some set can be taken."""
    for _ in range(DRAFTS):
        write_random_study(directory, rng)
        draft = MeasuresDraft(rng, read_tables(directory), horizon)
        if (draft.present or draft.chance(0.2)) and draft.write(directory):
            return
    raise RuntimeError(f"no study with measures in {DRAFTS} drafts")


class MeasuresDraft(Dice):
    """The tables about measures for one study."""

    def __init__(self, rng: np.random.Generator, tables: dict[str, Rows], horizon: int) -> None:
        super().__init__(rng)
        self.study, self.horizon = tables, horizon
        self.sites = [row["site_id"] for row in tables["sites"]]
        self.invaders = [row["invader_id"] for row in tables["invaders"]]
        self.pressures = list(dict.fromkeys(row["pressure_id"] for row in tables["pressures"]))
        self.present = [row for row in tables["presences"] if row["status"] == "present"]
        self.tables: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("measures", "measure_effects", "interactions", "arrivals", "invader_trends")
        }
        self.add_arrivals()
        self.add_interactions()
        for k in range(int(rng.integers(2, 6))):
            self.add_measure(f"measure-{'dbeca'[k]}")
        self.link()
        self.add_trends()
        if self.chance(0.5):
            weighted = [{**row, "weight": self.pick([0.0, 1.0, self.between(0.1, 3.0)])} for row in tables["migrants"]]
            self.tables["migrants"] = weighted

    def write(self, directory: Path) -> bool:
        """Write the tables; say whether the study is still valid and has something to choose from."""
        for name, rows in self.tables.items():
            (directory / f"{name}.csv").unlink(missing_ok=True)
            if rows:
                columns = list(dict.fromkeys(column for row in rows for column in row))
                with (directory / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                    writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
                    writer.writeheader()
                    writer.writerows(rows)
        return len(self.tables["measures"]) > 1 and oxyura.check_study(directory).is_valid

    def add_arrivals(self) -> None:
        """Let some invaders be on their way."""
        for invader in self.invaders:
            for site in self.some(self.sites) if self.chance(0.5) else []:
                row = {"invader_id": invader, "site_id": site, "rate_per_year": self.between(0.02, 0.6)}
                row |= {"pathway": self.pick(["hitchhikersShip", "vehicles"]), "source_id": "source-1"}
                if self.chance(0.5):
                    row["establishment_probability"] = self.between(0.1, 1.0)
                self.tables["arrivals"].append(row)

    def add_interactions(self) -> None:
        """Let the removal of some invaders change others, somewhere or everywhere."""
        pairs = [(one, other) for one in self.invaders for other in self.invaders if one != other]
        for one, other in pairs:
            if self.chance(0.4):
                for site in ["", *self.some(self.sites, 0)[:1]]:
                    row = {"invader_id": one, "other_invader_id": other, "site_id": site, "source_id": "source-1"}
                    effect = self.between(-0.9, -0.1) if self.chance(0.3) else self.between(0.1, 1.5)
                    self.tables["interactions"].append({**row, "effect": effect, "evidence": "inferred"})

    def add_measure(self, name: str) -> None:
        """Add a measure of some kind that has something to act on, with its side effects."""
        kinds = ["restore", "reinforce"]
        kinds += ["eradicate"] * 5 + ["control"] * 4 if self.present else []
        kinds += ["prevent", "detect", "contain"] * 2 if self.tables["arrivals"] else []
        kinds += ["protect"] * 2 if self.pressures else []
        kind = self.pick(kinds)
        success = self.pick([1.0, 0.0, *(self.between(0.2, 0.95) for _ in range(6))])
        row: dict[str, Any] = {"measure_id": name, "kind": kind, **MONEY, "success_probability": success}
        row |= {"cost": float(self.rng.integers(1, 12)), "cost_per_year": self.pick(["", 0.25, 1.0])}
        row |= self.targets(kind)
        row["start_delay_years"] = self.pick(["", "", 0.0, 1.0, 1.5])
        row["duration_years"] = self.pick(["", "", 0.5, 1.0, 2.0])
        if kind not in ("eradicate", "restore", "reinforce") and (kind != "contain" or self.chance(0.5)):
            row["reduction"] = self.pick([1.0, *(self.between(0.1, 0.9) for _ in range(4))])
        if self.chance(0.3):
            row["reduction_if_failed"] = self.between(0.05, 0.6)
        if kind == "eradicate" and self.chance(0.5):
            row["reinvasion_per_year"] = self.pick([1.0, *(self.between(0.02, 0.5) for _ in range(5))])
        self.tables["measures"].append(row)
        for _ in range(self.pick([0, 0, 1, 2]) if kind not in ("restore", "reinforce") else self.pick([1, 2])):
            self.add_side_effect(name)

    def targets(self, kind: str) -> dict[str, Any]:
        """Return what a measure acts on, and where."""
        if kind == "protect":
            return {"pressure_ids": ";".join(self.some(self.pressures)), "site_id": self.pick(["", *self.sites])}
        if kind in ("restore", "reinforce"):
            return {}
        if kind in ("eradicate", "control"):
            row = self.pick(self.present)
            site = self.pick(["", row["site_id"], row["site_id"]])
            there = sorted({p["invader_id"] for p in self.present if site in ("", p["site_id"])})
            return {"invader_ids": ";".join(self.some(there)), "site_id": site}
        coming = sorted({row["invader_id"] for row in self.tables["arrivals"]})
        return {"invader_ids": ";".join(self.some(coming)), "site_id": self.pick(["", *self.sites])}

    def add_side_effect(self, measure: str) -> None:
        """Add rows for one rate of a migrant, the more special replacing the more general."""
        rate = self.pick(self.study["vital_rates"])
        base = {"measure_id": measure, "migrant_id": rate["migrant_id"], "rate": rate["rate"], "source_id": "source-1"}
        if self.chance(0.2):
            base["rate"] = "path_survival"
        limited = [row for row in self.study["density"] if row["migrant_id"] == rate["migrant_id"]]
        if limited and self.chance(0.3):
            base["rate"] = "capacity"
            rate = self.pick(limited)
        taken = [
            row for row in self.tables["measure_effects"]
            if all(row[column] == base[column] for column in ("measure_id", "migrant_id", "rate"))
        ]  # fmt: skip
        if taken:
            return
        columns = {"stage": rate["stage"], "site_id": self.pick(self.sites)}
        if base["rate"] != "capacity":
            columns["class"] = rate["class"]
        order = [list(columns)[k] for k in self.rng.permutation(len(columns))]
        sizes = sorted({int(x) for x in self.rng.integers(0, len(columns) + 1, self.pick([1, 1, 2]))})
        for size in sizes:
            row = {**base, **{column: columns[column] for column in order[:size]}}
            row["effect"] = self.between(-0.3, -0.02) if self.chance(0.6) else self.between(0.02, 0.3)
            if self.chance(0.6):
                row["from_year"] = int(self.rng.integers(1, self.horizon + 1))
            if self.chance(0.6):
                row["to_year"] = int(self.rng.integers(int(row.get("from_year", 1)), self.horizon + 2))
            self.tables["measure_effects"].append(row)

    def add_trends(self) -> None:
        """Let some measures change how the abundance of invaders goes on."""
        self.tables["invader_trends"] = [dict(row) for row in self.study["invader_trends"]]
        for measure in self.tables["measures"]:
            for invader in filter(None, measure.get("invader_ids", "").split(";")):
                if measure["kind"] in ("control", "eradicate") and self.chance(0.4):
                    row = {"invader_id": invader, "site_id": self.pick(["", measure["site_id"]])}
                    row |= {"growth": self.between(0.4, 1.0), "measure_id": measure["measure_id"]}
                    self.tables["invader_trends"].append({**row, "source_id": "source-1"})

    def link(self) -> None:
        """Let measures require and exclude each other, and make one of them history."""
        rows = self.tables["measures"]
        if len(rows) > 2 and self.chance(0.2):
            rows[-1]["outcome"] = self.pick(["succeeded", "failed", "pending"])
        for position, row in enumerate(rows[:-1]):
            if self.chance(0.3):
                row["requires"] = self.pick(rows[position + 1 :])["measure_id"]
            elif self.chance(0.2):
                row["excludes"] = self.pick(rows[position + 1 :])["measure_id"]
