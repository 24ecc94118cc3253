"""What stands beside the shares: causes of unknown size, causes that cannot be told apart, what stays unexplained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from oxyura.annual_cycle.attribution import confounded_groups, find_unexplained
from oxyura.annual_cycle.population import Population
from oxyura.schema.intervals import Band, band
from oxyura.schema.mechanism_tables import MODELS
from oxyura.schema.table import TableSet


@dataclass(frozen=True)
class UnsizedCause:
    """A known cause of unknown size: listed, never given a number."""

    cause_id: str
    kind: str
    stage: str
    rate: str


@dataclass(frozen=True)
class Causes:
    """What an attribution cannot say of a migrant's causes.

    Parameters
    ----------
    unsized : tuple of UnsizedCause
    confounded : tuple of tuple of str
        Groups of causes that act on one kind of rate, one of them at least of unknown size.
    unexplained : Band or None
        ln observed growth minus ln modelled growth now; None without an observed growth or a model.
    """

    unsized: tuple[UnsizedCause, ...]
    confounded: tuple[tuple[str, ...], ...]
    unexplained: Band | None


def describe_causes(tables: TableSet, migrant_id: str, population: Population | None) -> Causes:
    """Describe what is not known of the causes that act on one migrant."""
    unsized: dict[UnsizedCause, None] = {}
    touched: dict[str, set[str]] = {}
    for name, column, kind in (("impacts", "invader_id", "invader"), ("pressures", "pressure_id", "pressure")):
        table = tables[name].matching("migrant_id", migrant_id)
        rows = zip(table.words(column), table.words("stage"), table.words("rate"), table.numbers("effect"), strict=True)
        for cause, stage, rate, effect in rows:
            touched.setdefault(cause, set()).add(rate)
            if np.isnan(effect):
                unsized[UnsizedCause(cause, kind, stage, rate)] = None
    for cause, rate in _modelled(tables, migrant_id):
        touched.setdefault(cause, set()).add(rate)
    groups = confounded_groups(
        {cause: frozenset(rates) for cause, rates in touched.items()},
        frozenset(cause.cause_id for cause in unsized),
    )
    return Causes(tuple(unsized), tuple(tuple(group) for group in groups), _unexplained(tables, migrant_id, population))


def _modelled(tables: TableSet, migrant_id: str) -> Iterator[tuple[str, str]]:
    """Yield invader and rate of every mechanism that a model stands for; its size is known."""
    for name in MODELS:
        for record in tables[name].matching("migrant_id", migrant_id).records():
            if name == "diseases":
                rates = [
                    rate
                    for rate, column in (("survival", "mortality"), ("fecundity", "fecundity_loss"))
                    if record[column]
                ]
            else:
                # Predation names its rate; egg sinks and pairs with hybrids cost young.
                rates = [str(record.get("rate") or "fecundity")]
            for rate in rates:
                yield str(record["invader_id"]), rate


def _unexplained(tables: TableSet, migrant_id: str, population: Population | None) -> Band | None:
    observed = float(tables["migrants"].matching("migrant_id", migrant_id).numbers("observed_growth")[0])
    if population is None or np.isnan(observed) or observed <= 0 or np.any(population.now.growth <= 0):
        return None
    return band(find_unexplained(observed, population.now.growth))
