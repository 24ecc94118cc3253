"""Numbers as an officer reads them: growth per year in per cent, animals with thousands apart."""

from __future__ import annotations

from oxyura.schema.intervals import Band


def growth_in_words(growth: Band) -> str:
    """Say growth per year, as ``-10.5 % a year (-11.2 to -9.9)``."""
    low, median, high = (100 * (value - 1) for value in (growth.low, growth.median, growth.high))
    text = f"{median:+.1f} % a year"
    return text if growth.low == growth.high else f"{text} ({low:+.1f} to {high:+.1f})"


def count_in_words(count: Band) -> str:
    """Say a number of animals, as ``1,240 (980 to 1,520)``."""
    text = _count(count.median)
    return text if count.low == count.high else f"{text} ({_count(count.low)} to {_count(count.high)})"


def _count(value: float) -> str:
    if value != 0 and abs(value) < 10:
        return f"{value:.2g}"
    return f"{round(value):,}"


def probability_in_words(probability: float) -> str:
    """Say a probability in per cent."""
    percent = 100 * probability
    return f"{percent:.0f} %" if percent in (0, 100) or 1 <= percent <= 99 else f"{percent:.1f} %"
