"""Jobs: each done once, told on the way, stopped when asked, and never lost."""

from __future__ import annotations

import datetime
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from oxyura.register import job_table, owners, supervisor
from oxyura.register.job_table import JobTable
from oxyura.register.records import JobRecord
from oxyura.register.store import Register
from oxyura.schema.errors import InputError, LimitError
from register_kinds import KINDS


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.02)


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # A child that nobody has waited for yet is dead as well.
    return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()


def test_job_is_done_and_told_on_the_way(place: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Register.open(place, workers=1, kinds=KINDS) as register, Register.open(place, kinds=KINDS) as reader:
        key = register.jobs.submit("tick", {"log": str(log), "ticks": 20})
        until(lambda: reader.jobs.progress(key)[0].startswith("Tick"))
        step, fraction = reader.jobs.progress(key)
        assert step.startswith("Tick")
        assert 0.0 <= fraction < 1.0
        job = reader.jobs.wait(key, timeout=20)
        assert (job.state, job.result, job.attempts, job.fraction) == ("done", {"ticks": 20}, 1, 1.0)
        assert job.started_at is not None
        assert job.finished_at is not None
        assert job.submitted_at <= job.started_at < job.finished_at
        assert reader.jobs.result(key) == {"ticks": 20}
        assert lines(log)[-1] == "end"


def test_failures_are_told_in_words(place: str) -> None:
    with Register.open(place, workers=1, kinds=KINDS) as register:
        keys = {kind: register.jobs.submit(kind, {}) for kind in ("refuse", "problems", "err")}
        jobs = {kind: register.jobs.wait(key, timeout=30) for kind, key in keys.items()}
    assert {job.state for job in jobs.values()} == {"failed"}
    refused, found, mistake = (jobs[kind].failure for kind in ("refuse", "problems", "err"))
    assert refused is not None
    assert found is not None
    assert mistake is not None
    assert (refused.message, refused.where, refused.remedy) == ("Nothing fits.", "sites.csv, row 3", "Mend it.")
    assert [(problem["row"], problem["column"]) for problem in found.problems] == [(3, "lat")]
    # What an unforeseen error says may hold a place that is not for everybody.
    assert "ValueError" in mistake.message
    assert "40.35" not in str(mistake)


def test_same_request_is_the_same_job(place: str) -> None:
    with Register.open(place, kinds=KINDS) as register:
        first = register.jobs.submit("tick", {"log": "a", "ticks": 1})
        assert register.jobs.submit("tick", {"ticks": 1, "log": "a"}) == first
        assert register.jobs.submit("tick", {"log": "b", "ticks": 1}) != first
        register.jobs.cancel(first)
        again = register.jobs.submit("tick", {"log": "a", "ticks": 1})
        assert again != first
        assert [job.state for job in register.jobs.list()] == ["waiting", "waiting", "cancelled"]
        assert [job.key for job in register.jobs.list(states=["cancelled"])] == [first]
        assert register.jobs.list(kind="err") == ()


def test_two_hundred_at_once(place: str) -> None:
    """Forty requests, each asked for five times at the same moment, by two registers."""
    keys: dict[int, set[str]] = {number: set() for number in range(40)}
    failures: list[BaseException] = []
    at_once = threading.Barrier(200)
    with Register.open(place, kinds=KINDS) as one, Register.open(place, kinds=KINDS) as two:

        def ask(number: int) -> None:
            at_once.wait()
            try:
                register = one if number % 2 else two
                keys[number % 40].add(register.jobs.submit("tick", {"log": f"{number % 40}", "ticks": 1}))
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert {len(found) for found in keys.values()} == {1}
        assert {job.key for job in one.jobs.list()} == {key for found in keys.values() for key in found}


def test_bad_requests_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from oxyura.register import limits

    with Register.open(tmp_path, kinds=KINDS) as register:
        with pytest.raises(InputError, match="no kind"):
            register.jobs.submit("format-disk", {})
        with pytest.raises(InputError, match="not JSON"):
            register.jobs.submit("tick", {"ticks": float("nan")})
        with pytest.raises(InputError, match="not JSON"):
            register.jobs.submit("tick", {"ticks": object()})
        with pytest.raises(LimitError, match="request"):
            register.jobs.submit("tick", {"log": "x" * 200_000})
        monkeypatch.setattr(limits, "WAITING_JOBS", limits.Limit("The number of jobs that wait", 2, "jobs", "Wait."))
        for number in range(3):
            register.jobs.submit("tick", {"log": str(number)})
        with pytest.raises(LimitError, match="jobs that wait"):
            register.jobs.submit("tick", {"log": "3"})


def test_cancelling_stops_the_work(place: str, tmp_path: Path) -> None:
    log, other = tmp_path / "log", tmp_path / "other"
    with Register.open(place, workers=1, kinds=KINDS) as register, Register.open(place, kinds=KINDS) as reader:
        key = register.jobs.submit("tick", {"log": str(log), "ticks": 2_000})
        waiting = register.jobs.submit("tick", {"log": str(other), "ticks": 1})
        until(lambda: len(lines(log)) > 3)
        process = int(lines(log)[0].split()[1])
        # By another process than the one that computes.
        assert reader.jobs.cancel(key).state == "cancelled"
        until(lambda: not is_alive(process), 5.0)
        count = len(lines(log))
        # The next job has a worker again, and the cancelled one stays as it is.
        assert register.jobs.wait(waiting, timeout=20).state == "done"
        assert len(lines(log)) == count
        assert register.jobs.cancel(key).state == "cancelled"
        assert register.jobs.cancel(waiting).state == "done"


def test_cancelled_before_it_began_never_begins(place: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Register.open(place, kinds=KINDS) as register:
        key = register.jobs.submit("tick", {"log": str(log), "ticks": 1})
        register.jobs.cancel(key)
        later = register.jobs.submit("tick", {"log": str(tmp_path / "later"), "ticks": 1})
    with Register.open(place, workers=1, kinds=KINDS) as register:
        assert register.jobs.wait(later, timeout=20).state == "done"
        assert lines(log) == []


def test_worker_that_dies_is_replaced(place: str, tmp_path: Path) -> None:
    with Register.open(place, workers=1, kinds=KINDS) as register:
        once = register.jobs.submit("die", {"log": str(tmp_path / "once"), "times": 2})
        always = register.jobs.submit("die", {"log": str(tmp_path / "always"), "times": 99})
        done, failed = register.jobs.wait(once, timeout=30), register.jobs.wait(always, timeout=30)
    assert (done.state, done.attempts, done.result) == ("done", 3, {"lived": True})
    assert (failed.state, failed.attempts) == ("failed", job_table.MOST_LOSSES)
    assert len(lines(tmp_path / "always")) == job_table.MOST_LOSSES
    assert failed.failure is not None
    assert "3 times" in failed.failure.message
    assert "memory" in failed.failure.remedy


def test_program_that_was_updated_computes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker of the new program must not keep runs under the version of the old one, which its server has loaded."""
    monkeypatch.setattr(supervisor, "program_version", lambda: "0.0.0+older")
    with Register.open(tmp_path, workers=1, kinds=KINDS) as register:
        key = register.jobs.submit("tick", {"log": str(tmp_path / "log"), "ticks": 1})
        job = register.jobs.wait(key, timeout=30)
    assert job.failure is not None
    assert "updated" in job.failure.message
    assert not (tmp_path / "log").exists()


def test_closing_gives_the_job_back(place: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Register.open(place, workers=1, kinds=KINDS) as register:
        key = register.jobs.submit("tick", {"log": str(log), "ticks": 30})
        until(lambda: len(lines(log)) > 3)
        process = int(lines(log)[0].split()[1])
    assert not is_alive(process)
    with Register.open(place, kinds=KINDS) as register:
        job = register.jobs.get(key)
        assert (job.state, job.attempts, job.step, job.fraction) == ("waiting", 0, "", 0.0)
    with Register.open(place, workers=1, kinds=KINDS) as register:
        assert register.jobs.wait(key, timeout=20).state == "done"
    assert [line.split()[0] for line in lines(log)].count("begin") == 2


def test_background_leaves_a_worker_free(place: str, tmp_path: Path) -> None:
    with Register.open(place, workers=2, kinds=KINDS) as register:
        background = [
            register.jobs.submit("tick", {"log": str(tmp_path / f"{number}"), "ticks": 60}, background=True)
            for number in range(2)
        ]
        until(lambda: register.jobs.list(states=["running"]))
        quick = register.jobs.submit("tick", {"log": str(tmp_path / "quick"), "ticks": 1})
        assert register.jobs.wait(quick, timeout=20).state == "done"
        assert "done" not in {register.jobs.state(key) for key in background}
        # Asked for by a page, it is in the background no longer.
        assert register.jobs.submit("tick", {"log": str(tmp_path / "1"), "ticks": 60}) == background[1]
        until(lambda: len(register.jobs.list(states=["running"])) == 2)


def test_two_registers_share_the_jobs(place: str, tmp_path: Path) -> None:
    with (
        Register.open(place, workers=1, kinds=KINDS) as one,
        Register.open(place, workers=1, kinds=KINDS) as two,
    ):
        keys = [one.jobs.submit("tick", {"log": str(tmp_path / f"{n}"), "ticks": 6}) for n in range(8)]
        assert {two.jobs.wait(key, timeout=30).state for key in keys} == {"done"}
    begun = [lines(tmp_path / f"{number}")[0] for number in range(8)]
    assert [len(lines(tmp_path / f"{number}")) for number in range(8)] == [8] * 8
    assert len(set(begun)) == 2


class TestLeases:
    @pytest.fixture
    def table(self, place: str) -> JobTable:
        with Register.open(place, kinds=KINDS) as register:
            register.jobs.submit("tick", {"log": "a"})
            yield register.jobs._table

    @staticmethod
    def taken(table: JobTable, owner: str) -> JobRecord:
        job = table.claim(owner, ["tick"], background=True)
        assert job is not None
        return job

    def test_job_is_taken_once(self, table: JobTable) -> None:
        job = self.taken(table, "one")
        assert job.state == "running"
        assert table.claim("two", ["tick"], background=True) is None
        assert table.held("one") == {job.key}
        assert table.held("two") == set()

    def test_kinds_that_are_not_known_are_left(self, table: JobTable) -> None:
        assert table.claim("one", ["assess"], background=True) is None

    def test_lease_that_holds_is_respected(self, table: JobTable) -> None:
        self.taken(table, "one")
        assert table.recover(lambda owner: False) == 0

    def test_lease_runs_out(self, table: JobTable, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(job_table, "LEASE", datetime.timedelta(seconds=-1))
        lost = self.taken(table, "one")
        assert table.recover(lambda owner: False) == 1
        monkeypatch.setattr(job_table, "LEASE", datetime.timedelta(seconds=60))
        again = self.taken(table, "two")
        assert (again.key, again.attempts) == (lost.key, 2)
        # Who has lost the job can no longer say anything about it.
        table.report("one", lost, "Tick", 0.5)
        table.fail("one", lost, {"message": "no"})
        table.finish("one", lost, {"ticks": 0})
        table.lose("one", lost)
        table.give_back("one", lost)
        now = table.find(lost.key)
        assert now is not None
        assert (now.state, now.step, now.attempts) == ("running", "", 2)
        table.finish("two", again, {"ticks": 1})
        done = table.find(lost.key)
        assert done is not None
        assert done.result == {"ticks": 1}

    def test_dead_owner_loses_at_once(self, table: JobTable) -> None:
        self.taken(table, "dead")
        assert table.recover(lambda owner: owner == "dead") == 1
        self.taken(table, "alive")

    def test_attempts_are_bounded(self, table: JobTable) -> None:
        for _ in range(job_table.MOST_ATTEMPTS):
            job = self.taken(table, "dead")
            table.recover(lambda owner: True)
        failed = table.find(job.key)
        assert failed is not None
        assert failed.state == "failed"
        assert failed.failure is not None
        assert f"{job_table.MOST_ATTEMPTS} times" in failed.failure.message


def test_owners_are_told_dead_from_alive() -> None:
    owner = owners.new_owner()
    machine, process, _ = owner.split("|")
    assert not owners.is_dead(owner)
    # A container gives the same number to the process of the next start.
    assert owners.is_dead(f"{machine}|{process}|another")
    assert not owners.is_dead(f"elsewhere|{process}|another")
    assert not owners.is_dead(f"{machine}|1|init")
    assert not owners.is_dead("")
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    assert owners.is_dead(f"{machine}|{child}|gone")
    owners.forget_owner(owner)
    assert owners.is_dead(owner)
