"""What people take along from a country at once: the table of who is there when, the sites as GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.pages.places import find_country
from oxyura.apps.web.views.country import CountryView

router = APIRouter(include_in_schema=False)

# With these a spreadsheet begins a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    "study",
    "site_id",
    "site",
    "migrant_id",
    "scientific_name",
    "stage",
    "start_week",
    "end_week",
    "share",
    "survey_status",
)


@router.get("/c/{code}.csv")
def country_table(request: Request, code: str) -> Response:
    """Hand out who is in a country and when."""
    view = find_country(request, code)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_plain(cell) for cell in row] for row in _rows(view))
    return _file(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"oxyura-{view.code}.csv")


@router.get("/c/{code}.geojson")
def country_sites(request: Request, code: str) -> Response:
    """Hand out the sites of a country where they may be shown."""
    view = find_country(request, code)
    unseen = {(row.entry.slug, row.site.site_id) for row in view.stays if row.not_surveyed}
    features = [
        {
            "type": "Feature",
            "geometry": None
            if site.point is None
            else {"type": "Point", "coordinates": [site.point.lon, site.point.lat]},
            "properties": {
                "study": entry.slug,
                "site_id": site.site_id,
                "name": site.name,
                "invaders": site.status,
                "migrants_not_surveyed": (entry.slug, site.site_id) in unseen,
                "generalised": site.point is not None and site.point.generalised,
            },
        }
        for entry, site in view.sites
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, allow_nan=False)
    return _file(content.encode(), "application/geo+json", f"oxyura-{view.code}.geojson")


def _rows(view: CountryView) -> Iterator[tuple[object, ...]]:
    for row in view.stays:
        yield (
            row.entry.slug,
            row.site.site_id,
            row.site.name,
            row.migrant.migrant_id,
            row.migrant.scientific_name,
            row.span.stage,
            row.span.start,
            row.span.end,
            row.share,
            "not_surveyed" if row.not_surveyed else "surveyed",
        )


def _plain(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell


def _file(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
