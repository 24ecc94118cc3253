"""The year in which a population reaches a number that is aimed at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_POINTS = {"low": 0.025, "median": 0.5, "high": 0.975}


@dataclass(frozen=True)
class TargetYears:
    """When the counted census is first at or above a number.

    Parameters
    ----------
    abundance : float
        The number.
    by_year : tuple of float
        Share of draws that have reached it by each census, year 0 first.
    year : mapping of str to int or None
        The census by which 2.5 %, half and 97.5 % of all draws have reached it; None where that is after the horizon.
    """

    abundance: float
    by_year: tuple[float, ...]
    year: dict[str, int | None]

    @property
    def probability(self) -> float:
        """Share of draws that reach it within the horizon."""
        return self.by_year[-1]

    def to_json(self) -> dict[str, object]:
        """Return the numbers by name."""
        return {
            "abundance": self.abundance,
            "probability": self.probability,
            "by_year": list(self.by_year),
            "year": dict(self.year),
        }


def find_target_years(trajectories: Floats, target: float | None) -> TargetYears | None:
    """Return when a number is reached; None without one.

    Parameters
    ----------
    trajectories : array, shape (draws, years + 1)
        Counted individuals at each census.
    target : float or None

    Notes
    -----
    Draws that do not reach it within the horizon count as later, so that no quantile is read from those alone that do.
    """
    if target is None:
        return None
    reached = np.maximum.accumulate(trajectories >= target, axis=1).mean(axis=0)
    year = {name: _first(reached, share) for name, share in _POINTS.items()}
    return TargetYears(target, tuple(float(share) for share in reached), year)


def _first(reached: Floats, share: float) -> int | None:
    found = np.flatnonzero(reached >= share)
    return int(found[0]) if len(found) else None
