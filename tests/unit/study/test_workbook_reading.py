"""Workbooks: what a spreadsheet makes of a table is said with sheet and cell, and hostile files are refused."""

from __future__ import annotations

import datetime
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from defusedxml.common import DefusedXmlException
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oxyura.schema.limits import Limit
from oxyura.study import workbook_sheets
from oxyura.study.reading import Reading, read_study
from oxyura.study.templates import create_study
from oxyura.study.workbook_sheets import column_number, read_sheet_facts

SHEET = "xl/worksheets/sheet2.xml"


def book(**sheets: list[list[Any]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.active.title = "study"
    made.active.append(["key", "value"])
    made.active.append(["title", "T"])
    made.active.append(["date", "2026-01-15"])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def read(tmp_path: Path, made: openpyxl.Workbook) -> Reading:
    made.save(tmp_path / "w.xlsx")
    return read_study(tmp_path / "w.xlsx")


def places(reading: Reading, *severities: str) -> list[tuple[str, str, str | None]]:
    return [
        (problem.code, problem.file, problem.cell)
        for problem in reading.problems
        if not severities or problem.severity in severities
    ]


def changed(path: Path, change: Callable[[str, bytes], bytes | None], *, add: dict[str, bytes] | None = None) -> Path:
    """Rewrite the parts of a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name, data in (add or {}).items():
            new.writestr(name, data)
    path.write_bytes(buffer.getvalue())
    return path


def plain(tmp_path: Path) -> Path:
    made = book(sites=[["site_id", "name"], ["a", "A"], ["b", "B"]])
    made.save(tmp_path / "w.xlsx")
    return tmp_path / "w.xlsx"


def test_a_workbook_is_a_study(tmp_path: Path) -> None:
    reading = read_study(plain(tmp_path))
    assert reading.problems == ()
    assert (reading.name, reading.files[0].name) == ("w", "w.xlsx")
    assert reading.settings is not None
    assert reading.settings.date == "2026-01-15"
    table = reading.tables["sites"]
    assert table.file == "w.xlsx [sites]"
    assert table.letters == {"site_id": "A", "name": "B"}
    assert table.rows.tolist() == [2, 3]


def test_cells_are_named(tmp_path: Path) -> None:
    header = ["site_id", "name", "lat", "lon", "area_km2", "sensitive"]
    made = book(
        sites=[
            header,
            ["a b", "=1+1", 95, "x", datetime.datetime(2026, 5, 4), "maybe"],
            [],
            ["c", "#N/A", "NA", True, "1,5", 2],
        ]
    )
    reading = read(tmp_path, made)
    found = [(code, cell) for code, _, cell in places(reading)]
    assert found == [
        ("bad_identifier", "A2"),
        ("formula", "B2"),
        ("out_of_range", "C2"),
        ("not_a_number", "D2"),
        ("date_in_cell", "E2"),
        ("unknown_term", "F2"),
        ("error_value", "B4"),
        ("not_a_number", "C4"),
        ("wrong_type", "D4"),
        ("decimal_comma", "E4"),
        ("unknown_term", "F4"),
    ]
    assert {file for _, file, _ in places(reading)} == {"w.xlsx [sites]"}
    assert reading.problems[0].where == "w.xlsx [sites], cell A2, column site_id"


def test_what_a_spreadsheet_stores_in_its_own_way_is_accepted(tmp_path: Path) -> None:
    made = book(
        sites=[["site_id", "name", "lat", "sensitive", "notes"], [1001, 2, "1.5", True, "x_x000D_\ny"]],
        sources=[["source_id", "citation", "accessed"], ["s", "C", datetime.datetime(2026, 5, 4)]],
    )
    reading = read(tmp_path, made)
    assert places(reading) == [("number_as_text", "w.xlsx [sites]", "C2")]
    assert reading.problems[0].severity == "note"
    sites = reading.tables["sites"]
    assert next(sites.records()) | {} == {
        **dict.fromkeys(sites.spec.names),
        "site_id": "1001",
        "name": "2",
        "lat": 1.5,
        "sensitive": "yes",
        "notes": "x\ny",
        "designations": (),
    }
    assert reading.tables["sources"].texts("accessed") == ["2026-05-04"]


def test_merged_and_hidden_things_are_said(tmp_path: Path) -> None:
    made = book(sites=[["site_id", "name", "notes"], ["a", "A"], ["b", "B"], ["c", "C"]])
    sheet = made["sites"]
    sheet.merge_cells("B3:C3")
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.sheet_state = "hidden"
    reading = read(tmp_path, made)
    file = "w.xlsx [sites]"
    assert places(reading, "error") == [("merged_cells", file, "B3:C3")]
    assert [code for code, _, _ in places(reading, "warning")] == ["hidden_sheet", "hidden_rows", "hidden_columns"]
    assert len(reading.tables["sites"]) == 3


def test_columns_and_values_outside_the_table(tmp_path: Path) -> None:
    made = book(sites=[["site_id", "name", None, "Lat", "name"], ["a", "A", "x", 1, "B", None, "stray"]])
    reading = read(tmp_path, made)
    assert set(places(reading)) == {
        ("unknown_column", "w.xlsx [sites]", "D1"),
        ("repeated_column", "w.xlsx [sites]", "E1"),
        ("unnamed_column", "w.xlsx [sites]", "C1"),
        ("unnamed_column", "w.xlsx [sites]", "G1"),
    }


def test_sheets_that_are_no_tables(tmp_path: Path) -> None:
    made = book(sites=[], site=[["x"]], README=[["=1+1"]], **{"my notes": [["=1+1"]], "stages": [[None, " "]]})
    reading = read(tmp_path, made)
    assert places(reading) == [
        ("misspelt_table", "w.xlsx [site]", None),
        ("not_a_table", "w.xlsx [my notes]", None),
    ]
    assert reading.tables.tables == {}


def test_settings_on_their_sheet(tmp_path: Path) -> None:
    made = book()
    sheet = made["study"]
    for row in (
        ["draws", "500"],
        ["horizon_years", 20],
        [],
        ["sead", 3],
        ["date", "2026-01-16"],
        ["budget.amount", "=5"],
    ):
        sheet.append(row)
    sheet["B2"] = 2026
    reading = read(tmp_path, made)
    assert set(places(reading)) == {
        ("unknown_setting", "w.xlsx [study]", "B7"),
        ("repeated_setting", "w.xlsx [study]", "B8"),
        ("formula", "w.xlsx [study]", "B9"),
        ("missing_setting", "w.xlsx [study]", None),
    }
    assert reading.settings is not None
    assert (reading.settings.title, reading.settings.draws, reading.settings.horizon_years) == ("2026", 500, 20)


def test_no_settings_sheet(tmp_path: Path) -> None:
    made = book(sites=[["site_id", "name"], ["a", "A"]])
    del made["study"]
    reading = read(tmp_path, made)
    assert places(reading) == [("no_settings", "w.xlsx", None)]
    assert reading.settings is None


@pytest.mark.parametrize("part", ["xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/styles.xml", "docProps/core.xml"])
@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE x [<!ENTITY b SYSTEM "http://127.0.0.1:9/">]>',
    ],
)
def test_entities_are_refused(tmp_path: Path, part: str, declaration: bytes) -> None:
    def declare(name: str, data: bytes) -> bytes:
        return (
            re.sub(rb"^(<\?xml[^>]*\?>)?", lambda match: match[0] + declaration, data, count=1)
            if name == part
            else data
        )

    reading = read_study(changed(plain(tmp_path), declare))
    assert places(reading) == [("hostile_xml", "w.xlsx", None)]


def test_entities_in_wide_text_are_refused(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
    path = changed(plain(tmp_path), lambda name, data: text.encode("utf-16") if name == SHEET else data)
    assert places(read_study(path)) == [("hostile_xml", "w.xlsx", None)]


def test_openpyxl_itself_parses_with_defused_xml() -> None:
    import openpyxl.xml.functions

    assert openpyxl.DEFUSEDXML
    assert openpyxl.xml.functions.iterparse.__module__.startswith("defusedxml")


def test_without_that_protection_nothing_is_read(tmp_path: Path) -> None:
    path = plain(tmp_path)
    code = f"from oxyura.study.reading import read_study; read_study({str(path)!r})"
    environment = {**os.environ, "OPENPYXL_DEFUSEDXML": "False"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 1
    assert "ServiceMissingError" in run.stderr


def test_bombs_are_refused(tmp_path: Path) -> None:
    path = changed(plain(tmp_path), lambda name, data: b" " * 100_000_000 if name == SHEET else data)
    assert path.stat().st_size < 200_000
    assert places(read_study(path)) == [("too_large", "w.xlsx", None)]


def test_a_false_size_or_a_far_cell_is_no_trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stretch(name: str, data: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data) if name == SHEET else data

    reading = read_study(changed(plain(tmp_path), stretch))
    assert (reading.problems, len(reading.tables["sites"])) == ((), 2)

    def far(name: str, data: bytes) -> bytes:
        row = b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>'
        rows = b"".join(row % (i, i) for i in range(4, 2_000))
        return data.replace(b"</sheetData>", rows + b"</sheetData>") if name == SHEET else data

    reading = read_study(changed(plain(tmp_path), far))
    assert places(reading) == [("too_large", "w.xlsx [sites]", None)]
    monkeypatch.setattr(workbook_sheets, "ROWS", Limit("The number of rows", 2, "rows", "Split it."))
    assert places(read_study(plain(tmp_path))) == [("too_large", "w.xlsx [study]", None)]


def test_macros_are_refused(tmp_path: Path) -> None:
    path = changed(plain(tmp_path), lambda name, data: data, add={"xl/vbaProject.bin": b"x"})
    reading = read_study(path)
    assert places(reading) == [("unreadable", "w.xlsx", None)]
    assert "macros" in reading.problems[0].message


def test_names_that_lead_out_of_the_archive_are_refused(tmp_path: Path) -> None:
    path = changed(plain(tmp_path), lambda name, data: data, add={"../../evil.xml": b"x"})
    assert places(read_study(path)) == [("unreadable", "w.xlsx", None)]


@pytest.mark.parametrize("data", [b"", b"x", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, b"PK\x05\x06" + b"\x00" * 18])
def test_files_that_are_no_workbooks(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "w.xlsx").write_bytes(data)
    reading = read_study(tmp_path / "w.xlsx")
    assert places(reading) == [("unreadable", "w.xlsx", None)]
    assert reading.problems[0].remedy


@pytest.mark.parametrize(
    ("part", "file"),
    [
        ("xl/workbook.xml", "w.xlsx"),
        ("xl/_rels/workbook.xml.rels", "w.xlsx"),
        ("[Content_Types].xml", "w.xlsx"),
        (SHEET, "w.xlsx [sites]"),
    ],
)
def test_missing_parts_are_told(tmp_path: Path, part: str, file: str) -> None:
    reading = read_study(changed(plain(tmp_path), lambda name, data: None if name == part else data))
    assert places(reading) == [("unreadable", file, None)]


def test_strict_workbooks_are_refused(tmp_path: Path) -> None:
    reading = read_study(
        changed(
            plain(tmp_path),
            lambda name, data: data.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            ),
        )
    )
    assert places(reading) == [("unreadable", "w.xlsx", None)]
    assert "Strict" in reading.problems[0].message


def test_a_folder_named_like_a_workbook_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "s.xlsx"
    folder.mkdir()
    (folder / "study.toml").write_text('title = "T"\ndate = 2026-01-15\n')
    assert read_study(folder).problems == ()


TEMPLATE: list[bytes] = []


def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    if not TEMPLATE:
        TEMPLATE.append(create_study(tmp_path_factory.mktemp("w") / "w.xlsx").read_bytes())
    return TEMPLATE[0]


@given(st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_damage_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    whole = template(tmp_path_factory)
    path = tmp_path_factory.mktemp("damaged") / "w.xlsx"
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    start = data.draw(st.integers(0, len(parts[name])))
    length = data.draw(st.integers(0, 60))
    filling = data.draw(st.binary(max_size=20))
    parts[name] = parts[name][:start] + filling + parts[name][start + length :]
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    read_study(path)
    cut = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:cut] + filling + whole[cut + length :])
    read_study(path)


def test_references() -> None:
    assert [column_number(cell) for cell in ("A1", "Z9", "AA10", "XFD1", "", "1", "a1")] == [1, 26, 27, 16_384, 0, 0, 0]


def test_hidden_columns_reach_as_far_as_the_cells() -> None:
    xml = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
    <cols><col min="2" max="16384" hidden="1"/></cols><sheetData><row r="1"><c r="A1"/><c r="C1"/></row>
    <row r="9" hidden="true"><c/></row><row r="10" hidden="1"/></sheetData></worksheet>"""
    facts = read_sheet_facts(io.BytesIO(xml), "x")
    assert (facts.hidden_columns, facts.hidden_rows) == ((2, 3), (9,))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_document_types_are_refused_in_any_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with pytest.raises(DefusedXmlException):
        read_sheet_facts(io.BytesIO(text.encode(encoding)), "x")
