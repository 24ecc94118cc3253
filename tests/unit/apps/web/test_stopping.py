"""Asked to stop, the server answers what it was asked, gives back what it computes, and ends with code 0."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from measure_packages import many_measures
from oxyura.register.store import Register
from unit.apps.web.test_serve import web

ASSESS = {"kind": "assess"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[web.Server]:
    many_measures(tmp_path / "studies" / "many", draws=8000)
    options = ("--no-casebook", "--workers", "1", "--studies", str(tmp_path / "studies"))
    with web.serving(tmp_path / "data", *options) as started:
        yield started


def until_running(client: httpx.Client) -> str:
    """Ask for the study to be assessed, and return the key of the job once it runs."""
    key = str(client.post("/api/v1/studies/many/runs", json=ASSESS).json()["key"])
    ends = time.monotonic() + 60
    while client.get(f"/api/v1/jobs/{key}").json()["state"] != "running":
        assert time.monotonic() < ends
        time.sleep(0.02)
    return key


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_job_that_runs_waits_for_the_next_start(server: web.Server, tmp_path: Path, number: signal.Signals) -> None:
    with httpx.Client(base_url=server.address, timeout=30) as client:
        key = until_running(client)
    server.process.send_signal(number)
    assert server.process.wait(20) == 0
    with Register.open(tmp_path / "data") as register:
        job = register.jobs.get(key)
        assert (job.state, job.attempts, job.fraction, job.step) == ("waiting", 0, 0.0, "")
        assert [study.name for study in register.studies()] == ["many"]
        assert register.runs() == ()


def test_a_request_that_is_under_way_is_answered(server: web.Server, tmp_path: Path) -> None:
    """A study is being handed in when the server is asked to stop: it is kept, and who hands it in is told."""
    content = web.pack_study(1)
    frame = b'--x\r\nContent-Disposition: form-data; name="file"; filename="s.zip"\r\n\r\n' + content + b"\r\n--x--\r\n"
    host, port = server.address.removeprefix("http://").rstrip("/").split(":")
    with httpx.Client(base_url=server.address, timeout=30) as client:
        until_running(client)
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        head = (
            f"POST /api/v1/studies HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            f"Content-Length: {len(frame)}\r\n\r\n"
        )
        connection.sendall(head.encode() + frame[:100])
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        # Nobody else is let in any more.
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.address}healthz", timeout=2)
        connection.sendall(frame[100:])
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 201 "), answer[:300]
    assert server.process.wait(20) == 0
    with Register.open(tmp_path / "data") as register:
        assert len(register.studies()) == 2


def test_a_request_that_never_ends_does_not_hold_it_up(server: web.Server) -> None:
    host, port = server.address.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(b"POST /api/v1/studies HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx")
        time.sleep(0.3)
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) == 0
        assert time.monotonic() - begun < 20
