"""`oxyura list` keeps the contract of the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

OXYURA = [sys.executable, "-c", "from oxyura.apps.cli import main; main()"]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    words = [*OXYURA, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def test_a_pack_of_several_studies(tmp_path: Path) -> None:
    out = tmp_path / "es"
    done = run("list", "zonar", "seville", "--party", "ES", "--out", out, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert (answer["party"], answer["studies"]) == ("ES", ["zonar", "seville"])
    assert answer["counts"] == {"regulated": 2, "regulated_elsewhere": 0, "proposed": 0, "examine": 0}
    assert json.loads((out / "summary.json").read_text("utf-8")) == answer
    assert (out / "first-page.docx").exists()


def test_people_are_told_what_is_missing(tmp_path: Path) -> None:
    done = run("list", "zonar", "--party", "es", "--out", tmp_path / "es")
    assert done.returncode == 0
    told = " ".join(done.stdout.split())
    assert "Cyprinus carpio" in told
    assert "No national checklist was given (--griis)" in told
    assert "No table of parties was given (--conventions)" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("zonar", "--party", "XX"), "'XX' is no ISO 3166-1 country code"),
        (("zonar", "--party", "UK"), "Great Britain is GB"),
        (("no-such-study", "--party", "ES"), "no study"),
        (("zonar", "zonar", "--party", "ES"), "Two studies have the name zonar"),
        (("zonar", "--party", "ES", "--since", "old.zip"), "no checklist to compare"),
        (("zonar", "--party", "ES", "--griis", "none.zip"), "none.zip"),
        (("zonar", "--party", "ES", "--conventions", "none.csv"), "none.csv"),
        (("zonar", "--party", "ES", "--lang", "de"), "does not write in 'de'"),
    ],
)
def test_a_bad_call_is_told_in_words_and_leaves_nothing(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("list", *arguments, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_another_countrys_checklist_is_refused(tmp_path: Path, data_dir: Path) -> None:
    spain = data_dir / "griis" / "archives" / "griis-spain.zip"
    done = run("list", "water-hyacinth", "--party", "KE", "--griis", spain, "--out", tmp_path / "out", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["message"] == "The checklist is of ES, not of KE."
