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

_HERE = -1


@dataclass(frozen=True)
class Curve:
    """One form of density dependence in one stage on one set of terms.

    `parameter` is `capacity` for a ceiling and `a` for the others, NaN at sites without a row; shape (sites,).
    `felt_in` is the earlier stage whose numbers count, None where those of the stage itself do.
    """

    stage: int
    form: str
    applies_to: str
    parameter: Floats
    felt_in: int | None = None

    @property
    def crowded_in(self) -> int:
        """The stage whose numbers, and whose capacity, count."""
        return self.stage if self.felt_in is None else self.felt_in


def read_curves(tables: TableSet, structure: Structure) -> tuple[Curve, ...]:
    """Resolve the `density` table of one migrant: a site row replaces a blank one of the same curve."""
    table = tables["density"].matching("migrant_id", structure.migrant_id)
    stages, sites = structure.stage_index, structure.site_index
    found: dict[tuple[int, str, str, int], Floats] = {}
    rows = list(
        zip(
            table.words("stage"),
            table.texts("site_id"),
            table.words("form"),
            table.words("applies_to", "all"),
            table.texts("carry_over_stage"),
            table.numbers("capacity"),
            table.numbers("a"),
            strict=True,
        )
    )
    for stage, site, form, terms, felt, capacity, a in sorted(rows, key=lambda row: row[1] is not None):
        name = (stages[stage], form, terms, _HERE if felt is None else stages[felt])
        curve = found.setdefault(name, np.full(len(structure.sites), np.nan))
        value = capacity if form == "ceiling" else a
        if site is None:
            curve[:] = value
        elif site in sites:
            curve[sites[site]] = value
    return tuple(
        Curve(stage, form, terms, parameter, None if felt == _HERE else felt)
        for (stage, form, terms, felt), parameter in sorted(found.items(), key=lambda item: item[0])
    )


def crowding(form: str, a: Floats, n: Floats) -> Floats:
    """Return D: 1/(1 + a n) (beverton_holt), exp(-a n) (ricker) or max(0, 1 - a n) (linear); 1 where n or a is 0."""
    product = np.multiply(a, n, out=np.zeros_like(n), where=(n > 0) & (a != 0))
    if form == "beverton_holt":
        return 1.0 / (1.0 + product)
    return np.exp(-product) if form == "ricker" else np.maximum(0.0, 1.0 - product)


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
