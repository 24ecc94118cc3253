"""The objectives of an action plan: problem, result and actions, each with Parties, priority, time scale and roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from oxyura.policy.action_plan import Action, Objective, ObjectiveKind, Result
from oxyura.publish.documents.action_plan_details import detail_lines
from oxyura.publish.documents.action_plan_statements import state_action
from oxyura.publish.documents.action_plan_threats import is_harm, shortfall_spans, years_span
from oxyura.publish.documents.action_plan_words import PlanPage, headed, priority_words, role_words, time_words
from oxyura.publish.documents.document import Block, Paragraph, Section, Span, Table
from oxyura.publish.documents.wording import Phrase, code, joined, paragraph, phrase, plain, say, tally
from oxyura.publish.language import Translation

_MOST_ACTIONS = 25


def objective_sections(page: PlanPage) -> tuple[Section, ...]:
    """Return a section for each objective."""
    return tuple(_objective(page, objective, objective.results) for objective in page.plan.objectives)


def _objective(page: PlanPage, objective: Objective, results: Sequence[Result]) -> Section:
    words = page.words
    title, indicator, means = _frame(objective.kind, words)
    blocks: list[Block] = [
        say(words, "Indicator: %(text)s", text=indicator),
        say(words, "Means of verification: %(text)s", text=means),
    ]
    blocks += [_result(page, result) for result in results]
    if not results:
        blocks.append(plain(words.gettext("The study gives no ground for an action under this objective.")))
    numbered = words.say("Objective %(number)s: %(title)s", number=objective.number, title=title)
    return Section(f"objective-{objective.kind}", numbered, tuple(blocks))


def _frame(kind: ObjectiveKind, words: Translation) -> tuple[str, str, str]:
    """Return title, indicator and means of verification of an objective."""
    match kind:
        case "act":
            return (
                words.gettext(
                    "invasive alien species that are a threat are removed, or controlled where that cannot be"
                ),
                words.gettext(
                    "number of priority invaders removed from the sites below, or held down there, year by year"
                ),
                words.gettext(
                    "reports of the operations; searches afterwards, with the chance of finding survivors stated"
                ),
            )
        case "prevent":
            return (
                words.gettext("no new invasive alien species arrives, and none that is gone comes back"),
                words.gettext(
                    "number of Parties that restrict the species below; number of arrivals found and stopped"
                ),
                words.gettext("national lists in force; records of inspections and of rapid response at the sites"),
            )
    return (
        words.gettext("what decides, and is not known, is found out, and the populations are counted"),
        words.gettext("number of the questions below that are answered; number of years with a count"),
        words.gettext("published results with their interval, entered in the study; the plan re-issued from it"),
    )


def _result(page: PlanPage, result: Result) -> Section:
    words = page.words
    numbered = words.say("Result %(number)s: %(title)s", number=result.number, title=_result_title(page, result))
    blocks: list[Block] = [*_problem(page, result)]
    if result.actions:
        blocks.append(action_table(page, result.actions[:_MOST_ACTIONS], words.gettext("Actions")))
    else:
        blocks.append(plain(words.gettext("Every measure against it stands under an earlier result.")))
    if len(result.actions) > _MOST_ACTIONS:
        more = tally(words, len(result.actions) - _MOST_ACTIONS)
        blocks.append(say(words, "%(more)s more stand in plan.json.", tone="quiet", more=more))
    return Section(result.key.replace(":", "-"), numbered, tuple(blocks))


def action_table(page: PlanPage, actions: Sequence[Action], title: str) -> Table:
    """Return actions as the table of the form."""
    words = page.words
    return Table(
        title,
        (
            words.gettext("Action"),
            words.gettext("Priority"),
            words.gettext("Time scale"),
            words.gettext("Organisations, as roles"),
        ),
        tuple(_row(page, action) for action in actions),
        (57, 11, 12, 20),
        captioned=False,
        row_headings=True,
    )


def _result_title(page: PlanPage, result: Result) -> str:
    words = page.words
    if result.invader_id is not None:
        migrants = words.joined([headed(page.labels.migrant(name).name) for name in _harmed(page, result)])
        invader = headed(page.labels.invader(result.invader_id).name)
        return words.say("%(invader)s no longer harms %(migrants)s", invader=invader, migrants=migrants)
    return {
        "result:others": words.gettext("what else the chosen measures reach"),
        "result:prevention": words.gettext("ways in are closed, and arrivals are found in time"),
        "result:gaps": words.gettext("the gaps that may change the plan are closed"),
        "result:counts": words.gettext("the populations are counted, so that the plan can be judged"),
    }[result.key]


def _harmed(page: PlanPage, result: Result) -> list[str]:
    return list(dict.fromkeys(page.plan.threat(key).migrant_id for key in result.threats))


def _problem(page: PlanPage, result: Result) -> Iterator[Paragraph]:
    words = page.words
    for key in result.threats:
        threat = page.plan.threat(key)
        mechanisms = words.joined([words.term("mechanism", one) for one in threat.mechanisms])
        values: dict[str, Phrase] = {
            "invader": page.invaders([threat.invader_id]),
            "migrant": page.migrants([threat.migrant_id]),
            "how": mechanisms or words.gettext("not stated"),
            "verdict": words.term("verdict", threat.verdict),
        }
        if is_harm(threat):
            said = phrase(
                words,
                "Problem: %(invader)s and %(migrant)s (%(how)s): %(verdict)s; numbers %(shortfall)s lower in %(years)s "
                "years than without it.",
                shortfall=shortfall_spans(page, threat),
                years=years_span(page),
                **values,
            )
        elif threat.shortfall is None:
            said = phrase(
                words, "Problem: %(invader)s and %(migrant)s (%(how)s): %(verdict)s, of unknown size.", **values
            )
        else:
            said = phrase(
                words,
                "Problem: %(invader)s and %(migrant)s (%(how)s): %(verdict)s; in the model numbers are not lower than "
                "without it.",
                **values,
            )
        yield paragraph(said)


def _row(page: PlanPage, action: Action) -> tuple[tuple[Paragraph, ...], ...]:
    words = page.words
    parties = page.countries(action.countries, unplaced=action.unplaced)
    number: tuple[Span, ...] = (code(action.number), Span(" "))
    cell = [paragraph(number, state_action(page, action))]
    cell += [*detail_lines(page, action)]
    cell.append(say(words, "Applicable to: %(parties)s", tone="quiet", parties=parties))
    if action.guidelines:
        said = phrase(words, "Guidance: %(numbers)s", numbers=page.guidance(action.guidelines))
        cell.append(paragraph(said, tone="quiet"))
    return (
        tuple(cell),
        (plain(priority_words(action.priority.word, words)),),
        (plain(time_words(action.time_scale, words)),),
        (paragraph(joined(words, [role_words(role, words) for role in action.roles])),),
    )
