"""Ceilings on what the register keeps, each with what it is told with."""

from __future__ import annotations

from oxyura.schema.limits import Limit

STUDY_FILES = Limit("The number of files", 500, "files", "Leave out what is no table of the study.")
STUDY_BYTES = Limit(
    "The size of all files together in bytes",
    512 * 2**20,
    "bytes",
    "Save large tables as Parquet, or split the study.",
)
UPLOAD_BYTES = Limit(
    "The size of the file in bytes", 256 * 2**20, "bytes", "Save large tables as Parquet, or split the study."
)
RUN_FILES = Limit("The number of files of a run", 5_000, "files", "Split the study.")
RUN_BYTES = Limit("The size of a run in bytes", 2**30, "bytes", "Lower draws in study.toml, or split the study.")
ARGUMENT_BYTES = Limit("The size of a request in bytes", 100_000, "bytes", "Ask for less at once.")
WAITING_JOBS = Limit("The number of jobs that wait", 10_000, "jobs", "Wait until some of them are done.")
