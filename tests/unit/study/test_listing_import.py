"""A list of listings fills what is empty, keeps what a person wrote, and asks what it cannot know."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from oxyura.schema.errors import InputError
from oxyura.study.checked import check_study
from oxyura.study.listing_import import import_species_plus
from oxyura.study.reading import read_study
from study_packages import write_study

LIST = (
    "rank,scientific_name,genus,family,appendix,effective_from,instrument,notes\n"
    "family,ANATIDAE,,ANATIDAE,II,1994-01-01,CMS,\n"
    "species,Oxyura leucocephala,Oxyura,ANATIDAE,I,1979-01-01,CMS,\n"
    "species,Oxyura leucocephala,Oxyura,ANATIDAE,AEWA,1999-11-01,AEWA,\n"
    "species,Otis tarda,Otis,OTIDIDAE,I,1994-01-01,CMS,Middle-European population.\n"
    "species,Otis tarda,Otis,OTIDIDAE,II,1985-10-24,CMS,\n"
    "species,Grus grus,Grus,GRUIDAE,II,1979-01-01,,\n"
)


@pytest.fixture
def listings(tmp_path: Path) -> Path:
    path = tmp_path / "cms_listings_2012-02-23.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def study(folder: Path, *migrants: dict[str, Any], **tables: list[dict[str, Any]]) -> Path:
    rows = [{"abundance": 100, "abundance_unit": "pairs", "source_id": "mine", **migrant} for migrant in migrants]
    written = {"migrants": rows, "sources": [{"source_id": "mine", "citation": "My own count"}], **tables}
    return write_study(folder, written)


def duck(**cells: Any) -> dict[str, Any]:
    return {"migrant_id": "duck", "scientific_name": "Oxyura leucocephala", **cells}


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return list(read_study(folder).tables["migrants"].records())


def test_empty_cells_are_filled_and_dated(tmp_path: Path, listings: Path) -> None:
    folder = study(tmp_path / "s", duck(notes="mine"))
    report = import_species_plus(listings, folder)
    [row] = rows_of(folder)
    assert (row["cms_appendix"], row["instruments"]) == ("I/II", ("AEWA",))
    assert (row["listing_date"], row["listing_source"]) == ("2012-02-23", "species-plus-2012-02-23")
    assert row["notes"] == "mine"
    assert (report.listing_date, report.decide) == ("2012-02-23", ())
    assert (report.counts[0].rows_in, report.counts[0].used, report.counts[0].quarantined) == (6, 5, 1)
    aside = csv.DictReader((folder / "quarantine.csv").read_text(encoding="utf-8").splitlines())
    assert [row["column"] for row in aside] == ["instrument"]
    found = check_study(folder)
    assert found.is_valid
    assert "unused_source" not in {problem.code for problem in found.problems if "species-plus" in problem.message}


def test_second_import_changes_nothing(tmp_path: Path, listings: Path) -> None:
    folder = study(tmp_path / "s", duck())
    import_species_plus(listings, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    import_species_plus(listings, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_a_person_wrote_is_kept_and_disagreement_is_told(tmp_path: Path, listings: Path) -> None:
    folder = study(tmp_path / "s", duck(cms_appendix="II", instruments="ACAP"))
    report = import_species_plus(listings, folder)
    [row] = rows_of(folder)
    assert (row["cms_appendix"], row["instruments"], row["listing_date"]) == ("II", ("ACAP",), None)
    assert [word in " ".join(report.warnings) for word in ("Appendix II", "Appendix I/II", "ACAP", "AEWA")] == [
        True
    ] * 4


def test_agreement_is_dated(tmp_path: Path, listings: Path) -> None:
    folder = study(tmp_path / "s", duck(cms_appendix="I/II"))
    import_species_plus(listings, folder)
    [row] = rows_of(folder)
    assert (row["cms_appendix"], row["listing_date"]) == ("I/II", "2012-02-23")


def test_listing_of_some_populations_is_asked(tmp_path: Path, listings: Path) -> None:
    folder = study(tmp_path / "s", {"migrant_id": "bustard", "scientific_name": "Otis tarda"})
    report = import_species_plus(listings, folder)
    [row] = rows_of(folder)
    assert row["cms_appendix"] == "II"
    [question] = report.decide
    assert "Middle-European population." in question


def test_answer_to_that_question_agrees_with_the_list(tmp_path: Path, listings: Path) -> None:
    folder = study(tmp_path / "s", {"migrant_id": "bustard", "scientific_name": "Otis tarda", "cms_appendix": "I/II"})
    report = import_species_plus(listings, folder)
    [row] = rows_of(folder)
    assert (row["cms_appendix"], row["listing_date"], report.warnings) == ("I/II", "2012-02-23", ())


def test_family_alone_is_asked_and_never_filled_in(tmp_path: Path, listings: Path) -> None:
    folder = study(tmp_path / "s", {"migrant_id": "ruddy", "scientific_name": "Oxyura jamaicensis"})
    report = import_species_plus(listings, folder)
    [row] = rows_of(folder)
    assert (row["cms_appendix"], row["listing_date"]) == (None, None)
    assert "Anatidae spp." in report.decide[0]


def test_alien_population_gets_no_listing(tmp_path: Path, listings: Path) -> None:
    folder = study(
        tmp_path / "s",
        duck(),
        sites=[{"site_id": "lake", "name": "A lake", "country": "US"}],
        stages=[{"migrant_id": "duck", "stage": "all", "position": 1, "start_week": 1, "end_week": 52}],
        distribution=[{"migrant_id": "duck", "stage": "all", "site_id": "lake", "share": 1, "survey_status": "expert"}],
        invaders=[{"invader_id": "escaped", "scientific_name": "Oxyura leucocephala", "native_countries": "ES"}],
    )
    report = import_species_plus(listings, folder)
    [row] = rows_of(folder)
    assert row["cms_appendix"] is None
    assert "alien at lake" in " ".join(report.decide)


def test_unknown_name_and_row_set_aside_are_told(tmp_path: Path, listings: Path) -> None:
    folder = study(
        tmp_path / "s",
        duck(scientific_name="Oxyura leucocephalla"),
        {"migrant_id": "crane", "scientific_name": "Grus grus"},
    )
    report = import_species_plus(listings, folder)
    said = " ".join((*report.decide, *report.warnings))
    assert "Oxyura leucocephala" in said
    assert "set aside" in said
    assert [row["cms_appendix"] for row in rows_of(folder)] == [None, None]


def test_study_without_migrants(tmp_path: Path, listings: Path) -> None:
    with pytest.raises(InputError, match="no migrants"):
        import_species_plus(listings, tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
