"""Writes rows as files: CSV, GeoJSON, Parquet (GeoPackage has a module of its own)."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from oxyura.apps.web.api.rows import Cell, Geometry, Rows
from oxyura.study.delimited import escape_formula

# Seven decimals of a degree are a centimetre.
_DECIMALS = 7


def write_csv(rows: Rows) -> bytes:
    """Return rows as CSV (RFC 4180, UTF-8) in which a spreadsheet runs no cell as a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([field.name for field in rows.shape.fields])
    writer.writerows([_text(cell) for cell in row] for row in rows.tuples())
    return stream.getvalue().encode()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return repr(cell)
    return escape_formula(";".join(cell) if isinstance(cell, list) else cell)


def write_geojson(rows: Rows) -> bytes:
    """Return rows as a FeatureCollection (RFC 7946): WGS 84, longitude first; null where a row has no place."""
    places = rows.places if rows.places is not None else [None] * len(rows)
    features = [
        {"type": "Feature", "geometry": None if place is None else as_geojson(place), "properties": record}
        for record, place in zip(rows.records(), places, strict=True)
    ]
    return as_json({"type": "FeatureCollection", "features": features})


def as_geojson(place: Geometry) -> dict[str, Any]:
    """Return a place as a GeoJSON geometry."""
    polygons = [
        [[[round(lon, _DECIMALS), round(lat, _DECIMALS)] for lon, lat in ring] for ring in polygon]
        for polygon in place.polygons
    ]
    if place.kind == "Point":
        return {"type": "Point", "coordinates": polygons[0][0][0]}
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def write_parquet(rows: Rows) -> bytes:
    """Return rows as Parquet; the columns carry their meaning and unit."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {
        "text": pa.string(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    schema = pa.schema(
        [
            pa.field(field.name, types[field.kind], metadata={"meaning": field.meaning, "unit": field.unit})
            for field in rows.shape.fields
        ]
    )
    arrays = [pa.array(list(rows.columns[field.name]), field.type) for field in schema]
    sink = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), sink, compression="zstd")
    return sink.getvalue()


def as_json(value: object) -> bytes:
    """Return JSON without NaN, which is none."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")
