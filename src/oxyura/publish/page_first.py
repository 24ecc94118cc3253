"""What to find out first: the gaps in the evidence, the most decisive first, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.impacts.verdicts import Verdict
from oxyura.publish.labels import Labels, title_of
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import measure_name
from oxyura.schema.sentences import Sentence

if TYPE_CHECKING:
    from oxyura.study.assessment import Assessment
    from oxyura.study.decisive_gaps import DecisionValue, Gap
    from oxyura.study.evidence_gaps import PossibleVerdict, Unknown

MOST_GAPS = 10
_MOST_MEASURES = 4


@dataclass(frozen=True)
class VerdictOnceKnown:
    """A verdict that may stand once a gap is closed: when, and with what chance by today's draws."""

    verdict: Verdict
    when: str
    chance: str


@dataclass(frozen=True)
class GapLine:
    """A gap as the page shows it.

    Parameters
    ----------
    rank : int
        1 for the most decisive.
    subject : str
        Which population it concerns, and in which stage; empty where it is of a measure.
    question : str
        What is not known.
    decision : str
        What knowing it would change in the choice of measures, or why that cannot be told.
    why_here : str
        Why it stands at this rank, where `decision` does not say so already.
    verdict_now : Verdict or None
        None where no verdict hangs on it.
    verdicts : tuple of VerdictOnceKnown
        What may become of it.
    settles : str
        The study that would find it out.
    measures : str
        Measures on offer that it concerns.
    """

    rank: int
    subject: str
    question: str
    decision: str
    why_here: str
    verdict_now: Verdict | None
    verdicts: tuple[VerdictOnceKnown, ...]
    settles: str
    measures: str


@dataclass(frozen=True)
class GapList:
    """The gaps that the page shows, and how many it leaves to `summary.json`."""

    rows: tuple[GapLine, ...]
    left_out: int


def list_first(assessment: Assessment, labels: Labels) -> GapList:
    """Return the gaps whose closing would change most, at most ten."""
    shown = assessment.gaps[:MOST_GAPS]
    return GapList(tuple(_line(gap, labels) for gap in shown), max(0, len(assessment.gaps) - MOST_GAPS))


def _line(gap: Gap, labels: Labels) -> GapLine:
    unknown, words = gap.unknown, labels.words
    names = _names(gap, labels)
    decision = _decision(gap, words)
    changes = gap.decision is not None and _may_change(gap.decision)
    if gap.decision is not None and not changes and not gap.may_become_threat:
        # Why it stands where it does says so already.
        decision = ""
    # Twice the same sentence says no more than once; of a choice that changes, `decision` says by how much.
    says_more = gap.why_here != gap.decision_note and not changes
    return GapLine(
        gap.rank,
        _subject(gap, labels),
        labels.tell(unknown.sentence, names),
        decision,
        words.tell(gap.why_here) if says_more else "",
        unknown.verdict_now,
        tuple(_once_known(possible, words) for possible in _open(unknown)),
        labels.tell(unknown.would_settle, names),
        words.joined([measure_name(name) for name in gap.measures[:_MOST_MEASURES]]),
    )


def _open(unknown: Unknown) -> list[PossibleVerdict]:
    """Return the verdicts that may come of it; none where all of them are today's."""
    found = [possible for possible in unknown.verdicts if possible.chance != 0.0]
    return found if any(possible.verdict != unknown.verdict_now for possible in found) else []


def _names(gap: Gap, labels: Labels) -> dict[str, str]:
    """Return the names by which the page calls whom a sentence speaks of."""
    unknown = gap.unknown
    found = {}
    if unknown.migrant_id is not None:
        found["migrant"] = labels.migrant(unknown.migrant_id).name
    if unknown.invader_id is not None:
        found["invader"] = labels.invader(unknown.invader_id).name
    if unknown.kind in ("success", "reduction"):
        found["measure"] = measure_name(unknown.subject)
    if unknown.kind == "rate" and not (isinstance(unknown.subject, Sentence) and unknown.subject.wording):
        found["rate"] = title_of(unknown.subject).lower()
    return found


def _subject(gap: Gap, labels: Labels) -> str:
    unknown, words = gap.unknown, labels.words
    if unknown.migrant_id is None:
        return ""
    name = labels.migrant(unknown.migrant_id).name
    if unknown.stage is None:
        return name
    stage = labels.stage(unknown.stage).lower()
    if unknown.mechanism is None:
        return words.say("%(name)s, %(stage)s", name=name, stage=stage)
    mechanism = words.term("mechanism", unknown.mechanism)
    return words.say("%(name)s, %(stage)s, %(mechanism)s", name=name, stage=stage, mechanism=mechanism)


def _decision(gap: Gap, words: Translation) -> str:
    """Say what knowing it would change in the choice of measures."""
    decision = gap.decision
    if decision is None:
        return words.tell(gap.decision_note)
    if not _may_change(decision):
        return words.gettext("As far as the draws reach, knowing it would not change the choice of measures.")
    return _worth(decision, words)


def _may_change(decision: DecisionValue) -> bool:
    # Brings the engine along, which pages that show a kept result do without.
    from oxyura.study.decisive_gaps import LEAST_CHANGE

    return decision.chance_of_change >= LEAST_CHANGE and decision.value > 0


def _worth(decision: DecisionValue, words: Translation) -> str:
    values = {"chance": words.percent(decision.chance_of_change), "value": words.gain(decision.value)}
    if decision.lower_bound:
        said = words.say(
            "Knowing it would change the choice of measures in %(chance)s of the draws, and is worth %(value)s more "
            "growth a year or more: only the best sets were compared.",
            **values,
        )
    else:
        said = words.say(
            "Knowing it would change the choice of measures in %(chance)s of the draws, and is worth at most %(value)s "
            "more growth a year.",
            **values,
        )
    if decision.instead is None:
        return said
    measures = words.joined([measure_name(name) for name in decision.instead])
    instead = words.gettext("Most often no measure would then be chosen.")
    if measures:
        instead = words.say("Most often the choice would then be: %(measures)s.", measures=measures)
    return f"{said} {instead}"


def _once_known(possible: PossibleVerdict, words: Translation) -> VerdictOnceKnown:
    chance = "" if possible.chance is None else words.percent(possible.chance)
    return VerdictOnceKnown(possible.verdict, _when(words)[possible.when], chance)


def _when(words: Translation) -> dict[str, str]:
    return {
        "it_is_there": words.gettext("if it is there"),
        "it_is_not_there": words.gettext("if it is not there"),
        "harm_worth_acting_on": words.gettext("if the harm is worth acting on"),
        "small_harm": words.gettext("if the harm is small"),
        "harm": words.gettext("if there is harm"),
        "no_harm": words.gettext("if there is none"),
        "whatever_is_found": words.gettext("whatever is found"),
    }
