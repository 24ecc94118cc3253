"""What a year tells beside growth, as JSON: keys of `population --json`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from oxyura.schema.intervals import Band, band

if TYPE_CHECKING:
    from oxyura.annual_cycle.site_removal import SiteRemoval
    from oxyura.annual_cycle.year_readings import YearReadings

Json = dict[str, Any]


def year_json(year: YearReadings) -> Json:
    """Return sites taken away, paths, generation length, stability and connectivity.

    Parameters
    ----------
    year : YearReadings
        Of one migrant.

    Returns
    -------
    dict
        Finite floats, None, booleans and text only.
    """
    stability = year.stability
    return {
        "removals": None
        if year.removals is None
        else {removal.site_id: _finite(float(removal.effect[0])) for removal in year.removals},
        "removal_effects": _removal_effects(year),
        "path_contributions": None
        if year.paths is None
        else {
            stage: {site: {to: _finite(value) for to, value in paths.items()} for site, paths in sites.items()}
            for stage, sites in year.paths.by_stage.items()
        },
        "generation_length": _finite(year.generation_length),
        "equilibrium_stable": None if stability is None else stability.stable,
        "equilibrium_multiplier": None if stability is None else _finite(stability.multiplier),
        "connectivity": {
            f"{one.from_stage}→{one.to_stage}": None if one.strength is None else _band(one.strength)
            for one in year.connectivity
        },
        "connectivity_unknown": {
            f"{one.from_stage}→{one.to_stage}": one.unknown for one in year.connectivity if one.unknown
        },
    }


def _removal_effects(year: YearReadings) -> Json | None:
    if year.removals is None:
        return None
    drawn: dict[str, SiteRemoval] = {removal.site_id: removal for removal in year.drawn_removals or ()}
    return {
        removal.site_id: {
            "growth_change": _band(band(drawn[removal.site_id].growth_change)) if drawn else None,
            "lambda_change": _finite(removal.lambda_change),
        }
        for removal in year.removals
    }


def _band(summary: Band) -> Json:
    return {name: _finite(value) for name, value in summary.to_json().items()}


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
