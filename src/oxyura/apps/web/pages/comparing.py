"""Two runs side by side: what changed in the answer, and which change of the input brought how much."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from oxyura.apps.web.api.found import is_owner
from oxyura.apps.web.pages.found import library_of, words_of
from oxyura.apps.web.rendering import Page, language_of, render
from oxyura.apps.web.splitting import COMPARE, arguments_of, find_job, read_input
from oxyura.apps.web.views.changed_inputs import ComparedInputs, compare_inputs
from oxyura.apps.web.views.difference_shares import view_shares
from oxyura.apps.web.views.run_comparison import Comparison, compare_runs, read_side
from oxyura.apps.web.views.run_names import describe_run, list_runs
from oxyura.register.records import RunRecord
from oxyura.register.store import Register
from oxyura.schema.errors import InputError

router = APIRouter(include_in_schema=False)

_MOST_KEPT = 16


@router.get("/compare")
def compare(request: Request, a: str = "", b: str = "") -> Response:
    """Show what changed between two runs, and which change of the input brought how much of it."""
    register: Register = request.app.state.register
    entries = {entry.key: entry for entry in library_of(request).entries()}
    words = words_of(request)
    runs = [run for run in register.runs() if run.kind == "assess"]
    comparison = _compared(request, a, b) if a and b else None
    job, shares = None, None
    if comparison is not None and comparison.can_be_split:
        job = find_job(register, arguments_of(a, b))
        if job is not None and job.state == "done" and job.result is not None:
            shares = view_shares(job.result, comparison, words)
    chosen = {run.key: run for run in runs if run.key in (a, b)}
    budgets = (None, None) if comparison is None or comparison.inputs is None else comparison.inputs.budgets
    said = {
        name: describe_run(chosen[key], entries, words, budget)
        for name, key, budget in zip(("a", "b"), (a, b), budgets, strict=True)
        if key in chosen
    }
    return render(
        request,
        "compare.html.j2",
        studies=list_runs(runs, entries, words),
        a=a,
        b=b,
        said=said,
        comparison=comparison,
        job=job,
        shares=shares,
    )


@router.post("/compare/shares")
async def ask(request: Request) -> Response:
    """Ask for the shares of two runs to be computed, and show their page."""
    form = await request.form()
    keys = {name: str(form.get(name, "")) for name in ("a", "b")}
    await run_in_threadpool(request.app.state.register.jobs.submit, COMPARE, keys)
    page = Page("/compare", dict(request.query_params), language_of(request))
    return RedirectResponse(page.url("/compare", **keys) + "#shares", 303)


def _compared(request: Request, a: str, b: str) -> Comparison:
    register: Register = request.app.state.register
    before, after = (read_side(register, key, language_of(request)) for key in (a, b))
    return compare_runs(before, after, _inputs(request, before.run, after.run), words_of(request))


def _inputs(request: Request, a: RunRecord, b: RunRecord) -> ComparedInputs | None:
    """Return what differs in the input of two runs, from what was compared before where it was."""
    state = request.app.state
    if not hasattr(state, "compared_inputs"):
        state.compared_inputs = {}
    kept: dict[tuple[str, str], ComparedInputs] = state.compared_inputs
    found = kept.get((a.key, b.key))
    if found is None:
        try:
            before, after = (read_input(state.register, run) for run in (a, b))
        except InputError:
            return None
        found = compare_inputs(before, after, owner=is_owner(request))
        while len(kept) >= _MOST_KEPT:
            kept.pop(next(iter(list(kept))), None)
        kept[a.key, b.key] = found
    return found
