"""The rows that readers take from a study, and the rows they hand back for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InvaderSought:
    """An invader of the study, as far as records are matched to it."""

    invader_id: str
    scientific_name: str
    gbif_key: int | None = None


@dataclass(frozen=True, slots=True)
class SiteSought:
    """A site of the study, as far as records and lists are matched to it.

    Parameters
    ----------
    site_id : str
        The site.
    lat, lon : float, optional, degrees
        Its point, WGS 84.
    area_km2 : float, optional
        Its area.
    geometry_wkt : str
        Its outline, where the study has one.
    country : str
        ISO 3166-1 alpha-2 code.
    subdivision : str
        ISO 3166-2 code.
    """

    site_id: str
    lat: float | None = None
    lon: float | None = None
    area_km2: float | None = None
    geometry_wkt: str = ""
    country: str = ""
    subdivision: str = ""


@dataclass(frozen=True, slots=True)
class PresenceRow:
    """A row for the table ``presences``; its fields are columns there."""

    invader_id: str
    site_id: str
    status: str
    establishment_means: str = ""
    first_year: int | None = None
    last_year: int | None = None
    records: int | None = None
    source_id: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class InvaderRow:
    """A row for the table ``invaders``; its fields are columns there."""

    invader_id: str
    scientific_name: str
    gbif_key: int | None = None
    group: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row for the table ``sources``; its fields are columns there."""

    source_id: str
    citation: str
    doi: str = ""
    url: str = ""
    licence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A row for the table ``sites`` that stands for a whole country."""

    site_id: str
    name: str
    country: str
    subdivision: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class FileCount:
    """What became of the rows of one file: ``rows_in`` is always ``used`` + ``quarantined``.

    Parameters
    ----------
    file : str
        The file, with the member of an archive after ``!``.
    rows_in : int
        Rows read, header lines and blank lines left out.
    used : int
        Rows read, understood and considered.
    quarantined : int
        Rows set aside, each with its reason.
    matched : int
        Of the used: those that speak for the study (an invader listed; a record of an invader at a site).
    other_taxon : int
        Of the used: records of species that are not among the study's invaders.
    elsewhere : int
        Of the used: records of the study's invaders that lie at none of its sites.
    """

    file: str
    rows_in: int
    used: int
    quarantined: int
    matched: int = 0
    other_taxon: int = 0
    elsewhere: int = 0
