"""The page of a study: its answer, its files, its runs, what was noticed in its tables."""

from __future__ import annotations

from types import MappingProxyType

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from oxyura.apps.web.api.found import is_owner, tables_of
from oxyura.apps.web.api.packing import pack_study
from oxyura.apps.web.drafts import PLAN
from oxyura.apps.web.library import Entry
from oxyura.apps.web.pages.found import find_study, library_of
from oxyura.apps.web.rendering import Page, language_of, render
from oxyura.apps.web.taking_along import pack_result, write_workbook
from oxyura.apps.web.views.study_problems import view_problems
from oxyura.register.uploads import Upload

router = APIRouter(include_in_schema=False)

# Files of a run in which no exact place of a sensitive site stands.
FILES = MappingProxyType(
    {
        "report.html": "text/html; charset=utf-8",
        "summary.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "summary.json": "application/json",
        "frontier.csv": "text/csv; charset=utf-8",
    }
)
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_NUMBER = 16


@router.get("/s/{study}")
def study(request: Request, study: str) -> Response:
    """Show a study: its answer, whom it is about, its runs, files and sources."""
    found = find_study(request, study)
    if isinstance(found, Response):
        return found
    entry, pages = found
    runs = [run for run in request.app.state.register.runs(entry.key) if run.kind == "assess"]
    return render(request, "study.html.j2", entry=entry, study=pages, files=tuple(FILES), runs=runs)


@router.get("/s/{study}/problems")
def study_problems(request: Request, study: str) -> Response:
    """Show what a check notices in the tables of a study, beside the cells."""
    entry = _entry(request, study)
    register = request.app.state.register
    upload = Upload(entry.name, register.study_files(entry.key))
    report = upload.check()
    tables = upload.problem_tables(report)
    view = view_problems(tables, report.problems, report.rows, hide_places="none" if is_owner(request) else "all")
    return render(request, "study_problems.html.j2", 200, entry=entry, view=view)


@router.post("/s/{study}/run")
async def run(request: Request, study: str) -> Response:
    """Have a study computed with options of one's own, and show the job."""
    entry = await run_in_threadpool(_entry, request, study)
    form = await request.form()
    options: dict[str, object] = {"language": language_of(request)}
    for name in ("draws", "seed"):
        text = str(form.get(name) or "").strip()
        if text:
            options[name] = int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else text
    if form.get("deterministic"):
        options["deterministic"] = True
    jobs = request.app.state.register.jobs
    job = await run_in_threadpool(jobs.submit, "assess", {"study": entry.key, "options": options})
    return RedirectResponse(_page(request).url(f"/j/{job}"), 303)


@router.post("/s/{study}/action-plan")
def action_plan(request: Request, study: str) -> Response:
    """Have the draft of an action plan written, and show the job."""
    entry = _entry(request, study)
    job = request.app.state.register.jobs.submit(PLAN, {"study": entry.key, "language": language_of(request)})
    return RedirectResponse(_page(request).url(f"/j/{job}"), 303)


@router.get("/s/{study}/files/{name}")
def study_file(request: Request, study: str, name: str) -> Response:
    """Hand out a file of a study's run."""
    entry = _entry(request, study)
    if entry.run_key is None or name not in FILES:
        raise HTTPException(404)
    content = request.app.state.register.run_file(entry.run_key, name)
    return hand_out(content, FILES[name], f"{entry.slug}-{name}")


@router.get("/s/{study}/study.zip")
def study_archive(request: Request, study: str) -> Response:
    """Hand out the tables of a study; places of sensitive sites only to their owner."""
    entry = _entry(request, study)
    register = request.app.state.register
    content = pack_study(register, tables_of(request), register.study(entry.key), owner=is_owner(request))
    return hand_out(content, "application/zip", f"{entry.slug}.zip")


@router.get("/s/{study}/study.xlsx")
def study_workbook(request: Request, study: str) -> Response:
    """Hand out the tables of a study as one workbook."""
    entry = _entry(request, study)
    content = write_workbook(tables_of(request).study(entry.key))
    return hand_out(content, _WORKBOOK, f"{entry.slug}.xlsx")


@router.get("/s/{study}/result.zip")
def result_archive(request: Request, study: str) -> Response:
    """Hand out everything that was computed."""
    entry = _entry(request, study)
    if entry.run_key is None:
        raise HTTPException(404)
    register = request.app.state.register
    content = pack_result(register, tables_of(request), register.run(entry.run_key))
    return hand_out(content, "application/zip", f"{entry.slug}-result.zip")


def hand_out(content: bytes, media_type: str, name: str) -> Response:
    """Return a file to keep, never shown as a page of this server."""
    plain = "".join(each for each in name if each.isascii() and (each.isalnum() or each in "-_."))
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{plain}"'})


def _entry(request: Request, slug: str) -> Entry:
    entry = library_of(request).entry(slug)
    if entry is None:
        raise HTTPException(404)
    return entry


def _page(request: Request) -> Page:
    return Page(request.url.path, dict(request.query_params), language_of(request))
