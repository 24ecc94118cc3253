from __future__ import annotations

import json
import re
from typing import Any

import pytest

from oxyura.schema.frictionless import datapackage, describe, table_schema
from oxyura.schema.tables import TABLES


def fields(name: str) -> dict[str, dict[str, Any]]:
    schema: Any = table_schema(TABLES[name])
    return {field["name"]: field for field in schema["fields"]}


def test_package_is_json_and_names_every_table_once() -> None:
    package = json.loads(json.dumps(datapackage(name="My Study: Gough", title="T"), allow_nan=False))
    assert [resource["path"] for resource in package["resources"]] == [f"{name}.csv" for name in TABLES]
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert package["title"] == "T"


def test_types_and_constraints_come_from_the_columns() -> None:
    share = fields("distribution")["share"]
    assert share["type"] == "number"
    assert share["constraints"] == {"required": True, "minimum": 0, "maximum": 1}
    assert fields("stages")["position"]["type"] == "integer"
    assert fields("sites")["sensitive"]["type"] == "boolean"
    assert fields("sources")["url"]["format"] == "uri"
    assert fields("vital_rates")["rate"]["constraints"]["enum"] == ["survival", "fecundity", "transition"]
    assert "constraints" not in fields("sites")["notes"]


def test_only_empty_cells_are_missing() -> None:
    for spec in TABLES.values():
        assert table_schema(spec)["missingValues"] == [""]


@pytest.mark.parametrize(
    ("table", "key"),
    [("sites", ["site_id"]), ("stages", ["migrant_id", "stage"]), ("vital_rates", None), ("fits", None)],
)
def test_primary_key_only_where_none_of_its_columns_may_be_empty(table: str, key: list[str] | None) -> None:
    assert table_schema(TABLES[table]).get("primaryKey") == key


def test_foreign_keys_lead_to_tables_of_the_package() -> None:
    package: Any = datapackage(("sites", "presences"))
    presences = package["resources"][1]["schema"]
    assert presences["foreignKeys"] == [
        {"fields": ["site_id"], "reference": {"resource": "sites", "fields": ["site_id"]}}
    ]
    for spec in TABLES.values():
        for foreign in table_schema(spec).get("foreignKeys", []):  # type: ignore[attr-defined]
            reference = foreign["reference"]
            assert TABLES[reference["resource"]].key == tuple(reference["fields"])


def test_patterns_are_patterns() -> None:
    pattern = fields("sites")["site_id"]["constraints"]["pattern"]
    assert re.fullmatch(pattern, "gough-1")
    assert not re.fullmatch(pattern, "-gough")


def test_description_says_unit_range_and_what_empty_means() -> None:
    assert describe(TABLES["sites"].column("area_km2")) == "Area. Unit: km². Accepted: above 0. Empty: not known."
    assert describe(TABLES["sites"].column("site_id")).endswith("Needed in every row.")
    assert "Several values with ; between" in describe(TABLES["migrants"].column("instruments"))
