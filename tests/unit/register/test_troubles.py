"""What the register says is wrong with it: jobs that nobody looks after, workers that die, a disk that is full."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from oxyura.register import supervisor
from oxyura.register.kinds import Kind
from oxyura.register.store import Register
from register_kinds import KINDS, as_given, die_at_once, tick


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.02)


def test_nothing_is_wrong(place: str, tmp_path: Path) -> None:
    with Register.open(place, kinds=KINDS) as register:
        assert register.troubles() == ()
    with Register.open(place, workers=1, kinds=KINDS) as register:
        # Not before the first worker has begun either.
        assert register.troubles() == ()
        key = register.jobs.submit("tick", {"log": str(tmp_path / "log"), "ticks": 10})
        until(lambda: register.jobs.state(key) == "running")
        assert register.troubles() == ()


def test_workers_that_die_before_they_begin(tmp_path: Path) -> None:
    kinds = {"tick": Kind(as_given, tick, prepare=die_at_once)}
    with Register.open(tmp_path, workers=1, kinds=kinds) as register:
        until(register.troubles)
        (said,) = register.troubles()
        assert "computes jobs" in said


def test_a_worker_that_cannot_be_started_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_BEFORE_NEXT_TRY_SECONDS", 0.3)
    start = supervisor.Supervisor._start_worker
    refused = True

    def refuse(self: supervisor.Supervisor, *, takes_background: bool) -> object:
        if refused:
            raise OSError(12, "Cannot allocate memory")
        return start(self, takes_background=takes_background)

    monkeypatch.setattr(supervisor.Supervisor, "_start_worker", refuse)
    with Register.open(tmp_path, workers=1, kinds=KINDS) as register:
        until(register.troubles)
        refused = False
        until(lambda: not register.troubles())
        key = register.jobs.submit("tick", {"log": str(tmp_path / "log"), "ticks": 1})
        assert register.jobs.wait(key, timeout=20).state == "done"


def test_a_supervisor_that_is_stuck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_STUCK_SECONDS", 0.2)
    with Register.open(tmp_path, workers=1, kinds=KINDS) as register:
        until(lambda: not register.troubles())
        monkeypatch.setattr(supervisor, "_RENEW_SECONDS", 0.0)
        monkeypatch.setattr(register.jobs._table, "recover", lambda is_dead: time.sleep(1.5))
        until(register.jobs.troubles)
        (said,) = register.jobs.troubles()
        assert "looked after" in said
        monkeypatch.undo()
        until(lambda: not register.troubles())


def test_a_supervisor_that_is_dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Register.open(tmp_path, workers=1, kinds=KINDS) as register:
        thread = register.jobs._supervisor._thread  # type: ignore[union-attr]
        monkeypatch.setattr("threading.excepthook", lambda arguments: None)
        monkeypatch.setattr(register.jobs._table, "held", lambda owner: 1 / 0)
        monkeypatch.setattr(register.jobs._table, "claim", lambda *arguments, **more: 1 / 0)
        thread.join(20)
        assert not thread.is_alive()
        (said,) = register.troubles()
        assert "no longer computed" in said


def test_a_register_that_cannot_be_written(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Register.open(place, kinds=KINDS) as register:

        def refuse(*arguments: object) -> None:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))

        monkeypatch.setattr(register, "keep_setting", refuse)
        (said,) = register.troubles()
        assert "disk is full" in said


def test_a_result_that_no_database_takes_ends_its_job(place: str, tmp_path: Path) -> None:
    """Not a number is no JSON: what cannot be written down must not be tried for ever."""
    with Register.open(place, workers=1, kinds=KINDS) as register:
        job = register.jobs.wait(register.jobs.submit("nan", {}), timeout=30)
        assert job.state == "failed"
        other = register.jobs.submit("tick", {"log": str(tmp_path / "log"), "ticks": 1})
        assert register.jobs.wait(other, timeout=30).state == "done"
