"""A shared axis for numbers with intervals: round ticks, and every mark placed in per cent of its width."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from oxyura.publish.charts import round_step
from oxyura.schema.intervals import Band

# So far beyond the medians an interval is cut off, so that one wide interval does not flatten all others.
_MOST_TIMES = 4.0


@dataclass(frozen=True)
class Tick:
    """A label of the axis at its place in per cent."""

    label: str
    place: float


@dataclass(frozen=True)
class Placed:
    """A number with its interval on the axis, in per cent of its width.

    Parameters
    ----------
    point, left, width : float
        Median, lower limit, and distance to the upper limit.
    bar_left, bar_width : float
        The bar from zero to the median.
    cut : bool
        Whether the interval reaches beyond the axis.
    """

    point: float
    left: float
    width: float
    bar_left: float
    bar_width: float
    cut: bool


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, both multiples of a round step; zero is always inside."""

    low: float
    high: float
    ticks: tuple[Tick, ...]

    @property
    def zero(self) -> float:
        """Return the place of zero, in per cent."""
        return self._share(0.0)

    def place(self, value: Band) -> Placed:
        """Place a number with its interval; what lies outside is cut at the end of the axis."""
        point, low, high = (self._share(end) for end in (value.median, value.low, value.high))
        cut = value.low < self.low or value.high > self.high
        left, right = min(point, self.zero), max(point, self.zero)
        return Placed(point, low, round(high - low, 2), left, round(right - left, 2), cut)

    def _share(self, value: float) -> float:
        inside = min(max(value, self.low), self.high) if math.isfinite(value) else self.low
        return round(100 * (inside - self.low) / (self.high - self.low), 2)


def build_axis(bands: Iterable[Band], show: Callable[[float], str], steps: int = 4) -> Axis:
    """Return an axis that holds every median, zero, and intervals of a reasonable width.

    Parameters
    ----------
    bands : iterable of Band
        What is to be placed.
    show : callable
        Puts a tick into words.
    steps : int
        About how many steps.
    """
    found = list(bands)
    medians = [band.median for band in found if math.isfinite(band.median)] or [0.0]
    reach = max(abs(value) for value in medians) * _MOST_TIMES or 1e-3
    ends = [end for band in found for end in (band.low, band.high) if math.isfinite(end)]
    low = min([0.0, *medians, *(max(end, -reach) for end in ends)])
    high = max([0.0, *medians, *(min(end, reach) for end in ends)])
    if low == high:
        low, high = -reach, reach
    step = round_step((high - low) / steps)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    span = (last - first) * step
    ticks = tuple(
        Tick(show(number * step), round(100 * (number - first) * step / span, 2)) for number in range(first, last + 1)
    )
    return Axis(first * step, last * step, ticks)
