"""A study table in memory: typed columns, and where each row stands in its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.table_spec import TableSpec
from oxyura.schema.tables import TABLES

Values = NDArray[np.float64] | NDArray[np.object_]


@dataclass(frozen=True)
class Table:
    """One table of a study.

    Parameters
    ----------
    spec : TableSpec
        The declaration.
    columns : mapping of str to array, shape (rows,)
        Every declared column. ``number`` and ``integer`` columns are float64 with NaN for an empty cell; list kinds are
        object arrays of tuples of str (empty tuple: empty cell); all others are object arrays of str with None for an
        empty cell. Booleans are ``yes`` and ``no``.
    rows : int64 array, shape (rows,)
        Row in the file as a spreadsheet counts it, header = 1.
    file : str
        File name, or ``workbook.xlsx [sheet]``; empty for a table made by the program.
    letters : mapping of str to str
        Spreadsheet column letter by column name; empty for CSV and Parquet.
    """

    spec: TableSpec
    columns: Mapping[str, Values]
    rows: NDArray[np.int64]
    file: str = ""
    letters: Mapping[str, str] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def numbers(self, name: str, fill: float | None = None) -> NDArray[np.float64]:
        """Return a numeric column as float64, empty cells as NaN or as `fill`."""
        values = np.asarray(self.columns[name], dtype=np.float64)
        return values if fill is None else np.where(np.isnan(values), fill, values)

    def texts(self, name: str, fill: str | None = None) -> list[str | None]:
        """Return a text column as a list, empty cells as None or as `fill`."""
        return [fill if value is None else value for value in self.columns[name]]

    def words(self, name: str, fill: str = "") -> list[str]:
        """Return a text column as a list of str, empty cells as `fill`."""
        return [fill if value is None else str(value) for value in self.columns[name]]

    def lists(self, name: str) -> list[tuple[str, ...]]:
        """Return a list column as tuples of str."""
        return list(self.columns[name])

    def codes(self, name: str, index: Mapping[str, int]) -> NDArray[np.int64]:
        """Return the position of each value in `index`; -1 for an empty cell, -2 for a value not in it."""
        return np.array([-1 if value is None else index.get(value, -2) for value in self.columns[name]], dtype=np.int64)

    def where(self, mask: NDArray[np.bool_] | Sequence[bool]) -> Table:
        """Return the rows where `mask` is true."""
        chosen = np.asarray(mask, dtype=bool)
        return Table(
            self.spec,
            {name: values[chosen] for name, values in self.columns.items()},
            self.rows[chosen],
            self.file,
            self.letters,
        )

    def matching(self, name: str, value: str, *, blank_matches: bool = False) -> Table:
        """Return the rows whose column `name` is `value` (or empty, where asked)."""
        column = self.columns[name]
        return self.where([cell == value or (blank_matches and cell is None) for cell in column])

    def records(self) -> Iterator[dict[str, float | str | tuple[str, ...] | None]]:
        """Yield each row as a dict by column name, NaN as None."""
        names = list(self.columns)
        for values in zip(*(self.columns[name] for name in names), strict=True):
            yield {
                name: None if isinstance(value, float) and np.isnan(value) else value
                for name, value in zip(names, values, strict=True)
            }


def text_of(cell: object) -> str | None:
    """Return a cell of a record as text; None: empty."""
    return None if cell is None else str(cell)


def number_of(cell: object) -> float | None:
    """Return a cell of a record as a number; None: empty."""
    return float(cell) if isinstance(cell, float) else None


def number_or_nan(cell: object) -> float:
    """Return a cell of a record as a number; NaN: empty."""
    return float(cell) if isinstance(cell, float) else float("nan")


def empty_table(spec: TableSpec) -> Table:
    """Return a table without rows."""
    columns: dict[str, Values] = {
        column.name: np.empty(0, dtype=np.float64 if column.is_numeric else object) for column in spec
    }
    return Table(spec, columns, np.empty(0, dtype=np.int64))


def table_from_records(name: str, records: Sequence[Mapping[str, object]], file: str = "", first_row: int = 2) -> Table:
    """Build the table `name` from rows given as mappings; absent keys and None are empty cells.

    Raises
    ------
    KeyError
        A record has a key that the table does not declare.
    """
    spec = TABLES[name]
    unknown = {key for record in records for key in record} - set(spec.names)
    if unknown:
        raise KeyError(f"{name} has no column {sorted(unknown)[0]}")
    columns: dict[str, Values] = {}
    for column in spec:
        cells = [record.get(column.name) for record in records]
        if column.is_numeric:
            columns[column.name] = np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
            continue
        values = np.empty(len(cells), dtype=object)
        for position, cell in enumerate(cells):
            values[position] = (() if cell is None else cell) if column.is_list else cell
        columns[column.name] = values
    rows = np.arange(first_row, first_row + len(records), dtype=np.int64)
    return Table(spec, columns, rows, file)


@dataclass(frozen=True)
class TableSet:
    """All tables of a study by name; a table that was left out is there, without rows."""

    tables: Mapping[str, Table]

    def __getitem__(self, name: str) -> Table:
        table = self.tables.get(name)
        return empty_table(TABLES[name]) if table is None else table

    def __contains__(self, name: object) -> bool:
        return name in self.tables

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables.values())

    def replacing(self, **tables: Table) -> TableSet:
        """Return the set with some tables replaced or added."""
        return TableSet({**self.tables, **tables})
