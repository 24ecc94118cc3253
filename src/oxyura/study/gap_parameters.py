"""What is not known besides pairs: the size of pressures, what measures achieve, and vital rates."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from oxyura.actions.measures import Measure, read_catalogue
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.vital_rates import RateRow, read_rate_rows
from oxyura.impacts.effects import Effect, read_effects
from oxyura.schema.sentences import Sentence, sentence
from oxyura.schema.table import Table, TableSet
from oxyura.study.evidence_gaps import WIDE_INTERVAL, Unknown, drawn_effects, rates_in_words


def read_all_effects(tables: TableSet, modelled: Collection[str]) -> dict[str, tuple[Effect, ...]]:
    """Return the effects of every migrant.

    Parameters
    ----------
    tables : TableSet
    modelled : collection of str
        Migrants with an annual cycle: their effects are read as the cycle read them, so that their streams are the
        same. The others are read from their own rows alone, which for a world of islands is faster by far.
    """
    parts = {name: _by_migrant(tables[name]) for name in ("impacts", "pressures")}
    found = {}
    for migrant in tables["migrants"].words("migrant_id"):
        own = {name: part[migrant] for name, part in parts.items() if migrant in part}
        if migrant in modelled:
            found[migrant] = read_effects(tables, migrant)
        else:
            found[migrant] = read_effects(TableSet({"evidence": tables["evidence"], **own}), migrant) if own else ()
    return found


def _by_migrant(table: Table) -> dict[str, Table]:
    """Cut a table into one for each migrant."""
    places: dict[str, list[int]] = {}
    for place, migrant in enumerate(table.words("migrant_id")):
        places.setdefault(migrant, []).append(place)
    return {
        migrant: Table(
            table.spec,
            {name: values[chosen] for name, values in table.columns.items()},
            table.rows[chosen],
            table.file,
            table.letters,
        )
        for migrant, chosen in places.items()
    }


def unknown_pressures(tables: TableSet, migrant_id: str, effects: Iterable[Effect], draws: Draws) -> Iterable[Unknown]:
    """Yield the pressures on a migrant whose size is not known, or known within wide limits only."""
    by_cause: dict[tuple[str, str], list[Effect]] = {}
    for effect in effects:
        if effect.kind == "pressure":
            by_cause.setdefault((effect.cause_id, effect.stage), []).append(effect)
    names = dict(zip(tables["pressures"].words("pressure_id"), tables["pressures"].words("name"), strict=True))
    for (pressure, stage), rows in by_cause.items():
        sized = all(effect.has_size for effect in rows)
        # NaN limits are no interval, and no wide one.
        if sized and not any(effect.high - effect.low >= WIDE_INTERVAL for effect in rows):
            continue
        said = {"pressure": names[pressure], "rates": rates_in_words(effect.rate for effect in rows)}
        unknown = sentence("By how much the pressure '%(pressure)s' changes %(rates)s is not known.", **said)
        if sized:
            unknown = sentence(
                "By how much the pressure '%(pressure)s' changes %(rates)s is known within wide limits only.", **said
            )
        yield Unknown(
            "pressure", pressure, migrant_id, None, stage, None, (), (pressure,),
            unknown,
            sentence(
                "A measurement of %(rates)s with and without '%(pressure)s', or of the deaths that it causes.", **said
            ),
            parameters=drawn_effects(rows, draws) if sized else {},
        )  # fmt: skip


def unknown_measures(tables: TableSet, on_offer: Collection[str], draws: Draws) -> Iterable[Unknown]:
    """Yield what measures on offer achieve, where that has limits."""
    if not on_offer:
        return
    offers = [measure for measure in read_catalogue(tables).offers if measure.measure_id in on_offer]
    for measure in sorted(offers, key=lambda one: one.row):
        success = (measure.success, measure.success_low, measure.success_high)
        yield from _of_measure(measure, "success", success, draws)
        if measure.kind != "eradicate":
            yield from _of_measure(
                measure, "reduction", (measure.reduction, measure.reduction_low, measure.reduction_high), draws
            )


def _of_measure(measure: Measure, kind: str, limits: tuple[float, float, float], draws: Draws) -> Iterable[Unknown]:
    value, low, high = limits
    if draws.deterministic or np.isnan(value) or not high > low:
        return
    name = measure.measure_id
    stream = ("measure", name, kind)
    if kind == "success":
        said = sentence("How likely '%(measure)s' works is known within limits only.", measure=name)
        settle = sentence("The outcomes of more operations like it, or a trial at the site.")
    else:
        said = sentence("How much '%(measure)s' takes away is known within limits only.", measure=name)
        settle = sentence("Monitoring of what it acts on, before and after, where it has been done.")
    yield Unknown(
        "success" if kind == "success" else "reduction", name, None, None, None, None,
        () if measure.site is None else (measure.site,), (name,), said, settle,
        parameters={stream: draws.of("probability", value, low, high, *stream)},
    )  # fmt: skip


def unknown_rates(tables: TableSet, migrant_id: str, cycle: Cycle, draws: Draws) -> Iterable[Unknown]:
    """Yield the vital rates of a migrant that are drawn, one for each stream."""
    by_stream: dict[tuple[str, ...], list[RateRow]] = {}
    for row in read_rate_rows(tables, cycle.structure):
        if not draws.deterministic and row.high > row.low:
            by_stream.setdefault(row.stream, []).append(row)
    for stream, rows in by_stream.items():
        first = rows[0]
        stage, class_ = cycle.structure.stages[first.stage], cycle.structure.classes[first.class_]
        what: str = (
            Sentence(stream[-1])
            if stream[0] in ("parameter", "correlation_group")
            else sentence(
                "%(rate)s of %(class_name)s in %(stage)s",
                rate=rates_in_words([first.rate]),
                class_name=class_,
                stage=stage,
            )
        )
        yield Unknown(
            "rate", what, migrant_id, None, stage, None, () if first.site is None else (first.site,), (),
            sentence("The vital rate '%(rate)s' is known within limits only.", rate=what),
            sentence("More years of the study that it comes from."),
            parameters={stream: draws.of(first.family, first.value, first.low, first.high, *stream)},
        )  # fmt: skip
