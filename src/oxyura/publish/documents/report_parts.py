"""What several documents share: a run with its facts for a Party, where its files stand, and phrases about both."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from oxyura.publish.documents.document import Block, Bullets, Paragraph, Picture, Section, Span, Table
from oxyura.publish.documents.matter import back_matter
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.run import run_identifier
from oxyura.publish.documents.wording import bound, joined, named, paragraph, phrase, plain
from oxyura.publish.labels import Labels, read_labels
from oxyura.publish.language import Translation
from oxyura.publish.result_folder import SUMMARY_FILE, OutputFile
from oxyura.publish.study_tables import write_tables
from oxyura.publish.summary import summarise, to_bytes
from oxyura.study.assessment import Assessment
from oxyura.study.reporting_facts import ReportingFacts, read_reporting_facts

_MOST_PLACES = 4


@dataclass(frozen=True)
class Record:
    """A run, and what it says for a Party.

    Parameters
    ----------
    assessment : Assessment
    facts : ReportingFacts
    labels : Labels
        In the language of the document.
    folder : str
        Where the files of the run stand in the result folder, with a slash at the end; empty: at its top.
    """

    assessment: Assessment
    facts: ReportingFacts
    labels: Labels
    folder: str

    @property
    def name(self) -> str:
        """Name of the study."""
        return self.assessment.study.name

    @property
    def words(self) -> Translation:
        """The language of the document."""
        return self.labels.words


def read_records(assessments: Sequence[Assessment], party: str, words: Translation) -> tuple[Record, ...]:
    """Return the runs with what they say for a Party; the files of several stand in folders of their own."""
    return tuple(
        Record(
            each,
            read_reporting_facts(each, party),
            read_labels(each.study.tables, words),
            f"studies/{each.study.name}/" if len(assessments) > 1 else "",
        )
        for each in assessments
    )


def restrict(record: Record, migrants: Sequence[str]) -> Record:
    """Return a run with what it says of some migrants alone; what is of no migrant, such as a measure, stays."""
    facts, kept = record.facts, set(migrants)
    gaps = record.assessment.gaps
    return replace(
        record,
        facts=replace(
            facts,
            listings={name: listing for name, listing in facts.listings.items() if name in kept},
            threats=tuple(one for one in facts.threats if one.pair.migrant_id in kept),
            open_pairs=tuple(one for one in facts.open_pairs if one.pair.migrant_id in kept),
            gaps=tuple(one for one in facts.gaps if gaps[one].unknown.migrant_id in (None, *kept)),
        ),
    )


def files_of(records: Sequence[Record]) -> tuple[OutputFile, ...]:
    """Return the files that the numbers of the documents come from."""
    found = [
        replace(file, name=f"{record.folder}{file.name}")
        for record in records
        for file in (
            OutputFile(
                SUMMARY_FILE, to_bytes(summarise(record.assessment)), "application/json", "The answer of the run"
            ),
            *write_tables(record.assessment.study.tables),
        )
    ]
    if len(records) > 1:
        runs = {record.name: run_identifier(record.assessment) for record in records}
        found.append(
            OutputFile(SUMMARY_FILE, to_bytes({"runs": runs}), "application/json", "Which runs the folder rests on")
        )
    return tuple(found)


def runs_of(records: Sequence[Record]) -> str:
    """Return the identifiers of the runs."""
    return " ".join(run_identifier(record.assessment) for record in records)


def endings_of(records: Sequence[Record]) -> tuple[Block, ...]:
    """Return what every document ends with; of several runs, each under the title of its study."""
    if not any(record.folder for record in records):
        return back_matter(records[0].assessment, records[0].words)
    return tuple(
        Section(
            f"ending-{record.name}",
            record.assessment.study.settings.title,
            tuple(repoint(rekey(back_matter(record.assessment, record.words), record.name), record.folder)),
        )
        for record in records
    )


def by_study(records: Sequence[Record], key: str, blocks: Sequence[tuple[Block, ...]]) -> tuple[Block, ...]:
    """Return what each run says, under the title of its study where there are several."""
    if not any(record.folder for record in records):
        return blocks[0]
    return tuple(
        Section(f"{key}-{record.name}", record.assessment.study.settings.title, tuple(repoint(said, record.folder)))
        for record, said in zip(records, blocks, strict=True)
        if said
    )


def rekey(blocks: Iterable[Block], name: str) -> Iterator[Block]:
    """Yield blocks whose sections have keys of their own."""
    for block in blocks:
        if isinstance(block, Section):
            yield replace(block, key=f"{block.key}-{name}", blocks=tuple(rekey(block.blocks, name)))
        else:
            yield block


def repoint(blocks: Iterable[Block], folder: str) -> Iterator[Block]:
    """Yield blocks whose pointers lead into a folder of the result folder."""
    for block in blocks:
        match block:
            case Paragraph():
                yield _paragraph(block, folder)
            case Bullets():
                yield _bullets(block, folder)
            case Table():
                rows = tuple(
                    tuple(tuple(_paragraph(part, folder) for part in cell) for cell in row) for row in block.rows
                )
                yield replace(block, rows=rows)
            case Picture():
                yield replace(block, pointers=tuple(f"{folder}{pointer}" for pointer in block.pointers))
            case Section():
                yield replace(block, blocks=tuple(repoint(block.blocks, folder)))


def _paragraph(block: Paragraph, folder: str) -> Paragraph:
    spans = tuple(replace(span, pointer=f"{folder}{span.pointer}") if span.pointer else span for span in block.spans)
    return replace(block, spans=spans)


def _bullets(block: Bullets, folder: str) -> Bullets:
    return replace(
        block,
        items=tuple(
            tuple(_bullets(part, folder) if isinstance(part, Bullets) else _paragraph(part, folder) for part in item)
            for item in block.items
        ),
    )


def sites_phrase(labels: Labels, sites: Sequence[str]) -> tuple[Span, ...]:
    """Return names of sites as in a sentence; of many the first, and that there are more."""
    if not sites:
        return (Span(labels.words.gettext("no site is named")),)
    shown = [named(labels.site(site)) for site in sites[:_MOST_PLACES]]
    said = joined(labels.words, shown)
    return said if len(sites) <= _MOST_PLACES else phrase(labels.words, "%(sites)s and others", sites=said)


def invader_phrase(labels: Labels, invader_id: str) -> tuple[Span, ...]:
    """Return an invader with its scientific name."""
    return _species(labels.invader(invader_id).name, labels.invader(invader_id).scientific_name)


def migrant_phrase(labels: Labels, migrant_id: str) -> tuple[Span, ...]:
    """Return a population with its scientific name."""
    return _species(labels.migrant(migrant_id).name, labels.migrant(migrant_id).scientific_name)


def _species(name: str, scientific: str) -> tuple[Span, ...]:
    if not scientific or scientific == name:
        return (named(name),)
    return (named(name), Span(" ("), named(scientific, emphasised=True), Span(")"))


def weeks_phrase(assessment: Assessment, migrant_id: str, stage: str, words: Translation) -> tuple[Span, ...]:
    """Return the weeks of a stage, each bound to the table; empty where the study does not give them."""
    table = assessment.study.tables["stages"].matching("migrant_id", migrant_id)
    for name, start, end in zip(
        table.words("stage"), table.numbers("start_week"), table.numbers("end_week"), strict=True
    ):
        if name == stage and not math.isnan(start + end):
            where = [make_pointer("tables/stages.csv", migrant_id, stage, column) for column in _WEEKS]
            first, last = (bound(f"{week:.0f}", pointer) for week, pointer in zip((start, end), where, strict=True))
            return phrase(words, "weeks %(start)s to %(end)s of the year", start=first, end=last)
    return ()


_WEEKS = ("start_week", "end_week")


def question(text: str) -> Paragraph:
    """Return what the form asks and the study does not know, as a question to the reader."""
    return plain(text, tone="question")


def bullets(items: Iterable[Paragraph]) -> Bullets:
    """Return a list of paragraphs."""
    return Bullets(tuple((item,) for item in items))


def cell(*phrases: str | Span | Sequence[Span]) -> tuple[Paragraph, ...]:
    """Return a cell of a table with one paragraph."""
    return (paragraph(*phrases),)
