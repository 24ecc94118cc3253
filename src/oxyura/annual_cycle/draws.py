"""Draws of uncertain numbers: every stream is named, so that order, and what else is drawn, never matters."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.intervals import Family, effect_quantiles, quantiles, spread

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Draws:
    """The draws of one run.

    Parameters
    ----------
    seed : int
        The study's seed.
    count : int
        Number of draws; 1 where the run is deterministic.
    deterministic : bool
        Point values only.
    first, whole : int, optional
        Of a part of a run: position of its first draw, and number of draws of the whole run.
    """

    seed: int
    count: int
    deterministic: bool = False
    first: int = 0
    whole: int | None = None

    def generator(self, *name: str) -> np.random.Generator:
        """Return the random stream of that name.

        The stream depends on the seed and the name alone: a table with its rows in another order, or with one more
        row, leaves every other number's draws as they were.
        """
        digest = hashlib.blake2b("\x1f".join(name).encode(), digest_size=16).digest()
        words = np.frombuffer(digest, dtype="<u4").tolist()
        return np.random.default_rng(np.random.SeedSequence([self.seed, *words]))

    def years(self, *name: str) -> YearStream:
        """Return the stream of that name as numbers of the years of a projection, one per draw and year."""
        return YearStream(self.generator(*name), self.count, self.first, self.whole or self.count)

    def uniform(self, *name: str) -> Floats:
        """Return the stream's first draws, uniform on (0, 1), shape (count,)."""
        u = self.generator(*name).random(self.count)
        return np.clip(u, np.finfo(float).tiny, 1 - np.finfo(float).epsneg)

    def of(self, family: Family, value: float, low: float, high: float, *name: str) -> Floats:
        """Return draws of a number with 95 % limits from the stream of that name, shape (count,).

        A number without limits, or with limits equal to it, is constant.
        """
        sd = spread(low, high)
        if self.deterministic or sd == 0.0:
            return np.full(self.count, value)
        return quantiles(family, value, sd, self.uniform(*name))

    def of_effect(self, value: float, low: float, high: float, *name: str) -> Floats:
        """Return draws of an effect with 95 % limits from the stream of that name, shape (count,)."""
        if self.deterministic or spread(low, high) == 0.0:
            return np.full(self.count, value)
        return effect_quantiles(value, low, high, self.uniform(*name))


@dataclass(frozen=True)
class YearStream:
    """Random numbers year after year, one per draw; a part of a run gets its part of those of the whole run.

    Parameters
    ----------
    generator : numpy.random.Generator
    count, first, whole : int
        As in :class:`Draws`.
    """

    generator: np.random.Generator
    count: int
    first: int
    whole: int

    def uniform(self, years: int = 1) -> Floats:
        """Return the numbers of the next years, uniform on [0, 1), shape (years, draws)."""
        return self._own(self.generator.random((years, self.whole)))

    def normal(self, years: int = 1) -> Floats:
        """Return the numbers of the next years, standard normal, shape (years, draws)."""
        return self._own(self.generator.standard_normal((years, self.whole)))

    def _own(self, numbers: Floats) -> Floats:
        return numbers[:, self.first : self.first + self.count]
