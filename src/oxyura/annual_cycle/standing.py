"""How a cause of a mechanism stands in a year: whether it is there, how abundant, how much of its effect is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import Action, Cause, CauseState
from oxyura.annual_cycle.draws import Draws
from oxyura.invaders.presence import Presence
from oxyura.migrants.structure import Structure
from oxyura.schema.intervals import Family
from oxyura.schema.table import number_or_nan

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Share exposed, relative abundance, where it acts, where it is alien; by site.
Place = tuple[Floats, Floats, Bools, Bools]


@dataclass(frozen=True)
class Standing:
    """A cause in one year; arrays broadcast to (draws, sites).

    Parameters
    ----------
    there : array
        Whether it is there, 0 or 1; between them the chance of it, at point values.
    abundance : array
        Its relative abundance.
    kept : array
        Share of its effect that is left.
    """

    there: Floats
    abundance: Floats
    kept: Floats

    @classmethod
    def of(cls, action: Action, *, removed: frozenset[str], states: Mapping[Cause, CauseState] | None) -> Standing:
        """Return how the cause of an action stands, taken away where it is alien if it is in `removed`."""
        state = None if states is None else states.get((action.kind, action.cause_id))
        there = np.asarray(action.acts, dtype=np.float64) if state is None else state.present
        if action.cause_id in removed:
            there = np.where(action.alien, 0.0, there)
        if state is None:
            return cls(there, action.relative_abundance, np.ones(1))
        return cls(there, action.relative_abundance * state.abundance, state.kept)


def place_of(invader: str, presences: Mapping[tuple[str, str], Presence], structure: Structure) -> Place:
    """Return what is known of an invader by site; where nothing is, it does not act and counts as alien."""
    found = [presences.get((invader, site)) for site in structure.sites]
    return (
        np.array([1.0 if one is None else one.share_exposed for one in found]),
        np.array([1.0 if one is None else one.relative_abundance for one in found]),
        np.array([one is not None and one.acts for one in found], dtype=bool),
        np.array([one is None or one.alien for one in found], dtype=bool),
    )


def drawn_parameter(
    draws: Draws, record: Mapping[str, object], table: str, name: str, family: Family, default: float
) -> Floats:
    """Return draws of one parameter of a row, from the stream that table, impact and parameter name, shape (draws,)."""
    value = number_or_nan(record[name])
    low, high = (number_or_nan(record[f"{name}_{end}"]) for end in ("low", "high"))
    stream = (table, str(record["impact_id"]), name)
    return draws.of(family, default if np.isnan(value) else value, low, high, *stream)
