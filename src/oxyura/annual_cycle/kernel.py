"""The year, compiled: stages, mechanisms, density and moves for every draw. `plain_year.py` states it in NumPy."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from oxyura.annual_cycle.borrowing_kernel import borrowed
from oxyura.annual_cycle.chance_kernel import make_whole, named
from oxyura.annual_cycle.demography_kernel import (
    hold_below,
    live_by_chance,
    move_by_chance,
    share_journeys,
)
from oxyura.annual_cycle.mechanism_kernel import let_in, live_with_mechanisms, share_out
from oxyura.annual_cycle.noise_kernel import write_rates
from oxyura.annual_cycle.stage_kernel import (
    bear_crowding,
    cap,
    copy_table,
    crowd,
    feel_crowding,
    live,
    move_on,
    pass_on,
)
from oxyura.spacetime.compiled import compiled

# What a random word of a year is for, and then one of a stage.
_WHOLE, _FIRST_STAGE = 0, 1
_COMING, _LIVING, _CAPPED, _MOVING = 0, 1, 2, 3


class CourseArrays(NamedTuple):
    """What makes years differ: whether rates do, the key of each draw's chance (none: no chance), the first year."""

    noisy: Any
    key: Any
    first_year: Any


class Space(NamedTuple):
    """Room to work in, of one thread.

    - `after`, `lives`, `breeds`, `lost`, `left`, `rest` (classes, sites); `all_kept` the same, filled with 1.
    - `on_survivors`, `on_young`, `ceiling` (sites,); `value` (flows, sites): the flows of a year.
    - `carried` (curves, or 0 where nothing is carried over; classes, sites), filled with 1.
    - `rows` (noisy rows,); `hit` (changed flows, sites), filled with 1; `share`, `change` (members,).
    - `spare` (2, the larger of sites and journeys' groups).
    """

    after: Any
    lives: Any
    breeds: Any
    lost: Any
    left: Any
    rest: Any
    all_kept: Any
    on_survivors: Any
    on_young: Any
    ceiling: Any
    value: Any
    carried: Any
    rows: Any
    hit: Any
    share: Any
    change: Any
    spare: Any


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
    journeys: Any,
    space: Any,
    census: Any,
    starts: Any,
) -> None:
    """Project the draws from `first_draw` to before `last_draw` of `n` (draws, classes, sites) in place.

    Writes the census after each year into `census` (draws, years, classes) and, where it has stages, the state at each
    stage's start of the first year, before anyone comes, into `starts` (draws, stages, classes, sites). Without
    `crowded` every D is 1, no ceiling holds, mechanisms are at their limit of low density and no number of immigrants
    comes.
    """
    # The caller holds the arrays until the kernel is done.
    n, census, starts, space = borrowed((n, census, starts, space))
    flows, curves, moves, journeys = borrowed((flows, curves, moves, journeys))
    effects, matings, noise, course = borrowed((effects, matings, noise, course))
    n_classes, n_sites = n.shape[1:]
    years, n_stages = census.shape[1], len(flows.start) - 1
    after, value, carried, spare = space.after, space.value, space.carried, space.spare
    on_survivors, on_young, ceiling = space.on_survivors, space.on_young, space.ceiling
    lives, breeds, lost = space.lives, space.breeds, space.lost
    left, rest, all_kept = space.left, space.rest, space.all_kept
    rows, hit, share, change = space.rows, space.hit, space.share, space.change
    carries = carried.shape[0] > 0
    by_chance = course.key.shape[0] > 0
    key = np.uint64(0)
    for draw in range(first_draw, last_draw):
        state = n[draw]
        copy_table(flows.value[draw], value)
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
                    copy_table(state, starts[draw, stage])
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
                elif by_chance or carries:
                    lives[:] = 1.0
                    breeds[:] = 1.0
                    lost[:] = 0.0
                if crowded:
                    crowd(curves, stage, draw, state, on_survivors, on_young, ceiling)
                if carries:
                    feel_crowding(curves, stage, draw, state, carried)
                    bear_crowding(curves, stage, carried, lives, breeds)
                    pass_on(
                        flows, value, curves, moves, matings, stage, draw, state, on_survivors, on_young,
                        lives, breeds, lost, ceiling, carried,
                    )  # fmt: skip
                after[:] = 0.0
                if by_chance:
                    capped = 0
                    for site in range(n_sites):
                        capped += ceiling[site] < np.inf
                    # Where nothing is capped in between, those lost on journeys are lost with those who die here.
                    kept = journeys.arriving[stage] if capped == 0 else all_kept
                    live_by_chance(
                        flows, value, matings, stage, draw, named(key, _LIVING), kept, state, on_survivors, on_young,
                        lives, breeds, lost, left, rest, spare, after,
                    )  # fmt: skip
                    hold_below(ceiling, named(key, _CAPPED), after)
                    move_by_chance(moves, journeys, stage, draw, capped == 0, named(key, _MOVING), after, state, spare)
                    continue
                if mechanisms or carries:
                    live_with_mechanisms(
                        flows, value, matings, stage, draw, state, on_survivors, on_young, lives, breeds, lost, after
                    )
                else:
                    live(flows, value, stage, state, on_survivors, on_young, after)
                if crowded:
                    cap(ceiling, after)
                move_on(moves, stage, draw, after, state)
            for c in range(n_classes):
                total = 0.0
                for site in range(n_sites):
                    total += state[c, site]
                census[draw, year, c] = total
