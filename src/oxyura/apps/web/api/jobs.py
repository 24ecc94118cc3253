"""Jobs: how far they are, and stopping them."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.api.answers import answer_json
from oxyura.apps.web.api.found import JobKey, is_owner, register_of
from oxyura.apps.web.api.models import JobOut, job_out
from oxyura.apps.web.places import public_problem
from oxyura.register.records import JobRecord
from oxyura.spacetime.sensitive_sites import without_coordinates

router = APIRouter()

_STATE = Annotated[
    Literal["waiting", "running", "done", "failed", "cancelled"] | None, Query(description="Only those.")
]
_MOST = Annotated[int, Query(ge=1, le=1000, description="At most so many.")]


@router.get("/jobs", response_model=list[JobOut], summary="Jobs")
def jobs(request: Request, state: _STATE = None, limit: _MOST = 100) -> Response:
    """List jobs, the newest first."""
    found = register_of(request).jobs.list(states=None if state is None else (state,), most=limit)
    return answer_json([_shown(request, job) for job in found])


@router.get("/jobs/{job}", response_model=JobOut, summary="A job")
def one_job(request: Request, job: JobKey) -> Response:
    """Show how far a job is, and what came of it."""
    return answer_job(request, register_of(request).jobs.get(job))


@router.delete("/jobs/{job}", response_model=JobOut, summary="Stop a job")
def cancel(request: Request, job: JobKey) -> Response:
    """Stop a job; one that is finished stays as it is."""
    return answer_job(request, register_of(request).jobs.cancel(job))


def answer_job(request: Request, job: JobRecord, status: int = 200) -> Response:
    """Return a job, with the address at which it can be followed."""
    headers = {"Location": f"/api/v1/jobs/{job.key}", "Cache-Control": "no-store"}
    return answer_json(_shown(request, job), status, headers)


def _shown(request: Request, job: JobRecord) -> dict[str, object]:
    failure = job.failure
    if failure is None:
        return job_out(job, [])
    if is_owner(request):
        return job_out(job, [dict(problem) for problem in failure.problems])
    told = dataclasses.replace(
        failure, message=without_coordinates(failure.message), where=without_coordinates(failure.where)
    )
    return job_out(dataclasses.replace(job, failure=told), [public_problem(problem) for problem in failure.problems])
