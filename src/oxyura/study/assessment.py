"""The answer of one run: immutable, complete, and free of paths and clocks."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.actions.results import PortfolioResult
from oxyura.annual_cycle.attribution import Attribution
from oxyura.annual_cycle.calibration_results import Calibration
from oxyura.annual_cycle.compensation import Compensation
from oxyura.annual_cycle.fitting import Fit
from oxyura.annual_cycle.population import Population
from oxyura.impacts.eicat import EicatAssessment
from oxyura.impacts.pooled_effects import PooledEffect
from oxyura.impacts.verdicts import Verdict
from oxyura.schema.intervals import Band
from oxyura.study.causes import Causes
from oxyura.study.counted_growth import CountedGrowth
from oxyura.study.decisive_gaps import Gap
from oxyura.study.exposure import Exposure, StageExposure
from oxyura.study.impact_rows import ImpactRow
from oxyura.study.package import Study
from oxyura.study.pairs import Pair
from oxyura.study.screening import Screening
from oxyura.study.tiers import Tier
from oxyura.study.young_lost import YoungLost, YoungLostTotal


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
    verdict : Verdict
        The gravest of its pairs' verdicts.
    screening : Screening or None
        Greatest growth and tolerable deaths, where adult survival and age at first breeding are given.
    population : Population or None
        Tier `full` only.
    fit : Fit or None
        Parameters that were fitted.
    attribution : Attribution or None
        Shares of the causes of known size; None where there are none, or the tier does not reach.
    causes : Causes
        Causes of unknown size, groups that cannot be told apart, what stays unexplained.
    young_lost : YoungLost or None
        Young lost to invaders; None where fecundity or its change is not known.
    next_tier : tuple of str
        Questions whose answers would take the migrant to the next tier.
    compensation : Compensation or None
        Growth without invaders, and the shares, if part of the losses would occur anyway; None with density, or without
        an attribution.
    calibration : Calibration or None
        To its counts; None without counts, below tier `full`, or where the study turns it off.
    counted_growth : tuple of CountedGrowth
        Growth and risk by series of counts, below tier `full`.
    """

    migrant_id: str
    tier: Tier
    verdict: Verdict
    screening: Screening | None
    population: Population | None
    fit: Fit | None
    attribution: Attribution | None
    causes: Causes
    young_lost: YoungLost | None
    next_tier: tuple[str, ...]
    compensation: Compensation | None = None
    calibration: Calibration | None = None
    counted_growth: tuple[CountedGrowth, ...] = ()

    @property
    def young_lost_per_year(self) -> Band | None:
        """Young lost to invaders per year, summarised."""
        return None if self.young_lost is None else self.young_lost.band


@dataclass(frozen=True)
class Assessment:
    """The answer of one run.

    Parameters
    ----------
    study : Study
        What went in.
    version : str
        Version of the program.
    draws : int
        Draws that were made; 1 at point values.
    migrants : tuple of MigrantAssessment
        In the order of the table `migrants`.
    pairs : tuple of Pair
        Every migrant and invader that meet or have a record, with its verdict.
    plan : PortfolioResult
        The best measures under the budget, the frontier, and what to mind.
    exposures : tuple of Exposure
        Every migrant, stage, site and invader.
    stage_exposures : tuple of StageExposure
        The same, summed over sites.
    impacts : tuple of ImpactRow
        Every impact and pressure, site by site.
    young_lost_totals : tuple of YoungLostTotal
        Young lost by all migrants and by the listed ones, where they are counted alike.
    warnings : tuple of Caution
        In the order in which they should be read.
    pooled : tuple of PooledEffect
        Effects of impacts that come from evidence records, in the order of the table `impacts`.
    gaps : tuple of Gap
        What is not known, the most decisive first.
    eicat : EicatAssessment or None
        EICAT over the records of this study.
    """

    study: Study
    version: str
    draws: int
    migrants: tuple[MigrantAssessment, ...]
    pairs: tuple[Pair, ...]
    plan: PortfolioResult
    exposures: tuple[Exposure, ...]
    stage_exposures: tuple[StageExposure, ...]
    impacts: tuple[ImpactRow, ...]
    young_lost_totals: tuple[YoungLostTotal, ...]
    warnings: tuple[Caution, ...]
    pooled: tuple[PooledEffect, ...] = ()
    gaps: tuple[Gap, ...] = ()
    eicat: EicatAssessment | None = None
