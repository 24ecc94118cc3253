"""The pages of a place and of a country."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.kept_parties import memberships_of
from oxyura.apps.web.pages.conventions import find_table
from oxyura.apps.web.pages.found import find_study, library_of, words_of
from oxyura.apps.web.rendering import language_of, render
from oxyura.apps.web.views.country import CountryView, gather_country
from oxyura.apps.web.views.gap_map import draw_gaps
from oxyura.apps.web.views.site import gather_site
from oxyura.apps.web.views.world_map import draw_country, draw_places
from oxyura.schema.countries import COUNTRY_CODES

router = APIRouter(include_in_schema=False)


@router.get("/p/{study}/{site_id}")
def place(request: Request, study: str, site_id: str) -> Response:
    """Show a place: who is there when, what does harm there, what to do."""
    found = find_study(request, study)
    if isinstance(found, Response):
        return found
    entry, pages = found
    site = pages.site(site_id)
    if site is None:
        raise HTTPException(404)
    words = words_of(request)
    view = gather_site(pages, site)
    return render(
        request, "site.html.j2", entry=entry, study=pages, site=site, view=view, map=draw_places([(entry, site)], words)
    )


@router.get("/c/{code}")
def country(request: Request, code: str) -> Response:
    """Show a country: what is there when, what to do first, what binds it."""
    view = find_country(request, code)
    words = words_of(request)
    gaps = draw_gaps(code, library_of(request).all_pages(language_of(request)), words)
    begun = [entry for entry in library_of(request).entries() if entry.slug.startswith(f"party-{code.lower()}")]
    return render(
        request,
        "country.html.j2",
        view=view,
        map=draw_country(code, view.sites, words),
        gap_map=gaps,
        table=find_table(request),
        begun=begun,
    )


def find_country(request: Request, code: str) -> CountryView:
    """Return what the studies say of a country.

    Raises
    ------
    HTTPException
        There is no country of that code.
    """
    if code not in COUNTRY_CODES:
        raise HTTPException(404)
    studies = library_of(request).all_pages(language_of(request))
    return gather_country(code, studies, words_of(request), memberships_of(request.app.state.register, code))
