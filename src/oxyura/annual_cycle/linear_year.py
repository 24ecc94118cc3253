"""The low-density year as a matrix: its growth, the states it reaches, its stable structure, its two eigenvectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.compiled_year import run_years
from oxyura.annual_cycle.large_year import backward_map, find_root, find_roots, forward_map, has_swings
from oxyura.annual_cycle.mechanism_year import ODDS
from oxyura.annual_cycle.plain_year import Year, flows_left, flows_to_hybrids
from oxyura.annual_cycle.reverse_year import ReverseYear

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Above this many states, or this many matrix entries over all draws, growth is found without a matrix.
_DENSE_STATES = 160
_DENSE_ENTRIES = 40_000_000

_SQUARINGS = 60
_ROUNDING = 1e-14
_GOLDEN = 0.6180339887498949


def is_small(draws: int, states: int) -> bool:
    """Tell whether the year's matrices for all draws fit in memory and can be solved at once."""
    return states <= _DENSE_STATES and draws * states * states <= _DENSE_ENTRIES


def live_matrix(year: Year, stage: int) -> Floats:
    """Return the low-density matrix of living through a stage, before the move, shape (draws, states, states).

    Entry [to, from]; states are numbered class × sites + site.
    """
    n_classes, n_sites = year.moves.is_default.shape[1], year.moves.stay.shape[3]
    site = np.arange(n_sites)
    live = np.zeros((year.flow_value.shape[0], n_classes * n_sites, n_classes * n_sites))
    nobody = np.zeros((len(live), n_classes, n_sites))
    value = flows_left(year, stage, nobody, crowded=False)
    for flow in range(year.layout.start[stage], year.layout.start[stage + 1]):
        to_state = year.layout.to_class[flow] * n_sites + site
        from_state = year.layout.from_class[flow] * n_sites + site
        live[:, to_state, from_state] += value[:, flow]
    for hybrid, place, source, _, young in flows_to_hybrids(year, stage, nobody, crowded=False):
        live[:, hybrid * n_sites + place, source * n_sites + place] += young
    arriving = arrival_matrix(year, stage)
    return live if arriving is None else np.asarray(live @ arriving)


def arrival_matrix(year: Year, stage: int) -> Floats | None:
    """Return what immigration in proportion to the residents makes of the state at a stage's start; None: nothing.

    Shape (draws, states, states), entry [to, from].
    """
    mechanisms = year.mechanisms
    if mechanisms is None or not mechanisms.of_stage(stage):
        return None
    n_classes, n_sites = year.moves.is_default.shape[1], year.moves.stay.shape[3]
    matings = mechanisms.matings
    arriving = np.tile(np.eye(n_classes * n_sites), (len(matings.value), 1, 1))
    for number in mechanisms.of_stage(stage):
        site = int(matings.site[number])
        residents = np.arange(n_classes) * n_sites + site
        arriving[:, matings.hybrid[number] * n_sites + site, residents] += matings.value[:, number, ODDS][:, None]
    return arriving


def move_matrix(year: Year, stage: int) -> Floats:
    """Return the matrix of the move out of a stage, shape (draws, states, states), entry [to, from]."""
    moves = year.moves
    n_classes, n_sites = moves.is_default.shape[1], moves.stay.shape[3]
    site = np.arange(n_sites)
    moved = np.zeros((year.flow_value.shape[0], n_classes * n_sites, n_classes * n_sites))
    for class_ in np.flatnonzero(moves.is_default[stage]):
        block = slice(class_ * n_sites, (class_ + 1) * n_sites)
        stay, gain = moves.stay[:, stage, class_], moves.gain[:, stage, class_]
        path = gain[:, :, None] * (1.0 - stay)[:, None, :]
        path[:, site, site] += stay
        moved[:, block, block] = year.arrival[:, stage, class_][:, :, None] * path
    edges = slice(int(moves.start[stage]), int(moves.start[stage + 1]))
    class_of_edge = moves.class_[edges] * n_sites
    to_state, from_state = class_of_edge + moves.to_site[edges], class_of_edge + moves.from_site[edges]
    moved[:, to_state, from_state] += year.edge_value[:, edges]
    return moved


def stage_matrix(year: Year, stage: int) -> Floats:
    """Return the low-density matrix from the start of a stage to the next start, shape (draws, states, states)."""
    return np.asarray(move_matrix(year, stage) @ live_matrix(year, stage))


def year_matrix(year: Year) -> Floats:
    """Return the low-density matrix of one year from the start of stage 1, shape (draws, states, states)."""
    product = stage_matrix(year, 0)
    for stage in range(1, year.n_stages):
        product = stage_matrix(year, stage) @ product
    return product


def reachable_states(matrices: Floats, start: Bools) -> Bools:
    """Return the states that animals starting in `start` can ever be in at a census, shape (states,)."""
    feeds = (matrices != 0).any(axis=0)
    reached = start.copy()
    while True:
        more = reached | feeds[:, reached].any(axis=1)
        if np.array_equal(more, reached):
            return reached
        reached = more


def _blocks(feeds: Bools) -> list[NDArray[np.int64]]:
    """Return the states in blocks of those that feed each other, whatever the way; `feeds` is [to, from]."""
    ways = feeds | np.eye(len(feeds), dtype=bool)
    for _ in range(max(1, len(feeds).bit_length())):
        # A way of any length is found by doubling; floats, since these are multiplied fast.
        number = ways.astype(np.float32)
        ways = (number @ number) > 0
    first = (ways & ways.T).argmax(axis=1)
    return [np.flatnonzero(first == state) for state in np.unique(first)]


def spectral_radius(matrices: Floats) -> Floats:
    """Return the largest absolute eigenvalue of each matrix, block by block of states that feed each other.

    Parameters
    ----------
    matrices : array, shape (draws, states, states)
        Non-negative.

    Returns
    -------
    array, shape (draws,)
    """
    if matrices.shape[1] == 0:
        return np.zeros(matrices.shape[0])
    radius = np.zeros(matrices.shape[0])
    for members in _blocks((matrices != 0).any(axis=0)):
        inner = matrices[:, members[:, None], members]
        values = inner[:, 0, 0] if len(members) == 1 else np.abs(np.linalg.eigvals(inner)).max(axis=1)
        radius = np.maximum(radius, values)
    return radius


def asymptotic_growth(year: Year, n: Floats) -> Floats:
    """Return λ, the growth per year at low density of a population that starts as `n`.

    Parameters
    ----------
    n : array, shape (draws, classes, sites)
        Only where it is positive matters: λ is the largest absolute eigenvalue over the states that it reaches.

    Returns
    -------
    array, shape (draws,)
    """
    draws, states = n.shape[0], n.shape[1] * n.shape[2]
    if not is_small(draws, states):
        return find_roots(year, n)[0]
    matrices = year_matrix(year)
    reached = np.flatnonzero(reachable_states(matrices, (n > 0).any(axis=0).ravel()))
    return spectral_radius(matrices[:, reached[:, None], reached])


def swings_without_end(year: Year, n: Floats) -> bool:
    """Tell whether a population of one draw that starts as `n` swings for ever at low density.

    It does where another root of the year than λ is as large as λ: λ is then the growth over whole rounds, and no
    composition is stable.
    """
    if not is_small(1, n.size):
        # A stable composition would never show that another one swings.
        uneven = n[0].ravel() * (1.0 + np.arange(n.size) * _GOLDEN % 1.0)
        return find_root(forward_map(year, n.shape[1:]), uneven).swings
    matrices = year_matrix(year)
    reached = np.flatnonzero(reachable_states(matrices, (n > 0).any(axis=0).ravel()))
    inner = matrices[:, reached[:, None], reached]
    growth = float(spectral_radius(inner)[0])
    return has_swings(np.asarray(np.linalg.eigvals(inner[0]), dtype=np.complex128), growth)


def stable_structure(year: Year, start: Floats) -> Floats:
    """Return the limit composition of a population that starts as `start` at low density.

    Parameters
    ----------
    start : array, shape (draws, classes, sites)

    Returns
    -------
    array, shape (draws, classes, sites)
        Sums to 1; all 0 where the population dies out within a few years whatever its size.
    """
    draws, n_classes, n_sites = start.shape
    if not is_small(draws, n_classes * n_sites):
        shares = find_roots(year, start)[1]
        return np.where(shares > _ROUNDING, shares, 0.0)
    matrices = year_matrix(year)
    reached = np.flatnonzero(reachable_states(matrices, (start > 0).any(axis=0).ravel()))
    inner = matrices[:, reached[:, None], reached]
    radius = spectral_radius(inner)[:, None, None]
    # (A/λ + I)/2 has the dominant part of A at 1 and everything else below; squaring leaves that part alone.
    power = np.divide(inner, radius, out=np.zeros_like(inner), where=radius > 0) + np.eye(len(reached))
    power /= 2.0
    for _ in range(_SQUARINGS):
        squared = power @ power
        # λ is known to rounding only, which squaring would blow up.
        squared /= squared.max(axis=(1, 2), keepdims=True)
        done = np.abs(squared - power).max() <= 1e-15
        power = squared
        if done:
            break
    composition = np.zeros((draws, n_classes * n_sites))
    composition[:, reached] = (power @ start.reshape(draws, -1)[:, reached, None])[:, :, 0]
    composition = np.where(radius[:, 0] > 0, np.maximum(composition, 0.0), 0.0)
    total = composition.sum(axis=1, keepdims=True)
    shares = np.divide(composition, total, out=np.zeros_like(composition), where=total > 0)
    # What the limit leaves at rounding is a class that dies out, and must not count as present.
    return np.where(shares > _ROUNDING, shares, 0.0).reshape(draws, n_classes, n_sites)


@dataclass(frozen=True)
class Eigenvectors:
    """Growth, stable composition and reproductive value through the year, for one draw.

    Parameters
    ----------
    growth : float
        λ.
    structure : array, shape (stages, states)
        Stable composition at each stage's start, followed through the year.
    value : array, shape (stages, states)
        Reproductive value after each stage and before its move, so that the change of λ with a flow of a stage is
        value [to] · structure [from].
    inhabited : bool array, shape (stages, states)
        States that the population can be in at each stage's start.
    """

    growth: float
    structure: Floats
    value: Floats
    inhabited: Bools


def eigenvectors(year: Year, start: Bools) -> Eigenvectors | None:
    """Return λ and its eigenvectors over the states reached from `start`; None where λ is 0 or not simple.

    Parameters
    ----------
    year : Year
        One draw.
    start : bool array, shape (states,)
    """
    if not is_small(1, len(start)):
        return _large_eigenvectors(year, start)
    lives = [live_matrix(year, stage)[0] for stage in range(year.n_stages)]
    moves = [move_matrix(year, stage)[0] for stage in range(year.n_stages)]
    product = np.eye(len(start))
    for live, moved in zip(lives, moves, strict=True):
        product = moved @ (live @ product)
    reached = np.flatnonzero(reachable_states(product[None], start))
    inner = product[reached[:, None], reached]
    roots, right = np.linalg.eig(inner)
    growth = float(np.abs(roots).max(initial=0.0))
    dominant = np.flatnonzero(np.abs(roots - growth) <= 1e-8 * growth)
    if growth <= 0 or len(dominant) != 1:
        return None
    left_roots, left = np.linalg.eig(inner.T)
    structure, value = np.zeros(len(start)), np.zeros(len(start))
    structure[reached] = np.abs(np.real(right[:, dominant[0]]))
    value[reached] = np.abs(np.real(left[:, np.argmin(np.abs(left_roots - growth))]))
    value /= value @ structure
    structures, values, inhabited = [], [], []
    present = np.zeros(len(start))
    present[reached] = 1.0
    for live, moved in zip(lives, moves, strict=True):
        structures.append(structure)
        inhabited.append(present > 0)
        structure, present = moved @ (live @ structure), moved @ (live @ present)
    for live, moved in zip(reversed(lives), reversed(moves), strict=True):
        values.append(value @ moved)
        value = values[-1] @ live
    return Eigenvectors(growth, np.stack(structures), np.stack(values[::-1]), np.stack(inhabited))


def _large_eigenvectors(year: Year, start: Bools) -> Eigenvectors | None:
    """Return what :func:`eigenvectors` does without matrices."""
    n_classes = year.moves.is_default.shape[1]
    shape = (n_classes, len(start) // n_classes)
    right = find_root(forward_map(year, shape), start.astype(np.float64))
    if right.growth <= 0 or not right.alone or not right.largest:
        return None
    left = find_root(backward_map(year, shape), np.ones(len(start)))
    structure = right.vector.reshape(1, *shape)
    _, _, structures = run_years(year, structure, 1, crowded=False)
    _, _, inhabited = run_years(year, _all_reached(year, start.reshape(1, *shape)), 1, crowded=False)
    reverse = ReverseYear(year)
    value = (left.vector / (left.vector @ right.vector)).reshape(1, 1, *shape)
    values = []
    for stage in reversed(range(year.n_stages)):
        values.append(reverse.before_move(stage, value).ravel())
        value = reverse.before(stage, value)
    states = (year.n_stages, len(start))
    return Eigenvectors(
        right.growth, structures[0].reshape(states), np.stack(values[::-1]), inhabited[0].reshape(states) > 0
    )


def _all_reached(year: Year, start: Bools) -> Floats:
    """Return 1 for every state that animals starting in `start` can ever be in at a census, else 0."""
    reached = start.astype(np.float64)
    while True:
        after, _, _ = run_years(year, reached, 1, crowded=False, with_starts=False)
        more = np.asarray(((after > 0) | (reached > 0)).astype(np.float64))
        if np.array_equal(more, reached):
            return reached
        reached = more
