"""Shapley values: exact from all sets of players, or from sampled orders with a bound on their error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Worth of a set of players, by draw; the set is a binary number, player i its bit i.
Worth = Callable[[int], Floats]

# Pairs of orders that are drawn in any case: fewer say too little of their spread.
LEAST_PAIRS = 16

# Orders are skewed, and sampling ends by their own spread: bounds that are to hold with 95 % take the 99.9 % point.
_POINT = 0.999


class KnownWorths:
    """Worths of sets of players, each evaluated once."""

    def __init__(self, worth: Worth) -> None:
        self._worth = worth
        self._known: dict[int, Floats] = {}

    def __call__(self, players: int) -> Floats:
        """Return the worth of a set of players, shape (draws,)."""
        if players not in self._known:
            self._known[players] = self._worth(players)
        return self._known[players]

    @property
    def count(self) -> int:
        """How many sets have been evaluated."""
        return len(self._known)


@dataclass(frozen=True)
class SampledValues:
    """Shapley values from sampled orders.

    Parameters
    ----------
    shares : array, shape (players, draws)
        Mean of what each player brings, over the orders.
    error : array, shape (players, draws)
        How far the shares of one draw may be from the exact ones: 95 % bounds that hold for all players at once.
    orders : int
        Orders sampled, each with its reverse.
    precise : bool
        Whether the bounds came below what was asked for before the sets that may be evaluated were used up.
    """

    shares: Floats
    error: Floats
    orders: int
    precise: bool


def shapley_values(values: Sequence[Floats], players: int) -> list[Floats]:
    """Return the Shapley value of every player.

    Parameters
    ----------
    values : sequence of array
        Worth of each of the 2ⁿ sets of players, numbered in binary.
    players : int
        n.

    Returns
    -------
    list of array

    Examples
    --------
    Two players who earn only together share evenly:

    >>> [float(value) for value in shapley_values([np.array(v) for v in (0.0, 0.0, 0.0, 1.0)], 2)]
    [0.5, 0.5]
    """
    weight = [factorial(size) * factorial(players - size - 1) / factorial(players) for size in range(players)]
    shares = []
    for player in range(players):
        share = np.zeros_like(values[0])
        for mask in range(1 << players):
            if not mask >> player & 1:
                share = share + weight[mask.bit_count()] * (values[mask | 1 << player] - values[mask])
        shares.append(share)
    return shares


def sample_values(
    worths: KnownWorths, players: int, generator: np.random.Generator, *, precision: float, budget: int
) -> SampledValues:
    """Estimate Shapley values from random orders, each taken with its reverse.

    Parameters
    ----------
    worths : KnownWorths
        Worth of sets of players, each evaluated once.
    players : int
        n, 2 or more.
    generator : numpy.random.Generator
        Where the orders come from.
    precision : float
        Sampling ends when no bound exceeds this share of what the players bring and take, all sizes added up.
    budget : int
        Sets that may be evaluated, those known before among them, and orders that may be sampled; 16 pairs of orders
        are in any case.

    Notes
    -----
    In an order every player brings what the worth grows by when it joins those before it; the Shapley value is the mean
    over all n! orders, so the mean over sampled ones estimates it [CastroEtAl2009]_. In each order the parts sum to the
    whole, and a player without effect brings 0, so both hold for the mean. An order and its reverse together are one
    observation [MitchellEtAl2022]_; where no more than two players interact at a time, one such pair gives the exact
    values [MayerWuthrich2025]_.

    With P pairs of standard deviation s, the bound is t · s / √P, t the point of Student's distribution with P - 1
    degrees of freedom that n normal shares keep to at once with 99.9 % (Bonferroni): shares of skewed orders, looked at
    after 16, 32, 64 … pairs, then keep to it with 95 %, as tests on random games show. What only orders show that were
    not sampled is not in it.
    """
    draws = worths(0).shape[0]
    mean, squares = np.zeros((players, draws)), np.zeros((players, draws))
    pairs, aim = 0, LEAST_PAIRS
    with np.errstate(invalid="ignore"):
        while True:
            while pairs < aim and (pairs < LEAST_PAIRS or _spent(worths, players, pairs) <= budget):
                order = generator.permutation(players)
                brought = (_brought(worths, order) + _brought(worths, order[::-1])) / 2.0
                pairs += 1
                away = brought - mean
                mean += away / pairs
                squares += away * (brought - mean)
            error = _quantile(pairs - 1, players) * np.sqrt(squares / (pairs - 1) / pairs)
            known = np.isfinite(mean).all(axis=0) & np.isfinite(error).all(axis=0)
            precise = bool(known.any()) and _is_precise(mean[:, known], error[:, known], precision)
            if precise or pairs < aim or not known.any():
                return SampledValues(mean, error, 2 * pairs, precise)
            aim *= 2


def _spent(worths: KnownWorths, players: int, pairs: int) -> int:
    """Return what will be spent with one more pair: sets evaluated, or orders sampled where few sets are new."""
    return max(worths.count + 2 * (players - 1), 2 * (pairs + 1))


def _brought(worths: KnownWorths, order: NDArray[np.int64]) -> Floats:
    """Return what each player brings in one order, shape (players, draws)."""
    joined, before = 0, worths(0)
    brought = np.empty((len(order), before.shape[0]))
    for player in order:
        joined |= 1 << int(player)
        after = worths(joined)
        brought[player] = after - before
        before = after
    return brought


def _quantile(freedom: int, players: int) -> float:
    return float(scipy.special.stdtrit(freedom, 1.0 - (1.0 - _POINT) / (2 * players)))


def _is_precise(mean: Floats, error: Floats, precision: float) -> bool:
    """Tell whether the bounds are small in nearly all draws, those in which the population dies out left out."""
    scale = np.abs(np.median(mean, axis=1)).sum()
    return bool(np.quantile(error, 0.975, axis=1).max() <= precision * scale)
