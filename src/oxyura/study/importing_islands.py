"""The world's islands into a study: sites, listed natives, invaders and scores; what a person wrote is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from oxyura.schema.errors import InputError
from oxyura.schema.table import TableSet, number_of
from oxyura.sources.island_names import taxon_key
from oxyura.sources.island_rows import IslandsImport, TaxonListing
from oxyura.sources.island_study import SOURCE, STAGE
from oxyura.sources.islands import HIGHEST_SCORE, read_islands
from oxyura.sources.listing_lookup import ListingLookup
from oxyura.sources.names import slug
from oxyura.sources.score_bounds import read_score_bounds
from oxyura.sources.species_plus import ListingsFile, read_listings_file
from oxyura.sources.study_rows import SourceRow
from oxyura.sources.synonyms import NO_SYNONYMS, read_synonyms
from oxyura.study.importing import ImportReport, merge_presences, quarantine_file_of, write_quarantine
from oxyura.study.listing_decisions import decide_listing
from oxyura.study.reading import read_study
from oxyura.study.writing import add_rows

_KEY_AND_SIZE = frozenset(
    {"impact_id", "migrant_id", "invader_id", "stage", "site_id", "rate", "effect", "effect_low", "effect_high"}
    | {"source_id", "notes"}
)
_ADD = "A native of which the answer is yes: add its row to migrants, and import again."
_NEAR_KM = 5.0


def import_islands(
    folder: Path,
    listings: Path,
    into: Path,
    *,
    listed_on: str | None = None,
    synonyms: Path | None = None,
    score_bounds: Path | None = None,
    encoding: str = "utf-8",
) -> ImportReport:
    """Read the tables of the world's islands into a study of tier `evidence`.

    Sites, migrants and invaders that the study has stay as they are. A migrant that the study has with a distribution
    or stages of its own keeps those.

    Parameters
    ----------
    folder : Path
        Folder with ``islands.csv``, ``aliens.csv``, ``natives.csv``, ``interactions.csv`` and, where there are limits
        of feasibility, ``EF.csv``.
    listings : Path
        A list of the taxa listed under CMS and its instruments: natives that it does not list make no migrant.
    into : Path
        Folder or workbook of the study; made when it is not there.
    listed_on : str, optional
        Date of the list, where its name holds none.
    synonyms : Path, optional
        Table of synonyms, so that list and islands can mean one taxon.
    score_bounds : Path, optional
        What the user takes a score to mean; without it no effect has a size.
    encoding : str
        Of the tables of islands.

    Raises
    ------
    InputError
        A file cannot be used, or the study cannot be written to.
    """
    known = read_study(into).tables if into.exists() else TableSet({})
    migrants = _names(known, "migrants", "migrant_id")
    listed = read_listings_file(listings, listed_on=listed_on)
    named = NO_SYNONYMS if synonyms is None else read_synonyms(synonyms)
    asked = _Asked(listed, ListingLookup(listed, named), frozenset(taxon_key(name) for _, name in migrants))
    found = read_islands(
        folder,
        asked.listing_of,
        known_invaders=_names(known, "invaders", "invader_id"),
        known_migrants=migrants,
        bounds=None if score_bounds is None else read_score_bounds(score_bounds, HIGHEST_SCORE),
        encoding=encoding,
    )
    warnings = [*listed.warnings, *named.warnings, *asked.warnings, *found.warnings]
    rows = _new_rows(found, known, warnings)
    sources = [*found.sources, SourceRow(listed.source_id, listed.citation, note=f"dated by {listed.dated_by}")]
    presences = merge_presences(found.presences, known, warnings)
    records = {
        "sources": _missing(sources, known, "sources", "source_id"),
        **rows,
        "presences": presences,
        "impacts": _impacts(found, known),
        "feasibility": _missing(found.feasibility, known, "feasibility", "invader_id"),
    }
    tables = tuple(add_rows(into, name, map(_cells, of_table)) for name, of_table in records.items() if of_table)
    for row in listed.quarantine:
        found.quarantine.add(row)
    counts = (*found.counts, replace(listed.count, matched=asked.used))
    file = quarantine_file_of(into)
    write_quarantine(file, found.quarantine, {count.file for count in counts})
    return ImportReport(
        counts=counts,
        tables=tables,
        quarantined=dict(sorted(found.quarantine.reasons.items())),
        quarantine_file=file,
        warnings=tuple(warnings),
        decide=tuple(asked.decide) + ((_ADD,) if asked.decide else ()),
        listing_date=listed.date,
    )


class _Asked:
    """Looks natives up in the list of listings, and keeps what a person has to know and to decide."""

    def __init__(self, listed: ListingsFile, lookup: ListingLookup, known: frozenset[str]) -> None:
        self._listed, self._lookup, self._known = listed, lookup, known
        self._rows: set[int] = set()
        self.warnings: list[str] = []
        self.decide: list[str] = []

    @property
    def used(self) -> int:
        """Rows of the list that made a migrant."""
        return len(self._rows)

    def listing_of(self, name: str, countries: frozenset[str]) -> TaxonListing | None:
        """Return how the list names a taxon; None where it does not, or leaves it to a person.

        A taxon that the study has among its migrants is one whatever the list says.
        """
        found = self._lookup.find(name)
        decision = decide_listing(found, migrant_id=slug(name), countries=countries)
        if taxon_key(name) not in self._known:
            self.decide.extend(decision.decide)
        if decision.appendix or decision.instruments:
            self._rows |= {entry.row for entry in (*found.whole, *found.higher)}
            self.warnings.extend(decision.warnings)
            return TaxonListing(decision.appendix, decision.instruments, self._listed.date, self._listed.source_id)
        return TaxonListing("") if taxon_key(name) in self._known else None


def _some(names: Sequence[str], sign: str = ", ", most: int = 5) -> str:
    more = f"{sign}and {len(names) - most} more" if len(names) > most else ""
    return sign.join(names[:most]) + more


def _names(tables: TableSet, table: str, column: str) -> list[tuple[str, str]]:
    return list(zip(tables[table].words(column), tables[table].words("scientific_name"), strict=True))


def _new_rows(found: IslandsImport, known: TableSet, warnings: list[str]) -> dict[str, Sequence[Any]]:
    """Return the rows that the study lacks, and say what it keeps."""
    kept = {migrant for name in ("stages", "distribution") for migrant in known[name].words("migrant_id")}
    other = sorted({row.migrant_id for row in found.distribution} & _of_other_source(known))
    if other:
        warnings.append(
            f"The study has stages or a distribution of {_some(other)}: they stay as they are, and no island is added "
            "to them."
        )
    _refuse_other_stages(found, known)
    warnings.extend(_near_sites(found, known))
    return {
        "sites": _missing(found.sites, known, "sites", "site_id"),
        "migrants": _missing(found.migrants, known, "migrants", "migrant_id"),
        "stages": [row for row in found.stages if row.migrant_id not in kept],
        "distribution": [row for row in found.distribution if row.migrant_id not in kept],
        "invaders": found.invaders,
    }


def _of_other_source(known: TableSet) -> set[str]:
    """Return the migrants whose stages or distribution come from somewhere else than tables of islands."""
    return {
        migrant
        for name in ("stages", "distribution")
        for migrant, source in zip(known[name].words("migrant_id"), known[name].words("source_id"), strict=True)
        if source != SOURCE.source_id
    }


def _impacts(found: IslandsImport, known: TableSet) -> list[dict[str, object]]:
    """Return the rows that the study lacks whole, and of those that it has what bounds on a score change."""
    table = known["impacts"]
    have = {
        (impact, site): rate
        for impact, site, rate in zip(
            table.words("impact_id"), table.words("site_id"), table.words("rate"), strict=True
        )
    }
    rows: list[dict[str, object]] = []
    for row in found.impacts:
        cells, before = _cells(row), have.get((row.impact_id, row.site_id))
        if before is not None and before != row.rate:
            raise InputError(
                f"The study has the scores of {row.impact_id} on {before.replace('_', ' ')}; now they would be on "
                f"{row.rate.replace('_', ' ')}.",
                where="impacts",
                remedy="Import into a new study, or delete those rows of impacts first.",
            )
        if before is None:
            rows.append(cells)
        elif row.effect is not None:
            rows.append({name: value for name, value in cells.items() if name in _KEY_AND_SIZE})
    return rows


def _refuse_other_stages(found: IslandsImport, known: TableSet) -> None:
    stages: dict[str, set[str]] = {}
    for migrant, stage in zip(known["stages"].words("migrant_id"), known["stages"].words("stage"), strict=True):
        stages.setdefault(migrant, set()).add(stage)
    for row in found.migrants:
        if STAGE not in stages.get(row.migrant_id, {STAGE}):
            raise InputError(
                f"The study has stages of {row.migrant_id}, and none is {STAGE}, of which the tables of islands speak.",
                where="stages",
                remedy=f"Import into a study of its own, or name that stage {STAGE}.",
            )


def _near_sites(found: IslandsImport, known: TableSet) -> Iterator[str]:
    """Name islands that may be sites which the study has under another identifier."""
    import numpy as np

    from oxyura.spacetime.great_circle import great_circle_km

    have = [record for record in known["sites"].records() if number_of(record["lat"]) is not None]
    new = {row.site_id for row in found.sites}
    others = [record for record in have if str(record["site_id"]) not in new]
    if not others:
        return
    lat, lon = (np.array([getattr(row, name) for row in found.sites]) for name in ("lat", "lon"))
    pairs = []
    for record in others:
        distance = great_circle_km(
            lat, lon, np.array(number_of(record["lat"])), np.array(number_of(record["lon"]) or 0.0)
        )
        pairs += [
            f"{record['site_id']} and {found.sites[place].site_id}" for place in np.flatnonzero(distance < _NEAR_KM)
        ]
    if pairs:
        yield (
            f"Sites of the study lie within {_NEAR_KM:g} km of islands, and may be the same places: "
            f"{_some(pairs, '; ')}."
        )


def _missing(rows: Sequence[Any], known: TableSet, table: str, column: str) -> list[Any]:
    have = set(known[table].words(column))
    return [row for row in rows if getattr(row, column) not in have]


def _cells(row: Any) -> dict[str, object]:
    if isinstance(row, dict):
        return row
    return {name: value for name, value in asdict(row).items() if value not in (None, "", ())}
