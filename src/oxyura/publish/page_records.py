"""What the page shows of the records of single studies: what was found, how, where, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from oxyura.impacts.effect_sizes import EffectSizeError, LogEffect
from oxyura.impacts.evidence_records import EvidenceRecord, effect_of, read_evidence
from oxyura.publish.labels import Labels, Source, Species, title_of
from oxyura.publish.language import Translation
from oxyura.publish.page_evidence import MOST_ROWS
from oxyura.schema.intervals import Band
from oxyura.schema.table import TableSet


@dataclass(frozen=True)
class SizedRecord:
    """A record with its size as a proportional change of the rate.

    Parameters
    ----------
    record : EvidenceRecord
    effect : float or None
        None where the record gives no size, or none that can be used.
    limits : (float, float) or None
        None without an interval.
    """

    record: EvidenceRecord
    effect: float | None
    limits: tuple[float, float] | None

    @property
    def band(self) -> Band | None:
        """The effect with its limits; equal to it without an interval. None without a size."""
        if self.effect is None:
            return None
        low, high = self.limits or (self.effect, self.effect)
        return Band(self.effect, low, high)

    def to_json(self) -> dict[str, object]:
        """Return what the record says, by name."""
        record = self.record
        return {
            "evidence_id": record.evidence_id,
            "invader": record.invader_id,
            "migrant": record.migrant_id,
            "stage": record.stage,
            "site": record.site_id,
            "mechanism": record.mechanism,
            "rate": record.rate,
            "design": record.design,
            "consequence": record.consequence,
            "effect": self.effect,
            "effect_low": None if self.limits is None else self.limits[0],
            "effect_high": None if self.limits is None else self.limits[1],
            "borrowed": record.borrowed,
            "source": record.source_id,
        }


@dataclass(frozen=True)
class RecordLine:
    """A record as the page lists it.

    Parameters
    ----------
    where : str
        Where it was made.
    effect, limits : str
        Change of the rate; empty where the record gives no size.
    found : str
        What it shows of individuals and the population.
    studied : str
        The taxon that was studied, where it is not the migrant.
    """

    name: str
    species: Species
    invader: Species
    stage: str
    mechanism: str
    rate: str
    class_: str
    where: str
    year: str
    design: str
    found: str
    effect: str
    limits: str
    confidence: str
    borrowed: bool
    studied: str
    source: Source | None


@dataclass(frozen=True)
class RecordTable:
    """Records that the page shows, and how many it leaves to `tables/evidence.csv`."""

    rows: tuple[RecordLine, ...]
    left_out: int


def size_records(tables: TableSet) -> tuple[SizedRecord, ...]:
    """Return every record of the table `evidence` with its size, in its order."""
    return tuple(_sized(record) for record in read_evidence(tables))


def list_records(records: tuple[SizedRecord, ...], labels: Labels) -> RecordTable:
    """Return the records as the page lists them."""
    return RecordTable(tuple(_line(record, labels) for record in records[:MOST_ROWS]), max(0, len(records) - MOST_ROWS))


def designs(words: Translation) -> Mapping[str, str]:
    """Return how something was found out, in words."""
    return {
        "before_after": words.gettext("before and after"),
        "control_impact": words.gettext("places with it beside places without"),
        "before_after_control_impact": words.gettext("before and after, with it and without"),
        "experiment": words.gettext("experiment"),
        "exclosure": words.gettext("exclosure"),
        "diet": words.gettext("diet"),
        "genetic": words.gettext("genes"),
        "observation": words.gettext("observation"),
        "expert": words.gettext("expert judgement"),
    }


def consequences(words: Translation) -> Mapping[str, str]:
    """Return what a record shows of individuals and the population, in words."""
    return {
        "no_effect": words.gettext("no effect found"),
        "performance": words.gettext("individuals do worse"),
        "decline": words.gettext("a population declines"),
        "local_extinction": words.gettext("a population has gone"),
        "unknown": words.gettext("what became of the population is not told"),
    }


def _sized(record: EvidenceRecord) -> SizedRecord:
    try:
        size: LogEffect | None = effect_of(record)
    except EffectSizeError:
        size = None
    if size is None or not isfinite(size.change):
        return SizedRecord(record, None, None)
    low, high = size.limits
    return SizedRecord(record, size.change, (low, high) if isfinite(low) and isfinite(high) else None)


def _line(sized: SizedRecord, labels: Labels) -> RecordLine:
    record, words, band = sized.record, labels.words, sized.band
    limits = ""
    if band is not None:
        limits = words.limits(band, words.signed_percent) if sized.limits else words.gettext("no interval")
    return RecordLine(
        name=record.evidence_id,
        species=labels.migrant(record.migrant_id),
        invader=labels.invader(record.invader_id),
        stage=labels.stage(record.stage),
        mechanism=words.term("mechanism", record.mechanism),
        rate=labels.rate(record.rate),
        class_=title_of(record.class_) if record.class_ else "",
        where=record.place or (labels.site(record.site_id) if record.site_id else words.gettext("elsewhere")),
        year="" if record.year is None else f"{record.year:.0f}",
        design=designs(words).get(record.design, record.design.replace("_", " ")),
        found=consequences(words).get(record.consequence or "unknown", ""),
        effect="" if band is None else words.signed_percent(band.median),
        limits=limits,
        confidence=words.term("confidence", record.confidence) if record.confidence else "",
        borrowed=record.borrowed,
        studied=record.studied_taxon or "",
        source=labels.source(record.source_id),
    )
