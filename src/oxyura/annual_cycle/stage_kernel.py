"""One stage, compiled: crowding, the flows between classes, ceilings, journeys, and what is carried over."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from oxyura.annual_cycle.mechanism_kernel import live_with_mechanisms
from oxyura.spacetime.compiled import compiled

CEILING, BEVERTON_HOLT, RICKER, LINEAR = 0, 1, 2, 3
ON_ALL, ON_SURVIVAL, ON_FECUNDITY = 0, 1, 2


class FlowArrays(NamedTuple):
    """Flows between classes, by stage: what :class:`~oxyura.annual_cycle.flows.FlowLayout` lists, and their values."""

    start: Any
    from_class: Any
    to_class: Any
    is_young: Any
    value: Any


class CurveArrays(NamedTuple):
    """Density dependence, by stage; `value` (draws, curves, sites) is NaN where a curve does not hold.

    `felt` is the earlier stage whose numbers count, -1 where those of the stage itself do.
    """

    start: Any
    form: Any
    terms: Any
    felt: Any
    value: Any


class MoveArrays(NamedTuple):
    """Moves out of each stage, journeys and least movement: :class:`~oxyura.annual_cycle.moves.Moves`.

    `value`, `stay`, `gain` and `arrival` have one draw where they are the same in all.
    """

    start: Any
    class_: Any
    from_site: Any
    to_site: Any
    value: Any
    is_default: Any
    stay: Any
    gain: Any
    arrival: Any


@compiled
def copy_table(source: Any, target: Any) -> None:
    """Write one table of numbers over another; cell by cell, which compiles in a tenth of the time of a slice."""
    for row in range(source.shape[0]):
        for column in range(source.shape[1]):
            target[row, column] = source[row, column]


@compiled
def _crowding(form: int, a: float, n: float) -> float:
    if n <= 0.0 or a == 0.0:
        return 1.0
    if form == 1:
        return 1.0 / (1.0 + a * n)
    if form == 2:
        return math.exp(-a * n)
    return max(0.0, 1.0 - a * n)


@compiled
def crowd(curves: Any, stage: int, draw: int, state: Any, on_survivors: Any, on_young: Any, ceiling: Any) -> None:
    """Multiply D of a stage into what is left of survivors and young, and lower the ceiling, at the state before."""
    n_classes, n_sites = state.shape
    for curve in range(curves.start[stage], curves.start[stage + 1]):
        form, terms = curves.form[curve], curves.terms[curve]
        if curves.felt[curve] >= 0:
            continue
        for site in range(n_sites):
            value = curves.value[draw, curve, site]
            if math.isnan(value):
                continue
            if form == 0:
                ceiling[site] = min(ceiling[site], value)
                continue
            total = 0.0
            for c in range(n_classes):
                total += state[c, site]
            d = _crowding(form, value, total)
            if terms != 2:
                on_survivors[site] *= d
            if terms != 1:
                on_young[site] *= d


@compiled
def live(flows: Any, value: Any, stage: int, state: Any, on_survivors: Any, on_young: Any, after: Any) -> None:
    """Add the flows of a stage in which no mechanism acts."""
    n_sites = state.shape[1]
    for flow in range(flows.start[stage], flows.start[stage + 1]):
        source, target = flows.from_class[flow], flows.to_class[flow]
        crowding = on_young if flows.is_young[flow] else on_survivors
        for site in range(n_sites):
            after[target, site] += crowding[site] * state[source, site] * value[flow, site]


@compiled
def cap(ceiling: Any, after: Any) -> None:
    """Scale the classes of each site down together to its ceiling."""
    n_classes, n_sites = after.shape
    for site in range(n_sites):
        if ceiling[site] < np.inf:
            total = 0.0
            for c in range(n_classes):
                total += after[c, site]
            if total > ceiling[site]:
                for c in range(n_classes):
                    after[c, site] *= ceiling[site] / total


@compiled
def move_on(moves: Any, stage: int, draw: int, after: Any, state: Any) -> None:
    """Write the state at the start of the next stage."""
    n_classes, n_sites = after.shape
    with_stay = draw if moves.stay.shape[0] > 1 else 0
    with_arrival = draw if moves.arrival.shape[0] > 1 else 0
    with_edges = draw if moves.value.shape[0] > 1 else 0
    for c in range(n_classes):
        if moves.is_default[stage, c]:
            stay, gain = moves.stay[with_stay, stage, c], moves.gain[with_stay, stage, c]
            moving = 0.0
            for site in range(n_sites):
                moving += (1.0 - stay[site]) * after[c, site]
            for site in range(n_sites):
                state[c, site] = moves.arrival[with_arrival, stage, c, site] * (
                    stay[site] * after[c, site] + gain[site] * moving
                )
        else:
            state[c, :] = 0.0
    for edge in range(moves.start[stage], moves.start[stage + 1]):
        c = moves.class_[edge]
        state[c, moves.to_site[edge]] += moves.value[with_edges, edge] * after[c, moves.from_site[edge]]


@compiled
def feel_crowding(curves: Any, stage: int, draw: int, state: Any, carried: Any) -> None:
    """Write D of the curves that are felt in a stage and act later, by class and site, at the state before."""
    n_classes, n_sites = state.shape
    for curve in range(len(curves.form)):
        if curves.felt[curve] != stage:
            continue
        for site in range(n_sites):
            total, value = 0.0, curves.value[draw, curve, site]
            for c in range(n_classes):
                total += state[c, site]
            d = 1.0 if math.isnan(value) else _crowding(curves.form[curve], value, total)
            for c in range(n_classes):
                carried[curve, c, site] = d


@compiled
def bear_crowding(curves: Any, stage: int, carried: Any, lives: Any, breeds: Any) -> None:
    """Multiply what is carried into a stage into what is left of survivors and young."""
    for curve in range(curves.start[stage], curves.start[stage + 1]):
        if curves.felt[curve] >= 0:
            if curves.terms[curve] != ON_FECUNDITY:
                lives *= carried[curve]
            if curves.terms[curve] != ON_SURVIVAL:
                breeds *= carried[curve]


@compiled
def pass_on(
    flows: Any,
    value: Any,
    curves: Any,
    moves: Any,
    matings: Any,
    stage: int,
    draw: int,
    state: Any,
    on_survivors: Any,
    on_young: Any,
    lives: Any,
    breeds: Any,
    lost: Any,
    ceiling: Any,
    carried: Any,
) -> None:
    """Take what is carried to the start of the next stage: at each site the mean over those expected to come there."""
    n_classes, n_sites = state.shape
    after, moved, brought = np.empty_like(state), np.empty_like(state), np.empty_like(state)
    share = np.ones(n_sites)
    first = True
    for curve in range(len(curves.form)):
        if curves.felt[curve] < 0 or curves.felt[curve] > stage or curve < curves.start[stage + 1]:
            continue
        if first:
            first = False
            after[:] = 0.0
            live_with_mechanisms(
                flows, value, matings, stage, draw, state, on_survivors, on_young, lives, breeds, lost, after
            )
            for site in range(n_sites):
                total = 0.0
                for c in range(n_classes):
                    total += after[c, site]
                if total > ceiling[site]:
                    share[site] = ceiling[site] / total
            after *= share
            move_on(moves, stage, draw, after, moved)
        after[:] = 0.0
        mass = state * carried[curve]
        live_with_mechanisms(
            flows, value, matings, stage, draw, mass, on_survivors, on_young, lives, breeds, lost, after
        )
        after *= share
        move_on(moves, stage, draw, after, brought)
        for c in range(n_classes):
            for site in range(n_sites):
                carried[curve, c, site] = brought[c, site] / moved[c, site] if moved[c, site] > 0.0 else 1.0
