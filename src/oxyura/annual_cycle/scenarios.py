"""Scenarios: what-ifs on top of today's causes, at once or over some years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import Action, Targets
from oxyura.migrants.structure import Structure
from oxyura.schema.table import TableSet, number_of, text_of

Floats = NDArray[np.float64]

WITHOUT_INVADERS = "without_invaders"


@dataclass(frozen=True)
class ScenarioRow:
    """One row of `scenarios`; None means all."""

    rate: str
    migrant: str | None
    stage: str | None
    site: str | None
    class_: str | None
    to_class: str | None
    effect: float
    ramp_years: float

    @property
    def named(self) -> int:
        """How many columns the row names; of two that reach one target the one that names more holds."""
        names = (self.migrant, self.stage, self.site, self.class_, self.to_class)
        return sum(name is not None for name in names)

    def reaches(self, stage: str, class_: str | None, to_class: str | None) -> bool:
        """Tell whether the row reaches a rate; a None class asks for capacity, which has none."""
        return (
            self.stage in (None, stage)
            and (class_ is None or self.class_ in (None, class_))
            and (to_class is None or self.to_class in (None, to_class))
        )


def read_scenarios(tables: TableSet, targets: Targets, draws: int) -> Mapping[str, tuple[Action, ...]]:
    """Return the actions of every scenario that speaks of a migrant, by name or by naming none.

    A scenario acts on rates that have a row: with a blank stage on every stage that has one.
    """
    listed = _classes_with_journeys(tables, targets.structure)
    by_scenario: dict[str, list[ScenarioRow]] = {}
    for record in tables["scenarios"].records():
        if record["migrant_id"] in (None, targets.structure.migrant_id):
            by_scenario.setdefault(str(record["scenario_id"]), []).append(_row(record))
    return {
        scenario: tuple(_actions(scenario, sorted(rows, key=lambda row: row.named), targets, listed, draws))
        for scenario, rows in by_scenario.items()
    }


def _row(record: Mapping[str, object]) -> ScenarioRow:
    return ScenarioRow(
        rate=str(record["rate"]),
        migrant=text_of(record["migrant_id"]),
        stage=text_of(record["stage"]),
        site=text_of(record["site_id"]),
        class_=text_of(record["class"]),
        to_class=text_of(record["to_class"]),
        effect=number_of(record["effect"]) or 0.0,
        ramp_years=number_of(record["ramp_years"]) or 0.0,
    )


def _classes_with_journeys(tables: TableSet, structure: Structure) -> set[tuple[int, int]]:
    """Return the (arrival stage, class) pairs for which `movements` has a row."""
    table = tables["movements"].matching("migrant_id", structure.migrant_id)
    stages, classes = structure.stage_index, structure.class_index
    return {
        (stages[stage], number)
        for stage, named in zip(table.words("to_stage"), table.texts("class"), strict=True)
        for class_, number in classes.items()
        if named in (None, class_)
    }


def _actions(
    scenario: str,
    rows: list[ScenarioRow],
    targets: Targets,
    listed: set[tuple[int, int]],
    draws: int,
) -> list[Action]:
    structure = targets.structure
    actions = []
    for rate in dict.fromkeys(row.rate for row in rows):
        of_rate = [row for row in rows if row.rate == rate]
        for stage_number, stage in enumerate(structure.stages):
            for number, class_, to_class, has_row in _targets_with_rows(rate, stage_number, targets, listed):
                matching = [row for row in of_rate if row.reaches(stage, class_, to_class)]
                effect, ramp = _by_site(matching, structure, has_row)
                if effect.any():
                    actions.append(_action(scenario, rate, number, effect, ramp, draws))
    return actions


def _targets_with_rows(
    rate: str, stage: int, targets: Targets, listed: set[tuple[int, int]]
) -> list[tuple[int, str | None, str | None, NDArray[np.bool_]]]:
    """List (number, class, to_class, sites with a row) of the targets of a rate in a stage."""
    structure = targets.structure
    everywhere = np.ones(len(structure.sites), dtype=bool)
    if rate == "capacity":
        return [
            (number, None, None, ~np.isnan(curve.parameter))
            for number, curve in enumerate(targets.curves)
            if curve.crowded_in == stage
        ]
    if rate == "path_survival":
        return [
            (number, structure.classes[class_], None, everywhere)
            for number, class_, _, _ in targets.within(rate, stage)
            if (stage, class_) in listed
        ]
    n_classes = len(structure.classes)
    return [
        (
            target.stage * n_classes + target.class_ if rate == "survival" else number,
            structure.classes[target.class_],
            None if rate == "survival" else structure.classes[target.to_class],
            target.row >= 0,
        )
        for number, target in enumerate(targets.rates.of(rate))
        if target.stage == stage
    ]


def _by_site(rows: list[ScenarioRow], structure: Structure, has_row: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return effect and ramp by site; rows come least specific first, so that later ones write over."""
    effect, ramp = np.zeros(len(structure.sites)), np.zeros(len(structure.sites))
    for row in rows:
        for position, site in enumerate(structure.sites):
            if row.site in (None, site) and has_row[position]:
                effect[position], ramp[position] = row.effect, row.ramp_years
    return effect, ramp


def _action(scenario: str, rate: str, number: int, effect: Floats, ramp: Floats, draws: int) -> Action:
    ones, everywhere = np.ones_like(effect), np.ones(len(effect), dtype=bool)
    return Action(
        cause_id=scenario,
        effect_id=scenario,
        kind="scenario",
        rate=rate,
        target=number,
        effect=np.broadcast_to(effect, (draws, len(effect))),
        share_exposed=ones,
        relative_abundance=ones,
        acts=everywhere,
        alien=everywhere,
        ramp_years=ramp,
    )
