"""Where numbers come from: rows that do not say, and sources that nothing uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from oxyura.schema.sentences import Figure, count_sentence, sentence
from oxyura.schema.tables import TABLES
from oxyura.study.checking.findings import Finding, find
from oxyura.study.checking.index import StudyIndex

_WORD = re.compile(r"[\w.-]+")


def find_rows_without_source(index: StudyIndex) -> Iterator[Finding]:
    """Count, by table, the rows with a number that name no source."""
    for name, spec in TABLES.items():
        if "source_id" not in spec.names or spec.key == ("source_id",):
            continue
        table = index.every(name)
        numbered = np.zeros(len(table), dtype=bool)
        for column in spec:
            if column.kind == "number":
                numbered |= ~np.isnan(table.numbers(column.name))
        bare = np.flatnonzero(numbered & (index.codes(name, "source_id") < 0))
        if len(bare):
            first = bare[np.argmin(table.rows[bare])]
            message = count_sentence(
                "%(number)s row with numbers names no source; here is the first.",
                "%(number)s rows with numbers name no source; here is the first.",
                len(bare),
                number=Figure(f"{len(bare):,}"),
            )
            yield find("no_source", table, message, at=first, column="source_id")


def find_unused_sources(index: StudyIndex) -> Iterator[Finding]:
    """Find sources that no row names, neither in a column for sources nor in its notes."""
    used = {
        source
        for name, spec in TABLES.items()
        for column in spec
        if column.references == ("sources",)
        for source in index.labels(name, column.name)
    }
    table = index.every("sources")
    unused = set(table.texts("source_id")) - used - {None}
    if not unused:
        return
    noted = {
        word.strip(".")
        for name, spec in TABLES.items()
        if "notes" in spec.names
        for note in index.labels(name, "notes")
        for word in _WORD.findall(note)
    }
    for at, source in enumerate(table.texts("source_id")):
        if source in unused - noted:
            message = sentence("No row of any table names the source '%(source)s'.", source=source)
            yield find("unused_source", table, message, at=at, column="source_id")


RULES = (find_rows_without_source, find_unused_sources)
