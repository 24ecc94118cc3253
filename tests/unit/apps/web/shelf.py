"""A register with studies of the casebook, some of them computed, at point values so that it is quick."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from oxyura.apps.web.opening import web_kinds
from oxyura.apps.web.views.run_files import write_views
from oxyura.publish.assessment_files import make_files
from oxyura.publish.result_folder import OutputFile
from oxyura.register.errors import NotFoundError
from oxyura.register.options import RunOptions
from oxyura.register.records import FileRecord, JobFailure, JobRecord, JobState, StudyRecord
from oxyura.register.store import Register
from oxyura.study.casebook_studies import casebook_path
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)


@cache
def run_files(name: str) -> tuple[OutputFile, ...]:
    """Return the files of a run of a study."""
    assessment = assess_study(read_study(name), deterministic=True)
    return (*make_files(assessment), *write_views(assessment))


def file_of(name: str, file: str) -> bytes:
    """Return a file of a run of a study."""
    return next(each.content for each in run_files(name) if each.name == file)


class StandInJobs:
    """Jobs that stay as a test sets them."""

    def __init__(self) -> None:
        self.state: JobState = "running"
        self.failure: JobFailure | None = None

    def submit(self, kind: str, arguments: Mapping[str, Any], *, background: bool = False) -> str:
        assert kind == "assess"
        return str(arguments["study"])

    def get(self, key: str) -> JobRecord:
        return JobRecord(key, "assess", {}, self.state, "Projecting", 0.4, 1, NOW, failure=self.failure)


class StandInRegister:
    """Studies of the casebook without runs, for jobs in states that are hard to come by."""

    def __init__(self, computed: tuple[str, ...], waiting: tuple[str, ...]) -> None:
        assert not computed
        self.waiting = waiting
        self.jobs = StandInJobs()

    def studies(self) -> tuple[StudyRecord, ...]:
        settings = (FileRecord("study.toml", 1, "0" * 64),)
        return tuple(StudyRecord(f"{name:0<64}", name, "casebook", NOW, settings) for name in self.waiting)

    def study_file(self, key: str, name: str) -> bytes:
        return (casebook_path(key.rstrip("0")) / name).read_bytes()

    def run_for(self, study_key: str, options: RunOptions) -> None:
        return None

    def run_file(self, run_key: str, name: str) -> bytes:
        raise NotFoundError("There is no such run.")


@contextmanager
def open_shelf(folder: Path, computed: tuple[str, ...], waiting: tuple[str, ...] = ()) -> Iterator[Register]:
    """Open a register that computes nothing, with runs of some studies."""
    with Register.open(folder / "register.sqlite", kinds=web_kinds()) as register:
        for name in (*computed, *waiting):
            files = {path.name: path.read_bytes() for path in casebook_path(name).iterdir() if path.is_file()}
            study = register.add_study(name, files, origin="casebook")
            if name in computed:
                register.save_run(study.key, RunOptions(), run_files(name))
        yield register
