"""The first census: abundance × distribution × class shares, the same for every counterfactual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.linear_year import stable_structure
from oxyura.annual_cycle.plain_year import Year
from oxyura.migrants.structure import Structure
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FirstCensus:
    """What the tables say of the first census.

    Parameters
    ----------
    shares : array, shape (draws or 1, classes, sites)
        Distribution in stage 1.
    initial : array, shape (1, classes), or None
        Class shares over all individuals; None: the stable structure under today's causes.
    abundance : array, shape (draws,)
        Counted individuals.
    counted : bool array, shape (classes,)
        Classes that are part of the abundance.
    """

    shares: Floats
    initial: Floats | None
    abundance: Floats
    counted: NDArray[np.bool_]

    def state(self, today: Callable[[], Year]) -> Floats:
        """Return n₀, shape (draws, classes, sites); `today` gives the year under today's causes where it is needed."""
        initial = self.initial
        if initial is None:
            today_year = today()
            shares = np.broadcast_to(self.shares, (len(today_year.flow_value), *self.shares.shape[1:]))
            initial = stable_structure(today_year, np.ascontiguousarray(shares)).sum(axis=2)
            # A population that dies out within a few years has no stable structure.
            initial[initial.sum(axis=1) == 0] = 1.0 / len(self.counted)
        start = self.shares * initial[:, :, None]
        start = np.broadcast_to(start, (max(len(start), len(self.abundance)), *start.shape[1:]))
        counted = start[:, self.counted].sum(axis=(1, 2))
        scale = np.divide(self.abundance, counted, out=np.zeros_like(counted), where=counted > 0)
        return np.ascontiguousarray(start * scale[:, None, None])


def read_first_census(tables: TableSet, structure: Structure, shares: Floats, draws: Draws) -> FirstCensus:
    """Read abundance and class shares of one migrant.

    Parameters
    ----------
    shares : array, shape (draws or 1, classes, sites)
        Distribution in stage 1, as drawn.
    """
    rows = tables["classes"].matching("migrant_id", structure.migrant_id)
    given = dict(zip(rows.words("class"), rows.numbers("initial_share"), strict=True))
    initial = np.array([given.get(name, np.nan) for name in structure.classes])
    known = not np.isnan(initial).all()
    initial = np.nan_to_num(initial)
    row = tables["migrants"].matching("migrant_id", structure.migrant_id)
    value, low, high = (float(row.numbers(name)[0]) for name in ("abundance", "abundance_low", "abundance_high"))
    return FirstCensus(
        shares,
        (initial / initial.sum())[None, :] if known else None,
        draws.of("non_negative", value, low, high, "abundance", structure.migrant_id),
        structure.counted,
    )
