"""The legal part of a Party's list: provisions about its species, and what binds the Party, source by source."""

from __future__ import annotations

from collections.abc import Iterator

from oxyura.policy.legal_hooks import HookReading, membership_in_words
from oxyura.publish.documents.document import Block, Table
from oxyura.publish.documents.wording import code, phrase
from oxyura.publish.party_pack_page import Cell, below, cell, fit, text_line
from oxyura.publish.party_pack_words import PackWords, plain_source
from oxyura.schema.conventions import CONVENTIONS, Statement


def ground_words(pack: PackWords, reading: HookReading) -> str:
    """Return a provision by its name, with a mark where it is not plainly binding on the Party."""
    words = pack.words
    if reading.hook.force == "guidance":
        return words.say("%(provision)s (guidance)", provision=reading.hook.name)
    return {
        "bound": reading.hook.name,
        "not_bound": words.say("%(provision)s (does not bind this Party)", provision=reading.hook.name),
        "disputed": words.say("%(provision)s (sources disagree whether it binds)", provision=reading.hook.name),
        "not_known": words.say("%(provision)s (whether it binds is not known)", provision=reading.hook.name),
    }[reading.answer]


def describe_provisions(pack: PackWords) -> Iterator[Block]:
    """Yield the provisions that are about the species of the list, and whether they bind the Party."""
    words = pack.words
    readings: dict[str, HookReading] = {}
    for candidate in pack.gathered.drawn.candidates:
        for reading in candidate.hooks:
            readings.setdefault(reading.hook.hook_id, reading)
    if not readings:
        yield below(words.gettext("No species is listed, so no provision is matched."))
        return
    yield Table(
        words.gettext("Provisions of international law that are about these species, and whether they bind the Party"),
        (
            words.gettext("Provision"),
            words.gettext("What it says, in our words"),
            words.gettext("Does it bind this Party?"),
            words.gettext("Restrictions"),
        ),
        tuple(_provision(pack, reading) for reading in readings.values()),
        (20, 40, 24, 16),
    )


def _provision(pack: PackWords, reading: HookReading) -> tuple[Cell, ...]:
    words, hook = pack.words, reading.hook
    cited = pack.sources.cite([plain_source(hook.citation, hook.url)])
    force = {"binding": words.gettext("binding"), "guidance": words.gettext("guidance")}[hook.force]
    return (
        cell(text_line(code(hook.name), bold=True), below(f"{force}, ", code(hook.year), cited)),
        cell(
            text_line(code(words.tell(hook.says))),
            below(phrase(words, "Read: %(what)s", what=code(hook.read))),
        ),
        cell(text_line(code(fit(words.tell(reading.reason))))),
        cell(text_line(words.joined([pack.kind(kind) for kind in hook.restrictions]))),
    )


def describe_conventions(pack: PackWords) -> Iterator[Block]:
    """Yield what each source says of each convention, and what follows from it."""
    words, drawn = pack.words, pack.gathered.drawn
    if not drawn.memberships or pack.gathered.parties is None:
        yield below(words.gettext("No table of parties was given, so this is not known."))
        return
    yield Table(
        words.say("After %(file)s; where sources differ, nobody is chosen", file=fit(pack.gathered.parties.name)),
        (words.gettext("Convention"), words.gettext("Answer"), words.gettext("What each source says")),
        tuple(
            (
                cell(text_line(each.convention, bold=True), below(words.gettext(CONVENTIONS[each.convention]))),
                cell(text_line(code(fit(words.tell(membership_in_words(each)))))),
                cell(*(below(code(statement_words(pack, statement))) for statement in each.statements)),
            )
            for each in drawn.memberships
        ),
        (34, 36, 30),
    )


def statement_words(pack: PackWords, statement: Statement) -> str:
    """Return what one source says, in words."""
    words = pack.words
    said = {
        "in_force": words.say("in force since %(day)s", day=statement.since),
        "ended": words.say("ended on %(day)s", day=statement.until),
        "not_in_force": words.gettext("named, with no day of entry into force"),
        "not_listed": words.gettext("not named"),
    }[statement.state]
    return f"{fit(statement.source)}: {said}"
