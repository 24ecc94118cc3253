"""Evidence records: numbers that make sense, data that count once, impacts that they inform; and responses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np

from oxyura.impacts.effect_sizes import EffectSizeError, LogEffect
from oxyura.impacts.evidence_records import EvidenceRecord, ImpactTarget, effect_of, informs, read_evidence
from oxyura.impacts.pooled_effects import find_doubled
from oxyura.schema.sentences import count_sentence, sentence
from oxyura.schema.table import TableSet, text_of
from oxyura.study.checking.findings import Finding, find, number_text, row_text
from oxyura.study.checking.index import StudyIndex

_CODES: Mapping[str, str] = {
    "impossible": "evidence_impossible",
    "incomplete": "evidence_incomplete",
    "no_base_risk": "evidence_without_base_risk",
    "no_n": "evidence_without_n",
    "interval": "evidence_interval",
}

# Fewer standard errors from 0 and a mean has no logarithm to rely on (Hedges, Gurevitch & Curtis 1999).
_SOUND_MEAN = 3.0

_FORMS_WITH_PARAMETER = ("saturating", "threshold")


def _records(index: StudyIndex) -> list[tuple[int, EvidenceRecord]]:
    """Return the sound records with their position in the table."""
    table = index["evidence"]
    at = {int(row): position for position, row in enumerate(table.rows)}
    return [(at[record.row], record) for record in read_evidence(TableSet({"evidence": table}))]


def _sized(index: StudyIndex) -> list[tuple[int, EvidenceRecord, LogEffect]]:
    """Return the records whose size can be worked out."""
    found = []
    for at, record in _records(index):
        try:
            size = effect_of(record)
        except EffectSizeError:
            continue
        if size is not None:
            found.append((at, record, size))
    return found


def find_unusable_records(index: StudyIndex) -> Iterator[Finding]:
    """Find records whose numbers do not give a change of their rate."""
    table = index["evidence"]
    for at, record in _records(index):
        if record.scale is None and record.has_figures:
            message = sentence(
                "'%(evidence_id)s' has numbers, and no scale says what they mean.", evidence_id=record.evidence_id
            )
            yield find("evidence_scale_missing", table, message, at=at, column="scale")
        try:
            effect_of(record)
        except EffectSizeError as error:
            code = _CODES[error.kind]
            yield find(code, table, error.message, at=at, column=error.column, remedy=error.remedy)


def find_directions_that_disagree(index: StudyIndex) -> Iterator[Finding]:
    """Find records whose direction is not that of their size."""
    table = index["evidence"]
    for at, record, size in _sized(index):
        went = "decrease" if size.estimate < 0 else "increase"
        if record.direction in ("decrease", "increase") and size.estimate != 0 and record.direction != went:
            message = sentence(
                "'%(evidence_id)s' says %(direction)s, and its numbers say %(went)s.",
                evidence_id=record.evidence_id,
                direction=record.direction,
                went=went,
            )
            yield find("evidence_direction", table, message, at=at, column="direction", value=record.direction)


def find_records_that_cannot_be_weighed(index: StudyIndex) -> Iterator[Finding]:
    """Find sizes without an interval, and means too near to 0."""
    table = index["evidence"]
    for at, record, size in _sized(index):
        if not size.variance > 0:
            message = sentence(
                "'%(evidence_id)s' has a size, and nothing says how sure it is.", evidence_id=record.evidence_id
            )
            yield find("evidence_without_interval", table, message, at=at, column="effect")
        if record.scale == "means":
            for name in ("with", "without"):
                mean, sd, n = (record.figures[f"{what}_{name}"] for what in ("mean", "sd", "n"))
                if mean * n**0.5 < _SOUND_MEAN * sd:
                    error = number_text(round(sd / n**0.5, 6))
                    message = sentence(
                        "This mean of %(mean)s has a standard error of %(error)s.", mean=number_text(mean), error=error
                    )
                    yield find("evidence_mean_near_zero", table, message, at=at, column=f"mean_{name}")


def find_data_counted_twice(index: StudyIndex) -> Iterator[Finding]:
    """Find records that give the data of an earlier one."""
    table = index["evidence"]
    records = _records(index)
    at = {record.evidence_id: position for position, record in records}
    for twin, first in find_doubled(record for _, record in records).items():
        message = sentence(
            "'%(twin)s' gives the same data as '%(first)s' in %(rows)s: it counts once.",
            twin=twin,
            first=first,
            rows=row_text(table, [at[first]]),
        )
        yield find("evidence_counted_twice", table, message, at=at[twin], column="evidence_id")


def find_records_without_impact(index: StudyIndex) -> Iterator[Finding]:
    """Find records with a size that no impact takes up."""
    table = index["evidence"]
    targets = _targets(index)
    for at, record, _ in _sized(index):
        key = (record.invader_id, record.migrant_id, record.rate)
        if any(informs(record, target) for _, target in targets.get(key, ())):
            continue
        if record.impact_id is not None and record.impact_id in index.ids("impacts"):
            message = sentence(
                "'%(impact)s' has no row for '%(invader)s', '%(migrant)s' and %(rate)s%(whose)s.",
                impact=record.impact_id,
                invader=record.invader_id,
                migrant=record.migrant_id,
                rate=record.rate,
                whose=sentence(" of class %(class_)s", class_=record.class_) if record.class_ else "",
            )
            yield find("evidence_of_other_impact", table, message, at=at, column="impact_id")
        elif record.impact_id is None:
            message = sentence(
                "No impact of '%(invader_id)s' on %(rate)s of '%(migrant_id)s' by %(mechanism)s in %(stage)s "
                "takes up '%(evidence_id)s'.",
                invader_id=record.invader_id,
                rate=record.rate,
                migrant_id=record.migrant_id,
                mechanism=record.mechanism,
                stage=record.stage,
                evidence_id=record.evidence_id,
            )
            yield find("evidence_informs_nothing", table, message, at=at, column="evidence_id")


def find_borrowing_not_said(index: StudyIndex) -> Iterator[Finding]:
    """Find records of another taxon that are not called borrowed."""
    table = index["evidence"]
    for at, record in _records(index):
        if record.studied_taxon is not None and not record.borrowed:
            message = sentence(
                "'%(evidence_id)s' was made of %(studied_taxon)s, and borrowed is not yes.",
                evidence_id=record.evidence_id,
                studied_taxon=record.studied_taxon,
            )
            yield find("evidence_taxon_not_borrowed", table, message, at=at, column="borrowed")


def find_impacts_beside_evidence(index: StudyIndex) -> Iterator[Finding]:
    """Find impacts that have sized evidence and do not use it."""
    table = index["impacts"]
    records = defaultdict(list)
    for _, record, _ in _sized(index):
        records[record.invader_id, record.migrant_id, record.rate].append(record)
    pooled = {effect.row for effect in index.pooled}
    sizes, evidence = table.numbers("effect"), table.words("evidence")
    for key, targets in _targets(index).items():
        for at, target in targets:
            count = sum(informs(record, target) for record in records.get(key, ()))
            if not count or int(table.rows[at]) in pooled:
                continue
            shown = count_sentence(
                "%(number)s record with a size informs '%(impact)s'",
                "%(number)s records with a size inform '%(impact)s'",
                count,
                impact=target.impact_id,
            )
            if not np.isnan(sizes[at]):
                message = sentence("%(shown)s, whose effect is written: it stands.", shown=shown)
                yield find("written_effect_stands", table, message, at=at, column="effect")
            elif evidence[at] == "none":
                message = sentence("%(shown)s, whose evidence is none: they are not used.", shown=shown)
                yield find("evidence_for_none", table, message, at=at, column="evidence")


def _targets(index: StudyIndex) -> dict[tuple[str, str, str], list[tuple[int, ImpactTarget]]]:
    """Return the rows of `impacts` by invader, migrant and rate."""
    found: dict[tuple[str, str, str], list[tuple[int, ImpactTarget]]] = defaultdict(list)
    for at, cells in enumerate(index["impacts"].records()):
        target = ImpactTarget.of(cells)
        if target is not None:
            found[target.invader_id, target.migrant_id, target.rate].append((at, target))
    return found


def find_wrong_responses(index: StudyIndex) -> Iterator[Finding]:
    """Find responses without their parameter, with one they do not have, or that differ within an impact."""
    table = index["impacts"]
    first: dict[tuple[str, str, str], tuple[str, float | None]] = {}
    for at, cells in enumerate(table.records()):
        form, parameter = text_of(cells["response"]) or "exponential", cells["response_parameter"]
        found = partial(find, table=table, at=at)
        if form in _FORMS_WITH_PARAMETER and parameter is None:
            message = sentence("A response that is called %(form)s needs its parameter.", form=form)
            yield found("response_parameter_missing", message=message, column="response_parameter")
        elif form not in _FORMS_WITH_PARAMETER and parameter is not None:
            message = sentence("response_parameter has no meaning where the response is %(form)s.", form=form)
            yield found("column_not_used", message=message, column="response_parameter")
        elif form == "threshold" and isinstance(parameter, float) and parameter > 1:
            message = sentence(
                "A threshold of %(parameter)s lies above where the effect was measured, at 1.",
                parameter=number_text(parameter),
            )
            yield found("response_threshold_above_one", message=message, column="response_parameter")
        key = (str(cells["impact_id"]), str(cells["stage"]), str(cells["rate"]))
        curve = (form, parameter if isinstance(parameter, float) else None)
        if first.setdefault(key, curve) != curve:
            message = sentence(
                "The rows of '%(key)s' on %(key_2)s in %(key_3)s differ in how the effect follows abundance.",
                key=key[0],
                key_2=key[2],
                key_3=key[1],
            )
            yield found("response_differs", message=message, column="response")


RULES = (
    find_unusable_records,
    find_directions_that_disagree,
    find_records_that_cannot_be_weighed,
    find_data_counted_twice,
    find_records_without_impact,
    find_borrowing_not_said,
    find_impacts_beside_evidence,
    find_wrong_responses,
)
