"""The verdict on a migrant and an invader in one stage by one mechanism: by rule, with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from oxyura.schema.sentences import Figure, Sentence, sentence, term

Verdict = Literal["demonstrated_threat", "inferred_threat", "unproven", "no_demonstrated_impact", "not_assessed"]

# From the verdict that asks most of a reader to the one that asks least.
SEVERITY: tuple[Verdict, ...] = (
    "demonstrated_threat",
    "inferred_threat",
    "unproven",
    "no_demonstrated_impact",
    "not_assessed",
)

# A fall of a rate by less than this is no harm worth acting on.
NEGLIGIBLE_EFFECT = 0.05


@dataclass(frozen=True)
class Meeting:
    """A site that the migrant uses in the stage, and what is known of the invader there."""

    site_id: str
    share: float
    presence: str
    alien: bool


@dataclass(frozen=True)
class Record:
    """A row of `impacts` that speaks of the pair: None where a number is not known."""

    effect_id: str
    file_row: str
    site_id: str | None
    rate: str
    evidence: str
    effect: float | None
    low: float | None
    high: float | None
    source_id: str | None


@dataclass(frozen=True)
class Finding:
    """What a record of `evidence` found on the pair itself, in words rather than in numbers.

    Parameters
    ----------
    file_row : str
        Names the record and its row.
    compared : bool
        Whether it compared with and without the invader, or before and after.
    consequence : {'none', 'harm', 'unknown'}
        What became of individuals or the population.
    direction : {'decrease', 'increase', 'no_change'}, optional
        Which way the rate went, where that is all that is known.
    """

    file_row: str
    compared: bool
    consequence: Literal["none", "harm", "unknown"]
    direction: str | None = None


@dataclass(frozen=True)
class Judgement:
    """A verdict with what it rests on.

    Parameters
    ----------
    verdict : Verdict
    rule : str
        Short stable name of the rule that decided.
    reasons : tuple of str
        Plain sentences that name records and rule, in English; each a `Sentence`, which a page can say in any language.
    precaution : str
        How to read an open question with precaution; empty where nothing is open.
    would_settle : str
        The study that would settle it; empty where nothing is open.
    """

    verdict: Verdict
    rule: str
    reasons: tuple[str, ...]
    precaution: str = ""
    would_settle: str = ""


def judge_pair(
    migrant: str,
    invader: str,
    *,
    listed: bool,
    meetings: Sequence[Meeting],
    records: Sequence[Record],
    findings: Sequence[Finding] = (),
) -> Judgement:
    """Judge one migrant and invader in one stage by one mechanism.

    Parameters
    ----------
    migrant, invader : str
        Names for the sentences.
    listed : bool
        Whether the migrant is listed under CMS or one of its instruments.
    meetings : sequence of Meeting
        Every site that the migrant uses in the stage.
    records : sequence of Record
        Every row of `impacts` on the pair, stage and mechanism.
    findings : sequence of Finding
        Every record of `evidence` on the same, those borrowed from elsewhere left out.

    Notes
    -----
    Sites that nobody has surveyed are tried both ways, with the invader and without; where the verdict would differ it
    is `unproven`.
    """
    used = [meeting for meeting in meetings if meeting.share > 0]
    unknown = [meeting for meeting in used if meeting.presence == "not_surveyed"]
    without = _judge(migrant, invader, listed, _read_as(used, "absent"), records, findings)
    if not unknown:
        return without
    within = _judge(migrant, invader, listed, _read_as(used, "present"), records, findings)
    if within.verdict == without.verdict:
        return within if within.verdict != "not_assessed" else without
    sites = tuple(meeting.site_id for meeting in unknown)
    return Judgement(
        "unproven",
        "not_surveyed_both_ways",
        (
            sentence(
                "Nobody has looked for %(invader)s at %(sites)s. If it is there the verdict would be %(within)s; if it "
                "is not, %(without)s.",
                invader=invader,
                sites=sites,
                within=term("verdict", within.verdict),
                without=term("verdict", without.verdict),
            ),
            *within.reasons,
        ),
        precaution=sentence(
            "Read as if %(invader)s were there: %(verdict)s.",
            invader=invader,
            verdict=term("verdict", within.verdict),
        ),
        would_settle=sentence("A survey for %(invader)s at %(sites)s.", invader=invader, sites=sites),
    )


def worst_verdict(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict that asks most of a reader; `not_assessed` where there is none."""
    return next((verdict for verdict in SEVERITY if verdict in verdicts), "not_assessed")


def _read_as(meetings: Sequence[Meeting], presence: str) -> list[Meeting]:
    return [
        Meeting(m.site_id, m.share, presence if m.presence == "not_surveyed" else m.presence, m.alien) for m in meetings
    ]


def _judge(
    migrant: str,
    invader: str,
    listed: bool,
    meetings: Sequence[Meeting],
    records: Sequence[Record],
    findings: Sequence[Finding],
) -> Judgement:
    if not meetings:
        unknown = sentence("No site is known where %(migrant)s is in this stage.", migrant=migrant)
        return Judgement("not_assessed", "no_distribution", (unknown,))
    present = [meeting for meeting in meetings if meeting.presence == "present"]
    removed = [meeting for meeting in meetings if meeting.presence == "eradicated"]
    if not present and not removed:
        return Judgement(
            "not_assessed" if not records else "no_demonstrated_impact",
            "do_not_meet",
            (
                sentence(
                    "%(invader)s is at none of the sites that %(migrant)s uses in this stage.",
                    invader=invader,
                    migrant=migrant,
                ),
            ),
        )
    if not listed:
        return Judgement(
            "no_demonstrated_impact",
            "not_listed",
            (
                sentence(
                    "%(migrant)s is not listed under CMS or one of its instruments: the resolution does not ask.",
                    migrant=migrant,
                ),
            ),
        )
    if not any(meeting.alien for meeting in (*present, *removed)):
        native = sentence("%(invader)s is native wherever the two meet in this stage.", invader=invader)
        return Judgement("no_demonstrated_impact", "native", (native,))
    places = {meeting.site_id for meeting in (*present, *removed) if meeting.alien}
    here = [record for record in records if record.site_id is None or record.site_id in places]
    if not here:
        return Judgement(
            "not_assessed",
            "no_record",
            (
                sentence(
                    "They meet, and the table impacts has no record of %(invader)s on %(migrant)s in this stage.",
                    invader=invader,
                    migrant=migrant,
                ),
            ),
        )
    judged = _weigh(migrant, invader, here, findings)
    if present or judged.verdict == "unproven":
        return judged
    gone = sentence("%(invader)s has been eradicated wherever the two met; while it was there:", invader=invader)
    return Judgement("no_demonstrated_impact", "eradicated", (gone, *judged.reasons))


def _weigh(migrant: str, invader: str, records: Sequence[Record], findings: Sequence[Finding]) -> Judgement:
    """Weigh the records of a pair that meets."""
    harmful = [record for record in records if record.high is not None and record.high < 0 and record.low is not None]
    for kinds, verdict in (
        (("demonstrated",), "demonstrated_threat"),
        (("inferred", "expert"), "inferred_threat"),
    ):
        found = [record for record in harmful if record.evidence in kinds]
        if found:
            return Judgement(
                "demonstrated_threat" if verdict == "demonstrated_threat" else "inferred_threat",
                "interval_excludes_no_effect",
                tuple(_why_harmful(record) for record in found),
            )
    if all(
        record.low is not None and record.low >= -NEGLIGIBLE_EFFECT and record.evidence != "none" for record in records
    ):
        return Judgement(
            "no_demonstrated_impact",
            "harm_excluded",
            tuple(
                sentence(
                    "On record: %(rate)s changes by %(effect)s (%(low)s to %(high)s); a fall by more than "
                    "%(negligible)s is excluded (%(record)s).",
                    negligible=Figure(f"{100 * NEGLIGIBLE_EFFECT:.0f} %"),
                    **_sized(record),
                )
                for record in records
            ),
        )
    if _none_found(records, findings):
        return _nothing_found(migrant, invader, findings)
    return _open_question(migrant, invader, records, findings)


def _none_found(records: Sequence[Record], findings: Sequence[Finding]) -> bool:
    """Tell whether the pair was studied by comparison, with no effect found and nothing that speaks of harm."""
    sized = any(record.effect is not None for record in records)
    harm = any(finding.consequence == "harm" or finding.direction == "decrease" for finding in findings)
    found_none = any(finding.compared and finding.consequence == "none" for finding in findings)
    return found_none and not harm and not sized


def _nothing_found(migrant: str, invader: str, findings: Sequence[Finding]) -> Judgement:
    return Judgement(
        "no_demonstrated_impact",
        "studied_none_found",
        tuple(
            _what_was_found(migrant, invader, finding)
            for finding in findings
            if finding.compared and finding.consequence == "none"
        ),
        precaution=sentence("No interval was published: a harm is not excluded, only not found."),
        would_settle=sentence(
            "The size of the effect of %(invader)s on %(migrant)s, with its interval.", invader=invader, migrant=migrant
        ),
    )


def _what_was_found(migrant: str, invader: str, finding: Finding) -> Sentence:
    said = {"invader": invader, "migrant": migrant, "record": finding.file_row}
    match finding.direction:
        case "decrease":
            return sentence(
                "With %(invader)s there was less, by an amount that is not on record, for %(migrant)s (%(record)s).",
                **said,
            )
        case "increase":
            return sentence(
                "With %(invader)s there was more, by an amount that is not on record, for %(migrant)s (%(record)s).",
                **said,
            )
    return sentence("A comparison with and without %(invader)s found no effect on %(migrant)s (%(record)s).", **said)


def _open_question(migrant: str, invader: str, records: Sequence[Record], findings: Sequence[Finding]) -> Judgement:
    worst = min((record.low for record in records if record.low is not None), default=None)
    rates = tuple(dict.fromkeys(term("rate", record.rate) for record in records))
    if worst is None:
        precaution = sentence("Read as a threat of unknown size until it is measured.")
    else:
        precaution = sentence(
            "Read as a threat: a change of %(rates)s by %(worst)s is not excluded.", rates=rates, worst=_percent(worst)
        )
    return Judgement(
        "unproven",
        "evidence_does_not_decide",
        (
            *(_why_open(record) for record in records),
            *(_what_was_found(migrant, invader, one) for one in findings if one.direction in ("decrease", "increase")),
        ),
        precaution=precaution,
        would_settle=sentence(
            "A measurement of %(rates)s of %(migrant)s with and without %(invader)s (before and after, or beside a "
            "control), with its interval.",
            rates=rates,
            migrant=migrant,
            invader=invader,
        ),
    )


def _why_harmful(record: Record) -> Sentence:
    said = _sized(record)
    match record.evidence:
        case "demonstrated":
            return sentence(
                "Demonstrated: %(rate)s changes by %(effect)s (%(low)s to %(high)s), an interval that excludes no "
                "effect (%(record)s).",
                **said,
            )
        case "inferred":
            return sentence(
                "Inferred: %(rate)s changes by %(effect)s (%(low)s to %(high)s), an interval that excludes no effect "
                "(%(record)s).",
                **said,
            )
    return sentence(
        "Expert judgement: %(rate)s changes by %(effect)s (%(low)s to %(high)s), an interval that excludes no effect "
        "(%(record)s).",
        **said,
    )


def _why_open(record: Record) -> Sentence:
    if record.evidence == "none":
        return sentence("There is no evidence of an effect, only that they meet (%(record)s).", record=_place(record))
    said = {"rate": term("rate", record.rate), "evidence": term("evidence", record.evidence), "record": _place(record)}
    if record.effect is None:
        return sentence("An effect on %(rate)s is reported (%(evidence)s), of unknown size (%(record)s).", **said)
    if record.low is None or record.high is None:
        return sentence(
            "On record: %(rate)s changes by %(effect)s (%(evidence)s), without an interval (%(record)s).",
            effect=_percent(record.effect),
            **said,
        )
    return sentence(
        "On record: %(rate)s changes by %(effect)s (%(low)s to %(high)s), an interval that includes no effect "
        "(%(record)s).",
        **_sized(record),
    )


def _sized(record: Record) -> dict[str, str]:
    """Return what a sentence on a record with limits says."""
    return {
        "rate": term("rate", record.rate),
        "effect": _percent(record.effect),
        "low": _percent(record.low),
        "high": _percent(record.high),
        "record": _place(record),
    }


def _place(record: Record) -> Sentence:
    return sentence("record %(record)s: %(place)s", record=record.effect_id, place=record.file_row)


def _percent(share: float | None) -> Figure:
    """Write a change with its sign, as ``−50 %``."""
    return Figure("?" if share is None else f"{100 * share:+.0f} %".replace("-", "−"))
