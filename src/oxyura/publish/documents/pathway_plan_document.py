"""A pathway management plan as a document: who comes by it, whom it harms, what acts on it, what binds Parties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from oxyura.policy.action_plan import ActionPlan
from oxyura.policy.pathway_crosswalk import CATEGORIES, CROSSWALK, name_of
from oxyura.policy.pathway_plan import ComingInvader, PathwayPlan
from oxyura.policy.standards_gaps import Coverage, PathwayGap
from oxyura.publish.documents.action_plan_details import measure_lines
from oxyura.publish.documents.action_plan_document import KIND, run_files
from oxyura.publish.documents.action_plan_measures import guidance_section, standing
from oxyura.publish.documents.action_plan_objectives import action_table
from oxyura.publish.documents.action_plan_rows import write_plan_rows
from oxyura.publish.documents.action_plan_threats import threats_section
from oxyura.publish.documents.action_plan_words import PlanPage, headed, species
from oxyura.publish.documents.document import Block, Document, Paragraph, Section, Span, Table
from oxyura.publish.documents.files import Format, write_documents
from oxyura.publish.documents.matter import back_matter
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.run import run_identifier
from oxyura.publish.documents.wording import bound, code, named, paragraph, plain, say, tally
from oxyura.publish.labels import read_labels
from oxyura.publish.language import Translation, words_for
from oxyura.publish.measure_lines import measure_name
from oxyura.publish.result_folder import OutputFile
from oxyura.schema.pathways import PATHWAY_TERMS
from oxyura.study.assessment import Assessment

STEM = "pathway-plan"
_MOST_ROWS = 60


def write_pathway_plan(
    assessment: Assessment,
    plan: ActionPlan,
    pathway: PathwayPlan,
    out: str | Path,
    *,
    formats: Sequence[Format],
    language: str = "en",
    force: bool = False,
) -> Path:
    """Write a pathway management plan to a folder, all of it or nothing; parameters as `write_action_plan`."""
    page = PlanPage(assessment, plan, read_labels(assessment.study.tables, words_for(language)))
    document, files = make_pathway_plan(page, pathway)
    return write_documents(out, {STEM: document}, formats, files, kind=KIND, force=force)


def make_pathway_plan(page: PlanPage, pathway: PathwayPlan) -> tuple[Document, tuple[OutputFile, ...]]:
    """Return the document and the files that stand beside it."""
    files = run_files(page.assessment)
    rows = write_plan_rows(page.plan, page.assessment, files)
    return describe_pathway(page, pathway), (*files, rows)


def describe_pathway(page: PlanPage, pathway: PathwayPlan) -> Document:
    """Return the document of a pathway management plan."""
    words, assessment = page.words, page.assessment
    sections = (
        _invaders(page, pathway),
        *((threats_section(page, pathway.threats),) if pathway.threats else (_harmless(page),)),
        _measures(page, pathway),
        _binding(page, pathway),
        _open(page, pathway),
    )
    for name in pathway.guidelines:
        page.guideline(name)
    guidance = guidance_section(page)
    return Document(
        title=words.say("Management plan for a pathway: %(pathway)s", pathway=_name(pathway.term, words)),
        subtitle=headed(assessment.study.settings.title),
        language=words.language,
        blocks=(
            *sections,
            *(() if guidance is None else (guidance,)),
            *back_matter(assessment, words),
        ),
        run=run_identifier(assessment),
        date=assessment.study.settings.date,
    )


def _name(term: str, words: Translation) -> str:
    return words.term("pathway", PATHWAY_TERMS[term])


def _invaders(page: PlanPage, pathway: PathwayPlan) -> Section:
    return Section("pathway", page.words.gettext("Who comes by this pathway, and where"), tuple(_coming(page, pathway)))


def _coming(page: PlanPage, pathway: PathwayPlan) -> Iterator[Block]:
    words = page.words
    category = CROSSWALK[pathway.term].category
    if category is not None:
        yield say(
            words,
            "Category of the Convention on Biological Diversity: %(category)s. Darwin Core: %(term)s.",
            tone="quiet",
            category=named(CATEGORIES[category]),
            term=named(f"{name_of(pathway.term)} ({pathway.term})"),
        )
    if not pathway.invaders:
        yield plain(
            words.gettext("The study has no invasive alien species that came, or is expected, by this pathway.")
        )
        return
    yield Table(
        words.gettext("Invasive alien species that come by this pathway"),
        (words.gettext("Species"), words.gettext("Came to"), words.gettext("May still arrive at")),
        tuple(_coming_row(page, one) for one in pathway.invaders[:_MOST_ROWS]),
        (32, 40, 28),
        captioned=False,
        row_headings=True,
    )
    if len(pathway.invaders) > _MOST_ROWS:
        yield say(words, "%(more)s more", tone="quiet", more=tally(words, len(pathway.invaders) - _MOST_ROWS))


def _coming_row(page: PlanPage, one: ComingInvader) -> tuple[tuple[Paragraph, ...], ...]:
    words = page.words
    came: list[Paragraph] = []
    for site, year in one.sites[:6]:
        place = named(page.labels.site(site))
        if year is None:
            came.append(paragraph(place))
            continue
        pointer = make_pointer("tables/presences.csv", one.invader_id, site, "first_year")
        came.append(say(words, "%(site)s, first in %(year)s", site=place, year=bound(f"{year:.0f}", pointer)))
    if len(one.sites) > 6:
        came.append(say(words, "%(more)s more", tone="quiet", more=tally(words, len(one.sites) - 6)))
    return (
        (paragraph(species(page.labels.invader(one.invader_id))),),
        tuple(came) or (plain(words.gettext("nowhere yet")),),
        (paragraph(page.sites(one.expected)) if one.expected else plain(words.gettext("not stated")),),
    )


def _harmless(page: PlanPage) -> Section:
    words = page.words
    return Section(
        "threats",
        words.gettext("Whom it harms"),
        (plain(words.gettext("None of them is shown to be a threat to a listed population of the study.")),),
    )


def _measures(page: PlanPage, pathway: PathwayPlan) -> Section:
    return Section("measures", page.words.gettext("What acts on it"), tuple(_acting(page, pathway)))


def _acting(page: PlanPage, pathway: PathwayPlan) -> Iterator[Block]:
    words = page.words
    if pathway.measures:
        rows = {str(row["measure_id"]): row for row in page.assessment.study.tables["measures"].records()}
        yield Table(
            words.gettext("Measures of the study that prevent, detect or contain"),
            (words.gettext("Measure"), words.gettext("What is known"), words.gettext("In the plan?")),
            tuple(
                (
                    (
                        paragraph(named(measure_name(one.measure_id))),
                        plain(words.term("measure", one.kind), tone="quiet"),
                    ),
                    tuple(measure_lines(page, one, rows[one.measure_id])),
                    (standing(page, one, rows[one.measure_id]),),
                )
                for one in pathway.measures[:_MOST_ROWS]
            ),
            (28, 38, 34),
            row_headings=True,
        )
    else:
        yield plain(
            words.gettext(
                "The study has no measure that prevents, detects or contains what comes by this pathway: work one out, "
                "with cost and chance of success."
            ),
            tone="question",
        )
    if pathway.actions:
        # The numbers of the whole action plan would point at results that do not stand here.
        actions = [replace(one, number=str(place)) for place, one in enumerate(pathway.actions, start=1)]
        yield action_table(page, actions, words.gettext("Actions of the plan on this pathway"))


def _binding(page: PlanPage, pathway: PathwayPlan) -> Section:
    return Section("binding", page.words.gettext("What binds Parties"), tuple(_standards(page, pathway)))


def _standards(page: PlanPage, pathway: PathwayPlan) -> Iterator[Block]:
    words = page.words
    if not pathway.standards:
        yield plain(words.gettext("Nothing on record comes by this pathway, so no standard was held against it."))
        return
    yield Table(
        words.gettext("Standards of instruments, by species and country"),
        (words.gettext("Species"), words.gettext("Where"), words.gettext("Answer"), words.gettext("Standards")),
        tuple(_standard_row(page, gap) for gap in pathway.standards[:_MOST_ROWS]),
        (24, 16, 18, 42),
        captioned=False,
        row_headings=True,
    )
    yield plain(
        words.gettext(
            "General duties, which name no pathway, close no gap. Whether a country is a Party to an instrument is not "
            "in this table. The standards that ship are those that could be verified; others exist."
        ),
        tone="quiet",
    )


def _standard_row(page: PlanPage, gap: PathwayGap) -> tuple[tuple[Paragraph, ...], ...]:
    words = page.words
    answer = {
        "covered": words.gettext("covered"),
        "gap": words.gettext("no standard names it"),
        "cannot_be_told": words.gettext("cannot be told"),
    }[gap.answer]
    listed = [_standard(one) for one in (*gap.covered_by, *gap.may_cover)]
    said = [paragraph(one) for one in listed]
    if not said and gap.general:
        said = [say(words, "general duties only: %(names)s", names=code(", ".join(gap.general)))]
    elif not said:
        said = [plain(words.gettext("none"))]
    force = plain(words.gettext("guidance only: it binds nobody"), tone="quiet")
    loose = gap.answer == "covered" and not gap.binding
    names = page.plan.facts.country_names
    area = gap.area or ""
    where = words.term("country", names[area]) if area in names else area or words.gettext("not stated")
    return (
        (paragraph(species(page.labels.invader(gap.invader_id))), plain(_name(gap.pathway, words), tone="quiet")),
        (paragraph(named(where)),),
        (plain(answer),),
        (*said, *((force,) if loose else ())),
    )


def _standard(one: Coverage) -> Span:
    return code(f"{one.instrument}, {one.standard}")


def _open(page: PlanPage, pathway: PathwayPlan) -> Section:
    return Section("open", page.words.gettext("What is open"), tuple(_gaps(page, pathway)))


def _gaps(page: PlanPage, pathway: PathwayPlan) -> Iterator[Block]:
    words = page.words
    items: list[Paragraph] = []
    if pathway.maybe:
        items.append(
            say(
                words,
                "Did %(invaders)s come by this pathway? On record is a broader one: %(pathways)s.",
                tone="question",
                invaders=page.invaders(pathway.maybe),
                pathways=page.pathways(pathway.wider),
            )
        )
    if pathway.unknown:
        items.append(
            say(
                words,
                "How did %(invaders)s come? The study states no pathway.",
                tone="question",
                invaders=page.invaders(pathway.unknown),
            )
        )
    items += [
        say(
            words,
            "Which rule is to cover %(invader)s at %(sites)s? No standard that was held against it names this pathway.",
            tone="question",
            invader=page.invaders([gap.invader_id]),
            sites=page.sites(gap.sites),
        )
        for gap in pathway.standards
        if gap.answer == "gap"
    ]
    items += [
        say(
            words,
            "Do the standards named above cover %(invader)s at %(sites)s? The data do not tell.",
            tone="question",
            invader=page.invaders([gap.invader_id]),
            sites=page.sites(gap.sites),
        )
        for gap in pathway.standards
        if gap.answer == "cannot_be_told"
    ]
    if not items:
        yield plain(words.gettext("The study leaves no question about this pathway open."))
        return
    yield from items[:_MOST_ROWS]
