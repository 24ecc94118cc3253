"""Groups the differences of two studies into changes that can be made one at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from oxyura.schema.table import TableSet
from oxyura.schema.tables import TABLES
from oxyura.study.differences import RUN, SETTINGS, Cell, Difference, Record

# Positions of differences that are made together; first what the others hang on: the new invader, not its presences.
Group = tuple[int, ...]
IsValid = Callable[[frozenset[int]], bool]

# Up to so many changes every combination is computed: 14 studies between the two at most.
MOST_EXACT = 4

# More are gathered by row, or by table: two readings of each are 24 studies at most.
MOST_GROUPS = 12

_ORDER = {name: number for number, name in enumerate((RUN, SETTINGS, *TABLES))}

# Columns of a row that say one thing together; intervals of the schema come on top.
_ONE_THING: Mapping[str, tuple[frozenset[str], ...]] = MappingProxyType(
    {
        "sites": (frozenset({"lat", "lon", "geometry_wkt"}),),
        "migrants": (frozenset({"abundance", "abundance_unit", "abundance_year"}),),
        "measures": (
            frozenset({"cost", "cost_per_year", "currency", "price_year"}),
            frozenset({"outcome", "outcome_year"}),
        ),
    }
)

# Rows that make one whole, by what they have in common: shares of one population, weeks of one year, one series.
_ONE_WHOLE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "stages": ("migrant_id",),
        "classes": ("migrant_id",),
        "fits": ("migrant_id",),
        "counts": ("migrant_id",),
        "distribution": ("migrant_id", "stage", "class"),
        "movements": ("migrant_id", "from_stage", "from_site", "class"),
    }
)


@dataclass(frozen=True)
class Grouping:
    """Differences that are made together; `gathered`: because there are too many to take one at a time."""

    groups: tuple[Group, ...]
    gathered: bool = False


def group_differences(found: Sequence[Difference], a: TableSet, b: TableSet) -> Grouping:
    """Return which differences are made together, in the order of the first of each group.

    Parameters
    ----------
    found : sequence of Difference
        All of two runs; what only people read is in no group.
    a, b : TableSet
        Tables of both studies.

    Notes
    -----
    Together go: limits and their number; rows that make one whole; what names a row that is not in both studies, with
    that row; the options of a run; the parts of a budget. What then is too much is gathered by what its rows are of,
    such as a population or a measure, and where that is still too much, by table.
    """
    ties = _Ties(found, a, b)
    groups = _joined_by([list(ties.of(position)) for position in range(len(found))])
    kept = [_ordered(group, found) for group in groups if not found[group[0]].is_words]
    if len(kept) <= MOST_GROUPS:
        return Grouping(tuple(kept))
    by_subject = _gathered(kept, found, lambda one: (one.table, *one.key[:1]))
    by_table = _gathered(kept, found, lambda one: one.table)
    return Grouping(_limited(by_subject if len(by_subject) <= MOST_GROUPS else by_table, found), True)


def join_refused(count: int, is_valid: IsValid) -> tuple[tuple[int, ...], ...]:
    """Return which of so many changes go together, so that every study between the two that is needed can be had.

    Parameters
    ----------
    count : int
        Changes.
    is_valid : callable
        Tells whether the study with a set of the changes can be had; that with none, and that with all, can.
    """
    blocks: list[tuple[int, ...]] = [(number,) for number in range(count)]
    while True:
        wanted = needed_sets(len(blocks))
        refused = next((each for each in wanted if not is_valid(_members(blocks, each))), None)
        if refused is None:
            return tuple(blocks)
        first, second = sorted(_partners(blocks, refused, is_valid))
        blocks[first] = tuple(sorted((*blocks[first], *blocks.pop(second))))


def needed_sets(count: int) -> Iterator[frozenset[int]]:
    """Yield the sets of changes with which a study is computed; the empty set and that of all are the runs themselves.

    Examples
    --------
    >>> [sorted(one) for one in needed_sets(2)], len(list(needed_sets(4))), len(list(needed_sets(12)))
    ([[0], [1]], 14, 24)
    """
    everything = frozenset(range(count))
    if count <= MOST_EXACT:
        masks = range(1, max((1 << count) - 1, 1))
        yield from (frozenset(one for one in everything if mask >> one & 1) for mask in masks)
        return
    yield from (frozenset({one}) for one in everything)
    yield from (everything - {one} for one in everything)


def _members(blocks: Sequence[tuple[int, ...]], chosen: frozenset[int]) -> frozenset[int]:
    return frozenset(number for block in chosen for number in blocks[block])


def _partners(blocks: Sequence[tuple[int, ...]], refused: frozenset[int], is_valid: IsValid) -> tuple[int, int]:
    """Return a change of a refused set, and one outside it, that seem to need each other."""
    everything = frozenset(range(len(blocks)))

    def fit(pair: tuple[int, int]) -> int:
        more, less = refused | {pair[1]}, refused - {pair[0]}
        said = [one for one in (more, less) if one and one != everything]
        return sum(is_valid(_members(blocks, one)) for one in said)

    pairs = [(inside, outside) for inside in sorted(refused) for outside in sorted(everything - refused)]
    return max(pairs, key=fit)


def _joined_by(ties: Sequence[Sequence[Hashable]]) -> list[Group]:
    """Return positions that share a tie, directly or through others, as groups."""
    parent = list(range(len(ties)))

    def root(position: int) -> int:
        while parent[position] != position:
            parent[position] = position = parent[parent[position]]
        return position

    first: dict[Hashable, int] = {}
    for position, own in enumerate(ties):
        for tie in own:
            one, other = sorted((root(position), root(first.setdefault(tie, position))))
            parent[other] = one
    groups: dict[int, list[int]] = defaultdict(list)
    for position in range(len(ties)):
        groups[root(position)].append(position)
    return [tuple(group) for group in groups.values()]


def _ordered(group: Sequence[int], found: Sequence[Difference]) -> Group:
    return tuple(sorted(group, key=lambda position: (_ORDER[found[position].table], position)))


def _gathered(
    groups: Sequence[Group], found: Sequence[Difference], by: Callable[[Difference], Hashable]
) -> list[Group]:
    joined: dict[Hashable, list[int]] = defaultdict(list)
    for group in groups:
        joined[by(found[group[0]])] += group
    return [_ordered(group, found) for group in joined.values()]


def _limited(groups: Sequence[Group], found: Sequence[Difference]) -> tuple[Group, ...]:
    """Return the groups, the smallest put together where there are too many."""
    if len(groups) <= MOST_GROUPS:
        return tuple(groups)
    by_size = sorted(groups, key=len, reverse=True)
    rest = [position for group in by_size[MOST_GROUPS - 1 :] for position in group]
    return (*by_size[: MOST_GROUPS - 1], _ordered(rest, found))


class _Ties:
    """What ties differences to each other: those that share a tie are made together."""

    def __init__(self, found: Sequence[Difference], a: TableSet, b: TableSet) -> None:
        self._found, self._tables = found, (a, b)
        self._records = {name: tuple(list(side[name].records()) for side in (a, b)) for name in self._names()}
        self._one_sided = {name: _one_sided(name, a, b) for name in TABLES if name != "sources"}
        # The first cell that differs in each row: a new source is that of the row's new number.
        self._first: dict[tuple[str, tuple[str, ...]], str] = {}
        for one in found:
            if not one.is_words and one.column != "source_id":
                self._first.setdefault((one.table, one.key), one.column)

    def _names(self) -> set[str]:
        return {one.table for one in self._found if one.table in TABLES}

    def of(self, position: int) -> Iterator[Hashable]:
        one = self._found[position]
        if one.is_words:
            yield "words"
        elif one.table == RUN:
            yield "options"
        elif one.table == SETTINGS:
            yield "setting", "budget" if one.column.startswith("budget") else one.column
        else:
            yield from self._of_row(one)

    def _of_row(self, one: Difference) -> Iterator[Hashable]:
        column = self._first.get((one.table, one.key), one.column) if one.column == "source_id" else one.column
        yield "cell", one.table, one.key, _thing(one.table, column)
        for record in self._both(one):
            whole = _ONE_WHOLE.get(one.table)
            if whole is not None:
                yield "whole", one.table, tuple(str(record[name]) for name in whole)
            if one.table == "vital_rates" and record["parameter"] is not None:
                yield "parameter", record["migrant_id"], record["parameter"]
            yield from self._names_of(one, record)

    def _both(self, one: Difference) -> Iterator[Record]:
        for records, row in zip(self._records[one.table], (one.row_before, one.row_after), strict=True):
            if row is not None:
                yield records[row]

    def _names_of(self, one: Difference, record: Record) -> Iterator[Hashable]:
        """Yield the names in a row, or in the cell that differs, that only one of the studies has."""
        spec = TABLES[one.table]
        own = _identity(one.table, record)
        if own in self._one_sided.get(one.table, ()):
            yield "id", one.table, own
        for column in spec:
            if one.column in ("", column.name):
                for table in column.references:
                    for name in _names_in(record[column.name]):
                        full = (record["migrant_id"], name) if table == "stages" else (name,)
                        if full in self._one_sided.get(table, ()):
                            yield "id", table, full


def _thing(table: str, column: str) -> str:
    spec = TABLES[table]
    sets = (*(frozenset({i.value, i.low, i.high}) for i in spec.intervals), *_ONE_THING.get(table, ()))
    things = {column}
    # A cost with its limits and its currency: sets that touch are one.
    for _ in sets:
        things |= {name for one in sets if one & things for name in one}
    return min(things)


def _identity(table: str, record: Mapping[str, Cell]) -> tuple[Cell, ...]:
    return tuple(record[name] for name in _identifiers(table))


def _one_sided(table: str, a: TableSet, b: TableSet) -> frozenset[tuple[Cell, ...]]:
    """Return what names rows of a table in one of the studies only."""
    names = [set(zip(*(side[table].columns[name] for name in _identifiers(table)), strict=True)) for side in (a, b)]
    return frozenset(names[0] ^ names[1])


def _identifiers(table: str) -> tuple[str, ...]:
    return TABLES[table].key[: 2 if table == "stages" else 1]


def _names_in(cell: Cell) -> tuple[Cell, ...]:
    return cell if isinstance(cell, tuple) else () if cell is None else (cell,)
