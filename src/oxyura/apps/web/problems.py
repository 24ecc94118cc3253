"""What goes wrong, told to people as a page and to programs as problem+json."""

from __future__ import annotations

import logging

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from oxyura.apps.web.rendering import language_of, render
from oxyura.publish.language import words_for
from oxyura.schema.errors import OxyuraError

API = "/api/"
_LOG = logging.getLogger("oxyura.web")


def is_api(request: Request) -> bool:
    """Tell whether a program asks."""
    return request.url.path.startswith(API)


def tell(request: Request, status: int, message: str, *, where: str = "", remedy: str = "") -> Response:
    """Return an error: what is wrong, where, what to do."""
    if is_api(request):
        body = {"type": "about:blank", "title": message, "status": status, "where": where, "remedy": remedy}
        return JSONResponse({key: value for key, value in body.items() if value != ""}, status, None, _PROBLEM)
    return render(request, "problem.html.j2", status, message=message, where=where, remedy=remedy, code=status)


_PROBLEM = "application/problem+json"


def not_found(request: Request, message: str) -> Response:
    """Return the page of something that is not there."""
    words = words_for(language_of(request))
    return tell(request, 404, message, remedy=words.gettext("Look for it in the search, or begin at the four doors."))


def install(app: FastAPI) -> None:
    """Make every error of the application a page or a problem."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OxyuraError, _ours)
    app.add_exception_handler(Exception, _unforeseen)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = words_for(language_of(request))
    if error.status_code == 404:
        return not_found(request, words.gettext("There is no such page."))
    return tell(request, error.status_code, str(error.detail))


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, OxyuraError)
    return tell(request, 422, error.message, where=error.where, remedy=error.remedy)


def _unforeseen(request: Request, error: Exception) -> Response:
    _LOG.error("Unforeseen error at %s", request.url.path, exc_info=error)
    words = words_for(language_of(request))
    return tell(
        request,
        500,
        words.gettext("Something went wrong in the program."),
        remedy=words.gettext("Try again; if it stays, tell the developers what you did."),
    )
