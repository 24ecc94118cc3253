"""What it takes to share out growth among many causes: sets evaluated, CPU seconds, and the bound that they reach.

One population of one class, 1,000 draws, 30 years, without density (ln λ) and with strong crowding (ln growth).

Last run, 2 cores of a shared x86-64 virtual machine, Python 3.11: see docs/explanation/attribution.md.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from oxyura.annual_cycle.attribution import attribute_growth, default_outcome
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.schema.table import TableSet, table_from_records

YEARS = 30
DRAWS = 1_000


def crowd_of_causes(causes: int, *, crowded: bool) -> Cycle:
    """Return a population on which so many pressures act, each weak, on survival or on young."""
    rng = np.random.default_rng(1)
    year = {"migrant_id": "m", "stage": "year"}
    records: dict[str, list[dict[str, Any]]] = {
        "sites": [{"site_id": "home", "name": "Home"}],
        "migrants": [
            {"migrant_id": "m", "scientific_name": "Avis", "abundance": 100.0, "abundance_unit": "individuals"}
        ],
        "stages": [{**year, "position": 1.0, "start_week": 1.0, "end_week": 52.0}],
        "distribution": [{**year, "site_id": "home", "share": 1.0, "survey_status": "surveyed"}],
        "vital_rates": [
            {**year, "class": "all", "rate": rate, "value": value}
            for rate, value in (("survival", 0.9), ("fecundity", 0.6))
        ],
        "density": [{**year, "form": "beverton_holt", "a": 0.002}] if crowded else [],
        "pressures": [],
    }
    for number in range(causes):
        effect = -float(rng.beta(1, 20))
        limits = {"effect": effect, "effect_low": max(-1.0, 1.5 * effect), "effect_high": 0.5 * effect}
        name = f"cause-{number:03d}"
        row = {"pressure_id": name, "name": name, "iucn_threat": "5.4", "evidence": "expert", "confidence": "low"}
        records["pressures"].append({**year, **row, **limits, "rate": str(rng.choice(["survival", "fecundity"]))})
    tables = TableSet({name: table_from_records(name, rows) for name, rows in records.items()})
    return read_cycle(tables, "m", Draws(1, DRAWS), horizon_years=YEARS)


def main() -> None:
    """Print a line for each number of causes, without and with crowding."""
    print(f"{'causes':>6}  {'crowded':<8}{'method':<9}{'orders':>6}{'sets':>7}{'CPU s':>8}  bound/all shares  precise")
    attribute_growth(crowd_of_causes(2, crowded=True), YEARS, "ln_growth")
    for causes in (8, 12, 13, 30, 100, 200):
        for crowded in (False, True):
            cycle = crowd_of_causes(causes, crowded=crowded)
            before = time.process_time()
            found = attribute_growth(cycle, YEARS, default_outcome(cycle))
            seconds = time.process_time() - before
            sizes = sum(abs(float(np.median(share.share))) for share in found.shares)
            bounds = [float(np.quantile(share.error, 0.975)) for share in found.shares if share.error is not None]
            print(
                f"{causes:>6}  {'yes' if crowded else 'no':<8}{found.method:<9}{found.orders:>6}{found.evaluated:>7}"
                f"{seconds:>8.2f}  {max(bounds, default=0.0) / sizes:>15.2%}    {'yes' if found.precise else 'no'}",
                flush=True,
            )


if __name__ == "__main__":
    main()
