"""Numbers and tables as an officer reads them: growth per year in per cent, animals with thousands apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oxyura.schema.intervals import Band

if TYPE_CHECKING:
    from rich.table import Table


def growth_in_words(growth: Band) -> str:
    """Say growth per year in per cent on two lines, ``-10.5 %`` and ``(-11.2 to -9.9)``."""
    low, median, high = (100 * (value - 1) for value in (growth.low, growth.median, growth.high))
    text = f"{median:+.1f} %"
    return text if growth.low == growth.high else f"{text}\n({low:+.1f} to {high:+.1f})"


def count_in_words(count: Band) -> str:
    """Say a number of animals on two lines, ``1,240`` and ``(980 to 1,520)``."""
    text = _count(count.median)
    return text if count.low == count.high else f"{text}\n({_count(count.low)} to {_count(count.high)})"


def _count(value: float) -> str:
    if value != 0 and abs(value) < 10:
        return f"{value:.2g}"
    return f"{round(value):,}"


def probability_in_words(probability: float) -> str:
    """Say a probability in per cent."""
    percent = 100 * probability
    return f"{percent:.0f} %" if percent in (0, 100) or 1 <= percent <= 99 else f"{percent:.1f} %"


def table(title: str, *headings: str) -> Table:
    """Return a table whose cells are folded on a narrow terminal, never cut."""
    from rich import box
    from rich.table import Table

    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made
