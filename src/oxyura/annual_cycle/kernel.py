"""The year, compiled: stages, density and moves for every draw. `plain_year.py` states the same in NumPy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from oxyura.annual_cycle.compiled import compiled

CEILING, BEVERTON_HOLT, RICKER, LINEAR = 0, 1, 2, 3
ON_ALL, ON_SURVIVAL, ON_FECUNDITY = 0, 1, 2


@compiled
def _crowding(form: int, a: float, n: float) -> float:
    if n <= 0.0 or a == 0.0:
        return 1.0
    if form == 1:
        return 1.0 / (1.0 + a * n)
    if form == 2:
        return math.exp(-a * n)
    return max(0.0, 1.0 - a * n)


@compiled
def advance_years(
    n: Any,
    years: int,
    crowded: bool,
    flow_start: Any,
    flow_from: Any,
    flow_to: Any,
    flow_young: Any,
    flow_value: Any,
    curve_start: Any,
    curve_form: Any,
    curve_terms: Any,
    curve_value: Any,
    edge_start: Any,
    edge_class: Any,
    edge_from: Any,
    edge_to: Any,
    edge_value: Any,
    is_default: Any,
    stay: Any,
    gain: Any,
    arrival: Any,
    census: Any,
    starts: Any,
) -> None:
    """Project `n` (draws, classes, sites) in place over `years`.

    Writes the census after each year into `census` (draws, years, classes) and the state at each stage's start of the
    first year into `starts` (draws, stages, classes, sites). Without `crowded` every D is 1 and no ceiling holds.
    """
    n_draws, n_classes, n_sites = n.shape
    n_stages = len(flow_start) - 1
    after = np.empty((n_classes, n_sites))
    on_survivors = np.empty(n_sites)
    on_young = np.empty(n_sites)
    ceiling = np.empty(n_sites)
    for draw in range(n_draws):
        state = n[draw]
        for year in range(years):
            for stage in range(n_stages):
                if year == 0:
                    starts[draw, stage] = state
                on_survivors[:] = 1.0
                on_young[:] = 1.0
                ceiling[:] = np.inf
                if crowded:
                    for curve in range(curve_start[stage], curve_start[stage + 1]):
                        form, terms = curve_form[curve], curve_terms[curve]
                        for site in range(n_sites):
                            value = curve_value[draw, curve, site]
                            if math.isnan(value):
                                continue
                            if form == 0:
                                ceiling[site] = min(ceiling[site], value)
                                continue
                            total = 0.0
                            for c in range(n_classes):
                                total += state[c, site]
                            d = _crowding(form, value, total)
                            if terms != 2:
                                on_survivors[site] *= d
                            if terms != 1:
                                on_young[site] *= d
                after[:] = 0.0
                for flow in range(flow_start[stage], flow_start[stage + 1]):
                    source, target = flow_from[flow], flow_to[flow]
                    if flow_young[flow]:
                        for site in range(n_sites):
                            after[target, site] += on_young[site] * state[source, site] * flow_value[draw, flow, site]
                    else:
                        for site in range(n_sites):
                            after[target, site] += (
                                on_survivors[site] * state[source, site] * flow_value[draw, flow, site]
                            )
                if crowded:
                    for site in range(n_sites):
                        if ceiling[site] < np.inf:
                            total = 0.0
                            for c in range(n_classes):
                                total += after[c, site]
                            if total > ceiling[site]:
                                for c in range(n_classes):
                                    after[c, site] *= ceiling[site] / total
                for c in range(n_classes):
                    if is_default[stage, c]:
                        moving = 0.0
                        for site in range(n_sites):
                            moving += (1.0 - stay[draw, stage, c, site]) * after[c, site]
                        for site in range(n_sites):
                            state[c, site] = arrival[draw, stage, c, site] * (
                                stay[draw, stage, c, site] * after[c, site] + gain[draw, stage, c, site] * moving
                            )
                    else:
                        state[c, :] = 0.0
                for edge in range(edge_start[stage], edge_start[stage + 1]):
                    c = edge_class[edge]
                    state[c, edge_to[edge]] += edge_value[draw, edge] * after[c, edge_from[edge]]
            for c in range(n_classes):
                total = 0.0
                for site in range(n_sites):
                    total += state[c, site]
                census[draw, year, c] = total
