"""Names, codes, dates, addresses, outlines and lists."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.schema.columns import Column, choice, country, flag, key, number, text
from oxyura.schema.vocabularies import PRESENCE_STATUS
from oxyura.study.cell_faults import Fault, shown
from oxyura.study.cells import ErrorValue, Formula, parse_cell
from oxyura.study.text_cells import IDENTIFIER, slug

NAME = key("site_id", "a name")
TEXT = text("notes", "notes")
STATUS = choice("status", PRESENCE_STATUS, "status", required=True)


def kind(name: str) -> Column:
    return Column("column", name, "a cell")  # type: ignore[arg-type]


def fault(column: Column, raw: object) -> Fault:
    found = parse_cell(column, raw)
    assert isinstance(found, Fault), f"{raw!r} was read as {found!r}"
    assert found.message
    assert found.remedy
    return found


@pytest.mark.parametrize("name", ["a", "1", "gough-1", "x_2.b", "NA", "a" * 64])
def test_names(name: str) -> None:
    assert parse_cell(NAME, f" {name} ") == name


@pytest.mark.parametrize(
    ("name", "proposal"),
    [
        ("Isla Socorro", "Isla-Socorro"),
        ("Zóñar", "Zonar"),
        ("-40", "40"),
        ("a/../b", "a-..-b"),
        ("a\u200bb", "ab"),
        ("a" * 65, "a" * 64),
        ("Гоф", ""),
    ],
)
def test_bad_names_come_with_a_proposal(name: str, proposal: str) -> None:
    found = fault(NAME, name)
    assert found.code == "bad_identifier"
    assert slug(name) == proposal
    assert proposal in found.remedy


@given(st.text())
def test_a_proposal_is_a_name_or_nothing(name: str) -> None:
    proposal = slug(name)
    assert proposal == "" or IDENTIFIER.fullmatch(proposal)


def test_text_keeps_letters_of_any_script_and_refuses_control_characters() -> None:
    assert parse_cell(TEXT, '  Côa – نهر, "x"\r\nline\r ') == 'Côa – نهر, "x"\nline'
    assert parse_cell(TEXT, "NA") == "NA"
    for character in "\x00\x07\x1b\x7f\x85\uffff":
        assert fault(TEXT, f"a{character}b").code == "control_character"
    assert fault(TEXT, "x" * 20_001).code == "too_long"


def test_required_cells_must_be_filled() -> None:
    found = fault(STATUS, "  ")
    assert found.code == "missing_value"
    assert parse_cell(TEXT, "  ") is None


def test_words_are_exact_and_the_nearest_is_offered() -> None:
    assert parse_cell(STATUS, "not_surveyed") == "not_surveyed"
    for word in ("Present", "presnt", "PRESENT"):
        found = fault(STATUS, word)
        assert found.code == "unknown_term"
        assert found.remedy.startswith("Write present.")
    assert "Words: present, absent" in fault(STATUS, "qqq").remedy


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("yes", "yes"),
        ("TRUE", "yes"),
        ("1", "yes"),
        (True, "yes"),
        (1, "yes"),
        ("No", "no"),
        ("false", "no"),
        (0, "no"),
    ],
)
def test_yes_and_no(raw: object, value: str) -> None:
    assert parse_cell(flag("sensitive", "is it", default="no"), raw) == value


def test_truth_in_other_languages_is_explained() -> None:
    column = flag("sensitive", "is it", default="no")
    assert fault(column, "VRAI").remedy == "Write yes."
    assert fault(column, "FALSO").remedy == "Write no."
    assert fault(column, "2").remedy == "Write yes or no."


def test_countries() -> None:
    column = country("country", "a country")
    assert parse_cell(column, "NA") == "NA"
    assert fault(column, "es").remedy == "Write ES."
    assert fault(column, "UK").remedy == "Write GB."
    assert fault(column, "Spain").code == "unknown_country"


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("subdivision", ["ES-CA", "GB-ORK", "FR-2A"], ["ES", "XX-CA", "ES-", "es-ca", "ES-CADIZ"]),
        ("threat", ["8.1", "5.4", "8.1.2"], ["8.9", "bycatch", "5,4", "05"]),
        ("currency", ["EUR", "GBP"], ["eur", "€", "EURO", "E1R"]),
        (
            "date",
            ["2026-03-09", "2024-02-29"],
            ["2026-02-29", "9.3.2026", "2026-3-9", "20260309", "2026", "2026-03-09T10:00"],
        ),
        (
            "url",
            ["https://example.org/a?b=1#c", "http://[::1]:8080/", "https://exämple.org"],
            [
                "example.org",
                "ftp://example.org",
                "javascript:alert(1)",
                "https://",
                "https:///x",
                "https://user:secret@example.org",
                "https://a b",
                "https://example.org:port",
                "https://[",
                'https://example.org/"onclick',
                "HTTPS//x",
                "data:text/html,x",
            ],
        ),
        (
            "doi",
            ["10.1000/182", "10.1002/(SICI)1097<1::AID>3.0"],
            ["182", "10.1/x", "10.1000/", "doi 10.1000/182", "10.1000/a b"],
        ),
    ],
)  # fmt: skip
def test_codes(name: str, good: list[str], bad: list[str]) -> None:
    for value in good:
        assert parse_cell(kind(name), value) == value
    for value in bad:
        fault(kind(name), value)


@pytest.mark.parametrize("lead", ["https://doi.org/", "http://dx.doi.org/", "doi:", "doi.org/", "DOI: "])
def test_a_doi_as_an_address_gets_its_bare_form(lead: str) -> None:
    assert fault(kind("doi"), f"{lead}10.1000/182").remedy == "Write 10.1000/182."


@pytest.mark.parametrize(
    "outline",
    [
        "POINT (1 2)",
        "point(-9.9 -40.3)",
        "POLYGON ((0 0, 2 0, 2 2, 0 0))",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
    ],
)
def test_outlines(outline: str) -> None:
    assert parse_cell(kind("wkt"), outline) == outline


@pytest.mark.parametrize(
    "outline",
    [
        "POINT (200 0)",
        "POINT (0 91)",
        "POINT (nan 0)",
        "POINT (1)",
        "POINT EMPTY",
        "POLYGON ((0 0, 1 1))",
        "POLYGON ((0 0, 1 0, 1 100, 0 0))",
        "POLYGON ((0 0, 1 0, 1 1, 0 0)",
        "LINESTRING (0 0, 1 1)",
        "SRID=4326;POINT (1 2)",
        "x",
        "POLYGON " + "(" * 10_000,
    ],
)
def test_bad_outlines(outline: str) -> None:
    assert fault(kind("wkt"), outline).code == "bad_outline"


@pytest.mark.parametrize(
    "text", ["POINT(" + " " * 90_000, "POINT" + " " * 90_000 + "x", "10." + "1" * 19_000, "http://" + "[" * 19_000]
)
def test_hostile_cells_are_refused_quickly(text: str) -> None:
    begin = time.perf_counter()
    for name in ("wkt", "doi", "url", "identifier", "subdivision"):
        fault(kind(name), text)
    assert time.perf_counter() - begin < 2


def test_lists() -> None:
    column = kind("identifiers")
    assert parse_cell(column, " a ; b;") == ("a", "b")
    assert parse_cell(column, " ; ") is None
    assert fault(column, "a;b c").code == "bad_identifier"
    found = fault(column, "a;b;a")
    assert (found.code, found.severity, found.kept) == ("repeated_in_list", "warning", ("a", "b"))
    assert parse_cell(kind("areas"), "NA;ES;GB-ELS") == ("NA", "ES", "GB-ELS")
    assert isinstance(parse_cell(kind("areas"), "NA;XX-1"), Fault)


@pytest.mark.parametrize(
    ("column", "raw", "code"),
    [
        (NAME, Formula("=A1"), "formula"),
        (number("x", "x"), ErrorValue("#REF!"), "error_value"),
        (kind("threat"), datetime.datetime(2026, 4, 5), "date_in_cell"),
        (number("x", "x"), datetime.date(2026, 4, 5), "date_in_cell"),
        (NAME, datetime.time(10, 30), "date_in_cell"),
        (number("x", "x"), datetime.timedelta(days=3), "date_in_cell"),
        (kind("date"), datetime.datetime(2026, 4, 5, 10), "bad_date"),
        (kind("date"), datetime.time(1), "bad_date"),
        (number("x", "x"), True, "wrong_type"),
        (NAME, False, "wrong_type"),
        (TEXT, b"bytes", "wrong_type"),
        (number("x", "x"), float("nan"), "not_finite"),
        (number("x", "x"), 10**400, "not_finite"),
    ],
)
def test_typed_cells_that_do_not_fit(column: Column, raw: object, code: str) -> None:
    assert fault(column, raw).code == code


@pytest.mark.parametrize(
    ("column", "raw", "value"),
    [
        (NAME, 1001, "1001"),
        (NAME, 1001.0, "1001"),
        (kind("threat"), 5.4, "5.4"),
        (kind("date"), datetime.datetime(2026, 4, 5), "2026-04-05"),
        (kind("date"), datetime.date(2026, 4, 5), "2026-04-05"),
        (number("x", "x"), 3, 3.0),
        (TEXT, None, None),
    ],
)
def test_typed_cells_that_fit(column: Column, raw: object, value: object) -> None:
    assert parse_cell(column, raw) == value


def test_what_is_shown_is_visible_and_short() -> None:
    assert shown("a\u202eb\n\x00") == "a\\u202eb\\u000a\\u0000"
    assert len(shown("x" * 500)) == 120
