"""From evidence to effect: impacts without a written effect take theirs, with its limits, from the pooled records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import Literal

import numpy as np

from oxyura.impacts.effect_sizes import EffectSizeError, LogEffect
from oxyura.impacts.evidence_records import (
    EvidenceRecord,
    ImpactTarget,
    effect_of,
    informs,
    read_evidence,
    split_doubles,
)
from oxyura.impacts.meta_analysis import Pool, collapse_source, pool_estimates
from oxyura.schema.intervals import Z_95
from oxyura.schema.sentences import Sentence, count_sentence, sentence
from oxyura.schema.table import Table, TableSet, Values, text_of

Basis = Literal["one_source", "two_sources", "same_site", "new_site", "without_interval"]
Reason = Literal["counted_twice", "no_interval", "other_site", "not_usable"]

# The draws reckon with products of an upper limit; a rate does not grow a millionfold.
_GREATEST = 1e6


@dataclass(frozen=True)
class LeftOut:
    """A record of the impact that does not enter its effect, and why."""

    evidence_id: str
    reason: Reason
    message: str

    def to_json(self) -> dict[str, str]:
        """Return the three texts by name."""
        return {"evidence_id": self.evidence_id, "reason": self.reason, "message": self.message}


@dataclass(frozen=True)
class PooledEffect:
    """The effect that one row of `impacts` takes from its evidence.

    Parameters
    ----------
    target : ImpactTarget
        Impact, invader, migrant, stage, mechanism, rate and class.
    site_id : str or None
        Site of the row; None: every site.
    row : int
        Row of `impacts` in its file.
    effect : float
        Proportional change of the rate.
    low, high : float or None
        Its limits; None where no record has an interval.
    basis : {'one_source', 'two_sources', 'same_site', 'new_site', 'without_interval'}
        What the limits are: the one source's own; the outer limits of two; those of the mean at the row's own site;
        those of a prediction for a new site; none.
    records, sources : tuple of str
        What entered, in the order of the table. A record without source_id is a source of its own.
    borrowed : tuple of str
        Records among them from another migrant, invader or region.
    left_out : tuple of LeftOut
        What did not enter.
    pool : Pool or None
        The meta-analysis on the log scale; None with fewer than two sources.
    """

    target: ImpactTarget
    site_id: str | None
    row: int
    effect: float
    low: float | None
    high: float | None
    basis: Basis
    records: tuple[str, ...]
    sources: tuple[str, ...]
    borrowed: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    pool: Pool | None

    @property
    def described(self) -> Sentence:
        """How many records from how many sources, as ``5 records of 3 sources``."""
        return sentence(
            "%(records)s of %(sources)s",
            records=count_sentence("%(number)s record", "%(number)s records", len(self.records)),
            sources=count_sentence("%(number)s source", "%(number)s sources", len(self.sources)),
        )

    def to_json(self) -> dict[str, object]:
        """Return everything by name; numbers of the pool as proportional changes, but for τ²."""
        pool = self.pool
        return {
            "impact_id": self.target.impact_id,
            "invader_id": self.target.invader_id,
            "migrant_id": self.target.migrant_id,
            "stage": self.target.stage,
            "site_id": self.site_id,
            "mechanism": self.target.mechanism,
            "rate": self.target.rate,
            "class": self.target.class_,
            "effect": self.effect,
            "effect_low": self.low,
            "effect_high": self.high,
            "basis": self.basis,
            "records": list(self.records),
            "sources": list(self.sources),
            "borrowed": list(self.borrowed),
            "left_out": [record.to_json() for record in self.left_out],
            "mean_low": None if pool is None else _change(pool.low),
            "mean_high": None if pool is None else _change(pool.high),
            "tau2": None if pool is None else pool.tau2,
            "tau2_low": None if pool is None else pool.tau2_low,
            "tau2_high": None if pool is None else pool.tau2_high,
            "i2": None if pool is None else pool.i2,
            "q": None if pool is None else pool.q,
        }


def fill_effects(tables: TableSet) -> tuple[TableSet, tuple[PooledEffect, ...]]:
    """Give every impact without an effect the one that its evidence supports.

    Parameters
    ----------
    tables : TableSet
        The study as it was read.

    Returns
    -------
    tables : TableSet
        The same with effect and limits of these rows of `impacts` filled in; and their source_id, where it was empty
        and all records are of one source. A written effect stays, and so does a row with evidence ``none``.
    pooled : tuple of PooledEffect
        One per row that was filled in, in the order of the table.

    Notes
    -----
    docs/explanation/evidence.md tells the rules.
    """
    impacts = tables["impacts"]
    if not len(impacts) or not len(tables["evidence"]):
        return tables, ()
    by_key: dict[tuple[str, str, str], list[EvidenceRecord]] = defaultdict(list)
    for record in read_evidence(tables):
        if record.scale is not None:
            by_key[record.invader_id, record.migrant_id, record.rate].append(record)
    found: dict[int, PooledEffect] = {}
    for at, (cells, row) in enumerate(zip(impacts.records(), impacts.rows, strict=True)):
        target = ImpactTarget.of(cells)
        if cells["effect"] is not None or cells["evidence"] == "none" or target is None:
            continue
        matching = by_key.get((target.invader_id, target.migrant_id, target.rate), [])
        pooled = pool_records(
            target, text_of(cells["site_id"]), [record for record in matching if informs(record, target)], int(row)
        )
        if pooled is not None:
            found[at] = pooled
    if not found:
        return tables, ()
    return tables.replacing(impacts=_filled(impacts, found)), tuple(found.values())


def pool_records(
    target: ImpactTarget, site_id: str | None, records: Sequence[EvidenceRecord], row: int = 0
) -> PooledEffect | None:
    """Pool the records that inform one row of `impacts`; None where none of them has a size.

    Parameters
    ----------
    target : ImpactTarget
        The row.
    site_id : str or None
        Its site.
    records : sequence of EvidenceRecord
        The records that inform it.
    row : int
        Where it stands in its file.

    Notes
    -----
    In this order: what gives the same data twice counts once; where records were made at the row's own site they alone
    count; records without an interval count only where no record has one; those of one source become one; and the
    sources are pooled, if there are two or more.
    """
    kept, doubled = split_doubles(records)
    left_out = [
        LeftOut(twin, "counted_twice", f"Gives the same data as {first}: counted once.")
        for twin, first in doubled.items()
    ]
    sizes: dict[str, LogEffect] = {}
    for record in kept:
        try:
            size = effect_of(record)
        except EffectSizeError as error:
            left_out.append(LeftOut(record.evidence_id, "not_usable", error.message))
            continue
        if size is not None and isfinite(size.estimate):
            sizes[record.evidence_id] = size
    used = [record for record in kept if record.evidence_id in sizes]
    here = [
        record
        for record in used
        if site_id is not None and record.site_id == site_id and _can_be_weighed(sizes[record.evidence_id])
    ]
    if here:
        left_out.extend(
            LeftOut(record.evidence_id, "other_site", f"Made elsewhere; {site_id} has evidence of its own.")
            for record in used
            if record.site_id != site_id
        )
        used = here
    weighed = [record for record in used if _can_be_weighed(sizes[record.evidence_id])]
    if weighed:
        left_out.extend(
            LeftOut(record.evidence_id, "no_interval", "Has no interval, so that it cannot be weighed against others.")
            for record in used
            if record not in weighed
        )
        used = weighed
    if not used:
        return None
    return _pooled(target, site_id, row, used, sizes, tuple(left_out), at_site=bool(here))


def _can_be_weighed(size: LogEffect) -> bool:
    return isfinite(size.variance) and size.variance > 0.0


def _pooled(
    target: ImpactTarget,
    site_id: str | None,
    row: int,
    used: Sequence[EvidenceRecord],
    sizes: Mapping[str, LogEffect],
    left_out: tuple[LeftOut, ...],
    *,
    at_site: bool,
) -> PooledEffect:
    by_source: dict[str, list[LogEffect]] = defaultdict(list)
    for record in used:
        by_source[record.source_id or record.evidence_id].append(sizes[record.evidence_id])
    summaries = [_one_of(effects) for effects in by_source.values()]
    pool = None
    low: float | None
    high: float | None
    basis: Basis
    if not all(_can_be_weighed(size) for size in summaries):
        effect, low, high = _change(float(np.mean([size.estimate for size in summaries]))), None, None
        basis = "without_interval"
    elif len(summaries) == 1:
        effect, basis = summaries[0].change, "one_source"
        low, high = _change(summaries[0].low), _change(summaries[0].high)
    else:
        pool = pool_estimates([size.estimate for size in summaries], [size.variance for size in summaries])
        effect = _change(pool.mean)
        if len(summaries) == 2:
            low, high = _change(min(size.low for size in summaries)), _change(max(size.high for size in summaries))
            basis = "two_sources"
        elif at_site:
            low, high, basis = _change(pool.low), _change(pool.high), "same_site"
        else:
            low, high, basis = _change(pool.new_low), _change(pool.new_high), "new_site"
    return PooledEffect(
        target=target,
        site_id=site_id,
        row=row,
        effect=effect,
        low=low,
        high=high,
        basis=basis,
        records=tuple(record.evidence_id for record in used),
        sources=tuple(by_source),
        borrowed=tuple(record.evidence_id for record in used if record.borrowed),
        left_out=left_out,
        pool=pool,
    )


def _one_of(effects: Sequence[LogEffect]) -> LogEffect:
    """Return one effect for those of a source; a single one keeps its own limits."""
    if len(effects) == 1:
        return effects[0]
    estimate, variance = collapse_source([each.estimate for each in effects], [each.variance for each in effects])
    reach = Z_95 * variance**0.5
    return LogEffect(estimate, variance, estimate - reach, estimate + reach)


def _change(log_ratio: float) -> float:
    """Return e of ln(1 + e)."""
    return min(LogEffect(log_ratio, nan, nan, nan).change, _GREATEST)


def _filled(impacts: Table, found: Mapping[int, PooledEffect]) -> Table:
    """Return `impacts` with the pooled effects written into their rows."""
    columns: dict[str, Values] = dict(impacts.columns)
    numbers = {name: impacts.numbers(name).copy() for name in ("effect", "effect_low", "effect_high")}
    sources = np.array(impacts.columns["source_id"], dtype=object)
    for at, pooled in found.items():
        numbers["effect"][at] = pooled.effect
        numbers["effect_low"][at] = nan if pooled.low is None else pooled.low
        numbers["effect_high"][at] = nan if pooled.high is None else pooled.high
        if sources[at] is None and len(pooled.sources) == 1 and pooled.sources[0] not in pooled.records:
            sources[at] = pooled.sources[0]
    columns.update(numbers)
    columns["source_id"] = sources
    return Table(impacts.spec, columns, impacts.rows, impacts.file, impacts.letters)


def find_doubled(records: Iterable[EvidenceRecord]) -> dict[str, str]:
    """Return the records that give the data of another one again, with that one.

    Only records of one invader, migrant, stage, mechanism and impact are held against each other.
    """
    groups: dict[tuple[str | None, ...], list[EvidenceRecord]] = defaultdict(list)
    for record in records:
        if record.has_figures:
            key = (record.invader_id, record.migrant_id, record.stage, record.mechanism, record.impact_id)
            groups[key].append(record)
    doubled: dict[str, str] = {}
    for group in groups.values():
        doubled.update(split_doubles(group)[1])
    return doubled
