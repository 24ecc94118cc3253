"""Compiled code is kept where it can be, and works where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oxyura.annual_cycle.compiled import cache_directory

PROGRAM = """
from oxyura.annual_cycle.compiled import cache_directory, compiled

def double(x):
    return 2 * x

print(cache_directory(), compiled(double)(21))
"""


def run(environment: dict[str, str], folder: Path) -> str:
    script = folder / "program.py"
    script.write_text(PROGRAM)
    done = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_cache_lives_in_the_users_cache_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = cache_directory()
    assert found is not None
    assert found.is_relative_to(tmp_path / "oxyura")


def test_named_cache_directory_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "named"))
    found = cache_directory()
    assert found is not None
    assert found.parent == tmp_path / "named"


def test_without_a_writable_cache_it_compiles_all_the_same(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    environment = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(blocked)}
    assert run(environment, tmp_path) == "None 42"


def test_with_a_cache_the_code_is_kept(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert run(environment, tmp_path).endswith(" 42")
    assert list((tmp_path / "cache").rglob("*.nbi"))
