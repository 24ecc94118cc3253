"""What is let go of after a while: jobs that are finished, and files that were handed in or written for a job."""

from __future__ import annotations

import datetime

from sqlalchemy import ColumnElement, Table, Text, cast, delete, exists, or_, select

from oxyura.register.contents import BLOBS, RUN_FILES, STUDY_FILES
from oxyura.register.database import Database
from oxyura.register.job_table import JOBS
from oxyura.register.models import Base, Setting, Upload
from oxyura.register.records import UNFINISHED

UPLOADS: Table = Base.metadata.tables[Upload.__tablename__]
_SETTINGS: Table = Base.metadata.tables[Setting.__tablename__]

# So long a finished job and a file are kept; pages and docs/how-to/serve.md say a week.
KEPT = datetime.timedelta(days=7)
# How often a server that runs looks for what is older.
EVERY = datetime.timedelta(hours=1)


def prune(database: Database) -> None:
    """Delete finished jobs, and files that neither a job nor a setting names any more, which are older than `KEPT`.

    A job that waits or runs stays, however old it is, with every file that its request names. What a study or a run
    holds stays as well.
    """
    with database.writing() as connection:
        before = database.now(connection) - KEPT
        connection.execute(delete(JOBS).where(JOBS.c.state.not_in(UNFINISHED), JOBS.c.finished_at < before))
    with database.reading() as connection:
        old = list(connection.scalars(select(UPLOADS.c.sha256).where(UPLOADS.c.added_at < before)))
    for key in old:
        _forget_file(database, key, before)


def _forget_file(database: Database, key: str, before: datetime.datetime) -> None:
    """Forget a file that was kept for a job, and its content unless something else has the same."""
    with database.writing() as connection:
        # Held until the end: whoever keeps the same content meanwhile waits, and then finds it or keeps it anew.
        connection.execute(select(BLOBS.c.sha256).where(BLOBS.c.sha256 == key).with_for_update())
        is_old = (UPLOADS.c.sha256 == key) & (UPLOADS.c.added_at < before)
        if not connection.execute(delete(UPLOADS).where(is_old, ~_is_named(key))).rowcount:
            return
        needed = [exists().where(files.table.c.sha256 == key) for files in (STUDY_FILES, RUN_FILES)]
        connection.execute(delete(BLOBS).where(BLOBS.c.sha256 == key, ~or_(*needed)))


def _is_named(key: str) -> ColumnElement[bool]:
    """Tell whether a job names a file, in what it was asked or in what came of it, or a setting does."""
    by_a_job = or_(*(cast(column, Text).contains(key) for column in (JOBS.c.arguments, JOBS.c.result)))
    return or_(exists().where(by_a_job), exists().where(_SETTINGS.c.value.contains(key)))
