"""The application: what is mounted where, and what is opened and closed with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from oxyura import __version__
from oxyura.apps.web import api, problems, sign_in
from oxyura.apps.web.library import Library, Shelf
from oxyura.apps.web.rendering import SOURCE, STATIC
from oxyura.apps.web.security import secure
from oxyura.apps.web.settings import WebSettings
from oxyura.apps.web.views.kept import Kept

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
    app.add_api_route("/healthz", _healthy, include_in_schema=False)
    from oxyura.apps.web.pages import (
        decisions,
        downloads,
        handing_in,
        home,
        invaders,
        migrants,
        places,
        runs,
        starting,
        studies,
    )

    app.add_api_route(sign_in.PAGE, sign_in.show_sign_in, methods=["GET", "POST"], include_in_schema=False)
    app.add_api_route(sign_in.LEAVE, sign_in.leave, methods=["POST"], include_in_schema=False)
    for module in (home, migrants, invaders, downloads, places, decisions, handing_in, studies, runs, starting):
        app.include_router(module.router)
    api.install(app)
    if SOURCE.is_dir():
        app.mount("/static/source", StaticFiles(directory=SOURCE), name="source")
    app.mount("/static", _Static(directory=STATIC), name="static")
    return app


def _hand_over(app: FastAPI, register: Any) -> None:
    app.state.register = register
    app.state.library = Library(register)
    app.state.kept = Kept()


async def _healthy() -> Response:
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


class _Static(StaticFiles):
    """Files that never change under one name may be kept for good; Vite puts a hash into theirs."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        kept = "public, max-age=31536000, immutable" if "/assets/" in f"/{path}" else "no-cache"
        response.headers["Cache-Control"] = kept
        return response
