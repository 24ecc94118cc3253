"""Starting from a Party: choose it, hand in its list of alien species, get a study and the questions it leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from oxyura.apps.web.archive_check import check_darwin_core
from oxyura.apps.web.pages.found import words_of
from oxyura.apps.web.rendering import Page, language_of, render
from oxyura.apps.web.views.country_names import country_in_words
from oxyura.publish.language import Translation
from oxyura.register.records import JobRecord
from oxyura.schema.countries import COUNTRY_CODES
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence

router = APIRouter(include_in_schema=False)

_ENDINGS = (".zip",)


@dataclass(frozen=True)
class AskedTable:
    """The questions whose answers go into one table."""

    table: str
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Start:
    """What a Party's study was begun with, and what it does not know yet."""

    party: str
    name: str
    rows: tuple[tuple[str, int], ...]
    left_out: int
    borrowed: int
    first: tuple[tuple[str, str, str], ...]
    more: int
    tables: tuple[AskedTable, ...]
    warnings: tuple[str, ...]


_FIRST = 8


def describe_start(job: JobRecord, words: Translation) -> Start:
    """Return what the job came to."""
    result = job.result or {}
    questions: Sequence[dict[str, str]] = result.get("questions", ())
    by_table: dict[str, list[tuple[str, str]]] = {}
    for each in questions[_FIRST:]:
        by_table.setdefault(each["table"], []).append((each["text"], each["why"]))
    return Start(
        str(result.get("party", "")),
        country_in_words(str(result.get("party", "")), words),
        tuple((name, int(number)) for name, number in dict(result.get("rows", {})).items()),
        int(result.get("left_out", 0)),
        int(result.get("borrowed", 0)),
        tuple((each["text"], each["table"], each["why"]) for each in questions[:_FIRST]),
        max(len(questions) - _FIRST, 0),
        tuple(AskedTable(table, tuple(asked)) for table, asked in by_table.items()),
        tuple(result.get("warnings", ())),
    )


@router.get("/start")
def start(request: Request) -> Response:
    """Ask for a Party and its list of alien species."""
    return _show(request)


@router.post("/start")
async def begin(request: Request) -> Response:
    """Begin a Party's study from its list, as a job."""
    async with request.form(max_files=1, max_fields=10) as form:
        party, given = str(form.get("party") or ""), form.get("griis")
        return await run_in_threadpool(_begin, request, party, given if isinstance(given, UploadFile) else None)


def _begin(request: Request, party: str, given: UploadFile | None) -> Response:
    register = request.app.state.register
    try:
        if given is None or not given.filename:
            raise InputError(
                sentence("No file was chosen."),
                remedy=sentence("Choose the Darwin Core archive (.zip) of the country’s GRIIS checklist."),
            )
        if not given.filename.casefold().endswith(_ENDINGS):
            raise InputError(
                sentence("The list is no Darwin Core archive."),
                remedy=sentence("Choose the Darwin Core archive (.zip) of the country’s GRIIS checklist."),
            )
        content = given.file.read()
        check_darwin_core(given.filename, content)
        key = register.keep_upload(given.filename, content)
        job = register.jobs.submit("party", {"upload": key, "party": party})
    except InputError as error:
        return _show(request, error, party)
    return RedirectResponse(_page(request).url(f"/j/{job}"), 303)


def _show(request: Request, problem: InputError | None = None, party: str = "") -> Response:
    words = words_of(request)
    countries = sorted(
        ((code, country_in_words(code, words)) for code in COUNTRY_CODES), key=lambda each: each[1].casefold()
    )
    asked = party or request.query_params.get("party", "ES")
    return render(
        request,
        "start.html.j2",
        200 if problem is None else 422,
        countries=countries,
        party=asked,
        problem=problem,
    )


def _page(request: Request) -> Page:
    return Page(request.url.path, dict(request.query_params), language_of(request))
