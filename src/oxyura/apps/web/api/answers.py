"""Gives rows in the format that was asked for, and long lists page by page."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from oxyura.apps.web.api.formats import as_json, write_csv, write_geojson, write_parquet
from oxyura.apps.web.api.geopackage import write_geopackage
from oxyura.apps.web.api.rows import Rows
from oxyura.apps.web.problems import tell

MOST_ON_A_PAGE = 1000


class Format(StrEnum):
    """Formats of a table."""

    json = "json"
    csv = "csv"
    geojson = "geojson"
    gpkg = "gpkg"
    parquet = "parquet"


MEDIA_TYPES = {
    Format.json: "application/json",
    Format.csv: "text/csv",
    Format.geojson: "application/geo+json",
    Format.gpkg: "application/geopackage+sqlite3",
    Format.parquet: "application/vnd.apache.parquet",
}


@dataclass(frozen=True)
class PageAsked:
    """Which part of a list is asked for; `limit` is None where the whole is not told to be cut."""

    limit: int | None
    offset: int


def page_asked(
    limit: Annotated[
        int | None, Query(ge=1, le=MOST_ON_A_PAGE, description="At most so many rows; JSON gives 100 without it.")
    ] = None,
    offset: Annotated[int, Query(ge=0, le=10_000_000, description="How many rows to leave out before.")] = 0,
) -> PageAsked:
    """Return which part of a list is asked for."""
    return PageAsked(limit, offset)


Paged = Annotated[PageAsked, Depends(page_asked)]
FormatAsked = Annotated[
    Format | None, Query(alias="format", description="Instead of the header Accept; without both: JSON.")
]

Item = TypeVar("Item")

_USUAL_LIMIT = 100


def choose_format(request: Request, asked: Format | None) -> Format | None:
    """Return the format: the one named, else the first that the header Accept takes; None where it takes none."""
    if asked is not None:
        return asked
    accepted: list[tuple[float, int, Format]] = []
    for position, part in enumerate(request.headers.get("accept", "*/*")[:1000].split(",")):
        kind, *parameters = (each.strip().casefold() for each in part.split(";"))
        weight = next((_weight(each[2:]) for each in parameters if each.startswith("q=")), 1.0)
        for format_, media in MEDIA_TYPES.items():
            if weight > 0 and kind in (media, "*/*", f"{media.split('/', maxsplit=1)[0]}/*"):
                accepted.append((-weight, position, format_))
                break
    return min(accepted, key=lambda each: each[:2])[2] if accepted else None


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def answer_rows(
    request: Request, rows: Rows, asked: Format | None, page: PageAsked, changed_at: datetime.datetime
) -> Response:
    """Return rows in the format that was asked for."""
    chosen = choose_format(request, asked)
    if chosen is None or (chosen is Format.geojson and rows.places is None):
        offered = [each.value for each in Format if each is not Format.geojson or rows.places is not None]
        return tell(
            request,
            406,
            "The table is not given in this format.",
            where="format",
            remedy=f"Choose one of {', '.join(offered)}.",
        )
    if chosen is Format.json:
        return answer_list(request, list(rows.part(page.offset, _limit(page)).records()), page, len(rows))
    if page.limit is not None or page.offset:
        total = len(rows)
        rows = rows.part(page.offset, total if page.limit is None else page.limit)
    writers: dict[Format, Callable[[], bytes]] = {
        Format.csv: lambda: write_csv(rows),
        Format.geojson: lambda: write_geojson(rows),
        Format.gpkg: lambda: write_geopackage(rows, changed_at),
        Format.parquet: lambda: write_parquet(rows),
    }
    media = MEDIA_TYPES[chosen]
    return Response(
        writers[chosen](),
        media_type=f"{media}; charset=utf-8; header=present" if chosen is Format.csv else media,
        headers={
            "Content-Disposition": f'attachment; filename="{rows.shape.name}.{chosen.value}"',
            "Vary": "Accept",
        },
    )


def _limit(page: PageAsked) -> int:
    return _USUAL_LIMIT if page.limit is None else page.limit


def cut(items: Sequence[Item], page: PageAsked) -> Sequence[Item]:
    """Return a page of a list."""
    return items[page.offset : page.offset + _limit(page)]


def answer_list(request: Request, items: Sequence[Any], page: PageAsked, total: int) -> Response:
    """Return a page of a list as JSON, with the addresses of the other pages in the header Link (RFC 8288)."""
    limit = _limit(page)
    content = {"items": items, "total": total, "limit": limit, "offset": page.offset}
    last = max(0, (total - 1) // limit * limit)
    places = {"first": 0, "prev": max(0, page.offset - limit), "next": page.offset + limit, "last": last}
    links = [
        f'<{_address(request, limit, offset)}>; rel="{name}"'
        for name, offset in places.items()
        if not (name == "prev" and page.offset == 0) and not (name == "next" and offset >= total)
    ]
    return Response(
        as_json(content), media_type="application/json", headers={"Link": ", ".join(links), "Vary": "Accept"}
    )


def _address(request: Request, limit: int, offset: int) -> str:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("limit", "offset")]
    return f"{request.url.path}?{urlencode([*kept, ('limit', limit), ('offset', offset)])}"


def answer_json(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a value as JSON."""
    return Response(as_json(value), status, headers, "application/json")
