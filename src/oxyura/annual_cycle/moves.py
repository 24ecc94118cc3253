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
    share : array, shape (draws or 1, edges)
    survival : array, shape (edges,)
        Path survival before any cause.
    path : int64 array, shape (edges,)
        Number of the path-survival target (:class:`~oxyura.annual_cycle.actions.Targets`).
    is_default : bool array, shape (stages, classes)
    stay, gain : array, shape (draws or 1, stages, classes, sites)
        1 where all draws are alike.
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
        """Return share × survival of every edge, shape (draws or 1, edges), and how many survivals were clipped.

        Parameters
        ----------
        path_factor : array, shape (draws or 1, path targets, sites)
        """
        survival = self.survival * path_factor[:, self.path, self.to_site]
        clipped = int((survival > 1.0 + 1e-12).sum())
        return np.ascontiguousarray(self.share * np.clip(survival, 0.0, 1.0), dtype=np.float64), clipped

    def arrival_values(self, path_factor: Floats) -> tuple[Floats, int]:
        """Return the survival of default moves on arrival, shape (draws or 1, stages, classes, sites), and the clips.

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
    array, shape (draws or 1, stages, classes, sites)
        1 where no share has limits; 0 for a stage and class of which no row speaks.
    """
    varies = ~np.isnan(distribution.low) & ~np.isnan(distribution.high)
    count = draws.count if varies.any() else 1
    shares = np.broadcast_to(distribution.share, (count, *distribution.share.shape)).copy()
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
    shares : array, shape (draws or 1, stages, classes, sites)
        Distribution as drawn.
    known : bool array, shape (stages, classes)
        Whether the distribution speaks of a class in a stage.
    """
    structure = targets.structure
    n_stages, n_classes = len(structure.stages), len(structure.classes)
    journeys = _listed_journeys(tables, structure)
    listed = np.zeros((n_stages, n_classes), dtype=bool)
    listed[journeys.ends[:, 0], journeys.ends[:, 1]] = True
    stay, gain = _least_movement(shares, known)
    singled_out = np.zeros_like(listed)
    for into, class_, _ in targets.path_from:
        # A cause that singles out the site left needs the journeys one by one.
        singled_out[(into - 1) % n_stages, class_] = True
    parts = [journeys]
    for stage, class_ in np.argwhere(singled_out & ~listed).tolist():
        parts.append(_journeys_of_least_movement(stage, class_, stay[:, stage, class_], gain[:, stage, class_]))
    return _lay_out_moves(_joined(parts), targets, ~listed & ~singled_out, stay, gain)


@dataclass(frozen=True)
class _Journeys:
    """Journeys: their ends (stage left, class, site left, site reached), shape (journeys, 4), and who takes them."""

    ends: Ints
    share: Floats
    survival: Floats


def _joined(parts: list[_Journeys]) -> _Journeys:
    """Return all journeys in the order of their ends."""
    draws = max(part.share.shape[0] for part in parts)
    ends = np.concatenate([part.ends for part in parts])
    shares = [np.broadcast_to(part.share, (draws, part.share.shape[1])) for part in parts]
    order = np.lexsort(ends.T[::-1])
    return _Journeys(
        ends[order],
        np.concatenate(shares, axis=1)[:, order],
        np.concatenate([part.survival for part in parts])[order],
    )


def _lay_out_moves(journeys: _Journeys, targets: Targets, is_default: Bools, stay: Floats, gain: Floats) -> Moves:
    """Number the path survival of each journey."""
    n_stages, n_classes = is_default.shape
    stage, class_, left, reached = journeys.ends.T
    into = (stage + 1) % n_stages
    path = into * n_classes + class_
    for number, (special, of_class, site) in enumerate(targets.path_from):
        path[(into == special) & (class_ == of_class) & (left == site)] = n_stages * n_classes + number
    return Moves(
        start=np.searchsorted(stage, np.arange(n_stages + 1)).astype(np.int64),
        class_=class_.copy(),
        from_site=left.copy(),
        to_site=reached.copy(),
        share=np.ascontiguousarray(journeys.share),
        survival=journeys.survival,
        path=path,
        is_default=is_default,
        stay=np.ascontiguousarray(stay),
        gain=np.ascontiguousarray(gain),
    )


def _listed_journeys(tables: TableSet, structure: Structure) -> _Journeys:
    """Return the journeys of the table, class rows over blank ones."""
    table = tables["movements"].matching("migrant_id", structure.migrant_id)
    n_classes, n_sites = len(structure.classes), len(structure.sites)
    stage = table.codes("from_stage", structure.stage_index)
    left = table.codes("from_site", structure.site_index)
    reached = table.codes("to_site", structure.site_index)
    named = table.codes("class", structure.class_index)
    blank, single = np.flatnonzero(named < 0), np.flatnonzero(named >= 0)
    row = np.concatenate([np.repeat(blank, n_classes), single])
    class_ = np.concatenate([np.tile(np.arange(n_classes), len(blank)), named[single]])
    ends = np.stack([stage[row], class_, left[row], reached[row]], axis=1).astype(np.int64)
    key = ((ends[:, 0] * n_classes + ends[:, 1]) * n_sites + ends[:, 2]) * n_sites + ends[:, 3]
    # Of the rows for one journey the last holds: reversed, unique finds it first.
    _, last = np.unique(key[::-1], return_index=True)
    chosen = len(key) - 1 - last
    return _Journeys(
        ends[chosen],
        table.numbers("share")[row[chosen]][None, :],
        table.numbers("survival", 1.0)[row[chosen]],
    )


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


def _journeys_of_least_movement(stage: int, class_: int, stay: Floats, gain: Floats) -> _Journeys:
    """Write the least movement of a class out as journeys."""
    n_sites = stay.shape[1]
    ends: list[tuple[int, int, int, int]] = []
    shares: list[Floats] = []
    for left in range(n_sites):
        for reached in range(n_sites):
            share = (1.0 - stay[:, left]) * gain[:, reached]
            if left == reached:
                share = share + stay[:, left]
            if np.any(share > 0):
                ends.append((stage, class_, left, reached))
                shares.append(share)
    return _Journeys(np.array(ends, dtype=np.int64).reshape(-1, 4), np.stack(shares, axis=1), np.ones(len(ends)))
