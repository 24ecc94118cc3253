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

# Years that are run to prove that no root is larger, how often growth is searched for where they do not, and the share
# of λ by which a root counts as larger.
_PROOF_YEARS, _PROOFS = 60, 4
LARGER = 1e-8

# Share of the largest part of a vector below which a part of it is rounding.
_ROUNDING = 1e-12

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
    largest : bool
        Whether it is proved that no root is larger than λ by more than a share of 1e-8.
    alone : bool
        Whether no other root among those seen is λ again.
    swings : bool
        Whether one that is as large is another number: the population then swings without end.
    """

    growth: float
    vector: Floats
    largest: bool
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
    matrix is real, and its vector has no negative part. That no other root is larger is proved by :func:`_bound`; what
    fails the proof is where growth is searched for again.
    """
    vector = start / max(_length(start), 1e-300)
    largest = False
    for _ in range(_PROOFS):
        growth, vector, rivals = _settle(one_year, vector)
        if growth <= 0:
            return Root(0.0, np.zeros_like(start), largest=True, alone=True, swings=False)
        bound, lived = _bound(one_year, growth, vector, start)
        largest = bound <= growth * (1 + LARGER)
        if largest:
            break
        # Begun in all states alike, whatever grows faster stands out.
        vector = (lived > 0) / np.sqrt((lived > 0).sum())
    return Root(growth, vector / vector.sum(), largest, _is_alone(rivals, growth), has_swings(rivals, growth))


def _settle(one_year: Map, vector: Floats) -> tuple[float, Floats, Roots]:
    """Return λ, its vector and the roots that are as large, of those that Arnoldi's iteration finds from a vector."""
    growth, rivals = 0.0, np.zeros(0, dtype=complex)
    for _ in range(_RESTARTS):
        growth, following, error, rivals = _restart(one_year, vector)
        size = _length(following)
        if growth <= 0 or size == 0:
            return 0.0, vector, rivals
        vector = np.maximum(following * np.sign(following.sum() or 1.0), 0.0)
        vector /= _length(vector)
        if error <= _PRECISION * growth:
            break
    return growth, vector, rivals


def _bound(one_year: Map, growth: float, vector: Floats, start: Floats) -> tuple[float, Floats]:
    """Return a bound on all roots over the states that `start` reaches, and the state that gives it.

    Notes
    -----
    Collatz and Wielandt [HornJohnson2013]_: for every x that is positive in all those states, no root of A is larger
    than the largest (A x) / x. With M = (I + A / λ) / 2 the largest (M x) / x never rises from x to M x, and M x is
    positive also where x leads. So x begins as the vector of λ, with a little of `start` where that has nothing, and is
    moved on until the bound meets λ.
    """
    least = _ROUNDING * vector.max()
    x = np.where(vector > least, vector, least * (start > 0))
    bound = np.inf
    for _ in range(_PROOF_YEARS):
        after = one_year(x)
        there = x > 0
        closed = not (after[~there] > 0).any()
        if closed:
            bound = float((after[there] / x[there]).max())
            if bound <= growth * (1 + LARGER):
                break
        x = (x + after / growth) / 2.0
    return bound, x


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
