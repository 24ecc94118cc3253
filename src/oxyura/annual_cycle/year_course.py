"""The years of one projection, one after the other: each with its noise, its catastrophes and its chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.catastrophes import CatastropheYears
from oxyura.annual_cycle.compiled_year import Between, Words, run_years
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.plain_year import Year
from oxyura.annual_cycle.year_noise import NormalYears

Floats = NDArray[np.float64]

# Most random numbers that are held at once.
_NUMBERS_AT_ONCE = 8_000_000


class YearCourse:
    """A population on its way through the years.

    Streams of noise are named by the rates, those of catastrophes by the catastrophe and chance by the migrant: every
    counterfactual meets the same years, however they are asked for.

    Parameters
    ----------
    cycle : Cycle
    replicate : int
        0 for the run itself; another number gives other years.
    """

    def __init__(self, cycle: Cycle, replicate: int = 0) -> None:
        self.n = cycle.start
        self.census = [cycle.start.sum(axis=2)[:, None]]
        self.starts: Floats = np.empty((len(cycle.start), 0, *cycle.start.shape[1:]))
        self._varies = cycle.years_vary
        self._normals = NormalYears(cycle.noise, cycle.draws, replicate) if self._varies else None
        self._catastrophes = CatastropheYears(cycle.catastrophes, cycle.draws, replicate) if self._varies else None
        self._key = chance_keys(cycle, replicate)
        self._done = 0
        numbers = len(self.n) * (len(cycle.noise.streams) + len(cycle.catastrophes.names)) if self._varies else 1
        self._at_once = max(_NUMBERS_AT_ONCE // max(numbers, 1), 1)

    def run(self, year: Year, years: int) -> None:
        """Run years that differ by noise alone."""
        while years > 0:
            now = min(years, self._at_once)
            self.n, census, starts = run_years(
                year, self.n, now, between=self._between(now), with_starts=self._done == 0
            )
            if self._done == 0:
                self.starts = starts
                if len(self._key):
                    # Whole animals are those of the first stage's start.
                    self.census[0] = starts[:, 0].sum(axis=2)[:, None]
            self.census.append(census)
            self._done += now
            years -= now

    def _between(self, years: int) -> Between | None:
        if self._normals is None or self._catastrophes is None:
            if not len(self._key):
                return None
            nothing = np.zeros((0, 0, 0))
            return Between(self._done + 1, nothing, nothing.astype(bool), self._key)
        return Between(self._done + 1, self._normals.next_years(years), self._catastrophes.next_years(years), self._key)


def chance_keys(cycle: Cycle, replicate: int = 0) -> Words:
    """Return the key of each draw's chance; none where everything happens as expected."""
    if not cycle.by_chance or cycle.draws.deterministic:
        return np.zeros(0, dtype=np.uint64)
    again = (f"replicate {replicate}",) if replicate else ()
    generator = cycle.draws.generator("chance", cycle.structure.migrant_id, *again)
    draws = cycle.draws
    keys = generator.integers(0, 2**64, draws.whole or draws.count, dtype=np.uint64, endpoint=False)
    return np.asarray(keys[draws.first : draws.first + draws.count])
