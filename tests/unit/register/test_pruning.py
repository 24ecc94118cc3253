"""What is old and finished goes; what a job, a study, a run or a setting needs stays."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from oxyura.publish.result_folder import OutputFile
from oxyura.register import pruning, supervisor
from oxyura.register.contents import BLOBS, keep_contents
from oxyura.register.errors import NotFoundError
from oxyura.register.job_table import JOBS
from oxyura.register.keys import content_key
from oxyura.register.options import RunOptions
from oxyura.register.pruning import KEPT, UPLOADS
from oxyura.register.store import Register
from register_kinds import KINDS

DAY = datetime.timedelta(days=1)


def make_old(
    register: Register, *, by: datetime.timedelta, jobs: Collection[str] = (), files: Collection[str] = ()
) -> None:
    then = datetime.datetime.now(datetime.UTC) - by
    with register._database.writing() as connection:
        for key in jobs:
            connection.execute(JOBS.update().where(JOBS.c.key == key).values(submitted_at=then))
            ended = JOBS.c.finished_at.is_not(None)
            connection.execute(JOBS.update().where(JOBS.c.key == key, ended).values(finished_at=then))
        for key in files:
            connection.execute(UPLOADS.update().where(UPLOADS.c.sha256 == key).values(added_at=then))


def put(register: Register, state: str, **arguments: Any) -> str:
    """Put a job into a state without computing it."""
    key = register.jobs.submit("tick", arguments)
    ended = None if state in ("waiting", "running") else datetime.datetime.now(datetime.UTC)
    result = {"file": arguments["writes"]} if "writes" in arguments else None
    with register._database.writing() as connection:
        values = {"state": state, "finished_at": ended, "result": result}
        connection.execute(JOBS.update().where(JOBS.c.key == key).values(values))
    return key


def count_blobs(register: Register) -> int:
    with register._database.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(BLOBS)) or 0)


def test_what_is_said_of_it_holds() -> None:
    assert datetime.timedelta(days=7) == KEPT


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_finished_jobs_go_after_a_week(place: str, state: str) -> None:
    with Register.open(place, kinds=KINDS) as register:
        old, young = put(register, state, n=1), put(register, state, n=2)
        make_old(register, jobs=[old], by=KEPT + DAY)
        make_old(register, jobs=[young], by=KEPT - DAY)
        register.prune()
        with pytest.raises(NotFoundError):
            register.jobs.get(old)
        assert [job.key for job in register.jobs.list()] == [young]


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_a_job_that_is_not_finished_stays_with_its_file(place: str, state: str) -> None:
    with Register.open(place, kinds=KINDS) as register:
        upload = register.keep_upload("griis.zip", b"archive")
        job = put(register, state, upload=upload)
        make_old(register, jobs=[job], files=[upload], by=10 * KEPT)
        register.prune()
        assert register.jobs.state(job) == state
        assert register.upload(upload) == ("griis.zip", b"archive")


def test_what_a_job_has_written_goes_with_the_job(place: str) -> None:
    with Register.open(place, kinds=KINDS) as register:
        written = register.keep_upload("pack.zip", b"pack")
        job = put(register, "done", writes=written)
        make_old(register, files=[written], by=KEPT + DAY)
        register.prune()
        # Its page still offers it.
        assert register.upload(written) == ("pack.zip", b"pack")
        make_old(register, jobs=[job], by=KEPT + DAY)
        register.prune()
        with pytest.raises(NotFoundError):
            register.upload(written)
        assert count_blobs(register) == 0


def test_what_a_study_a_run_or_a_setting_needs_stays(place: str) -> None:
    contents = {name: name.encode() for name in ("of-a-study", "of-a-run", "of-a-setting", "of-nobody")}
    with Register.open(place, kinds=KINDS) as register:
        study = register.add_study("s", {"study.toml": contents["of-a-study"]})
        run = register.save_run(study.key, RunOptions(), [OutputFile("f.bin", contents["of-a-run"], "x/y", "")])
        keys = {name: register.keep_upload(name, content) for name, content in contents.items()}
        register.keep_setting("conventions", f'{{"sha256": "{keys["of-a-setting"]}"}}')
        make_old(register, files=keys.values(), by=KEPT + DAY)
        register.prune()
        assert register.study_files(study.key) == {"study.toml": contents["of-a-study"]}
        assert register.run_file(run.key, "f.bin") == contents["of-a-run"]
        assert register.upload(keys["of-a-setting"])[1] == contents["of-a-setting"]
        for gone in ("of-a-study", "of-a-run", "of-nobody"):
            with pytest.raises(NotFoundError):
                register.upload(keys[gone])
        assert count_blobs(register) == 3


def test_it_is_done_at_the_opening(place: str) -> None:
    with Register.open(place, kinds=KINDS) as register:
        job, upload = put(register, "failed", n=1), register.keep_upload("a.zip", b"a")
        make_old(register, jobs=[job], files=[upload], by=KEPT + DAY)
    # Who computes nothing changes nothing.
    with Register.open(place, kinds=KINDS) as register:
        assert register.jobs.get(job).state == "failed"
    with Register.open(place, workers=1, kinds=KINDS) as register:
        assert register.jobs.list() == ()
        assert count_blobs(register) == 0


def test_it_is_done_while_running(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "EVERY", datetime.timedelta(seconds=0.3))
    with Register.open(place, workers=1, kinds=KINDS) as register:
        running = register.jobs.submit("tick", {"log": str(tmp_path / "log"), "ticks": 100})
        old = put(register, "cancelled", n=1)
        make_old(register, jobs=[old, running], by=KEPT + DAY)
        ends = time.monotonic() + 20
        while len(register.jobs.list()) > 1:
            assert time.monotonic() < ends, "nothing went"
            time.sleep(0.05)
        assert [job.key for job in register.jobs.list()] == [running]
        register.jobs.cancel(running)


def test_a_content_that_is_kept_again_meanwhile_stays(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody hands in a study with the content of a file that is being let go of at that moment."""
    content = b"x" * 1000
    key = content_key(content)
    naming, may_end = threading.Event(), threading.Event()
    with Register.open(place, kinds=KINDS) as register, Register.open(place, kinds=KINDS) as other:
        upload = register.keep_upload("a.csv", content)
        make_old(register, files=[upload], by=KEPT + DAY)

        def keep_slowly(database: Any, connection: Any, contents: Any) -> None:
            keep_contents(database, connection, contents)
            naming.set()
            may_end.wait(10)

        monkeypatch.setattr("oxyura.register.contents.keep_contents", keep_slowly)
        handing_in = threading.Thread(target=register.add_study, args=("s", {"study.toml": content}))
        handing_in.start()
        assert naming.wait(10)
        pruned = threading.Thread(target=pruning.prune, args=(other._database,))
        pruned.start()
        time.sleep(0.3)
        may_end.set()
        handing_in.join(30)
        pruned.join(30)
        (study,) = register.studies()
        assert register.study_files(study.key) == {"study.toml": content}
        assert study.files[0].sha256 == key
        with pytest.raises(NotFoundError):
            register.upload(key)
