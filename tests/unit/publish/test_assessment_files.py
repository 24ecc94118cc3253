from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from oxyura.publish.assessment_files import make_files, write_assessment
from oxyura.publish.provenance import describe_software
from oxyura.publish.result_folder import OutputFile
from oxyura.publish.study_tables import write_tables
from oxyura.schema.errors import InputError
from oxyura.schema.table import TableSet, table_from_records
from oxyura.study.assessment import Assessment
from oxyura.study.delimited import unescape_formula
from oxyura.study.reading import read_study

NAMES = {
    "summary.json",
    "exposure.parquet",
    "impact.parquet",
    "attribution.parquet",
    "portfolio.json",
    "frontier.csv",
    "report.html",
    "summary.docx",
    "ro-crate-metadata.json",
    *(
        f"tables/{name}.csv"
        for name in (
            "sites",
            "migrants",
            "stages",
            "distribution",
            "vital_rates",
            "invaders",
            "presences",
            "impacts",
            "pressures",
            "scenarios",
            "sources",
        )
    ),
}


@pytest.fixture(scope="module")
def folder(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_assessment(assessment, tmp_path_factory.mktemp("published") / "result")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def graph_of(folder: Path) -> dict[str, Any]:
    crate = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))
    return {entity["@id"]: entity for entity in crate["@graph"]}


def test_every_file_is_there(folder: Path) -> None:
    assert contents(folder).keys() == NAMES


def test_one_assessment_gives_the_same_bytes(folder: Path, assessment: Assessment, tmp_path: Path) -> None:
    again = write_assessment(assessment, tmp_path / "elsewhere")
    assert contents(again) == contents(folder)


def test_nothing_tells_where_it_was_written(folder: Path) -> None:
    for name, content in contents(folder).items():
        assert str(folder.parent).encode() not in content, name
        assert str(Path.home()).encode() not in content, name


def test_a_taken_folder_is_refused_before_anything_is_made(
    folder: Path, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oxyura.publish.assessment_files.make_files", lambda _: pytest.fail("made"))
    with pytest.raises(InputError, match="already holds a result"):
        write_assessment(assessment, folder)


def test_the_crate_lists_every_file_with_its_checksum(folder: Path) -> None:
    graph = graph_of(folder)
    listed = {part["@id"] for part in graph["./"]["hasPart"]}
    assert listed == NAMES - {"ro-crate-metadata.json"}
    for name in listed:
        content = (folder / name).read_bytes()
        assert graph[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert graph[name]["contentSize"] == str(len(content))
        assert graph[name]["encodingFormat"]


def test_the_crate_meets_the_specification(folder: Path) -> None:
    graph = graph_of(folder)
    descriptor = graph["ro-crate-metadata.json"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert descriptor["about"] == {"@id": "./"}
    root = graph["./"]
    assert root["@type"] == "Dataset"
    assert (root["name"], root["datePublished"], root["description"]) == (
        "A pochard, carp & mink",
        "2026-01-15",
        "Who harms it?",
    )
    assert graph[root["license"]["@id"]]["description"].count("CC BY 4.0: count-2020") == 1

    def references(value: object) -> list[str]:
        if isinstance(value, dict):
            own = [value["@id"]] if value.keys() == {"@id"} else []
            return own + [found for item in value.values() for found in references(item)]
        return [found for item in value for found in references(item)] if isinstance(value, list) else []

    outside = {name for entity in graph.values() for name in references(entity)} - graph.keys()
    assert outside == {"https://w3id.org/ro/crate/1.1"}


def test_the_crate_says_what_it_was_made_from_and_with(folder: Path, assessment: Assessment) -> None:
    graph = graph_of(folder)
    assert graph["#input/migrants.csv"]["sha256"] == "ab" * 32
    assert graph["#input/migrants.csv"]["contentSize"] == "120"
    assert {graph[f"#setting-{name}"]["value"] for name in ("seed", "draws", "horizon_years")} == {4, 20, 10}
    assert graph["#oxyura"]["version"] == assessment.version
    assert {"#python", "#numpy", "#scipy", "#numba", "#pyarrow"} <= graph.keys()
    run = graph["#run"]
    assert {"@id": "#input/study.toml"} in run["object"]
    assert {"@id": "summary.json"} in run["result"]
    source = graph["#source/field-2020"]
    assert source["identifier"] == "https://doi.org/10.1000/(SICI)1%3C1::A%3E2"
    assert source["license"] == "not stated"


def test_exposure_and_impact_say_what_their_columns_mean(folder: Path) -> None:
    exposure = parquet.read_table(folder / "exposure.parquet")
    assert exposure.column_names[:5] == ["migrant_id", "stage", "site_id", "invader_id", "class"]
    rows = exposure.to_pylist()
    assert len(rows) == 18
    mink = next(row for row in rows if row["invader_id"] == "american-mink" and row["site_id"] == "lagoon")
    assert (mink["presence"], mink["exposed_share"], mink["class"], mink["share_low"]) == ("present", 0.4, None, None)
    assert all(row["exposed_share"] is None for row in rows if row["presence"] == "not_surveyed")
    impact = parquet.read_table(folder / "impact.parquet")
    carp = next(row for row in impact.to_pylist() if row["effect_id"] == "carp-food" and row["site_id"] == "lagoon")
    assert (carp["effect"], carp["acts"], carp["factor"]) == (None, False, None)
    for table in (exposure, impact):
        assert all(field.metadata[b"meaning"] for field in table.schema)
    assert exposure.schema.field("share").metadata[b"unit"] == b"share"


def test_a_run_without_exposure_writes_empty_tables(assessment: Assessment) -> None:
    files = {file.name: file for file in make_files(replace(assessment, exposures=(), impacts=(), stage_exposures=()))}
    assert parquet.read_table(io.BytesIO(files["exposure.parquet"].content)).num_rows == 0


def test_the_place_of_a_sensitive_site_is_nowhere(folder: Path) -> None:
    for name, content in contents(folder).items():
        assert b"36.12" not in content, name
        assert b"6.654" not in content, name
    with (folder / "tables" / "sites.csv").open(newline="") as file:
        lagoon, delta = csv.DictReader(file)
    assert (lagoon["lat"], delta["lat"], delta["name"]) == ("38.2", "", "A Delta")


def test_no_spreadsheet_runs_a_cell() -> None:
    notes = ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "plain", None]
    rows = [{"invader_id": f"i{number}", "scientific_name": "x", "notes": note} for number, note in enumerate(notes)]
    (file,) = write_tables(TableSet({"invaders": table_from_records("invaders", rows)}))
    written = [row["notes"] for row in csv.DictReader(io.StringIO(file.content.decode(), newline=""))]
    assert written[:6] == ["'=cmd()", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "''=1"]
    assert [unescape_formula(text) for text in written] == [*notes[:7], ""]


@pytest.mark.parametrize("name", ["townsend-shearwater", "nesting-turtles"])
def test_tables_read_back_as_the_same_study(name: str, repository: Path, tmp_path: Path) -> None:
    original = repository / "src" / "oxyura" / "casebook" / name
    tables = read_study(original).tables
    for file in write_tables(tables):
        (tmp_path / Path(file.name).name).write_bytes(file.content)
    shutil.copy(original / "study.toml", tmp_path)
    again = read_study(tmp_path).tables
    assert {table.spec.name for table in again} == {table.spec.name for table in tables if len(table)}
    for table in again:
        assert list(table.records()) == list(tables[table.spec.name].records())


@pytest.mark.parametrize(("media_type", "listed"), [("application/pdf", True), ("text/html", False)])
def test_the_maker_of_pdf_is_named_where_there_is_one(media_type: str, listed: bool) -> None:
    described = describe_software("1.0", [OutputFile("plan", b"", media_type, "A plan")])
    assert ("typst" in {each["name"] for each in described}) is listed
    assert described[0]["name"] == "oxyura"
    assert {link["@id"] for link in described[0]["softwareRequirements"]} <= {each["@id"] for each in described}
