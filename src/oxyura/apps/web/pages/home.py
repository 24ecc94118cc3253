"""The first page, the search, and the lists behind the four doors."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.pages.found import kept_of, library_of, words_of
from oxyura.apps.web.rendering import language_of, render
from oxyura.apps.web.views.home_page import Doors, gather_doors
from oxyura.apps.web.views.search import build_index, search

router = APIRouter(include_in_schema=False)

_LONGEST_QUERY = 200


@router.get("/")
def home(request: Request) -> Response:
    """Show the four doors."""
    return render(request, "home.html.j2", doors=_doors(request), waiting=library_of(request).waiting())


@router.get("/m")
def migrants(request: Request) -> Response:
    """List the migratory species."""
    shown = _doors(request).migrants
    return render(request, "migrants.html.j2", migrants=shown, waiting=library_of(request).waiting())


@router.get("/i")
def invaders(request: Request) -> Response:
    """List the invaders."""
    return render(request, "invaders.html.j2", taxa=_doors(request).taxa, waiting=library_of(request).waiting())


@router.get("/p")
def places(request: Request) -> Response:
    """List countries and places."""
    doors, waiting = _doors(request), library_of(request).waiting()
    shown = {"countries": doors.countries, "places": doors.places, "world": doors.world}
    return render(request, "places.html.j2", waiting=waiting, **shown)


@router.get("/d")
def decisions(request: Request) -> Response:
    """List the decisions."""
    shown = _doors(request).decisions
    return render(request, "decisions.html.j2", decisions=shown, waiting=library_of(request).waiting())


def _doors(request: Request) -> Doors:
    return kept_of(request).of(gather_doors, library_of(request).all_pages(language_of(request)), words_of(request))


@router.get("/search")
def find(request: Request, q: str = "") -> Response:
    """Search names of species, places, countries and studies."""
    studies = library_of(request).all_pages(language_of(request))
    asked = q.strip()[:_LONGEST_QUERY]
    results = search(kept_of(request).of(build_index, studies, words_of(request)), asked)
    fragment = request.headers.get("hx-request") == "true"
    return render(request, "search_results.html.j2" if fragment else "search.html.j2", asked=asked, results=results)
