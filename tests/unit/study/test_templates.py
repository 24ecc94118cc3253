"""A new study can be read at once, offers every column, and never overwrites anything."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import openpyxl
import pytest

from oxyura.schema.errors import InputError
from oxyura.schema.settings import SETTINGS
from oxyura.schema.tables import TABLES
from oxyura.study.reading import read_study
from oxyura.study.starter_rows import CORE_TABLES, starter_rows
from oxyura.study.templates import create_empty_study, create_study, settings_text
from oxyura.study.workbook_template import LISTS_SHEET


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    return openpyxl.load_workbook(create_study(tmp_path_factory.mktemp("new") / "my-study", xlsx=True))


def test_folder_reads_without_a_word(tmp_path: Path) -> None:
    path = create_study(tmp_path / "white-headed_duck")
    reading = read_study(path)
    assert reading.problems == ()
    assert reading.settings is not None
    assert reading.settings.title == "White headed duck"
    assert [table.spec.name for table in reading.tables] == list(CORE_TABLES)
    assert sorted(file.name for file in path.iterdir()) == sorted(
        ["README.md", "datapackage.json", "study.toml", *(f"{name}.csv" for name in CORE_TABLES)]
    )


def test_every_column_and_table_is_offered(tmp_path: Path) -> None:
    path = create_study(tmp_path / "s")
    readme = (path / "README.md").read_text(encoding="utf-8")
    for name, spec in TABLES.items():
        assert spec.meaning in readme
        if name in CORE_TABLES:
            with (path / f"{name}.csv").open(newline="", encoding="utf-8") as file:
                assert tuple(next(csv.reader(file))) == spec.names
    package = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(CORE_TABLES)


def test_settings_are_all_explained_and_valid_once_uncommented() -> None:
    text = settings_text('A "new" study')
    for spec in SETTINGS:
        assert f"{spec.meaning[0].upper()}{spec.meaning[1:]}." in text
    assert set(tomllib.loads(text)) == {"title", "date"}
    assert tomllib.loads(text)["title"] == 'A "new" study'
    uncommented = "\n".join(
        line.removeprefix("# ") for line in text.splitlines() if "=" in line or line.startswith("# [")
    )
    settings = tomllib.loads(uncommented)
    assert settings["budget"] == {"amount": 100000, "currency": "EUR", "price_year": 2025}
    assert settings["draws"] == 1000


def test_workbook_reads_without_a_word(tmp_path: Path) -> None:
    path = create_study(tmp_path / "new.study", xlsx=True)
    assert path.name == "new.study.xlsx"
    reading = read_study(path)
    assert reading.problems == ()
    assert [table.spec.name for table in reading.tables] == list(TABLES)
    for table in reading.tables:
        assert len(table) == len(starter_rows(table.spec.name, whole=True)) >= 1
    assert create_study(tmp_path / "other.xlsx").suffix == ".xlsx"


def test_workbook_has_a_sheet_per_table_with_notes_and_drop_downs(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["README", "study", *TABLES, LISTS_SHEET]
    assert book[LISTS_SHEET].sheet_state == "hidden"
    assert book.active.title == "study"
    for name, spec in TABLES.items():
        sheet = book[name]
        assert tuple(cell.value for cell in sheet[1]) == spec.names
        assert sheet.freeze_panes == "B2"
        assert sheet.max_row == 1 + len(starter_rows(name, whole=True))
        ruled = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        for position, column in enumerate(spec, start=1):
            cell = sheet.cell(1, position)
            assert column.meaning[1:] in cell.comment.text
            assert column.unit in cell.comment.text
            letter = cell.column_letter
            rule = ruled.get(f"{letter}2:{letter}1048576")
            if column.vocabulary is not None and not column.is_list:
                assert rule is not None
                assert offered(book, rule.formula1) == list(column.vocabulary.terms)
            assert sheet.column_dimensions[letter].number_format == ("General" if column.is_numeric else "@")
            assert sheet.cell(2, position).number_format == ("General" if column.is_numeric else "@")


def offered(book: openpyxl.Workbook, formula: str) -> list[str]:
    sheet, _, cells = formula.rpartition("!")
    return [cell.value for (cell,) in book[sheet.strip("'")][cells.replace("$", "")]]


def test_drop_downs_offer_the_names_of_other_tables(book: openpyxl.Workbook) -> None:
    rules = {str(rule.sqref)[0]: rule for rule in book["presences"].data_validations.dataValidation}
    assert rules["A"].formula1 == "'invaders'!$A$2:$A$1001"
    assert not rules["A"].showErrorMessage
    assert rules["C"].showErrorMessage
    stage = next(rule for rule in book["impacts"].data_validations.dataValidation if str(rule.sqref).startswith("D2"))
    assert stage.formula1 == "'stages'!$B$2:$B$1001"


def test_settings_sheet(book: openpyxl.Workbook) -> None:
    rows = list(book["study"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [spec.key for spec in SETTINGS]
    assert rows[0][1] == "My study"


@pytest.mark.parametrize("xlsx", [False, True])
def test_nothing_is_overwritten(tmp_path: Path, xlsx: bool) -> None:
    name = "s.xlsx" if xlsx else "s"
    (tmp_path / name).mkdir()
    with pytest.raises(InputError, match="already"):
        create_study(tmp_path / name, xlsx=xlsx)
    (tmp_path / name).rmdir()
    (tmp_path / name).symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="already"):
        create_study(tmp_path / name, xlsx=xlsx)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("target", ["no/such/folder", ".hidden", "..", ""])
def test_places_where_no_study_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    monkeypatch.chdir(tmp_path)
    for xlsx in (False, True):
        with pytest.raises(InputError) as caught:
            create_study(Path(target), xlsx=xlsx)
        assert caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_empty_studies(tmp_path: Path) -> None:
    for name in ("s", "s.xlsx"):
        reading = read_study(create_empty_study(tmp_path / name))
        assert reading.problems == ()
        assert sum(len(table) for table in reading.tables) == 0
    assert [file.name for file in (tmp_path / "s").iterdir()] == ["study.toml"]


def test_killed_at_any_moment_it_leaves_a_whole_study_or_none(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from oxyura.study.templates import create_study; print('go', flush=True);"
        "[create_study(Path(f'x{i}')) for i in range(1000)]"
    )
    for delay in (0.0, 0.02, 0.1):
        folder = tmp_path / str(delay)
        folder.mkdir()
        process = subprocess.Popen([sys.executable, "-c", code], cwd=folder, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.kill()
        process.wait()
        process.stdout.close()
        for name in os.listdir(folder):
            if not name.startswith("."):
                assert read_study(folder / name).problems == ()
