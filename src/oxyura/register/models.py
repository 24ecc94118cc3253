"""The tables of the register, as SQLAlchemy maps them; the same on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Text, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

# The revision of migrations/versions that these tables are at.
REVISION = "0001"
VERSION_TABLE = "register_version"

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


class Moment(TypeDecorator[datetime.datetime]):
    """A moment in UTC, kept as microseconds since 1970: SQLite has no type that keeps a time zone."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> int | None:
        """Return the number that is kept."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime.datetime | None:
        """Return the moment."""
        return None if value is None else _EPOCH + value * _MICROSECOND


class Base(DeclarativeBase):
    """What every table shares."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map = {datetime.datetime: Moment, dict[str, Any]: JSON(none_as_null=True)}  # noqa: RUF012


class Blob(Base):
    """The content of files, each once, by checksum."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Upload(Base):
    """A file that was handed in and waits for the job that reads it."""

    __tablename__ = "uploads"

    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime.datetime]


class Study(Base):
    """A study as it was handed in."""

    __tablename__ = "studies"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    origin: Mapped[str] = mapped_column(String(20))
    added_at: Mapped[datetime.datetime] = mapped_column(index=True)


class StudyFile(Base):
    """A file of a study."""

    __tablename__ = "study_files"

    study_key: Mapped[str] = mapped_column(ForeignKey("studies.key"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"), index=True)
    media_type: Mapped[str] = mapped_column(String(100))


class Run(Base):
    """What was computed from a study, by the hash of everything that it depends on."""

    __tablename__ = "runs"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    study_key: Mapped[str] = mapped_column(ForeignKey("studies.key"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    options: Mapped[dict[str, Any]]
    version: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime.datetime]


class RunFile(Base):
    """A file of a run."""

    __tablename__ = "run_files"

    run_key: Mapped[str] = mapped_column(ForeignKey("runs.key"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"), index=True)
    media_type: Mapped[str] = mapped_column(String(100))


_UNFINISHED = text("state IN ('waiting', 'running')")


class Job(Base):
    """A job; while it runs, its owner renews the lease, and a lease that has run out sets it waiting again."""

    __tablename__ = "jobs"
    __table_args__ = (
        # The same request while unfinished is the same job, whoever asks, in however many processes.
        Index(
            "ix_jobs_unfinished_request",
            "request",
            unique=True,
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index("ix_jobs_state", "state", "priority", "number"),
    )

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    request: Mapped[str] = mapped_column(String(64), index=True)
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(20))
    priority: Mapped[int] = mapped_column(Integer)
    step: Mapped[str] = mapped_column(Text, default="")
    fraction: Mapped[float] = mapped_column(Float, default=0.0)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    losses: Mapped[int] = mapped_column(Integer, default=0)
    owner: Mapped[str | None] = mapped_column(String(200))
    lease_until: Mapped[datetime.datetime | None]
    submitted_at: Mapped[datetime.datetime]
    started_at: Mapped[datetime.datetime | None]
    finished_at: Mapped[datetime.datetime | None]
    result: Mapped[dict[str, Any] | None]
    failure: Mapped[dict[str, Any] | None]


class Setting(Base):
    """A setting of the application that outlives it."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
