"""What an action plan is drawn up from: the answer of a run, told plainly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from oxyura.impacts.verdicts import Verdict
from oxyura.schema.intervals import Band

GapWeight = Literal["decides", "may_become_threat", "cannot_be_told", "changes_nothing"]


@dataclass(frozen=True)
class UnsizedEffect:
    """A known cause of unknown size, in one stage and on one rate."""

    cause_id: str
    kind: str
    stage: str
    rate: str


@dataclass(frozen=True)
class MigrantFacts:
    """A population that the plan is for.

    Parameters
    ----------
    migrant_id, scientific_name : str
    appendix : str or None
        ``I``, ``II`` or ``I/II``.
    instruments : tuple of str
    tier : str
    extinction : float or None
        Chance of quasi-extinction within the horizon as things are; None where the tier does not reach.
    growth_now : Band or None
        Growth per year over the horizon.
    growth_after : Band or None
        The same after the chosen measures.
    shares : mapping of str to Band
        What each invader or pressure of known size takes from growth, in ln units a year, by cause: its share among all
        of them.
    alone : mapping of str to Band
        What growth gains, in ln units a year, if the cause alone is removed and all else stays.
    pressures : tuple of str
        Every pressure on it, in the order of the table.
    unsized : tuple of UnsizedEffect
    confounded : tuple of tuple of str
        Groups of causes that these data cannot tell apart.
    sites : tuple of str
        Where it is, in any stage.
    """

    migrant_id: str
    scientific_name: str
    appendix: str | None
    instruments: tuple[str, ...]
    tier: str
    extinction: float | None
    growth_now: Band | None
    growth_after: Band | None
    shares: Mapping[str, Band]
    alone: Mapping[str, Band]
    pressures: tuple[str, ...]
    unsized: tuple[UnsizedEffect, ...]
    confounded: tuple[tuple[str, ...], ...]
    sites: tuple[str, ...]


@dataclass(frozen=True)
class PairFacts:
    """A verdict on one migrant and invader in one stage by one mechanism; `position` is that in the run's answer."""

    position: int
    migrant_id: str
    invader_id: str
    stage: str
    mechanism: str | None
    verdict: Verdict
    rule: str
    rates: tuple[str, ...]
    sites: tuple[str, ...]


@dataclass(frozen=True)
class InvaderFacts:
    """An invader: its names, its ways in, and what is known of it at the sites of the study.

    Parameters
    ----------
    status : mapping of str to str
        By site: ``present``, ``absent``, ``eradicated`` or ``not_surveyed``; sites where it is native left out.
    expected : tuple of str
        Sites of the plan's migrants at which it may still arrive, by the table `arrivals`.
    """

    invader_id: str
    scientific_name: str
    group: str | None
    pathways: tuple[str, ...]
    status: Mapping[str, str]
    expected: tuple[str, ...]


@dataclass(frozen=True)
class SideEffect:
    """What a measure itself does to a migrant, at its point value."""

    migrant_id: str
    rate: str
    effect: float


@dataclass(frozen=True)
class MeasureFacts:
    """A measure, and what became of it in the choice.

    Parameters
    ----------
    why_not : str
        Reason why it is not taken; empty where it is, or was not weighed up.
    position : int or None
        Place among the measures taken, or among those not taken, in the run's answer.
    outcome : str or None
        Of a measure already taken; None: on offer.
    start_delay, duration : float or None
        Years; None: not stated.
    """

    measure_id: str
    kind: str
    invaders: tuple[str, ...]
    pressures: tuple[str, ...]
    site_id: str | None
    start_delay: float | None
    duration: float | None
    chosen: bool
    why_not: str
    position: int | None
    outcome: str | None
    harms: tuple[SideEffect, ...]


@dataclass(frozen=True)
class GapFacts:
    """A gap in the evidence; `position` is that in the run's answer, `weight` what closing it may change."""

    position: int
    kind: str
    subject: str
    migrant_id: str | None
    invader_id: str | None
    stage: str | None
    mechanism: str | None
    sites: tuple[str, ...]
    weight: GapWeight


@dataclass(frozen=True)
class PlanFacts:
    """Everything that an action plan is drawn up from.

    Parameters
    ----------
    migrants : tuple of MigrantFacts
        Those that the plan is for.
    left_out : tuple of str
        Migrants of the study that no appendix and no instrument names, for which the resolution does not ask.
    countries : mapping of str to str or None
        Country (ISO 3166-1) of every site; None where it is not given.
    country_names : mapping of str to str
        English names of these countries, by code.
    note : str
        Why no measures are chosen; empty where some are.
    """

    migrants: tuple[MigrantFacts, ...]
    left_out: tuple[str, ...]
    invaders: Mapping[str, InvaderFacts]
    pairs: tuple[PairFacts, ...]
    measures: tuple[MeasureFacts, ...]
    gaps: tuple[GapFacts, ...]
    countries: Mapping[str, str | None]
    country_names: Mapping[str, str]
    note: str
