"""Projection over the horizon: trajectories, growth and λ under a set of causes, and under what is done about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle, YearState
from oxyura.annual_cycle.cycle_part import part_of
from oxyura.annual_cycle.interventions import Intervention, year_states
from oxyura.annual_cycle.linear_year import asymptotic_growth
from oxyura.annual_cycle.plain_year import Year
from oxyura.annual_cycle.year_course import YearCourse
from oxyura.schema.errors import InputError
from oxyura.schema.intervals import Band, band
from oxyura.schema.sentences import sentence

Floats = NDArray[np.float64]

# Most values (draws × stages × states) of one array of rates.
_VALUES_AT_ONCE = 10_000_000


@dataclass(frozen=True)
class Projection:
    """What becomes of a population under one set of causes.

    Parameters
    ----------
    growth : array, shape (draws,)
        (N_H / N₀)^(1/H), counted classes.
    asymptotic : array, shape (draws,)
        λ, growth at low density.
    census : array, shape (draws, years + 1, classes)
        Individuals by class at each census.
    counted : bool array, shape (classes,)
        Classes in the abundance.
    starts : array, shape (draws, stages, classes, sites)
        State at each stage's start in year 1.
    clipped : int
        Rates that had to be brought back into their range in year 1.
    pure : bool array, shape (classes,), or None
        Classes whose members are pure; None without hybridisation.
    """

    growth: Floats
    asymptotic: Floats
    census: Floats
    counted: NDArray[np.bool_]
    starts: Floats
    clipped: int
    pure: NDArray[np.bool_] | None = None

    @property
    def trajectories(self) -> Floats:
        """Counted individuals at each census, shape (draws, years + 1)."""
        return np.asarray(self.census[:, :, self.counted].sum(axis=2))

    @property
    def growth_band(self) -> Band:
        """Growth per year, summarised."""
        return band(self.growth)

    @property
    def lambda_band(self) -> Band:
        """λ, summarised."""
        return band(self.asymptotic)

    @property
    def abundance_at_horizon(self) -> Band:
        """Counted individuals at the end, summarised."""
        return band(self.trajectories[:, -1])

    @property
    def purity(self) -> Floats | None:
        """Share of pure individuals at each census, shape (draws, years + 1), NaN where nobody is left.

        None without hybridisation.
        """
        return None if self.pure is None else share_pure(self.census, self.pure)

    @property
    def purity_at_horizon(self) -> Band | None:
        """Share of pure individuals at the end, summarised over the draws in which anyone is left; None without any."""
        return None if self.purity is None else band_of_share(self.purity[:, -1])


def share_pure(census: Floats, pure: NDArray[np.bool_]) -> Floats:
    """Return the share of pure individuals among all, counted or not; NaN where nobody is left.

    Parameters
    ----------
    census : array, shape (draws, years + 1, classes)
    pure : bool array, shape (classes,)
    """
    total = census.sum(axis=2)
    share: Floats = np.full_like(total, np.nan)
    np.divide(census[:, :, pure].sum(axis=2), total, out=share, where=total > 0)
    return share


def band_of_share(share: Floats) -> Band | None:
    """Summarise a share over the draws in which it is a number; None where it is none."""
    known = share[~np.isnan(share)]
    return band(known) if known.size else None


@dataclass(frozen=True)
class Course:
    """The census of a projection, and the year that it ends with.

    Parameters
    ----------
    census : array, shape (draws, years + 1, classes)
        Individuals by class at each census.
    starts : array, shape (draws, stages, classes, sites)
        State at each stage's start in year 1.
    year : Year
        The year on which λ is read: that of today's causes, or, under an intervention, the last.
    """

    census: Floats
    starts: Floats
    year: Year


def project(
    cycle: Cycle,
    years: int,
    *,
    removed: frozenset[str] = frozenset(),
    scenario: str | None = None,
    intervention: Intervention | None = None,
) -> Projection:
    """Project a population over `years` from its n₀.

    Parameters
    ----------
    cycle : Cycle
        The annual cycle.
    years : int
        Horizon, 1 or more.
    removed : frozenset of str
        Causes taken away, invaders only where they are alien.
    scenario : str, optional
        Scenario on top of today's causes.
    intervention : Intervention, optional
        What is done about causes, year by year.

    Returns
    -------
    Projection

    Notes
    -----
    λ is that of the year with mean rates and the scenario's full effect, catastrophes as they are on average; noise
    between years, catastrophes and chance act on the trajectory.
    Under an intervention λ is that of the last year. Every counterfactual meets the same years: noise and arrivals come
    from streams named by the rates and the invaders, not by the run.
    """
    parts = draws_in_parts(cycle)
    if intervention is not None or len(parts) == 1:
        return _projection(cycle, years, removed, scenario, intervention)
    found = [_projection(part_of(cycle, *ends), years, removed, scenario, None) for ends in parts]
    return Projection(
        growth=np.concatenate([part.growth for part in found]),
        asymptotic=np.concatenate([part.asymptotic for part in found]),
        census=np.concatenate([part.census for part in found]),
        counted=found[0].counted,
        starts=np.concatenate([part.starts for part in found]),
        clipped=sum(part.clipped for part in found),
        pure=cycle.pure,
    )


def draws_in_parts(cycle: Cycle) -> list[tuple[int, int]]:
    """Return the ends of the parts of the draws that are run one after the other, so that they fit in memory."""
    per_draw = cycle.structure.n_states * len(cycle.structure.stages)
    parts = max(1, -(-cycle.draws.count * per_draw // _VALUES_AT_ONCE))
    bounds = np.linspace(0, cycle.draws.count, min(parts, cycle.draws.count) + 1).astype(int).tolist()
    return list(pairwise(bounds))


def _projection(
    cycle: Cycle, years: int, removed: frozenset[str], scenario: str | None, intervention: Intervention | None
) -> Projection:
    with np.errstate(over="ignore", invalid="ignore"):
        course = project_census(cycle, years, removed=removed, scenario=scenario, intervention=intervention)
    _refuse_endless(cycle, course.census)
    counted = cycle.structure.counted
    return Projection(
        growth=growth_of(course.census[:, :, counted].sum(axis=2)),
        asymptotic=asymptotic_growth(course.year, cycle.start),
        census=course.census,
        counted=counted,
        starts=course.starts,
        clipped=course.year.clipped,
        pure=cycle.pure,
    )


def _refuse_endless(cycle: Cycle, census: Floats) -> None:
    """Refuse numbers beyond what a computer holds, of which nothing could be told."""
    if np.isfinite(census).all():
        _refuse_unplaced(cycle)
        return
    years = int(np.flatnonzero(~np.isfinite(census).all(axis=(0, 2)))[0])
    young = [row for row in cycle.rows if row.rate == "fecundity"]
    where = (
        sentence("vital_rates, row %(row)s, column value", row=max(young, key=lambda row: row.value).row)
        if young
        else "vital_rates"
    )
    raise InputError(
        sentence(
            "The numbers of '%(migrant_id)s' grow beyond all measure within %(years)s years.",
            migrant_id=cycle.structure.migrant_id,
            years=years,
        ),
        where=where,
        remedy="Correct the fecundity, shorten horizon_years in study.toml, or say in density what limits them.",
    )


def _refuse_unplaced(cycle: Cycle) -> None:
    """Refuse an abundance of which the first census has nobody."""
    nobody = cycle.start.sum(axis=(1, 2)) == 0
    if not (nobody & (cycle.first_census.abundance > 0)).any():
        return
    raise InputError(
        sentence(
            "The abundance of '%(migrant_id)s' cannot be shared among its classes: by its vital rates "
            "the counted ones die out, or are too few beside the others to be reckoned with.",
            migrant_id=cycle.structure.migrant_id,
        ),
        where="classes, column initial_share",
        remedy="Give initial_share, correct the survival and fecundity in vital_rates, or count other classes.",
    )


def growth_of(trajectories: Floats) -> Floats:
    """Return growth per year, (N_H / N₀)^(1/H), of trajectories, shape (draws, years + 1); 0 where nobody was."""
    first, last = trajectories[:, 0], trajectories[:, -1]
    ratio = np.divide(last, first, out=np.zeros(len(first)), where=first > 0)
    return np.asarray(ratio ** (1.0 / (trajectories.shape[1] - 1)))


def project_census(
    cycle: Cycle,
    years: int,
    *,
    removed: frozenset[str] = frozenset(),
    scenario: str | None = None,
    intervention: Intervention | None = None,
    replicate: int = 0,
) -> Course:
    """Project a population as :func:`project` does, without reading λ.

    `replicate` other than 0 takes other years, with the same rates.
    """
    if intervention is not None:
        return _changing_course(cycle, years, removed, scenario, intervention, replicate)
    if not cycle.awaits_causes and not cycle.trends.as_now:
        return _course(cycle, years, removed, scenario, replicate)
    settled = cycle.year(removed=removed, scenario=scenario)
    course = _changing_course(cycle, years, removed, scenario, Intervention(), replicate)
    return replace(course, year=settled)


def _course(cycle: Cycle, years: int, removed: frozenset[str], scenario: str | None, replicate: int) -> Course:
    """Project under causes that stay as they are."""
    course = YearCourse(cycle, replicate)
    settled = cycle.year(removed=removed, scenario=scenario)
    ramp = cycle.longest_ramp(scenario) if scenario is not None else 0
    single = min(max(ramp - 1, 0), years)
    varying = cycle.years_vary
    for number in range(1, single + 1):
        course.run(cycle.year(removed=removed, scenario=scenario, number=number, varying=varying), 1)
    if single < years:
        year = cycle.year(removed=removed, scenario=scenario, varying=True) if varying else settled
        course.run(year, years - single)
    return Course(np.concatenate(course.census, axis=1), course.starts, settled)


def _changing_course(
    cycle: Cycle,
    years: int,
    removed: frozenset[str],
    scenario: str | None,
    intervention: Intervention,
    replicate: int,
) -> Course:
    """Project under causes that change; a year is put together anew only where it differs from the one before."""
    course = YearCourse(cycle, replicate)
    varying = cycle.years_vary
    ramp = cycle.longest_ramp(scenario) if scenario is not None else 0
    assemble = partial(cycle.year, removed=removed, scenario=scenario)
    year: Year | None = None
    before: YearState | None = None
    waiting = 0
    for number, state in enumerate(chain(year_states(cycle, years, intervention, replicate), (None,)), start=1):
        ends = state is None or number <= ramp or state is not before
        if year is not None and ends:
            course.run(year, waiting)
        if state is None:
            break
        if ends:
            year, before, waiting = assemble(number=number, state=state, varying=varying), state, 0
        waiting += 1
    if year is None or varying or ramp > years:
        year = assemble(state=before)
    return Course(np.concatenate(course.census, axis=1), course.starts, year)
