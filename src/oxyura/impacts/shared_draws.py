"""Which impacts rest on the same evidence, and so rise and fall together in every draw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from oxyura.impacts.evidence_records import ImpactTarget, informs, read_evidence
from oxyura.schema.table import TableSet, text_of

Cells = Mapping[str, object]

_SAME = ("invader_id", "migrant_id", "rate", "effect", "effect_low", "effect_high")


def shared_draws(tables: TableSet) -> dict[str, str]:
    """Return, by impact_id, the name of the draw of impacts that share one; those that do not are not in it.

    Parameters
    ----------
    tables : TableSet
        The study, effects from evidence filled in.

    Notes
    -----
    Rows of one impact_id share a draw. So do two impacts with a row each of the same invader, migrant and
    rate, with the same effect and limits, that name one source or take them from the same records: it is one finding,
    however often it is written down. The draw bears the name of the first of them in the alphabet, so that the order
    of the rows does not matter.
    """
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.get(name, name) != name:
            name = leader[name]
        return name

    for members in _findings(tables):
        heads = {find(name) for name in members}
        first = min(heads)
        leader.update(dict.fromkeys(heads, first))
    return {name: find(name) for name in leader if find(name) != name}


def _findings(tables: TableSet) -> Iterator[set[str]]:
    """Yield the impacts with rows that are one finding."""
    impacts = tables["impacts"]
    uncertain = impacts.numbers("effect_low") < impacts.numbers("effect_high")
    alike: dict[tuple[object, ...], list[Cells]] = defaultdict(list)
    if uncertain.sum() > 1:
        for record in impacts.where(uncertain & ~np.isnan(impacts.numbers("effect"))).records():
            alike[tuple(record[name] for name in _SAME)].append(record)
    evidence = None
    for rows in alike.values():
        if len({str(row["impact_id"]) for row in rows}) < 2:
            continue
        if evidence is None:
            evidence = [record for record in read_evidence(tables) if record.scale is not None]
        by_origin: dict[object, set[str]] = defaultdict(set)
        for row in rows:
            target = ImpactTarget.of(row)
            records = frozenset(
                record.evidence_id for record in evidence if target is not None and informs(record, target)
            )
            for origin in (text_of(row["source_id"]), records):
                if origin:
                    by_origin[origin].add(str(row["impact_id"]))
        yield from (names for names in by_origin.values() if len(names) > 1)
