"""The page of a decision: which measures to take with the money there is, and what each choice brings."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from oxyura.apps.web.library import Entry
from oxyura.apps.web.pages.found import find_study, library_of, words_of
from oxyura.apps.web.rendering import language_of, render
from oxyura.apps.web.views.decision_choice import MEASURE_FIELD, Ask, Choice, choose, read_ask
from oxyura.apps.web.views.decision_page import DecisionWriter
from oxyura.apps.web.views.decision_table import DECISION_FILE, DecisionTable, read_sets, read_table
from oxyura.apps.web.weighing import WEIGH, arguments_of, find_job
from oxyura.register.errors import NotFoundError
from oxyura.register.records import JobRecord

router = APIRouter(include_in_schema=False)

_MOST_KEPT = 64


@router.get("/d/{study}")
def decision(request: Request, study: str) -> Response:
    """Show which measures to take, under the budget and with the measures that the address names."""
    found = find_study(request, study)
    if isinstance(found, Response):
        return found
    entry, pages = found
    table = _table(request, entry)
    if table is None:
        return render(request, "decision.html.j2", entry=entry, study=pages, view=None)
    ask = read_ask(request.query_params)
    choice, job = _weighed(request, entry, table, ask)
    words = words_of(request)
    return render(
        request,
        "decision.html.j2",
        entry=entry,
        study=pages,
        view=DecisionWriter(choice[0], pages, words).write(choice[1]),
        choice=choice[1],
        job=job,
        field=MEASURE_FIELD,
    )


@router.post("/d/{study}/weigh")
async def weigh(request: Request, study: str) -> Response:
    """Ask for a set of measures to be computed, and show its page.

    Raises
    ------
    HTTPException
        There is no such study.
    """
    entry = library_of(request).entry(study)
    if entry is None:
        raise HTTPException(404)
    form = await request.form()
    ask = read_ask({name: value for name, value in form.items() if isinstance(value, str)})
    jobs = request.app.state.register.jobs
    await run_in_threadpool(jobs.submit, WEIGH, arguments_of(entry.key, ask.measures))
    return RedirectResponse(_address(request, study, ask), 303)


def _address(request: Request, study: str, ask: Ask) -> str:
    query = [] if ask.budget is None else [("budget", f"{ask.budget:.17g}")]
    if ask.by_hand:
        query += [("by", "hand"), *((MEASURE_FIELD + name, "1") for name in ask.measures)]
    if request.query_params.get("lang"):
        query.append(("lang", language_of(request)))
    return f"/d/{study}?{urlencode(query)}"


def _table(request: Request, entry: Entry) -> DecisionTable | None:
    if not hasattr(request.app.state, "decision_tables"):
        request.app.state.decision_tables = {}
    kept: dict[str, DecisionTable | None] = request.app.state.decision_tables
    key = entry.run_key or ""
    if key not in kept:
        while len(kept) >= _MOST_KEPT:
            kept.pop(next(iter(kept)), None)
        try:
            kept[key] = read_table(request.app.state.register.run_file(key, DECISION_FILE))
        except (NotFoundError, KeyError):
            # Nothing could be weighed up in the study.
            kept[key] = None
    return kept[key]


def _weighed(
    request: Request, entry: Entry, table: DecisionTable, ask: Ask
) -> tuple[tuple[DecisionTable, Choice], JobRecord | None]:
    """Return the choice, with what a job has found where the table does not hold it; and that job."""
    choice = choose(table, ask)
    if not choice.is_unknown:
        return (table, choice), None
    job = find_job(request.app.state.register, arguments_of(entry.key, choice.measures))
    if job is not None and job.state == "done" and job.result is not None:
        table = table.joined(read_sets(job.result.get("sets")))
        return (table, choose(table, ask)), None
    return (table, choice), job
