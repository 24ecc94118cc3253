"""The records that EICAT is derived from, and the categories that others have published, as the tables hold them."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Literal

from oxyura.schema.table import TableSet, number_of, text_of

Confidence = Literal["low", "medium", "high"]
CERTAINTY: tuple[Confidence, ...] = ("low", "medium", "high")


@dataclass(frozen=True)
class ImpactRecord:
    """A row of `evidence`, as far as EICAT asks; None where a cell is empty.

    Parameters
    ----------
    evidence_id, invader_id, migrant_id, mechanism, rate, design, consequence : str
    site_id : str or None
        Site of the study where it was found; None elsewhere.
    studied_taxon : str or None
        The native taxon that was studied, where it is not the migrant.
    reversible : bool or None
        Of a local extinction.
    confidence : Confidence or None
        As recorded.
    borrowed : bool
        Whether it comes from another migrant, invader or region.
    has_interval : bool
        Whether the size has limits, a standard error or sample sizes.
    direction : float or None
        Below 0: the rate is lower with the invader; above 0: higher; None: no size.
    """

    evidence_id: str
    invader_id: str
    migrant_id: str
    mechanism: str
    rate: str
    design: str
    consequence: str
    site_id: str | None = None
    studied_taxon: str | None = None
    reversible: bool | None = None
    confidence: Confidence | None = None
    borrowed: bool = False
    has_interval: bool = False
    direction: float | None = None


@dataclass(frozen=True)
class PublishedCategory:
    """A category in the column `eicat` of `impacts`: somebody else's assessment."""

    impact_id: str
    invader_id: str
    migrant_id: str
    mechanism: str
    category: str
    source_id: str | None


def read_impact_records(tables: TableSet) -> tuple[ImpactRecord, ...]:
    """Return the rows of `evidence`, in their order."""
    return tuple(_record(row) for row in tables["evidence"].records())


def read_published(tables: TableSet) -> tuple[PublishedCategory, ...]:
    """Return the published categories of `impacts`, in their order, each impact once."""
    found = (
        PublishedCategory(
            str(row["impact_id"]),
            str(row["invader_id"]),
            str(row["migrant_id"]),
            str(row["mechanism"]),
            str(row["eicat"]),
            text_of(row["source_id"]),
        )
        for row in tables["impacts"].records()
        if row["eicat"] is not None
    )
    return tuple(dict.fromkeys(found))


def _record(row: dict[str, float | str | tuple[str, ...] | None]) -> ImpactRecord:
    return ImpactRecord(
        evidence_id=str(row["evidence_id"]),
        invader_id=str(row["invader_id"]),
        migrant_id=str(row["migrant_id"]),
        mechanism=str(row["mechanism"]),
        rate=str(row["rate"]),
        design=str(row["design"]),
        consequence=str(row["consequence"]),
        site_id=text_of(row["site_id"]),
        studied_taxon=text_of(row["studied_taxon"]),
        reversible=None if row["reversible"] is None else row["reversible"] == "yes",
        confidence=next((level for level in CERTAINTY if level == row["confidence"]), None),
        borrowed=row["borrowed"] == "yes",
        has_interval=_has_interval(row),
        direction=_direction(row),
    )


def _has_interval(row: dict[str, float | str | tuple[str, ...] | None]) -> bool:
    def given(*names: str) -> bool:
        return all(row[name] is not None for name in names)

    return (
        given("effect", "effect_low", "effect_high")
        or given("effect", "standard_error")
        or given("sd_with", "n_with", "sd_without", "n_without")
        or given("events_with", "n_with", "events_without", "n_without")
    )


def _direction(row: dict[str, float | str | tuple[str, ...] | None]) -> float | None:
    """Return a number with the sign of the change of the rate; only its sign counts."""
    effect, scale = number_of(row["effect"]), row["scale"]
    if effect is not None and scale in ("rate_ratio", "risk_ratio", "odds_ratio"):
        return log(effect) if effect > 0 else -1.0
    if effect is not None:
        return effect
    mean_with, mean_without = number_of(row["mean_with"]), number_of(row["mean_without"])
    if scale == "means" and mean_with is not None and mean_without is not None:
        return mean_with - mean_without
    counts = [number_of(row[name]) for name in ("events_with", "n_with", "events_without", "n_without")]
    if scale == "counts" and None not in counts:
        events_with, n_with, events_without, n_without = (count or 0.0 for count in counts)
        return events_with / n_with - events_without / n_without if n_with > 0 and n_without > 0 else None
    return None
