"""`oxyura new --party` and `oxyura import species-plus` keep the contract of the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

OXYURA = [sys.executable, "-c", "from oxyura.apps.cli import main; main()"]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    words = [*OXYURA, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def answer(*arguments: str | Path) -> Any:
    done = run(*arguments, "--json")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def griis(data_dir: Path) -> Path:
    return data_dir / "griis" / "archives" / "griis-portugal.zip"


@pytest.fixture(scope="module")
def listings(data_dir: Path) -> Path:
    return data_dir / "cms-listings" / "cms_listings_2012-02-23.csv"


def test_partys_first_hour(tmp_path: Path, griis: Path, listings: Path) -> None:
    """Begin, check, look listings up again, assess."""
    study = tmp_path / "pt"
    begun = answer(
        "new", study, "--party", "PT", "--griis", griis, "--listings", listings, "--migrants", "Oxyura leucocephala"
    )
    assert (begun["party"], begun["valid"], begun["listing_date"]) == ("PT", True, "2012-02-23")
    assert begun["rows"]["migrants"] == 1
    assert begun["questions"][0]["migrant_id"] == "oxyura-leucocephala"
    again = answer("import", "species-plus", listings, "--into", study)
    assert again["files"][0]["rows_in"] == 620
    assert (again["listing_date"], again["decide"]) == ("2012-02-23", [])
    assert run("check", study, "--quiet").returncode == 0
    assert run("assess", study, "--out", tmp_path / "out", "--deterministic", "--quiet").returncode == 0
    assert (tmp_path / "out" / "report.html").exists()


def test_people_are_told_what_to_find_out(tmp_path: Path, griis: Path) -> None:
    done = run("new", tmp_path / "pt", "--party", "PT", "--griis", griis, "--migrants", "Nyctalus lasiopterus")
    assert done.returncode == 0
    assert "What to find out first" in done.stdout
    assert "were left out" in done.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--party", "ES"), "is of PT, not of ES"),
        (("--party", "Portugal"), "no ISO 3166-1"),
        ((), "--party"),
    ],
)
def test_bad_call_is_told_in_words(tmp_path: Path, griis: Path, options: tuple[str, ...], words: str) -> None:
    done = run("new", tmp_path / "pt", *options, "--griis", griis)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_party_needs_its_list(tmp_path: Path) -> None:
    done = run("new", tmp_path / "pt", "--party", "PT")
    assert done.returncode == 2
    assert "--griis" in done.stderr


def test_list_in_an_unknown_form(tmp_path: Path, griis: Path) -> None:
    study = tmp_path / "pt"
    answer("new", study, "--party", "PT", "--griis", griis, "--migrants", "Oxyura leucocephala")
    wrong = tmp_path / "list.csv"
    wrong.write_text("Taxon,Status\nOxyura leucocephala,EN\n", encoding="utf-8")
    before = (study / "migrants.csv").read_bytes()
    done = run("import", "species-plus", wrong, "--into", study)
    assert done.returncode == 2
    assert "Taxon, Status" in done.stderr
    assert "Agreement" in done.stderr
    assert (study / "migrants.csv").read_bytes() == before
