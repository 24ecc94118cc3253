"""Species+ exports of the listings under CMS and its instruments, in the two forms in which they come."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from oxyura.schema.errors import InputError
from oxyura.schema.limits import Limit
from oxyura.sources.listing_entries import ListingEntry, Range
from oxyura.sources.listing_rows import read_dated_row, read_download_row
from oxyura.sources.names import slug
from oxyura.sources.quarantine import Quarantine, QuarantinedRow
from oxyura.sources.study_rows import FileCount

_BYTES = Limit("The size of the list in bytes", 64 * 2**20, "bytes", "Export fewer taxa at once.")
_ROWS = Limit("The number of rows of the list", 200_000, "rows", "Export fewer taxa at once.")
# Headers are compared without capitals, spaces and underscores.
_DATED = ("rank", "scientificname", "appendix", "instrument", "effectivefrom")
_DOWNLOAD = ("rank", "scientificname", "agreement", "listing")
_SHOWN = {
    "dated": "rank, scientific_name, appendix, instrument, effective_from",
    "download": "ScientificName, Rank, Agreement, Listing, with Listed under, Date and Note",
}
_DAY = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")


@dataclass(frozen=True)
class ListingsFile:
    """A list of the taxa listed under CMS and its instruments, as read.

    Parameters
    ----------
    form : {'dated', 'download'}
        Dated listings, one row for a listing; or the download of Species+, one row for a taxon and agreement.
    entries : tuple of ListingEntry
        Every listing.
    ranges : mapping of str to Range
        Where a taxon is native and introduced, by the key of its name; only the download says so.
    families : mapping of str to str
        Family by genus, both in lower case, where the list agrees with itself.
    quarantine : Quarantine
        Rows set aside.
    aside : mapping of str to str
        Names of the rows set aside, with the reason.
    count : FileCount
        Rows in = used + quarantined.
    date : str
        Date of the list, YYYY-MM-DD.
    dated_by : str
        What the date comes from, in words.
    source_id, citation : str
        For the table ``sources``.
    warnings : tuple of str
        What a person should know.
    """

    form: str
    entries: tuple[ListingEntry, ...]
    ranges: Mapping[str, Range]
    families: Mapping[str, str]
    quarantine: Quarantine
    aside: Mapping[str, str]
    count: FileCount
    date: str
    dated_by: str
    source_id: str
    citation: str
    warnings: tuple[str, ...]


def read_listings_file(path: Path, *, listed_on: str | None = None, today: date | None = None) -> ListingsFile:
    """Read an export of listings from Species+.

    Parameters
    ----------
    path : Path
        CSV, UTF-8, with commas, semicolons or tabs.
    listed_on : str, optional
        Date of the list, YYYY-MM-DD; by default the date in the file's name, else the latest entry into force.
    today : date, optional
        No list is dated later; by default the day of the call.

    Raises
    ------
    InputError
        The file cannot be read, is in neither form, or holds no date and none is given.
    """
    rows, header = _open(path)
    names = [_folded(name) for name in header]
    form = _form_of(names, header, path.name)
    read = read_dated_row if form == "dated" else read_download_row
    quarantine, aside = Quarantine(), dict[str, str]()
    entries: list[ListingEntry] = []
    ranges: dict[str, Range] = {}
    families: dict[str, set[str]] = {}
    used = number = 0
    for number, cells in enumerate(rows, start=1):
        _ROWS.check(number, path.name)
        record = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        found = read(record, number + 1) if len(cells) == len(names) else None
        if found is None or isinstance(found, tuple):
            column, reason = found or ("", f"The row has {len(cells)} cells where the file has {len(names)} columns.")
            row = QuarantinedRow(path.name, number + 1, reason, column, record.get(column, ""), "\t".join(cells))
            quarantine.add(row)
            aside.setdefault(record.get("scientificname", ""), reason)
            continue
        used += 1
        entries.extend(found.entries)
        if found.range is not None:
            ranges.setdefault(found.key, found.range)
        if found.genus and found.family:
            families.setdefault(found.genus, set()).add(found.family)
    if not entries:
        raise InputError(
            "No row of the list could be used.", where=path.name, remedy=f"The first reason: {_first(quarantine)}"
        )
    day, dated_by = _date_of(path.name, listed_on, entries, today or date.today())
    warnings = [] if dated_by != "latest entry into force" else [_undated(path.name, day)]
    return ListingsFile(
        form,
        tuple(entries),
        ranges,
        {genus: next(iter(found)) for genus, found in families.items() if len(found) == 1},
        quarantine,
        aside,
        FileCount(path.name, number, used, len(quarantine)),
        day,
        dated_by,
        f"species-plus-{day}",
        f"Species+, listings under CMS and its instruments, export {slug(path.stem) or 'list'} of {day}.",
        tuple(warnings),
    )


def _open(path: Path) -> tuple[Iterator[list[str]], list[str]]:
    try:
        _BYTES.check(path.stat().st_size, path.name)
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"The list cannot be read ({reason}).", where=path.name, remedy="Check the name.") from error
    if data.startswith((b"PK", b"\x1f\x8b")):
        raise InputError("The list is packed.", where=path.name, remedy="Unpack it and give the CSV file.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"The list is not UTF-8 (byte {error.start + 1:,}).",
            where=path.name,
            remedy="Save it as CSV in UTF-8, or download it again.",
        ) from error
    if "\0" in text:
        raise InputError("The file is no text.", where=path.name, remedy="Give the CSV file of the export.")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = _rows(text, delimiter, path.name)
    header = next(rows, [])
    return rows, [name.strip() for name in header]


def _rows(text: str, delimiter: str, where: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield cells
    except csv.Error as error:
        raise InputError(
            f"The list breaks off at line {reader.line_num:,} ({error}).", where=where, remedy="Download it again."
        ) from error


def _folded(name: str) -> str:
    return re.sub(r"[\s_]+", "", name).casefold()


def _form_of(names: list[str], header: list[str], where: str) -> str:
    for form, needed in (("dated", _DATED), ("download", _DOWNLOAD)):
        if set(needed) <= set(names):
            if doubled := sorted({name for name in names if name and names.count(name) > 1}):
                raise InputError(f"The list has the column {doubled[0]} twice.", where=where, remedy="Delete one.")
            return form
    shown = ", ".join(name[:40] for name in header[:30]) or "nothing"
    raise InputError(
        f"This is no list of CMS listings in a known form. Its header has: {shown}.",
        where=where,
        remedy=f"Expected is the Species+ download of CMS listings ({_SHOWN['download']}), or dated listings "
        f"({_SHOWN['dated']}).",
    )


def _first(quarantine: Quarantine) -> str:
    return next((row.reason for row in quarantine), "the file has no rows.")


def _date_of(name: str, given: str | None, entries: list[ListingEntry], today: date) -> tuple[str, str]:
    if given is not None:
        if not _is_day(given, today):
            raise InputError(
                f"{given[:20]!r} is no day up to today.", where="--date", remedy="Write YYYY-MM-DD, such as 2024-05-16."
            )
        return given, "the date given"
    for match in _DAY.finditer(name):
        if _is_day(match[1], today):
            return match[1], "the file's name"
    days = [entry.effective for entry in entries if entry.effective and _is_day(entry.effective, today)]
    if not days:
        raise InputError("Nothing says of which day the list is.", where=name, remedy="Give it with --date.")
    return max(days), "latest entry into force"


def _is_day(text: str, today: date) -> bool:
    try:
        return _DAY.fullmatch(text) is not None and date(1979, 1, 1) <= date.fromisoformat(text) <= today
    except ValueError:
        return False


def _undated(name: str, day: str) -> str:
    return (
        f"The name of {name} holds no date. The list is dated {day}, its latest entry into force: newer changes "
        "may be missing. Give the day of the export with --date."
    )
