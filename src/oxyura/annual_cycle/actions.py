"""What changes a rate: invaders, pressures, scenarios and measures as factors on the rates of the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.density import Curve
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.vital_rates import RateRow, RateTargets
from oxyura.impacts.effects import Effect, exposed_factor, winning_rows
from oxyura.impacts.responses import EXPONENTIAL, Response
from oxyura.invaders.presence import Presence
from oxyura.migrants.structure import Structure

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ActionKind = Literal["invader", "pressure", "scenario", "measure"]

# An invader and a pressure may bear one name.
Cause = tuple[ActionKind, str]


@dataclass(frozen=True)
class CauseState:
    """What is left of one cause in one year; the arrays broadcast to (draws, sites).

    Parameters
    ----------
    kept : array
        Share of its effect that is left, 1: all of it.
    abundance : array
        Multiplies its relative abundance, 1: as it was.
    present : array
        Whether it is there, 0 or 1; between them the chance of it, in a run at point values.
    """

    kept: Floats
    abundance: Floats
    present: Floats


@dataclass(frozen=True)
class Action:
    """The effect of one cause on one rate of the model.

    Parameters
    ----------
    cause_id : str
        Invader, pressure, scenario or measure.
    effect_id : str
        Impact or pressure the action comes from.
    kind : {'invader', 'pressure', 'scenario', 'measure'}
        What acts.
    rate : str
        survival, fecundity, transition, capacity or path_survival; else what of a mechanism it stands for
        (:mod:`oxyura.annual_cycle.mechanisms`), and it is no factor on a rate.
    target : int
        Position among the rate's targets (:class:`Targets`), or among the mechanisms.
    effect : array, shape (draws, sites)
        Proportional change; 0 where no row speaks.
    share_exposed, relative_abundance : array, shape (sites,)
        Of the invader at the site; 1 for pressures and scenarios.
    acts : bool array, shape (sites,)
        Where the cause is.
    alien : bool array, shape (sites,)
        Where it can be removed: alien invaders, and every pressure.
    ramp_years : array, shape (sites,)
        Years until the full effect; 0 at once.
    response : Response
        How the effect grows with relative abundance.
    """

    cause_id: str
    effect_id: str
    kind: ActionKind
    rate: str
    target: int
    effect: Floats
    share_exposed: Floats
    relative_abundance: Floats
    acts: Bools
    alien: Bools
    ramp_years: Floats
    response: Response = EXPONENTIAL

    def factor(
        self,
        *,
        removed: bool = False,
        year: int | None = None,
        everywhere: bool = False,
        state: CauseState | None = None,
    ) -> Floats:
        """Return the factor on the rate, shape (draws, sites).

        Parameters
        ----------
        removed : bool
            The cause is taken away where it is alien.
        year : int, optional
            Year of the projection, 1 for the first; None for the full effect.
        everywhere : bool
            Whatever the presence status, as `observed_with` asks.
        state : CauseState, optional
            What is left of the cause in that year; None: it is as today.
        """
        effect = self.effect
        if year is not None and self.ramp_years.any():
            reached = np.minimum(1.0, year / np.maximum(self.ramp_years, 1e-12))
            effect = effect * reached
        if state is not None:
            abundance = self.relative_abundance * state.abundance
            factor = exposed_factor(effect * state.kept, self.share_exposed, abundance, self.response)
            # Where it is there for certain its factor is taken as it is, to the last digit.
            factor = np.where(state.present == 1.0, factor, 1.0 + state.present * (factor - 1.0))
            return np.where(self.alien, 1.0, factor) if removed else factor
        factor = exposed_factor(effect, self.share_exposed, self.relative_abundance, self.response)
        if everywhere:
            return factor
        acting = self.acts & ~self.alien if removed else self.acts
        return np.where(acting, factor, 1.0)


@dataclass(frozen=True)
class Targets:
    """The rates of the model that a cause can reach, each kind with its own numbering.

    Survival and path survival are numbered stage × class (all stages and classes); `path_from` lists the journeys
    from a named site that some effect singles out, numbered after those.
    """

    structure: Structure
    rates: RateTargets
    curves: tuple[Curve, ...]
    path_from: tuple[tuple[int, int, int], ...]

    def count(self, rate: str) -> int:
        """Return how many targets a kind of rate has."""
        plain = len(self.structure.stages) * len(self.structure.classes)
        sizes = {
            "survival": plain,
            "path_survival": plain + len(self.path_from),
            "capacity": len(self.curves),
        }
        return sizes[rate] if rate in sizes else len(self.rates.of(rate))

    def within(self, rate: str, stage: int) -> Iterable[tuple[int, int, int | None, int | None]]:
        """Yield (number, class, to_class, from_site) of the rate's targets in one stage."""
        n_classes = len(self.structure.classes)
        if rate in ("fecundity", "transition"):
            for number, target in enumerate(self.rates.of(rate)):
                if target.stage == stage:
                    yield number, target.class_, target.to_class, None
            return
        for class_ in range(n_classes):
            yield stage * n_classes + class_, class_, None, None
        if rate == "path_survival":
            plain = len(self.structure.stages) * n_classes
            for number, (into, class_, site) in enumerate(self.path_from):
                if into == stage:
                    yield plain + number, class_, None, site


def journeys_from(effects: Sequence[Effect], structure: Structure) -> tuple[tuple[int, int, int], ...]:
    """List (arrival stage, class, site left) of journeys that some effect on path survival singles out."""
    stages, sites, classes = structure.stage_index, structure.site_index, structure.class_index
    found = {
        (stages[effect.stage], class_, sites[effect.from_site])
        for effect in effects
        if effect.rate == "path_survival" and effect.from_site in sites and effect.stage in stages
        for name, class_ in classes.items()
        if effect.class_ in (None, name)
    }
    return tuple(sorted(found))


def read_actions(
    effects: Sequence[Effect],
    presences: Mapping[tuple[str, str], Presence],
    targets: Targets,
    draws: Draws,
) -> tuple[Action, ...]:
    """Turn the effects of invaders and pressures into actions on the rates of the model.

    An effect of unknown size makes no action. Rows of one stream share their quantile (see :class:`Effect`).
    """
    structure = targets.structure
    actions: list[Action] = []

    def group_of(effect: Effect) -> tuple[str, str, str, str]:
        terms = (effect.applies_to or "") if effect.rate == "capacity" else ""
        return effect.effect_id, effect.stage, effect.rate, terms

    for (effect_id, stage, rate, terms), members in groupby(sorted(effects, key=group_of), key=group_of):
        rows = tuple(members)
        # Of an effect without a size even the rate may not be known.
        if stage not in structure.stage_index or not any(row.has_size for row in rows):
            continue
        place = _place_of(rows[0], presences, structure)
        stage_number = structure.stage_index[stage]
        for number, effect in reached_targets(rows, rate, stage_number, terms, targets, draws):
            actions.append(
                Action(
                    rows[0].cause_id, effect_id, rows[0].kind, rate, number, effect, *place,
                    ramp_years=np.zeros(len(structure.sites)), response=rows[0].response,
                )
            )  # fmt: skip
    return tuple(actions)


def reached_targets(
    rows: tuple[Effect, ...], rate: str, stage: int, terms: str, targets: Targets, draws: Draws
) -> Iterable[tuple[int, Floats]]:
    """Yield each target that rows of one effect in one stage change, with the drawn effect, shape (draws, sites).

    Rows come least specific first; `terms` are those of a density row that an effect on capacity singles out.
    """
    drawn = _draw_effects(rows, draws)
    # Targets on which the same rows hold share one array, so that their factor is worked out once.
    shared: dict[bytes, Floats] = {}
    for number, winner in _reached(rows, rate, stage, terms, targets):
        effect = shared.setdefault(winner.tobytes(), drawn[:, winner])
        if np.any(effect != 0.0):
            yield number, effect


def _draw_effects(rows: tuple[Effect, ...], draws: Draws) -> Floats:
    """Return draws of each row's effect, shape (draws, rows + 1); the last, for 'no row', and unknown sizes are 0."""
    drawn = np.zeros((draws.count, len(rows) + 1))
    for position, row in enumerate(rows):
        if row.has_size:
            drawn[:, position] = draws.of_effect(row.value, row.low, row.high, *row.stream)
    return drawn


def _place_of(
    row: Effect, presences: Mapping[tuple[str, str], Presence], structure: Structure
) -> tuple[Floats, Floats, Bools, Bools]:
    """Return share exposed, relative abundance, acts and alien by site for the cause of a row."""
    n_sites = len(structure.sites)
    share, abundance = np.ones(n_sites), np.ones(n_sites)
    acts = np.full(n_sites, row.kind == "pressure")
    alien = np.ones(n_sites, dtype=bool)
    if row.kind == "invader":
        for position, site in enumerate(structure.sites):
            presence = presences.get((row.cause_id, site))
            if presence is not None:
                share[position] = presence.share_exposed
                abundance[position] = presence.relative_abundance
                acts[position], alien[position] = presence.acts, presence.alien
    return share, abundance, acts, alien


def _reached(
    rows: tuple[Effect, ...], rate: str, stage: int, terms: str, targets: Targets
) -> Iterable[tuple[int, NDArray[np.int64]]]:
    """Yield each target that rows of one effect reach, with the row that holds by site (-1: none)."""
    structure = targets.structure
    sites, classes = structure.sites, structure.classes
    if rate == "capacity":
        winner = winning_rows(rows, "", None, None, sites)
        for number, curve in enumerate(targets.curves):
            if curve.crowded_in == stage and terms in ("", curve.applies_to):
                yield number, winner
        return
    for number, class_, to_class, from_site in targets.within(rate, stage):
        winner = winning_rows(
            rows,
            classes[class_],
            None if to_class is None else classes[to_class],
            None if from_site is None else sites[from_site],
            sites,
        )
        if (winner >= 0).any():
            yield number, winner


@dataclass(frozen=True)
class Factors:
    """The product of all acting causes on every rate of the model.

    Arrays are (draws or 1, targets, sites), 1 where all draws are alike; targets are numbered as in :class:`Targets`.
    """

    survival: Floats
    fecundity: Floats
    transition: Floats
    capacity: Floats
    path_survival: Floats


def multiply_factors(
    actions: Iterable[Action],
    targets: Targets,
    draws: int,
    *,
    removed: frozenset[str] = frozenset(),
    year: int | None = None,
    states: Mapping[Cause, CauseState] | None = None,
) -> Factors:
    """Multiply the factors of `actions`, those of the causes in `removed` taken away where they are alien.

    `states` says what is left of causes that are not as today.
    """
    n_sites = len(targets.structure.sites)
    products = {
        rate: np.ones((1, targets.count(rate), n_sites))
        for rate in ("survival", "fecundity", "transition", "capacity", "path_survival")
    }
    known: dict[tuple[int, Cause], Floats] = {}
    for action in actions:
        if action.rate not in products:
            continue
        cause: Cause = (action.kind, action.cause_id)
        name = (id(action.effect), cause)
        if name not in known:
            state = None if states is None else states.get(cause)
            known[name] = action.factor(removed=action.cause_id in removed, year=year, state=state)
        product = products[action.rate]
        if len(product) < draws and known[name].shape[0] > 1:
            product = products[action.rate] = np.repeat(product, draws, axis=0)
        product[:, action.target] *= known[name]
    return Factors(**products)


def observed_divisors(
    rows: tuple[RateRow, ...], targets: Targets, actions: Sequence[Action], rate: str, draws: int
) -> Floats:
    """Return what frees each measured rate of the causes it was measured with, shape (draws or 1, targets, sites).

    The product of the factors of the effects in the row's `observed_with`, whatever the presence status; 1 where there
    is none, where its size is unknown, and where it is 0 (what was wiped out cannot be inferred).
    """
    n_classes = len(targets.structure.classes)
    divisors = np.ones((1, targets.count(rate), len(targets.structure.sites)))
    by_number = {
        target.stage * n_classes + target.class_ if rate == "survival" else position: target
        for position, target in enumerate(targets.rates.of(rate))
    }
    for action in actions:
        if action.rate == rate and action.target in by_number:
            row_by_site = by_number[action.target].row
            contained = np.array([row >= 0 and action.effect_id in rows[row].observed_with for row in row_by_site])
            if contained.any():
                factor = action.factor(everywhere=True)
                if len(divisors) < draws and factor.shape[0] > 1:
                    divisors = np.repeat(divisors, draws, axis=0)
                divisors[:, action.target] *= np.where(contained, factor, 1.0)
    return np.where(divisors == 0.0, 1.0, divisors)
