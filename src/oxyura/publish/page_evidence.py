"""What the page shows of the evidence: who meets whom, and what harms whom."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from oxyura.publish.labels import Labels, Source, Species, title_of

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment
    from oxyura.study.exposure import Exposure
    from oxyura.study.impact_rows import ImpactRow

# A page with more rows than this helps nobody; the files beside it hold them all.
MOST_ROWS = 300
_MOST_SITES = 5


@dataclass(frozen=True)
class ExposureRow:
    """Who meets whom, when and where."""

    species: Species
    stage: str
    site: str
    invader: str
    class_: str
    share: str
    share_limits: str
    share_source: Source | None
    presence: str
    presence_words: str
    presence_source: Source | None
    native: bool
    exposed: str


@dataclass(frozen=True)
class Whisker:
    """An effect with its interval, placed on a scale in per cent of its width."""

    point: float
    left: float
    width: float
    zero: float


@dataclass(frozen=True)
class ImpactLine:
    """What harms whom, where and when, by how much, and who says so."""

    cause: str
    kind: str
    species: Species
    site: str
    stage: str
    mechanism: str
    rate: str
    class_: str
    effect: str
    effect_limits: str
    whisker: Whisker | None
    evidence: str
    confidence: str
    state: str
    source: Source | None


@dataclass(frozen=True)
class ExposureTable:
    """Rows of exposure that the page shows, and how many it leaves to `exposure.parquet`."""

    rows: tuple[ExposureRow, ...]
    left_out: int


@dataclass(frozen=True)
class ImpactTable:
    """Impacts and pressures that the page shows, how many it leaves to `impact.parquet`, and the effects' scale."""

    rows: tuple[ImpactLine, ...]
    left_out: int
    scale_low: str
    scale_high: str


def list_exposure(assessment: Assessment, labels: Labels) -> ExposureTable:
    """Return the exposure of each population at every site where it is.

    With more rows than the page holds, those where an invader is present or nobody has looked come first.
    """
    shares = _sources_by_key(assessment, "distribution", "migrant_id", "stage", "site_id", "class")
    presences = _sources_by_key(assessment, "presences", "invader_id", "site_id")
    words, order = labels.words, {"present": 0, "not_surveyed": 1}
    # With few rows the order of the study reads best; with many, the ones that matter must not be cut off.
    rows = tuple(row for row in assessment.exposures if row.share > 0)
    if len(rows) > MOST_ROWS:
        rows = tuple(sorted(rows, key=lambda row: order.get(row.presence, 2)))

    def line(row: Exposure) -> ExposureRow:
        has_limits = row.share_low is not None and row.share_high is not None
        return ExposureRow(
            labels.migrant(row.migrant_id),
            labels.stage(row.stage),
            labels.site(row.site_id),
            labels.invader(row.invader_id).name,
            row.class_ or "",
            words.percent(row.share),
            words.span(words.percent(row.share_low), words.percent(row.share_high))
            if has_limits and row.share_low != row.share_high
            else "",
            labels.source(shares.get((row.migrant_id, row.stage, row.site_id, row.class_))),
            row.presence,
            labels.presence(row.presence),
            labels.source(presences.get((row.invader_id, row.site_id))),
            not row.alien,
            words.gettext("not known") if row.exposed_share is None else words.percent(row.exposed_share),
        )

    return ExposureTable(tuple(line(row) for row in rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS))


def list_effects(assessment: Assessment, labels: Labels) -> ImpactTable:
    """Return every impact and pressure, with the effects on one scale."""
    rows = _merged(assessment.impacts)
    ends = [
        value
        for row, _ in rows
        for value in (row.effect, row.effect_low, row.effect_high)
        if value is not None and math.isfinite(value)
    ]
    low = -1.0 if any(value < 0 for value in ends) else 0.0
    high = max([0.0, *ends])
    place = _placing(low, high)
    return ImpactTable(
        tuple(_effect(row, sites, labels, place) for row, sites in rows[:MOST_ROWS]),
        sum(len(sites) for _, sites in rows[MOST_ROWS:]),
        labels.words.signed_percent(low),
        labels.words.signed_percent(high),
    )


def _merged(impacts: Sequence[ImpactRow]) -> list[tuple[ImpactRow, list[str | None]]]:
    """Return the effects, each once for all the sites where the same holds of it."""
    found: dict[ImpactRow, list[str | None]] = {}
    for row in impacts:
        found.setdefault(replace(row, site_id=None), []).append(row.site_id)
    return list(found.items())


def _effect(row: ImpactRow, sites: Sequence[str | None], labels: Labels, place: Callable[[float], float]) -> ImpactLine:
    words = labels.words
    effect, limits, whisker = words.gettext("of unknown size"), "", None
    if row.effect is not None:
        effect = words.signed_percent(row.effect)
        limits = words.gettext("no interval")
        low = high = row.effect
        if row.effect_low is not None and row.effect_high is not None:
            low, high = row.effect_low, row.effect_high
            limits = words.span(words.signed_percent(low), words.signed_percent(high))
        whisker = Whisker(place(row.effect), place(low), place(high) - place(low), place(0.0))
    return ImpactLine(
        labels.cause(row.cause_id, row.kind),
        row.kind,
        labels.migrant(row.migrant_id),
        labels.some_sites([labels.site(site) for site in sites], _MOST_SITES),
        labels.stage(row.stage),
        words.term("mechanism", row.mechanism or ""),
        labels.rate(row.rate),
        title_of(row.class_) if row.class_ else "",
        effect,
        limits,
        whisker,
        words.term("evidence", row.evidence),
        words.term("confidence", row.confidence),
        _state(row, labels),
        labels.source(row.source_id),
    )


def _state(row: ImpactRow, labels: Labels) -> str:
    """Say why an effect is not applied, or what is special where it acts; empty where it simply acts."""
    words = labels.words
    if row.effect is None:
        return words.gettext("listed, not applied")
    if not row.acts:
        return words.say("not applied: %(presence)s", presence=labels.presence(row.presence or ""))
    said = [] if row.alien else [words.gettext("native there: acts, and stays in the comparison")]
    low, high = row.factor_low, row.factor_high
    if row.response == "unknown" and low is not None and high is not None and high > low:
        said.append(
            words.say(
                "how it grows with abundance is not known: the rate is multiplied by %(factor)s, or by %(limits)s over "
                "the forms it may have",
                factor=words.significant(row.factor),
                limits=words.span(words.significant(low), words.significant(high)),
            )
        )
    return words.clauses(said)


def _placing(low: float, high: float) -> Callable[[float], float]:
    span = max(high - low, 1e-9)

    def place(value: float) -> float:
        return round(100 * (min(max(value, low), high) - low) / span, 2)

    return place


def _sources_by_key(assessment: Assessment, table_name: str, *key: str) -> dict[tuple[str | None, ...], str]:
    table = assessment.study.tables[table_name]
    keys = zip(*(table.texts(name) for name in key), strict=True)
    return {row: source for row, source in zip(keys, table.texts("source_id"), strict=True) if source is not None}
