"""Reads studies and runs from the register into rows, as they may be handed out."""

from __future__ import annotations

import csv
import io
import math
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oxyura.apps.web.api.fields import FRONTIER, Field, Shape, result_shapes, study_shape
from oxyura.apps.web.api.locating import public_tables, site_places
from oxyura.apps.web.api.rows import Cell, Geometry, Rows, join
from oxyura.register.records import RunRecord, StudyRecord
from oxyura.schema.errors import InputError
from oxyura.schema.table import Table

if TYPE_CHECKING:
    from oxyura.register.store import Register
    from oxyura.study.package import Study

# A study's tables take some 100 bytes a cell; so many cells are kept in memory.
_MOST_CELLS = 5_000_000


class StudyTables:
    """The tables of the register's studies; a study never changes, so what was read once is kept.

    Parameters
    ----------
    register : Register
    owner : bool
        Whether the exact places of sensitive sites may be handed out.
    """

    def __init__(self, register: Register, owner: bool = False) -> None:
        self._register = register
        self.owner = owner
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[int, Study, Mapping[str, Geometry]]] = OrderedDict()
        self._faulty: dict[str, InputError] = {}

    def study(self, key: str) -> Study:
        """Return a study, with places of sensitive sites generalised where they have to be.

        Raises
        ------
        StudyError
            It has errors.
        NotFoundError
            There is none.
        """
        return self._find(key)[0]

    def places(self, key: str) -> Mapping[str, Geometry]:
        """Return where each site of a study may be drawn."""
        return self._find(key)[1]

    def rows(self, key: str, table: str) -> Rows:
        """Return the rows of a study's table."""
        study, places = self._find(key)
        return as_rows(study_shape(table), study.tables[table], places, self.owner)

    def all_rows(self, table: str, studies: Sequence[StudyRecord], sought: str = "") -> Rows:
        """Return the rows of a table of every study that can be read, of those whose names hold a word."""
        shape = study_shape(table)
        parts = []
        for record in studies:
            try:
                rows = self.rows(record.key, table)
            except InputError:
                # Its problems are told where the study itself is asked for.
                continue
            parts.append(_of_study(_holding(rows, sought), record))
        return join(shape.with_study(), parts)

    def _find(self, key: str) -> tuple[Study, Mapping[str, Geometry]]:
        with self._lock:
            if key in self._faulty:
                raise self._faulty[key]
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][1:]
        try:
            study, places = self._read(key)
        except InputError as error:
            with self._lock:
                # As for runs: what is wrong with a study does not change.
                if type(error).__name__ == "StudyError" and len(self._faulty) < 1000:
                    self._faulty[key] = error
            raise
        cells = sum(len(table) * len(table.spec.columns) for table in study.tables)
        with self._lock:
            self._kept[key] = (cells, study, places)
            while len(self._kept) > 1 and sum(each[0] for each in self._kept.values()) > _MOST_CELLS:
                self._kept.popitem(last=False)
        return study, places

    def _read(self, key: str) -> tuple[Study, Mapping[str, Geometry]]:
        import dataclasses

        from oxyura.study.checked import read_study

        with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
            study = read_study(self._register.materialise(key, Path(folder)))
        places = site_places(study.tables, self.owner)
        return dataclasses.replace(study, tables=public_tables(study.tables, self.owner)), places


def as_rows(shape: Shape, table: Table, places: Mapping[str, Geometry], owner: bool) -> Rows:
    """Return a table of a study as rows."""
    columns: dict[str, Sequence[Cell]] = {
        field.name: _cells(field, table) for field in shape.fields if field.name in table.columns
    }
    if table.spec.name == "sites":
        columns["generalised"] = [
            not owner and sensitive == "yes" and site in places
            for sensitive, site in zip(table.texts("sensitive"), table.words("site_id"), strict=True)
        ]
    return Rows(shape, columns, _placed(shape, columns, places))


def _cells(field: Field, table: Table) -> list[Cell]:
    values = table.columns[field.name]
    if field.kind == "list":
        return [list(value) for value in values]
    if field.kind == "boolean":
        return [None if value is None else value == "yes" for value in values]
    if field.kind == "integer":
        return [None if math.isnan(value) else int(value) for value in values]
    if field.kind == "number":
        return [None if math.isnan(value) else float(value) for value in values]
    return [None if value is None else str(value) for value in values]


def _placed(
    shape: Shape, columns: Mapping[str, Sequence[Cell]], places: Mapping[str, Geometry]
) -> list[Geometry | None] | None:
    return [places.get(str(site)) for site in columns["site_id"]] if shape.is_placed else None


def _holding(rows: Rows, sought: str) -> Rows:
    word = sought.strip().casefold()
    if not word:
        return rows
    columns = [rows.columns[field.name] for field in rows.shape.fields if field.name.endswith(("_id", "name"))]
    kept = [row for row in range(len(rows)) if any(word in str(cells[row]).casefold() for cells in columns)]
    places = None if rows.places is None else [rows.places[row] for row in kept]
    return Rows(rows.shape, {name: [cells[row] for row in kept] for name, cells in rows.columns.items()}, places)


def _of_study(rows: Rows, record: StudyRecord) -> Rows:
    study: dict[str, Sequence[Cell]] = {
        "study": [record.key] * len(rows),
        "study_name": [record.name] * len(rows),
    }
    return Rows(rows.shape.with_study(), {**study, **rows.columns}, rows.places)


def result_rows(register: Register, run: RunRecord, name: str, places: Mapping[str, Geometry]) -> Rows:
    """Return a table that a run has written.

    Raises
    ------
    NotFoundError
        The run has none, as that of a plan has not.
    """
    shape = result_shapes()[name]
    if name == "frontier":
        return _frontier(register.run_file(run.key, "frontier.csv"))
    import pyarrow as pa
    from pyarrow import parquet

    table = parquet.read_table(pa.BufferReader(register.run_file(run.key, f"{name}.parquet")))
    columns: dict[str, Sequence[Cell]] = {field.name: table.column(field.name).to_pylist() for field in shape.fields}
    return Rows(shape, columns, _placed(shape, columns, places))


def _frontier(content: bytes) -> Rows:
    from oxyura.study.delimited import unescape_formula

    records = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    read: dict[str, Any] = {
        "number": lambda text: float(text) if text else None,
        "integer": lambda text: int(text) if text else None,
        "text": lambda text: text or None,
        "list": lambda text: [each for each in unescape_formula(text).split(";") if each],
    }
    columns = {field.name: [read[field.kind](record[field.name]) for record in records] for field in FRONTIER.fields}
    return Rows(FRONTIER, columns)
