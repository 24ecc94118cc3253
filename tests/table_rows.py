"""Random rows of every study table, each cell of a kind that its column accepts (hypothesis strategies)."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from oxyura.schema.columns import Column
from oxyura.schema.countries import COUNTRY_CODES
from oxyura.schema.table import TableSet, table_from_records
from oxyura.schema.table_spec import TableSpec
from oxyura.schema.tables import TABLES

_LETTERS = "abcXYZ0189"
_IDENTIFIER = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,20}", fullmatch=True)
_OUTLINES = ("POINT (1 2)", "POLYGON ((0 0, 2 0, 2 2, 0 0))", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))")
# Letters of any script, signs that CSV and spreadsheets treat as their own, and line breaks.
_PIECES = st.one_of(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")),
    st.sampled_from("\n\t\"',;=+-@|#NA<>&"),
    st.sampled_from(["_x0041_", "_x000D_", "_x005F_", "#N/A", "sep=;"]),
)


def _is_canonical(text: str) -> bool:
    return bool(text) and "\ufffe" not in text and "\uffff" not in text


_TEXT = st.lists(_PIECES, max_size=30).map("".join).map(str.strip).filter(_is_canonical)
_LIST_ITEM = (
    st.lists(_PIECES, max_size=12).map("".join).map(lambda text: text.replace(";", "").strip()).filter(_is_canonical)
)


def _numbers(column: Column) -> st.SearchStrategy[float]:
    low = column.minimum
    high = column.maximum
    if column.kind == "integer":
        return st.integers(int(low if low is not None else -(10**9)), int(high if high is not None else 10**9)).map(
            float
        )
    return st.floats(low, high, allow_nan=False, allow_infinity=False, exclude_min=column.exclusive_minimum).map(
        lambda value: value + 0.0
    )


def cells(column: Column) -> st.SearchStrategy[object]:
    """Return values that `column` accepts, in the form in which a table holds them."""
    least = 1 if column.required else 0
    lists = {
        "identifiers": st.lists(_IDENTIFIER, unique=True, min_size=least, max_size=3).map(tuple),
        "texts": st.lists(_LIST_ITEM, unique=True, min_size=least, max_size=3).map(tuple),
        "areas": st.lists(st.sampled_from((*COUNTRY_CODES, "GB-ELS")), unique=True, min_size=least, max_size=3).map(
            tuple
        ),
    }
    if column.kind in lists:
        return lists[column.kind]
    if column.is_numeric:
        values: st.SearchStrategy[object] = _numbers(column)
    elif column.kind in ("choice", "country", "boolean"):
        assert column.vocabulary is not None
        values = st.sampled_from(list(column.vocabulary.terms))
    else:
        values = {
            "identifier": _IDENTIFIER,
            "text": _TEXT,
            "subdivision": st.sampled_from(["ES-CA", "GB-ORK"]),
            "threat": st.sampled_from(["5.4", "8.1", "8.1.2", "11"]),
            "currency": st.sampled_from(["EUR", "GBP"]),
            "date": st.dates(datetime.date(1000, 1, 1)).map(datetime.date.isoformat),
            "url": st.text(_LETTERS).map(lambda path: f"https://example.org/{path}"),
            "doi": st.text(_LETTERS, min_size=1).map(lambda end: f"10.1000/{end}"),
            "wkt": st.sampled_from(_OUTLINES),
        }[column.kind]
    return values if column.required else st.none() | values


def _rows(spec: TableSpec) -> st.SearchStrategy[list[dict[str, object]]]:
    return st.lists(st.fixed_dictionaries({column.name: cells(column) for column in spec}), max_size=4)


@st.composite
def table_sets(draw: st.DrawFn) -> TableSet:
    """Draw a few tables, each with a few rows; what the tables say together need not make sense."""
    names = draw(st.lists(st.sampled_from(list(TABLES)), unique=True, min_size=1, max_size=3))
    return TableSet({name: table_from_records(name, draw(_rows(TABLES[name]))) for name in names})
