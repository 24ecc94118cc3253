"""Puts the routes of the API into the application."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.api import jobs, results, studies
from oxyura.apps.web.api.answers import answer_json
from oxyura.apps.web.api.description import describe

BASE = "/api/v1"


def install(app: FastAPI) -> None:
    """Add the API to the application."""
    router = APIRouter(prefix=BASE)
    for module, tag in ((studies, "studies"), (results, "runs"), (jobs, "jobs")):
        router.include_router(module.router, tags=[tag])
    studies.add_table_routes(router)
    results.add_result_routes(router)
    app.include_router(router)
    app.add_api_route(f"{BASE}/openapi.json", _document, methods=["GET"], include_in_schema=False)
    app.add_api_route(BASE, _index, methods=["GET"], include_in_schema=False)


def _document(request: Request) -> Response:
    return answer_json(describe(request.app))


def _index(request: Request) -> Response:
    found = ("studies", "tables", *studies.EVERYWHERE, "runs", "jobs", "openapi.json")
    return answer_json({name: f"{BASE}/{name}" for name in found})
