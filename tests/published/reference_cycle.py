"""The annual cycle a second time, in plain loops, to be read beside the design and decision record 2.

Nothing here comes from the package: a study folder of CSV files goes in, numbers at point values come out.
Words and order follow the text, and speed does not matter. Tables become rates in ``reference_rates``; only
``reference_eigen`` uses NumPy, for eigenvalues and eigenvectors.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from published.reference_eigen import Matrix, dominant, reached, transpose
from published.reference_rates import TODAY, AnnualCycle, Case, Numbers, Rows, StageYear, State, read_tables

SETTLED, SETTLED_YEARS = 1e-15, 10
"""An equilibrium: changes below this share of the population, so many years running."""
EXTINCT, ENDLESS = 1e-9, 1e15
"""Fewer individuals than the first have the limit zero, more than the second have none."""


def reference_population(
    study_dir: Path, years: int, removed: frozenset[str] = frozenset()
) -> dict[str, dict[str, Any]]:
    """Return growth, trajectories, contributions and the rest for every migrant with a demography.

    ``removed`` names invaders (gone where they are alien) and pressures; the start n0 stays that of today.
    """
    tables = read_tables(study_dir)
    found = {}
    for migrant in tables["migrants"]:
        today = AnnualCycle(tables, migrant)
        rates = {rate for _, _, rate in today.vital_rows}
        if today.stages and rates & {"survival", "transition"}:
            start = starting_numbers(today)
            cycle = AnnualCycle(tables, migrant, removed)
            invaders = frozenset(row["invader_id"] for row in tables["invaders"])
            clean = AnnualCycle(tables, migrant, removed | invaders)
            found[cycle.migrant_id] = describe(cycle, clean, start, tables["scenarios"], years)
    return found


def describe(cycle: AnnualCycle, clean: AnnualCycle, start: Numbers, scenarios: Rows, years: int) -> dict[str, Any]:
    """Return all results of one migrant; ``clean`` is the same cycle without invaders."""
    census = project(cycle, start, years)
    contributions, means = contributions_of(cycle, start)
    compared = {name: (cycle, name) for name in dict.fromkeys(row["scenario_id"] for row in scenarios)}
    compared["without_invaders"] = (clean, "")
    return {
        **headline(cycle, start, years),
        "trajectory_by_class": {c: [sum(n[site, c] for site in cycle.sites) for n in census] for c in cycle.classes},
        "contributions": contributions,
        "mean_contribution": means,
        "elasticities": elasticities(cycle, start),
        "equilibrium": equilibrium(cycle, start),
        "scenarios": {name: headline(which, start, years, case) for name, (which, case) in compared.items()},
    }


def headline(cycle: AnnualCycle, start: Numbers, years: int, scenario: str = "") -> dict[str, Any]:
    """Return lambda, growth and the counted census of each year."""
    trajectory = [counted(cycle, n) for n in project(cycle, start, years, scenario)]
    growth = (trajectory[-1] / trajectory[0]) ** (1 / years)
    value, _ = dominant(reachable_part(cycle, start, (scenario, math.inf))[1])
    return {"lambda": value, "growth": growth, "trajectory": trajectory}


def counted(cycle: AnnualCycle, n: Numbers) -> float:
    """Return the individuals of the classes that are in the abundance."""
    return sum(count for (_, c), count in n.items() if is_counted(cycle, c))


def is_counted(cycle: AnnualCycle, c: str) -> bool:
    """Say whether a class is in the abundance: yes unless its row says no."""
    return c not in cycle.class_rows or cycle.class_rows[c]["counted"].lower() not in ("no", "false", "0")


def stage_matrix(cycle: AnnualCycle, stage: StageYear) -> Matrix:
    """Return the low-density matrix of one stage and its move: column = state before, row = after."""
    low = stage.without_limits()
    nobody = dict.fromkeys(cycle.states, 0.0)
    columns = [list(low.advance({**nobody, state: 1.0}).values()) for state in cycle.states]
    return transpose(columns)


def multiply(after: Matrix, before: Matrix) -> Matrix:
    """Return the matrix product, ``before`` acting first."""
    size = range(len(before))
    return [[sum(after[i][k] * before[k][j] for k in size if after[i][k]) for j in size] for i in size]


def apply(matrix: Matrix, vector: list[float]) -> list[float]:
    """Return matrix times vector."""
    return [sum(x * y for x, y in zip(row, vector, strict=True)) for row in matrix]


def year_matrix(cycle: AnnualCycle, case: Case) -> Matrix:
    """Return the low-density matrix of a full year from the start of stage 1."""
    stages = [stage_matrix(cycle, stage) for stage in cycle.year(case)]
    year = stages[0]
    for matrix in stages[1:]:
        year = multiply(matrix, year)
    return year


def reachable_part(cycle: AnnualCycle, start: Mapping[State, float], case: Case) -> tuple[list[int], Matrix]:
    """Return the states that the start ever reaches at a census, and the year's matrix among them."""
    year = year_matrix(cycle, case)
    states = sorted(reached(year, {k for k, state in enumerate(cycle.states) if start.get(state, 0.0) > 0}))
    return states, [[year[i][j] for j in states] for i in states]


def starting_numbers(cycle: AnnualCycle) -> Numbers:
    """Return n0[i, c] = k share[i, c] w[c], the counted classes summing to the abundance."""
    first = cycle.stages[0]
    shares = {c: cycle.distribution(first, c) for c in cycle.classes}
    share = {(site, c): shares[c].get(site, 0.0) for site, c in cycle.states}
    given = {c: row["initial_share"] for c, row in cycle.class_rows.items() if row["initial_share"]}
    weight = dict.fromkeys(cycle.classes, 0.0)
    if given:
        total = sum(float(text) for text in given.values())
        weight |= {c: float(text) / total for c, text in given.items()}
    else:
        states, matrix = reachable_part(cycle, share, TODAY)
        for index, part in zip(states, dominant(matrix)[1], strict=True):
            weight[cycle.states[index][1]] += part
    n = {(site, c): share[site, c] * weight[c] for site, c in cycle.states}
    k = cycle.abundance / counted(cycle, n)
    return {state: k * count for state, count in n.items()}


def project(cycle: AnnualCycle, start: Numbers, years: int, scenario: str = "") -> list[Numbers]:
    """Return the numbers at each census, N_0 to N_years."""
    ramps = [
        float(row["ramp_years"])
        for (name, _), rows in cycle.scenario_rows.items()
        for row in rows
        if name == scenario and row["ramp_years"]
    ]
    longest = max(ramps, default=0.0)
    census = [start]
    for t in range(1, years + 1):
        n = census[-1]
        for stage in cycle.year_grown((scenario, float(t) if t < longest else math.inf), t - 1):
            n = stage.advance(n)
        census.append(n)
    return census


def equilibrium(cycle: AnnualCycle, start: Numbers, longest: int = 20_000) -> float | None:
    """Return the limit of the counted census at constant rates; none where nothing follows numbers, or no limit."""
    if not cycle.density_rows and not cycle.follows_state:
        return None
    n, quiet = start, 0
    for _ in range(longest):
        before = n
        for stage in cycle.year(TODAY):
            n = stage.advance(n)
        total = sum(n.values())
        if total < EXTINCT:
            return 0.0
        if not total < ENDLESS:
            return None
        quiet = quiet + 1 if max(abs(n[s] - before[s]) for s in n) <= SETTLED * total else 0
        if quiet == SETTLED_YEARS:
            return counted(cycle, n)
    return None


def contributions_of(
    cycle: AnnualCycle, start: Numbers
) -> tuple[dict[str, dict[str, float | None]], dict[str, float | None]]:
    """Return the contribution of each site at each stage, and each site's mean over the stages."""
    stages = cycle.year(TODAY)
    matrices = [stage_matrix(cycle, stage) for stage in stages]
    by_stage: dict[str, dict[str, float | None]] = {}
    gain, weight = dict.fromkeys(cycle.sites, 0.0), dict.fromkeys(cycle.sites, 0.0)
    n = start
    for s, stage in enumerate(stages):
        worth = [1.0] * len(cycle.states)
        for matrix in reversed(matrices[s:] + matrices[:s]):
            worth = apply(transpose(matrix), worth)
        by_stage[stage.name] = {}
        for site in cycle.sites:
            here = [(n[state], worth[k]) for k, state in enumerate(cycle.states) if state[0] == site]
            total = sum(count for count, _ in here)
            brought = sum(count * value for count, value in here)
            by_stage[stage.name][site] = brought / total if total > 0 else None
            gain[site] += brought
            weight[site] += total
        n = stage.advance(n)
    return by_stage, {site: gain[site] / weight[site] if weight[site] > 0 else None for site in cycle.sites}


def elasticities(cycle: AnnualCycle, start: Numbers) -> list[dict[str, Any]]:
    """Return (rate / lambda) d lambda / d rate of every explicit rate at every inhabited site of each stage.

    d lambda = u dA v / u v with the left and right eigenvectors of the year; a stage's change meets v carried
    forward to the stage's start and u carried back to its end, before the move.
    """
    stages = cycle.year(TODAY)
    matrices = [stage_matrix(cycle, stage) for stage in stages]
    states, matrix = reachable_part(cycle, start, TODAY)
    value, right = dominant(matrix)
    left = dominant(transpose(matrix))[1]
    if value == 0:
        return []
    scale = value * sum(x * y for x, y in zip(left, right, strict=True))
    v = [0.0] * len(cycle.states)
    u = [0.0] * len(cycle.states)
    inhabited = [0.0] * len(cycle.states)
    for k, x, y in zip(states, left, right, strict=True):
        u[k], v[k], inhabited[k] = x, y, 1.0
    found = []
    for s, stage in enumerate(stages):
        worth = u
        for later in reversed(matrices[s + 1 :]):
            worth = apply(transpose(later), worth)
        nobody = dict.fromkeys(cycle.states, 0.0)
        worth_of = {
            state: sum(x * y for x, y in zip(worth, stage.move({**nobody, state: 1.0}).values(), strict=True))
            for state in cycle.states
        }
        homes = {state[0] for k, state in enumerate(cycle.states) if inhabited[k] > 0}
        low = stage.without_limits()
        arrived = low.models.arrived(dict(zip(cycle.states, v, strict=True)))
        for site, c in cycle.states:
            gains = proportional_gains(cycle, low, site, c, worth_of) if site in homes else []
            weight = arrived[site, c]
            for rate, to, gained in gains:
                key = {"rate": rate, "class": c, "to_class": to, "stage": stage.name, "site": site}
                found.append({**key, "value": weight * gained / scale})
        v, inhabited = apply(matrices[s], v), apply(matrices[s], inhabited)
    return found


def proportional_gains(
    cycle: AnnualCycle, stage: StageYear, site: str, c: str, worth: Numbers
) -> list[tuple[str, str | None, float]]:
    """Return per explicit rate what one individual of the class gains per proportional change of the rate."""
    survival, transition = stage.survival[site, c], stage.transition[site, c]
    survival *= stage.models.left("survival", site, c, worth)
    gains: list[tuple[str, str | None, float]] = []
    if cycle.explicit_rates(stage.name, site, c, "survival"):
        kept = sum(share * worth[site, to] for to, share in transition.items())
        gains.append(("survival", None, survival * kept))
    for to in cycle.explicit_rates(stage.name, site, c, "fecundity"):
        raised = stage.fecundity[site, c][to] * stage.models.left("fecundity", site, c, worth)
        parts = stage.models.young(site, c, to, worth)
        gains.append(("fecundity", to, raised * sum(part * worth[site, joined] for joined, part in parts)))
    for to in cycle.explicit_rates(stage.name, site, c, "transition"):
        others = {other: share for other, share in transition.items() if other != to}
        left = sum(others.values())
        # Where a transition takes everyone, what it loses stays.
        lost = worth[site, c]
        if left > 0:
            lost = sum(share * worth[site, other] for other, share in others.items()) / left
        gains.append(("transition", to, survival * transition[to] * (worth[site, to] - lost)))
    return gains
