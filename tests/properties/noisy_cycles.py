"""Random cycles with noise between years and catastrophes, and their courses put together year by year in NumPy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.catastrophes import CatastropheYears
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.interventions import Intervention, year_states
from oxyura.annual_cycle.plain_year import advance_year
from oxyura.annual_cycle.year_noise import NormalYears
from oxyura.schema.table import TableSet, table_from_records
from oxyura.study.package import Study
from oxyura.study.tiers import tiers_of
from properties.random_demography import Dice
from properties.study_variants import random_study, rows_of

Floats = NDArray[np.float64]


def with_noise(study: Study, seed: int) -> TableSet:
    """Return the tables of a study with noise on many of its rates, and with catastrophes."""
    dice = Dice(np.random.default_rng(seed))
    rates, strikes, groups = rows_of(study, "vital_rates"), [], {}
    for row in rates:
        if row.get("parameter"):
            continue
        row["sd_between_years"] = dice.between(0.01, 0.3) if dice.chance(0.6) else None
        row["correlation_group"] = dice.pick([None, None, "weather", "food"])
        group = row["correlation_group"]
        row["autocorrelation"] = groups.setdefault(group, dice.pick([None, 0.5, -0.3])) if group else None
        if dice.chance(0.2):
            strikes.append(
                {
                    "catastrophe_id": "oil",
                    "migrant_id": row["migrant_id"],
                    "stage": row["stage"],
                    "site_id": row.get("site_id"),
                    "rate": row["rate"],
                    "class": row["class"],
                    "effect": dice.between(-0.9, -0.1),
                    "probability_per_year": 0.3,
                }
            )
    named = {tuple(row[c] for c in ("stage", "site_id", "rate", "class", "migrant_id")): row for row in strikes}
    return study.tables.replacing(
        vital_rates=table_from_records("vital_rates", rates),
        catastrophes=table_from_records("catastrophes", list(named.values())),
    )


def noisy_cycles(seed: int, draws: int, *, by_chance: bool = False) -> list[Cycle]:
    """Return the cycles of a random study with noise."""
    study = random_study(3_000 + seed)
    tables = with_noise(study, seed)
    full = [migrant for migrant, tier in tiers_of(study.tables).items() if tier == "full"]
    return [read_cycle(tables, migrant, Draws(7, draws), by_chance=by_chance) for migrant in full]


def plain_course(cycle: Cycle, years: int, *, removed: frozenset[str] = frozenset()) -> Floats:
    """Return the census of a course, shape (draws, years + 1, classes), each year put together anew in plain NumPy."""
    normals = NormalYears(cycle.noise, cycle.draws)
    struck = CatastropheYears(cycle.catastrophes, cycle.draws)
    n, census = cycle.start, [cycle.start.sum(axis=2)]
    for number, state in enumerate(year_states(cycle, years, Intervention()), start=1):
        values = cycle.noise.values(cycle.values, normals.next_years(1)[:, 0])
        strikes = struck.next_years(1)[:, 0].astype(float)
        year = cycle.year(removed=removed, number=number, values=values, struck=strikes, state=state)
        n = advance_year(year, n)
        census.append(n.sum(axis=2))
    return np.stack(census, axis=1)
