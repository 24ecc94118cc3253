"""The cells of a cube, located once, and the study's sites that each of them reaches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oxyura.sources import record_checks as checks
from oxyura.sources.delimited import RecordBlock
from oxyura.sources.site_reach import Pairs, SiteReach
from oxyura.spacetime.cells import GridCells, locate_cells
from oxyura.spacetime.grid_codes import Grid


class CellPlaces:
    """The cells of one cube.

    Parameters
    ----------
    grid : {'eea', 'eqdgc', 'mgrs'}
        The grid of its codes.
    reach : SiteReach
        The study's sites.
    """

    def __init__(self, grid: Grid, reach: SiteReach) -> None:
        self._grid, self._reach = grid, reach
        self._place: dict[str, int] = {}
        self._reach_km: list[NDArray[np.float64]] = [np.zeros(0)]
        self._pairs: list[Pairs] = []
        self._count = 0

    def of(self, block: RecordBlock, judgement: checks.Judgement) -> NDArray[np.int64]:
        """Return the cell of every record, -1 without one, and mark records whose code cannot be read."""
        encoded = block.columns["cellCode"].dictionary_encode()
        words = [word.strip() for word in encoded.dictionary.to_pylist()]
        new = list(dict.fromkeys(word for word in words if word not in self._place))
        located = locate_cells(new, self._grid)
        self._learn(new, located)
        table = np.array([self._place[word] for word in words] or [-1], dtype=np.int64)
        empty = np.array([not word for word in words] or [True], dtype=bool)
        indices = encoded.indices.to_numpy(zero_copy_only=False)
        judgement.mark(empty[indices], checks.NO_CELL)
        places: NDArray[np.int64] = table[indices]
        judgement.mark(places < 0, checks.BAD_CELL)
        return places

    def _learn(self, codes: list[str], located: GridCells) -> None:
        valid = located.valid
        for position, code in enumerate(codes):
            self._place[code] = self._count + position if valid[position] else -1
        cells, sites = self._reach.match_cells(located)
        self._pairs.append((cells + self._count, sites))
        self._reach_km.append(np.nan_to_num(located.reach_km))
        self._count += len(codes)

    def reach_km(self, cells: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the greatest distance from the centre of each cell to its corners."""
        self._reach_km = [np.concatenate(self._reach_km)]
        known: NDArray[np.float64] = self._reach_km[0]
        return known[np.maximum(cells, 0)] if len(known) else np.zeros(len(cells))

    def pairs(self, records: NDArray[np.int64], cells: NDArray[np.int64]) -> Pairs:
        """Return pairs of record and site for records in cells."""
        all_cells = np.concatenate([pair[0] for pair in self._pairs])
        all_sites = np.concatenate([pair[1] for pair in self._pairs])
        order = np.argsort(all_cells, kind="stable")
        all_cells, all_sites = all_cells[order], all_sites[order]
        self._pairs = [(all_cells, all_sites)]
        first = np.searchsorted(all_cells, cells, side="left")
        number = np.searchsorted(all_cells, cells, side="right") - first
        offset = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
        return np.repeat(records, number), all_sites[np.repeat(first, number) + offset]
