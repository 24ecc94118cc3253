"""Which measures were weighed up for a plan and what became of them, and the guidance that its actions cite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oxyura.policy.action_plan_facts import MeasureFacts
from oxyura.policy.guidelines import Guideline
from oxyura.publish.documents.action_plan_details import measure_lines, why_not
from oxyura.publish.documents.action_plan_words import PlanPage, guidelines_by_id
from oxyura.publish.documents.document import Block, Bullets, Paragraph, Section, Table
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.wording import bound, code, linked, named, paragraph, plain, say
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import measure_name
from oxyura.schema.table import number_of

_MOST_MEASURES = 60


def measures_section(page: PlanPage) -> Section:
    """Return every measure of the study: chosen, not chosen and why, or done already."""
    words = page.words
    return Section("measures", words.gettext("Measures weighed up"), tuple(_measures(page)))


def _measures(page: PlanPage) -> Iterator[Block]:
    words, measures = page.words, page.plan.facts.measures
    if not measures:
        yield plain(
            words.gettext(
                "The study has no measures on offer. Fill in its table of measures, with cost and chance of success, "
                "and write the plan anew: it will then say which to take first."
            ),
            tone="question",
        )
        return
    rows = {str(row["measure_id"]): row for row in page.assessment.study.tables["measures"].records()}
    yield Table(
        words.gettext("Measures, and why each is in the plan or not"),
        (words.gettext("Measure"), words.gettext("What is known"), words.gettext("In the plan?")),
        tuple(_row(page, measure, rows[measure.measure_id]) for measure in measures[:_MOST_MEASURES]),
        (28, 38, 34),
        captioned=False,
        row_headings=True,
    )
    if page.assessment.plan.chosen is not None and page.assessment.plan.chosen.measures:
        yield plain(
            words.gettext(
                "Chosen is the set with the highest expected gain in growth that the budget pays for, over all draws "
                "and over success and failure of the measures."
            ),
            tone="quiet",
        )


def _row(page: PlanPage, measure: MeasureFacts, row: Mapping[str, object]) -> tuple[tuple[Paragraph, ...], ...]:
    words = page.words
    kind = words.term("measure", measure.kind)
    against = (*measure.invaders, *measure.pressures)
    place = named(page.labels.site(measure.site_id))
    aim = (
        say(words, "%(kind)s %(whom)s, %(sites)s", tone="quiet", kind=kind, whom=page.causes(against), sites=place)
        if against
        else say(words, "%(kind)s, %(sites)s", tone="quiet", kind=kind, sites=place)
    )
    return (
        (paragraph(named(measure_name(measure.measure_id))), aim),
        tuple(measure_lines(page, measure, row)),
        (standing(page, measure, row),),
    )


def standing(page: PlanPage, measure: MeasureFacts, row: Mapping[str, object]) -> Paragraph:
    """Say whether a measure is chosen, why not, or how it ended."""
    words = page.words
    if measure.chosen:
        return plain(words.gettext("chosen"))
    if measure.outcome is None:
        return why_not(page, measure, named_first=False)
    ended = {
        "succeeded": words.gettext("done: it worked"),
        "failed": words.gettext("done: it did not work"),
        "pending": words.gettext("under way, outcome not known"),
    }[measure.outcome]
    year = number_of(row["outcome_year"])
    if year is None:
        return plain(ended)
    pointer = make_pointer("tables/measures.csv", measure.measure_id, "outcome_year")
    return say(words, "%(outcome)s, %(year)s", outcome=ended, year=bound(f"{year:.0f}", pointer))


def guidance_section(page: PlanPage) -> Section | None:
    """Return the guidelines that the document has cited; None where it cites none."""
    words, known = page.words, guidelines_by_id()
    if not page.cited:
        return None
    items = tuple((_guideline(known[name], number, words),) for number, name in enumerate(page.cited, start=1))
    blocks: tuple[Block, ...] = (
        plain(
            words.gettext(
                "Guidance that is about the actions that cite it. Titles stand as they were published; an address "
                "leads to where it was read, which may be a copy."
            ),
            tone="quiet",
        ),
        Bullets(items),
    )
    return Section("guidance", words.gettext("Guidance that applies"), blocks)


def _guideline(one: Guideline, number: int, words: Translation) -> Paragraph:
    holds = {
        "": "",
        "islands": words.gettext("for islands"),
        "bern": words.gettext("where the Bern Convention applies"),
    }[one.holds_for]
    parts = [code(f"[{number}] "), linked(one.title, one.link), code(f". {one.body}")]
    if one.year:
        parts.append(code(f", {one.year}"))
    if holds:
        parts.append(code(f" ({holds})"))
    return paragraph(parts)
