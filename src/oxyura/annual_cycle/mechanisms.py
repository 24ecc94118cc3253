"""Mechanisms as models: predation and disease whose effect follows the state, and those that need no state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import Action, Cause, CauseState, Targets
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.hybridisation import Hybridisation, read_hybridisation
from oxyura.annual_cycle.mechanism_year import (
    ABUNDANCE,
    DISEASE,
    EFFECT_VALUES,
    EXPOSED,
    KEPT,
    OTHER_PREY,
    PARAMETERS,
    TYPE_II,
    TYPE_III,
    MechanismYear,
    StateEffects,
)
from oxyura.annual_cycle.standing import Place, Standing, drawn_parameter, place_of
from oxyura.invaders.presence import Presence
from oxyura.schema.intervals import Family
from oxyura.schema.table import TableSet, text_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Record = Mapping[str, object]

# What a mechanism's action is on, in place of a rate: the numbers of StateEffect, and the other prey of one.
STATE_EFFECT, OTHER_PREY_OF = "state_effect", "other_prey"


@dataclass(frozen=True)
class StateEffect:
    """An effect on survivors or young of some classes in one stage that follows the numbers at the site.

    Parameters
    ----------
    effect_id : str
        impact_id of the row.
    stage, form : int
    on_young : bool
    members, prey : bool array, shape (classes,)
        Classes that are lowered, and classes whose numbers count.
    parameters : array, shape (draws, parameters)
        As :func:`~oxyura.annual_cycle.mechanism_year.share_left` takes them.
    """

    effect_id: str
    stage: int
    form: int
    on_young: bool
    members: Bools
    prey: Bools
    parameters: Floats


@dataclass(frozen=True)
class Mechanisms:
    """The models of one migrant whose effect follows the state.

    Parameters
    ----------
    effects : tuple of StateEffect
        Ordered by stage.
    hybridisation : Hybridisation
    """

    effects: tuple[StateEffect, ...] = ()
    hybridisation: Hybridisation = field(default_factory=Hybridisation)

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return bool(self.effects or self.hybridisation.matings)

    def in_year(
        self,
        actions: Sequence[Action],
        targets: Targets,
        draws: int,
        *,
        removed: frozenset[str] = frozenset(),
        states: Mapping[Cause, CauseState] | None = None,
    ) -> MechanismYear | None:
        """Return the mechanisms of a year; None where there are none.

        Parameters
        ----------
        actions : sequence of Action
            Causes; those on rates are passed over.
        targets : Targets
        draws : int
        removed : frozenset of str
            Causes taken away where they are alien.
        states : mapping of Cause to CauseState, optional
            What is left of causes that are not as today.
        """
        if not self.any:
            return None
        n_sites, n_stages = len(targets.structure.sites), len(targets.structure.stages)
        value = np.zeros((draws, len(self.effects), n_sites, EFFECT_VALUES))
        for number, effect in enumerate(self.effects):
            value[:, number, :, PARAMETERS:] = effect.parameters[:, None, :]
        for action in actions:
            if action.rate not in (STATE_EFFECT, OTHER_PREY_OF):
                continue
            standing = Standing.of(action, removed=removed, states=states)
            of_effect = value[:, action.target]
            if action.rate == OTHER_PREY_OF:
                of_effect[:, :, PARAMETERS + OTHER_PREY] *= standing.there * standing.abundance
                continue
            of_effect[:, :, EXPOSED] = action.share_exposed * standing.there * (action.effect != 0)
            of_effect[:, :, ABUNDANCE] = standing.abundance
            of_effect[:, :, KEPT] = standing.kept
        stages = np.array([effect.stage for effect in self.effects], dtype=np.int64)
        classes = (len(self.effects), len(targets.structure.classes))
        return MechanismYear(
            StateEffects(
                np.searchsorted(stages, np.arange(n_stages + 1)).astype(np.int64),
                np.array([effect.form for effect in self.effects], dtype=np.int64),
                np.array([effect.on_young for effect in self.effects], dtype=bool),
                np.array([effect.members for effect in self.effects], dtype=bool).reshape(classes),
                np.array([effect.prey for effect in self.effects], dtype=bool).reshape(classes),
                value,
            ),
            self.hybridisation.in_year(actions, targets, draws, removed=removed, states=states),
        )


def read_mechanisms(
    tables: TableSet, presences: Mapping[tuple[str, str], Presence], targets: Targets, draws: Draws
) -> tuple[Mechanisms, tuple[Action, ...]]:
    """Read the models of one migrant.

    Returns
    -------
    mechanisms : Mechanisms
    actions : tuple of Action
        What stands for their causes: on rates where the effect needs no state, else on the models.
    """
    reading = _Reading(tables, presences, targets, draws)
    effects: list[tuple[StateEffect, Record]] = [*reading.diseases(), *reading.predation()]
    effects.sort(key=lambda pair: (pair[0].stage, pair[0].effect_id, pair[0].on_young))
    actions = [*reading.constant_diseases(), *reading.egg_sinks()]
    for number, (_, record) in enumerate(effects):
        actions.append(reading.action(record, STATE_EFFECT, number))
        if text_of(record.get("alternative_id")) is not None:
            actions.append(reading.other_prey(record, number))
    hybridisation, coming = read_hybridisation(tables, presences, targets, draws)
    return Mechanisms(tuple(effect for effect, _ in effects), hybridisation), (*actions, *coming)


@dataclass(frozen=True)
class _Reading:
    """The rows of one migrant, turned into effects and actions."""

    tables: TableSet
    presences: Mapping[tuple[str, str], Presence]
    targets: Targets
    draws: Draws

    def _records(self, table: str) -> Iterator[Record]:
        structure = self.targets.structure
        for record in self.tables[table].matching("migrant_id", structure.migrant_id).records():
            if str(record["stage"]) in structure.stage_index:
                yield record

    def _drawn(self, record: Record, table: str, name: str, family: Family, default: float = 0.0) -> Floats:
        return drawn_parameter(self.draws, record, table, name, family, default)

    def _stage(self, record: Record) -> int:
        return self.targets.structure.stage_index[str(record["stage"])]

    def _members(self, record: Record) -> Bools:
        named = text_of(record["class"])
        return np.array([named in (None, name) for name in self.targets.structure.classes], dtype=bool)

    def _place(self, invader: str) -> Place:
        return place_of(invader, self.presences, self.targets.structure)

    def _here(self, record: Record) -> Bools:
        site = text_of(record["site_id"])
        return np.array([site in (None, name) for name in self.targets.structure.sites], dtype=bool)

    def action(self, record: Record, rate: str, number: int, effect: Floats | None = None) -> Action:
        """Return what stands for a row's invader; without an `effect`, one that only says where."""
        invader = str(record["invader_id"])
        sized = -np.ones((1, 1)) if effect is None else effect[:, None]
        return Action(
            invader, str(record["impact_id"]), "invader", rate, number, np.where(self._here(record), sized, 0.0),
            *self._place(invader), ramp_years=np.zeros(len(self.targets.structure.sites)),
        )  # fmt: skip

    def other_prey(self, record: Record, number: int) -> Action:
        """Return what stands for the invader that a predator eats besides."""
        feeding = {**record, "invader_id": record["alternative_id"], "impact_id": f"{record['impact_id']} (other prey)"}
        return self.action(feeding, OTHER_PREY_OF, number)

    def _on_rate(self, record: Record, rate: str, effect: Floats) -> Iterator[Action]:
        """Yield a constant effect on every target of a rate that a row names."""
        members = self._members(record)
        if np.any(effect != 0.0):
            for number, class_, _, _ in self.targets.within(rate, self._stage(record)):
                if members[class_]:
                    yield self.action(record, rate, number, effect)

    def egg_sinks(self) -> Iterator[Action]:
        """Yield the effects of egg sinks: -share laid · (1 - survival there), on fecundity."""
        for record in self._records("egg_sinks"):
            laid = self._drawn(record, "egg_sinks", "share_laid", "probability")
            survival = self._drawn(record, "egg_sinks", "survival_there", "probability")
            yield from self._on_rate(record, "fecundity", -laid * (1.0 - survival))

    def _losses(self, record: Record) -> Iterator[tuple[str, Floats]]:
        """Yield, for survival and fecundity, the share that a disease takes at its greatest prevalence."""
        prevalence = self._drawn(record, "diseases", "prevalence", "probability")
        for rate, name in (("survival", "mortality"), ("fecundity", "fecundity_loss")):
            yield rate, prevalence * self._drawn(record, "diseases", name, "probability")

    def constant_diseases(self) -> Iterator[Action]:
        """Yield the effects of diseases whose prevalence does not depend on numbers."""
        for record in self._records("diseases"):
            if record["half_density"] is None:
                for rate, loss in self._losses(record):
                    yield from self._on_rate(record, rate, -loss)

    def diseases(self) -> Iterator[tuple[StateEffect, Record]]:
        """Yield the effects of diseases whose prevalence grows with numbers: of all classes at the site."""
        everyone = np.ones(len(self.targets.structure.classes), dtype=bool)
        for record in self._records("diseases"):
            if record["half_density"] is None:
                continue
            half = self._drawn(record, "diseases", "half_density", "non_negative")
            for rate, loss in self._losses(record):
                if np.any(loss != 0.0):
                    yield self._effect(record, DISEASE, rate, everyone, (loss, half)), record

    def predation(self) -> Iterator[tuple[StateEffect, Record]]:
        """Yield the effects of predators; the classes that they kill, or whose young they take, are their prey."""
        for record in self._records("predation"):
            names = ("attack", "handling", "predators", "alternative_prey", "half_prey")
            values = [self._drawn(record, "predation", name, "non_negative") for name in names]
            form = TYPE_III if record["response"] == "type_iii" else TYPE_II
            if np.any(values[0] * values[2] != 0.0):
                yield self._effect(record, form, str(record["rate"]), self._members(record), values), record

    def _effect(self, record: Record, form: int, rate: str, prey: Bools, values: Sequence[Floats]) -> StateEffect:
        parameters = np.zeros((self.draws.count, EFFECT_VALUES - PARAMETERS))
        parameters[:, : len(values)] = np.stack(values, axis=1)
        return StateEffect(
            str(record["impact_id"]),
            self._stage(record),
            form,
            rate == "fecundity",
            self._members(record),
            prey,
            parameters,
        )
