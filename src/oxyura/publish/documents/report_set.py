"""The drafts of a Party's reports together: one for each scheme, the annexes, and the files that they point into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oxyura.policy.convention_reports import SCHEMES
from oxyura.publish.documents.document import Document
from oxyura.publish.documents.funding_document import funding_document, write_funding
from oxyura.publish.documents.monitoring_document import monitoring_document, write_monitoring
from oxyura.publish.documents.obligations_document import obligations_document
from oxyura.publish.documents.report_document import report_document
from oxyura.publish.documents.report_parts import Record, files_of
from oxyura.publish.language import Translation
from oxyura.publish.result_folder import OutputFile
from oxyura.schema.conventions import Membership


def report_set(
    schemes: Sequence[str],
    annexes: Sequence[str],
    records: Sequence[Record],
    memberships: Mapping[str, Membership],
    party_name: str,
    words: Translation,
) -> dict[str, Document]:
    """Return the documents by the stem of their files.

    Parameters
    ----------
    schemes : sequence of str
        Keys of `SCHEMES`.
    annexes : sequence of str
        As in `oxyura.policy.convention_reports.ANNEXES`.
    records : sequence of Record
        One run each, with its facts for the Party.
    memberships : mapping of str to Membership
        What sources say of the Party, by convention; empty where no table of parties was given.
    party_name : str
        Empty where no Party is named.
    words : Translation
    """
    found = {f"report-{key}": report_document(SCHEMES[key], records, memberships, party_name, words) for key in schemes}
    if "who-does-what" in annexes:
        found["who-does-what"] = obligations_document(records, memberships, party_name, words)
    if "funding" in annexes:
        found["funding"] = funding_document(records, party_name, words)
    if "monitoring" in annexes:
        found["monitoring"] = monitoring_document(records, words)
    return found


def report_files(annexes: Sequence[str], records: Sequence[Record]) -> tuple[OutputFile, ...]:
    """Return the files that the documents point into."""
    files = [*files_of(records)]
    if "funding" in annexes:
        files += [write_funding(record) for record in records]
    if "monitoring" in annexes:
        files += [write_monitoring(record) for record in records]
    return tuple(files)
