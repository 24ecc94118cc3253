"""What the rules look up: which ids, stages, classes, sites and presences a study has, each worked out once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from oxyura.impacts.pooled_effects import PooledEffect
from oxyura.schema.columns import Column
from oxyura.schema.settings import Settings
from oxyura.schema.table import Table, TableSet, Values
from oxyura.schema.tables import TABLES
from oxyura.study.checking.grouping import Mask, Whole, combine, encode, first_of_each, groups_of
from oxyura.study.tiers import Tier, tiers_of


@dataclass(frozen=True)
class PresenceRow:
    """A row of `presences` by what the rules need of it."""

    status: str
    share_exposed: float
    relative_abundance: float


class StudyIndex:
    """The tables of a study with everything that rules look up in them.

    Parameters
    ----------
    tables : TableSet
        The tables as read.
    settings : Settings, optional
        The settings, where they could be read.
    skip_rows : mapping of str to collection of int
        By table, the rows (as the file counts them) with a cell that could not be read.
    pooled : tuple of PooledEffect
        Effects in `tables` that are not written in `impacts` but come from evidence.
    """

    def __init__(
        self,
        tables: TableSet,
        settings: Settings | None,
        skip_rows: Mapping[str, Collection[int]],
        pooled: tuple[PooledEffect, ...] = (),
    ) -> None:
        self.settings = settings
        self.pooled = pooled
        self._tables = {name: _with_file(tables, name) for name in TABLES}
        self._skip_rows = skip_rows
        self._codes: dict[tuple[str, str], tuple[Whole, tuple[str, ...]]] = {}
        self._sound: dict[str, Table] = {}
        self._broken: dict[str, Mask] = {}
        self._duplicates: dict[str, list[Whole]] = {}

    @cached_property
    def tables(self) -> TableSet:
        """Every table with all its rows."""
        return TableSet(self._tables)

    @cached_property
    def settings_file(self) -> str:
        """The file, or the sheet, that holds the settings."""
        return _file_like(next((table.file for table in self.tables if len(table)), ""), "study", ".toml")

    def every(self, name: str) -> Table:
        """Return a table with all its rows, those with an unreadable cell among them."""
        return self._tables[name]

    def __getitem__(self, name: str) -> Table:
        """Return the rows of a table in which every cell was read and every required one is filled."""
        if name not in self._sound:
            table = self._tables[name]
            broken = self.broken(name)
            self._sound[name] = table.where(~broken) if broken.any() else table
        return self._sound[name]

    def broken(self, name: str) -> Mask:
        """Return which rows of a table have an unreadable cell, one out of range, or an empty required one."""
        if name not in self._broken:
            table = self._tables[name]
            mask = np.isin(table.rows, list(self._skip_rows.get(name, ())))
            for column in table.spec:
                if column.required:
                    numeric = column.is_numeric
                    mask |= np.isnan(table.numbers(column.name)) if numeric else self.codes(name, column.name) < 0
                if column.is_numeric:
                    mask |= _out_of_range(table.numbers(column.name), column)
            self._broken[name] = mask
        return self._broken[name]

    def codes(self, name: str, column: str) -> Whole:
        """Return the codes of a column over all rows of a table (see `grouping.encode`)."""
        return self._encoded(name, column)[0]

    def labels(self, name: str, column: str) -> tuple[str, ...]:
        """Return the words that the codes of a column stand for."""
        return self._encoded(name, column)[1]

    def _encoded(self, name: str, column: str) -> tuple[Whole, tuple[str, ...]]:
        if (name, column) not in self._codes:
            self._codes[name, column] = encode(self._tables[name].columns[column])
        return self._codes[name, column]

    def duplicates(self, name: str) -> list[Whole]:
        """Return the groups of sound rows of a table with one key, as positions among all its rows.

        An empty cell of a key stands for its default where it has one, else for a value of its own.
        """
        if name not in self._duplicates:
            sound = np.flatnonzero(~self.broken(name))
            key = combine(self._key_codes(name, column)[sound] for column in TABLES[name].key)
            self._duplicates[name] = [sound[group] for group in groups_of(key)]
        return self._duplicates[name]

    def _key_codes(self, name: str, column: str) -> Whole:
        """Return the codes of a key column with empty cells read as what they stand for."""
        table, declared = self._tables[name], TABLES[name].column(column)
        if declared.default and declared.is_numeric:
            return encode(table.numbers(column, float(declared.default)))[0]
        if declared.default:
            return encode(_filled(table.columns[column], [declared.default] * len(table)))[0]
        if (name, column) == ("vital_rates", "to_class"):
            rows = zip(table.columns["class"], table.columns["rate"], strict=True)
            young = [class_ if rate == "fecundity" else None for class_, rate in rows]
            return encode(_filled(table.columns[column], young))[0]
        return self.codes(name, column)

    def unsure(self, name: str) -> Mask:
        """Return which rows of a table a sum should not use: broken ones and those with a doubled key."""
        mask = self.broken(name).copy()
        for group in self.duplicates(name):
            mask[group] = True
        return mask

    @cached_property
    def _ids(self) -> dict[str, frozenset[str]]:
        return {
            name: frozenset(self.labels(name, spec.key[0]))
            for name, spec in TABLES.items()
            if not spec.column(spec.key[0]).is_numeric
        }

    def ids(self, name: str) -> frozenset[str]:
        """Return the ids in the first key column of a table."""
        return self._ids[name]

    @cached_property
    def stages(self) -> Mapping[str, frozenset[str]]:
        """The stages of each migrant."""
        found: dict[str, set[str]] = defaultdict(set)
        table = self.every("stages")
        for migrant, stage in zip(table.texts("migrant_id"), table.texts("stage"), strict=True):
            if migrant is not None and stage is not None:
                found[migrant].add(stage)
        return {migrant: frozenset(stages) for migrant, stages in found.items()}

    def knows_stage(self, migrant: str, stage: str) -> bool:
        """Tell whether another rule has nothing to say about a migrant and its stage."""
        return migrant in self.ids("migrants") and stage in self.stages.get(migrant, {stage})

    @cached_property
    def stage_order(self) -> Mapping[str, tuple[str, ...]]:
        """The stages of each migrant by position; migrants whose positions cannot be relied on are left out."""
        found: dict[str, list[tuple[float, str]]] = defaultdict(list)
        table = self.every("stages")
        unsure = self.unsure("stages")
        rows = zip(table.words("migrant_id"), table.numbers("position"), table.words("stage"), strict=True)
        spoilt = set()
        for (migrant, position, stage), bad in zip(rows, unsure, strict=True):
            found[migrant].append((position, stage))
            if bad:
                spoilt.add(migrant)
        orders = {}
        for migrant, places in found.items():
            positions = sorted(position for position, _ in places)
            if migrant not in spoilt and positions == list(range(1, len(places) + 1)):
                orders[migrant] = tuple(stage for _, stage in sorted(places))
        return orders

    def next_stage(self, migrant: str, stage: str) -> str | None:
        """Return the stage that follows, the first after the last; None where the order is not known."""
        order = self.stage_order.get(migrant, ())
        return order[(order.index(stage) + 1) % len(order)] if stage in order else None

    @cached_property
    def classes(self) -> Mapping[str, frozenset[str]]:
        """The classes of each migrant: every name in class and to_class of the tables that make its model."""
        return self.classes_named_in("classes", "distribution", "movements", "vital_rates")

    def classes_named_in(self, *names: str) -> Mapping[str, frozenset[str]]:
        """Return the classes that some tables name, by migrant."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in names:
            for column in ("class", "to_class"):
                if column in TABLES[name].names:
                    for migrant, word in self._pairs(name, column):
                        found[migrant].add(word)
        return {migrant: frozenset(words) for migrant, words in found.items()}

    @cached_property
    def sites(self) -> Mapping[str, frozenset[str]]:
        """The sites of each migrant: those that its distribution and movements name."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, column in (
            ("distribution", "site_id"),
            ("movements", "from_site"),
            ("movements", "to_site"),
        ):
            for migrant, site in self._pairs(name, column):
                found[migrant].add(site)
        return {migrant: frozenset(places) for migrant, places in found.items()}

    @cached_property
    def sites_in_stage(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """The sites where a migrant is in a stage; stages without any share in `distribution` are left out."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, stage, site in (("distribution", "stage", "site_id"), ("movements", "to_stage", "to_site")):
            peopled = self._tables[name].numbers("share") > 0
            for migrant, word, place in self._distinct(name, ("migrant_id", stage, site), peopled):
                if name == "distribution" or (migrant, word) in found:
                    found[migrant, word].add(place)
        return {stage: frozenset(places) for stage, places in found.items()}

    def _pairs(self, name: str, column: str) -> list[tuple[str, ...]]:
        """Return the distinct pairs of a migrant and a word of a column."""
        return self._distinct(name, ("migrant_id", column))

    def _distinct(self, name: str, columns: Sequence[str], rows: Mask | None = None) -> list[tuple[str, ...]]:
        """Return the distinct combinations of words that rows have in some columns, none of them empty."""
        codes = [self.codes(name, column) for column in columns]
        filled = np.all([column >= 0 for column in codes], axis=0)
        chosen = first_of_each(combine(codes), filled if rows is None else filled & rows)
        words = [np.array(self.labels(name, column), dtype=object) for column in columns]
        parts = [labels[column[chosen]].tolist() for labels, column in zip(words, codes, strict=True)]
        return list(zip(*parts, strict=True))

    @cached_property
    def tiers(self) -> Mapping[str, Tier]:
        """The tier of each migrant."""
        return tiers_of(self.tables)

    def is_full(self, migrant: str | None) -> bool:
        """Tell whether a migrant's data reach the tier ``full``."""
        return migrant is not None and self.tiers.get(migrant) == "full"

    @cached_property
    def presences(self) -> Mapping[tuple[str, str], PresenceRow]:
        """The presences by invader and site."""
        table = self["presences"]
        return {
            (invader, site): PresenceRow(status, float(share), float(abundance))
            for invader, site, status, share, abundance in zip(
                table.words("invader_id"),
                table.words("site_id"),
                table.words("status"),
                table.numbers("share_exposed", 1.0),
                table.numbers("relative_abundance", 1.0),
                strict=True,
            )
        }

    @cached_property
    def statuses(self) -> Mapping[str, Mapping[str, str]]:
        """The status of each invader at each site for which it has a row."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        table = self.every("presences")
        columns = (table.texts("invader_id"), table.texts("site_id"), table.words("status", "present"))
        for invader, site, status in zip(*columns, strict=True):
            if invader is not None and site is not None:
                found[invader][site] = status
        return found


def _out_of_range(values: NDArray[np.float64], column: Column) -> Mask:
    outside = np.isinf(values)
    if column.minimum is not None:
        outside |= values <= column.minimum if column.exclusive_minimum else values < column.minimum
    if column.maximum is not None:
        outside |= values > column.maximum
    return outside


def _filled(values: Values, fills: Sequence[str | None]) -> NDArray[np.object_]:
    filled = np.empty(len(fills), dtype=object)
    for position, (value, fill) in enumerate(zip(values.tolist(), fills, strict=True)):
        filled[position] = fill if value is None else value
    return filled


def _with_file(tables: TableSet, name: str) -> Table:
    table = tables[name]
    if table.file:
        return table
    sibling = next((other.file for other in tables if other.file), "")
    return replace(table, file=_file_like(sibling, name, ".csv"))


def _file_like(sibling: str, name: str, ending: str) -> str:
    """Name a table's file, or its sheet where the study is a workbook."""
    return f"{sibling[: sibling.rindex(' [')]} [{name}]" if sibling.endswith("]") else f"{name}{ending}"
