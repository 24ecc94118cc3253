"""The shared database: studies as they were handed in, runs of them, and the jobs that compute.

::

    with Register.open("register.sqlite", workers=1) as register:
        study = register.add_study("gough", {"study.toml": b"…", "sites.csv": b"…"})
        job = register.jobs.submit("assess", {"study": study.key, "options": {}})
        done = register.jobs.wait(job, timeout=60)  # a JobRecord; done.result["run"] is the key of the run
        run = register.run_for(study.key, RunOptions())
        summary = register.run_file(run.key, "summary.json")

Everything that a caller holds is a frozen record (:mod:`oxyura.register.records`); every failure that a user may see is
an :class:`~oxyura.schema.errors.OxyuraError`. A :class:`Register` may be used by several threads, and one database by
several processes. ``workers=0`` (the default) opens it without computing anything: jobs are then submitted, read and
cancelled, and computed by whichever process has workers.

Kinds of jobs, their arguments (JSON values only) and results:

========== ============================================================ ==============================================
kind       arguments                                                    result
========== ============================================================ ==============================================
assess     study: key; options: as RunOptions.to_json(), optional       run: key; study: key
plan       study: key; options: as PlanOptions.to_json(), optional      run: key; study: key (its file: plan.json)
party      upload: Register.keep_upload(…); party: ISO code; name       study: key; rows, questions, warnings
========== ============================================================ ==============================================

The public names are loaded at first use, so that ``import oxyura.register`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oxyura.register.errors import DamagedError, NotFoundError
    from oxyura.register.jobs import Jobs
    from oxyura.register.kinds import Kind
    from oxyura.register.options import PlanOptions, RunOptions
    from oxyura.register.planning import PlanDesks
    from oxyura.register.records import FileRecord, JobFailure, JobRecord, RunRecord, StudyRecord
    from oxyura.register.store import Register
    from oxyura.register.uploads import Upload, read_upload

__all__ = [
    "DamagedError",
    "FileRecord",
    "JobFailure",
    "JobRecord",
    "Jobs",
    "Kind",
    "NotFoundError",
    "PlanDesks",
    "PlanOptions",
    "Register",
    "RunOptions",
    "RunRecord",
    "StudyRecord",
    "Upload",
    "read_upload",
]

_MODULE_OF = {
    "DamagedError": "errors",
    "FileRecord": "records",
    "JobFailure": "records",
    "JobRecord": "records",
    "Jobs": "jobs",
    "Kind": "kinds",
    "NotFoundError": "errors",
    "PlanDesks": "planning",
    "PlanOptions": "options",
    "Register": "store",
    "RunOptions": "options",
    "RunRecord": "records",
    "StudyRecord": "records",
    "Upload": "uploads",
    "read_upload": "uploads",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
