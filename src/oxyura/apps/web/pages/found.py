"""Finds what an address names, or says that there is no such thing."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.library import Entry, Library
from oxyura.apps.web.rendering import language_of, render
from oxyura.apps.web.views.kept import Kept
from oxyura.apps.web.views.study_pages import StudyPages
from oxyura.publish.language import Translation, words_for


def library_of(request: Request) -> Library:
    """Return the studies of the application."""
    library = request.app.state.library
    assert isinstance(library, Library)
    return library


def kept_of(request: Request) -> Kept:
    """Return what is kept of all studies."""
    kept = request.app.state.kept
    assert isinstance(kept, Kept)
    return kept


def words_of(request: Request) -> Translation:
    """Return the words of the page's language."""
    return words_for(language_of(request))


def find_study(request: Request, slug: str) -> tuple[Entry, StudyPages] | Response:
    """Return a study with its pages, or the page that says it is still being computed.

    Raises
    ------
    HTTPException
        There is no such study.
    """
    library = library_of(request)
    entry = library.entry(slug)
    if entry is None:
        raise HTTPException(404)
    pages = library.pages(entry, language_of(request))
    if pages is None:
        return render(request, "waiting.html.j2", 200, entry=entry)
    return entry, pages
