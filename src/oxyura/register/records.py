"""What the register hands out: studies, runs and jobs as they stood when they were read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

JobState = Literal["waiting", "running", "done", "failed", "cancelled"]
UNFINISHED: tuple[JobState, ...] = ("waiting", "running")

Origin = Literal["casebook", "folder", "upload", "import"]


@dataclass(frozen=True)
class FileRecord:
    """A stored file: its name inside the study or run, size, checksum and media type."""

    name: str
    size_bytes: int
    sha256: str
    media_type: str = "application/octet-stream"


@dataclass(frozen=True)
class StudyRecord:
    """A study as it was handed in; it never changes.

    Parameters
    ----------
    key : str
        Hash of the names and contents of its files, 64 hexadecimal digits.
    name : str
        Name under which it was first handed in: folder, or workbook without its ending.
    origin : {'casebook', 'folder', 'upload', 'import'}
        Where it came from.
    added_at : datetime
        When, in UTC.
    files : tuple of FileRecord
        By name.
    """

    key: str
    name: str
    origin: Origin
    added_at: datetime.datetime
    files: tuple[FileRecord, ...]

    @property
    def size_bytes(self) -> int:
        """Size of all files."""
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True)
class RunRecord:
    """What was computed from a study, whole.

    Parameters
    ----------
    key : str
        Hash of everything that the result depends on: study, kind, options, version.
    study_key : str
        The study.
    kind : {'assess', 'plan', 'mixture'}
        What was computed; a mixture of two studies has its numbers only.
    options : mapping
        With every option named.
    version : str
        Of the program: its number and a checksum of its code.
    made_at : datetime
        When, in UTC.
    files : tuple of FileRecord
        By name.
    """

    key: str
    study_key: str
    kind: str
    options: Mapping[str, Any]
    version: str
    made_at: datetime.datetime
    files: tuple[FileRecord, ...]


@dataclass(frozen=True)
class JobFailure:
    """Why a job failed, in words; with the problems of a study that could not be used, as ``Problem.to_json`` gives."""

    message: str
    where: str = ""
    remedy: str = ""
    problems: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class JobRecord:
    """A job as it stood when it was read.

    Parameters
    ----------
    key : str
        Of this job; not of what it computes.
    kind : str
        What is done.
    arguments : mapping
        With what.
    state : {'waiting', 'running', 'done', 'failed', 'cancelled'}
        How far it is.
    step : str
        What is being done, in plain words; empty while it waits.
    fraction : float
        How much is done, 0 to 1; a rough guide.
    attempts : int
        How often it was begun.
    submitted_at, started_at, finished_at : datetime or None
        In UTC.
    result : mapping, optional
        Of a job that is done.
    failure : JobFailure, optional
        Of one that failed.
    """

    key: str
    kind: str
    arguments: Mapping[str, Any]
    state: JobState
    step: str
    fraction: float
    attempts: int
    submitted_at: datetime.datetime
    started_at: datetime.datetime | None = None
    finished_at: datetime.datetime | None = None
    result: Mapping[str, Any] | None = field(default=None)
    failure: JobFailure | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state not in UNFINISHED
