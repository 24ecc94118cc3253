"""Rates measured among causes: `observed_with` names causes that match, and leaves a rate that can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from oxyura.impacts.effects import exposed_factor, read_response
from oxyura.impacts.responses import Response
from oxyura.schema.sentences import sentence
from oxyura.schema.table import Table
from oxyura.study.checking.findings import Finding, find, number_text, word_text
from oxyura.study.checking.index import StudyIndex

_TOLERANCE = 1e-9
_WIPED_OUT = 1e-12


@dataclass(frozen=True)
class _Rate:
    """A row of `vital_rates`."""

    at: int
    migrant: str
    stage: str
    site: str | None
    class_: str
    rate: str
    to_class: str | None
    value: float
    causes: tuple[str, ...]
    source: str | None


@dataclass(frozen=True)
class _Effect:
    """A row of `impacts` or `pressures`."""

    invader: str | None
    effect: float
    source: str | None
    response: Response


Place = tuple[str | None, str | None, str | None]
"""Site, class and target class that a row of a cause names; None where it leaves them blank."""


class _Causes:
    """The rows of every cause by what they act on."""

    def __init__(self, index: StudyIndex) -> None:
        self._index = index
        self._rows: dict[tuple[str, str, str, str], dict[Place, _Effect]] = defaultdict(dict)
        self._by_source: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
        for name, invader_column in (("impacts", "invader_id"), ("pressures", None)):
            table = index[name]
            sizes, responses = table.numbers("effect"), [read_response(record) for record in table.records()]
            for at, cause in enumerate(table.words(table.spec.key[0])):
                migrant, stage, rate, site, class_, to_class, source = (
                    table.columns[column][at]
                    for column in ("migrant_id", "stage", "rate", "site_id", "class", "to_class", "source_id")
                )
                invader = None if invader_column is None else table.columns[invader_column][at]
                effect = _Effect(invader, float(sizes[at]), source, responses[at])
                self._rows[cause, migrant, stage, rate].setdefault((site, class_, to_class), effect)
                if source is not None:
                    self._by_source[source, migrant, stage, rate].add(cause)

    def holding(self, cause: str, rate: _Rate, site: str | None) -> _Effect | None:
        """Return the row of a cause that holds for a rate at a site; None where none does, or two tie."""
        rows = self._rows.get((cause, rate.migrant, rate.stage, rate.rate))
        if rows is None:
            return None
        matching = [
            place
            for place in {
                (where, class_, to_class): None
                for where in (site, None)
                for class_ in (rate.class_, None)
                for to_class in (rate.to_class, None)
            }
            if place in rows
        ]
        best = max(matching, key=_named, default=None)
        if best is None or any(not _covers(best, place) for place in matching):
            return None
        return rows[best]

    def from_source(self, rate: _Rate) -> set[str]:
        """Return the causes with a row for this migrant, stage and rate from the source of the rate."""
        if rate.source is None:
            return set()
        return self._by_source.get((rate.source, rate.migrant, rate.stage, rate.rate), set())

    def factor(self, effect: _Effect | None, site: str | None) -> float:
        """Return 1 + share_exposed · (f(e, ρ) - 1); 1 where the size is unknown or no row holds."""
        if effect is None or np.isnan(effect.effect):
            return 1.0
        presence = self._index.presences.get((effect.invader or "", site or ""))
        if presence is None:
            return 1.0 + effect.effect
        abundance = np.array(presence.relative_abundance)
        return float(
            exposed_factor(np.array(effect.effect), np.array(presence.share_exposed), abundance, effect.response)
        )


def _named(place: Place) -> int:
    return sum(word is not None for word in place)


def _covers(best: Place, place: Place) -> bool:
    return all(word is None or word == own for word, own in zip(place, best, strict=True))


def _rates(table: Table, wanted: list[int]) -> Iterator[_Rate]:
    values = table.numbers("value")
    for at in wanted:
        migrant, stage, site, class_, rate, to_class, causes, source = (
            table.columns[column][at]
            for column in (
                "migrant_id",
                "stage",
                "site_id",
                "class",
                "rate",
                "to_class",
                "observed_with",
                "source_id",
            )
        )
        if rate == "fecundity" and to_class is None:
            to_class = class_
        yield _Rate(at, migrant, stage, site, class_, rate, to_class, float(values[at]), causes, source)


class _Places:
    """The sites at which a row of `vital_rates` holds: its own, or those of the stage that have no row of their own."""

    def __init__(self, index: StudyIndex, table: Table) -> None:
        self._index = index
        self._own: dict[tuple[object, ...], set[str]] = defaultdict(set)
        columns = ("migrant_id", "stage", "class", "rate", "to_class", "site_id")
        for row in zip(*(table.columns[column] for column in columns), strict=True):
            if row[-1] is not None:
                to_class = row[2] if row[3] == "fecundity" and row[4] is None else row[4]
                self._own[(*row[:4], to_class)].add(row[5])

    def of(self, rate: _Rate) -> list[str | None]:
        if rate.site is not None:
            return [rate.site]
        key = (rate.migrant, rate.stage, rate.class_, rate.rate, rate.to_class)
        sites = self._index.sites_in_stage.get((rate.migrant, rate.stage)) or self._index.sites.get(rate.migrant)
        sites = sites or self._index.ids("sites")
        return [*sorted(sites - self._own.get(key, set()))] or [None]


def find_wrong_observed_with(index: StudyIndex) -> Iterator[Finding]:
    """Find named causes that do not match, that wipe out, or that would leave a probability above 1."""
    table = index["vital_rates"]
    wanted = [at for at, causes in enumerate(table.columns["observed_with"]) if causes]
    if not wanted:
        return
    causes, places = _Causes(index), _Places(index, table)
    known = index.ids("impacts") | index.ids("pressures")
    for rate in _rates(table, wanted):
        sites = places.of(rate)
        for cause in dict.fromkeys(rate.causes):
            held = [(causes.holding(cause, rate, site), site) for site in sites]
            if cause in known and all(effect is None for effect, _ in held):
                message = sentence(
                    "'%(cause)s' has no row for this migrant, stage, rate and class: nothing is divided out.",
                    cause=cause,
                )
                yield find("observed_with_no_match", table, message, at=rate.at, column="observed_with", value=cause)
            elif any(abs(causes.factor(effect, site)) < _WIPED_OUT for effect, site in held):
                message = sentence(
                    "'%(cause)s' takes everything (a factor of 0): the rate without it cannot be worked out.",
                    cause=cause,
                )
                yield find("observed_with_wipes_out", table, message, at=rate.at, column="observed_with", value=cause)
        if rate.rate != "fecundity":
            yield from _above_one(table, causes, rate, sites)


def _above_one(table: Table, causes: _Causes, rate: _Rate, sites: list[str | None]) -> Iterator[Finding]:
    greatest, where = 0.0, None
    for site in sites:
        freed = rate.value
        for cause in dict.fromkeys(rate.causes):
            factor = causes.factor(causes.holding(cause, rate, site), site)
            freed /= factor if abs(factor) >= _WIPED_OUT else 1.0
        if freed > greatest:
            greatest, where = freed, site
    if greatest > 1 + _TOLERANCE:
        at_site = sentence(" at '%(where)s'", where=where) if where else ""
        message = sentence(
            "Without %(causes)s this %(rate)s of %(number)s would be %(greatest)s%(at_site)s: a "
            "probability cannot exceed 1.",
            causes=word_text(rate.causes),
            rate=rate.rate,
            number=number_text(rate.value),
            greatest=number_text(greatest),
            at_site=at_site,
        )
        yield find("observed_with_above_one", table, message, at=rate.at, column="value")


def find_rates_maybe_measured_with(index: StudyIndex) -> Iterator[Finding]:
    """Find rates that share their source with a cause that acts on them, while `observed_with` is blank."""
    table = index["vital_rates"]
    lists, sources = table.columns["observed_with"], table.columns["source_id"]
    shared = {source for name in ("impacts", "pressures") for source in index.labels(name, "source_id")}
    wanted = [at for at, source in enumerate(sources) if source in shared and not lists[at]]
    if not wanted:
        return
    causes, places = _Causes(index), _Places(index, table)
    for rate in _rates(table, wanted):
        alike = set()
        for cause in causes.from_source(rate):
            held = (causes.holding(cause, rate, site) for site in places.of(rate))
            if any(effect is not None and effect.source == rate.source for effect in held):
                alike.add(cause)
        if alike:
            message = sentence(
                "This %(rate)s and %(alike)s come from one source, %(source)s: the value may have been "
                "measured among what harms it.",
                rate=rate.rate,
                alike=word_text(alike),
                source=rate.source,
            )
            yield find("maybe_measured_with", table, message, at=rate.at, column="observed_with")


RULES = (find_wrong_observed_with, find_rates_maybe_measured_with)
