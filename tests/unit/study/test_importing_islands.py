"""The tables of islands into a study: what is new is added, what a person wrote is kept."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from oxyura.schema.errors import InputError
from oxyura.study.checked import check_study
from oxyura.study.importing import ImportReport
from oxyura.study.importing_islands import import_islands
from oxyura.study.reading import read_study

TABLES = {
    "islands.csv": """Island_Code,Corrected_Island_Name,CountryTerritory,Corrected_Latitude,Corrected_Longitude,Area
1.0,Gough,SAINT HELENA,-40.32,-9.94,65
2.0,Marion,SOUTH AFRICA,-46.9,37.75,293
""",
    "aliens.csv": """Island_Code,Scientific_Name,IC_Nominate_Type,Invasive_Status
1.0,Mus musculus,Rodent_Mus,Confirmed
2.0,Mus musculus,Rodent_Mus,Suspected
2.0,Felis catus,Cat,Eradicated
""",
    "natives.csv": """Island_Code,Animal_type,Scientific_name,IUCN,Insular_or_Continental,Present_Breeding_Status
1.0,Seabird,Diomedea dabbenena,CR,Insular,Confirmed
2.0,Seabird,Anas exempli,EN,Insular,Confirmed
2.0,Seabird,Diomedea dabbenena,CR,Insular,Potential Breeding
""",
    "interactions.csv": """Island_Code,Target_Species,IUCN,Invasive_Species,impact_score
1.0,Diomedea dabbenena,CR,Mus musculus,2
2.0,Diomedea dabbenena,CR,Mus musculus,2
2.0,Anas exempli,EN,Felis catus,1
""",
    "EF.csv": """Animal_category,largest_feasible_area,human_pop_cutoff
Rodent_Mus,308.22,100
""",
    "list_2012-02-23.csv": """rank,scientific_name,genus,family,appendix,effective_from,instrument
species,Diomedea dabbenena,Diomedea,DIOMEDEIDAE,II,1997-07-15,CMS
species,Diomedea dabbenena,Diomedea,DIOMEDEIDAE,ACAP,2007-01-01,ACAP
species,Anas acuta,Anas,ANATIDAE,II,1979-01-01,CMS
family,ANATIDAE,,ANATIDAE,II,1979-01-01,CMS
""",
    "bounds.csv": """score,rate,effect_low,effect_high,source
2,fecundity,-0.9,-0.1,A workshop
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "islands"
    place.mkdir()
    for name, text in TABLES.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def bring(folder: Path, into: Path, **options: Any) -> ImportReport:
    return import_islands(folder, folder / "list_2012-02-23.csv", into, **options)


def rows(study: Path, table: str) -> list[dict[str, str]]:
    with (study / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def change(study: Path, table: str, before: str, after: str) -> None:
    path = study / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.parametrize("name", ["world", "world.xlsx"])
def test_a_study_is_made_and_valid(folder, tmp_path, name):
    report = bring(folder, tmp_path / name)
    added = {table.table: table.added for table in report.tables}
    assert added == {
        "sources": 2, "sites": 2, "migrants": 1, "stages": 1, "distribution": 2, "invaders": 2, "presences": 3,
        "impacts": 2, "feasibility": 1,
    }  # fmt: skip
    assert report.listing_date == "2012-02-23"
    assert [problem for problem in check_study(tmp_path / name).problems if problem.severity == "error"] == []
    (migrant,) = read_study(tmp_path / name).tables["migrants"].records()
    assert (migrant["cms_appendix"], migrant["instruments"], migrant["listing_date"]) == ("II", ("ACAP",), "2012-02-23")
    assert migrant["abundance"] is None


def test_a_family_alone_is_asked_and_an_answer_is_taken(folder, tmp_path):
    study = tmp_path / "world"
    report = bring(folder, study)
    assert "anas-exempli (Anas exempli) is in the list only by Anatidae spp." in report.decide[0]
    with (study / "migrants.csv").open("a", encoding="utf-8") as stream:
        header = (study / "migrants.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        stream.write(
            ",".join({"migrant_id": "duck", "scientific_name": "Anas exempli"}.get(n, "") for n in header) + "\n"
        )
    again = bring(folder, study)
    assert again.decide == ()
    assert [row["impact_id"] for row in rows(study, "impacts") if row["migrant_id"] == "duck"] == [
        "duck-felis-catus-score-1"
    ]
    assert {row["migrant_id"] for row in rows(study, "distribution")} == {"diomedea-dabbenena", "duck"}


def test_what_a_person_wrote_is_kept(folder, tmp_path):
    study = tmp_path / "world"
    bring(folder, study)
    change(study, "sites", ",Gough,", ",Gough Island,")
    change(study, "distribution", ",gough-1,0.5,", ",gough-1,1,")
    change(study, "distribution", ",marion-2,0.5,", ",marion-2,0,")
    change(study, "impacts", "expert,low", "expert,medium")
    report = bring(folder, study)
    assert [(table.added, table.updated) for table in report.tables] == [(0, 0)] * len(report.tables)
    assert rows(study, "sites")[0]["name"] == "Gough Island"
    assert [row["share"] for row in rows(study, "distribution")] == ["1", "0"]
    assert {row["confidence"] for row in rows(study, "impacts")} == {"medium"}


def test_a_population_of_the_study_keeps_its_own_distribution(folder, tmp_path):
    study = tmp_path / "world"
    bring(folder, study)
    change(study, "distribution", "holmes-2019-islands", "")
    assert any("stay as they are" in text for text in bring(folder, study).warnings)


def test_places_that_may_be_the_same_are_named(folder, tmp_path):
    study = tmp_path / "world"
    bring(folder, study)
    change(study, "sites", "gough-1,", "my-gough,")
    change(study, "distribution", "gough-1,", "my-gough,")
    change(study, "presences", "gough-1,", "my-gough,")
    change(study, "impacts", "gough-1,", "my-gough,")
    assert any("my-gough and gough-1" in text for text in bring(folder, study).warnings)


def test_other_stages_are_refused(folder, tmp_path):
    study = tmp_path / "world"
    bring(folder, study)
    for table in ("stages", "distribution", "impacts"):
        change(study, table, "breeding,", "ashore,")
    with pytest.raises(InputError, match="none is breeding"):
        bring(folder, study)


def test_bounds_go_into_a_study_without_scores_of_its_own(folder, tmp_path):
    bounds = folder / "bounds.csv"
    bring(folder, tmp_path / "scores")
    with pytest.raises(InputError, match="now they would be on fecundity"):
        bring(folder, tmp_path / "scores", score_bounds=bounds)
    study = tmp_path / "sized"
    bring(folder, study, score_bounds=bounds)
    assert {(row["rate"], row["effect"], row["effect_low"], row["effect_high"]) for row in rows(study, "impacts")} == {
        ("fecundity", "-0.5", "-0.9", "-0.1")
    }
    assert {row["source_id"] for row in rows(study, "sources")} >= {"a-workshop"}
    bounds.write_text(bounds.read_text(encoding="utf-8").replace("-0.9", "-0.7"), encoding="utf-8")
    changed = {table.table: table.updated for table in bring(folder, study, score_bounds=bounds).tables}
    assert (changed["impacts"], rows(study, "impacts")[0]["effect"]) == (2, "-0.4")


def test_nothing_is_written_where_a_file_is_refused(folder, tmp_path):
    (folder / "interactions.csv").unlink()
    with pytest.raises(InputError, match=r"interactions\.csv"):
        bring(folder, tmp_path / "world")
    assert not (tmp_path / "world").exists()
