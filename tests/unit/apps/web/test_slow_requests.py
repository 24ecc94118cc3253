"""A request that comes too slowly is refused, through a real socket, and holds up nobody else."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from oxyura.apps.web import bounds
from oxyura.apps.web.application import create_app
from oxyura.apps.web.settings import WebSettings
from oxyura.register.store import Register

PATIENCE = 0.6


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """Serve in a thread, with less patience."""
    monkeypatch.setattr(bounds, "_SLOWEST_FORM_SECONDS", PATIENCE)
    monkeypatch.setattr(bounds, "_SLOWEST_SECONDS", 2 * PATIENCE)
    with Register.open(tmp_path) as register, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = create_app(WebSettings("unused", casebook=False), register)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listener.getsockname()
        server.should_exit = True
        thread.join(20)


def send_slowly(address: tuple[str, int], head: str, pieces: list[bytes], pause: float) -> tuple[str, float]:
    """Send a request piece by piece; return the answer and the seconds until it came."""
    with socket.create_connection(address, timeout=20) as connection:
        begun = time.monotonic()
        connection.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n")
        for piece in pieces:
            try:
                connection.sendall(piece)
            except OSError:
                # It has been refused already.
                break
            time.sleep(pause)
        answer = b""
        try:
            while part := connection.recv(65536):
                answer += part
                if b"\r\n\r\n" in answer:
                    break
        except ConnectionResetError:
            pass
        return answer.decode(errors="replace"), time.monotonic() - begun


@pytest.mark.parametrize(
    ("path", "kind", "patience"),
    [
        ("/api/v1/studies/x/runs", "application/json", PATIENCE),
        ("/sign-out", "application/x-www-form-urlencoded", PATIENCE),
        ("/api/v1/studies", "multipart/form-data; boundary=x", 2 * PATIENCE),
    ],
)
def test_a_body_that_never_ends_is_refused(address: tuple[str, int], path: str, kind: str, patience: float) -> None:
    head = f"POST {path} HTTP/1.1\nHost: localhost\nContent-Type: {kind}\nContent-Length: 1000"
    answer, seconds = send_slowly(address, head, [b"-"], 0.0)
    assert answer.startswith("HTTP/1.1 408 "), answer[:300]
    assert patience <= seconds < patience + 5
    # The headers that guard every answer are on this one as well.
    assert "content-security-policy" in answer.casefold()


def test_a_body_drop_by_drop_is_refused(address: tuple[str, int]) -> None:
    """The time is for all of it: a byte now and then does not lengthen it."""
    head = "POST /api/v1/studies/x/runs HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 1000"
    answer, _ = send_slowly(address, head, [b" "] * 20, PATIENCE / 10)
    assert answer.startswith("HTTP/1.1 408 "), answer[:300]


def test_others_are_answered_meanwhile(address: tuple[str, int]) -> None:
    head = "POST /api/v1/studies/x/runs HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 1000"
    slow = [threading.Thread(target=send_slowly, args=(address, head, [b" "], 0.0)) for _ in range(20)]
    for thread in slow:
        thread.start()
    answer = httpx.get(f"http://127.0.0.1:{address[1]}/healthz", timeout=5)
    assert answer.text == "ok"
    for thread in slow:
        thread.join(20)


def test_a_body_in_time_is_read(address: tuple[str, int]) -> None:
    head = "POST /api/v1/studies/x/runs HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 20"
    answer, _ = send_slowly(address, head, [b'{"kind": ', b'"assess"}  '], PATIENCE / 4)
    assert answer.startswith("HTTP/1.1 404 "), answer[:300]
