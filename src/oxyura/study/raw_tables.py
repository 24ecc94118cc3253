"""A table as its file holds it, before its cells are read: distinct values and codes, column by column."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.problems import Problem
from oxyura.schema.sentences import declared, sentence
from oxyura.schema.table_spec import TableSpec
from oxyura.study.cell_faults import shown
from oxyura.study.problem_log import ProblemLog


@dataclass(frozen=True)
class RawColumn:
    """One column: row i holds ``values[codes[i]]``.

    Parameters
    ----------
    values : sequence of object
        The distinct cells, as the file holds them.
    codes : int array, shape (rows,)
        Position of each row's cell in `values`.
    """

    values: Sequence[object]
    codes: NDArray[np.integer]


@dataclass(frozen=True)
class RawTable:
    """One table of a file.

    Parameters
    ----------
    spec : TableSpec
        The declaration.
    file : str
        File name, or ``workbook.xlsx [sheet]``.
    columns : mapping of str to RawColumn
        The declared columns that the file has.
    rows : int64 array, shape (rows,)
        Row in the file, header = 1.
    letters : mapping of str to str
        Spreadsheet column letter by column name, for a workbook; None for other files.
    damaged : bool array, shape (rows,)
        Rows with too few or too many cells, where faults of single cells would mislead.
    typed : bool
        Whether the file itself tells numbers from text.
    decimal_comma : bool
        Whether texts write 0,5 for a half.
    """

    spec: TableSpec
    file: str
    columns: Mapping[str, RawColumn]
    rows: NDArray[np.int64]
    letters: Mapping[str, str] | None
    damaged: NDArray[np.bool_]
    typed: bool = False
    decimal_comma: bool = False


@dataclass(frozen=True)
class Header:
    """Where the columns of a table stand in its file.

    Parameters
    ----------
    positions : mapping of str to int
        Position by name, declared columns only, counted from 0.
    unnamed : tuple of int
        Positions without a name.
    width : int
        Number of cells in the header row, empty ones at its end left out.
    """

    positions: Mapping[str, int]
    unnamed: tuple[int, ...]
    width: int


def read_header(
    cells: Sequence[object],
    spec: TableSpec,
    file: str,
    log: ProblemLog,
    *,
    row: int = 1,
    in_workbook: bool = False,
) -> Header | None:
    """Match a header row with the columns of a table; None where not one column is known.

    Unknown, repeated and missing columns are added to `log`.
    """
    names = ["" if cell is None else str(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    known = set(spec.names)
    if not known.intersection(names):
        required = ", ".join(column.name for column in spec if column.required)
        hint = sentence(" Separate columns by comma, semicolon or tab.") if len(names) == 1 and "|" in names[0] else ""
        log.add(
            Problem(
                "error",
                "no_header",
                sentence("The first row names none of the columns of %(name)s.", name=spec.name),
                sentence(
                    "Write the column names in the first row: at least %(required)s.%(hint)s",
                    required=required,
                    hint=hint,
                ),
                file=file,
                row=row,
                value=shown(", ".join(names)) or None,
            )
        )
        return None
    positions: dict[str, int] = {}
    for position, name in enumerate(names):
        cell = f"{column_letter(position)}{row}" if in_workbook else None
        if name in positions:
            log.add(
                Problem(
                    "error",
                    "repeated_column",
                    sentence("The column %(name)s stands in the header twice.", name=shown(name)),
                    "Delete one of the two, or rename it.",
                    file=file,
                    row=row,
                    column=shown(name),
                    cell=cell,
                )
            )
        elif name in known:
            positions[name] = position
        elif name:
            log.add(_unknown_column(name, spec, file, row, cell, in_workbook=in_workbook))
    for column in spec:
        if column.required and column.name not in positions:
            log.add(
                Problem(
                    "error",
                    "missing_column",
                    sentence(
                        "The column %(name)s is missing: %(meaning)s.",
                        name=column.name,
                        meaning=declared(column.meaning),
                    ),
                    sentence("Add a column %(name)s and fill it in.", name=column.name),
                    file=file,
                    row=row,
                    column=column.name,
                )
            )
    unnamed = tuple(position for position, name in enumerate(names) if not name)
    return Header(positions, unnamed, len(names))


def _unknown_column(name: str, spec: TableSpec, file: str, row: int, cell: str | None, *, in_workbook: bool) -> Problem:
    nearest = nearest_word(name, spec.names)
    where = sentence("a sheet that is no table") if in_workbook else sentence("a file that is no table")
    remedy = (
        "Rename it to %(nearest)s if that is meant; otherwise move what it says into the column notes, or into "
        "%(where)s."
        if nearest
        else "Delete it, or move what it says into the column notes, or into %(where)s."
    )
    return Problem(
        "error",
        "unknown_column",
        sentence("%(table)s has no column %(column)s.", table=spec.name, column=shown(name)),
        sentence(remedy, nearest=nearest, where=where),
        file=file,
        row=row,
        column=shown(name),
        cell=cell,
    )


def unnamed_column(position: int, file: str, row: int, *, in_workbook: bool) -> Problem:
    """Say that a column has values but no name."""
    letter = column_letter(position)
    return Problem(
        "error",
        "unnamed_column",
        sentence("Column %(letter)s has values but no name in the header.", letter=letter),
        "Name it, or delete its values.",
        file=file,
        row=row,
        cell=f"{letter}{row}" if in_workbook else None,
    )


def nearest_word(word: str, words: Sequence[str], cutoff: float = 0.6) -> str | None:
    """Return the word most like `word`, case and signs aside; None where nothing is alike."""
    by_folded = {_folded(candidate): candidate for candidate in words}
    folded = _folded(word[:100])
    matches = difflib.get_close_matches(folded, by_folded, 1, cutoff)
    # A longer or shorter form, such as latitude for lat, is not close letter by letter.
    matches = matches or [candidate for candidate in by_folded if len(candidate) > 2 and folded.startswith(candidate)]
    return by_folded[matches[0]] if matches else None


def _folded(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")


def column_letter(position: int) -> str:
    """Return the letter of a spreadsheet column counted from 0: A, B … Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
