"""Which few listings close the most exposure: maximum coverage with alternatives, solved exactly and with a bound.

An exposure closes when all listings of one of its alternatives are made. With x_c whether listing c is made, y_e
whether exposure e is closed, and z_g whether alternative g is met::

    maximise    Σ_e value_e · y_e
    subject to  z_g ≤ x_c            for every listing c of g
                y_e ≤ Σ_{g of e} z_g
                Σ_c x_c ≤ k,  x binary, 0 ≤ y, z ≤ 1

With x whole, z and y are whole at the optimum by themselves. The smallest set that closes everything minimises
Σ_c x_c with y_e = 1 for every e. HiGHS solves both (through SciPy) and gives the bound.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Alternatives = tuple[frozenset[int], ...]

SECONDS = 20.0
# Values are scaled to this sum, so that the solver's absolute tolerance of a millionth is nothing of it.
_SCALE = 1e4
# Sums of the same numbers in another order differ by less than this.
_SAME = 1e-9


@dataclass(frozen=True)
class Element:
    """Something that can be closed.

    Parameters
    ----------
    value : float
        What closing it is worth, 0 or more.
    alternatives : tuple of frozenset of int
        Sets of listings, by position; all of one set close it. None: nothing closes it. An empty set: it is closed.
    """

    value: float
    alternatives: Alternatives


@dataclass(frozen=True)
class Cover:
    """A choice of listings, with what the solver proved of it.

    Parameters
    ----------
    chosen : tuple of int
        The listings, by position, none of them in vain.
    value : float
        Sum of the values that they close, those closed before counted.
    bound : float
        No choice of as many listings closes more; of the smallest set: no set with fewer listings closes everything.
    gap : float
        Distance between what was found and the bound, as share of the bound; 0: proven best.
    """

    chosen: tuple[int, ...]
    value: float
    bound: float
    gap: float

    @property
    def is_proven(self) -> bool:
        """Whether it is proven that nothing is better."""
        return self.gap <= _SAME


def closed_value(elements: Iterable[Element], chosen: Iterable[int]) -> float:
    """Return the sum of the values that a choice of listings closes."""
    made = frozenset(chosen)
    return math.fsum(e.value for e in elements if any(each <= made for each in e.alternatives))


def close_most(elements: Sequence[Element], most: int, *, seconds: float = SECONDS) -> Cover:
    """Choose at most so many listings that close the most.

    Parameters
    ----------
    elements : sequence of Element
        What can be closed.
    most : int
        Number of listings that may be made, 0 or more.
    seconds : float
        Time for the solver; when it is up, the best found is returned with its gap.
    """
    # What takes more listings than there may be is out of reach; leaving it out tightens the bound.
    merged = _merge(Element(e.value, tuple(each for each in e.alternatives if len(each) <= most)) for e in elements)
    ceiling = closed_value(elements, (c for each in merged for c in frozenset().union(*each)))
    if most <= 0 or not merged:
        closed = closed_value(elements, ())
        return Cover((), closed, closed, 0.0)
    before = closed_value(elements, ())
    chosen, bound = _solve_most(merged, most, seconds)
    chosen = _without_vain(elements, chosen)
    value = closed_value(elements, chosen)
    bound = min(max(before + bound, value), max(ceiling, value))
    return Cover(chosen, value, bound, _gap(value, bound))


def close_all(elements: Sequence[Element], *, seconds: float = SECONDS) -> Cover:
    """Choose the fewest listings that close everything that listings can close.

    Parameters
    ----------
    elements : sequence of Element
        What can be closed; those that nothing closes are left out.
    seconds : float
        Time for the solver; when it is up, the smallest set found is returned with its gap.

    Returns
    -------
    Cover
        `bound` is a number of listings here.
    """
    merged = _merge(elements)
    if not merged:
        return Cover((), closed_value(elements, ()), 0.0, 0.0)
    chosen, bound = _solve_all(merged, seconds)
    chosen = _without_vain(elements, chosen)
    fewest = min(math.ceil(bound - 1e-6), len(chosen))
    return Cover(chosen, closed_value(elements, chosen), fewest, (len(chosen) - fewest) / len(chosen))


def least_alternatives(alternatives: Iterable[frozenset[int]]) -> Alternatives:
    """Return the alternatives without those that hold another one whole, in a fixed order."""
    found = sorted(set(alternatives), key=lambda each: (len(each), sorted(each)))
    kept: list[frozenset[int]] = []
    for each in found:
        if not any(smaller <= each for smaller in kept):
            kept.append(each)
    return tuple(kept)


def _merge(elements: Iterable[Element]) -> dict[Alternatives, float]:
    """Return the sum of values by alternatives, of what is open, worth something and can be closed."""
    values: dict[Alternatives, list[float]] = {}
    for element in elements:
        alternatives = least_alternatives(element.alternatives)
        if element.value > 0 and alternatives and alternatives[0]:
            values.setdefault(alternatives, []).append(element.value)
    return {key: math.fsum(numbers) for key, numbers in values.items()}


def _gap(value: float, bound: float) -> float:
    gap = (bound - value) / bound if bound > 0 else 0.0
    return 0.0 if gap <= _SAME else gap


def _without_vain(elements: Sequence[Element], chosen: Sequence[int]) -> tuple[int, ...]:
    """Take out, one by one, what closes nothing that the others do not."""
    open_ = [e for e in elements if e.value > 0 and e.alternatives and all(e.alternatives)]
    touching: dict[int, list[Element]] = {}
    for element in open_:
        for listing in frozenset().union(*element.alternatives):
            touching.setdefault(listing, []).append(element)
    made = set(chosen)
    for listing in sorted(chosen, reverse=True):
        fewer = made - {listing}
        if all(_closed(e, fewer) or not _closed(e, made) for e in touching.get(listing, ())):
            made = fewer
    return tuple(sorted(made))


def _closed(element: Element, made: set[int]) -> bool:
    return any(each <= made for each in element.alternatives)


@dataclass(frozen=True)
class _Program:
    """The constraints: columns are the listings, then a y for each element, then a z for each alternative."""

    listings: tuple[int, ...]
    values: tuple[float, ...]
    rows: tuple[tuple[tuple[int, float], ...], ...]
    columns: int


def _build(merged: Mapping[Alternatives, float]) -> _Program:
    listings = sorted(frozenset().union(*(each for key in merged for each in key)))
    at = {frozenset([listing]): column for column, listing in enumerate(listings)}
    rows: list[tuple[tuple[int, float], ...]] = []
    column = len(listings) + len(merged)
    for y, key in enumerate(merged, start=len(listings)):
        if len(key) == 1:
            rows.extend(((y, 1.0), (at[frozenset([listing])], -1.0)) for listing in sorted(key[0]))
            continue
        for each in key:
            if each not in at:
                rows.extend(((column, 1.0), (at[frozenset([listing])], -1.0)) for listing in sorted(each))
                at[each] = column
                column += 1
        rows.append(((y, 1.0), *((at[each], -1.0) for each in key)))
    return _Program(tuple(listings), tuple(merged.values()), tuple(rows), column)


def _solve_most(merged: Mapping[Alternatives, float], most: int, seconds: float) -> tuple[tuple[int, ...], float]:
    """Return the listings, and a bound on the sum of values that no choice passes."""
    import numpy as np

    program = _build(merged)
    first, last = len(program.listings), len(program.listings) + len(program.values)
    total = math.fsum(program.values)
    objective = np.zeros(program.columns)
    objective[first:last] = -np.array(program.values) * (_SCALE / total)
    budget = tuple((column, 1.0) for column in range(first))
    found, bound = _run(program, objective, (*program.rows, budget), float(most), None, seconds)
    chosen = () if found is None else found
    return chosen, total if bound is None else -bound * total / _SCALE


def _solve_all(merged: Mapping[Alternatives, float], seconds: float) -> tuple[tuple[int, ...], float]:
    """Return a set of listings that closes everything, and a bound on their number that no such set goes below."""
    import numpy as np

    program = _build(merged)
    first, last = len(program.listings), len(program.listings) + len(program.values)
    objective = np.zeros(program.columns)
    objective[:first] = 1.0
    lowest = np.zeros(program.columns)
    lowest[first:last] = 1.0
    found, bound = _run(program, objective, program.rows, 0.0, lowest, seconds)
    chosen = program.listings if found is None else found
    return chosen, 1.0 if bound is None else bound


def _run(
    program: _Program,
    objective: object,
    rows: Sequence[Sequence[tuple[int, float]]],
    last_limit: float,
    lowest: object,
    seconds: float,
) -> tuple[tuple[int, ...] | None, float | None]:
    """Minimise under rows ≤ 0, the last one ≤ `last_limit`; None where the time did not suffice."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    entries = [(row, column, number) for row, cells in enumerate(rows) for column, number in cells]
    row, column, number = (np.array(each) for each in zip(*entries, strict=True))
    matrix = csr_array((number, (row, column)), shape=(len(rows), program.columns))
    upper = np.zeros(len(rows))
    upper[-1] = last_limit
    whole = np.zeros(program.columns)
    whole[: len(program.listings)] = 1
    answer = milp(
        objective,
        integrality=whole,
        bounds=Bounds(np.zeros(program.columns) if lowest is None else lowest, np.ones(program.columns)),
        constraints=LinearConstraint(matrix, -np.inf, upper),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    chosen = None
    if answer.x is not None:
        chosen = tuple(listing for listing, x in zip(program.listings, answer.x, strict=False) if x > 0.5)
    bound = answer.mip_dual_bound
    return chosen, float(bound) if bound is not None and np.isfinite(bound) else None
