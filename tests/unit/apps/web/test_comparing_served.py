"""The shares of a comparison as a job of the real server: stopped, killed under way, and gone on with."""

from __future__ import annotations

import html
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from typing import Any

import pytest

from changed_studies import dearer, fewer_young, harder_winter, rats_arrive, set_cell, write_changed
from web_server import WebServer

# Long enough for a study that something can happen while it is computed.
DRAWS = 4000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    place = tmp_path_factory.mktemp("served")
    limits = [set_cell("vital_rates", 2, column, value) for column, value in (("low", 0.88), ("high", 0.98))]
    write_changed(place / "studies" / "before", *limits, draws=DRAWS)
    edits = (*limits, fewer_young, harder_winter, rats_arrive, dearer)
    write_changed(place / "studies" / "after", *edits, draws=DRAWS, title="Later")
    server = WebServer(place / "data", place / "studies")
    server.start()
    try:
        server.compute_all()
        yield server
    finally:
        server.kill()


def until(found: Callable[[], Any], seconds: float = 90.0) -> Any:
    ends = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.02)
    return value


def runs_of(server: WebServer, kind: str) -> list[dict[str, Any]]:
    return [run for run in server.read("/api/v1/runs?limit=100")["items"] if run["kind"] == kind]


def two_runs(server: WebServer) -> tuple[str, str]:
    names = {study["key"]: study["name"] for study in server.read("/api/v1/studies?limit=100")["items"]}
    by_name = {names[run["study"]]: run["key"] for run in runs_of(server, "assess")}
    return by_name["before"], by_name["after"]


def ask(server: WebServer, a: str, b: str) -> str:
    """Press the button on the page of two runs, and return the key of the job."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    address = f"{server.address}/compare?a={a}&b={b}"
    page = opener.open(address, timeout=60).read().decode()
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    form = urllib.parse.urlencode({"csrf": found.group(1), "a": a, "b": b}).encode()
    request = urllib.request.Request(f"{server.address}/compare/shares", form, {"Origin": server.address})
    assert opener.open(request, timeout=60).url.startswith(address)
    return str(server.read("/api/v1/jobs")[0]["key"])


def job_of(server: WebServer, key: str) -> dict[str, Any]:
    found: dict[str, Any] = server.read(f"/api/v1/jobs/{key}")
    return found


@pytest.mark.slow
def test_job_is_stopped_then_killed_and_computes_nothing_twice(server: WebServer) -> None:
    a, b = two_runs(server)
    key = ask(server, a, b)
    assert job_of(server, key)["kind"] == "compare"
    until(lambda: runs_of(server, "mixture"))
    stop = urllib.request.Request(f"{server.address}/api/v1/jobs/{key}", method="DELETE")
    urllib.request.urlopen(stop, timeout=60).close()
    until(lambda: job_of(server, key)["state"] == "cancelled")
    stopped = runs_of(server, "mixture")
    assert 0 < len(stopped) < 14

    again = ask(server, a, b)
    assert again != key
    until(lambda: len(runs_of(server, "mixture")) > len(stopped) + 1)
    server.kill()
    server.start()
    kept = {run["key"]: run["made_at"] for run in runs_of(server, "mixture")}
    assert len(stopped) < len(kept) < 14
    until(lambda: job_of(server, again)["state"] == "done")
    made = {run["key"]: run["made_at"] for run in runs_of(server, "mixture")}
    assert len(made) == 14
    assert {key: made[key] for key in kept} == kept

    page = html.unescape(urllib.request.urlopen(f"{server.address}/compare?a={a}&b={b}", timeout=60).read().decode())
    assert "comes from change 2, vital_rates (petrel, nonbreeding, all, survival), value." in page
    # What is known is not asked for again.
    assert "Compute the share of each" not in page
