"""What every document ends with: what is not known, sources and licences, and the run that it was written from."""

from __future__ import annotations

from collections.abc import Iterator

from oxyura.publish.documents.document import Block, Bullets, Paragraph, Section, Span, Table
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.run import run_identifier
from oxyura.publish.documents.wording import (
    bound,
    code,
    dated,
    linked,
    named,
    paragraph,
    phrase,
    plain,
    say,
    tally,
)
from oxyura.publish.labels import Labels, Source, read_labels
from oxyura.publish.language import Translation
from oxyura.publish.page_unknown import list_gaps
from oxyura.publish.result_folder import SUMMARY_FILE
from oxyura.study.assessment import Assessment


def back_matter(assessment: Assessment, words: Translation) -> tuple[Block, ...]:
    """Return the sections that every document ends with.

    Parameters
    ----------
    assessment : Assessment
        The answer of one run; numbers point into its `summary.json`.
    words : Translation
        The language of the document.

    Returns
    -------
    tuple of Block
        Sections with the keys ``unknown``, ``sources`` and ``run``.
    """
    labels = read_labels(assessment.study.tables, words)
    return (
        Section("unknown", words.gettext("What is not known"), tuple(_unknown(assessment, labels))),
        Section("sources", words.gettext("Licences and sources"), tuple(_sources(labels))),
        Section("run", words.gettext("The run"), tuple(_run(assessment, words))),
    )


def _unknown(assessment: Assessment, labels: Labels) -> Iterator[Block]:
    words = labels.words
    gaps = list_gaps(assessment, labels)
    if not gaps:
        yield plain(words.gettext("The study leaves none of the questions open that the program asks of it."))
    yield plain(
        words.gettext(
            "What alien species do to the functioning of ecosystems, beyond the populations named here, is not part of "
            "these models, and nothing is said of it."
        )
    )
    for number, gap in enumerate(gaps, start=1):
        items: list[tuple[Paragraph | Bullets, ...]] = [(each,) for each in gap.paragraphs]
        if gap.more:
            items.append((say(words, "%(more)s more", more=tally(words, gap.more)),))
        yield Section(f"unknown-{number}", gap.title, (Bullets(tuple(items)),))


def _sources(labels: Labels) -> Iterator[Block]:
    words = labels.words
    if not labels.sources:
        yield plain(words.gettext("The study names no source, so none of its numbers can be checked."), tone="caution")
        return
    yield plain(
        words.gettext(
            "The numbers in this document rest on these sources, each under its own licence, which still holds."
        )
    )
    # One work may stand under several identifiers, one for each of its figures.
    works: dict[tuple[str, ...], Source] = {}
    for each in labels.sources.values():
        works.setdefault((each.citation, each.doi, each.address, each.licence), each)
    yield Bullets(
        tuple((paragraph(named(each.citation)), _terms(each, words)) for each in works.values()),
        True,
    )


def _terms(source: Source, words: Translation) -> Paragraph:
    parts: list[Span] = []

    def add(*spans: Span) -> None:
        parts.extend((Span(" · "), *spans) if parts else spans)

    if source.doi:
        add(linked(f"doi:{source.doi}", source.doi_url))
    if source.address:
        add(linked(source.address, source.url))
    add(*phrase(words, "Licence: %(licence)s", licence=named(source.licence)))
    if source.accessed:
        add(*phrase(words, "accessed %(date)s", date=code(source.accessed)))
    return paragraph(parts, tone="quiet")


def _run(assessment: Assessment, words: Translation) -> Iterator[Block]:
    settings = assessment.study.settings

    def of(key: str, text: str) -> Span:
        return bound(text, make_pointer(SUMMARY_FILE, key))

    years = of("horizon_years", words.exact(settings.horizon_years))
    facts: tuple[tuple[str, Paragraph], ...] = (
        (words.gettext("Run"), paragraph(code(run_identifier(assessment)))),
        (words.gettext("Study"), paragraph(named(assessment.study.name))),
        (words.gettext("Title"), paragraph(named(settings.title))),
        (
            words.gettext("Date of the study"),
            paragraph(dated(words, settings.date) if settings.date else words.gettext("not stated")),
        ),
        (words.gettext("Program"), paragraph("Oxyura ", of("version", assessment.version))),
        (words.gettext("Seed"), paragraph(of("seed", str(settings.seed)))),
        (words.gettext("Draws"), paragraph(of("draws", words.exact(assessment.draws)))),
        (words.gettext("Horizon"), say(words, "%(years)s years", years=years)),
    )
    yield plain(
        words.gettext(
            "The same study, settings and version of the program give the same document, to the letter. The identifier "
            "of the run tells two runs apart."
        )
    )
    yield Table(
        words.gettext("The run that this document was written from"),
        (words.gettext("What"), words.gettext("Value")),
        tuple(((plain(name),), (said,)) for name, said in facts),
        (30, 70),
        row_headings=True,
    )
    files = assessment.study.files
    if files:
        withheld = words.gettext("withheld: it would help to find a sensitive site")
        yield Table(
            words.gettext("Files that were read"),
            (words.gettext("File"), words.gettext("Checksum (SHA-256)")),
            tuple(
                ((paragraph(named(file.name)),), (paragraph(code(file.sha256) if file.sha256 else withheld),))
                for file in files
            ),
            (35, 65),
            row_headings=True,
        )
    else:
        yield plain(words.gettext("No file was read."))
