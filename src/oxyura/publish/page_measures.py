"""What the page shows of the measures: what is chosen and why, what is left out, what has been done."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from oxyura.actions.results import Portfolio, PortfolioResult
from oxyura.publish.frontier_chart import draw_frontier
from oxyura.publish.labels import Labels, Species
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import (
    MeasureLine,
    gain_words,
    list_done,
    measure_name,
    priced,
    read_measures,
    say_why_in,
    say_why_out,
)
from oxyura.publish.number_words import has_interval
from oxyura.publish.page_cautions import name_place
from oxyura.schema.intervals import Band
from oxyura.study.assessment import Assessment


@dataclass(frozen=True)
class AfterLine:
    """What becomes of a population after the plan."""

    species: Species
    now: str
    now_limits: str
    after: str
    after_limits: str
    abundance: str
    abundance_limits: str
    gain: str
    gain_limits: str


@dataclass(frozen=True)
class OtherPlan:
    """Another set of measures: from which budget on it is the best, or how much worse than the best it is."""

    budget: str
    measures: str
    cost: str
    gain: str
    difference: str


@dataclass(frozen=True)
class PlanView:
    """Everything that the page says of measures."""

    headline: str
    chosen: tuple[MeasureLine, ...]
    cost: str
    over_budget: str
    after: tuple[AfterLine, ...]
    left_out: tuple[MeasureLine, ...]
    done: tuple[MeasureLine, ...]
    frontier: tuple[OtherPlan, ...]
    frontier_end: str
    alternatives: tuple[OtherPlan, ...]
    objective: str
    warnings: tuple[tuple[str, str], ...]


def describe_measures(assessment: Assessment, labels: Labels) -> PlanView | None:
    """Return what the page says of measures; None where the study has none."""
    plan, words = assessment.plan, labels.words
    if not len(assessment.study.tables["measures"]):
        return None
    chosen = plan.chosen
    lines = read_measures(assessment, labels)
    single = chosen is not None and len(chosen.migrants) == 1
    return PlanView(
        headline=_headline(assessment, plan, words),
        chosen=() if chosen is None else tuple(say_why_in(lines, row, words, single=single) for row in chosen.why_in),
        cost="" if chosen is None else _cost(chosen, words),
        over_budget="" if chosen is None or chosen.over_budget == 0 else words.percent(chosen.over_budget),
        after=() if chosen is None else _after(assessment, chosen, labels),
        left_out=()
        if chosen is None
        else tuple(say_why_out(lines, row, words, single=single) for row in chosen.not_taken),
        done=list_done(assessment, lines, words),
        frontier=_frontier(plan, words, single=single),
        frontier_end="" if plan.frontier_end is None else words.exact(plan.frontier_end),
        alternatives=_alternatives(plan, words, single=single),
        objective=_objective(plan, words, single=single),
        warnings=tuple((name_place(warning.where, labels), words.tell(warning.message)) for warning in plan.warnings),
    )


def _headline(assessment: Assessment, plan: PortfolioResult, words: Translation) -> str:
    budget = assessment.study.settings.budget
    if plan.chosen is None or budget is None:
        return words.tell(plan.note)
    within = priced(budget.amount, budget.currency, budget.price_year, words)
    if not plan.chosen.measures:
        return words.say(
            "Within %(budget)s: none of the measures on offer raises growth, so none is taken.", budget=within
        )
    names = words.joined([measure_name(name) for name in plan.chosen.measures])
    return words.say("Within %(budget)s: %(measures)s.", budget=within, measures=names)


def _cost(chosen: Portfolio, words: Translation) -> str:
    """Return the cost of a plan, with its limits where it has any."""
    cost = Band(chosen.cost.value, chosen.cost.low, chosen.cost.high)
    said = priced(cost.median, chosen.currency, chosen.price_year, words)
    if not has_interval(cost):
        return said
    return words.say("%(cost)s, %(limits)s", cost=said, limits=words.limits(cost, words.significant))


def _after(assessment: Assessment, chosen: Portfolio, labels: Labels) -> tuple[AfterLine, ...]:
    found, words = [], labels.words
    for migrant in assessment.migrants:
        after = chosen.migrants.get(migrant.migrant_id)
        if after is None or migrant.population is None:
            continue
        now, gain = migrant.population.now.growth_band, after.gain_band
        found.append(
            AfterLine(
                labels.migrant(migrant.migrant_id),
                words.yearly(now.median),
                words.limits(now, words.yearly),
                words.yearly(after.growth_after.median),
                words.limits(after.growth_after, words.yearly),
                words.significant(after.abundance_after.median),
                words.limits(after.abundance_after, words.significant),
                words.signed_gain(after.gain),
                words.limits(gain, words.signed_gain),
            )
        )
    return tuple(found)


def _frontier(plan: PortfolioResult, words: Translation, *, single: bool) -> tuple[OtherPlan, ...]:
    return tuple(
        OtherPlan(
            words.exact(point.budget),
            _names(point.measures, words),
            words.exact(point.cost.value),
            gain_words(point.objective, words, single=single),
            "",
        )
        for point in plan.frontier
    )


def _alternatives(plan: PortfolioResult, words: Translation, *, single: bool) -> tuple[OtherPlan, ...]:
    return tuple(
        OtherPlan(
            "",
            _names(other.measures, words),
            words.exact(other.cost.value),
            gain_words(other.objective, words, single=single),
            gain_words(other.difference, words, single=single),
        )
        for other in plan.alternatives
    )


def _names(measures: tuple[str, ...], words: Translation) -> str:
    return words.joined([measure_name(name) for name in measures]) or words.gettext("nothing")


def _objective(plan: PortfolioResult, words: Translation, *, single: bool) -> str:
    """Return what the gain is, and how many sets were weighed up; empty where none was."""
    if not plan.evaluated:
        return ""
    sets = words.exact(plan.evaluated)
    if single and plan.gain == "ln_growth":
        return words.say(
            "The gain is the expected gain in growth over the horizon, as change per year, over draws and over success "
            "and failure. Every set that can be taken has been weighed up: %(sets)s.",
            sets=sets,
        )
    if single:
        return words.say(
            "The gain is the expected gain in growth in the long run (λ), as change per year, over draws and over "
            "success and failure. Every set that can be taken has been weighed up: %(sets)s.",
            sets=sets,
        )
    if plan.gain == "ln_growth":
        return words.say(
            "The gain is the expected gain in the logarithm of growth over the horizon, weighted and summed over "
            "populations. Every set that can be taken has been weighed up: %(sets)s.",
            sets=sets,
        )
    return words.say(
        "The gain is the expected gain in the logarithm of growth in the long run (λ), weighted and summed over "
        "populations. Every set that can be taken has been weighed up: %(sets)s.",
        sets=sets,
    )


def frontier_of(assessment: Assessment, words: Translation) -> Markup | None:
    """Return the frontier as a step chart; None where it has fewer than two points."""
    plan, budget = assessment.plan, assessment.study.settings.budget
    if len(plan.frontier) < 2:
        return None
    single = plan.chosen is not None and len(plan.chosen.migrants) == 1
    points = [
        words.say("from %(budget)s: %(measures)s, %(gain)s", budget=row.budget, measures=row.measures, gain=row.gain)
        for row in _frontier(plan, words, single=single)
    ]
    return draw_frontier(
        plan.frontier,
        None if budget is None else budget.amount,
        plan.frontier_end,
        next(iter(assessment.study.tables["measures"].words("currency")), ""),
        math.expm1 if single else float,
        words.signed_percent if single else words.exact,
        f"{words.clauses(points)}.",
        words,
    )
