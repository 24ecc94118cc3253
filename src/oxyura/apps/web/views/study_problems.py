"""The problems of a study beside their cells, table by table, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from oxyura.apps.web.places import public_problem
from oxyura.register.problem_cells import LONGEST_CELL, ProblemRow, ProblemTable
from oxyura.schema.problems import Problem, Severity
from oxyura.schema.table_spec import TableSpec
from oxyura.schema.tables import TABLES
from oxyura.spacetime.sensitive_sites import without_coordinates

Hidden = Literal["none", "sensitive", "all"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")

_FREE_TEXT = ("text", "texts")
# What tells where a site is.
_PLACE_COLUMNS = frozenset({"lat", "lon", "geometry_wkt"})


@dataclass(frozen=True)
class Counts:
    """How many problems of each severity."""

    error: int
    warning: int
    note: int

    @property
    def all(self) -> int:
        """Return how many there are together."""
        return self.error + self.warning + self.note


@dataclass(frozen=True)
class Cell:
    """A cell of a row, with the problems that are of it."""

    column: str
    text: str
    problems: tuple[Problem, ...]

    @property
    def severity(self) -> str:
        """Return the gravest severity of its problems; empty where it has none."""
        return gravest(self.problems)


@dataclass(frozen=True)
class Row:
    """A row with problems: the cells that name it and those that are wrong, what is of no cell, and the whole row."""

    number: int
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    whole: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TableView:
    """The problems of one file or sheet."""

    anchor: str
    table: str
    file: str
    counts: Counts
    columns: tuple[str, ...]
    general: tuple[Problem, ...]
    rows: tuple[Row, ...]
    more_rows: int


@dataclass(frozen=True)
class ProblemsView:
    """Every problem of a study, and how many rows of each table were read."""

    counts: Counts
    tables: tuple[TableView, ...]
    rows: tuple[tuple[str, int], ...]

    @property
    def is_valid(self) -> bool:
        """Whether the study can be run."""
        return self.counts.error == 0


def gravest(problems: Iterable[Problem]) -> str:
    """Return the gravest severity of problems; empty where there are none."""
    found = {problem.severity for problem in problems}
    return next((severity for severity in SEVERITIES if severity in found), "")


def view_problems(
    tables: Sequence[ProblemTable], problems: Sequence[Problem], rows: Mapping[str, int], *, hide_places: Hidden
) -> ProblemsView:
    """Return what the page shows of a check.

    Parameters
    ----------
    tables : sequence of ProblemTable
        Problems beside the rows that they are of.
    problems : sequence of Problem
        All of them.
    rows : mapping of str to int
        Rows read by table.
    hide_places : {'none', 'sensitive', 'all'}
        Of which sites coordinates are left out. Sensitive ones are those that are not marked otherwise: while a study
        has errors, nobody knows what a cell was meant to say.
    """
    shown = list(tables) if hide_places == "none" else [_public(table, hide_places == "all") for table in tables]
    return ProblemsView(
        _count(problems),
        tuple(_view(table, number) for number, table in enumerate(shown, start=1)),
        tuple((name, number) for name, number in rows.items() if number),
    )


def _view(table: ProblemTable, number: int) -> TableView:
    spec = TABLES.get(table.table)
    wrong = {problem.column for row in table.rows for problem in row.problems if problem.column}
    names = _clean(table.header)
    wanted = set(spec.key if spec else ()) | wrong
    columns = tuple(name for name in names if name in wanted)
    lost = tuple(sorted(column for column in wrong if column not in names))
    problems = [*table.general, *(problem for row in table.rows for problem in row.problems)]
    return TableView(
        f"table-{number}",
        table.table,
        table.file,
        _count(problems),
        (*columns, *lost),
        table.general,
        tuple(_row(row, names, (*columns, *lost)) for row in table.rows),
        table.more_rows,
    )


def _clean(header: Sequence[str]) -> list[str]:
    return [name.strip().strip("\ufeff") for name in header]


def _row(row: ProblemRow, names: Sequence[str], columns: Sequence[str]) -> Row:
    given = dict(zip(names, row.cells, strict=False))
    return Row(
        row.row,
        tuple(
            Cell(
                column,
                given.get(column, ""),
                tuple(problem for problem in row.problems if problem.column == column),
            )
            for column in columns
        ),
        tuple(problem for problem in row.problems if problem.column not in columns),
        tuple((name, text) for name, text in given.items() if text),
    )


def _count(problems: Iterable[Problem]) -> Counts:
    found = [problem.severity for problem in problems]
    return Counts(*(found.count(severity) for severity in SEVERITIES))


def _public(table: ProblemTable, every_site: bool) -> ProblemTable:
    """Return the problems of a table without anything that could be the place of a site that is to be hidden."""
    names = _clean(table.header)
    return replace(
        table,
        general=tuple(_told(problem, table.table) for problem in table.general),
        rows=tuple(
            row if not every_site and _is_open_site(table, names, row) else _public_row(row, names, table)
            for row in table.rows
        ),
    )


def _is_open_site(table: ProblemTable, names: Sequence[str], row: ProblemRow) -> bool:
    """Tell whether a row is of a site that is not marked sensitive."""
    given = dict(zip(names, row.cells, strict=False))
    return table.table == "sites" and given.get("sensitive", "").strip().casefold() in ("", "no")


def _public_row(row: ProblemRow, names: Sequence[str], table: ProblemTable) -> ProblemRow:
    is_of_sites, spec = table.table == "sites", TABLES.get(table.table)
    return replace(
        row,
        cells=tuple(
            _told_cell(names[at] if at < len(names) else "", text, is_of_sites, spec)
            for at, text in enumerate(row.cells)
        ),
        problems=tuple(_told(problem, table.table) for problem in row.problems),
    )


def _told(problem: Problem, table: str) -> Problem:
    """Return a problem without a place; what is said of numbers that tell none stays."""
    spec = TABLES.get(table)
    is_free_text = spec is None or (problem.column in spec.names and spec.column(problem.column).kind in _FREE_TEXT)
    if table != "sites" and not is_free_text:
        return problem
    told = public_problem(problem.to_json())
    return replace(problem, message=told["message"], value=told["value"])


def _told_cell(column: str, text: str, is_of_sites: bool, spec: TableSpec | None) -> str:
    if is_of_sites and column in _PLACE_COLUMNS:
        return "…"
    is_number = spec is not None and column in spec.names and spec.column(column).is_numeric
    if is_number and not is_of_sites:
        return text
    # A long cell is cut: half a coordinate at its end would not be known for one.
    whole = text.rstrip("0123456789.,:+-−°º'′’ NSEWO") if len(text) >= LONGEST_CELL else text
    return without_coordinates(whole)
