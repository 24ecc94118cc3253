"""One year in plain NumPy: what the compiled kernel is tested against, and what the linear readings use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.carry_over import Carried, borne_in, felt_in
from oxyura.annual_cycle.density import Curve, crowding
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


def once_arrived(year: Year, stage: int, n: Floats, *, crowded: bool) -> Floats:
    """Return the state at the start of a stage once immigrants have come."""
    mechanisms = year.mechanisms
    if mechanisms is None or not mechanisms.acts_in(stage):
        return n
    return mechanisms.with_immigrants(stage, n, crowded=crowded)


def live_stage(year: Year, stage: int, n: Floats, *, crowded: bool, carried: Carried | None = None) -> Floats:
    """Return n′ after a stage and before the move; `n` is (draws, classes, sites).

    `carried` is the crowding of earlier stages that animals carry, nothing where left out.
    """
    n = once_arrived(year, stage, n, crowded=crowded)
    after = _flow(year, stage, n, n, crowded=crowded, carried=carried)
    return np.asarray(after * _share_below_ceiling(year, stage, n, after, crowded=crowded))


def _flow(year: Year, stage: int, n: Floats, mass: Floats, *, crowded: bool, carried: Carried | None = None) -> Floats:
    """Return what a stage makes of `mass`, which lives as the state `n` lets it, before any ceiling."""
    on_survivors, on_young, _ = crowding_factors(year, stage, n, crowded=crowded)
    after = np.zeros_like(n)
    layout = year.layout
    value = flows_left(year, stage, n, crowded=crowded)
    lives, breeds = borne_in(year, stage, carried, n.shape) if carried else (None, None)
    for flow in range(layout.start[stage], layout.start[stage + 1]):
        crowded_by, borne = (on_young, breeds) if layout.is_young[flow] else (on_survivors, lives)
        source = mass[:, layout.from_class[flow]]
        if borne is not None:
            source = source * borne[:, layout.from_class[flow]]
        after[:, layout.to_class[flow]] += crowded_by * source * value[:, flow]
    for joined, site, parent, _, young in flows_to_hybrids(year, stage, n, crowded=crowded):
        parents = mass[:, parent, site] if breeds is None else mass[:, parent, site] * breeds[:, parent, site]
        after[:, joined, site] += on_young[:, site] * parents * young
    return after


def _share_below_ceiling(year: Year, stage: int, n: Floats, after: Floats, *, crowded: bool) -> Floats:
    """Return the share of those after a stage that its ceilings leave, shape (draws, 1, sites)."""
    _, _, ceiling = crowding_factors(year, stage, n, crowded=crowded)
    total = after.sum(axis=1)
    scale = np.divide(ceiling, total, out=np.ones_like(total), where=total > ceiling)
    return np.asarray(scale[:, None, :])


def pass_on(year: Year, stage: int, n: Floats, carried: Carried) -> dict[int, Floats]:
    """Return what is carried at the start of the next stage: at each site the mean over those who come there.

    Parameters
    ----------
    n : array, shape (draws, classes, sites)
        State at the start of the stage, once immigrants have come.
    carried : mapping
        What is carried at the start of the stage.
    """
    on_the_way = {number: d for number, d in carried.items() if year.curves[number].stage > stage}
    if not on_the_way:
        return {}
    after = _flow(year, stage, n, n, crowded=True, carried=carried)
    left = _share_below_ceiling(year, stage, n, after, crowded=True)
    moved = move(year, stage, after * left)
    found = {}
    for number, d in on_the_way.items():
        brought = move(year, stage, left * _flow(year, stage, n, n * d, crowded=True, carried=carried))
        found[number] = np.divide(brought, moved, out=np.ones_like(moved), where=moved > 0)
    return found


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
        if curve.stage != stage or curve.felt_in is not None or not crowded:
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
    """Return the state one full year later, from the start of `first_stage` to its next start.

    Crowding is carried within the year only, so that a crowded year with carry-over begins with stage 1.
    """
    carries = crowded and any(curve.felt_in is not None for curve in year.curves)
    carried: dict[int, Floats] = {}
    for step in range(year.n_stages):
        stage = (first_stage + step) % year.n_stages
        before = n
        if carries:
            before = once_arrived(year, stage, n, crowded=crowded)
            carried |= felt_in(year, stage, before)
        n = move(year, stage, live_stage(year, stage, n, crowded=crowded, carried=carried))
        if carries:
            carried = pass_on(year, stage, before, carried)
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
