"""Young lost to invaders each year."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import multiply_factors
from oxyura.annual_cycle.carry_over import borne_in, carried_into
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.plain_year import Year, crowding_factors

Floats = NDArray[np.float64]


def count_young_lost(cycle: Cycle, present: Floats) -> Floats:
    """Return how many more young there would be each year without the alien invaders.

    Parameters
    ----------
    cycle : Cycle
        The annual cycle; only its fecundities are used.
    present : array, shape (draws, stages, classes, sites)
        Those who breed: individuals by class at each stage's start, or pairs.

    Returns
    -------
    array, shape (draws,)
        Σ present · D · (fecundity without alien invaders - fecundity now), negative where invaders raise it. What
        models leave of the young, of their own kind where there are hybrids, is in both.
    """
    fecundities = cycle.targets.rates.fecundity
    lost = np.zeros(cycle.draws.count)
    if not fecundities:
        return lost
    now, without = (_fecundity(cycle, removed) for removed in (frozenset[str](), cycle.alien_causes))
    year: Year = cycle.year()
    without_aliens = cycle.year(removed=cycle.alien_causes) if cycle.mechanisms.any else year
    for number, target in enumerate(fecundities):
        n = present[:, target.stage]
        _, on_young, _ = crowding_factors(year, target.stage, n, crowded=True)
        left, left_without = (_left(one, target.stage, n, target.class_) for one in (year, without_aliens))
        if any(curve.felt_in is not None for curve in year.curves):
            carried = carried_into(year, target.stage, present)
            on_young = on_young * borne_in(year, target.stage, carried, n.shape)[1][:, target.class_]
        gain = without[:, number] * left_without - now[:, number] * left
        lost += (n[:, target.class_] * on_young * gain).sum(axis=1)
    return lost


def _left(year: Year, stage: int, n: Floats, class_: int) -> Floats | float:
    """Return the share of a class's young, of their own kind, that models leave in a stage, shape (draws, sites)."""
    if year.mechanisms is None:
        return 1.0
    arrived = year.mechanisms.with_immigrants(stage, n, crowded=True)
    shares = year.mechanisms.shares(stage, arrived, crowded=True)
    return np.asarray(shares.breeds[:, class_] * (1.0 - shares.lost[:, class_]))


def _fecundity(cycle: Cycle, removed: frozenset[str]) -> Floats:
    factors = multiply_factors(cycle.causes, cycle.targets, cycle.draws.count, removed=removed)
    return cycle.assembly.assemble(cycle.values, factors).fecundity
