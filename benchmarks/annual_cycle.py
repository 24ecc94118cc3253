"""How fast populations are projected: replicate-years per CPU second, kernel beside plain NumPy, in one run.

Last run, 2 cores of a shared x86-64 virtual machine, Python 3.11: see docs/reference/benchmarks.md.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.plain_year import advance_year, project_years
from oxyura.schema.table import TableSet, table_from_records

DRAWS, YEARS = 200, 30


@dataclass(frozen=True)
class Size:
    """How large a network is."""

    sites: int = 20
    classes: int = 4
    stages: int = 4
    destinations: int = 3


def network(rng: np.random.Generator, size: Size = Size(), *, noise: bool = False) -> TableSet:
    """Return a network of sites with journeys to a few destinations each, and density in every stage."""
    sites = [f"s{i}" for i in range(size.sites)]
    stages = [f"t{s}" for s in range(size.stages)]
    classes = [f"c{c}" for c in range(size.classes)]
    kept = 0.95 ** (4 / size.stages)
    survival = {"rate": "survival", "value": kept, "low": kept - 0.05, "high": kept + 0.5 * (1 - kept)}
    records: dict[str, list[dict[str, Any]]] = {
        "sites": [{"site_id": site, "name": site} for site in sites],
        "migrants": [
            {
                "migrant_id": "m",
                "scientific_name": "A",
                "abundance": 5e3 * size.sites,
                "abundance_unit": "individuals",
            }
        ],
        "stages": [
            {"migrant_id": "m", "stage": stage, "position": s + 1.0, "start_week": 1.0, "end_week": 1.0}
            for s, stage in enumerate(stages)
        ],
        "distribution": [
            {"migrant_id": "m", "stage": stage, "site_id": site, "share": 1 / size.sites, "survey_status": "surveyed"}
            for stage in stages
            for site in sites
        ],
        "density": [
            {"migrant_id": "m", "stage": stage, "form": "beverton_holt", "a": 1e-6, "applies_to": "all"}
            for stage in stages
        ],
        "vital_rates": [
            {"migrant_id": "m", "stage": stage, "class": c, **survival} | ({"sd_between_years": 0.03} if noise else {})
            for stage in stages
            for c in classes
        ],
        "movements": [],
    }
    for older, younger in zip(classes[1:], classes, strict=False):
        rates = {"migrant_id": "m", "stage": "t0"} | ({"sd_between_years": 0.05} if noise else {})
        records["vital_rates"] += [
            {**rates, "class": younger, "rate": "transition", "to_class": older, "value": 0.9},
            {**rates, "class": older, "rate": "fecundity", "to_class": classes[0], "value": 0.5},
        ]
    for s, stage in enumerate(stages):
        for site in sites:
            for reached in rng.choice(size.sites, size.destinations, replace=False):
                records["movements"].append(
                    {
                        "migrant_id": "m",
                        "from_stage": stage,
                        "from_site": site,
                        "to_stage": stages[(s + 1) % size.stages],
                        "to_site": sites[reached],
                        "share": 1 / size.destinations,
                        "survival": 0.98 ** (4 / size.stages),
                    }
                )
    return TableSet({name: table_from_records(name, rows) for name, rows in records.items()})


def cpu_seconds(work: Any) -> float:
    """Return the CPU seconds of the faster of two runs."""
    times = []
    for _ in range(2):
        before = time.process_time()
        work()
        times.append(time.process_time() - before)
    return min(times)


def run(cycle: Cycle) -> tuple[float, float]:
    """Return replicate-years per CPU second of the kernel and of plain NumPy."""
    year = cycle.year()

    def plain() -> None:
        n = cycle.start
        for _ in range(YEARS):
            n = advance_year(year, n)

    project_years(year, cycle.start, 1)
    kernel = DRAWS * YEARS / cpu_seconds(lambda: project_years(year, cycle.start, YEARS))
    return kernel, DRAWS * YEARS / cpu_seconds(plain)


if __name__ == "__main__":
    kernel, plain = run(read_cycle(network(np.random.default_rng(1)), "m", Draws(1, DRAWS)))
    print(f"{SITES} sites x {CLASSES} classes x {STAGES} stages, {DESTINATIONS} destinations, density, {DRAWS} draws")
    print(f"kernel      {kernel:12,.0f} replicate-years per CPU second")
    print(f"plain NumPy {plain:12,.0f} replicate-years per CPU second")
    print(f"ratio       {kernel / plain:12.1f}")
