"""What is written is read back: tables as CSV and as a workbook, and rows added to files that people keep."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from oxyura.schema.errors import InputError
from oxyura.schema.table import TableSet, table_from_records
from oxyura.study.reading import Reading, read_study
from oxyura.study.templates import create_study
from oxyura.study.workbook_template import build_workbook
from oxyura.study.writing import RowsAdded, add_rows, write_tables
from table_rows import table_sets

SETTINGS = 'title = "T"\ndate = 2026-01-15\n'


def assert_equal(read: TableSet, written: TableSet) -> None:
    for table in written:
        again = read[table.spec.name]
        assert len(again) == len(table)
        for column in table.spec:
            np.testing.assert_array_equal(again.columns[column.name], table.columns[column.name], column.name)


@given(table_sets())
@settings(max_examples=60)
def test_csv_reads_back_equal(tables: TableSet) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "study.toml").write_text(SETTINGS, encoding="utf-8")
        write_tables(tables, path)
        reading = read_study(path)
    assert reading.problems == ()
    assert_equal(reading.tables, tables)


@given(table_sets())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_workbook_reads_back_equal(tables: TableSet) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.xlsx"
        build_workbook(tables, {"title": "=T", "date": "2026-01-15"}).save(path)
        reading = read_study(path)
    assert reading.problems == ()
    assert reading.settings is not None
    assert reading.settings.title == "=T"
    assert_equal(reading.tables, tables)


def test_a_text_too_long_for_a_spreadsheet_is_refused() -> None:
    outline = "POLYGON ((" + ", ".join(f"{i % 90} {i % 80}" for i in range(6_000)) + "))"
    tables = TableSet({"sites": table_from_records("sites", [{"site_id": "a", "name": "A", "geometry_wkt": outline}])})
    with pytest.raises(InputError, match="does not fit into a spreadsheet's cell"):
        build_workbook(tables, {})


def study(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, data in {"study.toml": SETTINGS.encode(), **files}.items():
        (folder / name).write_bytes(data)
    return folder


def errors(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems if problem.severity == "error"]


def test_rows_are_added_and_changed_and_nothing_is_lost(tmp_path: Path) -> None:
    before = (
        'invader_id,site_id,status,"my own",notes\r\n'
        'cat,a,present,"x, y",  keep \r\n'
        "\r\n"
        'rat,a,not_surveyed,"say ""hi""",\r\n'
        ",,,,\r\n"
    )
    path = study(tmp_path / "s", {"presences.csv": before.encode("utf-8-sig")})
    records = [
        {"invader_id": "rat", "site_id": "a", "status": "absent", "last_year": 2020, "notes": ""},
        {"invader_id": "cat", "site_id": "a", "status": "present"},
        {"invader_id": "cat", "site_id": "b", "status": "present", "notes": "=HYPERLINK(1)"},
    ]
    assert add_rows(path, "presences", records) == RowsAdded("presences", added=1, updated=1, unchanged=1)
    after = (path / "presences.csv").read_bytes().decode("utf-8-sig")
    assert after == (
        "invader_id,site_id,status,my own,notes,last_year\r\n"
        'cat,a,present,"x, y",  keep ,\r\n'
        ",,,,,\r\n"
        'rat,a,absent,"say ""hi""",,2020\r\n'
        "cat,b,present,,'=HYPERLINK(1),\r\n"
    )
    assert (path / "presences.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_study(path).tables["presences"].texts("notes") == ["keep", None, "=HYPERLINK(1)"]
    assert add_rows(path, "presences", records) == RowsAdded("presences", unchanged=3)
    assert [file.name for file in path.iterdir() if file.name.startswith(".")] == []


def test_decimal_commas_and_separator_line_are_kept(tmp_path: Path) -> None:
    path = study(tmp_path / "s", {"sites.csv": b"sep=;\nsite_id;name;lat\na;A;1,5\n"})
    records = [
        {"site_id": "b", "name": "B;C", "lat": 2.125, "area_km2": 7},
        {"site_id": "a", "lat": 1.5},
    ]
    assert add_rows(path, "sites", records) == RowsAdded("sites", added=1, unchanged=1)
    assert (path / "sites.csv").read_text() == 'sep=;\nsite_id;name;lat;area_km2\na;A;1,5;\nb;"B;C";2,1250;7\n'
    reading = read_study(path)
    assert errors(reading) == []
    assert reading.tables["sites"].numbers("lat").tolist() == [1.5, 2.125]


def test_keys_with_empty_columns_and_numbers_match(tmp_path: Path) -> None:
    header = "measure_id,migrant_id,rate,effect,from_year\n"
    path = study(
        tmp_path / "s", {"measure_effects.csv": f"{header}m,p,survival,-0.1,1.0\nm,p,survival,-0.2,\n".encode()}
    )
    row = {"measure_id": "m", "migrant_id": "p", "rate": "survival"}
    result = add_rows(path, "measure_effects", [{**row, "effect": -0.3}, {**row, "effect": -0.4, "from_year": 1}])
    assert result == RowsAdded("measure_effects", updated=2)
    assert (path / "measure_effects.csv").read_text() == f"{header}m,p,survival,-0.4,1.0\nm,p,survival,-0.3,\n"


def test_a_study_is_made_where_there_is_none(tmp_path: Path) -> None:
    for name in ("new-study", "new-study.xlsx"):
        result = add_rows(
            tmp_path / name, "sources", [{"source_id": "griis", "citation": "GRIIS\x07 list", "doi": None}]
        )
        assert result == RowsAdded("sources", added=1)
        reading = read_study(tmp_path / name)
        assert reading.problems == ()
        assert reading.settings is not None
        assert reading.settings.title == "New study"
        assert reading.tables["sources"].texts("citation") == ["GRIIS  list"]
    (tmp_path / "empty").mkdir()
    add_rows(tmp_path / "empty", "sources", [])
    assert read_study(tmp_path / "empty").problems == ()


def test_rows_are_added_to_a_workbook_and_nothing_is_lost(tmp_path: Path) -> None:
    import openpyxl

    path = create_study(tmp_path / "w", xlsx=True)
    book = openpyxl.load_workbook(path)
    book["presences"]["M3"] = "kept by hand"
    book["presences"]["A30"] = "=1+1"
    book.create_sheet("my notes")["B2"] = "untouched"
    book.save(path)
    records = [
        {"invader_id": "cat", "site_id": "example-island", "status": "eradicated"},
        {"invader_id": "rat", "site_id": "example-island", "status": "not_surveyed", "notes": "=1+1"},
    ]
    book = openpyxl.load_workbook(path)
    del book["presences"]["A30"]
    book.save(path)
    assert add_rows(path, "presences", records) == RowsAdded("presences", added=1, updated=1)
    again = openpyxl.load_workbook(path)
    sheet = again["presences"]
    invaders = [cell.value for cell in sheet["A"] if cell.value is not None]
    assert (invaders[:3], invaders[-1]) == (["invader_id", "house-mouse", "cat"], "rat")
    note = sheet.cell(len(invaders), 13)
    assert (sheet["C3"].value, sheet["M3"].value) == ("eradicated", "kept by hand")
    assert (note.value, note.data_type) == ("=1+1", "s")
    assert again["my notes"]["B2"].value == "untouched"
    assert sheet["A1"].comment is not None
    assert len(sheet.data_validations.dataValidation) == len(book["presences"].data_validations.dataValidation)
    assert add_rows(path, "presences", records).unchanged == 2
    assert errors(read_study(path)) == []


def test_workbooks_that_could_not_be_kept_whole_are_left_alone(tmp_path: Path) -> None:
    import zipfile

    path = create_study(tmp_path / "w", xlsx=True)
    row = {"source_id": "a", "citation": "b"}
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/charts/chart1.xml", "<x/>")
        archive.writestr("xl/media/image1.png", b"x")
    before = path.read_bytes()
    with pytest.raises(InputError, match="holds charts, pictures, which would be lost"):
        add_rows(path, "sources", [row])
    assert path.read_bytes() == before
    for data in (b"x", before[:-200]):
        path.write_bytes(data)
        with pytest.raises(InputError):
            add_rows(path, "sources", [row])
        assert path.read_bytes() == data


def test_columns_and_sheets_that_a_workbook_lacks_are_added(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "sources"
    book.active.append(["source_id", "mine", "citation"])
    book.active.append(["a", 5, "A"])
    path = tmp_path / "w.xlsx"
    book.save(path)
    result = add_rows(path, "sources", [{"source_id": "a", "licence": "CC0"}, {"source_id": "b", "citation": "B"}])
    assert result == RowsAdded("sources", added=1, updated=1)
    add_rows(path, "sites", [{"site_id": "s", "name": "S", "lat": 0.1}])
    again = openpyxl.load_workbook(path)
    assert [[cell.value for cell in row] for row in again["sources"]] == [
        ["source_id", "mine", "citation", "licence"],
        ["a", 5, "A", "CC0"],
        ["b", None, "B", None],
    ]
    assert again["sites"]["E2"].value == 0.1


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("presences.csv", b"invader_id,site_id,status\na,b\n", "has 2 cells"),
        ("presences.csv", b'invader_id,site_id,status\na,b,"x\n', "never closed"),
        ("presences.csv", b"what\n1\n", "none of the columns"),
        ("presences.csv", "invader_id,site_id,status\nñ,b,present\n".encode("cp1252"), "not UTF-8"),
        ("presences.csv", b"invader_id,invader_id,site_id\n", "twice"),
        ("presences.parquet", b"PAR1", "Parquet"),
    ],
)
def test_files_that_could_not_be_kept_whole_are_left_alone(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    path = study(tmp_path / "s", {name: data})
    with pytest.raises(InputError, match=message):
        add_rows(path, "presences", [{"invader_id": "a", "site_id": "b", "status": "present"}])
    assert {file.name: file.read_bytes() for file in path.iterdir()} == {"study.toml": SETTINGS.encode(), name: data}


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"invader_id": "a b", "site_id": "s"}, "cannot be a name"),
        ({"invader_id": "a", "site_id": "s", "status": "Present"}, "not a word"),
        ({"invader_id": "a", "site_id": "s", "share_exposed": 2}, "outside the range"),
        ({"invader_id": "a"}, "no site_id"),
        ({"invader_id": "a", "site_id": "s", "colour": "red"}, "no column colour"),
    ],
)
def test_values_that_no_study_may_hold_are_refused(tmp_path: Path, record: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        add_rows(tmp_path / "s", "presences", [record])
    assert not (tmp_path / "s").exists()


def test_places_that_are_no_study_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    for name in ("file", "full", "full/x"):
        with pytest.raises(InputError):
            add_rows(tmp_path / name, "sources", [{"source_id": "a", "citation": "b"}])
    path = study(tmp_path / "s", {})
    (tmp_path / "outside.csv").write_text("source_id,citation\n")
    (path / "sources.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(InputError, match="ordinary file"):
        add_rows(path, "sources", [{"source_id": "a", "citation": "b"}])
    assert (tmp_path / "outside.csv").read_text() == "source_id,citation\n"
