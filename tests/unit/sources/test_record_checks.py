from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.sources import record_checks as checks
from oxyura.sources.record_checks import year_of

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2006", 2006),
        ("2015-02", 2015),
        ("2000-05-26", 2000),
        ("2000-05-26T23:59:59Z", 2000),
        ("2000-05-26 10:00", 2000),
        ("2004-05-01/2004-06-02", 2004),
        ("2004-05-01/31", 2004),
        ("2004-05-01/06-02", 2004),
        ("2026-06-15", 2026),
        ("1500", 1500),
    ],
)
def test_years_of_dates(text, year):
    assert year_of(text, TODAY) == year


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("26/05/2000", checks.BAD_DATE),
        ("26-05-2000", checks.BAD_DATE),
        ("2000-13-01", checks.BAD_DATE),
        ("2001-02-29", checks.BAD_DATE),
        ("2000-05", None),
        ("20000526", checks.BAD_DATE),
        ("May 2000", checks.BAD_DATE),
        ("0000", checks.BAD_DATE),
        ("2006-x", checks.BAD_DATE),
        ("99999999999999999999", checks.BAD_DATE),
        ("2026-06-16", checks.FUTURE_DATE),
        ("2027", checks.FUTURE_DATE),
        ("9999-01-01", checks.FUTURE_DATE),
        ("1066", checks.EARLY_DATE),
        ("1999-12-31/2000-01-01", checks.SPAN_OF_YEARS),
        ("/", checks.BAD_DATE),
    ],
)
def test_what_is_wrong_with_dates(text, fault):
    assert year_of(text, TODAY) == (2000 if fault is None else fault)


@given(st.text(max_size=30))
def test_no_text_makes_it_fail(text):
    found = year_of(text, TODAY)
    assert isinstance(found, checks.Fault) or 1500 <= found <= 2026


@given(st.dates(date(1500, 1, 1), TODAY))
def test_every_real_date_has_its_year(day):
    assert year_of(day.isoformat(), TODAY) == day.year
