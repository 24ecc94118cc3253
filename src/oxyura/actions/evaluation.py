"""What sets of measures bring to one migrant: projected over their outcomes, once for all sets that act alike on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.actions.doing import Reach
from oxyura.actions.measures import Measure
from oxyura.actions.outcomes import Outcomes, is_exact, outcomes_of
from oxyura.actions.results import Gain
from oxyura.actions.sets import with_required
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.interventions import Intervention
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.projection import Course, growth_of, project_census

Floats = NDArray[np.float64]
# A population that falls below this share of itself a year counts as that, so that its logarithm stays a number.
LEAST_GROWTH = 1e-12

# Values of one state that a block of outcomes may hold at once.
_BLOCK_VALUES = 2_000_000


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
    """

    weight: Floats
    growth: Floats
    asymptotic: Floats
    trajectories: Floats
    gain: Floats


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
        self._found: dict[tuple[str, ...], float] = {}
        self._repeated: dict[int, Cycle] = {}
        self._without = self._outcome(reach.cycle, self._course(reach.cycle, Intervention()))

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
            self._found[key] = float(
                sum(weight @ self._gains(course, cycle) for weight, cycle, course in self._courses(group))
            )
        return self._found[key]

    def is_exact(self, measures: Sequence[Measure]) -> bool:
        """Tell whether every outcome of a set is projected, or a sample."""
        return is_exact(self.group(measures), self.reach.cycle.draws, self.reach.horizon)

    def pool(self, measures: Sequence[Measure]) -> Pool:
        """Return everything that comes of a set of measures."""
        counted = self.reach.cycle.structure.counted
        parts = []
        for weight, cycle, course in self._courses(self.group(measures)):
            trajectories = course.census[:, :, counted].sum(axis=2)
            parts.append(
                (
                    weight,
                    growth_of(trajectories),
                    asymptotic_growth(course.year, cycle.start),
                    trajectories,
                    self._gains(course, cycle),
                )
            )
        return Pool(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _courses(self, group: Sequence[Measure]) -> Iterator[tuple[Floats, Cycle, Course]]:
        """Yield (weight, cycle, course) of every block of outcomes of a group of measures."""
        cycle, horizon = self.reach.cycle, self.reach.horizon
        for outcomes in outcomes_of(group, cycle.draws, horizon):
            for part in self._blocks(outcomes):
                repeated = self._cycle(part.repeats)
                yield part.weight, repeated, self._course(repeated, self.reach.intervention(group, part))

    def _course(self, cycle: Cycle, intervention: Intervention) -> Course:
        return project_census(cycle, self.reach.horizon, intervention=intervention)

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

    def _gains(self, course: Course, cycle: Cycle) -> Floats:
        return np.asarray(self._outcome(cycle, course) - self._without)
