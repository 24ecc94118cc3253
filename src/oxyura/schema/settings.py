"""The settings of a study: what `study.toml`, or the sheet `study` of a workbook, may say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from oxyura.schema.limits import DRAWS, HORIZON

Outcome = Literal["ln_growth", "ln_lambda"]


@dataclass(frozen=True)
class Budget:
    """Money for measures, in one currency and the prices of one year."""

    amount: float
    currency: str
    price_year: int


@dataclass(frozen=True)
class Objective:
    """What a plan is to raise; empty: chosen by the rules of the design (section 3, currencies of outcome)."""

    outcome: Outcome | None = None


@dataclass(frozen=True)
class CalibrationSettings:
    """How annual cycles are calibrated to counts.

    Parameters
    ----------
    use : bool
        Whether a migrant with counts is calibrated to them.
    process_sd, count_sd : float
        Scales of the half-normal priors: of how much ln growth differs from year to year, and of the error of ln counts
        that come without one.
    """

    use: bool = True
    process_sd: float = 0.3
    count_sd: float = 0.3


@dataclass(frozen=True)
class NoiseSettings:
    """What makes years and animals differ beside the uncertain numbers.

    Parameters
    ----------
    demographic : bool
        Whether each animal lives and breeds by chance, in whole animals.
    replicates : int
        Courses per draw that tell noise from what is not known; 1: not told.
    """

    demographic: bool = False
    replicates: int = 10


@dataclass(frozen=True)
class Settings:
    """The settings of one study.

    Parameters
    ----------
    title : str
        Title of the assessment.
    horizon_years : int
        Years that are projected.
    draws : int
        Draws of the uncertain numbers.
    seed : int
        Seed of every random draw.
    date : str
        Date of the study, YYYY-MM-DD; the only date that outputs carry.
    question : str
        The question that the study answers, one sentence.
    quasi_extinction_threshold : float
        Counted animals at or below which a population counts as quasi-extinct.
    budget : Budget, optional
        Money for measures.
    objective : Objective
        What a plan is to raise.
    calibration : CalibrationSettings
        Whether and how annual cycles are calibrated to counts.
    target_abundance : float, optional
        Counted animals that are to be reached.
    noise : NoiseSettings
        What makes years and animals differ.
    """

    title: str
    horizon_years: int = 30
    draws: int = 1000
    seed: int = 1
    date: str = ""
    question: str = ""
    quasi_extinction_threshold: float = 50.0
    budget: Budget | None = None
    objective: Objective = field(default_factory=Objective)
    calibration: CalibrationSettings = field(default_factory=CalibrationSettings)
    target_abundance: float | None = None
    noise: NoiseSettings = field(default_factory=NoiseSettings)


@dataclass(frozen=True)
class SettingSpec:
    """The declaration of one setting: its key in `study.toml`, kind and meaning."""

    key: str
    kind: Literal["text", "integer", "number", "date", "choice", "currency", "boolean"]
    meaning: str
    required: bool = False
    default: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()


SETTINGS: tuple[SettingSpec, ...] = (
    SettingSpec("title", "text", "title of the assessment", required=True),
    SettingSpec("question", "text", "the question it answers, one sentence"),
    SettingSpec(
        "horizon_years",
        "integer",
        "years that are projected",
        default="30",
        minimum=1,
        maximum=HORIZON.maximum,
    ),
    SettingSpec("draws", "integer", "draws of the uncertain numbers", default="1000", minimum=1, maximum=DRAWS.maximum),
    # Spreadsheets hold whole numbers exactly up to 15 digits.
    SettingSpec("seed", "integer", "seed of every random draw", default="1", minimum=0, maximum=10**15),
    SettingSpec("date", "date", "date of the study, YYYY-MM-DD", required=True),
    SettingSpec(
        "quasi_extinction_threshold",
        "number",
        "counted animals at or below which the population counts as quasi-extinct",
        default="50",
        minimum=0,
    ),
    SettingSpec("target_abundance", "number", "counted animals that are to be reached", minimum=0),
    SettingSpec("budget.amount", "number", "money for measures", minimum=0),
    SettingSpec("budget.currency", "currency", "ISO 4217 code of the budget's currency"),
    SettingSpec("budget.price_year", "integer", "year of the budget's prices", minimum=1900, maximum=2200),
    SettingSpec("objective.outcome", "choice", "what a plan is to raise", choices=("ln_growth", "ln_lambda")),
    SettingSpec("calibration.use", "boolean", "whether migrants with counts are calibrated to them", default="yes"),
    SettingSpec(
        "calibration.process_sd",
        "number",
        "scale of the half-normal prior of the standard deviation of ln growth between years",
        default="0.3",
        minimum=0.001,
        maximum=10,
    ),
    SettingSpec(
        "calibration.count_sd",
        "number",
        "scale of the half-normal prior of the standard deviation of ln counts without a standard error",
        default="0.3",
        minimum=0.001,
        maximum=10,
    ),
    SettingSpec(
        "noise.demographic",
        "boolean",
        "whether each animal lives and breeds by chance, in whole animals (for small numbers)",
        default="no",
    ),
    SettingSpec(
        "noise.replicates",
        "integer",
        "courses per draw, of up to a tenth of the draws, that tell noise from what is not known; 1: not told",
        default="10",
        minimum=1,
        maximum=1000,
    ),
)
