"""Tables are made and brought up to date, by one opener at a time, and nothing foreign is touched."""

from __future__ import annotations

import multiprocessing
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from oxyura.register.database import open_database
from oxyura.register.migrating import alembic_config
from oxyura.register.models import REVISION, VERSION_TABLE, Base
from oxyura.register.store import Register
from oxyura.schema.errors import InputError, ServiceMissingError
from register_server import open_and_close


def test_models_and_migrations_agree(place: str) -> None:
    database = open_database(place)
    try:
        with database.reading() as connection:
            context = MigrationContext.configure(
                connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
            )
            assert compare_metadata(context, Base.metadata) == []
            assert ScriptDirectory.from_config(alembic_config(connection)).get_current_head() == REVISION
    finally:
        database.close()


def test_migrations_go_down_and_up(place: str) -> None:
    database = open_database(place)
    try:
        with database.writing() as connection:
            command.downgrade(alembic_config(connection), "base")
            assert set(sqlalchemy.inspect(connection).get_table_names()) == {VERSION_TABLE}
    finally:
        database.close()
    with Register.open(place) as register:
        assert register.studies() == ()


def test_many_openers_at_once(place: str) -> None:
    failures: list[BaseException] = []
    at_once = threading.Barrier(8)

    def open_it() -> None:
        at_once.wait()
        try:
            with Register.open(place) as register:
                register.add_study("s", {"study.toml": b""})
        # Whatever goes wrong in a thread is told by the test.
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Register.open(place) as register:
        assert len(register.studies()) == 1


def test_many_processes_at_once(place: str) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=open_and_close, args=(place,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    for process in processes:
        process.close()


def test_register_of_a_newer_version_is_left_alone(place: str) -> None:
    database = open_database(place)
    with database.writing() as connection:
        connection.execute(sqlalchemy.text(f"UPDATE {VERSION_TABLE} SET version_num = 'from-the-future'"))
    database.close()
    with pytest.raises(InputError, match="newer version"):
        Register.open(place)


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("Notes, long enough to be no database at all. " * 40)
    before = text.read_bytes()
    with pytest.raises(InputError, match="not a register"):
        Register.open(text)
    assert text.read_bytes() == before
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE birds (name TEXT)")
    connection.commit()
    connection.close()
    before = other.read_bytes()
    with pytest.raises(InputError, match="something else"):
        Register.open(other)
    assert other.read_bytes() == before
    with pytest.raises(InputError, match="cannot be written"):
        Register.open(text / "register.sqlite")


@pytest.mark.parametrize(
    "address", ["mysql://host/db", "sqlite://", "sqlite:///:memory:", "://", "sqlite:///a?mode=ro"]
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(InputError):
        Register.open(address)


def test_missing_server_is_said_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(ServiceMissingError) as caught:
        Register.open(f"postgresql://oxyura:hush@/register?host={tmp_path}")
    assert "hush" not in str(caught.value)
    assert caught.value.exit_code == 3


def test_folder_address_and_file_are_the_same_register(tmp_path: Path) -> None:
    with Register.open(tmp_path) as register:
        register.keep_setting("a", "b")
    assert stat.S_IMODE((tmp_path / "register.sqlite").stat().st_mode) == 0o600
    for address in (tmp_path / "register.sqlite", f"sqlite:///{tmp_path}/register.sqlite"):
        with Register.open(address) as register:
            assert register.setting("a") == "b"


def test_sqlite_is_kept_as_decided(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    try:
        with database.reading() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
            }
        assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 30_000}
    finally:
        database.close()
