"""Handing in a study: the file is checked, every problem stands beside its cell, and what can be used is kept."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from pathlib import PurePath

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from oxyura.apps.web.api.found import is_owner
from oxyura.apps.web.pages.found import library_of
from oxyura.apps.web.rendering import Page, language_of, render
from oxyura.apps.web.views.study_problems import Hidden, ProblemsView, view_problems
from oxyura.register.uploads import Upload, read_upload
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence

router = APIRouter(include_in_schema=False)

# A check reads a whole study; pages must stay quick meanwhile.
_ONE_AT_A_TIME = threading.Lock()
_KEPT: OrderedDict[tuple[str, Hidden], tuple[Upload, ProblemsView]] = OrderedDict()
_MOST_KEPT = 8


@router.get("/s")
def studies(request: Request) -> Response:
    """List the studies, and take a new one."""
    return show_studies(request)


def show_studies(request: Request, problem: InputError | None = None) -> Response:
    """Return the list of studies, with what is wrong with a file that was handed in."""
    library, register = library_of(request), request.app.state.register
    return render(
        request,
        "studies.html.j2",
        200 if problem is None else 422,
        entries=library.entries(),
        pages={entry.slug: library.pages(entry, language_of(request)) for entry in library.entries()},
        jobs=[job for job in register.jobs.list(most=40) if not job.finished],
        problem=problem,
    )


@router.post("/s/hand-in")
async def hand_in(request: Request) -> Response:
    """Take a file and show what is wrong with it."""
    async with request.form(max_files=1, max_fields=10) as form:
        given = form.get("study")
        if isinstance(given, UploadFile) and given.filename:
            return await run_in_threadpool(_take, request, given)
    error = InputError(sentence("No file was chosen."), remedy=sentence("Choose a .zip, an .xlsx or a .csv."))
    return await run_in_threadpool(show_studies, request, error)


def _take(request: Request, given: UploadFile) -> Response:
    register = request.app.state.register
    try:
        content = given.file.read()
        read_upload(str(given.filename), io.BytesIO(content))
        key = register.keep_upload(PurePath(str(given.filename).replace("\\", "/")).name, content)
    except InputError as error:
        return show_studies(request, error)
    return RedirectResponse(_here(request).url(f"/s/hand-in/{key}"), 303)


@router.get("/s/hand-in/{upload}")
def show_handed_in(request: Request, upload: str) -> Response:
    """Show every problem of a file beside its cell.

    Notes
    -----
    The address holds the checksum of the file, which only who has the file knows; places of sites that are marked
    sensitive are left out all the same, unless the server says that its readers own the data.
    """
    given, view = _check(request, upload)
    return render(request, "handed_in.html.j2", 200, view=view, key=upload, name=given.name)


@router.post("/s/hand-in/{upload}/keep")
def keep(request: Request, upload: str) -> Response:
    """Keep a study that can be used, have it computed, and show its page."""
    given, view = _check(request, upload)
    if not view.is_valid:
        return render(request, "handed_in.html.j2", 422, view=view, key=upload, name=given.name)
    register, library = request.app.state.register, library_of(request)
    record = register.add_study(given.name, given.files)
    # Somebody waits for this one, so that it comes before those in the background.
    register.jobs.submit("assess", {"study": record.key})
    library.forget_list()
    slug = next((entry.slug for entry in library.entries() if entry.key == record.key), "")
    return RedirectResponse(_here(request).url(f"/s/{slug}"), 303)


def _check(request: Request, key: str) -> tuple[Upload, ProblemsView]:
    hidden: Hidden = "none" if is_owner(request) else "sensitive"
    with _ONE_AT_A_TIME:
        if (key, hidden) not in _KEPT:
            name, content = request.app.state.register.upload(key)
            upload = read_upload(name, io.BytesIO(content))
            report = upload.check()
            view = view_problems(upload.problem_tables(report), report.problems, report.rows, hide_places=hidden)
            _KEPT[key, hidden] = (upload, view)
            while len(_KEPT) > _MOST_KEPT:
                _KEPT.popitem(last=False)
        return _KEPT[key, hidden]


def _here(request: Request) -> Page:
    return Page(request.url.path, dict(request.query_params), language_of(request))
