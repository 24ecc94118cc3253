"""How an action plan begins: its summary, and its goal and purpose with their indicators."""

from __future__ import annotations

from collections.abc import Iterator

from oxyura.policy.action_plan import Action, Threat
from oxyura.policy.action_plan_facts import MigrantFacts
from oxyura.policy.action_plan_rules import PRIORITIES
from oxyura.publish.documents.action_plan_rows import PLAN_FILE
from oxyura.publish.documents.action_plan_statements import state_action
from oxyura.publish.documents.action_plan_threats import is_harm, shortfall_spans, years_span
from oxyura.publish.documents.action_plan_words import PlanPage, priority_words
from oxyura.publish.documents.document import Block, Bullets, Paragraph, Section, Span, Table
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.wording import (
    Phrase,
    bound,
    bound_band,
    code,
    joined,
    paragraph,
    phrase,
    plain,
    say,
    say_count,
    tally,
)
from oxyura.publish.language import Translation
from oxyura.publish.result_folder import SUMMARY_FILE

_MOST_LEADING = 4
_MOST_FIRST = 6


def summary_section(page: PlanPage) -> Section:
    """Return what the plan says in a few sentences."""
    return Section("summary", page.words.gettext("Summary"), tuple(_summary(page)))


def _summary(page: PlanPage) -> Iterator[Block]:
    words, plan = page.words, page.plan
    if not plan.facts.migrants:
        yield plain(
            words.gettext(
                "No population of this study is listed under CMS or its instruments: there is nothing to plan."
            ),
            tone="lead",
        )
        yield _draft(words)
        return
    sized = [threat for threat in plan.threats if is_harm(threat)]
    for threat in sized[:_MOST_LEADING]:
        yield _leading(page, threat)
    if plan.unsized:
        yield paragraph(
            phrase(
                words,
                "Of unknown size: what %(invaders)s do to these populations; each is rated by its verdict below.",
                invaders=page.invaders(dict.fromkeys(threat.invader_id for threat in plan.unsized)),
            ),
            tone="lead",
        )
    if not plan.threats:
        yield plain(
            words.gettext("The study shows no invasive alien species to be a threat to these populations."), tone="lead"
        )
    yield _doing(page)
    yield from _expected(page)
    yield from _first_actions(page)
    counts = {word: sum(one.priority.word == word for one in plan.actions()) for word in PRIORITIES}
    parts = [
        phrase(words, "%(number)s %(priority)s", number=tally(words, number), priority=priority_words(word, words))
        for word, number in counts.items()
        if number
    ]
    total = sum(counts.values())
    yield say_count(
        words,
        "The plan has %(number)s action, by priority: %(parts)s.",
        "The plan has %(number)s actions, by priority: %(parts)s.",
        total,
        number=tally(words, total),
        parts=joined(words, parts),
    )
    yield _draft(words)


def _draft(words: Translation) -> Paragraph:
    return plain(
        words.gettext(
            "This is a draft for Parties to discuss and adopt, in the form that AEWA and CMS use for species action "
            "plans. It was written from a study by a program; every number in it comes from that run, and what the "
            "study does not know stands as a question."
        ),
        tone="quiet",
    )


def _first_actions(page: PlanPage) -> Iterator[Block]:
    """Yield the actions of the highest priority there is, where it is more than medium."""
    first: list[Action] = []
    for word in PRIORITIES[:2]:
        first = first or [one for one in page.plan.actions() if one.priority.word == word]
    if first:
        yield plain(page.words.gettext("To be done first:"))
        yield Bullets(
            tuple((paragraph(code(f"{one.number} "), state_action(page, one)),) for one in first[:_MOST_FIRST])
        )


def _leading(page: PlanPage, threat: Threat) -> Paragraph:
    words = page.words
    values: dict[str, Phrase] = {
        "invader": page.invaders([threat.invader_id]),
        "migrant": page.migrants([threat.migrant_id]),
        "shortfall": shortfall_spans(page, threat),
        "years": years_span(page),
        "priority": priority_words(threat.priority.word, words),
    }
    match threat.verdict:
        case "demonstrated_threat":
            said = phrase(
                words,
                "%(invader)s is a demonstrated threat to %(migrant)s: in the model numbers will be %(shortfall)s lower "
                "in %(years)s years than without it. Priority: %(priority)s.",
                **values,
            )
        case "inferred_threat":
            said = phrase(
                words,
                "%(invader)s is an inferred threat to %(migrant)s: in the model numbers will be %(shortfall)s lower "
                "in %(years)s years than without it. Priority: %(priority)s.",
                **values,
            )
        case _:
            said = phrase(
                words,
                "That %(invader)s harms %(migrant)s is unproven, and read as a threat with precaution: in the model "
                "numbers will be %(shortfall)s lower in %(years)s years than without it. Priority: %(priority)s.",
                **values,
            )
    return paragraph(said, tone="lead")


def _doing(page: PlanPage) -> Paragraph:
    """Say what the portfolio chose, or why nothing is chosen."""
    words, plan, budget = page.words, page.assessment.plan, page.assessment.study.settings.budget
    if not len(page.assessment.study.tables["measures"]):
        return plain(
            words.gettext(
                "The study has no measures on offer, so none is chosen; the actions below say what is to be worked out."
            )
        )
    if plan.chosen is None or budget is None:
        return say(words, "No measures are chosen: %(note)s", note=Span(words.tell(plan.note)))
    amount = bound(words.money(budget.amount, budget.currency), make_pointer(PLAN_FILE, "settings", "budget", "amount"))
    if not plan.chosen.measures:
        return say(words, "Within %(budget)s no measure on offer is expected to raise growth.", budget=amount)
    cost = bound(
        words.money(plan.chosen.cost.value, plan.chosen.currency), make_pointer(SUMMARY_FILE, "portfolio", "cost")
    )
    return say(
        words,
        "Within %(budget)s the best choice of measures is %(measures)s, for %(cost)s.",
        budget=amount,
        measures=page.measures(plan.chosen.measures),
        cost=cost,
    )


def framework_section(page: PlanPage) -> Section:
    """Return goal and purpose, each with its indicator and the means of verification."""
    words = page.words
    migrants = page.migrants(one.migrant_id for one in page.plan.facts.migrants)
    blocks: list[Block] = [
        Table(
            words.gettext("Goal and purpose"),
            (
                words.gettext("Level"),
                words.gettext("Statement"),
                words.gettext("Indicator"),
                words.gettext("Means of verification"),
            ),
            (
                (
                    (plain(words.gettext("Goal")),),
                    (
                        say(
                            words,
                            "%(migrants)s: a favourable conservation status reached, or kept, throughout the range.",
                            migrants=migrants,
                        ),
                    ),
                    (plain(words.gettext("Growth of the population a year, from counts, is not negative.")),),
                    (
                        plain(
                            words.gettext("Counts by one protocol in all countries of the range; this study, run anew.")
                        ),
                    ),
                ),
                (
                    (plain(words.gettext("Purpose")),),
                    (
                        plain(
                            words.gettext(
                                "Invasive alien species no longer lower the growth of these populations, and no new "
                                "ones come to their sites."
                            )
                        ),
                    ),
                    tuple(_purpose_indicators(page)),
                    (
                        plain(
                            words.gettext(
                                "Vital rates measured at the sites; searches for invaders with a stated chance of "
                                "finding them; this study, run anew."
                            )
                        ),
                    ),
                ),
            ),
            (12, 30, 32, 26),
            captioned=False,
            row_headings=True,
        )
    ]
    return Section("framework", words.gettext("Goal and purpose"), tuple(blocks))


def _expected(page: PlanPage) -> Iterator[Paragraph]:
    """Yield what the chosen measures are expected to do to each population."""
    chosen = page.assessment.plan.chosen
    if chosen is not None and chosen.measures:
        for migrant in [one for one in page.plan.facts.migrants if one.growth_after is not None][:_MOST_LEADING]:
            yield paragraph(_change(page, migrant), ".")


def _change(page: PlanPage, migrant: MigrantFacts) -> tuple[Span, ...]:
    words, place = page.words, (SUMMARY_FILE, "migrants", migrant.migrant_id)
    if migrant.growth_now is None:
        return ()
    values: dict[str, Phrase] = {
        "migrant": page.migrants([migrant.migrant_id]),
        "now": bound_band(words, migrant.growth_now, words.yearly, make_pointer(*place, "growth_now")),
    }
    if migrant.growth_after is None:
        return phrase(words, "%(migrant)s: change a year, %(now)s today, rises", **values)
    after = make_pointer(*place, "growth_after_portfolio")
    return phrase(
        words,
        "%(migrant)s: change a year, %(now)s today, becomes %(after)s, as expected after the chosen measures",
        after=bound_band(words, migrant.growth_after, words.yearly, after),
        **values,
    )


def _purpose_indicators(page: PlanPage) -> Iterator[Paragraph]:
    words = page.words
    changes = [_change(page, migrant) for migrant in page.plan.facts.migrants]
    yield from (paragraph(change) for change in changes if change)
    if not any(changes):
        yield plain(
            words.gettext(
                "Number of priority invaders removed from, or controlled at, the sites of these populations; growth "
                "cannot be told without an annual cycle."
            )
        )
