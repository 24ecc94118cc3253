"""Which flows of a year noise and catastrophes change, and how: what the compiled year needs to write them anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import Factors
from oxyura.annual_cycle.catastrophes import Strike
from oxyura.annual_cycle.flows import FlowLayout, RateAssembly
from oxyura.annual_cycle.vital_rates import Target
from oxyura.annual_cycle.year_noise import RateNoise

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NO_ROW = -1


@dataclass(frozen=True)
class NoisyRates:
    """The flows that differ between years, under one set of causes.

    Origins are classes in stages of which survival or a transition differs; members are the transitions out of them,
    those of origin k from ``member_start[k]`` to ``member_start[k + 1]``; young are the fecundities that differ.

    Parameters
    ----------
    noise : RateNoise
    origin_flow : int64 array, shape (origins,)
        Position of the flow of those who stay what they are.
    survival_row : int64 array, shape (origins, sites)
        Which noisy row holds, -1: none.
    survival_everywhere : int64 array, shape (origins,)
        The row where one holds at all sites, else -1.
    survival_scale : array, shape (draws, origins, sites)
        What the row's value of the year is multiplied by; where none holds the survival itself.
    member_start : int64 array, shape (origins + 1,)
    member_flow : int64 array, shape (members,)
    member_row : int64 array, shape (members, sites)
    member_value : array, shape (draws, members, sites)
        As drawn.
    member_tabled : array, shape (members, sites)
        As in the table.
    member_freed, member_factor : array, shape (draws or 1, members, sites)
        What frees the value of what it was measured with, and what acts.
    young_flow : int64 array, shape (young,)
    young_row : int64 array, shape (young, sites)
    young_scale : array, shape (draws, young, sites)
    strike : int64 array, shape (strikes,)
        Which catastrophe strikes a rate.
    strike_target : int64 array, shape (strikes,)
        Position among origins, members and young, numbered one after the other.
    strike_factor : array, shape (draws, strikes, sites)
    """

    noise: RateNoise
    origin_flow: Ints
    survival_row: Ints
    survival_everywhere: Ints
    survival_scale: Floats
    member_start: Ints
    member_flow: Ints
    member_row: Ints
    member_value: Floats
    member_tabled: Floats
    member_freed: Floats
    member_factor: Floats
    young_flow: Ints
    young_row: Ints
    young_scale: Floats
    strike: Ints
    strike_target: Ints
    strike_factor: Floats


def find_noisy_rates(
    assembly: RateAssembly,
    layout: FlowLayout,
    values: Floats,
    factors: Factors,
    noise: RateNoise,
    strikes: Sequence[Strike] = (),
) -> NoisyRates:
    """Return the flows that noise and catastrophes change under the causes in `factors`.

    Parameters
    ----------
    values : array, shape (draws, rows)
        Rows as drawn.
    """
    return _Finding(assembly, layout, values, factors, noise, tuple(strikes)).found()


@dataclass(frozen=True)
class _Finding:
    assembly: RateAssembly
    layout: FlowLayout
    values: Floats
    factors: Factors
    noise: RateNoise
    strikes: tuple[Strike, ...]

    def found(self) -> NoisyRates:
        rates, n_classes = self.assembly.targets.rates, len(self.assembly.targets.structure.classes)
        n_origins = self.assembly.targets.count("survival")
        position = np.argsort(self.layout.order)
        survivals = {target.stage * n_classes + target.class_: target for target in rates.survival}
        source = self.assembly.groups.source
        changed = {number for number, target in survivals.items() if self._is_noisy(target)}
        changed |= {int(source[number]) for number, target in enumerate(rates.transition) if self._is_noisy(target)}
        changed |= {strike.target for strike in self.strikes if strike.rate == "survival"}
        changed |= {int(source[strike.target]) for strike in self.strikes if strike.rate == "transition"}
        origins = sorted(changed)
        groups = [np.flatnonzero(source == origin).tolist() for origin in origins]
        members = [member for group in groups for member in group]
        young = sorted(
            {number for number, target in enumerate(rates.fecundity) if self._is_noisy(target)}
            | {strike.target for strike in self.strikes if strike.rate == "fecundity"}
        )
        numbered = {("survival", origin): place for place, origin in enumerate(origins)}
        numbered |= {("transition", member): len(origins) + place for place, member in enumerate(members)}
        numbered |= {("fecundity", one): len(origins) + len(members) + place for place, one in enumerate(young)}
        survival_row, survival_scale = self._scaled(
            [survivals.get(origin) for origin in origins],
            [_at(self.factors.survival, origin) for origin in origins],
            [_at(self.assembly.survival_divisor, origin) for origin in origins],
            missing=1.0,
        )
        young_row, young_scale = self._scaled(
            [rates.fecundity[one] for one in young],
            [_at(self.factors.fecundity, one) for one in young],
            [_at(self.assembly.fecundity_divisor, one) for one in young],
            missing=0.0,
        )
        targets = [rates.transition[member] for member in members]
        return NoisyRates(
            self.noise,
            position[origins].astype(np.int64),
            survival_row,
            np.where((survival_row == survival_row[:, :1]).all(axis=1), survival_row[:, 0], NO_ROW),
            survival_scale,
            np.cumsum([0, *(len(group) for group in groups)]).astype(np.int64),
            position[[n_origins + member for member in members]].astype(np.int64),
            np.stack([self._noisy_row(target) for target in targets]) if targets else self._no_rows(),
            self._gathered(targets, self.values),
            self._gathered(targets, self.assembly.point_values)[0],
            np.ascontiguousarray(1.0 / self.assembly.transition_divisor[:, members]),
            np.ascontiguousarray(self.factors.transition[:, members]),
            position[[n_origins + len(rates.transition) + one for one in young]].astype(np.int64),
            young_row,
            young_scale,
            np.array([strike.catastrophe for strike in self.strikes], dtype=np.int64),
            np.array([numbered[strike.rate, strike.target] for strike in self.strikes], dtype=np.int64),
            self._strike_factors(),
        )

    def _is_noisy(self, target: Target) -> bool:
        return bool(np.isin(target.row, self.noise.row).any())

    def _noisy_row(self, target: Target | None) -> Ints:
        """Return, by site, the position of the row among the noisy ones."""
        n_sites = len(self.assembly.targets.structure.sites)
        if target is None:
            return np.full(n_sites, NO_ROW, dtype=np.int64)
        place = np.full(self.values.shape[1] + 1, NO_ROW, dtype=np.int64)
        place[self.noise.row] = np.arange(len(self.noise.row))
        return place[target.row]

    def _no_rows(self) -> Ints:
        return np.zeros((0, len(self.assembly.targets.structure.sites)), dtype=np.int64)

    def _scaled(
        self,
        targets: Sequence[Target | None],
        factors: Sequence[Floats],
        divisors: Sequence[Floats],
        *,
        missing: float,
    ) -> tuple[Ints, Floats]:
        """Return the noisy row of each target by site, and what its value is multiplied by."""
        if not targets:
            return self._no_rows(), np.zeros((len(self.values), 0, len(self.assembly.targets.structure.sites)))
        row = np.stack([self._noisy_row(target) for target in targets])
        scale = np.empty((len(self.values), *row.shape))
        for place, (target, factor, divisor) in enumerate(zip(targets, factors, divisors, strict=True)):
            value = np.ones((1, 1)) if target is None else _row_values(target, self.values, missing)
            scale[:, place] = np.where(row[place] >= 0, factor / divisor, value / divisor * factor)
        return row, scale

    def _gathered(self, targets: Sequence[Target], values: Floats) -> Floats:
        gathered = np.empty((len(values), len(targets), len(self.assembly.targets.structure.sites)))
        for place, target in enumerate(targets):
            gathered[:, place] = _row_values(target, values, 0.0)
        return gathered

    def _strike_factors(self) -> Floats:
        factor = np.empty((len(self.values), len(self.strikes), len(self.assembly.targets.structure.sites)))
        for place, strike in enumerate(self.strikes):
            factor[:, place] = 1.0 + strike.effect
        return factor


def _at(values: Floats, target: int) -> Floats:
    return np.asarray(values[:, target])


def _row_values(target: Target, values: Floats, missing: float) -> Floats:
    """Return the row's value at each site, shape (draws, sites)."""
    return np.asarray(np.where(target.row >= 0, values[:, np.maximum(target.row, 0)], missing))
