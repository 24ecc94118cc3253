"""What an existing plan lacks, as the first section of the chapter that is written for it."""

from __future__ import annotations

from collections.abc import Iterator

from oxyura.policy.plan_audit import AuditedThreat, PlanAudit
from oxyura.publish.brief_text import shorten
from oxyura.publish.documents.action_plan_words import PlanPage, species
from oxyura.publish.documents.document import Block, Bullets, Paragraph, Section, Span, Table
from oxyura.publish.documents.wording import named, paragraph, phrase, plain, say, say_count, tally

_MOST_QUOTED = 2
_QUOTE = 160
_MOST_ROWS = 40


def audit_section(page: PlanPage, audit: PlanAudit) -> Section:
    """Return which threats from invaders the plan has no action against, which it may, and which it has."""
    return Section("audit", page.words.gettext("What the plan lacks"), tuple(_audit(page, audit)))


def _audit(page: PlanPage, audit: PlanAudit) -> Iterator[Block]:
    words = page.words
    lacking, asked, covered = audit.answered("no"), audit.answered("unknown"), audit.answered("yes")
    yield say_count(
        words,
        "%(file)s was read: %(number)s row with an action. It was held against the threats from invasive alien "
        "species that the study finds.",
        "%(file)s was read: %(number)s rows with an action. It was held against the threats from invasive alien "
        "species that the study finds.",
        audit.actions,
        file=named(audit.file),
        number=tally(words, audit.actions),
    )
    if audit.without_action:
        yield say_count(
            words,
            "%(number)s row names a threat and no action; it counts for nothing here.",
            "%(number)s rows name a threat and no action; they count for nothing here.",
            audit.without_action,
            tone="quiet",
            number=tally(words, audit.without_action),
        )
    if not audit.threats:
        yield plain(
            words.gettext("The study shows no invasive alien species to be a threat, so nothing can be lacking.")
        )
    elif not lacking:
        yield plain(words.gettext("No threat is without an action."), tone="lead")
    else:
        yield say_count(
            words,
            "%(number)s threat has no action against it; this chapter is about it alone.",
            "%(number)s threats have no action against them; this chapter is about them alone.",
            len(lacking),
            tone="lead",
            number=tally(words, len(lacking)),
        )
        yield Bullets(tuple((_named(page, one),) for one in lacking))
    if asked:
        yield plain(words.gettext("Of these it cannot be told; whoever knows the plan can:"))
        yield Bullets(tuple((_question(page, one),) for one in asked[:_MOST_ROWS]))
    if covered:
        yield Table(
            words.gettext("Threats with an action"),
            (words.gettext("Threat"), words.gettext("What the plan says")),
            tuple(((_named(page, one),), tuple(_quotes(page, one))) for one in covered[:_MOST_ROWS]),
            (38, 62),
            row_headings=True,
        )


def _named(page: PlanPage, one: AuditedThreat) -> Paragraph:
    return say(
        page.words,
        "%(invader)s to %(migrant)s",
        invader=species(page.labels.invader(one.threat.invader_id)),
        migrant=page.migrants([one.threat.migrant_id]),
    )


def _question(page: PlanPage, one: AuditedThreat) -> Paragraph:
    words, row = page.words, one.rows[0]
    return say(
        words,
        "Is %(invader)s, a threat to %(migrant)s, among what row %(row)s means: “%(action)s”?",
        tone="question",
        invader=page.invaders([one.threat.invader_id]),
        migrant=page.migrants([one.threat.migrant_id]),
        row=tally(words, row.row),
        action=named(shorten(row.action, _QUOTE)),
    )


def _quotes(page: PlanPage, one: AuditedThreat) -> Iterator[Paragraph]:
    words = page.words
    for row in one.rows[:_MOST_QUOTED]:
        number: tuple[Span, ...] = phrase(words, "row %(row)s", row=tally(words, row.row))
        yield paragraph(number, Span(": "), named(shorten(row.action, _QUOTE)))
    more = len(one.rows) - _MOST_QUOTED
    if more > 0:
        yield say(words, "%(more)s more", tone="quiet", more=tally(words, more))
