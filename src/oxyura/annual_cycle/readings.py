"""Readings of the year at point values: contributions of sites, elasticities, equilibrium; and quasi-extinction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.linear_year import arrival_matrix, eigenvectors, is_small
from oxyura.annual_cycle.plain_year import Year, flows_left, flows_to_hybrids, project_years
from oxyura.annual_cycle.reverse_year import ReverseYear, worth_after_a_year

Floats = NDArray[np.float64]

_EQUILIBRIUM_YEARS = 200_000
_EQUILIBRIUM_STEP = 200

# More values (states × stages × years) than this are not spent on looking for an equilibrium.
_EQUILIBRIUM_VALUES = 4_000_000_000

# More elasticities than this nobody reads.
_ELASTICITIES = 400_000

# More individuals than this are still growing.
_ENDLESS = 1e60


@dataclass(frozen=True)
class Contributions:
    """What each site gives to the population per individual that is there.

    Parameters
    ----------
    by_stage : mapping of str to mapping of str to float or None
        Per stage and site: individuals one year later per individual at the stage's start, classes weighted by N of
        year 1; None where nobody is.
    mean : mapping of str to float or None
        Per site, stages weighted by N of year 1.
    """

    by_stage: Mapping[str, Mapping[str, float | None]]
    mean: Mapping[str, float | None]


def measure_contributions(cycle: Cycle, starts: Floats) -> Contributions:
    """Return the contributions of sites at low density, at point values.

    Parameters
    ----------
    cycle : Cycle
        With one draw, the point values.
    starts : array, shape (stages, classes, sites)
        State at each stage's start in year 1.
    """
    structure, reverse = cycle.structure, ReverseYear(cycle.year())
    by_stage: dict[str, dict[str, float | None]] = {}
    weighted, weights = np.zeros(len(structure.sites)), np.zeros(len(structure.sites))
    for stage in range(reverse.n_stages):
        n = starts[stage]
        total = n.sum(axis=0)
        given = np.asarray((worth_after_a_year(reverse, stage)[0, 0] * n).sum(axis=0))
        value = np.divide(given, total, out=np.full(total.shape, np.nan), where=total > 0)
        weighted += given
        weights += total
        by_stage[structure.stages[stage]] = _by_name(structure.sites, value)
    mean = np.divide(weighted, weights, out=np.full(weights.shape, np.nan), where=weights > 0)
    return Contributions(by_stage, _by_name(structure.sites, mean))


def _by_name(names: tuple[str, ...], values: Floats) -> dict[str, float | None]:
    return {name: None if np.isnan(value) else float(value) for name, value in zip(names, values, strict=True)}


@dataclass(frozen=True)
class Elasticity:
    """The proportional change of λ per proportional change of one rate at one site."""

    rate: str
    class_: str
    to_class: str | None
    stage: str
    site: str
    value: float


def measure_elasticities(cycle: Cycle) -> tuple[Elasticity, ...] | None:
    """Return the elasticities of λ to every rate with a row, at point values and low density.

    None where λ is 0 or not a simple root, or the model is too large for it. A transition gains from the other
    transitions, and from staying, in their proportions.
    """
    structure = cycle.structure
    rows = cycle.targets.rates
    rates_given = len(rows.survival) + len(rows.fecundity) + len(rows.transition)
    if rates_given * len(structure.sites) > _ELASTICITIES:
        return None
    year = cycle.year()
    vectors = eigenvectors(year, (cycle.start[0] > 0).ravel())
    if vectors is None:
        return None
    shape = (len(structure.stages), len(structure.classes), len(structure.sites))
    stable, value = _once_arrived(year, vectors.structure, shape[1:]).reshape(shape), vectors.value.reshape(shape)
    inhabited: NDArray[np.bool_] = np.asarray(vectors.inhabited.reshape(shape).any(axis=1))
    left = [_low_density_flows(cycle, year, stage) for stage in range(shape[0])]
    flow = _flow_values(cycle, left)
    found: list[Elasticity] = []
    rates = cycle.targets.rates
    for rate in ("survival", "fecundity", "transition"):
        for target in rates.of(rate):
            stage, class_, to_class = target.stage, target.class_, target.to_class
            if rate == "survival":
                passing = (flow[stage, class_] * value[stage]).sum(axis=0)
                gain = passing * stable[stage, class_]
            elif rate == "fecundity":
                gain = _young_flow(cycle, left[stage], stage, class_, to_class) * value[stage, to_class]
                gain = gain * stable[stage, class_] + _hybrid_gain(cycle, year, stage, class_, to_class, stable, value)
            else:
                gain = _transition_gain(flow[stage, class_], value[stage], class_, to_class) * stable[stage, class_]
            for site, name in enumerate(structure.sites):
                if target.row[site] >= 0 and inhabited[stage, site]:
                    found.append(
                        Elasticity(
                            rate,
                            structure.classes[class_],
                            None if rate == "survival" else structure.classes[to_class],
                            structure.stages[stage],
                            name,
                            float(gain[site] / vectors.growth),
                        )
                    )
    return tuple(found)


def _once_arrived(year: Year, structure: Floats, shape: tuple[int, ...]) -> Floats:
    """Return the composition at each stage's start once immigrants have come, shape (stages, states)."""
    if year.mechanisms is None or not is_small(1, structure.shape[1]):
        n = structure.reshape(year.n_stages, 1, *shape)
        mechanisms = year.mechanisms
        arrived = (
            n
            if mechanisms is None
            else [mechanisms.with_immigrants(stage, here, crowded=False) for stage, here in enumerate(n)]
        )
        return np.asarray(arrived).reshape(structure.shape)
    arriving = [arrival_matrix(year, stage) for stage in range(year.n_stages)]
    return np.stack([here if come is None else come[0] @ here for here, come in zip(structure, arriving, strict=True)])


def _low_density_flows(cycle: Cycle, year: Year, stage: int) -> Floats:
    """Return the flows of the first draw, shape (flows, sites), with what mechanisms leave of those of a stage."""
    nobody = np.zeros_like(cycle.start)
    return np.asarray(flows_left(year, stage, nobody, crowded=False)[0])


def _flow_values(cycle: Cycle, left: list[Floats]) -> Floats:
    """Return survivors' flows, shape (stages, from, to, sites)."""
    structure, layout = cycle.structure, cycle.layout
    n = len(structure.classes)
    flow = np.zeros((len(structure.stages), n, n, len(structure.sites)))
    for stage in range(len(structure.stages)):
        for number in range(layout.start[stage], layout.start[stage + 1]):
            if not layout.is_young[number]:
                pair = layout.from_class[number], layout.to_class[number]
                flow[stage, pair[0], pair[1]] += left[stage][number]
    return flow


def _young_flow(cycle: Cycle, left: Floats, stage: int, class_: int, to_class: int) -> Floats:
    """Return the flow of young from one class to another, by site."""
    layout = cycle.layout
    numbers = np.arange(layout.start[stage], layout.start[stage + 1])
    ends = (layout.from_class[numbers] == class_) & (layout.to_class[numbers] == to_class)
    return np.asarray(left[numbers[ends & layout.is_young[numbers]]].sum(axis=0))


def _hybrid_gain(
    cycle: Cycle, year: Year, stage: int, class_: int, to_class: int, stable: Floats, value: Floats
) -> Floats:
    """Return what the young of one fecundity that join the hybrids add to the gain, by site."""
    gain = np.zeros(stable.shape[2])
    nobody = np.zeros_like(cycle.start)
    for hybrid, site, source, target, young in flows_to_hybrids(year, stage, nobody, crowded=False):
        if (source, target) == (class_, to_class):
            gain[site] += young[0] * stable[stage, class_, site] * value[stage, hybrid, site]
    return gain


def _transition_gain(flow: Floats, value: Floats, class_: int, to_class: int) -> Floats:
    """Return T · ∂λ/∂T per individual, by site: what the transition gains, less what the others lose in proportion.

    Where everyone passes to `to_class`, what it would lose stays in `class_`.

    Parameters
    ----------
    flow : array, shape (to, sites)
        Survivors of the class by where they go.
    value : array, shape (classes, sites)
        Reproductive value.
    """
    survival = flow.sum(axis=0)
    others = survival - flow[to_class]
    elsewhere = (flow * value).sum(axis=0) - flow[to_class] * value[to_class]
    average = np.divide(elsewhere, others, out=np.zeros_like(others), where=others > 0)
    gain = value[to_class] - np.where(others > 1e-12 * survival, average, value[class_])
    return np.asarray(flow[to_class] * gain)


def find_equilibrium(cycle: Cycle) -> float | None:
    """Return the counted census to which the population tends from n₀ under today's causes, at point values.

    None without anything that follows numbers, and where it does not settle (cycles, or still growing).
    """
    if not (cycle.has_density or cycle.mechanisms.any):
        return None
    year, state = cycle.year(), cycle.start
    counted = cycle.structure.counted
    before = np.inf
    years = min(_EQUILIBRIUM_YEARS, _EQUILIBRIUM_VALUES // (state.size * year.n_stages))
    for _ in range(0, years, _EQUILIBRIUM_STEP):
        state, census, _ = project_years(year, state, _EQUILIBRIUM_STEP)
        totals = census[0][:, counted].sum(axis=1)
        total = float(totals[-1])
        if not total < _ENDLESS:
            return None
        if total < 1e-9 * max(float(cycle.start[0, counted].sum()), 1e-300):
            return 0.0
        steady = abs(total - before) <= 1e-13 * total and np.ptp(totals[-5:]) <= 1e-13 * total
        if steady:
            return total
        before = total
    return None


@dataclass(frozen=True)
class QuasiExtinction:
    """The chance of falling to the threshold.

    `by_year` has one value per census, year 0 first; `probability` is the last.
    """

    threshold: float
    probability: float
    by_year: tuple[float, ...]


def estimate_quasi_extinction(trajectories: Floats, threshold: float) -> QuasiExtinction:
    """Return the share of draws that have been at or below the threshold by each census.

    Parameters
    ----------
    trajectories : array, shape (draws, years + 1)
    threshold : float
        Counted individuals.
    """
    fallen = np.maximum.accumulate(trajectories <= threshold, axis=1)
    by_year = tuple(float(share) for share in fallen.mean(axis=0))
    return QuasiExtinction(threshold, by_year[-1], by_year)
