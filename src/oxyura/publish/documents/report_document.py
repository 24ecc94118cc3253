"""The draft of what a national report says about invasive alien species, scheme by scheme, from one evidence record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from oxyura.policy.convention_reports import (
    SCHEMES,
    Coverage,
    Fact,
    ReportSection,
    Scheme,
    covers,
    find_differences,
    sections_of,
    standing_of,
)
from oxyura.policy.legal_hooks import membership_in_words
from oxyura.publish.brief_text import clean
from oxyura.publish.documents.document import Block, Document, Paragraph, Section, Span, Table
from oxyura.publish.documents.report_parts import (
    Record,
    bullets,
    by_study,
    cell,
    endings_of,
    migrant_phrase,
    question,
    restrict,
    runs_of,
)
from oxyura.publish.documents.report_sections import answer
from oxyura.publish.documents.wording import code, joined, linked, named, paragraph, plain, say
from oxyura.publish.labels import listing_of
from oxyura.publish.language import Translation
from oxyura.schema.conventions import CONVENTIONS, Membership

FULL_NAMES: Mapping[str, str] = {
    **CONVENTIONS,
    "IOSEA": "Memorandum of Understanding on the Conservation and Management of Marine Turtles and their Habitats of "
    "the Indian Ocean and South-East Asia",
}


def report_document(
    scheme: Scheme,
    records: Sequence[Record],
    memberships: Mapping[str, Membership],
    party_name: str,
    words: Translation,
) -> Document:
    """Return the draft for one scheme.

    Parameters
    ----------
    scheme : Scheme
    records : sequence of Record
        One run each, with its facts for the Party.
    memberships : mapping of str to Membership
        What sources say of the Party, by convention; empty where no table of parties was given.
    party_name : str
        Empty where no Party is named.
    words : Translation
    """
    coverages = [covers(scheme, record.facts.listings, record.facts.designations) for record in records]
    covered = [
        restrict(record, each.migrants) for record, each in zip(records, coverages, strict=True) if each.answer != "no"
    ]
    dates = [record.assessment.study.settings.date for record in records if record.assessment.study.settings.date]
    body = tuple(_sections(scheme, covered, words)) if covered else ()
    return Document(
        words.say("Invasive alien species: draft for the national report to %(scheme)s", scheme=scheme.short_name),
        words.term("country", party_name) if party_name else words.gettext("All Parties of the study"),
        words.language,
        (
            Section("about", words.gettext("What this draft is"), tuple(_about(scheme, party_name, words))),
            Section(
                "standing",
                words.gettext("Whether it concerns this Party and these populations"),
                tuple(_standing(scheme, records, coverages, memberships, party_name, words)),
            ),
            *body,
            Section("differences", words.gettext("How the forms differ"), tuple(_differences(scheme, words))),
            Section("form", words.gettext("What was read of the form"), tuple(_sources(scheme, words))),
            *endings_of(records),
        ),
        runs_of(records),
        date=max(dates, default=""),
    )


def _about(scheme: Scheme, party_name: str, words: Translation) -> Iterator[Block]:
    values = {"scheme": code(scheme.short_name), "name": named(words.gettext(FULL_NAMES[scheme.short_name]))}
    yield say(
        words,
        "A draft of what the national report under %(scheme)s (%(name)s) may say about invasive alien species and "
        "migratory species. The Party decides what it reports.",
        tone="lead",
        **values,
    )
    if not any(section.from_form for section in sections_of(scheme.key)):
        yield plain(
            words.gettext("The form of this report was not read: the facts stand in the order of our own headings."),
            tone="caution",
        )
    if not party_name:
        yield plain(words.gettext("No Party is named, so the facts are those of every site of the study."))
    yield plain(words.gettext("What the study does not know is left as a question, in its place."))


def _standing(
    scheme: Scheme,
    records: Sequence[Record],
    coverages: Sequence[Coverage],
    memberships: Mapping[str, Membership],
    party_name: str,
    words: Translation,
) -> Iterator[Block]:
    if party_name:
        yield from _membership(scheme, memberships, party_name, words)
    for record, coverage in zip(records, coverages, strict=True):
        yield say(
            words,
            "%(study)s: %(reason)s",
            tone="caution" if coverage.answer == "no" else "body",
            study=named(record.assessment.study.settings.title),
            reason=Span(words.tell(coverage.reason)),
        )
        if scheme.reach in ("listed", "instrument") and coverage.migrants:
            yield say(
                words,
                "Covered: %(migrants)s.",
                migrants=joined(words, [_listed(record, name) for name in coverage.migrants]),
            )
        if party_name and not record.facts.has_party:
            yield say(
                words,
                "%(study)s has no site in %(party)s.",
                tone="caution",
                study=named(record.assessment.study.settings.title),
                party=named(words.term("country", party_name)),
            )
    if all(coverage.answer == "no" for coverage in coverages):
        yield plain(
            words.gettext("The scheme does not cover these populations, so no section is drafted."), tone="caution"
        )


def _listed(record: Record, migrant_id: str) -> tuple[Span, ...]:
    appendix, instruments = record.facts.listings[migrant_id]
    return (
        *migrant_phrase(record.labels, migrant_id),
        Span(", "),
        code(clean(listing_of(appendix, instruments, record.words))),
    )


def _membership(
    scheme: Scheme, memberships: Mapping[str, Membership], party_name: str, words: Translation
) -> Iterator[Block]:
    party = named(words.term("country", party_name))
    standing = standing_of(scheme, memberships)
    if standing == "no_treaty":
        yield say(
            words,
            "%(scheme)s is no treaty: States sign it. Has %(party)s signed it?",
            tone="question",
            scheme=code(scheme.short_name),
            party=party,
        )
        return
    said = words.tell(membership_in_words(memberships.get(scheme.short_name)))
    yield say(
        words,
        "%(scheme)s and %(party)s: %(standing)s.",
        tone="caution" if standing in ("not_bound", "disputed") else "question" if standing == "not_known" else "body",
        scheme=code(scheme.short_name),
        party=party,
        standing=code(clean(said)),
    )
    if standing == "not_bound":
        yield plain(
            words.gettext(
                "By these sources the Party does not belong to the scheme and owes it no report. A territory is bound "
                "through the State that it belongs to, of which the table says nothing."
            ),
            tone="caution",
        )


def _sections(scheme: Scheme, records: Sequence[Record], words: Translation) -> Iterator[Block]:
    for section in sections_of(scheme.key):
        yield Section(
            section.section_id,
            words.tell(section.heading),
            (
                _asked(section, words),
                *by_study(records, section.section_id, [answer(section.fact, record) for record in records]),
            ),
        )


def _asked(section: ReportSection, words: Translation) -> Paragraph:
    asks = Span(words.tell(section.asks))
    if not section.from_form:
        return paragraph(asks, tone="quiet")
    if section.reference:
        return say(
            words,
            "The form asks (%(reference)s): %(asks)s",
            tone="quiet",
            reference=code(section.reference),
            asks=asks,
        )
    return say(words, "The form asks: %(asks)s", tone="quiet", asks=asks)


def _differences(scheme: Scheme, words: Translation) -> Iterator[Block]:
    facts = facts_in_words(words)
    differences = find_differences()
    known = any(section.from_form for section in sections_of(scheme.key))
    if known:
        only = [facts[each.fact] for each in differences if scheme.key in each.asked_by and each.not_asked_by]
        others = [facts[each.fact] for each in differences if scheme.key in each.not_asked_by]
        yield say(
            words,
            "What this form asks and some other does not: %(facts)s.",
            facts=words.joined(only) or words.gettext("nothing"),
        )
        yield say(
            words,
            "What some other form asks and this one does not: %(facts)s.",
            facts=words.joined(others) or words.gettext("nothing"),
        )
    else:
        yield plain(words.gettext("As the form of this report was not read, it is not compared with the others."))
    yield Table(
        words.gettext("Which form asks what, as far as the forms were read"),
        (words.gettext("What is asked"), words.gettext("Asked by"), words.gettext("Not asked by")),
        tuple(
            (cell(facts[each.fact]), cell(_schemes(each.asked_by)), cell(_schemes(each.not_asked_by) or "–"))
            for each in differences
        ),
        (40, 30, 30),
        row_headings=True,
    )


def _schemes(keys: Sequence[str]) -> str:
    return ", ".join(SCHEMES[key].short_name for key in keys)


def _sources(scheme: Scheme, words: Translation) -> Iterator[Block]:
    read: dict[tuple[str, str], str] = {
        (section.citation, section.url): section.read for section in sections_of(scheme.key)
    }
    yield bullets(
        say(
            words,
            "%(citation)s Read: %(read)s. %(link)s",
            citation=code(clean(citation)),
            read=code(clean(words.gettext(what))),
            link=linked(url, url),
        )
        for (citation, url), what in read.items()
    )
    yield question(words.gettext("Which form is in force for the next meeting? Check its questions against these."))


def facts_in_words(words: Translation) -> Mapping[Fact, str]:
    """Return the facts that forms ask, in words."""
    return {
        "threats": words.gettext("which species harm which migrants"),
        "sites": words.gettext("the sites, and the alien species at each"),
        "inventory": words.gettext("a list of alien species"),
        "pathways": words.gettext("pathways"),
        "establishment": words.gettext("the rate at which alien species establish"),
        "rules": words.gettext("laws, policies and guidelines"),
        "strategy": words.gettext("the place in national strategies and plans"),
        "control": words.gettext("eradication and control"),
        "outcome": words.gettext("what the action achieved"),
        "planned": words.gettext("what is planned"),
        "limits": words.gettext("what limits action"),
        "research": words.gettext("research and monitoring"),
    }
