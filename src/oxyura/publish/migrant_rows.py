"""The rows of an assessment by migrant, put in order once: a world of sites is not searched again for each migrant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class OfMigrant(Protocol):
    """Anything that is of one migrant."""

    @property
    def migrant_id(self) -> str:
        """The migrant."""


Row = TypeVar("Row", bound=OfMigrant)


def by_migrant(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows of each migrant, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.migrant_id, []).append(row)
    return found
