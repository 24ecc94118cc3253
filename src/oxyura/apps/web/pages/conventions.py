"""The table of parties to conventions: handed in on a page, kept, replaced, removed."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from oxyura.apps.web.kept_parties import KeptParties, find_parties, keep_parties, read_kept, remove_parties
from oxyura.apps.web.pages.found import words_of
from oxyura.apps.web.rendering import Page, language_of, render
from oxyura.schema.conventions import CONVENTIONS
from oxyura.schema.countries import COUNTRY_CODES
from oxyura.schema.errors import InputError
from oxyura.sources.conventions import PartiesError, PartiesFile
from oxyura.sources.quarantine import QuarantinedRow

router = APIRouter(include_in_schema=False)

PAGE = "/conventions"
_MOST_ROWS = 200
# A large table takes seconds to read; pages must stay quick meanwhile.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class KeptTable:
    """The table that counts, with its sources.

    Parameters
    ----------
    kept : KeptParties
    sources : tuple of str
        Every source that stands in it.
    conventions : tuple of (str, tuple of str)
        Each convention, and the sources that have it.
    set_aside : tuple of QuarantinedRow
        Rows that are not read.
    """

    kept: KeptParties
    sources: tuple[str, ...]
    conventions: tuple[tuple[str, tuple[str, ...]], ...]
    set_aside: tuple[QuarantinedRow, ...]


def find_table(request: Request) -> KeptTable | None:
    """Return the table that counts; None where there is none."""
    kept = find_parties(request.app.state.register)
    return None if kept is None else _described(kept, read_kept(request.app.state.register, kept.sha256))


def _described(kept: KeptParties, table: PartiesFile) -> KeptTable:
    return KeptTable(
        kept,
        tuple(sorted({source for named in table.sources.values() for source in named})),
        tuple((name, table.sources[name]) for name in CONVENTIONS if name in table.sources),
        table.set_aside,
    )


@router.get(PAGE)
def show_table(request: Request) -> Response:
    """Show which table is kept and what was read of it, and take another."""
    return _show(request, request.query_params.get("country", ""))


@router.post(PAGE)
async def hand_in(request: Request) -> Response:
    """Take a table, keep it instead of the one before, and show what changed by it."""
    async with request.form(max_files=1, max_fields=10) as form:
        country, given = str(form.get("country") or ""), form.get("conventions")
        return await run_in_threadpool(_take, request, country, given if isinstance(given, UploadFile) else None)


@router.post(f"{PAGE}/remove")
async def remove(request: Request) -> Response:
    """Keep no table any longer."""
    country = str((await request.form()).get("country") or "")
    await run_in_threadpool(remove_parties, request.app.state.register)
    return _back(request, country)


def _take(request: Request, country: str, given: UploadFile | None) -> Response:
    words = words_of(request)
    try:
        if given is None or not given.filename:
            raise InputError(
                words.gettext("No file was chosen."), remedy=words.gettext("Choose the table of Parties (.csv).")
            )
        with _ONE_AT_A_TIME:
            keep_parties(request.app.state.register, given.filename, given.file.read())
    except InputError as error:
        return _show(request, country, error)
    return _back(request, country)


def _show(request: Request, country: str, problem: InputError | None = None) -> Response:
    return render(
        request,
        "conventions.html.j2",
        200 if problem is None else 422,
        table=find_table(request),
        names=CONVENTIONS,
        country=country if country in COUNTRY_CODES else "",
        problem=problem,
        faults=problem.rows[:_MOST_ROWS] if isinstance(problem, PartiesError) else (),
        most_rows=_MOST_ROWS,
    )


def _back(request: Request, country: str) -> Response:
    page = Page(request.url.path, dict(request.query_params), language_of(request))
    address = f"{page.url(f'/c/{country}')}#binds" if country in COUNTRY_CODES else page.url(PAGE)
    return RedirectResponse(address, 303)
