"""One minimum protocol per metric for all Parties of a flyway, from what the study's uncertainty needs most."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from oxyura.policy.monitoring_protocols import Protocol, Realm, read_protocols, realm_of, times_as_much
from oxyura.schema.table import TableSet, number_of, text_of
from oxyura.sources.country_names import country_name
from oxyura.study.assessment import Assessment
from oxyura.study.decisive_gaps import Gap
from oxyura.study.evidence_gaps import WIDE_INTERVAL


@dataclass(frozen=True)
class PlaceToMonitor:
    """A site at which a protocol is followed.

    Parameters
    ----------
    site_id : str
    country : str or None
        ISO code; None where the study does not say.
    share : float or None
        Largest share of a population concerned that is there; None where the study gives none.
    """

    site_id: str
    country: str | None
    share: float | None

    @property
    def country_name(self) -> str:
        """English name of the country; empty where none is stated."""
        return country_name(self.country) if self.country else ""


@dataclass(frozen=True)
class MonitoringLine:
    """A metric to be monitored alike by all Parties of the flyway.

    Parameters
    ----------
    protocol : Protocol
    realm : {'aquatic', 'terrestrial', 'not_stated'}
        Where the invader lives.
    invader_id, stage : str or None
    subject : str
        Pressure, measure or rate, where the metric is of one.
    migrants : tuple of str
        Whose estimate it serves.
    rates : tuple of str
        Vital rates to measure, where the study's impacts name them.
    weeks : tuple of (int, int)
        First and last ISO week of the stage, each once; empty where no stage is meant.
    places : tuple of PlaceToMonitor
        The most important first.
    times : float or None
        How many times today's sample is needed at least; None where the data do not tell.
    times_of : str
        The impact whose limits that comes from.
    gaps : tuple of int
        Positions in the list of gaps, the most decisive first.
    """

    protocol: Protocol
    realm: Realm
    invader_id: str | None
    stage: str | None
    subject: str
    migrants: tuple[str, ...]
    rates: tuple[str, ...]
    weeks: tuple[tuple[int, int], ...]
    places: tuple[PlaceToMonitor, ...]
    times: float | None
    times_of: str
    gaps: tuple[int, ...]


_Key = tuple[str, str, str | None, str | None, str]


def draw_up_monitoring(assessment: Assessment) -> tuple[MonitoringLine, ...]:
    """Return what to monitor, what the decision needs most first.

    Parameters
    ----------
    assessment : Assessment
        The answer of one run.

    Notes
    -----
    Gaps that the same metric closes, of the same invader in the same stage, become one line, so that every Party of the
    flyway measures alike; a line stands where its most decisive gap does. Gaps that no longer matter, because the
    invader is gone from where it was met, are left out.
    """
    tables, protocols = assessment.study.tables, read_protocols()
    groups: dict[_Key, list[int]] = {}
    for position, gap in enumerate(assessment.gaps):
        unknown = gap.unknown
        protocol = protocols.get(unknown.kind)
        if protocol is not None and not _is_settled(gap):
            key = (protocol.metric, protocol.effort, unknown.invader_id, unknown.stage, str(unknown.subject))
            groups.setdefault(key, []).append(position)
    return tuple(_line(assessment, tables, protocols, positions) for positions in groups.values())


def _is_settled(gap: Gap) -> bool:
    return bool(gap.unknown.verdicts) and all(
        one.when == "whatever_is_found" and one.verdict == "no_demonstrated_impact" for one in gap.unknown.verdicts
    )


def _line(
    assessment: Assessment, tables: TableSet, protocols: Mapping[str, Protocol], positions: Sequence[int]
) -> MonitoringLine:
    gaps = [assessment.gaps[position] for position in positions]
    first = gaps[0].unknown
    protocol = protocols[first.kind]
    migrants = tuple(dict.fromkeys(gap.unknown.migrant_id for gap in gaps if gap.unknown.migrant_id is not None))
    records = {record for gap in gaps for record in gap.unknown.records}
    impacts = [row for row in tables["impacts"].records() if row["impact_id"] in records]
    times, times_of = _times(protocol, impacts)
    return MonitoringLine(
        protocol,
        _realm(tables, first.invader_id),
        first.invader_id,
        first.stage,
        str(first.subject),
        migrants,
        tuple(dict.fromkeys(str(row["rate"]) for row in impacts)),
        _weeks(tables, migrants, first.stage),
        _places(tables, migrants, first.stage, dict.fromkeys(site for gap in gaps for site in gap.unknown.sites)),
        times,
        times_of,
        tuple(positions),
    )


def _realm(tables: TableSet, invader_id: str | None) -> Realm:
    for row in tables["invaders"].records():
        if row["invader_id"] == invader_id:
            return realm_of(str(row["scientific_name"]), text_of(row["group"]))
    return "not_stated"


def _times(protocol: Protocol, impacts: Iterable[Mapping[str, object]]) -> tuple[float | None, str]:
    """Return the largest factor by which a sample has to grow, and the impact that asks it."""
    if protocol.effort != "narrower":
        return None, ""
    found: list[tuple[float, str]] = []
    for row in impacts:
        effect, low, high = (_number(row[name]) for name in ("effect", "effect_low", "effect_high"))
        times = times_as_much(effect, low, high, wide=WIDE_INTERVAL, decide=protocol.kind == "undecided")
        if times is not None:
            found.append((times, str(row["impact_id"])))
    return max(found, default=(None, ""), key=lambda pair: pair[0] or 0.0)


def _number(cell: object) -> float:
    value = number_of(cell)
    return math.nan if value is None else value


def _weeks(tables: TableSet, migrants: Sequence[str], stage: str | None) -> tuple[tuple[int, int], ...]:
    found: dict[tuple[int, int], None] = {}
    for row in tables["stages"].records():
        start, end = number_of(row["start_week"]), number_of(row["end_week"])
        if row["migrant_id"] in migrants and row["stage"] == stage and start is not None and end is not None:
            found[int(start), int(end)] = None
    return tuple(found)


def _places(
    tables: TableSet, migrants: Sequence[str], stage: str | None, sites: Iterable[str]
) -> tuple[PlaceToMonitor, ...]:
    countries = dict(zip(tables["sites"].words("site_id"), tables["sites"].texts("country"), strict=True))
    shares: dict[str, float] = {}
    for row in tables["distribution"].records():
        share = number_of(row["share"])
        if row["migrant_id"] in migrants and row["stage"] == stage and share is not None:
            site = str(row["site_id"])
            shares[site] = max(shares.get(site, 0.0), share)
    places = [PlaceToMonitor(site, countries.get(site), shares.get(site)) for site in sites]
    return tuple(sorted(places, key=lambda place: -(place.share or 0.0)))
