"""Mechanisms a second time, in plain loops, to be read beside docs/explanation/mechanisms.md.

Nothing here comes from the package. Models whose effect needs no state become rows of `impacts`; the others are put
to work by ``StageYear.advance`` of ``reference_rates``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

State = tuple[str, str]
Numbers = dict[State, float]
Cells = Mapping[str, str]
Standing = Callable[[str, str], tuple[float, float, float]]
"""Of an invader at a site: the chance that it is there, its abundance, and the share of its effect that is left."""


def cell(row: Cells, column: str, blank: float) -> float:
    """Return a cell as a number, or ``blank`` for an empty cell."""
    return float(row[column]) if row[column] else blank


def constant_effects(name: str, row: Cells) -> list[dict[str, str]]:
    """Return what a row of a model says where it needs no state, as rows of impacts."""
    kept = {column: row[column] for column in ("impact_id", "invader_id", "migrant_id", "stage", "site_id", "class")}
    if name == "egg_sinks":
        loss = {"fecundity": cell(row, "share_laid", 0.0) * (1 - cell(row, "survival_there", 0.0))}
    elif name == "diseases" and not row["half_density"]:
        prevalence = cell(row, "prevalence", 0.0)
        loss = {"survival": prevalence * cell(row, "mortality", 0.0)}
        loss["fecundity"] = prevalence * cell(row, "fecundity_loss", 0.0)
    else:
        loss = {}
    return [{**kept, "rate": rate, "effect": repr(-share)} for rate, share in loss.items() if share]


@dataclass(frozen=True)
class Toll:
    """One predator or disease in one stage at one site this year."""

    name: str
    row: Cells
    site: str
    exposed: float
    abundance: float
    kept: float
    other_prey: float

    def concerns(self, c: str) -> bool:
        """Say whether a class is killed, or loses its young."""
        return self.row["class"] in ("", c)

    def left(self, rate: str, n: Numbers, low: bool) -> float:
        """Return the factor on a rate."""
        if self.name == "predation":
            if rate != self.row["rate"]:
                return 1.0
            prey = sum(count for (place, c), count in n.items() if place == self.site and self.concerns(c))
            share = self.escape(0.0 if low else prey)
        else:
            hosts = 0.0 if low else sum(count for (place, _), count in n.items() if place == self.site)
            ill = cell(self.row, "prevalence", 0.0) * hosts / (hosts + cell(self.row, "half_density", 0.0))
            share = 1 - ill * cell(self.row, "mortality" if rate == "survival" else "fecundity_loss", 0.0)
        return 1 + self.exposed * (math.pow(1 - self.kept * (1 - share), self.abundance) - 1)

    def escape(self, n: float) -> float:
        """Return the share that escapes the predators."""
        attack, handling, half = (cell(self.row, name, 0.0) for name in ("attack", "handling", "half_prey"))
        predators, total = cell(self.row, "predators", 0.0), n + self.other_prey
        if half > 0:
            predators *= total / (total + half)
        if self.row["response"] == "type_iii":
            killed = attack * n / (1 + attack * handling * (n * n + self.other_prey * self.other_prey))
        else:
            killed = attack / (1 + attack * handling * total)
        return math.exp(-killed * predators)


@dataclass(frozen=True)
class Pairing:
    """A place where pure individuals may pair with hybrids, this year."""

    row: Cells
    breeders: frozenset[str]
    exposed: float
    number: float
    per_resident: float

    @property
    def pure(self) -> list[str]:
        """Return the pure classes."""
        return [name.strip() for name in self.row["pure_classes"].split(";")]

    def arrived(self, n: Numbers, low: bool) -> Numbers:
        """Return the numbers once immigrants have come."""
        site = self.row["site_id"]
        residents = sum(count for (place, _), count in n.items() if place == site)
        coming = self.per_resident * residents + (0.0 if low else self.number)
        joined = site, self.row["hybrid_class"]
        return {**n, joined: n[joined] + coming}

    def lost(self, n: Numbers, low: bool) -> float:
        """Return the share of the young of pure individuals that pairs with hybrids take."""
        site = self.row["site_id"]
        if low:
            others = 1.0 if self.number > 0 else self.per_resident / (1 + self.per_resident)
        else:
            hybrids = n[site, self.row["hybrid_class"]]
            mates = hybrids + sum(n[site, c] for c in self.breeders)
            others = hybrids / mates if mates > 0 else 0.0
        preference = cell(self.row, "assortative_mating", 0.0)
        return self.exposed * (1 - preference) * cell(self.row, "backcross", 1.0) * others


@dataclass(frozen=True)
class StageModels:
    """All models of one stage in one year; ``low`` at the limit of low density."""

    tolls: tuple[Toll, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    low: bool = False

    def at_low_density(self) -> StageModels:
        """Return the same models as n goes to 0."""
        return replace(self, low=True)

    def arrived(self, n: Numbers) -> Numbers:
        """Return the numbers once immigrants have come."""
        for pairing in self.pairings:
            n = pairing.arrived(n, self.low)
        return n

    def left(self, rate: str, site: str, c: str, n: Numbers) -> float:
        """Return what is left of a rate of a class at a site."""
        tolls = [toll for toll in self.tolls if toll.site == site and toll.concerns(c)]
        return math.prod(toll.left(rate, n, self.low) for toll in tolls)

    def young(self, site: str, c: str, to: str, n: Numbers) -> list[tuple[str, float]]:
        """Return the classes that the young of a class join, with the share that does."""
        for pairing in self.pairings:
            if pairing.row["site_id"] == site and c in pairing.pure:
                lost = pairing.lost(n, self.low)
                hybrid = pairing.row["hybrid_young_class"] or pairing.row["hybrid_class"]
                return [(to, 1 - lost), (hybrid, lost * cell(pairing.row, "hybrid_fitness", 1.0))]
        return [(to, 1.0)]


def stage_models(
    rows: Mapping[str, list[Cells]],
    sites: list[str],
    standing: Standing,
    exposed: Callable[[str, str], float],
    breeders: Callable[[str, str], frozenset[str]],
) -> StageModels:
    """Return the models of one stage.

    ``standing`` says how an invader stands at a site, ``exposed`` which share of the animals there meet it, and
    ``breeders`` which classes have a fecundity at a site.
    """
    tolls = []
    for name in ("predation", "diseases"):
        for row in rows.get(name, []):
            if name == "diseases" and not row["half_density"]:
                continue
            for site in [site for site in sites if row["site_id"] in ("", site)]:
                there, abundance, kept = standing(row["invader_id"], site)
                other = cell(row, "alternative_prey", 0.0) if name == "predation" else 0.0
                if name == "predation" and row["alternative_id"]:
                    chance, times, _ = standing(row["alternative_id"], site)
                    other *= chance * times
                meet = exposed(row["invader_id"], site) * there
                tolls.append(Toll(name, row, site, meet, abundance, kept, other))
    pairings: dict[str, Pairing] = {}
    for row in sorted(rows.get("hybridisation", []), key=lambda row: row["impact_id"]):
        site, source = row["site_id"], row["source_site_id"] or row["site_id"]
        there, abundance, kept = standing(row["invader_id"], source)
        coming = there * abundance * kept
        if source != site:
            coming *= standing(row["invader_id"], site)[2]
        share = cell(row, "immigrant_share", 0.0)
        if site not in pairings:
            pure = frozenset(name.strip() for name in row["pure_classes"].split(";"))
            meet = exposed(row["invader_id"], site)
            pairings[site] = Pairing(row, pure & breeders(site, row["stage"]), meet, 0.0, 0.0)
        pairings[site] = replace(
            pairings[site],
            number=pairings[site].number + coming * cell(row, "immigrants", 0.0),
            per_resident=pairings[site].per_resident + coming * share / (1 - share),
        )
    return StageModels(tuple(tolls), tuple(pairings.values()))
