"""What goes wrong, told to people as a page and to programs as problem+json (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from oxyura.apps.web.places import public_problem
from oxyura.apps.web.rendering import language_of, render, told
from oxyura.apps.web.secure_headers import HEADERS
from oxyura.publish.language import words_for
from oxyura.register.errors import DamagedError, NotFoundError
from oxyura.schema.errors import LimitError, OxyuraError, ServiceMissingError
from oxyura.schema.problems import StudyError
from oxyura.schema.sentences import changed
from oxyura.spacetime.sensitive_sites import without_coordinates

API = "/api/"
MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("oxyura.web")
# What a program sent is repeated in no message: it may be long, and it may be secret.
_MOST_PROBLEMS = 1000


def is_api(request: Request) -> bool:
    """Tell whether a program asks."""
    return request.url.path.startswith(API)


def tell(
    request: Request,
    status: int,
    message: str,
    *,
    where: str = "",
    remedy: str = "",
    problems: Sequence[Mapping[str, Any]] = (),
) -> Response:
    """Return an error: what is wrong, where, what to do."""
    if not is_api(request):
        return render(request, "problem.html.j2", status, message=message, where=where, remedy=remedy, code=status)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": message,
    }
    given = {"where": where, "remedy": remedy, "problems": [dict(problem) for problem in problems[:_MOST_PROBLEMS]]}
    body |= {name: value for name, value in given.items() if value}
    return JSONResponse(body, status, {"Cache-Control": "no-store"}, MEDIA_TYPE)


def not_found(request: Request, message: str) -> Response:
    """Return the page of something that is not there."""
    words = words_for(language_of(request))
    return tell(request, 404, message, remedy=words.gettext("Look for it in the search, or begin at the four doors."))


def install(app: FastAPI) -> None:
    """Make every error of the application a page or a problem."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OxyuraError, _ours)
    app.add_exception_handler(Exception, _unforeseen)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = words_for(language_of(request))
    if error.status_code == 404:
        if is_api(request):
            return tell(request, 404, "There is no such address.", remedy="See /api/v1/openapi.json.")
        return not_found(request, words.gettext("There is no such page."))
    answer = tell(request, error.status_code, str(error.detail))
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [
        {"where": " ".join(str(part) for part in each["loc"]), "message": str(each["msg"]), "code": str(each["type"])}
        for each in error.errors()
    ]
    first = f" {found[0]['where']}: {found[0]['message']}." if found else ""
    return tell(
        request,
        422,
        f"The request cannot be used as it is.{first}",
        where=found[0]["where"] if found else "",
        remedy="Send what /api/v1/openapi.json says." if is_api(request) else "",
        problems=found,
    )


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, OxyuraError)
    owner = bool(request.app.state.settings.owner)
    problems = [problem.to_json() for problem in error.problems] if isinstance(error, StudyError) else []
    message, where = error.message, error.where
    if not owner:
        problems = [public_problem(problem) for problem in problems]
        message, where = changed(message, without_coordinates), changed(where, without_coordinates)
    remedy = error.remedy
    if not is_api(request):
        words = words_for(language_of(request))
        message, where, remedy = told(message, words), words.tell(where), told(remedy, words)
    return tell(request, status_of(error), message, where=where, remedy=remedy, problems=problems)


def status_of(error: OxyuraError) -> int:
    """Return the HTTP status of an error."""
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, LimitError):
        return 413
    if isinstance(error, ServiceMissingError):
        return 503
    return 500 if isinstance(error, DamagedError) else 422


def _unforeseen(request: Request, error: Exception) -> Response:
    _LOG.error("Unforeseen error at %s", request.url.path, exc_info=error)
    words = words_for(language_of(request))
    answer = tell(
        request,
        500,
        words.gettext("Something went wrong in the program."),
        remedy=words.gettext("Try again; if it stays, tell the developers what you did."),
    )
    # It is given outside of every guard, so that none of them adds its headers.
    answer.headers.update(HEADERS)
    return answer
