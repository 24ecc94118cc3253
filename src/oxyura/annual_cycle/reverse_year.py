"""The low-density year read backwards: what one individual at a stage's start is worth after later stages."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.mechanism_year import ODDS
from oxyura.annual_cycle.plain_year import Year, flows_left, flows_to_hybrids

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class ReverseYear:
    """The stages of a year as linear maps of worth, from the later state to the earlier one.

    Where a stage takes the state n to A n, it takes the worth v of one individual of each class at each site to v A.
    Only what is not zero is stored, so that it takes as many steps as there are flows and journeys.

    Parameters
    ----------
    year : Year
        Rates of the year. Its density is left out: this is the year at low density.
    """

    def __init__(self, year: Year) -> None:
        self._year = year
        self._paths = [self._gather(stage) for stage in range(year.n_stages)]

    @property
    def n_stages(self) -> int:
        """Number of stages."""
        return self._year.n_stages

    @property
    def shape(self) -> tuple[int, int, int]:
        """Number of draws, classes and sites."""
        draws, _, sites = self._year.flow_value.shape
        return draws, self._year.moves.is_default.shape[1], sites

    def before(self, stage: int, value: Floats) -> Floats:
        """Return the worth at a stage's start, from that at the start of the next one.

        Parameters
        ----------
        stage : int
            Position of the stage.
        value : array, shape (cases, draws or 1, classes, sites)

        Returns
        -------
        array, shape (cases, draws, classes, sites)
        """
        return self.before_stage(stage, self.before_move(stage, value))

    def before_move(self, stage: int, value: Floats) -> Floats:
        """Return the worth after a stage and before its move, from that at the start of the next one."""
        moves, year = self._year.moves, self._year
        arriving = year.arrival[:, stage] * value
        stay, gain = moves.stay[:, stage], moves.gain[:, stage]
        moving = (gain * arriving).sum(axis=-1, keepdims=True)
        by_default = stay * arriving + (1.0 - stay) * moving
        worth = np.where(moves.is_default[stage][:, None], by_default, 0.0)
        edges, first, origin = self._paths[stage]
        if len(edges):
            along = year.edge_value[:, edges] * value[..., moves.class_[edges], moves.to_site[edges]]
            flat = worth.reshape(*worth.shape[:2], -1)
            flat[..., origin] += np.add.reduceat(along, first, axis=-1)
        return np.asarray(worth)

    def before_stage(self, stage: int, value: Floats) -> Floats:
        """Return the worth at a stage's start, from that after the stage and before its move."""
        year = self._year
        nobody = np.zeros(self.shape)
        flows = flows_left(year, stage, nobody, crowded=False)
        worth = np.zeros(np.broadcast_shapes(value.shape, (1, *self.shape)))
        for flow in range(year.layout.start[stage], year.layout.start[stage + 1]):
            worth[..., year.layout.from_class[flow], :] += flows[:, flow] * value[..., year.layout.to_class[flow], :]
        for joined, site, parent, _, young in flows_to_hybrids(year, stage, nobody, crowded=False):
            worth[..., parent, site] += young * value[..., joined, site]
        return self._before_immigrants(stage, worth)

    def _before_immigrants(self, stage: int, worth: Floats) -> Floats:
        """Add the worth of the immigrants that come in proportion to the residents."""
        mechanisms = self._year.mechanisms
        if mechanisms is None or not mechanisms.of_stage(stage):
            return worth
        matings, settled = mechanisms.matings, worth.copy()
        for number in mechanisms.of_stage(stage):
            hybrid, site = int(matings.hybrid[number]), int(matings.site[number])
            worth[..., :, site] += (matings.value[:, number, ODDS] * settled[..., hybrid, site])[..., None]
        return worth

    def _gather(self, stage: int) -> tuple[Ints, Ints, Ints]:
        """Order the journeys out of a stage by class and site left: journeys, first of each origin, the origins."""
        moves = self._year.moves
        edges = np.arange(int(moves.start[stage]), int(moves.start[stage + 1]))
        origin = moves.class_[edges] * moves.stay.shape[3] + moves.from_site[edges]
        order = np.argsort(origin, kind="stable")
        found, first = np.unique(origin[order], return_index=True)
        return edges[order], first, found


def worth_after_a_year(reverse: ReverseYear, first_stage: int, cases: int = 1) -> Floats:
    """Return how many individuals one individual becomes in a year that begins at a stage's start.

    Returns
    -------
    array, shape (cases, draws, classes, sites)
        Column sums of the year's matrix, the same for every case.
    """
    value = np.ones((cases, *reverse.shape))
    for step in reversed(range(reverse.n_stages)):
        value = reverse.before((first_stage + step) % reverse.n_stages, value)
    return value
