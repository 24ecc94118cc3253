"""What the tables of the world's islands hand back: rows for a study, their fields being columns there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from oxyura.sources.quarantine import Quarantine
from oxyura.sources.study_rows import FileCount, InvaderRow, PresenceRow, SourceRow


@dataclass(frozen=True, slots=True)
class TaxonListing:
    """How a list of protected species names a taxon.

    Parameters
    ----------
    appendix : str
        ``I``, ``II``, ``I/II`` or empty.
    instruments : tuple of str
        Agreements and memoranda.
    date : str
        Date of the list, YYYY-MM-DD.
    source_id : str
        The list.
    notes : str
        What a reader should know, such as a listing of the whole family.
    """

    appendix: str
    instruments: tuple[str, ...] = ()
    date: str = ""
    source_id: str = ""
    notes: str = ""


# Tells how a scientific name is listed, for its islands in some countries (ISO 3166-1); None: it is not.
FindListing = Callable[[str, frozenset[str]], TaxonListing | None]


@dataclass(frozen=True, slots=True)
class IslandRow:
    """A row for the table ``sites``."""

    site_id: str
    name: str
    country: str
    lat: float
    lon: float
    area_km2: float | None
    people: int | None
    source_id: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class MigrantRow:
    """A row for the table ``migrants``, without an abundance: these tables have none."""

    migrant_id: str
    scientific_name: str
    cms_appendix: str
    instruments: tuple[str, ...]
    listing_date: str
    listing_source: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class StageRow:
    """A row for the table ``stages``."""

    migrant_id: str
    stage: str
    position: int
    start_week: int
    end_week: int
    source_id: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class DistributionRow:
    """A row for the table ``distribution``; nobody has published limits of such a share, so it has none."""

    migrant_id: str
    stage: str
    site_id: str
    share: float
    survey_status: str
    source_id: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A row for the table ``impacts``: a score, and an effect only where a user has given bounds for it."""

    impact_id: str
    invader_id: str
    migrant_id: str
    stage: str
    site_id: str
    mechanism: str
    rate: str
    effect: float | None
    effect_low: float | None
    effect_high: float | None
    evidence: str
    confidence: str
    impact_score: int
    score_scale: str
    source_id: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class FeasibilityRow:
    """A row for the table ``feasibility``."""

    invader_id: str
    largest_area_km2: float
    most_people: int
    source_id: str
    notes: str = ""


@dataclass(frozen=True)
class IslandsImport:
    """What the tables of the world's islands give a study.

    Parameters
    ----------
    sites, migrants, stages, distribution, invaders, presences, impacts, feasibility, sources : tuple
        Rows for the tables of those names, sorted as in the files.
    quarantine : Quarantine
        Rows set aside.
    counts : tuple of FileCount
        One per file; ``rows_in`` = ``used`` + ``quarantined``. Of the used, ``matched`` speak for the study and
        ``other_taxon`` are of natives that are not listed.
    warnings : tuple of str
        What a person should know.
    """

    sites: tuple[IslandRow, ...]
    migrants: tuple[MigrantRow, ...]
    stages: tuple[StageRow, ...]
    distribution: tuple[DistributionRow, ...]
    invaders: tuple[InvaderRow, ...]
    presences: tuple[PresenceRow, ...]
    impacts: tuple[ScoreRow, ...]
    feasibility: tuple[FeasibilityRow, ...]
    sources: tuple[SourceRow, ...]
    quarantine: Quarantine
    counts: tuple[FileCount, ...]
    warnings: tuple[str, ...]
