"""Make the coastline of the maps, src/oxyura/publish/geography/coastline.txt, from Natural Earth at 1:50 million.

python tools/make_coastline.py LAND

LAND is land-50m.json of the npm package world-atlas 2.0.2: TopoJSON of Natural Earth 4.1.0, cut at 180°. Get it with
`npm pack world-atlas@2.0.2` and unpack it.
"""

from __future__ import annotations

import heapq
import json
import sys
from collections.abc import Iterator
from math import cos, radians
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "src" / "oxyura" / "publish" / "geography" / "coastline.txt"
LARGEST_BYTES = 400_000
# Corners that span less than this are left out: about 0.6 km², far below what a page shows.
SMALLEST_TRIANGLE = 5e-5
PER_DEGREE = 100

Point = tuple[float, float]


def read_rings(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """Yield every ring of the land, islands and lakes alike, in degrees."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                points = []
                for number in ring:
                    points += (arcs[number] if number >= 0 else arcs[~number][::-1])[1 if points else 0 :]
                yield from cut(points[:-1])


def cut(ring: list[Point]) -> Iterator[list[Point]]:
    """Yield the parts of a ring between -180° and 180°; one around the pole is closed there."""
    turns, unrolled = 0, [ring[0]]
    for (before, _), (lon, lat) in zip(ring, ring[1:] + ring[:1], strict=True):
        turns += (before - lon > 180) - (before - lon < -180)
        unrolled.append((lon + 360 * turns, lat))
    if turns:
        unrolled += [(unrolled[-1][0], -90.0), (ring[0][0], -90.0)]
    else:
        unrolled.pop()
    for shift in (-360.0, 0.0, 360.0):
        part = [(lon + shift, lat) for lon, lat in unrolled]
        for side in (1, -1):
            part = _half(part, side)
        if len({lon for lon, _ in part}) > 1:
            yield part


def _half(ring: list[Point], side: int) -> list[Point]:
    """Return the part of a ring where side · longitude is at most 180°."""
    kept = []
    for (ax, ay), (bx, by) in zip(ring[-1:] + ring[:-1], ring, strict=True):
        if (side * ax <= 180) != (side * bx <= 180):
            share = (side * 180 - ax) / (bx - ax)
            kept.append((side * 180.0, ay + share * (by - ay)))
        if side * bx <= 180:
            kept.append((bx, by))
    return kept


def simplify(ring: list[Point]) -> list[Point]:
    """Leave out the corners that matter least, by the area of their triangle; at least four stay (Visvalingam)."""
    before = [(number - 1) % len(ring) for number in range(len(ring))]
    after = [(number + 1) % len(ring) for number in range(len(ring))]
    kept = [True] * len(ring)

    def area(number: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = ring[before[number]], ring[number], ring[after[number]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2 * cos(radians(by))

    queue = [(area(number), number) for number, (x, _) in enumerate(ring) if abs(x) < 180]
    heapq.heapify(queue)
    left = len(ring)
    while queue and left > 4:
        size, number = heapq.heappop(queue)
        if size >= SMALLEST_TRIANGLE:
            break
        if not kept[number] or size < area(number) - 1e-15:
            continue
        kept[number] = False
        left -= 1
        after[before[number]], before[after[number]] = after[number], before[number]
        for neighbour in (before[number], after[number]):
            if abs(ring[neighbour][0]) < 180:
                heapq.heappush(queue, (max(size, area(neighbour)), neighbour))
    return [point for number, point in enumerate(ring) if kept[number]]


def write_ring(ring: list[Point]) -> str:
    """Return a ring as whole hundredths of a degree, each point as the step from the one before."""
    steps = []
    x = y = 0
    for lon, lat in ring:
        column, row = round(lon * PER_DEGREE), round(lat * PER_DEGREE)
        if (column, row) != (x, y) or not steps:
            steps.append(f"{column - x} {row - y}")
        x, y = column, row
    return " ".join(steps) if len(steps) > 2 else ""


def main(source: Path) -> None:
    rings = [simplify(ring) for ring in read_rings(json.loads(source.read_text("utf-8")))]
    lines = [line for line in map(write_ring, rings) if line]
    content = "\n".join(lines) + "\n"
    if len(content) > LARGEST_BYTES:
        raise SystemExit(f"The coastline takes {len(content):,} bytes; at most {LARGEST_BYTES:,} are meant to ship.")
    TARGET.write_text(content, "ascii")
    print(f"{TARGET.name}: {len(lines)} rings, {sum(map(len, rings))} points, {len(content):,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
