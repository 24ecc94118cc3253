"""`oxyura action-plan` keeps the contract of the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

OXYURA = [sys.executable, "-c", "from oxyura.apps.cli import main; main()"]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    words = [*OXYURA, "action-plan", *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def test_a_plan_in_every_format(tmp_path: Path) -> None:
    out = tmp_path / "plan"
    done = run("white-headed-duck", "--out", out, "--json", "--lang", "es")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert [threat["key"] for threat in answer["threats"]] == ["threat:white-headed-duck-spain:ruddy-duck"]
    assert answer["actions"][0]["number"] == "1.1.1"
    assert answer["changes"] is None
    assert {path.name for path in out.iterdir()} == {
        "action-plan.html", "action-plan.docx", "action-plan.pdf", "plan.json", "portfolio.json", "summary.json",
        "ro-crate-metadata.json", "tables",
    }  # fmt: skip
    assert (out / "action-plan.pdf").read_bytes().startswith(b"%PDF")


def test_an_audit_and_an_earlier_issue(tmp_path: Path) -> None:
    table, out = tmp_path / "plan.csv", tmp_path / "chapter"
    table.write_text("problem;action\nPredation;Eradicate feral cats\n", encoding="utf-8")
    done = run("macquarie", "--out", out, "--audit", table, "--migrant", "grey-petrel", "--format", "html")
    assert done.returncode == 0, done.stderr
    assert "Threats without an action: 3 of 4" in done.stdout
    again = run(
        "macquarie", "--out", out, "--audit", table, "--migrant", "grey-petrel", "--format", "html", "--since", out,
        "--force", "--json",
    )  # fmt: skip
    answer = json.loads(again.stdout)
    assert answer["changes"]["answers"] == []
    assert [one["has_action"] for one in answer["audit"]["threats"]] == ["yes", "no", "no", "no"]


def test_a_pathway(tmp_path: Path) -> None:
    done = run(
        "white-headed-duck", "--out", tmp_path / "way", "--pathway", "naturalDispersal", "--format", "html", "--json"
    )
    assert json.loads(done.stdout)["pathway"]["invaders"] == ["ruddy-duck"]
    assert (tmp_path / "way" / "pathway-plan.html").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such-study",), "no study"),
        (("gough", "--lang", "de"), "does not write in 'de'"),
        (("gough", "--format", "odt"), "'odt' is no format"),
        (("gough", "--format", " , "), "No format is named"),
        (("gough", "--migrant", "dodo"), "no migrant 'dodo'"),
        (("gough", "--pathway", "balastwater"), "Did you mean ballastWater?"),
        (("gough", "--pathway", "pet", "--since", "old"), "do not go together"),
        (("gough", "--audit", "none.csv"), "no such file"),
        (("gough", "--since", "none"), "no plan.json"),
    ],
)
def test_what_cannot_be_done_is_told_before_the_run(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments, "--out", tmp_path / "plan")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (tmp_path / "plan").exists()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = run("gough", "--out", tmp_path, "--force")
    assert done.returncode == 2
    assert (tmp_path / "mine.txt").read_text() == "mine"
