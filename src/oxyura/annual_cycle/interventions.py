"""What is done about causes, year by year: taken away, weakened, kept out, released; and what acts beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import Action, Cause, CauseState
from oxyura.annual_cycle.arrivals import ArrivalYears
from oxyura.annual_cycle.cycle import Cycle, YearState

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Clearing:
    """Invaders taken away together.

    Parameters
    ----------
    invaders : tuple of str
    sites : bool array, shape (sites,)
        Where they are today and are taken away.
    year : int
        First year without them.
    back : array, broadcast to (draws,)
        Year in which they are there again; infinite: never; `year` or before: they were never gone.
    """

    invaders: tuple[str, ...]
    sites: Bools
    year: int
    back: Floats


@dataclass(frozen=True)
class Weakening:
    """Causes whose effect is lowered from year `first` to year `last`, at some sites.

    `kept` is the share of the effect that is left, broadcast to (draws,). Several weakenings multiply.
    """

    causes: tuple[Cause, ...]
    sites: Bools
    first: int
    last: int
    kept: Floats


@dataclass(frozen=True)
class FewerArrivals:
    """Invaders of which fewer arrive from year `first` to year `last`, at some sites.

    `kept` is the share of the arrivals that is left, broadcast to (draws,).
    """

    invaders: tuple[str, ...]
    sites: Bools
    first: int
    last: int
    kept: Floats


@dataclass(frozen=True)
class Release:
    """Taking away a share f of `invader` multiplies the abundance of `other` by 1 + effect · f.

    `effect` broadcasts to (draws, sites); 0 where nothing is known.
    """

    invader: str
    other: str
    effect: Floats


@dataclass(frozen=True)
class TrendChange:
    """The abundance of an invader grows otherwise from year `first` to year `last`, where what is done works.

    `growth` broadcasts to (draws, sites), NaN where it stays as it is; `works` broadcasts to (draws,). Of several
    changes at one site the one with the least growth holds.
    """

    invader: str
    first: int
    last: int
    growth: Floats
    works: Bools


@dataclass(frozen=True)
class TimedAction:
    """An action in force from year `first` to year `last`."""

    first: int
    last: int
    action: Action


@dataclass(frozen=True)
class Intervention:
    """Everything that is done in one projection. Years count from 1; nothing given: only arrivals change anything."""

    clearings: tuple[Clearing, ...] = ()
    weakenings: tuple[Weakening, ...] = ()
    fewer_arrivals: tuple[FewerArrivals, ...] = ()
    releases: tuple[Release, ...] = ()
    timed_actions: tuple[TimedAction, ...] = ()
    trend_changes: tuple[TrendChange, ...] = ()


def year_states(cycle: Cycle, years: int, intervention: Intervention, replicate: int = 0) -> Iterator[YearState]:
    """Yield what is left of the causes in each year, the same object again where nothing has changed.

    Parameters
    ----------
    cycle : Cycle
        The annual cycle, with today's causes and the invaders that may still arrive.
    years : int
        How many years.
    intervention : Intervention
        What is done.
    replicate : int
        0 for the run itself; another number lets others arrive.

    Notes
    -----
    An invader that is there today stays until a clearing. In the first year of a clearing it is gone; it is back in the
    year that the clearing names, or earlier where it arrives. One that is not there comes with its arrivals and stays.
    Of two clearings at one site the later holds; of two in one year the one that holds longer. Year 1 has the abundance
    of today, and each later year that of the year before times the growth in force in that year.
    """
    course = _Course(cycle, intervention, replicate)
    eventful = course.eventful_years()
    state = course.next_year(1)
    yield state
    for year in range(2, years + 1):
        if eventful is None or year in eventful:
            following = course.next_year(year)
            state = state if _same(state, following) else following
        yield state


class _Course:
    """The state of every cause that anything changes, carried from year to year."""

    def __init__(self, cycle: Cycle, intervention: Intervention, replicate: int) -> None:
        self._cycle = cycle
        self._plan = intervention
        self._sites = len(cycle.structure.sites)
        self._arrivals = ArrivalYears(cycle.arrivals, cycle.structure, cycle.draws, replicate)
        moving = {arrival.invader_id for arrival in cycle.arrivals}
        moving.update(invader for clearing in intervention.clearings for invader in clearing.invaders)
        self._present = {invader: self._today(invader)[None, :] for invader in sorted(moving)}
        self._back = {invader: np.full((1, self._sites), np.inf) for invader in self._present}
        self._causes: dict[Cause, None] = dict.fromkeys((action.kind, action.cause_id) for action in cycle.causes)
        changing = {*cycle.trends.as_now, *(change.invader for change in intervention.trend_changes)}
        self._size = {invader: np.ones((1, self._sites)) for invader in sorted(changing)}

    def _today(self, invader: str) -> Floats:
        presences = (self._cycle.presences.get((invader, site)) for site in self._cycle.structure.sites)
        return np.array([presence is not None and presence.acts for presence in presences], dtype=np.float64)

    def eventful_years(self) -> frozenset[int] | None:
        """Return the years in which anything can change; None: any year."""
        if self._arrivals.any or self._size:
            return None
        plan = self._plan
        years = {year for window in plan.weakenings for year in (window.first, window.last + 1)}
        years.update(year for window in plan.timed_actions for year in (window.first, window.last + 1))
        for clearing in plan.clearings:
            back = np.unique(clearing.back)
            years.update((clearing.year, *back[np.isfinite(back)].astype(int).tolist()))
        return frozenset(years)

    def next_year(self, year: int) -> YearState:
        """Return the state of a year that follows the last one asked for, or in which something changes."""
        coming = self._arrivals.next_year(self._kept_arrivals(year))
        for invader in self._present:
            self._step(invader, year, coming.get(invader, np.zeros((1, 1))))
        kept = self._kept_effects(year)
        if year > 1:
            self._grow(year - 1)
        abundance = self._abundances(kept)
        states = {}
        for cause in self._causes:
            kind, name = cause
            changed = cause in kept or cause in abundance or (kind == "invader" and name in self._present)
            if changed:
                nothing = np.ones((1, 1))
                states[cause] = CauseState(
                    kept.get(cause, nothing), abundance.get(cause, nothing), self._present_now(cause)
                )
        effects = tuple(timed.action for timed in self._plan.timed_actions if timed.first <= year <= timed.last)
        return YearState(states, effects)

    def _step(self, invader: str, year: int, coming: Floats) -> None:
        """Take one invader from the year before into this one."""
        present, back = self._present[invader], self._back[invader]
        present = 1.0 - (1.0 - present) * (1.0 - coming)
        present = np.where(back == year, 1.0, present)
        until = np.full((1, self._sites), -np.inf)
        for clearing in self._plan.clearings:
            if clearing.year == year and invader in clearing.invaders:
                held = np.where(clearing.sites[None, :], np.reshape(clearing.back, (-1, 1)), -np.inf)
                until = np.maximum(until, held)
        cleared = until > year
        self._present[invader] = np.where(cleared, 0.0, present)
        self._back[invader] = np.where(cleared, until, back)

    def _kept_arrivals(self, year: int) -> dict[str, Floats]:
        kept: dict[str, Floats] = {}
        for fewer in self._plan.fewer_arrivals:
            if fewer.first <= year <= fewer.last:
                for invader in fewer.invaders:
                    share = np.where(fewer.sites[None, :], np.reshape(fewer.kept, (-1, 1)), 1.0)
                    kept[invader] = kept.get(invader, np.ones((1, 1))) * share
        return kept

    def _kept_effects(self, year: int) -> dict[Cause, Floats]:
        kept: dict[Cause, Floats] = {}
        for weakening in self._plan.weakenings:
            if weakening.first <= year <= weakening.last:
                for cause in weakening.causes:
                    share = np.where(weakening.sites[None, :], np.reshape(weakening.kept, (-1, 1)), 1.0)
                    kept[cause] = kept.get(cause, np.ones((1, 1))) * share
        return kept

    def _abundances(self, kept: Mapping[Cause, Floats]) -> dict[Cause, Floats]:
        """Return the abundances that releases change: what is taken away is what is not there or held down."""
        found: dict[Cause, Floats] = {}
        for release in self._plan.releases:
            today = self._today(release.invader)
            left = kept.get(("invader", release.invader), np.ones((1, 1)))
            share = np.where(today > 0, 1.0 - self._present.get(release.invader, today[None, :]) * left, 0.0)
            other: Cause = ("invader", release.other)
            found[other] = found.get(other, np.ones((1, 1))) * (1.0 + release.effect * share)
        for invader, size in self._size.items():
            cause: Cause = ("invader", invader)
            found[cause] = found.get(cause, np.ones((1, 1))) * size
        return found

    def _grow(self, year: int) -> None:
        """Multiply the abundances by the growth of a year."""
        for invader, size in self._size.items():
            growth = self._cycle.trends.as_now.get(invader, np.full((1, 1), np.nan))
            growth = np.where(np.isnan(growth), 1.0, growth)
            least = np.full((1, 1), np.nan)
            for change in self._plan.trend_changes:
                if change.invader == invader and change.first <= year <= change.last:
                    works = np.reshape(change.works, (-1, 1))
                    least = np.fmin(least, np.where(works, change.growth, np.nan))
            self._size[invader] = size * np.where(np.isnan(least), growth, least)

    def _present_now(self, cause: Cause) -> Floats:
        kind, name = cause
        if kind != "invader":
            return np.ones((1, self._sites))
        now = self._present.get(name)
        return self._today(name)[None, :] if now is None else now


def _same(one: YearState, other: YearState) -> bool:
    """Tell whether two years have the same state."""
    if len(one.effects) != len(other.effects) or one.causes.keys() != other.causes.keys():
        return False
    if any(effect is not another for effect, another in zip(one.effects, other.effects, strict=True)):
        return False
    return all(
        np.array_equal(getattr(state, name), getattr(other.causes[cause], name))
        for cause, state in one.causes.items()
        for name in ("kept", "abundance", "present")
    )
