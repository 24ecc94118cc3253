"""The page of a migratory population."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.pages.found import find_study, words_of
from oxyura.apps.web.rendering import Page, language_of, render
from oxyura.apps.web.views.ring_drawing import choose_tracks, draw_ring
from oxyura.apps.web.views.week_map import draw_week, say_week
from oxyura.apps.web.views.week_marks import acts_in, radius_of, share_in
from oxyura.apps.web.views.year_model import WEEKS, Year

router = APIRouter(include_in_schema=False)


@router.get("/m/{study}/{migrant_id}")
def migrant(request: Request, study: str, migrant_id: str) -> Response:
    """Show a population through its year."""
    found = find_study(request, study)
    if isinstance(found, Response):
        return found
    entry, pages = found
    migrant = pages.migrant(migrant_id)
    if migrant is None:
        raise HTTPException(404)
    words = words_of(request)
    content: dict[str, object] = {}
    if migrant.year is not None:
        week = _week(request.query_params.get("week"), migrant.year)
        page = Page(request.url.path, dict(request.query_params), language_of(request))
        content = {
            "week": week,
            "now": migrant.year.stages_in(week),
            "said": say_week(migrant.year, week, words),
            "map": draw_week(migrant.year, week, words, lambda site: page.url(f"/p/{entry.slug}/{site}")),
            "ring": draw_ring(migrant.year, week, words),
            "tracks": choose_tracks(migrant.year),
            "radius_of": radius_of,
            "share_in": share_in,
            "acts_in": acts_in,
        }
    return render(request, "migrant.html.j2", entry=entry, study=pages, migrant=migrant, **content)


def _week(asked: str | None, year: Year) -> int:
    """Return the week that was asked for; without one the first of the annual cycle."""
    if asked is not None and asked.isascii() and asked.isdigit() and 1 <= int(asked[:4]) <= WEEKS:
        return int(asked)
    return year.stages[0].start
