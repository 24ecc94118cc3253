"""National checklists of introduced species (GRIIS) as a study's invaders and presences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence
from oxyura.schema.vocabularies import COUNTRY
from oxyura.sources.griis_files import read_checklists
from oxyura.sources.griis_judgement import Reading, judge_list
from oxyura.sources.names import canonical_name, slug
from oxyura.sources.quarantine import Quarantine
from oxyura.sources.study_rows import FileCount, InvaderRow, InvaderSought, PresenceRow, SiteRow, SiteSought, SourceRow

# Used by GRIIS and reserved, not assigned, in ISO 3166-1: the Canary Islands and Kosovo.
_RESERVED = frozenset({"IC", "XK"})
_STATUS_ORDER = ("present", "eradicated", "absent", "not_surveyed")


@dataclass(frozen=True)
class GriisInvader:
    """One species as the country's lists have it.

    Parameters
    ----------
    invader_id : str
        Identifier made from the name.
    scientific_name : str
        Name without authors: the accepted one where the list calls its own entry a synonym.
    listed_as : tuple of str
        The entries as they stand in the lists.
    group : str
        Kind of organism in a plain word.
    is_invasive : str
        ``yes``, ``no`` or ``not_stated``.
    establishment_means : str
        Darwin Core term for the country, empty where not stated.
    status : str
        What the lists say of the country: ``present``, ``absent``, ``eradicated`` or ``not_surveyed`` (a
        doubtful report).
    first_year : int, optional
        First record in the country, where the list gives years of records.
    habitat : str
        As listed.
    areas : tuple of str
        Codes of the parts of the country that the lists name; the country's own where they name none.
    source_id : str
        The list it comes from; the first, where several have it.
    """

    invader_id: str
    scientific_name: str
    listed_as: tuple[str, ...]
    group: str
    is_invasive: str
    establishment_means: str
    status: str
    first_year: int | None
    habitat: str
    areas: tuple[str, ...]
    source_id: str

    @property
    def row(self) -> InvaderRow:
        """The row for the table ``invaders``."""
        words = {"yes": "invasive", "no": "not invasive", "not_stated": "invasiveness not stated"}
        notes = f"GRIIS: listed as {' / '.join(self.listed_as)}; {words[self.is_invasive]}"
        habitat = f"; habitat {self.habitat.lower().replace('|', ', ')}" if self.habitat else ""
        return InvaderRow(self.invader_id, self.scientific_name, group=self.group, notes=notes + habitat)


@dataclass(frozen=True)
class GriisImport:
    """What a country's checklists give a study.

    Parameters
    ----------
    country : str
        ISO code that was asked for.
    invaders : tuple of GriisInvader
        Sorted by identifier.
    country_site : SiteRow
        A site that stands for the whole country, for a study without a site there.
    country_presences : tuple of PresenceRow
        What the lists say of the country, at `country_site`.
    quarantine : Quarantine
        Rows set aside.
    counts : tuple of FileCount
        One per file; ``rows_in`` = ``used`` + ``quarantined``.
    sources : tuple of SourceRow
        One per list of which rows were used.
    warnings : tuple of str
        What a person should know.
    """

    country: str
    invaders: tuple[GriisInvader, ...]
    country_site: SiteRow
    country_presences: tuple[PresenceRow, ...]
    quarantine: Quarantine
    counts: tuple[FileCount, ...]
    sources: tuple[SourceRow, ...]
    warnings: tuple[str, ...]

    def for_study(self, invaders: Iterable[InvaderSought]) -> GriisImport:
        """Return the same import under the identifiers that a study has for its invaders.

        A species that the study has, by its accepted or its listed name, keeps the study's identifier; a new one
        never takes an identifier that the study uses for another species.

        Parameters
        ----------
        invaders : iterable of InvaderSought
            The study's invaders.
        """
        known: dict[str, str] = {}
        taken: set[str] = set()
        for invader in invaders:
            name = canonical_name(invader.scientific_name)
            taken.add(invader.invader_id)
            if name is not None:
                known.setdefault(name.key, invader.invader_id)
        ids: dict[str, str] = {}
        for found in self.invaders:
            names = [canonical_name(text) for text in (found.scientific_name, *found.listed_as)]
            # One identifier serves one species, even where the study has both its names.
            own = next((known.pop(name.key) for name in names if name is not None and name.key in known), None)
            ids[found.invader_id] = own or _free_id(found.invader_id, taken)
            taken.add(ids[found.invader_id])
        return replace(
            self,
            invaders=tuple(replace(found, invader_id=ids[found.invader_id]) for found in self.invaders),
            country_presences=tuple(replace(row, invader_id=ids[row.invader_id]) for row in self.country_presences),
        )

    def presences_at(self, sites: Iterable[SiteSought]) -> tuple[PresenceRow, ...]:
        """Return rows for the study's sites in the country.

        A national list says that a species is in the country, not that it is at a site: the status is
        ``not_surveyed``, and only the establishment means is taken over. A list for a part of the country
        (``SH-TA``) speaks only for sites of that ``subdivision``; of a site without one it says nothing but
        the note.
        """
        rows = [_site_presence(invader, site) for site in sites for invader in self.invaders]
        return tuple(row for row in rows if row is not None)


def read_griis(paths: Sequence[Path], country: str, today: date | None = None) -> GriisImport:
    """Read the GRIIS checklists of a country.

    Parameters
    ----------
    paths : sequence of Path
        Darwin Core archives, or the Parquet table of all lists.
    country : str
        ISO 3166-1 alpha-2 code; rows of parts of the country (``SH-TA`` for ``SH``) belong to it. A code of a
        part selects that part.
    today : date, optional
        Years after it are not believed; by default the day of the call.

    Returns
    -------
    GriisImport

    Raises
    ------
    InputError
        When a file is no checklist, or `country` is no code.
    """
    wanted = _country_code(country)
    quarantine = Quarantine()
    counts: list[FileCount] = []
    readings: list[Reading] = []
    sources: dict[str, SourceRow] = {}
    warnings: list[str] = []
    for path in paths:
        before, used, rows_in = len(quarantine), 0, 0
        for checklist in read_checklists(path):
            rows_in += len(checklist.rows)
            found = list(judge_list(checklist, wanted, quarantine, warnings, (today or date.today()).year))
            used += len(found)
            readings.extend(found)
            if found:
                sources[checklist.source.source_id] = checklist.source
        counts.append(FileCount(path.name, rows_in, used, len(quarantine) - before, matched=used))
    invaders = tuple(_merge(readings, wanted, warnings))
    if not invaders:
        warnings.append(
            sentence(
                "No row of these files could be used for %(wanted)s: see quarantine.csv for the reasons.", wanted=wanted
            )
        )
    site = SiteRow(
        slug(wanted),
        COUNTRY.terms.get(wanted) or wanted,
        wanted[:2] if wanted[:2] in COUNTRY else "",
        wanted if "-" in wanted else "",
        "Stands for the whole country: a national list does not say where in it a species is.",
    )
    presences = tuple(_country_presence(invader, site.site_id) for invader in invaders)
    return GriisImport(
        wanted, invaders, site, presences, quarantine, tuple(counts), tuple(sources.values()), tuple(warnings)
    )


def _country_code(text: str) -> str:
    code = text.strip().upper()
    if code[:2] in COUNTRY or code[:2] in _RESERVED:
        tail = code[2:]
        if not tail or (tail[0] == "-" and 1 <= len(tail[1:]) <= 3 and tail[1:].isalnum()):
            return code
    remedy = "Great Britain is GB." if code == "UK" else "Use two letters, such as ES for Spain."
    raise InputError(
        sentence("%(text)s is no ISO 3166-1 country code.", text=repr(text[:20])), where="--country", remedy=remedy
    )


def _merge(readings: list[Reading], country: str, warnings: list[str]) -> Iterator[GriisInvader]:
    by_name: dict[str, list[Reading]] = {}
    for reading in readings:
        by_name.setdefault(reading.name.key, []).append(reading)
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for key, group in by_name.items():
        ids[key] = _free_id(slug(group[0].name.name) or "unnamed", taken)
        taken.add(ids[key])
    for key in sorted(by_name, key=lambda name: ids[name]):
        yield _one_invader(ids[key], by_name[key], country, warnings)


def _free_id(wanted: str, taken: set[str]) -> str:
    identifier, number = wanted, 1
    while identifier in taken:
        number += 1
        identifier = f"{wanted}-{number}"
    return identifier


def _one_invader(invader_id: str, readings: list[Reading], country: str, warnings: list[str]) -> GriisInvader:
    first = readings[0]
    invasive = {reading.is_invasive for reading in readings} - {"not_stated"}
    means = {reading.means for reading in readings} - {""}
    if len(invasive) > 1:
        warnings.append(
            sentence("%(name)s: one list says invasive, another not; taken as not stated.", name=first.name.name)
        )
    if len(means) > 1:
        warnings.append(
            sentence(
                "%(name)s: the lists give %(means)s; taken as uncertain for %(country)s.",
                name=first.name.name,
                means=", ".join(sorted(means)),
                country=country,
            )
        )
    years = [reading.year for reading in readings if reading.year is not None]
    return GriisInvader(
        invader_id,
        first.name.name,
        tuple(dict.fromkeys(reading.listed_as for reading in readings)),
        first.group,
        invasive.pop() if len(invasive) == 1 else "not_stated",
        means.pop() if len(means) == 1 else "uncertain" if means else "",
        min((reading.status for reading in readings), key=_STATUS_ORDER.index),
        min(years, default=None),
        first.habitat,
        tuple(sorted({reading.area for reading in readings})),
        first.source_id,
    )


def _country_presence(invader: GriisInvader, site_id: str) -> PresenceRow:
    return PresenceRow(
        invader.invader_id,
        site_id,
        invader.status,
        invader.establishment_means,
        invader.first_year,
        source_id=invader.source_id,
        notes=f"GRIIS, {', '.join(invader.areas)}: {_status_words(invader.status)}",
    )


def _status_words(status: str) -> str:
    return "a doubtful or unstated report" if status == "not_surveyed" else status


def _site_presence(invader: GriisInvader, site: SiteSought) -> PresenceRow | None:
    areas = [area for area in invader.areas if area.partition("-")[0] == site.country.upper()]
    if site.subdivision:
        areas = [area for area in areas if area in (site.country.upper(), site.subdivision.upper())]
    if not areas:
        return None
    known = site.subdivision or site.country.upper() in areas
    said = f"GRIIS lists it for {', '.join(areas)} ({_status_words(invader.status)})"
    note = f"{said}; nothing says it is at this site."
    return PresenceRow(
        invader.invader_id,
        site.site_id,
        "not_surveyed",
        invader.establishment_means if known else "",
        source_id=invader.source_id,
        notes=note if known else f"{note} The site's subdivision is not given.",
    )
