"""`oxyura import`: outside data into a study's tables."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from oxyura.apps.cli.reporting import clean, console, write_json
from oxyura.study.importing import ImportReport, import_griis, import_occurrences


def run_griis(files: list[Path], *, country: str, into: Path, as_json: bool, quiet: bool) -> int:
    """Read GRIIS checklists of a country and tell what became of every row."""
    return _tell(import_griis(files, country, into), "griis", into, as_json=as_json, quiet=quiet)


def run_occurrences(
    files: list[Path], *, into: Path, within_km: float | None, encoding: str | None, as_json: bool, quiet: bool
) -> int:
    """Read records of occurrence and tell what became of every row."""
    report = import_occurrences(files, into, within_km=within_km, encoding=encoding or "utf-8")
    return _tell(report, "occurrences", into, as_json=as_json, quiet=quiet)


def run_species_plus(
    file: Path, *, into: Path, synonyms: Path | None, listed_on: str | None, as_json: bool, quiet: bool
) -> int:
    """Read an export of CMS listings and tell what it settles and what it leaves open."""
    from oxyura.study.listing_import import import_species_plus

    report = import_species_plus(file, into, synonyms=synonyms, listed_on=listed_on)
    return _tell(report, "species-plus", into, as_json=as_json, quiet=quiet)


def run_islands(
    folder: Path,
    *,
    listings: Path,
    into: Path,
    listed_on: str | None,
    synonyms: Path | None,
    score_bounds: Path | None,
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Read the tables of the world's islands and tell what became of every row."""
    from oxyura.study.importing_islands import import_islands

    report = import_islands(
        folder,
        listings,
        into,
        listed_on=listed_on,
        synonyms=synonyms,
        score_bounds=score_bounds,
        encoding=encoding or "utf-8",
    )
    return _tell(report, "islands", into, as_json=as_json, quiet=quiet)


def run_metric_workbook(
    folder: Path, *, into: Path, migrant: str | None, species: str | None, as_json: bool, quiet: bool
) -> int:
    """Read the workbooks of a network and tell what they became."""
    from oxyura.study.importing_networks import import_metric_workbook

    report = import_metric_workbook(folder, into, migrant_id=migrant, scientific_name=species)
    return _tell(report, "metric-workbook", into, as_json=as_json, quiet=quiet)


def run_comadre(
    file: Path,
    *,
    species: str,
    into: Path | None,
    matrix: str | None,
    migrant: str | None,
    abundance: float | None,
    growth_from: float,
    growth_to: float,
    as_json: bool,
    quiet: bool,
) -> int:
    """List the matrices of a species, or write one of them as a study."""
    from oxyura.apps.cli.matrices import tell_matrices
    from oxyura.study.importing_matrices import find_matrices, import_matrix

    found = find_matrices(file, species, growth_low=growth_from, growth_high=growth_to)
    if into is None:
        return tell_matrices(found, species, as_json=as_json, quiet=quiet)
    report = import_matrix(found, species, into, matrix=matrix, migrant_id=migrant, abundance=abundance)
    return _tell(report, "comadre", into, as_json=as_json, quiet=quiet)


def _tell(report: ImportReport, form: str, into: Path, *, as_json: bool, quiet: bool) -> int:
    if as_json:
        write_json(
            {
                "study": into.name,
                "format": form,
                "files": [asdict(count) for count in report.counts],
                "tables": {
                    rows.table: {"added": rows.added, "updated": rows.updated, "unchanged": rows.unchanged}
                    for rows in report.tables
                },
                "quarantined": dict(report.quarantined),
                "warnings": list(report.warnings),
                **({"decide": list(report.decide)} if report.decide or form == "species-plus" else {}),
                **({"listing_date": report.listing_date} if report.listing_date else {}),
            }
        )
    elif not quiet:
        _show(report, form)
    return 0


def _show(report: ImportReport, form: str) -> None:
    out = console()
    for count in report.counts:
        out.print(clean(count.file), style="bold")
        out.print(f"  {count.rows_in:,} rows read = {count.used:,} used + {count.quarantined:,} set aside")
        if form == "occurrences":
            out.print(
                f"  of the used: {count.matched:,} of an invader at a site, {count.other_taxon:,} of other species, "
                f"{count.elsewhere:,} elsewhere"
            )
        elif form == "comadre":
            out.print(f"  of the used: {count.matched:,} of the species, {count.other_taxon:,} of others")
        elif form == "islands" and count.other_taxon:
            out.print(f"  of the used: {count.matched:,} for the study, {count.other_taxon:,} of natives not listed")
    for rows in report.tables:
        out.print(f"{rows.table}: {rows.added:,} added, {rows.updated:,} changed, {rows.unchanged:,} left as they were")
    if report.quarantined:
        out.print(f"Set aside, with the row and the reason, in {report.quarantine_file}:")
        for reason, rows_aside in sorted(report.quarantined.items(), key=lambda item: -item[1]):
            out.print(f"  {rows_aside:,}  {clean(reason)}")
    if report.listing_date:
        out.print(f"Listings as of {report.listing_date}.")
    if report.decide:
        out.print("For a person to decide:", style="bold")
        for question in report.decide:
            out.print(f"  {clean(question)}")
    for warning in report.warnings:
        out.print(f"Note: {clean(warning)}", style="yellow")
