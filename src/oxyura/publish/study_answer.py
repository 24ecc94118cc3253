"""The answer of a whole study in three sentences: who harms and how sure that is, how much it takes, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.annual_cycle.population import Population
from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.impacts.verdicts import Verdict
from oxyura.publish.labels import RATE_WORDS, Labels
from oxyura.publish.number_words import LEVEL, exact, has_interval, in_words, limits, significant, yearly
from oxyura.publish.page_measures import measure_name, money
from oxyura.publish.page_verdicts import VERDICT_WORDS, yearly_gain
from oxyura.publish.summary import growth_gained
from oxyura.schema.intervals import Band, band
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
    said: list[str] = []
    threats: tuple[Verdict, ...] = ("demonstrated_threat", "inferred_threat")
    for verdict in threats:
        harmed: dict[str, list[str]] = {}
        for pair in assessment.pairs:
            if pair.judgement.verdict == verdict:
                harmed.setdefault(pair.invader_id, []).append(pair.migrant_id)
        said.extend(
            f"{labels.invader(invader).name} is {_article(verdict)} {VERDICT_WORDS[verdict]} to "
            f"{_populations(assessment, migrants, labels)}"
            for invader, migrants in harmed.items()
        )
    open_question = [migrant.migrant_id for migrant in assessment.migrants if migrant.verdict == "unproven"]
    if not said:
        said.append("No invader is shown to be a threat to a population of this study")
    if open_question:
        whom = _populations(assessment, open_question, labels)
        said.append(f"for {whom} the evidence does not decide, which with precaution is read as a threat")
    unlisted = [pair.migrant_id for pair in assessment.pairs if pair.judgement.rule == "not_listed" and pair.mechanism]
    if unlisted:
        whom = _populations(assessment, unlisted, labels)
        said.append(f"{whom} {'are' if len(set(unlisted)) > 1 else 'is'} not listed, so no verdict of threat is given")
    return "; ".join(said) + "."


def _article(verdict: Verdict) -> str:
    return "an" if verdict == "inferred_threat" else "a"


def _populations(assessment: Assessment, migrants: list[str], labels: Labels) -> str:
    each = list(dict.fromkeys(migrants))
    if len(each) == len(assessment.migrants) > _MOST_NAMES:
        return f"all {exact(float(len(each)))} populations"
    if len(each) > _MOST_NAMES:
        return f"{exact(float(len(each)))} of the {exact(float(len(assessment.migrants)))} populations"
    return in_words([labels.migrant(migrant).name for migrant in each])


def _how_much(assessment: Assessment, labels: Labels) -> str:
    taken = [
        (migrant, migrant.population)
        for migrant in assessment.migrants
        if migrant.population is not None and migrant.population.alien_causes
    ]
    said = _taken(taken, labels) if taken else _young(assessment, labels)
    pressures = _pressures(assessment, labels)
    if pressures:
        said += f"; {in_words(pressures)}"
    unsized = _of_unknown_size(assessment, labels)
    if unsized:
        more = len(unsized) - _MOST_CAUSES
        shown = [*unsized[:_MOST_CAUSES], f"{exact(float(more))} more"] if more > 0 else unsized
        listed = "; ".join(shown) if any("," in name for name in shown) else in_words(shown)
        said += f"; of unknown size, and so without a number: {listed}"
    return f"{said}."


def _pressures(assessment: Assessment, labels: Labels) -> list[str]:
    """Say what other pressures take in the models, so that invaders are not credited with it."""
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
        interval = f" ({LEVEL}: {limits(size, yearly_gain)})" if has_interval(size) else " (no interval is known)"
        said.append(
            f"the share of {labels.cause(share.cause_id, share.kind)}, another pressure, in the model of "
            f"{labels.migrant(migrant.migrant_id).name} is {yearly_gain(size.median)} a year{interval}"
        )
    return said


def _of_unknown_size(assessment: Assessment, labels: Labels) -> list[str]:
    """Return the causes of unknown size; one that has a known effect too is named by what else it does."""
    sized = {(row.migrant_id, row.cause_id) for row in assessment.impacts if row.effect is not None}
    found = dict.fromkeys(
        labels.cause(cause.cause_id, cause.kind)
        + (
            f" in its effect on {RATE_WORDS.get(cause.rate, cause.rate)}"
            if (migrant.migrant_id, cause.cause_id) in sized
            else ""
        )
        for migrant in assessment.migrants
        for cause in migrant.causes.unsized
    )
    return list(found)


def _taken(taken: list[tuple[MigrantAssessment, Population]], labels: Labels) -> str:
    """Say what alien invaders take from growth in the models, and what stays of the decline without them."""
    gains = [growth_gained(population) for _, population in taken]
    shrinking = [
        labels.migrant(migrant.migrant_id).name
        for migrant, population in taken
        if population.scenarios[WITHOUT_INVADERS].growth_band.median < 1
    ]
    if len(taken) == 1:
        gain, (migrant, population) = gains[0], taken[0]
        who = in_words([labels.invader(name).name for name in sorted(population.alien_causes)])
        interval = f" ({LEVEL}: {limits(gain, _points)})" if has_interval(gain) else " (no interval is known)"
        said = f"In the model {who} {_takes(gain)} {_points(abs(gain.median))} percentage points a year{interval} "
        said += f"{'from' if gain.median >= 0 else 'to'} the growth of {labels.migrant(migrant.migrant_id).name}"
        if has_interval(gain) and gain.low < 0 < gain.high:
            said += ", which does not exclude none"
    else:
        least, most = min(gains, key=lambda gain: gain.median), max(gains, key=lambda gain: gain.median)
        names = [labels.migrant(migrant.migrant_id).name for migrant, _ in taken]
        whom = in_words(names) if len(names) <= _MOST_NAMES else f"{exact(float(len(names)))} populations"
        span = f"between {_points(least.median)} and {_points(most.median)}"
        said = f"In the models of {whom} the invaders take {span} percentage points of growth a year"
    if shrinking:
        whose = "it" if len(taken) == 1 else in_words(shrinking) if len(shrinking) < len(taken) else "every one of them"
        said += f", and even without the invaders {whose} would be expected to shrink"
    return said


def _takes(gain: Band) -> str:
    return "takes" if gain.median >= 0 else "adds"


def _points(gain: float) -> str:
    return significant(100 * gain)


def _young(assessment: Assessment, labels: Labels) -> str:
    """Say how many young are lost, where that is all that can be told."""
    totals = {total.group: total for total in assessment.young_lost_totals}
    known = [migrant for migrant in assessment.migrants if migrant.young_lost_per_year is not None]
    unknown_growth = "what that does to growth cannot be told without an annual cycle"
    if totals:
        said = []
        for group, whose in (("listed", "the listed populations lose"), ("all", "all of them together")):
            if group in totals:
                total = totals[group]
                lost = total.young_lost_per_year
                interval = f" ({LEVEL}: {limits(lost, significant)})" if has_interval(lost) else ""
                said.append(f"{whose} about {significant(lost.median)} young a year{interval}")
        together = in_words(said, "and")
        return f"{together[:1].upper()}{together[1:]}; {unknown_growth}"
    if known:
        each = [
            f"{labels.migrant(migrant.migrant_id).name} about {significant(each_lost.median)} young a year"
            for migrant in known[:_MOST_NAMES]
            if (each_lost := migrant.young_lost_per_year) is not None
        ]
        return f"To invaders {'are' if len(each) > 1 else 'is'} lost: {in_words(each)}; {unknown_growth}"
    return "How much invaders take from growth or from the young cannot be told from these data"


def _what_to_do(assessment: Assessment, labels: Labels) -> str:
    plan = assessment.plan
    if plan.chosen is None and not plan.frontier:
        return _without_measures(assessment, plan.note)
    if plan.chosen is None:
        return f"What to do depends on the money: {plan.note[:1].lower()}{plan.note[1:]}"
    chosen, budget = plan.chosen, assessment.study.settings.budget
    within = "" if budget is None else f"Within {money(budget.amount, budget.currency, budget.price_year)}"
    if not chosen.measures:
        return f"{within} no measure on offer is expected to raise growth, so none is proposed."
    names = in_words([measure_name(name) for name in chosen.measures])
    cost = money(chosen.cost.value, chosen.currency, chosen.price_year)
    said = f"{within or 'Of the measures on offer'} the best choice is {names}, for {cost}"
    return f"{said}{_after(assessment, labels)}."


def _after(assessment: Assessment, labels: Labels) -> str:
    """Say what growth is expected after the plan, and whether that is a recovery."""
    plan = assessment.plan
    found = [] if plan.chosen is None else list(plan.chosen.migrants.values())
    doubtful = [after for after in found if after.growth_after.low < 1]
    said = ""
    if len(found) == 1:
        growth = found[0].growth_after
        interval = f" ({LEVEL}: {limits(growth, yearly)})" if has_interval(growth) else " (no interval is known)"
        name = labels.migrant(found[0].migrant_id).name
        said = f": {name} would then be expected to change by {yearly(growth.median)} a year{interval}"
    if not doubtful:
        return said
    falls = any(after.growth_after.median < 1 for after in doubtful)
    why = "a decline is still expected" if falls else "a decline is still not excluded"
    whose = (
        ""
        if len(found) == 1
        else f" of {in_words([labels.migrant(a.migrant_id).name for a in doubtful][:_MOST_NAMES])}"
    )
    return f"{said}; no recovery{whose} is promised, for {why}"


def _without_measures(assessment: Assessment, note: str) -> str:
    threatened = any(migrant.verdict in ("demonstrated_threat", "inferred_threat") for migrant in assessment.migrants)
    if len(assessment.study.tables["measures"]) and note:
        return f"What to do cannot be weighed up here: {note[:1].lower()}{note[1:]}"
    if threatened:
        return (
            "What to do about it is not answered here: the study lists no measure on offer with its cost and its "
            "chance of success, and no recovery is promised."
        )
    if any(pair.judgement.would_settle for pair in assessment.pairs):
        return (
            "First comes the evidence that would settle the open questions: on these data no measure can be justified "
            "by its effect, and no recovery is promised."
        )
    return "No measure against an invader follows from these data, and no recovery is promised."
