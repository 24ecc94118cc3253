"""A Party pack as a folder, all of it or nothing: first page, list, tables, archive, and what they were made from."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from oxyura import __version__
from oxyura.policy.national_list import SECTIONS, Candidate
from oxyura.publish.documents.docx_writer import write_docx
from oxyura.publish.documents.files import DOCX
from oxyura.publish.documents.html_writer import write_html
from oxyura.publish.language import Translation, words_for
from oxyura.publish.party_pack_archive import write_archive
from oxyura.publish.party_pack_eml import Publisher
from oxyura.publish.party_pack_first import MOST_ROWS, FirstRow, describe_first_page, first_rows
from oxyura.publish.party_pack_list import describe_list
from oxyura.publish.party_pack_tables import is_of_another_country, write_tables
from oxyura.publish.party_pack_words import PackWords
from oxyura.publish.result_folder import METADATA_FILE, SUMMARY_FILE, OutputFile, write_folder
from oxyura.publish.result_marks import mark_of
from oxyura.publish.summary import to_bytes
from oxyura.study.party_list import PartyList


def write_pack(
    gathered: PartyList,
    out: str | Path,
    *,
    language: str = "en",
    publisher: Publisher | None = None,
    inputs: Sequence[Path] = (),
    force: bool = False,
) -> Path:
    """Write the pack of a Party into an empty or new folder.

    Parameters
    ----------
    gathered : PartyList
        What the pack tells.
    out : str or Path
        The folder: missing, empty, or with `force` an earlier pack.
    language : {'en', 'fr', 'es'}
        Of the pages and of the reasons in the tables; names stay as the studies have them.
    publisher : Publisher, optional
        Who publishes the archive.
    inputs : sequence of Path
        Files that were read beside the studies, for their checksums.
    force : bool
        Whether an earlier result may be replaced.

    Returns
    -------
    Path
        The folder, absolute.

    Raises
    ------
    InputError
        The folder is something else, or cannot be written; it is then as it was.
    """
    words = words_for(language)
    files = (*_pages(gathered, words), *write_tables(PackWords(gathered, words)), *_data(gathered, publisher))
    return write_folder(out, (*files, _metadata(gathered, files, inputs)), kind="list", force=force)


def _pages(gathered: PartyList, words: Translation) -> tuple[OutputFile, ...]:
    files = []
    for name, what, describe in (
        ("first-page", "The first page, to paste into an e-mail", describe_first_page),
        ("list", "The list with its evidence, rules, options and legal grounds", describe_list),
    ):
        # Each document numbers its own sources.
        page = describe(PackWords(gathered, words))
        files.append(OutputFile(f"{name}.html", write_html(page), "text/html", what))
        files.append(OutputFile(f"{name}.docx", write_docx(page), DOCX, what))
    return tuple(files)


def _data(gathered: PartyList, publisher: Publisher | None) -> tuple[OutputFile, ...]:
    archive = write_archive(PackWords(gathered, words_for("en")), publisher or Publisher())
    summary = to_bytes(summarise_pack(gathered))
    return (
        OutputFile("archive.zip", archive, "application/zip", "The list as a Darwin Core Archive"),
        OutputFile(SUMMARY_FILE, summary, "application/json", "The list in short, for programs"),
    )


def summarise_pack(gathered: PartyList) -> dict[str, Any]:
    """Return the pack in short: counts, the first rows, every species, what is missing."""
    drawn, checklist = gathered.drawn, gathered.checklist
    return {
        "party": gathered.party,
        "date": drawn.date,
        "version": __version__,
        "studies": [each.study.name for each in gathered.studies],
        "counts": {section: len(drawn.in_section(section)) for section in SECTIONS},
        "checklist": None
        if checklist is None
        else {
            "rows_read": sum(each.rows_in for each in checklist.counts),
            "rows_used": sum(each.used for each in checklist.counts),
            "rows_set_aside": sum(each.quarantined for each in checklist.counts),
            "rows_of_other_countries": sum(
                is_of_another_country(row.column, row.reason) for row in checklist.quarantine
            ),
            "species": len(checklist.invaders),
            "reasons": dict(checklist.quarantine.reasons.most_common()),
            "lists": [source.citation for source in checklist.sources],
        },
        "first_rows": [_first_row(row) for row in first_rows(drawn.candidates)[:MOST_ROWS]],
        "species": [_species(each) for each in drawn.candidates],
        "left_out": dict(Counter(str(each.reason) for each in drawn.left_out).most_common()),
        "faulty_rules": [
            {
                "study": each.rule.study,
                "row": each.rule.row,
                "regulation_id": each.rule.regulation_id,
                "faults": [str(fault) for fault in each.faults],
            }
            for each in drawn.faulty_rules
        ],
        "conventions": {each.convention: each.answer for each in drawn.memberships} or None,
        "changes": None
        if gathered.changes is None
        else dict(Counter(each.change for each in gathered.changes).most_common()),
        "warnings": [str(warning) for warning in gathered.warnings],
    }


def _first_row(row: FirstRow) -> dict[str, Any]:
    pairing = row.pairing
    return {
        "migrant": pairing.migrant_name,
        "alien_species": row.candidate.name,
        "stages": list(dict.fromkeys(each.stage for each in row.pairings)),
        "sites": list(pairing.sites),
        "basis": pairing.basis,
        "verdict": pairing.verdict,
        "reasons": [str(reason) for reason in pairing.reasons],
        "sources": list(pairing.sources),
        "regulated": [reading.reach for reading in row.candidate.rules],
    }


def _species(candidate: Candidate) -> dict[str, Any]:
    return {
        "scientific_name": candidate.name,
        "section": candidate.section,
        "standing": candidate.standing,
        "verdict": candidate.verdict,
        "basis": candidate.basis,
        "pathways": list(candidate.pathways),
        "restrictions": {option.kind: option.state for option in candidate.options},
        "rules": [{"instrument": each.rule.instrument, "reach": each.reach} for each in candidate.rules],
    }


def _metadata(gathered: PartyList, files: Sequence[OutputFile], inputs: Sequence[Path]) -> OutputFile:
    """Return what the folder was made from and with, as RO-Crate 1.1; it also marks the folder as ours."""
    outputs = [
        {
            "@id": quote(file.name),
            "@type": "File",
            "name": file.name,
            "description": file.description,
            "encodingFormat": file.media_type,
            "contentSize": str(len(file.content)),
            "sha256": hashlib.sha256(file.content).hexdigest(),
        }
        for file in files
    ]
    read = [
        {
            "@id": f"#input/{quote(each.study.name)}/{quote(file.name)}",
            "@type": "CreativeWork",
            "name": f"{each.study.name}/{file.name}",
            "contentSize": str(file.size_bytes),
            "sha256": file.sha256,
        }
        for each in gathered.studies
        for file in each.study.files
    ]
    read += [
        {
            "@id": f"#input/{number}/{quote(path.name)}",
            "@type": "CreativeWork",
            "name": path.name,
            "contentSize": str(path.stat().st_size),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for number, path in enumerate(inputs, start=1)
    ]
    program = {"@id": "#oxyura", "@type": "SoftwareApplication", "name": "oxyura", "version": __version__}
    root = {
        "@id": "./",
        "@type": "Dataset",
        "additionalType": mark_of("list"),
        "name": f"Party pack: {gathered.party_name}",
        "description": "Alien species that restrictions might apply to under CMS Resolution 11.28",
        "datePublished": gathered.drawn.date,
        "license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        "mentions": {"@id": "#run"},
        "hasPart": [{"@id": each["@id"]} for each in outputs],
    }
    run = {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"List for {gathered.party}",
        "instrument": {"@id": "#oxyura"},
        "object": [{"@id": each["@id"]} for each in read],
        "result": [{"@id": each["@id"]} for each in outputs],
    }
    about = {
        "@id": METADATA_FILE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    context = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"}]
    graph = [about, root, run, program, *read, *outputs]
    return OutputFile(
        METADATA_FILE,
        to_bytes({"@context": context, "@graph": graph}),
        "application/ld+json",
        "What the pack was made from and with",
    )
