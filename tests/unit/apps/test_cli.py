"""The command line keeps its contract: exit codes, one JSON object, nothing half-written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from study_packages import t1_beverton_holt

OXYURA = [sys.executable, "-c", "from oxyura.apps.cli import main; main()"]


def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    words = [*OXYURA, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False, **options)


def answer(*arguments: str | Path) -> Any:
    """Run a verb with --json and return its one object; nothing else may stand on standard output."""
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))


@pytest.fixture
def study(tmp_path: Path) -> Path:
    t1_beverton_holt(tmp_path / "t1", 0.3)
    return tmp_path / "t1"


def test_help_names_every_verb() -> None:
    done = run("--help")
    assert done.returncode == 0
    for verb in ("assess", "check", "population", "plan", "new", "casebook", "import"):
        assert f"\n  {verb} " in done.stdout


def test_help_is_quick() -> None:
    """CPU time, since the machine may be busy; heavy packages would cost a second."""
    before = os.times()
    run("--help")
    after = os.times()
    assert after.children_user - before.children_user < 0.4


def test_a_wrong_verb_is_a_usage_error() -> None:
    assert run("asess").returncode == 2


def test_check_of_a_valid_study(study: Path) -> None:
    report = answer("check", study)
    assert report["valid"] is True
    assert report["errors"] == 0
    assert report["rows"]["vital_rates"] > 0


def test_check_of_a_broken_study_exits_1_and_says_where(study: Path) -> None:
    rates = study / "vital_rates.csv"
    lines = rates.read_text(encoding="utf-8").splitlines()
    position = lines[0].split(",").index("rate")
    cells = lines[1].split(",")
    cells[position] = "survivall"
    rates.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    done = run("check", study, "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    errors = [problem for problem in report["problems"] if problem["severity"] == "error"]
    first = next(problem for problem in errors if problem["column"] == "rate")
    assert (first["file"], first["row"], first["value"]) == ("vital_rates.csv", 2, "survivall")
    assert "survival" in first["remedy"] + first["message"]
    shown = run("check", study)
    assert shown.returncode == 1
    assert "vital_rates.csv, row 2, column rate" in " ".join(shown.stdout.split())


@pytest.mark.parametrize("verb", ["check", "population"])
def test_a_study_that_is_not_there_exits_2_with_a_remedy(verb: str) -> None:
    done = run(verb, "nesting-turtle")
    assert done.returncode == 2
    assert "nesting-turtles" in done.stderr
    assert done.stdout == ""
    as_json = run(verb, "nesting-turtle", "--json")
    assert as_json.returncode == 2
    assert "nesting-turtle" in json.loads(as_json.stdout)["error"]["message"]


def test_population_keeps_its_keys(study: Path) -> None:
    migrant = answer("population", study, "--deterministic", "--years", "20")["migrants"]["test-migrant"]
    assert migrant["lambda"] == {"median": pytest.approx(1.35), "low": pytest.approx(1.35), "high": pytest.approx(1.35)}
    assert migrant["trajectory"][-1] == pytest.approx(35.798918156659, rel=1e-9)
    assert len(migrant["trajectory"]) == len(migrant["trajectory_low"]) == len(migrant["trajectory_high"]) == 21
    assert migrant["equilibrium"] == pytest.approx(36.0294117647, rel=1e-10)
    assert migrant["scenarios"]["without_invaders"]["trajectory"][-1] == pytest.approx(46.864932834040, rel=1e-9)
    assert set(migrant["quasi_extinction"]) == {"threshold", "probability", "by_year"}
    assert set(migrant["contributions"]) == {"breeding", "nonbreeding"}
    assert set(migrant["elasticities"][0]) >= {"rate", "class", "stage", "site", "value"}


def test_population_table_speaks_of_growth_per_year(study: Path) -> None:
    done = run("population", study, "--deterministic")
    assert done.returncode == 0
    assert "growth per year" in done.stdout
    assert "+6.6 %" in done.stdout
    assert "λ" not in done.stdout


def test_population_of_a_study_without_demography_says_so() -> None:
    done = run("population", "gough-seabirds")
    assert done.returncode == 0
    assert "growth cannot be computed" in done.stderr


def test_plan_says_what_each_budget_buys() -> None:
    plan = answer("plan", "gough", "--budget", "9100000")
    assert plan["chosen"]["measures"] == ["baiting-again"]
    assert (plan["chosen"]["currency"], plan["chosen"]["price_year"]) == ("GBP", 2021)
    assert [point["measures"] for point in plan["frontier"]] == [[], ["baiting-again"]]
    assert [other["measures"] for other in plan["alternatives"]] == [["baiting-later"]]
    shown = run("plan", "gough", "--budget", "1000")
    assert shown.returncode == 0
    assert "nothing that can be afforded" in " ".join(shown.stdout.split())


def test_plan_of_a_study_without_measures_is_refused_with_a_remedy() -> None:
    done = run("plan", "nesting-turtles", "--budget", "1000")
    assert done.returncode == 2
    assert "nothing to spend a budget on" in done.stderr
    assert "a row in the table measures" in done.stderr


def test_plan_with_measures_put_in_and_left_out() -> None:
    asked = ("--include", "cats-out", "--include", "rabbits-out", "--exclude", "rats-out")
    plan = answer("plan", "mechanisms", *asked)
    assert plan["chosen"]["measures"] == plan["forced_in"] == ["cats-out", "rabbits-out"]
    assert plan["switched_off"] == ["rats-out"]
    shown = " ".join(run("plan", "mechanisms", *asked).stdout.split())
    assert "Put in, with what it requires: cats-out, rabbits-out." in shown
    assert "Left out: rats-out." in shown
    done = run("plan", "mechanisms", "--budget", "10", "--include", "cats-out")
    assert done.returncode == 2
    assert "Raise the budget to 20.00 or more" in done.stderr


def test_casebook_lists_the_studies() -> None:
    entries = {entry["name"]: entry for entry in answer("casebook")["studies"]}
    assert set(entries) >= {"nesting-turtles", "townsend-shearwater", "gough-seabirds"}
    assert entries["nesting-turtles"]["tier"] == "full"
    assert entries["gough-seabirds"]["tier"] == "evidence"
    assert entries["nesting-turtles"]["verdicts"]["flatback-cape-york"] == "demonstrated_threat"
    assert entries["gough"]["verdicts"] == {"tristan-albatross": "demonstrated_threat"}
    assert entries["european-eel"]["verdicts"] == {"european-eel": "unproven"}
    assert set(entries["south-georgia"]["verdicts"].values()) == {"unproven"}


def test_assess_writes_everything_and_tells_where(study: Path, tmp_path: Path) -> None:
    summary = answer("assess", study, "--out", tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names >= {
        "summary.json",
        "exposure.parquet",
        "impact.parquet",
        "report.html",
        "ro-crate-metadata.json",
        "tables",
    }
    written = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert written == summary
    migrant = summary["migrants"]["test-migrant"]
    assert migrant["tier"] == "full"
    assert migrant["growth_now"]["median"] < migrant["growth_without_invaders"]["median"]
    (cause,) = migrant["attribution"].values()
    assert cause["kind"] == "pressure" or cause["median"] > 0
    assert summary["portfolio"] is None


def test_assess_does_not_touch_a_folder_that_is_not_ours(study: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("ten years of work", encoding="utf-8")
    for options in ((), ("--force",)):
        done = run("assess", study, "--out", other, *options)
        assert done.returncode == 2
        assert [path.name for path in other.iterdir()] == ["thesis.txt"]


def test_assess_of_a_broken_study_writes_nothing(study: Path, tmp_path: Path) -> None:
    (study / "stages.csv").unlink()
    (study / "migrants.csv").write_text("migrant_id\n", encoding="utf-8")
    done = run("assess", study, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "oxyura check" in done.stderr
    assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["t1"]


def test_the_same_study_gives_the_same_bytes(study: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("assess", study, "--out", tmp_path / name, "--quiet").returncode == 0
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert files
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_quiet_says_nothing(study: Path, tmp_path: Path) -> None:
    for arguments in (
        ("check", study),
        ("population", study),
        ("assess", study, "--out", tmp_path / "out"),
        ("casebook",),
    ):
        done = run(*arguments, "--quiet")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("xlsx", [False, True])
def test_a_new_study_passes_its_check_and_runs(xlsx: bool, tmp_path: Path) -> None:
    name = tmp_path / ("mine.xlsx" if xlsx else "mine")
    assert run("new", name, *(["--xlsx"] if xlsx else [])).returncode == 0
    assert answer("check", name)["errors"] == 0
    assert answer("assess", name, "--out", tmp_path / "out")["migrants"]
    again = run("new", name, *(["--xlsx"] if xlsx else []))
    assert again.returncode == 2
    assert "already" in again.stderr


def test_import_reports_every_row(tmp_path: Path, data_dir: Path) -> None:
    archive = data_dir / "griis" / "archives" / "griis-saint-lucia-2.15.zip"
    report = answer("import", "griis", archive, "--country", "LC", "--into", tmp_path / "lc")
    (count,) = report["files"]
    assert count["rows_in"] == count["used"] + count["quarantined"] > 0
    assert report["tables"]["invaders"]["added"] > 0


@pytest.mark.slow
def test_killed_at_any_moment_there_is_no_result_or_a_whole_one(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    whole = 0
    for attempt in range(16):
        process = subprocess.Popen(
            [*OXYURA, "assess", str(study), "--out", str(out), "--force", "--quiet"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.15 * attempt)
        process.kill()
        process.wait()
        if out.exists():
            whole += 1
            json.loads((out / "summary.json").read_text(encoding="utf-8"))
            assert (out / "ro-crate-metadata.json").exists()
            assert (out / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert run("assess", study, "--out", out, "--force").returncode == 0
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("t1", "out")] == []
    assert whole or out.exists()
    shutil.rmtree(out)
