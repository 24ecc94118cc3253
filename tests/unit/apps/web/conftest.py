"""A study with a sensitive site on a server, and everything that the server answers: asked once for all tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# At the end: the conftest of all tests is imported by its name.
sys.path.append(str(Path(__file__).parent))

from clients import client_of
from route_walk import MOVED, NAME, Answered, Walk, app_of
from sensitive_study import LAT, write_sensitive_study

from oxyura.apps.web.opening import assess_for_pages, web_kinds
from oxyura.register.store import Register


@pytest.fixture(scope="session")
def sensitive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A register with a study of a sensitive site, and the same with the site a little further."""
    folder = tmp_path_factory.mktemp("sensitive")
    with Register.open(folder / "register.sqlite", kinds=web_kinds()) as opened:
        for name, lat, cost in ((NAME, LAT, 1e6), (MOVED, LAT - 0.002, 2e6)):
            study = write_sensitive_study(folder / name, lat, cost=cost)
            record = opened.add_study(name, {path.name: path.read_bytes() for path in study.iterdir()})
            asked = web_kinds()["assess"].read(opened, {"study": record.key})
            assess_for_pages(opened, asked, lambda step, fraction: None)
        yield opened


@pytest.fixture(scope="session")
def walked(sensitive: Register) -> list[Answered]:
    """The answers to everything that others than the owner can ask."""
    app = app_of(sensitive)
    with client_of(app) as asking:
        walk = Walk(app, sensitive, asking)
        return [*walk.write(), *walk.read()]


@pytest.fixture(scope="session")
def owned(sensitive: Register, walked: list[Answered]) -> list[Answered]:
    """The answers to everything that the owner can read."""
    app = app_of(sensitive, owner=True)
    with client_of(app) as asking:
        return list(Walk(app, sensitive, asking).read())
