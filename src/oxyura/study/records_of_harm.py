"""Which pairs have a record that speaks of an effect, and not only of their meeting."""

from __future__ import annotations

from collections.abc import Mapping

from oxyura.schema.table import TableSet, text_of

PairKey = tuple[str, str, str, str | None]
"""migrant_id, invader_id, stage and mechanism."""


def key_of_record(record: Mapping[str, object]) -> PairKey:
    """Return the pair that a row of `impacts` or `evidence` is about."""
    return (
        str(record["migrant_id"]),
        str(record["invader_id"]),
        str(record["stage"]),
        text_of(record["mechanism"]),
    )


def find_pairs_on_record(tables: TableSet) -> frozenset[PairKey]:
    """Return the pairs of which a record speaks of harm, of known or unknown size.

    An impact whose evidence is ``none`` says only that they meet, and a measurement without direction or consequence
    says nothing of harm.
    """
    impacts = (key_of_record(row) for row in tables["impacts"].records() if row["evidence"] != "none")
    measured = (
        key_of_record(row)
        for row in tables["evidence"].records()
        if row["direction"] == "decrease" or row["consequence"] not in (None, "unknown", "no_effect")
    )
    return frozenset((*impacts, *measured))
