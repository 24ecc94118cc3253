"""The web application as its users start it: a process of its own that tests can stop, kill and start again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_PROGRAM = "import sys; from oxyura.apps.cli import main; sys.exit(main())"
_UNFINISHED = ("waiting", "running")


class WebServer:
    """`oxyura serve` on a free port over a folder of data.

    Parameters
    ----------
    data : Path
        Where it keeps studies, runs and jobs.
    studies : Path, optional
        Folder of studies that it takes in.
    workers : int
        Processes that compute.
    token_file : Path, optional
        File with what visitors must know.
    """

    def __init__(
        self, data: Path, studies: Path | None = None, *, workers: int = 1, token_file: Path | None = None
    ) -> None:
        self.data = data
        self.address = ""
        self._studies = studies
        self._workers = workers
        self._token_file = token_file
        # Any that is free at the first start, and the same from then on.
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, and return once it answers."""
        command = [sys.executable, "-c", _PROGRAM, "serve", "--no-casebook", "--json", "--port", str(self._port)]
        command += ["--data", str(self.data), "--workers", str(self._workers)]
        command += ["--studies", str(self._studies)] if self._studies is not None else []
        command += ["--token-file", str(self._token_file)] if self._token_file is not None else []
        self.data.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        log = self.data / "server.log"
        with log.open("a", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment, start_new_session=True
            )
        assert self._process.stdout is not None
        said = ""
        for line in self._process.stdout:
            said += line
            if line.startswith("}"):
                break
        if not said:
            raise RuntimeError(f"The server did not start:\n{log.read_text(encoding='utf-8')}")
        self.address = str(json.loads(said)["address"]).rstrip("/")
        self._port = int(self.address.rpartition(":")[2])

    @property
    def process_id(self) -> int:
        """The number of its process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End it at once with all it computes, as a power cut would."""
        if self._process is None:
            return
        os.killpg(self._process.pid, signal.SIGKILL)
        self._reap()

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._reap()

    def read(self, path: str) -> Any:
        """Return what the API answers."""
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            return json.load(answer)

    def compute_all(self, *, most_seconds: float = 600) -> None:
        """Wait until nothing is left to compute."""
        # The list of studies asks for those that have no run yet.
        urllib.request.urlopen(f"{self.address}/s", timeout=60).close()
        ends = time.monotonic() + most_seconds
        while open_jobs := [job for job in self.read("/api/v1/jobs") if job["state"] in _UNFINISHED]:
            if time.monotonic() > ends:
                raise TimeoutError(f"Not computed after {most_seconds:.0f} s: {open_jobs}")
            time.sleep(0.25)
        failed = [job for job in self.read("/api/v1/jobs") if job["state"] != "done"]
        if failed:
            raise RuntimeError(f"Jobs failed: {failed}")

    def _reap(self) -> None:
        assert self._process is not None
        self._process.wait(30)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None


def copy_studies(names: Iterable[str], place: Path) -> Path:
    """Copy shipped studies into a folder, and return it."""
    import oxyura

    casebook = Path(oxyura.__file__).parent / "casebook"
    for name in names:
        shutil.copytree(casebook / name, place / name)
    return place
