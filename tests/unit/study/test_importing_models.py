"""Networks and matrices into studies: what is added, what is kept, and what is refused."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import oxyura
from oxyura.schema.errors import InputError
from oxyura.study.importing_matrices import find_matrices, import_matrix
from oxyura.study.importing_networks import import_metric_workbook
from study_packages import SOURCE, write_study

MATRIX = {
    "species": "Avis exempli",
    "authors": "One",
    "year": 1999,
    "A": [[0, 1.2], [0.5, 0.8]],
    "U": [[0, 0], [0.5, 0.8]],
}


def workbook(path: Path, *seasons: str, survival: Any = 0.9, change: Callable[[Any], None] | None = None) -> Path:
    """Write the workbook of one class at two nodes."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for season in seasons or ("Summer", "Winter"):
        sheet = book.create_sheet(season)
        rows: list[list[Any]] = [
            ["Node Attributes", None, "Population", "Survival Rate", "Reproduction/Transition", "Classes", "Allow"],
            [None, None, "N", "s", "t", None, "TRANS"],
            [None, "North", 10, survival, 0.3, "bird", 1],
            [None, "South", 30, 0.5, 0.2],
            [],
            ["Path Transition", None, 1, 2],
            ["Origin", 1, 0.8, 0.2],
            [None, 2, 0.4, 0.6],
            [],
            ["Path Survival", None, 1, 2],
            ["Origin", 1, 1, 0.9],
            [None, 2, 0.9, 1],
        ]
        for row in rows:
            sheet.append(row)
        if change is not None:
            change(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path.parent


@pytest.fixture
def network(tmp_path: Path) -> Path:
    return workbook(tmp_path / "net" / "metric_inputs_bird.xlsx")


@pytest.fixture
def matrices(tmp_path: Path) -> Path:
    path = tmp_path / "matrices.json"
    path.write_text(json.dumps([MATRIX, {**MATRIX, "A": [[0, 9], [0.5, 0.8]]}, {**MATRIX, "species": "Avis altera"}]))
    return path


def migrants(study: Path) -> list[dict[str, Any]]:
    return [dict(row) for row in oxyura.read_study(study).tables["migrants"].records()]


@pytest.mark.parametrize("name", ["study", "study.xlsx"])
def test_a_network_becomes_a_study_that_passes_its_checks(network: Path, tmp_path: Path, name: str) -> None:
    report = import_metric_workbook(network, tmp_path / name, scientific_name="Avis exempli")

    assert oxyura.check_study(tmp_path / name).is_valid
    assert {row.table: row.added for row in report.tables} == {
        "sources": 1, "sites": 2, "migrants": 1, "stages": 2, "classes": 1, "distribution": 4, "movements": 8,
        "vital_rates": 8,
    }  # fmt: skip
    (migrant,) = migrants(tmp_path / name)
    assert (migrant["migrant_id"], migrant["scientific_name"]) == ("avis-exempli", "Avis exempli")
    assert [(count.rows_in, count.used, count.quarantined) for count in report.counts] == [(4, 4, 0)]
    assert not any("Which species" in question for question in report.decide)


def test_importing_again_changes_nothing_and_keeps_what_a_person_wrote(network: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    import_metric_workbook(network, study)
    stages = study / "stages.csv"
    stages.write_text(stages.read_text().replace(",26,", ",30,"))
    rates = study / "vital_rates.csv"
    rates.write_text(rates.read_text().replace(",0.9,", ",0.95,"))

    report = import_metric_workbook(network, study)

    assert sum(row.added + row.updated for row in report.tables) == 0
    assert any("2 of vital_rates" in warning for warning in report.warnings)
    assert ",30," in stages.read_text()
    assert ",0.95," in rates.read_text()


def test_without_a_name_it_asks_for_one(network: Path, tmp_path: Path) -> None:
    report = import_metric_workbook(network, tmp_path / "study")
    assert "Which species is it?" in report.decide[0]
    assert migrants(tmp_path / "study")[0]["scientific_name"] == "net (scientific name not given)"


def existing(folder: Path, **migrant: Any) -> Path:
    row = {"migrant_id": "bird", "scientific_name": "Avis exempli", "source_id": SOURCE, **migrant}
    return write_study(
        folder, {"migrants": [row], "sites": [{"site_id": "ndk", "name": "North", "lat": 60, "lon": 10}]}
    )


def test_a_study_with_one_migrant_gets_its_model_and_keeps_its_sites(network: Path, tmp_path: Path) -> None:
    study = existing(tmp_path / "study", cms_appendix="II")
    import_metric_workbook(network, study)
    (migrant,) = migrants(study)
    assert (migrant["migrant_id"], migrant["cms_appendix"], migrant["abundance"]) == ("bird", "II", 40)
    sites = {row["site_id"]: row["lat"] for row in oxyura.read_study(study).tables["sites"].records()}
    assert sites == {"ndk": 60, "south": None}
    assert oxyura.check_study(study).is_valid


def test_an_abundance_that_is_known_stays(network: Path, tmp_path: Path) -> None:
    study = existing(tmp_path / "study", abundance=500, abundance_unit="pairs")
    report = import_metric_workbook(network, study)
    (migrant,) = migrants(study)
    assert (migrant["abundance"], migrant["abundance_unit"]) == (500, "pairs")
    assert any("is 500, and that stays" in warning for warning in report.warnings)


def test_two_models_of_one_population_are_not_mixed(network: Path, matrices: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    import_metric_workbook(network, study, migrant_id="bird", scientific_name="Avis exempli")
    before = {path.name: path.read_bytes() for path in study.iterdir()}
    with pytest.raises(InputError, match="two models of one population"):
        import_matrix(find_matrices(matrices, "Avis exempli"), "Avis exempli", study, migrant_id="bird")
    assert {path.name: path.read_bytes() for path in study.iterdir()} == before


def test_a_matrix_becomes_a_study_with_its_reasons_beside_it(matrices: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    report = import_matrix(find_matrices(matrices, "avis exempli"), "avis exempli", study, abundance=120)
    assert oxyura.check_study(study).is_valid
    (count,) = report.counts
    assert (count.rows_in, count.used, count.quarantined, count.matched, count.other_taxon) == (3, 2, 1, 1, 1)
    assert list(report.quarantined) == ["The growth per year is …, outside the band from … to …."]
    assert 'matrices.json,2,"The growth per year is 2.559, outside' in (study / "quarantine.csv").read_text()
    (migrant,) = migrants(study)
    assert (migrant["scientific_name"], migrant["abundance"]) == ("Avis exempli", 120)


def test_without_an_abundance_the_check_asks_for_it(matrices: Path, tmp_path: Path) -> None:
    report = import_matrix(find_matrices(matrices, "Avis exempli"), "Avis exempli", tmp_path / "study")
    assert "How many are there?" in report.decide[0]
    codes = [problem.code for problem in oxyura.check_study(tmp_path / "study").problems if problem.severity == "error"]
    assert codes == ["abundance_missing"]


def test_a_choice_is_asked_for_and_told(tmp_path: Path) -> None:
    path = tmp_path / "matrices.json"
    path.write_text(
        json.dumps([{**MATRIX, "treat": "Unmanipulated"}, {**MATRIX, "treat": "Nestbox"}, {**MATRIX, "U": None}])
    )
    found = find_matrices(path, "Avis exempli")
    for matrix, message in (
        (None, "2 matrices of Avis exempli can be used.*1: One, 1999, Unmanipulated; 2: One, 1999, Nestbox"),
        ("3", "Matrix 3 cannot be used. There is no such matrix matU"),
        ("9", "no matrix 9 of Avis exempli"),
    ):
        with pytest.raises(InputError, match=message):
            import_matrix(found, "Avis exempli", tmp_path / "study", matrix=matrix)
    assert not (tmp_path / "study").exists()
    import_matrix(found, "Avis exempli", tmp_path / "study", matrix="2")


@pytest.mark.parametrize(
    ("species", "message"), [("Avis tertia", "It has: Avis altera, Avis exempli"), ("Avis", "Give genus")]
)
def test_a_species_that_is_not_there(matrices: Path, species: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        find_matrices(matrices, species)


@pytest.mark.parametrize("abundance", [0.0, -5.0, float("nan"), float("inf")])
def test_numbers_that_nobody_has(matrices: Path, tmp_path: Path, abundance: float) -> None:
    with pytest.raises(InputError, match="There cannot be"):
        import_matrix(find_matrices(matrices, "Avis exempli"), "Avis exempli", tmp_path / "s", abundance=abundance)


def test_a_band_that_holds_nothing(matrices: Path) -> None:
    with pytest.raises(InputError, match="holds nothing"):
        find_matrices(matrices, "Avis exempli", growth_low=2, growth_high=1)


def with_entities(path: Path) -> None:
    copy = path.with_suffix(".copy")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.xml":
                data = data.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook', 1)
            new.writestr(name, data)
    copy.replace(path)


def with_macros(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-400])


def no_workbook(path: Path) -> None:
    path.write_bytes(b"N,s,t\n")


@pytest.mark.parametrize(
    ("damage", "message"),
    [(with_entities, "entities"), (with_macros, "macros"), (cut_off, "damaged"), (no_workbook, "not a zip archive")],
)
def test_hostile_and_damaged_workbooks(
    network: Path, tmp_path: Path, damage: Callable[[Path], None], message: str
) -> None:
    damage(network / "metric_inputs_bird.xlsx")
    with pytest.raises(InputError, match=message) as error:
        import_metric_workbook(network, tmp_path / "study")
    assert "metric_inputs_bird.xlsx" in error.value.where
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize(
    ("cell", "value", "message"),
    [
        ("D3", "=1/2", "a formula where the survival"),
        ("C3", "#REF!", "an error where the number"),
        ("E4", "", "empty where"),
    ],
)
def test_cells_without_a_value_of_their_own(tmp_path: Path, cell: str, value: str, message: str) -> None:
    def change(sheet: Any) -> None:
        sheet[cell] = value

    folder = workbook(tmp_path / "net" / "metric_inputs_bird.xlsx", change=change)
    with pytest.raises(InputError, match=message) as error:
        import_metric_workbook(folder, tmp_path / "study")
    assert error.value.where == f"metric_inputs_bird.xlsx [Summer], cell {cell}"


def test_names_that_a_spreadsheet_would_run(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["B3"] = "@SUM(A1)"

    folder = workbook(tmp_path / "net" / "metric_inputs_bird.xlsx", change=change)
    import_metric_workbook(folder, tmp_path / "study")
    assert "'@SUM(A1)" in (tmp_path / "study" / "sites.csv").read_text()


def test_folders_without_a_network(tmp_path: Path, network: Path) -> None:
    with pytest.raises(InputError, match="no folder"):
        import_metric_workbook(tmp_path / "none", tmp_path / "study")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "~$metric_inputs_bird.xlsx").write_bytes(b"")
    with pytest.raises(InputError, match="no workbook of a network"):
        import_metric_workbook(tmp_path / "empty", tmp_path / "study")
    workbook(network / "METRIC_INPUTS_BIRD.xlsx")
    with pytest.raises(InputError, match="Two workbooks are of class"):
        import_metric_workbook(network, tmp_path / "study")


def test_an_existing_folder_that_is_no_study_is_left_alone(network: Path, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("mine")
    with pytest.raises(InputError):
        import_metric_workbook(network, tmp_path / "papers")
    assert [path.name for path in (tmp_path / "papers").iterdir()] == ["a.txt"]
