"""What the tables of a study mean, in plain loops: from rows to the rates and moves of one year.

Written from the text of the design and of decision record 2 alone, to be read beside them; nothing here comes
from the package. ``reference_cycle`` turns these years into results.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from published.reference_mechanisms import StageModels, constant_effects, stage_models


class Row(dict[str, str]):
    """A row of a table; a column that the table does not have reads as an empty cell."""

    def __missing__(self, column: str) -> str:
        return ""


Rows = list[Row]
State = tuple[str, str]
Numbers = dict[State, float]
Case = tuple[str, float]
"""A scenario_id ('' for none) and the year of its ramp (infinity for the full effect)."""

TODAY: Case = ("", math.inf)
CAUSE_COLUMNS = ("site_id", "from_site", "class", "to_class")
SCENARIO_COLUMNS = ("migrant_id", "stage", "site_id", "class", "to_class")
NATIVE_MEANS = {"native", "nativeReintroduced", "nativeEndemic", "vagrant"}
ALIEN_MEANS = {"introduced", "introducedAssistedColonisation"}


def read_tables(study_dir: Path) -> dict[str, Rows]:
    """Read every CSV of the folder."""
    tables: dict[str, Rows] = defaultdict(list)
    for path in sorted(study_dir.glob("*.csv")):
        with path.open(newline="", encoding="utf-8-sig") as file:
            tables[path.stem] = [Row(row) for row in csv.DictReader(file)]
    return tables


def place_of(row: Row) -> tuple[str, ...]:
    """Return what names a row of vital_rates."""
    return tuple(row[column] for column in ("stage", "site_id", "class", "rate", "to_class"))


def number(row: Row, column: str, blank: float) -> float:
    """Return a cell as a number, or ``blank`` for an empty cell."""
    return float(row[column]) if row[column] else blank


def grouped(rows: Iterable[Row], *columns: str) -> dict[tuple[str, ...], Rows]:
    """Sort rows into groups that agree in the columns."""
    groups: dict[tuple[str, ...], Rows] = {}
    for row in rows:
        groups.setdefault(tuple(row[column] for column in columns), []).append(row)
    return groups


def winner(rows: Rows, columns: tuple[str, ...], target: Mapping[str, str]) -> Row | None:
    """Return the row that matches the target and names all that the other matching rows name (precedence)."""
    best, best_named = None, frozenset[str]()
    matching = [row for row in rows if all(not row[c] or row[c] == target.get(c) for c in columns)]
    for named, row in sorted(
        ((frozenset(c for c in columns if row[c]), row) for row in matching), key=lambda pair: len(pair[0])
    ):
        if best is not None and not best_named < named:
            raise ValueError(f"tie between {dict(best)} and {dict(row)}")
        best, best_named = row, named
    return best


def redistribute(shares: Mapping[str, float], factors: Mapping[str, float]) -> dict[str, float]:
    """Give the targeted transitions (factor not 1) their new value; the others share what is left as before.

    ``shares`` sum to 1 and hold the staying as well, under the class's own name, which comes last.
    """
    targeted = {to: share * factors[to] for to, share in shares.items() if factors.get(to, 1.0) != 1.0}
    if not targeted:
        return dict(shares)
    total = sum(targeted.values())
    if total > 1:
        targeted = {to: share / total for to, share in targeted.items()}
    left = max(0.0, 1 - sum(targeted.values())) if total < 1 else 0.0
    others = {to: share for to, share in shares.items() if to not in targeted}
    old = sum(others.values())
    if old > 0:
        others = {to: share * left / old for to, share in others.items()}
    else:
        others[list(shares)[-1]] = left
    return {**targeted, **others}


class Carrying(dict[State, float]):
    """Numbers of animals who carry the crowding of an earlier stage: by curve, the mean D of those in each state."""

    def __init__(self, numbers: Numbers, carried: dict[int, Numbers]) -> None:
        super().__init__(numbers)
        self.carried = carried


@dataclass(frozen=True)
class CarryOver:
    """A curve that is felt in one stage and acts in a later one; parameter and capacity factor by site."""

    number: int
    felt: str
    acts: str
    form: str
    applies_to: str
    limits: dict[str, tuple[float, float]]

    def felt_at(self, site: str, total: float) -> float:
        """Return D at a site."""
        return crowding(self.form, *self.limits[site], total) if site in self.limits else 1.0


def crowding(form: str, a: float, f: float, total: float) -> float:
    """Return D of a curve whose capacity is multiplied by f, among so many."""
    if a == 0 or total == 0:
        return 1.0
    crowded = a / f * total if f > 0 else math.inf
    if form == "beverton_holt":
        return 1 / (1 + crowded)
    return math.exp(-crowded) if form == "ricker" else max(0.0, 1 - crowded)


@dataclass
class StageYear:
    """One stage of one year: rates by site and class, and the moves out of it."""

    name: str
    survival: dict[State, float]
    transition: dict[State, dict[str, float]]
    fecundity: dict[State, dict[str, float]]
    limits: dict[str, list[tuple[str, str, float, float]]]
    moves: dict[State, dict[str, float]]
    models: StageModels = field(default_factory=StageModels)
    carry_overs: list[CarryOver] = field(default_factory=list)

    def advance(self, n: Numbers) -> Numbers:
        """Return the numbers at the start of the next stage."""
        carried = n.carried if isinstance(n, Carrying) else {}
        n = self.models.arrived(n)
        for curve in self.carry_overs:
            if curve.felt == self.name:
                totals = {site: sum(n[state] for state in n if state[0] == site) for site in self.limits}
                carried = {**carried, curve.number: {state: curve.felt_at(state[0], totals[state[0]]) for state in n}}
        after = self.live(n, n, carried)
        kept = self.kept_below_ceilings(after)
        moved = self.move({state: count * kept[state[0]] for state, count in after.items()})
        on_the_way: dict[int, Numbers] = {}
        for curve in self.carry_overs:
            if curve.number in carried and curve.acts != self.name:
                mass = {state: n[state] * carried[curve.number][state] for state in n}
                lived = self.live(n, mass, carried)
                brought = self.move({state: count * kept[state[0]] for state, count in lived.items()})
                on_the_way[curve.number] = {s: brought[s] / moved[s] if moved[s] > 0 else 1.0 for s in moved}
        return Carrying(moved, on_the_way) if on_the_way else moved

    def live(self, n: Numbers, mass: Numbers, carried: Mapping[int, Numbers]) -> Numbers:
        """Return what the stage makes of ``mass``, which lives as the numbers n let it."""
        after = dict.fromkeys(n, 0.0)
        for (site, c), count in mass.items():
            survive, breed = self.density_factors(site, n)
            survive *= self.models.left("survival", site, c, n)
            for curve in self.carry_overs:
                if curve.acts == self.name:
                    d = carried[curve.number][site, c]
                    survive *= d if curve.applies_to in ("all", "survival") else 1.0
                    breed *= d if curve.applies_to in ("all", "fecundity") else 1.0
            for to, share in self.transition[site, c].items():
                after[site, to] += survive * count * self.survival[site, c] * share
            for to, young in self.fecundity[site, c].items():
                raised = breed * count * young * self.models.left("fecundity", site, c, n)
                for joined, part in self.models.young(site, c, to, n):
                    after[site, joined] += raised * part
        return after

    def kept_below_ceilings(self, after: Numbers) -> dict[str, float]:
        """Return the share of those at each site that its ceilings leave."""
        kept = {}
        for site, limits in self.limits.items():
            ceilings = [capacity * f for form, _, capacity, f in limits if form == "ceiling"]
            total = sum(count for (place, _), count in after.items() if place == site)
            kept[site] = min(ceilings) / total if ceilings and total > min(ceilings) else 1.0
        return kept

    def move(self, n: Numbers) -> Numbers:
        """Return the numbers after the move into the next stage."""
        moved = dict.fromkeys(n, 0.0)
        for (site, c), count in n.items():
            for to_site, share in self.moves[site, c].items():
                moved[to_site, c] += count * share
        return moved

    def density_factors(self, site: str, n: Numbers) -> tuple[float, float]:
        """Return D for the survival terms and for the fecundity terms of a site."""
        total = sum(count for (place, _), count in n.items() if place == site)
        survive = breed = 1.0
        for form, applies_to, a, f in self.limits[site]:
            if form == "ceiling":
                continue
            d = crowding(form, a, f, total)
            survive *= d if applies_to in ("all", "survival") else 1.0
            breed *= d if applies_to in ("all", "fecundity") else 1.0
        return survive, breed

    def without_limits(self) -> StageYear:
        """Return the low-density stage: D = 1, no ceilings, models at their limit."""
        unlimited: dict[str, list[tuple[str, str, float, float]]] = {site: [] for site in self.limits}
        return replace(self, limits=unlimited, models=self.models.at_low_density(), carry_overs=[])


@dataclass
class YearIsLike:
    """What makes a year unlike the mean year: values of rows, by their place, and the catastrophes that strike."""

    values: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    struck: Mapping[str, bool] | None = None


class AnnualCycle:
    """One migrant of a study, with some causes removed: invaders where they are alien, and pressures."""

    def __init__(self, tables: Mapping[str, Rows], migrant: Row, removed: frozenset[str] = frozenset()) -> None:
        self.removed = removed
        self.migrant_id = migrant["migrant_id"]
        self.abundance = number(migrant, "abundance", 0.0)
        own = {name: [r for r in rows if r["migrant_id"] == self.migrant_id] for name, rows in tables.items()}
        table: dict[str, Rows] = defaultdict(list, own)
        self.stages = [row["stage"] for row in sorted(table["stages"], key=lambda row: int(row["position"]))]

        places = {row["site_id"] for row in table["distribution"]}
        places |= {row[end] for row in table["movements"] for end in ("from_site", "to_site")}
        places |= {row["source_site_id"] for row in table["hybridisation"]}
        self.country = {row["site_id"]: row["country"] for row in tables["sites"]}
        self.sites = [site for site in self.country if site in places]
        self.class_rows = {row["class"]: row for row in table["classes"]}
        named = [
            row[column]
            for name in ("classes", "distribution", "movements", "vital_rates")
            for row in table[name]
            for column in ("class", "to_class")
            if row[column]
        ]
        self.classes = list(dict.fromkeys(named))
        self.states = [(site, c) for site in self.sites for c in self.classes]

        self.distribution_rows = grouped(table["distribution"], "stage", "site_id")
        self.movement_rows = grouped(table["movements"], "from_stage", "to_stage")
        self.vital_rows = grouped(table["vital_rates"], "stage", "class", "rate")
        self.density_rows = grouped(table["density"], "stage")
        self.scenario_rows = grouped(tables["scenarios"], "scenario_id", "rate")
        constant = [
            Row(effect) for name in ("egg_sinks", "diseases") for row in table[name]
            for effect in constant_effects(name, row)
        ]  # fmt: skip
        caused = grouped([*table["impacts"], *constant], "impact_id"), grouped(table["pressures"], "pressure_id")
        self.cause_rows = {
            cause: grouped(rows, "stage", "rate") for causes in caused for (cause,), rows in causes.items()
        }
        self.model_rows = {name: table[name] for name in ("hybridisation", "diseases", "predation")}
        self.catastrophe_rows = grouped(table["catastrophes"], "catastrophe_id", "stage", "rate")
        self.year_is_like = YearIsLike()
        self.trend_rows = [row for row in tables["invader_trends"] if not row["measure_id"]]
        self.years_grown = 0
        self.presences = {(row["invader_id"], row["site_id"]): row for row in tables["presences"]}
        self.native_countries = {
            row["invader_id"]: {country.strip() for country in row["native_countries"].split(";")}
            for row in tables["invaders"]
        }
        self.year: Callable[[Case], list[StageYear]] = cache(self._year)

    def is_alien(self, presence: Row) -> bool:
        """Decide alien or native by the presence, else by the native countries, else alien."""
        if presence["establishment_means"] in NATIVE_MEANS | ALIEN_MEANS:
            return presence["establishment_means"] in ALIEN_MEANS
        country = self.country[presence["site_id"]]
        return not country or country not in self.native_countries.get(presence["invader_id"], set())

    @property
    def follows_state(self) -> bool:
        """Say whether any model's effect follows the state."""
        rows = self.model_rows
        return bool(rows["hybridisation"] or rows["predation"] or any(row["half_density"] for row in rows["diseases"]))

    def year_grown(self, case: Case, years: int) -> list[StageYear]:
        """Return the stages of a year before which so many years of trends have passed."""
        if not self.trend_rows:
            return self.year(case)
        self.years_grown = years
        stages = self._year(case)
        self.years_grown = 0
        return stages

    def abundance_of(self, invader: str, site: str, years: int) -> float:
        """Return the relative abundance of an invader at a site after so many years of its trend."""
        presence = self.presences.get((invader, site))
        rho = number(presence, "relative_abundance", 1.0) if presence is not None else 1.0
        rows = [row for row in self.trend_rows if row["invader_id"] == invader]
        trend = winner(rows, ("site_id",), {"site_id": site})
        return rho * float(trend["growth"]) ** years if trend is not None else rho

    def exposed(self, invader: str, site: str) -> float:
        """Return the share of the animals at a site that meet an invader."""
        presence = self.presences.get((invader, site))
        return number(presence, "share_exposed", 1.0) if presence is not None else 1.0

    def standing(self, invader: str, site: str) -> tuple[float, float, float]:
        """Return whether an invader is there, its abundance, and the share of its effect that is left."""
        there = self.acts(Row(invader_id=invader), site)
        return float(there), self.abundance_of(invader, site, self.years_grown), 1.0

    def breeders(self, site: str, stage: str) -> frozenset[str]:
        """Return the classes with a fecundity at a site in a stage."""
        return frozenset(c for c in self.classes if self.explicit_rates(stage, site, c, "fecundity"))

    def models(self, stage: str) -> StageModels:
        """Return the models of one stage in the year that is put together."""
        rows = {name: [row for row in rows if row["stage"] == stage] for name, rows in self.model_rows.items()}
        return stage_models(rows, self.sites, self.standing, self.exposed, self.breeders)

    def acts(self, row: Row, site: str) -> bool:
        """Say whether a cause acts at a site today, or with the removed causes gone."""
        if row["pressure_id"]:
            return row["pressure_id"] not in self.removed
        presence = self.presences.get((row["invader_id"], site))
        if presence is None or presence["status"] != "present":
            return False
        return row["invader_id"] not in self.removed or not self.is_alien(presence)

    def factor(self, row: Row, site: str, years: int = 0) -> float:
        """Return 1 + share_exposed ((1 + e)^rho - 1) of a cause at a site, whatever the status there."""
        if not row["effect"]:
            return 1.0
        change = 1 + float(row["effect"])
        if not row["invader_id"]:
            return change
        rho = self.abundance_of(row["invader_id"], site, years)
        return 1 + self.exposed(row["invader_id"], site) * (math.pow(change, rho) - 1)

    def cause_winners(self, cause: str, stage: str, rate: str, target: Mapping[str, str], applies_to: str) -> Rows:
        """Return the rows of a cause that hold for this rate: one, or for capacity one per ``applies_to``."""
        rows = self.cause_rows.get(cause, {}).get((stage, rate), [])
        groups = [rows]
        if rate == "capacity":
            groups = [[row for row in rows if row["applies_to"] == name] for name in ("", applies_to)]
        found = [winner(group, CAUSE_COLUMNS, target) for group in groups]
        return [row for row in found if row is not None]

    def factor_now(
        self,
        stage: str,
        rate: str,
        target: Mapping[str, str],
        has_row: bool,
        case: Case,
        applies_to: str = "",
    ) -> float:
        """Return the product of all acting causes and of the scenario on one rate at one site."""
        site, f = target["site_id"], 1.0
        for cause in self.cause_rows:
            for row in self.cause_winners(cause, stage, rate, target, applies_to):
                f *= self.factor(row, site, self.years_grown) if self.acts(row, site) else 1.0
        f *= self.catastrophes_now(stage, rate, target)
        if has_row:
            full_target = {**target, "migrant_id": self.migrant_id, "stage": stage}
            change = winner(self.scenario_rows.get((case[0], rate), []), SCENARIO_COLUMNS, full_target)
            if change is not None:
                ramp = number(change, "ramp_years", 0.0)
                f *= 1 + float(change["effect"]) * (min(1.0, case[1] / ramp) if ramp > 0 else 1.0)
        return f

    def catastrophes_now(self, stage: str, rate: str, target: Mapping[str, str]) -> float:
        """Return the product of the catastrophes that strike a rate; of what they do on average in the mean year."""
        f, struck = 1.0, self.year_is_like.struck
        for (name, of_stage, of_rate), rows in self.catastrophe_rows.items():
            here = rows if (of_stage, of_rate) == (stage, rate) else []
            row = winner(here, ("site_id", "class", "to_class"), target)
            if row is not None:
                strikes = float(row["probability_per_year"]) if struck is None else float(struck[name])
                f *= 1 + strikes * float(row["effect"])
        return f

    def value_now(self, row: Row) -> float:
        """Return the value of a rate in this year."""
        return self.year_is_like.values.get(place_of(row), float(row["value"]))

    def observed_factor(self, row: Row, target: Mapping[str, str]) -> float:
        """Return what the causes in ``observed_with`` have already done to the value at this site."""
        f = 1.0
        for cause in filter(None, (name.strip() for name in row["observed_with"].split(";"))):
            for cause_row in self.cause_winners(cause, row["stage"], row["rate"], target, ""):
                f *= self.factor(cause_row, target["site_id"])
        return f if f != 0 else 1.0

    def explicit_rates(self, stage: str, site: str, c: str, rate: str) -> dict[str, Row]:
        """Return the rows of a rate that hold for a class at a site, by the class they lead to."""
        rows = self.vital_rows.get((stage, c, rate), [])
        by_target = grouped((Row(row, to=row["to_class"] or c) for row in rows), "to")
        chosen = {to: winner(group, ("site_id",), {"site_id": site}) for (to,), group in by_target.items()}
        return {to: row for to, row in chosen.items() if row is not None}

    def survival(self, stage: str, site: str, c: str, case: Case) -> float:
        """Return the survival of a stage: freed of ``observed_with``, times what acts, clipped to [0, 1]."""
        row = self.explicit_rates(stage, site, c, "survival").get(c)
        target = {"site_id": site, "class": c}
        base = self.value_now(row) / self.observed_factor(row, target) if row else 1.0
        return min(1.0, max(0.0, base * self.factor_now(stage, "survival", target, row is not None, case)))

    def fecundity(self, stage: str, site: str, c: str, case: Case) -> dict[str, float]:
        """Return the young per individual of a class at a site, by the class they are born into."""
        young = {}
        for to, row in self.explicit_rates(stage, site, c, "fecundity").items():
            target = {"site_id": site, "class": c, "to_class": to}
            base = self.value_now(row) / self.observed_factor(row, target)
            young[to] = max(0.0, base * self.factor_now(stage, "fecundity", target, True, case))
        return young

    def transition(self, stage: str, site: str, c: str, case: Case) -> dict[str, float]:
        """Return the shares of a class that turn into each class, its own name (staying) last."""
        rows = self.explicit_rates(stage, site, c, "transition")
        shares = self.shares_now({to: float(row["value"]) for to, row in rows.items()}, rows)
        total = sum(shares.values())
        if total > 1:
            shares = {to: share / total for to, share in shares.items()}
        # Shares such as .1 + .2 + .7 sum to one but for rounding: nobody stays.
        shares[c] = 1 - total if total < 1 - 1e-12 else 0.0
        targets = {to: {"site_id": site, "class": c, "to_class": to} for to in rows}
        freed = redistribute(shares, {to: 1 / self.observed_factor(rows[to], targets[to]) for to in rows})
        now = {to: self.factor_now(stage, "transition", targets[to], True, case) for to in rows}
        return redistribute(freed, now)

    def shares_now(self, tabled: dict[str, float], rows: Mapping[str, Row]) -> dict[str, float]:
        """Return the transitions of this year; where all leave by the table, what does not vary takes what is left."""
        now = {to: self.value_now(row) for to, row in rows.items()}
        varied = {to for to in now if now[to] != tabled[to]}
        if abs(sum(tabled.values()) - 1) > 1e-12 or not varied or len(varied) == len(now):
            return now
        taken = sum(now[to] for to in varied)
        scale = max(taken, 1.0)
        others = sum(tabled[to] for to in tabled if to not in varied)
        left = max(0.0, 1 - taken)
        return {to: now[to] / scale if to in varied else tabled[to] * left / others for to in now}

    def limits(self, stage: str, site: str, case: Case) -> list[tuple[str, str, float, float]]:
        """Return the density rows of a site: form, what they apply to, own parameter, capacity factor."""
        rows = [row for row in self.density_rows.get((stage,), []) if not row["carry_over_stage"]]
        named = [Row(row, applies_to=row["applies_to"] or "all") for row in rows]
        found = []
        for (form, applies_to), group in grouped(named, "form", "applies_to").items():
            row = winner(group, ("site_id",), {"site_id": site})
            if row is not None:
                f = self.factor_now(stage, "capacity", {"site_id": site}, True, case, applies_to)
                parameter = row["capacity" if form == "ceiling" else "a"]
                found.append((form, applies_to, float(parameter), max(0.0, f)))
        return found

    def carry_overs(self, case: Case) -> list[CarryOver]:
        """Return the curves that are felt in an earlier stage than they act in."""
        rows = [
            Row(row, applies_to=row["applies_to"] or "all")
            for group in self.density_rows.values()
            for row in group
            if row["carry_over_stage"]
        ]
        found = []
        for names, group in grouped(rows, "carry_over_stage", "stage", "form", "applies_to").items():
            limits = {}
            for site in self.sites:
                row = winner(group, ("site_id",), {"site_id": site})
                if row is not None:
                    f = self.factor_now(names[0], "capacity", {"site_id": site}, True, case, names[3])
                    limits[site] = float(row["a"]), max(0.0, f)
            found.append(CarryOver(len(found), *names, limits))
        return found

    def distribution(self, stage: str, c: str) -> dict[str, float]:
        """Return the share of a class at each site in a stage; empty where no row holds for the class."""
        shares = {}
        for site in self.sites:
            row = winner(self.distribution_rows.get((stage, site), []), ("class",), {"class": c})
            if row is not None and row["share"]:
                shares[site] = float(row["share"])
        total = sum(shares.values())
        return {site: shares.get(site, 0.0) / total for site in self.sites} if total > 0 else {}

    def default_move(self, stage: str, arrival: str, site: str, c: str) -> dict[str, float]:
        """Return the least-movement shares out of a site from the old distribution to the new one."""
        p, q = self.distribution(stage, c), self.distribution(arrival, c)
        if not p or not q or p[site] <= q[site]:
            return {site: 1.0}
        gains = {j: q[j] - p[j] for j in self.sites if q[j] > p[j]}
        leaving = 1 - q[site] / p[site]
        return {site: q[site] / p[site], **{j: leaving * g / sum(gains.values()) for j, g in gains.items()}}

    def moves(self, stage: str, arrival: str, site: str, c: str, case: Case) -> dict[str, float]:
        """Return share times path survival from a site to each site of the next stage."""
        rows = [row for row in self.movement_rows.get((stage, arrival), []) if row["class"] in ("", c)]
        chosen = {
            to: winner(group, ("class",), {"class": c})
            for (origin, to), group in grouped(rows, "from_site", "to_site").items()
            if origin == site
        }
        paths = {to: (float(row["share"]), number(row, "survival", 1.0)) for to, row in chosen.items() if row}
        if not rows:
            paths = {to: (share, 1.0) for to, share in self.default_move(stage, arrival, site, c).items()}
        arriving = {}
        for to, (share, survival) in paths.items():
            target = {"site_id": to, "from_site": site, "class": c}
            survival *= self.factor_now(arrival, "path_survival", target, bool(rows), case)
            arriving[to] = share * min(1.0, max(0.0, survival))
        return arriving

    def _year(self, case: Case) -> list[StageYear]:
        """Return the stages of one year of a scenario."""
        arrivals = self.stages[1:] + self.stages[:1]
        return [
            StageYear(
                stage,
                {(i, c): self.survival(stage, i, c, case) for i, c in self.states},
                {(i, c): self.transition(stage, i, c, case) for i, c in self.states},
                {(i, c): self.fecundity(stage, i, c, case) for i, c in self.states},
                {i: self.limits(stage, i, case) for i in self.sites},
                {(i, c): self.moves(stage, arrival, i, c, case) for i, c in self.states},
                self.models(stage),
                self.carry_overs(case),
            )
            for stage, arrival in zip(self.stages, arrivals, strict=True)
        ]
