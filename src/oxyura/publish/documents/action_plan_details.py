"""What stands below an action: cost, chance of success, when, what it brings, why a measure is not taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from oxyura.policy.action_plan import Action
from oxyura.policy.action_plan_facts import MeasureFacts
from oxyura.publish.documents.action_plan_rows import MEASURES_FILE, measure_reading
from oxyura.publish.documents.action_plan_words import PlanPage
from oxyura.publish.documents.document import Paragraph, Span
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.wording import bound, named, paragraph, phrase, say, say_count
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import measure_name
from oxyura.publish.result_folder import SUMMARY_FILE
from oxyura.schema.table import number_of

_DOING = frozenset(("eradicate", "control", "contain", "prevent", "detect", "protect", "restore", "reinforce", "fund"))


def detail_lines(page: PlanPage, action: Action) -> Iterator[Paragraph]:
    """Yield what is known of an action beside what it is."""
    known = {measure.measure_id: measure for measure in page.plan.facts.measures}
    rows = {str(row["measure_id"]): row for row in page.assessment.study.tables["measures"].records()}
    for name in action.measures:
        if action.kind in _DOING:
            yield from measure_lines(page, known[name], rows[name])
        if action.kind == "fund":
            yield why_not(page, known[name], named_first=False)
        elif action.kind == "revisit":
            yield why_not(page, known[name], named_first=True)
        elif action.kind == "guard":
            yield from _harms(page, known[name])
    if action.gap is not None:
        gap = page.assessment.gaps[action.gap]
        for member, text in (("sentence", gap.unknown.sentence), ("why_here", gap.why_here)):
            pointer = make_pointer(SUMMARY_FILE, "gaps", action.gap, member)
            yield paragraph(page.told(text, pointer), tone="quiet")
    if action.kind in ("biosecurity", "list") and action.invaders:
        ways = [way for name in action.invaders for way in page.plan.facts.invaders[name].pathways]
        if ways:
            yield say(page.words, "Known ways in: %(pathways)s.", tone="quiet", pathways=page.pathways(ways))


def measure_lines(page: PlanPage, measure: MeasureFacts, row: Mapping[str, object]) -> Iterator[Paragraph]:
    """Yield cost, chance and time of a measure, each bound to the table, and what it brings."""
    words = page.words

    def of(column: str, text: str) -> Span:
        return bound(text, make_pointer(MEASURES_FILE, measure.measure_id, column))

    cost, year = number_of(row["cost"]) or 0.0, number_of(row["price_year"])
    parts = [
        phrase(
            words,
            "%(cost)s in prices of %(year)s",
            cost=of("cost", words.money(cost, str(row["currency"]))),
            year=of("price_year", f"{year:.0f}"),
        )
    ]
    running, chance = number_of(row["cost_per_year"]), number_of(row["success_probability"])
    if measure.outcome in ("succeeded", "failed"):
        # Of what is done, the table's chance of success is how it ended.
        chance = None
    if running:
        parts.append(phrase(words, "%(cost)s a year", cost=of("cost_per_year", words.exact(running))))
    if chance is not None:
        said = phrase(words, "chance of success %(chance)s", chance=of("success_probability", words.percent(chance)))
        low, high = number_of(row["success_low"]), number_of(row["success_high"])
        if low is not None and high is not None:
            said = phrase(
                words,
                "%(chance)s (%(low)s to %(high)s)",
                chance=said,
                low=of("success_low", words.percent(low)),
                high=of("success_high", words.percent(high)),
            )
        parts.append(said)
    delay, duration = number_of(row["start_delay_years"]), number_of(row["duration_years"])
    if delay:
        span = of("start_delay_years", words.exact(delay))
        number = 1 if delay == 1 else 2
        said_start = say_count(words, "starts after %(years)s year", "starts after %(years)s years", number, years=span)
        parts.append(said_start.spans)
    if duration:
        span = of("duration_years", words.exact(duration))
        number = 1 if duration == 1 else 2
        parts.append(say_count(words, "runs %(years)s year", "runs %(years)s years", number, years=span).spans)
    yield paragraph(_as_clauses(parts, words), tone="quiet")
    gain = _gain(page, measure)
    if gain is not None and measure.chosen:
        yield say(words, "Without it the plan would bring less: %(gain)s.", tone="quiet", gain=gain)


def why_not(page: PlanPage, measure: MeasureFacts, *, named_first: bool) -> Paragraph:
    """Return why a measure is not taken, and what it would add."""
    words, chosen = page.words, page.assessment.plan.chosen
    others: tuple[str, ...] = ()
    if chosen is not None and measure.position is not None and not measure.chosen:
        others = chosen.not_taken[measure.position].others
    names = page.measures(others)
    match measure.why_not:
        case "adds_nothing":
            reason = phrase(words, "there is money for it, and in the model the plan is not better with it")
        case "costs_too_much" if others:
            reason = phrase(
                words, "the money left does not pay for it, with %(measures)s, which it requires", measures=names
            )
        case "costs_too_much":
            reason = phrase(words, "the money left does not pay for it")
        case "excluded" if others:
            reason = phrase(words, "it cannot be taken together with %(measures)s", measures=names)
        case "excluded":
            reason = phrase(words, "it cannot be taken with the plan")
        case "changes_nothing":
            reason = phrase(words, "it acts on nothing of which the models know the size")
        case "requirement_failed":
            reason = phrase(words, "it requires %(measures)s, which has not succeeded", measures=names)
        case _:
            reason = phrase(words, "no choice has been made: %(note)s", note=words.tell(page.plan.facts.note))
    gain = _gain(page, measure)
    if gain is not None:
        reason = phrase(words, "%(reason)s; with it the plan would change by %(gain)s", reason=reason, gain=gain)
    if named_first:
        reason = phrase(
            words, "%(measure)s: %(reason)s", measure=named(measure_name(measure.measure_id)), reason=reason
        )
        return paragraph(reason, tone="quiet")
    return say(words, "Not chosen: %(reason)s.", tone="quiet", reason=reason)


def _gain(page: PlanPage, measure: MeasureFacts) -> tuple[Span, ...] | None:
    """Return what a measure brings to the objective, bound to the portfolio; None where nothing says."""
    words, chosen, pointer = page.words, page.assessment.plan.chosen, measure_reading(measure)
    if chosen is None or pointer is None or measure.position is None:
        return None
    value = (
        chosen.why_in[measure.position].loss_if_dropped
        if measure.chosen
        else chosen.not_taken[measure.position].gain_if_added
    )
    if value is None:
        return None
    if len(chosen.migrants) == 1:
        return phrase(words, "%(size)s a year", size=bound(words.gain(value), pointer))
    return phrase(
        words,
        "%(size)s a year, added up over all populations",
        size=bound(words.gain(value), pointer),
    )


def _harms(page: PlanPage, measure: MeasureFacts) -> Iterator[Paragraph]:
    words = page.words
    for harm in measure.harms:
        if harm.effect < 0:
            # Several rows may share a key's beginning: the table itself is what the number is held against.
            pointer = _effect_pointer(page, measure.measure_id, harm.migrant_id, harm.rate)
            size = words.signed_percent(harm.effect)
            yield say(
                words,
                "%(migrant)s: %(rate)s %(size)s",
                tone="quiet",
                migrant=page.migrants([harm.migrant_id]),
                rate=page.labels.rate(harm.rate),
                size=bound(size, pointer) if pointer else Span(size),
            )


def _effect_pointer(page: PlanPage, measure_id: str, migrant_id: str, rate: str) -> str:
    """Return the pointer to an effect of a measure, by every key column that the table is written with."""
    table = page.assessment.study.tables["measure_effects"]
    rows = list(table.records())
    written = [column for column in table.spec.key if any(row[column] is not None for row in rows)]
    for row in rows:
        if (row["measure_id"], row["migrant_id"], row["rate"]) == (measure_id, migrant_id, rate):
            return make_pointer("tables/measure_effects.csv", *(_cell(row[column]) for column in written), "effect")
    return ""


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.0f}" if isinstance(value, float) else str(value)


def _as_clauses(parts: Sequence[tuple[Span, ...]], words: Translation) -> tuple[Span, ...]:
    """Return phrases as one sentence without its full stop."""
    said = parts[0]
    for part in parts[1:]:
        said = phrase(words, "%(sentence)s; %(addition)s", sentence=said, addition=part)
    return said
