"""Who does what: obligations by task, convention and office, with where nobody is bound and where several act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from oxyura.policy.legal_hooks import membership_in_words
from oxyura.policy.obligations import (
    Duty,
    Obligation,
    TaskReading,
    is_own_law,
    read_duties,
    read_obligations,
    read_tasks,
)
from oxyura.publish.brief_text import clean
from oxyura.publish.documents.document import Block, Document, Paragraph, Section, Span, Table
from oxyura.publish.documents.report_parts import Record, bullets, by_study, cell, endings_of, question, runs_of
from oxyura.publish.documents.wording import code, linked, named, paragraph, plain, say
from oxyura.publish.language import Translation
from oxyura.schema.conventions import Membership


def obligations_document(
    records: Sequence[Record],
    memberships: Mapping[str, Membership],
    party_name: str,
    words: Translation,
) -> Document:
    """Return who owes what in a Party.

    Parameters
    ----------
    records : sequence of Record
        One run each, with its facts for the Party.
    memberships : mapping of str to Membership
        What sources say of the Party, by convention.
    party_name : str
        Empty where no Party is named.
    words : Translation
    """
    found = [_tasks(record, memberships) for record in records]
    dates = [record.assessment.study.settings.date for record in records if record.assessment.study.settings.date]
    return Document(
        words.gettext("Invasive alien species: who does what"),
        words.term("country", party_name) if party_name else words.gettext("All Parties of the study"),
        words.language,
        (
            Section("about", words.gettext("What this table is"), tuple(_about(memberships, words))),
            Section(
                "duties",
                words.gettext("Obligations by task"),
                by_study(records, "duties", [tuple(_table(tasks, memberships, words)) for tasks in found]),
            ),
            Section(
                "gaps",
                words.gettext("Gaps: tasks that nothing binding asks"),
                by_study(records, "gaps", [tuple(_gaps(tasks, words)) for tasks in found]),
            ),
            Section(
                "overlaps",
                words.gettext("Overlaps: tasks on which several offices act"),
                by_study(records, "overlaps", [tuple(_overlaps(tasks, words)) for tasks in found]),
            ),
            Section(
                "authorities",
                words.gettext("Which institution has which role"),
                by_study(records, "authorities", [tuple(_authorities(tasks, words)) for tasks in found]),
            ),
            *endings_of(records),
        ),
        runs_of(records),
        landscape=True,
        date=max(dates, default=""),
    )


def _tasks(record: Record, memberships: Mapping[str, Membership]) -> tuple[TaskReading, ...]:
    tables = record.assessment.study.tables
    sources = dict(zip(tables["sources"].words("source_id"), tables["sources"].words("citation"), strict=True))
    obligations = read_obligations(tables["obligations"], sources, record.facts.party)
    return read_tasks(read_duties(obligations, tuple(record.facts.listings.values()), memberships))


def _about(memberships: Mapping[str, Membership], words: Translation) -> Iterator[Block]:
    yield plain(
        words.gettext(
            "Provisions that speak of alien species, with the office that acts on each, as a role. Facts with their "
            "sources, no advice on law; only the texts named here were looked at."
        ),
        tone="lead",
    )
    if not memberships:
        yield plain(
            words.gettext("No table of parties was given, so which conventions bind this Party is not known."),
            tone="caution",
        )


def _table(tasks: Sequence[TaskReading], memberships: Mapping[str, Membership], words: Translation) -> Iterator[Block]:
    rows = tuple(_row(duty, memberships, words) for task in tasks for duty in task.duties)
    if not rows:
        yield plain(words.gettext("No provision looked at is about the populations of this study."))
        return
    yield Table(
        words.gettext("Obligations by task, convention and office"),
        tuple(words.gettext(text) for text in ("Task", "Provision", "What it asks", "This Party", "Office", "Source")),
        rows,
        (13, 16, 24, 18, 14, 15),
        captioned=False,
        row_headings=True,
    )


def _row(duty: Duty, memberships: Mapping[str, Membership], words: Translation) -> tuple[tuple[Paragraph, ...], ...]:
    each = duty.obligation
    known = (
        words.gettext("quoted by a study for this Party")
        if is_own_law(each, memberships)
        else words.tell(membership_in_words(memberships.get(each.convention)))
    )
    force = {
        "binding": words.gettext("binding"),
        "standard": words.gettext("a recognised standard"),
        "guidance": words.gettext("a recommendation"),
    }.get(each.force, each.force)
    role = words.tell(each.role) if each.role else words.gettext("not stated")
    source = linked(clean(each.citation) or each.url, each.url) if each.url else code(clean(each.citation))
    return (
        cell(tasks_in_words(words)[each.task]),
        (paragraph(code(_provision(each))), plain(force, tone="quiet")),
        cell(code(clean(words.tell(each.says)))),
        cell(code(clean(known))),
        (
            (paragraph(named(each.authority)), paragraph(Span(clean(role)), tone="quiet"))
            if each.authority
            else cell(Span(clean(role)))
        ),
        (paragraph(source, tone="quiet"),),
    )


def _provision(each: Obligation) -> str:
    """Return a provision with its convention, which some name themselves."""
    said = clean(each.provision)
    return said if said.startswith(each.convention) else f"{each.convention} {said}"


def _gaps(tasks: Sequence[TaskReading], words: Translation) -> Iterator[Block]:
    said = tasks_in_words(words)
    kinds = (
        ("nothing", words.gettext("No provision looked at asks it of this Party.")),
        ("guidance_only", words.gettext("Only recommendations ask it.")),
        ("cannot_be_told", words.gettext("A binding provision asks it; whether it binds this Party is not known.")),
    )
    rows = [
        say(words, "%(task)s: %(gap)s", task=Span(_capital(said[task.task]), strong=True), gap=text)
        for answer, text in kinds
        for task in tasks
        if task.answer == answer
    ]
    yield bullets(rows) if rows else plain(words.gettext("A binding provision stands on every task."))
    yield question(words.gettext("Which laws of the Party's own fill these gaps?"))


def _overlaps(tasks: Sequence[TaskReading], words: Translation) -> Iterator[Block]:
    said = tasks_in_words(words)
    rows = [
        say(
            words,
            "%(task)s: %(offices)s.",
            task=Span(_capital(said[task.task]), strong=True),
            offices=code(clean("; ".join(words.tell(role) for role in _roles(task)))),
        )
        for task in tasks
        if task.is_shared
    ]
    if rows:
        yield bullets(rows)
        yield question(words.gettext("Who of these leads, and how do they tell each other?"))
    else:
        yield plain(words.gettext("No task has more than one office, as far as is known."))


def _roles(task: TaskReading) -> tuple[str, ...]:
    """Return the offices of a task as they were made, so that they can be said in any language."""
    found: dict[str, str] = {}
    for duty in task.duties:
        office = duty.obligation.authority or duty.obligation.role
        if str(office) in task.roles:
            found.setdefault(str(office), office)
    return tuple(found.values())


def _authorities(tasks: Sequence[TaskReading], words: Translation) -> Iterator[Block]:
    duties = [duty for task in tasks for duty in task.duties if duty.answer != "not_bound"]
    named_roles = {str(duty.obligation.role): duty.obligation.authority for duty in duties if duty.obligation.authority}
    for role, authority in named_roles.items():
        yield say(words, "%(role)s: %(authority)s.", role=Span(_capital(role)), authority=named(authority))
    asked = {
        str(duty.obligation.role): duty.obligation.role
        for duty in duties
        if str(duty.obligation.role) not in named_roles and duty.obligation.role
    }
    for role in asked.values():
        yield say(
            words,
            "Which institution is the %(role)s, and does it know of these species?",
            tone="question",
            role=Span(clean(words.tell(role))),
        )
    if not named_roles:
        yield plain(
            words.gettext("The study names no institution: the table obligations has a place for each."), tone="quiet"
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def tasks_in_words(words: Translation) -> Mapping[str, str]:
    """Return the tasks in words."""
    return {
        "prevent": words.gettext("keep alien species out"),
        "list": words.gettext("list species to restrict"),
        "pathways": words.gettext("find and manage pathways"),
        "trade": words.gettext("regulate trade"),
        "ships": words.gettext("manage ballast water and hulls"),
        "pests": words.gettext("keep pests of plants out"),
        "disease": words.gettext("keep diseases of animals out"),
        "control": words.gettext("eradicate or control"),
        "sites": words.gettext("care for sites such as wetlands"),
        "cooperate": words.gettext("work together at national level"),
        "report": words.gettext("report to the convention"),
        "rules": words.gettext("address gaps in international rules"),
    }
