"""The tables of a Party pack as CSV, in which no cell is run as a formula by a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from oxyura.policy.legal_hooks import HookReading
from oxyura.policy.national_list import Candidate, studies_of
from oxyura.publish.party_pack_grounds import ground_words, statement_words
from oxyura.publish.party_pack_list import state_words
from oxyura.publish.party_pack_summary import is_of_another_country
from oxyura.publish.party_pack_words import PackWords
from oxyura.publish.result_folder import OutputFile
from oxyura.schema.conventions import CONVENTIONS
from oxyura.study.delimited import escape_formula
from oxyura.study.party_list import PartyList

Row = Sequence[str]


def write_tables(pack: PackWords) -> tuple[OutputFile, ...]:
    """Return every CSV file of a pack; texts of reasons are in the pack's language, names and codes as they are."""
    gathered = pack.gathered
    files = [
        _file("list.csv", "The list, a row per species", _list_rows(pack)),
        _file("restrictions.csv", "Restriction options, a row per species and restriction", _restriction_rows(pack)),
        _file("pairs.csv", "Records against listed migrants", _pair_rows(pack)),
        _file("regulations.csv", "Rules that were read, and what they leave out", _rule_rows(pack)),
        _file("conventions.csv", "What each source says of each convention", _convention_rows(pack)),
        _file("checklist.csv", "Every species of the checklist, and what became of it", _checklist_rows(pack)),
    ]
    if gathered.checklist is not None:
        files.append(_file("quarantine.csv", "Rows of the checklist that were set aside", _quarantine_rows(gathered)))
    if gathered.changes is not None:
        files.append(_file("changes.csv", "What changed since the earlier checklist", _change_rows(gathered)))
    return tuple(files)


def _file(name: str, description: str, rows: Iterable[Row]) -> OutputFile:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([escape_formula(" ".join(_printable(cell).split())) for cell in row])
    # The mark tells spreadsheets that the file is UTF-8.
    return OutputFile(name, text.getvalue().encode("utf-8-sig", "replace"), "text/csv", description)


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _list_rows(pack: PackWords) -> Iterator[Row]:
    yield (
        "scientific_name", "vernacular_name", "group", "section", "standing", "standing_reasons", "pathways", "verdict",
        "basis", "migrants", "rules", "proposed_restrictions", "grounds", "checklist_invasive", "studies",
    )  # fmt: skip
    for each in pack.gathered.drawn.candidates:
        near = [option for option in each.options if option.state in ("proposed", "precaution", "examine")]
        yield (
            each.name,
            each.vernacular,
            each.group,
            each.section,
            each.standing,
            "; ".join(pack.words.tell(reason) for reason in each.standing_reasons),
            "; ".join(each.pathways),
            each.verdict,
            each.basis or "",
            "; ".join(dict.fromkeys(pairing.migrant_name for pairing in each.pairings)),
            "; ".join(pack.words.tell(reading.reason) for reading in each.rules),
            "; ".join(option.kind for option in near),
            "; ".join(ground_words(pack, reading) for reading in each.hooks),
            "" if each.entry is None else each.entry.is_invasive,
            "; ".join(studies_of(each.pairings, each.sightings)),
        )


def _restriction_rows(pack: PackWords) -> Iterator[Row]:
    yield (
        "scientific_name", "restriction", "state", "state_in_words", "reason", "verdict", "evidence", "sources",
        "provision", "force", "binds_this_party", "provision_says", "provision_source", "provision_url",
    )  # fmt: skip
    for each in pack.gathered.drawn.candidates:
        evidence, sources = _evidence(pack, each)
        for option in each.options:
            readings: Sequence[HookReading | None] = option.hooks or (None,)
            for reading in readings:
                yield (
                    each.name,
                    option.kind,
                    option.state,
                    state_words(pack, option),
                    pack.words.tell(option.reason),
                    each.verdict,
                    evidence,
                    sources,
                    *_provision(pack, reading),
                )


def _provision(pack: PackWords, reading: HookReading | None) -> Row:
    if reading is None:
        return ("", "", "", "", "", "")
    hook = reading.hook
    binds = "guidance" if hook.force == "guidance" else reading.answer
    return (hook.name, hook.force, binds, pack.words.tell(hook.says), hook.citation, hook.url)


def _evidence(pack: PackWords, candidate: Candidate) -> tuple[str, str]:
    reasons = dict.fromkeys(reason for pairing in candidate.pairings for reason in pack.reasons(pairing))
    cited = [
        source.citation
        for pairing in candidate.pairings
        for name in pairing.sources
        if (source := pack.of(pairing.study).source(name)) is not None
    ]
    return " ".join(reasons), " | ".join(dict.fromkeys(cited))


def _pair_rows(pack: PackWords) -> Iterator[Row]:
    yield (
        "study", "migrant_id", "migrant", "cms_appendix", "instruments", "invader_id", "alien_species", "stage",
        "mechanism", "verdict", "rule", "basis", "sites", "effects", "reasons", "would_settle", "sources",
    )  # fmt: skip
    for each in pack.gathered.facts.pairings:
        labels = pack.of(each.study)
        sources = [labels.source(name) for name in each.sources]
        yield (
            each.study,
            each.migrant_id,
            each.migrant_name,
            each.appendix or "",
            "; ".join(each.instruments),
            each.invader_id,
            each.invader_name,
            each.stage,
            each.mechanism or "",
            each.verdict,
            each.rule,
            each.basis,
            "; ".join(labels.site(site) for site in each.sites),
            "; ".join(f"{rate}: {band.median:.4g} ({band.low:.4g} to {band.high:.4g})" for rate, band in each.sizes),
            " ".join(pack.reasons(each)),
            labels.tell(each.would_settle),
            " | ".join(source.citation for source in sources if source is not None),
        )


def _rule_rows(pack: PackWords) -> Iterator[Row]:
    yield (
        "study", "row", "regulation_id", "scientific_name", "instrument", "territory", "date", "forbids", "url",
        "left_out", "notes",
    )  # fmt: skip
    faults = {(each.rule.study, each.rule.row): each.faults for each in pack.gathered.drawn.faulty_rules}
    for rule in pack.gathered.facts.rules:
        yield (
            rule.study,
            str(rule.row),
            rule.regulation_id,
            rule.name or "",
            rule.instrument,
            "; ".join(rule.territory),
            rule.date or "",
            "; ".join(rule.forbids),
            rule.url or "",
            "; ".join(pack.words.tell(fault) for fault in faults.get((rule.study, rule.row), ())),
            rule.notes,
        )


def _convention_rows(pack: PackWords) -> Iterator[Row]:
    yield ("convention", "name", "answer", "source", "state", "since", "until", "in_words")
    for each in pack.gathered.drawn.memberships:
        if not each.statements:
            yield (each.convention, CONVENTIONS[each.convention], each.answer, "", "", "", "", "")
        for said in each.statements:
            yield (
                each.convention,
                CONVENTIONS[each.convention],
                each.answer,
                said.source,
                said.state,
                said.since,
                said.until,
                statement_words(pack, said),
            )


def _checklist_rows(pack: PackWords) -> Iterator[Row]:
    yield ("scientific_name", "listed_as", "is_invasive", "status", "became", "reason", "source")
    for each in pack.gathered.drawn.candidates:
        entry = each.entry
        yield (
            each.name,
            " / ".join(entry.listed_as) if entry else "",
            entry.is_invasive if entry else "",
            entry.status if entry else "",
            each.section,
            "; ".join(pack.words.tell(reason) for reason in each.standing_reasons),
            entry.source if entry else "; ".join(dict.fromkeys(fact.study for fact in each.sightings)),
        )
    for left in pack.gathered.drawn.left_out:
        reason = pack.words.tell(left.reason)
        yield (left.name, " / ".join(left.listed_as), left.is_invasive, left.status, "not_listed", reason, left.source)


def _quarantine_rows(gathered: PartyList) -> Iterator[Row]:
    """Yield the rows that were set aside; those about other countries are counted in summary.json, not listed."""
    yield ("file", "row", "reason", "column", "value", "raw")
    if gathered.checklist is not None:
        for row in gathered.checklist.quarantine:
            if not is_of_another_country(row.column, row.reason):
                yield (row.file, str(row.row), row.reason, row.column, row.value, row.raw)


def _change_rows(gathered: PartyList) -> Iterator[Row]:
    yield ("change", "scientific_name", "column", "before", "now")
    for each in gathered.changes or ():
        for column, before, now in each.fields or (("", "", ""),):
            yield (each.change, each.name, column, before, now)
