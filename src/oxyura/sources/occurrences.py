"""Records of occurrence as a study's presences: which invader was recorded at which site, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oxyura.schema.errors import InputError
from oxyura.schema.limits import ROWS
from oxyura.sources import record_checks as checks
from oxyura.sources.cell_places import CellPlaces
from oxyura.sources.delimited import RecordBlock, read_blocks
from oxyura.sources.eml import licence_name
from oxyura.sources.quarantine import Quarantine, QuarantinedRow
from oxyura.sources.record_files import TERMS, RecordTable, open_records
from oxyura.sources.site_reach import SiteReach, reach_of_sites
from oxyura.sources.study_rows import FileCount, InvaderSought, PresenceRow, SiteSought, SourceRow
from oxyura.sources.tally import Tally, presence_rows
from oxyura.sources.taxa import TaxonMatcher

_WGS84_NAMES = frozenset(
    ("", "wgs84", "wgs 84", "epsg:4326", "epsg:4258", "etrs89", "epsg:4979", "world geodetic system 1984")
)
_OLD_YEARS = 30


@dataclass(frozen=True)
class OccurrenceImport:
    """What files of records give a study.

    Parameters
    ----------
    presences : tuple of PresenceRow
        One for every invader at every site, in the study's order: ``present`` with first and last year and
        number of records, or ``not_surveyed`` where nothing speaks. Records never say ``absent``.
    quarantine : Quarantine
        Rows set aside.
    counts : tuple of FileCount
        One per table read; ``rows_in`` = ``used`` + ``quarantined``, ``used`` = ``matched`` + ``other_taxon``
        + ``elsewhere``.
    sources : tuple of SourceRow
        One per file that a presence rests on.
    warnings : tuple of str
        What a person should know.
    """

    presences: tuple[PresenceRow, ...]
    quarantine: Quarantine
    counts: tuple[FileCount, ...]
    sources: tuple[SourceRow, ...]
    warnings: tuple[str, ...]


def read_occurrences(
    paths: Sequence[Path],
    invaders: Sequence[InvaderSought],
    sites: Sequence[SiteSought],
    within_km: float | None = None,
    *,
    encoding: str = "utf-8",
    today: date | None = None,
) -> OccurrenceImport:
    """Match records of occurrence to a study's invaders and sites.

    Parameters
    ----------
    paths : sequence of Path
        Darwin Core archives, GBIF downloads, tables of Darwin Core terms, or cubes with EEA, EQDGC or MGRS
        cell codes.
    invaders : sequence of InvaderSought
        The study's invaders: matched by GBIF key, else by scientific name without authors; a subspecies
        counts for its species.
    sites : sequence of SiteSought
        The study's sites.
    within_km : float, optional
        How far from a site's point a record may lie. Without it: inside the site's outline; else within the
        radius of the circle of its area, at least 1 km; else 5 km. A cube's cell matches when any part of it
        lies that near.
    encoding : str
        Of files that do not say it themselves.
    today : date, optional
        Later dates are not believed; by default the day of the call.

    Returns
    -------
    OccurrenceImport

    Raises
    ------
    InputError
        When a file is no table of records, or the study has no invaders or no sites to match.
    """
    if not invaders or not sites:
        what = "invaders" if not invaders else "sites"
        raise InputError(
            f"The study has no {what}, so that no record can be matched.",
            where=what,
            remedy=f"Fill the table {what}" + (", or import griis first." if not invaders else "."),
        )
    ROWS.check(len(invaders) * len(sites), "presences")
    reading = _Reading(
        TaxonMatcher(invaders),
        reach_of_sites(sites, within_km),
        Quarantine(),
        Tally(len(sites)),
        today or date.today(),
    )
    counts: list[FileCount] = []
    sources: dict[str, SourceRow] = {}
    for path in paths:
        with open_records(path, encoding) as tables:
            for table in tables:
                sources.setdefault(table.source.source_id, table.source)
                counts.append(reading.read_table(table))
    rows = tuple(presence_rows(reading.tally, invaders, reading.reach))
    used = reading.tally.sources
    return OccurrenceImport(
        rows,
        reading.quarantine,
        tuple(counts),
        tuple(reading.licensed(source) for key, source in sources.items() if key in used),
        tuple(_warnings(reading, rows)),
    )


class _Reading:
    """The state of one import: everything that grows while files are read."""

    def __init__(
        self, matcher: TaxonMatcher, reach: SiteReach, quarantine: Quarantine, tally: Tally, today: date
    ) -> None:
        self.matcher, self.reach, self.quarantine, self.tally, self.today = (
            matcher,
            reach,
            quarantine,
            tally,
            today,
        )
        self.zero_individuals = 0
        self.other_datum = 0
        self.decimal_commas = 0
        self._licences: dict[str, set[str]] = {}

    def read_table(self, table: RecordTable) -> FileCount:
        """Read one table to its end and count what became of its rows."""
        rows_in = other = elsewhere = matched = 0
        before = len(self.quarantine)
        cells = CellPlaces(table.grid, self.reach) if table.grid is not None else None
        with table.open() as stream:
            for block in read_blocks(stream, table.layout, TERMS):
                rows_in += len(block) + len(block.broken)
                for broken in block.broken:
                    self.quarantine.add(QuarantinedRow(table.layout.file, broken.row, broken.reason, raw=broken.raw))
                if len(block):
                    found = self._read_block(block, table, cells)
                    matched, other, elsewhere = matched + found[0], other + found[1], elsewhere + found[2]
        used = matched + other + elsewhere
        set_aside = len(self.quarantine) - before
        if used + set_aside != rows_in:
            raise AssertionError(f"{table.layout.file}: {rows_in} rows in, {used} used and {set_aside} set aside")
        return FileCount(table.layout.file, rows_in, used, set_aside, matched, other, elsewhere)

    def _read_block(self, block: RecordBlock, table: RecordTable, cells: CellPlaces | None) -> tuple[int, int, int]:
        judgement = checks.Judgement(len(block))
        comma = table.layout.delimiter == ";"
        checks.check_nul(block, judgement)
        invader, named = self.matcher.match(block.columns, len(block))
        judgement.mark(~named, checks.NO_TAXON)
        if cells is None:
            lat, lon = checks.check_points(block, judgement, comma)
        else:
            cell = cells.of(block, judgement)
        years = checks.check_years(block, judgement, self.today)
        checks.check_status(block, judgement)
        numbers = checks.check_counts(block, judgement)
        uncertainty = checks.check_uncertainty(block, judgement, comma)

        ours = np.flatnonzero(judgement.good & (invader >= 0))
        if cells is None:
            records, sites = self.reach.match_points(lat[ours], lon[ours])
            records, precision = ours[records], np.zeros(len(block))
        else:
            records, sites = cells.pairs(ours, cell[ours])
            precision = np.where(cell >= 0, cells.reach_km(cell), 0)
        # A cell that is coarser than the site's own distance is no less certain than any other record in it.
        sure = uncertainty[records] <= np.maximum(self.reach.tolerance_km[sites], precision[records])
        somewhere = np.zeros(len(block), dtype=bool)
        somewhere[records[sure]] = True
        doubtful = np.zeros(len(block), dtype=bool)
        doubtful[records[~sure]] = True
        judgement.mark(doubtful & ~somewhere, checks.TOO_UNCERTAIN)
        self._set_aside(block, table, judgement)

        records, sites = records[sure], sites[sure]
        self.tally.add(
            invader[records],
            sites,
            years[records],
            numbers[records],
            precision[records],
            table.source.source_id,
        )
        self._notice(block, table, somewhere)
        good = judgement.good
        other = int((good & (invader < 0)).sum())
        return int(somewhere.sum()), other, int(good.sum()) - other - int(somewhere.sum())

    def _set_aside(self, block: RecordBlock, table: RecordTable, judgement: checks.Judgement) -> None:
        for record in np.flatnonzero(~judgement.good).tolist():
            fault = judgement.fault(record)
            column = fault.column
            if column not in block.columns and column == "eventDate":
                column = next((term for term in ("year", "yearMonth") if term in block.columns), "")
            value = block.columns[column][record].as_py() if column in block.columns else ""
            self.quarantine.add(
                QuarantinedRow(
                    table.layout.file, int(block.rows[record]), fault.reason, column, value, block.raw(record)
                )
            )

    def _notice(self, block: RecordBlock, table: RecordTable, somewhere: NDArray[np.bool_]) -> None:
        """Remember what should be said about the records that count."""
        import pyarrow as pa

        if not somewhere.any():
            return
        self.zero_individuals += checks.count_zero_individuals(block.columns, somewhere)
        kept = pa.array(somewhere)
        if "geodeticDatum" in block.columns:
            for value in block.columns["geodeticDatum"].filter(kept).value_counts().to_pylist():
                if value["values"].strip().casefold() not in _WGS84_NAMES:
                    self.other_datum += value["counts"]
        if "license" in block.columns:
            said = block.columns["license"].filter(kept).unique().to_pylist()
            names = {licence_name(text) for text in said if text.strip()}
            self._licences.setdefault(table.source.source_id, set()).update(names)

    def licensed(self, source: SourceRow) -> SourceRow:
        """Return a source with the licences that its own records carry."""
        names = sorted(self._licences.get(source.source_id, ()))
        return replace(source, licence="; ".join(names)[:500]) if names else source


def _warnings(reading: _Reading, rows: Sequence[PresenceRow]) -> list[str]:
    said = []
    if reading.reach.placeless:
        names = ", ".join(reading.reach.placeless[:10])
        said.append(f"These sites have no coordinates, so that no record can be matched to them: {names}.")
    if reading.zero_individuals:
        said.append(
            f"{reading.zero_individuals:,} matched records give 0 individuals but do not say that the "
            "species was absent: they count as presences."
        )
    if reading.other_datum:
        said.append(
            f"{reading.other_datum:,} matched records name a datum other than WGS 84 and were read as WGS 84: "
            "that may move them by up to a few hundred metres."
        )
    old = sum(1 for row in rows if row.last_year is not None and row.last_year <= reading.today.year - _OLD_YEARS)
    if old:
        said.append(
            f"{old:,} presences rest only on records of more than {_OLD_YEARS} years ago: look whether the "
            "species is still there."
        )
    if not any(row.status == "present" for row in rows):
        said.append("No record of the study's invaders lies at any of its sites; every presence stays not_surveyed.")
    return said
