"""Problems beside their cells, whatever the file is."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl

from oxyura.register.problem_cells import MOST_ROWS, ProblemTable, show_problems
from oxyura.register.uploads import Upload, read_upload
from oxyura.schema.problems import Problem
from oxyura.study.templates import create_study

SETTINGS = b'title = "A"\ndate = "2026-01-01"\n'


def tables_of(upload: Upload) -> dict[str, ProblemTable]:
    return {table.table: table for table in upload.problem_tables(upload.check())}


def test_csv_file() -> None:
    sites = 'sep=;\n\nsite_id;name;lat\na;Gough;-40,35\nb;"two\nlines";north\nc;Inacc.;95\n'
    shown = tables_of(Upload("s", {"study.toml": SETTINGS, "sites.csv": sites.encode()}))["sites"]
    assert shown.file == "sites.csv"
    assert shown.header == ("site_id", "name", "lat")
    found = {row.row: row for row in shown.rows}
    for row in found.values():
        for problem in row.problems:
            if problem.column is not None and problem.value is not None:
                assert row.cells[shown.header.index(problem.column)].replace(",", ".") == problem.value
    assert {("b", "two\nlines", "north"), ("c", "Inacc.", "95")} <= {row.cells for row in shown.rows}
    assert all(problem.row is None for problem in shown.general)


def test_settings_and_missing_tables() -> None:
    shown = tables_of(Upload("s", {"study.toml": b"title = 3\nseed = 'x'\n", "sites.csv": b"site_id,name\na,A\n"}))
    assert shown["study"].file == "study.toml"
    assert shown["study"].general or shown["study"].rows
    assert shown["study"].header == ()


def test_workbook(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(create_study(tmp_path / "b.xlsx"))
    sheet = book["sites"]
    column = [cell.value for cell in sheet[1]].index("lat") + 1
    sheet.cell(2, column, "north")
    book.save(tmp_path / "b.xlsx")
    upload = read_upload("b.xlsx", io.BytesIO((tmp_path / "b.xlsx").read_bytes()))
    shown = tables_of(upload)["sites"]
    assert shown.file == "b.xlsx [sites]"
    row = next(row for row in shown.rows if row.row == 2)
    assert row.cells[shown.header.index("lat")] == "north"
    assert {problem.column for problem in row.problems} == {"lat"}


def test_only_so_many_rows() -> None:
    rows = "".join(f"s{number},N,{number + 100}\n" for number in range(500))
    problems = [Problem("error", "out_of_range", "Too far north.", file="sites.csv", row=2 + n) for n in range(500)]
    (shown,) = show_problems({"sites.csv": f"site_id,name,lat\n{rows}".encode()}, problems)
    assert (len(shown.rows), shown.more_rows) == (MOST_ROWS, 500 - MOST_ROWS)
    assert shown.rows[0].cells == ("s0", "N", "100")


def test_files_that_cannot_be_shown() -> None:
    problems = [
        Problem("error", "a", "A", file="sites.csv", row=3),
        Problem("error", "b", "B", file="sites.parquet", row=4, value="x"),
        Problem("error", "c", "C", file="gone.csv", row=5),
        Problem("error", "d", "D", file="b.xlsx [sites]", row=6),
        Problem("error", "e", "E"),
    ]
    files = {"sites.csv": b"\xff\xfe\x00", "sites.parquet": b"PAR1", "b.xlsx": b"PK"}
    shown = show_problems(files, problems)
    assert [table.file for table in shown] == ["sites.csv", "sites.parquet", "gone.csv", "b.xlsx [sites]", ""]
    assert [[row.row for row in table.rows] for table in shown] == [[3], [4], [5], [6], []]
    assert all(row.cells == () for table in shown for row in table.rows)


def test_long_cells_are_cut() -> None:
    files = {"sites.csv": b"site_id,name\na," + b"x" * 5_000 + b"\n"}
    (shown,) = show_problems(files, [Problem("error", "too_long", "Long.", file="sites.csv", row=2)])
    assert len(shown.rows[0].cells[1]) == 200
