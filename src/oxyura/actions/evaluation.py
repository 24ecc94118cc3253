"""What sets of measures bring to one migrant: projected over their outcomes, once for all sets that act alike on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from oxyura.actions.doing import Reach
from oxyura.actions.measures import Measure
from oxyura.actions.outcomes import Chances, Outcomes, possible_returns
from oxyura.actions.results import Gain
from oxyura.actions.sets import with_required
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.interventions import Intervention
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.projection import Course, growth_of, project_census, share_pure

Floats = NDArray[np.float64]
# The outcomes of measures that make a difference: measure, whether it works, year of return.
Trace = tuple[tuple[str, bool, float], ...]

# A population that falls below this share of itself a year counts as that, so that its logarithm stays a number.
LEAST_GROWTH = 1e-12

# Gains, over draws and outcomes, that are kept for sets still to come.
_MOST_KEPT = 40_000_000

# Of them so many stay when a question has been answered.
_MOST_KEPT_LONG = 2_000_000

# Values of one state that a block of outcomes may hold at once.
_BLOCK_VALUES = 2_000_000


def _purity(cycle: Cycle, course: Course) -> Floats:
    """Return the share of pure individuals at the horizon, shape (rows,)."""
    last = course.census[:, -1:]
    return np.full(len(last), np.nan) if cycle.pure is None else share_pure(last, cycle.pure)[:, 0]


@dataclass(frozen=True)
class Pool:
    """What comes of a set of measures, draws and outcomes together; one row each.

    Parameters
    ----------
    weight : array, shape (rows,)
        Sums to 1.
    growth, asymptotic : array, shape (rows,)
        Growth over the horizon, and λ of its last year.
    trajectories : array, shape (rows, years + 1)
        Counted individuals at each census.
    gain : array, shape (rows,)
        Change of the objective against the same draw without measures.
    purity : array, shape (rows,)
        Share of pure individuals at the horizon; NaN without hybridisation, and where nobody is left.
    """

    weight: Floats
    growth: Floats
    asymptotic: Floats
    trajectories: Floats
    gain: Floats
    purity: Floats


class MigrantGains:
    """The gains of sets of measures for one migrant, each found once.

    Parameters
    ----------
    reach : Reach
        What measures can reach of the migrant.
    gain : {'ln_growth', 'ln_lambda'}
        What counts as gain.
    weight : float
        Weight of the migrant in the objective.
    offers : sequence of Measure
        All measures on offer, what one requires before it.
    """

    def __init__(self, reach: Reach, gain: Gain, weight: float, offers: Sequence[Measure]) -> None:
        self.reach = reach
        self.weight = weight
        self._gain = gain
        touching = {measure.measure_id for measure in offers if reach.touched_by(measure)}
        self.touching = frozenset(touching)
        self._needed = {
            measure.measure_id: frozenset(offers[at].measure_id for at in needed)
            for measure, needed in zip(offers, with_required(offers), strict=True)
        }
        self._chances = Chances(reach.cycle.draws, reach.horizon)
        self._found: dict[tuple[str, ...], float] = {}
        self._repeated: dict[int, Cycle] = {}
        self._by_trace: dict[Trace, Floats] = {}
        self._leaves_trace = {
            (measure.measure_id, works): reach.leaves_a_trace(measure, works=works)
            for measure in offers
            for works in (True, False)
        }
        now = project_census(reach.cycle, reach.horizon, intervention=Intervention())
        self._without = self._outcome(reach.cycle, now)

    def group(self, measures: Sequence[Measure]) -> tuple[Measure, ...]:
        """Return the measures of a set that matter to the migrant, with what those require."""
        needed = {
            name for measure in measures if measure.measure_id in self.touching
            for name in self._needed[measure.measure_id]
        }  # fmt: skip
        return tuple(measure for measure in measures if measure.measure_id in needed)

    def expected(self, measures: Sequence[Measure]) -> float:
        """Return the expected gain of a set of measures."""
        group = self.group(measures)
        key = tuple(measure.measure_id for measure in group)
        if not group:
            return 0.0
        if key not in self._found:
            parts = list(self._parts(group))
            value = fsum(float(part.weight @ self._gains_of(group, part)) for part in parts)
            if not self._chances.is_exact(group) and not self.reach.cycle.draws.deterministic:
                value += fsum(self._luck(measure, group, parts) for measure in group)
            self._found[key] = value
        return self._found[key]

    def _luck(self, measure: Measure, group: Sequence[Measure], parts: Sequence[Outcomes]) -> float:
        """Return what a sample misses of a measure's gain if it were alone: expected less sampled.

        Added to a sampled gain it takes away most of the chance in it, and in expectation nothing (control variates).
        """
        name = measure.measure_id
        needed = [one for one in group if one.measure_id in self._needed[name]]
        works = np.prod([self._chances.success(one) for one in needed], axis=0)
        states = [(False, np.inf, 1.0 - works)]
        states += [(True, year, works * chance) for year, chance in possible_returns(measure, self.reach.horizon)]
        missed = 0.0
        for success, back, chance in states:
            alone = Outcomes({name: np.array([success])}, {name: np.array([back])}, np.ones(1), repeats=1)
            gain = self._gains_of([measure], alone)
            missed += float(np.mean(chance * gain))
            for part in parts:
                meets = (part.success[name] == success) & (~part.success[name] | (part.back[name] == back))
                missed -= float(part.weight[meets] @ gain[meets])
        return missed

    def _gains_of(self, group: Sequence[Measure], part: Outcomes) -> Floats:
        """Return the gain of every row of a block of outcomes, found once for all sets that it may come from."""
        trace = self._trace(group, part)
        if trace is None:
            return self._gains(*self._course(group, part))
        if trace not in self._by_trace:
            if len(self._by_trace) * len(self._without) > _MOST_KEPT:
                self._by_trace.clear()
            self._by_trace[trace] = self._gains(*self._course(group, part))
        return self._by_trace[trace]

    def _trace(self, group: Sequence[Measure], part: Outcomes) -> Trace | None:
        """Return what of an outcome makes a difference to the migrant; None where it differs between rows."""
        if part.repeats > 1 or any(len(works) > 1 for works in part.success.values()):
            return None
        found = []
        for measure in group:
            works = bool(part.success[measure.measure_id][0])
            if self._leaves_trace[measure.measure_id, works]:
                found.append((measure.measure_id, works, float(part.back[measure.measure_id][0]) if works else 0.0))
        return tuple(found)

    def by_draw(self, measures: Sequence[Measure]) -> Floats:
        """Return the gain of a set in every draw, the mean over what may come of it there, shape (draws,)."""
        group = self.group(measures)
        draws = self.reach.cycle.draws.count
        gain = np.zeros(draws)
        for part in self._parts(group) if group else ():
            gain += part.weight * draws * self._gains_of(group, part)
        return gain

    def forget_rows(self) -> None:
        """Let go of what was kept row by row, where that is much; what was found of sets stays."""
        if len(self._by_trace) * len(self._without) > _MOST_KEPT_LONG:
            self._by_trace.clear()
        self._repeated.clear()

    def is_exact(self, measures: Sequence[Measure]) -> bool:
        """Tell whether every outcome of a set is projected, or a sample."""
        return self._chances.is_exact(self.group(measures))

    def pool(self, measures: Sequence[Measure]) -> Pool:
        """Return everything that comes of a set of measures."""
        group = self.group(measures)
        counted = self.reach.cycle.structure.counted
        rows = []
        # λ is read on the last year, for which only whether an invader is back counts, not since when.
        known: dict[Trace | None, Floats] = {}
        for part in self._parts(group):
            cycle, course = self._course(group, part)
            trajectories = course.census[:, :, counted].sum(axis=2)
            trace = self._trace(group, part)
            last = trace and tuple((name, works, float(back <= self.reach.horizon)) for name, works, back in trace)
            if last is None or last not in known:
                known[last] = asymptotic_growth(course.year, cycle.start)
            gain = self._gains(cycle, course)
            rows.append((part.weight, growth_of(trajectories), known[last], trajectories, gain, _purity(cycle, course)))
        return Pool(*(np.concatenate(column) for column in zip(*rows, strict=True)))

    def _parts(self, group: Sequence[Measure]) -> Iterator[Outcomes]:
        """Yield the outcomes of a group of measures, in blocks."""
        for outcomes in self._chances.outcomes(group):
            yield from self._blocks(outcomes)

    def _course(self, group: Sequence[Measure], part: Outcomes) -> tuple[Cycle, Course]:
        """Project a block of outcomes."""
        cycle = self._cycle(part.repeats)
        intervention = self.reach.intervention(group, part)
        return cycle, project_census(cycle, self.reach.horizon, intervention=intervention)

    def _blocks(self, outcomes: Outcomes) -> Iterator[Outcomes]:
        """Cut the outcomes of a run at point values into parts that fit in memory."""
        structure = self.reach.cycle.structure
        size = max(1, _BLOCK_VALUES // (structure.n_states * len(structure.stages)))
        if outcomes.repeats <= size:
            yield outcomes
            return
        for first in range(0, outcomes.repeats, size):
            part = slice(first, first + size)
            yield Outcomes(
                {name: works[part] for name, works in outcomes.success.items()},
                {name: years[part] for name, years in outcomes.back.items()},
                outcomes.weight[part],
                repeats=len(outcomes.weight[part]),
            )

    def _cycle(self, repeats: int) -> Cycle:
        if repeats == 1:
            return self.reach.cycle
        if repeats not in self._repeated:
            self._repeated = {repeats: self.reach.cycle.repeated(repeats)}
        return self._repeated[repeats]

    def _outcome(self, cycle: Cycle, course: Course) -> Floats:
        """Return the logarithm of what counts, by row."""
        if self._gain == "ln_lambda":
            growth = asymptotic_growth(course.year, cycle.start)
        else:
            growth = growth_of(course.census[:, :, cycle.structure.counted].sum(axis=2))
        return np.log(np.maximum(growth, LEAST_GROWTH))

    def _gains(self, cycle: Cycle, course: Course) -> Floats:
        return np.asarray(self._outcome(cycle, course) - self._without)
