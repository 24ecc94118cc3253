"""Networks of workbooks: what is read, and what is refused with the cell that is at fault."""

from __future__ import annotations

from typing import Any

import pytest

from oxyura.schema.errors import InputError
from oxyura.sources.metric_study import rows_of_network
from oxyura.sources.metric_workbook import MetricNetwork, read_metric_workbooks
from oxyura.sources.model_rows import DemographicModel
from oxyura.sources.sheet_grid import CellFault, SheetGrid, column_letters

Cells = list[list[Any]]


def sheet(
    *nodes: tuple[Any, ...], feeds: dict[str, Any], paths: Cells, survival: Cells | None = None, name: str = "Summer"
) -> SheetGrid:
    """Return a sheet as the published workbooks lay it out; a node is (label, N, s, t)."""
    rows: Cells = [
        ["Node Attributes", None, "Population", "Survival Rate", "Reproduction/Transition", "Classes", "Allow"],
        [None, None, "N", "s", "t", None, "TRANS"],
    ]
    listed = list(feeds.items())
    for place in range(max(len(nodes), len(listed))):
        node = nodes[place] if place < len(nodes) else (None, None, None, None)
        rows.append([None, *node, *(listed[place] if place < len(listed) else (None, None))])
    for title, matrix in (("Path Transition", paths), ("Path Survival", survival or [[1] * len(nodes)] * len(nodes))):
        rows.append([])
        rows.append([title, None, *range(1, len(nodes) + 1)])
        rows += [["Origin" if not row else None, row + 1, *cells] for row, cells in enumerate(matrix)]
    return SheetGrid("metric_inputs_x.xlsx", name, tuple(tuple(row) for row in rows))


def two(name: str = "Summer", **changes: Any) -> SheetGrid:
    given: dict[str, Any] = {"feeds": {"x": 1}, "paths": [[0.8, 0.2], [0.4, 0.6]], **changes}
    return sheet(("North", 10, 0.9, 0), ("South", 30, 0.5, 0.2), name=name, **given)


def model(network: MetricNetwork, **known: str) -> DemographicModel:
    return rows_of_network(network, "bird", "Avis exempli", {"metric_inputs_x.xlsx": "00"}, known)


def test_a_network_of_one_class() -> None:
    network = read_metric_workbooks({"x": [two(), two("Winter")]})
    assert (network.classes, network.seasons, network.nodes) == (("x",), ("Summer", "Winter"), ("North", "South"))
    cell = network.cells["x", "Winter"]
    assert (cell.number, cell.survival, cell.reproduction, cell.feeds) == ((10, 30), (0.9, 0.5), (0, 0.2), (True,))
    assert cell.transition == ((0.8, 0.2), (0.4, 0.6))


def test_its_rows() -> None:
    found = model(read_metric_workbooks({"x": [two(), two("Winter")]}))
    assert [(row.site_id, row.name, row.lat) for row in found.sites] == [
        ("north", "North", None),
        ("south", "South", None),
    ]
    assert (found.migrant.abundance, found.migrant.abundance_unit) == (40, "individuals")
    assert [(row.stage, row.position, row.start_week, row.end_week) for row in found.stages] == [
        ("summer", 1, 1, 26),
        ("winter", 2, 27, 52),
    ]
    assert [(row.class_, row.initial_share) for row in found.classes] == [("x", 1.0)]
    assert [(row.site_id, row.share) for row in found.shares if row.stage == "winter"] == [
        ("north", 0.25),
        ("south", 0.75),
    ]
    assert "N of the workbook: 30" in found.shares[1].notes
    rates = {(row.stage, row.site_id, row.rate, row.to_class): row.value for row in found.rates}
    assert rates["summer", "south", "survival", ""] == 0.5
    assert rates["summer", "south", "fecundity", "x"] == 0.2
    assert ("summer", "north", "fecundity", "x") not in rates
    legs = [(row.from_stage, row.to_stage, row.from_site, row.to_site, row.share) for row in found.moves]
    assert legs[:2] == [("summer", "winter", "north", "north", 0.8), ("summer", "winter", "north", "south", 0.2)]
    assert legs[-1] == ("winter", "summer", "south", "south", 0.6)


def test_excess_survival_and_reproduction_into_the_class_itself_are_one_fecundity() -> None:
    grid = sheet(("a1", 5, 1.5, 0.25), feeds={"x": 1}, paths=[[1]])
    rates = {(row.rate, row.to_class): row.value for row in model(read_metric_workbooks({"x": [grid]})).rates}
    assert rates == {("survival", ""): 1.0, ("fecundity", "x"): 0.75}


@pytest.mark.parametrize(
    ("s", "t", "feeds", "matures"),
    [
        (0, 0.8, {"x": 0, "y": 1}, True),
        (0.1, 0.8, {"x": 0, "y": 1}, False),
        (0, 1.3, {"x": 0, "y": 1}, False),
        (0, 0.8, {"x": 1, "y": 1}, False),
        (0, 0.8, {"x": 1, "y": 0}, False),
    ],
)
def test_when_t_is_survival_to_another_class(s: float, t: float, feeds: dict[str, int], matures: bool) -> None:
    young = sheet(("a1", 5, s, t), feeds=feeds, paths=[[1]])
    adult = sheet(("a1", 5, 0.9, 0.5), feeds={"x": 1, "y": 0}, paths=[[1]])
    found = model(read_metric_workbooks({"x": [young], "y": [adult]}))
    kinds = {row.rate for row in found.rates if row.class_ == "x"}
    assert ("transition" in kinds) is matures
    assert ("fecundity" in kinds) is not matures


def test_numbers_of_nodes_agree_with_names_and_name_nodes_without_one() -> None:
    first = sheet((1, 10, 0.9, 0), (2, 30, 0.5, 0.2), feeds={"x": 1}, paths=[[1, 0], [0, 1]])
    assert read_metric_workbooks({"x": [first, two("Winter")]}).nodes == ("North", "South")
    found = model(read_metric_workbooks({"x": [first]}))
    assert [(row.site_id, row.name) for row in found.sites] == [("node-1", "Node 1"), ("node-2", "Node 2")]


def test_a_node_of_a_name_that_the_study_has_is_that_site() -> None:
    found = model(read_metric_workbooks({"x": [two()]}), north="ndk-4")
    assert [row.site_id for row in found.sites] == ["ndk-4", "south"]
    with pytest.raises(InputError, match="would be one site"):
        model(read_metric_workbooks({"x": [two()]}), north="south")


def test_a_season_in_which_nobody_goes_anywhere_loses_everyone() -> None:
    found = model(read_metric_workbooks({"x": [two(paths=[[0, 0], [0, 0]])]}))
    assert [(row.from_site, row.to_site, row.share) for row in found.moves] == [("north", "north", 0.0)]


def test_sheets_without_nodes_are_passed_over() -> None:
    notes = SheetGrid("metric_inputs_x.xlsx", "Notes", (("what it is",), (None, 3)))
    assert read_metric_workbooks({"x": [notes, two()]}).seasons == ("Summer",)
    with pytest.raises(InputError, match="No sheet"):
        read_metric_workbooks({"x": [notes]})


@pytest.mark.parametrize(
    ("grid", "message", "where"),
    [
        (sheet(("a1", -1, 1, 0), feeds={"x": 1}, paths=[[1]]), "-1 cannot be the number N", "cell C3"),
        (sheet(("a1", None, 1, 0), feeds={"x": 1}, paths=[[1]]), "empty where the number N", "cell C3"),
        (sheet(("a1", "12", 1, 0), feeds={"x": 1}, paths=[[1]]), "holds '12' where", "cell C3"),
        (sheet(("a1", True, 1, 0), feeds={"x": 1}, paths=[[1]]), "holds 'True' where", "cell C3"),
        (sheet(("a1", 1, float("nan"), 0), feeds={"x": 1}, paths=[[1]]), "nan cannot be the survival", "cell D3"),
        (sheet(("a1", 1, 1, CellFault("a formula")), feeds={"x": 1}, paths=[[1]]), "holds a formula", "cell E3"),
        (sheet(("a1", 1, 1, 0), feeds={"x": 0.5}, paths=[[1]]), "neither 0 nor 1", "cell G3"),
        (sheet(("a1", 1, 1, 0), feeds={"x": None}, paths=[[1]]), "empty where the mark", "cell G3"),
        (sheet(("a1", 1, 1, 0), feeds={}, paths=[[1]]), "lists no class", "cell F3"),
        (sheet(("a1", 1, 1, 0), feeds={"x": 1}, paths=[[1.2]]), "1.2 cannot be the share", "cell C6"),
        (sheet(("a1", 1, 1, 0), feeds={"x": 1}, paths=[[None]]), "empty where the share", "cell C6"),
        (sheet(("a1", 1, 1, 0), feeds={"x": 1}, paths=[[1]], survival=[[2]]), "2 cannot be the survival on", "cell C9"),
        (two(paths=[[0.8, 0.3], [0, 1]]), "sum to 1.1", "Path Transition, row 1"),
        (sheet(feeds={"x": 1}, paths=[]), "no node", "cell C3"),
    ],
)
def test_what_cannot_be_is_refused_with_its_cell(grid: SheetGrid, message: str, where: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        read_metric_workbooks({"x": [grid]})
    assert where in error.value.where
    assert error.value.remedy


@pytest.mark.parametrize(
    ("books", "message"),
    [
        ({"x": [two(), two()]}, "two of one name"),
        ({"x": [two(name="…")]}, "no letter"),
        ({"x": [two()], "y": [two("Winter")]}, "seasons are Winter"),
        ({"x": [two(), two("Winter", feeds={"y": 1})]}, "class y, which has no workbook"),
        ({"x": [two(), sheet(("East", 1, 1, 0), feeds={"x": 1}, paths=[[1]], name="Winter")]}, "1 nodes"),
        (
            {"x": [two(), sheet(("North", 1, 1, 0), ("East", 1, 1, 0), feeds={"x": 1}, paths=[[1, 0]] * 2, name="W")]},
            "called East here and South",
        ),
        ({"x": [sheet(("A", 1, 1, 0), ("a", 1, 1, 0), feeds={"x": 1}, paths=[[1, 0], [0, 1]])]}, "Two nodes"),
        ({"x": [SheetGrid("f", "S", two().rows[:5])]}, "no block Path Transition"),
        ({"x": [SheetGrid("f", "S", (*two().rows[:5], ("Path Transition", None, 1)))]}, "1 destinations for 2 nodes"),
    ],
)
def test_what_does_not_fit_together_is_refused(books: dict[str, list[SheetGrid]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_metric_workbooks(books)


def test_letters_of_columns() -> None:
    assert [column_letters(column) for column in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
