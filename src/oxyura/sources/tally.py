"""Adding up records by invader and site while files stream by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oxyura.sources.site_reach import SiteReach
from oxyura.sources.study_rows import InvaderSought, PresenceRow


@dataclass(slots=True)
class Sum:
    """What is known of one invader at one site so far.

    Parameters
    ----------
    records : int
        Number of records.
    first_year, last_year : int
        Of the records.
    precision_km : float
        How well the best of the records places the invader: 0 for a point, the reach of the cell for a cube.
    by_source : Counter of str
        Records by source.
    """

    records: int
    first_year: int
    last_year: int
    precision_km: float
    by_source: Counter[str] = field(default_factory=Counter)


class Tally:
    """Records by invader and site.

    Parameters
    ----------
    site_count : int
        Number of the study's sites.
    """

    def __init__(self, site_count: int) -> None:
        self._site_count = site_count
        self._sums: dict[int, Sum] = {}

    def add(
        self,
        invader: NDArray[np.int64],
        site: NDArray[np.int64],
        year: NDArray[np.int64],
        number: NDArray[np.int64],
        precision_km: NDArray[np.float64],
        source_id: str,
    ) -> None:
        """Add records of one source; all arrays have the shape (records,)."""
        if not len(invader):
            return
        packed = invader * self._site_count + site
        order = np.argsort(packed, kind="stable")
        keys, starts = np.unique(packed[order], return_index=True)
        records = np.add.reduceat(number[order], starts)
        first = np.minimum.reduceat(year[order], starts)
        last = np.maximum.reduceat(year[order], starts)
        precision = np.minimum.reduceat(precision_km[order], starts)
        columns = (keys, records, first, last, precision)
        for key, count, first_year, last_year, best in zip(*(column.tolist() for column in columns), strict=True):
            known = self._sums.setdefault(key, Sum(0, first_year, last_year, best))
            known.records += count
            known.first_year = min(known.first_year, first_year)
            known.last_year = max(known.last_year, last_year)
            known.precision_km = min(known.precision_km, best)
            known.by_source[source_id] += count

    @property
    def sources(self) -> frozenset[str]:
        """Sources that any presence rests on."""
        return frozenset(source for known in self._sums.values() for source in known.by_source)

    def of(self, invader: int, site: int) -> Sum | None:
        """Return what is known of an invader at a site."""
        return self._sums.get(invader * self._site_count + site)


def presence_rows(tally: Tally, invaders: Sequence[InvaderSought], reach: SiteReach) -> Iterator[PresenceRow]:
    """Yield a row for every invader at every site: ``present`` with records, else ``not_surveyed``."""
    for place, invader in enumerate(invaders):
        for site, site_id in enumerate(reach.site_ids):
            known = tally.of(place, site)
            if known is None:
                yield PresenceRow(invader.invader_id, site_id, "not_surveyed")
                continue
            main, *others = (source for source, _ in known.by_source.most_common())
            notes = []
            if known.precision_km > reach.tolerance_km[site]:
                notes.append(
                    f"known only from grid cells that reach {known.precision_km:.1f} km from their centre: "
                    "recorded in the cell, not at the site itself"
                )
            if others:
                notes.append(f"also from {', '.join(others)}")
            yield PresenceRow(
                invader.invader_id,
                site_id,
                "present",
                first_year=known.first_year,
                last_year=known.last_year,
                records=known.records,
                source_id=main,
                notes="; ".join(notes),
            )
