"""One database, SQLite or PostgreSQL: opened, brought up to date, read and written."""

from __future__ import annotations

import contextlib
import datetime
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects.postgresql import insert as _postgresql_insert
from sqlalchemy.dialects.sqlite import insert as _sqlite_insert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from oxyura.register.migrating import bring_up_to_date
from oxyura.schema.errors import InputError, ServiceMissingError

REGISTER_FILE = "register.sqlite"

# How long a writer waits for another process that is writing.
_PATIENCE_SECONDS = 30.0


class Database:
    """A database whose tables are there; made by :func:`open_database`.

    Parameters
    ----------
    engine : Engine
    place : str
        What to call it in messages; without a password.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._writing = engine.execution_options(register_writes=True)
        self.place = place
        self.is_sqlite = engine.dialect.name == "sqlite"
        # SQLite lets one writer in, and who waits polls: inside a process a lock is fair and quicker.
        self._one_writer: contextlib.AbstractContextManager[Any] = (
            threading.Lock() if self.is_sqlite else contextlib.nullcontext()
        )

    @property
    def url(self) -> str:
        """Address that another process opens it by, password included."""
        return self._engine.url.render_as_string(hide_password=False)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees the database as it stands now."""
        with self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept together at the end, or not at all."""
        with self._one_writer, self._writing.begin() as connection:
            yield connection

    def now(self, connection: Connection) -> datetime.datetime:
        """Return the time by the clock that all processes share."""
        if self.is_sqlite:
            return datetime.datetime.now(datetime.UTC)
        return datetime.datetime.fromtimestamp(
            float(connection.scalar(text("SELECT extract(epoch FROM clock_timestamp())"))), datetime.UTC
        )

    def insert_missing(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert rows, each unless its key is there; return how many were inserted."""
        insert = _sqlite_insert if self.is_sqlite else _postgresql_insert
        inserted = 0
        for row in rows:
            statement = insert(table).values(**row).on_conflict_do_nothing().returning(*table.primary_key)
            inserted += connection.execute(statement).one_or_none() is not None
        return inserted

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def open_database(place: str | Path) -> Database:
    """Open a database and bring its tables up to date.

    Parameters
    ----------
    place : str or Path
        A file, a folder in which ``register.sqlite`` stands, or a URL.

    Raises
    ------
    InputError
        Something else stands there, it cannot be written, or a newer version made it.
    ServiceMissingError
        The server, or the driver for it, is missing.
    """
    url = _address(place)
    shown = url.render_as_string(hide_password=True) if url.get_backend_name() != "sqlite" else str(url.database)
    if url.get_backend_name() == "sqlite":
        _make_file(Path(str(url.database)))
    engine = _make_engine(url)
    try:
        _prepare(engine, shown)
    except BaseException:
        engine.dispose()
        raise
    return Database(engine, shown)


def _address(place: str | Path) -> URL:
    if isinstance(place, str) and "://" in place:
        try:
            url = make_url(place)
            backend = url.get_backend_name()
        except ArgumentError as error:
            raise InputError("This is not the address of a database.", remedy=_ADDRESS_REMEDY) from error
        if backend in ("postgres", "postgresql"):
            return url.set(drivername="postgresql+psycopg")
        if backend != "sqlite" or not url.database or url.database == ":memory:" or url.query:
            raise InputError(f"A register cannot be kept in {backend} so.", remedy=_ADDRESS_REMEDY)
        return url.set(drivername="sqlite+pysqlite", database=os.path.abspath(url.database))
    path = Path(os.path.abspath(place))
    return URL.create("sqlite+pysqlite", database=str(path / REGISTER_FILE if path.is_dir() else path))


_ADDRESS_REMEDY = "Give a file, a folder, sqlite:///FILE or postgresql://USER@HOST/DATABASE."


def _make_file(path: Path) -> None:
    """Make an empty file that only its owner reads: studies may hold places that are not for everybody."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise InputError(
            f"The register cannot be written there: {error.strerror}.",
            where=str(path),
            remedy="Name another file, or ask for permission.",
        ) from error


def _make_engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, pool_size=20, max_overflow=60, connect_args={"timeout": _PATIENCE_SECONDS})
        event.listen(engine, "connect", _prepare_connection)
        event.listen(engine, "begin", _begin)
        return engine
    try:
        return create_engine(url, pool_size=10, max_overflow=40, pool_pre_ping=True)
    except (ImportError, NoSuchModuleError) as error:
        raise ServiceMissingError(
            "The driver for PostgreSQL is not installed.", remedy="Install it: pip install 'oxyura[postgres]'."
        ) from error


def _prepare_connection(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    # Transactions are begun by _begin: the driver's own begin too late to keep readers consistent.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys=ON")
        # A commit that was reported survives a power cut, not only a killed process.
        cursor.execute("PRAGMA synchronous=FULL")
    finally:
        cursor.close()


def _begin(connection: Connection) -> None:
    # A writer that began as a reader would be refused instead of waiting for its turn.
    writes = connection.get_execution_options().get("register_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare(engine: Engine, place: str) -> None:
    try:
        # First of all this finds out whether the database is ours to change.
        bring_up_to_date(engine, place)
        if engine.dialect.name == "sqlite":
            _write_ahead(engine)
    except DatabaseError as error:
        raise _unusable(str(error.orig), engine, place) from error
    except sqlite3.Error as error:
        # What goes wrong while a connection is prepared comes as it is.
        raise _unusable(str(error), engine, place) from error


def _write_ahead(engine: Engine) -> None:
    """Turn on the write-ahead log, which the file then keeps: readers do not wait for the writer."""
    ends = time.monotonic() + _PATIENCE_SECONDS
    while True:
        # Not inside a transaction, hence without SQLAlchemy's.
        connection = engine.raw_connection()
        try:
            if connection.cursor().execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",):
                return
        except sqlite3.OperationalError as error:
            # SQLite does not wait here by itself for another first opener.
            if "locked" not in str(error) or time.monotonic() > ends:
                raise
        finally:
            connection.close()
        if time.monotonic() > ends:
            return
        time.sleep(0.05)


def _unusable(reason: str, engine: Engine, place: str) -> InputError | ServiceMissingError:
    reason = reason.strip().partition("\n")[0]
    if engine.dialect.name != "sqlite":
        return ServiceMissingError(
            f"The database server did not let the register in: {reason}.",
            where=place,
            remedy="Check that it runs, and the name, user and password in the address.",
        )
    if "not a database" in reason:
        return InputError("The file is not a register.", where=place, remedy="Name another file.")
    return InputError(
        f"The register cannot be used: {reason}.",
        where=place,
        remedy="Check that the folder can be written to and the disk is not full.",
    )
