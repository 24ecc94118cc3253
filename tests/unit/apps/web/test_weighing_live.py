"""A set of measures that no run has weighed up, asked for on the page of a real server: computed, stopped, computed."""

from __future__ import annotations

import dataclasses
import html
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from measure_packages import MEASURES, many_measures
from oxyura.apps.web.views.decision_table import DECISION_FILE, MOST_SETS, neighbours, read_sets, read_table
from oxyura.register.options import RunOptions
from oxyura.register.store import Register
from oxyura.study import evaluate_measures
from oxyura.study.checked import read_study
from web_server import WebServer

# So many that a set takes seconds: long enough to be stopped.
DRAWS = 6000
CHOSEN = ("control-1", "control-3")
ADDRESS = "/d/many?by=hand&" + "&".join(f"m-{name}=1" for name in CHOSEN)

_PROGRAM = "import sys; from oxyura.apps.cli import main; sys.exit(main())"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WebServer]:
    many_measures(tmp_path / "studies" / "many", draws=DRAWS)
    started = WebServer(tmp_path / "data", tmp_path / "studies")
    started.start()
    started.compute_all()
    yield started
    started.stop()


class Reader:
    """Who sits before the page, reads it, and presses its buttons."""

    def __init__(self, server: WebServer) -> None:
        self.client = httpx.Client(base_url=server.address, timeout=60)
        self.slowest = 0.0

    def page(self) -> str:
        begun = time.perf_counter()
        answer = self.client.get(ADDRESS)
        self.slowest = max(self.slowest, time.perf_counter() - begun)
        assert answer.status_code == 200
        return answer.text

    def press(self, action: str) -> None:
        page = self.page()
        assert f'action="{action}"' in page
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        assert found is not None
        form = {"csrf": found.group(1), "by": "hand", **{f"m-{name}": "1" for name in CHOSEN}}
        assert self.client.post(action, data=form).status_code == 303

    def job_on_the_page(self) -> str | None:
        found = re.search(r"/j/([0-9a-f]{32})/cancel", self.page())
        return None if found is None else found.group(1)

    def job(self, key: str) -> dict[str, Any]:
        return dict(self.client.get(f"/api/v1/jobs/{key}").json())

    def until(self, key: str, state: str) -> list[float]:
        """Wait until a job is in a state; return how far it was each time that it was looked at."""
        fractions = []
        ends = time.monotonic() + 120
        while (found := self.job(key))["state"] != state:
            assert found["state"] in ("waiting", "running"), found
            assert time.monotonic() < ends
            fractions.append(found["fraction"])
            time.sleep(0.05)
        return fractions


@pytest.fixture
def reader(server: WebServer) -> Iterator[Reader]:
    reader = Reader(server)
    yield reader
    reader.client.close()


def plan_of_the_command(study: Path) -> dict[str, Any]:
    """Return the plan of `oxyura plan` that holds the set and nothing else."""
    others = [name for name in MEASURES if name not in CHOSEN]
    options = [word for name in CHOSEN for word in ("--include", name)]
    options += [word for name in others for word in ("--exclude", name)]
    command = [sys.executable, "-c", _PROGRAM, "plan", str(study), *options, "--budget", "100000", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout)["chosen"])


@pytest.mark.slow
def test_a_set_is_computed_stopped_and_computed(reader: Reader, tmp_path: Path) -> None:
    assert reader.job_on_the_page() is None
    reader.press("/d/many/weigh")
    stopped = reader.job_on_the_page()
    assert stopped is not None
    # Asked for again while it is under way, it is the same job.
    again = reader.client.get("/api/v1/jobs").json()
    assert [job["key"] for job in again if job["kind"] == "weigh"] == [stopped]
    reader.until(stopped, "running")
    assert "<progress" in reader.page()
    reader.press(f"/j/{stopped}/cancel")
    assert reader.job(stopped)["state"] == "cancelled"
    assert "Compute it" in reader.page()

    reader.press("/d/many/weigh")
    key = reader.job_on_the_page()
    assert key not in (None, stopped)
    fractions = reader.until(str(key), "done")
    assert fractions == sorted(fractions)
    assert reader.job(stopped)["state"] == "cancelled"
    page = reader.page()
    assert "Compute it" not in page
    assert "<progress" not in page
    # However long the job takes, the page never does.
    assert reader.slowest < 2.0

    with Register.open(tmp_path / "data") as register:
        (study,) = register.studies()
        run = register.run_for(study.key, RunOptions())
        assert run is not None
        table = read_table(register.run_file(run.key, DECISION_FILE))
        assert not table.complete
        assert len(table.sets) < MOST_SETS < 2 ** len(table.offers)
        result = register.jobs.result(str(key))
        assert result is not None
        sets = read_sets(result["sets"])
    assert {frozenset(one.measures) for one in sets} == {frozenset(one) for one in neighbours(table.offers, CHOSEN)}
    chosen = table.joined(sets).find(CHOSEN)
    assert chosen is not None
    folder = tmp_path / "studies" / "many"
    for one in sets:
        outcome = evaluate_measures(read_study(folder), one.measures)
        assert (one.measures, one.cost, one.objective) == (outcome.measures, outcome.cost, outcome.objective)
    (after,) = chosen.after
    planned = plan_of_the_command(folder)
    (of_plan,) = planned["migrants"].values()
    assert planned["measures"] == list(CHOSEN)
    assert (chosen.objective, chosen.cost.value) == (planned["objective"], planned["cost"]["value"])
    assert (after.gain, dataclasses.asdict(after.growth)) == (of_plan["gain"], of_plan["growth_after"])
    assert dataclasses.asdict(after.abundance) == of_plan["abundance_after"]
    said = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert "after these measures" in said
    assert "EUR 4 000" in said.replace("\u202f", " ").replace("\xa0", " ").replace(",", " ")
