"""Reading what is needed to hold the annual cycle of one migrant against its counts, and refusing too few of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.count_model import CountModel, KnownLevel
from oxyura.annual_cycle.count_series import Counts, read_counts
from oxyura.annual_cycle.count_unknowns import Unknown, list_unknowns
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.schema.errors import InputError
from oxyura.schema.intervals import spread
from oxyura.schema.sentences import sentence
from oxyura.schema.settings import Settings
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]

# How sure an abundance without limits is taken to be where nothing but indices was counted.
_AS_WRITTEN = 0.01

# Impacts of other migrants stay: they may share a draw with those of this one.
_OWN_ROWS = ("migrants", "stages", "classes", "distribution", "movements", "vital_rates", "density", "fits", "counts")


def rows_of_counts(tables: TableSet, migrant_id: str) -> str:
    """Say where the counts of a migrant stand."""
    rows = sorted(int(row) for row in tables["counts"].matching("migrant_id", migrant_id).rows)
    if not rows:
        return "counts"
    return (
        sentence("counts, row %(rows)s", rows=rows[0])
        if len(rows) == 1
        else sentence("counts, rows %(rows)s to %(rows_2)s", rows=rows[0], rows_2=rows[-1])
    )


def read_count_model(tables: TableSet, migrant_id: str, settings: Settings) -> CountModel:
    """Read the annual cycle of one migrant together with its counts.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks; the migrant is of tier `full` and has rows in `counts`.
    migrant_id : str
    settings : Settings
        Seed and the scales of priors.

    Raises
    ------
    InputError
        There are fewer counts than numbers that nothing else says anything of, or the abundance is 0.
    """
    cycle = read_cycle(tables, migrant_id, Draws(settings.seed, 1, deterministic=True))
    counts = read_counts(tables, cycle.structure, cycle.targets.rates, cycle.rows)
    row = tables["migrants"].matching("migrant_id", migrant_id)
    value, low, high, year = (
        float(row.numbers(name)[0]) for name in ("abundance", "abundance_low", "abundance_high", "abundance_year")
    )
    if not value > 0:
        raise InputError(
            sentence(
                "The annual cycle of '%(migrant_id)s' cannot be calibrated to counts: its abundance is not above 0.",
                migrant_id=migrant_id,
            ),
            where="migrants, column abundance",
            remedy="Give the abundance, or turn calibration off in study.toml.",
        )
    first, last = counts.span
    level_year = last if np.isnan(year) else int(year)
    known = _known_level(counts, level_year, value, spread(low, high))
    if counts.series:
        first, last = min(first, level_year), max(last, level_year)
    unknowns = list_unknowns(tables, migrant_id, counts, settings.calibration, value)
    refuse_too_few(migrant_id, counts, unknowns, known, rows_of_counts(tables, migrant_id))
    years = range(first, last + 1)
    return CountModel(
        _of_migrant(tables, migrant_id),
        migrant_id,
        settings.seed,
        counts,
        unknowns,
        value,
        level_year,
        known,
        years,
        _past_presences(tables, cycle, years),
    )


def _of_migrant(tables: TableSet, migrant_id: str) -> TableSet:
    """Leave out the rows of other migrants where they say nothing of this one, and every reading would pass them."""
    own = {name: tables[name].matching("migrant_id", migrant_id) for name in _OWN_ROWS if name in tables}
    return tables.replacing(**own)


def _known_level(counts: Counts, year: int, value: float, sd: float) -> KnownLevel | None:
    """Return what the abundance says of ln N: a log-normal of its mean and standard deviation."""
    if sd > 0:
        variance = float(np.log1p((sd / value) ** 2))
        return KnownLevel(year, float(np.log(value)) - variance / 2, float(np.sqrt(variance)))
    # Without limits it gives way to counts of the whole population.
    if any(not one.part for one in counts.series) or not counts.series:
        return None
    return KnownLevel(year, float(np.log(value)), _AS_WRITTEN, is_as_written=True)


def refuse_too_few(
    migrant_id: str, counts: Counts, unknowns: tuple[Unknown, ...], known: KnownLevel | None, where: str
) -> None:
    """Refuse to calibrate where there are fewer counts than numbers that nothing else says anything of.

    Numbers with limits in the study are known without counts; those that `fits` leaves open, the shares that indices
    cover and the standard deviations are not, nor is the level where `migrants` gives no limits of it.
    """
    free = sum(unknown.kind not in ("number", "level") for unknown in unknowns)
    free += sum(one.part for one in counts.series) + (known is None and bool(counts.series))
    if counts.size < free:
        raise InputError(
            sentence(
                "'%(migrant_id)s' has %(size)s counts, and %(free)s numbers are to be read from them: more "
                "free parameters than data.",
                migrant_id=migrant_id,
                size=counts.size,
                free=free,
            ),
            where=where,
            remedy="Add counts or their standard errors, name fewer parameters in fits, or turn calibration off in"
            " study.toml.",
        )


def _past_presences(tables: TableSet, cycle: Cycle, years: range) -> tuple[Mapping[str, Floats], ...]:
    """Return, by year, where invaders were that acted then and not now, or now and not then.

    A present invader was not there before its `first_year`; an eradicated one was there up to its `last_year`.
    """
    sites = cycle.structure.site_index
    acting = {action.cause_id for action in cycle.causes if action.kind == "invader"}
    table = tables["presences"]
    today = {invader: np.zeros(len(sites)) for invader in acting}
    spans: list[tuple[str, int, float, float]] = []
    for invader, site, status, first, last in zip(
        table.words("invader_id"),
        table.words("site_id"),
        table.words("status"),
        table.numbers("first_year", -np.inf),
        table.numbers("last_year"),
        strict=True,
    ):
        if invader in acting and site in sites:
            if status == "present":
                today[invader][sites[site]] = 1.0
                spans.append((invader, sites[site], first, np.inf))
            elif status == "eradicated" and not np.isnan(last):
                spans.append((invader, sites[site], first, last))
    found = []
    for year in years:
        then = {invader: np.zeros(len(sites)) for invader in acting}
        for invader, place, first, last in spans:
            then[invader][place] = float(first <= year <= last)
        found.append({name: there for name, there in sorted(then.items()) if (there != today[name]).any()})
    return tuple(found)
