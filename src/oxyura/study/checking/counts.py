"""Counts: numbers that can be used, places and rates that they are of, and enough of them for a calibration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from oxyura.annual_cycle.count_series import SeriesRows, list_series, sd_groups
from oxyura.annual_cycle.count_unknowns import open_parameters
from oxyura.schema.sentences import sentence, term
from oxyura.schema.table import Table
from oxyura.study.checking.findings import Finding, cell_text, find, number_text
from oxyura.study.checking.index import StudyIndex

_ONLY_FOR = {"breeding_success": ("to_class", "n"), "abundance": ("effort", "unit")}
_LEAST_FOR_TREND = 3


def calibrates(index: StudyIndex) -> bool:
    """Tell whether the study's settings let counts be used; they do where they cannot be read."""
    return index.settings is None or index.settings.calibration.use


def _by_migrant(index: StudyIndex) -> Iterator[tuple[str, Table, tuple[SeriesRows, ...]]]:
    """Yield each migrant with its sound counts and their series."""
    table = index["counts"]
    members: dict[str, list[int]] = defaultdict(list)
    for at, migrant in enumerate(table.words("migrant_id")):
        members[migrant].append(at)
    for migrant in sorted(members):
        if migrant in index.ids("migrants"):
            chosen = np.zeros(len(table), dtype=bool)
            chosen[members[migrant]] = True
            own = table.where(chosen)
            yield migrant, own, list_series(own)


def find_unusable_counts(index: StudyIndex) -> Iterator[Finding]:
    """Find counts of 0, and cells that do not belong to what was counted."""
    table = index["counts"]
    value, covers = table.numbers("value"), table.words("covers", "whole")
    for at, quantity in enumerate(table.words("quantity", "abundance")):
        if quantity == "abundance" and value[at] == 0:
            yield find("count_zero", table, "0 were counted.", at=at, column="value")
        for other, columns in _ONLY_FOR.items():
            for column in columns if other != quantity else ():
                if cell_text(table, column, at) is not None:
                    message = sentence(
                        "A count of %(quantity)s has no %(column)s.", quantity=term("quantity", quantity), column=column
                    )
                    yield find("column_not_used", table, message, at=at, column=column)
        if covers[at] == "whole" and quantity == "abundance" and cell_text(table, "effort", at) is not None:
            unused = "The whole population was counted, whatever the effort."
            yield find("effort_not_used", table, unused, at=at, column="effort")


def find_other_units(index: StudyIndex) -> Iterator[Finding]:
    """Find counts of the whole population in another unit than its abundance."""
    migrants = index["migrants"]
    unit_of = dict(zip(migrants.words("migrant_id"), migrants.texts("abundance_unit"), strict=True))
    table = index["counts"]
    factors, covers = table.numbers("factor"), table.words("covers", "whole")
    for at, (migrant, unit) in enumerate(zip(table.words("migrant_id"), table.texts("unit"), strict=True)):
        known = unit_of.get(migrant)
        if unit is not None and known is not None and unit != known and covers[at] == "whole" and np.isnan(factors[at]):
            message = sentence(
                "The row counts %(unit)s, the abundance of '%(migrant)s' %(known)s.",
                unit=unit,
                migrant=migrant,
                known=term("unit", known),
            )
            yield find("count_unit", table, message, at=at, column="unit")


def find_unlike_series(index: StudyIndex) -> Iterator[Finding]:
    """Find series whose rows do not agree in what the counts cover."""
    for _, table, series in _by_migrant(index):
        for one in series:
            for column in ("covers", "factor", "unit"):
                default = table.spec.column(column).default or None
                words = [cell_text(table, column, at) or default for at in one.rows]
                at = next((at for at, word in zip(one.rows, words, strict=True) if word != words[0]), None)
                if at is not None:
                    message = sentence(
                        "Rows of the series '%(name)s' differ in %(column)s.", name=one.name, column=column
                    )
                    yield find("count_series_differs", table, message, at=at, column=column)


def find_counts_elsewhere(index: StudyIndex) -> Iterator[Finding]:
    """Find counts of places where the migrant is not."""
    table = index["counts"]
    rows = zip(
        table.words("migrant_id"),
        table.texts("stage"),
        table.texts("site_id"),
        table.words("quantity", "abundance"),
        strict=True,
    )
    for at, (migrant, stage, site, quantity) in enumerate(rows):
        if site is None or site not in index.ids("sites") or not index.is_full(migrant):
            continue
        order = index.stage_order.get(migrant, ())
        asked = stage or (order[0] if order and quantity == "abundance" else None)
        known = index.sites.get(migrant, frozenset())
        if asked is not None:
            known = index.sites_in_stage.get((migrant, asked), known)
        if site not in known:
            when = sentence(" in %(asked)s", asked=asked) if asked else ""
            message = sentence(
                "'%(migrant)s' is not at '%(site)s'%(when)s, by distribution and movements.",
                migrant=migrant,
                site=site,
                when=when,
            )
            yield find("count_elsewhere", table, message, at=at, column="site_id")


def find_success_without_rate(index: StudyIndex) -> Iterator[Finding]:
    """Find breeding success that no rate gives, and success above 1 of a rate that is a probability."""
    rates = index["vital_rates"]
    known: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    columns = (rates.words("migrant_id"), rates.words("rate"), rates.words("stage"), rates.words("class"))
    for migrant, rate, stage, class_, to_class in zip(*columns, rates.texts("to_class"), strict=True):
        known[migrant].append((rate, stage, class_, to_class or class_))
    table = index["counts"]
    names = ("migrant_id", "quantity", "stage", "class", "to_class")
    value, factor = table.numbers("value"), table.numbers("factor", 1.0)
    cells = zip(*(table.words(name) for name in names), strict=True)
    for at, (migrant, quantity, stage, class_, to_class) in enumerate(cells):
        if quantity != "breeding_success" or not index.is_full(migrant):
            continue
        found = {
            rate
            for rate, *place in known[migrant]
            if (rate == "fecundity" or (rate == "transition" and to_class))
            and all(asked in ("", word) for asked, word in zip((stage, class_, to_class), place, strict=True))
        }
        if not found:
            message = sentence("No rate of '%(migrant)s' is what this breeding success measures.", migrant=migrant)
            yield find("success_without_rate", table, message, at=at, column="class")
        elif "transition" in found and value[at] > factor[at]:
            message = sentence("%(number)s is more than a transition can be.", number=number_text(value[at]))
            yield find("success_above_one", table, message, at=at, column="value")


def find_too_few(index: StudyIndex) -> Iterator[Finding]:
    """Find migrants with fewer counts than free parameters, and counts that nothing uses."""
    for migrant, table, series in _by_migrant(index):
        full = index.is_full(migrant)
        if not full and max(len(one.rows) for one in series) < _LEAST_FOR_TREND:
            message = sentence(
                "'%(migrant)s' has no annual cycle and fewer than %(least_for_trend)s counts of one series.",
                migrant=migrant,
                least_for_trend=_LEAST_FOR_TREND,
            )
            yield find("counts_not_used", table, message, at=0, column="migrant_id")
        elif full and not calibrates(index):
            message = sentence("'%(migrant)s' has counts, and calibration is turned off.", migrant=migrant)
            yield find("counts_not_used", table, message, at=0, column="migrant_id")
        elif full and not index.broken("counts").any():
            free = _free_parameters(index, migrant, table, series)
            if len(table) < free:
                message = sentence(
                    "'%(migrant)s' has %(number)s counts, and %(free)s numbers are to be read from them: more "
                    "free parameters than data.",
                    migrant=migrant,
                    number=len(table),
                    free=free,
                )
                yield find("too_few_counts", table, message, at=0, column="migrant_id")


def _free_parameters(index: StudyIndex, migrant: str, table: Table, series: tuple[SeriesRows, ...]) -> int:
    """Count what only counts say: as :func:`oxyura.annual_cycle.count_reading.refuse_too_few` does."""
    row = index.every("migrants").matching("migrant_id", migrant)
    low, high = float(row.numbers("abundance_low")[0]), float(row.numbers("abundance_high")[0])
    of_abundance = [one for one in series if one.quantity == "abundance"]
    level_open = bool(of_abundance) and not high > low and any(not one.part for one in of_abundance)
    noise = _noise(index, migrant)
    success = sum(one.quantity == "breeding_success" for one in series)
    return (
        len(open_parameters(index.tables, migrant))
        + bool(of_abundance)
        + len(sd_groups(series))
        + (0 if noise else success)
        + sum(one.part for one in of_abundance)
        + level_open
    )


def _noise(index: StudyIndex, migrant: str) -> bool:
    """Tell whether every rate of a migrant that breeding success may be has its noise between years."""
    rates = index["vital_rates"].matching("migrant_id", migrant)
    raised = [rate in ("fecundity", "transition") for rate in rates.words("rate")]
    return bool((rates.where(raised).numbers("sd_between_years") > 0).all())


def find_counts_that_count_twice(index: StudyIndex) -> Iterator[Finding]:
    """Find counts that are the abundance in migrants, whose limits are used as well."""
    migrants = index["migrants"]
    written = {
        migrant: (year, value)
        for migrant, year, value, low, high in zip(
            migrants.words("migrant_id"),
            migrants.numbers("abundance_year"),
            migrants.numbers("abundance"),
            migrants.numbers("abundance_low"),
            migrants.numbers("abundance_high"),
            strict=True,
        )
        if high > low
    }
    table = index["counts"]
    names = (table.words("migrant_id"), table.words("quantity"), table.numbers("year"), table.numbers("value"))
    for at, (migrant, quantity, year, value) in enumerate(zip(*names, strict=True)):
        if quantity != "breeding_success" and written.get(migrant) == (year, value):
            message = sentence(
                "%(number)s in %(year)s is the abundance in migrants, with its limits.",
                number=number_text(value),
                year=number_text(year),
            )
            yield find("count_is_abundance", table, message, at=at, column="value")


def find_counts_before_invaders(index: StudyIndex) -> Iterator[Finding]:
    """Find invaders that act on a counted migrant and whose first year is after the first count."""
    impacts = index["impacts"]
    sized = ~np.isnan(impacts.numbers("effect"))
    acting = set(zip(impacts.where(sized).words("invader_id"), impacts.where(sized).words("migrant_id"), strict=True))
    presences = index["presences"]
    columns = (
        presences.words("invader_id"),
        presences.words("site_id"),
        presences.words("status"),
        presences.numbers("first_year"),
    )
    for migrant, counts, _ in _by_migrant(index):
        if not (index.is_full(migrant) and calibrates(index)):
            continue
        begins = counts.numbers("year").min()
        for at, (invader, site, status, first) in enumerate(zip(*columns, strict=True)):
            here = site in index.sites.get(migrant, frozenset()) and (invader, migrant) in acting
            if here and status in ("present", "eradicated") and first > begins:
                message = sentence(
                    "Counts of '%(migrant)s' begin in %(begins)s; '%(invader)s' is taken not to have been there "
                    "before %(first)s.",
                    migrant=migrant,
                    begins=number_text(begins),
                    invader=invader,
                    first=number_text(first),
                )
                yield find("counts_before_first_year", presences, message, at=at, column="first_year")


RULES = (
    find_unusable_counts,
    find_other_units,
    find_unlike_series,
    find_counts_elsewhere,
    find_success_without_rate,
    find_too_few,
    find_counts_that_count_twice,
    find_counts_before_invaders,
)
