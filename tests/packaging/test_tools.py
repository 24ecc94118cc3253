"""The checks of tools/ pass on this repository and can fail."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


def load_tool(repository: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, repository / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND 0BSD AND MIT", True),
        ("BSD-2-Clause AND Apache-2.0 WITH LLVM-exception", True),
        ("MPL-2.0", True),
        ("LGPL-3.0-or-later", True),
        ("MIT OR GPL-3.0-only", True),
        ("(MIT OR GPL-3.0-only) AND BSD-3-Clause", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR ISC) AND AGPL-3.0-only", False),
        ("Apache-2.0 WITH Unknown-exception", False),
        ("nothing stated", False),
        ("(MIT", False),
        ("", False),
    ],
)
def test_licence_expression(repository: Path, expression: str, allowed: bool) -> None:
    assert load_tool(repository, "check_licences").is_allowed(expression) is allowed


def test_runtime_licences_are_allowed(repository: Path) -> None:
    assert load_tool(repository, "check_licences").main() == 0


@pytest.mark.parametrize(
    ("package", "is_refused"),
    [
        ({"license": "MIT"}, False),
        ({"license": "BSD-0-Clause"}, False),
        ({"license": "MPL-2.0"}, True),
        ({"license": "OFL-1.1"}, True),
        ({}, True),
        ({"license": "MPL-2.0", "dev": True}, False),
    ],
)
def test_what_browsers_are_sent_is_permissive(repository: Path, package: dict[str, object], is_refused: bool) -> None:
    tool = load_tool(repository, "check_licences")
    lock = {"packages": {"": {"license": "Apache-2.0"}, "node_modules/a/node_modules/@b/c": package}}
    assert bool(tool.refused_in_browser(lock)) is is_refused
    assert all(line.startswith("@b/c: ") for line in tool.refused_in_browser(lock))


def test_font_under_its_own_licence_may_be_sent_to_browsers(repository: Path) -> None:
    lock = {"packages": {"node_modules/@fontsource-variable/newsreader": {"license": "OFL-1.1"}}}
    assert load_tool(repository, "check_licences").refused_in_browser(lock) == []


def test_lock_of_npm_is_hashed_and_names_no_place(repository: Path) -> None:
    packages = json.loads((repository / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    fetched = {name: package for name, package in packages.items() if name}
    assert fetched
    assert [name for name, package in fetched.items() if "resolved" in package] == []
    assert [name for name, package in fetched.items() if not str(package.get("integrity")).startswith("sha512-")] == []


def test_no_tracked_file_names_a_package_index(repository: Path) -> None:
    if not (repository / ".git").exists():
        pytest.skip("not a git clone: nothing is tracked")
    if not load_tool(repository, "check_hosts").tracked_files():
        pytest.skip("nothing is committed yet")
    finished = subprocess.run(
        [sys.executable, "tools/check_hosts.py"], cwd=repository, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr


def test_a_named_package_index_is_found(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tool = load_tool(repository, "check_hosts")
    monkeypatch.setenv("PIP_INDEX_URL", "https://someone:secret@index.example.net/simple")
    (tmp_path / "lock.txt").write_text("--index-url https://index.example.net/simple\n", encoding="utf-8")
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "tracked_files", lambda: [tmp_path / "lock.txt"])
    assert tool.main() == 1
    said = capsys.readouterr()
    assert "lock.txt names a package index" in said.err
    assert "secret" not in said.err + said.out
