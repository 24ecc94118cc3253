"""What the page says of the limits of the answer: cautions, what the study leaves out, what would take it further."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oxyura.publish.labels import Labels, title_of
from oxyura.publish.language import Translation
from oxyura.publish.number_words import NOTHING
from oxyura.schema.sentences import Sentence, sentence
from oxyura.study.assessment import Assessment, Caution
from oxyura.study.checking import catalogue, catalogue_reading

# Longer lists of places help nobody; summary.json holds every warning.
_MOST_PLACES = 40
# More sentences that differ by a number only are said as one.
_MOST_ALIKE = 6

# What the checks warn of: the row's own message is in English, its meaning is said in every language.
WARNINGS = {
    kind.code: kind
    for topic in (*catalogue.TOPICS, *catalogue_reading.TOPICS)
    for kind in topic.kinds
    if kind.severity == "warning"
}
_NEXT_TIER = {"evidence": "screening", "screening": "full"}


@dataclass(frozen=True)
class Statement:
    """One message, and everything that it is said of."""

    message: str
    places: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class CautionGroup:
    """Cautions of one kind."""

    code: str
    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Step:
    """What would take some populations to the next tier."""

    tier: str
    next_tier: str
    questions: tuple[str, ...]
    migrants: tuple[str, ...]


def group_cautions(assessment: Assessment, labels: Labels) -> tuple[CautionGroup, ...]:
    """Return the warnings of a run, those of one kind together, each message with what it is said of."""
    groups: dict[str, dict[str, list[str]]] = {}
    for caution in _joined(assessment.warnings):
        places = groups.setdefault(caution.code, {}).setdefault(_say(caution, labels.words), [])
        if caution.where:
            places.append(name_place(caution.where, labels))
    return tuple(
        CautionGroup(
            code,
            _title(code, labels.words),
            tuple(
                Statement(message, tuple(places[:_MOST_PLACES]), max(0, len(places) - _MOST_PLACES))
                for message, places in messages.items()
            ),
        )
        for code, messages in groups.items()
    )


def _joined(cautions: Sequence[Caution]) -> Iterator[Caution]:
    """Yield the cautions; of many unsurveyed invaders, each at another number of sites, one sentence for all."""
    unseen = [caution for caution in cautions if caution.code == "not_surveyed"]
    many = len({str(caution.message) for caution in unseen}) > _MOST_ALIKE
    for caution in cautions:
        if many and caution.code == "not_surveyed":
            said = sentence("Nobody has looked for it at every site that migrants use. Not surveyed is not absent.")
            yield Caution(caution.code, caution.where, said)
        else:
            yield caution


def list_absences(assessment: Assessment, words: Translation) -> tuple[str, ...]:
    """Return what the answer lacks because a table was left out."""
    messages = [problem.message for problem in assessment.study.problems if problem.code == "table_absent"]
    return tuple(dict.fromkeys(words.gettext(message) for message in messages if message))


def list_steps(assessment: Assessment, labels: Labels) -> tuple[Step, ...]:
    """Return the questions whose answers would take populations further; same questions together."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for migrant in assessment.migrants:
        if migrant.next_tier:
            groups.setdefault((migrant.tier, migrant.next_tier), []).append(labels.migrant(migrant.migrant_id).name)
    return tuple(
        Step(
            tier,
            _NEXT_TIER.get(tier, NOTHING),
            tuple(labels.words.tell(question) for question in questions),
            tuple(migrants),
        )
        for (tier, questions), migrants in groups.items()
    )


def name_place(where: str, labels: Labels) -> str:
    """Return a place such as ``invader house-mouse, migrant grey-petrel`` with the names that people know."""
    return ", ".join(_name(part, labels) for part in where.split(", "))


def _say(caution: Caution, words: Translation) -> str:
    kind = WARNINGS.get(caution.code)
    if words.language == "en" or kind is None or isinstance(caution.message, Sentence):
        return words.tell(caution.message)
    return f"{words.gettext(kind.meaning)} {words.gettext(kind.remedy)}"


def _title(code: str, words: Translation) -> str:
    titles = {
        "tier_evidence": words.gettext("Growth is not given"),
        "tier_screening": words.gettext("Growth is not given"),
        "pairs_from_individuals": words.gettext("Pairs taken from a count of all animals"),
        "no_density": words.gettext("Nothing limits the population: upper bounds"),
        "no_interval": words.gettext("Numbers without an interval"),
        "least_movement": words.gettext("Movements that are assumed"),
        "no_distribution": words.gettext("Places that are not known"),
        "clipped": words.gettext("Rates brought back into their range"),
        "no_elasticities": words.gettext("Elasticities are not given"),
        "no_equilibrium": words.gettext("No level at which it settles"),
        "not_surveyed": words.gettext("Nobody has looked"),
        "unknown_size": words.gettext("Known causes of unknown size"),
        "effect_without_interval": words.gettext("Effects without an interval"),
        "native_here": words.gettext("Native where it acts"),
        "lambda_swings": words.gettext("Growth that swings"),
        "calibrated": words.gettext("Held against counts"),
        "counts_contradict": words.gettext("Counts and study contradict each other"),
        "counts_outside": words.gettext("Counts that the model does not follow"),
        "growth_from_counts": words.gettext("Growth from counts alone"),
        "noise_of_years": words.gettext("How the years ahead differ"),
        "not_told_by_counts": words.gettext("What the counts do not tell"),
        "no_measures": words.gettext("No measures"),
        "evidence_borrowed": words.gettext("Evidence from elsewhere"),
        "evidence_of_one_source": words.gettext("Effects that stand on one source"),
        "evidence_of_two_sources": words.gettext("Effects that stand on two sources"),
        "evidence_wide": words.gettext("Effects with very wide limits"),
        "evidence_counted_twice": words.gettext("Records that give the same data"),
        "evidence_no_interval": words.gettext("Records without an interval"),
        "response_unknown": words.gettext("How the effect grows with abundance is not known"),
    }
    return titles.get(code) or words.term("caution", code).capitalize()


def _name(part: str, labels: Labels) -> str:
    kind, _, ident = part.partition(" ")
    match kind:
        case "migrant":
            return labels.migrant(ident).name
        case "invader" | "pressure":
            return labels.cause(ident, kind)
        case "site":
            return labels.site(ident) or title_of(ident)
        case "measure":
            return labels.words.say("measure %(name)s", name=ident)
        case "impact":
            return labels.words.say("impact %(name)s", name=ident)
        case "row":
            return labels.words.say("row %(row)s", row=ident)
        case "column":
            return labels.words.say("column %(column)s", column=ident)
        case "cell":
            return labels.words.say("cell %(cell)s", cell=ident)
    return part
