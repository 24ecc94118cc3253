"""Every kind of job of the web application, killed with -9 in the middle and just before it is heard of: done once."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from dying_kinds import VARIABLE, Death
from measure_packages import many_measures
from oxyura.apps.web.opening import take_in, web_kinds
from oxyura.register.contents import BLOBS, RUN_FILES, STUDY_FILES
from oxyura.register.keys import content_key
from oxyura.register.pruning import UPLOADS
from oxyura.register.records import JobRecord
from oxyura.register.store import Register

Serve = Callable[[str, str], "subprocess.Popen[str]"]

ALL_SAID = None
EVERY_KIND = ("assess", "plan", "weigh", "pack", "action-plan", "report", "compare", "party")


def arguments_of(kind: str, register: Register, archive: Path | None) -> dict[str, Any]:
    study = register.studies()[0].key
    match kind:
        case "weigh":
            return {"study": study, "measures": ["control-1", "control-3"]}
        case "pack":
            return {"country": "ES", "studies": [study]}
        case "report":
            return {"country": "ES", "studies": [study], "schemes": ["cms"]}
        case "compare":
            assess = web_kinds()["assess"]
            asked = [assess.read(register, {"study": study, "options": {"seed": seed}}) for seed in (1, 2)]
            a, b = (assess.work(register, each, lambda step, fraction: None)["run"] for each in asked)
            return {"a": a, "b": b}
        case "party":
            assert archive is not None
            return {"upload": register.keep_upload("griis.zip", archive.read_bytes()), "party": "ES"}
        case _:
            return {"study": study}


def put_away(place: str | Path, folder: Path) -> None:
    with Register.open(place) as register:
        take_in(register, many_measures(folder / "many"))


def all_there_is(register: Register) -> tuple[set[str], set[str]]:
    return {study.key for study in register.studies()}, {run.key for run in register.runs()}


def without_a_death(kind: str, folder: Path, archive: Path | None, seal: str | None) -> tuple[Any, Any]:
    """Return what comes of a job in a register of its own, and the studies and runs that are there then."""
    kinds = web_kinds()
    put_away(folder / "other.sqlite", folder / "other")
    with Register.open(folder / "other.sqlite", kinds=kinds) as register:
        if seal is not None:
            # Keys of studies that may hide places are of one register only.
            register.keep_setting("key_seal", seal)
        asked = kinds[kind].read(register, arguments_of(kind, register, archive))
        steps: list[str] = []
        result = kinds[kind].work(register, asked, lambda step, fraction: steps.append(step))
        # Told to people, who need not know where the server puts things.
        assert steps
        assert not [step for step in steps if tempfile.gettempdir() in step]
        return json.loads(json.dumps(result)), all_there_is(register)


def check_whole(register: Register, job: JobRecord) -> None:
    """Everything that is there is whole, and belongs to a study, a run or the job."""
    for study in register.studies():
        for file in study.files:
            assert content_key(register.study_file(study.key, file.name)) == file.sha256
    for run in register.runs():
        assert run.files
        for file in run.files:
            assert content_key(register.run_file(run.key, file.name)) == file.sha256
    assert job.result is not None
    kept = {value for value in (job.result.get("file"), job.arguments.get("upload")) if value is not None}
    with register._database.reading() as connection:
        assert set(connection.scalars(select(UPLOADS.c.sha256))) == kept
        named = (select(table.c.sha256) for table in (STUDY_FILES.table, RUN_FILES.table, UPLOADS))
        first, *others = named
        orphans = select(func.count()).select_from(BLOBS).where(BLOBS.c.sha256.not_in(first.union(*others)))
        assert connection.scalar(orphans) == 0
    for key in kept:
        register.upload(key)


def survive(
    place: str, serve: Serve, death: Death, folder: Path, archive: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(folder / "death"))
    put_away(place, folder)
    death.write(folder / "death")
    server = serve(place, "die")
    with Register.open(place, kinds=web_kinds()) as register:
        key = register.jobs.submit(death.kind, arguments_of(death.kind, register, archive))
        if death.victim == "server":
            server.wait(90)
            assert register.jobs.state(key) == "running"
            serve(place, "die")
        job = register.jobs.wait(key, timeout=90)
        assert not (folder / "death").exists(), "nobody was killed"
        assert (job.state, job.attempts) == ("done", 2), job.failure
        assert register.jobs.list() == (job,)
        check_whole(register, job)
        # Done once and by one, it comes to the same.
        seal = register.setting("key_seal")
        assert (job.result, all_there_is(register)) == without_a_death(death.kind, folder, archive, seal)


@pytest.fixture
def archive(request: pytest.FixtureRequest) -> Path | None:
    if request.node.callspec.params["kind"] != "party":
        return None
    return Path(request.getfixturevalue("data_dir")) / "griis" / "archives" / "griis-spain.zip"


@pytest.mark.parametrize("kind", ["weigh", "pack"])
def test_server_killed_when_all_is_kept_and_nothing_said(
    place: str, serve: Serve, kind: str, archive: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    survive(place, serve, Death(kind, "server", ALL_SAID), tmp_path, archive, monkeypatch)


def test_no_kind_is_left_out() -> None:
    assert set(web_kinds()) == set(EVERY_KIND)


@pytest.mark.slow
@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize(("victim", "after_steps"), [("server", 2), ("server", ALL_SAID), ("worker", 2)])
def test_killed_at_any_moment(
    kind: str,
    victim: Any,
    after_steps: int | None,
    serve: Serve,
    archive: Path | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = str(tmp_path / "register.sqlite")
    survive(place, serve, Death(kind, victim, after_steps), tmp_path, archive, monkeypatch)
