"""Workbooks of seasonal networks: one for each class, a sheet for each season, nodes and paths in it.

The form is that of the inputs of Sample et al. (2019): ``metric_inputs_CLASS.xlsx``. A sheet holds the nodes with
their numbers N, survival s and reproduction or transition t, the classes with 1 where t may feed them, then a matrix
of path transition and one of path survival, from the node of the row to that of the column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oxyura.schema.errors import InputError
from oxyura.schema.limits import SITES
from oxyura.sources.names import slug
from oxyura.sources.sheet_grid import SheetGrid

FILE_NAME = re.compile(r"metric_inputs_(.+)\.xlsx", re.IGNORECASE)
"""Name of a workbook, with that of its class."""

_LABEL, _N, _S, _T, _CLASS, _FEEDS = 1, 2, 3, 4, 5, 6
_FIRST_DESTINATION = 2
_MOST_SEASONS = 52
_ROUNDING = 1e-6

Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class ClassSeason:
    """One class in one season.

    Parameters
    ----------
    number, survival, reproduction : tuple of float
        N, s and t of each node.
    feeds : tuple of bool
        For each class, in the order of the network's, whether each individual gives it t.
    transition, path_survival : tuple of tuple of float
        From the node of the row to that of the column.
    """

    number: tuple[float, ...]
    survival: tuple[float, ...]
    reproduction: tuple[float, ...]
    feeds: tuple[bool, ...]
    transition: Matrix
    path_survival: Matrix


@dataclass(frozen=True)
class MetricNetwork:
    """A network of nodes, seasons and classes.

    Parameters
    ----------
    classes, seasons, nodes : tuple of str
        Names as they stand in the files; a node without a name of its own has its number.
    cells : mapping of (str, str) to ClassSeason
        By class and season.
    """

    classes: tuple[str, ...]
    seasons: tuple[str, ...]
    nodes: tuple[str, ...]
    cells: Mapping[tuple[str, str], ClassSeason]


@dataclass(frozen=True)
class _Sheet:
    """A sheet as it is read: labels of nodes and names of classes are compared with the other sheets afterwards."""

    grid: SheetGrid
    nodes: tuple[str, ...]
    feeds: Mapping[str, bool]
    number: tuple[float, ...]
    survival: tuple[float, ...]
    reproduction: tuple[float, ...]
    transition: Matrix
    path_survival: Matrix


def read_metric_workbooks(books: Mapping[str, Sequence[SheetGrid]]) -> MetricNetwork:
    """Put the workbooks of a network together.

    Parameters
    ----------
    books : mapping of str to sequence of SheetGrid
        The sheets of each class's workbook, in their order. Sheets without nodes are passed over.

    Raises
    ------
    InputError
        A sheet is not laid out so, a number is out of its range, more than everyone leaves a node, or workbooks
        disagree on seasons, nodes or classes.
    """
    read = {
        name: [_read_sheet(grid) for grid in sheets if _head_of(grid) is not None] for name, sheets in books.items()
    }
    for name, sheets in books.items():
        if not read[name]:
            where = sheets[0].file if sheets else name
            raise InputError(
                "No sheet of the workbook has the row N, s, t above its nodes.", where=where, remedy=_LAYOUT
            )
    first, *others = read.values()
    seasons = tuple(sheet.grid.sheet.strip() for sheet in first)
    _check_seasons(seasons, first, others)
    every = [sheet for sheets in read.values() for sheet in sheets]
    nodes = _common_nodes(every)
    classes = _common_classes(tuple(read), every)
    cells = {
        (name, season): ClassSeason(
            sheet.number,
            sheet.survival,
            sheet.reproduction,
            tuple(sheet.feeds.get(slug(other), False) for other in classes),
            sheet.transition,
            sheet.path_survival,
        )
        for name, sheets in read.items()
        for season, sheet in zip(seasons, sheets, strict=True)
    }
    return MetricNetwork(classes, seasons, nodes, cells)


_LAYOUT = (
    "Each sheet of a season needs: a row with N, s, t in the columns C to E and the nodes below it, the classes in the "
    "columns F and G, and the blocks Path Transition and Path Survival."
)


def _head_of(grid: SheetGrid) -> int | None:
    """Return the row with N, s and t."""
    for row in range(len(grid.rows)):
        if [grid.text(row, column).casefold() for column in (_N, _S, _T)] == ["n", "s", "t"]:
            return row
    return None


def _read_sheet(grid: SheetGrid) -> _Sheet:
    head = _head_of(grid) or 0
    rows = []
    for row in range(head + 1, len(grid.rows)):
        if all(grid.cell(row, column) is None for column in (_LABEL, _N, _S, _T)):
            break
        rows.append(row)
    if not rows:
        raise grid.fault(head + 1, _N, "There is no node below N, s, t.", _LAYOUT)
    SITES.check(len(rows), grid.name)
    transition = _read_matrix(grid, "path transition", len(rows), "the share that takes the path")
    for node, (row, shares) in enumerate(zip(rows, transition, strict=True)):
        if sum(shares) > 1 + _ROUNDING:
            raise InputError(
                f"The shares that leave node {node + 1} ({grid.text(row, _LABEL) or 'no name'}) sum to "
                f"{sum(shares):g}: more than there are.",
                where=f"{grid.name}, Path Transition, row {node + 1}",
                remedy="Correct the row; it may sum to 1 at most.",
            )
    return _Sheet(
        grid,
        tuple(grid.text(row, _LABEL) or str(node) for node, row in enumerate(rows, start=1)),
        _read_feeds(grid, head),
        tuple(grid.number(row, _N, "the number N of a node") for row in rows),
        tuple(grid.number(row, _S, "the survival s of a node") for row in rows),
        tuple(grid.number(row, _T, "the reproduction or transition t of a node") for row in rows),
        transition,
        _read_matrix(grid, "path survival", len(rows), "the survival on a path"),
    )


def _read_feeds(grid: SheetGrid, head: int) -> Mapping[str, bool]:
    """Return the classes that the sheet lists, and whether t feeds them."""
    feeds: dict[str, bool] = {}
    for row in range(head + 1, len(grid.rows)):
        name = slug(grid.text(row, _CLASS))
        if not name:
            break
        if name in feeds:
            raise grid.fault(row, _CLASS, f"The class {name} stands twice.", "Keep one of the two rows.")
        value = grid.number(row, _FEEDS, "the mark that t feeds the class", most=1)
        if value not in (0, 1):
            raise grid.fault(row, _FEEDS, f"{value:g} is neither 0 nor 1.", "Write 1 where t feeds the class, else 0.")
        feeds[name] = value == 1
    if not feeds:
        raise grid.fault(head + 1, _CLASS, "The sheet lists no class.", _LAYOUT)
    return feeds


def _read_matrix(grid: SheetGrid, title: str, nodes: int, what: str) -> Matrix:
    for row in range(len(grid.rows)):
        if grid.text(row, 0).casefold() == title:
            destinations = 0
            while grid.cell(row, _FIRST_DESTINATION + destinations) is not None:
                destinations += 1
            if destinations != nodes:
                message = f"The block {title.title()} has {destinations} destinations for {nodes} nodes."
                raise grid.fault(row, _FIRST_DESTINATION, message, "Give it a row and a column for each node.")
            return tuple(
                tuple(grid.number(row + 1 + origin, _FIRST_DESTINATION + goal, what, most=1) for goal in range(nodes))
                for origin in range(nodes)
            )
    raise InputError(f"The sheet has no block {title.title()}.", where=grid.name, remedy=_LAYOUT)


def _check_seasons(seasons: tuple[str, ...], first: list[_Sheet], others: list[list[_Sheet]]) -> None:
    file = first[0].grid.file
    if len(seasons) > _MOST_SEASONS or len({slug(season) for season in seasons}) < len(seasons):
        raise InputError(
            f"The workbook has {len(seasons)} seasons, or two of one name.",
            where=file,
            remedy=f"Give each season a sheet with a name of its own, {_MOST_SEASONS} at most.",
        )
    if not all(slug(season) for season in seasons):
        raise InputError("A sheet's name has no letter.", where=file, remedy="Name each sheet after its season.")
    for sheets in others:
        named = tuple(sheet.grid.sheet.strip() for sheet in sheets)
        if [slug(name) for name in named] != [slug(season) for season in seasons]:
            raise InputError(
                f"Its seasons are {', '.join(named)}; those of {file} are {', '.join(seasons)}.",
                where=sheets[0].grid.file,
                remedy="Every class's workbook needs the same sheets in the same order.",
            )


def _common_nodes(sheets: list[_Sheet]) -> tuple[str, ...]:
    """Return the nodes' names; a number is the place of a node and agrees with any name."""
    count = len(sheets[0].nodes)
    names: list[str] = [""] * count
    for sheet in sheets:
        if len(sheet.nodes) != count:
            raise InputError(
                f"It has {len(sheet.nodes)} nodes; {sheets[0].grid.name} has {count}.",
                where=sheet.grid.name,
                remedy="Every sheet needs the same nodes in the same order; give N 0 where nobody is.",
            )
        for place, label in enumerate(sheet.nodes):
            if label == str(place + 1):
                continue
            if names[place] and slug(names[place]) != slug(label):
                raise InputError(
                    f"Node {place + 1} is called {label[:40]} here and {names[place][:40]} in another sheet.",
                    where=sheet.grid.name,
                    remedy="Every sheet needs the same nodes in the same order.",
                )
            names[place] = names[place] or label
    named = tuple(name or str(place) for place, name in enumerate(names, start=1))
    if len({slug(name) for name in named}) < count or not all(slug(name) for name in named):
        raise InputError(
            "Two nodes have one name, or a node's name has no letter.",
            where=sheets[0].grid.name,
            remedy="Give each node a name of its own in column B.",
        )
    return named


def _common_classes(names: tuple[str, ...], sheets: list[_Sheet]) -> tuple[str, ...]:
    """Return the classes in the order of the sheets' own lists; refuse one that has no workbook."""
    by_slug = {slug(name): name for name in names}
    order = dict.fromkeys(key for sheet in sheets for key in sheet.feeds)
    for sheet in sheets:
        missing = [key for key in sheet.feeds if key not in by_slug]
        if missing:
            raise InputError(
                f"The sheet names the class {missing[0]}, which has no workbook.",
                where=sheet.grid.name,
                remedy=f"Put metric_inputs_{missing[0]}.xlsx beside it, or name the class as its file does.",
            )
    return tuple(by_slug[key] for key in (*(key for key in order), *(key for key in by_slug if key not in order)))
