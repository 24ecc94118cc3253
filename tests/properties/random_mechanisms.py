"""The mechanisms of a random study: predation, disease, hybridisation, egg sinks, and trends of invaders."""

from __future__ import annotations

from typing import Any

from properties.random_demography import Demography, Table

BASIS = {"evidence": "inferred", "confidence": "low"}


class MechanismDraft(Demography):
    """The tables of models, for a study that has its invaders."""

    def add_mechanisms(self) -> None:
        """Add some models of each kind."""
        names = "hybridisation diseases predation egg_sinks invader_trends"
        self.tables |= {name: [] for name in names.split()}
        if not self.tables["invaders"]:
            return
        for table, chance, add in (
            ("predation", 0.4, self.predation),
            ("diseases", 0.4, self.disease),
            ("egg_sinks", 0.2, self.egg_sink),
            ("hybridisation", 0.35, self.hybridisation),
        ):
            for k in range(2 if self.chance(0.2) else 1):
                if self.chance(chance):
                    self.tables[table] += add(f"{table}-{k + 1}")
        for invader in self.tables["invaders"]:
            if self.chance(0.3):
                for site in ["", *(self.some(self.places)[:1] if self.chance(0.4) else [])]:
                    growth = self.between(0.75, 1.08)
                    row = {"invader_id": invader["invader_id"], "site_id": site, "growth": growth}
                    self.tables["invader_trends"].append(
                        row | self.interval(growth, ("growth_low", "growth_high"), 0, 2)
                    )

    def model(self, name: str, rate: str) -> dict[str, Any] | None:
        """Return who, whom, when and where of a model on a rate; None where the rate has no row."""
        migrant = self.pick(self.migrants)
        rows = [row for row in self.tables["vital_rates"] if (row["migrant_id"], row["rate"]) == (migrant, rate)]
        if not rows:
            return None
        target = self.pick(rows)
        # Of two models on one target the invaders must differ, so that each model has one of its own.
        free = [
            invader["invader_id"]
            for invader in self.tables["invaders"]
            if not any(
                row["invader_id"] == invader["invader_id"] and row["migrant_id"] == migrant
                for table in ("predation", "diseases", "egg_sinks", "hybridisation")
                for row in self.tables[table]
            )
        ]
        if not free:
            return None
        return {
            "impact_id": name,
            "invader_id": self.pick(free),
            "migrant_id": migrant,
            "stage": target["stage"],
            "site_id": self.pick(["", "", *self.homes[migrant]]),
            "class": self.pick(["", target["class"]]),
            **BASIS,
        }

    def around(self, value: float, name: str, most: float) -> dict[str, float]:
        """Return a parameter with or without limits."""
        return {name: value, **self.interval(value, (f"{name}_low", f"{name}_high"), 0, most)}

    def predation(self, name: str) -> Table:
        """Return a predator of any type, with or without other prey and a density that follows prey."""
        rate = self.pick(["survival", "survival", "fecundity"])
        model = self.model(name, rate)
        if model is None:
            return []
        here = self.abundance[model["migrant_id"]] / len(self.homes[model["migrant_id"]])
        kills, response = self.between(0.05, 0.5), self.pick(["type_i", "type_ii", "type_ii", "type_iii"])
        attack = self.between(0.005, 0.1)
        model |= {"rate": rate, "response": response, **self.around(kills / attack, "predators", 2 * kills / attack)}
        load = self.between(0.2, 3.0)
        if response == "type_ii":
            model |= self.around(load / attack / here, "handling", 1e9)
        if response == "type_iii":
            attack /= here
            model |= self.around(load / attack / here**2, "handling", 1e9)
        model |= self.around(attack, "attack", 2 * attack)
        if self.chance(0.5) or response == "type_i":
            model |= self.around(here * self.between(0.1, 2), "half_prey", 4 * here)
        if (response != "type_i" or "half_prey" in model) and self.chance(0.6):
            model |= self.around(here * self.between(0.1, 2), "alternative_prey", 4 * here)
            others = [row["invader_id"] for row in self.tables["invaders"]]
            others = [invader for invader in others if invader != model["invader_id"]]
            if others and self.chance(0.5):
                model["alternative_id"] = self.pick(others)
        return [model]

    def disease(self, name: str) -> Table:
        """Return a disease of fixed prevalence, or of one that grows with numbers."""
        model = self.model(name, self.pick(["survival", "fecundity"]))
        if model is None:
            return []
        here = self.abundance[model["migrant_id"]] / len(self.homes[model["migrant_id"]])
        model |= {"mechanism": self.pick(["disease_transmission", "parasitism"])}
        model |= self.around(self.between(0.05, 0.9), "prevalence", 1)
        if self.chance(0.6):
            model |= self.around(here * self.between(0.1, 3), "half_density", 6 * here)
        if self.chance(0.7):
            model |= self.around(self.between(0.05, 0.6), "mortality", 1)
        if "mortality" not in model or self.chance(0.4):
            model |= self.around(self.between(0.05, 0.8), "fecundity_loss", 1)
        return [model]

    def egg_sink(self, name: str) -> Table:
        """Return a sink for eggs."""
        model = self.model(name, "fecundity")
        if model is None:
            return []
        model |= {"mechanism": "poisoning", **self.around(self.between(0.05, 0.6), "share_laid", 1)}
        return [model | self.around(self.between(0, 0.9), "survival_there", 1) if self.chance(0.5) else model]

    def hybridisation(self, name: str) -> Table:
        """Return those who come to one place, from one or two sources."""
        model = self.model(name, "fecundity")
        if model is None or self.tables["hybridisation"] or len(self.classes[model["migrant_id"]]) == 1:
            return []
        migrant = model["migrant_id"]
        classes = self.classes[migrant]
        mixed = self.some(classes, 1)[: min(2, len(classes) - 1)]
        pure = [c for c in classes if c not in mixed]
        del model["class"]
        model |= {"site_id": self.pick(self.homes[migrant]), "pure_classes": self.pick([";", "; "]).join(pure)}
        model |= {"hybrid_class": mixed[0], "hybrid_young_class": mixed[-1] if len(mixed) > 1 else ""}
        for parameter, most in (("assortative_mating", 1.0), ("hybrid_fitness", 1.5), ("backcross", 1.0)):
            if self.chance(0.6):
                model |= self.around(self.between(0.1, most), parameter, 2 * most if most > 1 else most)
        counted = self.pick(classes)
        self.tables["classes"] = [row for row in self.tables["classes"] if row["migrant_id"] != migrant] + [
            {
                "migrant_id": migrant,
                "class": c,
                "counted": "yes" if c == counted else self.pick(["yes", "yes", "no"]),
                "initial_share": str(self.between(0.1, 1.0) if c in pure or self.chance(0.5) else 0.0),
            }
            for c in classes
        ]
        rows = [model | self.immigrants(migrant)]
        if self.chance(0.3):
            rows.append({**model, "impact_id": f"{name}-more", **self.immigrants(migrant)})
        return rows

    def immigrants(self, migrant: str) -> dict[str, Any]:
        """Return how many come and from where."""
        source = {"source_site_id": self.pick(["", *self.places])}
        if self.chance(0.3):
            return source | self.around(self.between(0.002, 0.2), "immigrant_share", 0.9)
        here = self.abundance[migrant] / len(self.homes[migrant])
        number = 0.0 if self.chance(0.1) else here * self.between(0.001, 0.1)
        return source | self.around(number, "immigrants", here)
