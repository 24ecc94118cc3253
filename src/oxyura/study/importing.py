"""Outside data into a study's tables: what is new is added, what a person wrote is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from oxyura.schema.errors import InputError
from oxyura.schema.table import TableSet, number_of
from oxyura.sources.griis import GriisImport, read_griis
from oxyura.sources.occurrences import OccurrenceImport, read_occurrences
from oxyura.sources.quarantine import Quarantine, quarantine_rows
from oxyura.sources.study_rows import FileCount, InvaderSought, PresenceRow, SiteSought
from oxyura.study.reading import read_study
from oxyura.study.writing import RowsAdded, add_rows, replace_file

QUARANTINE_FILE = "quarantine.csv"


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Parameters
    ----------
    counts : tuple of FileCount
        Per file: rows in = used + quarantined.
    tables : tuple of RowsAdded
        Per table of the study.
    quarantined : mapping of str to int
        Rows set aside, by reason.
    quarantine_file : Path
        Where they stand.
    warnings : tuple of str
        What a person should know.
    decide : tuple of str
        What a person has to decide before it can stand in the study.
    listing_date : str
        Date of the list of species, where one was read.
    """

    counts: tuple[FileCount, ...]
    tables: tuple[RowsAdded, ...]
    quarantined: Mapping[str, int]
    quarantine_file: Path
    warnings: tuple[str, ...]
    decide: tuple[str, ...] = ()
    listing_date: str = ""


def import_griis(files: Sequence[Path], country: str, into: Path) -> ImportReport:
    """Read GRIIS checklists of a country into a study.

    The country's invaders are added. At the study's sites in the country they are `not_surveyed`, since a national list
    does not say where in the country a species is; a study without a site there gets one that stands for the country.

    Parameters
    ----------
    files : sequence of Path
        Darwin Core archives.
    country : str
        ISO 3166-1 alpha-2 code.
    into : Path
        Folder or workbook of the study; made when it is not there.

    Raises
    ------
    InputError
        A file is no checklist, the code is no country, or the study cannot be written to.
    """
    existing = _tables_of(into)
    # Species that the study has under another identifier keep it.
    found = read_griis(files, country).for_study(list(_invaders(existing)))
    here = [site for site in _sites(existing) if site.country == found.country_site.country]
    warnings = list(found.warnings)
    if here:
        sites, presences = [], found.presences_at(here)
    else:
        sites, presences = [found.country_site], found.country_presences
    rows = merge_presences(presences, existing, warnings)
    tables = _write(
        into,
        {
            "sources": [asdict(source) for source in found.sources],
            "sites": [asdict(site) for site in sites],
            "invaders": list(_new_invaders(found, existing)),
            "presences": [_record(row) for row in rows],
        },
    )
    return _finish(found, tables, into, warnings)


def import_occurrences(
    files: Sequence[Path], into: Path, *, within_km: float | None = None, encoding: str = "utf-8"
) -> ImportReport:
    """Read records of occurrence into a study: where its invaders are present, since when, on how many records.

    Parameters
    ----------
    files : sequence of Path
        Darwin Core archives, GBIF downloads, or cubes with EEA or EQDGC codes.
    into : Path
        Folder or workbook of the study, with invaders and sites.
    within_km : float, optional
        How far from a site a record may lie.
    encoding : str
        Of files that do not say it themselves.

    Raises
    ------
    InputError
        The study has no invaders or sites, a file is no table of records, or the study cannot be written to.
    """
    if not into.exists():
        raise InputError(
            "There is no study here: records are matched to the invaders and sites of a study.",
            where=str(into),
            remedy="Make one with 'oxyura new', or run 'oxyura import griis' first.",
        )
    existing = _tables_of(into)
    found = read_occurrences(files, list(_invaders(existing)), list(_sites(existing)), within_km, encoding=encoding)
    warnings = list(found.warnings)
    rows = merge_presences(found.presences, existing, warnings)
    tables = _write(
        into,
        {
            "sources": [asdict(source) for source in found.sources],
            "presences": [_record(row) for row in rows],
        },
    )
    return _finish(found, tables, into, warnings)


def _tables_of(study: Path) -> TableSet:
    return read_study(study).tables if study.exists() else TableSet({})


def _sites(tables: TableSet) -> Iterator[SiteSought]:
    sites = tables["sites"]
    for record in sites.records():
        yield SiteSought(
            str(record["site_id"]),
            number_of(record["lat"]),
            number_of(record["lon"]),
            number_of(record["area_km2"]),
            str(record["geometry_wkt"] or ""),
            str(record["country"] or ""),
            str(record["subdivision"] or ""),
        )


def _invaders(tables: TableSet) -> Iterator[InvaderSought]:
    for record in tables["invaders"].records():
        key = number_of(record["gbif_key"])
        yield InvaderSought(
            str(record["invader_id"]), str(record["scientific_name"]), None if key is None else int(key)
        )


def _new_invaders(found: GriisImport, tables: TableSet) -> Iterator[dict[str, object]]:
    """Yield the list's invaders that the study does not hold: what a person wrote of a species is kept."""
    known = set(tables["invaders"].words("invader_id"))
    for invader in found.invaders:
        if invader.invader_id not in known:
            yield asdict(invader.row)


def merge_presences(rows: Iterable[PresenceRow], tables: TableSet, warnings: list[str]) -> list[PresenceRow]:
    """Return the rows to write: new ones whole, and for pairs that the study has, only what the records add.

    `absent` and `eradicated` are findings of people and stay, with a warning; `not_surveyed` never replaces anything.
    """
    table = tables["presences"]
    existing = {(str(record["invader_id"]), str(record["site_id"])): record for record in table.records()}
    merged, kept = [], []
    for row in rows:
        before = existing.get((row.invader_id, row.site_id))
        if before is None:
            merged.append(row)
            continue
        if row.status != "present":
            if row.establishment_means and before["establishment_means"] is None:
                merged.append(PresenceRow(row.invader_id, row.site_id, "", row.establishment_means))
            continue
        if before["status"] in ("absent", "eradicated"):
            kept.append(f"{row.invader_id} at {row.site_id} ({before['status']}, records to {row.last_year})")
            continue
        merged.append(
            replace(
                row,
                first_year=min(_years(before["first_year"], row.first_year), default=None),
                last_year=max(_years(before["last_year"], row.last_year), default=None),
                establishment_means=row.establishment_means if before["establishment_means"] is None else "",
                notes=row.notes if before["notes"] is None else "",
                source_id=row.source_id if before["source_id"] is None or before["status"] != "present" else "",
            )
        )
    if kept:
        shown = "; ".join(kept[:5]) + (f"; and {len(kept) - 5} more" if len(kept) > 5 else "")
        warnings.append(
            f"The study says absent or eradicated where there are records, and was left as it is: {shown}. "
            "Look at the years of the records, and change the status where the invader has come back."
        )
    return merged


def _years(*years: object) -> list[int]:
    return [int(year) for year in years if isinstance(year, int | float)]


def _record(row: PresenceRow) -> dict[str, object]:
    """Return the cells that a row gives; empty ones are left out, so that they change nothing."""
    return {name: value for name, value in asdict(row).items() if value not in (None, "")}


def _write(into: Path, records: Mapping[str, list[dict[str, object]]]) -> tuple[RowsAdded, ...]:
    """Add the rows table by table, in an order in which every intermediate study is a valid one."""
    cleaned = {
        name: [{key: value for key, value in row.items() if value not in (None, "")} for row in rows]
        for name, rows in records.items()
    }
    return tuple(add_rows(into, name, rows) for name, rows in cleaned.items() if rows)


def _finish(
    found: GriisImport | OccurrenceImport, tables: tuple[RowsAdded, ...], into: Path, warnings: list[str]
) -> ImportReport:
    file = quarantine_file_of(into)
    write_quarantine(file, found.quarantine, {count.file.split("!")[0] for count in found.counts})
    return ImportReport(
        counts=found.counts,
        tables=tables,
        quarantined=dict(sorted(found.quarantine.reasons.items())),
        quarantine_file=file,
        warnings=tuple(warnings),
    )


def quarantine_file_of(study: Path) -> Path:
    """Return where the rows set aside for a study stand: in its folder, or beside its workbook."""
    return study / QUARANTINE_FILE if study.is_dir() else study.with_name(f"{study.stem}.{QUARANTINE_FILE}")


def write_quarantine(file: Path, quarantine: Quarantine, read_now: set[str]) -> None:
    """Write the rows set aside; those of files read earlier stay, those of files read again are replaced."""
    lines = iter(quarantine_rows(quarantine))
    header = next(lines)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    if file.exists():
        with file.open(encoding="utf-8", newline="") as earlier:
            rows = csv.reader(earlier)
            if tuple(next(rows, ())) == tuple(header):
                writer.writerows(row for row in rows if row and row[0].split("!")[0] not in read_now)
    writer.writerows(lines)
    if len(quarantine) or file.exists():
        replace_file(file, text.getvalue().encode("utf-8"))
