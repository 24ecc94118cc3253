"""Every migrant and invader that meet or have a record: verdict, effect on the rate, effect on growth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.attribution import Outcome, default_outcome, outcome_in_ln
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.mechanism_records import model_records
from oxyura.impacts.evidence_records import read_evidence
from oxyura.impacts.pooled_effects import PooledEffect
from oxyura.impacts.verdicts import Finding, Judgement, Meeting, Record, judge_pair
from oxyura.migrants.listing import protected_migrants, read_listings
from oxyura.schema.intervals import Band, band
from oxyura.schema.sentences import Sentence, sentence
from oxyura.schema.table import TableSet, number_of, text_of
from oxyura.study.alien_migrants import find_alien_populations
from oxyura.study.exposure import Exposure

Floats = NDArray[np.float64]


_COMPARISONS = ("before_after", "control_impact", "before_after_control_impact", "experiment", "exclosure")
_CONSEQUENCES: Mapping[str, Literal["none", "unknown"]] = {"no_effect": "none", "unknown": "unknown"}


@dataclass(frozen=True)
class Pair:
    """One migrant and one invader in one stage by one mechanism.

    Parameters
    ----------
    migrant_id, invader_id, stage : str
    mechanism : str or None
        None where they meet and nothing is recorded.
    judgement : Judgement
        The verdict with its reasons.
    effect_on_rate : mapping of str to Band
        Per rate, the effect of the most telling record with its limits; records without limits are not in it.
    effect_on_growth : Band or None
        What removing the pair's effects alone brings, in ln units; None where the tier does not reach or no size is
        known.
    outcome : str or None
        ``ln_growth`` or ``ln_lambda``: what `effect_on_growth` is of.
    sites : tuple of str
        Where they meet.
    """

    migrant_id: str
    invader_id: str
    stage: str
    mechanism: str | None
    judgement: Judgement
    effect_on_rate: Mapping[str, Band]
    effect_on_growth: Band | None
    outcome: Outcome | None
    sites: tuple[str, ...]


def judge_pairs(
    tables: TableSet,
    exposures: tuple[Exposure, ...],
    cycles: Mapping[str, Cycle],
    horizon_years: int,
    pooled: tuple[PooledEffect, ...] = (),
) -> tuple[Pair, ...]:
    """Judge every pair that meets, may meet, or has a record, in the order of the tables.

    Parameters
    ----------
    tables : TableSet
    exposures : tuple of Exposure
        Who may meet whom.
    cycles : mapping of str to Cycle
        Annual cycles of the migrants of tier `full`.
    horizon_years : int
        For effects on growth.
    pooled : tuple of PooledEffect
        Effects that come from evidence records, for the reasons to say of how many.
    """
    listed = protected_migrants(read_listings(tables), find_alien_populations(tables))
    names = _names(tables)
    records = _records(tables, pooled)
    _add_models(records, tables, cycles)
    findings = _findings(tables)
    meetings = _meetings(exposures)
    keys = dict.fromkeys((migrant, invader, stage, mechanism) for migrant, invader, stage, mechanism in records)
    recorded = {key[:3] for key in keys}
    for (migrant, invader, stage), met in meetings.items():
        unrecorded = (migrant, invader, stage) not in recorded
        if unrecorded and any(m.share > 0 and m.presence in ("present", "eradicated") for m in met):
            keys[migrant, invader, stage, None] = None
    pairs: list[Pair] = []
    today: dict[str, Floats] = {}
    for migrant, invader, stage, mechanism in keys:
        met = meetings.get((migrant, invader, stage), [])
        of_pair = records.get((migrant, invader, stage, mechanism), [])
        judgement = judge_pair(
            names.get(migrant, migrant),
            names.get(invader, invader),
            listed=listed.get(migrant, False),
            meetings=met,
            records=of_pair,
            findings=findings.get((migrant, invader, stage, mechanism), ()),
        )
        growth, outcome = _effect_on_growth(cycles.get(migrant), of_pair, horizon_years, today)
        pairs.append(
            Pair(
                migrant,
                invader,
                stage,
                mechanism,
                judgement,
                _effects(of_pair),
                growth,
                outcome,
                tuple(dict.fromkeys(m.site_id for m in met if m.share > 0 and m.presence == "present")),
            )
        )
    return tuple(pairs)


def _names(tables: TableSet) -> dict[str, str]:
    found: dict[str, str] = {}
    for table, column in (("migrants", "migrant_id"), ("invaders", "invader_id")):
        found.update(zip(tables[table].words(column), tables[table].words("scientific_name"), strict=True))
    return found


def _records(
    tables: TableSet, pooled: tuple[PooledEffect, ...]
) -> dict[tuple[str, str, str, str | None], list[Record]]:
    table = tables["impacts"]
    behind = {effect.row: effect.described for effect in pooled}
    found: dict[tuple[str, str, str, str | None], list[Record]] = {}
    for record, row in zip(table.records(), table.rows, strict=True):
        key = (str(record["migrant_id"]), str(record["invader_id"]), str(record["stage"]), str(record["mechanism"]))
        found.setdefault(key, []).append(
            Record(
                effect_id=str(record["impact_id"]),
                file_row=_place(table.file or "impacts", int(row), behind.get(int(row))),
                site_id=text_of(record["site_id"]),
                rate=str(record["rate"]),
                evidence=str(record["evidence"]),
                effect=number_of(record["effect"]),
                low=number_of(record["effect_low"]),
                high=number_of(record["effect_high"]),
                source_id=text_of(record["source_id"]),
            )
        )
    return found


def _add_models(
    records: dict[tuple[str, str, str, str | None], list[Record]], tables: TableSet, cycles: Mapping[str, Cycle]
) -> None:
    """Add the mechanisms that are models, each as the change of a rate that it is today."""
    for model in model_records(tables, cycles):
        key = model.migrant_id, model.invader_id, model.stage, model.mechanism
        records.setdefault(key, []).append(
            Record(
                effect_id=model.effect_id,
                file_row=_place(model.file, model.row, None),
                site_id=model.site_id,
                rate=model.rate,
                evidence=model.evidence,
                effect=model.effect,
                low=model.low,
                high=model.high,
                source_id=model.source_id,
            )
        )


def _findings(tables: TableSet) -> dict[tuple[str, str, str, str | None], list[Finding]]:
    """Return what studies of the pairs themselves found; what is borrowed from elsewhere decides nothing here."""
    file, found = tables["evidence"].file or "evidence", dict[tuple[str, str, str, str | None], list[Finding]]()
    for record in read_evidence(tables):
        if not record.borrowed:
            consequence = record.consequence or "unknown"
            found.setdefault((record.migrant_id, record.invader_id, record.stage, record.mechanism), []).append(
                Finding(
                    file_row=sentence(
                        "record %(record)s: %(place)s", record=record.evidence_id, place=_place(file, record.row, None)
                    ),
                    compared=record.design in _COMPARISONS,
                    consequence=_CONSEQUENCES.get(consequence, "harm"),
                    direction=record.direction,
                )
            )
    return found


def _place(file: str, row: int, described: Sentence | None) -> Sentence:
    if described is None:
        return sentence("%(file)s, row %(row)s", file=file, row=str(row))
    return sentence("%(file)s, row %(row)s, from %(records)s", file=file, row=str(row), records=described)


def _meetings(exposures: tuple[Exposure, ...]) -> dict[tuple[str, str, str], list[Meeting]]:
    found: dict[tuple[str, str, str], list[Meeting]] = {}
    for row in exposures:
        meeting = Meeting(row.site_id, row.share, row.presence, row.alien)
        found.setdefault((row.migrant_id, row.invader_id, row.stage), []).append(meeting)
    return found


def _effects(records: list[Record]) -> dict[str, Band]:
    """Return, per rate, the record whose interval says most: the one that lies furthest below no effect."""
    found: dict[str, Band] = {}
    for record in records:
        if record.effect is None or record.low is None or record.high is None:
            continue
        effect = Band(record.effect, record.low, record.high)
        if record.rate not in found or effect.high < found[record.rate].high:
            found[record.rate] = effect
    return found


def _effect_on_growth(
    cycle: Cycle | None, records: list[Record], horizon_years: int, today: dict[str, Floats]
) -> tuple[Band | None, Outcome | None]:
    """Return what removing these effects alone brings, in ln units; `today` keeps the outcome as now by migrant."""
    ids = {record.effect_id for record in records}
    if cycle is None or not any(action.effect_id in ids for action in cycle.causes):
        return None, None
    outcome, migrant = default_outcome(cycle), cycle.structure.migrant_id
    if migrant not in today:
        today[migrant] = outcome_in_ln(cycle, horizon_years, outcome)
    freed = replace(
        cycle,
        causes=tuple(
            replace(action, acts=action.acts & ~action.alien) if action.effect_id in ids else action
            for action in cycle.causes
        ),
    )
    without = outcome_in_ln(freed, horizon_years, outcome)
    if not (np.isfinite(today[migrant]).all() and np.isfinite(without).all()):
        return None, outcome
    return band(without - today[migrant]), outcome
