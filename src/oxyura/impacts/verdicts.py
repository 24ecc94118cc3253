"""The verdict on a migrant and an invader in one stage by one mechanism: by rule, with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

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
class Judgement:
    """A verdict with what it rests on.

    Parameters
    ----------
    verdict : Verdict
    rule : str
        Short stable name of the rule that decided.
    reasons : tuple of str
        Plain sentences that name records and rule.
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
    migrant: str, invader: str, *, listed: bool, meetings: Sequence[Meeting], records: Sequence[Record]
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

    Notes
    -----
    Sites that nobody has surveyed are tried both ways; where the verdict would differ it is `unproven` (DESIGN §4).
    """
    used = [meeting for meeting in meetings if meeting.share > 0]
    unknown = [meeting for meeting in used if meeting.presence == "not_surveyed"]
    without = _judge(migrant, invader, listed, _read_as(used, "absent"), records)
    if not unknown:
        return without
    within = _judge(migrant, invader, listed, _read_as(used, "present"), records)
    if within.verdict == without.verdict:
        return within if within.verdict != "not_assessed" else without
    sites = ", ".join(meeting.site_id for meeting in unknown)
    return Judgement(
        "unproven",
        "not_surveyed_both_ways",
        (
            f"Nobody has looked for {invader} at {sites}. If it is there the verdict would be "
            f"{_words(within.verdict)}; if it is not, {_words(without.verdict)}.",
            *within.reasons,
        ),
        precaution=f"Read as if {invader} were there: {_words(within.verdict)}.",
        would_settle=f"A survey for {invader} at {sites}.",
    )


def worst_verdict(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict that asks most of a reader; `not_assessed` where there is none."""
    return next((verdict for verdict in SEVERITY if verdict in verdicts), "not_assessed")


def _read_as(meetings: Sequence[Meeting], presence: str) -> list[Meeting]:
    return [
        Meeting(m.site_id, m.share, presence if m.presence == "not_surveyed" else m.presence, m.alien) for m in meetings
    ]


def _judge(
    migrant: str, invader: str, listed: bool, meetings: Sequence[Meeting], records: Sequence[Record]
) -> Judgement:
    if not meetings:
        return Judgement("not_assessed", "no_distribution", (f"No site is known where {migrant} is in this stage.",))
    present = [meeting for meeting in meetings if meeting.presence == "present"]
    removed = [meeting for meeting in meetings if meeting.presence == "eradicated"]
    if not present and not removed:
        return Judgement(
            "not_assessed" if not records else "no_demonstrated_impact",
            "do_not_meet",
            (f"{invader} is at none of the sites that {migrant} uses in this stage.",),
        )
    if not listed:
        return Judgement(
            "no_demonstrated_impact",
            "not_listed",
            (f"{migrant} is not listed under CMS or one of its instruments: the resolution does not ask.",),
        )
    if not any(meeting.alien for meeting in (*present, *removed)):
        return Judgement(
            "no_demonstrated_impact", "native", (f"{invader} is native wherever the two meet in this stage.",)
        )
    places = {meeting.site_id for meeting in (*present, *removed) if meeting.alien}
    here = [record for record in records if record.site_id is None or record.site_id in places]
    if not here:
        return Judgement(
            "not_assessed",
            "no_record",
            (f"They meet, and the table impacts has no record of {invader} on {migrant} in this stage.",),
        )
    judged = _weigh(migrant, invader, here)
    if present or judged.verdict == "unproven":
        return judged
    return Judgement(
        "no_demonstrated_impact",
        "eradicated",
        (f"{invader} has been eradicated wherever the two met; while it was there:", *judged.reasons),
    )


def _weigh(migrant: str, invader: str, records: Sequence[Record]) -> Judgement:
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
                tuple(
                    f"{_name(record)}: {record.evidence}, {record.rate} changes by {_size(record)}, an interval that "
                    "excludes no effect."
                    for record in found
                ),
            )
    if all(
        record.low is not None and record.low >= -NEGLIGIBLE_EFFECT and record.evidence != "none" for record in records
    ):
        return Judgement(
            "no_demonstrated_impact",
            "harm_excluded",
            tuple(
                f"{_name(record)}: {record.rate} changes by {_size(record)}; a fall by more than "
                f"{100 * NEGLIGIBLE_EFFECT:.0f} % is excluded."
                for record in records
            ),
        )
    return _open_question(migrant, invader, records)


def _open_question(migrant: str, invader: str, records: Sequence[Record]) -> Judgement:
    worst = min((record.low for record in records if record.low is not None), default=None)
    rates = ", ".join(dict.fromkeys(record.rate.replace("_", " ") for record in records))
    if worst is None:
        precaution = "Read as a threat of unknown size until it is measured."
    else:
        precaution = f"Read as a threat: a change of {rates} by {_percent(worst)} is not excluded."
    return Judgement(
        "unproven",
        "evidence_does_not_decide",
        tuple(f"{_name(record)}: {_why_open(record)}" for record in records),
        precaution=precaution,
        would_settle=(
            f"A measurement of {rates} of {migrant} with and without {invader} (before and after, or beside a "
            "control), with its interval."
        ),
    )


def _why_open(record: Record) -> str:
    rate = record.rate.replace("_", " ")
    if record.evidence == "none":
        return "there is no evidence of an effect, only that they meet."
    if record.effect is None:
        return f"an effect on {rate} is reported ({record.evidence}), of unknown size."
    if record.low is None or record.high is None:
        return f"{rate} changes by {_percent(record.effect)} ({record.evidence}), without an interval."
    return f"{rate} changes by {_size(record)}, an interval that includes no effect."


def _name(record: Record) -> str:
    return f"{record.effect_id} ({record.file_row})"


def _size(record: Record) -> str:
    effect = record.effect if record.effect is not None else float("nan")
    return f"{_percent(effect)} ({_percent(record.low)} to {_percent(record.high)})"


def _percent(share: float | None) -> str:
    """Write a change with its sign, as ``−50 %``."""
    return "?" if share is None else f"{100 * share:+.0f} %".replace("-", "−")


def _words(verdict: Verdict) -> str:
    return verdict.replace("_", " ")
