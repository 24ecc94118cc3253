"""One minimum monitoring protocol per metric, the same for all Parties of a flyway, as a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from oxyura.publish.brief_text import clean
from oxyura.publish.documents.document import Block, Document, Paragraph, Section, Span, Table
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.report_parts import (
    Record,
    by_study,
    cell,
    endings_of,
    invader_phrase,
    migrant_phrase,
    question,
    runs_of,
    sites_phrase,
    weeks_phrase,
)
from oxyura.publish.documents.wording import bound, joined, named, paragraph, phrase, plain, say
from oxyura.publish.language import Translation
from oxyura.publish.measure_lines import measure_name
from oxyura.publish.result_folder import SUMMARY_FILE, OutputFile
from oxyura.publish.summary import to_bytes
from oxyura.study.shared_monitoring import MonitoringLine, draw_up_monitoring

MONITORING_FILE = "monitoring.json"
_MOST_LINES = 12


def write_monitoring(record: Record) -> OutputFile:
    """Return `monitoring.json`: every line of the shared monitoring."""
    said: dict[str, Any] = {"lines": [_line_json(line) for line in draw_up_monitoring(record.assessment)]}
    return OutputFile(
        f"{record.folder}{MONITORING_FILE}",
        to_bytes(said),
        "application/json",
        "What all Parties of the flyway monitor alike, most needed first",
    )


def _line_json(line: MonitoringLine) -> dict[str, Any]:
    return {
        "metric": line.protocol.metric,
        "unit": str(line.protocol.unit),
        "how": str(line.protocol.how),
        "realm": line.realm,
        "invader": line.invader_id,
        "stage": line.stage,
        "subject": line.subject,
        "migrants": list(line.migrants),
        "rates": list(line.rates),
        "weeks": [list(weeks) for weeks in line.weeks],
        "places": [{"site": each.site_id, "country": each.country, "share": each.share} for each in line.places],
        "times_todays_sample": line.times,
        "times_of": line.times_of,
        "gaps": list(line.gaps),
    }


def monitoring_document(records: Sequence[Record], words: Translation) -> Document:
    """Return the shared monitoring of the flyway; numbers point into `monitoring.json` and `summary.json`."""
    dates = [record.assessment.study.settings.date for record in records if record.assessment.study.settings.date]
    found = [draw_up_monitoring(record.assessment) for record in records]
    return Document(
        words.gettext("Shared monitoring of the flyway"),
        words.gettext("One minimum protocol for each metric, the same for all Parties"),
        words.language,
        (
            Section("about", words.gettext("What this is for"), tuple(_about(words))),
            Section(
                "protocols",
                words.gettext("What to monitor, most needed first"),
                by_study(
                    records,
                    "protocols",
                    [tuple(_protocols(record, lines)) for record, lines in zip(records, found, strict=True)],
                ),
            ),
            Section(
                "parties",
                words.gettext("Where, by Party"),
                by_study(
                    records,
                    "parties",
                    [tuple(_parties(record, lines)) for record, lines in zip(records, found, strict=True)],
                ),
            ),
            *endings_of(records),
        ),
        runs_of(records),
        landscape=True,
        date=max(dates, default=""),
    )


def _about(words: Translation) -> Iterator[Block]:
    yield plain(
        words.gettext(
            "What the answer needs most is monitored first, and everywhere in the same way, so that the results of one "
            "Party can stand beside those of another."
        ),
        tone="lead",
    )
    yield plain(
        words.gettext(
            "Only what follows from the study stands here. How many sites, visits or animals a survey needs at least "
            "depends on how easily they are seen, which is left as a question where the study does not say it."
        )
    )


def _protocols(record: Record, lines: Sequence[MonitoringLine]) -> Iterator[Block]:
    words = record.words
    if not lines:
        yield plain(words.gettext("The run finds no gap that would change a verdict or a choice."))
        return
    yield Table(
        words.gettext("Minimum protocols"),
        tuple(
            words.gettext(text)
            for text in ("What is measured", "Unit and method", "When", "Where", "Least effort", "Why")
        ),
        tuple(_row(record, position, line) for position, line in enumerate(lines[:_MOST_LINES])),
        (17, 21, 12, 14, 17, 19),
        captioned=False,
        row_headings=True,
    )
    if len(lines) > _MOST_LINES:
        yield say(
            words,
            "All %(number)s lines stand in monitoring.json.",
            tone="quiet",
            number=bound(words.exact(len(lines)), make_pointer(MONITORING_FILE, "lines")),
        )
    yield question(
        words.gettext("How likely is the invader found at a visit, if it is there? That sets the number of visits.")
    )


def _row(record: Record, position: int, line: MonitoringLine) -> tuple[tuple[Paragraph, ...], ...]:
    words, labels = record.words, record.labels
    weeks = [
        each
        for migrant in line.migrants[:1]
        if line.stage is not None and (each := weeks_phrase(record.assessment, migrant, line.stage, words))
    ]
    when = [paragraph(named(labels.stage(line.stage)))] if line.stage else [plain(words.gettext("at any time"))]
    return (
        tuple(_what(record, line)),
        (paragraph(Span(words.tell(line.protocol.unit))), paragraph(Span(words.tell(line.protocol.how)), tone="quiet")),
        (*when, *(paragraph(each) for each in weeks)),
        cell(sites_phrase(labels, [place.site_id for place in line.places])),
        tuple(_effort(record, position, line)),
        tuple(_why(record, line)),
    )


def _what(record: Record, line: MonitoringLine) -> Iterator[Paragraph]:
    words, labels = record.words, record.labels
    what = _metric(record, line)
    yield paragraph(Span(what[:1].upper() + what[1:], strong=True))
    if line.migrants:
        yield paragraph(joined(words, [migrant_phrase(labels, name) for name in line.migrants]))
    if line.invader_id is not None:
        yield say(words, "with %(invader)s", tone="quiet", invader=invader_phrase(labels, line.invader_id))
    elif line.subject and line.protocol.metric == "pressure":
        yield paragraph(named(labels.cause(line.subject, "pressure")), tone="quiet")
    elif line.subject:
        yield paragraph(named(measure_name(line.subject)), tone="quiet")
    realms = {
        "aquatic": words.gettext("aquatic invader"),
        "terrestrial": words.gettext("terrestrial invader"),
    }
    if line.invader_id is not None and line.realm in realms:
        yield plain(realms[line.realm], tone="quiet")


def _metric(record: Record, line: MonitoringLine) -> str:
    """Return what is measured: the rates, or else the kind of metric."""
    words = record.words
    if line.rates:
        return words.joined([record.labels.rate(rate) for rate in line.rates])
    return {
        "presence": words.gettext("presence"),
        "vital_rate": words.gettext("a vital rate"),
        "pressure": words.gettext("another pressure"),
        "outcome": words.gettext("outcome of a measure"),
        "abundance": words.gettext("abundance"),
    }[line.protocol.metric]


def _effort(record: Record, position: int, line: MonitoringLine) -> Iterator[Paragraph]:
    words = record.words
    rule = line.protocol.effort
    if line.times is not None:
        place = make_pointer(MONITORING_FILE, "lines", position, "times_todays_sample")
        yield say(
            words,
            "At least %(times)s times the measurements that stand behind today's limits.",
            times=bound(words.significant(line.times, 2), place),
        )
        yield plain(
            words.gettext("For the width of an interval falls with the square root of the sample."), tone="quiet"
        )
    elif rule == "each_site":
        yield plain(words.gettext("Every site named, each at least once in these weeks."))
        yield question(words.gettext("How many visits?"))
    elif rule == "each_operation":
        yield plain(words.gettext("Every operation of the kind."))
    elif rule == "more_years":
        yield plain(words.gettext("More years of the same study."))
        yield question(words.gettext("How many years?"))
    else:
        yield plain(words.gettext("At least one site with and one without, in the same weeks."))
        yield question(words.gettext("How many sites and animals?"))


def _why(record: Record, line: MonitoringLine) -> Iterator[Paragraph]:
    gap = record.assessment.gaps[line.gaps[0]]
    where = make_pointer(SUMMARY_FILE, "gaps", line.gaps[0])
    said = clean(record.labels.tell(gap.unknown.sentence))
    yield paragraph(Span(said, pointer=f"{where}/sentence"))
    yield paragraph(Span(clean(record.labels.tell(gap.why_here)), pointer=f"{where}/why_here"), tone="quiet")


def _parties(record: Record, lines: Sequence[MonitoringLine]) -> Iterator[Block]:
    words, labels = record.words, record.labels
    by_party: dict[str, dict[str, set[int]]] = {}
    names: dict[str, str] = {}
    for position, line in enumerate(lines[:_MOST_LINES]):
        for place in line.places:
            names[place.country or ""] = place.country_name
            by_party.setdefault(place.country or "", {}).setdefault(place.site_id, set()).add(position)
    if not by_party:
        yield question(words.gettext("At which sites, and in which countries? The study names none for these gaps."))
        return
    yield Table(
        words.gettext("Sites by Party"),
        (words.gettext("Party"), words.gettext("Site"), words.gettext("What is measured there")),
        tuple(
            (
                cell(named(words.term("country", names[country])) if country else words.gettext("no country stated")),
                cell(named(labels.site(site))),
                cell(_metrics_at(record, [lines[position] for position in sorted(positions)])),
            )
            for country, sites in sorted(by_party.items())
            for site, positions in sites.items()
        ),
        (20, 34, 46),
        captioned=False,
    )


def _metrics_at(record: Record, lines: Sequence[MonitoringLine]) -> tuple[Span, ...]:
    words, labels = record.words, record.labels
    said: dict[tuple[str, str], tuple[Span, ...]] = {}
    for line in lines:
        rates = _metric(record, line)
        if line.invader_id is None:
            said.setdefault((rates, ""), (Span(rates),))
        else:
            whom = named(labels.invader(line.invader_id).name)
            said.setdefault((rates, line.invader_id), phrase(words, "%(what)s (%(whom)s)", what=rates, whom=whom))
    return joined(words, list(said.values()))
