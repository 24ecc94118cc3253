"""The years of one projection, one after the other: each with its noise, its catastrophes and its chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.calibrated_draws import CalibratedDraws
from oxyura.annual_cycle.catastrophes import CatastropheYears
from oxyura.annual_cycle.compiled_year import Between, Words, run_years
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.draws import YearStream
from oxyura.annual_cycle.plain_year import Year
from oxyura.annual_cycle.year_noise import NormalYears

Floats = NDArray[np.float64]

# Most random numbers that are held at once.
_NUMBERS_AT_ONCE = 8_000_000


class YearCourse:
    """A population on its way through the years.

    Streams of noise are named by the rates, those of catastrophes by the catastrophe and chance by the migrant: every
    counterfactual meets the same years, however they are asked for. Where counts tell how years differ, and the rates
    do not, the whole population is multiplied at the end of each year by exp(ε), ε ~ N(0, σₚ²).

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
        self._of_counts = _CountedNoise.of(cycle, replicate)
        self._done = 0
        numbers = len(self.n) * (len(cycle.noise.streams) + len(cycle.catastrophes.names)) if self._varies else 1
        self._at_once = max(_NUMBERS_AT_ONCE // max(numbers, 1), 1)

    def run(self, year: Year, years: int) -> None:
        """Run years that differ by noise alone."""
        while years > 0:
            now = min(years, self._at_once) if self._of_counts is None else 1
            self.n, census, starts = run_years(
                year, self.n, now, between=self._between(now), with_starts=self._done == 0
            )
            if self._done == 0:
                self.starts = starts
                if len(self._key):
                    # Whole animals are those of the first stage's start.
                    self.census[0] = starts[:, 0].sum(axis=2)[:, None]
            if self._of_counts is not None:
                self.n = self._of_counts.after_a_year(self.n)
                census = self.n.sum(axis=2)[:, None]
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


def noise_of_counts(cycle: Cycle) -> Floats | None:
    """Return the standard deviation of ln growth between years that is projected as counts tell it, shape (draws,).

    None without counts, at point values, and where the study says itself how years differ: the noise of counts holds
    that of the rates.
    """
    if cycle.draws.deterministic or cycle.years_vary or not isinstance(cycle.draws, CalibratedDraws):
        return None
    return cycle.draws.noise_between_years(cycle.structure.migrant_id)


@dataclass(frozen=True)
class _CountedNoise:
    """The noise that counts tell: its standard deviation by draw, its normal numbers, and those that round animals."""

    sd: Floats
    normals: YearStream
    rounding: YearStream | None

    @classmethod
    def of(cls, cycle: Cycle, replicate: int) -> _CountedNoise | None:
        sd = noise_of_counts(cycle)
        if sd is None:
            return None
        name = ("noise_of_counts", cycle.structure.migrant_id, *((f"replicate {replicate}",) if replicate else ()))
        return cls(sd, cycle.draws.years(*name), cycle.draws.years(*name, "rounding") if cycle.by_chance else None)

    def after_a_year(self, n: Floats) -> Floats:
        """Return a state, shape (draws, classes, sites), with the year's noise; animals stay whole where they are."""
        shaken = n * np.exp(self.sd * self.normals.normal()[0])[:, None, None]
        if self.rounding is None:
            return np.asarray(shaken)
        # One random number rounds all cells of a draw: the total changes by less than one, each mean by nothing.
        up_to = shaken.reshape(len(n), -1).cumsum(axis=1) + self.rounding.uniform()[0][:, None]
        return np.asarray(np.diff(np.floor(up_to), axis=1, prepend=0.0).reshape(n.shape))


def chance_keys(cycle: Cycle, replicate: int = 0) -> Words:
    """Return the key of each draw's chance; none where everything happens as expected."""
    if not cycle.by_chance or cycle.draws.deterministic:
        return np.zeros(0, dtype=np.uint64)
    again = (f"replicate {replicate}",) if replicate else ()
    generator = cycle.draws.generator("chance", cycle.structure.migrant_id, *again)
    draws = cycle.draws
    keys = generator.integers(0, 2**64, draws.whole or draws.count, dtype=np.uint64, endpoint=False)
    return np.asarray(keys[draws.first : draws.first + draws.count])
