"""Ids that must exist elsewhere: in the key of another table, among a migrant's stages, among its classes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from oxyura.schema.columns import Column
from oxyura.schema.mechanism_tables import MODELS
from oxyura.schema.sentences import any_of, sentence
from oxyura.schema.table import Table
from oxyura.schema.tables import TABLES
from oxyura.study.checking.findings import Finding, find
from oxyura.study.checking.index import StudyIndex
from oxyura.study.checking.nearest import Nearest
from oxyura.study.checking.outside import Outside, words_outside

RESERVED_SCENARIO = "without_invaders"


def find_unknown_references(index: StudyIndex) -> Iterator[Finding]:
    """Find ids that do not stand in the table they point to."""
    for name, spec in TABLES.items():
        for column in spec:
            if column.references and column.references != ("stages",):
                yield from _unknown_in_column(index, name, column)


def _unknown_in_column(index: StudyIndex, name: str, column: Column) -> Iterator[Finding]:
    table = index.every(name)
    known = frozenset().union(*(index.ids(target) for target in column.references))
    if (name, column.name) == ("fits", "scenario_id"):
        known |= {RESERVED_SCENARIO}
    nearest = Nearest(known)
    targets = any_of(column.references)
    for position, word in _words(index, table, column, known):
        yield find(
            "unknown_reference",
            table,
            sentence("'%(word)s' does not stand in the table %(targets)s.", word=word, targets=targets),
            at=position,
            column=column.name,
            value=word,
            remedy=sentence(
                "%(question)sCorrect it, or add it to %(target)s.", question=nearest.question(word), target=targets
            ),
        )


def _words(index: StudyIndex, table: Table, column: Column, known: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield the position and the word of every cell, or part of a list, that is not known."""
    if column.is_list:
        for position, words in enumerate(table.lists(column.name)):
            yield from ((position, word) for word in dict.fromkeys(words) if word not in known)
        return
    codes = index.codes(table.spec.name, column.name)
    labels = index.labels(table.spec.name, column.name)
    unknown = np.array([word not in known for word in labels] + [False], dtype=bool)
    for position in np.flatnonzero(unknown[codes]).tolist():
        yield position, labels[codes[position]]


def find_unknown_stages(index: StudyIndex) -> Iterator[Finding]:
    """Find stages that the migrant does not have; a migrant without any stages is not judged here."""
    for name, spec in TABLES.items():
        for column in spec:
            if column.references == ("stages",):
                outside = words_outside(index, name, column.name, index.stages)
                yield from _unknown_of_migrant("unknown_stage", "stage", "stages", outside)


def find_unknown_classes(index: StudyIndex) -> Iterator[Finding]:
    """Find classes, of what acts on a migrant, that the migrant's model does not have."""
    classes = {migrant: index.classes.get(migrant, frozenset()) for migrant in index.ids("migrants")}
    for name in ("impacts", "pressures", "scenarios", "measure_effects", "catastrophes", "counts", *MODELS):
        for column in ("class", "to_class", "hybrid_class", "hybrid_young_class"):
            if column in TABLES[name].names:
                outside = words_outside(index, name, column, classes)
                yield from _unknown_of_migrant("unknown_class", "class", "classes", outside)


_NO_SUCH = {
    ("stage", True): "The migrant '%(migrant)s' has no stage '%(word)s'.",
    ("stage", False): "No migrant has a stage '%(word)s'.",
    ("class", True): "The migrant '%(migrant)s' has no class '%(word)s'.",
    ("class", False): "No migrant has a class '%(word)s'.",
}


def _unknown_of_migrant(code: str, what: str, target: str, outside: Iterator[Outside]) -> Iterator[Finding]:
    nearest: dict[str, Nearest] = {}
    for found in outside:
        if found.migrant not in nearest:
            nearest[found.migrant] = Nearest(found.allowed)
        wording = _NO_SUCH[what, bool(found.migrant)]
        question = nearest[found.migrant].question(found.word)
        yield find(
            code,
            found.table,
            sentence(wording, migrant=found.migrant, word=found.word),
            at=found.at,
            column=found.column,
            remedy=sentence("%(question)sCorrect it, or add it to %(target)s.", question=question, target=target),
        )


def find_unused_sites(index: StudyIndex) -> Iterator[Finding]:
    """Find rows for a site at which their migrant never is."""
    for name in (
        "vital_rates",
        "density",
        "impacts",
        "pressures",
        "scenarios",
        "measure_effects",
        "catastrophes",
        *MODELS,
    ):
        for column in ("site_id", "from_site"):
            if column not in TABLES[name].names:
                continue
            for found in words_outside(index, name, column, index.sites):
                if found.word in index.ids("sites"):
                    whose = (
                        sentence("'%(migrant)s' is", migrant=found.migrant)
                        if found.migrant
                        else sentence("any migrant is")
                    )
                    message = sentence(
                        "Neither distribution nor movements says that %(whose)s ever at '%(word)s': the row has no "
                        "effect.",
                        whose=whose,
                        word=found.word,
                    )
                    yield find("site_not_used", found.table, message, at=found.at, column=column)


def find_stages_missing(index: StudyIndex) -> Iterator[Finding]:
    """Find migrants with rates, moves or crowding, and no stages to put them in."""
    table = index.every("migrants")
    told = set()
    for position, migrant in enumerate(table.texts("migrant_id")):
        if migrant is None or migrant in index.stages or migrant in told:
            continue
        told.add(migrant)
        unused = [
            name for name in ("vital_rates", "movements", "density") if migrant in index.labels(name, "migrant_id")
        ]
        if unused:
            message = sentence(
                "'%(migrant)s' has rows in %(unused)s but none in stages: they are not used.",
                migrant=migrant,
                unused=", ".join(unused),
            )
            yield find("stages_missing", table, message, at=position, column="migrant_id")


def find_reserved_scenarios(index: StudyIndex) -> Iterator[Finding]:
    """Find scenarios that take the name of the one that the program makes itself."""
    table = index.every("scenarios")
    for position, name in enumerate(table.texts("scenario_id")):
        if name == RESERVED_SCENARIO:
            message = sentence(
                "'%(reserved_scenario)s' is the scenario that the program makes itself.",
                reserved_scenario=RESERVED_SCENARIO,
            )
            yield find("reserved_scenario", table, message, at=position, column="scenario_id")


RULES = (
    find_unknown_references,
    find_unknown_stages,
    find_unknown_classes,
    find_unused_sites,
    find_stages_missing,
    find_reserved_scenarios,
)
