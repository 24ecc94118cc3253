"""Jobs: what is to be computed, how far it is, and what came of it."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from oxyura.register import limits
from oxyura.register.database import Database
from oxyura.register.errors import NotFoundError
from oxyura.register.job_table import BACKGROUND, NORMAL, JobTable
from oxyura.register.keys import request_key
from oxyura.register.kinds import Kinds
from oxyura.register.records import JobRecord, JobState
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence

if TYPE_CHECKING:
    from oxyura.register.store import Register
    from oxyura.register.supervisor import Supervisor


class Jobs:
    """The jobs of a register; ``register.jobs``."""

    def __init__(self, register: Register, database: Database, kinds: Kinds) -> None:
        self._register = register
        self._database = database
        self._kinds = kinds
        self._table = JobTable(database)
        self._supervisor: Supervisor | None = None

    def start(self, workers: int) -> None:
        """Begin to compute, in so many processes; one of several leaves jobs in the background to the others."""
        from oxyura.register.supervisor import Supervisor

        self._supervisor = Supervisor(self._table, self._database.url, self._kinds, workers, prune=self._register.prune)
        self._supervisor.start()

    def stop(self) -> None:
        """Stop computing; jobs that were running wait for the next opening."""
        if self._supervisor is not None:
            self._supervisor.stop()
            self._supervisor = None

    def troubles(self) -> tuple[str, ...]:
        """Return, in plain words, why jobs are not computed here as they should be; nothing where nobody asked to."""
        return () if self._supervisor is None else self._supervisor.troubles()

    def submit(self, kind: str, arguments: Mapping[str, Any], *, background: bool = False) -> str:
        """Ask for a job and return its key; the same request while unfinished is the same job.

        What is known already (a run that is kept) is done at once.

        Parameters
        ----------
        kind : str
            What is to be done.
        arguments : mapping
            With what; JSON values.
        background : bool
            Whether it waits until nothing else does.

        Raises
        ------
        InputError
            The kind is unknown, or its arguments do not fit; LimitError: too many jobs wait.
        """
        if kind not in self._kinds:
            raise InputError(
                sentence("There is no kind of job %(kind)s.", kind=ascii(kind)[:40]),
                remedy=sentence("Choose one of %(kinds)s.", kinds=", ".join(self._kinds)),
            )
        asked = self._kinds[kind].read(self._register, arguments)
        request = request_key(kind, asked)
        limits.ARGUMENT_BYTES.check(len(json.dumps(asked)))
        known = self._kinds[kind].known(self._register, asked)
        key = self._table.add(kind, request, asked, BACKGROUND if background else NORMAL, known)
        if self._supervisor is not None:
            self._supervisor.wake()
        return key

    def get(self, key: str) -> JobRecord:
        """Return a job: state, step, fraction, result, failure. NotFoundError where there is none."""
        found = self._table.find(key)
        if found is None:
            raise NotFoundError("There is no such job.", where=ascii(key)[1:40], remedy="Choose one from the list.")
        return found

    def find(self, kind: str, arguments: Mapping[str, Any]) -> JobRecord | None:
        """Return the job of a request, completed as its kind does: done or unfinished, else the newest; or None."""
        return self._table.find_request(request_key(kind, arguments))

    def list(
        self, *, states: Collection[JobState] | None = None, kind: str | None = None, most: int = 100
    ) -> tuple[JobRecord, ...]:
        """Return jobs, the newest first."""
        return self._table.list(states, kind, most)

    def cancel(self, key: str) -> JobRecord:
        """Stop a job; its work ends within about a second. A finished one stays as it is."""
        self.get(key)
        self._table.cancel(key)
        if self._supervisor is not None:
            self._supervisor.wake()
        return self.get(key)

    def wait(self, key: str, *, timeout: float) -> JobRecord:
        """Wait until a job is finished, at most `timeout` seconds, and return it as it then stands."""
        ends = time.monotonic() + timeout
        pause = 0.01
        while True:
            job = self.get(key)
            left = ends - time.monotonic()
            if job.finished or left <= 0:
                return job
            time.sleep(min(pause, left))
            pause = min(2 * pause, 0.25)

    def state(self, key: str) -> JobState:
        """Return how far a job is."""
        return self.get(key).state

    def progress(self, key: str) -> tuple[str, float]:
        """Return the step in words and the fraction done."""
        job = self.get(key)
        return job.step, job.fraction

    def result(self, key: str) -> Mapping[str, Any] | None:
        """Return what a job that is done came to; None otherwise."""
        return self.get(key).result
