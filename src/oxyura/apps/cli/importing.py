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
    for rows in report.tables:
        out.print(f"{rows.table}: {rows.added:,} added, {rows.updated:,} changed, {rows.unchanged:,} left as they were")
    if report.quarantined:
        out.print(f"Set aside, with the row and the reason, in {report.quarantine_file}:")
        for reason, rows_aside in sorted(report.quarantined.items(), key=lambda item: -item[1]):
            out.print(f"  {rows_aside:,}  {clean(reason)}")
    for warning in report.warnings:
        out.print(f"Note: {clean(warning)}", style="yellow")
