"""Walks every route of the application: asks for every write once, does the jobs, and reads every address.

A route that takes something unknown here fails the walk: whoever adds one says in `_values`, `KNOWN_QUERIES` or `_form`
how it is asked, and it is looked at like all others.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import httpx
from clients import Client
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from sensitive_study import LAT, SECRET

from oxyura.apps.web.application import create_app
from oxyura.apps.web.forms import COOKIE
from oxyura.apps.web.opening import web_kinds
from oxyura.apps.web.report_drafts import ANNEXES, SCHEMES
from oxyura.apps.web.settings import WebSettings
from oxyura.register.store import Register
from oxyura.register.worker import _compute

NAME, MOVED = "secret-study", "secret-study-moved"
WORD = "abcdefghijklmnopqrst"
WRITE_HEADERS = {
    "Sec-Fetch-Site": "same-origin",
    "Origin": "http://localhost",
    "X-CSRF-Token": WORD,
}
LANGUAGES = ("en", "fr", "es")
FORMATS = ("json", "csv", "geojson", "gpkg", "parquet")
READS = frozenset({"GET", "HEAD", "OPTIONS"})
# What a reader may ask a page or a table for; others fail the walk until they stand here.
KNOWN_QUERIES = frozenset({"q", "a", "b", "week", "lang", "limit", "offset", "format", "state", "party", "next"})


@dataclass(frozen=True)
class Route:
    """A route: its path, its methods, and the names of what may be asked."""

    path: str
    methods: frozenset[str]
    queries: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        """Whether it is for programs."""
        return self.path.startswith("/api/")

    @property
    def writes(self) -> frozenset[str]:
        """The methods that change something."""
        return self.methods - READS


@dataclass(frozen=True)
class Answered:
    """What was asked and what came back."""

    route: str
    asked: str
    answer: httpx.Response


class _Silent:
    """A channel to which a job says how far it is."""

    def send(self, what: object) -> None:
        """Hear nothing."""


def app_of(register: Register, *, owner: bool = False, token: str | None = None) -> FastAPI:
    """Return the application over a register."""
    return create_app(WebSettings("unused", owner=owner, token=token, writes_per_minute=100_000), register)


def routes_of(app: FastAPI) -> list[Route]:
    """Return every route but the static files, which are the program's own."""
    found = []
    for each in iter_route_contexts(app.routes):
        if not each.methods:
            assert each.path in ("/static", "/static/source"), each.path
            continue
        route = each.original_route
        queries = tuple(one.alias for one in route.dependant.query_params) if isinstance(route, APIRoute) else ()
        for inner in route.dependant.dependencies if isinstance(route, APIRoute) else ():
            queries += tuple(one.alias for one in inner.query_params)
        found.append(Route(str(each.path), frozenset(each.methods), queries))
    assert len(found) > 60
    return found


class Walk:
    """Walks the routes of an application over a register.

    Parameters
    ----------
    app : FastAPI
    register : Register
        With studies and their runs.
    """

    def __init__(self, app: FastAPI, register: Register, client: Client) -> None:
        self.app, self.register, self.client = app, register, client
        self.routes = routes_of(app)
        unknown = {name for route in self.routes for name in route.queries} - KNOWN_QUERIES
        assert not unknown, f"Say in route_walk.py how these are asked: {sorted(unknown)}"

    def write(self) -> Iterator[Answered]:
        """Ask for every write, and do the jobs that come of it."""
        for route in self.routes:
            for method in sorted(route.writes):
                yield from self._write(route, method)
        self._do_jobs()

    def read(self) -> Iterator[Answered]:
        """Read every address, in every format and language."""
        for route in self.routes:
            if "GET" not in route.methods:
                continue
            for address in self._addresses(route.path):
                for query in self._queries(route):
                    yield Answered(route.path, f"GET {address}{query}", self.client.get(address + query))

    def _write(self, route: Route, method: str) -> Iterator[Answered]:
        addresses = self._addresses(route.path)
        # Of what waits only one is stopped, so that the others are done.
        for address in addresses[: 1 if "{job}" in route.path else 3]:
            options: dict[str, Any] = {**_form(route.path, self.register)}
            options["headers"] = {**WRITE_HEADERS, "Cookie": f"{COOKIE}={WORD}"}
            for language in ("",) if route.is_api else ("", "?lang=fr"):
                answer = self.client.request(method, address + language, **options)
                status = answer.status_code
                asked = f"{method} {address}{language}"
                assert status < 500, (asked, answer.text[:500])
                assert status in _REFUSED.get(route.path, ()) or status < 400, (
                    f"{asked} answers {status}: say in _form of route_walk.py what it takes. {answer.text[:500]}"
                )
                yield Answered(route.path, asked, answer)

    def _addresses(self, path: str) -> list[str]:
        names = re.findall(r"{([^}:]+)(?::path)?}", path)
        values = _values(self.register)
        missing = [name for name in names if name not in values]
        assert not missing, f"Say in route_walk.py what {missing} of {path} can be."
        found = []
        for chosen in product(*(values[name] for name in names)):
            given = dict(zip(names, chosen, strict=True))
            found.append(re.sub(r"{([^}:]+)(?::path)?}", lambda match, given=given: given[match[1]], path))
        return found

    def _queries(self, route: Route) -> list[str]:
        runs = [run.key for run in self.register.runs() if run.kind == "assess"]
        both = f"a={runs[0]}&b={runs[-1]}"
        if route.is_api:
            found = [""]
            found += [f"?format={name}" for name in FORMATS] if "format" in route.queries else []
            return [*found, f"?q={SECRET}", "?limit=1&offset=0"] if "q" in route.queries else found
        found = ["?lang=fr", f"?lang=es&week=10&q={SECRET}", "?week=40"]
        return [*found, *(f"?{both}&lang={language}" for language in LANGUAGES)] if "a" in route.queries else found

    def _do_jobs(self) -> None:
        kinds, table = web_kinds(), self.register.jobs._table
        while (job := table.claim("walk", kinds, background=True)) is not None:
            outcome, value = _compute(self.register, kinds, job, _Silent())  # type: ignore[arg-type]
            if outcome == "done":
                table.finish("walk", job, value)
            else:
                table.fail("walk", job, value)


def _values(register: Register) -> Mapping[str, list[str]]:
    """Return what may stand for each name in a path."""
    studies, runs = register.studies(), register.runs()
    tables = sorted({file.name for run in runs for file in run.files})
    return {
        "study": [study.name for study in studies],
        "migrant_id": ["albatross"],
        "taxon": ["mus-musculus"],
        "site_id": [SECRET, "ocean"],
        "code": ["SH"],
        "run": [run.key for run in runs],
        "job": [job.key for job in register.jobs.list(most=100)],
        "upload": [hand_in(register), hand_in(register, broken=False)],
        "table": ["sites"],
        "name": tables,
    }


# Forms of pages and bodies of the API; a write that is not named is asked with a language alone.
_REFUSED: Mapping[str, tuple[int, ...]] = {
    "/s/hand-in": (422,),
    "/s/hand-in/{upload}/keep": (422,),
    "/api/v1/studies": (422,),
    # Told without a file: its rows hold no place.
    "/conventions": (422,),
}


def _form(path: str, register: Register) -> dict[str, Any]:
    broken = register.upload(hand_in(register))[1]
    forms: dict[str, dict[str, Any]] = {
        "/login": {"data": {"token": "a-guess-of-somebody"}},
        "/s/hand-in": {"files": {"study": ("secret.zip", broken)}},
        "/s/{study}/run": {"data": {"draws": "20", "seed": "7"}},
        "/d/{study}/weigh": {"data": {"by": "hand", "measure-baiting": "1"}},
        "/c/{code}/report": {"data": {"schemes": list(SCHEMES), "annexes": list(ANNEXES)}},
        "/start": {"data": {"party": "SH"}, "files": {"griis": ("griis.zip", _list_of_species())}},
        "/api/v1/studies": {"files": {"file": ("secret.zip", broken)}},
        "/api/v1/studies/{study}/runs": {"json": {"kind": "plan"}},
    }
    runs = [run.key for run in register.runs() if run.kind == "assess"]
    usual = {"language": "fr", "country": "SH", "party": "SH", "a": runs[0], "b": runs[-1]}
    return forms.get(path, {"data": usual})


def _list_of_species() -> bytes:
    """Return an archive that looks like a list of species until it is read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("meta.xml", "<archive/>")
    return stream.getvalue()


def hand_in(register: Register, *, broken: bool = True) -> str:
    """Return the key of the study as a file that was handed in, with a mistake in the row of the sensitive site."""
    record = min(register.studies(), key=lambda study: study.name)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for file in record.files:
            content = register.study_file(record.key, file.name)
            member = zipfile.ZipInfo(file.name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(member, content.replace(str(LAT).encode(), f"{LAT}{'x' if broken else ''}".encode()))
    return register.keep_upload("secret.zip", stream.getvalue())
