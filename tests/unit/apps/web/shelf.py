"""A register that holds what a test hands it, computed in this process and kept in memory."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from typing import Any

from oxyura.apps.web.views.run_files import write_views
from oxyura.publish.assessment_files import make_files
from oxyura.register.options import RunOptions
from oxyura.register.records import FileRecord, JobFailure, JobRecord, JobState, RunRecord, StudyRecord
from oxyura.study.casebook_studies import casebook_path
from oxyura.study.checked import read_study
from oxyura.study.running import assess_study

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)


@cache
def files_of(name: str) -> Mapping[str, bytes]:
    """Return the files of a run of a study, at point values, so that it is quick."""
    assessment = assess_study(read_study(name), deterministic=True)
    return {file.name: file.content for file in (*make_files(assessment), *write_views(assessment))}


class StandInJobs:
    """Jobs that stay as a test sets them."""

    def __init__(self) -> None:
        self.submitted: list[Mapping[str, Any]] = []
        self.state: JobState = "running"
        self.failure: JobFailure | None = None

    def submit(self, kind: str, arguments: Mapping[str, Any], *, background: bool = False) -> str:
        assert kind == "assess"
        self.submitted.append(arguments)
        return f"job-{len(self.submitted)}"

    def get(self, key: str) -> JobRecord:
        return JobRecord(key, "assess", {}, self.state, "Projecting", 0.4, 1, NOW, failure=self.failure)


class StandInRegister:
    """Studies of the casebook, computed or not."""

    def __init__(self, computed: tuple[str, ...], waiting: tuple[str, ...] = ()) -> None:
        self.computed, self.waiting = computed, waiting
        self.jobs = StandInJobs()

    def studies(self) -> tuple[StudyRecord, ...]:
        return tuple(
            StudyRecord(f"{name:0<64}", name, "casebook", NOW, (FileRecord("study.toml", 1, "0" * 64),))
            for name in (*self.computed, *self.waiting)
        )

    def study_file(self, key: str, name: str) -> bytes:
        return (casebook_path(key.rstrip("0")) / name).read_bytes()

    def run_for(self, study_key: str, options: RunOptions) -> RunRecord | None:
        name = study_key.rstrip("0")
        if name not in self.computed:
            return None
        return RunRecord(f"run-{name}", study_key, "assess", options.to_json(), "0", NOW, ())

    def run_file(self, run_key: str, name: str) -> bytes:
        return files_of(run_key.removeprefix("run-"))[name]
