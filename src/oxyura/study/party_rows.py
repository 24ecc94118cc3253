"""Rows of several studies brought into one: identifiers stay apart, and everything that a row names comes along."""

from __future__ import annotations

import re
from collections.abc import Mapping

from oxyura.schema.table import TableSet, table_from_records
from oxyura.schema.tables import TABLES
from oxyura.sources.names import canonical_name

Record = dict[str, object]
_WORD = re.compile(r"[\w.-]+")
# Rows of these tables are fetched when a row that is taken names them.
_FETCHED = ("sites", "invaders", "sources")


class GatheredStudy:
    """A study in the making, from rows of others.

    A row that is taken brings the sites, invaders and sources that it names. Where two studies use one identifier for
    different things, the later gets the study's name added; one invader under two identifiers becomes one.
    """

    def __init__(self) -> None:
        self._rows: dict[str, dict[tuple[object, ...], Record]] = {name: {} for name in TABLES}
        self._ids: dict[tuple[str, str, str], str] = {}
        self._invaders: dict[str, str] = {}

    def add(self, table: str, record: Mapping[str, object]) -> None:
        """Add a row as it is; a row of that key that is there stays, and gets the cells that it lacks."""
        row = {name: value for name, value in record.items() if _is_given(value)}
        key = tuple(row.get(name) for name in TABLES[table].key)
        known = self._rows[table].setdefault(key, {})
        for column, value in row.items():
            known.setdefault(column, value)
        if table == "invaders" and (name := canonical_name(str(row["scientific_name"]))) is not None:
            self._invaders.setdefault(name.key, str(row["invader_id"]))

    def replace(self, table: str, record: Mapping[str, object]) -> None:
        """Write cells of a row, whatever stands there."""
        key = tuple(record.get(name) for name in TABLES[table].key)
        self._rows[table].setdefault(key, {}).update(record)

    def take(self, study: str, tables: TableSet, table: str, record: Mapping[str, object], **changes: object) -> Record:
        """Take a row of another study over, with what it names; `changes` replace cells, and stand as they are.

        Returns
        -------
        dict
            The row as it is now.
        """
        row = dict(record)
        for column in TABLES[table]:
            target = column.references[0] if len(column.references) == 1 else ""
            value = row.get(column.name)
            if target in _FETCHED and isinstance(value, str) and column.name not in changes:
                row[column.name] = self._fetch(study, tables, target, value)
        row |= changes
        for source in sorted(_words(row.get("notes")) & set(tables["sources"].words("source_id"))):
            self._fetch(study, tables, "sources", source)
        self.add(table, row)
        return row

    def own_id(self, study: str, table: str, identifier: str, wanted: str = "") -> str:
        """Return, and keep, the identifier that a row of another study has here."""
        key = (study, table, identifier)
        if key not in self._ids:
            self._ids[key] = self.free_id(table, wanted or identifier, study)
        return self._ids[key]

    def free_id(self, table: str, wanted: str, study: str = "") -> str:
        """Return an identifier that no row of a table has, nor was promised."""
        first = TABLES[table].key[0]
        taken = {row.get(first) for row in self._rows[table].values()}
        taken |= {own for (_, name, _), own in self._ids.items() if name == table}
        proposal, number = wanted[:64], 1
        if proposal in taken and study:
            proposal = f"{wanted[: 63 - len(study)]}-{study}"[:64]
        while proposal in taken:
            number += 1
            proposal = f"{wanted[:58]}-{number}"
        return proposal

    def invader(self, key: str) -> str | None:
        """Return the identifier of the invader of that name (as for comparison), where the study has it."""
        return self._invaders.get(key)

    def _fetch(self, study: str, tables: TableSet, table: str, identifier: str) -> str:
        """Bring a row that another names; return its identifier here."""
        if (study, table, identifier) in self._ids:
            return self._ids[study, table, identifier]
        first = TABLES[table].key[0]
        record: Mapping[str, object] | None = next(
            (row for row in tables[table].records() if row[first] == identifier), None
        )
        if record is None:
            return identifier
        if table == "invaders":
            name = canonical_name(str(record["scientific_name"]))
            if name is not None and (known := self._invaders.get(name.key)) is not None:
                self._ids[study, table, identifier] = known
                self.take(study, tables, table, record, invader_id=known)
                return known
        same = self._rows[table].get((identifier,))
        if same is not None and _is_same(table, same, record):
            self._ids[study, table, identifier] = identifier
            return identifier
        own = self.own_id(study, table, identifier)
        self.take(study, tables, table, record, **{first: own})
        return own

    def records(self, table: str) -> list[Record]:
        """Return the rows of a table so far."""
        return list(self._rows[table].values())

    def __contains__(self, row: tuple[str, tuple[object, ...]]) -> bool:
        table, key = row
        return key in self._rows[table]

    def tables(self) -> TableSet:
        """Return the study's tables; those without rows are left out, and so are sources that nothing names."""
        used = {
            name
            for table, rows in self._rows.items()
            for row in rows.values()
            for column in TABLES[table]
            if column.references == ("sources",) or column.name == "notes"
            for name in _words(row.get(column.name))
        }
        sources = self._rows["sources"]
        self._rows["sources"] = {key: row for key, row in sources.items() if row["source_id"] in used}
        return TableSet(
            {name: table_from_records(name, list(rows.values())) for name, rows in self._rows.items() if rows}
        )


def _is_same(table: str, first: Record, second: Mapping[str, object]) -> bool:
    """Tell whether two rows under one identifier speak of one thing."""
    columns = {"sites": ("name", "country"), "sources": ("citation",), "invaders": ("scientific_name",)}[table]
    return all(first.get(column) == (second.get(column) or None) for column in columns)


def _is_given(value: object) -> bool:
    return value is not None and not (isinstance(value, str | tuple) and not value)


def _words(text: object) -> set[str]:
    """Return the words of a cell that may be names of sources."""
    return {word.strip(".") for word in _WORD.findall(str(text or ""))}
