"""Games like those of a population and its causes, with their exact Shapley values: growth by the set removed."""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_YEARS = 20


def growth_game(rng: np.random.Generator, causes: int) -> Floats:
    """Return ln growth per year of juveniles and adults, some of them crowded, for every set of removed causes.

    Each cause lowers, now and then raises, young, survival of juveniles or of adults, or capacity. Shape (2ⁿ,).
    """
    sets = np.arange(1 << causes)
    on = rng.integers(0, 4, causes)
    left = [np.ones(len(sets)) for _ in range(4)]
    for cause in range(causes):
        effect = -rng.beta(1, rng.choice([1.5, 5])) * rng.choice([1, 1, 1, -0.3])
        acts = (sets >> cause & 1) == 0
        left[on[cause]] *= np.where(acts, 1 + effect, 1.0)
    crowding = rng.choice([0, 0, 0.01, 0.1])
    young, juvenile, adult = rng.uniform(0.5, 2), rng.uniform(0.2, 0.6), rng.uniform(0.5, 0.95)
    juveniles, adults = np.full(len(sets), 5.0), np.full(len(sets), 5.0)
    for _ in range(_YEARS):
        crowd = 1.0 / (1.0 + crowding / np.maximum(left[3], 1e-9) * (juveniles + adults))
        born = young * left[0] * crowd * adults
        juveniles, adults = born, juvenile * left[1] * crowd * juveniles + adult * left[2] * adults
    return np.asarray(np.log((juveniles + adults) / 10.0) / _YEARS)


def exact_shares(worth: Floats, causes: int) -> Floats:
    """Return the Shapley values of a game by the definition, shape (causes,)."""
    sets = np.arange(1 << causes)
    size = np.array([int(mask).bit_count() for mask in sets])
    weight = np.array([factorial(k) * factorial(causes - k - 1) / factorial(causes) for k in range(causes)])
    shares = []
    for cause in range(causes):
        without = sets[(sets >> cause & 1) == 0]
        shares.append(float((weight[size[without]] * (worth[without | 1 << cause] - worth[without])).sum()))
    return np.array(shares)
