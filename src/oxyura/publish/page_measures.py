"""What the page shows of the measures: what is chosen and why, what is left out, what has been done."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from oxyura.actions.results import NotTaken, Portfolio, PortfolioResult, WhyIn
from oxyura.publish.frontier_chart import draw_frontier
from oxyura.publish.labels import Labels, Source, Species, title_of
from oxyura.publish.number_words import exact, has_interval, in_words, limits, percent, significant, yearly
from oxyura.publish.page_verdicts import yearly_gain
from oxyura.schema.intervals import Band
from oxyura.study.assessment import Assessment

_OUTCOME_WORDS = {"succeeded": "worked", "failed": "did not work", "pending": "under way, outcome not known"}


@dataclass(frozen=True)
class MeasureLine:
    """A measure as the study describes it.

    Parameters
    ----------
    aim : str
        Kind, whom it acts on, and where.
    cost, cost_more : str
        Cost once, and limits or running cost.
    chance, chance_limits : str
        Chance of success.
    timing : str
        When it starts and how long it runs.
    verdict : str
        Why it is in or out, or how it ended.
    brings, brings_more : str
        What the plan loses without it, or would gain with it.
    """

    name: str
    aim: str
    cost: str
    cost_more: str
    chance: str
    chance_limits: str
    timing: str
    verdict: str
    brings: str
    brings_more: str
    source: Source | None


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
    cost_limits: str
    over_budget: str
    after: tuple[AfterLine, ...]
    left_out: tuple[MeasureLine, ...]
    done: tuple[MeasureLine, ...]
    frontier: tuple[OtherPlan, ...]
    frontier_end: str
    alternatives: tuple[OtherPlan, ...]
    evaluated: str
    objective: str
    warnings: tuple[tuple[str, str], ...]


def measure_name(measure_id: str) -> str:
    """Return a measure in words.

    Examples
    --------
    >>> measure_name("baiting-again")
    'Baiting again'
    """
    words = title_of(measure_id)
    return words[:1] + words[1:].lower() if words.replace(" ", "").isascii() else words


def money(amount: float, currency: str, price_year: int) -> str:
    """Return an amount with its currency and price year."""
    return f"{currency} {exact(amount)} (prices of {price_year})"


def describe_measures(assessment: Assessment, labels: Labels) -> PlanView | None:
    """Return what the page says of measures; None where the study has none."""
    plan = assessment.plan
    table = assessment.study.tables["measures"]
    if not len(table):
        return None
    chosen = plan.chosen
    lines = {line_id: line for line_id, line in _read_measures(assessment, labels)}
    outcomes = dict(zip(table.words("measure_id"), table.texts("outcome"), strict=True))
    years = dict(zip(table.words("measure_id"), table.numbers("outcome_year"), strict=True))
    done = tuple(
        _with(lines[name], f"{_OUTCOME_WORDS[outcome]}{'' if math.isnan(years[name]) else f', {years[name]:.0f}'}")
        for name, outcome in outcomes.items()
        if outcome is not None
    )
    single = chosen is not None and len(chosen.migrants) == 1
    return PlanView(
        headline=_headline(assessment, plan),
        chosen=() if chosen is None else tuple(_why_in(lines, row, single=single) for row in chosen.why_in),
        cost="" if chosen is None else money(chosen.cost.value, chosen.currency, chosen.price_year),
        cost_limits="" if chosen is None else _cost_limits(chosen),
        over_budget="" if chosen is None or chosen.over_budget == 0 else percent(chosen.over_budget),
        after=() if chosen is None else _after(assessment, chosen, labels),
        left_out=() if chosen is None else tuple(_why_out(lines, row, single=single) for row in chosen.not_taken),
        done=done,
        frontier=_frontier(plan, single=single),
        frontier_end="" if plan.frontier_end is None else exact(plan.frontier_end),
        alternatives=_alternatives(plan, single=single),
        evaluated=exact(float(plan.evaluated)),
        objective=_objective(plan, single=single),
        warnings=tuple((w.where, w.message) for w in plan.warnings),
    )


def _headline(assessment: Assessment, plan: PortfolioResult) -> str:
    budget = assessment.study.settings.budget
    within = "" if budget is None else f"Within {money(budget.amount, budget.currency, budget.price_year)}: "
    if plan.chosen is None:
        return plan.note
    if not plan.chosen.measures:
        return f"{within}none of the measures on offer raises growth, so none is taken."
    return f"{within}{in_words([measure_name(name) for name in plan.chosen.measures])}."


def _read_measures(assessment: Assessment, labels: Labels) -> list[tuple[str, MeasureLine]]:
    found = []
    for row in assessment.study.tables["measures"].records():
        number = {name: value for name, value in row.items() if isinstance(value, float)}
        name, currency = str(row["measure_id"]), str(row["currency"])
        invaders, pressures = (row[column] or () for column in ("invader_ids", "pressure_ids"))
        assert isinstance(invaders, tuple)
        assert isinstance(pressures, tuple)
        whom = in_words(
            [labels.cause(i, "invader") for i in invaders] + [labels.cause(p, "pressure") for p in pressures]
        )
        site = None if row["site_id"] is None else str(row["site_id"])
        running = number.get("cost_per_year", 0.0)
        more = [f"{exact(running)} a year"] if running else []
        if "cost_low" in number and "cost_high" in number:
            more.insert(0, f"{exact(number['cost_low'])} to {exact(number['cost_high'])}")
        found.append(
            (
                name,
                MeasureLine(
                    measure_name(name),
                    f"{row['kind']}{f' {whom}' if whom else ''}, {labels.site(site)}",
                    money(number["cost"], currency, int(number["price_year"])),
                    "; ".join(more),
                    percent(number["success_probability"]),
                    f"{percent(number['success_low'])} to {percent(number['success_high'])}"
                    if "success_low" in number and "success_high" in number
                    else "no interval",
                    _timing(number),
                    "",
                    "",
                    "",
                    labels.source(None if row["source_id"] is None else str(row["source_id"])),
                ),
            )
        )
    return found


def _timing(number: dict[str, float]) -> str:
    delay, duration = number.get("start_delay_years", 0.0), number.get("duration_years")
    start = f"starts after {_years(delay)}" if delay else "starts at once"
    return start if duration is None else f"{start}, runs {_years(duration)}"


def _years(number: float) -> str:
    return f"{exact(number)} year{'' if number == 1 else 's'}"


def _with(line: MeasureLine, verdict: str, brings: str = "", brings_more: str = "") -> MeasureLine:
    return MeasureLine(
        line.name, line.aim, line.cost, line.cost_more, line.chance, line.chance_limits, line.timing, verdict, brings,
        brings_more, line.source,
    )  # fmt: skip


def _why_in(lines: dict[str, MeasureLine], row: WhyIn, *, single: bool) -> MeasureLine:
    more = f"with {in_words([measure_name(name) for name in row.dropped])}, which requires it" if row.dropped else ""
    return _with(lines[row.measure_id], "taken", gain_words(row.loss_if_dropped, single=single), more)


def _why_out(lines: dict[str, MeasureLine], row: NotTaken, *, single: bool) -> MeasureLine:
    others = in_words([measure_name(name) for name in row.others])
    words = {
        "adds_nothing": "affordable, and the plan is not better with it",
        "costs_too_much": "the money left does not pay for it"
        + (f", with {others}, which it requires" if others else ""),
        "excluded": f"cannot be taken together with {others}" if others else "cannot be taken with the plan",
        "changes_nothing": "acts on nothing of known size in these models",
        "requirement_failed": f"requires {others}, which has not succeeded",
    }
    brings = "" if row.gain_if_added is None else gain_words(row.gain_if_added, single=single)
    return _with(lines[row.measure_id], words[row.reason], brings)


def gain_words(gain: float, *, single: bool) -> str:
    """Return a gain of the objective: per year where it is of one population, else in its own units."""
    return f"{yearly_gain(gain)} a year" if single else significant(gain)


def _cost_limits(chosen: Portfolio) -> str:
    cost = Band(chosen.cost.value, chosen.cost.low, chosen.cost.high)
    return limits(cost, significant) if has_interval(cost) else "no interval"


def _after(assessment: Assessment, chosen: Portfolio, labels: Labels) -> tuple[AfterLine, ...]:
    found = []
    for migrant in assessment.migrants:
        after = chosen.migrants.get(migrant.migrant_id)
        if after is None or migrant.population is None:
            continue
        now, gain = migrant.population.now.growth_band, after.gain_band
        found.append(
            AfterLine(
                labels.migrant(migrant.migrant_id),
                yearly(now.median),
                limits(now, yearly),
                yearly(after.growth_after.median),
                limits(after.growth_after, yearly),
                significant(after.abundance_after.median),
                limits(after.abundance_after, significant),
                yearly_gain(after.gain),
                limits(gain, yearly_gain),
            )
        )
    return tuple(found)


def _frontier(plan: PortfolioResult, *, single: bool) -> tuple[OtherPlan, ...]:
    return tuple(
        OtherPlan(
            exact(point.budget),
            _names(point.measures),
            exact(point.cost.value),
            gain_words(point.objective, single=single),
            "",
        )
        for point in plan.frontier
    )


def _alternatives(plan: PortfolioResult, *, single: bool) -> tuple[OtherPlan, ...]:
    return tuple(
        OtherPlan(
            "",
            _names(other.measures),
            exact(other.cost.value),
            gain_words(other.objective, single=single),
            gain_words(other.difference, single=single),
        )
        for other in plan.alternatives
    )


def _names(measures: tuple[str, ...]) -> str:
    return in_words([measure_name(name) for name in measures]) or "nothing"


def _objective(plan: PortfolioResult, *, single: bool) -> str:
    outcome = "growth over the horizon" if plan.gain == "ln_growth" else "growth in the long run (λ)"
    if single:
        return f"the expected gain in {outcome}, as change per year, over draws and over success and failure"
    return f"the expected gain in the logarithm of {outcome}, weighted and summed over populations"


def frontier_of(assessment: Assessment) -> Markup | None:
    """Return the frontier as a step chart; None where it has fewer than two points."""
    plan, budget = assessment.plan, assessment.study.settings.budget
    if len(plan.frontier) < 2:
        return None
    single = plan.chosen is not None and len(plan.chosen.migrants) == 1
    rows = _frontier(plan, single=single)
    description = "; ".join(f"from {row.budget}: {row.measures}, {row.gain}" for row in rows)
    currency = next(iter(assessment.study.tables["measures"].words("currency")), "")
    amount = None if budget is None else budget.amount
    if single:
        return draw_frontier(plan.frontier, amount, plan.frontier_end, currency, math.expm1, _signed, f"{description}.")
    return draw_frontier(plan.frontier, amount, plan.frontier_end, currency, float, exact, f"{description}.")


def _signed(gain: float) -> str:
    return percent(gain, signed=True)
