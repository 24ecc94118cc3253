"""`/healthz`: ok while the server does its work, 503 with a plain word where it does not."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from oxyura.apps.web.application import create_app
from oxyura.apps.web.health import Health
from oxyura.apps.web.settings import WebSettings
from oxyura.register.store import Register
from unit.apps.web.clients import client_of
from web_server import WebServer


class Watched:
    """A register in which something is wrong, or that does not answer."""

    def __init__(self, *found: str) -> None:
        self.found = found
        self.asked = 0
        self.may_answer = threading.Event()
        self.may_answer.set()

    def troubles(self) -> tuple[str, ...]:
        self.asked += 1
        self.may_answer.wait(10)
        return self.found


def test_it_asks_at_most_every_two_seconds() -> None:
    clock = iter([0.0, 0.0, 1.0, 3.0, 3.0, 3.5]).__next__
    watched = Watched("The disk is full.")
    health = Health(watched, clock)

    async def ask() -> list[tuple[str, ...]]:
        return [await health.troubles() for _ in range(4)]

    assert asyncio.run(ask()) == [("The disk is full.",)] * 4
    assert watched.asked == 2


def test_a_register_that_does_not_answer_is_told() -> None:
    watched = Watched()
    watched.may_answer.clear()
    health = Health(watched)

    async def ask() -> tuple[tuple[str, ...], tuple[str, ...]]:
        stuck = await health.troubles(patience=0.1)
        watched.may_answer.set()
        return stuck, await health.troubles()

    (said,), afterwards = asyncio.run(ask())
    assert "not answered" in said
    assert afterwards == ()
    assert watched.asked == 1


def test_the_answer_is_plain_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Register.open(tmp_path) as register, client_of(create_app(WebSettings("unused"), register)) as client:
        found: tuple[str, ...] = ()
        monkeypatch.setattr(register, "troubles", lambda: found)
        monkeypatch.setattr("oxyura.apps.web.health._FRESH_SECONDS", -1.0)
        well = client.get("/healthz")
        assert (well.status_code, well.text) == (200, "ok")
        assert well.headers["cache-control"] == "no-store"
        found = ("The disk is full.", "Nobody computes.")
        ill = client.get("/healthz")
        assert (ill.status_code, ill.text) == (503, "The disk is full.\nNobody computes.")
        assert ill.headers["content-type"].startswith("text/plain")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WebServer]:
    server = WebServer(tmp_path / "data")
    server.start()
    yield server
    server.kill()


def until(server: WebServer, status: int, seconds: float = 40.0) -> httpx.Response:
    ends = time.monotonic() + seconds
    while True:
        answer = httpx.get(f"{server.address}/healthz", timeout=30)
        if answer.status_code == status:
            return answer
        assert time.monotonic() < ends, answer.text
        time.sleep(0.2)


def children_of(process: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False)
    return [int(each) for each in listed.stdout.split()]


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process can be set on Linux only")
def test_a_full_disk_is_told_and_gets_well(server: WebServer) -> None:
    import resource

    until(server, 200)
    before = resource.prlimit(server.process_id, resource.RLIMIT_FSIZE)
    # Nothing can be written any more, as on a disk that is full.
    resource.prlimit(server.process_id, resource.RLIMIT_FSIZE, (0, before[1]))
    assert "disk" in until(server, 503).text
    # Pages are still read.
    assert httpx.get(f"{server.address}/api/v1/studies").status_code == 200
    resource.prlimit(server.process_id, resource.RLIMIT_FSIZE, before)
    until(server, 200)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found by ps")
def test_a_worker_that_is_killed_is_replaced(server: WebServer) -> None:
    """Killed while nothing is to be done: another takes its place, and the server stays well."""
    until(server, 200)
    ends = time.monotonic() + 30
    while not (before := workers_of(server)):
        assert time.monotonic() < ends
        time.sleep(0.1)
    os.kill(before[0], signal.SIGKILL)
    while not (workers := workers_of(server)) or workers == before:
        assert time.monotonic() < ends
        time.sleep(0.1)
    until(server, 200)


def workers_of(server: WebServer) -> list[int]:
    """Return the processes that compute, without the one that looks after what processes share."""
    found = []
    for child in children_of(server.process_id):
        try:
            command = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in command:
            found.append(child)
    return found
