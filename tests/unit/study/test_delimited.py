"""CSV as people have it: delimiters, quotes, blank and ragged rows, line ends."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.schema.problems import Problem
from oxyura.schema.table import Table
from oxyura.schema.tables import TABLES
from oxyura.study import delimited
from oxyura.study.delimited import escape_formula, find_dialect, read_delimited, unescape_formula
from oxyura.study.problem_log import ProblemLog
from oxyura.study.typed_tables import type_table

SITES = TABLES["sites"]


def read(text: str, table: str = "sites") -> tuple[Table | None, list[Problem]]:
    log = ProblemLog()
    raw = read_delimited(text, TABLES[table], f"{table}.csv", log)
    return (None if raw is None else type_table(raw, log)), list(log.problems())


def codes(problems: list[Problem]) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.row) for problem in problems]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, line_end: str) -> None:
    rows = [["site_id", "name", "lat"], ["a", 'the "big" one', "1.5"], ["b", f"x{delimiter}y", ""]]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    table, problems = read(buffer.getvalue())
    assert table is not None
    assert table.texts("name") == ['the "big" one', f"x{delimiter}y"]
    assert table.rows.tolist() == [2, 3]
    assert [(problem.severity, problem.code) for problem in problems] == (
        [] if delimiter == "," else [("note", "delimiter")]
    )


def test_header_decides_the_delimiter_even_with_many_others_in_it() -> None:
    assert find_dialect("site_id;name,with,commas;lat\n", SITES).delimiter == ";"
    assert find_dialect('"site_id"\t"name"\n', SITES).delimiter == "\t"
    assert find_dialect("site_id\n", SITES).delimiter == ","
    assert find_dialect("", SITES).delimiter == ","
    assert find_dialect("\n\n ;\nsite_id;name\n", SITES).delimiter == ";"


def test_excels_separator_line_is_no_row() -> None:
    table, _ = read("sep=;\r\nsite_id;name\r\na;A\r\nb;\r\n")
    assert table is not None
    assert table.texts("site_id") == ["a", "b"]
    assert table.rows.tolist() == [2, 3]


def test_spanish_spreadsheet_is_read_and_reported() -> None:
    table, problems = read("site_id;name;lat;lon;area_km2\r\na;A;-40,323;-9,942;66,9\r\nb;B;1;2;1,250\r\n")
    assert table is not None
    assert table.numbers("lat").tolist() == [-40.323, 1]
    assert table.numbers("area_km2").tolist() == [66.9, 1.25]
    assert [(problem.severity, problem.code) for problem in problems] == [("note", "decimal_comma_file")]
    assert "(-40,323)" in problems[0].message


def test_mixed_marks_are_errors_where_the_comma_stands() -> None:
    table, problems = read("site_id;name;lat\na;A;1,5\nb;B;2.5\n")
    assert ("decimal_comma", 2) in codes(problems)
    assert table is not None
    assert table.numbers("lat")[1] == 2.5


def test_a_number_that_may_have_thousands_is_doubted() -> None:
    _, problems = read("migrant_id;scientific_name;abundance;abundance_unit\nm;S;1.250;pairs\n", "migrants")
    assert ("ambiguous_number", None) in codes(problems)
    assert all(problem.severity != "error" for problem in problems)
    _, problems = read("migrant_id;scientific_name;abundance;abundance_unit\nm;S;1,250;pairs\n", "migrants")
    assert ("thousands_separator", 2) in codes(problems)


def test_blank_rows_and_columns() -> None:
    table, problems = read("site_id,name,,\n\na,A,,\n , ,\n,,,,\nb,B,,\n\n\n,,\n")
    assert table is not None
    assert table.texts("site_id") == ["a", "b"]
    assert table.rows.tolist() == [3, 6]
    assert problems == []


def test_blank_rows_before_the_header_count() -> None:
    table, problems = read("\n,,\nsite_id,name\na,\n")
    assert table is not None
    assert codes(problems) == [("missing_value", 4)]


def test_ragged_rows_are_named_and_their_cells_left_alone() -> None:
    table, problems = read("site_id,name,lat\na,A\nb,B,1,extra\nc,C,x\nd\n")
    assert codes(problems) == [("ragged_row", 2), ("ragged_row", 3), ("not_a_number", 4), ("ragged_row", 5)]
    assert "has 2 cells, the header has 3" in problems[0].message
    assert table is not None
    assert table.texts("site_id") == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("text", "row"),
    [('site_id,name\na,"never closed\nb,B\n', 2), ('site_id,name\na,A\nb,"B" x\n', 3), ('"site_id,name\na,A\n', 1)],
)
def test_broken_quotes_name_the_row(text: str, row: int) -> None:
    _, problems = read(text)
    assert ("broken_quotes", row) in codes(problems)


def test_line_breaks_in_cells_do_not_shift_rows() -> None:
    table, problems = read('site_id,name,lat\na,"two\nlines",1\nb,B,x\n')
    assert table is not None
    assert table.texts("name") == ["two\nlines", "B"]
    assert codes(problems) == [("not_a_number", 3)]


def test_headers() -> None:
    _, problems = read("site_id,Name,site_id,latitude,lon, ,x\na,A,b,1,2,,\n")
    found = {(problem.code, problem.column): problem.remedy for problem in problems}
    assert ("repeated_column", "site_id") in found
    assert "Rename it to name" in found["unknown_column", "Name"]
    assert "Rename it to lat " in found["unknown_column", "latitude"]
    assert ("missing_column", "name") in found
    assert all(problem.severity == "error" and problem.row == 1 for problem in problems)


def test_values_under_no_name_are_an_error() -> None:
    _, problems = read("site_id,,name\na,x,A\n")
    assert codes(problems) == [("unnamed_column", 1)]


@pytest.mark.parametrize("text", ["", "\n\n", " , \n", "\ufeff"])
def test_empty_files(text: str) -> None:
    table, problems = read(text.strip("\ufeff"))
    assert table is None
    assert codes(problems) == [("empty_file", None)]


def test_no_header() -> None:
    table, problems = read("a,A,1,2\nb,B,3,4\n")
    assert table is None
    assert codes(problems) == [("no_header", 1)]
    assert "site_id, name" in problems[0].remedy
    assert "semicolon or tab" in read("site_id|name\na|A\n")[1][0].remedy


def test_header_only_is_a_table_without_rows() -> None:
    table, problems = read("site_id,name\n")
    assert table is not None
    assert (len(table), problems) == (0, [])


def test_too_many_columns_and_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    _, problems = read("site_id,name," + ",".join(f"c{i}" for i in range(1_000)) + "\n")
    assert codes(problems) == [("too_large", None)]
    monkeypatch.setattr(delimited, "ROWS", type(delimited.ROWS)("The number of rows", 3, "rows", "Split it."))
    _, problems = read("site_id,name\n" + "a,A\n" * 5)
    assert codes(problems) == [("too_large", None)]
    assert "at most 3 rows" in problems[0].message


@pytest.mark.parametrize("text", ["," * 300_000, "site_id,name\na," + "," * 61_000_000])
def test_a_row_of_nothing_but_delimiters_is_refused_unread(text: str) -> None:
    table, problems = read(text)
    assert table is None
    assert codes(problems) == [("too_large", None)]


def test_a_huge_cell_is_refused() -> None:
    _, problems = read("site_id,name\na," + "x" * 140_000 + "\n")
    assert codes(problems) == [("broken_quotes", 2)]


def test_the_same_fault_is_listed_two_hundred_times_and_then_counted() -> None:
    _, problems = read("site_id,name,lat,lon\n" + "".join(f"s{i},S,x,y\n" for i in range(450)))
    by_column = [problem for problem in problems if problem.column == "lat"]
    assert [problem.row for problem in by_column] == [*range(2, 202), None]
    assert "250 more" in by_column[-1].message
    assert len(problems) == 402


@pytest.mark.parametrize("text", ["=1+1", "+x", "-40 to -50 m", "@SUM(A1)", "'=1", "''=1", "＝1"])
def test_formulas_are_led_by_an_apostrophe_that_reading_takes_away(text: str) -> None:
    escaped = escape_formula(text)
    assert escaped.startswith("'")
    table, problems = read(f'site_id,name\na,"{escaped}"\n')
    assert table is not None
    assert (table.texts("name"), problems) == ([text], [])


@given(st.text())
def test_escaping_is_undone(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text
    assert escape_formula(text)[:1] not in tuple("=+-@\t\r")


CELLS = st.text(st.sampled_from("ab1., ;é\x0b\u2028'"), max_size=4)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=20),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_fast_way_reads_what_the_careful_way_reads(rows: list[list[str]], delimiter: str, line_end: str) -> None:
    rows = [[cell.replace(delimiter, "") for cell in row] for row in rows]
    text = line_end.join(delimiter.join(row) for row in [["site_id", "name", "notes"], *rows])
    careful, expected = read(text)
    normal, delimited._WORTH_ARROW = delimited._WORTH_ARROW, 0
    try:
        fast, problems = read(text)
    finally:
        delimited._WORTH_ARROW = normal
    assert problems == expected
    assert careful is not None
    assert fast is not None
    assert fast.rows.tolist() == careful.rows.tolist()
    for name in careful.columns:
        np.testing.assert_array_equal(fast.columns[name], careful.columns[name])


def test_fast_way_gives_ragged_and_quoted_files_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "_WORTH_ARROW", 0)
    assert codes(read("site_id,name\na,A\nb\n")[1]) == [("ragged_row", 3)]
    table, problems = read("site_id,name\na,A\n\nb,B\n\n")
    assert table is not None
    assert (table.rows.tolist(), problems) == ([2, 4], [])


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    read(text)
    read(f"site_id,name,lat\n{text}")
