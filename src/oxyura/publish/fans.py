"""The courses of a population with how far the draws spread: now, without invaders, after the measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS

if TYPE_CHECKING:
    from oxyura.annual_cycle.population import Population
    from oxyura.annual_cycle.projection import Projection
    from oxyura.annual_cycle.readings import QuasiExtinction
    from oxyura.study.assessment import Assessment, MigrantAssessment

Floats = NDArray[np.float64]

# The edges of the bands that hold 95, 80 and 50 % of the draws, and the median.
LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


@dataclass(frozen=True)
class Fan:
    """One course: `points` of its draws at `LEVELS`, shape (levels, years + 1)."""

    points: Floats

    @property
    def median(self) -> Floats:
        """The middle course."""
        return np.asarray(self.points[3])

    @property
    def has_width(self) -> bool:
        """Whether draws differ."""
        return not np.allclose(self.points[0], self.points[-1], rtol=1e-9, atol=0)

    def band(self, level: int) -> tuple[Floats, Floats]:
        """Return lower and upper edge: 0 holds 95 %, 1 holds 80 %, 2 holds 50 % of the draws."""
        return self.points[level], self.points[-1 - level]


@dataclass(frozen=True)
class Courses:
    """The fans of one population; None where there is no such course, or it is as now."""

    now: Fan
    without_invaders: Fan | None
    after_portfolio: Fan | None

    def to_json(self) -> dict[str, object]:
        """Return the points of each course by census, with their levels."""
        named = {"now": self.now, "without_invaders": self.without_invaders, "after_portfolio": self.after_portfolio}
        return {
            "levels": list(LEVELS),
            **{name: None if fan is None else _finite(fan.points) for name, fan in named.items()},
        }


def courses_of(assessment: Assessment, migrant: MigrantAssessment) -> Courses | None:
    """Return the courses of a migrant; None below tier `full`."""
    population = migrant.population
    if population is None:
        return None
    now, without = population.now, population.scenarios[WITHOUT_INVADERS]
    same = np.array_equal(now.trajectories, without.trajectories)
    chosen = assessment.plan.chosen
    after = None if chosen is None or not chosen.measures else chosen.migrants.get(migrant.migrant_id)
    fan = None
    if after is not None and after.spread_after:
        course, inner = after.trajectory_after, np.array(after.spread_after).T
        low, median, high = (np.array([getattr(at, end) for at in course]) for end in ("low", "median", "high"))
        fan = Fan(np.stack([low, inner[0], inner[1], median, inner[2], inner[3], high]))
    return Courses(_fan(now), None if same else _fan(without), fan)


def risk_without_invaders(population: Population) -> QuasiExtinction:
    """Return the chance of falling to the threshold if alien invaders were gone."""
    # Brings the engine along, which pages that show a kept result do without.
    from oxyura.annual_cycle.readings import estimate_quasi_extinction

    without = population.scenarios[WITHOUT_INVADERS].trajectories
    return estimate_quasi_extinction(without, population.quasi_extinction.threshold)


def _fan(projection: Projection) -> Fan:
    return Fan(np.asarray(np.quantile(projection.trajectories, LEVELS, axis=0)))


def _finite(points: Floats) -> list[list[float | None]]:
    return [[float(value) if np.isfinite(value) else None for value in course] for course in points.T]
