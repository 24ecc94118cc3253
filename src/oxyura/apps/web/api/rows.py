"""Rows of an answer, column by column, and where each may be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from oxyura.apps.web.api.fields import Shape

Cell = str | float | int | bool | list[str] | None
Position = tuple[float, float]


@dataclass(frozen=True)
class Geometry:
    """Where something may be shown: longitude and latitude in degrees, WGS 84.

    Parameters
    ----------
    kind : {'Point', 'MultiPolygon'}
    polygons : tuple of polygons
        Each a tuple of rings, the outer one first, counter-clockwise, then its holes, clockwise; rings are closed.
        A point is one ring of one position.
    """

    kind: Literal["Point", "MultiPolygon"]
    polygons: tuple[tuple[tuple[Position, ...], ...], ...]

    @property
    def point(self) -> Position:
        """The place of a point."""
        return self.polygons[0][0][0]


@dataclass(frozen=True)
class Rows:
    """Rows of an answer.

    Parameters
    ----------
    shape : Shape
        The columns.
    columns : mapping of str to sequence
        By name; all of one length.
    places : sequence of Geometry or None, optional
        Where each row may be drawn; None where rows have no place.
    """

    shape: Shape
    columns: Mapping[str, Sequence[Cell]]
    places: Sequence[Geometry | None] | None = None

    def __len__(self) -> int:
        return len(self.columns[self.shape.fields[0].name])

    def part(self, offset: int, limit: int) -> Rows:
        """Return some rows."""
        span = slice(offset, offset + limit)
        places = None if self.places is None else self.places[span]
        return Rows(self.shape, {name: cells[span] for name, cells in self.columns.items()}, places)

    def tuples(self) -> Iterator[tuple[Cell, ...]]:
        """Yield each row, cells in the order of the columns."""
        return zip(*(self.columns[field.name] for field in self.shape.fields), strict=True)

    def records(self) -> Iterator[dict[str, Cell]]:
        """Yield each row by column name."""
        names = [field.name for field in self.shape.fields]
        return (dict(zip(names, row, strict=True)) for row in self.tuples())


def join(shape: Shape, parts: Sequence[Rows]) -> Rows:
    """Put rows of the same columns below each other."""
    columns: dict[str, list[Cell]] = {field.name: [] for field in shape.fields}
    places: list[Geometry | None] | None = [] if shape.is_placed else None
    for part in parts:
        for name, cells in columns.items():
            cells.extend(part.columns[name])
        if places is not None:
            places.extend(part.places if part.places is not None else [None] * len(part))
    return Rows(shape, columns, places)
