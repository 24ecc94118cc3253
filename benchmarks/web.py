"""How quick the web application is: start, first byte, an open loop of pages and writes, and an end by kill −9.

Open loop: requests leave by the clock, whether earlier ones have been answered or not, and each is timed from the
moment at which it was due. So a server that stands still for a second is not spared the requests of that second.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

SETTINGS = "title = 'Study {number}'\nhorizon_years = 5\ndraws = 10\nseed = 1\ndate = 2026-01-15\n"
MIGRANTS = (
    "migrant_id,scientific_name,abundance,abundance_unit,abundance_year\n"
    "migrant-{number},Oxyura leucocephala,1000,individuals,2020\n"
)


@dataclass(frozen=True)
class Server:
    """A server that runs in a process of its own."""

    address: str
    process: subprocess.Popen[str]
    seconds_to_start: float


@contextmanager
def serving(data: Path, *options: str) -> Iterator[Server]:
    """Run a server until the block ends, unless it is dead by then."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from oxyura.apps.cli import main; main()",
            "serve",
            "--port",
            "0",
            "--json",
            "--data",
            str(data),
            *options,
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.rstrip() == "}":
            break
    took = time.perf_counter() - begun
    try:
        yield Server(json.loads(said)["address"], process, took)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()


def pack_study(number: int) -> bytes:
    """Return a study that differs from every other, as .zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("study.toml", SETTINGS.format(number=number))
        archive.writestr("migrants.csv", MIGRANTS.format(number=number))
        archive.writestr("sites.csv", f"site_id,name\nsite-{number},Place {number}\n")
    return stream.getvalue()


@dataclass(frozen=True)
class Load:
    """What an open loop saw: milliseconds of each page, of each write, what went wrong, and which studies were kept."""

    pages: list[float]
    writes: list[float]
    wrong: list[str]
    kept: list[str]

    def p95(self) -> float:
        """Return the 95th percentile of the pages in milliseconds."""
        return statistics.quantiles(self.pages, n=100, method="inclusive")[94]


async def open_loop(address: str, paths: list[str], seconds: float, per_second: float = 10) -> Load:
    """Ask for pages, and hand in one study a second, by the clock."""
    load = Load([], [], [], [])
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:

        async def page(due: float, path: str) -> None:
            await asyncio.sleep(max(0, due - time.perf_counter()))
            try:
                answer = await client.get(path)
            except httpx.HTTPError as error:
                load.wrong.append(f"{path}: {error!r}")
                return
            load.pages.append(1000 * (time.perf_counter() - due))
            if answer.status_code != 200:
                load.wrong.append(f"{path}: {answer.status_code}")

        async def write(due: float, number: int) -> None:
            await asyncio.sleep(max(0, due - time.perf_counter()))
            try:
                answer = await client.post("/api/v1/studies", files={"file": (f"s{number}.zip", pack_study(number))})
            except httpx.HTTPError as error:
                load.wrong.append(f"write {number}: {error!r}")
                return
            load.writes.append(1000 * (time.perf_counter() - due))
            if answer.status_code == 201:
                load.kept.append(answer.json()["key"])
            else:
                load.wrong.append(f"write {number}: {answer.status_code} {answer.text[:200]}")

        begun = time.perf_counter() + 0.1
        count = int(seconds * per_second)
        pages = [page(begun + each / per_second, paths[each % len(paths)]) for each in range(count)]
        offset = time.time_ns()
        writes = [write(begun + each + 0.05, offset + each) for each in range(int(seconds))]
        await asyncio.gather(*pages, *writes)
    return load


def still_there(address: str, keys: list[str]) -> int:
    """Return how many of the studies are there."""
    with httpx.Client(base_url=address, timeout=30) as client:
        return sum(client.get(f"/api/v1/studies/{key}").status_code == 200 for key in keys)


def wait_for_run(address: str, study: str, seconds: float = 300) -> None:
    """Wait until a study has been assessed."""
    ends = time.monotonic() + seconds
    with httpx.Client(base_url=address, timeout=30) as client:
        job = client.post(f"/api/v1/studies/{study}/runs", json={"kind": "assess"}).json()
        while time.monotonic() < ends:
            state = client.get(f"/api/v1/jobs/{job['key']}").json()["state"]
            if state == "done":
                return
            if state in ("failed", "cancelled"):
                raise AssertionError(f"the assessment of {study} is {state}")
            time.sleep(0.5)
    raise AssertionError(f"the assessment of {study} did not end")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0, help="length of the open loop")
    parser.add_argument("--data", type=Path, help="a register to go on with; left out: a new one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="oxyura-bench-") as folder:
        data = asked.data or Path(folder)
        with serving(data, "--workers", "1") as server:
            print(f"first start, register made and casebook taken in: {server.seconds_to_start:.2f} s")
            for study in ("gough", "seville"):
                wait_for_run(server.address, study)
            # What pages need of every study of the casebook is computed meanwhile; pages are timed without it.
        starts, firsts = [], []
        for _ in range(3):
            with serving(data, "--workers", "0") as server:
                starts.append(server.seconds_to_start)
                begun = time.perf_counter()
                httpx.get(f"{server.address}m/gough/tristan-albatross", timeout=60).raise_for_status()
                firsts.append(time.perf_counter() - begun)
        print(f"server start: {min(starts):.2f} s (target under 2 s; of three)")
        print(f"the very first page of a new server, whole: {min(firsts):.2f} s (of three)")
        with serving(data, "--workers", "0") as server:
            first = []
            # The check of a study is loaded with the first one that is handed in.
            asyncio.run(open_loop(server.address, ["/"], 1))
            with httpx.Client(base_url=server.address, timeout=60) as client:
                for _ in range(20):
                    begun = time.perf_counter()
                    with client.stream("GET", "/m/gough/tristan-albatross") as answer:
                        parts = answer.iter_raw()
                        next(parts)
                        first.append(1000 * (time.perf_counter() - begun))
                        for _ in parts:
                            pass
            print(f"first byte of the migrant page: {statistics.median(first):.0f} ms (first time {first[0]:.0f} ms)")
            paths = [
                "/",
                "/m",
                "/m/gough/tristan-albatross?week=10",
                "/p",
                "/search?q=mouse",
                "/p/gough/gough",
                "/d/gough",
            ]
            load = asyncio.run(open_loop(server.address, paths, asked.seconds))
            there = still_there(server.address, load.kept)
        print(
            f"open loop, {asked.seconds:.0f} s of 10 pages and one write a second: "
            f"p95 {load.p95():.0f} ms (target 300), "
            f"median {statistics.median(load.pages):.0f} ms, writes median {statistics.median(load.writes):.0f} ms, "
            f"{len(load.wrong)} errors, {there} of {len(load.kept)} studies there"
        )
        if load.wrong:
            print("\n".join(load.wrong[:5]))


if __name__ == "__main__":
    main()
