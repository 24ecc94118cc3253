"""Sums after precedence over a large table, and which of them are wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from oxyura.study.checking.grouping import Floats, Mask, Whole, sum_by_precedence
from oxyura.study.checking.index import StudyIndex


@dataclass(frozen=True)
class SumOf:
    """What is summed: the column `value` over `item`, within `scope`, where a row that names `option` goes first."""

    table: str
    scope: tuple[str, ...]
    item: str
    option: str
    value: str


def wrong_sums(
    index: StudyIndex,
    what: SumOf,
    is_wrong: Callable[[Floats], Mask],
    choices: Mapping[str, frozenset[str]],
    rows: Mask | None = None,
) -> Iterator[tuple[int, float, str | None]]:
    """Yield the first row, the sum and the option (None: left blank) of every sum that is wrong.

    The sum of the blank rows is judged where it holds for somebody: where one of the migrant's `choices` (all its
    classes, or all its sites) has no row of its own in the scope, or none are known. Sums that a row with an
    unreadable cell or a doubled key enters are not judged.

    Parameters
    ----------
    index : StudyIndex
        The study.
    what : SumOf
        What is summed.
    is_wrong : callable
        Takes sums, returns which are wrong.
    choices : mapping of str to frozenset of str
        By migrant, the options that rows may name.
    rows : bool array, optional
        The rows that count; all where None.
    """
    table = index.every(what.table)
    chosen = np.arange(len(table)) if rows is None else np.flatnonzero(rows)
    scope = [index.codes(what.table, column)[chosen] for column in what.scope]
    unsure = index.unsure(what.table)[chosen]
    if not len(chosen) or any((column[unsure] < 0).any() for column in scope):
        return
    option = index.codes(what.table, what.option)[chosen]
    values = np.where(unsure, np.nan, table.numbers(what.value)[chosen])
    sums = sum_by_precedence(scope, index.codes(what.table, what.item)[chosen], option, values)

    labels = index.labels(what.table, what.option)
    wrong = np.flatnonzero(is_wrong(sums.own_total))
    for first, total in zip(sums.own_first[wrong].tolist(), sums.own_total[wrong].tolist(), strict=True):
        yield int(chosen[first]), total, labels[option[first]]

    wrong = np.flatnonzero(is_wrong(sums.blank_total))
    if not len(wrong):
        return
    named = _options_by_scope(scope, option, labels, sums.own_first)
    for first, total in zip(sums.blank_first[wrong].tolist(), sums.blank_total[wrong].tolist(), strict=True):
        possible = choices.get(table.columns["migrant_id"][chosen[first]], frozenset())
        if not possible or possible - named.get(_codes_at(scope, first), set()):
            yield int(chosen[first]), total, None


def _options_by_scope(
    scope: list[Whole], option: Whole, labels: tuple[str, ...], positions: Whole
) -> Mapping[tuple[int, ...], set[str]]:
    named: dict[tuple[int, ...], set[str]] = defaultdict(set)
    for position in positions.tolist():
        named[_codes_at(scope, position)].add(labels[option[position]])
    return named


def _codes_at(scope: list[Whole], position: int) -> tuple[int, ...]:
    return tuple(int(column[position]) for column in scope)
