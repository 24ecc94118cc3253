"""What the page shows of the verdicts: pair by pair, with reasons, precaution and what would settle it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.impacts.verdicts import SEVERITY, Verdict
from oxyura.publish.labels import Labels, Source, Species
from oxyura.publish.language import Translation
from oxyura.publish.number_words import has_interval
from oxyura.publish.page_evidence import MOST_ROWS

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment
    from oxyura.study.pairs import Pair


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


def verdict_meanings(words: Translation) -> dict[Verdict, str]:
    """Return what each verdict means."""
    return {
        "demonstrated_threat": words.gettext("they meet, and what was measured excludes that there is no effect"),
        "inferred_threat": words.gettext("the same, by evidence carried over from elsewhere or an expert's judgement"),
        "unproven": words.gettext("they meet, and the evidence does not decide"),
        "no_demonstrated_impact": words.gettext(
            "studied and a harm worth acting on excluded, or not listed, or native there"
        ),
        "not_assessed": words.gettext("no record, or a table is missing"),
    }


def verdict_note(assessment: Assessment, migrant_id: str, verdict: Verdict, words: Translation) -> str:
    """Return why a population has no demonstrated impact; empty for other verdicts.

    Without it the words could be read as harmlessness.
    """
    if verdict != "no_demonstrated_impact":
        return ""
    said = {
        "not_listed": words.gettext("not listed, so the resolution does not ask"),
        "native": words.gettext("the invader is native there"),
        "eradicated": words.gettext("the invader has been eradicated"),
        "do_not_meet": words.gettext("they do not meet"),
        "harm_excluded": words.gettext("harm worth acting on excluded"),
    }
    rules = dict.fromkeys(
        pair.judgement.rule
        for pair in assessment.pairs
        if pair.migrant_id == migrant_id and pair.judgement.verdict == verdict
    )
    return words.clauses([said.get(rule, rule.replace("_", " ")) for rule in rules])


def _line(
    pair: Pair, labels: Labels, sources: dict[_Key, tuple[Source, ...]], points: dict[_Key, dict[str, float]]
) -> PairLine:
    judgement, growth, words = pair.judgement, pair.effect_on_growth, labels.words
    key = (pair.migrant_id, pair.invader_id, pair.stage, pair.mechanism)
    on_rate = [
        (words.sized(effect, words.signed_percent), labels.rate(rate)) for rate, effect in pair.effect_on_rate.items()
    ]
    on_rate += [
        (words.say("%(size)s, no interval", size=words.signed_percent(size)), labels.rate(rate))
        for rate, size in points.get(key, {}).items()
        if rate not in pair.effect_on_rate
    ]
    return PairLine(
        species=labels.migrant(pair.migrant_id),
        invader=labels.invader(pair.invader_id),
        stage=labels.stage(pair.stage),
        mechanism=words.term("mechanism", pair.mechanism or ""),
        sites=labels.some_sites([labels.site(site) for site in pair.sites], _MOST_SITES),
        verdict=judgement.verdict,
        on_rate=tuple(on_rate),
        on_growth="" if growth is None else words.signed_gain(growth.median),
        on_growth_limits="" if growth is None or not has_interval(growth) else words.limits(growth, words.signed_gain),
        reasons=tuple(labels.tell(reason) for reason in judgement.reasons[:_MOST_REASONS]),
        more_reasons=max(0, len(judgement.reasons) - _MOST_REASONS),
        precaution=labels.tell(judgement.precaution),
        would_settle=labels.tell(judgement.would_settle),
        sources=sources.get(key, ()),
    )


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
