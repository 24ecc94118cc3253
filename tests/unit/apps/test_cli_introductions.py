"""`oxyura introductions` and `oxyura pathways` keep their contract."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from oxyura.apps.cli.commands import app
from study_packages import SOURCE, write_study


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def table(tmp_path: Path) -> str:
    file = tmp_path / "=records.csv"
    lines = ["year,count,effort", *(f"{1960 + year},{1 + year // 12},{10 + year % 3}" for year in range(48))]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def test_introductions_tell_verdict_bounds_and_indicator(table: str) -> None:
    code, out, errors = run("introductions", table, "--period", "20", "--json")
    assert (code, errors) == (0, "")
    answer = json.loads(out, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))
    assert answer["verdict"] == "cannot_be_told"
    assert "cannot be told" in answer["verdict_text"]
    assert [period["first_records"] for period in answer["indicator"]["periods"]] == [28, 60, 32]
    assert answer["indicator"]["name"].startswith("6.1 ")
    assert all(period["low"] < period["per_year"] < period["high"] for period in answer["indicator"]["periods"])
    low, high = answer["trend_per_year"]["low"], answer["trend_per_year"]["high"]
    assert low is None or low <= 0
    assert high is None or high >= 0
    assert [reading["discovery"] for reading in answer["assumptions"]] == [
        "found_at_once",
        "constant_detection",
        "changing_detection",
    ]
    assert answer["recent_introductions_per_year"]["from_year"] == 1988
    assert "--effort" in answer["notes"][0]


def test_introductions_with_effort_and_in_words(table: str) -> None:
    code, out, _ = run("introductions", table, "--effort", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["assumptions"][-1]["discovery"] == "detection_by_effort"
    assert answer["largest_change_of_search_per_year"] is None
    code, out, _ = run("introductions", table)
    assert code == 0
    assert "cannot be told" in out
    assert "1960 to 1969" in out
    assert "chance alone" in out


def test_introductions_refuse_bad_input(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("year,count\n1990,-3\n", encoding="utf-8")
    code, out, errors = run("introductions", str(file), "--json")
    assert code == 2
    assert "-3 is no count" in json.loads(out)["error"]["message"]
    assert "bad.csv, row 2" in errors
    assert run("introductions", "gough")[0] == 2
    assert run("introductions", str(tmp_path / "none.csv"))[0] == 2
    assert run("introductions", str(file), "--quiet")[1] == ""


def test_pathways_keep_their_keys() -> None:
    code, out, errors = run("pathways", "uist", "seville", "gough", "--json")
    assert (code, errors) == (0, "")
    answer = json.loads(out)
    assert answer["studies"] == ["uist", "seville", "gough"]
    assert len(answer["categories"]) == 6
    assert answer["categories"][0]["concept"] == "releaseInNature"
    assert answer["unknown"]["name"] == "Pathway not known"
    assert "Mus musculus" in answer["unknown"]["invaders"]
    assert "SBSTTA" in answer["scheme"]
    assert answer["rule"].startswith("Ranked by")
    first = answer["subcategories"][0]
    assert first["listed_migrants"]["demonstrated_threat"]
    assert sum(span["invaders"] for span in first["first_records"]) == 1


def test_pathways_as_csv_and_in_words(tmp_path: Path) -> None:
    target = tmp_path / "ways.csv"
    code, out, _ = run("pathways", "uist", "gough", "--out", str(target))
    assert code == 0
    assert "Pathway not known" in " ".join(out.split())
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["level"] for row in rows} == {"category", "subcategory", "unknown"}
    assert sum(int(row["introductions"]) for row in rows if row["level"] != "subcategory") == 4
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell)
    before = target.read_bytes()
    assert run("pathways", "uist", "--out", str(target))[0] == 2
    assert target.read_bytes() == before
    assert run("pathways", "uist", "--out", str(target), "--force")[0] == 0
    assert run("pathways", "uist", "--out", str(tmp_path / "ways.xlsx"))[0] == 2
    mine = tmp_path / "mine.csv"
    mine.write_text("my,own\n", encoding="utf-8")
    assert run("pathways", "uist", "--out", str(mine), "--force")[0] == 2
    assert mine.read_text(encoding="utf-8") == "my,own\n"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_pathways_as_a_page(tmp_path: Path, language: str) -> None:
    target = tmp_path / "ways.html"
    studies = ("uist", "seville", "gough", "white-headed-duck")
    assert run("pathways", *studies, "--out", str(target), "--lang", language, "--quiet") == (0, "", "")
    page = target.read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page
    answer = json.loads(run("pathways", *studies, "--json")[1])
    assert answer["subcategories"]
    assert all(line["concept"] in page for line in (*answer["categories"], *answer["subcategories"]))
    assert all(name in page for name in answer["unknown"]["invaders"])
    assert page.count("<code>") == 53, "the crosswalk names every concept"
    for foreign in ("<script", 'http-equiv="refresh', "src=", "@import"):
        assert foreign not in page
    assert run("pathways", "uist", "--out", str(target))[0] == 2
    assert run("pathways", "uist", "--out", str(target), "--force")[0] == 0
    assert run("pathways", "uist", "--out", str(target), "--lang", "de", "--force")[0] == 2


def test_a_study_tells_how_many_of_the_first_records_are_established(tmp_path: Path) -> None:
    degrees = ("established", "casual", "widespreadInvasive", "")
    invaders = [f"alien-{number}" for number in range(40)]
    tables = {
        "sites": [{"site_id": "isle", "name": "Isle", "country": "GB"}],
        "migrants": [
            {"migrant_id": "tern", "scientific_name": "Sterna paradisaea", "abundance": 100, "source_id": SOURCE}
            | {"abundance_unit": "individuals"}
        ],
        "invaders": [
            {"invader_id": name, "scientific_name": f"Aliena n{number}"} for number, name in enumerate(invaders)
        ],
        "presences": [
            {"invader_id": name, "site_id": "isle", "status": "present", "establishment_means": "introduced"}
            | {"first_year": 1961 + number, "degree_of_establishment": degrees[number % 4], "source_id": SOURCE}
            for number, name in enumerate(invaders)
        ],
    }
    study = str(write_study(tmp_path / "isle", tables))
    code, out, errors = run("introductions", study, "--period", "20", "--json")
    assert code == 0, errors
    periods = json.loads(out)["indicator"]["periods"]
    told = [(each["first_records"], each["established_at_least"], each["established_at_most"]) for each in periods]
    assert told == [(19, 10, 14), (20, 10, 15), (1, 0, 1)]
    code, out, _ = run("introductions", study, "--period", "20")
    assert code == 0
    assert "10 to 15" in out


def test_pathways_refuse_what_is_no_study() -> None:
    code, _, errors = run("pathways", "uists")
    assert code == 2
    assert "uist" in errors
