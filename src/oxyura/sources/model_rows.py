"""A demographic model from outside, as rows for a study: the fields of each row are columns there."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.sources.study_rows import SourceRow


@dataclass(frozen=True, slots=True)
class ModelSite:
    """A row for the table ``sites``."""

    site_id: str
    name: str
    lat: float | None = None
    lon: float | None = None
    source_id: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ModelMigrant:
    """A row for the table ``migrants``; what is not known of it stays empty."""

    migrant_id: str
    scientific_name: str
    population: str = ""
    abundance: float | None = None
    abundance_unit: str = ""
    source_id: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ModelStage:
    """A row for the table ``stages``."""

    migrant_id: str
    stage: str
    position: int
    start_week: int
    end_week: int
    source_id: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ModelClass:
    """A row for the table ``classes``."""

    migrant_id: str
    class_: str
    initial_share: float | None = None
    source_id: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ModelShare:
    """A row for the table ``distribution``."""

    migrant_id: str
    stage: str
    site_id: str
    class_: str
    share: float
    survey_status: str
    source_id: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ModelMove:
    """A row for the table ``movements``."""

    migrant_id: str
    from_stage: str
    from_site: str
    to_stage: str
    to_site: str
    class_: str
    share: float
    survival: float
    source_id: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ModelRate:
    """A row for the table ``vital_rates``."""

    migrant_id: str
    stage: str
    site_id: str
    class_: str
    rate: str
    to_class: str
    value: float
    source_id: str = ""
    notes: str = ""


@dataclass(frozen=True)
class DemographicModel:
    """Everything that a model from outside says of one migrant.

    Parameters
    ----------
    sources : tuple of SourceRow
    sites : tuple of ModelSite
    migrant : ModelMigrant
    stages, classes, shares, moves, rates : tuple
        In the order of the tables.
    warnings : tuple of str
        What was taken to mean what.
    decide : tuple of str
        What a person has to add.
    """

    sources: tuple[SourceRow, ...]
    sites: tuple[ModelSite, ...]
    migrant: ModelMigrant
    stages: tuple[ModelStage, ...]
    classes: tuple[ModelClass, ...]
    shares: tuple[ModelShare, ...]
    moves: tuple[ModelMove, ...]
    rates: tuple[ModelRate, ...]
    warnings: tuple[str, ...] = ()
    decide: tuple[str, ...] = ()
