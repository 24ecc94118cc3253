"""The numbers of a run that are compared with those of another: growth and animals of each population."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oxyura.schema.intervals import Band

# Where the numbers stand in what a summary says of a population.
NUMBERS = (
    "growth_now",
    "growth_without_invaders",
    "growth_after_portfolio",
    "abundance_at_horizon/now",
    "abundance_at_horizon/after_portfolio",
)

# A population, and a number of it.
Name = tuple[str, str]


def is_growth(path: str) -> bool:
    """Tell whether a number is a growth ratio."""
    return path.startswith("growth")


def read_band(values: Mapping[str, Any], path: str) -> Band | None:
    """Return a number with its limits from what a summary says of a population; None where there is none."""
    found: Any = values
    for part in path.split("/"):
        found = found.get(part) if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping) or found.get("median") is None:
        return None
    return Band(
        float(found["median"]),
        *(float("nan") if found.get(end) is None else float(found[end]) for end in ("low", "high")),
    )


def read_medians(summary: Mapping[str, Any]) -> dict[Name, float]:
    """Return the median of every number of a summary that is there."""
    return dict(_medians(summary))


def _medians(summary: Mapping[str, Any]) -> Iterator[tuple[Name, float]]:
    for migrant, values in summary.get("migrants", {}).items():
        for path in NUMBERS:
            band = read_band(values, path)
            if band is not None:
                yield (migrant, path), band.median
