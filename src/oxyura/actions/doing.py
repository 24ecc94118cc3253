"""What measures do to one migrant: from measures and their outcomes to an intervention in its annual cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oxyura.actions.measures import Measure
from oxyura.actions.outcomes import Outcomes
from oxyura.actions.side_effects import SideEffect, read_side_effects
from oxyura.annual_cycle.actions import Cause
from oxyura.annual_cycle.cycle import Cycle
from oxyura.annual_cycle.draws import Draws
from oxyura.annual_cycle.interventions import (
    Clearing,
    FewerArrivals,
    Intervention,
    Release,
    TimedAction,
    TrendChange,
    Weakening,
)
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Reach:
    """What measures can reach of one migrant.

    Parameters
    ----------
    cycle : Cycle
        Its annual cycle.
    horizon : int
        Years of the projection.
    side_effects : mapping of str to tuple of SideEffect
        What measures do themselves, by measure.
    releases : tuple of Release
        What taking away one invader does to the abundance of another that acts on the migrant.
    causes : mapping of Cause to bool array, shape (sites,)
        Causes of known size, and where they act or may come to act.
    reductions : mapping of str to array, shape (draws,)
        What measures that work take away of effects or of arrivals, by measure.
    """

    cycle: Cycle
    horizon: int
    side_effects: Mapping[str, tuple[SideEffect, ...]]
    releases: tuple[Release, ...]
    causes: Mapping[Cause, Bools]
    reductions: Mapping[str, Floats]

    def touched_by(self, measure: Measure) -> bool:
        """Tell whether a measure changes anything for the migrant, whatever comes of it."""
        if measure.measure_id in self.side_effects:
            return True
        if self._trends(measure) and measure.first_year < self.horizon:
            return True
        reduced = measure.kind == "eradicate" or _reduction(measure) > 0 or measure.reduction_if_failed > 0
        if not reduced or measure.first_year > measure.last_year(self.horizon):
            return False
        if measure.lowers_arrivals:
            return any(
                arrival.invader_id in measure.invaders and bool((arrival.rate[:, self._kept_out(measure)] > 0).any())
                for arrival in self.cycle.arrivals
            )
        return any(bool(sites.any()) for _, sites in self._acted_on(measure))

    def leaves_a_trace(self, measure: Measure, *, works: bool) -> bool:
        """Tell whether it makes a difference to the migrant that a measure was taken, and works, or fails."""
        if not self.touched_by(measure):
            return False
        harm = any(not effect.only_on_success for effect in self.side_effects.get(measure.measure_id, ()))
        return works or harm or measure.reduction_if_failed > 0

    def _trends(self, measure: Measure) -> Mapping[str, Floats]:
        """Return the growth of abundance that a measure brings, by invader that acts on the migrant."""
        return {
            invader: growth
            for invader, growth in self.cycle.trends.of_measure(measure.measure_id).items()
            if ("invader", invader) in self.causes
        }

    def _acted_on(self, measure: Measure) -> Iterable[tuple[Cause, Bools]]:
        """Yield the causes that a measure acts on, and the sites where that matters to the migrant."""
        here = self._sites(measure)
        if measure.kind == "protect":
            for pressure in measure.pressures:
                cause: Cause = ("pressure", pressure)
                if cause in self.causes:
                    yield cause, here & self.causes[cause]
            return
        if measure.kind not in ("eradicate", "control"):
            return
        for invader in measure.invaders:
            cause = ("invader", invader)
            there = self._aliens(invader, present=measure.kind == "eradicate") & here
            if cause in self.causes:
                yield cause, there & self.causes[cause]
            for release in self.releases:
                if release.invader == invader:
                    changed = (release.effect != 0).any(axis=0) & self.causes["invader", release.other]
                    yield cause, there & changed

    def _sites(self, measure: Measure) -> Bools:
        return np.array([measure.site in (None, site) for site in self.cycle.structure.sites], dtype=bool)

    def _kept_out(self, measure: Measure) -> Bools:
        """Return the sites at which a measure lowers arrivals: those that containment does not name, else its own."""
        here = self._sites(measure)
        return ~here if measure.kind == "contain" and measure.site is not None else here

    def _aliens(self, invader: str, *, present: bool) -> Bools:
        """Return the sites where an invader is alien, and, where asked, present today."""
        presences = [self.cycle.presences.get((invader, site)) for site in self.cycle.structure.sites]
        return np.array(
            [
                not present if presence is None else presence.alien and (presence.acts or not present)
                for presence in presences
            ],
            dtype=bool,
        )

    def intervention(self, measures: Sequence[Measure], outcomes: Outcomes) -> Intervention:
        """Return what a set of measures does, one row per outcome."""
        clearings: list[Clearing] = []
        weakenings: list[Weakening] = []
        fewer: list[FewerArrivals] = []
        timed: list[TimedAction] = []
        trends: list[TrendChange] = []
        taken = {invader for measure in measures for invader in measure.invaders}
        for measure in measures:
            works = outcomes.success[measure.measure_id]
            years = measure.first_year, measure.last_year(self.horizon)
            timed.extend(_in_force(self.side_effects.get(measure.measure_id, ()), works))
            trends.extend(
                TrendChange(invader, *years, growth, works) for invader, growth in self._trends(measure).items()
            )
            if measure.lowers_arrivals:
                kept = self._kept(measure, works)
                fewer.append(FewerArrivals(measure.invaders, self._kept_out(measure), *years, kept))
            elif measure.kind == "protect":
                pressures: tuple[Cause, ...] = tuple(("pressure", name) for name in measure.pressures)
                weakenings.append(Weakening(pressures, self._sites(measure), *years, self._kept(measure, works)))
            elif measure.kind in ("eradicate", "control"):
                kept = self._kept(measure, works)
                for invader in measure.invaders:
                    there = self._aliens(invader, present=measure.kind == "eradicate") & self._sites(measure)
                    weakenings.append(Weakening((("invader", invader),), there, *years, kept))
                    if measure.kind == "eradicate":
                        back = np.where(works, outcomes.back[measure.measure_id], -np.inf)
                        clearings.append(Clearing((invader,), there, measure.first_year, back))
        releases = tuple(release for release in self.releases if release.invader in taken)
        return Intervention(tuple(clearings), tuple(weakenings), tuple(fewer), releases, tuple(timed), tuple(trends))

    def _kept(self, measure: Measure, works: Bools) -> Floats:
        """Return the share of effect, or of arrivals, that a measure leaves, by outcome."""
        on_success = self.reductions.get(measure.measure_id, np.zeros(1))
        return 1.0 - np.where(works, on_success, measure.reduction_if_failed)


def _reduction(measure: Measure) -> float:
    """Return the reduction of a measure that works; containment without a number lets nothing through."""
    if np.isnan(measure.reduction):
        return 1.0 if measure.kind == "contain" else 0.0
    return measure.reduction


def _in_force(effects: Iterable[SideEffect], works: Bools) -> Iterable[TimedAction]:
    """Return the side effects that come of an outcome."""
    for effect in effects:
        if not effect.only_on_success:
            yield effect.timed
        elif works.any():
            action = effect.timed.action
            yield replace(effect.timed, action=replace(action, effect=action.effect * works[:, None]))


def _draw_reduction(measure: Measure, draws: Draws) -> Floats:
    limits = (_reduction(measure), measure.reduction_low, measure.reduction_high)
    return draws.of("probability", *limits, "measure", measure.measure_id, "reduction")


def read_reach(tables: TableSet, cycle: Cycle, horizon: int, offers: Sequence[Measure]) -> Reach:
    """Read what measures can reach of one migrant.

    Parameters
    ----------
    tables : TableSet
        The study.
    cycle : Cycle
        Its annual cycle, read from the same tables.
    horizon : int
        Years of the projection.
    offers : sequence of Measure
        The measures on offer.
    """
    causes: dict[Cause, Bools] = {}
    for action in cycle.causes:
        cause = (action.kind, action.cause_id)
        reached = cycle.reach(action) & (action.effect != 0).any(axis=0)
        causes[cause] = causes.get(cause, np.zeros(len(reached), dtype=bool)) | reached
    return Reach(
        cycle,
        horizon,
        read_side_effects(tables, cycle, horizon),
        tuple(_read_releases(tables, cycle, causes)),
        causes,
        {one.measure_id: _draw_reduction(one, cycle.draws) for one in offers if one.kind != "eradicate"},
    )


def _read_releases(tables: TableSet, cycle: Cycle, causes: Mapping[Cause, Bools]) -> Iterable[Release]:
    """Read what changes the abundance of an invader of known effect; a row that names the site replaces a blank one."""
    table = tables["interactions"]
    sites = cycle.structure.sites
    found: dict[tuple[str, str], Floats] = {}
    columns = ("invader_id", "other_invader_id", "site_id")
    rows = list(
        zip(
            *(table.texts(name) for name in columns),
            table.numbers("effect"),
            table.numbers("low"),
            table.numbers("high"),
            strict=True,
        )
    )
    for invader, other, site, value, low, high in sorted(rows, key=lambda row: row[2] is not None):
        pair = (str(invader), str(other))
        if ("invader", pair[1]) in causes:
            effect = found.setdefault(pair, np.zeros((cycle.draws.count, len(sites))))
            drawn = cycle.draws.of_effect(value, low, high, "interaction", *pair, site or "")
            for position, name in enumerate(sites):
                if site in (None, name):
                    effect[:, position] = drawn
    return (Release(*pair, effect) for pair, effect in sorted(found.items()))
