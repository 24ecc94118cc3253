"""Turning a table as its file holds it into typed columns, with a problem for every cell that is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.columns import Column
from oxyura.schema.problems import Problem
from oxyura.schema.sentences import Figure, count_sentence
from oxyura.schema.table import Table, Values
from oxyura.study.cell_faults import Fault, shown
from oxyura.study.cells import Parsed, parse_cell
from oxyura.study.problem_log import MOST_OF_A_KIND, ProblemLog
from oxyura.study.raw_tables import RawTable


def type_table(raw: RawTable, log: ProblemLog) -> Table:
    """Read every cell of a table.

    Each distinct value of a column is read once. A cell that is wrong counts as empty, and goes to `log`.

    Parameters
    ----------
    raw : RawTable
        The table as its file holds it.
    log : ProblemLog
        Where problems go.

    Returns
    -------
    Table
        Rows of `raw` that are not empty, every declared column.
    """
    kept = _filled_rows(raw)
    rows, damaged = raw.rows[kept], raw.damaged[kept]
    columns: dict[str, Values] = {}
    for column in raw.spec:
        raw_column = raw.columns.get(column.name)
        if raw_column is None:
            columns[column.name] = _spread(column, [None], np.zeros(len(rows), dtype=np.int64))
            continue
        codes = raw_column.codes[kept]
        values, faults = _parse_values(column, raw_column.values, decimal_comma=raw.decimal_comma)
        if faults:
            _report(raw, column, raw_column.values, codes, faults, rows, ~damaged, log)
        if raw.typed and column.is_numeric:
            _report_numbers_as_text(raw, column, raw_column.values, codes, faults, rows, log)
        columns[column.name] = _spread(column, values, codes)
    return Table(raw.spec, columns, rows, raw.file, raw.letters)


def _filled_rows(raw: RawTable) -> NDArray[np.bool_]:
    filled = np.zeros(len(raw.rows), dtype=bool)
    for column in raw.columns.values():
        has_value = np.array([_has_value(value) for value in column.values], dtype=bool)
        if len(has_value):
            filled |= has_value[column.codes]
    return filled


def _has_value(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _parse_values(
    column: Column, raw_values: Sequence[object], *, decimal_comma: bool
) -> tuple[list[Parsed], dict[int, Fault]]:
    values: list[Parsed] = []
    faults: dict[int, Fault] = {}
    for position, raw_value in enumerate(raw_values):
        parsed = parse_cell(column, raw_value, decimal_comma=decimal_comma)
        if isinstance(parsed, Fault):
            faults[position] = parsed
            values.append(parsed.kept)
        else:
            values.append(parsed)
    return values, faults


def _spread(column: Column, values: list[Parsed], codes: NDArray[np.integer]) -> Values:
    if column.is_numeric:
        numbers = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        return numbers[codes] if len(codes) else np.empty(0, dtype=np.float64)
    objects = np.empty(len(values), dtype=object)
    for position, value in enumerate(values):
        objects[position] = () if value is None and column.is_list else value
    return objects[codes] if len(codes) else np.empty(0, dtype=object)


def _report(
    raw: RawTable,
    column: Column,
    raw_values: Sequence[object],
    codes: NDArray[np.integer],
    faults: dict[int, Fault],
    rows: NDArray[np.int64],
    sure: NDArray[np.bool_],
    log: ProblemLog,
) -> None:
    """Add a problem for each cell with a fault, the first ones of each kind in full."""
    by_code: dict[str, list[int]] = defaultdict(list)
    for position, fault in faults.items():
        by_code[fault.code].append(position)
    for positions in by_code.values():
        faulty = np.zeros(len(raw_values), dtype=bool)
        faulty[positions] = True
        found = np.flatnonzero(faulty[codes] & sure)
        if not len(found):
            continue
        listed = found[:MOST_OF_A_KIND]
        log.add_all(
            (
                cell_problem(raw, column.name, faults[int(codes[i])], int(rows[i]), raw_values[int(codes[i])])
                for i in listed
            ),
            more=len(found) - len(listed),
        )


def cell_problem(raw: RawTable, column: str, fault: Fault, row: int, value: object) -> Problem:
    """Return the problem that a fault is at its place."""
    return Problem(
        fault.severity,
        fault.code,
        fault.message,
        fault.remedy,
        file=raw.file,
        row=row,
        column=column,
        cell=f"{raw.letters[column]}{row}" if raw.letters is not None and column in raw.letters else None,
        value=None if value is None or value == "" else shown(value),
    )


def _report_numbers_as_text(
    raw: RawTable,
    column: Column,
    raw_values: Sequence[object],
    codes: NDArray[np.integer],
    faults: dict[int, Fault],
    rows: NDArray[np.int64],
    log: ProblemLog,
) -> None:
    """Add one note when a workbook or Parquet file holds readable numbers as text."""
    is_text = np.array(
        [
            isinstance(value, str) and bool(value.strip()) and position not in faults
            for position, value in enumerate(raw_values)
        ],
        dtype=bool,
    )
    if not is_text.any():
        return
    found = np.flatnonzero(is_text[codes])
    if not len(found):
        return
    first = int(found[0])
    fault = Fault(
        "number_as_text",
        count_sentence(
            "%(number)s cell holds a number stored as text in %(column)s, and counts as a number.",
            "%(number)s cells hold numbers stored as text in %(column)s, and count as numbers.",
            len(found),
            number=Figure(f"{len(found):,}"),
            column=column.name,
        ),
        "Nothing has to be done; format the column as a number to be rid of this note.",
        severity="note",
    )
    log.add(cell_problem(raw, column.name, fault, int(rows[first]), raw_values[int(codes[first])]))
