"""Words of a column that a row's migrant does not have: a stage, a class, a site of another migrant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from oxyura.schema.table import Table
from oxyura.study.checking.index import StudyIndex


@dataclass(frozen=True)
class Outside:
    """A cell whose word is not among those of the row's migrant (empty: of any migrant)."""

    table: Table
    at: int
    column: str
    migrant: str
    word: str
    allowed: frozenset[str]


def words_outside(index: StudyIndex, name: str, column: str, known: Mapping[str, frozenset[str]]) -> Iterator[Outside]:
    """Yield the cells of a column that hold a word that `known` does not give their migrant.

    A row without a migrant may hold a word of any; a migrant that `known` does not list is not judged.
    """
    table = index.every(name)
    migrants, words = index.codes(name, "migrant_id"), index.codes(name, column)
    migrant_labels, word_labels = index.labels(name, "migrant_id"), index.labels(name, column)
    span = len(word_labels) + 1
    pairs = (migrants + 1) * span + words + 1
    anywhere = frozenset().union(*known.values())
    wrong: dict[int, tuple[str, str, frozenset[str]]] = {}
    for pair in np.unique(pairs).tolist():
        migrant = migrant_labels[pair // span - 1] if pair >= span else ""
        allowed = known.get(migrant) if migrant else anywhere
        if pair % span and allowed is not None and word_labels[pair % span - 1] not in allowed:
            wrong[pair] = (migrant, word_labels[pair % span - 1], allowed)
    if wrong and known:
        for position in np.flatnonzero(np.isin(pairs, list(wrong))).tolist():
            migrant, word, allowed = wrong[int(pairs[position])]
            yield Outside(table, position, column, migrant, word, allowed)
