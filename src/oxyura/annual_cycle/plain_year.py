"""One year in plain NumPy: what the compiled kernel is tested against, and what the linear readings use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.density import Curve
from oxyura.annual_cycle.flows import FlowLayout
from oxyura.annual_cycle.mechanism_year import FITNESS, MechanismYear
from oxyura.annual_cycle.moves import Moves
from oxyura.annual_cycle.noisy_rates import NoisyRates

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Year:
    """Everything one year needs, rates and moves already multiplied out.

    Parameters
    ----------
    layout : FlowLayout
    flow_value : array, shape (draws, flows, sites)
    curves : tuple of Curve
        Ordered by stage.
    curve_value : array, shape (draws, curves, sites)
        Effective `capacity` or `a`, NaN where the curve does not hold.
    moves : Moves
    edge_value : array, shape (draws or 1, edges)
    arrival : array, shape (draws or 1, stages, classes, sites)
    clipped : int
        Rates that had to be brought back into their range.
    mechanisms : MechanismYear or None
        Models whose effect follows the state; None where there are none.
    noisy : NoisyRates or None
        Flows that differ between the years of a course; None where this is the mean year.
    """

    layout: FlowLayout
    flow_value: Floats
    curves: tuple[Curve, ...]
    curve_value: Floats
    moves: Moves
    edge_value: Floats
    arrival: Floats
    clipped: int
    mechanisms: MechanismYear | None = None
    noisy: NoisyRates | None = None

    @property
    def n_stages(self) -> int:
        """Number of stages."""
        return len(self.layout.start) - 1


def live_stage(year: Year, stage: int, n: Floats, *, crowded: bool) -> Floats:
    """Return n′ after a stage and before the move; `n` is (draws, classes, sites)."""
    mechanisms = year.mechanisms
    if mechanisms is not None and mechanisms.acts_in(stage):
        n = mechanisms.with_immigrants(stage, n, crowded=crowded)
    on_survivors, on_young, ceiling = crowding_factors(year, stage, n, crowded=crowded)
    after = np.zeros_like(n)
    layout = year.layout
    value = year.flow_value if mechanisms is None else flows_left(year, stage, n, crowded=crowded)
    for flow in range(layout.start[stage], layout.start[stage + 1]):
        crowding = on_young if layout.is_young[flow] else on_survivors
        source = n[:, layout.from_class[flow]]
        after[:, layout.to_class[flow]] += crowding * source * value[:, flow]
    for joined, site, parent, _, young in flows_to_hybrids(year, stage, n, crowded=crowded):
        after[:, joined, site] += on_young[:, site] * n[:, parent, site] * young
    total = after.sum(axis=1)
    scale = np.divide(ceiling, total, out=np.ones_like(total), where=total > ceiling)
    return np.asarray(after * scale[:, None, :])


def flows_left(year: Year, stage: int, n: Floats, *, crowded: bool) -> Floats:
    """Return the flows, (draws, flows, sites), with what mechanisms leave of those of a stage.

    Parameters
    ----------
    n : array, shape (draws, classes, sites)
        State at the start of the stage, once immigrants have come.
    crowded : bool
        False: the limit as n → 0.
    """
    if year.mechanisms is None or not year.mechanisms.acts_in(stage):
        return year.flow_value
    left = year.mechanisms.shares(stage, n, crowded=crowded)
    layout = year.layout
    value = np.broadcast_to(year.flow_value, (len(n), *year.flow_value.shape[1:])).copy()
    for flow in range(layout.start[stage], layout.start[stage + 1]):
        source = layout.from_class[flow]
        if layout.is_young[flow]:
            value[:, flow] *= left.breeds[:, source] * (1.0 - left.lost[:, source])
        else:
            value[:, flow] *= left.lives[:, source]
    return value


def flows_to_hybrids(
    year: Year, stage: int, n: Floats, *, crowded: bool
) -> Iterator[tuple[int, int, int, int, Floats]]:
    """Yield (class joined, site, class of the pure parent, class of pure young, young per parent) of mixed pairs.

    The last by draw; `n` and `crowded` as in :func:`flows_left`.
    """
    mechanisms = year.mechanisms
    if mechanisms is None or not mechanisms.of_stage(stage):
        return
    left = mechanisms.shares(stage, n, crowded=crowded)
    layout, matings = year.layout, mechanisms.matings
    for number in mechanisms.of_stage(stage):
        site, fitness = int(matings.site[number]), matings.value[:, number, FITNESS]
        for flow in range(layout.start[stage], layout.start[stage + 1]):
            source = int(layout.from_class[flow])
            if layout.is_young[flow] and matings.pure[number, source]:
                taken = left.breeds[:, source, site] * left.lost[:, source, site] * fitness
                young = taken * year.flow_value[:, flow, site]
                yield int(matings.young[number]), site, source, int(layout.to_class[flow]), young


def crowding_factors(year: Year, stage: int, n: Floats, *, crowded: bool) -> tuple[Floats, Floats, Floats]:
    """Return D on survivors, D on young and the ceiling, each (draws, sites), at the state before a stage."""
    total = n.sum(axis=1)
    on_survivors, on_young = np.ones_like(total), np.ones_like(total)
    ceiling = np.full_like(total, np.inf)
    for number, curve in enumerate(year.curves):
        if curve.stage != stage or not crowded:
            continue
        value = year.curve_value[:, number]
        holds = ~np.isnan(value)
        if curve.form == "ceiling":
            ceiling = np.where(holds, np.fmin(ceiling, value), ceiling)
            continue
        d = np.where(holds, crowding(curve.form, value, total), 1.0)
        if curve.applies_to != "fecundity":
            on_survivors *= d
        if curve.applies_to != "survival":
            on_young *= d
    return on_survivors, on_young, ceiling


def crowding(form: str, a: Floats, n: Floats) -> Floats:
    """Return D: 1/(1 + a n) (beverton_holt), exp(-a n) (ricker) or max(0, 1 - a n) (linear); 1 where n or a is 0."""
    product = np.multiply(a, n, out=np.zeros_like(n), where=(n > 0) & (a != 0))
    if form == "beverton_holt":
        return 1.0 / (1.0 + product)
    return np.exp(-product) if form == "ricker" else np.maximum(0.0, 1.0 - product)


def move(year: Year, stage: int, after: Floats) -> Floats:
    """Return n″, the state at the start of the next stage, from n′ (draws, classes, sites)."""
    moves = year.moves
    stay, gain = moves.stay[:, stage], moves.gain[:, stage]
    moving = ((1.0 - stay) * after).sum(axis=2, keepdims=True)
    by_default = year.arrival[:, stage] * (stay * after + gain * moving)
    state = np.where(moves.is_default[stage][None, :, None], by_default, 0.0)
    for edge in range(moves.start[stage], moves.start[stage + 1]):
        class_ = moves.class_[edge]
        state[:, class_, moves.to_site[edge]] += year.edge_value[:, edge] * after[:, class_, moves.from_site[edge]]
    return state


def advance_year(year: Year, n: Floats, *, crowded: bool = True, first_stage: int = 0) -> Floats:
    """Return the state one full year later, from the start of `first_stage` to its next start."""
    for step in range(year.n_stages):
        stage = (first_stage + step) % year.n_stages
        n = move(year, stage, live_stage(year, stage, n, crowded=crowded))
    return n


def project_years(year: Year, n: Floats, years: int, *, crowded: bool = True) -> tuple[Floats, Floats, Floats]:
    """Project over several equal years, without noise, with the compiled kernel.

    Parameters
    ----------
    n : array, shape (draws, classes, sites)
        State at the start of stage 1; not changed.

    Returns
    -------
    state : array, shape (draws, classes, sites)
        State after the last year.
    census : array, shape (draws, years, classes)
        Sum over sites after each year.
    starts : array, shape (draws, stages, classes, sites)
        State at each stage's start in the first year.
    """
    from oxyura.annual_cycle.compiled_year import run_years

    return run_years(year, n, years, crowded=crowded)
