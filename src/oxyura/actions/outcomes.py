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

# Up to so many outcomes all are projected, at point values and for draws; beyond, each draw meets one of them.
EXACT_AT_POINT = 8_192
EXACT_DRAWN = 64

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


class Chances:
    """The chances of measures in one run.

    Parameters
    ----------
    draws : Draws
        Those of the cycle that is projected.
    horizon : int
        Years of the projection.

    Notes
    -----
    A measure works with its success probability where everything that it requires works, and else fails. The first year
    without the invader is safe; in every later one it returns with chance q: after k years with q (1 - q)^(k - 1).
    A sample spreads the outcomes of each measure evenly over the draws (Latin hypercube), so that the share of
    successes is that of the probabilities.
    """

    def __init__(self, draws: Draws, horizon: int) -> None:
        self._draws = draws
        self._horizon = horizon
        self._success: dict[str, Floats] = {}
        self._sample: dict[str, tuple[Bools, Floats]] = {}

    def success(self, measure: Measure) -> Floats:
        """Return the success probability in each draw, given that what the measure requires has succeeded."""
        name = measure.measure_id
        if name not in self._success:
            limits = (measure.success, measure.success_low, measure.success_high)
            self._success[name] = self._draws.of("probability", *limits, "measure", name, "success")
        return self._success[name]

    def is_exact(self, measures: Sequence[Measure]) -> bool:
        """Tell whether all outcomes of measures are projected, or a sample of them."""
        outcomes = 1
        for measure in measures:
            returns = len(possible_returns(measure, self._horizon))
            outcomes *= (measure.success < 1.0) + (measure.success > 0.0) * returns
        return outcomes <= (EXACT_AT_POINT if self._draws.deterministic else EXACT_DRAWN)

    def outcomes(self, measures: Sequence[Measure]) -> Iterator[Outcomes]:
        """Yield the outcomes of measures that are taken together; what one requires comes before it."""
        if not self.is_exact(measures):
            yield from self._sampled(measures)
            return
        combinations = self._combine(measures)
        if self._draws.deterministic:
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
                combination.weight / self._draws.count,
                repeats=1,
            )

    def _combine(self, measures: Sequence[Measure]) -> list[_Combination]:
        combinations = [_Combination({}, {}, np.ones(self._draws.count))]
        for measure in measures:
            combinations = [
                after for before in combinations for after in self._continue(before, measure) if after.weight.any()
            ]
        return combinations

    def _continue(self, before: _Combination, measure: Measure) -> Iterator[_Combination]:
        """Yield a combination with each outcome of one more measure."""
        name = measure.measure_id
        possible = all(before.success.get(other, True) for other in measure.requires)
        works = self.success(measure) if possible else np.zeros(self._draws.count)
        states = [(False, np.inf, 1.0 - works)]
        states += [(True, year, works * chance) for year, chance in possible_returns(measure, self._horizon)]
        for success, back, share in states:
            yield _Combination({**before.success, name: success}, {**before.back, name: back}, before.weight * share)

    def _sampled(self, measures: Sequence[Measure]) -> Iterator[Outcomes]:
        draws = self._draws
        times = POINT_SAMPLE if draws.deterministic else -(-LEAST_SAMPLE // draws.count)
        rows = draws.count * times
        success: dict[str, Bools] = {}
        back: dict[str, Floats] = {}
        for measure in measures:
            works, back[measure.measure_id] = self._sample_of(measure, times)
            for other in measure.requires:
                works = works & success.get(other, np.ones(rows, dtype=bool))
            success[measure.measure_id] = works
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

    def _sample_of(self, measure: Measure, times: int) -> tuple[Bools, Floats]:
        """Return whether a measure works by itself, and when what it took away is back, one row per outcome."""
        name = measure.measure_id
        if name not in self._sample:
            rows = self._draws.count * times
            works = self._even(rows, "outcome", name) < np.tile(self.success(measure), times)
            years, chances = zip(*possible_returns(measure, self._horizon), strict=True)
            position = np.searchsorted(np.cumsum(chances), self._even(rows, "reinvasion", name))
            self._sample[name] = works, np.array(years)[np.minimum(position, len(years) - 1)]
        return self._sample[name]

    def _even(self, rows: int, *name: str) -> Floats:
        """Return numbers on (0, 1) in random order, one from each of as many equal parts."""
        generator = self._draws.generator(*name)
        return np.asarray((generator.permutation(rows) + generator.random(rows)) / rows)


def possible_returns(measure: Measure, horizon: int) -> list[tuple[float, float]]:
    """Return (year back, its chance) of what a measure that works has taken away; back never: infinite."""
    first, q = measure.first_year, measure.reinvasion
    if measure.kind != "eradicate" or q == 0.0 or first >= horizon:
        return [(np.inf, 1.0)]
    years = [(float(year), q * (1.0 - q) ** (year - first - 1)) for year in range(first + 1, horizon + 1)]
    return [*((year, chance) for year, chance in years if chance > 0.0), *_never(q, horizon - first)]


def _never(q: float, years: int) -> list[tuple[float, float]]:
    return [(np.inf, (1.0 - q) ** years)] if q < 1.0 else []
