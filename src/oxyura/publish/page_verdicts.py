"""What the page shows of the verdicts: pair by pair, with reasons, precaution and what would settle it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from oxyura.impacts.verdicts import SEVERITY, Verdict
from oxyura.publish.labels import RATE_WORDS, Labels, Source, Species, stage_name
from oxyura.publish.number_words import has_interval, in_words, limits, percent
from oxyura.publish.page_evidence import MOST_ROWS
from oxyura.schema.intervals import Band
from oxyura.study.assessment import Assessment
from oxyura.study.pairs import Pair

VERDICT_WORDS: dict[Verdict, str] = {
    "demonstrated_threat": "demonstrated threat",
    "inferred_threat": "inferred threat",
    "unproven": "unproven",
    "no_demonstrated_impact": "no demonstrated impact",
    "not_assessed": "not assessed",
}
VERDICT_MEANINGS: dict[Verdict, str] = {
    "demonstrated_threat": "they meet, and what was measured excludes that there is no effect",
    "inferred_threat": "the same, by evidence carried over from elsewhere or an expert's judgement",
    "unproven": "they meet, and the evidence does not decide",
    "no_demonstrated_impact": "studied and a harm worth acting on excluded, or not listed, or native there",
    "not_assessed": "no record, or a table is missing",
}


# Why there is no demonstrated impact: without it the words could be read as harmlessness.
RULE_WORDS = {
    "not_listed": "not listed, so the resolution does not ask",
    "native": "the invader is native there",
    "eradicated": "the invader has been eradicated",
    "do_not_meet": "they do not meet",
    "harm_excluded": "harm worth acting on excluded",
}


@dataclass(frozen=True)
class PairLine:
    """A verdict as the page shows it.

    Parameters
    ----------
    on_rate : tuple of (str, str)
        What the most telling record says of each rate: size with limits, and the rate in words.
    on_growth : str
        What removing the pair's effects alone brings, per year; empty where it is not known.
    on_growth_limits : str
        Its interval.
    more_reasons : int
        Reasons that only the files hold.
    """

    species: Species
    invader: Species
    stage: str
    mechanism: str
    sites: str
    verdict: Verdict
    on_rate: tuple[tuple[str, str], ...]
    on_growth: str
    on_growth_limits: str
    reasons: tuple[str, ...]
    more_reasons: int
    precaution: str
    would_settle: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class VerdictTable:
    """Verdicts that are shown, and how many are left to the files."""

    rows: tuple[PairLine, ...]
    left_out: int


# Migrant, invader, stage and mechanism.
_Key = tuple[str, str, str, str | None]

_MOST_REASONS = 4
_MOST_SITES = 5


def list_verdicts(assessment: Assessment, labels: Labels) -> VerdictTable:
    """Return the verdict on every pair, those that ask most of a reader first."""
    sources, points = _sources(assessment, labels), _without_limits(assessment)
    pairs = sorted(assessment.pairs, key=lambda pair: SEVERITY.index(pair.judgement.verdict))
    return VerdictTable(
        tuple(_line(pair, labels, sources, points) for pair in pairs[:MOST_ROWS]), max(0, len(pairs) - MOST_ROWS)
    )


def verdict_note(assessment: Assessment, migrant_id: str, verdict: Verdict) -> str:
    """Return why a population has no demonstrated impact; empty for other verdicts."""
    rules = dict.fromkeys(
        pair.judgement.rule
        for pair in assessment.pairs
        if pair.migrant_id == migrant_id and pair.judgement.verdict == verdict
    )
    if verdict != "no_demonstrated_impact":
        return ""
    return "; ".join(RULE_WORDS.get(rule, rule.replace("_", " ")) for rule in rules)


def yearly_gain(ln_units: float) -> str:
    """Return a gain in ln units as change of growth per year.

    Examples
    --------
    >>> yearly_gain(0.02)[:5]
    '+2.02'
    """
    return percent(math.expm1(ln_units) if ln_units < 700 else math.inf, signed=True)


def _line(
    pair: Pair, labels: Labels, sources: dict[_Key, tuple[Source, ...]], points: dict[_Key, dict[str, float]]
) -> PairLine:
    judgement, growth = pair.judgement, pair.effect_on_growth
    key = (pair.migrant_id, pair.invader_id, pair.stage, pair.mechanism)
    sites = [labels.site(site) for site in pair.sites]
    more = len(sites) - _MOST_SITES
    shown = [*sites[:_MOST_SITES], f"{more} more sites"] if more > 0 else sites
    return PairLine(
        species=labels.migrant(pair.migrant_id),
        invader=labels.invader(pair.invader_id),
        stage=stage_name(pair.stage),
        mechanism=(pair.mechanism or "").replace("_", " "),
        sites=in_words(shown),
        verdict=judgement.verdict,
        on_rate=tuple((_effect(effect), RATE_WORDS.get(rate, rate)) for rate, effect in pair.effect_on_rate.items())
        + tuple(
            (f"{percent(size, signed=True)}, no interval", RATE_WORDS.get(rate, rate))
            for rate, size in points.get(key, {}).items()
            if rate not in pair.effect_on_rate
        ),
        on_growth="" if growth is None else yearly_gain(growth.median),
        on_growth_limits="" if growth is None or not has_interval(growth) else limits(growth, yearly_gain),
        reasons=judgement.reasons[:_MOST_REASONS],
        more_reasons=max(0, len(judgement.reasons) - _MOST_REASONS),
        precaution=judgement.precaution,
        would_settle=judgement.would_settle,
        sources=sources.get(key, ()),
    )


def _effect(effect: Band) -> str:
    interval = f" ({percent(effect.low, signed=True)} to {percent(effect.high, signed=True)})"
    return percent(effect.median, signed=True) + (interval if has_interval(effect) else "")


def _without_limits(assessment: Assessment) -> dict[_Key, dict[str, float]]:
    """Return, by pair and rate, the strongest effect that is given without limits."""
    found: dict[_Key, dict[str, float]] = {}
    for row in assessment.impacts:
        if row.kind == "invader" and row.effect is not None and (row.effect_low is None or row.effect_high is None):
            rates = found.setdefault((row.migrant_id, row.cause_id, row.stage, row.mechanism), {})
            rates[row.rate] = min(row.effect, rates.get(row.rate, row.effect))
    return found


def _sources(assessment: Assessment, labels: Labels) -> dict[_Key, tuple[Source, ...]]:
    """Return the sources of the records on each pair, each once."""
    found: dict[_Key, dict[int, Source]] = {}
    for row in assessment.impacts:
        source = labels.source(row.source_id)
        if row.kind == "invader" and source is not None:
            key = (row.migrant_id, row.cause_id, row.stage, row.mechanism)
            found.setdefault(key, {})[source.number] = source
    return {key: tuple(sources.values()) for key, sources in found.items()}
