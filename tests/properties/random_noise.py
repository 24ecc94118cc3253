"""Random noise between years, catastrophes and carry-over, so that every clause about them comes up."""

from __future__ import annotations

from typing import Any

import numpy as np

from properties.random_demography import Dice, Table


class NoiseDice(Dice):
    """Noise for the rates of a draft, from a generator of its own."""

    def autocorrelations(self, rates: Table) -> None:
        """Let some years depend on the year before, rows that vary together alike."""
        groups: dict[tuple[Any, ...], Any] = {}
        for row in rates:
            if row.get("sd_between_years"):
                key = (row["migrant_id"], row.get("correlation_group") or row.get("parameter") or id(row))
                row["autocorrelation"] = groups.setdefault(key, self.pick(["", "", 0.5, -0.3]))

    def catastrophes(self, rates: Table) -> Table:
        """Return up to two catastrophes, each striking one or two rates, as a whole or at a site."""
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for name in self.some(["oil", "storm"], 0) if self.chance(0.5) else []:
            chance = self.between(0.01, 0.3)
            limits = self.interval(chance, ("probability_per_year_low", "probability_per_year_high"), 0, 1)
            for row in self.some(rates, 1)[:2]:
                effect = self.pick([-1.0, self.between(-0.8, -0.1), self.between(-0.8, -0.1), self.between(0.05, 0.2)])
                strike = {
                    "catastrophe_id": name,
                    "migrant_id": row["migrant_id"],
                    "stage": row["stage"],
                    "site_id": self.pick(["", row["site_id"]]),
                    "rate": row["rate"],
                    "class": row["class"],
                    "to_class": row.get("to_class", "") if row["rate"] == "transition" else "",
                    "effect": effect,
                    **self.interval(effect, ("effect_low", "effect_high"), -1, 1),
                    "probability_per_year": chance,
                    **limits,
                    "source_id": "source-1",
                }
                key = tuple(strike[c] for c in ("catastrophe_id", "migrant_id", "stage", "rate", "class", "to_class"))
                found.setdefault(key, strike)
        return list(found.values())

    def carry_overs(self, migrant: str, stages: list[str], homes: list[str], abundance: float) -> Table:
        """Return up to two curves that are felt in one stage and act in a later one, as a whole or by site."""
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for _ in range(int(self.rng.integers(1, 3)) if len(stages) > 1 and self.chance(0.4) else 0):
            felt = int(self.rng.integers(0, len(stages) - 1))
            acts = int(self.rng.integers(felt + 1, len(stages)))
            form = self.pick(["beverton_holt", "ricker", "linear"])
            terms = self.pick(["", "all", "survival", "fecundity"])
            for site in ["", self.pick(homes)] if self.chance(0.4) else [self.pick(["", *homes])]:
                crowding = self.between(0.02, 0.2 if form == "linear" else 0.5)
                row = {"migrant_id": migrant, "stage": stages[acts], "site_id": site, "form": form, "applies_to": terms}
                row |= {"a": crowding / abundance, "carry_over_stage": stages[felt]}
                found.setdefault((acts, site, form, terms or "all", felt), row)
        return list(found.values())


def add_noise(tables: dict[str, Table], rng: np.random.Generator) -> None:
    """Add autocorrelation, catastrophes and carry-over to the tables of a draft; the other rows stay as they are."""
    dice = NoiseDice(rng)
    dice.autocorrelations(tables["vital_rates"])
    tables["catastrophes"] = dice.catastrophes(tables["vital_rates"])
    for row in tables["migrants"]:
        migrant = row["migrant_id"]
        stages = [stage["stage"] for stage in tables["stages"] if stage["migrant_id"] == migrant]
        homes = sorted({place["site_id"] for place in tables["distribution"] if place["migrant_id"] == migrant})
        tables["density"] += dice.carry_overs(migrant, stages, homes, float(row["abundance"]))
