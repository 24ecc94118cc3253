"""The counts of one migrant as series: what of the model each was made of, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.vital_rates import RateRow, RateTargets
from oxyura.migrants.structure import Structure
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence
from oxyura.schema.table import Table, TableSet

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# A series with fewer counts of unknown error shares the standard deviation of the others that have too few.
OWN_SD = 5

_NAMING = ("quantity", "series", "stage", "site_id", "class", "to_class")


@dataclass(frozen=True)
class SeriesRows:
    """The rows of one series, by year, as positions in the counts of a migrant.

    `name` names it among the migrant's; `part` where it covers an unknown share; `unsure` are the rows without error.
    """

    name: str
    quantity: str
    part: bool
    rows: tuple[int, ...]
    unsure: tuple[int, ...]


def list_series(counts: Table) -> tuple[SeriesRows, ...]:
    """Group the counts of one migrant into series, those of abundance first, in the order of their names.

    Parameters
    ----------
    counts : Table
        The rows of one migrant.
    """
    members: dict[tuple[str, ...], list[int]] = {}
    cells = {name: counts.words(name) for name in _NAMING}
    cells["quantity"] = counts.words("quantity", "abundance")
    cells["quantity"] = [word or "abundance" for word in cells["quantity"]]
    for at in range(len(counts)):
        members.setdefault(tuple(cells[name][at] for name in _NAMING), []).append(at)
    years, errors = counts.numbers("year"), counts.numbers("error")
    covers = counts.words("covers", "whole")
    found = []
    for key in sorted(members):
        rows = sorted(members[key], key=lambda at: float(years[at]))
        named = [word for word in key[1:] if word]
        found.append(
            SeriesRows(
                name=" ".join(named) or ("all" if key[0] == "abundance" else "breeding success"),
                quantity=key[0],
                part=key[0] == "abundance" and any(covers[at] == "part" for at in rows),
                rows=tuple(rows),
                unsure=tuple(at for at in rows if not errors[at] > 0),
            )
        )
    return tuple(found)


def sd_groups(series: tuple[SeriesRows, ...]) -> dict[str, tuple[int, ...]]:
    """Return which series of abundance share a standard deviation of unknown errors, by its name.

    Positions are those of the series of abundance. A series of five counts without error, or more, has its own.
    """
    groups: dict[str, tuple[int, ...]] = {}
    few = []
    for position, one in enumerate(each for each in series if each.quantity == "abundance"):
        if len(one.unsure) >= OWN_SD:
            groups[one.name] = (position,)
        elif one.unsure:
            few.append(position)
    if few:
        groups["" if groups else "all counts"] = tuple(few)
    return groups


@dataclass(frozen=True)
class CountSeries:
    """Counts of individuals, made alike.

    Parameters
    ----------
    name : str
    stage : int
        Stage at whose start they are made.
    members : bool array, shape (classes, sites)
        Who is counted.
    part : bool
        Whether they cover an unknown, constant share: an index.
    factor : float
        What the model's number is multiplied by.
    years : int64 array, shape (counts,)
        Increasing.
    value, error, effort : array, shape (counts,)
        Counts; standard errors, NaN where not known; effort, 1 where none is given.
    """

    name: str
    stage: int
    members: Bools
    part: bool
    factor: float
    years: NDArray[np.int64]
    value: Floats
    error: Floats
    effort: Floats

    @property
    def ln_value(self) -> Floats:
        """Natural logarithm of what was counted, per effort and in the model's unit, shape (counts,)."""
        return np.asarray(np.log(self.value) - np.log(self.effort) - np.log(self.factor))

    @property
    def ln_variance(self) -> Floats:
        """Variance of `ln_value`, ln(1 + (error / value)²); NaN where the error is not known, shape (counts,)."""
        return np.asarray(np.log1p((self.error / self.value) ** 2))


@dataclass(frozen=True)
class SuccessSeries:
    """Breeding success: young per pair or per breeding attempt.

    Parameters
    ----------
    name : str
    rate : {'fecundity', 'transition'}
        What of the model it is.
    targets : tuple of int
        Positions among the model's rates of that kind; added up within a class.
    sites : bool array, shape (sites,)
    factor, sd_between_years : float
        What the rate is multiplied by; its standard deviation between years, 0 where it is not known.
    years : int64 array, shape (counts,)
    value, error, attempts : array, shape (counts,)
        `error` and `attempts` NaN where not known.
    """

    name: str
    rate: str
    targets: tuple[int, ...]
    sites: Bools
    factor: float
    sd_between_years: float
    years: NDArray[np.int64]
    value: Floats
    error: Floats
    attempts: Floats


@dataclass(frozen=True)
class Counts:
    """Everything that was counted of a migrant; `groups` as :func:`sd_groups` gives them."""

    series: tuple[CountSeries, ...]
    success: tuple[SuccessSeries, ...]
    groups: dict[str, tuple[int, ...]]

    @property
    def size(self) -> int:
        """Number of counts."""
        return sum(len(years) for years in self._years)

    @property
    def span(self) -> tuple[int, int]:
        """First and last year."""
        years = np.concatenate(self._years)
        return int(years.min()), int(years.max())

    @property
    def _years(self) -> list[NDArray[np.int64]]:
        return [one.years for one in self.series] + [one.years for one in self.success]


def read_counts(tables: TableSet, structure: Structure, rates: RateTargets, rows: tuple[RateRow, ...]) -> Counts:
    """Read the counts of one migrant of tier `full`.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks.
    structure : Structure
    rates : RateTargets
        The rates of the model.
    rows : tuple of RateRow
        Rows of `vital_rates`, for the noise between years of breeding success.

    Raises
    ------
    InputError
        A count of a place, stage or class where the migrant never is, or of a success that no rate gives.
    """
    table = tables["counts"].matching("migrant_id", structure.migrant_id)
    listed = list_series(table)
    series = tuple(_count_series(one, table, structure) for one in listed if one.quantity == "abundance")
    success = tuple(
        _success_series(one, table, structure, rates, rows) for one in listed if one.quantity == "breeding_success"
    )
    return Counts(series, success, sd_groups(listed))


def _place(word: str, index: dict[str, int], what: str, table: Table, at: int) -> int:
    if word not in index:
        raise InputError(
            sentence("'%(word)s' is no %(what)s of the migrant.", word=word, what=what),
            where=sentence("%(value)s, row %(rows)s", value=table.file or "counts", rows=int(table.rows[at])),
            remedy="Correct it, or leave it empty.",
        )
    return index[word]


def _mask(word: str, index: dict[str, int], what: str, table: Table, at: int, every: Bools) -> Bools:
    if not word:
        return every
    mask = np.zeros(len(index), dtype=bool)
    mask[_place(word, index, what, table, at)] = True
    return mask


def _count_series(one: SeriesRows, table: Table, structure: Structure) -> CountSeries:
    first, rows = one.rows[0], np.array(one.rows)
    stage = table.words("stage")[first]
    sites = _mask(
        table.words("site_id")[first], structure.site_index, "site", table, first, np.ones(len(structure.sites), bool)
    )
    classes = _mask(table.words("class")[first], structure.class_index, "class", table, first, structure.counted.copy())
    errors = table.numbers("error")[rows]
    return CountSeries(
        one.name,
        _place(stage, structure.stage_index, "stage", table, first) if stage else 0,
        classes[:, None] & sites[None, :],
        one.part,
        float(table.numbers("factor", 1.0)[first]),
        table.numbers("year")[rows].astype(np.int64),
        table.numbers("value")[rows],
        np.where(errors > 0, errors, np.nan),
        table.numbers("effort", 1.0)[rows] if one.part else np.ones(len(rows)),
    )


def _success_series(
    one: SeriesRows, table: Table, structure: Structure, rates: RateTargets, rate_rows: tuple[RateRow, ...]
) -> SuccessSeries:
    first, rows = one.rows[0], np.array(one.rows)
    words = {name: table.words(name)[first] for name in ("stage", "site_id", "class", "to_class")}
    rate, targets = next(_targets_of_success(words, structure, rates), ("", ()))
    if not targets:
        raise InputError(
            "No fecundity, and no transition to to_class, is what this breeding success measures.",
            where=sentence("%(value)s, row %(rows)s", value=table.file or "counts", rows=int(table.rows[first])),
            remedy="Name the class that breeds, and in to_class the class of those who succeed.",
        )
    used = {int(row) for number in targets for row in rates.of(rate)[number].row if row >= 0}
    sds = {rate_rows[row].sd_between_years for row in used}
    errors = table.numbers("error")[rows]
    return SuccessSeries(
        one.name,
        rate,
        targets,
        _mask(words["site_id"], structure.site_index, "site", table, first, np.ones(len(structure.sites), bool)),
        float(table.numbers("factor", 1.0)[first]),
        sds.pop() if len(sds) == 1 else 0.0,
        table.numbers("year")[rows].astype(np.int64),
        table.numbers("value")[rows],
        np.where(errors > 0, errors, np.nan),
        table.numbers("n")[rows],
    )


def _targets_of_success(
    words: dict[str, str], structure: Structure, rates: RateTargets
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the rates that a breeding success may be: a transition where one leads to `to_class`, else fecundity."""
    for rate in ("transition", "fecundity") if words["to_class"] else ("fecundity",):
        chosen = tuple(
            number
            for number, target in enumerate(rates.of(rate))
            if words["stage"] in ("", structure.stages[target.stage])
            and words["class"] in ("", structure.classes[target.class_])
            and words["to_class"] in ("", structure.classes[target.to_class])
        )
        if chosen:
            yield rate, chosen
