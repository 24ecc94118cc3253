"""Bad and strange input to the verbs of policy, end to end: handled, said, never silently dropped."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from oxyura.apps.cli.commands import app
from study_packages import write_study

SOURCE = {"source_id": "worked-example"}
LONG = "Oxyura " + "jamaicensis" * 27
ARABIC = "بطة بيضاء الرأس"
FORMULAS = ("=HYPERLINK(1)", "+SUM(A1)", "-2+3", "@cmd")
PARTIES_HEADER = "source,Title,stateID,Force,End\n"
CMS = "Convention on the Conservation of Migratory Species of Wild Animals"


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(map(str, arguments)))
    return result.exit_code, result.stdout, " ".join(result.stderr.split())


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def rule(name: str, **changes: str) -> dict[str, str]:
    values = {"scientific_name": "Oxyura jamaicensis", "instrument": f"Rule {name}", "territory": "ES"}
    return {"regulation_id": name, **values, "date": "2013-08-02", "forbids": "keeping", **SOURCE, **changes}


def tables(**changes: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """A duck that breeds in Spain and winters in Morocco, and a duck that came to both."""
    duck = {"migrant_id": "duck", "scientific_name": "Oxyura leucocephala", "abundance": 100, **SOURCE}
    came = {"invader_id": "ruddy", "status": "present", "establishment_means": "introduced", **SOURCE}
    stages = (("breeding", "lagoon"), ("nonbreeding", "estuary"))
    values: dict[str, list[dict[str, Any]]] = {
        "sites": [
            {"site_id": "lagoon", "name": "Lagoon", "country": "ES"},
            {"site_id": "estuary", "name": "Estuary", "country": "MA"},
        ],
        "migrants": [duck | {"abundance_unit": "individuals", "cms_appendix": "I", "instruments": "AEWA"}],
        "stages": [
            {"migrant_id": "duck", "stage": stage, "position": at, "start_week": 26 * at - 25, "end_week": 26 * at}
            for at, (stage, _) in enumerate(stages, start=1)
        ],
        "distribution": [
            {"migrant_id": "duck", "stage": stage, "site_id": site, "share": 1, "survey_status": "surveyed"} | SOURCE
            for stage, site in stages
        ],
        "invaders": [{"invader_id": "ruddy", "scientific_name": "Oxyura jamaicensis", "group": "bird"}],
        "presences": [
            came | {"site_id": "lagoon", "pathway": "escapeFromConfinement", "first_year": 1984},
            came | {"site_id": "estuary", "pathway": "naturalDispersal"},
        ],
        "impacts": [
            {"impact_id": "hybrids", "invader_id": "ruddy", "migrant_id": "duck", "stage": "breeding"}
            | {"mechanism": "hybridisation", "rate": "fecundity", "effect": -0.2, "effect_low": -0.3}
            | {"effect_high": -0.1, "evidence": "demonstrated", "confidence": "high", **SOURCE}
        ],
        "regulations": [rule("decree")],
    }
    return {**values, **changes}


@pytest.fixture
def write(tmp_path: Path) -> Any:
    return lambda **changes: write_study(tmp_path / "duck", tables(**changes))


@pytest.mark.parametrize("verb", ["list", "coherence"])
@pytest.mark.parametrize(("code", "words"), [("XX", "xx"), ("ESP", "esp"), ("Spain", "spain"), ("=1", "=1")])
def test_an_unknown_party_is_refused_and_nothing_written(
    verb: str, code: str, words: str, write: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ended, told, errors = run(verb, write(), "--party", code, "--out", out)
    assert (ended, told) == (2, "")
    assert words in errors.casefold()
    assert "country code" in errors
    assert not out.exists()


def test_a_party_without_a_checklist_is_listed_from_the_studies_alone(write: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ended, told, _ = run("list", write(), "--party", "MA", "--out", out, "--json")
    assert ended == 0
    answer = json.loads(told)
    assert answer["checklist"] is None
    assert any("No national checklist was given" in warning for warning in answer["warnings"])
    (species,) = answer["species"]
    assert (species["standing"], species["section"]) == ("present", "regulated_elsewhere")
    assert "No national checklist stands behind this list." in (out / "list.html").read_text("utf-8")


@pytest.mark.slow
def test_a_party_that_a_table_of_all_lists_does_not_have(write: Any, tmp_path: Path, data_dir: Path) -> None:
    everything = data_dir / "griis" / "griis_all_latest.parquet"
    ended, told, _ = run("list", write(), "--party", "AX", "--griis", everything, "--out", tmp_path / "out", "--json")
    assert ended == 0
    assert any("has no list of AX" in warning for warning in json.loads(told)["warnings"])


def test_sources_that_disagree_on_a_treaty_are_both_shown(write: Any, tmp_path: Path) -> None:
    parties, out = tmp_path / "parties.csv", tmp_path / "out"
    parties.write_text(
        f"{PARTIES_HEADER}ONE,{CMS},ESP,1985-05-01,\nTWO,{CMS},ESP,1985-05-01,1999-12-31\n"
        f"TWO,{CMS},XKX,2001-01-01,\n=EVIL(),{CMS},FRA,1990-07-01,\n",
        encoding="utf-8",
    )
    ended, told, errors = run("list", write(), "--party", "ES", "--conventions", parties, "--out", out, "--json")
    assert ended == 0, errors
    answer = json.loads(told)
    assert answer["conventions"]["CMS"] == "disputed"
    assert any("disagree on CMS" in warning for warning in answer["warnings"])
    assert any("XKX" in warning for warning in answer["warnings"])
    said = {row["source"]: row["state"] for row in rows_of(out / "conventions.csv") if row["convention"] == "CMS"}
    assert said == {"ONE": "in_force", "TWO": "ended", "'=EVIL()": "not_listed"}
    grounds = {row["provision"]: row["binds_this_party"] for row in rows_of(out / "restrictions.csv")}
    assert grounds["CMS Article III(4)(c)"] == "disputed"
    page = " ".join((out / "list.html").read_text("utf-8").split())
    assert "sources disagree: in force by ONE, not by =EVIL(), TWO" in page


FAULTY = {
    "bare-place": ({"territory": ""}, "states no territory"),
    "bare-date": ({"date": ""}, "has no date"),
    "nothing": ({"scientific_name": ""}, "names no taxon"),
    "family": ({"scientific_name": "Anatidae"}, "above the genus"),
    "nothing-forbidden": ({"forbids": ""}, "does not say what it forbids"),
}


@pytest.mark.parametrize("which", FAULTY)
def test_a_rule_that_leaves_something_out_is_told_and_proves_nothing(which: str, write: Any, tmp_path: Path) -> None:
    changes, words = FAULTY[which]
    study, out = write(regulations=[rule(which, **changes)]), tmp_path / "out"
    ended, told, _ = run("list", study, "--party", "ES", "--out", out, "--json")
    assert ended == 0
    answer = json.loads(told)
    (faulty,) = answer["faulty_rules"]
    assert faulty["regulation_id"] == which
    assert faulty["row"] == 2
    assert any(words in fault for fault in faulty["faults"])
    (row,) = rows_of(out / "regulations.csv")
    assert words in row["left_out"]
    assert words in " ".join((out / "list.html").read_text("utf-8").split())
    (species,) = answer["species"]
    # A rule whose effect is not stated still names the species; what it forbids stays open.
    assert species["section"] == ("regulated" if which == "nothing-forbidden" else "proposed")
    assert "in_force" not in species["restrictions"].values()


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("bare-place", "1 row of regulations states no territory"),
        ("bare-date", "1 row of regulations has no date"),
        ("nothing", "1 row of regulations names no taxon"),
        ("family", "names a family or a higher group"),
    ],
)
def test_coherence_says_what_a_rule_leaves_out_too(which: str, words: str, write: Any) -> None:
    study = write(regulations=[rule(which, **FAULTY[which][0])])
    ended, told, errors = run("coherence", study, "--json")
    assert ended == 0, errors
    answer = json.loads(told)
    assert any(words in note for note in answer["notes"]), answer["notes"]
    assert {gap["party"] for gap in answer["gaps"]} == {"ES"}, "a rule that leaves something out closes no gap for sure"


def test_a_rule_on_a_subspecies_is_not_dropped(write: Any, tmp_path: Path) -> None:
    part = rule("part", scientific_name="Oxyura jamaicensis rubida")
    ended, told, _ = run("list", write(regulations=[part]), "--party", "ES", "--out", tmp_path / "out", "--json")
    assert ended == 0
    (species,) = json.loads(told)["species"]
    (said,) = species["rules"]
    assert (said["instrument"], said["reach"]) == ("Rule part", "not_told")
    assert "Oxyura jamaicensis rubida" in said["reason"]
    assert "a part of it" in (tmp_path / "out" / "list.html").read_text("utf-8")


@pytest.fixture
def strange(write: Any) -> Path:
    """Names that are formulas, of 300 characters, and right to left."""
    study: Path = write(
        sites=[
            {"site_id": "lagoon", "name": FORMULAS[3], "country": "ES"},
            {"site_id": "estuary", "name": ARABIC, "country": "MA"},
        ],
        migrants=[{**tables()["migrants"][0], "vernacular_name": ARABIC}],
        invaders=[{"invader_id": "ruddy", "scientific_name": LONG, "vernacular_name": FORMULAS[1], "group": "bird"}],
        regulations=[
            rule("decree", scientific_name=LONG, instrument=FORMULAS[2]),
            rule("second", instrument=FORMULAS[0]),
        ],
        policies=[
            {"policy_id": "grant", "name": FORMULAS[0], "kind": "subsidy", "effect": "encourages", "territory": "ES"}
            | {"pathways": "pet", "taxa": ARABIC, "date": "2020-01-01", **SOURCE},
            {"policy_id": "bare", "name": "x" * 300, "kind": "rule", "effect": "forbids", **SOURCE},
        ],
    )
    return study


def test_strange_names_survive_every_export_and_run_nowhere(strange: Path, tmp_path: Path) -> None:
    pack, flyway = tmp_path / "pack", tmp_path / "flyway"
    ended, _, errors = run("list", strange, "--party", "ES", "--out", pack)
    assert ended == 0, errors
    assert run("coherence", strange, "--out", flyway)[0] == 0
    assert run("pathways", strange, "--out", tmp_path / "ways.csv")[0] == 0
    assert run("pathways", strange, "--out", tmp_path / "ways.html")[0] == 0
    assert run("screen", strange, "--out", tmp_path / "screen.csv")[0] == 0
    found = [*pack.glob("*.csv"), *flyway.glob("*.csv"), tmp_path / "ways.csv", tmp_path / "screen.csv"]
    for path in found:
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
            for cell in row:
                number = cell.lstrip("+-").replace(".", "").replace("e", "").replace("-", "").isdigit()
                assert number or not cell.lstrip().startswith(("=", "+", "-", "@")), (path.name, cell)
    assert LONG in {row["scientific_name"] for row in rows_of(pack / "list.csv")}
    assert LONG in (tmp_path / "ways.csv").read_text("utf-8")
    assert any(LONG in row["invader"] for row in rows_of(flyway / "exposures.csv"))
    assert "x" * 300 in (tmp_path / "screen.csv").read_text("utf-8")
    for page in (pack / "first-page.html", pack / "list.html", flyway / "coherence.html", tmp_path / "ways.html"):
        text = page.read_text("utf-8")
        assert "<script" not in text
        assert "javascript:" not in text
    assert ARABIC in (pack / "first-page.html").read_text("utf-8")
    assert ARABIC in (flyway / "coherence.html").read_text("utf-8")


def test_a_policy_that_names_no_taxon_cannot_be_told(strange: Path) -> None:
    ended, told, errors = run("screen", strange, "--json")
    assert ended == 0, errors
    policies = {each["policy_id"]: each for each in json.loads(told)["policies"]}
    assert set(policies) == {"grant", "bare"}
    assert any("names no taxon" in said for said in policies["bare"]["not_stated"])
    assert policies["bare"]["blocks"] != "blocks"
    assert policies["bare"]["opens"] != "opens_a_pathway"


def test_a_list_never_takes_the_place_of_an_assessment(write: Any, tmp_path: Path) -> None:
    study, out = write(), tmp_path / "out"
    assert run("list", study, "--party", "ES", "--out", out)[0] == 0
    before = sorted(path.name for path in out.iterdir())
    ended, _, errors = run("coherence", study, "--out", out, "--force")
    assert ended == 2
    assert "result of 'oxyura list', which 'oxyura coherence' does not replace" in errors
    assert run("assess", study, "--out", out, "--force", "--deterministic")[0] == 2
    assert sorted(path.name for path in out.iterdir()) == before
    assert run("list", study, "--party", "ES", "--out", out, "--force")[0] == 0
