"""Ties: two rows of one cause, scenario or measure that both hold for a rate while neither replaces the other.

Tables in which only one column may be left blank (`distribution`, `movements`, `vital_rates`, `density`) cannot have
a tie: there two rows for one target are either a doubled key, or one of them names more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from oxyura.schema.sentences import all_of, count_sentence, sentence
from oxyura.schema.table import Table
from oxyura.study.checking.findings import Finding, find, row_text
from oxyura.study.checking.index import StudyIndex
from oxyura.study.checking.targets import Target, Targets

_CAUSE_COLUMNS = ("site_id", "from_site", "class", "to_class")
_SCENARIO_COLUMNS = ("migrant_id", "stage", "site_id", "class", "to_class")
_CATASTROPHE_COLUMNS = ("site_id", "class", "to_class")
_MEASURE_COLUMNS = ("stage", "site_id", "class")

# Far more pairs than a study that people write has; it keeps a hostile table from taking hours.
_MOST_PAIRS = 1_000_000
_MOST_ROWS = 1_000

Names = tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    """A row, with the words of the optional columns that it names."""

    at: int
    words: dict[str, str]

    @property
    def names(self) -> Names:
        return tuple(sorted(self.words))


def find_ties(index: StudyIndex) -> Iterator[Finding]:
    """Find pairs of rows that precedence does not order."""
    targets = Targets(index)
    for name, within, optional in (
        ("impacts", ("impact_id", "migrant_id", "stage", "rate"), _CAUSE_COLUMNS),
        ("pressures", ("pressure_id", "migrant_id", "stage", "rate"), _CAUSE_COLUMNS),
        ("scenarios", ("scenario_id", "rate"), _SCENARIO_COLUMNS),
        ("catastrophes", ("catastrophe_id", "migrant_id", "stage", "rate"), _CATASTROPHE_COLUMNS),
    ):
        table = index[name]
        for rows in _competing(table, within, optional).values():
            yield from _ties_among(index, targets, table, rows)


def find_ties_of_measures(index: StudyIndex) -> Iterator[Finding]:
    """Find pairs of side effects of a measure that hold for one rate in one year and that precedence does not order."""
    targets = Targets(index)
    table = index["measure_effects"]
    first, last = table.numbers("from_year", 1.0), table.numbers("to_year")
    for rows in _competing(table, ("measure_id", "migrant_id", "rate"), _MEASURE_COLUMNS).values():
        # A row is told of once, with the first of those before it that it ties with.
        for position, row in enumerate(rows[:_MOST_ROWS]):
            for rival in rows[:position]:
                apart = last[row.at] < first[rival.at] or last[rival.at] < first[row.at]
                if apart or not _tie(row, rival) or not _share_a_target(index, targets, table, row, rival):
                    continue
                message = sentence(
                    "This row and %(rows)s hold for the same rate in the same year, and neither replaces the other.",
                    rows=row_text(table, [rival.at]),
                )
                yield find("side_effects_tie", table, message, at=row.at, column="measure_id")
                break


def _tie(one: _Row, other: _Row) -> bool:
    """Tell whether two rows can hold for one target while neither names all that the other does, and more."""
    ordered = set(one.words) < set(other.words) or set(other.words) < set(one.words)
    return not ordered and all(one.words[name] == other.words[name] for name in one.words.keys() & other.words.keys())


def _competing(table: Table, within: Names, optional: Names) -> dict[tuple[object, ...], list[_Row]]:
    """Return the rows that compete with each other: those that agree in the columns `within`."""
    groups: dict[tuple[object, ...], list[_Row]] = defaultdict(list)
    for at in range(len(table)):
        key = tuple(table.columns[column][at] for column in within)
        if table.columns["rate"][at] == "capacity" and "applies_to" in table.columns:
            key = (*key, table.columns["applies_to"][at])
        words = {name: table.columns[name][at] for name in optional}
        groups[key].append(_Row(at, {name: word for name, word in words.items() if word is not None}))
    return groups


def _ties_among(index: StudyIndex, targets: Targets, table: Table, rows: Sequence[_Row]) -> Iterator[Finding]:
    by_names: dict[Names, list[_Row]] = defaultdict(list)
    for row in rows:
        by_names[row.names].append(row)
    pairs_left = _MOST_PAIRS
    for one, other in combinations(sorted(by_names), 2):
        if set(one) <= set(other) or set(other) <= set(one):
            continue
        common = [name for name in one if name in other]
        partners: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
        for row in by_names[other]:
            partners[tuple(row.words[name] for name in common)].append(row)
        for row in by_names[one]:
            rivals = partners.get(tuple(row.words[name] for name in common), [])[: max(pairs_left, 0)]
            pairs_left -= len(rivals)
            tied = [rival.at for rival in rivals if _share_a_target(index, targets, table, row, rival)]
            if tied:
                key = table.spec.key[0]
                message = count_sentence(
                    "This row names %(own)s; %(rows)s of the same %(key)s and rate names %(others)s. "
                    "Both hold for one target and neither replaces the other.",
                    "This row names %(own)s; %(rows)s of the same %(key)s and rate name %(others)s. "
                    "Both hold for one target and neither replaces the other.",
                    len(tied),
                    own=_list(one),
                    rows=row_text(table, tied),
                    key=key,
                    others=_list(other),
                )
                yield find("precedence_tie", table, message, at=row.at, column=key)


def _share_a_target(index: StudyIndex, targets: Targets, table: Table, one: _Row, other: _Row) -> bool:
    def fixed(column: str) -> str | None:
        return table.columns[column][one.at] if column in table.columns else None

    words = {**one.words, **other.words}
    target = Target(
        rate=str(fixed("rate")),
        migrant=words.get("migrant_id", fixed("migrant_id")),
        stage=words.get("stage", fixed("stage")),
        site=words.get("site_id"),
        class_=words.get("class"),
        to_class=words.get("to_class"),
        applies_to=fixed("applies_to"),
    )
    if target.migrant is not None and not index.is_full(target.migrant):
        # Without a model no rate decides what the rows could meet at: they are taken to meet.
        return True
    if target.rate == "survival" and target.stage is not None and table.spec.name != "scenarios":
        # A class without a survival row has a survival of 1, on which causes act as well.
        return target.to_class is None
    return targets.exist(target)


def _list(names: Sequence[str]) -> str:
    return all_of(names) if len(names) < 3 else all_of((", ".join(names[:-1]), names[-1]))


RULES = (find_ties, find_ties_of_measures)
