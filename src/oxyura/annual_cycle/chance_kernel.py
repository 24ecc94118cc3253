"""Chance in small numbers, compiled: each count comes from one random word, named by what the count is of."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np

from oxyura.spacetime.compiled import compiled

# Where fewer than so many are expected (to live and to die; to be born) the count is drawn exactly, else from a
# normal number z with its mean, variance and skewness, rounded: mean + sd z + bend (z² - 1).
EXACT_BELOW = 10.0

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_S32, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_UNIT, _HALF_UNIT = 2.0**-53, 2.0**-32

# Rounding to whole numbers adds so much variance.
ROUNDING = 1.0 / 12.0

# And the bend of a Poisson number, 2 · (1 / 6)².
_BEND = 1.0 / 18.0

_PIECES = 1024


def _normal_pieces() -> Any:
    """Return quantiles of the standard normal, straight lines between; the ends are such that the variance is 1."""
    quantile = NormalDist().inv_cdf
    inner = np.array([quantile(piece / _PIECES) for piece in range(1, _PIECES)])
    # A piece from a to b has the mean square (a² + a b + b²) / 3; those of the two ends, from q to e, make up the rest.
    a, b = inner[:-1], inner[1:]
    q, rest = inner[-1], (3.0 * _PIECES - float((a * a + a * b + b * b).sum())) / 2.0
    end = math.sqrt(rest - 0.75 * q * q) - q / 2.0
    return np.concatenate([[-end], inner, [end]])


_QUANTILE = _normal_pieces()


@compiled
def mixed(word: Any) -> Any:
    """Return 64 bits that look unlike those of `word`: the output function of SplitMix64 [SteeleEtAl2014]_."""
    word = (word ^ (word >> _S30)) * _FIRST
    word = (word ^ (word >> _S27)) * _SECOND
    return word ^ (word >> _S31)


@compiled
def named(key: Any, number: int) -> Any:
    """Return the random word that a key and a number name; as a key itself it names others."""
    return mixed(key + (np.uint64(number) + np.uint64(1)) * _GOLDEN)


@compiled
def uniform(word: Any) -> float:
    """Return a word as a number on (0, 1)."""
    return (float(np.int64(word >> _S11)) + 0.5) * _UNIT


@compiled
def normal(word: Any) -> Any:
    """Return a word as a standard normal number, cut where its quantiles end (about 3.9)."""
    place = float(np.int64(word >> _S11)) * (_UNIT * _PIECES)
    piece = int(place)
    low = _QUANTILE[piece]
    return low + (place - piece) * (_QUANTILE[piece + 1] - low)


@compiled
def two_normals(word: Any) -> Any:
    """Return a word as two standard normal numbers, independent of each other."""
    first = float(np.int64(word >> _S32)) * (_HALF_UNIT * _PIECES)
    second = float(np.int64(word & _LOW)) * (_HALF_UNIT * _PIECES)
    one, other = int(first), int(second)
    low, lower = _QUANTILE[one], _QUANTILE[other]
    return low + (first - one) * (_QUANTILE[one + 1] - low), lower + (second - other) * (_QUANTILE[other + 1] - lower)


@compiled
def binomial(word: Any, n: float, p: float) -> Any:
    """Return how many of `n` it happens to, each with probability `p`."""
    if n <= 0.0 or p <= 0.0:
        return 0.0
    if p >= 1.0:
        return n
    rarer = min(p, 1.0 - p)
    mean = n * rarer
    if mean >= EXACT_BELOW:
        z, bend = normal(word), (1.0 - 2.0 * rarer) / 6.0
        sd = math.sqrt(mean * (1.0 - rarer) - ROUNDING - 2.0 * bend * bend)
        found = np.floor(mean + sd * z + bend * (z * z - 1.0) + 0.5)
        return n - found if p > 0.5 else found
    found = 0.0
    left = uniform(word)
    share = math.exp(n * math.log1p(-rarer))
    odds = rarer / (1.0 - rarer)
    while left > share and found < n:
        left -= share
        found += 1.0
        share *= odds * (n - found + 1.0) / found
    return n - found if p > 0.5 else found


@compiled
def poisson(word: Any, mean: float) -> Any:
    """Return a Poisson number with that mean."""
    if mean <= 0.0:
        return 0.0
    if mean >= EXACT_BELOW:
        z = normal(word)
        return np.floor(mean + math.sqrt(mean - ROUNDING - _BEND) * z + (z * z - 1.0) / 6.0 + 0.5)
    found = 0.0
    left = uniform(word)
    share = math.exp(-mean)
    while left > share > 0.0:
        left -= share
        found += 1.0
        share *= mean / found
    return found


@compiled
def binomials(key: Any, n: Any, p: Any, found: Any) -> None:
    """Write what :func:`binomial` returns for each of `n` and `p`, the words named by their places.

    Many are written all at once, without a branch, so that the processor takes several together.
    """
    for place in range(len(n)):
        rarer = min(p[place], 1.0 - p[place])
        mean, bend = n[place] * rarer, (1.0 - 2.0 * rarer) / 6.0
        z = normal(named(key, place))
        sd = np.sqrt(max(mean * (1.0 - rarer) - ROUNDING - 2.0 * bend * bend, 0.0))
        rare = np.floor(mean + sd * z + bend * (z * z - 1.0) + 0.5)
        found[place] = n[place] - rare if p[place] > 0.5 else rare
    for place in range(len(n)):
        if not n[place] * min(p[place], 1.0 - p[place]) >= EXACT_BELOW:
            found[place] = binomial(named(key, place), n[place], p[place])


@compiled
def poissons(key: Any, mean: Any, found: Any) -> None:
    """Write what :func:`poisson` returns for each mean, the words named by their places."""
    for place in range(len(mean)):
        z = normal(named(key, place))
        sd = np.sqrt(max(mean[place] - ROUNDING - _BEND, 0.0))
        found[place] = np.floor(mean[place] + sd * z + (z * z - 1.0) / 6.0 + 0.5)
    for place in range(len(mean)):
        if not mean[place] >= EXACT_BELOW:
            found[place] = poisson(named(key, place), mean[place])


@compiled
def make_whole(word: Any, state: Any) -> None:
    """Round a state (classes, sites) to whole animals, each by chance and the total by less than 1."""
    told = uniform(word)
    summed, before = 0.0, 0.0
    for c in range(state.shape[0]):
        for site in range(state.shape[1]):
            summed += state[c, site]
            reached = np.floor(summed + told)
            state[c, site] = reached - before
            before = reached
