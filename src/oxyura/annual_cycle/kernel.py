"""The year, compiled: stages, mechanisms, density and moves for every draw. `plain_year.py` states it in NumPy."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from oxyura.annual_cycle.compiled import compiled

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
    """Density dependence, by stage; `value` (draws, curves, sites) is NaN where a curve does not hold."""

    start: Any
    form: Any
    terms: Any
    value: Any


class MoveArrays(NamedTuple):
    """Moves out of each stage, journeys and least movement: :class:`~oxyura.annual_cycle.moves.Moves`."""

    start: Any
    class_: Any
    from_site: Any
    to_site: Any
    value: Any
    is_default: Any
    stay: Any
    gain: Any
    arrival: Any


class EffectArrays(NamedTuple):
    """Fields of :class:`~oxyura.annual_cycle.mechanism_year.StateEffects`."""

    start: Any
    form: Any
    on_young: Any
    members: Any
    prey: Any
    value: Any


class MatingArrays(NamedTuple):
    """Fields of :class:`~oxyura.annual_cycle.mechanism_year.Matings`."""

    start: Any
    site: Any
    hybrid: Any
    young: Any
    pure: Any
    breeds: Any
    value: Any


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
def _effect_factor(form: int, value: Any, n: float) -> Any:
    """State `mechanism_year.effect_factor` for one draw and site."""
    exposed, abundance, kept = value[0], value[1], value[2]
    if form == 0:
        left = 1.0 - value[3] * n / (n + value[4])
    else:
        attack, handling, hunting, other, half = value[3], value[4], value[5], value[6], value[7]
        prey = n + other
        if half > 0.0:
            hunting = hunting * prey / (prey + half)
        if form == 1:
            left = math.exp(-attack * hunting / (1.0 + attack * handling * prey))
        else:
            left = math.exp(-attack * n * hunting / (1.0 + attack * handling * (n**2 + other**2)))
    return 1.0 + exposed * ((1.0 + kept * (left - 1.0)) ** abundance - 1.0)


@compiled
def _let_in(matings: Any, stage: int, draw: int, crowded: bool, state: Any) -> None:
    """Add to the state those who come at the start of a stage."""
    for number in range(matings.start[stage], matings.start[stage + 1]):
        site = matings.site[number]
        total = 0.0
        for c in range(state.shape[0]):
            total += state[c, site]
        arriving = matings.value[draw, number, 1] * total
        if crowded:
            arriving += matings.value[draw, number, 0]
        state[matings.hybrid[number], site] += arriving


@compiled
def _share_out(
    effects: Any, matings: Any, stage: int, draw: int, crowded: bool, state: Any, lives: Any, breeds: Any, lost: Any
) -> None:
    """Write what the mechanisms of a stage leave of survivors and young, and what mixed pairs take of the young."""
    n_classes, n_sites = state.shape
    lives[:] = 1.0
    breeds[:] = 1.0
    lost[:] = 0.0
    for number in range(effects.start[stage], effects.start[stage + 1]):
        for site in range(n_sites):
            value = effects.value[draw, number, site]
            if value[0] == 0.0:
                continue
            total = 0.0
            if crowded:
                for c in range(n_classes):
                    if effects.prey[number, c]:
                        total += state[c, site]
            factor = _effect_factor(effects.form[number], value, total)
            for c in range(n_classes):
                if effects.members[number, c]:
                    if effects.on_young[number]:
                        breeds[c, site] *= factor
                    else:
                        lives[c, site] *= factor
    for number in range(matings.start[stage], matings.start[stage + 1]):
        site = matings.site[number]
        non_pure = matings.value[draw, number, 4]
        if crowded:
            hybrids = state[matings.hybrid[number], site]
            mates = hybrids
            for c in range(n_classes):
                if matings.breeds[number, c]:
                    mates += state[c, site]
            non_pure = hybrids / mates if mates > 0.0 else 0.0
        for c in range(n_classes):
            if matings.pure[number, c]:
                lost[c, site] = matings.value[draw, number, 2] * non_pure


@compiled
def _live_with_mechanisms(
    flows: Any,
    matings: Any,
    stage: int,
    draw: int,
    state: Any,
    on_survivors: Any,
    on_young: Any,
    lives: Any,
    breeds: Any,
    lost: Any,
    after: Any,
) -> None:
    """Add the flows of a stage in which mechanisms act."""
    n_sites = state.shape[1]
    for flow in range(flows.start[stage], flows.start[stage + 1]):
        source, target = flows.from_class[flow], flows.to_class[flow]
        for site in range(n_sites):
            moved = state[source, site] * flows.value[draw, flow, site]
            if not flows.is_young[flow]:
                after[target, site] += on_survivors[site] * lives[source, site] * moved
                continue
            young = on_young[site] * breeds[source, site] * moved
            after[target, site] += young * (1.0 - lost[source, site])
            if lost[source, site] > 0.0:
                for number in range(matings.start[stage], matings.start[stage + 1]):
                    if matings.site[number] == site:
                        fitness = matings.value[draw, number, 3]
                        after[matings.young[number], site] += young * lost[source, site] * fitness


@compiled
def advance_years(
    n: Any,
    years: int,
    crowded: bool,
    flows: Any,
    curves: Any,
    moves: Any,
    effects: Any,
    matings: Any,
    census: Any,
    starts: Any,
) -> None:
    """Project `n` (draws, classes, sites) in place over `years`.

    Writes the census after each year into `census` (draws, years, classes) and the state at each stage's start of the
    first year, before anyone comes, into `starts` (draws, stages, classes, sites). Without `crowded` every D is 1, no
    ceiling holds, mechanisms are at their limit of low density and no number of immigrants comes.
    """
    flow_start, flow_from, flow_to, flow_young, flow_value = flows
    curve_start, curve_form, curve_terms, curve_value = curves
    edge_start, edge_class, edge_from, edge_to, edge_value, is_default, stay, gain, arrival = moves
    n_draws, n_classes, n_sites = n.shape
    n_stages = len(flow_start) - 1
    after = np.empty((n_classes, n_sites))
    on_survivors = np.empty(n_sites)
    on_young = np.empty(n_sites)
    ceiling = np.empty(n_sites)
    lives, breeds, lost = np.empty_like(after), np.empty_like(after), np.empty_like(after)
    for draw in range(n_draws):
        state = n[draw]
        for year in range(years):
            for stage in range(n_stages):
                if year == 0:
                    starts[draw, stage] = state
                on_survivors[:] = 1.0
                on_young[:] = 1.0
                ceiling[:] = np.inf
                mechanisms = (
                    effects.start[stage + 1] > effects.start[stage] or matings.start[stage + 1] > matings.start[stage]
                )
                if mechanisms:
                    _let_in(matings, stage, draw, crowded, state)
                    _share_out(effects, matings, stage, draw, crowded, state, lives, breeds, lost)
                if crowded:
                    for curve in range(curve_start[stage], curve_start[stage + 1]):
                        form, terms = curve_form[curve], curve_terms[curve]
                        for site in range(n_sites):
                            value = curve_value[draw, curve, site]
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
                after[:] = 0.0
                if mechanisms:
                    _live_with_mechanisms(
                        flows, matings, stage, draw, state, on_survivors, on_young, lives, breeds, lost, after
                    )
                else:
                    for flow in range(flow_start[stage], flow_start[stage + 1]):
                        source, target = flow_from[flow], flow_to[flow]
                        if flow_young[flow]:
                            for site in range(n_sites):
                                after[target, site] += (
                                    on_young[site] * state[source, site] * flow_value[draw, flow, site]
                                )
                        else:
                            for site in range(n_sites):
                                after[target, site] += (
                                    on_survivors[site] * state[source, site] * flow_value[draw, flow, site]
                                )
                if crowded:
                    for site in range(n_sites):
                        if ceiling[site] < np.inf:
                            total = 0.0
                            for c in range(n_classes):
                                total += after[c, site]
                            if total > ceiling[site]:
                                for c in range(n_classes):
                                    after[c, site] *= ceiling[site] / total
                for c in range(n_classes):
                    if is_default[stage, c]:
                        moving = 0.0
                        for site in range(n_sites):
                            moving += (1.0 - stay[draw, stage, c, site]) * after[c, site]
                        for site in range(n_sites):
                            state[c, site] = arrival[draw, stage, c, site] * (
                                stay[draw, stage, c, site] * after[c, site] + gain[draw, stage, c, site] * moving
                            )
                    else:
                        state[c, :] = 0.0
                for edge in range(edge_start[stage], edge_start[stage + 1]):
                    c = edge_class[edge]
                    state[c, edge_to[edge]] += edge_value[draw, edge] * after[c, edge_from[edge]]
            for c in range(n_classes):
                total = 0.0
                for site in range(n_sites):
                    total += state[c, site]
                census[draw, year, c] = total
