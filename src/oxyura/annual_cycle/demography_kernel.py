"""A stage and its move in whole animals, compiled: who of them lives, breeds, passes on and arrives is chance."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from oxyura.annual_cycle.chance_kernel import (
    EXACT_BELOW,
    ROUNDING,
    binomial,
    binomials,
    named,
    poisson,
    poissons,
    two_normals,
    uniform,
)
from oxyura.annual_cycle.stage_kernel import copy_table
from oxyura.spacetime.compiled import compiled

# Where each journey is expected to take so many, those who travel are divided as expected, rounded by chance: no count
# at a site misses a standard deviation of more than a tenth of it by that, and how many travel stays chance.
AS_EXPECTED = 100.0


class JourneyArrays(NamedTuple):
    """The journeys from each class and site, of one draw, put so that chance can take them.

    Groups of journeys with one class and site left are numbered through the stages.

    - `stage` (stages + 1,): the first group of each stage; `first` (groups + 1,): the first journey of each group.
    - `arrive` (groups,): the share that takes any; `arriving` (stages, classes, sites): the same by where they set out.
    - `least` (groups,): the least share of those who take any; `part` (journeys,): the share of each.
    - `among` (journeys,): the share p of those left by the journeys listed before; `spread` (journeys,): p (1 - p).
    """

    stage: Any
    first: Any
    arrive: Any
    arriving: Any
    least: Any
    among: Any
    spread: Any
    part: Any


def group_journeys(moves: Any) -> JourneyArrays:
    """Return the groups of journeys, their shares yet to be written by :func:`share_journeys`."""
    n_stages, n_journeys = len(moves.start) - 1, len(moves.class_)
    stage_of = np.repeat(np.arange(n_stages), np.diff(moves.start))
    ends = np.stack([stage_of, moves.class_, moves.from_site])
    first = np.flatnonzero(np.append(n_journeys > 0, (np.diff(ends) != 0).any(axis=0)))
    return JourneyArrays(
        np.searchsorted(stage_of[first], np.arange(n_stages + 1)).astype(np.int64),
        np.append(first, n_journeys).astype(np.int64),
        np.empty(len(first)),
        np.empty((n_stages, *moves.stay.shape[2:])),
        np.empty(len(first)),
        np.empty(n_journeys),
        np.empty(n_journeys),
        np.empty(n_journeys),
    )


def no_journeys(moves: Any) -> JourneyArrays:
    """Return no groups: those of a course in which nothing is left to chance."""
    none, stages = np.empty(0), len(moves.start) - 1
    start = np.zeros(stages + 1, dtype=np.int64)
    return JourneyArrays(start, start[:1], none, np.empty((stages, 0, 0)), none, none, none, none)


@compiled
def share_journeys(moves: Any, draw: int, journeys: Any) -> None:
    """Write the shares of the journeys of one draw."""
    with_edges = draw if moves.value.shape[0] > 1 else 0
    journeys.arriving[:] = 0.0
    for stage in range(journeys.arriving.shape[0]):
        for c in range(journeys.arriving.shape[1]):
            if moves.is_default[stage, c]:
                journeys.arriving[stage, c] = 1.0
        for group in range(journeys.stage[stage], journeys.stage[stage + 1]):
            first, total = journeys.first[group], 0.0
            for edge in range(first, journeys.first[group + 1]):
                total += moves.value[with_edges, edge]
            journeys.arriving[stage, moves.class_[first], moves.from_site[first]] = min(total, 1.0)
    for group in range(len(journeys.arrive)):
        first, last = journeys.first[group], journeys.first[group + 1]
        total, least = 0.0, 1.0
        for edge in range(first, last):
            total += moves.value[with_edges, edge]
        rest = total
        for edge in range(first, last):
            p = moves.value[with_edges, edge]
            journeys.among[edge] = p / rest if rest > p else 1.0
            rest -= p
            journeys.spread[edge] = journeys.among[edge] * (1.0 - journeys.among[edge])
            journeys.part[edge] = p / total if total > 0.0 else 0.0
            least = min(least, journeys.part[edge])
        journeys.arrive[group], journeys.least[group] = total, least


@compiled
def live_by_chance(
    flows: Any,
    value: Any,
    matings: Any,
    stage: int,
    draw: int,
    key: Any,
    kept: Any,
    state: Any,
    on_survivors: Any,
    on_young: Any,
    lives: Any,
    breeds: Any,
    lost: Any,
    left: Any,
    rest: Any,
    spare: Any,
    after: Any,
) -> None:
    """Add the flows `value` (flows, sites) of a stage: survivors multinomial, young Poisson.

    Of those of each class at each site the share `kept` (classes, sites) is added: what is lost on the journey can be
    lost here where nothing comes between.
    """
    hybrids = matings.start[stage + 1] > matings.start[stage]
    n_sites = state.shape[1]
    share, found = spare[0, :n_sites], spare[1, :n_sites]
    copy_table(state, left)
    rest[:] = 1.0
    for flow in range(flows.start[stage], flows.start[stage + 1]):
        source, target = flows.from_class[flow], flows.to_class[flow]
        of_flow = named(key, flow)
        if not flows.is_young[flow]:
            for site in range(n_sites):
                p, among = on_survivors[site] * lives[source, site] * value[flow, site], rest[source, site]
                p *= kept[target, site]
                share[site] = p / among if among > p else 1.0
                rest[source, site] = among - p
            binomials(of_flow, left[source], share, found)
            for site in range(n_sites):
                left[source, site] -= found[site]
                after[target, site] += found[site]
            continue
        for site in range(n_sites):
            share[site] = on_young[site] * breeds[source, site] * state[source, site] * value[flow, site]
        if hybrids:
            for site in range(n_sites):
                if lost[source, site] > 0.0:
                    for number in range(matings.start[stage], matings.start[stage + 1]):
                        if matings.site[number] == site:
                            mixed = share[site] * lost[source, site] * matings.value[draw, number, 3]
                            mixed *= kept[matings.young[number], site]
                            word = named(named(of_flow, site), number)
                            after[matings.young[number], site] += poisson(word, mixed)
                    share[site] *= 1.0 - lost[source, site]
        for site in range(n_sites):
            share[site] *= kept[target, site]
        poissons(of_flow, share, found)
        for site in range(n_sites):
            after[target, site] += found[site]


@compiled
def hold_below(ceiling: Any, key: Any, after: Any) -> None:
    """Scale the classes of each site down together to its ceiling, in whole animals.

    One random number a site rounds all classes, so that the total is the ceiling, rounded up or down by chance.
    """
    n_classes, n_sites = after.shape
    for site in range(n_sites):
        if ceiling[site] < np.inf:
            total = 0.0
            for c in range(n_classes):
                total += after[c, site]
            if total > ceiling[site]:
                told = uniform(named(key, site))
                summed, before = 0.0, 0.0
                for c in range(n_classes):
                    summed += after[c, site]
                    reached = np.floor(summed * ceiling[site] / total + told)
                    after[c, site] = reached - before
                    before = reached


@compiled
def _travel(
    moves: Any, journeys: Any, stage: int, all_arrive: bool, key: Any, after: Any, state: Any, spare: Any
) -> None:
    """Let every animal with journeys before it take one of them, or none."""
    begin, end = journeys.stage[stage], journeys.stage[stage + 1]
    leaving, travelling = spare[0, : end - begin], spare[1, : end - begin]
    in_parts = False
    for group in range(begin, end):
        first = journeys.first[group]
        leaving[group - begin] = after[moves.class_[first], moves.from_site[first]]
    if all_arrive:
        travelling = leaving
    else:
        binomials(key, leaving, journeys.arrive[begin:end], travelling)
    for group in range(begin, end):
        left = travelling[group - begin]
        if left <= 0.0:
            continue
        first, last = journeys.first[group], journeys.first[group + 1]
        c, word = moves.class_[first], named(key, end + group)
        if left * journeys.least[group] < EXACT_BELOW:
            for edge in range(first, last):
                found = binomial(named(word, edge), left, journeys.among[edge])
                left -= found
                state[c, moves.to_site[edge]] += found
            continue
        if left * journeys.least[group] >= AS_EXPECTED:
            # Parts of animals are rounded where they arrive.
            for edge in range(first, last):
                state[c, moves.to_site[edge]] += left * journeys.part[edge]
            in_parts = True
            continue
        # Many take each: one after the other from a normal with the binomial's mean and variance.
        one, other = 0.0, 0.0
        for edge in range(first, last - 1):
            if (edge - first) % 2 == 0:
                one, other = two_normals(named(word, edge))
            z = one if (edge - first) % 2 == 0 else other
            found = np.floor(left * journeys.among[edge] + np.sqrt(left * journeys.spread[edge] - ROUNDING) * z + 0.5)
            left -= found
            state[c, moves.to_site[edge]] += found
        state[c, moves.to_site[last - 1]] += left
    if in_parts:
        _round_arrivals(named(key, -1), state)


@compiled
def _round_arrivals(key: Any, state: Any) -> None:
    """Round the classes of a state to whole animals, each by one random number, so that none is lost."""
    for c in range(state.shape[0]):
        told = uniform(named(key, c))
        summed, before = 0.0, 0.0
        for site in range(state.shape[1]):
            summed += state[c, site]
            reached = np.floor(summed + told)
            state[c, site] = reached - before
            before = reached


@compiled
def move_by_chance(
    moves: Any, journeys: Any, stage: int, draw: int, all_arrive: bool, key: Any, after: Any, state: Any, spare: Any
) -> None:
    """Write the state at the start of the next stage: every animal takes one way, or is lost.

    With `all_arrive` those lost on journeys are gone already.
    """
    n_classes, n_sites = after.shape
    with_stay = draw if moves.stay.shape[0] > 1 else 0
    with_arrival = draw if moves.arrival.shape[0] > 1 else 0
    state[:] = 0.0
    for c in range(n_classes):
        if moves.is_default[stage, c]:
            of_class = named(key, c)
            moving = 0.0
            for site in range(n_sites):
                staying = binomial(named(of_class, 3 * site), after[c, site], moves.stay[with_stay, stage, c, site])
                state[c, site] = staying
                moving += after[c, site] - staying
            goal = 1.0
            for site in range(n_sites):
                gain = moves.gain[with_stay, stage, c, site]
                if moving > 0.0 and gain > 0.0:
                    found = binomial(named(of_class, 3 * site + 1), moving, gain / goal if goal > gain else 1.0)
                    state[c, site] += found
                    moving -= found
                    goal -= gain
                arrival = moves.arrival[with_arrival, stage, c, site]
                state[c, site] = binomial(named(of_class, 3 * site + 2), state[c, site], arrival)
    if journeys.stage[stage + 1] > journeys.stage[stage]:
        _travel(moves, journeys, stage, all_arrive, named(key, n_classes), after, state, spare)
