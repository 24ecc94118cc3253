"""What a table's declaration holds: its columns, its key, its intervals and a worked row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from oxyura.schema.columns import NOTES, SOURCE_ID, Column


@dataclass(frozen=True)
class Interval:
    """A number and its 95 % limits: three columns that belong together."""

    value: str
    low: str
    high: str


@dataclass(frozen=True)
class TableSpec:
    """The declaration of one table.

    Parameters
    ----------
    name : str
        File name without its ending, and sheet name.
    meaning : str
        What one row says.
    columns : tuple of Column
        In the order in which templates and exports write them.
    key : tuple of str
        Columns that together name a row; empty cells count as a value of their own.
    intervals : tuple of Interval
        Numbers with 95 % limits.
    absence : str
        What the answer lacks without the table.
    example : tuple of (str, str)
        A worked row, as templates show it.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    intervals: tuple[Interval, ...] = ()
    absence: str = ""
    example: tuple[tuple[str, str], ...] = ()

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the declaration of the column `name`; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def table(
    name: str,
    meaning: str,
    *columns: Column | Iterable[Column],
    key: tuple[str, ...],
    intervals: Iterable[str | tuple[str, str, str]] = (),
    absence: str = "",
    example: Mapping[str, str] | None = None,
) -> TableSpec:
    """Declare a table; `notes`, and `source_id` where a row holds a number, are added to every one."""
    flat: list[Column] = []
    for item in columns:
        flat.extend((item,) if isinstance(item, Column) else item)
    present = {column.name for column in flat}
    if any(column.is_numeric for column in flat) and "source_id" not in present:
        flat.append(SOURCE_ID)
    flat.append(NOTES)
    return TableSpec(
        name,
        meaning,
        tuple(flat),
        key,
        tuple(_interval(names) for names in intervals),
        absence,
        tuple((example or {}).items()),
    )


def _interval(names: str | tuple[str, str, str]) -> Interval:
    if isinstance(names, tuple):
        return Interval(*names)
    return Interval(names, "low", "high") if names == "value" else Interval(names, f"{names}_low", f"{names}_high")
