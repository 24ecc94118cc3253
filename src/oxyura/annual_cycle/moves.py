"""Movements between stages: the rows of the table, and the least movement where there are none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oxyura.annual_cycle.actions import Targets
from oxyura.annual_cycle.draws import Draws
from oxyura.migrants.distribution import Distribution
from oxyura.migrants.structure import Structure
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Stage left, class, site left, site reached.
Journey = tuple[int, int, int, int]

_ROUNDING = 1e-12


@dataclass(frozen=True)
class Moves:
    """How each class gets from each stage to the next.

    A class moves either along listed journeys (edges) or by least movement (`is_default`), in which a share `stay` of
    those at a site stays and the rest is divided among the sites in proportion to `gain`.

    Parameters
    ----------
    start : int64 array, shape (stages + 1,)
        Edges out of stage s are ``start[s]`` to ``start[s + 1]``.
    class_, from_site, to_site : int64 array, shape (edges,)
    share : array, shape (draws, edges)
    survival : array, shape (edges,)
        Path survival before any cause.
    path : int64 array, shape (edges,)
        Number of the path-survival target (:class:`~oxyura.annual_cycle.actions.Targets`).
    is_default : bool array, shape (stages, classes)
    stay, gain : array, shape (draws, stages, classes, sites)
    """

    start: Ints
    class_: Ints
    from_site: Ints
    to_site: Ints
    share: Floats
    survival: Floats
    path: Ints
    is_default: Bools
    stay: Floats
    gain: Floats

    def edge_values(self, path_factor: Floats) -> tuple[Floats, int]:
        """Return share × survival of every edge, shape (draws, edges), and how many survivals were clipped.

        Parameters
        ----------
        path_factor : array, shape (draws, path targets, sites)
        """
        survival = self.survival * path_factor[:, self.path, self.to_site]
        clipped = int((survival > 1.0 + 1e-12).sum())
        return np.ascontiguousarray(self.share * np.clip(survival, 0.0, 1.0), dtype=np.float64), clipped

    def arrival_values(self, path_factor: Floats) -> tuple[Floats, int]:
        """Return the survival of default moves on arrival, shape (draws, stages, classes, sites), and the clips.

        Indexed by the stage that is left; the cause acts on the stage reached.
        """
        n_stages, n_classes = self.is_default.shape
        draws, _, n_sites = path_factor.shape
        plain = path_factor[:, : n_stages * n_classes].reshape(draws, n_stages, n_classes, n_sites)
        reached = np.roll(plain, -1, axis=1)
        clipped = int(((reached > 1.0 + 1e-12) & self.is_default[None, :, :, None]).sum())
        return np.ascontiguousarray(np.clip(reached, 0.0, 1.0)), clipped


def draw_shares(distribution: Distribution, structure: Structure, draws: Draws) -> Floats:
    """Draw the shares and divide them by their sum within stage and class.

    Returns
    -------
    array, shape (draws, stages, classes, sites)
        0 for a stage and class of which no row speaks.
    """
    shares = np.broadcast_to(distribution.share, (draws.count, *distribution.share.shape)).copy()
    varies = ~np.isnan(distribution.low) & ~np.isnan(distribution.high)
    for stage, class_, site in np.argwhere(varies):
        cell = (stage, class_, site)
        # Classes that use one row share its draw: the stream is named by what the row names.
        of_class = structure.classes[class_] if distribution.of_class[cell] else ""
        name = (
            "distribution",
            structure.migrant_id,
            structure.stages[stage],
            structure.sites[site],
            of_class,
        )
        shares[:, stage, class_, site] = draws.of(
            "probability", distribution.share[cell], distribution.low[cell], distribution.high[cell], *name
        )
    total = shares.sum(axis=3, keepdims=True)
    return np.asarray(np.divide(shares, total, out=np.zeros_like(shares), where=total > 0))


def read_moves(tables: TableSet, targets: Targets, shares: Floats, known: Bools) -> Moves:
    """Build the moves of one migrant.

    Parameters
    ----------
    tables : TableSet
        The study; `movements` is used.
    targets : Targets
        Numbers the journeys whose survival causes can change.
    shares : array, shape (draws, stages, classes, sites)
        Distribution as drawn.
    known : bool array, shape (stages, classes)
        Whether the distribution speaks of a class in a stage.
    """
    structure = targets.structure
    n_stages, n_classes = len(structure.stages), len(structure.classes)
    journeys = _journeys(tables, structure)
    listed = np.zeros((n_stages, n_classes), dtype=bool)
    for stage, class_, _, _ in journeys:
        listed[stage, class_] = True
    stay, gain = _least_movement(shares, known)
    singled_out = np.zeros_like(listed)
    for into, class_, _ in targets.path_from:
        # A cause that singles out the site left needs the journeys one by one.
        singled_out[(into - 1) % n_stages, class_] = True
    edges: dict[Journey, tuple[Floats, float]] = {
        journey: (np.full(shares.shape[0], share), survival) for journey, (share, survival) in journeys.items()
    }
    for stage, class_ in np.argwhere(singled_out & ~listed).tolist():
        for (left, reached), column in _edges_of_least_movement(stay[:, stage, class_], gain[:, stage, class_]):
            edges[stage, class_, left, reached] = (column, 1.0)
    return _lay_out_moves(edges, targets, ~listed & ~singled_out, stay, gain)


def _lay_out_moves(
    edges: dict[Journey, tuple[Floats, float]], targets: Targets, is_default: Bools, stay: Floats, gain: Floats
) -> Moves:
    """Order the edges by stage, and number the path survival of each."""
    n_stages, n_classes = is_default.shape
    order = sorted(edges)
    ends = np.array(order, dtype=np.int64).reshape(-1, 4)
    special = {journey: n_stages * n_classes + number for number, journey in enumerate(targets.path_from)}
    path = []
    for stage, class_, left, _ in order:
        into = (stage + 1) % n_stages
        path.append(special.get((into, class_, left), into * n_classes + class_))
    share = np.empty((stay.shape[0], len(order)))
    for number, journey in enumerate(order):
        share[:, number] = edges[journey][0]
    return Moves(
        start=np.searchsorted(ends[:, 0], np.arange(n_stages + 1)).astype(np.int64),
        class_=ends[:, 1].copy(),
        from_site=ends[:, 2].copy(),
        to_site=ends[:, 3].copy(),
        share=share,
        survival=np.array([edges[journey][1] for journey in order], dtype=np.float64),
        path=np.array(path, dtype=np.int64),
        is_default=is_default,
        stay=np.ascontiguousarray(stay),
        gain=np.ascontiguousarray(gain),
    )


def _journeys(tables: TableSet, structure: Structure) -> dict[Journey, tuple[float, float]]:
    """Return share and survival by (stage left, class, site left, site reached), class rows over blank ones."""
    table = tables["movements"].matching("migrant_id", structure.migrant_id)
    stage = table.codes("from_stage", structure.stage_index)
    left = table.codes("from_site", structure.site_index)
    reached = table.codes("to_site", structure.site_index)
    class_ = table.codes("class", structure.class_index)
    share, survival = table.numbers("share"), table.numbers("survival", 1.0)
    journeys: dict[Journey, tuple[float, float]] = {}
    for row in np.argsort(class_ >= 0, kind="stable"):
        members = range(len(structure.classes)) if class_[row] < 0 else (int(class_[row]),)
        for member in members:
            journey = (int(stage[row]), member, int(left[row]), int(reached[row]))
            journeys[journey] = (float(share[row]), float(survival[row]))
    return journeys


def _least_movement(shares: Floats, known: Bools) -> tuple[Floats, Floats]:
    """Return who stays and where the rest goes, from the distribution of one stage to that of the next.

    At site i min(1, qᵢ/pᵢ) stays (pᵢ = 0: stays); the rest goes where q > p, in proportion to q - p. Where the
    distribution does not speak of both stages everyone stays.

    Returns
    -------
    stay, gain : array, shape (draws, stages, classes, sites)
        `gain` sums to 1 over sites, or is 0 where nobody moves.
    """
    before, after = shares, np.roll(shares, -1, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        stay = np.where(before > 0, np.minimum(1.0, after / before), 1.0)
    # Shares that are equal but for rounding move nobody, so that rounding never makes a site reachable.
    stay = np.where(stay > 1.0 - _ROUNDING, 1.0, stay)
    more = np.where(after - before > _ROUNDING, after - before, 0.0)
    total = more.sum(axis=3, keepdims=True)
    gain = np.divide(more, total, out=np.zeros_like(more), where=total > 0)
    both = (known & np.roll(known, -1, axis=0))[None, :, :, None]
    stay = np.where(both & (total > 0), stay, 1.0)
    return stay, np.where(both, gain, 0.0)


def _edges_of_least_movement(stay: Floats, gain: Floats) -> list[tuple[tuple[int, int], Floats]]:
    """Write a least movement out as journeys: (site left, site reached) with its share by draw."""
    n_sites = stay.shape[1]
    edges: list[tuple[tuple[int, int], Floats]] = []
    for left in range(n_sites):
        for reached in range(n_sites):
            share = (1.0 - stay[:, left]) * gain[:, reached]
            if left == reached:
                share = share + stay[:, left]
            if np.any(share > 0):
                edges.append(((left, reached), share))
    return edges
