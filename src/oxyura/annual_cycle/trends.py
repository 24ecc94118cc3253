"""Trends of invaders: how their abundance changes from year to year, as now and while a measure runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.draws import Draws
from oxyura.migrants.structure import Structure
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]

# Where a trend says nothing of a site.
SILENT = np.nan


@dataclass(frozen=True)
class Trends:
    """Growth per year of the abundance of invaders that act on a migrant.

    Parameters
    ----------
    as_now : mapping of str to array, shape (draws, sites)
        By invader; NaN where no row speaks, which leaves the abundance as it is.
    under : mapping of (str, str) to array, shape (draws, sites)
        By measure and invader, while the measure works and runs; NaN where the growth stays as now.
    """

    as_now: Mapping[str, Floats] = field(default_factory=dict)
    under: Mapping[tuple[str, str], Floats] = field(default_factory=dict)

    def of_measure(self, measure_id: str) -> dict[str, Floats]:
        """Return the growth that a measure brings, by invader."""
        return {invader: growth for (measure, invader), growth in self.under.items() if measure == measure_id}


def read_trends(tables: TableSet, structure: Structure, draws: Draws, acting: Collection[str]) -> Trends:
    """Read the trends of the invaders in `acting`; a row that names the site replaces one that does not.

    A trend under a measure that has succeeded already is the trend as now; one under a measure that has failed, or of
    which the outcome is pending, does not hold.
    """
    outcomes = dict(zip(tables["measures"].words("measure_id"), tables["measures"].texts("outcome"), strict=True))
    table = tables["invader_trends"]
    rows = zip(
        table.words("invader_id"),
        table.texts("site_id"),
        table.texts("measure_id"),
        table.numbers("growth"),
        table.numbers("growth_low"),
        table.numbers("growth_high"),
        strict=True,
    )
    as_now: dict[str, Floats] = {}
    under: dict[tuple[str, str], Floats] = {}
    # History replaces what held without it; a row for a site one for all sites.
    for invader, site, measure, value, low, high in sorted(
        rows, key=lambda row: (row[2] is not None, row[1] is not None)
    ):
        outcome = outcomes.get(measure or "")
        if invader not in acting or outcome in ("failed", "pending"):
            continue
        drawn = draws.of("non_negative", value, low, high, "trend", invader, site or "", measure or "")
        silent = np.full((draws.count, len(structure.sites)), SILENT)
        if measure is None or outcome == "succeeded":
            growth = as_now.setdefault(invader, silent)
        else:
            growth = under.setdefault((measure, invader), silent)
        for position, name in enumerate(structure.sites):
            if site in (None, name):
                growth[:, position] = drawn
    return Trends(as_now, under)
