"""The tier `screening`: the greatest growth a population is capable of, and the deaths by invaders held against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.screening import MaximumGrowth, maximum_growth
from oxyura.impacts.effects import exposed_factor, read_effects
from oxyura.invaders.presence import Presence
from oxyura.schema.intervals import Band, band
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]

# The share of the greatest growth that extra deaths may take: a choice, as in potential biological removal, not a law.
CAUTION = 0.5


@dataclass(frozen=True)
class Screening:
    """What survival and age at first breeding say of one migrant.

    Parameters
    ----------
    maximum : MaximumGrowth
        λmax: no population of the species grows faster.
    tolerable_mortality : float
        Half of λmax - 1: extra yearly deaths, as a share of the population, that are usually held to be tolerable.
    tolerable_deaths : Band
        The same times the abundance, in its unit.
    extra_mortality : Band or None
        Yearly deaths of adults by alien invaders, as a share of adults; None where no effect on survival has a size.
    share_of_tolerable : Band or None
        Extra mortality over the tolerable one; above 1 it is more than the population is held to bear.
    """

    maximum: MaximumGrowth
    tolerable_mortality: float
    tolerable_deaths: Band
    extra_mortality: Band | None
    share_of_tolerable: Band | None


def screen_migrant(
    tables: TableSet, migrant_id: str, presences: Mapping[tuple[str, str], Presence], draws: Draws
) -> Screening | None:
    """Screen one migrant; None where survival or age at first breeding is missing or out of range.

    Parameters
    ----------
    tables : TableSet
        A study that has passed its checks.
    migrant_id : str
        The migrant.
    presences : mapping of (invader_id, site_id) to Presence
        Where invaders are.
    draws : Draws
        For abundance and effects.
    """
    row = tables["migrants"].matching("migrant_id", migrant_id)
    survival, age = float(row.numbers("adult_survival")[0]), float(row.numbers("age_at_first_breeding")[0])
    if not 0 < survival < 1 or not age > 0:
        return None
    maximum = maximum_growth(survival, age)
    tolerable = CAUTION * (maximum.growth - 1.0)
    value, low, high = (float(row.numbers(name)[0]) for name in ("abundance", "abundance_low", "abundance_high"))
    abundance = draws.of("non_negative", value, low, high, "abundance", migrant_id)
    extra = _extra_mortality(tables, migrant_id, presences, survival, draws)
    return Screening(
        maximum,
        tolerable,
        band(abundance * tolerable),
        None if extra is None else band(extra),
        None if extra is None else band(extra / tolerable),
    )


def _extra_mortality(
    tables: TableSet,
    migrant_id: str,
    presences: Mapping[tuple[str, str], Presence],
    survival: float,
    draws: Draws,
) -> Floats | None:
    """Return s · (1 - Π over stages of Σ share · factor), the yearly deaths by alien invaders."""
    effects = [
        effect
        for effect in read_effects(tables, migrant_id)
        if effect.kind == "invader" and effect.rate == "survival" and effect.has_size
    ]
    if not effects:
        return None
    distribution = tables["distribution"].matching("migrant_id", migrant_id)
    places = list(
        zip(distribution.words("stage"), distribution.words("site_id"), distribution.numbers("share"), strict=True)
    )
    left = np.ones(draws.count)
    for effect in effects:
        drawn = draws.of_effect(effect.value, effect.low, effect.high, *effect.stream)
        factor = np.ones(draws.count)
        for stage, site, share in places:
            presence = presences.get((effect.cause_id, site))
            here = stage == effect.stage and effect.site in (None, site)
            if here and presence is not None and presence.acts and presence.alien:
                share_exposed, abundance = np.array(presence.share_exposed), np.array(presence.relative_abundance)
                met = exposed_factor(drawn, share_exposed, abundance, effect.response)
                factor = factor + share * (met - 1.0)
        left = left * factor
    return np.asarray(survival * (1.0 - left))
