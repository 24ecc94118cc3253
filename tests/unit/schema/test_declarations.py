"""What every declaration of a table must keep to, so that everything generated from it holds."""

from __future__ import annotations

import pytest

from oxyura.schema.columns import Column
from oxyura.schema.table_spec import TableSpec
from oxyura.schema.tables import TABLES
from oxyura.study.cell_faults import Fault
from oxyura.study.cells import parse_cell

SPECS = [pytest.param(spec, id=name) for name, spec in TABLES.items()]
COLUMNS = [pytest.param(spec, column, id=f"{spec.name}.{column.name}") for spec in TABLES.values() for column in spec]


@pytest.mark.parametrize("spec", SPECS)
def test_names_are_unique_and_keys_and_intervals_are_columns(spec: TableSpec) -> None:
    assert len(set(spec.names)) == len(spec.names)
    assert set(spec.key) <= set(spec.names)
    for interval in spec.intervals:
        for name in (interval.value, interval.low, interval.high):
            assert spec.column(name).kind == "number"


@pytest.mark.parametrize("spec", SPECS)
def test_every_number_can_name_its_source_and_every_row_has_notes(spec: TableSpec) -> None:
    assert spec.names[-1] == "notes"
    if any(column.is_numeric for column in spec):
        assert spec.column("source_id").references == ("sources",)


@pytest.mark.parametrize("spec", SPECS)
def test_worked_row_reads_without_fault(spec: TableSpec) -> None:
    example = dict(spec.example)
    assert example, "templates and documentation show a worked row of every table"
    for column in spec:
        parsed = parse_cell(column, example.get(column.name))
        assert not isinstance(parsed, Fault), (column.name, parsed)


@pytest.mark.parametrize(("spec", "column"), COLUMNS)
def test_column_says_what_empty_means_and_points_to_tables(spec: TableSpec, column: Column) -> None:
    assert column.meaning
    assert column.required or column.null
    assert set(column.references) <= set(TABLES)
    assert (column.kind == "choice") <= (column.vocabulary is not None)
    if column.minimum is not None and column.maximum is not None:
        assert column.minimum < column.maximum


@pytest.mark.parametrize(("spec", "column"), [case for case in COLUMNS if case.values[1].default])
def test_default_is_a_value_of_the_column(spec: TableSpec, column: Column) -> None:
    assert not column.required
    assert not isinstance(parse_cell(column, column.default), Fault)


def test_range_in_words() -> None:
    assert Column("a", "number", "m", minimum=0, maximum=1).range_in_words() == "0 to 1"
    assert Column("a", "number", "m", minimum=0, exclusive_minimum=True).range_in_words() == "above 0"
    assert Column("a", "number", "m", minimum=-1).range_in_words() == "-1 or more"
    assert Column("a", "number", "m", maximum=3).range_in_words() == "at most 3"
    assert Column("a", "number", "m").range_in_words() == ""


def test_unknown_column_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        TABLES["sites"].column("nowhere")
