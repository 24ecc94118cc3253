"""The lock files hold what pyproject.toml asks for, hashed, and name no package index."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ["run.txt", "dev.txt"]
ENTRY = re.compile(r"^[a-z0-9][\w.\-]*==[\w.+!]+( ; .+?)?( \\\n    --hash=sha256:[0-9a-f]{64})+$", flags=re.MULTILINE)


def locked(path: Path) -> dict[str, Requirement]:
    entries = [match.group().split(" \\\n")[0] for match in ENTRY.finditer(path.read_text(encoding="utf-8"))]
    return {canonicalize_name(item.name): item for item in map(Requirement, entries)}


def applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


@pytest.fixture(scope="module")
def run_lock(repository: Path) -> dict[str, Requirement]:
    return locked(repository / "requirements" / "run.txt")


@pytest.fixture(scope="module")
def dev_lock(repository: Path) -> dict[str, Requirement]:
    return locked(repository / "requirements" / "dev.txt")


@pytest.mark.parametrize("name", [*LOCKS, "node.txt"])
def test_lock_is_nothing_but_hashed_pins(repository: Path, name: str) -> None:
    text = (repository / "requirements" / name).read_text(encoding="utf-8")
    assert ENTRY.search(text)
    assert ENTRY.sub("", text).strip() == ""


def test_locks_agree(run_lock: dict[str, Requirement], dev_lock: dict[str, Requirement]) -> None:
    assert {name: dev_lock[name].specifier for name in run_lock} == {
        name: pin.specifier for name, pin in run_lock.items()
    }


def test_locks_meet_the_declared_dependencies(
    repository: Path, run_lock: dict[str, Requirement], dev_lock: dict[str, Requirement]
) -> None:
    declared = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [(text, run_lock) for text in declared["project"]["dependencies"]]
    wanted += [(text, dev_lock) for text in declared["dependency-groups"]["dev"]]
    wanted += [(text, dev_lock) for text in declared["build-system"]["requires"]]
    for text, lock in wanted:
        requirement = Requirement(text)
        (pin,) = lock[canonicalize_name(requirement.name)].specifier
        assert requirement.specifier.contains(pin.version), f"{text} is locked as {pin}"


def test_runtime_lock_is_the_closure_of_the_declared_dependencies(run_lock: dict[str, Requirement]) -> None:
    reached: set[str] = set()
    waiting = ["oxyura"]
    while waiting:
        for text in metadata.requires(waiting.pop()) or []:
            requirement = Requirement(text)
            name = canonicalize_name(requirement.name)
            if name not in reached and applies(requirement):
                reached.add(name)
                waiting.append(name)
    here = {name for name, pin in run_lock.items() if applies(pin)}
    assert reached == here
