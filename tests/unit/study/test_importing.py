"""Imports add what is new and keep what a person wrote."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from oxyura.schema.errors import InputError
from oxyura.study.importing import import_griis, import_occurrences
from oxyura.study.reading import read_study
from study_packages import write_study


def study(folder: Path, **tables: list[dict[str, Any]]) -> Path:
    """Write a study of one site in Doñana and three invaders, one of them eradicated."""
    written: dict[str, list[dict[str, Any]]] = {
        "sites": [{"site_id": "donana", "name": "Doñana", "country": "ES", "lat": 37.0, "lon": -6.4}],
        "invaders": [
            {"invader_id": "ruddy-duck", "scientific_name": "Oxyura jamaicensis"},
            {"invader_id": "carp", "scientific_name": "Cyprinus carpio"},
            {"invader_id": "coypu", "scientific_name": "Myocastor coypus"},
        ],
        "presences": [
            {
                "invader_id": "ruddy-duck",
                "site_id": "donana",
                "status": "eradicated",
                "establishment_means": "introduced",
                "first_year": "",
                "last_year": "",
                "source_id": "mine",
                "notes": "my note",
            },
            {
                "invader_id": "carp",
                "site_id": "donana",
                "status": "present",
                "establishment_means": "",
                "first_year": 2001,
                "last_year": 2015,
                "source_id": "mine",
                "notes": "my note",
            },
        ],
        "sources": [{"source_id": "mine", "citation": "My own count"}],
    }
    write_study(folder, {**written, **tables}, title="Imports", horizon_years=5, draws=5, seed=1)
    return folder


def records(path: Path, *rows: tuple[str, str, str, str]) -> Path:
    """Write a table of Darwin Core records: species, latitude, longitude, date."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(("scientificName", "decimalLatitude", "decimalLongitude", "eventDate"))
        writer.writerows(rows)
    return path


def presences(folder: Path) -> dict[str, dict[str, Any]]:
    return {str(row["invader_id"]): dict(row) for row in read_study(folder).tables["presences"].records()}


def test_records_add_what_is_new_and_keep_what_people_found(tmp_path: Path) -> None:
    folder = study(tmp_path / "study")
    file = records(
        tmp_path / "records.txt",
        ("Oxyura jamaicensis", "37.0", "-6.4", "2003-05-01"),
        ("Cyprinus carpio", "37.0", "-6.4", "1998-05-01"),
        ("Cyprinus carpio", "37.0", "-6.4", "2020-05-01"),
        ("Myocastor coypus", "37.0", "-6.4", "2019-01-01"),
        ("Anas platyrhynchos", "37.0", "-6.4", "2019-01-01"),
        ("Myocastor coypus", "", "-6.4", "2019-01-01"),
    )
    report = import_occurrences([file], folder)
    after = presences(folder)
    assert after["ruddy-duck"]["status"] == "eradicated"
    assert after["ruddy-duck"]["last_year"] is None
    assert any("ruddy-duck at donana (eradicated, records to 2003)" in warning for warning in report.warnings)
    assert (after["carp"]["first_year"], after["carp"]["last_year"]) == (1998, 2020)
    assert (after["carp"]["notes"], after["carp"]["source_id"]) == ("my note", "mine")
    assert (after["coypu"]["status"], after["coypu"]["records"]) == ("present", 1)
    (count,) = report.counts
    assert (count.rows_in, count.used, count.quarantined) == (6, 5, 1)
    assert "records.txt" in report.quarantine_file.read_text(encoding="utf-8")


def test_a_second_import_of_the_same_file_changes_nothing(tmp_path: Path) -> None:
    folder = study(tmp_path / "study")
    file = records(tmp_path / "records.txt", ("Myocastor coypus", "37.0", "-6.4", "2019-01-01"))
    import_occurrences([file], folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    import_occurrences([file], folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_quarantine_keeps_the_rows_of_other_files(tmp_path: Path) -> None:
    folder = study(tmp_path / "study")
    for name in ("first.txt", "second.txt", "first.txt"):
        import_occurrences([records(tmp_path / name, ("Myocastor coypus", "", "-6.4", "2019-01-01"))], folder)
    with (folder / "quarantine.csv").open(encoding="utf-8", newline="") as file:
        assert sorted(row["file"] for row in csv.DictReader(file)) == ["first.txt", "second.txt"]


def test_an_invader_not_recorded_is_not_surveyed(tmp_path: Path) -> None:
    folder = study(tmp_path / "study")
    import_occurrences([records(tmp_path / "r.txt", ("Cyprinus carpio", "37.0", "-6.4", "1998-05-01"))], folder)
    assert presences(folder)["coypu"]["status"] == "not_surveyed"


def test_records_need_a_study(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no study here"):
        import_occurrences([records(tmp_path / "r.txt")], tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_checklist_keeps_the_studys_identifiers(tmp_path: Path, data_dir: Path) -> None:
    folder = study(tmp_path / "study")
    report = import_griis([data_dir / "griis" / "archives" / "griis-spain.zip"], "ES", folder)
    reading = read_study(folder)
    ids = reading.tables["invaders"].words("invader_id")
    assert "oxyura-jamaicensis" not in ids
    assert len(set(ids)) == len(ids) > 800
    assert set(reading.tables["presences"].words("invader_id")) <= set(ids)
    after = presences(folder)
    assert after["ruddy-duck"]["status"] == "eradicated"
    assert (after["carp"]["status"], after["carp"]["establishment_means"]) == ("present", "introduced")
    assert {row["status"] for name, row in after.items() if name not in ("ruddy-duck", "carp")} == {"not_surveyed"}
    assert all(count.rows_in == count.used + count.quarantined for count in report.counts)


def test_a_checklist_makes_a_study_that_stands_for_the_country(tmp_path: Path, data_dir: Path) -> None:
    import_griis([data_dir / "griis" / "archives" / "griis-kenya.zip"], "KE", tmp_path / "kenya")
    tables = read_study(tmp_path / "kenya").tables
    assert tables["sites"].words("country") == ["KE"]
    assert set(tables["presences"].words("status")) <= {"present", "not_surveyed", "absent"}
    assert len(tables["invaders"]) == len(tables["presences"]) > 100
