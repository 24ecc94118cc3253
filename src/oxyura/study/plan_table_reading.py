"""An existing action plan read from a table as people have it: its columns known by their headings, in any order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oxyura.policy.plan_audit import fold_words
from oxyura.schema.errors import InputError
from oxyura.schema.limits import CELL_CHARACTERS, COLUMNS, FILE_BYTES, ROWS
from oxyura.schema.plan_tables import PLAN_ACTIONS, PLAN_COLUMN_NAMES
from oxyura.schema.problems import StudyError
from oxyura.schema.table import Table, Values
from oxyura.sources.sheet_grid import CellFault
from oxyura.study.cell_faults import shown
from oxyura.study.delimited import DELIMITERS, unescape_formula
from oxyura.study.outside_workbook import read_sheet_grids
from oxyura.study.problem_log import ProblemLog
from oxyura.study.text_decoding import check_encoding, decode_text

# Plans have a title or a note above their table.
_MOST_ABOVE = 15
_NEEDED = ("threat", "action")

Row = Sequence[object]


@dataclass(frozen=True)
class _Sheet:
    """Cells as a file holds them; `place` names it in messages."""

    place: str
    rows: Sequence[Row]


def read_plan_table(path: Path, *, encoding: str | None = None) -> Table:
    """Read the threats and actions of an existing plan.

    Parameters
    ----------
    path : Path
        A CSV file or an ``.xlsx`` workbook; of a workbook the first sheet whose headings name a threat and an action.
    encoding : str, optional
        Of a CSV file that is not UTF-8.

    Returns
    -------
    Table
        `plan_actions`.

    Raises
    ------
    InputError
        There is no such file, it cannot be read, or its headings name no threat or no action.
    """
    check_encoding(encoding)
    if not path.is_file():
        raise InputError("There is no such file.", where=str(path), remedy="Name a table of an existing plan.")
    FILE_BYTES.check(path.stat().st_size, path.name)
    sheets = list(_read_workbook(path) if path.suffix.casefold() == ".xlsx" else _read_csv(path, encoding))
    for sheet in sheets:
        found = _find_header(sheet.rows)
        if found is not None:
            return _table(sheet, *found)
    raise _no_header(path, sheets)


def _read_workbook(path: Path) -> Iterator[_Sheet]:
    for grid in read_sheet_grids(path):
        yield _Sheet(grid.name, grid.rows)


def _read_csv(path: Path, encoding: str | None) -> Iterator[_Sheet]:
    log = ProblemLog()
    text = decode_text(path.read_bytes(), path.name, log, encoding)
    problems = log.problems()
    if text is None or any(problem.severity == "error" for problem in problems):
        raise StudyError(problems, where=path.name)
    csv.field_size_limit(max(csv.field_size_limit(), CELL_CHARACTERS.maximum * 4))
    readings = [_taken_apart(text, delimiter) for delimiter in DELIMITERS]
    # The separator is the one by which most headings are known.
    best = max((rows for rows in readings if rows is not None), key=_known, default=None)
    if best is None or (None in readings and _known(best) < len(_NEEDED)):
        raise InputError(
            "The file cannot be taken apart into cells: a quotation mark is not closed, or stands in the wrong place.",
            where=path.name,
            remedy="Open it in a spreadsheet program and save it again as CSV.",
        )
    yield _Sheet(path.name, best)


def _taken_apart(text: str, delimiter: str) -> list[list[str]] | None:
    """Return the cells of a text; None where it is not written with that separator."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _known(rows: Sequence[Row]) -> int:
    return max((len(_places(row)) for row in rows[:_MOST_ABOVE]), default=0)


def _find_header(rows: Sequence[Row]) -> tuple[int, dict[str, int]] | None:
    """Return where the headings stand, and the column of each name; None where no row names a threat and an action."""
    for number, row in enumerate(rows[:_MOST_ABOVE]):
        places = _places(row)
        if all(name in places for name in _NEEDED):
            return number, places
    return None


def _places(row: Row) -> dict[str, int]:
    """Return the column of each declared name; where two headings fit, the one that the declaration names first."""
    heads = [" ".join(fold_words(cell.replace("_", " "))) if isinstance(cell, str) else "" for cell in row]
    found: dict[str, int] = {}
    for name, headings in PLAN_COLUMN_NAMES.items():
        place = next((heads.index(heading) for heading in headings if heading in heads), None)
        if place is not None and place not in found.values():
            found[name] = place
    return found


def _table(sheet: _Sheet, header: int, places: dict[str, int]) -> Table:
    COLUMNS.check(len(sheet.rows[header]), sheet.place)
    body = [
        (number, row)
        for number, row in enumerate(sheet.rows[header + 1 :], start=header + 2)
        if any(_text(cell) for cell in row)
    ]
    ROWS.check(len(body), sheet.place)
    if not body:
        raise InputError(
            "The table has headings and no rows.", where=sheet.place, remedy="Fill in the plan's threats and actions."
        )
    columns: dict[str, Values] = {}
    for column in PLAN_ACTIONS:
        values = np.empty(len(body), dtype=object)
        place = places.get(column.name)
        if place is not None:
            values[:] = [_cell(sheet, row, place, number, column.name) for number, row in body]
        columns[column.name] = values
    return Table(PLAN_ACTIONS, columns, np.array([number for number, _ in body], dtype=np.int64), sheet.place)


def _cell(sheet: _Sheet, row: Row, place: int, number: int, name: str) -> str | None:
    value = row[place] if place < len(row) else None
    where = f"{sheet.place}, row {number}, column {name}"
    if isinstance(value, CellFault):
        raise InputError(
            f"The cell holds {value.what}, and what it comes to cannot be trusted.",
            where=where,
            remedy="Replace it by its text.",
        )
    text = _text(value)
    CELL_CHARACTERS.check(len(text), where)
    return unescape_formula(text) or None


def _text(value: object) -> str:
    if value is None or isinstance(value, CellFault):
        return "" if value is None else "?"
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(value)).split())


def _no_header(path: Path, sheets: Iterable[_Sheet]) -> InputError:
    rows = [row for sheet in sheets for row in sheet.rows[:_MOST_ABOVE] if any(_text(cell) for cell in row)]
    first = ", ".join(f"'{shown(_text(cell))}'" for cell in (rows[0] if rows else ())[:12] if _text(cell))
    found = f" Its first row says {first}." if first else " It is empty."
    return InputError(
        f"No row names both a threat and an action as headings of columns.{found}",
        where=path.name,
        remedy=(
            "Give the table one row for each action, with the headings 'threat' and 'action' (or 'problem', 'measure', "
            "'menace', 'mesure', 'amenaza', 'medida'); 'invader' may hold scientific names."
        ),
    )
