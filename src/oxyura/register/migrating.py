"""Bringing the tables of a register up to date, by one opener at a time."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from oxyura.register.models import REVISION, VERSION_TABLE, Base
from oxyura.schema.errors import InputError

if TYPE_CHECKING:
    from alembic.config import Config

# Any number, as long as it is always the same.
_LOCK = 7_311_280_011


def bring_up_to_date(engine: Engine, place: str) -> None:
    """Make the tables, or change them to what this version of the program needs.

    Raises
    ------
    InputError
        The database holds something else, or was made by a newer version.
    """
    with engine.connect() as connection:
        if _revision(connection) == REVISION:
            return
    with engine.execution_options(register_writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        # Another opener may have been first.
        found = _revision(connection)
        if found == REVISION:
            return
        if found is None and _is_of_something_else(connection):
            raise InputError(
                "The database holds tables of something else.", where=place, remedy="Name another one for the register."
            )
        _upgrade(connection, found, place)


def _is_of_something_else(connection: Connection) -> bool:
    """Tell whether a database without a register has tables that would be in the way; a file is shared with nobody."""
    tables = set(inspect(connection).get_table_names()) - {VERSION_TABLE}
    return bool(tables if connection.dialect.name == "sqlite" else tables & set(Base.metadata.tables))


def alembic_config(connection: Connection) -> Config:
    """Return how Alembic finds the migrations and the database."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(str(files("oxyura.register"))) / "migrations"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    return None if found is None else str(found)


def _upgrade(connection: Connection, found: str | None, place: str) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = alembic_config(connection)
    if found is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(found)
        except CommandError as error:
            raise InputError(
                "The register was made by a newer version of the program.",
                where=place,
                remedy="Update the program, or name another file.",
            ) from error
    command.upgrade(config, "head")
