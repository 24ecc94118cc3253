"""Random noise between years and catastrophes for a random study, so that every clause about them comes up."""

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


def add_noise(tables: dict[str, Table], rng: np.random.Generator) -> None:
    """Add autocorrelation and catastrophes to the tables of a draft; the other rows stay as they are."""
    dice = NoiseDice(rng)
    dice.autocorrelations(tables["vital_rates"])
    tables["catastrophes"] = dice.catastrophes(tables["vital_rates"])
