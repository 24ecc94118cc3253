"""Shares the difference between two runs out among the changes that lead from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.shapley import shapley_values
from oxyura.study.change_groups import MOST_EXACT

Floats = NDArray[np.float64]
# The numbers of the study with a set of the changes, shape (numbers,).
NumbersWith = Callable[[frozenset[int]], Floats]


@dataclass(frozen=True)
class ChangeShares:
    """How much of the difference of each number each change brings; NaN where that cannot be told.

    Parameters
    ----------
    shares : array, shape (changes, numbers)
        Share of each change.
    alone : array, shape (changes, numbers)
        What the change brings where only it is put into the first run.
    last : array, shape (changes, numbers)
        What it brings where only it is still missing from the second run.
    together : array, shape (numbers,)
        What no change brings by itself: the difference less all shares; 0 where they are exact.
    exact : bool
        Whether every combination of changes was computed.
    """

    shares: Floats
    alone: Floats
    last: Floats
    together: Floats
    exact: bool


def share_out_changes(count: int, numbers_with: NumbersWith) -> ChangeShares:
    """Share out differences among changes.

    Parameters
    ----------
    count : int
        Changes, 1 or more.
    numbers_with : callable
        The numbers, on a scale on which they are to add up, with a set of the changes made; asked for the empty set,
        for that of all changes, and for those that `needed_sets` names.

    Notes
    -----
    Up to 4 changes every combination is computed, and the share of a change is its Shapley value [Shapley1953]_: the
    mean, over all orders in which the changes can be made, of what it brings when it is made. Shares then sum to the
    difference.

    With more, the share is half of what the change brings alone and half of what it brings last. That equals the
    Shapley value wherever no three changes depend on each other, for it is the mean over one order and its reverse
    [MayerWuthrich2025]_. What is left then is said beside them, as brought by the changes together.

    Examples
    --------
    Two changes that bring 1 and 2, and 0.5 more where both are made:

    >>> worth = {0: 0.0, 1: 1.0, 2: 2.0, 3: 3.5}
    >>> found = share_out_changes(2, lambda made: np.array([worth[sum(1 << one for one in made)]]))
    >>> found.shares.ravel().tolist(), found.alone.ravel().tolist(), found.last.ravel().tolist()
    ([1.25, 2.25], [1.0, 2.0], [1.5, 2.5])
    """
    everything = frozenset(range(count))
    before, after = numbers_with(frozenset()), numbers_with(everything)
    alone = np.array([numbers_with(frozenset({one})) - before for one in everything])
    last = np.array([after - numbers_with(everything - {one}) for one in everything])
    if count > MOST_EXACT:
        shares = (alone + last) / 2.0
        return ChangeShares(shares, alone, last, after - before - shares.sum(axis=0), False)
    shares = np.array(shapley_values(_all_worths(count, numbers_with), count))
    return ChangeShares(shares, alone, last, np.where(np.isnan(shares).any(axis=0), np.nan, 0.0), True)


def _all_worths(count: int, numbers_with: NumbersWith) -> Sequence[Floats]:
    members = [frozenset(one for one in range(count) if mask >> one & 1) for mask in range(1 << count)]
    return [numbers_with(each) for each in members]
