"""Drafts the national reports of a Party to conventions as a job, kept as a zip file."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oxyura.apps.web.drafts import PARTY_ARGUMENTS, keep_folder, read_party, take_out
from oxyura.apps.web.kept_parties import read_kept
from oxyura.policy.convention_reports import ANNEXES, SCHEMES, covers, standing_of
from oxyura.register.kinds import Arguments, Kind, Result, Say
from oxyura.register.options import refuse_unknown
from oxyura.register.store import Register
from oxyura.schema.conventions import Membership
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence

if TYPE_CHECKING:
    from oxyura.publish.documents.report_parts import Record

REPORT = "report"


def read_report(register: Register, arguments: Arguments) -> dict[str, Any]:
    """Check and complete what drafts are asked with.

    Raises
    ------
    InputError
        There is no such country, study, scheme or annex, or nothing is asked for.
    """
    refuse_unknown(arguments, (*PARTY_ARGUMENTS, "schemes", "annexes"), "arguments")
    found = read_party(register, arguments)
    schemes = _known(arguments.get("schemes"), tuple(SCHEMES), "schemes")
    annexes = _known(arguments.get("annexes"), ANNEXES, "annexes")
    if not schemes and not annexes:
        raise InputError(
            "No convention was chosen.", where="schemes", remedy="Choose the conventions that the report is for."
        )
    return {**found, "schemes": schemes, "annexes": annexes}


def write_report_job(register: Register, arguments: Arguments, say: Say) -> Result:
    """Assess the studies of a Party and draft its reports from them."""
    from oxyura.publish.documents.files import write_documents
    from oxyura.publish.documents.report_parts import read_records
    from oxyura.publish.documents.report_set import report_files, report_set
    from oxyura.publish.language import words_for
    from oxyura.sources.country_names import country_name
    from oxyura.study.checked import read_study
    from oxyura.study.running import assess_study

    code, words = arguments["country"], words_for(arguments["language"])
    memberships = _memberships(register, arguments)
    with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
        places = take_out(register, arguments["studies"], Path(folder, "studies"))
        assessments = []
        for number, place in enumerate(places):
            say("Assessing the studies", 0.02 + 0.7 * number / len(places))
            assessments.append(assess_study(read_study(place)))
        say("Drafting the reports", 0.75)
        records = read_records(assessments, code, words)
        schemes, annexes = arguments["schemes"], arguments["annexes"]
        documents = report_set(schemes, annexes, records, memberships, country_name(code), words)
        say("Writing the documents", 0.85)
        others = report_files(annexes, records)
        out = write_documents(Path(folder, "report"), documents, ("html", "docx", "pdf"), others, kind="report")
        kept = keep_folder(register, out, f"oxyura-report-{code}")
    return {**kept, "schemes": _told(schemes, records, memberships)}


def _memberships(register: Register, arguments: Arguments) -> Mapping[str, Membership]:
    if arguments["conventions"] is None:
        return {}
    table = read_kept(register, arguments["conventions"])
    return {each.convention: each for each in table.of(arguments["country"])}


def _told(
    schemes: Sequence[str], records: Sequence[Record], memberships: Mapping[str, Membership]
) -> list[dict[str, Any]]:
    """Return what came of each scheme: whether it binds the Party, and what it covers."""
    return [
        {
            "scheme": key,
            "party": standing_of(SCHEMES[key], memberships),
            "covers": {
                each.name: covers(SCHEMES[key], each.facts.listings, each.facts.designations).answer for each in records
            },
        }
        for key in schemes
    ]


def _known(given: object, known: Sequence[str], where: str) -> list[str]:
    names = given if isinstance(given, list | tuple) else []
    for name in names:
        if name not in known:
            raise InputError(
                sentence("%(name)s cannot be drafted.", name=ascii(name)[:40]),
                where=where,
                remedy=sentence("Choose of: %(names)s.", names=", ".join(known)),
            )
    return [name for name in known if name in names]


def report_kind() -> Kind:
    """Return the kind of job that drafts reports to conventions."""
    return Kind(read_report, write_report_job)
