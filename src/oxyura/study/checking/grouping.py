"""Rows as whole numbers, so that two million of them are grouped, compared and summed without a loop.

A column becomes codes, one per distinct value and -1 for an empty cell; several columns become one key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.table import Values

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

_MOST_KEYS = 2**62


def encode(values: Values) -> tuple[Whole, tuple[str, ...]]:
    """Return a code per cell, -1 for an empty one, and the words that the codes stand for.

    Numbers are coded by value and their words are not given.
    """
    if values.dtype == np.float64:
        known = ~np.isnan(values)
        codes = np.full(len(values), -1, dtype=np.int64)
        codes[known] = np.unique(values[known], return_inverse=True)[1]
        return codes, ()
    index: defaultdict[object, int] = defaultdict(count().__next__, {None: -1})
    codes = np.fromiter(map(index.__getitem__, values), dtype=np.int64, count=len(values))
    return codes, tuple(str(word) for word in index if word is not None)


def combine(columns: Iterable[Whole]) -> Whole:
    """Return one key per row that is equal exactly where every column's code is equal.

    Parameters
    ----------
    columns : iterable of int64 array, shape (rows,)
        Codes of -1 or more.
    """
    key: Whole | None = None
    size = 1
    for codes in columns:
        span = int(codes.max(initial=-1)) + 2
        if key is None:
            key, size = codes + 1, span
            continue
        if size * span >= _MOST_KEYS:
            distinct, key = np.unique(key, return_inverse=True)
            size = len(distinct)
        key = key * span + (codes + 1)
        size *= span
    return np.empty(0, dtype=np.int64) if key is None else key


def groups_of(key: Whole) -> list[Whole]:
    """Return the positions of the rows that share a key with another row, group by group, in row order."""
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0]) if len(key) else np.empty(0, np.int64)
    sizes = np.diff(np.r_[starts, len(key)])
    return [order[start : start + size] for start, size in zip(starts, sizes, strict=True) if size > 1]


def first_of_each(key: Whole, rows: Mask | None = None) -> Whole:
    """Return the first position of each distinct key, among `rows` where given."""
    positions = np.arange(len(key)) if rows is None else np.flatnonzero(rows)
    return np.asarray(positions[np.unique(key[positions], return_index=True)[1]], dtype=np.int64)


@dataclass(frozen=True)
class Sums:
    """Sums of a number within a scope after precedence; positions point into the table.

    Parameters
    ----------
    own_total : array, shape (pairs,)
        Sum for each scope and named option: its own rows, and the blank rows that they do not replace.
    own_first : int64 array, shape (pairs,)
        First row of each pair.
    blank_total : array, shape (scopes,)
        Sum of the rows that leave the option blank; only scopes that have such a row are listed.
    blank_first : int64 array, shape (scopes,)
        First such row of each scope.
    """

    own_total: Floats
    own_first: Whole
    blank_total: Floats
    blank_first: Whole


def sum_by_precedence(scope: Sequence[Whole], item: Whole, option: Whole, values: Floats) -> Sums:
    """Sum `values` over the items of a scope, where a row that names the option replaces one that does not.

    Parameters
    ----------
    scope : sequence of int64 array, shape (rows,)
        Codes of the columns within which rows are summed.
    item : int64 array, shape (rows,)
        What a named row competes with a blank row for: a site, a class.
    option : int64 array, shape (rows,)
        The optional column; -1 where the row leaves it blank.
    values : array, shape (rows,)
        The numbers; NaN makes every sum that it enters NaN.
    """
    within = np.unique(combine(scope), return_inverse=True)[1]
    blank = option < 0
    blank_total = np.bincount(within[blank], values[blank], int(within.max(initial=-1)) + 1).astype(float)
    blank_first = first_of_each(within, blank)

    named = np.flatnonzero(~blank)
    pair = combine((within[named], option[named]))
    first, inverse = np.unique(pair, return_index=True, return_inverse=True)[1:]
    own_first = named[first]
    cell = combine((within, item))
    replaced = _values_at(cell[blank], values[blank], cell[named])
    own = np.bincount(inverse, values[named] - replaced, len(first)).astype(float)
    return Sums(own + blank_total[within[own_first]], own_first, blank_total[within[blank_first]], blank_first)


def _values_at(keys: Whole, values: Floats, wanted: Whole) -> Floats:
    """Return the value that stands at each wanted key; 0 where the key is not there."""
    if not len(keys):
        return np.zeros(len(wanted))
    order = np.argsort(keys, kind="stable")
    place = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    return np.where(keys[order][place] == wanted, values[order][place], 0.0)
