"""The rows of the one-page summary: who harms whom, where, when, how sure, what to do; the gravest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oxyura.impacts.verdicts import SEVERITY, Verdict
from oxyura.publish.brief_measures import Action, actions_against
from oxyura.publish.brief_text import clean, shorten
from oxyura.publish.labels import RATE_WORDS, Labels, Species
from oxyura.publish.language import SHORT_MONTHS, Translation
from oxyura.schema.intervals import Band
from oxyura.study.assessment import Assessment
from oxyura.study.pairs import Pair

MOST_ROWS = 10

_WIDEST_NAME, _WIDEST_SCIENTIFIC, _WIDEST_LISTING = 40, 30, 24
_WIDEST_INVADER = 30
_WIDEST_PLACES, _MOST_PLACES = 44, 2
_WIDEST_TIMES, _MOST_TIMES = 44, 2
_WEEKS = 52
_MONTH_STARTS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


@dataclass(frozen=True)
class BriefRow:
    """One migrant and one invader, in all stages that have the same verdict.

    Parameters
    ----------
    migrant, migrant_scientific, listing : str
    invader, invader_scientific : str
    where : str
    when : tuple of (str, str)
        Stages, and their months.
    verdict : Verdict
        For the colour of its words.
    how_sure : str
        The verdict in words.
    because : str
        What stands behind it, short: the size of the effect, or the rule that decided.
    actions : tuple of Action
        What to do and what it costs, never empty.
    """

    migrant: str
    migrant_scientific: str
    listing: str
    invader: str
    invader_scientific: str
    where: str
    when: tuple[tuple[str, str], ...]
    verdict: Verdict
    how_sure: str
    because: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Threat:
    """The pairs of one migrant and one invader that have the same verdict."""

    migrant_id: str
    invader_id: str
    verdict: Verdict
    pairs: tuple[Pair, ...]


def rank_threats(assessment: Assessment) -> tuple[Threat, ...]:
    """Return who harms whom, in the order in which it asks for action.

    By verdict; then Appendix I, Appendix II, other instruments, not listed; then by what removal brings to growth, by
    young lost where growth is not known, and by the effect on the rate; last in the order of the study.
    """
    groups: dict[tuple[str, str, Verdict], list[Pair]] = {}
    for pair in assessment.pairs:
        groups.setdefault((pair.migrant_id, pair.invader_id, pair.judgement.verdict), []).append(pair)
    threats = [Threat(*key, tuple(pairs)) for key, pairs in groups.items()]
    listing = _listing_ranks(assessment)
    young = {migrant.migrant_id: migrant.young_lost_per_year for migrant in assessment.migrants}

    def rank(threat: Threat) -> tuple[int, int, tuple[int, float]]:
        severity = SEVERITY.index(threat.verdict)
        return severity, listing.get(threat.migrant_id, 3), _size_rank(threat, young.get(threat.migrant_id))

    return tuple(sorted(threats, key=rank))


def describe_threats(
    assessment: Assessment, threats: Sequence[Threat], labels: Labels, words: Translation
) -> tuple[BriefRow, ...]:
    """Return the rows of the page for these threats."""
    return tuple(_row(assessment, threat, labels, words) for threat in threats)


def _listing_ranks(assessment: Assessment) -> dict[str, int]:
    table = assessment.study.tables["migrants"]
    rows = zip(table.words("migrant_id"), table.words("cms_appendix"), table.lists("instruments"), strict=True)
    return {
        migrant: 0 if appendix in ("I", "I/II") else 1 if appendix else 2 if instruments else 3
        for migrant, appendix, instruments in rows
    }


def _size_rank(threat: Threat, young_lost: Band | None) -> tuple[int, float]:
    gains = [pair.effect_on_growth.median for pair in threat.pairs if pair.effect_on_growth is not None]
    if gains:
        return 0, -max(gains)
    if young_lost is not None and any("fecundity" in pair.effect_on_rate for pair in threat.pairs):
        return 1, -young_lost.median
    effects = [effect.median for pair in threat.pairs for effect in pair.effect_on_rate.values()]
    return (2, min(effects)) if effects else (3, 0.0)


def _row(assessment: Assessment, threat: Threat, labels: Labels, words: Translation) -> BriefRow:
    migrant, invader = labels.migrant(threat.migrant_id), labels.invader(threat.invader_id)
    places = _places(assessment, threat)
    return BriefRow(
        migrant=shorten(clean(migrant.name), _WIDEST_NAME),
        migrant_scientific=_scientific(migrant),
        listing=shorten(_listing(assessment, threat.migrant_id, words), _WIDEST_LISTING),
        invader=shorten(clean(invader.name), _WIDEST_INVADER),
        invader_scientific=_scientific(invader),
        where=_where(places, labels, words),
        when=_when(assessment, threat, words),
        verdict=threat.verdict,
        how_sure=_capital(words.term("verdict", threat.verdict)),
        because=_because(threat, words),
        actions=actions_against(assessment, threat.invader_id, places, words) or (_no_measure(threat, words),),
    )


def _scientific(species: Species) -> str:
    name = clean(species.scientific_name)
    return "" if name.casefold() == species.name.casefold() else shorten(name, _WIDEST_SCIENTIFIC)


def _listing(assessment: Assessment, migrant_id: str, words: Translation) -> str:
    row = assessment.study.tables["migrants"].matching("migrant_id", migrant_id)
    appendix = row.texts("cms_appendix")[0]
    parts = [f"CMS {appendix}"] if appendix else []
    return ", ".join([*parts, *map(clean, row.lists("instruments")[0])]) or words.gettext("not listed")


def _places(assessment: Assessment, threat: Threat) -> dict[str, str]:
    """Return the sites where they meet, met, or may meet, with what is known of the invader there."""
    stages = {pair.stage for pair in threat.pairs}
    order = ("present", "not_surveyed", "eradicated")
    found = {
        row.site_id: row.presence
        for row in assessment.exposures
        if row.migrant_id == threat.migrant_id
        and row.invader_id == threat.invader_id
        and row.stage in stages
        and row.share > 0
        and row.presence in order
    }
    return dict(sorted(found.items(), key=lambda place: order.index(place[1])))


def _where(places: dict[str, str], labels: Labels, words: Translation) -> str:
    if not places:
        return words.gettext("no known place")
    named = []
    for site, presence in list(places.items())[:_MOST_PLACES]:
        state = "" if presence == "present" else f" ({words.term('presence', presence)})"
        # What is known of the invader must survive where a long name does not.
        named.append(shorten(clean(labels.site(site)), _WIDEST_PLACES / min(len(places), _MOST_PLACES)) + state)
    more = len(places) - len(named)
    if more:
        named.append(words.say_count("%(number)s more place", "%(number)s more places", more, number=more))
    return words.joined(named)


def _when(assessment: Assessment, threat: Threat, words: Translation) -> tuple[tuple[str, str], ...]:
    table = assessment.study.tables["stages"].matching("migrant_id", threat.migrant_id)
    weeks = {
        stage: (int(start), int(end))
        for stage, start, end in zip(
            table.words("stage"), table.numbers("start_week"), table.numbers("end_week"), strict=True
        )
    }
    stages = list(dict.fromkeys(pair.stage for pair in threat.pairs))
    parts = []
    for stage in stages[:_MOST_TIMES]:
        name = shorten(_capital(clean(words.term("stage", stage))), _WIDEST_TIMES / min(len(stages), _MOST_TIMES))
        parts.append((name, _months(*weeks[stage], words) if stage in weeks else ""))
    more = len(stages) - len(parts)
    if more:
        parts.append((words.say_count("%(number)s more stage", "%(number)s more stages", more, number=more), ""))
    return tuple(parts)


def _months(start_week: int, end_week: int, words: Translation) -> str:
    """Return the months from the first to the last week, the year taken as 52 whole weeks from 1 January."""
    start, end = min(start_week, _WEEKS), min(end_week, _WEEKS)
    if (end - start) % _WEEKS == _WEEKS - 1:
        return words.gettext("all year")
    first, last = _month(7 * (start - 1)), _month(7 * end - 1)
    names = [words.term("short month", SHORT_MONTHS[month]) for month in (first, last)]
    return names[0] if first == last and start <= end else "–".join(names)


def _month(day: int) -> int:
    return sum(start <= day for start in _MONTH_STARTS) - 1


def _because(threat: Threat, words: Translation) -> str:
    """Return the size of the effect, or the rule where the rule decided and no size did."""
    rule = threat.pairs[0].judgement.rule
    said = {
        "not_listed": words.gettext("not judged: not listed under CMS"),
        "native": words.gettext("native there"),
        "eradicated": words.gettext("eradicated there"),
        "do_not_meet": words.gettext("they do not meet"),
        "not_surveyed_both_ways": words.gettext("nobody has looked"),
        "no_distribution": words.gettext("its places are not known"),
        "no_record": words.gettext("no record of an effect"),
    }.get(rule)
    if said is not None:
        return said
    gains = [pair.effect_on_growth for pair in threat.pairs if pair.effect_on_growth is not None]
    gain = max(gains, key=lambda each: each.median, default=None)
    if gain is not None and gain.median > 0:
        return words.say("yearly growth %(size)s higher without it", size=words.sized(gain, words.gain))
    effects = [(effect, rate) for pair in threat.pairs for rate, effect in pair.effect_on_rate.items()]
    if effects:
        effect, rate = min(effects, key=lambda each: each[0].median)
        named = _capital(words.term("rate", RATE_WORDS.get(rate, rate)))
        size = words.sized(effect, words.signed_percent)
        return words.say("%(rate)s %(size)s", rate=named, size=size)
    return words.gettext("effect of unknown size")


def _no_measure(threat: Threat, words: Translation) -> Action:
    rule = threat.pairs[0].judgement.rule
    if threat.verdict == "unproven":
        if rule == "not_surveyed_both_ways":
            return Action(words.gettext("Survey for it first"), words.gettext("no measure in the study"))
        return Action(words.gettext("Study its effect first"), words.gettext("no measure in the study"))
    if threat.verdict == "no_demonstrated_impact" and rule != "not_listed":
        return Action(words.gettext("None on this evidence"))
    return Action(words.gettext("No measure in the study"))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
