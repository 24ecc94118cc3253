"""A browser, and the web application with three studies of the casebook, computed once in each test process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from browser_pages import ARGUMENTS, STUDIES, Guard, find_chromium
from web_server import WebServer, copy_studies

REPOSITORY = Path(__file__).resolve().parents[2]
IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def need(found: object, reason: str) -> None:
    """Skip where something is missing; in CI that is a failure."""
    if found:
        return
    if IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """The application with three studies, everything computed."""
    need(find_chromium(), "no Chromium: install Debian's package chromium")
    built = REPOSITORY / "src/oxyura/apps/web/static/built/.vite/manifest.json"
    need(built.is_file(), "the moving parts of the pages are not built: run make web (needs node)")
    place = tmp_path_factory.mktemp("web")
    server = WebServer(place / "data", copy_studies(STUDIES, place / "studies"))
    server.start()
    try:
        server.compute_all()
        yield server
    finally:
        server.stop()


# Of a module, not of the session: Playwright keeps an event loop running, which other tests must not find.
@pytest.fixture(scope="module")
def browser(server: WebServer) -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def guard() -> Guard:
    """What the pages of a test must not do; checked when it ends."""
    return Guard()


OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def open_context(browser: Browser, server: WebServer, guard: Guard) -> Iterator[OpenContext]:
    """Return what opens a context whose pages reach nothing but the server, and tell what goes wrong in them."""
    opened: list[BrowserContext] = []

    def open_one(*, width: int = 1280, height: int = 900, **options: object) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        opened.append(context)

        def pass_on(route: Route) -> None:
            host = urlsplit(route.request.url).hostname
            if host == "127.0.0.1" or route.request.url.startswith(("data:", "blob:")):
                route.continue_()
            else:
                guard.outside.append(route.request.url)
                route.abort()

        context.route("**/*", pass_on)
        context.on("console", guard.hear)
        context.on("weberror", guard.catch)
        return context

    yield open_one
    for context in opened:
        context.close()
    guard.check()


@pytest.fixture
def page(open_context: OpenContext, server: WebServer) -> Page:
    """A page at the width of a desk."""
    return open_context(base_url=server.address).new_page()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The program that checks a page against WCAG."""
    source = REPOSITORY / "web/node_modules/axe-core/axe.min.js"
    need(source.is_file(), "axe-core is not there: run make web (needs node)")
    return source.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Folder of the screenshots, which the build keeps."""
    folder = REPOSITORY / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def own_server(place: Path, *names: str) -> Iterator[WebServer]:
    """Start another server that a test may kill."""
    server = WebServer(place / "data", copy_studies(names, place / "studies"))
    server.start()
    try:
        yield server
    finally:
        server.kill()
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def mortal_server(tmp_path: Path, server: WebServer) -> Iterator[WebServer]:
    """A server of its own that a test may kill."""
    with own_server(tmp_path / "mortal", "gough") as started:
        yield started
