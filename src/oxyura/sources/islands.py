"""Tables of islands with their invaders, threatened natives and impact scores, as rows for a study.

The form is that of the input tables of Holmes et al. (2019): ``islands.csv``, ``aliens.csv``, ``natives.csv``,
``interactions.csv`` and, where there are feasibility limits, ``EF.csv``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar

from oxyura.schema.errors import InputError
from oxyura.sources.country_names import country_code
from oxyura.sources.island_names import Naming
from oxyura.sources.island_rows import FindListing, IslandRow, IslandsImport, TaxonListing
from oxyura.sources.island_study import SOURCE, Alien, Found, Limit, Native, Scored, rows_for_study
from oxyura.sources.named_columns import NamedRow, read_named_columns
from oxyura.sources.names import slug
from oxyura.sources.quarantine import Quarantine, QuarantinedRow
from oxyura.sources.score_bounds import ScoreBounds
from oxyura.sources.study_rows import FileCount

HIGHEST_SCORE = 3

_PRESENCE = {
    "confirmed": "present",
    # It is there until the eradication is declared done.
    "on-going eradication": "present",
    "eradicated": "eradicated",
    "suspected": "not_surveyed",
}
_BREEDING = {"confirmed": "expert", "probable": "expert", "potential breeding": "not_surveyed"}
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}")

Kept = TypeVar("Kept")
Judged: TypeAlias = Kept | QuarantinedRow | None


def read_islands(
    folder: Path,
    listing_of: FindListing,
    *,
    known_invaders: Iterable[tuple[str, str]] = (),
    known_migrants: Iterable[tuple[str, str]] = (),
    bounds: Mapping[int, ScoreBounds] | None = None,
    encoding: str = "utf-8",
) -> IslandsImport:
    """Read the tables of the world's islands.

    Parameters
    ----------
    folder : Path
        Folder with ``islands.csv``, ``aliens.csv``, ``natives.csv`` and ``interactions.csv``; ``EF.csv`` where there
        are limits of feasibility.
    listing_of : callable
        Tells how a scientific name is listed, for islands in some countries; natives that are not listed make no
        migrant.
    known_invaders, known_migrants : iterable of (str, str)
        Identifier and scientific name of what the study has: those keep their identifiers.
    bounds : mapping of int to ScoreBounds, optional
        What a user takes a score to mean. A score without bounds gives no effect.
    encoding : str
        Of the files.

    Raises
    ------
    InputError
        A file is missing, is no such table, or its bytes are not of the encoding.

    Notes
    -----
    Scores stay ordinal: no number is made of them. A native on an island that the tables do not name, an invader under
    a bare genus, a suspected presence: each is taken as it stands or set aside with the reason, and nothing is filled
    in.
    """
    if not folder.is_dir():
        raise InputError(
            "This is no folder.", where=str(folder), remedy="Give the folder with islands.csv and its fellows."
        )
    reading = _Reading(folder, listing_of, encoding)
    islands = {code: site for code, site in reading.islands()}
    found = Found(
        islands,
        reading.natives(islands),
        reading.aliens(islands),
        reading.interactions(islands),
        reading.limits(),
    )
    return rows_for_study(
        found,
        reading.quarantine,
        Naming(known_invaders),
        Naming(known_migrants),
        bounds or {},
        reading.counts,
        reading.warnings,
    )


class _Reading:
    """One pass over the files; rows that cannot be used go to the quarantine as they are met."""

    def __init__(self, folder: Path, listing_of: FindListing, encoding: str) -> None:
        self._folder, self._encoding = folder, encoding
        self._listing_of = listing_of
        self._listings: dict[str, TaxonListing | None] = {}
        self._countries: dict[str, set[str]] = {}
        self.quarantine = Quarantine()
        self.counts: list[FileCount] = []
        self.warnings: list[str] = []

    def islands(self) -> list[tuple[str, IslandRow]]:
        columns = ("Island_Code", "Corrected_Island_Name", "Corrected_Latitude", "Corrected_Longitude")
        optional = ("CountryTerritory", "Area", "Population_size", "Human_Habitation_Type")
        unknown: set[str] = set()
        found = self._use("islands.csv", columns, optional, lambda row: _island(row, unknown), lambda each: each[0])
        if unknown:
            self.warnings.append(
                f"No country of ISO 3166 has the name {_listed(sorted(unknown))}: those islands have no country."
            )
        return found

    def natives(self, islands: Mapping[str, IslandRow]) -> list[Native]:
        def judge(row: NamedRow) -> Judged[Native]:
            code = _code_in(row, islands)
            if isinstance(code, QuarantinedRow):
                return code
            name, status = row.cells["Scientific_name"], row.cells["Present_Breeding_Status"]
            if slug(name) == "":
                return row.aside("The row names no native species.", "Scientific_name")
            listing = self._listing(name)
            if listing is None:
                return None
            if status.casefold() not in _BREEDING:
                return row.aside(f"The breeding status {status!r} is not one that is read.", "Present_Breeding_Status")
            category = ", ".join(filter(None, (row.cells["Animal_type"], row.cells["IUCN"])))
            return Native(
                code,
                name,
                listing,
                _BREEDING[status.casefold()],
                status,
                category,
                row.cells["Insular_or_Continental"],
                row,
            )

        columns = ("Island_Code", "Scientific_name", "Present_Breeding_Status")
        # Whether a listing holds may depend on all the islands of a native, so they are looked through first.
        for row in read_named_columns(self._folder / "natives.csv", columns, encoding=self._encoding):
            if isinstance(row, NamedRow) and (site := islands.get(_code(row.cells["Island_Code"]) or "")) is not None:
                self._countries.setdefault(row.cells["Scientific_name"], set()).add(site.country)
        optional = ("Animal_type", "IUCN", "Insular_or_Continental")
        return self._use(
            "natives.csv", columns, optional, judge, lambda each: (each.code, slug(each.name)), lambda each: each.status
        )

    def aliens(self, islands: Mapping[str, IslandRow]) -> list[Alien]:
        def judge(row: NamedRow) -> Judged[Alien]:
            code = _code_in(row, islands)
            if isinstance(code, QuarantinedRow):
                return code
            name, status = row.cells["Scientific_Name"], row.cells["Invasive_Status"]
            if slug(name) == "":
                return row.aside("The row names no invader, only what kind of animal it is.", "Scientific_Name")
            if status.casefold() not in _PRESENCE:
                return row.aside(f"The status {status!r} is not one that is read.", "Invasive_Status")
            return Alien(code, name, row.cells["IC_Nominate_Type"], _PRESENCE[status.casefold()], status)

        columns = ("Island_Code", "Scientific_Name", "Invasive_Status")
        return self._use(
            "aliens.csv",
            columns,
            ("IC_Nominate_Type",),
            judge,
            lambda each: (each.code, slug(each.name)),
            lambda each: each.status,
        )

    def interactions(self, islands: Mapping[str, IslandRow]) -> list[Scored]:
        def judge(row: NamedRow) -> Judged[Scored]:
            code = _code_in(row, islands)
            if isinstance(code, QuarantinedRow):
                return code
            native, invader, score = (
                row.cells[name] for name in ("Target_Species", "Invasive_Species", "impact_score")
            )
            if slug(native) == "":
                return row.aside("The row names no native species.", "Target_Species")
            if self._listing(native) is None:
                return None
            if slug(invader) == "":
                return row.aside("The row names no invader.", "Invasive_Species")
            value = _number(score)
            if value is None or not value.is_integer() or not 0 <= value <= HIGHEST_SCORE:
                return row.aside(f"The impact score is no whole number from 0 to {HIGHEST_SCORE}.", "impact_score")
            return Scored(code, native, invader, int(value), row)

        columns = ("Island_Code", "Target_Species", "Invasive_Species", "impact_score")
        return self._use(
            "interactions.csv",
            columns,
            (),
            judge,
            lambda each: (each.code, slug(each.native), slug(each.invader)),
            lambda each: each.score,
        )

    def limits(self) -> dict[str, Limit]:
        if not (self._folder / "EF.csv").exists():
            self.warnings.append("There is no EF.csv: no limits of feasibility were read.")
            return {}

        def judge(row: NamedRow) -> Judged[Limit]:
            area, people = _number(row.cells["largest_feasible_area"]), _number(row.cells["human_pop_cutoff"])
            if not row.cells["Animal_category"]:
                return row.aside("The row names no kind of animal.", "Animal_category")
            if area is None or area < 0:
                return row.aside("The area is no number of 0 or more.", "largest_feasible_area")
            if people is None or people < 0 or not people.is_integer():
                return row.aside("The number of people is no whole number of 0 or more.", "human_pop_cutoff")
            return Limit(row.cells["Animal_category"], area, int(people))

        columns = ("Animal_category", "largest_feasible_area", "human_pop_cutoff")
        found = self._use("EF.csv", columns, (), judge, lambda each: each.category)
        return {limit.category: limit for limit in found}

    def _listing(self, name: str) -> TaxonListing | None:
        if name not in self._listings:
            self._listings[name] = self._listing_of(name, frozenset(self._countries.get(name, set()) - {""}))
        return self._listings[name]

    def _use(
        self,
        file: str,
        required: Sequence[str],
        optional: Sequence[str],
        judge: Callable[[NamedRow], Judged[Kept]],
        key: Callable[[Kept], Hashable],
        says: Callable[[Kept], Hashable] = lambda each: each,
    ) -> list[Kept]:
        """Read a file, and settle rows that speak of the same thing: repeats are set aside, contradictions all."""
        before, rows_in, other = len(self.quarantine), 0, 0
        groups: dict[Hashable, list[tuple[NamedRow, Kept]]] = {}
        for row in read_named_columns(self._folder / file, required, optional, encoding=self._encoding):
            rows_in += 1
            judged = row if isinstance(row, QuarantinedRow) else judge(row)
            if judged is None:
                other += 1
            elif isinstance(judged, QuarantinedRow):
                self.quarantine.add(judged)
            elif isinstance(row, NamedRow):
                groups.setdefault(key(judged), []).append((row, judged))
        kept = [each for group in groups.values() for each in self._settled(group, says)]
        aside = len(self.quarantine) - before
        self.counts.append(FileCount(file, rows_in, rows_in - aside, aside, matched=len(kept), other_taxon=other))
        return kept

    def _settled(self, group: list[tuple[NamedRow, Kept]], says: Callable[[Kept], Hashable]) -> list[Kept]:
        (first, kept), *others = group
        if all(says(other) == says(kept) for _, other in others):
            for row, _ in others:
                self.quarantine.add(row.aside(f"The row repeats row {first.row}."), "The row repeats another.")
            return [kept]
        rows = " and ".join(str(row.row) for row, _ in group)
        for row, _ in group:
            reason = f"Rows {rows} speak of the same thing and disagree."
            self.quarantine.add(row.aside(reason), "Rows speak of the same thing and disagree.")
        return []


def _island(row: NamedRow, unknown: set[str]) -> Judged[tuple[str, IslandRow]]:
    code = _code(row.cells["Island_Code"])
    if code is None:
        return row.aside("The island has no code that can be read.", "Island_Code")
    lat, lon = _number(row.cells["Corrected_Latitude"]), _number(row.cells["Corrected_Longitude"])
    if lat is None or not -90 <= lat <= 90:
        return row.aside("The latitude is no number from -90 to 90.", "Corrected_Latitude")
    if lon is None or not -180 <= lon <= 360:
        return row.aside("The longitude is no number from -180 to 180.", "Corrected_Longitude")
    area, people = _number(row.cells["Area"]), _number(row.cells["Population_size"])
    if row.cells["Area"] and (area is None or area <= 0):
        return row.aside("The area is no number above 0.", "Area")
    if row.cells["Population_size"] and (people is None or people < 0 or not people.is_integer()):
        return row.aside("The number of people is no whole number of 0 or more.", "Population_size")
    place = row.cells["CountryTerritory"]
    country = country_code(place) or ""
    if place and not country:
        unknown.add(place)
    name = row.cells["Corrected_Island_Name"]
    notes = [f"island code {code}"]
    if lon > 180:
        notes.append(f"longitude given as {lon:g}")
    if row.cells["Human_Habitation_Type"].casefold() == "research station":
        notes.append("people of a research station only")
    if place and not country:
        notes.append(f"country given as {place}")
    return code, IslandRow(
        f"{slug(name)[:40].rstrip('-') or 'island'}-{slug(code)}",
        name or f"Island {code}",
        country,
        lat,
        round(lon - 360, 10) if lon > 180 else lon,
        area,
        None if people is None else int(people),
        SOURCE.source_id,
        "; ".join(notes),
    )


def _code_in(row: NamedRow, islands: Mapping[str, IslandRow]) -> str | QuarantinedRow:
    code = _code(row.cells["Island_Code"])
    if code is None or code not in islands:
        return row.aside("islands.csv has no usable row for this island.", "Island_Code")
    return code


def _code(text: str) -> str | None:
    """Return a code without the decimal point that tables of numbers put there."""
    code = text.removesuffix(".0")
    return code if _CODE.fullmatch(code) else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _listed(words: Sequence[str], most: int = 5) -> str:
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(word[:60] for word in words[:most]) + more
