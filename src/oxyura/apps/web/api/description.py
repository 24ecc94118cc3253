"""Completes the OpenAPI document: formats of tables, problems, and how to sign in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.responses import Response

from oxyura import __version__
from oxyura.apps.web.api.answers import MEDIA_TYPES, Format
from oxyura.apps.web.api.fields import Shape
from oxyura.apps.web.api.models import ProblemOut, page_model, row_model

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_TEXT = {"schema": {"type": "string"}}
ANY_FILE: dict[str, Any] = {
    "description": "The file.",
    "content": {
        # What is JSON may be any value of it.
        "application/json": {"schema": {}},
        "application/ld+json": {"schema": {}},
        **{
            kind: _BINARY
            for kind in (
                "application/octet-stream",
                "application/pdf",
                "application/vnd.apache.parquet",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/zip",
                "text/csv",
                "text/html",
                "text/plain",
            )
        },
    },
}

_ABOUT = """
Studies of invasive alien species and migratory species, what was computed from them, and the jobs that compute.

Tables have the columns that the reference of tables declares. Long lists come page by page (`limit`, `offset`, header
`Link`). Tables are given as JSON, CSV, GeoJSON, GeoPackage or Parquet, by `?format=` or the header `Accept`. What goes
wrong is told as RFC 9457 (`application/problem+json`): what, where, and what to do. Places of sites that are marked
sensitive are generalised to a tenth of a degree.
"""


# Types of rows are made when the description is asked for: at the start of a server they would take a quarter second.
_ROWS = "x-oxyura-rows"
_SHAPES: dict[str, Shape] = {}


def describe_rows(shape: Shape) -> dict[str, Any]:
    """Return what a route that gives rows is declared with."""
    _SHAPES[shape.name] = shape
    return {"response_model": None, "response_class": Response, "openapi_extra": {_ROWS: shape.name}}


def _contents(shape: Shape) -> dict[str, Any]:
    page = {"schema": {"$ref": f"#/components/schemas/{page_model(row_model(shape)).__name__}"}}
    found = {
        MEDIA_TYPES[Format.json]: page,
        MEDIA_TYPES[Format.csv]: _TEXT,
        MEDIA_TYPES[Format.gpkg]: _BINARY,
        MEDIA_TYPES[Format.parquet]: _BINARY,
    }
    if shape.is_placed:
        found[MEDIA_TYPES[Format.geojson]] = {"schema": {"type": "object"}}
    return found


def _row_schemas(shapes: Collection[Shape]) -> dict[str, Any]:
    """Return the types of rows and of their pages, by name."""
    models = [(page_model(row_model(shape)), "serialization") for shape in shapes]
    _, schemas = models_json_schema(models, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    return dict(schemas["$defs"])


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the application; made once."""
    if app.openapi_schema is None:
        document = get_openapi(title="Oxyura", version=__version__, description=_ABOUT.strip(), routes=app.routes)
        schemas = document["components"]["schemas"]
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        schemas |= _row_schemas(_SHAPES.values())
        schemas["Problem"] = ProblemOut.model_json_schema()
        document["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "description": "Where the server asks for a token."}
        }
        document["security"] = [{}, {"token": []}]
        for path in document["paths"].values():
            for operation in path.values():
                rows = operation.pop(_ROWS, None)
                if rows is not None:
                    operation["responses"]["200"]["content"] = _contents(_SHAPES[rows])
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = {
                    "description": "What went wrong, where, and what to do.",
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
        app.openapi_schema = document
    return app.openapi_schema
