"""Jobs and what came of them: progress, cancel, results to download."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from oxyura.apps.web.api.found import is_owner, tables_of
from oxyura.apps.web.drafts import PACK, PLAN
from oxyura.apps.web.library import Entry
from oxyura.apps.web.pages.found import library_of, words_of
from oxyura.apps.web.pages.starting import describe_start
from oxyura.apps.web.pages.studies import hand_out
from oxyura.apps.web.places import public_problem
from oxyura.apps.web.rendering import Page, language_of, render
from oxyura.apps.web.report_drafts import REPORT
from oxyura.apps.web.taking_along import pack_result
from oxyura.apps.web.weighing import WEIGH
from oxyura.register.records import JobRecord
from oxyura.schema.sentences import changed
from oxyura.spacetime.sensitive_sites import without_coordinates

router = APIRouter(include_in_schema=False)

_MOST_JOBS = 60


@router.get("/j")
def jobs(request: Request) -> Response:
    """List the jobs, the newest first."""
    found = request.app.state.register.jobs.list(most=_MOST_JOBS)
    return render(request, "jobs.html.j2", jobs=found, entries=_by_key(request))


@router.get("/j/{job}")
def show_job(request: Request, job: str) -> Response:
    """Show how far a job is, or what came of it."""
    found = request.app.state.register.jobs.get(job)
    failure, owner = found.failure, is_owner(request)
    return render(
        request,
        "job.html.j2",
        job=found,
        wrong=None if failure is None else failure.message if owner else changed(failure.message, without_coordinates),
        problems=() if failure is None else [each if owner else public_problem(each) for each in failure.problems[:50]],
        start=describe_start(found, words_of(request)) if found.kind == "party" and found.state == "done" else None,
        entry=_by_key(request).get(_study_of(found)),
        kinds={"weigh": WEIGH, "pack": PACK, "plan": PLAN},
    )


@router.post("/j/{job}/cancel")
def cancel(request: Request, job: str) -> Response:
    """Stop a job and show it."""
    request.app.state.register.jobs.cancel(job)
    return RedirectResponse(_page(request).url(f"/j/{job}"), 303)


@router.post("/j/{job}/again")
def again(request: Request, job: str) -> Response:
    """Ask anew for a job that failed or was cancelled, and show the new one."""
    register = request.app.state.register
    found = register.jobs.get(job)
    new = register.jobs.submit(found.kind, found.arguments)
    return RedirectResponse(_page(request).url(f"/j/{new}"), 303)


@router.get("/j/{job}/file")
def file(request: Request, job: str) -> Response:
    """Hand out the file that a job has written; it is kept for a week.

    Raises
    ------
    HTTPException
        It has written none.
    """
    found = request.app.state.register.jobs.get(job)
    if found.kind not in (PACK, PLAN, REPORT) or found.result is None:
        raise HTTPException(404)
    _, content = request.app.state.register.upload(str(found.result["file"]))
    return hand_out(content, "application/zip", str(found.result["name"]))


@router.get("/r/{run}/result.zip")
def result(request: Request, run: str) -> Response:
    """Hand out everything of a run."""
    register = request.app.state.register
    content = pack_result(register, tables_of(request), register.run(run))
    return hand_out(content, "application/zip", f"run-{run[:12]}.zip")


def _study_of(job: JobRecord) -> str:
    found = (job.result or {}).get("study") or job.arguments.get("study")
    return str(found or "")


def _by_key(request: Request) -> dict[str, Entry]:
    return {entry.key: entry for entry in library_of(request).entries()}


def _page(request: Request) -> Page:
    return Page(request.url.path, dict(request.query_params), language_of(request))
