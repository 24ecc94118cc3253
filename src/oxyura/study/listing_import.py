"""A user's own export of CMS listings into a study: which migrants are listed, by what, as of when."""

from __future__ import annotations

from pathlib import Path

from oxyura.schema.errors import InputError
from oxyura.schema.table import TableSet, text_of
from oxyura.sources.listing_lookup import ListingLookup
from oxyura.sources.species_plus import ListingsFile, read_listings_file
from oxyura.sources.synonyms import NO_SYNONYMS, read_synonyms
from oxyura.study.alien_migrants import find_alien_populations
from oxyura.study.importing import ImportReport, quarantine_file_of, write_quarantine
from oxyura.study.listing_decisions import decide_listing
from oxyura.study.reading import read_study
from oxyura.study.writing import RowsAdded, add_rows


def import_species_plus(
    file: Path, into: Path, *, synonyms: Path | None = None, listed_on: str | None = None
) -> ImportReport:
    """Read an export of Species+ into the migrants of a study.

    Parameters
    ----------
    file : Path
        The download of CMS listings, or dated listings.
    into : Path
        Folder or workbook of the study, with migrants.
    synonyms : Path, optional
        Table with the columns `synonym` and `accepted`.
    listed_on : str, optional
        Date of the list, YYYY-MM-DD, where neither its name nor its rows say it.

    Raises
    ------
    InputError
        The list is in an unknown form, or the study has no migrants or cannot be written to.
    """
    tables = read_study(into).tables if into.exists() else TableSet({})
    if not len(tables["migrants"]):
        raise InputError(
            "The study has no migrants to look up in the list.",
            where=str(into),
            remedy="Add migrants first, or begin with 'oxyura new NAME --party ISO --griis ARCHIVE --listings FILE'.",
        )
    listings = read_listings_file(file, listed_on=listed_on)
    names = NO_SYNONYMS if synonyms is None else read_synonyms(synonyms)
    rows, decide, warnings = look_up_migrants(tables, listings, ListingLookup(listings, names))
    written: list[RowsAdded] = []
    if any("listing_date" in row for row in rows):
        written.append(add_rows(into, "sources", [listing_source(listings)]))
    if rows:
        written.append(add_rows(into, "migrants", rows))
    aside = quarantine_file_of(into)
    write_quarantine(aside, listings.quarantine, {listings.count.file})
    return ImportReport(
        counts=(listings.count,),
        tables=tuple(written),
        quarantined=dict(sorted(listings.quarantine.reasons.items())),
        quarantine_file=aside,
        warnings=(*listings.warnings, *names.warnings, *warnings),
        decide=tuple(decide),
        listing_date=listings.date,
    )


def listing_source(listings: ListingsFile) -> dict[str, object]:
    """Return the row of `sources` that a list's migrants name in `listing_source`."""
    return {
        "source_id": listings.source_id,
        "citation": listings.citation,
        "url": "https://speciesplus.net",
        "note": f"Listings as of {listings.date}: {listings.dated_by}.",
    }


def look_up_migrants(
    tables: TableSet, listings: ListingsFile, lookup: ListingLookup
) -> tuple[list[dict[str, object]], list[str], list[str]]:
    """Look every migrant of a study up in a list.

    Returns
    -------
    rows : list of dict
        Cells to write, by migrant_id: only what is new.
    decide, warnings : list of str
        What a person must decide, and should know.
    """
    alien: dict[str, list[str]] = {}
    for population in find_alien_populations(tables):
        alien.setdefault(population.migrant_id, []).append(population.site_id)
    countries = _countries(tables)
    rows: list[dict[str, object]] = []
    decide: list[str] = []
    warnings: list[str] = []
    for record in tables["migrants"].records():
        migrant = str(record["migrant_id"])
        instruments = record["instruments"]
        decision = decide_listing(
            lookup.find(str(record["scientific_name"])),
            migrant_id=migrant,
            appendix=text_of(record["cms_appendix"]),
            instruments=instruments if isinstance(instruments, tuple) else (),
            countries=countries.get(migrant, frozenset()),
            alien_at=tuple(alien.get(migrant, ())),
        )
        decide += decision.decide
        warnings += decision.warnings
        row: dict[str, object] = {
            "cms_appendix": decision.appendix or None,
            "instruments": decision.instruments or None,
            "listing_date": listings.date if decision.is_dated else None,
            "listing_source": listings.source_id if decision.is_dated else None,
        }
        cells = {name: value for name, value in row.items() if value is not None}
        if cells:
            rows.append({"migrant_id": migrant, **cells})
    return rows, decide, warnings


def _countries(tables: TableSet) -> dict[str, frozenset[str]]:
    """Return the countries of the sites that distribution names, by migrant."""
    sites = tables["sites"]
    places = {
        site: country or (part or "").partition("-")[0]
        for site, country, part in zip(
            sites.words("site_id"), sites.texts("country"), sites.texts("subdivision"), strict=True
        )
    }
    found: dict[str, set[str]] = {}
    table = tables["distribution"]
    for migrant, site, share in zip(
        table.words("migrant_id"), table.words("site_id"), table.numbers("share"), strict=True
    ):
        if share > 0 and places.get(site):
            found.setdefault(migrant, set()).add(places[site])
    return {migrant: frozenset(codes) for migrant, codes in found.items()}
