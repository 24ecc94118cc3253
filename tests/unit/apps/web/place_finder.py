"""Finds the exact place of a sensitive site in whatever leaves the server: texts, numbers, drawings, packed files."""

from __future__ import annotations

import gzip
import html
import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from sensitive_study import LAT, LON, OUTLINE

from oxyura.publish.map_projection import RegionalView, WorldView

# What may be told.
SHOWN_LAT, SHOWN_LON = -40.3, -9.9
_WIDTH = 1000.0
_EQUAL_EARTH_WIDTH = 5.41326
_EXACT = sorted({abs(LAT), abs(LON), *(abs(each) for corner in OUTLINE for each in corner)})
_GENERALISED = (abs(SHOWN_LAT), abs(SHOWN_LON))
# A circle of a map is drawn to a tenth; the exact place is most of a unit from the one that may be shown.
_SAME_SPOT = 0.3

_DECIMAL = re.compile(r"\d+[.,]\d{2,}")
_WHOLE = re.compile(r"(?<![\d.,])\d{6,8}(?![\d])")
_MINUTES = re.compile(r"(\d{1,3})\s*[°º˚]\s*(\d{1,2}(?:[.,]\d+)?)\s*['′’]|\b(\d{1,3})[ :](\d{2})[ :]\d{2}\b")
# Times and hashes: other ones in every run, of which some hold the digits of a coordinate by chance.
_CHANCE = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?|\b\d\d:\d\d:\d\d GMT|(?<![\w.])(?=\d*[a-f])[0-9a-f]{12,}\b"
)
_GRID = re.compile(r"\b\d{1,2}[C-X]\s?[A-Z]{2}\s?(\d{5})\s?(\d{5})\b")
_SVG = re.compile(r"<svg\b[^>]*\bdata-projection=.*?</svg>", re.DOTALL)
_CIRCLE = re.compile(r'\bc?x="(-?[\d.]+)" c?y="(-?[\d.]+)"|M(-?[\d.]+) (-?[\d.]+)h0')
_DRAWN = "/stream"
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def _projected() -> frozenset[float]:
    found: set[float] = set()
    for system in (3857, 32729, 6933):
        found.update(map(abs, Transformer.from_crs(4326, system, always_xy=True).transform(LON, LAT)))
    return frozenset(found)


_IN_METRES = _projected()


def find_places(content: bytes) -> set[str]:
    """Return everything in a file or message that tells the place more closely than a tenth of a degree."""
    found: set[str] = set()
    for name, part in _parts(content):
        found |= {f"{name}: {each}" for each in _in_bytes(part)}
        if name.endswith(_DRAWN) or part.startswith(b"%PDF"):
            # Full of lengths on paper with many digits, some near a coordinate: only the place itself counts.
            found |= {f"{name}: {each}" for each in _DECIMAL.findall(part.decode("latin-1")) if _is_exact(each)}
        elif not _is_binary(part):
            text = part.decode("utf-8", "replace")
            found |= {f"{name}: {each}" for each in find_in_text(text)}
    return found


def find_in_text(text: str) -> set[str]:
    """Return what tells the place in a text: numbers, minutes, metres, circles of a map."""
    plain = _CHANCE.sub(" ", html.unescape(text))
    found = {each for each in _DECIMAL.findall(plain) if _is_near(each)}
    found |= {each for each in _WHOLE.findall(plain) if any(abs(float(each) - at) < 60 for at in _IN_METRES)}
    for match in _MINUTES.finditer(plain):
        degrees, minutes = (match[1], match[2]) if match[1] else (match[3], match[4])
        value = float(degrees) + float(minutes.replace(",", ".")) / 60
        if any(abs(value - exact) < 0.02 for exact in _EXACT):
            found.add(match[0])
    found |= {match[0] for match in _GRID.finditer(plain) if match[1].startswith("205") or match[2].startswith("364")}
    return found | set(_circles(text))


def _is_near(written: str) -> bool:
    number, decimals = float(written.replace(",", ".")), len(re.split("[.,]", written)[1])
    if any(math.isclose(number, shown) for shown in _GENERALISED):
        return False
    if decimals == 2:
        # A rounding of the place, or what is left of it when digits are cut off.
        return any(abs(number - exact) < 0.0101 for exact in (abs(LAT), abs(LON)))
    return any(abs(number - exact) < 0.05 for exact in _EXACT)


def _is_exact(written: str) -> bool:
    return any(abs(float(written.replace(",", ".")) - exact) < 5e-4 for exact in _EXACT)


def _circles(text: str) -> Iterator[str]:
    """Yield the marks of maps that stand at the exact place, by the projection that the map says of itself."""
    for svg in _SVG.findall(text):
        exact, shown = (_spot(svg, lon, lat) for lon, lat in ((LON, LAT), (SHOWN_LON, SHOWN_LAT)))
        if exact is None or shown is None or math.dist(exact, shown) < 2 * _SAME_SPOT:
            continue
        for match in _CIRCLE.finditer(svg):
            at = tuple(float(each) for each in match.groups() if each is not None)
            if math.dist(at, exact) < _SAME_SPOT:
                yield f"mark at {at}"


def _spot(svg: str, lon: float, lat: float) -> tuple[float, float] | None:
    head = svg[: svg.index(">")]
    given = dict(re.findall(r'\b(data-[a-z]+|viewBox)="([^"]*)"', head))
    centre, scale = (float(given["data-lon"]), float(given["data-lat"])), float(given["data-scale"])
    height = float(given["viewBox"].split()[3])
    if given["data-projection"] == "equal-earth":
        assert math.isclose(scale, _WIDTH / _EQUAL_EARTH_WIDTH, rel_tol=1e-4)
        place = WorldView(centre[0]).place(np.array([[lon, lat]]))[0]
    else:
        place = RegionalView(*centre, _WIDTH / (2 * scale), height / (2 * scale)).place(np.array([[lon, lat]]))[0]
    return (float(place[0]) * _WIDTH, float(place[1]) * height) if np.isfinite(place).all() else None


def _is_binary(content: bytes) -> bool:
    return content[:4] == b"PAR1" or content.startswith((b"SQLite format 3", b"%PDF", b"\x89PNG", b"wOF"))


def _in_bytes(content: bytes) -> set[str]:
    """Return the coordinates that stand in a file as eight bytes, wherever they begin; in degrees or radians."""
    found: set[str] = set()
    if not _is_binary(content) or content.startswith(b"%PDF"):
        # Only what is no text: letters read as numbers tell nothing.
        return found
    for start in range(8):
        usable = (len(content) - start) // 8 * 8
        for order in ("<f8", ">f8"):
            found |= _near(np.frombuffer(content[start : start + usable], order))
    text = _CHANCE.sub(" ", content.decode("latin-1"))
    return found | {each for each in _DECIMAL.findall(text) if len(each) > 5 and _is_near(each)}


def _near(values: NDArray[np.float64]) -> set[str]:
    with np.errstate(invalid="ignore", over="ignore"):
        degrees = np.abs(values)
        chosen = [degrees[np.abs(degrees - exact) < 0.05] for exact in _EXACT]
        chosen += [np.degrees(degrees[np.abs(np.degrees(degrees) - exact) < 1e-3]) for exact in _EXACT]
    shown = {float(each) for part in chosen for each in part}
    return {repr(each) for each in shown if not any(math.isclose(each, may) for may in _GENERALISED)}


def _parts(content: bytes, name: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield a file and everything that is packed in it."""
    yield name, content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                yield f"{name}/{member.filename}", (member.filename.encode() + member.comment)
                yield from _parts(archive.read(member), f"{name}/{member.filename}")
    elif content.startswith(b"\x1f\x8b"):
        yield from _parts(gzip.decompress(content), f"{name}/gz")
    elif content.startswith(b"PAR1"):
        from pyarrow import parquet

        file = parquet.ParquetFile(io.BytesIO(content))
        groups = [file.metadata.row_group(at).to_dict() for at in range(file.metadata.num_row_groups)]
        said = (file.read().to_pylist(), file.schema_arrow.metadata, groups)
        yield f"{name}/rows", repr(said).encode()
    elif content.startswith(b"%PDF"):
        for packed in _STREAM.findall(content):
            try:
                yield f"{name}{_DRAWN}", zlib.decompress(packed.strip(b"\r\n"))
            except zlib.error:
                continue
