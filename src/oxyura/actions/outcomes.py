"""What may come of measures: every combination of success, failure and return with its weight, or a sample of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.actions.measures import Measure
from oxyura.annual_cycle.draws import Draws

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Up to so many draws × combinations every combination is projected; beyond, each draw meets one of them.
EXACT_ROWS = 20_000

# A sample of outcomes has at least so many.
LEAST_SAMPLE = 1_000
POINT_SAMPLE = 4_096


@dataclass(frozen=True)
class Outcomes:
    """Outcomes of some measures, one per row of a projection.

    Parameters
    ----------
    success : mapping of str to bool array, shape (rows,) or (1,)
        Whether each measure works.
    back : mapping of str to array, shape (rows,) or (1,)
        Year in which what an eradication took away is back; infinite: never. Of use only where it works.
    weight : array, shape (rows,)
        Over all outcomes of a group of measures the weights sum to 1.
    repeats : int
        How many times over the projection needs a cycle at point values; 1: the rows are the draws.
    """

    success: Mapping[str, Bools]
    back: Mapping[str, Floats]
    weight: Floats
    repeats: int


@dataclass(frozen=True)
class _Combination:
    success: dict[str, bool]
    back: dict[str, float]
    weight: Floats


def draw_success(measure: Measure, draws: Draws) -> Floats:
    """Return the success probability in each draw, given that what the measure requires has succeeded."""
    limits = (measure.success, measure.success_low, measure.success_high)
    return draws.of("probability", *limits, "measure", measure.measure_id, "success")


def count_outcomes(measures: Sequence[Measure], horizon: int) -> int:
    """Return how many outcomes measures have together at the most."""
    product = 1
    for measure in measures:
        product *= (measure.success < 1.0) + (measure.success > 0.0) * len(_returns(measure, horizon))
    return product


def is_exact(measures: Sequence[Measure], draws: Draws, horizon: int) -> bool:
    """Tell whether all outcomes of measures are projected, or a sample of them."""
    return draws.count * count_outcomes(measures, horizon) <= EXACT_ROWS


def outcomes_of(measures: Sequence[Measure], draws: Draws, horizon: int) -> Iterator[Outcomes]:
    """Yield the outcomes of measures that are taken together.

    Parameters
    ----------
    measures : sequence of Measure
        What one requires comes before it, and is among them.
    draws : Draws
        Those of the cycle.
    horizon : int
        Years of the projection.

    Notes
    -----
    A measure works with its success probability where everything that it requires works, and else fails. The first year
    without the invader is safe; in every later one it returns with chance q: after k years with q (1 - q)^(k - 1).
    A sample spreads the outcomes of each measure evenly over the draws (Latin hypercube), so that the share of
    successes is that of the probabilities.
    """
    if not is_exact(measures, draws, horizon):
        yield from _sampled(measures, draws, horizon)
        return
    combinations = _combine(measures, draws, horizon)
    if draws.deterministic:
        yield Outcomes(
            {m.measure_id: np.array([c.success[m.measure_id] for c in combinations]) for m in measures},
            {m.measure_id: np.array([c.back[m.measure_id] for c in combinations]) for m in measures},
            np.concatenate([c.weight for c in combinations]),
            repeats=len(combinations),
        )
        return
    for combination in combinations:
        yield Outcomes(
            {name: np.array([value]) for name, value in combination.success.items()},
            {name: np.array([value]) for name, value in combination.back.items()},
            combination.weight / draws.count,
            repeats=1,
        )


def _returns(measure: Measure, horizon: int) -> list[tuple[float, float]]:
    """Return (year back, its chance) of an eradication that has worked; back never: infinite."""
    first, q = measure.first_year, measure.reinvasion
    if measure.kind != "eradicate" or q == 0.0 or first >= horizon:
        return [(np.inf, 1.0)]
    years = [(float(year), q * (1.0 - q) ** (year - first - 1)) for year in range(first + 1, horizon + 1)]
    return [*((year, chance) for year, chance in years if chance > 0.0), *_never(q, horizon - first)]


def _never(q: float, years: int) -> list[tuple[float, float]]:
    return [(np.inf, (1.0 - q) ** years)] if q < 1.0 else []


def _combine(measures: Sequence[Measure], draws: Draws, horizon: int) -> list[_Combination]:
    combinations = [_Combination({}, {}, np.ones(draws.count))]
    for measure in measures:
        chance = draw_success(measure, draws)
        following = []
        for before in combinations:
            possible = all(before.success.get(other, True) for other in measure.requires)
            working = chance if possible else np.zeros(draws.count)
            states = [(False, np.inf, 1.0 - working)]
            states += [(True, back, working * share) for back, share in _returns(measure, horizon)]
            for success, back, share in states:
                if share.any():
                    following.append(
                        _Combination(
                            {**before.success, measure.measure_id: success},
                            {**before.back, measure.measure_id: back},
                            before.weight * share,
                        )
                    )
        combinations = following
    return combinations


def _sampled(measures: Sequence[Measure], draws: Draws, horizon: int) -> Iterator[Outcomes]:
    times = POINT_SAMPLE if draws.deterministic else -(-LEAST_SAMPLE // draws.count)
    rows = draws.count * times
    success: dict[str, Bools] = {}
    back: dict[str, Floats] = {}
    for measure in measures:
        name = measure.measure_id
        works = _even(draws, rows, "outcome", name) < np.tile(draw_success(measure, draws), times)
        for other in measure.requires:
            works = works & success.get(other, np.ones(rows, dtype=bool))
        success[name] = works
        back[name] = np.full(rows, np.inf)
        returns = _returns(measure, horizon)
        if len(returns) > 1:
            reached = np.cumsum([chance for _, chance in returns])
            position = np.searchsorted(reached, _even(draws, rows, "reinvasion", name))
            back[name] = np.array([year for year, _ in returns])[np.minimum(position, len(returns) - 1)]
    if draws.deterministic:
        yield Outcomes(success, back, np.full(rows, 1.0 / rows), repeats=rows)
        return
    for part in np.split(np.arange(rows), times):
        yield Outcomes(
            {name: works[part] for name, works in success.items()},
            {name: years[part] for name, years in back.items()},
            np.full(draws.count, 1.0 / rows),
            repeats=1,
        )


def _even(draws: Draws, rows: int, *name: str) -> Floats:
    """Return numbers on (0, 1) in random order, one from each of as many equal parts."""
    generator = draws.generator(*name)
    return np.asarray((generator.permutation(rows) + generator.random(rows)) / rows)
