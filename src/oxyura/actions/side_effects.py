"""What measures themselves do to a migrant, good or bad: the rows of `measure_effects` as actions with their years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import Action
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.interventions import TimedAction
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class SideEffect:
    """An action of a measure: a harm comes with the measure, a benefit only with its success."""

    timed: TimedAction
    only_on_success: bool


@dataclass(frozen=True)
class _Row:
    """One row of `measure_effects` for one migrant; None means all."""

    measure_id: str
    stage: str | None
    site: str | None
    rate: str
    class_: str | None
    effect: float
    low: float
    high: float
    first: int
    last: int
    place: str

    @property
    def named(self) -> frozenset[str]:
        names = {"stage": self.stage, "site_id": self.site, "class": self.class_}
        return frozenset(name for name, value in names.items() if value is not None)


@dataclass(frozen=True)
class _Target:
    """A rate of the model in one stage, and the sites at which it has a row."""

    number: int
    stage: str
    class_: str | None
    has_row: Bools


def read_side_effects(tables: TableSet, cycle: Cycle, horizon: int) -> Mapping[str, tuple[SideEffect, ...]]:
    """Return the actions of every measure that has any on one migrant, by measure.

    Parameters
    ----------
    tables : TableSet
        The study.
    cycle : Cycle
        The annual cycle of the migrant.
    horizon : int
        Years of the projection; a blank `to_year` is its last.

    Raises
    ------
    InputError
        Two rows hold for one rate in one year and neither replaces the other.
    """
    found: dict[str, list[SideEffect]] = {}
    journeys = _journeys(tables, cycle)
    by_rate: dict[tuple[str, str], list[_Row]] = {}
    for row in _read_rows(tables, cycle.structure.migrant_id, horizon):
        if row.first <= row.last:
            by_rate.setdefault((row.measure_id, row.rate), []).append(row)
    for (measure, rate), rows in by_rate.items():
        drawn = np.stack([_draw(cycle, row) for row in rows], axis=1)
        targets = list(_targets(cycle, rate, journeys))
        for first, last, positions in _windows(rows):
            for target in targets:
                holds = _winners(rows, positions, target, cycle.structure.sites)
                found.setdefault(measure, []).extend(
                    _side_effects(rows, drawn, holds, _blank_action(cycle, measure, rate, target.number), first, last)
                )
    return {measure: tuple(effects) for measure, effects in found.items() if effects}


def _read_rows(tables: TableSet, migrant_id: str, horizon: int) -> Iterable[_Row]:
    table = tables["measure_effects"].matching("migrant_id", migrant_id)
    rows = zip(
        table.words("measure_id"),
        table.texts("stage"),
        table.texts("site_id"),
        table.words("rate"),
        table.texts("class"),
        table.numbers("effect"),
        table.numbers("effect_low"),
        table.numbers("effect_high"),
        table.numbers("from_year", 1.0),
        table.numbers("to_year", float(horizon)),
        table.rows,
        strict=True,
    )
    for measure, stage, site, rate, class_, effect, low, high, first, last, row in rows:
        yield _Row(
            measure, stage, site, rate, class_, float(effect), float(low), float(high),
            int(first), min(int(last), horizon), f"{table.file or 'measure_effects'}, row {row}",
        )  # fmt: skip


def _draw(cycle: Cycle, row: _Row) -> Floats:
    name = (row.measure_id, cycle.structure.migrant_id, row.stage, row.site, row.rate, row.class_, str(row.first))
    stream = ("measure_effect", *(part or "" for part in name))
    return cycle.draws.of_effect(row.effect, row.low, row.high, *stream)


def _windows(rows: Sequence[_Row]) -> Iterable[tuple[int, int, tuple[int, ...]]]:
    """Yield (first year, last year, rows in force) for every stretch of years with the same rows."""
    starts = sorted({row.first for row in rows} | {row.last + 1 for row in rows})
    for first, following in pairwise(starts):
        positions = tuple(at for at, row in enumerate(rows) if row.first <= first <= row.last)
        if positions:
            yield first, following - 1, positions


def _journeys(tables: TableSet, cycle: Cycle) -> frozenset[tuple[str, str]]:
    """Return the (stage reached, class) pairs for which `movements` has a row."""
    table = tables["movements"].matching("migrant_id", cycle.structure.migrant_id)
    return frozenset(
        (stage, class_)
        for stage, named in zip(table.words("to_stage"), table.texts("class"), strict=True)
        for class_ in cycle.structure.classes
        if named in (None, class_)
    )


def _targets(cycle: Cycle, rate: str, journeys: frozenset[tuple[str, str]]) -> Iterable[_Target]:
    """Yield every target of a rate."""
    targets, structure = cycle.targets, cycle.structure
    n_classes, n_sites = len(structure.classes), len(structure.sites)
    if rate == "capacity":
        for number, curve in enumerate(targets.curves):
            yield _Target(number, structure.stages[curve.crowded_in], None, ~np.isnan(curve.parameter))
        return
    explicit = {target.stage * n_classes + target.class_: target.row >= 0 for target in targets.rates.survival}
    for position, stage in enumerate(structure.stages):
        for number, class_, _, _ in targets.within(rate, position):
            if rate == "survival":
                has_row = explicit.get(number, np.zeros(n_sites, dtype=bool))
            elif rate == "path_survival":
                has_row = np.full(n_sites, (stage, structure.classes[class_]) in journeys)
            else:
                has_row = targets.rates.of(rate)[number].row >= 0
            yield _Target(number, stage, structure.classes[class_], has_row)


def _winners(
    rows: Sequence[_Row], positions: Sequence[int], target: _Target, sites: Sequence[str]
) -> NDArray[np.int64]:
    """Return, by site, the row that holds for a target; -1 where none does.

    A row that names its stage acts there as an impact does; one that names none acts where the rate has a row.
    """
    holds = np.full(len(sites), -1, dtype=np.int64)
    for at in sorted(positions, key=lambda at: len(rows[at].named)):
        row = rows[at]
        if row.stage not in (None, target.stage) or (target.class_ and row.class_ not in (None, target.class_)):
            continue
        for number, site in enumerate(sites):
            if row.site not in (None, site) or (row.stage is None and not target.has_row[number]):
                continue
            before = holds[number]
            if before >= 0 and not rows[before].named < row.named:
                raise InputError(
                    sentence(
                        "This row and %(place)s both hold for the %(rate)s in '%(stage)s' in year %(first)s, and "
                        "neither replaces the other.",
                        place=rows[before].place,
                        rate=row.rate,
                        stage=target.stage,
                        first=max(row.first, rows[before].first),
                    ),
                    where=row.place,
                    remedy="Let one name all that the other names and more, or give them different years.",
                )
            holds[number] = at
    return holds


def _side_effects(
    rows: Sequence[_Row], drawn: Floats, holds: NDArray[np.int64], blank: Action, first: int, last: int
) -> Iterable[SideEffect]:
    """Yield the harm and the benefit that rows bring to one target; the sign in the table tells which is which."""
    signs = np.array([*(np.sign(row.effect) for row in rows), 0.0])[holds]
    effects = np.concatenate([drawn, np.zeros((len(drawn), 1))], axis=1)[:, holds]
    for sign in (-1.0, 1.0):
        effect = np.where(signs == sign, effects, 0.0)
        if effect.any():
            action = Action(**{**vars(blank), "effect": effect})
            yield SideEffect(TimedAction(first, last, action), only_on_success=sign > 0)


def _blank_action(cycle: Cycle, measure: str, rate: str, number: int) -> Action:
    n_sites = len(cycle.structure.sites)
    ones, everywhere = np.ones(n_sites), np.ones(n_sites, dtype=bool)
    return Action(
        measure, measure, "measure", rate, number, np.zeros((1, n_sites)), ones, ones, everywhere, everywhere,
        np.zeros(n_sites),
    )  # fmt: skip
