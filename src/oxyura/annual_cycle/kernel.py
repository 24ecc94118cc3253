"""The year, compiled: stages, mechanisms, density and moves for every draw. `plain_year.py` states it in NumPy."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from oxyura.annual_cycle.chance_kernel import make_whole, named
from oxyura.annual_cycle.compiled import compiled
from oxyura.annual_cycle.demography_kernel import (
    group_journeys,
    hold_below,
    live_by_chance,
    move_by_chance,
    share_journeys,
)
from oxyura.annual_cycle.mechanism_kernel import let_in, live_with_mechanisms, share_out
from oxyura.annual_cycle.noise_kernel import write_rates

CEILING, BEVERTON_HOLT, RICKER, LINEAR = 0, 1, 2, 3
ON_ALL, ON_SURVIVAL, ON_FECUNDITY = 0, 1, 2

# What a random word of a year is for, and then one of a stage.
_WHOLE, _FIRST_STAGE = 0, 1
_COMING, _LIVING, _CAPPED, _MOVING = 0, 1, 2, 3


class FlowArrays(NamedTuple):
    """Flows between classes, by stage: what :class:`~oxyura.annual_cycle.flows.FlowLayout` lists, and their values."""

    start: Any
    from_class: Any
    to_class: Any
    is_young: Any
    value: Any


class CurveArrays(NamedTuple):
    """Density dependence, by stage; `value` (draws, curves, sites) is NaN where a curve does not hold."""

    start: Any
    form: Any
    terms: Any
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


class CourseArrays(NamedTuple):
    """What makes years differ: whether rates do, the key of each draw's chance (none: no chance), the first year."""

    noisy: Any
    key: Any
    first_year: Any


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
def _crowd(curves: Any, stage: int, draw: int, state: Any, on_survivors: Any, on_young: Any, ceiling: Any) -> None:
    """Multiply D of a stage into what is left of survivors and young, and lower the ceiling, at the state before."""
    n_classes, n_sites = state.shape
    for curve in range(curves.start[stage], curves.start[stage + 1]):
        form, terms = curves.form[curve], curves.terms[curve]
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
def _live(flows: Any, value: Any, stage: int, state: Any, on_survivors: Any, on_young: Any, after: Any) -> None:
    """Add the flows of a stage in which no mechanism acts."""
    n_sites = state.shape[1]
    for flow in range(flows.start[stage], flows.start[stage + 1]):
        source, target = flows.from_class[flow], flows.to_class[flow]
        crowding = on_young if flows.is_young[flow] else on_survivors
        for site in range(n_sites):
            after[target, site] += crowding[site] * state[source, site] * value[flow, site]


@compiled
def _cap(ceiling: Any, after: Any) -> None:
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
def _move(moves: Any, stage: int, draw: int, after: Any, state: Any) -> None:
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
def advance_years(
    n: Any,
    first_draw: int,
    last_draw: int,
    crowded: bool,
    flows: Any,
    curves: Any,
    moves: Any,
    effects: Any,
    matings: Any,
    noise: Any,
    course: Any,
    census: Any,
    starts: Any,
) -> None:
    """Project the draws from `first_draw` to before `last_draw` of `n` (draws, classes, sites) in place.

    Writes the census after each year into `census` (draws, years, classes) and, where it has stages, the state at each
    stage's start of the first year, before anyone comes, into `starts` (draws, stages, classes, sites). Without
    `crowded` every D is 1, no ceiling holds, mechanisms are at their limit of low density and no number of immigrants
    comes.
    """
    n_classes, n_sites = n.shape[1:]
    years, n_stages = census.shape[1], len(flows.start) - 1
    after = np.empty((n_classes, n_sites))
    on_survivors, on_young, ceiling = np.empty(n_sites), np.empty(n_sites), np.empty(n_sites)
    lives, breeds, lost = np.ones_like(after), np.ones_like(after), np.zeros_like(after)
    left, rest = np.empty_like(after), np.empty_like(after)
    n_changed = noise.origin_flow.shape[0] + noise.member_flow.shape[0] + noise.young_flow.shape[0]
    rows, hit = np.empty(noise.probability.shape[0]), np.ones((n_changed, n_sites))
    share, change = np.empty(noise.member_flow.shape[0]), np.empty(noise.member_flow.shape[0])
    value = np.empty(flows.value.shape[1:])
    by_chance = course.key.shape[0] > 0
    key = np.uint64(0)
    journeys = group_journeys(moves)
    spare = np.empty((2, max(n_sites, len(journeys.arrive))))
    for draw in range(first_draw, last_draw):
        state = n[draw]
        value[:] = flows.value[draw]
        if by_chance:
            share_journeys(moves, draw, journeys)
        for year in range(years):
            if course.noisy:
                write_rates(noise, draw, year, rows, hit, share, change, value)
            if by_chance:
                year_key = named(course.key[draw], course.first_year + year)
                if course.first_year + year == 1:
                    make_whole(named(year_key, _WHOLE), state)
            for stage in range(n_stages):
                if year == 0 and starts.shape[1] > 0:
                    starts[draw, stage] = state
                if by_chance:
                    key = named(year_key, _FIRST_STAGE + stage)
                on_survivors[:] = 1.0
                on_young[:] = 1.0
                ceiling[:] = np.inf
                mechanisms = (
                    effects.start[stage + 1] > effects.start[stage] or matings.start[stage + 1] > matings.start[stage]
                )
                if mechanisms:
                    let_in(matings, stage, draw, crowded, by_chance, named(key, _COMING), state)
                    share_out(effects, matings, stage, draw, crowded, state, lives, breeds, lost)
                elif by_chance:
                    lives[:] = 1.0
                    breeds[:] = 1.0
                    lost[:] = 0.0
                if crowded:
                    _crowd(curves, stage, draw, state, on_survivors, on_young, ceiling)
                after[:] = 0.0
                if by_chance:
                    live_by_chance(
                        flows, value, matings, stage, draw, named(key, _LIVING), state, on_survivors, on_young,
                        lives, breeds, lost, left, rest, spare, after,
                    )  # fmt: skip
                    hold_below(ceiling, named(key, _CAPPED), after)
                    move_by_chance(moves, journeys, stage, draw, named(key, _MOVING), after, state, spare)
                    continue
                if mechanisms:
                    live_with_mechanisms(
                        flows, value, matings, stage, draw, state, on_survivors, on_young, lives, breeds, lost, after
                    )
                else:
                    _live(flows, value, stage, state, on_survivors, on_young, after)
                if crowded:
                    _cap(ceiling, after)
                _move(moves, stage, draw, after, state)
            for c in range(n_classes):
                total = 0.0
                for site in range(n_sites):
                    total += state[c, site]
                census[draw, year, c] = total
