"""The table of jobs: who may take which, for how long, and what became of it.

A job that runs has an owner, the process that computes it, and a lease that the owner renews. Whoever finds a lease
that has run out sets the job waiting again. Every change names the owner and the attempt that it is of, so that one
who has lost a job cannot change it any more.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, Table, case, func, select, update

from oxyura.register import limits
from oxyura.register.database import Database
from oxyura.register.models import Base, Job
from oxyura.register.records import UNFINISHED, JobFailure, JobRecord, JobState
from oxyura.schema.sentences import Sentence, from_json, sentence, to_json

JOBS: Table = Base.metadata.tables[Job.__tablename__]

LEASE = datetime.timedelta(seconds=15)

# A job during which its worker has died so often is not tried again.
MOST_LOSSES = 3
# Nor one that was begun so often, whoever ended it.
MOST_ATTEMPTS = 10

NORMAL, BACKGROUND = 1, 2

_KILLED = {
    "message": sentence(
        "The work was broken off %(number)s times: its process died, as it does when memory runs out.",
        number=MOST_LOSSES,
    ),
    "remedy": "Lower draws in study.toml, split the study, or run it on a machine with more memory.",
}
_TOO_OFTEN = {
    "message": sentence("The work was begun %(number)s times and broken off each time.", number=MOST_ATTEMPTS),
    "remedy": "Ask for it again when the server runs without interruption.",
}


class JobTable:
    """The jobs of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        kind: str,
        request: str,
        arguments: Mapping[str, Any],
        priority: int,
        result: Mapping[str, Any] | None = None,
    ) -> str:
        """Add a job, or find the unfinished one that is the same request; return its key.

        With a `result` it is added as done, unless it has been.

        Raises
        ------
        LimitError
            Too many jobs wait.
        """
        while True:
            with self._database.writing() as connection:
                now = self._database.now(connection)
                same = self._same(connection, request, priority, result)
                if same is not None:
                    return same
                waiting = connection.scalar(select(func.count()).where(JOBS.c.state == "waiting"))
                limits.WAITING_JOBS.check(waiting or 0)
                row: dict[str, Any] = {
                    "key": uuid.uuid4().hex,
                    "kind": kind,
                    "request": request,
                    "arguments": dict(arguments),
                    "state": "waiting" if result is None else "done",
                    "priority": priority,
                    "step": "",
                    "fraction": 0.0 if result is None else 1.0,
                    "attempts": 0,
                    "losses": 0,
                    "submitted_at": now,
                    "finished_at": None if result is None else now,
                    "result": None if result is None else to_json(result),
                }
                if self._database.insert_missing(connection, JOBS, [row]):
                    return str(row["key"])
            # On PostgreSQL somebody else asked for the same at the same moment: theirs is found next.

    def _same(
        self, connection: Connection, request: str, priority: int, result: Mapping[str, Any] | None
    ) -> str | None:
        unfinished = connection.execute(
            select(JOBS.c.key, JOBS.c.priority).where(JOBS.c.request == request, JOBS.c.state.in_(UNFINISHED))
        ).one_or_none()
        if unfinished is not None:
            if unfinished.priority > priority:
                connection.execute(update(JOBS).where(JOBS.c.key == unfinished.key).values(priority=priority))
            return str(unfinished.key)
        if result is None:
            return None
        done = connection.execute(
            select(JOBS.c.key, JOBS.c.result)
            .where(JOBS.c.request == request, JOBS.c.state == "done")
            .order_by(JOBS.c.number.desc())
            .limit(1)
        ).one_or_none()
        return str(done.key) if done is not None and done.result == to_json(result) else None

    def find(self, key: str) -> JobRecord | None:
        """Return a job."""
        with self._database.reading() as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.key == key)).one_or_none()
        return None if row is None else _record(row)

    def find_request(self, request: str) -> JobRecord | None:
        """Return the job of a request: the newest that is done or not finished, else the newest; or None."""
        stopped = case((JOBS.c.state.in_(("failed", "cancelled")), 1), else_=0)
        query = select(JOBS).where(JOBS.c.request == request).order_by(stopped, JOBS.c.number.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _record(row)

    def list(self, states: Collection[JobState] | None, kind: str | None, most: int) -> tuple[JobRecord, ...]:
        """Return jobs, the newest first."""
        query = select(JOBS).order_by(JOBS.c.number.desc()).limit(most)
        if states is not None:
            query = query.where(JOBS.c.state.in_(states))
        if kind is not None:
            query = query.where(JOBS.c.kind == kind)
        with self._database.reading() as connection:
            return tuple(_record(row) for row in connection.execute(query))

    def cancel(self, key: str) -> None:
        """Cancel a job that is not finished."""
        with self._database.writing() as connection:
            connection.execute(
                update(JOBS)
                .where(JOBS.c.key == key, JOBS.c.state.in_(UNFINISHED))
                .values(
                    state="cancelled",
                    owner=None,
                    lease_until=None,
                    step="",
                    finished_at=self._database.now(connection),
                )
            )

    def claim(self, owner: str, kinds: Collection[str], *, background: bool) -> JobRecord | None:
        """Take the next job that waits, or None; one in the background only where that is asked for."""
        query = (
            select(JOBS)
            .where(JOBS.c.state == "waiting", JOBS.c.kind.in_(kinds))
            .order_by(JOBS.c.priority, JOBS.c.number)
            .limit(1)
        )
        if not background:
            query = query.where(JOBS.c.priority < BACKGROUND)
        with self._database.reading() as connection:
            if connection.execute(query).first() is None:
                return None
        with self._database.writing() as connection:
            row = connection.execute(query.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            now = self._database.now(connection)
            taken: dict[str, Any] = {
                "state": "running",
                "owner": owner,
                "lease_until": now + LEASE,
                "attempts": row.attempts + 1,
                "started_at": now,
                "step": "",
                "fraction": 0.0,
            }
            connection.execute(update(JOBS).where(JOBS.c.number == row.number).values(taken))
            return _record(connection.execute(select(JOBS).where(JOBS.c.number == row.number)).one())

    def held(self, owner: str) -> set[str]:
        """Return the keys of the jobs that an owner still holds: neither cancelled nor lost to another."""
        with self._database.reading() as connection:
            return set(connection.scalars(select(JOBS.c.key).where(_held_by(owner))))

    def renew(self, owner: str) -> None:
        """Renew the lease of every job of an owner."""
        with self._database.writing() as connection:
            until = self._database.now(connection) + LEASE
            connection.execute(update(JOBS).where(_held_by(owner)).values(lease_until=until))

    def report(self, owner: str, job: JobRecord, step: str, fraction: float) -> None:
        """Say how far a job is."""
        with self._database.writing() as connection:
            connection.execute(update(JOBS).where(_attempt(owner, job)).values(step=_kept(step), fraction=fraction))

    def finish(self, owner: str, job: JobRecord, result: Mapping[str, Any]) -> None:
        """Say that a job is done."""
        self._end(owner, job, {"state": "done", "result": to_json(result), "step": "", "fraction": 1.0})

    def fail(self, owner: str, job: JobRecord, failure: Mapping[str, Any]) -> None:
        """Say that a job failed."""
        self._end(owner, job, {"state": "failed", "failure": to_json(failure), "step": ""})

    def _end(self, owner: str, job: JobRecord, values: Mapping[str, Any]) -> None:
        with self._database.writing() as connection:
            ended = {"owner": None, "lease_until": None, "finished_at": self._database.now(connection)}
            connection.execute(update(JOBS).where(_attempt(owner, job)).values({**values, **ended}))

    def lose(self, owner: str, job: JobRecord) -> None:
        """Say that the worker of a job died: it waits again, or fails when that has happened too often."""
        with self._database.writing() as connection:
            row = connection.execute(select(JOBS).where(_attempt(owner, job)).with_for_update()).one_or_none()
            if row is not None:
                self._set_back(connection, row, losses=row.losses + 1)

    def give_back(self, owner: str, job: JobRecord) -> None:
        """Set a job waiting again whose owner stops in good order; the attempt does not count."""
        with self._database.writing() as connection:
            connection.execute(
                update(JOBS)
                .where(_attempt(owner, job))
                .values(state="waiting", owner=None, lease_until=None, step="", fraction=0.0, attempts=job.attempts - 1)
            )

    def recover(self, is_dead: Callable[[str], bool]) -> int:
        """Set jobs waiting again whose lease has run out, or whose owner is known to be dead; return how many."""
        running = select(JOBS).where(JOBS.c.state == "running")
        with self._database.reading() as connection:
            now = self._database.now(connection)
            lost = [row.number for row in connection.execute(running) if _is_lost(row, now, is_dead)]
        if not lost:
            return 0
        with self._database.writing() as connection:
            again = running.where(JOBS.c.number.in_(lost)).with_for_update(skip_locked=True)
            now = self._database.now(connection)
            rows = [row for row in connection.execute(again).all() if _is_lost(row, now, is_dead)]
            for row in rows:
                self._set_back(connection, row, losses=row.losses)
        return len(rows)

    def _set_back(self, connection: Connection, row: Row[Any], *, losses: int) -> None:
        values: dict[str, Any] = {"losses": losses, "owner": None, "lease_until": None, "step": "", "fraction": 0.0}
        failure = _KILLED if losses >= MOST_LOSSES else _TOO_OFTEN if row.attempts >= MOST_ATTEMPTS else None
        if failure is None:
            values["state"] = "waiting"
        else:
            values |= {"state": "failed", "failure": to_json(failure), "finished_at": self._database.now(connection)}
        connection.execute(update(JOBS).where(JOBS.c.number == row.number).values(values))


def _held_by(owner: str) -> ColumnElement[bool]:
    return (JOBS.c.owner == owner) & (JOBS.c.state == "running")


def _attempt(owner: str, job: JobRecord) -> ColumnElement[bool]:
    return _held_by(owner) & (JOBS.c.key == job.key) & (JOBS.c.attempts == job.attempts)


def _is_lost(row: Row[Any], now: datetime.datetime, is_dead: Callable[[str], bool]) -> bool:
    return row.lease_until is None or row.lease_until < now or is_dead(row.owner or "")


def _kept(step: str) -> str:
    """Return a step as its column holds it: a sentence with what it was made of, any other text as it is."""
    return json.dumps(to_json(step), ensure_ascii=False) if isinstance(step, Sentence) else step


def _step(kept: str) -> str:
    return from_json(json.loads(kept)) if kept.startswith('{"') else kept


def _record(row: Row[Any]) -> JobRecord:
    failure = from_json(row.failure)
    return JobRecord(
        key=row.key,
        kind=row.kind,
        arguments=row.arguments,
        state=cast(JobState, row.state),
        step=_step(row.step),
        fraction=row.fraction,
        attempts=row.attempts,
        submitted_at=row.submitted_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        result=from_json(row.result),
        failure=None
        if failure is None
        else JobFailure(
            failure["message"],
            failure.get("where", ""),
            failure.get("remedy", ""),
            tuple(failure.get("problems", ())),
        ),
    )
