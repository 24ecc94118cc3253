"""The page of a study and of its decision, and its files."""

from __future__ import annotations

from types import MappingProxyType

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.pages.found import find_study
from oxyura.apps.web.rendering import render

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


@router.get("/s/{study}")
def study(request: Request, study: str) -> Response:
    """Show a study: its answer, whom it is about, its sources and files."""
    found = find_study(request, study)
    if isinstance(found, Response):
        return found
    entry, pages = found
    return render(request, "study.html.j2", entry=entry, study=pages, files=tuple(FILES))


@router.get("/s/{study}/files/{name}")
def study_file(request: Request, study: str, name: str) -> Response:
    """Hand out a file of a study's run."""
    found = find_study(request, study)
    if isinstance(found, Response) or name not in FILES:
        raise HTTPException(404)
    entry, _ = found
    content = request.app.state.register.run_file(entry.run_key, name)
    return Response(
        content,
        media_type=FILES[name],
        headers={"Content-Disposition": f'attachment; filename="{entry.slug}-{name}"'},
    )


@router.get("/d/{study}")
def decision(request: Request, study: str) -> Response:
    """Show which measures to take first."""
    found = find_study(request, study)
    if isinstance(found, Response):
        return found
    entry, pages = found
    return render(request, "decision.html.j2", entry=entry, study=pages)
