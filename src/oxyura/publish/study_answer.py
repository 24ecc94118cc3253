"""The answer of a whole study in three sentences: who harms and how sure that is, how much it takes, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.actions.results import Portfolio
from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.impacts.verdicts import Verdict
from oxyura.publish.answers import stands_still
from oxyura.publish.labels import Labels
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import measure_name, priced
from oxyura.publish.number_words import has_interval
from oxyura.publish.summary import growth_gained
from oxyura.schema.intervals import Band, band

if TYPE_CHECKING:
    from oxyura.annual_cycle.population import Population
    from oxyura.study.assessment import Assessment, MigrantAssessment

# More names than this are counted instead.
_MOST_NAMES = 3
_MOST_CAUSES = 6


@dataclass(frozen=True)
class StudyAnswer:
    """Three sentences; each may have clauses."""

    who: str
    how_much: str
    what_to_do: str


def answer_study(assessment: Assessment, labels: Labels) -> StudyAnswer:
    """Put the answer of a study into three sentences."""
    return StudyAnswer(_who(assessment, labels), _how_much(assessment, labels), _what_to_do(assessment, labels))


def _who(assessment: Assessment, labels: Labels) -> str:
    words = labels.words
    said: list[str] = []
    threats: tuple[Verdict, ...] = ("demonstrated_threat", "inferred_threat")
    for verdict in threats:
        harmed: dict[str, list[str]] = {}
        for pair in assessment.pairs:
            if pair.judgement.verdict == verdict:
                harmed.setdefault(pair.invader_id, []).append(pair.migrant_id)
        for invader, migrants in harmed.items():
            values = {"invader": labels.invader(invader).name, "whom": _populations(assessment, migrants, labels)}
            if verdict == "demonstrated_threat":
                said.append(words.say("%(invader)s is a demonstrated threat to %(whom)s", **values))
            else:
                said.append(words.say("%(invader)s is an inferred threat to %(whom)s", **values))
    open_question = [migrant.migrant_id for migrant in assessment.migrants if migrant.verdict == "unproven"]
    if not said:
        said.append(words.gettext("No invader is shown to be a threat to a population of this study"))
    if open_question:
        whom = _populations(assessment, open_question, labels)
        said.append(
            words.say("for %(whom)s the evidence does not decide, which with precaution is read as a threat", whom=whom)
        )
    unlisted = [pair.migrant_id for pair in assessment.pairs if pair.judgement.rule == "not_listed" and pair.mechanism]
    if unlisted:
        said.append(
            words.say_count(
                "%(whom)s is not listed, so no verdict of threat is given",
                "%(whom)s are not listed, so no verdict of threat is given",
                len(set(unlisted)),
                whom=_populations(assessment, unlisted, labels),
            )
        )
    return f"{words.clauses(said)}."


def _populations(assessment: Assessment, migrants: list[str], labels: Labels) -> str:
    each, words = list(dict.fromkeys(migrants)), labels.words
    number, total = words.exact(len(each)), words.exact(len(assessment.migrants))
    if len(each) == len(assessment.migrants) > _MOST_NAMES:
        return words.say("all %(number)s populations", number=number)
    if len(each) > _MOST_NAMES:
        return words.say("%(number)s of the %(total)s populations", number=number, total=total)
    return words.joined([labels.migrant(migrant).name for migrant in each])


def _how_much(assessment: Assessment, labels: Labels) -> str:
    words = labels.words
    taken = [
        (migrant, migrant.population)
        for migrant in assessment.migrants
        if migrant.population is not None and migrant.population.alien_causes
    ]
    said = [_taken(taken, labels) if taken else _young(assessment, labels)]
    pressures = _pressures(assessment, labels)
    if pressures:
        said.append(words.joined(pressures))
    unsized = _of_unknown_size(assessment, labels)
    if unsized:
        more = len(unsized) - _MOST_CAUSES
        shown = unsized
        if more > 0:
            shown = [*unsized[:_MOST_CAUSES], words.say("%(more)s more", more=words.exact(more))]
        listed = words.clauses(shown) if any("," in name for name in shown) else words.joined(shown)
        said.append(words.say("of unknown size, and so without a number: %(causes)s", causes=listed))
    return f"{words.clauses(said)}."


def _pressures(assessment: Assessment, labels: Labels) -> list[str]:
    """Say what other pressures take in the models, so that invaders are not credited with it."""
    words = labels.words
    found = [
        (migrant, share)
        for migrant in assessment.migrants
        if migrant.attribution is not None
        for share in migrant.attribution.shares
        if share.kind == "pressure"
    ]
    said = []
    for migrant, share in found[:_MOST_NAMES]:
        size = band(share.share)
        said.append(
            words.say(
                "the share of %(pressure)s, another pressure, in the model of %(name)s is %(size)s a year%(interval)s",
                pressure=labels.cause(share.cause_id, share.kind),
                name=labels.migrant(migrant.migrant_id).name,
                size=words.signed_gain(size.median),
                interval=words.known_interval(size, words.signed_gain),
            )
        )
    return said


def _of_unknown_size(assessment: Assessment, labels: Labels) -> list[str]:
    """Return the causes of unknown size; one that has a known effect too is named by what else it does."""
    sized = {(row.migrant_id, row.cause_id) for row in assessment.impacts if row.effect is not None}
    found: dict[str, None] = {}
    for migrant in assessment.migrants:
        for cause in migrant.causes.unsized:
            named = labels.cause(cause.cause_id, cause.kind)
            if (migrant.migrant_id, cause.cause_id) in sized:
                rate = labels.rate(cause.rate)
                named = labels.words.say("%(cause)s in its effect on %(rate)s", cause=named, rate=rate)
            found[named] = None
    return list(found)


def _taken(taken: list[tuple[MigrantAssessment, Population]], labels: Labels) -> str:
    """Say what alien invaders take from growth in the models, and what stays of the decline without them."""
    words = labels.words
    shrinking = [
        labels.migrant(migrant.migrant_id).name
        for migrant, population in taken
        if _falls(population.scenarios[WITHOUT_INVADERS].growth_band)
    ]
    said = _of_one(*taken[0], labels) if len(taken) == 1 else _of_several(taken, labels)
    if not shrinking:
        return said
    if len(taken) == 1:
        return words.say("%(said)s, and even without the invaders it would be expected to shrink", said=said)
    if len(shrinking) == len(taken):
        return words.say(
            "%(said)s, and even without the invaders every one of them would be expected to shrink", said=said
        )
    return words.say(
        "%(said)s, and even without the invaders %(names)s would be expected to shrink",
        said=said,
        names=words.joined(shrinking),
    )


def _of_one(migrant: MigrantAssessment, population: Population, labels: Labels) -> str:
    words, gain = labels.words, growth_gained(population)
    values = {
        "invaders": words.joined([labels.invader(name).name for name in sorted(population.alien_causes)]),
        "name": labels.migrant(migrant.migrant_id).name,
        "points": _points(abs(gain.median), words),
        "interval": words.known_interval(gain, lambda value: _points(value, words)),
    }
    undecided = has_interval(gain) and gain.low < 0 < gain.high
    if gain.median >= 0:
        said = words.say_count(
            "In the model %(invaders)s takes %(points)s percentage points a year%(interval)s from the growth of "
            "%(name)s",
            "In the model %(invaders)s take %(points)s percentage points a year%(interval)s from the growth of "
            "%(name)s",
            len(population.alien_causes),
            **values,
        )
    else:
        said = words.say_count(
            "In the model %(invaders)s adds %(points)s percentage points a year%(interval)s to the growth of %(name)s",
            "In the model %(invaders)s add %(points)s percentage points a year%(interval)s to the growth of %(name)s",
            len(population.alien_causes),
            **values,
        )
    return words.say("%(said)s, which does not exclude none", said=said) if undecided else said


def _of_several(taken: list[tuple[MigrantAssessment, Population]], labels: Labels) -> str:
    words = labels.words
    gains = sorted(growth_gained(population).median for _, population in taken)
    names = [labels.migrant(migrant.migrant_id).name for migrant, _ in taken]
    whom = words.joined(names)
    if len(names) > _MOST_NAMES:
        number = len(names)
        whom = words.say_count("%(number)s population", "%(number)s populations", number, number=words.exact(number))
    return words.say(
        "In the models of %(whom)s the invaders take between %(least)s and %(most)s percentage points of growth a year",
        whom=whom,
        least=_points(gains[0], words),
        most=_points(gains[-1], words),
    )


def _points(gain: float, words: Translation) -> str:
    return words.significant(100 * gain)


def _young(assessment: Assessment, labels: Labels) -> str:
    """Say how many young are lost, where that is all that can be told."""
    words = labels.words
    lost = _lost_together(assessment, words) or _lost_each(assessment, labels)
    if lost:
        return words.say("%(lost)s; what that does to growth cannot be told without an annual cycle", lost=lost)
    return words.gettext("How much invaders take from growth or from the young cannot be told from these data")


def _lost_together(assessment: Assessment, words: Translation) -> str:
    totals = {total.group: total.young_lost_per_year for total in assessment.young_lost_totals}
    values = {group: _about(lost, words) for group, lost in totals.items()}
    if {"listed", "all"} <= totals.keys():
        return words.say(
            "The listed populations lose about %(listed)s and all of them together about %(all)s", **values
        )
    if "listed" in totals:
        return words.say("The listed populations lose about %(listed)s", **values)
    return words.say("All of them together lose about %(all)s", **values) if "all" in totals else ""


def _lost_each(assessment: Assessment, labels: Labels) -> str:
    words = labels.words
    known = [
        (migrant.migrant_id, lost)
        for migrant in assessment.migrants
        if (lost := migrant.young_lost_per_year) is not None
    ][:_MOST_NAMES]
    each = [
        words.say(
            "%(name)s about %(young)s young a year",
            name=labels.migrant(migrant).name,
            young=words.significant(lost.median),
        )
        for migrant, lost in known
    ]
    if not each:
        return ""
    return words.say_count(
        "To invaders is lost: %(losses)s", "To invaders are lost: %(losses)s", len(each), losses=words.joined(each)
    )


def _about(lost: Band, words: Translation) -> str:
    return words.say(
        "%(young)s young a year%(interval)s",
        young=words.significant(lost.median),
        interval=words.interval(lost, words.significant),
    )


def _what_to_do(assessment: Assessment, labels: Labels) -> str:
    plan, words, budget = assessment.plan, labels.words, assessment.study.settings.budget
    if plan.chosen is None and not plan.frontier:
        return _without_measures(assessment, words)
    if plan.chosen is None or budget is None:
        return words.say("What to do depends on the money: %(note)s", note=_inside(words.tell(plan.note)))
    within = priced(budget.amount, budget.currency, budget.price_year, words)
    if not plan.chosen.measures:
        return words.say(
            "Within %(budget)s no measure on offer is expected to raise growth, so none is proposed.", budget=within
        )
    said = words.say(
        "Within %(budget)s the best choice is %(measures)s, for %(cost)s",
        budget=within,
        measures=words.joined([measure_name(name) for name in plan.chosen.measures]),
        cost=priced(plan.chosen.cost.value, plan.chosen.currency, plan.chosen.price_year, words),
    )
    return f"{_with_growth_after(said, plan.chosen, labels)}."


def _with_growth_after(said: str, chosen: Portfolio, labels: Labels) -> str:
    """Add to a clause what growth is expected after the plan, and whether that is a recovery."""
    words, found = labels.words, list(chosen.migrants.values())
    if len(found) == 1:
        growth = found[0].growth_after
        said = words.say(
            "%(said)s: %(name)s would then be expected to change by %(change)s a year%(interval)s",
            said=said,
            name=labels.migrant(found[0].migrant_id).name,
            change=words.yearly(growth.median),
            interval=words.known_interval(growth, words.yearly),
        )
    doubtful = [after for after in found if after.growth_after.low < 1]
    if not doubtful:
        return said
    falls = any(_falls(after.growth_after) for after in doubtful)
    if len(found) == 1:
        return words.clauses(
            [
                said,
                words.gettext("no recovery is promised, for a decline is still expected")
                if falls
                else words.gettext("no recovery is promised, for a decline is still not excluded"),
            ]
        )
    names = words.joined([labels.migrant(after.migrant_id).name for after in doubtful][:_MOST_NAMES])
    return words.clauses(
        [
            said,
            words.say("no recovery of %(names)s is promised, for a decline is still expected", names=names)
            if falls
            else words.say("no recovery of %(names)s is promised, for a decline is still not excluded", names=names),
        ]
    )


def _falls(growth: Band) -> bool:
    return growth.median < 1 and not stands_still(growth)


def _without_measures(assessment: Assessment, words: Translation) -> str:
    note = words.tell(assessment.plan.note)
    threatened = any(migrant.verdict in ("demonstrated_threat", "inferred_threat") for migrant in assessment.migrants)
    if len(assessment.study.tables["measures"]) and note:
        return words.say("What to do cannot be weighed up here: %(note)s", note=_inside(note))
    if threatened:
        return words.gettext(
            "What to do about it is not answered here: the study lists no measure on offer with its cost and its "
            "chance of success, and no recovery is promised."
        )
    if any(pair.judgement.would_settle for pair in assessment.pairs):
        return words.gettext(
            "First comes the evidence that would settle the open questions: on these data no measure can be justified "
            "by its effect, and no recovery is promised."
        )
    return words.gettext("No measure against an invader follows from these data, and no recovery is promised.")


def _inside(sentence: str) -> str:
    """Return a sentence as it stands after a colon."""
    return sentence[:1].lower() + sentence[1:]
