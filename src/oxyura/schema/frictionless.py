"""The tables as a Frictionless data package, so that other programs know what the columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oxyura.schema.columns import Column
from oxyura.schema.table_spec import TableSpec
from oxyura.schema.tables import TABLES

Descriptor = dict[str, object]

_TYPES = {"number": "number", "integer": "integer", "boolean": "boolean", "date": "date"}
_PATTERNS = {
    "identifier": r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}",
    "currency": "[A-Z]{3}",
    "subdivision": "[A-Z]{2}-[A-Z0-9]{1,3}",
    "doi": r"10\.[0-9]{4,9}/\S+",
}


def datapackage(tables: Sequence[str] = tuple(TABLES), *, name: str = "study", title: str = "") -> Descriptor:
    """Describe the tables of a study folder as a Frictionless data package.

    Parameters
    ----------
    tables : sequence of str
        The tables that the folder holds.
    name : str
        Name of the package.
    title : str
        Title of the study.

    Returns
    -------
    dict
        The content of ``datapackage.json``: JSON values only.

    Notes
    -----
    Frictionless Data Package and Table Schema, version 1. A foreign key needs a column that alone names the rows of the
    other table, so stages are not among them, nor are columns that hold several values.
    """
    package: Descriptor = {
        "profile": "tabular-data-package",
        "name": _package_name(name),
        "resources": [_resource(TABLES[table], set(tables)) for table in tables],
    }
    if title:
        package["title"] = title
    return package


def _package_name(name: str) -> str:
    kept = (
        character if character.isascii() and (character.isalnum() or character in "._-") else "-" for character in name
    )
    return "".join(kept).strip("-").lower() or "study"


def _resource(spec: TableSpec, present: set[str]) -> Descriptor:
    return {
        "profile": "tabular-data-resource",
        "name": spec.name,
        "path": f"{spec.name}.csv",
        "description": spec.meaning,
        "encoding": "utf-8",
        "schema": table_schema(spec, present),
    }


def table_schema(spec: TableSpec, present: set[str] | None = None) -> Descriptor:
    """Describe one table as a Frictionless Table Schema; foreign keys only into tables that are `present`."""
    schema: Descriptor = {"fields": [_field(column) for column in spec], "missingValues": [""]}
    # A primary key may hold no empty cell; keys with optional columns are checked by the program alone.
    if all(spec.column(name).required for name in spec.key):
        schema["primaryKey"] = list(spec.key)
    foreign = [
        {"fields": [column.name], "reference": {"resource": target, "fields": list(TABLES[target].key)}}
        for column in spec
        for target in column.references
        if not column.is_list and len(column.references) == 1
        if len(TABLES[target].key) == 1 and (present is None or target in present)
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return schema


def _field(column: Column) -> Descriptor:
    field: Descriptor = {
        "name": column.name,
        "type": _TYPES.get(column.kind, "string"),
        "description": describe(column),
    }
    if column.kind == "url":
        field["format"] = "uri"
    if column.kind == "boolean":
        field["trueValues"], field["falseValues"] = ["yes", "true", "TRUE", "1"], ["no", "false", "FALSE", "0"]
    constraints = _constraints(column)
    if constraints:
        field["constraints"] = constraints
    return field


def _constraints(column: Column) -> Mapping[str, object]:
    constraints: Descriptor = {}
    if column.required:
        constraints["required"] = True
    # The standard has no open bound: the program itself refuses the bound where it is excluded.
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    if column.vocabulary is not None and column.kind in ("choice", "country"):
        constraints["enum"] = list(column.vocabulary.terms)
    if column.kind in _PATTERNS:
        constraints["pattern"] = _PATTERNS[column.kind]
    return constraints


def describe(column: Column) -> str:
    """Say in one line what a column holds, with unit, range and what an empty cell means."""
    parts = [f"{column.meaning[0].upper()}{column.meaning[1:]}"]
    if column.unit:
        parts.append(f"Unit: {column.unit}")
    if column.range_in_words():
        parts.append(f"Accepted: {column.range_in_words()}")
    if column.is_list:
        parts.append("Several values with ; between")
    if column.required:
        parts.append("Needed in every row")
    elif column.null:
        parts.append(f"Empty: {column.null}")
    return ". ".join(parts) + "."
