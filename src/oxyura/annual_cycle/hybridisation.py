"""Hybridisation: who comes to breed, where from, and with whom pure individuals pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import Action, Cause, CauseState, Targets
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.mechanism_year import (
    FITNESS,
    IMMIGRANTS,
    MATING_VALUES,
    NON_PURE_AT_LOW_DENSITY,
    ODDS,
    PAIRING,
    Matings,
)
from oxyura.annual_cycle.standing import Standing, drawn_parameter, place_of
from oxyura.invaders.presence import Presence
from oxyura.migrants.structure import Structure
from oxyura.schema.table import TableSet, text_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Record = Mapping[str, object]

# What the action of an immigration is on, in place of a rate.
IMMIGRATION = "immigration"


@dataclass(frozen=True)
class Mating:
    """A place and a stage in which pure individuals may pair with hybrids.

    Parameters
    ----------
    effect_id : str
        impact_id of the row that says so.
    stage, site, hybrid, young : int
    pure, breeds : bool array, shape (classes,)
        Pure classes, and those of them that breed there and then.
    pairing, fitness : array, shape (draws,)
        As in :class:`~oxyura.annual_cycle.mechanism_year.Matings`.
    """

    effect_id: str
    stage: int
    site: int
    hybrid: int
    young: int
    pure: Bools
    breeds: Bools
    pairing: Floats
    fitness: Floats


@dataclass(frozen=True)
class Immigration:
    """Those who come to one mating place from one source.

    Parameters
    ----------
    effect_id : str
        impact_id of the row.
    mating, source : int
        Position of the mating; the site whose population sends them.
    number, odds : array, shape (draws,)
        Immigrants per year; immigrants per individual that is there.
    """

    effect_id: str
    mating: int
    source: int
    number: Floats
    odds: Floats


@dataclass(frozen=True)
class Hybridisation:
    """All matings and immigrations of one migrant.

    Parameters
    ----------
    matings : tuple of Mating
        Ordered by stage.
    immigrations : tuple of Immigration
    pure : bool array, shape (classes,), or None
        Classes whose members are pure; None without hybridisation.
    """

    matings: tuple[Mating, ...] = ()
    immigrations: tuple[Immigration, ...] = ()
    pure: Bools | None = None

    def in_year(
        self,
        actions: Sequence[Action],
        targets: Targets,
        draws: int,
        *,
        removed: frozenset[str] = frozenset(),
        states: Mapping[Cause, CauseState] | None = None,
    ) -> Matings:
        """Return the matings of a year, with those who come in it."""
        n_stages, n_classes = len(targets.structure.stages), len(targets.structure.classes)
        value = np.zeros((draws, len(self.matings), MATING_VALUES))
        for number, mating in enumerate(self.matings):
            value[:, number, PAIRING] = mating.pairing
            value[:, number, FITNESS] = mating.fitness
        for action in actions:
            if action.rate == IMMIGRATION:
                immigration = self.immigrations[action.target]
                coming = self._share_coming(action, immigration, removed, states)
                value[:, immigration.mating, IMMIGRANTS] += immigration.number * coming
                value[:, immigration.mating, ODDS] += immigration.odds * coming
        # A number, however small, swamps a vanishing population; a share of it does not.
        in_proportion = value[:, :, ODDS] / (1.0 + value[:, :, ODDS])
        value[:, :, NON_PURE_AT_LOW_DENSITY] = np.where(value[:, :, IMMIGRANTS] > 0, 1.0, in_proportion)
        stages = np.array([mating.stage for mating in self.matings], dtype=np.int64)
        shape = (len(self.matings), n_classes)
        return Matings(
            np.searchsorted(stages, np.arange(n_stages + 1)).astype(np.int64),
            np.array([mating.site for mating in self.matings], dtype=np.int64),
            np.array([mating.hybrid for mating in self.matings], dtype=np.int64),
            np.array([mating.young for mating in self.matings], dtype=np.int64),
            np.array([mating.pure for mating in self.matings], dtype=bool).reshape(shape),
            np.array([mating.breeds for mating in self.matings], dtype=bool).reshape(shape),
            value,
        )

    def _share_coming(
        self,
        action: Action,
        immigration: Immigration,
        removed: frozenset[str],
        states: Mapping[Cause, CauseState] | None,
    ) -> Floats:
        """Return immigrants against those of today's relative abundance 1: what the source sends, less what is taken.

        What is done at the place itself takes those who have come before they breed.
        """
        standing = Standing.of(action, removed=removed, states=states)
        site = self.matings[immigration.mating].site

        def at(values: Floats, position: int) -> Floats:
            return np.asarray(values[..., position if values.shape[-1] > 1 else 0])

        coming = at(standing.there * standing.abundance, immigration.source) * at(standing.kept, immigration.source)
        return coming if site == immigration.source else coming * at(standing.kept, site)


def read_hybridisation(
    tables: TableSet, presences: Mapping[tuple[str, str], Presence], targets: Targets, draws: Draws
) -> tuple[Hybridisation, tuple[Action, ...]]:
    """Read the table `hybridisation` of one migrant.

    Rows of one stage and place are sources of immigrants for one mating, whose numbers are those of the first by name.
    """
    structure = targets.structure
    sites, stages = structure.site_index, structure.stage_index
    records = sorted(
        tables["hybridisation"].matching("migrant_id", structure.migrant_id).records(),
        key=lambda record: (stages.get(str(record["stage"]), -1), str(record["impact_id"])),
    )
    matings: dict[tuple[int, int], tuple[int, Mating]] = {}
    immigrations: list[Immigration] = []
    actions: list[Action] = []
    for record in records:
        stage, site = stages.get(str(record["stage"])), sites.get(str(record["site_id"]))
        if stage is None or site is None:
            continue
        if (stage, site) not in matings:
            matings[stage, site] = len(matings), _mating(record, stage, site, presences, targets, draws)
        number = drawn_parameter(draws, record, "hybridisation", "immigrants", "non_negative", 0.0)
        share = drawn_parameter(draws, record, "hybridisation", "immigrant_share", "probability", 0.0)
        if not (number.any() or share.any()):
            continue
        source = sites.get(text_of(record["source_site_id"]) or "", site)
        actions.append(_action(record, len(immigrations), {site, source}, presences, structure))
        immigrations.append(
            Immigration(
                str(record["impact_id"]),
                matings[stage, site][0],
                source,
                number,
                share / np.maximum(1.0 - share, 1e-12),
            )
        )
    pure = np.logical_or.reduce([mating.pure for _, mating in matings.values()]) if matings else None
    found = Hybridisation(tuple(mating for _, mating in matings.values()), tuple(immigrations), pure)
    return found, tuple(actions)


def _mating(
    record: Record,
    stage: int,
    site: int,
    presences: Mapping[tuple[str, str], Presence],
    targets: Targets,
    draws: Draws,
) -> Mating:
    classes = targets.structure.class_index
    named = record["pure_classes"]
    pure = np.zeros(len(classes), dtype=bool)
    pure[[classes[name] for name in named if name in classes] if isinstance(named, tuple) else []] = True
    broods = np.zeros(len(classes), dtype=bool)
    for target in targets.rates.fecundity:
        if target.stage == stage and target.row[site] >= 0:
            broods[target.class_] = True
    hybrid = str(record["hybrid_class"])
    exposed = place_of(str(record["invader_id"]), presences, targets.structure)[0][site]
    preference = drawn_parameter(draws, record, "hybridisation", "assortative_mating", "probability", 0.0)
    counted = drawn_parameter(draws, record, "hybridisation", "backcross", "probability", 1.0)
    return Mating(
        str(record["impact_id"]),
        stage,
        site,
        classes[hybrid],
        classes[text_of(record["hybrid_young_class"]) or hybrid],
        pure,
        pure & broods,
        exposed * (1.0 - preference) * counted,
        drawn_parameter(draws, record, "hybridisation", "hybrid_fitness", "non_negative", 1.0),
    )


def _action(
    record: Record,
    number: int,
    sites: set[int],
    presences: Mapping[tuple[str, str], Presence],
    structure: Structure,
) -> Action:
    """Return what stands for the invader: it acts through its source, and where those who come breed."""
    invader, n_sites = str(record["invader_id"]), len(structure.sites)
    effect = np.zeros((1, n_sites))
    effect[0, sorted(sites)] = -1.0
    return Action(
        invader, str(record["impact_id"]), "invader", IMMIGRATION, number, effect,
        *place_of(invader, presences, structure), ramp_years=np.zeros(n_sites),
    )  # fmt: skip
