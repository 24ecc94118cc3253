"""The tables of a study as CSV files, one by one, as they were read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from oxyura.publish.result_folder import OutputFile
from oxyura.schema.columns import Column
from oxyura.schema.table import Table, TableSet, Values
from oxyura.spacetime.sensitive_sites import PLACE_COLUMNS, sensitive_sites, without_coordinates_in_texts
from oxyura.study.cell_writing import written_text
from oxyura.study.delimited import escape_formula


def write_tables(tables: TableSet) -> Iterator[OutputFile]:
    """Yield ``tables/<name>.csv`` for every table that has rows.

    Parameters
    ----------
    tables : TableSet
        As read.

    Yields
    ------
    OutputFile
        UTF-8, commas, line feeds; required columns and those with a value; numbers with all their digits. Text that a
        spreadsheet would run begins with an apostrophe, which reading takes away again. The place of a site marked
        ``sensitive`` is left out, and numbers that could tell it are left out of every text that speaks of it.
    """
    hidden = sensitive_sites(tables)
    for table in tables:
        if len(table):
            name = table.spec.name
            told = without_coordinates_in_texts(without_sensitive_places(table), hidden) if hidden else table
            yield OutputFile(f"tables/{name}.csv", _table(told), "text/csv", table.spec.meaning)


def without_sensitive_places(table: Table) -> Table:
    """Return the table `sites` without the coordinates and outlines of sensitive sites; any other as it is."""
    if table.spec.name != "sites":
        return table
    hidden = np.array([value == "yes" for value in table.columns["sensitive"]], dtype=bool)
    columns: dict[str, Values] = dict(table.columns)
    for name in PLACE_COLUMNS:
        values = columns[name].copy()
        values[hidden] = np.nan if table.spec.column(name).is_numeric else None
        columns[name] = values
    return Table(table.spec, columns, table.rows, table.file, table.letters)


def _table(table: Table) -> bytes:
    written = [column for column in table.spec if column.required or _has_value(column, table)]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in written])
    writer.writerows(zip(*([*_cells(column, table)] for column in written), strict=True))
    return stream.getvalue().encode()


def _has_value(column: Column, table: Table) -> bool:
    return any(cell != "" for cell in _cells(column, table))


def _cells(column: Column, table: Table) -> Iterator[str]:
    for value in table.columns[column.name]:
        text = written_text(float(value) if column.is_numeric else value)
        yield text if column.is_numeric else escape_formula(text)
