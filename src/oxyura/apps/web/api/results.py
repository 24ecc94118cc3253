"""Runs: what was computed from a study, and asking for it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi import Path as PathParameter
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.api.answers import FormatAsked, Paged, answer_json, answer_list, answer_rows, cut
from oxyura.apps.web.api.description import ANY_FILE, describe_rows
from oxyura.apps.web.api.fields import result_shapes
from oxyura.apps.web.api.formats import write_csv
from oxyura.apps.web.api.found import RunKey, StudyName, find_run, find_study, register_of, tables_of
from oxyura.apps.web.api.jobs import answer_job
from oxyura.apps.web.api.locating import holds_sensitive_sites
from oxyura.apps.web.api.models import JobOut, RunOut, RunRequest, SummaryOut, page_model, run_out
from oxyura.apps.web.api.reading import result_rows
from oxyura.schema.tables import TABLES

router = APIRouter()

_FILE = Annotated[
    str, PathParameter(min_length=1, max_length=300, pattern=r"^[\w./-]+$", description="Name of a file of the run.")
]


@router.get("/runs", response_model=page_model(RunOut), summary="Every run")
def runs(request: Request, page: Paged) -> Response:
    """List what was computed, the newest first."""
    found = register_of(request).runs()
    return answer_list(request, [run_out(run) for run in cut(found, page)], page, len(found))


@router.get("/studies/{study}/runs", response_model=page_model(RunOut), summary="The runs of a study")
def runs_of(request: Request, study: StudyName, page: Paged) -> Response:
    """List what was computed from a study, the newest first."""
    found = register_of(request).runs(find_study(request, study).key)
    return answer_list(request, [run_out(run) for run in cut(found, page)], page, len(found))


@router.post(
    "/studies/{study}/runs",
    status_code=202,
    response_model=JobOut,
    summary="Ask for a run",
)
def ask(request: Request, study: StudyName, wanted: Annotated[RunRequest, Body()]) -> Response:
    """Have a study assessed, or a plan of its measures made. What was computed before is done at once."""
    record = find_study(request, study)
    register = register_of(request)
    key = register.jobs.submit(wanted.kind, {"study": record.key, "options": wanted.options.model_dump()})
    return answer_job(request, register.jobs.get(key), 202)


@router.get("/runs/{run}", response_model=RunOut, summary="A run")
def one_run(request: Request, run: RunKey) -> Response:
    """Show a run with its files."""
    return answer_json(run_out(find_run(request, run)))


@router.get(
    "/runs/{run}/files/{name:path}", response_class=Response, responses={200: ANY_FILE}, summary="A file of a run"
)
def run_file(request: Request, run: RunKey, name: _FILE) -> Response:
    """Hand out a file of a run as it was written; tables have places of sensitive sites as the reader may know them."""
    record = find_run(request, run)
    content = register_of(request).run_file(record.key, name)
    table = name.removeprefix("tables/").removesuffix(".csv")
    if name.startswith("tables/") and table in TABLES:
        study = tables_of(request)
        if holds_sensitive_sites(study.study(record.study_key).tables):
            # What was kept with the run says less than its owner may know.
            content = write_csv(study.rows(record.study_key, table))
    media_type = next(file.media_type for file in record.files if file.name == name)
    short = "".join(each for each in name.rsplit("/", maxsplit=1)[-1] if each.isascii() and each.isprintable())
    return Response(
        content,
        media_type=media_type,
        # Never shown as a page of this server: a report brings styles of its own.
        headers={"Content-Disposition": f'attachment; filename="{short}"'},
    )


@router.get("/runs/{run}/summary.json", response_model=SummaryOut, summary="The answer of a run")
def summary(request: Request, run: RunKey) -> Response:
    """Show the answer, by population."""
    content = register_of(request).run_file(find_run(request, run).key, "summary.json")
    return Response(content, media_type="application/json")


@router.get("/runs/{run}/portfolio.json", response_model=dict[str, object], summary="The plan of a run")
def portfolio(request: Request, run: RunKey) -> Response:
    """Show which measures to take, why, and what else."""
    record = find_run(request, run)
    name = "plan.json" if record.kind == "plan" else "portfolio.json"
    return Response(register_of(request).run_file(record.key, name), media_type="application/json")


def add_result_routes(to: APIRouter) -> None:
    """Add a route for each table that a run writes."""
    for name in result_shapes():
        to.add_api_route(f"/runs/{{run}}/{name}", **_route(name))


def _route(name: str) -> dict[str, Any]:
    shape = result_shapes()[name]

    def rows(request: Request, run: RunKey, page: Paged, format_: FormatAsked = None) -> Response:
        record = find_run(request, run)
        places = tables_of(request).places(record.study_key) if shape.is_placed else {}
        found = result_rows(register_of(request), record, name, places)
        return answer_rows(request, found, format_, page, record.made_at)

    return {
        "endpoint": rows,
        "methods": ["GET"],
        "summary": f"Table {name} of a run",
        "description": shape.meaning,
        "operation_id": f"result_{name}",
        "tags": ["results"],
        **describe_rows(shape),
    }
