"""Ceilings that keep one study from exhausting a machine, each with the reason it is told with."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.schema.errors import LimitError
from oxyura.schema.sentences import Figure, declared, sentence


@dataclass(frozen=True)
class Limit:
    """A ceiling: its value, what it bounds, and what to do when it is reached."""

    name: str
    maximum: int
    unit: str
    remedy: str

    def check(self, value: int | float, where: str = "") -> None:
        """Raise LimitError when `value` is above the ceiling."""
        if value > self.maximum:
            raise LimitError(
                sentence(
                    "%(name)s is %(value)s; at most %(maximum)s %(unit)s are accepted.",
                    name=declared(self.name),
                    value=Figure(f"{value:,}"),
                    maximum=Figure(f"{self.maximum:,}"),
                    unit=declared(self.unit),
                ),
                where=where,
                remedy=declared(self.remedy),
            )


DRAWS = Limit("The number of draws", 100_000, "draws", "Lower draws in study.toml; 1,000 is usual.")
HORIZON = Limit("The horizon", 1_000, "years", "Lower horizon_years in study.toml or --years; 30 is usual.")
SITES = Limit("The number of sites", 10_000, "sites", "Split the study or merge neighbouring sites.")
FILE_BYTES = Limit("The file's size in bytes", 256 * 2**20, "bytes", "Split the file, or save large tables as Parquet.")
ROWS = Limit("The number of rows", 2_000_000, "rows", "Split the study.")
CELL_CHARACTERS = Limit(
    "The text in one cell", 20_000, "characters", "Shorten it, or put it in a document and cite that."
)
OUTLINE_CHARACTERS = Limit(
    "The length of an outline",
    100_000,
    "characters",
    "Simplify the outline to about a thousand points.",
)
COLUMNS = Limit("The number of columns", 1_000, "columns", "Delete the columns that the table does not need.")
SETTINGS_BYTES = Limit("The size of study.toml", 65_536, "bytes", "Keep only the settings in it.")
WORKBOOK_CELLS = Limit(
    "The number of cells of a sheet, empty ones between filled ones included",
    20_000_000,
    "cells",
    "Delete stray cells far to the right, or save large tables as CSV in a folder.",
)
STATES = Limit(
    "The number of site × class states of one migrant",
    100_000,
    "states",
    "Merge sites or classes of this migrant.",
)
RUN_VALUES = Limit(
    "The size of the calculation (draws × states × stages)",
    40_000_000_000,
    "values",
    "Lower draws in study.toml, or merge sites.",
)
CALIBRATION_VALUES = Limit(
    "The size of a calibration to counts (draws × states × stages × years)",
    400_000_000,
    "values",
    "Merge sites or classes of this migrant, or turn calibration off in study.toml.",
)
