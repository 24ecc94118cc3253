"""What the annual cycle of one migrant says of its counts: their likelihood, and the course that made them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import CauseState
from oxyura.annual_cycle.breeding_counts import (
    expected_success,
    known_spread,
    success_log_likelihood,
    transition_rates,
)
from oxyura.annual_cycle.calibrated_draws import CalibratedDraws, Stream
from oxyura.annual_cycle.count_filter import CountFilter
from oxyura.annual_cycle.count_series import Counts
from oxyura.annual_cycle.count_unknowns import Unknown, as_probability
from oxyura.annual_cycle.cycle import Cycle, YearState, read_cycle
from oxyura.annual_cycle.plain_year import Year, project_years
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]

# Step in ln N by which slopes are taken where the model follows density.
_STEP = 1e-4

# Standard deviation of the ln share that an index covers, before any count: nothing is said of it.
_SHARE_SD = 10.0


@dataclass(frozen=True)
class KnownLevel:
    """What `migrants` says of the abundance in one year: mean and standard deviation of its logarithm.

    `is_as_written` where it has no limits: the projection then starts from it as it stands.
    """

    year: int
    mean: float
    sd: float
    is_as_written: bool = False


@dataclass(frozen=True)
class CountTrace:
    """What a run over the counted years leaves behind, for drawing the course of the population.

    By year, first to last, shape (years, draws): `mean` and `variance` of ln N as filtered up to the year, the `change`
    that the model makes of the mean, and the `slope` of that change. `seen[series, count]` and `raised[series, count]`
    are what the model adds to slope · ln N (with the slope), and breeding success as expected with its spread.
    """

    mean: list[Floats] = field(default_factory=list)
    variance: list[Floats] = field(default_factory=list)
    change: list[Floats] = field(default_factory=list)
    slope: list[Floats] = field(default_factory=list)
    seen: dict[tuple[int, int], tuple[Floats, Floats]] = field(default_factory=dict)
    raised: dict[tuple[int, int], tuple[Floats, Floats]] = field(default_factory=dict)


@dataclass(frozen=True)
class CountModel:
    """The annual cycle of one migrant over its counted years.

    Parameters
    ----------
    tables : TableSet
    migrant_id : str
    seed : int
        The study's; of the streams that are not calibrated.
    counts : Counts
    unknowns : tuple of Unknown
        Each a function of one standard normal.
    level : float
        Abundance as written in `migrants`.
    level_year : int
        Its year.
    known_level : KnownLevel or None
        What it says of ln N; None where counts say it better.
    years : range
        First to last year of the run.
    presences : tuple of mapping of str to array, shape (sites,)
        By year, where invaders were that were not where they are today.
    """

    tables: TableSet
    migrant_id: str
    seed: int
    counts: Counts
    unknowns: tuple[Unknown, ...]
    level: float
    level_year: int
    known_level: KnownLevel | None
    years: range
    presences: tuple[Mapping[str, Floats], ...]

    def cycle(self, z: Floats) -> Cycle:
        """Return the annual cycle with the unknowns at `z`, shape (draws, unknowns)."""
        probability: dict[Stream, Floats] = {}
        number: dict[Stream, Floats] = {}
        for position, unknown in enumerate(self.unknowns):
            if unknown.kind == "number":
                probability[unknown.stream] = as_probability(z[:, position])
            elif unknown.kind == "fit":
                number[unknown.stream] = unknown.at(z[:, position])
        draws = CalibratedDraws(self.seed, len(z), probability=probability, number=number)
        return read_cycle(self.tables, self.migrant_id, draws)

    def values(self, kind: str, z: Floats) -> dict[str, Floats]:
        """Return the unknowns of one kind by the last word of their stream, shape (draws,) each."""
        return {
            unknown.stream[-1]: unknown.at(z[:, position])
            for position, unknown in enumerate(self.unknowns)
            if unknown.kind == kind
        }

    def log_likelihood(self, z: Floats) -> Floats:
        """Return the log-likelihood of all counts, shape (draws,); -∞ where the model makes them impossible.

        Parameters
        ----------
        z : array, shape (draws, unknowns)
            Standard normals.
        """
        filtered, _ = self.run(z)
        found = filtered.log_likelihood
        return np.where(np.isfinite(found), found, -np.inf)

    def run(self, z: Floats, shares: Floats | None = None) -> tuple[CountFilter, CountTrace]:
        """Filter the counts.

        Parameters
        ----------
        z : array, shape (draws, unknowns)
        shares : array, shape (draws, indices), optional
            ln shares that the indices cover; filtered too when left out.
        """
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return _Run(self, z, shares).through()


def follows_its_state(cycle: Cycle) -> bool:
    """Tell whether what a year makes of a population depends on how many there are.

    It does with crowding, whether it acts where it is felt or is carried to a later stage, and with models.
    Catastrophes strike whatever the state is: the year of a calibration has them as they are on average, and is linear.
    """
    year = cycle.year()
    return bool(year.curves) or year.mechanisms is not None


@dataclass(frozen=True)
class _KnownYear:
    year: Year
    transitions: Floats | None
    as_today: bool


class _Run:
    """One pass over the counted years."""

    def __init__(self, model: CountModel, z: Floats, shares: Floats | None) -> None:
        self.model, self.counts = model, model.counts
        self.cycle = model.cycle(z)
        self.follows_density = follows_its_state(self.cycle)
        self.shares = shares
        self.trace = CountTrace()
        self.process_variance = next(iter(model.values("process_sd", z).values()), np.zeros(len(z))) ** 2
        self.index_of = {
            position: number
            for number, position in enumerate(at for at, one in enumerate(self.counts.series) if one.part)
        }
        level = np.log(next(iter(model.values("level", z).values()), np.full(len(z), model.level)))
        before = np.array([float(self.counts.series[at].ln_value[0]) for at in self.index_of]) - np.log(model.level)
        self.filter = CountFilter(level, before if shares is None else np.empty(0), _SHARE_SD)
        sds = model.values("count_sd", z)
        self.sd_of = {at: sds[name] for name, members in self.counts.groups.items() for at in members}
        self.spread_of = model.values("success_sd", z)
        self._years: dict[tuple[tuple[str, bytes], ...], _KnownYear] = {}
        self._asks_transitions = any(one.rate == "transition" for one in self.counts.success)

    def through(self) -> tuple[CountFilter, CountTrace]:
        """Take in all years."""
        first = self._year_of(0)
        census = self.cycle.first_census
        n = self.cycle.start if first.as_today else census.state(lambda: first.year)
        n = self._at_level(n)
        for number, calendar in enumerate(self.model.years):
            known = self._year_of(number)
            year = known.year
            n = self._at_level(n) if self.follows_density else n
            after, _, starts = project_years(year, n, 1)
            more = project_years(year, n * np.exp(_STEP), 1) if self.follows_density else None
            self._take_in(calendar, n, starts, None if more is None else more[2])
            self._keep(self.trace.mean, self.trace.variance)
            self._breeding(calendar, known, starts)
            before, total = self._counted(n), self._counted(after)
            change, slope = np.log(total / before), np.ones(len(n))
            if more is not None:
                slope = np.log(self._counted(more[0]) / total) / _STEP
                # The counts of the year have moved the mean away from where the model was run.
                change = change + (slope - 1.0) * (self.filter.mean[:, 0] - np.log(before))
            self.trace.change.append(change)
            self.trace.slope.append(slope)
            if calendar != self.model.years[-1]:
                self.filter.grow(change, slope, self.process_variance)
            n = after
        return self.filter, self.trace

    def _counted(self, n: Floats) -> Floats:
        return np.asarray(n[:, self.cycle.structure.counted].sum(axis=(1, 2)))

    def _at_level(self, n: Floats) -> Floats:
        """Scale a state to the filtered number."""
        scale = np.exp(self.filter.mean[:, 0]) / self._counted(n)
        return np.ascontiguousarray(n * np.where(np.isfinite(scale), scale, 0.0)[:, None, None])

    def _keep(self, mean: list[Floats], variance: list[Floats]) -> None:
        mean.append(self.filter.mean[:, 0].copy())
        variance.append(self.filter.covariance[:, 0, 0].copy())

    def _year_of(self, number: int) -> _KnownYear:
        """Return a year, put together once for all that are alike."""
        presences = self.model.presences[number]
        key = tuple(sorted((invader, there.tobytes()) for invader, there in presences.items()))
        if key not in self._years:
            state = None
            if presences:
                one = np.ones(1)
                state = YearState(
                    {("invader", invader): CauseState(one, one, there) for invader, there in presences.items()}
                )
            transitions = transition_rates(self.cycle, state) if self._asks_transitions else None
            self._years[key] = _KnownYear(self.cycle.year(state=state), transitions, state is None)
        return self._years[key]

    def _take_in(self, calendar: int, n: Floats, starts: Floats, more: Floats | None) -> None:
        """Take in the counts of a year, and what is known of the abundance."""
        # Slopes are taken once: where the model was run is the mean before any count of the year.
        ran_at = np.log(self._counted(n)) if self.follows_density else None
        known = self.model.known_level
        if known is not None and known.year == calendar:
            self.filter.observe(known.mean, np.zeros(len(n)), 1.0, known.sd**2)
        for position, series in enumerate(self.counts.series):
            for at in np.flatnonzero(series.years == calendar).tolist():
                here = np.log(_members(starts, series.stage, series.members))
                slope = np.ones(len(n))
                if more is not None and ran_at is not None:
                    slope = (np.log(_members(more, series.stage, series.members)) - here) / _STEP
                    offset = here - slope * ran_at
                else:
                    offset = here - np.log(self._counted(n))
                self.trace.seen[position, at] = offset, slope
                variance = series.ln_variance[at]
                index = self.index_of.get(position)
                if self.shares is not None and index is not None:
                    offset, index = offset + self.shares[:, index], None
                self.filter.observe(
                    float(series.ln_value[at]),
                    offset,
                    slope,
                    self.sd_of[position] ** 2 if np.isnan(variance) else float(variance),
                    index,
                )

    def _breeding(self, calendar: int, known: _KnownYear, starts: Floats) -> None:
        for position, series in enumerate(self.counts.success):
            for at in np.flatnonzero(series.years == calendar).tolist():
                expected = expected_success(self.cycle, known.year, known.transitions, starts, series)
                spread = self.spread_of.get(series.name)
                spread = known_spread(series, expected) if spread is None else spread
                self.trace.raised[position, at] = expected, spread
                self.filter.log_likelihood += success_log_likelihood(series, at, expected, spread)


def _members(starts: Floats, stage: int, members: NDArray[np.bool_]) -> Floats:
    return np.asarray((starts[:, stage] * members).sum(axis=(1, 2)))
