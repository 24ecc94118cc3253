"""Regulations: words that are no restriction, and rows that name no taxon, territory or date."""

from __future__ import annotations

from collections.abc import Iterator

from oxyura.schema.regulation_tables import RESTRICTIONS
from oxyura.schema.sentences import sentence
from oxyura.study.checking.findings import Finding, find
from oxyura.study.checking.index import StudyIndex


def find_unknown_restrictions(index: StudyIndex) -> Iterator[Finding]:
    """Find words in `forbids` that are none of the restrictions."""
    table = index.every("regulations")
    for at, words in enumerate(table.lists("forbids")):
        for word in words:
            if word.strip().casefold() not in RESTRICTIONS:
                message = sentence("'%(word)s' is no restriction.", word=word[:100])
                yield find("unknown_restriction", table, message, at=at, column="forbids", value=word)


def find_what_regulations_leave_out(index: StudyIndex) -> Iterator[Finding]:
    """Find rows without taxon, territory or date."""
    table = index["regulations"]
    for at, row in enumerate(table.records()):
        name = str(row["regulation_id"])
        if row["scientific_name"] is None:
            message = sentence("'%(name)s' names no taxon.", name=name)
            yield find("regulation_without_taxon", table, message, at=at, column="scientific_name")
        if not row["territory"]:
            message = sentence("'%(name)s' has no territory.", name=name)
            yield find("regulation_without_territory", table, message, at=at, column="territory")
        if row["date"] is None:
            yield find(
                "regulation_without_date", table, sentence("'%(name)s' has no date.", name=name), at=at, column="date"
            )


RULES = (find_unknown_restrictions, find_what_regulations_leave_out)
