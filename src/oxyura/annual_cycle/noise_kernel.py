"""The rates of one year of one draw, compiled: noise and catastrophes on the rows, then what `flows.py` states."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from oxyura.spacetime.compiled import compiled

_ROUNDING = 1e-12
_ROOT_HALF = math.sqrt(0.5)


class NoiseArrays(NamedTuple):
    """What differs between the years of a course: fields of :class:`~oxyura.annual_cycle.noisy_rates.NoisyRates`.

    Beside them the years: `normals` (draws, years, streams) and `struck` (draws, years, catastrophes).
    """

    normals: Any
    struck: Any
    probability: Any
    group: Any
    mean: Any
    location: Any
    scale: Any
    origin_flow: Any
    survival_row: Any
    survival_everywhere: Any
    survival_scale: Any
    member_start: Any
    member_flow: Any
    member_row: Any
    member_value: Any
    member_tabled: Any
    member_freed: Any
    member_factor: Any
    young_flow: Any
    young_row: Any
    young_scale: Any
    strike: Any
    strike_target: Any
    strike_factor: Any


@compiled
def _share_out_again(share: Any, change: Any, count: int) -> None:
    """Give targeted transitions (change not 1) their new value; the others share what is left as before."""
    total, old = 0.0, 0.0
    targeted = False
    for t in range(count):
        if change[t] != 1.0:
            targeted = True
            total += share[t] * change[t]
            old += share[t]
    if not targeted:
        return
    left = max(1.0 - min(total, 1.0), 0.0)
    others = 1.0 - old
    kept = left / others if others > _ROUNDING else 0.0
    scale = max(total, 1.0)
    for t in range(count):
        if change[t] != 1.0:
            share[t] = share[t] * change[t] / scale
        else:
            share[t] *= kept


@compiled
def _write_transitions(
    noise: Any, draw: int, origin: int, rows: Any, hit: Any, share: Any, change: Any, value: Any
) -> None:
    """Write the transitions out of one class, and those who stay, where `value` holds the survivors as staying."""
    n_origins = noise.origin_flow.shape[0]
    first, last = noise.member_start[origin], noise.member_start[origin + 1]
    count = last - first
    with_freed = draw if noise.member_freed.shape[0] > 1 else 0
    with_factor = draw if noise.member_factor.shape[0] > 1 else 0
    stays = noise.origin_flow[origin]
    if count == 1:
        # One transition alone: the rules below come to this.
        passes = noise.member_flow[first]
        for site in range(value.shape[1]):
            row = noise.member_row[first, site]
            passing = min(rows[row] if row >= 0 else noise.member_value[draw, first, site], 1.0)
            passing = min(passing * noise.member_freed[with_freed, first, site], 1.0)
            passing = min(passing * noise.member_factor[with_factor, first, site] * hit[n_origins + first, site], 1.0)
            value[passes, site] = value[stays, site] * passing
            staying = 1.0 - passing
            value[stays, site] *= staying if staying > _ROUNDING else 0.0
        return
    for site in range(value.shape[1]):
        tabled, moved = 0.0, 0
        for t in range(count):
            row = noise.member_row[first + t, site]
            share[t] = rows[row] if row >= 0 else noise.member_value[draw, first + t, site]
            table = noise.member_tabled[first + t, site]
            change[t] = share[t] / table if table > 0.0 else 1.0
            if change[t] != 1.0:
                moved += 1
            tabled += table
        if abs(tabled - 1.0) <= _ROUNDING and 0 < moved < count:
            # Where nobody stays by the table, those that do not vary share what is left.
            for t in range(count):
                share[t] = noise.member_tabled[first + t, site]
            _share_out_again(share, change, count)
        total = 0.0
        for t in range(count):
            total += share[t]
        if total > 1.0:
            for t in range(count):
                share[t] /= total
        for t in range(count):
            change[t] = noise.member_freed[with_freed, first + t, site]
        _share_out_again(share, change, count)
        for t in range(count):
            change[t] = noise.member_factor[with_factor, first + t, site] * hit[n_origins + first + t, site]
        _share_out_again(share, change, count)
        survival, staying = value[stays, site], 1.0
        for t in range(count):
            staying -= share[t]
            value[noise.member_flow[first + t], site] = survival * share[t]
        value[stays, site] = survival * staying if staying > _ROUNDING else 0.0


@compiled
def _draw_rows(noise: Any, draw: int, year: int, rows: Any) -> None:
    """Write what the noisy rows are in a year."""
    for row in range(noise.probability.shape[0]):
        scale = noise.scale[draw, row]
        if scale == 0.0:
            rows[row] = noise.mean[draw, row]
            continue
        z = noise.normals[draw, year, noise.group[row]]
        if noise.probability[row]:
            rows[row] = 0.5 * math.erfc(-(noise.location[draw, row] + scale * z) * _ROOT_HALF)
        else:
            rows[row] = noise.mean[draw, row] * math.exp(scale * z - 0.5 * scale * scale)


@compiled
def write_rates(noise: Any, draw: int, year: int, rows: Any, hit: Any, share: Any, change: Any, value: Any) -> None:
    """Write the flows of a year that noise or catastrophes change into `value` (flows, sites)."""
    n_sites = value.shape[1]
    _draw_rows(noise, draw, year, rows)
    if noise.strike.shape[0] > 0:
        hit[:] = 1.0
        for number in range(noise.strike.shape[0]):
            if noise.struck[draw, year, noise.strike[number]]:
                for site in range(n_sites):
                    hit[noise.strike_target[number], site] *= noise.strike_factor[draw, number, site]
    n_origins, n_members = noise.origin_flow.shape[0], noise.member_flow.shape[0]
    for origin in range(n_origins):
        flow, everywhere = noise.origin_flow[origin], noise.survival_everywhere[origin]
        if everywhere >= 0:
            of_year = rows[everywhere]
            for site in range(n_sites):
                survival = noise.survival_scale[draw, origin, site] * of_year
                value[flow, site] = min(max(survival * hit[origin, site], 0.0), 1.0)
        else:
            for site in range(n_sites):
                row = noise.survival_row[origin, site]
                survival = noise.survival_scale[draw, origin, site] * hit[origin, site]
                if row >= 0:
                    survival *= rows[row]
                value[flow, site] = min(max(survival, 0.0), 1.0)
        if noise.member_start[origin + 1] > noise.member_start[origin]:
            _write_transitions(noise, draw, origin, rows, hit, share, change, value)
    for number in range(noise.young_flow.shape[0]):
        flow = noise.young_flow[number]
        for site in range(n_sites):
            row = noise.young_row[number, site]
            young = noise.young_scale[draw, number, site] * hit[n_origins + n_members + number, site]
            if row >= 0:
                young *= rows[row]
            value[flow, site] = max(young, 0.0)
