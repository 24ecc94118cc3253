"""Run years with the compiled kernel: arrays put in its order, draws shared out among threads."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.demography_kernel import JourneyArrays, group_journeys, no_journeys
from oxyura.annual_cycle.density import FORMS, TERMS
from oxyura.annual_cycle.kernel import CourseArrays, Space, advance_years
from oxyura.annual_cycle.mechanism_kernel import EffectArrays, MatingArrays
from oxyura.annual_cycle.mechanism_year import no_mechanisms
from oxyura.annual_cycle.noise_kernel import NoiseArrays
from oxyura.annual_cycle.plain_year import Year
from oxyura.annual_cycle.stage_kernel import CurveArrays, FlowArrays, MoveArrays
from oxyura.spacetime.compiled import is_compiled

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Words = NDArray[np.uint64]

# Work (values written) below which threads cost more than they bring.
_WORTH_A_THREAD = 2_000_000


@dataclass(frozen=True)
class Between:
    """What makes the years that are run differ from each other.

    Parameters
    ----------
    first_year : int
        Number of the first of them in the course, 1 for the course's first.
    normals : array, shape (draws, years, streams)
        Normal numbers of the noise between years.
    struck : bool array, shape (draws, years, catastrophes)
        Which catastrophes strike.
    key : uint64 array, shape (draws,) or (0,)
        Names the chance of each draw; none: everything happens as expected.
    """

    first_year: int
    normals: Floats
    struck: Bools
    key: Words


def thread_count() -> int:
    """Return how many threads are used: OXYURA_THREADS, else the processors that the program may use."""
    named = os.environ.get("OXYURA_THREADS", "")
    if named.isdigit() and int(named) > 0:
        return int(named)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def is_year_compiled() -> bool:
    """Tell whether the compiled year is kept, so that the first projection need not wait for it."""
    return is_compiled("kernel.advance_years")


def run_years(
    year: Year,
    n: Floats,
    years: int,
    *,
    crowded: bool = True,
    between: Between | None = None,
    with_starts: bool = True,
) -> tuple[Floats, Floats, Floats]:
    """Run one year several times, or years that differ by noise.

    Parameters
    ----------
    year : Year
    n : array, shape (draws, classes, sites)
        State at the start of stage 1; not changed.
    years : int
    crowded : bool
        False: the limit of low density.
    between : Between, optional
        What makes the years differ; nothing when left out.
    with_starts : bool
        Whether the state at each stage's start is wanted.

    Returns
    -------
    state : array, shape (draws, classes, sites)
        State after the last year.
    census : array, shape (draws, years, classes)
        Sum over sites after each year.
    starts : array, shape (draws, stages or 0, classes, sites)
        State at each stage's start in the first year.
    """
    state = np.ascontiguousarray(n).copy()
    draws, n_classes, n_sites = state.shape
    census = np.empty((draws, years, n_classes))
    starts = np.empty((draws, year.n_stages if with_starts else 0, n_classes, n_sites))
    flows, curves, moves, effects, matings = _arrays_of(year, n_classes)
    noise, course = _arrays_between(year, between, n_sites)

    def run(first: int, last: int) -> None:
        journeys = group_journeys(moves) if len(course.key) else no_journeys(moves)
        space = _space(n_classes, n_sites, flows, curves if crowded else None, noise, journeys)
        arrays = (flows, curves, moves, effects, matings, noise, course, journeys, space, census, starts)
        advance_years(state, first, last, crowded, *arrays)

    values = state.size * year.n_stages * years
    parts = int(min(thread_count(), draws, max(values // _WORTH_A_THREAD, 1)))
    if parts == 1:
        run(0, draws)
        return state, census, starts
    bounds = np.linspace(0, draws, parts + 1).astype(int).tolist()
    with ThreadPoolExecutor(parts) as pool:
        list(pool.map(run, bounds[:-1], bounds[1:]))
    return state, census, starts


def _arrays_of(year: Year, n_classes: int) -> tuple[FlowArrays, CurveArrays, MoveArrays, EffectArrays, MatingArrays]:
    stage_of_curve = np.array([curve.stage for curve in year.curves], dtype=np.int64)
    layout, moves = year.layout, year.moves
    mechanisms = year.mechanisms or no_mechanisms(year.n_stages, n_classes)
    effects, matings = mechanisms.effects, mechanisms.matings
    return (
        FlowArrays(layout.start, layout.from_class, layout.to_class, layout.is_young, year.flow_value),
        CurveArrays(
            np.searchsorted(stage_of_curve, np.arange(year.n_stages + 1)).astype(np.int64),
            np.array([FORMS.index(curve.form) for curve in year.curves], dtype=np.int64),
            np.array([TERMS.index(curve.applies_to) for curve in year.curves], dtype=np.int64),
            np.array([-1 if curve.felt_in is None else curve.felt_in for curve in year.curves], dtype=np.int64),
            year.curve_value,
        ),
        MoveArrays(
            moves.start,
            moves.class_,
            moves.from_site,
            moves.to_site,
            year.edge_value,
            moves.is_default,
            moves.stay,
            moves.gain,
            year.arrival,
        ),
        EffectArrays(effects.start, effects.form, effects.on_young, effects.members, effects.prey, effects.value),
        MatingArrays(
            matings.start, matings.site, matings.hybrid, matings.young, matings.pure, matings.breeds, matings.value
        ),
    )


def _space(
    n_classes: int,
    n_sites: int,
    flows: FlowArrays,
    curves: CurveArrays | None,
    noise: NoiseArrays,
    journeys: JourneyArrays,
) -> Space:
    """Return room for one thread; nothing is carried over without `curves`."""
    table = (n_classes, n_sites)
    carries = curves is not None and bool((curves.felt >= 0).any())
    changed = len(noise.origin_flow) + len(noise.member_flow) + len(noise.young_flow)
    return Space(
        after=np.empty(table),
        lives=np.ones(table),
        breeds=np.ones(table),
        lost=np.zeros(table),
        left=np.empty(table),
        rest=np.empty(table),
        all_kept=np.ones(table),
        on_survivors=np.empty(n_sites),
        on_young=np.empty(n_sites),
        ceiling=np.empty(n_sites),
        value=np.empty(flows.value.shape[1:]),
        carried=np.ones((len(curves.form) if curves is not None and carries else 0, *table)),
        rows=np.empty(len(noise.probability)),
        hit=np.ones((changed, n_sites)),
        share=np.empty(len(noise.member_flow)),
        change=np.empty(len(noise.member_flow)),
        spare=np.empty((2, max(n_sites, len(journeys.arrive)))),
    )


def _arrays_between(year: Year, between: Between | None, n_sites: int) -> tuple[NoiseArrays, CourseArrays]:
    noisy = year.noisy
    if between is None:
        return _no_noise(n_sites), CourseArrays(False, np.zeros(0, dtype=np.uint64), 1)
    course = CourseArrays(noisy is not None, between.key, between.first_year)
    if noisy is None:
        return _no_noise(n_sites), course
    noise = noisy.noise
    return (
        NoiseArrays(
            between.normals,
            between.struck,
            noise.probability,
            noise.group,
            noise.mean,
            noise.location,
            noise.scale,
            noisy.origin_flow,
            noisy.survival_row,
            noisy.survival_everywhere,
            noisy.survival_scale,
            noisy.member_start,
            noisy.member_flow,
            noisy.member_row,
            noisy.member_value,
            noisy.member_tabled,
            noisy.member_freed,
            noisy.member_factor,
            noisy.young_flow,
            noisy.young_row,
            noisy.young_scale,
            noisy.strike,
            noisy.strike_target,
            noisy.strike_factor,
        ),
        course,
    )


def _no_noise(n_sites: int) -> NoiseArrays:
    """Return a year without noise, in arrays of the right kind."""
    none, flags = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    rows, table = np.zeros((0, n_sites), dtype=np.int64), np.zeros((0, 0))
    by_site = np.zeros((1, 0, n_sites))
    return NoiseArrays(
        np.zeros((0, 0, 0)), np.zeros((0, 0, 0), dtype=bool), flags, none, table, table, table,
        none, rows, none, by_site, np.zeros(1, dtype=np.int64), none, rows, by_site, by_site[0], by_site, by_site,
        none, rows, by_site, none, none, by_site,
    )  # fmt: skip
