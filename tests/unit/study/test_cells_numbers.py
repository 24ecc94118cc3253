"""Numbers are read as written, and nothing else is taken for a number."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.schema.columns import Column, number, whole
from oxyura.study.cell_faults import Fault
from oxyura.study.cell_writing import written_text
from oxyura.study.cells import parse_cell
from oxyura.study.decimal_marks import DecimalMark, find_decimal_mark

ANY = number("area", "an area")
SHARE = number("share", "a share", unit="share", low=0, high=1)
YEAR = whole("year", "a year", unit="year", low=1500, high=2200)
ABOVE = number("area_km2", "area", unit="km²", above=0)


def fault(column: Column, raw: object, *, decimal_comma: bool = False) -> Fault:
    found = parse_cell(column, raw, decimal_comma=decimal_comma)
    assert isinstance(found, Fault), f"{raw!r} was read as {found!r}"
    assert found.message
    assert found.remedy
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        (" 12 ", 12),
        ("+3", 3),
        ("-0.25", -0.25),
        (".5", 0.5),
        ("5.", 5),
        ("3e-4", 3e-4),
        ("1E3", 1000),
        ("007", 7),
        ("1e-400", 0),
        ("0" * 300 + "1", 1),
        ("0.1" + "0" * 300, 0.1),
    ],
)
def test_plain_decimals_and_exponents_are_numbers(text: str, value: float) -> None:
    assert parse_cell(ANY, text) == value


@pytest.mark.parametrize("word", ["NA", "N/A", "NaN", "nan", "null", "None", "-", "–", "?", ".", "#N/A", "nd"])
def test_only_an_empty_cell_is_missing(word: str) -> None:
    assert parse_cell(ANY, "") is None
    assert parse_cell(ANY, "  ") is None
    found = fault(ANY, word)
    assert found.code == "not_a_number"
    assert found.remedy == "Leave the cell empty."


@pytest.mark.parametrize(
    ("text", "code", "advice"),
    [
        ("1,5", "decimal_comma", "Write 1.5."),
        ("-,5", "decimal_comma", "Write -.5."),
        ("12,345", "thousands_separator", "12345"),
        ("1,234,567", "thousands_separator", "1234567"),
        ("1,234.5", "thousands_separator", "1234.5"),
        ("1.234,5", "thousands_separator", "1234.5"),
        ("1.234.567", "thousands_separator", "1234567"),
        ("12 345", "thousands_separator", "12345"),
        ("12\u202f345,5", "thousands_separator", "12345.5"),
        ("1'234", "thousands_separator", "1234"),
        ("50 %", "percent_sign", "0.5 for 50 %"),
        ("12,5%", "percent_sign", "0.125"),
        ("−5", "not_a_number", "Write -5."),
        ("1 000 000,", "not_a_number", "12.5"),
        ("inf", "not_finite", "finite"),
        ("-Infinity", "not_finite", "finite"),
        ("1e999", "not_finite", "finite"),
        ("0x1F", "not_a_number", "digits"),
        ("1_000", "not_a_number", "digits"),
        ("１２", "not_a_number", "digits"),
        ("٣", "not_a_number", "digits"),
        ("1e", "not_a_number", "digits"),
        ("<5", "not_a_number", "digits"),
        ("3-5", "not_a_number", "digits"),
        ("12 km", "not_a_number", "digits"),
        ("1/2", "not_a_number", "digits"),
        ("=1+1", "not_a_number", "digits"),
        ("9" * 5000, "not_a_number", "digits"),
    ],
)
def test_what_is_no_number_says_how_to_write_it(text: str, code: str, advice: str) -> None:
    found = fault(ANY, text)
    assert found.code == code
    assert advice in found.message + found.remedy


@pytest.mark.parametrize(
    ("column", "text"),
    [(SHARE, "1.0001"), (SHARE, "-0.01"), (YEAR, "1499"), (YEAR, "2201"), (ABOVE, "0"), (YEAR, "1e300")],
)
def test_ranges_are_closed_except_where_said(column: Column, text: str) -> None:
    found = fault(column, text)
    assert found.code == "out_of_range"
    assert column.range_in_words() in found.message


def test_range_ends_are_accepted() -> None:
    assert [parse_cell(SHARE, text) for text in ("0", "1", "1.0")] == [0, 1, 1]
    assert parse_cell(YEAR, "2200") == 2200


def test_a_probability_that_may_be_a_percentage_gets_the_hint() -> None:
    assert "write 0.93" in fault(SHARE, "93").remedy
    assert "percentage" not in fault(SHARE, "-3").remedy


def test_whole_numbers() -> None:
    assert [parse_cell(YEAR, text) for text in ("2000", "2000.0", "2e3")] == [2000, 2000, 2000]
    assert fault(YEAR, "2000.5").code == "not_whole"
    assert fault(whole("gbif_key", "a key", low=1), str(2**53 + 2)).code == "out_of_range"


def test_minus_zero_is_zero() -> None:
    value = parse_cell(ANY, "-0")
    assert isinstance(value, float)
    assert math.copysign(1, value) == 1


def test_decimal_commas_where_the_file_has_them() -> None:
    assert parse_cell(ANY, "1,5", decimal_comma=True) == 1.5
    assert parse_cell(ANY, "1,250", decimal_comma=True) == 1.25
    assert parse_cell(ANY, "3,5e-3", decimal_comma=True) == 3.5e-3
    assert parse_cell(ANY, "7", decimal_comma=True) == 7
    assert fault(ANY, "1.250", decimal_comma=True).code == "thousands_separator"
    assert "1250 or 1,250" in fault(ANY, "1.250", decimal_comma=True).remedy
    assert "1234567,5" in fault(ANY, "1.234.567,5", decimal_comma=True).remedy


@pytest.mark.parametrize(
    ("texts", "comma", "open_example"),
    [
        (["1,5", "2"], True, ""),
        (["0,125"], True, ""),
        (["1,5", "1,250"], True, ""),
        (["1,5", "1.250"], True, ""),
        (["1,5", "2.5"], False, ""),
        (["1,250"], False, ""),
        (["1.250", "7"], False, "1.250"),
        (["1.250", "7.5"], False, ""),
        (["7", "", "x", None, 3.5], False, ""),
    ],
)
def test_decimal_mark_is_told_by_the_numbers_themselves(texts: list[object], comma: bool, open_example: str) -> None:
    mark = find_decimal_mark([(ANY, texts)], comma_expected=True)
    assert (mark.comma, mark.open_example) == (comma, open_example)
    assert find_decimal_mark([(ANY, texts)], comma_expected=False) == DecimalMark()


def test_thousands_beyond_the_range_of_a_column_cannot_be_meant() -> None:
    latitude = number("lat", "latitude", low=-90, high=90)
    assert find_decimal_mark([(latitude, ["-40,323"])], comma_expected=True).comma
    assert not find_decimal_mark([(YEAR, ["2,021"])], comma_expected=True).comma
    assert find_decimal_mark([(latitude, ["-40.323"])], comma_expected=True) == DecimalMark()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_survives_being_written(value: float) -> None:
    assert parse_cell(ANY, written_text(value)) == value
    with_comma = written_text(value, delimiter=";", decimal_comma=True)
    assert parse_cell(ANY, with_comma, decimal_comma=True) == value


@given(st.text())
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    for decimal_comma in (False, True):
        found = parse_cell(SHARE, text, decimal_comma=decimal_comma)
        assert found is None or isinstance(found, Fault) or 0 <= found <= 1  # type: ignore[operator]
