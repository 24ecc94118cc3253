"""The low-density year of a large network: growth and eigenvectors without a matrix, by running years."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.compiled_year import run_years, thread_count
from oxyura.annual_cycle.mechanism_year import MechanismYear
from oxyura.annual_cycle.moves import Moves
from oxyura.annual_cycle.plain_year import Year
from oxyura.annual_cycle.reverse_year import ReverseYear

Floats = NDArray[np.float64]
Roots = NDArray[np.complex128]
Map = Callable[[Floats], Floats]

# Directions kept at once, how often they are begun anew, and the error of λ v, against λ, at which it ends.
_DIRECTIONS, _RESTARTS = 24, 200
_PRECISION = 1e-13

# Roots this close in size are equally large; those that have settled to so much tell.
EQUAL = 1e-8


@dataclass(frozen=True)
class Root:
    """The largest root λ of a year, as reached from a state.

    Parameters
    ----------
    growth : float
        λ; 0 where nobody is left in the end.
    vector : array, shape (states,)
        Its eigenvector, scaled to sum 1; all 0 where λ is 0.
    alone : bool
        Whether no other root among those seen is λ again.
    swings : bool
        Whether one that is as large is another number: the population then swings without end.
    """

    growth: float
    vector: Floats
    alone: bool
    swings: bool


def of_draw(year: Year, draw: int) -> Year:
    """Return a year of one draw."""

    def one(values: Floats) -> Floats:
        return values[draw : draw + 1] if len(values) > 1 else values

    moves: Moves = replace(
        year.moves, share=one(year.moves.share), stay=one(year.moves.stay), gain=one(year.moves.gain)
    )
    mechanisms: MechanismYear | None = year.mechanisms
    if mechanisms is not None:
        mechanisms = MechanismYear(
            replace(mechanisms.effects, value=one(mechanisms.effects.value)),
            replace(mechanisms.matings, value=one(mechanisms.matings.value)),
        )
    return replace(
        year,
        flow_value=one(year.flow_value),
        curve_value=one(year.curve_value),
        moves=moves,
        edge_value=one(year.edge_value),
        arrival=one(year.arrival),
        mechanisms=mechanisms,
    )


def forward_map(year: Year, shape: tuple[int, ...]) -> Map:
    """Return the year of one draw as a map of states, shape (states,), at low density."""

    def one_year(state: Floats) -> Floats:
        after, _, _ = run_years(year, state.reshape(1, *shape), 1, crowded=False, with_starts=False)
        return after.ravel()

    return one_year


def backward_map(year: Year, shape: tuple[int, ...]) -> Map:
    """Return the transpose of :func:`forward_map`."""
    reverse = ReverseYear(year)

    def one_year(worth: Floats) -> Floats:
        value = worth.reshape(1, 1, *shape)
        for stage in reversed(range(year.n_stages)):
            value = reverse.before(stage, value)
        return value.ravel()

    return one_year


def _dot(one: Floats, other: Floats) -> float:
    """Return the scalar product; not by BLAS, whose own threads would fight with ours."""
    return float(np.einsum("i,i->", one, other))


def _length(vector: Floats) -> float:
    return float(np.sqrt(_dot(vector, vector)))


def find_root(one_year: Map, start: Floats) -> Root:
    """Return the largest root of a non-negative linear map over the states that `start` reaches.

    Notes
    -----
    Arnoldi's iteration, begun anew from the vector of the largest real root found: the largest root of a non-negative
    matrix is real, and its vector has no negative part.
    """
    nobody = Root(0.0, np.zeros_like(start), alone=True, swings=False)
    vector = start / max(_length(start), 1e-300)
    growth, rivals = 0.0, np.zeros(0, dtype=complex)
    for _ in range(_RESTARTS):
        growth, following, error, rivals = _restart(one_year, vector)
        size = _length(following)
        if growth <= 0 or size == 0:
            return nobody
        vector = np.maximum(following * np.sign(following.sum() or 1.0), 0.0)
        vector /= _length(vector)
        if error <= _PRECISION * growth:
            break
    return Root(growth, vector / vector.sum(), alone=_is_alone(rivals, growth), swings=has_swings(rivals, growth))


def _is_alone(roots: Roots, growth: float) -> bool:
    return bool((np.abs(roots - growth) <= EQUAL * growth).sum() <= 1)


def has_swings(roots: Roots, growth: float) -> bool:
    """Tell whether a root as large as λ is another number than λ."""
    as_large = np.abs(roots) >= (1 - EQUAL) * growth
    return bool(growth > 0 and (as_large & (np.abs(roots - growth) > EQUAL * growth)).any())


def _restart(one_year: Map, vector: Floats) -> tuple[float, Floats, float, Roots]:
    """Return λ, its vector, the error of λ v, and the settled roots that are as large, λ among them."""
    basis, inner = [vector], np.zeros((_DIRECTIONS + 1, _DIRECTIONS))
    for number in range(_DIRECTIONS):
        image = one_year(basis[number])
        scale = _length(image)
        for _ in range(2):
            for place, direction in enumerate(basis):
                part = _dot(direction, image)
                inner[place, number] += part
                image = image - part * direction
        left = _length(image)
        inner[number + 1, number] = left
        if left <= 1e-14 * scale or scale == 0.0:
            break
        basis.append(image / left)
    size = number + 1
    roots, vectors = np.linalg.eig(inner[:size, :size])
    leading = int(np.argmax(roots.real))
    growth = float(roots[leading].real)
    small = np.real(vectors[:, leading])
    errors = np.abs(inner[size, size - 1] * vectors[size - 1])
    rivals = np.abs(roots) >= (1 - EQUAL) * growth
    rivals &= errors <= 1e-6 * max(growth, 1e-300)
    found = np.einsum("k,ki->i", small, np.stack(basis[:size]))
    return growth, found, float(errors[leading]), roots[rivals]


def find_roots(year: Year, start: Floats) -> tuple[Floats, Floats]:
    """Return λ, shape (draws,), and its vector, shape (draws, classes, sites), of every draw; draws share the threads.

    Parameters
    ----------
    start : array, shape (draws or 1, classes, sites)
        Where the population begins; the vectors are those that it reaches.
    """
    draws = len(year.flow_value)
    shape = start.shape[1:]

    def of(draw: int) -> Root:
        begin = start[draw if len(start) > 1 else 0].ravel()
        return find_root(forward_map(of_draw(year, draw), shape), begin)

    with ThreadPoolExecutor(min(thread_count(), draws)) as pool:
        roots = list(pool.map(of, range(draws)))
    return np.array([root.growth for root in roots]), np.stack([root.vector for root in roots]).reshape(draws, *shape)
