"""Studies: which there are, their tables, and handing one in."""

from __future__ import annotations

import datetime
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, UploadFile
from fastapi import Path as PathParameter
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.api.answers import FormatAsked, Paged, answer_json, answer_list, answer_rows, cut
from oxyura.apps.web.api.description import describe_rows
from oxyura.apps.web.api.fields import Shape, study_shape
from oxyura.apps.web.api.found import StudyName, find_study, is_owner, register_of, tables_of
from oxyura.apps.web.api.models import StudyOut, TableOut, page_model, study_out
from oxyura.apps.web.api.packing import pack_study
from oxyura.register.errors import NotFoundError
from oxyura.register.records import StudyRecord
from oxyura.schema.problems import StudyError
from oxyura.schema.tables import TABLES

router = APIRouter()

_TABLE = Annotated[str, PathParameter(pattern="^[a-z_]{1,40}$", description="Name of a table.")]
_SOUGHT = Annotated[
    str, Query(max_length=200, pattern=r"^[^\x00]*$", description="Only rows whose identifier or name holds this.")
]
# When there is no study yet.
_BEGINNING = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
# What is asked for most, over all studies.
EVERYWHERE = ("migrants", "invaders", "sites")


@router.get("/studies", response_model=page_model(StudyOut), summary="Every study")
def studies(request: Request, page: Paged) -> Response:
    """List the studies, the newest first."""
    found = register_of(request).studies()
    return answer_list(request, [_shown(request, study) for study in cut(found, page)], page, len(found))


@router.post(
    "/studies",
    status_code=201,
    response_model=StudyOut,
    responses={200: {"model": StudyOut, "description": "The study was there already."}},
    summary="Hand in a study",
)
def hand_in(request: Request, file: UploadFile) -> Response:
    """Take a study: its folder as .zip, or its workbook as .xlsx. One with errors is refused, with every problem."""
    from oxyura.register.uploads import read_upload

    register = register_of(request)
    upload = read_upload(file.filename or "", file.file)
    report = upload.check()
    if not report.is_valid:
        raise StudyError(report.problems, where=upload.name)
    known = {study.key for study in register.studies()}
    study = register.add_study(upload.name, upload.files)
    status = 200 if study.key in known else 201
    return answer_json(_shown(request, study), status, {"Location": f"/api/v1/studies/{study.key}"})


@router.get("/studies/{study}", response_model=StudyOut, summary="A study")
def one_study(request: Request, study: StudyName) -> Response:
    """Show a study with its files."""
    return answer_json(_shown(request, find_study(request, study)))


def _shown(request: Request, study: StudyRecord) -> dict[str, Any]:
    """Return a study, without checksums from which somebody could find out where a sensitive site is."""
    if not is_owner(request) and study.origin != "casebook":
        files = (replace(file, sha256="") if _may_tell_places(file.name) else file for file in study.files)
        study = replace(study, files=tuple(files))
    return study_out(study)


def _may_tell_places(name: str) -> bool:
    file = name.rsplit("/", maxsplit=1)[-1].casefold()
    return file.startswith("sites.") or file.endswith(".xlsx")


@router.get(
    "/studies/{study}/download",
    response_class=Response,
    responses={200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}},
    summary="A study as a file",
)
def download(request: Request, study: StudyName) -> Response:
    """Hand out a study as .zip. Where it holds sensitive sites: its tables, with their places generalised."""
    record = find_study(request, study)
    content = pack_study(register_of(request), tables_of(request), record, owner=is_owner(request))
    return Response(
        content,
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{record.key[:12]}.zip"'},
    )


@router.get("/studies/{study}/problems", response_model=None, summary="What is wrong with a study")
def problems(request: Request, study: StudyName) -> Response:
    """List every problem that a check of a study finds, with file, row, column and what to do."""
    from oxyura.apps.web.places import public_problem
    from oxyura.register.store import write_study_files
    from oxyura.study.checked import check_study

    record = find_study(request, study)
    files = register_of(request).study_files(record.key)
    with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
        report = check_study(write_study_files(files, Path(folder), record.name))
    owner = is_owner(request)
    found = [problem.to_json() if owner else public_problem(problem.to_json()) for problem in report.problems]
    return answer_json({"valid": report.is_valid, "rows": report.rows, "problems": found})


@router.get("/studies/{study}/tables", response_model=list[TableOut], summary="The tables of a study")
def tables(request: Request, study: StudyName) -> Response:
    """List the tables that a study has, with the declaration of their columns."""
    found = tables_of(request).study(find_study(request, study).key).tables
    return answer_json([_table_out(study_shape(name), len(found[name])) for name in TABLES if len(found[name])])


@router.get("/tables", response_model=list[TableOut], summary="Every table that a study can have")
def declared(request: Request) -> Response:
    """List the tables that a study can have, with the declaration of their columns."""
    return answer_json([_table_out(study_shape(name), 0) for name in TABLES])


def _table_out(shape: Shape, rows: int) -> dict[str, object]:
    columns = [
        {
            "name": field.name,
            "type": field.kind,
            "description": field.meaning,
            "unit": field.unit,
            "required": field.required,
            "terms": list(field.terms),
        }
        for field in shape.fields
    ]
    return {"name": shape.name, "description": shape.meaning, "rows": rows, "columns": columns}


def add_table_routes(to: APIRouter) -> None:
    """Add a route for each table of a study, so that each has the type of its rows."""
    for name in TABLES:
        to.add_api_route(f"/studies/{{study}}/tables/{name}", **_table_route(name))
    to.add_api_route("/studies/{study}/tables/{table}", _unknown_table, methods=["GET"], include_in_schema=False)
    for name in EVERYWHERE:
        to.add_api_route(f"/{name}", **_everywhere_route(name))


def _table_route(name: str) -> dict[str, Any]:
    shape = study_shape(name)

    def rows(request: Request, study: StudyName, page: Paged, format_: FormatAsked = None) -> Response:
        record = find_study(request, study)
        found = tables_of(request).rows(record.key, name)
        return answer_rows(request, found, format_, page, record.added_at)

    return {
        "endpoint": rows,
        "methods": ["GET"],
        "summary": f"Table {name} of a study",
        "description": shape.meaning,
        "operation_id": f"table_{name}",
        "tags": ["tables"],
        **describe_rows(shape),
    }


def _unknown_table(request: Request, study: StudyName, table: _TABLE) -> Response:
    find_study(request, study)
    raise NotFoundError(f"A study has no table {table}.", where="table", remedy="Choose one of /api/v1/tables.")


def _everywhere_route(name: str) -> dict[str, Any]:
    shape = study_shape(name).with_study()

    def rows(request: Request, page: Paged, q: _SOUGHT = "", format_: FormatAsked = None) -> Response:
        found = register_of(request).studies()
        newest = max((study.added_at for study in found), default=_BEGINNING)
        studies_ = sorted(found, key=lambda study: (study.name, study.key))
        return answer_rows(request, tables_of(request).all_rows(name, studies_, q), format_, page, newest)

    return {
        "endpoint": rows,
        "methods": ["GET"],
        "summary": f"The {name} of every study",
        "description": shape.meaning,
        "operation_id": f"all_{name}",
        "tags": ["tables"],
        **describe_rows(shape),
    }
