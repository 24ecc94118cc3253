"""Density dependence: the curves of one migrant, and what a change of capacity makes of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.migrants.structure import Structure
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]

FORMS = ("ceiling", "beverton_holt", "ricker", "linear")
TERMS = ("all", "survival", "fecundity")


@dataclass(frozen=True)
class Curve:
    """One form of density dependence in one stage on one set of terms.

    `parameter` is `capacity` for a ceiling and `a` for the others, NaN at sites without a row; shape (sites,).
    """

    stage: int
    form: str
    applies_to: str
    parameter: Floats


def read_curves(tables: TableSet, structure: Structure) -> tuple[Curve, ...]:
    """Resolve the `density` table of one migrant: a site row replaces a blank one of the same form and terms."""
    table = tables["density"].matching("migrant_id", structure.migrant_id)
    stages, sites = structure.stage_index, structure.site_index
    found: dict[tuple[int, str, str], Floats] = {}
    rows = list(
        zip(
            table.words("stage"),
            table.texts("site_id"),
            table.words("form"),
            table.words("applies_to", "all"),
            table.numbers("capacity"),
            table.numbers("a"),
            strict=True,
        )
    )
    for stage, site, form, terms, capacity, a in sorted(rows, key=lambda row: row[1] is not None):
        curve = found.setdefault((stages[stage], form, terms), np.full(len(structure.sites), np.nan))
        value = capacity if form == "ceiling" else a
        if site is None:
            curve[:] = value
        elif site in sites:
            curve[sites[site]] = value
    return tuple(Curve(*name, parameter) for name, parameter in sorted(found.items(), key=lambda item: item[0]))


def change_capacity(curve: Curve, factor: Floats) -> Floats:
    """Return the curve's parameter when capacity is multiplied by `factor`: capacity · f, or a / f.

    Parameters
    ----------
    factor : array, shape (draws, sites)
        Not below 0. A factor of 0 makes a positive `a` infinite: nobody lives where anyone is.

    Returns
    -------
    array, shape (draws, sites)
    """
    parameter = np.broadcast_to(curve.parameter, factor.shape)
    if curve.form == "ceiling":
        return parameter * factor
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(parameter == 0, 0.0, parameter / factor)
