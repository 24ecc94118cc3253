"""Who meets whom: the share of each migrant that is, stage by stage and site by site, where an invader occurs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from oxyura.invaders.presence import Presence, read_origins
from oxyura.schema.table import TableSet


@dataclass(frozen=True)
class Exposure:
    """One migrant, stage, site and invader.

    Parameters
    ----------
    migrant_id, stage, site_id, invader_id : str
        Who, when, where, and whom they meet.
    class_ : str or None
        Class the share is of; None for the whole population.
    share, share_low, share_high : float or None
        Share of the population (or class) at the site, with its 95 % limits.
    survey_status : str
        How the share is known.
    presence : str
        What is known of the invader at the site; ``not_surveyed`` where the study says nothing.
    alien : bool
        Whether the invader is alien there.
    share_exposed : float
        Share of those at the site that meet it.
    exposed_share : float or None
        Share of the population exposed there: 0 where the invader is absent or eradicated, None where nobody has
        looked.
    """

    migrant_id: str
    stage: str
    site_id: str
    invader_id: str
    class_: str | None
    share: float
    share_low: float | None
    share_high: float | None
    survey_status: str
    presence: str
    alien: bool
    share_exposed: float
    exposed_share: float | None


@dataclass(frozen=True)
class StageExposure:
    """The exposure of one migrant to one invader in one stage, over its sites.

    Parameters
    ----------
    exposed : float
        Share of the population known to meet the invader, alien there or native.
    exposed_alien : float
        Share known to meet it where it is alien.
    not_surveyed : float
        Share at sites where nobody has looked: the exposure may be that much higher.
    """

    migrant_id: str
    stage: str
    invader_id: str
    class_: str | None
    exposed: float
    exposed_alien: float
    not_surveyed: float


def estimate_exposure(tables: TableSet, presences: Mapping[tuple[str, str], Presence]) -> tuple[Exposure, ...]:
    """Join every row of `distribution` with every invader of the study.

    Parameters
    ----------
    tables : TableSet
        `distribution`, `invaders` and `sites` are used.
    presences : mapping of (invader_id, site_id) to Presence
        What is known; pairs that are missing are not surveyed.
    """
    invaders = tables["invaders"].words("invader_id")
    origin = read_origins(tables)
    table = tables["distribution"]
    rows = zip(
        table.words("migrant_id"),
        table.words("stage"),
        table.words("site_id"),
        table.texts("class"),
        table.numbers("share"),
        table.numbers("share_low"),
        table.numbers("share_high"),
        table.words("survey_status", "not_surveyed"),
        strict=True,
    )
    found = []
    for migrant, stage, site, class_, number, lower, upper, status in rows:
        share = float(number)
        low, high = (None if np.isnan(limit) else float(limit) for limit in (lower, upper))
        for invader in invaders:
            presence = presences.get((invader, site)) or _unlisted(invader, site, *origin(invader, site, None))
            found.append(
                Exposure(
                    migrant,
                    stage,
                    site,
                    invader,
                    class_,
                    share,
                    low,
                    high,
                    status,
                    presence.status,
                    presence.alien,
                    presence.share_exposed,
                    _exposed(share, presence),
                )
            )
    return tuple(found)


def _unlisted(invader: str, site: str, alien: bool, decided_by: str) -> Presence:
    return Presence(invader, site, "not_surveyed", alien, 1.0, 1.0, decided_by)


def _exposed(share: float, presence: Presence) -> float | None:
    if presence.status == "not_surveyed":
        return None
    return share * presence.share_exposed if presence.acts else 0.0


def sum_exposure(exposures: tuple[Exposure, ...]) -> tuple[StageExposure, ...]:
    """Sum exposure over sites, by migrant, stage, invader and class, in the order of the tables."""
    exposed: dict[tuple[str, str, str, str | None], list[float]] = {}
    for row in exposures:
        sums = exposed.setdefault((row.migrant_id, row.stage, row.invader_id, row.class_), [0.0, 0.0, 0.0])
        if row.exposed_share is None:
            sums[2] += row.share
        else:
            sums[0] += row.exposed_share
            sums[1] += row.exposed_share if row.alien else 0.0
    return tuple(StageExposure(*key, known, alien, unknown) for key, (known, alien, unknown) in exposed.items())
