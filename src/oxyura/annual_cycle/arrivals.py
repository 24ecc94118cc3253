"""Invaders that may still come: how often they reach a site and stay, and in which year of which draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.draws import Draws
from oxyura.invaders.presence import Presence
from oxyura.migrants.structure import Structure
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Arrivals:
    """One invader on its way to the sites of a migrant.

    Parameters
    ----------
    invader_id : str
        The invader.
    rate : array, shape (draws, sites)
        Arrivals per year that establish, all pathways together; 0 where none is known.
    """

    invader_id: str
    rate: Floats


def read_arrivals(
    tables: TableSet,
    structure: Structure,
    draws: Draws,
    presences: Mapping[tuple[str, str], Presence],
    acting: frozenset[str],
) -> tuple[Arrivals, ...]:
    """Read the arrivals of the invaders that matter to one migrant, at its sites.

    A blank establishment probability counts as 1: every arrival stays.

    Parameters
    ----------
    presences : mapping of (str, str) to Presence
        What is known of invaders, by invader and site.
    acting : frozenset of str
        Invaders that act on the migrant where they are. Others matter where they are today and the abundance of one of
        these hangs on them: taken away, they may come back.
    """
    interactions = tables["interactions"]
    pairs = zip(interactions.words("invader_id"), interactions.words("other_invader_id"), strict=True)
    holding = {invader for invader, other in pairs if other in acting}

    def matters(invader: str, site: str) -> bool:
        presence = presences.get((invader, site))
        return invader in acting or (invader in holding and presence is not None and presence.acts)

    table = tables["arrivals"]
    sites = structure.site_index
    rates: dict[str, Floats] = {}
    rows = zip(
        table.words("invader_id"),
        table.words("site_id"),
        table.words("pathway"),
        table.numbers("rate_per_year"),
        table.numbers("low"),
        table.numbers("high"),
        table.numbers("establishment_probability", 1.0),
        strict=True,
    )
    for invader, site, pathway, value, low, high, establishing in rows:
        if site in sites and matters(invader, site):
            rate = rates.setdefault(invader, np.zeros((draws.count, len(sites))))
            drawn = draws.of("non_negative", value, low, high, "arrival", invader, site, pathway)
            rate[:, sites[site]] += drawn * establishing
    return tuple(Arrivals(invader, rate) for invader, rate in sorted(rates.items()) if rate.any())


class ArrivalYears:
    """The years of one projection: who comes in which.

    Streams are named by invader and site, so that every counterfactual meets the same arrivals.
    """

    def __init__(self, arrivals: tuple[Arrivals, ...], structure: Structure, draws: Draws, replicate: int = 0) -> None:
        again = (f"replicate {replicate}",) if replicate else ()
        self._arrivals = arrivals
        self._draws = draws
        self._streams = {
            (arrival.invader_id, position): draws.years("arrival_year", arrival.invader_id, site, *again)
            for arrival in arrivals
            for position, site in enumerate(structure.sites)
            if not draws.deterministic and arrival.rate[:, position].any()
        }

    @property
    def any(self) -> bool:
        """Whether anyone may come."""
        return bool(self._arrivals)

    def next_year(self, kept: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return, by invader, who comes in the next year, shape (draws, sites).

        1 where it comes, else 0; at point values the chance that it comes, 1 - exp(-rate).

        Parameters
        ----------
        kept : mapping of str to array
            Share of the rate that prevention leaves, by invader; what is not named comes as ever.
        """
        coming = {}
        for arrival in self._arrivals:
            chance = -np.expm1(-arrival.rate * kept.get(arrival.invader_id, 1.0))
            if not self._draws.deterministic:
                u = np.ones_like(chance)
                for (invader, position), stream in self._streams.items():
                    if invader == arrival.invader_id:
                        u[:, position] = stream.uniform()[0]
                chance = (u < chance).astype(np.float64)
            coming[arrival.invader_id] = chance
        return coming
