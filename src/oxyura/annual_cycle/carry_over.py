"""Carry-over in plain NumPy: crowding felt in one stage that lowers survival or breeding in a later one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.density import crowding

if TYPE_CHECKING:
    from oxyura.annual_cycle.plain_year import Year

Floats = NDArray[np.float64]

# By position of the curve: the mean D that those of each class at each site carry, (draws, classes, sites).
Carried = Mapping[int, Floats]


def felt_in(year: Year, stage: int, n: Floats) -> dict[int, Floats]:
    """Return D of the curves that are felt in a stage and act later, as each carries it from here on.

    Parameters
    ----------
    n : array, shape (draws, classes, sites)
        State at the start of the stage, once immigrants have come.
    """
    total = n.sum(axis=1)
    found = {}
    for number, curve in enumerate(year.curves):
        if curve.felt_in == stage:
            value = year.curve_value[:, number]
            d = np.where(np.isnan(value), 1.0, crowding(curve.form, value, total))
            found[number] = np.broadcast_to(d[:, None, :], n.shape).copy()
    return found


def borne_in(year: Year, stage: int, carried: Carried, shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Return what is left of survivors and of young, each (draws, classes, sites), by what is carried into a stage."""
    lives, breeds = np.ones(shape), np.ones(shape)
    for number, d in carried.items():
        curve = year.curves[number]
        if curve.stage == stage:
            if curve.applies_to != "fecundity":
                lives *= d
            if curve.applies_to != "survival":
                breeds *= d
    return lives, breeds


def carried_into(year: Year, stage: int, starts: Floats) -> dict[int, Floats]:
    """Return what is carried at the start of a stage.

    Parameters
    ----------
    starts : array, shape (draws, stages, classes, sites)
        State at each stage's start, of one year.
    """
    from oxyura.annual_cycle.plain_year import once_arrived, pass_on

    carried: dict[int, Floats] = {}
    if any(curve.felt_in is not None and curve.stage == stage for curve in year.curves):
        for before in range(stage):
            n = once_arrived(year, before, starts[:, before], crowded=True)
            carried |= felt_in(year, before, n)
            carried = pass_on(year, before, n, carried)
    return carried
