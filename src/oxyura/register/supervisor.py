"""The thread that hands jobs to worker processes, ends those of cancelled jobs, and replaces those that died."""

from __future__ import annotations

import contextlib
import logging
import math
import multiprocessing
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from oxyura.register.job_table import LEASE, JobTable
from oxyura.register.keys import program_version
from oxyura.register.kinds import Kinds
from oxyura.register.owners import forget_owner, is_dead, new_owner
from oxyura.register.pruning import EVERY
from oxyura.register.records import JobRecord

_log = logging.getLogger("oxyura.register")

# How often another process' requests and cancellations are looked for.
_LOOK_SECONDS = 0.2
_RENEW_SECONDS = LEASE.total_seconds() / 5
_REPORT_SECONDS = 0.2
_PATIENCE_SECONDS = 2.0
_AFTER_TROUBLE_SECONDS = 1.0
# A worker that dies before its first job dies for a reason that a new one would meet as well.
_BEFORE_NEXT_TRY_SECONDS = 5.0
# A database that is busy may keep a look waiting for half of this.
_STUCK_SECONDS = 60.0
# Loading the models takes seconds, on a slow machine many.
_SLOWEST_START_SECONDS = 120.0


@dataclass
class _Worker:
    """A worker process with what it is doing."""

    process: multiprocessing.process.BaseProcess
    channel: Connection
    takes_background: bool
    ready: bool = False
    job: JobRecord | None = None
    outcome: tuple[str, Any] | None = None
    said: tuple[str, float] | None = None
    reported_at: float = 0.0

    def end(self) -> None:
        """End the process, at once."""
        self.process.terminate()
        self.process.join(_PATIENCE_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()
        self.channel.close()


class Supervisor:
    """Computes the jobs of a table in worker processes.

    Parameters
    ----------
    table : JobTable
    address : str
        URL of the database, for the workers.
    kinds : mapping of str to Kind
        What jobs can do.
    workers : int
        How many processes; the first of several takes no job in the background, so that a page never waits for those.
    prune : callable
        Lets go of what is too old; called every hour, and not at the start.
    """

    def __init__(
        self, table: JobTable, address: str, kinds: Kinds, workers: int, *, prune: Callable[[], None] = lambda: None
    ) -> None:
        self._table = table
        self._prune = prune
        self._address = address
        self._kinds = kinds
        self._count = workers
        self._owner = new_owner()
        self._workers: list[_Worker] = []
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._ear, self._bell = multiprocessing.Pipe(duplex=False)
        self._renewed_at = -math.inf
        self._no_start_before = -math.inf
        self._pruned_at = self._looked_at = self._worked_at = time.monotonic()
        self._no_worker_starts = False
        # A thread that outlives the program would keep it from ending; jobs are recovered either way.
        self._thread = threading.Thread(target=self._run, name="oxyura-jobs", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the workers and give back what they were doing."""
        self._stopping.set()
        self.wake()
        self._thread.join()
        self._bell.close()
        self._ear.close()
        forget_owner(self._owner)

    def troubles(self) -> tuple[str, ...]:
        """Return, in plain words, why jobs are not computed as they should be."""
        if not self._thread.is_alive():
            return ("Jobs are no longer computed: start the server again, and look into its log.",)
        now = time.monotonic()
        if now - self._looked_at > _STUCK_SECONDS:
            return (f"Nobody has looked after the jobs for {now - self._looked_at:.0f} seconds.",)
        if self._no_worker_starts or now - self._worked_at > _SLOWEST_START_SECONDS:
            return ("No process that computes jobs can be started: look into the log of the server.",)
        return ()

    def wake(self) -> None:
        """Say that there is something new to look at."""
        if not self._woken.is_set():
            self._woken.set()
            with contextlib.suppress(OSError):
                self._bell.send_bytes(b"!")

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                try:
                    self._look()
                except SQLAlchemyError as error:
                    # The database was busy for too long, or is away: the jobs are still in it.
                    _log.warning("the register cannot be reached, trying again: %s", type(error).__name__)
                    self._stopping.wait(_AFTER_TROUBLE_SECONDS)
                self._sleep()
        except BaseException:
            _log.exception("jobs are no longer computed in this process")
            raise
        finally:
            self._end_all()

    def _sleep(self) -> None:
        channels = [worker.channel for worker in self._workers]
        for found in wait([self._ear, *channels], _LOOK_SECONDS):
            if found is self._ear:
                self._ear.recv_bytes()
                self._woken.clear()

    def _look(self) -> None:
        self._renew()
        self._let_go()
        self._listen()
        self._end_cancelled()
        self._keep_up_workers()
        for worker in self._workers:
            if worker.ready and worker.job is None:
                self._hand_out(worker)
        self._looked_at = time.monotonic()
        if any(worker.ready for worker in self._workers):
            self._worked_at, self._no_worker_starts = self._looked_at, False

    def _let_go(self) -> None:
        now = time.monotonic()
        if now - self._pruned_at >= EVERY.total_seconds():
            self._pruned_at = now
            self._prune()

    def _renew(self) -> None:
        now = time.monotonic()
        if now - self._renewed_at < _RENEW_SECONDS:
            return
        if any(worker.job is not None for worker in self._workers):
            self._table.renew(self._owner)
        self._table.recover(is_dead)
        self._renewed_at = now

    def _listen(self) -> None:
        for worker in list(self._workers):
            try:
                while worker.channel.poll():
                    self._hear(worker, *worker.channel.recv())
            except (EOFError, OSError):
                if worker.outcome is None:
                    self._bury(worker)
                    continue
            self._settle(worker)
            self._report(worker)

    def _hear(self, worker: _Worker, outcome: str, value: Any) -> None:
        if outcome == "ready":
            worker.ready = True
        elif outcome == "progress":
            worker.said = value
        else:
            worker.outcome, worker.said = (outcome, value), None

    def _settle(self, worker: _Worker) -> None:
        """Write down what came of a job; where the database is away, the next look tries again."""
        if worker.outcome is None or worker.job is None:
            return
        outcome, value = worker.outcome
        write = self._table.finish if outcome == "done" else self._table.fail
        write(self._owner, worker.job, value)
        worker.job, worker.outcome = None, None

    def _report(self, worker: _Worker) -> None:
        now = time.monotonic()
        if worker.said is not None and worker.job is not None and now - worker.reported_at >= _REPORT_SECONDS:
            self._table.report(self._owner, worker.job, *worker.said)
            worker.said, worker.reported_at = None, now

    def _bury(self, worker: _Worker) -> None:
        """Take leave of a worker that died by itself."""
        worker.process.join(_PATIENCE_SECONDS)
        code = worker.process.exitcode
        if worker.job is not None:
            self._table.lose(self._owner, worker.job)
            _log.warning("the worker of job %s died (exit code %s)", worker.job.key, code)
        elif not worker.ready:
            _log.error("a worker died before it could begin (exit code %s)", code)
            self._wait_to_start()
        self._workers.remove(worker)
        worker.end()

    def _end_cancelled(self) -> None:
        busy = [worker for worker in self._workers if worker.job is not None]
        if not busy:
            return
        held = self._table.held(self._owner)
        for worker in busy:
            if worker.job is not None and worker.job.key not in held:
                self._workers.remove(worker)
                worker.end()

    def _keep_up_workers(self) -> None:
        while len(self._workers) < self._count and time.monotonic() >= self._no_start_before:
            alone = self._count == 1
            spared = any(not worker.takes_background for worker in self._workers)
            try:
                self._workers.append(self._start_worker(takes_background=alone or spared))
            except OSError as error:
                # Too little memory, or too many processes or open files: that may pass.
                _log.error("a worker cannot be started: %s", error)
                self._wait_to_start()

    def _wait_to_start(self) -> None:
        self._no_start_before = time.monotonic() + _BEFORE_NEXT_TRY_SECONDS
        self._no_worker_starts = not any(worker.ready for worker in self._workers)

    def _start_worker(self, *, takes_background: bool) -> _Worker:
        # Spawned, not forked: a fork of a server with threads may hold locks that nobody will release.
        context = multiprocessing.get_context("spawn")
        from oxyura.register.worker import run_worker

        here, there = context.Pipe()
        process = context.Process(
            target=run_worker, args=(self._address, self._kinds, program_version(), there), daemon=True
        )
        process.start()
        there.close()
        return _Worker(process, here, takes_background)

    def _hand_out(self, worker: _Worker) -> None:
        job = self._table.claim(self._owner, tuple(self._kinds), background=worker.takes_background)
        if job is None:
            return
        worker.job, worker.said = job, None
        with contextlib.suppress(OSError):
            worker.channel.send(job)

    def _end_all(self) -> None:
        for worker in self._workers:
            worker.end()
            if worker.job is not None:
                with contextlib.suppress(SQLAlchemyError):
                    self._table.give_back(self._owner, worker.job)
        self._workers.clear()
