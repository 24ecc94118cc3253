"""The page of an invader, over all studies that know it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.pages.found import library_of, words_of
from oxyura.apps.web.rendering import language_of, render
from oxyura.apps.web.views.taxon import gather_taxon
from oxyura.apps.web.views.world_map import draw_taxon

router = APIRouter(include_in_schema=False)


@router.get("/i/{taxon}")
def invader(request: Request, taxon: str) -> Response:
    """Show where an invader is, whom it harms, and what worked."""
    library, words = library_of(request), words_of(request)
    studies = library.all_pages(language_of(request))
    found = gather_taxon(taxon, studies)
    if found is None:
        if library.waiting():
            return render(request, "waiting.html.j2", entry=library.waiting()[0])
        raise HTTPException(404)
    return render(request, "invader.html.j2", taxon=found, map=draw_taxon(found, words))
