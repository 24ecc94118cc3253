"""Tables of studies and runs: the declared columns, in every format, page by page."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import struct
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[1]))

from clients import Client, client_of

from oxyura.apps.web.api.fields import result_shapes, study_shape
from oxyura.apps.web.api.geopackage import write_geopackage
from oxyura.apps.web.api.locating import as_polygons
from oxyura.apps.web.api.models import row_model
from oxyura.apps.web.api.rows import Geometry, Rows
from oxyura.apps.web.application import create_app
from oxyura.apps.web.settings import WebSettings
from oxyura.publish.assessment_files import make_files
from oxyura.register.options import RunOptions
from oxyura.register.records import RunRecord
from oxyura.register.store import Register
from oxyura.schema.tables import TABLES
from oxyura.spacetime.outlines import read_outline
from oxyura.study.casebook_studies import casebook_path
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study

BASE = "/api/v1/studies/gough"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with Register.open(tmp_path_factory.mktemp("tables") / "register.sqlite") as opened:
        for name in ("gough", "seville"):
            files = {path.name: path.read_bytes() for path in casebook_path(name).iterdir() if path.is_file()}
            opened.add_study(name, files, origin="casebook")
        yield opened


@pytest.fixture(scope="module")
def run(register: Register) -> RunRecord:
    study = next(each for each in register.studies() if each.name == "gough")
    assessment = assess_study(read_study("gough"), deterministic=True)
    return register.save_run(study.key, RunOptions(deterministic=True), make_files(assessment))


@pytest.fixture(scope="module")
def client(register: Register) -> Iterator[Client]:
    with client_of(create_app(WebSettings("unused"), register)) as opened:
        yield opened


@pytest.mark.parametrize("name", TABLES)
def test_every_declared_column_is_given(name: str) -> None:
    shape, spec = study_shape(name), TABLES[name]
    names = [field.name for field in shape.fields]
    assert names[: len(spec.names)] == list(spec.names)
    properties = row_model(shape).model_json_schema(by_alias=True)["properties"]
    assert list(properties) == names
    for column in spec:
        assert column.meaning[1:].split(",")[0] in properties[column.name]["description"]


@pytest.mark.parametrize("name", ["sites", "migrants", "vital_rates", "measures", "impacts", "presences", "sources"])
def test_rows_are_those_of_the_study(client: Client, name: str) -> None:
    table = read_study("gough").tables[name]
    page = client.get(f"{BASE}/tables/{name}?limit=1000").json()
    assert page["total"] == len(table) == len(page["items"])
    for item, record in zip(page["items"], table.records(), strict=True):
        for column in table.spec:
            value = item[column.name]
            expected: Any = record[column.name]
            if column.is_list:
                expected = list(expected)
            elif column.kind == "boolean":
                expected = None if expected is None else expected == "yes"
            assert value == expected, column.name
        row_model(study_shape(name)).model_validate(item)


def test_a_table_says_its_columns(client: Client) -> None:
    found = {table["name"]: table for table in client.get(f"{BASE}/tables").json()}
    assert "sites" in found
    columns = {column["name"]: column for column in found["impacts"]["columns"]}
    assert columns["mechanism"]["type"] == "text"
    assert "predation" in columns["mechanism"]["terms"]
    assert len(client.get("/api/v1/tables").json()) == len(TABLES)


def test_pages_are_linked(client: Client) -> None:
    seen, address = [], f"{BASE}/tables/vital_rates?limit=4"
    while address:
        answer = client.get(address)
        seen += answer.json()["items"]
        links = dict(reversed(part.split("; rel=")) for part in answer.headers["link"].split(", "))
        address = links.get('"next"', "").strip("<>")
    assert seen == client.get(f"{BASE}/tables/vital_rates?limit=1000").json()["items"]


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "offset=-1", "format=xls", "offset=99999999999"])
def test_what_cannot_be_asked_is_a_problem(client: Client, query: str) -> None:
    answer = client.get(f"{BASE}/tables/sites?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    problem = answer.json()
    assert problem["status"] == 422
    assert problem["remedy"]
    assert query.split("=", maxsplit=1)[0] in problem["where"]


def test_csv_runs_no_formula() -> None:
    from oxyura.apps.web.api.formats import write_csv

    shape = study_shape("sources")
    columns: dict[str, list[Any]] = {field.name: ["=1+1", "@x", "-2"] for field in shape.fields}
    rows = list(csv.reader(io.StringIO(write_csv(Rows(shape, columns)).decode())))
    assert rows[0] == [field.name for field in shape.fields]
    assert {cell for row in rows[1:] for cell in row} == {"'=1+1", "'@x", "'-2"}


def test_csv_is_the_table(client: Client) -> None:
    answer = client.get(f"{BASE}/tables/vital_rates", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    values = read_study("gough").tables["vital_rates"].numbers("value")
    assert [float(row["value"]) for row in rows] == values.tolist()


def test_parquet_is_the_table(client: Client) -> None:
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(client.get(f"{BASE}/tables/measures?format=parquet").content))
    assert table.to_pylist() == client.get(f"{BASE}/tables/measures").json()["items"]
    assert b"Unit: " in table.schema.field("cost").metadata[b"meaning"] or table.schema.field("cost").metadata


def test_geojson_is_as_the_standard_says(client: Client) -> None:
    answer = client.get(f"{BASE}/tables/presences?format=geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    found = json.loads(answer.content)
    assert set(found) == {"type", "features"}
    place = found["features"][0]
    assert place["geometry"] == {"type": "Point", "coordinates": [-9.942, -40.323]}
    assert place["properties"]["site_id"] == "gough"


def test_a_table_without_places_is_no_geojson(client: Client) -> None:
    answer = client.get(f"{BASE}/tables/sources?format=geojson")
    assert answer.status_code == 406
    assert "csv" in answer.json()["remedy"]
    assert client.get(f"{BASE}/tables/sources", headers={"Accept": "image/png"}).status_code == 406


def test_holes_belong_to_their_ring() -> None:
    text = "MULTIPOLYGON (((0 0, 0 9, 9 9, 9 0, 0 0), (2 2, 4 2, 4 4, 2 4, 2 2)), ((20 0, 21 0, 21 1, 20 0)))"
    place = as_polygons(read_outline(text))
    assert [len(polygon) for polygon in place.polygons] == [2, 1]
    outer, hole = place.polygons[0]

    def area(ring: tuple[tuple[float, float], ...]) -> float:
        return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2

    assert (area(outer), area(hole)) == (81, -4)
    assert outer[0] == outer[-1]


def _open(content: bytes) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.deserialize(content)
    return database


def test_a_geopackage_is_read_back(client: Client) -> None:
    content = client.get(f"{BASE}/tables/sites?format=gpkg").content
    database = _open(content)
    try:
        assert database.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert database.execute("PRAGMA user_version").fetchone() == (10300,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        systems = {row[0] for row in database.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
        assert systems == {-1, 0, 4326}
        layer = database.execute("SELECT table_name, data_type, srs_id, min_x, max_y FROM gpkg_contents").fetchone()
        assert layer[:4] == ("sites", "features", 4326, -9.942)
        column = database.execute("SELECT column_name, geometry_type_name, z, m FROM gpkg_geometry_columns").fetchone()
        assert column == ("geom", "GEOMETRY", 0, 0)
        name, blob = database.execute("SELECT site_id, geom FROM sites WHERE fid = 1").fetchone()
        assert name == "gough"
        assert blob[:4] == b"GP\x00\x01"
        assert struct.unpack("<i", blob[4:8]) == (4326,)
        assert struct.unpack("<BIdd", blob[8:]) == (1, 1, -9.942, -40.323)
    finally:
        database.close()


def test_a_geopackage_holds_outlines_and_tables_without_places(register: Register) -> None:
    shape = study_shape("sites")
    columns: dict[str, list[Any]] = {field.name: [None] for field in shape.fields}
    ring = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0))
    moment = register.studies()[0].added_at
    database = _open(write_geopackage(Rows(shape, columns, [Geometry("MultiPolygon", ((ring,),))]), moment))
    (blob,) = database.execute("SELECT geom FROM sites").fetchone()
    assert struct.unpack("<BII", blob[8:17]) == (1, 6, 1)
    assert struct.unpack("<BII", blob[17:26]) == (1, 3, 1)
    assert struct.unpack("<I8d", blob[26:]) == (4, *(each for position in ring for each in position))
    database.close()
    plain = study_shape("sources")
    database = _open(write_geopackage(Rows(plain, {field.name: ["a"] for field in plain.fields}), moment))
    assert database.execute("SELECT data_type, srs_id FROM gpkg_contents").fetchone() == ("attributes", None)
    assert database.execute("SELECT count(*) FROM gpkg_geometry_columns").fetchone() == (0,)
    database.close()


def test_every_study_together(client: Client) -> None:
    page = client.get("/api/v1/migrants?limit=1000").json()
    assert {item["study_name"] for item in page["items"]} == {"gough", "seville"}
    found = client.get("/api/v1/migrants", params={"q": "dabbenena"}).json()
    assert [item["migrant_id"] for item in found["items"]] == ["tristan-albatross"]


@pytest.mark.parametrize("name", ["exposure", "impact", "attribution", "frontier"])
def test_results_are_those_of_the_run(client: Client, run: RunRecord, register: Register, name: str) -> None:
    page = client.get(f"/api/v1/runs/{run.key}/{name}?limit=1000").json()
    assert page["items"]
    for item in page["items"]:
        row_model(result_shapes()[name]).model_validate(item)
    if name != "frontier":
        from pyarrow import parquet

        table = parquet.read_table(io.BytesIO(register.run_file(run.key, f"{name}.parquet")))
        assert page["items"] == table.to_pylist()
    else:
        assert page["items"][-1]["measures"] == ["baiting-again"]


def test_the_answer_and_files_of_a_run(client: Client, run: RunRecord) -> None:
    address = f"/api/v1/runs/{run.key}"
    shown = client.get(address).json()
    assert shown["options"]["deterministic"] is True
    assert client.get(f"{address}/summary.json").json()["study"] == "gough"
    assert client.get(f"{address}/portfolio.json").json()["on_offer"]
    report = client.get(f"{address}/files/report.html")
    assert report.headers["content-disposition"].startswith("attachment")
    assert client.get(f"{address}/files/nothing.txt").status_code == 404
    assert [each["key"] for each in client.get(f"{BASE}/runs").json()["items"]] == [run.key]
