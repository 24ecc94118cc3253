"""The application: what is mounted where, and what is opened and closed with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from oxyura import __version__
from oxyura.apps.web import api, problems, sign_in
from oxyura.apps.web.health import Health, show_health
from oxyura.apps.web.library import Library, Shelf
from oxyura.apps.web.places import Point, read_points
from oxyura.apps.web.rendering import SOURCE, STATIC
from oxyura.apps.web.security import secure
from oxyura.apps.web.settings import WebSettings
from oxyura.apps.web.views.exact_places import ExactPoints
from oxyura.apps.web.views.kept import Kept
from oxyura.schema.errors import InputError

__all__ = ["create_app"]


def create_app(settings: WebSettings, register: Shelf | None = None) -> FastAPI:
    """Return the web application.

    Parameters
    ----------
    settings : WebSettings
        How it is run.
    register : Shelf, optional
        An open register, or what stands in for it; it stays open. Without one, that of the settings is opened with the
        application and closed with it.
    """

    @asynccontextmanager
    async def alive(app: FastAPI) -> AsyncIterator[None]:
        if register is not None:
            yield
            return
        from oxyura.apps.web.opening import open_register

        with open_register(settings) as opened:
            _hand_over(app, opened)
            yield

    app = FastAPI(title="Oxyura", version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=alive)
    app.state.settings = settings
    if register is not None:
        _hand_over(app, register)
    # The highest levels take three times as long for a hundredth less.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    secure(app, settings)
    problems.install(app)
    app.add_api_route("/healthz", show_health, include_in_schema=False)
    from oxyura.apps.web.pages import (
        comparing,
        conventions,
        decisions,
        downloads,
        handing_in,
        home,
        invaders,
        migrants,
        party_drafts,
        places,
        runs,
        starting,
        studies,
    )

    app.add_api_route(sign_in.PAGE, sign_in.show_sign_in, methods=["GET", "POST"], include_in_schema=False)
    app.add_api_route(sign_in.LEAVE, sign_in.leave, methods=["POST"], include_in_schema=False)
    doors = (home, migrants, invaders, downloads, places, decisions)
    for module in (*doors, handing_in, studies, runs, comparing, starting):
        app.include_router(module.router)
    for module in (conventions, party_drafts):
        app.include_router(module.router)
    api.install(app)
    if SOURCE.is_dir():
        app.mount("/static/source", StaticFiles(directory=SOURCE), name="source")
    app.mount("/static", _Static(directory=STATIC), name="static")
    return app


def _hand_over(app: FastAPI, register: Any) -> None:
    app.state.register = register
    app.state.library = Library(register, _exact_points(app) if app.state.settings.owner else None)
    app.state.kept = Kept()
    app.state.health = Health(register)


def _exact_points(app: FastAPI) -> ExactPoints:
    """Return what reads where the sensitive sites of a study are; of one that cannot be read any more, none."""

    def read(study: str) -> Mapping[str, Point]:
        from oxyura.apps.web.api.reading import StudyTables

        if not hasattr(app.state, "study_tables"):
            app.state.study_tables = StudyTables(app.state.register, owner=True)
        try:
            return read_points(app.state.study_tables.study(study).tables, owner=True)
        except InputError:
            return {}

    return read


class _Static(StaticFiles):
    """Files that never change under one name may be kept for good; Vite puts a hash into theirs."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        kept = "public, max-age=31536000, immutable" if "/assets/" in f"/{path}" else "no-cache"
        response.headers["Cache-Control"] = kept
        return response
