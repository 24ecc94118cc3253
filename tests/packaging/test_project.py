"""What the project says about itself agrees wherever it says it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

import oxyura

HEAVY = {"duckdb", "jinja2", "numba", "numpy", "openpyxl", "pyarrow", "pyproj", "rich", "scipy", "typer"}


@pytest.fixture(scope="module")
def project(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


def test_installed_version_is_the_declared_one() -> None:
    assert metadata.version("oxyura") == oxyura.__version__


def test_citation_names_version_and_licence(repository: Path, project: dict[str, Any]) -> None:
    citation = (repository / "CITATION.cff").read_text(encoding="utf-8")
    stated = dict(re.findall(r'^([\w-]+): "?([^"\n]+)"?$', citation, flags=re.MULTILINE))
    assert stated["version"] == oxyura.__version__
    assert stated["license"] == project["project"]["license"] == "Apache-2.0"


def test_changelog_has_a_place_for_the_next_change(repository: Path) -> None:
    changelog = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", changelog, flags=re.MULTILINE)[0] == "[Unreleased]"


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = "import json, sys, oxyura; print(json.dumps(sorted(sys.modules)))"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not HEAVY & set(json.loads(finished.stdout))


@pytest.mark.parametrize("name", oxyura.__all__)
def test_public_name_is_found_and_documented(name: str) -> None:
    value = getattr(oxyura, name)
    assert name in dir(oxyura)
    assert name == "__version__" or value.__doc__


def test_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = oxyura.no_such_name


def test_casebook_holds_data_and_no_code(repository: Path) -> None:
    casebook = repository / "src" / "oxyura" / "casebook"
    assert casebook.is_dir()
    for file in casebook.rglob("*.py"):
        for statement in ast.parse(file.read_text(encoding="utf-8")).body:
            assert isinstance(statement, ast.Expr), f"{file}:{statement.lineno} is code"
            assert isinstance(statement.value, ast.Constant), f"{file}:{statement.lineno} is code"


def test_entry_point_is_the_command_line() -> None:
    (entry,) = metadata.entry_points(group="console_scripts", name="oxyura")
    assert entry.value == "oxyura.apps.cli:main"
    assert callable(entry.load())
