from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from oxyura.apps.cli.commands import app
from oxyura.study.casebook_studies import casebook_path
from study_packages import write_study

SOURCE = {"source_id": "worked-example"}
TABLES: dict[str, list[dict[str, Any]]] = {
    "sites": [
        {"site_id": "upper", "name": "Upper basin", "country": "KE"},
        {"site_id": "lower", "name": "Lower basin", "country": "TZ"},
    ],
    "migrants": [
        {"migrant_id": "stork", "scientific_name": "Ciconia ciconia", "abundance": 100, **SOURCE}
        | {"abundance_unit": "individuals"}
    ],
    "stages": [{"migrant_id": "stork", "stage": "nonbreeding", "position": 1, "start_week": 1, "end_week": 52}],
    "distribution": [
        {"migrant_id": "stork", "stage": "nonbreeding", "site_id": "lower", "share": 1, "survey_status": "surveyed"}
        | SOURCE
    ],
    "invaders": [{"invader_id": "hyacinth", "scientific_name": "Eichhornia crassipes", "group": "plant"}],
    "presences": [
        {"invader_id": "hyacinth", "site_id": "upper", "status": "present", "establishment_means": "introduced"}
        | {"pathway": "waterwaysBasinsSeas", **SOURCE},
        {"invader_id": "hyacinth", "site_id": "lower", "status": "absent", "pathway": "", **SOURCE},
    ],
    "climate_measures": [
        {"climate_measure_id": "canal", "name": "Canal", "kind": "canal", "site_ids": "upper;lower", **SOURCE},
        {"climate_measure_id": "crop", "name": "Energy crop", "kind": "energy_crop", "taxa": "Arundo donax"}
        | {"site_ids": "lower", **SOURCE},
    ],
    "policies": [
        {"policy_id": "grant", "name": "Canal grant", "kind": "subsidy", "effect": "encourages", "territory": "KE"}
        | {"measure_kinds": "canal", "taxa": "any", "date": "2020-01-01", **SOURCE},
    ],
}
FILE_HEADER = "climate_measure_id,name,kind,taxa,site_ids\n"


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["screen", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_study(tmp_path / "basins", TABLES)


def test_the_answer_keeps_its_form(study: Path) -> None:
    code, out, errors = run(str(study), "--json")
    assert (code, errors) == (0, "")
    answer = json.loads(out)
    assert list(answer) == [
        "study", "title", "date", "climate_measures", "policies", "standards", "sources", "notes",
    ]  # fmt: skip
    assert {one["climate_measure_id"]: one["answer"] for one in answer["climate_measures"]} == {
        "canal": "opens_a_risk",
        "crop": "cannot_be_told",
    }
    canal = answer["climate_measures"][0]
    assert list(canal) == [
        "climate_measure_id", "name", "kind", "date", "source_id", "sites", "answer", "reason", "safeguards", "chains",
    ]  # fmt: skip
    assert canal["chains"][0]["citation"]
    assert canal["safeguards"]
    assert [(one["policy_id"], one["blocks"], one["opens"]) for one in answer["policies"]] == [
        ("grant", "no_block_shown", "opens_a_pathway")
    ]
    (pair,) = answer["standards"]["pairs"]
    assert (pair["pathway"], pair["area"], pair["answer"]) == ("waterwaysBasinsSeas", "KE", "gap")
    assert set(pair["general"]) <= set(answer["standards"]["cited"])


def test_casuarina_ships() -> None:
    code, out, _ = run("casuarina-turtles")
    assert code == 0
    flat = " ".join(out.split())
    assert "opens a risk" in flat
    assert "general duties" in flat
    assert "others exist" in flat


def test_a_file_alone_tells_pathways_and_safeguards_and_nothing_clean(tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(FILE_HEADER + "a,Belt,coastal_bioshield,Casuarina equisetifolia,some-coast\n", encoding="utf-8")
    code, out, _ = run(str(file), "--json")
    assert code == 0
    (measure,) = json.loads(out)["climate_measures"]
    assert measure["answer"] == "cannot_be_told"
    assert measure["chains"][0]["pathway"] == "erosionControl"
    assert measure["safeguards"]


def test_a_file_is_held_against_a_study(tmp_path: Path, study: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(FILE_HEADER + "a,Canal,canal,,upper;lower\n", encoding="utf-8")
    code, out, _ = run(str(file), "--study", str(study), "--json")
    assert code == 0
    (measure,) = json.loads(out)["climate_measures"]
    assert (measure["climate_measure_id"], measure["answer"]) == ("a", "opens_a_risk")
    file.write_text(FILE_HEADER + "a,Canal,canal,,upper;lowest\n", encoding="utf-8")
    code, _, errors = run(str(file), "--study", str(study))
    assert code == 2
    assert "plan.csv" in errors
    assert "'lowest' does not stand in the table sites" in " ".join(errors.split())


def test_own_rules_are_used(tmp_path: Path) -> None:
    file, rules = tmp_path / "plan.csv", tmp_path / "rules.csv"
    file.write_text(FILE_HEADER + "a,Curtain,sea_curtain,,\n", encoding="utf-8")
    header = "rule_id,kind,route,pathway,finding,mechanism,citation\n"
    rules.write_text(header + "c,sea_curtain,habitat,unaided,opens,It gives a foothold.,A report\n", encoding="utf-8")
    (before,) = json.loads(run(str(file), "--json")[1])["climate_measures"]
    (after,) = json.loads(run(str(file), "--rules", str(rules), "--json")[1])["climate_measures"]
    assert "no rule" in before["reason"]
    assert [chain["citation"] for chain in after["chains"]] == ["A report"]
    rules.write_text(header + "c,sea_curtain,habitat,unaided,opens,It does.,\n", encoding="utf-8")
    code, _, errors = run(str(file), "--rules", str(rules))
    assert code == 2
    assert "citation" in errors
    rules.write_text(header + 2 * "c,sea_curtain,habitat,unaided,opens,It does.,A report\n", encoding="utf-8")
    code, _, errors = run(str(file), "--rules", str(rules))
    assert code == 2
    assert "row 2 already" in " ".join(errors.split())


def test_formulas_and_strange_names_are_exported_harmless(tmp_path: Path) -> None:
    names = ["=1+1", "+2", "-3", "@sum", "أ" * 300, "\u202egnp.exe", "x" * 300]
    tables = dict(TABLES)
    tables["climate_measures"] = [
        {"climate_measure_id": f"m{at}", "name": name, "kind": "canal", "site_ids": "upper;lower", **SOURCE}
        for at, name in enumerate(names)
    ]
    study = write_study(tmp_path / "basins", tables)
    target = tmp_path / "out.csv"
    code, out, _ = run(str(study), "--out", str(target))
    assert code == 0
    assert "\u202e" not in out
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert {row["part"] for row in rows} == {"climate_measure", "policy", "pathway", "note"}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    written = {row["id"]: row["name"] for row in rows if row["part"] == "climate_measure"}
    assert written["m0"] == "'=1+1"
    assert written["m4"] == names[4]
    told = json.loads(run(str(study), "--json")[1])["climate_measures"]
    assert [one["name"] for one in told] == names


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_page_tells_every_answer_with_its_source(tmp_path: Path, study: Path, language: str) -> None:
    target = tmp_path / "screening.html"
    assert run(str(study), "--out", str(target), "--lang", language, "--quiet") == (0, "", "")
    page = target.read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page
    reason = {
        "en": "Arundo donax is not among the study&#39;s invaders",
        "fr": "Arundo donax n’est pas parmi les espèces exotiques envahissantes",
        "es": "Arundo donax no está entre las especies exóticas invasoras",
    }[language]
    for name in ("Canal grant", "Energy crop", "Eichhornia crassipes", reason):
        assert name in page
    cited = {int(number) for number in re.findall(r'href="#source-(\d+)"', page)}
    assert cited == {int(number) for number in re.findall(r'id="source-(\d+)"', page)}
    assert len(cited) > 5
    for foreign in ("<script", "src=", "@import", "javascript:"):
        assert foreign not in page
    assert run(str(study), "--out", str(target))[0] == 2
    assert run(str(study), "--out", str(target), "--force", "--quiet")[0] == 0
    assert run(str(study), "--out", str(target), "--force", "--lang", "de")[0] == 2


def test_a_page_of_strange_names_runs_nothing(tmp_path: Path) -> None:
    tables = dict(TABLES)
    tables["climate_measures"] = [
        {**TABLES["climate_measures"][0], "name": "<script>alert(1)</script>"},
        {**TABLES["climate_measures"][1], "name": "أ" * 300},
    ]
    target = tmp_path / "screening.html"
    assert run(str(write_study(tmp_path / "basins", tables)), "--out", str(target), "--quiet")[0] == 0
    page = target.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "أ" * 300 in page


def test_three_climate_measures_have_three_reasoned_answers(tmp_path: Path) -> None:
    """A bioshield of Casuarina and an energy crop on the beaches of the casebook, a canal between two basins."""
    study = tmp_path / "beach"
    shutil.copytree(casebook_path("casuarina-turtles"), study)
    (study / "climate_measures.csv").write_text(
        "climate_measure_id,name,kind,taxa,territory\n"
        "bioshield,Casuarina bioshield,coastal_bioshield,Casuarina equisetifolia,IN\n"
        "crop,Energy crop,energy_crop,Arundo donax,IN\n",
        encoding="utf-8",
    )
    code, out, errors = run(str(study), "--json")
    assert code == 0, errors
    told = {one["climate_measure_id"]: one for one in json.loads(out)["climate_measures"]}
    told |= {
        one["climate_measure_id"]: one
        for one in json.loads(run(str(write_study(tmp_path / "basins", TABLES)), "--json")[1])["climate_measures"]
        if one["kind"] == "canal"
    }
    assert {name: one["answer"] for name, one in told.items()} == {
        "bioshield": "opens_a_risk",
        "crop": "cannot_be_told",
        "canal": "opens_a_risk",
    }
    assert all(one["reason"] and one["safeguards"] for one in told.values())


def test_rows_that_leave_things_out_are_said_and_not_dropped(tmp_path: Path) -> None:
    tables = dict(TABLES)
    tables["policies"] = [{"policy_id": "bare", "name": "Bare", "kind": "subsidy", "effect": "encourages"}]
    tables["policies"][0]["pathways"] = "corridor"
    code, out, _ = run(str(write_study(tmp_path / "basins", tables)), "--json")
    assert code == 0
    (policy,) = json.loads(out)["policies"]
    assert policy["opens"] == "cannot_be_told"
    assert set(policy["not_stated"]) == {
        "It names no taxon.", "It states no territory.", "It has no date.", "It names no source.",
    }  # fmt: skip
    assert policy["pathways"][0]["scientific_name"] == "Eichhornia crassipes"


def test_an_unknown_country_is_refused_with_its_place(tmp_path: Path) -> None:
    tables = dict(TABLES)
    tables["policies"] = [{**TABLES["policies"][0], "territory": "KE;XX"}]
    code, _, errors = run(str(write_study(tmp_path / "basins", tables)))
    assert code == 2
    assert "policies.csv, row 2, column territory" in " ".join(errors.split())
    assert "'XX' is not a country code" in " ".join(errors.split())


def test_a_policy_that_blocks_the_best_measure_is_found(tmp_path: Path) -> None:
    study = tmp_path / "gough"
    shutil.copytree(casebook_path("gough"), study)
    settings = study / "study.toml"
    settings.write_text(re.sub(r"draws = \d+", "draws = 20", settings.read_text(encoding="utf-8")), encoding="utf-8")
    (study / "policies.csv").write_text(
        "policy_id,name,kind,effect,measure_kinds,taxa,territory,date\n"
        "ban,Invented ban on bait,rule,forbids,eradicate,Mus musculus,SH-TA,2020-01-01\n",
        encoding="utf-8",
    )
    code, out, _ = run(str(study), "--plan", "--json")
    assert code == 0
    (policy,) = json.loads(out)["policies"]
    assert policy["blocks"] == "blocks"
    assert {one["measure_id"]: one["in_portfolio"] for one in policy["measures"]}["baiting-again"] is True
    assert "baiting-2021" not in {one["measure_id"] for one in policy["measures"]}


def test_a_study_without_a_plan_says_so() -> None:
    code, _, errors = run("casuarina-turtles", "--plan")
    assert code == 2
    assert "No best set of measures" in " ".join(errors.split())


def test_bad_input_ends_with_2_and_writes_nothing(tmp_path: Path, study: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("my own table\n", encoding="utf-8")
    file = tmp_path / "plan.csv"
    file.write_text(FILE_HEADER + "a,Canal,canal,,upper\n", encoding="utf-8")
    for arguments, words in (
        ((str(study), "--out", str(tmp_path / "a.xlsx")), "can end in .html or .csv"),
        ((str(study), "--out", str(mine)), "already exists"),
        ((str(study), "--out", str(mine), "--force"), "not made by this command"),
        ((str(tmp_path / "none.csv"),), "no such file"),
        ((str(study), "--study", "gough"), "a study itself"),
        ((str(file), "--plan"), "needs a study"),
        ((str(study), "--rules", str(tmp_path / "none.csv")), "no such file"),
        ((str(study), "--encoding", "klingon"), "no text encoding"),
    ):
        code, _, errors = run(*arguments)
        assert code == 2, arguments
        assert words in " ".join(errors.split()), arguments
    assert mine.read_text(encoding="utf-8") == "my own table\n"
    assert not (tmp_path / "a.xlsx").exists()
    file.write_bytes(b"PK\x03\x04 no table")
    assert run(str(file))[0] == 2
