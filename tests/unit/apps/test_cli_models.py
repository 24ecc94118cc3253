"""`import metric-workbook` and `import comadre` on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MATRIX = {
    "species": "Avis exempli",
    "authors": "One",
    "year": 1999,
    "A": [[0, 1.2], [0.5, 0.8]],
    "U": [[0, 0], [0.5, 0.8]],
}


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from oxyura.apps.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", timeout=120)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "matrices.json"
    path.write_text(json.dumps([MATRIX, {**MATRIX, "treat": "Nestbox"}, {**MATRIX, "U": None}]))
    return path


def answer(*arguments: object) -> dict[str, Any]:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_without_a_study_the_matrices_are_listed(file: Path) -> None:
    found = answer("import", "comadre", file, "--species", "Avis exempli")
    assert [one["matrix"] for one in found["usable"]] == ["1", "2"]
    assert found["usable"][0].keys() == {
        "matrix", "species", "authors", "year", "doi", "population", "treatment", "composite", "classes", "stages",
        "growth", "flags",
    }  # fmt: skip
    assert found["set_aside"][0]["matrix"] == "3"
    assert found["matrices_in_file"] == 3
    shown = run("import", "comadre", file, "--species", "Avis exempli").stdout
    assert "Nestbox" in shown
    assert "1 cannot be used" in shown


def test_several_matrices_and_no_choice_exit_2_with_the_list(file: Path, tmp_path: Path) -> None:
    done = run("import", "comadre", file, "--species", "Avis exempli", "--into", tmp_path / "study")
    assert done.returncode == 2
    assert "--matrix" in done.stderr
    assert not (tmp_path / "study").exists()


def test_none_that_can_be_used_exits_1(file: Path) -> None:
    done = run("import", "comadre", file, "--species", "Avis exempli", "--growth-from", "3", "--growth-to", "4")
    assert done.returncode == 1


def test_a_matrix_into_a_study_that_is_then_projected(file: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    arguments = ("--species", "Avis exempli", "--matrix", "1", "--abundance", "100", "--into", study)
    found = answer("import", "comadre", file, *arguments)
    assert (found["study"], found["format"]) == ("study", "comadre")
    assert found["tables"]["vital_rates"]["added"] == 4
    assert found["quarantined"]
    migrant = answer("population", study, "--deterministic")["migrants"]["avis-exempli"]
    assert migrant["lambda"]["median"] == pytest.approx(0.4 + 0.76**0.5)
    assert migrant["generation_length"] > 1
    assert migrant["removals"] == {
        "avis-exempli-range": pytest.approx(migrant["contributions"]["year"]["avis-exempli-range"])
    }
    assert migrant["connectivity"] == {}
    assert migrant["equilibrium_stable"] is None


def test_a_folder_without_workbooks_exits_2(tmp_path: Path) -> None:
    done = run("import", "metric-workbook", tmp_path, "--into", tmp_path / "study")
    assert done.returncode == 2
    assert "metric_inputs_CLASS.xlsx" in done.stderr
