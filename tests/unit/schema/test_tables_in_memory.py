from __future__ import annotations

import numpy as np
import pytest

from oxyura.schema.table import Table, TableSet, empty_table, table_from_records
from oxyura.schema.tables import TABLES


def presences() -> Table:
    return table_from_records(
        "presences",
        [
            {"invader_id": "cat", "site_id": "a", "status": "present", "share_exposed": 0.5},
            {"invader_id": "cat", "status": "absent"},
            {"invader_id": "rat", "site_id": "b", "status": "present", "share_exposed": 0.0},
        ],
    )


def test_columns_keep_empty_cells_apart_from_zero() -> None:
    table = presences()
    assert len(table) == 3
    assert table.rows.tolist() == [2, 3, 4]
    np.testing.assert_array_equal(table.numbers("share_exposed"), [0.5, np.nan, 0.0])
    np.testing.assert_array_equal(table.numbers("share_exposed", fill=1.0), [0.5, 1.0, 0.0])
    assert table.texts("site_id") == ["a", None, "b"]
    assert table.words("site_id") == ["a", "", "b"]
    assert table.codes("site_id", {"a": 7}).tolist() == [7, -1, -2]


def test_rows_are_chosen_with_their_places() -> None:
    table = presences()
    chosen = table.matching("site_id", "b", blank_matches=True)
    assert chosen.rows.tolist() == [3, 4]
    assert table.matching("site_id", "b").texts("invader_id") == ["rat"]
    assert next(chosen.records())["share_exposed"] is None


def test_lists_are_tuples() -> None:
    table = table_from_records("migrants", [{"instruments": ("AEWA", "ACAP")}, {}])
    assert table.lists("instruments") == [("AEWA", "ACAP"), ()]


def test_unknown_key_is_refused() -> None:
    with pytest.raises(KeyError, match="sites has no column nam"):
        table_from_records("sites", [{"nam": "x"}])


def test_a_table_that_was_left_out_is_empty() -> None:
    tables = TableSet({"sites": table_from_records("sites", [{"site_id": "a"}])})
    assert "migrants" not in tables
    assert len(tables["migrants"]) == 0
    assert set(tables["migrants"].columns) == set(TABLES["migrants"].names)
    assert len(tables.replacing(sites=empty_table(TABLES["sites"]))["sites"]) == 0
    assert [table.spec.name for table in tables] == ["sites"]
