"""What each model says of a rate today: the proportional change that it stands for, so that it can be judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.mechanism_year import PARAMETERS, share_left
from oxyura.annual_cycle.projection import project_census
from oxyura.annual_cycle.standing import drawn_parameter
from oxyura.schema.intervals import band
from oxyura.schema.mechanism_tables import MODELS
from oxyura.schema.table import TableSet, number_of, text_of

Floats = NDArray[np.float64]
Record = Mapping[str, object]

# Effects that need no state are summarised over these draws where the migrant has no annual cycle.
_SUMMARY = Draws(1, 1_000)
_POINT = Draws(1, 1, deterministic=True)


@dataclass(frozen=True)
class ModelRecord:
    """A row of a model as the proportional change of a rate that it is today.

    Parameters
    ----------
    effect_id, invader_id, migrant_id, stage, mechanism, rate : str
    site_id, source_id : str or None
    evidence, confidence : str
    effect, low, high : float or None
        Change where everyone is exposed to the abundance at which the parameters hold, at today's numbers, and its 95 %
        limits; None where it cannot be told, and the limits where no parameter has any.
    file : str
    row : int
        Where it stands.
    """

    effect_id: str
    invader_id: str
    migrant_id: str
    stage: str
    mechanism: str
    rate: str
    site_id: str | None
    evidence: str
    confidence: str
    source_id: str | None
    effect: float | None
    low: float | None
    high: float | None
    file: str
    row: int


def model_records(tables: TableSet, cycles: Mapping[str, Cycle]) -> tuple[ModelRecord, ...]:
    """Return every model as a proportional change of a rate, in the order of the tables.

    Parameters
    ----------
    tables : TableSet
    cycles : mapping of str to Cycle
        Annual cycles of the migrants of tier `full`; the others have no numbers to work an effect out from.

    Notes
    -----
    Over several sites the change is that of all individuals of the classes concerned together. Where a parameter
    without which there is no effect has 0 as its lower limit, the upper limit of the change is 0: no effect is not
    excluded.
    """
    found = []
    starts: dict[str, Floats] = {}
    for name in MODELS:
        table = tables[name]
        for record, row in zip(table.records(), table.rows, strict=True):
            migrant = str(record["migrant_id"])
            cycle = cycles.get(migrant)
            if cycle is not None and migrant not in starts:
                starts[migrant] = project_census(cycle, 1).starts
            point = dict(_constant_changes(name, record, _POINT))
            for rate, change, needed in _changes(name, record, cycle, starts.get(migrant)):
                effect, low, high = _summary(record, change, needed)
                if rate in point:
                    effect = float(point[rate][0])
                found.append(
                    ModelRecord(
                        effect_id=str(record["impact_id"]),
                        invader_id=str(record["invader_id"]),
                        migrant_id=migrant,
                        stage=str(record["stage"]),
                        mechanism=str(record.get("mechanism", name)),
                        rate=rate,
                        site_id=text_of(record["site_id"]),
                        evidence=str(record["evidence"]),
                        confidence=str(record["confidence"]),
                        source_id=text_of(record["source_id"]),
                        effect=effect,
                        low=low,
                        high=high,
                        file=table.file or name,
                        row=int(row),
                    )
                )
    return tuple(found)


def _summary(
    record: Record, change: Floats | None, needed: tuple[str, ...]
) -> tuple[float | None, float | None, float | None]:
    if change is None or np.isnan(change).all():
        return None, None, None
    known = band(change[~np.isnan(change)])
    if not any(column.endswith("_low") and record[column] is not None for column in record):
        return known.median, None, None
    excluded = all((number_of(record[f"{column}_low"]) or 0.0) > 0 for column in needed if _has_limits(record, column))
    return known.median, known.low, known.high if excluded else 0.0


def _has_limits(record: Record, column: str) -> bool:
    return record[f"{column}_low"] is not None


def _changes(
    name: str, record: Record, cycle: Cycle | None, starts: Floats | None
) -> Iterator[tuple[str, Floats | None, tuple[str, ...]]]:
    """Yield each rate that a row lowers, by how much in each draw, and the columns without which it would not."""
    columns = {"survival": "mortality", "fecundity": "fecundity_loss"}
    constant = list(_constant_changes(name, record, _SUMMARY if cycle is None else cycle.draws))
    if constant:
        for rate, constantly in constant:
            yield rate, constantly, ("share_laid",) if name == "egg_sinks" else ("prevalence", columns[rate])
    elif name == "hybridisation":
        shares = ("immigrants",) if record["immigrant_share"] is None else ("immigrant_share",)
        change = None if cycle is None or starts is None else _hybridisation_now(record, cycle, starts)
        yield "fecundity", change, shares if _begins_pure(record, cycle) else ()
    elif name == "predation":
        rate = str(record["rate"])
        yield rate, _effect_now(record, rate, cycle, starts), ("attack", "predators")
    elif name == "diseases":
        for rate, column in columns.items():
            if (number_of(record[column]) or 0.0) > 0:
                yield rate, _effect_now(record, rate, cycle, starts), ("prevalence", column)


def _constant_changes(name: str, record: Record, draws: Draws) -> Iterator[tuple[str, Floats]]:
    """Yield each rate that a row lowers whatever the numbers, and by how much in each draw."""
    if name == "egg_sinks":
        laid = drawn_parameter(draws, record, name, "share_laid", "probability", 0.0)
        survival = drawn_parameter(draws, record, name, "survival_there", "probability", 0.0)
        yield "fecundity", -laid * (1.0 - survival)
    elif name == "diseases" and record["half_density"] is None:
        prevalence = drawn_parameter(draws, record, name, "prevalence", "probability", 0.0)
        for rate, column in (("survival", "mortality"), ("fecundity", "fecundity_loss")):
            if (number_of(record[column]) or 0.0) > 0:
                yield rate, -prevalence * drawn_parameter(draws, record, name, column, "probability", 0.0)


def _effect_now(record: Record, rate: str, cycle: Cycle | None, starts: Floats | None) -> Floats | None:
    """Return the change of a rate by a model whose effect follows the state, shape (draws,); NaN where nobody is."""
    if cycle is None or starts is None:
        return None
    year = cycle.year().mechanisms
    for number, effect in enumerate(cycle.mechanisms.effects):
        if year is None or (effect.effect_id, effect.on_young) != (record["impact_id"], rate == "fecundity"):
            continue
        n = year.with_immigrants(effect.stage, starts[:, effect.stage], crowded=True)
        parameters = year.effects.value[:, number, :, PARAMETERS:]
        change = share_left(effect.form, parameters, n[:, effect.prey].sum(axis=1)) - 1.0
        here = [text_of(record["site_id"]) in (None, site) for site in cycle.structure.sites]
        weight = n[:, effect.members].sum(axis=1) * np.array(here, dtype=np.float64)
        total = weight.sum(axis=1)
        mean: Floats = np.full_like(total, np.nan)
        np.divide((weight * change).sum(axis=1), total, out=mean, where=total > 0)
        return mean
    return None


def _hybridisation_now(record: Record, cycle: Cycle, starts: Floats) -> Floats | None:
    """Return what pairs with hybrids take of the young of pure individuals, shape (draws,)."""
    structure, year = cycle.structure, cycle.year().mechanisms
    stage = structure.stage_index.get(str(record["stage"]))
    site = structure.site_index.get(str(record["site_id"]))
    if year is None or cycle.pure is None or stage is None or site is None:
        return None
    n = year.with_immigrants(stage, starts[:, stage], crowded=True)
    return np.asarray(-year.shares(stage, n, crowded=True).lost[:, cycle.pure, site].max(axis=1))


def _begins_pure(record: Record, cycle: Cycle | None) -> bool:
    """Tell whether there are no hybrids at the first census."""
    if cycle is None:
        return True
    hybrid = cycle.structure.class_index.get(str(record["hybrid_class"]))
    return hybrid is None or not cycle.start[:, hybrid].any()
