"""The answer of one run: immutable, complete, and free of paths and clocks."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.annual_cycle.population import Population
from oxyura.schema.intervals import Band
from oxyura.study.exposure import Exposure, StageExposure
from oxyura.study.impact_rows import ImpactRow
from oxyura.study.package import Study
from oxyura.study.tiers import Tier


@dataclass(frozen=True)
class Caution:
    """Something a reader must know: a stable code, the place, a plain sentence."""

    code: str
    where: str
    message: str

    def to_json(self) -> dict[str, str]:
        """Return the three texts by name."""
        return {"code": self.code, "where": self.where, "message": self.message}


@dataclass(frozen=True)
class MigrantAssessment:
    """What is known of one migrant.

    Parameters
    ----------
    migrant_id : str
        The migrant.
    tier : {'evidence', 'screening', 'full'}
        How far the data reach.
    population : Population or None
        Tier `full` only.
    young_lost_per_year : Band or None
        Young lost to invaders, in the unit of the abundance; None where fecundity or its change is not known.
    next_tier : tuple of str
        Questions whose answers would take the migrant to the next tier.
    """

    migrant_id: str
    tier: Tier
    population: Population | None
    young_lost_per_year: Band | None
    next_tier: tuple[str, ...]


@dataclass(frozen=True)
class Assessment:
    """The answer of one run.

    Parameters
    ----------
    study : Study
        What went in.
    version : str
        Version of the program.
    migrants : tuple of MigrantAssessment
        In the order of the table `migrants`.
    exposures : tuple of Exposure
        Every migrant, stage, site and invader.
    stage_exposures : tuple of StageExposure
        The same, summed over sites.
    impacts : tuple of ImpactRow
        Every impact and pressure, site by site.
    warnings : tuple of Caution
        In the order in which they should be read.
    """

    study: Study
    version: str
    migrants: tuple[MigrantAssessment, ...]
    exposures: tuple[Exposure, ...]
    stage_exposures: tuple[StageExposure, ...]
    impacts: tuple[ImpactRow, ...]
    warnings: tuple[Caution, ...]
