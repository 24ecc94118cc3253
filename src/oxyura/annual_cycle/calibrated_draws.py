"""Draws that know of counts: the uncertain numbers of one migrant as its counts leave them, all others as ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.draws import Draws
from oxyura.schema.intervals import Family, effect_quantiles, quantiles, spread

Floats = NDArray[np.float64]
Stream = tuple[str, ...]


@dataclass(frozen=True)
class DrawnNumber:
    """A number with 95 % limits, as a stream is asked for it; `family` says what its limits stand for."""

    family: Family | Literal["effect"]
    value: float
    low: float
    high: float

    def at(self, probability: Floats) -> Floats:
        """Return the number at a probability, of the shape of `probability`."""
        if self.family == "effect":
            return effect_quantiles(self.value, self.low, self.high, probability)
        return quantiles(self.family, self.value, spread(self.low, self.high), probability)


@dataclass(frozen=True)
class RecordingDraws(Draws):
    """Draws at point values that write down which uncertain numbers are asked for, by stream."""

    asked: dict[Stream, list[DrawnNumber]] = field(default_factory=dict)

    def of(self, family: Family, value: float, low: float, high: float, *name: str) -> Floats:
        """Return the number itself, and note it where it has limits."""
        self._note(DrawnNumber(family, float(value), float(low), float(high)), name)
        return np.full(self.count, value)

    def of_effect(self, value: float, low: float, high: float, *name: str) -> Floats:
        """Return the effect itself, and note it where it has limits."""
        self._note(DrawnNumber("effect", float(value), float(low), float(high)), name)
        return np.full(self.count, value)

    def _note(self, number: DrawnNumber, name: Stream) -> None:
        if spread(number.low, number.high) > 0:
            known = self.asked.setdefault(name, [])
            if number not in known:
                known.append(number)


@dataclass(frozen=True)
class CalibratedDraws(Draws):
    """Draws in which some streams have been calibrated.

    Parameters
    ----------
    probability : mapping of stream to array, shape (draws of the whole run,)
        Where each calibrated number lies between its limits, as a probability; numbers of one stream share it.
    number : mapping of stream to array, shape (draws of the whole run,)
        Numbers given outright, whatever their limits are.

    Notes
    -----
    Streams that are in neither are drawn as before. A calibrated stream with one value keeps it however often it is
    repeated; of the others a part of a run takes its part.
    """

    probability: Mapping[Stream, Floats] = field(default_factory=dict)
    number: Mapping[Stream, Floats] = field(default_factory=dict)

    def uniform(self, *name: str) -> Floats:
        """Return the calibrated probabilities of a stream, or its first draws, shape (count,)."""
        known = self.probability.get(name)
        return super().uniform(*name) if known is None else self._sized(known)

    def of(self, family: Family, value: float, low: float, high: float, *name: str) -> Floats:
        """Return draws of a number, shape (count,)."""
        given = self.number.get(name)
        if given is not None:
            return self._sized(given)
        if self.deterministic and name in self.probability and spread(low, high) > 0:
            return DrawnNumber(family, value, low, high).at(self.uniform(*name))
        return super().of(family, value, low, high, *name)

    def of_effect(self, value: float, low: float, high: float, *name: str) -> Floats:
        """Return draws of an effect, shape (count,)."""
        if self.deterministic and name in self.probability and spread(low, high) > 0:
            return DrawnNumber("effect", value, low, high).at(self.uniform(*name))
        return super().of_effect(value, low, high, *name)

    def noise_between_years(self, migrant_id: str) -> Floats | None:
        """Return the standard deviation of ln growth between years that counts tell, shape (count,); None: none do."""
        found = self.number.get(noise_stream(migrant_id))
        return None if found is None else self._sized(found)

    def _sized(self, values: Floats) -> Floats:
        if len(values) == 1:
            return np.full(self.count, values[0])
        return values[self.first : self.first + self.count].copy()


def noise_stream(migrant_id: str) -> Stream:
    """Return the stream of the standard deviation of ln growth between years."""
    return ("process_sd", migrant_id)
