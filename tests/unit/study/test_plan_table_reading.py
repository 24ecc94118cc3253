"""Plans as people have them are read; what is no plan is refused with what to do."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from oxyura.policy.plan_audit import PlannedAction, read_planned_actions
from oxyura.schema.errors import InputError
from oxyura.study.plan_table_reading import read_plan_table


def planned(path: Path) -> tuple[tuple[PlannedAction, ...], int]:
    return read_planned_actions(read_plan_table(path))


def written(tmp_path: Path, text: str, name: str = "plan.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        "threat,action,priority\nMice,Bait the island,high\n",
        "Priority;Action;Threat\nhigh;Bait the island;Mice\n",
        "Prioridad\tAmenaza\tAcción\nalta\tMice\tBait the island\n",
        "An extract from the plan,,\n,,\nPROBLEM , Measures,x\nMice,Bait the island,1\n",
        '\ufeffMenace,Mesure\r\nMice,"Bait the\nisland"\r\n',
    ],
    ids=["plain", "other order", "spanish and tabs", "a title above", "french, mark and line breaks"],
)
def test_headings_are_found_in_any_order_language_and_separator(tmp_path: Path, text: str) -> None:
    (row,), alone = planned(written(tmp_path, text))
    assert (row.threat, row.action, alone) == ("Mice", "Bait the island", 0)


def test_a_heading_above_several_actions_is_carried_on(tmp_path: Path) -> None:
    text = "threat,action\nMice,\n,Bait\n,Search\nCats,Trap\nBycatch,\n"
    rows, alone = planned(written(tmp_path, text))
    assert [(row.row, row.threat, row.action) for row in rows] == [
        (3, "Mice", "Bait"),
        (4, "Mice", "Search"),
        (5, "Cats", "Trap"),
    ]
    assert alone == 1


def test_a_workbook_is_read_from_the_sheet_that_is_a_plan(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active["A1"] = "An action plan"
    sheet = book.create_sheet("Framework")
    for cells in (["Framework for action"], ["Objective", "Problem", "Action", "Priority"], ["1", "Mice", "Bait", 1]):
        sheet.append(cells)
    book.save(tmp_path / "plan.xlsx")
    (row,), _ = planned(tmp_path / "plan.xlsx")
    assert (row.row, row.threat, row.action) == (3, "Mice", "Bait")
    table = read_plan_table(tmp_path / "plan.xlsx")
    assert table.file == "plan.xlsx [Framework]"
    assert table.words("objective") == ["1"]


def test_a_formula_is_not_trusted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["threat", "action"])
    book.active.append(["Mice", '=HYPERLINK("http://example.org","Bait")'])
    book.save(tmp_path / "plan.xlsx")
    with pytest.raises(InputError, match="formula") as caught:
        read_plan_table(tmp_path / "plan.xlsx")
    assert "row 2, column action" in caught.value.where


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("measure_id,kind,cost\nbait,eradicate,3\n", "No row names both a threat and an action.*'measure_id'"),
        ("", "It is empty"),
        ("threat,action\n", "headings and no rows"),
        ('threat,action\nMice,"Bait\n', "cannot be taken apart"),
    ],
    ids=["another form", "empty", "no rows", "open quotation"],
)
def test_another_form_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_plan_table(written(tmp_path, text))
    assert caught.value.remedy


def test_a_missing_file_and_a_damaged_workbook_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_plan_table(tmp_path / "none.csv")
    with pytest.raises(InputError):
        read_plan_table(written(tmp_path, "PK\x03\x04 no workbook", "plan.xlsx"))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(b"threat,action\n\x00\x01\x02,\xff\xfe\n")
    with pytest.raises(InputError):
        read_plan_table(path)


def test_control_signs_are_taken_out_and_very_long_cells_refused(tmp_path: Path) -> None:
    (row,), _ = planned(written(tmp_path, "threat,action\nMice\u202e,Bait\n"))
    assert row.threat == "Mice"
    with pytest.raises(InputError, match="text in one cell"):
        read_plan_table(written(tmp_path, f"threat,action\nMice,{'B' * 30_000}\n"))
