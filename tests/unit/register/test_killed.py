"""What a process that is killed leaves behind: whole studies, whole runs, and jobs that go on."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from oxyura.register import store
from oxyura.register.contents import BLOBS, RUN_FILES, STUDY_FILES
from oxyura.register.keys import content_key, study_key
from oxyura.register.store import Register
from register_kinds import KINDS

Serve = Callable[[str, str], "subprocess.Popen[str]"]


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.02)


def kill(server: subprocess.Popen[str]) -> None:
    server.send_signal(signal.SIGKILL)
    server.wait()


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


def check_whole(register: Register) -> None:
    """Every study and run has all its files, and every file the content that it was kept with."""
    for study in register.studies():
        files = register.study_files(study.key)
        assert study_key({name: content_key(content) for name, content in files.items()}) == study.key
    for run in register.runs():
        assert len(run.files) == 5
        for file in run.files:
            assert content_key(register.run_file(run.key, file.name)) == file.sha256
    with register._database.reading() as connection:
        named = select(STUDY_FILES.table.c.sha256).union(select(RUN_FILES.table.c.sha256))
        orphans = connection.scalar(select(func.count()).where(BLOBS.c.sha256.not_in(named)))
        assert orphans == 0
        if register._database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


@pytest.mark.parametrize("delay", [0.0, 0.05])
def test_killed_while_it_writes(place: str, serve: Serve, delay: float) -> None:
    """Two writers at once, killed at any moment: what they reported is there, and nothing is there by half."""
    writers = [serve(place, "write") for _ in range(2)]
    reported = [[writer.stdout.readline().split() for _ in range(3)] for writer in writers if writer.stdout]
    time.sleep(delay)
    for writer in writers:
        kill(writer)
    with Register.open(place) as register:
        check_whole(register)
        studies = {study.key for study in register.studies()}
        runs = {run.key for run in register.runs()}
        for study, run in (pair for found in reported for pair in found):
            assert study in studies
            assert run in runs
        # And it can be written again.
        register.add_study("afterwards", {"study.toml": b"x"})


def test_killed_while_it_computes(place: str, serve: Serve, tmp_path: Path) -> None:
    log = tmp_path / "log"
    server = serve(place, "compute")
    with Register.open(place, kinds=KINDS) as register:
        key = register.jobs.submit("tick", {"log": str(log), "ticks": 40})
        waiting = register.jobs.submit("tick", {"log": str(tmp_path / "waiting"), "ticks": 1})
        until(lambda: len(lines(log)) > 5)
        kill(server)
        # The worker of a dead server ends as well: two must not do the same work.
        process = int(lines(log)[0].split()[1])
        until(lambda: not Path(f"/proc/{process}").exists(), 10)
        assert "end" not in lines(log)
        assert register.jobs.state(key) == "running"
        serve(place, "compute")
        job = register.jobs.wait(key, timeout=30)
        assert (job.state, job.attempts, job.result) == ("done", 2, {"ticks": 40})
        assert register.jobs.wait(waiting, timeout=30).state == "done"
    assert [line.split()[0] for line in lines(log)].count("begin") == 2
    assert lines(log).count("end") == 1


def test_the_other_server_goes_on(place: str, serve: Serve, tmp_path: Path) -> None:
    servers = [serve(place, "compute") for _ in range(2)]
    for server in servers:
        assert server.stdout is not None
        assert server.stdout.readline() == "open\n"
    logs = [tmp_path / f"{number}" for number in range(4)]
    with Register.open(place, kinds=KINDS) as register:
        keys = [register.jobs.submit("tick", {"log": str(log), "ticks": 30}) for log in logs]
        until(lambda: len(register.jobs.list(states=["running"])) == 2)
        until(lambda: all(len(lines(log)) > 3 for log in logs[:2]))
        kill(servers[0])
        assert {register.jobs.wait(key, timeout=60).state for key in keys} == {"done"}
        assert sorted(register.jobs.get(key).attempts for key in keys) == [1, 1, 1, 2]


def test_killed_while_a_job_keeps_its_run(place: str, serve: Serve) -> None:
    """A run that a job was keeping is there whole or not at all, and in the end it is there."""
    with Register.open(place, kinds=KINDS) as register:
        study = register.add_study("s", {"study.toml": b"x"}).key
        keys = [register.jobs.submit("save", {"study": study, "files": 5, "seed": seed}) for seed in range(30)]
        for round_ in range(3):
            server = serve(place, "compute")
            until(lambda least=4 * round_ + 3: len(register.runs()) >= least)
            kill(server)
            check_whole(register)
        serve(place, "compute")
        assert {register.jobs.wait(key, timeout=60).state for key in keys} == {"done"}
        runs = {run.key for run in register.runs()}
        assert len(runs) == 30
        assert {str((register.jobs.result(key) or {})["run"]) for key in keys} == runs
        check_whole(register)


def test_stopped_in_the_middle_of_a_run(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row of the run is written before its files: without them it must not be seen."""

    def stop(*arguments: object) -> None:
        raise KeyboardInterrupt

    with Register.open(place) as register:
        with monkeypatch.context() as patched:
            patched.setattr(store, "keep_files", stop)
            with pytest.raises(KeyboardInterrupt):
                register.add_study("s", {"study.toml": b"x"})
        assert register.studies() == ()
        assert register.add_study("s", {"study.toml": b"x"}).files[0].name == "study.toml"
