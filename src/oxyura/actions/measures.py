"""The measures of a study: those on offer, when they act, and those that are history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from math import ceil

import numpy as np

from oxyura.schema.errors import InputError, LimitError
from oxyura.schema.sentences import Figure, sentence
from oxyura.schema.settings import Budget
from oxyura.schema.table import Table, TableSet

MOST_OFFERS = 1_000

# A delay of 2.9999999999 years is one of 3.
_ROUNDING = 1e-9

_ONCE = ("eradicate", "restore", "reinforce")
_ON_ARRIVALS = ("prevent", "detect", "contain")


@dataclass(frozen=True)
class Measure:
    """One measure on offer; numbers that the table leaves empty are NaN, or what the table says an empty cell means.

    Parameters
    ----------
    measure_id, kind : str
    invaders, pressures : tuple of str
        What it acts on.
    site : str or None
        None: every site.
    cost, cost_low, cost_high : float
        Cost once, with 95 % limits.
    currency : str
    price_year : int
    cost_per_year : float
    delay, duration : float
        In years; a duration of NaN is that of its kind.
    success, success_low, success_high : float
    reduction, reduction_low, reduction_high : float
    reduction_if_failed, reinvasion : float
    requires, excludes : tuple of str
    row : int
        Row in its file.
    """

    measure_id: str
    kind: str
    invaders: tuple[str, ...]
    pressures: tuple[str, ...]
    site: str | None
    cost: float
    cost_low: float
    cost_high: float
    currency: str
    price_year: int
    cost_per_year: float
    delay: float
    duration: float
    success: float
    success_low: float
    success_high: float
    reduction: float
    reduction_low: float
    reduction_high: float
    reduction_if_failed: float
    reinvasion: float
    requires: tuple[str, ...]
    excludes: tuple[str, ...]
    row: int

    @property
    def lowers_arrivals(self) -> bool:
        """Whether it keeps invaders from arriving."""
        return self.kind in _ON_ARRIVALS

    @property
    def known(self) -> int:
        """Years until it is known whether an eradication has worked; delay and duration count as whole years."""
        return _whole(self.delay) + _whole(1.0 if np.isnan(self.duration) else self.duration)

    @property
    def first_year(self) -> int:
        """First year in which it acts: the one after the outcome is known, or after the delay."""
        return (self.known if self.kind == "eradicate" else _whole(self.delay)) + 1

    def last_year(self, horizon: int) -> int:
        """Return the last year in which it acts; the horizon where no duration is given."""
        if self.kind == "eradicate" or np.isnan(self.duration):
            return horizon
        return min(horizon, _whole(self.delay) + _whole(self.duration))

    def paid_years(self, horizon: int) -> float:
        """Return the years over which its running cost is paid."""
        if not np.isnan(self.duration):
            return self.duration
        return 1.0 if self.kind in _ONCE else max(horizon - self.delay, 0.0)


def _whole(years: float) -> int:
    return ceil(years - _ROUNDING)


@dataclass(frozen=True)
class Catalogue:
    """What a study says can be done.

    Parameters
    ----------
    offers : tuple of Measure
        Measures on offer, those that others require before them, else in the order of the table.
    pending : tuple of str
        Measures under way, whose outcome is not known.
    barred : mapping of str to str
        Measures that cannot be taken, because one that they require has not succeeded; that one.
    """

    offers: tuple[Measure, ...]
    pending: tuple[str, ...]
    barred: Mapping[str, str]


def read_catalogue(tables: TableSet) -> Catalogue:
    """Read the measures of a study.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks.

    Raises
    ------
    InputError
        A number that cannot be, or measures that require each other in a circle or one that does not exist.
    LimitError
        More measures than the program accepts.
    """
    table = tables["measures"]
    outcomes = dict(zip(table.words("measure_id"), table.texts("outcome"), strict=True))
    offers = {
        measure.measure_id: measure
        for measure, outcome in zip(_rows(table), table.texts("outcome"), strict=True)
        if outcome is None
    }
    if len(offers) > MOST_OFFERS:
        raise LimitError(
            sentence(
                "%(number)s measures are on offer; at most %(most_offers)s are accepted.",
                number=Figure(f"{len(offers):,}"),
                most_offers=Figure(f"{MOST_OFFERS:,}"),
            ),
            where=table.file or "measures",
            remedy="Join measures that belong together into one, or split the study.",
        )
    for measure in offers.values():
        _refuse_bad_numbers(table, measure)
        for name in (*measure.requires, *measure.excludes):
            if name not in outcomes:
                raise InputError(
                    sentence(
                        "'%(measure_id)s' names the measure '%(name)s', which does not exist.",
                        measure_id=measure.measure_id,
                        name=name,
                    ),
                    where=sentence("%(value)s, row %(row)s", value=table.file or "measures", row=measure.row),
                    remedy="Correct the name in requires or excludes.",
                )
    order = _required_first(table, offers)
    barred: dict[str, str] = {}
    for name in order:
        unmet = (
            other for other in offers[name].requires if other in barred or outcomes[other] in ("failed", "pending")
        )
        missing = next(unmet, None)
        if missing is not None:
            barred[name] = missing
    pending = tuple(name for name, outcome in outcomes.items() if outcome == "pending")
    return Catalogue(tuple(offers[name] for name in order if name not in barred), pending, barred)


def _rows(table: Table) -> Iterable[Measure]:
    for record, row in zip(table.records(), table.rows, strict=True):

        def value(name: str, blank: float = np.nan, record: Mapping[str, object] = record) -> float:
            cell = record[name]
            return float(cell) if isinstance(cell, int | float) else blank

        def names(column: str, record: Mapping[str, object] = record) -> tuple[str, ...]:
            cell = record[column]
            return tuple(dict.fromkeys(cell)) if isinstance(cell, tuple) else ()

        year = value("price_year")
        yield Measure(
            measure_id=str(record["measure_id"]),
            kind=str(record["kind"]),
            invaders=names("invader_ids"),
            pressures=names("pressure_ids"),
            site=None if record["site_id"] is None else str(record["site_id"]),
            cost=value("cost"),
            cost_low=value("cost_low"),
            cost_high=value("cost_high"),
            currency=str(record["currency"]),
            price_year=0 if np.isnan(year) else int(year),
            cost_per_year=value("cost_per_year", 0.0),
            delay=value("start_delay_years", 0.0),
            duration=value("duration_years"),
            success=value("success_probability"),
            success_low=value("success_low"),
            success_high=value("success_high"),
            reduction=value("reduction"),
            reduction_low=value("reduction_low"),
            reduction_high=value("reduction_high"),
            reduction_if_failed=value("reduction_if_failed", 0.0),
            reinvasion=value("reinvasion_per_year", 0.0),
            requires=names("requires"),
            excludes=names("excludes"),
            row=int(row),
        )


def _refuse_bad_numbers(table: Table, measure: Measure) -> None:
    """Raise InputError where a number is missing or out of its range."""
    shares = ("success", "reduction", "reduction_if_failed", "reinvasion")
    for name in ("cost", "cost_per_year", "delay", "duration", *shares):
        value = getattr(measure, name)
        optional = name in ("duration", "reduction")
        most = 1.0 if name in shares else np.inf
        if (np.isnan(value) and not optional) or not (np.isnan(value) or (0.0 <= value <= most and value < np.inf)):
            column = {"success": "success_probability", "reinvasion": "reinvasion_per_year"}.get(name, name)
            column = {"delay": "start_delay_years", "duration": "duration_years"}.get(column, column)
            raise InputError(
                sentence(
                    "The %(column)s of '%(measure)s' is %(value)s.",
                    column=column,
                    measure=measure.measure_id,
                    value=sentence("missing") if np.isnan(value) else f"{value:g}",
                ),
                where=sentence(
                    "%(value)s, row %(row)s, column %(column)s",
                    value=table.file or "measures",
                    row=measure.row,
                    column=column,
                ),
                remedy="Give a number from 0 to 1." if name in shares else "Give a number of 0 or more.",
            )


def _required_first(table: Table, offers: Mapping[str, Measure]) -> list[str]:
    """Order measures so that what one requires comes before it, otherwise as in the table.

    Raises
    ------
    InputError
        Measures require each other in a circle.
    """
    graph = {name: [other for other in measure.requires if other in offers] for name, measure in offers.items()}
    try:
        sorter = TopologicalSorter(graph)
        sorter.prepare()
    except CycleError as error:
        circle = list(dict.fromkeys(error.args[1]))
        first = min(offers[name].row for name in circle)
        raise InputError(
            sentence("The measures %(circle)s require each other in a circle.", circle=", ".join(sorted(circle))),
            where=sentence("%(value)s, row %(first)s, column requires", value=table.file or "measures", first=first),
            remedy="Take one of them out of requires; measures that only make sense together are one measure.",
        ) from error
    position = {name: number for number, name in enumerate(offers)}
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=position.__getitem__)
        order.extend(ready)
        sorter.done(*ready)
    return order


def money_of(table: Table, offers: Sequence[Measure], budget: Budget | None) -> tuple[str, int] | None:
    """Return currency and price year in which costs are added; None where there is no budget and they differ.

    Raises
    ------
    InputError
        A measure is priced in another currency, or in prices of another year, than the budget: nothing is converted.
    """
    if budget is None:
        money = {(measure.currency, measure.price_year) for measure in offers}
        return money.pop() if len(money) == 1 else None
    for measure in offers:
        if (measure.currency, measure.price_year) != (budget.currency, budget.price_year):
            column = "currency" if measure.currency != budget.currency else "price_year"
            raise InputError(
                sentence(
                    "'%(measure_id)s' is priced in %(currency)s of %(price_year)s, the budget in %(currency_2)s "
                    "of %(price_year_2)s.",
                    measure_id=measure.measure_id,
                    currency=measure.currency,
                    price_year=measure.price_year,
                    currency_2=budget.currency,
                    price_year_2=budget.price_year,
                ),
                where=sentence(
                    "%(value)s, row %(row)s, column %(column)s",
                    value=table.file or "measures",
                    row=measure.row,
                    column=column,
                ),
                remedy="Bring costs and budget to one currency and one price year, and note the rate or index used.",
            )
    return budget.currency, budget.price_year
