"""The vital rates of one migrant: which row holds where, what its draws are, and the rate without its impacts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.draws import Draws
from oxyura.migrants.structure import Structure
from oxyura.schema.intervals import Family, quantiles
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


@dataclass
class YearNoise:
    """Environmental noise: how rates differ from year to year around their drawn means.

    A rate's value in a year is beta (probabilities) or gamma (fecundities) with the drawn mean and the row's
    `sd_between_years`. Rows of one correlation group, or one parameter, share the year's quantile.
    """

    rows: tuple[RateRow, ...]
    means: Floats
    draws: Draws

    def __post_init__(self) -> None:
        self._noisy = [position for position, row in enumerate(self.rows) if row.sd_between_years > 0]
        self._generators = {
            self.rows[position].noise_stream: self.draws.generator(*self.rows[position].noise_stream)
            for position in self._noisy
        }

    @property
    def any(self) -> bool:
        """Whether any rate differs between years in this run."""
        return bool(self._noisy) and not self.draws.deterministic

    def next_year(self) -> Floats:
        """Return every row's value in the next year, shape (draws, rows)."""
        u = {
            stream: np.clip(generator.random(self.draws.count), 1e-300, 1 - 1e-16)
            for stream, generator in self._generators.items()
        }
        values = self.means.copy()
        for position in self._noisy:
            row = self.rows[position]
            values[:, position] = quantiles(
                row.family, self.means[:, position], row.sd_between_years, u[row.noise_stream]
            )
        return values
