"""The vital rates of one migrant: which row holds where, what its draws are, and the rate without its impacts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.draws import Draws
from oxyura.migrants.structure import Structure
from oxyura.schema.intervals import Family
from oxyura.schema.table import TableSet, number_or_nan, text_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class RateRow:
    """One row of `vital_rates` for one migrant."""

    stage: int
    site: str | None
    class_: int
    rate: str
    to_class: int
    value: float
    low: float
    high: float
    observed_with: tuple[str, ...]
    sd_between_years: float
    autocorrelation: float
    stream: tuple[str, ...]
    noise_stream: tuple[str, ...]
    row: int

    @property
    def family(self) -> Family:
        """The distribution that the rate's limits stand for."""
        return "non_negative" if self.rate == "fecundity" else "probability"


@dataclass(frozen=True)
class Target:
    """A rate of the model: its stage, class and, for fecundity and transition, target class, with its row by site.

    `row` holds positions in the list of rate rows, -1 where the rate has no row; shape (sites,).
    """

    stage: int
    class_: int
    to_class: int
    row: Ints


@dataclass(frozen=True)
class RateTargets:
    """Every rate of the model that has a row, by kind."""

    survival: tuple[Target, ...]
    fecundity: tuple[Target, ...]
    transition: tuple[Target, ...]

    def of(self, rate: str) -> tuple[Target, ...]:
        """Return the targets of one kind of rate; none for capacity and path survival."""
        by_rate = {"survival": self.survival, "fecundity": self.fecundity, "transition": self.transition}
        return by_rate.get(rate, ())


def read_rate_rows(tables: TableSet, structure: Structure) -> tuple[RateRow, ...]:
    """Read the rows of `vital_rates` of one migrant."""
    table = tables["vital_rates"].matching("migrant_id", structure.migrant_id)
    stages, classes = structure.stage_index, structure.class_index
    rows = []
    for record, row in zip(table.records(), table.rows, strict=True):
        class_, to_class = str(record["class"]), record["to_class"]
        identity = tuple(
            str(record[name] or "") for name in ("migrant_id", "stage", "site_id", "class", "rate", "to_class")
        )
        stream = _stream(structure.migrant_id, record["parameter"], record["correlation_group"], identity)
        observed = record["observed_with"]
        rows.append(
            RateRow(
                stage=stages[str(record["stage"])],
                site=text_of(record["site_id"]),
                class_=classes[class_],
                rate=str(record["rate"]),
                to_class=classes[class_ if to_class is None else str(to_class)],
                value=number_or_nan(record["value"]),
                low=number_or_nan(record["low"]),
                high=number_or_nan(record["high"]),
                observed_with=observed if isinstance(observed, tuple) else (),
                sd_between_years=np.nan_to_num(number_or_nan(record["sd_between_years"])),
                autocorrelation=number_or_nan(record["autocorrelation"]),
                stream=stream,
                noise_stream=("noise", *stream),
                row=int(row),
            )
        )
    return tuple(rows)


def _stream(migrant_id: str, parameter: object, group: object, identity: tuple[str, ...]) -> tuple[str, ...]:
    """Name the stream a rate is drawn from: a correlation group, else a parameter, else the row itself."""
    if group is not None:
        return ("correlation_group", migrant_id, str(group))
    if parameter is not None:
        return ("parameter", migrant_id, str(parameter))
    return ("vital_rates", *identity)


def resolve_targets(rows: tuple[RateRow, ...], structure: Structure) -> RateTargets:
    """Find the row that holds for every rate at every site: one that names the site replaces one that does not."""
    site_index = structure.site_index
    found: dict[str, dict[tuple[int, int, int], Ints]] = {"survival": {}, "fecundity": {}, "transition": {}}
    general_first = sorted(range(len(rows)), key=lambda position: rows[position].site is not None)
    for position in general_first:
        row = rows[position]
        name = (row.stage, row.class_, row.to_class)
        by_site = found[row.rate].setdefault(name, np.full(len(structure.sites), -1, dtype=np.int64))
        if row.site is None:
            by_site[:] = position
        elif row.site in site_index:
            by_site[site_index[row.site]] = position
    return RateTargets(
        **{
            rate: tuple(Target(*name, by_site) for name, by_site in sorted(targets.items(), key=lambda item: item[0]))
            for rate, targets in found.items()
        }
    )


def draw_rates(rows: tuple[RateRow, ...], draws: Draws) -> Floats:
    """Draw every row's value once per draw.

    Returns
    -------
    array, shape (draws, rows)
    """
    values = np.empty((draws.count, len(rows)))
    for position, row in enumerate(rows):
        values[:, position] = draws.of(row.family, row.value, row.low, row.high, *row.stream)
    return values
