"""The annual cycle of one migrant: everything its tables say, ready to give any year under any set of causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import (
    Action,
    Cause,
    CauseState,
    Targets,
    journeys_from,
    multiply_factors,
    observed_divisors,
    read_actions,
)
from oxyura.annual_cycle.arrivals import Arrivals, read_arrivals
from oxyura.annual_cycle.catastrophes import Catastrophes, read_catastrophes
from oxyura.annual_cycle.density import change_capacity, read_curves
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.first_census import FirstCensus, read_first_census
from oxyura.annual_cycle.flows import FlowLayout, RateAssembly, TransitionGroups, lay_out_flows
from oxyura.annual_cycle.mechanisms import Mechanisms, read_mechanisms
from oxyura.annual_cycle.moves import Moves, draw_shares, read_moves
from oxyura.annual_cycle.noisy_rates import find_noisy_rates
from oxyura.annual_cycle.plain_year import Year
from oxyura.annual_cycle.scenarios import read_scenarios
from oxyura.annual_cycle.trends import Trends, read_trends
from oxyura.annual_cycle.vital_rates import RateRow, draw_rates, read_rate_rows, resolve_targets
from oxyura.annual_cycle.year_noise import RateNoise, match_noise
from oxyura.impacts.effects import read_effects
from oxyura.invaders.presence import Presence, read_presences
from oxyura.migrants.distribution import read_distribution
from oxyura.migrants.structure import Structure, read_structure
from oxyura.schema.limits import RUN_VALUES, STATES
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class YearState:
    """What differs from today in one year of a projection.

    Parameters
    ----------
    causes : mapping of Cause to CauseState
        Causes that are not as today; those not named are.
    effects : tuple of Action
        What else acts in that year.
    """

    causes: Mapping[Cause, CauseState]
    effects: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Cycle:
    """The annual cycle of one migrant for a number of draws.

    Parameters
    ----------
    structure : Structure
        Stages, sites, classes.
    draws : Draws
        Seed and number of draws.
    rows : tuple of RateRow
        Rows of `vital_rates`.
    values : array, shape (draws, rows)
        Their drawn values.
    targets : Targets
        The rates of the model.
    layout : FlowLayout
    assembly : RateAssembly
    causes : tuple of Action
        Invaders and pressures of known size.
    scenarios : mapping of str to tuple of Action
    moves : Moves
    first_census : FirstCensus
    start : array, shape (draws, classes, sites)
        n₀, the state at the first census, under every counterfactual the same.
    assumptions : tuple of str
        Names of the assumptions that the tables left to the program.
    presences : mapping of (str, str) to Presence
        What is known of invaders, by invader and site.
    arrivals : tuple of Arrivals
        Invaders that may reach a site and act on the migrant, or come back where another acts that takes their place.
    mechanisms : Mechanisms
        Models whose effect follows the state.
    trends : Trends
        How the abundance of invaders that act changes from year to year.
    catastrophes : Catastrophes
        Rare years that strike rates.
    by_chance : bool
        Whether each animal lives and breeds by chance.
    """

    structure: Structure
    draws: Draws
    rows: tuple[RateRow, ...]
    values: Floats
    targets: Targets
    layout: FlowLayout
    assembly: RateAssembly
    causes: tuple[Action, ...]
    scenarios: Mapping[str, tuple[Action, ...]]
    moves: Moves
    first_census: FirstCensus
    start: Floats
    assumptions: tuple[str, ...]
    presences: Mapping[tuple[str, str], Presence] = field(default_factory=dict)
    arrivals: tuple[Arrivals, ...] = ()
    mechanisms: Mechanisms = field(default_factory=Mechanisms)
    trends: Trends = field(default_factory=Trends)
    catastrophes: Catastrophes = field(default_factory=Catastrophes)
    by_chance: bool = False

    @cached_property
    def noise(self) -> RateNoise:
        """How rates differ between years; worked out when it is first needed."""
        return match_noise(self.rows, self.values)

    @property
    def years_vary(self) -> bool:
        """Whether the rates of one year differ from those of the next in this run."""
        return not self.draws.deterministic and (
            self.catastrophes.any or any(row.sd_between_years > 0 for row in self.rows)
        )

    @property
    def awaits_causes(self) -> bool:
        """Whether invaders that act on the migrant may still come."""
        return any(arrival.invader_id in acting_invaders(self.causes) for arrival in self.arrivals)

    @property
    def pure(self) -> NDArray[np.bool_] | None:
        """Classes whose members are pure, shape (classes,); None without hybridisation."""
        return self.mechanisms.hybridisation.pure

    @property
    def has_density(self) -> bool:
        """Whether anything limits the population."""
        return bool(self.targets.curves)

    @property
    def alien_causes(self) -> frozenset[str]:
        """Invaders that act on the migrant, or may arrive, at a site where they are alien."""
        return frozenset(
            action.cause_id
            for action in self.causes
            if action.kind == "invader" and (self.reach(action) & action.alien).any()
        )

    def reach(self, action: Action) -> NDArray[np.bool_]:
        """Return the sites where a cause is, or may arrive, shape (sites,)."""
        coming = [
            (arrival.rate > 0).any(axis=0)
            for arrival in self.arrivals
            if action.kind == "invader" and arrival.invader_id == action.cause_id
        ]
        return np.asarray(np.logical_or.reduce([action.acts, *coming]))

    def year(
        self,
        *,
        removed: frozenset[str] = frozenset(),
        scenario: str | None = None,
        number: int | None = None,
        values: Floats | None = None,
        state: YearState | None = None,
        varying: bool = False,
        struck: Floats | None = None,
    ) -> Year:
        """Return a year of the model.

        Parameters
        ----------
        removed : frozenset of str
            Causes taken away, invaders only where they are alien.
        scenario : str, optional
            Scenario on top of today's causes.
        number : int, optional
            Year of the projection, 1 for the first; None: scenarios at full effect.
        values : array, shape (draws, rows), optional
            Rates of this year; the drawn means when left out.
        state : YearState, optional
            What differs from today; None: nothing does.
        varying : bool
            Without what catastrophes do on average, and with what is needed to write anew the rates that differ between
            years (:attr:`Year.noisy`). False: the mean year.
        """
        actions = (
            *self.causes,
            *(self.scenarios[scenario] if scenario is not None else ()),
            *(state.effects if state is not None else ()),
        )
        factors = multiply_factors(
            actions,
            self.targets,
            self.draws.count,
            removed=removed,
            year=number,
            states=None if state is None else state.causes,
        )
        values = self.values if values is None else values
        noisy = None
        if varying:
            strikes = self.catastrophes.strikes
            noisy = find_noisy_rates(self.assembly, self.layout, values, factors, self.noise, strikes)
        else:
            factors = self.catastrophes.applied(factors, struck)
        rates = self.assembly.assemble(values, factors)
        edge_value, clipped_edges = self.moves.edge_values(factors.path_survival)
        arrival, clipped_arrivals = self.moves.arrival_values(factors.path_survival)
        alike = self.draws.count // len(factors.path_survival)
        curves = self.targets.curves
        n_sites = len(self.structure.sites)
        curve_value = np.empty((self.draws.count, len(curves), n_sites))
        for position, curve in enumerate(curves):
            curve_value[:, position] = change_capacity(curve, np.maximum(factors.capacity[:, position], 0.0))
        return Year(
            self.layout,
            rates.flows(self.layout, self.assembly.groups),
            curves,
            curve_value,
            self.moves,
            edge_value,
            arrival,
            rates.clipped + alike * (clipped_edges + clipped_arrivals),
            self.mechanisms.in_year(
                self.causes,
                self.targets,
                self.draws.count,
                removed=removed,
                states=None if state is None else state.causes,
            ),
            noisy,
        )

    def with_values(self, values: Floats) -> Cycle:
        """Return the cycle with other rates, shape (draws, rows), and the first census that follows from them."""
        changed = replace(self, values=values)
        return replace(changed, start=self.first_census.state(changed.year))

    def repeated(self, times: int) -> Cycle:
        """Return a cycle at point values with its one draw so many times over.

        Raises
        ------
        ValueError
            The cycle has more than one draw.
        """
        if self.draws.count != 1 or not self.draws.deterministic:
            raise ValueError("only a cycle at point values can be repeated")

        def repeat(values: Floats) -> Floats:
            return np.repeat(values, times, axis=0)

        return replace(
            self,
            draws=replace(self.draws, count=times),
            values=repeat(self.values),
            first_census=replace(self.first_census, abundance=repeat(self.first_census.abundance)),
            start=repeat(self.start),
        )

    def longest_ramp(self, scenario: str) -> int:
        """Return the year from which a scenario has its full effect."""
        ramps = [float(action.ramp_years.max()) for action in self.scenarios[scenario]]
        return int(np.ceil(max(ramps, default=0.0)))


def read_cycle(
    tables: TableSet, migrant_id: str, draws: Draws, *, horizon_years: int = 1, by_chance: bool = False
) -> Cycle:
    """Read the annual cycle of one migrant from the tables of a study.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks.
    migrant_id : str
        A migrant of tier `full`.
    draws : Draws
        Seed and number of draws.
    horizon_years : int
        Years that will be projected, for the ceiling on the size of the run.
    by_chance : bool
        Whether each animal lives and breeds by chance; at point values it does not.

    Raises
    ------
    InputError
        The migrant has no stages or no sites.
    LimitError
        The model is larger than the program accepts.
    """
    structure = read_structure(tables, migrant_id)
    STATES.check(structure.n_states, where=f"migrant {migrant_id}")
    RUN_VALUES.check(
        draws.count * structure.n_states * len(structure.stages) * max(horizon_years, 1),
        where=f"migrant {migrant_id}",
    )
    rows = read_rate_rows(tables, structure)
    effects = read_effects(tables, migrant_id)
    targets = Targets(
        structure,
        resolve_targets(rows, structure),
        read_curves(tables, structure),
        journeys_from(effects, structure),
    )
    presences = read_presences(tables)
    mechanisms, standing_for_them = read_mechanisms(tables, presences, targets, draws)
    causes = (*read_actions(effects, presences, targets, draws), *standing_for_them)
    sources = [target.stage * len(structure.classes) + target.class_ for target in targets.rates.transition]
    assembly = RateAssembly(
        targets,
        TransitionGroups(np.array(sources, dtype=np.int64)),
        survival_divisor=observed_divisors(rows, targets, causes, "survival", draws.count),
        transition_divisor=observed_divisors(rows, targets, causes, "transition", draws.count),
        fecundity_divisor=observed_divisors(rows, targets, causes, "fecundity", draws.count),
        point_values=np.array([[row.value for row in rows]], dtype=np.float64),
    )
    distribution = read_distribution(tables, structure)
    shares = draw_shares(distribution, structure, draws)
    moves = read_moves(tables, targets, shares, distribution.known)
    layout = lay_out_flows(targets)
    unstarted = Cycle(
        structure,
        draws,
        rows,
        draw_rates(rows, draws),
        targets,
        layout,
        assembly,
        causes,
        read_scenarios(tables, targets, draws.count),
        moves,
        read_first_census(tables, structure, shares[:, 0], draws),
        np.zeros((draws.count, len(structure.classes), len(structure.sites))),
        _assumptions(moves, distribution.known),
        presences,
        read_arrivals(tables, structure, draws, presences, acting_invaders(causes)),
        mechanisms,
        read_trends(tables, structure, draws, acting_invaders(causes)),
        read_catastrophes(tables, targets, draws),
        by_chance and not draws.deterministic,
    )
    return unstarted.with_values(unstarted.values)


def acting_invaders(causes: Iterable[Action]) -> frozenset[str]:
    """Return the invaders among causes."""
    return frozenset(action.cause_id for action in causes if action.kind == "invader")


def _assumptions(moves: Moves, known: NDArray[np.bool_]) -> tuple[str, ...]:
    """Name what the tables leave open about movement."""
    named = []
    if moves.is_default.shape[0] > 1 or moves.stay.shape[3] > 1:
        differs = (moves.stay < 1.0).any(axis=(0, 3)) & moves.is_default
        if differs.any():
            named.append("least_movement")
        both = known & np.roll(known, -1, axis=0)
        if moves.stay.shape[3] > 1 and (moves.is_default & ~both).any():
            named.append("no_distribution")
    return tuple(named)
