"""Which share of a migrant's population is at which site in each stage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.migrants.structure import Structure
from oxyura.schema.table import Table, TableSet

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Distribution:
    """Shares by stage, class and site, after precedence.

    Parameters
    ----------
    share, low, high : array, shape (stages, classes, sites)
        Share of the class at the site and its 95 % limits (NaN: none); 0 where no row speaks.
    of_class : bool array, shape (stages, classes, sites)
        Whether the share comes from a row that names the class.
    known : bool array, shape (stages, classes)
        Whether any row speaks of the class in the stage.
    """

    share: Floats
    low: Floats
    high: Floats
    of_class: NDArray[np.bool_]
    known: NDArray[np.bool_]


def read_distribution(tables: TableSet, structure: Structure) -> Distribution:
    """Resolve the `distribution` table of one migrant: a row that names a class replaces one that does not."""
    table = tables["distribution"].matching("migrant_id", structure.migrant_id)
    row = _resolve(table, structure)
    known: NDArray[np.bool_] = np.asarray((row >= 0).any(axis=2))
    names_class = np.array([*(name is not None for name in table.texts("class")), False], dtype=bool)

    def picked(name: str, fill: float) -> Floats:
        values = np.append(table.numbers(name), fill)
        return np.asarray(values[row], dtype=float)

    return Distribution(
        picked("share", 0.0),
        picked("share_low", np.nan),
        picked("share_high", np.nan),
        np.asarray(names_class[row], dtype=bool),
        known,
    )


def _resolve(table: Table, structure: Structure) -> NDArray[np.int64]:
    shape = (len(structure.stages), len(structure.classes), len(structure.sites))
    row = np.full(shape, -1, dtype=np.int64)
    stage = table.codes("stage", structure.stage_index)
    site = table.codes("site_id", structure.site_index)
    class_ = table.codes("class", structure.class_index)
    usable = (stage >= 0) & (site >= 0)
    for position in np.flatnonzero(usable & (class_ == -1)):
        row[stage[position], :, site[position]] = position
    for position in np.flatnonzero(usable & (class_ >= 0)):
        row[stage[position], class_[position], site[position]] = position
    return row
