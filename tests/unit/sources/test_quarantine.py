from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.sources import quarantine as module
from oxyura.sources.quarantine import QUARANTINE_COLUMNS, Quarantine, QuarantinedRow, quarantine_rows, safe_cell


def rows(count):
    return [QuarantinedRow("a.zip!b.txt", n, f"reason {n % 3}", "year", str(n), f"{n}\tx") for n in range(count)]


def test_rows_come_back_in_order_and_more_than_once():
    kept = Quarantine()
    for row in rows(10):
        kept.add(row)
    assert len(kept) == 10
    assert list(kept) == rows(10)
    assert list(kept) == rows(10)
    assert kept.reasons["reason 0"] == 4


def test_two_readers_and_a_writer_do_not_disturb_each_other():
    kept = Quarantine()
    for row in rows(3):
        kept.add(row)
    first = iter(kept)
    assert next(first) == rows(1)[0]
    kept.add(QuarantinedRow("late.csv", 9, "late"))
    assert len(list(kept)) == 4
    assert next(first) == rows(2)[1]


def test_many_rows_go_to_a_file(monkeypatch):
    monkeypatch.setattr(module, "_IN_MEMORY", 1000)
    kept = Quarantine()
    for row in rows(200):
        kept.add(row)
    assert list(kept) == rows(200)


def test_long_text_is_cut():
    kept = Quarantine()
    kept.add(QuarantinedRow("a", 1, "reason", "c", "v" * 10_000, "r" * 10_000))
    (row,) = kept
    assert (len(row.value), len(row.raw)) == (500, 500)


def test_lines_of_the_file():
    kept = Quarantine()
    kept.add(QuarantinedRow("records.csv", 7, "The row names no species.", "scientificName", "=HYPERLINK(1)", "a\tb"))
    header, line = quarantine_rows(kept)
    assert header == QUARANTINE_COLUMNS == ("file", "row", "reason", "column", "value", "raw")
    assert line == ("records.csv", "7", "The row names no species.", "scientificName", "'=HYPERLINK(1)", "a | b")


@pytest.mark.parametrize("text", ["=1", "+SUM(A1)", "-2+3", "@x", "  =1"])
def test_formulas_are_disarmed(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(("text", "shown"), [("\t=1", " | =1"), ("\r=1", "\\x0d=1"), ("a\x00b", "a\\x00b")])
def test_control_characters_are_shown(text, shown):
    assert safe_cell(text) == shown


@pytest.mark.parametrize("text", ["-12.5", "+3", "1e5", "plain", "", "naïve – text"])
def test_numbers_and_words_stay(text):
    assert safe_cell(text) == text


@given(st.text(max_size=50))
def test_no_text_can_open_a_cell_as_formula_or_break_a_line(text):
    safe = safe_cell(text)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow([safe, "end"])
    assert written.getvalue().count("\n") == 1
    if safe.lstrip()[:1] in tuple("=+-@"):
        float(safe)
