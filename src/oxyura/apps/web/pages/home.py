"""The first page, the search, and the lists behind the four doors."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.pages.found import kept_of, library_of, words_of
from oxyura.apps.web.rendering import language_of, render
from oxyura.apps.web.views.doors import (
    list_countries,
    list_decisions,
    list_migrant_cards,
    list_places,
    list_taxa,
)
from oxyura.apps.web.views.search import build_index, search
from oxyura.apps.web.views.world_map import draw_world

router = APIRouter(include_in_schema=False)

_LONGEST_QUERY = 200


@router.get("/")
def home(request: Request) -> Response:
    """Show the four doors."""
    library, words = library_of(request), words_of(request)
    studies = library.all_pages(language_of(request))
    return render(
        request,
        "home.html.j2",
        waiting=library.waiting(),
        studies=studies,
        migrants=list_migrant_cards(studies),
        taxa=list_taxa(studies),
        countries=kept_of(request).of(list_countries, studies, words),
        places=list_places(studies),
        decisions=list_decisions(studies),
        world=kept_of(request).of(draw_world, studies, words),
    )


@router.get("/m")
def migrants(request: Request) -> Response:
    """List the migratory species."""
    library = library_of(request)
    studies = library.all_pages(language_of(request))
    return render(request, "migrants.html.j2", migrants=list_migrant_cards(studies), waiting=library.waiting())


@router.get("/i")
def invaders(request: Request) -> Response:
    """List the invaders."""
    library = library_of(request)
    studies = library.all_pages(language_of(request))
    return render(request, "invaders.html.j2", taxa=list_taxa(studies), waiting=library.waiting())


@router.get("/p")
def places(request: Request) -> Response:
    """List countries and places."""
    library, words = library_of(request), words_of(request)
    studies = library.all_pages(language_of(request))
    return render(
        request,
        "places.html.j2",
        countries=kept_of(request).of(list_countries, studies, words),
        places=list_places(studies),
        world=kept_of(request).of(draw_world, studies, words),
        waiting=library.waiting(),
    )


@router.get("/d")
def decisions(request: Request) -> Response:
    """List the decisions."""
    library = library_of(request)
    studies = library.all_pages(language_of(request))
    return render(request, "decisions.html.j2", decisions=list_decisions(studies), waiting=library.waiting())


@router.get("/search")
def find(request: Request, q: str = "") -> Response:
    """Search names of species, places, countries and studies."""
    studies = library_of(request).all_pages(language_of(request))
    asked = q.strip()[:_LONGEST_QUERY]
    results = search(kept_of(request).of(build_index, studies, words_of(request)), asked)
    fragment = request.headers.get("hx-request") == "true"
    return render(request, "search_results.html.j2" if fragment else "search.html.j2", asked=asked, results=results)
