"""Writes rows as a GeoPackage, with the standard library alone.

OGC GeoPackage Encoding Standard 1.3 (OGC 12-128r18): an SQLite file with tables of its own beside those of the data.
Geometry is a header of eight bytes and well-known binary, little-endian.
"""

from __future__ import annotations

import datetime
import sqlite3
import struct
from collections.abc import Sequence

from oxyura.apps.web.api.fields import Field
from oxyura.apps.web.api.rows import Cell, Geometry, Rows

APPLICATION_ID = 0x47504B47
VERSION = 10_300
WGS84 = 4326
GEOMETRY = "geom"

_TYPES = {"text": "TEXT", "number": "DOUBLE", "integer": "INTEGER", "boolean": "BOOLEAN", "list": "TEXT"}
_WGS84_TEXT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84 geodetic", WGS84, "EPSG", WGS84, _WGS84_TEXT, "longitude and latitude in degrees"),
)
_FRAME = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE,
  max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""


def write_geopackage(rows: Rows, changed_at: datetime.datetime) -> bytes:
    """Return rows as a GeoPackage of one layer, or of one table where rows have no place.

    Parameters
    ----------
    rows : Rows
    changed_at : datetime
        When the data were handed in, in UTC; the file says so.
    """
    database = sqlite3.connect(":memory:")
    try:
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {VERSION}")
        database.executescript(_FRAME)
        database.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
        _describe(database, rows, changed_at)
        _write(database, rows)
        database.commit()
        return database.serialize()
    finally:
        database.close()


def _describe(database: sqlite3.Connection, rows: Rows, changed_at: datetime.datetime) -> None:
    shape = rows.shape
    moment = changed_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    drawn = [place for place in rows.places or () if place is not None]
    is_layer = rows.places is not None
    bounds = _bounds(drawn) if drawn else (None, None, None, None)
    database.execute(
        "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            shape.name,
            "features" if is_layer else "attributes",
            shape.name,
            shape.meaning,
            moment,
            *bounds,
            WGS84 if is_layer else None,
        ),
    )
    if is_layer:
        database.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)", (shape.name, GEOMETRY, "GEOMETRY", WGS84)
        )


def _write(database: sqlite3.Connection, rows: Rows) -> None:
    fields = rows.shape.fields
    geometry = [f"{_quoted(GEOMETRY)} GEOMETRY"] if rows.places is not None else []
    columns = [f"{_quoted(_name(field))} {_TYPES[field.kind]}" for field in fields]
    layer = _quoted(rows.shape.name)
    database.execute(
        f"CREATE TABLE {layer} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {', '.join([*geometry, *columns])})"
    )
    marks = ", ".join("?" * (1 + len(geometry) + len(columns)))
    places: Sequence[Geometry | None] = rows.places if rows.places is not None else [None] * len(rows)
    database.executemany(
        f"INSERT INTO {layer} VALUES ({marks})",
        (
            (number, *([_binary(place)] if geometry else ()), *map(_cell, row))
            for number, (row, place) in enumerate(zip(rows.tuples(), places, strict=True), start=1)
        ),
    )


def _name(field: Field) -> str:
    # SQLite tells no capitals apart, and these two are the layer's own.
    return f"{field.name}_" if field.name.casefold() in ("fid", GEOMETRY) else field.name


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _cell(cell: Cell) -> str | float | int | None:
    if isinstance(cell, list):
        return ";".join(cell) or None
    return int(cell) if isinstance(cell, bool) else cell


def _binary(place: Geometry | None) -> bytes | None:
    if place is None:
        return None
    header = b"GP" + struct.pack("<BBi", 0, 1, WGS84)
    if place.kind == "Point":
        return header + struct.pack("<BIdd", 1, 1, *place.point)
    parts = [header, struct.pack("<BII", 1, 6, len(place.polygons))]
    for polygon in place.polygons:
        parts.append(struct.pack("<BII", 1, 3, len(polygon)))
        for ring in polygon:
            parts.append(struct.pack("<I", len(ring)))
            parts.extend(struct.pack("<dd", *position) for position in ring)
    return b"".join(parts)


def _bounds(places: Sequence[Geometry]) -> tuple[float, float, float, float]:
    positions = [position for place in places for polygon in place.polygons for ring in polygon for position in ring]
    lon, lat = zip(*positions, strict=True)
    return min(lon), min(lat), max(lon), max(lat)
