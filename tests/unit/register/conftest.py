"""Where registers are kept in tests: a file, and a private PostgreSQL server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import IN_CI

TESTS = Path(__file__).resolve().parents[2]
_NOBODY = 65534


def _missing(reason: str) -> None:
    if IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


def _server_programs() -> Path | None:
    found = [*Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    on_path = shutil.which("postgres")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += [path.parent for path in sorted(found, reverse=True)]
    return next((place for place in places if (place / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a private PostgreSQL server."""
    pytest.importorskip("psycopg") if not IN_CI else __import__("psycopg")
    programs = _server_programs()
    if programs is None:
        _missing("no PostgreSQL server is installed (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="oxyura-postgres-"))
    # PostgreSQL refuses to run as root.
    is_root = os.name == "posix" and os.geteuid() == 0
    identity = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if is_root else {}
    if is_root:
        os.chown(folder, _NOBODY, _NOBODY)
    log = (folder.parent / f"{folder.name}.log").open("wb")

    def run(*command: object) -> subprocess.Popen[bytes]:
        words = [str(word) for word in command]
        return subprocess.Popen(words, stdout=log, stderr=log, cwd=folder, **identity)

    server = None
    try:
        options = ("-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        if run(programs / "initdb", "-D", folder / "data", *options).wait() != 0:
            _missing(f"initdb failed: {Path(log.name).read_text(errors='replace')[-500:]}")
        server = run(
            programs / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"
        )
        _wait_for(folder, server)
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        if server is not None:
            # At once: nobody needs what is in it.
            server.send_signal(signal.SIGQUIT)
            server.wait()
        log.close()
        Path(log.name).unlink()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(folder: Path, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _ in range(200):
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None:
                _missing("the PostgreSQL server did not start")
            time.sleep(0.1)
    _missing("the PostgreSQL server did not answer within 20 seconds")


def _new_schema(server: str) -> str:
    """Return the address of an empty schema, which is made quicker, and cleared away quicker, than a database."""
    import psycopg

    name = f"register_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{server}&options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a register that does not exist yet, in each database that can hold one."""
    if request.param == "sqlite":
        return str(tmp_path / "register.sqlite")
    return _new_schema(request.getfixturevalue("postgres_server"))


@pytest.fixture
def serve() -> Iterator[Callable[[str, str], subprocess.Popen[str]]]:
    """Start processes that have a register open; what is left of them is killed at the end."""
    started: list[subprocess.Popen[str]] = []

    def start(address: str, task: str) -> subprocess.Popen[str]:
        path = os.pathsep.join([str(TESTS), *sys.path])
        process = subprocess.Popen(
            [sys.executable, str(TESTS / "register_server.py"), address, task],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
