"""How fast populations are projected: replicate-years per CPU second, kernel beside plain loops, in one run.

`--scale` runs large networks as well, for some minutes.

Last run, 2 cores of a shared x86-64 virtual machine, Python 3.11: see docs/reference/benchmarks.md.
"""

from __future__ import annotations

import math
import random
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.linear_year import eigenvectors, year_matrix
from oxyura.annual_cycle.plain_year import Year, advance_year, crowding_factors, project_years
from oxyura.annual_cycle.population import project_migrant
from oxyura.annual_cycle.year_course import YearCourse
from oxyura.annual_cycle.year_noise import NormalYears
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet, table_from_records

Floats = NDArray[np.float64]

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


def cpu_seconds(work: Callable[[], Any], runs: int = 3) -> float:
    """Return the CPU seconds of the fastest of some runs."""
    times = []
    for _ in range(runs):
        before = time.process_time()
        work()
        times.append(time.process_time() - before)
    return min(times)


def noisy_years(cycle: Cycle, years: int) -> None:
    """Run years with the compiled kernel: noise between years, and chance where the cycle has it."""
    YearCourse(cycle).run(cycle.year(varying=True), years)


def plain_noisy_years(cycle: Cycle, years: int) -> None:
    """Run the same years in NumPy over draws, each year put together anew, survivors and young by chance."""
    rng = np.random.default_rng(1)
    normals = NormalYears(cycle.noise, cycle.draws)
    n = np.round(cycle.start)
    for _ in range(years):
        year = cycle.year(values=cycle.noise.values(cycle.values, normals.next_years(1)[:, 0]))
        for stage in range(year.n_stages):
            n = plain_noisy_stage(rng, year, stage, n)


def plain_noisy_stage(rng: np.random.Generator, year: Year, stage: int, n: Floats) -> Floats:
    """Let a stage and its journeys pass in whole animals."""
    on_survivors, on_young, _ = crowding_factors(year, stage, n, crowded=True)
    left, rest, after, moved = n.copy(), np.ones_like(n), np.zeros_like(n), np.zeros_like(n)
    for flow in range(year.layout.start[stage], year.layout.start[stage + 1]):
        source, target = year.layout.from_class[flow], year.layout.to_class[flow]
        if year.layout.is_young[flow]:
            after[:, target] += rng.poisson(on_young * n[:, source] * year.flow_value[:, flow])
            continue
        p = on_survivors * year.flow_value[:, flow]
        found = rng.binomial(left[:, source].astype(np.int64), np.minimum(p / np.maximum(rest[:, source], p), 1.0))
        left[:, source] -= found
        rest[:, source] -= p
        after[:, target] += found
    left, rest = after.copy(), np.ones_like(after)
    for edge in range(year.moves.start[stage], year.moves.start[stage + 1]):
        class_, site, p = year.moves.class_[edge], year.moves.from_site[edge], year.edge_value[:, edge]
        share = np.minimum(p / np.maximum(rest[:, class_, site], p), 1.0)
        found = rng.binomial(left[:, class_, site].astype(np.int64), share)
        left[:, class_, site] -= found
        rest[:, class_, site] -= p
        moved[:, class_, year.moves.to_site[edge]] += found
    return moved


def textbook_years(cycle: Cycle, years: int) -> None:
    """Run one replicate in plain Python, animals cell by cell, as a textbook has it."""
    rng = random.Random(1)
    year = cycle.year()
    n = np.round(cycle.start[0]).tolist()
    classes, sites = range(len(n)), range(len(n[0]))
    for _ in range(years):
        for stage in range(year.n_stages):
            after = [[0.0 for _ in sites] for _ in classes]
            for flow in range(year.layout.start[stage], year.layout.start[stage + 1]):
                source, target = int(year.layout.from_class[flow]), int(year.layout.to_class[flow])
                for site in sites:
                    total = sum(n[c][site] for c in classes)
                    d = 1.0
                    for number, curve in enumerate(year.curves):
                        if curve.stage == stage:
                            d /= 1.0 + float(year.curve_value[0, number, site]) * total
                    rate = min(max(float(year.flow_value[0, flow, site]) * d * (1 + rng.gauss(0, 0.03)), 0.0), 1.0)
                    mean = n[source][site] * rate
                    after[target][site] += max(round(rng.gauss(mean, math.sqrt(max(mean * (1 - rate), 0.0)))), 0)
            n = [[0.0 for _ in sites] for _ in classes]
            for edge in range(year.moves.start[stage], year.moves.start[stage + 1]):
                class_, site, to = (
                    int(ends[edge]) for ends in (year.moves.class_, year.moves.from_site, year.moves.to_site)
                )
                mean, share = after[class_][site] * float(year.edge_value[0, edge]), float(year.edge_value[0, edge])
                n[class_][to] += max(round(rng.gauss(mean, math.sqrt(mean * (1 - share)))), 0)


def tell(name: str, replicate_years: float, seconds: float) -> None:
    """Print one line of the table."""
    print(f"{name:58s} {replicate_years / seconds:12,.0f} replicate-years per CPU second")


def compare() -> None:
    """Compare the kernel with a plain NumPy loop over years and a textbook loop over replicates."""
    still = read_cycle(network(np.random.default_rng(1)), "m", Draws(1, DRAWS))
    noisy = read_cycle(network(np.random.default_rng(1), noise=True), "m", Draws(1, DRAWS), by_chance=True)
    year, runs = still.year(), DRAWS * YEARS
    project_years(year, still.start, 1)
    noisy_years(noisy, 1)
    print(f"20 sites x 4 classes x 4 stages, 3 destinations, density, {DRAWS} draws x {YEARS} years")
    tell("kernel, no noise", runs, cpu_seconds(lambda: project_years(year, still.start, YEARS)))

    def plain() -> None:
        n = still.start
        for _ in range(YEARS):
            n = advance_year(year, n)

    tell("plain NumPy over draws, no noise", runs, cpu_seconds(plain))
    years_only = replace(noisy, by_chance=False)
    tell("kernel, noise between years", runs, cpu_seconds(lambda: noisy_years(years_only, YEARS)))
    tell("kernel, both noises", runs, cpu_seconds(lambda: noisy_years(noisy, YEARS), 5))
    tell("plain NumPy loop over years, both noises", 3 * DRAWS, cpu_seconds(lambda: plain_noisy_years(noisy, 3), 2))
    tell("textbook loop over replicates, both noises", 2, cpu_seconds(lambda: textbook_years(noisy, 2), 1))


def eigenvectors_with_and_without() -> None:
    """Find growth and both eigenvectors at 800 states by running years, and from the year's matrix."""
    cycle = read_cycle(network(np.random.default_rng(1), Size(200)), "m", Draws(1, 1, deterministic=True))
    year, reached = cycle.year(), (cycle.start[0] > 0).ravel()

    def from_matrix() -> None:
        matrix = year_matrix(year)[0]
        np.linalg.eig(matrix)
        np.linalg.eig(matrix.T)

    for name, work in (("running years", lambda: eigenvectors(year, reached)), ("the matrix", from_matrix)):
        print(f"  800 states, growth and eigenvectors by {name:14s} {cpu_seconds(work, 2):8.3f} CPU s")


def scale() -> None:
    """Run large networks: time against the number of journeys, and the largest with 100 draws."""
    print("10 classes x 12 stages, 20 draws x 30 years: CPU seconds against journeys")
    for size in (Size(500, 10, 12), Size(1000, 10, 12), Size(2000, 10, 12)):
        cycle = read_cycle(network(np.random.default_rng(1), size), "m", Draws(1, 20))
        year, journeys = cycle.year(), len(cycle.moves.class_)
        seconds = cpu_seconds(partial(project_years, year, cycle.start, YEARS), 2)
        per_million = 1e6 * seconds / journeys
        print(f"  {size.sites:5d} sites {journeys:9,d} journeys {seconds:8.2f} s {per_million:8.2f} s per million")
    eigenvectors_with_and_without()
    before, cpu = time.perf_counter(), time.process_time()
    tables = network(np.random.default_rng(1), Size(2000, 10, 12), noise=True)
    population = project_migrant(tables, "m", Settings("large", horizon_years=YEARS, draws=100, seed=1))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"2,000 sites x 10 classes x 12 stages, noise, 100 draws x 30 years, all readings: "
        f"{time.perf_counter() - before:.0f} s, {time.process_time() - cpu:.0f} CPU s, {memory:.1f} GB, "
        f"lambda {population.now.lambda_band.median:.4f}"
    )


if __name__ == "__main__":
    compare()
    if "--scale" in sys.argv:
        scale()
