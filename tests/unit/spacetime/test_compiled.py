"""Compiled code is kept where it can be, and works where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oxyura.spacetime.compiled import cache_directory, compiled, count_compiled, is_compiled

PROGRAM = """
from oxyura.spacetime.compiled import cache_directory, compiled

def double(x):
    return 2 * x

print(cache_directory(), compiled(double)(21))
"""


def run(environment: dict[str, str], folder: Path) -> str:
    script = folder / "program.py"
    script.write_text(PROGRAM)
    done = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def _looked_for_anew() -> Iterator[None]:
    cache_directory.cache_clear()
    yield
    cache_directory.cache_clear()


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


def test_each_function_that_is_compiled_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))

    def halve(x: float) -> float:
        return x / 2

    halved = compiled(halve)

    def quarter(x: float) -> float:
        return float(halved(halved(x)))

    quartered, told = compiled(quarter), []
    assert not is_compiled(f"{Path(__file__).stem}.{quarter.__qualname__}")
    with count_compiled(lambda done, parts: told.append((done, parts))):
        assert quartered(8) == quartered(8.0) == 2
    assert [done for done, _ in told] == [1, 2]
    assert all(parts >= 2 for _, parts in told)


def test_linear_algebra_is_loaded_by_those_who_use_it() -> None:
    program = """
import sys
from oxyura.spacetime.compiled import compiled, load_numba
load_numba()
before = "scipy.linalg" in sys.modules
import numpy as np

def multiply(a, b):
    return np.dot(a, b)

print(before, compiled(multiply)(2.0 * np.eye(2), np.eye(2))[0, 0])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "2.0"]
