"""What sets of measures are worth over all migrants, what they cost, and how that is described."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import fsum

import numpy as np
from numpy.typing import NDArray

from oxyura.actions.choice import PricedSet
from oxyura.actions.evaluation import MigrantGains
from oxyura.actions.measures import Measure
from oxyura.actions.pooling import weighted_band, weighted_band_of_known, weighted_points
from oxyura.actions.results import (
    Alternative,
    Cost,
    FrontierPoint,
    MigrantAfter,
    NotTaken,
    Portfolio,
    WhyIn,
    WhyOut,
)
from oxyura.actions.sets import Set, affordable, exclusions, set_cost, with_dependents, with_required
from oxyura.annual_cycle.draws import Draws
from oxyura.schema.intervals import band
from oxyura.schema.settings import Budget

Floats = NDArray[np.float64]


class Appraisal:
    """The worth and the cost of sets of measures.

    Parameters
    ----------
    offers : sequence of Measure
        Measures to choose from, what one requires before it; a set is named by positions in it.
    gains : mapping of str to MigrantGains
        By migrant.
    draws : Draws
        For costs, and to tell whether anything is drawn.
    horizon : int
        Years over which running costs without a duration are paid.
    """

    def __init__(
        self, offers: Sequence[Measure], gains: Mapping[str, MigrantGains], draws: Draws, horizon: int
    ) -> None:
        self.offers = tuple(offers)
        self._gains = gains
        self.deterministic = draws.deterministic
        self.costs = [measure.cost + measure.cost_per_year * measure.paid_years(horizon) for measure in offers]
        self._cost_draws = [_draw_cost(measure, draws, horizon) for measure in offers]
        self._priced: dict[Set, PricedSet] = {}
        self._afters: dict[tuple[str, tuple[str, ...]], MigrantAfter] = {}

    def measures(self, chosen: Set) -> tuple[Measure, ...]:
        """Return the measures of a set."""
        return tuple(self.offers[at] for at in chosen)

    def names(self, chosen: Set) -> tuple[str, ...]:
        """Return the names of a set in the order of the study."""
        return tuple(measure.measure_id for measure in sorted(self.measures(chosen), key=lambda one: one.row))

    def price(self, chosen: Set) -> PricedSet:
        """Return a set with its cost and objective; each is worked out once."""
        if chosen not in self._priced:
            names = tuple(sorted(self.offers[at].measure_id for at in chosen))
            self._priced[chosen] = PricedSet(chosen, set_cost(self.costs, chosen), self._objective(chosen), names)
        return self._priced[chosen]

    def _objective(self, chosen: Set) -> float:
        measures = self.measures(chosen)
        return fsum(gains.weight * gains.expected(measures) for gains in self._gains.values())

    def by_draw(self, chosen: Set) -> Floats:
        """Return the objective of a set in every draw, the mean over what may come of it there, shape (draws,)."""
        measures = self.measures(chosen)
        return np.asarray(np.sum([gains.weight * gains.by_draw(measures) for gains in self._gains.values()], axis=0))

    def is_exact(self, chosen: Set) -> bool:
        """Tell whether every outcome of a set is projected for every migrant, or a sample."""
        measures = self.measures(chosen)
        return all(gains.is_exact(measures) for gains in self._gains.values())

    def cost(self, chosen: Set) -> Cost:
        """Return the cost of a set with its limits."""
        value = set_cost(self.costs, chosen)
        drawn = self._cost_of_draws(chosen)
        if np.ptp(drawn) == 0.0:
            return Cost(value, value, value)
        summary = band(drawn)
        return Cost(value, summary.low, summary.high)

    def _cost_of_draws(self, chosen: Set) -> Floats:
        return np.sum([self._cost_draws[at] for at in chosen], axis=0) if chosen else np.zeros(1)

    def point(self, one: PricedSet) -> FrontierPoint:
        """Return a set as a point of the frontier."""
        return FrontierPoint(one.cost, self.names(one.chosen), self.cost(one.chosen), one.objective)

    def alternative(self, best: PricedSet, other: PricedSet) -> Alternative:
        """Return a set as an alternative to the best."""
        return Alternative(
            self.names(other.chosen),
            self.cost(other.chosen),
            other.objective,
            other.objective - best.objective,
            self.names(tuple(at for at in best.chosen if at not in other.chosen)),
            self.names(tuple(at for at in other.chosen if at not in best.chosen)),
        )

    def describe(
        self,
        best: PricedSet,
        not_weighed: Sequence[NotTaken],
        budget: Budget,
        switched_off: Collection[str] = (),
    ) -> Portfolio:
        """Return the best set as the portfolio.

        Parameters
        ----------
        best : PricedSet
        not_weighed : sequence of NotTaken
            Measures that were never candidates.
        budget : Budget
        switched_off : collection of str
            Measures on offer that nobody wanted weighed up.
        """
        drawn = self._cost_of_draws(best.chosen)
        surely = np.ptp(drawn) == 0.0
        return Portfolio(
            measures=self.names(best.chosen),
            cost=self.cost(best.chosen),
            currency=budget.currency,
            price_year=budget.price_year,
            objective=best.objective,
            bound=best.objective,
            gap=0.0,
            over_budget=0.0 if surely else float(np.mean(drawn > budget.amount)),
            migrants=self.after(best.chosen),
            why_in=self.why_in(best),
            not_taken=(*self._not_taken(best, budget, not_weighed, switched_off), *not_weighed),
        )

    def after(self, chosen: Set) -> dict[str, MigrantAfter]:
        """Return what becomes of every migrant after a set."""
        found = {}
        for migrant, gains in self._gains.items():
            name = migrant, tuple(one.measure_id for one in gains.group(self.measures(chosen)))
            if name not in self._afters:
                self._afters[name] = self._after(migrant, gains, chosen)
            found[migrant] = self._afters[name]
        return found

    def why_in(self, one: PricedSet) -> tuple[WhyIn, ...]:
        """Return what each measure of a set brings."""
        return tuple(self._why_in(one, at) for at in one.chosen)

    def _after(self, migrant: str, gains: MigrantGains, chosen: Set) -> MigrantAfter:
        measures = self.measures(chosen)
        pool = gains.pool(measures)
        trajectory = tuple(weighted_band(census, pool.weight) for census in pool.trajectories.T)
        return MigrantAfter(
            migrant_id=migrant,
            gain=gains.expected(measures),
            gain_band=weighted_band(pool.gain, pool.weight),
            growth_after=weighted_band(pool.growth, pool.weight),
            lambda_after=weighted_band(pool.asymptotic, pool.weight),
            abundance_after=trajectory[-1],
            trajectory_after=trajectory,
            outcomes="exact" if gains.is_exact(measures) else "sampled",
            purity_after=weighted_band_of_known(pool.purity, pool.weight),
            spread_after=tuple(
                weighted_points(census, pool.weight, (0.1, 0.25, 0.75, 0.9)) for census in pool.trajectories.T
            ),
        )

    def _why_in(self, best: PricedSet, position: int) -> WhyIn:
        gone = with_dependents(self.offers)[position]
        rest = tuple(at for at in best.chosen if at not in gone)
        dropped = tuple(at for at in best.chosen if at in gone and at != position)
        loss = best.objective - self.price(rest).objective
        return WhyIn(self.offers[position].measure_id, loss, self.names(dropped))

    def _not_taken(
        self, best: PricedSet, budget: Budget, not_weighed: Sequence[NotTaken], switched_off: Collection[str]
    ) -> list[NotTaken]:
        never = {one.measure_id for one in not_weighed}
        excluded, required = exclusions(self.offers), with_required(self.offers)
        found = []
        for position, measure in enumerate(self.offers):
            if position in best.chosen or measure.measure_id in never:
                continue
            added = tuple(sorted({*best.chosen, *required[position]}))
            barriers = {at for one in required[position] for at in excluded[one] if at in added}
            also = self.names(tuple(at for at in required[position] if at not in (*best.chosen, position)))
            off = measure.measure_id in switched_off
            if barriers and not off:
                found.append(NotTaken(measure.measure_id, "excluded", None, self.names(tuple(sorted(barriers)))))
                continue
            gain = None if barriers else self.price(added).objective - best.objective
            holds = affordable(set_cost(self.costs, added), budget.amount)
            reason: WhyOut = "switched_off" if off else "adds_nothing" if holds else "costs_too_much"
            found.append(NotTaken(measure.measure_id, reason, gain, also))
        return sorted(found, key=lambda one: self._row(one.measure_id))

    def _row(self, measure_id: str) -> int:
        return next(measure.row for measure in self.offers if measure.measure_id == measure_id)


def _draw_cost(measure: Measure, draws: Draws, horizon: int) -> Floats:
    limits = (measure.cost, measure.cost_low, measure.cost_high)
    once = draws.of("non_negative", *limits, "measure", measure.measure_id, "cost")
    return once + measure.cost_per_year * measure.paid_years(horizon)
