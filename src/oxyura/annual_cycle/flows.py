"""The rates of one year as flows between classes, stage by stage and site by site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import Factors, Targets
from oxyura.annual_cycle.vital_rates import Target

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_ROUNDING = 1e-12


@dataclass(frozen=True)
class FlowLayout:
    """Which flows there are: from a class to a class within a stage, by survivors or by young.

    Flows are ordered by stage; those of stage s are ``start[s]`` to ``start[s + 1]``. Arrays have shape (flows,).
    """

    start: Ints
    from_class: Ints
    to_class: Ints
    is_young: NDArray[np.bool_]
    order: Ints

    @property
    def count(self) -> int:
        """Number of flows."""
        return len(self.from_class)


def lay_out_flows(targets: Targets) -> FlowLayout:
    """List the flows of the model: every class stays, and passes and breeds where a row says so.

    `order` takes the natural listing (staying by stage and class, transitions, fecundities) to the order by stage.
    """
    n_stages, n_classes = len(targets.structure.stages), len(targets.structure.classes)
    listing = [(stage, class_, class_, False) for stage in range(n_stages) for class_ in range(n_classes)]
    listing += [(t.stage, t.class_, t.to_class, False) for t in targets.rates.transition]
    listing += [(t.stage, t.class_, t.to_class, True) for t in targets.rates.fecundity]
    stage = np.array([flow[0] for flow in listing], dtype=np.int64)
    order = np.argsort(stage, kind="stable")
    return FlowLayout(
        start=np.searchsorted(stage[order], np.arange(n_stages + 1)).astype(np.int64),
        from_class=np.array([flow[1] for flow in listing], dtype=np.int64)[order],
        to_class=np.array([flow[2] for flow in listing], dtype=np.int64)[order],
        is_young=np.array([flow[3] for flow in listing], dtype=bool)[order],
        order=order.astype(np.int64),
    )


@dataclass(frozen=True)
class YearRates:
    """The effective rates of one year.

    Parameters
    ----------
    survival : array, shape (draws, stages × classes, sites)
    transition : array, shape (draws, transitions, sites)
    fecundity : array, shape (draws, fecundities, sites)
    clipped : int
        Rates, over draws and sites, that had to be brought back into their range.
    """

    survival: Floats
    transition: Floats
    fecundity: Floats
    clipped: int

    def flows(self, layout: FlowLayout, groups: TransitionGroups) -> Floats:
        """Return the value of every flow, shape (draws, flows, sites), in the order of the layout."""
        leaving = groups.sums(self.transition, self.survival.shape[1])
        # Shares that sum to 1 but for rounding leave nobody, so that rounding never makes a state reachable.
        staying = self.survival * np.where(1.0 - leaving > _ROUNDING, 1.0 - leaving, 0.0)
        passing = self.survival[:, groups.source] * self.transition
        return np.ascontiguousarray(np.concatenate([staying, passing, self.fecundity], axis=1)[:, layout.order])


@dataclass(frozen=True)
class TransitionGroups:
    """The transitions out of each class in each stage, which share what is left.

    `source` numbers the class of origin as stage × class, shape (transitions,).
    """

    source: Ints

    @cached_property
    def groups(self) -> tuple[Ints, ...]:
        """Positions of the transitions of each origin that has any."""
        return tuple(np.flatnonzero(self.source == origin) for origin in np.unique(self.source))

    def sums(self, values: Floats, n_origins: int) -> Floats:
        """Sum transitions by origin, shape (draws, stages × classes, sites)."""
        totals = np.zeros((values.shape[0], n_origins, values.shape[2]))
        for members in self.groups:
            totals[:, self.source[members[0]]] = values[:, members].sum(axis=1)
        return totals

    def rescale(self, values: Floats) -> tuple[Floats, int]:
        """Scale transitions down together where they sum to more than 1; say how often that was."""
        values, clipped = values.copy(), 0
        for members in self.groups:
            total = values[:, members].sum(axis=1, keepdims=True)
            above = total > 1.0 + _ROUNDING
            clipped += int(above.sum())
            values[:, members] /= np.maximum(total, 1.0)
        return values, clipped

    def keep_complete(self, tabled: Floats, drawn: Floats) -> Floats:
        """Let transitions that sum to 1 in the table still do so when some of them are drawn.

        Where nobody stays by the table, those that differ from their value in the table keep what was drawn, and the
        others share what is left in their old proportions, as they do for an impact.

        Parameters
        ----------
        tabled : array, shape (1, transitions, sites)
        drawn : array, shape (draws, transitions, sites)
        """
        ratio = np.divide(drawn, tabled, out=np.ones_like(drawn), where=tabled > 0)
        result = drawn.copy()
        for members in self.groups:
            complete = np.abs(tabled[:, members].sum(axis=1, keepdims=True) - 1.0) <= _ROUNDING
            moved = ratio[:, members] != 1.0
            if not complete.any() or moved.all() or not moved.any():
                continue
            inner = TransitionGroups(np.zeros(len(members), dtype=np.int64))
            old = np.broadcast_to(tabled[:, members], drawn[:, members].shape)
            shared, _ = inner.redistribute(old, ratio[:, members])
            result[:, members] = np.where(complete, shared, drawn[:, members])
        return result

    def redistribute(self, values: Floats, factor: Floats) -> tuple[Floats, int]:
        """Give targeted transitions their new value; the others, staying among them, share what is left.

        Parameters
        ----------
        values, factor : array, shape (draws, transitions, sites)
            Transitions are targeted where `factor` differs from 1.
        """
        result, clipped = values.copy(), 0
        for members in self.groups:
            old, change = values[:, members], factor[:, members]
            targeted = change != 1.0
            if not targeted.any():
                continue
            new = np.where(targeted, old * change, 0.0)
            total = new.sum(axis=1, keepdims=True)
            clipped += int((total > 1.0 + _ROUNDING).sum())
            new /= np.maximum(total, 1.0)
            left = np.maximum(1.0 - np.minimum(total, 1.0), 0.0)
            others = 1.0 - np.where(targeted, old, 0.0).sum(axis=1, keepdims=True)
            share = np.divide(left, others, out=np.zeros_like(left), where=others > _ROUNDING)
            result[:, members] = np.where(targeted, new, old * share)
        return result, clipped


def _gather(rows: tuple[Target, ...], values: Floats, missing: float) -> Floats:
    """Return the row's value at each site for each target, shape (draws, targets, sites)."""
    if not rows:
        return np.empty((values.shape[0], 0, 0))
    extended = np.concatenate([values, np.full((values.shape[0], 1), missing)], axis=1)
    return np.asarray(extended[:, np.stack([target.row for target in rows])])


@dataclass(frozen=True)
class RateAssembly:
    """How row values, freed of what they were measured with, and factors become the rates of a year.

    The divisors are those of :func:`oxyura.annual_cycle.actions.observed_divisors`, (draws, targets, sites) each;
    `point_values` are the values in the table, shape (1, rows).
    """

    targets: Targets
    groups: TransitionGroups
    survival_divisor: Floats
    transition_divisor: Floats
    fecundity_divisor: Floats
    point_values: Floats

    def assemble(self, values: Floats, factors: Factors) -> YearRates:
        """Return the rates of a year.

        Parameters
        ----------
        values : array, shape (draws, rows)
            Value of each row of `vital_rates` in this year.
        factors : Factors
            Of all causes and of the scenario.
        """
        rates = self.targets.rates
        n_sites = len(self.targets.structure.sites)
        n_classes = len(self.targets.structure.classes)
        survival = np.ones((values.shape[0], self.targets.count("survival"), n_sites))
        if rates.survival:
            numbers = [target.stage * n_classes + target.class_ for target in rates.survival]
            survival[:, numbers] = _gather(rates.survival, values, 1.0)
        survival = survival / self.survival_divisor * factors.survival
        clipped = int(((survival > 1.0 + _ROUNDING) | (survival < 0.0)).sum())
        fecundity = np.zeros((values.shape[0], 0, n_sites))
        if rates.fecundity:
            fecundity = _gather(rates.fecundity, values, 0.0) / self.fecundity_divisor * factors.fecundity
        transition = np.zeros((values.shape[0], 0, n_sites))
        if rates.transition:
            tabled = _gather(rates.transition, self.point_values, 0.0)
            transition, over = self.groups.rescale(
                self.groups.keep_complete(tabled, _gather(rates.transition, values, 0.0))
            )
            freed, _ = self.groups.redistribute(transition, 1.0 / self.transition_divisor)
            transition, scaled = self.groups.redistribute(freed, factors.transition)
            clipped += over + scaled
        return YearRates(np.clip(survival, 0.0, 1.0), transition, np.maximum(fecundity, 0.0), clipped)
