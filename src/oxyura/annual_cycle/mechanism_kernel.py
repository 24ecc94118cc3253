"""Mechanisms, compiled: who comes, what is left of survivors and young, and what young of mixed pairs join."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from oxyura.annual_cycle.chance_kernel import named, poisson
from oxyura.spacetime.compiled import compiled


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
def let_in(matings: Any, stage: int, draw: int, crowded: bool, by_chance: bool, key: Any, state: Any) -> None:
    """Add to the state those who come at the start of a stage; a whole number of them where chance acts."""
    for number in range(matings.start[stage], matings.start[stage + 1]):
        site = matings.site[number]
        total = 0.0
        for c in range(state.shape[0]):
            total += state[c, site]
        arriving = matings.value[draw, number, 1] * total
        if crowded:
            arriving += matings.value[draw, number, 0]
        if by_chance:
            arriving = poisson(named(key, number), arriving)
        state[matings.hybrid[number], site] += arriving


@compiled
def share_out(
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
def live_with_mechanisms(
    flows: Any,
    value: Any,
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
    """Add the flows `value` (flows, sites) of a stage in which mechanisms act."""
    n_sites = state.shape[1]
    for flow in range(flows.start[stage], flows.start[stage + 1]):
        source, target = flows.from_class[flow], flows.to_class[flow]
        for site in range(n_sites):
            moved = state[source, site] * value[flow, site]
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
