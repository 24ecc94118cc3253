"""What a Party has written for it as jobs: its pack, and drafts of its reports to conventions."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from oxyura.apps.web.drafts import PACK
from oxyura.apps.web.kept_parties import find_parties
from oxyura.apps.web.pages.found import library_of
from oxyura.apps.web.pages.places import find_country
from oxyura.apps.web.rendering import Page, language_of
from oxyura.apps.web.report_drafts import REPORT

router = APIRouter(include_in_schema=False)


@router.post("/c/{code}/pack")
def pack(request: Request, code: str) -> Response:
    """Have the pack of a Party drawn up from every study with a site there, and show the job."""
    return _ask(request, PACK, _arguments(request, code))


@router.post("/c/{code}/report")
async def report(request: Request, code: str) -> Response:
    """Have the reports of a Party drafted from every study with a site there, and show the job."""
    form = await request.form(max_files=0, max_fields=50)
    chosen = {name: [str(each) for each in form.getlist(name)] for name in ("schemes", "annexes")}
    arguments = await run_in_threadpool(_arguments, request, code)
    return await run_in_threadpool(_ask, request, REPORT, {**arguments, **chosen})


def _arguments(request: Request, code: str) -> dict[str, object]:
    view = find_country(request, code)
    studies = sorted({entry.key for entry, _ in view.sites})
    if not studies:
        # A study that was begun from the Party's list knows no place yet, and says so itself.
        slug = f"party-{code.lower()}"
        studies = [entry.key for entry in library_of(request).entries() if entry.slug.startswith(slug)]
    kept = find_parties(request.app.state.register)
    conventions = None if kept is None else kept.sha256
    return {"country": code, "studies": studies, "language": language_of(request), "conventions": conventions}


def _ask(request: Request, kind: str, arguments: dict[str, object]) -> Response:
    job = request.app.state.register.jobs.submit(kind, arguments)
    page = Page(request.url.path, dict(request.query_params), language_of(request))
    return RedirectResponse(page.url(f"/j/{job}"), 303)
