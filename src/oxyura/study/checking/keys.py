"""Rows and ids that must be told apart: doubled keys, one id for two things, two names for one id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from oxyura.schema.sentences import count_sentence, sentence
from oxyura.schema.table import Table
from oxyura.schema.tables import TABLES
from oxyura.study.checking.findings import Finding, cell_text, find, row_text, word_text
from oxyura.study.checking.grouping import Whole
from oxyura.study.checking.index import StudyIndex


def find_duplicate_keys(index: StudyIndex) -> Iterator[Finding]:
    """Find rows that have the key of an earlier row."""
    for name, spec in TABLES.items():
        table = index.every(name)
        for group in index.duplicates(name):
            yield from _duplicates_of_one(table, spec.key, group)


def _duplicates_of_one(table: Table, key: Sequence[str], group: Whole) -> Iterator[Finding]:
    first = group[np.argmin(table.rows[group])]
    shown = ", ".join(filter(None, (cell_text(table, column, first) for column in key)))
    columns = count_sentence(
        "The column %(columns)s is the key of the table.",
        "The columns %(columns)s are the key of the table.",
        len(key),
        columns=tuple(key),
    )
    for position in group[group != first]:
        yield find(
            "duplicate_key",
            table,
            sentence(
                "This row names what %(rows)s already names. %(columns)s",
                rows=row_text(table, [first]),
                columns=columns,
            ),
            at=position,
            column=key[0] if len(key) == 1 else None,
            value=shown,
        )


def find_ambiguous_causes(index: StudyIndex) -> Iterator[Finding]:
    """Find pressures that share an id with an impact or an invader."""
    table = index.every("pressures")
    wording = {
        "impacts": "'%(pressure)s' is the id of a pressure and of an impact: results could not tell them apart.",
        "invaders": "'%(pressure)s' is the id of a pressure and of an invader: results could not tell them apart.",
    }
    for name in ("impacts", "invaders"):
        shared = index.ids(name) & index.ids("pressures")
        seen: set[str] = set()
        for position, pressure in enumerate(table.texts("pressure_id")):
            if pressure in shared and pressure not in seen:
                seen.add(pressure)
                told = sentence(wording[name], pressure=pressure)
                yield find("ambiguous_cause", table, told, at=position, column="pressure_id")


def find_impacts_of_two_invaders(index: StudyIndex) -> Iterator[Finding]:
    """Find impact_ids whose rows name different invaders."""
    message = "The rows of impact '%(name)s' name different invaders: %(words)s."
    yield from _differing(index.every("impacts"), "impact_id", "invader_id", "impact_of_two_invaders", message)


def find_differing_names(index: StudyIndex) -> Iterator[Finding]:
    """Find pressures and scenarios whose rows do not agree in name, or in class of threat."""
    for name, id_column, column in (
        ("pressures", "pressure_id", "name"),
        ("pressures", "pressure_id", "iucn_threat"),
        ("scenarios", "scenario_id", "name"),
    ):
        message = "The rows of %(id_column)s '%(name)s' differ in %(column)s: %(words)s."
        yield from _differing(index.every(name), id_column, column, "name_differs", message)


def _differing(table: Table, id_column: str, column: str, code: str, message: str) -> Iterator[Finding]:
    words: dict[str, dict[str, int]] = defaultdict(dict)
    for position, (name, word) in enumerate(zip(table.texts(id_column), table.texts(column), strict=True)):
        if name is not None and word is not None:
            words[name].setdefault(word, position)
    for name, places in words.items():
        if len(places) > 1:
            second = sorted(places.values())[1]
            told = sentence(message, id_column=id_column, name=name, column=column, words=word_text(places))
            yield find(code, table, told, at=second, column=column, value=name)


RULES = (
    find_duplicate_keys,
    find_ambiguous_causes,
    find_impacts_of_two_invaders,
    find_differing_names,
)
