"""Records of the table `evidence`: read, turned into changes of a rate, and matched to the impacts that they inform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, isnan

from oxyura.impacts.effect_sizes import (
    EffectSizeError,
    Group,
    LogEffect,
    Stated,
    from_counts,
    from_log_ratio,
    from_means,
    from_odds_ratio,
    from_proportional_change,
    from_ratio,
    from_risk_difference,
)
from oxyura.schema.table import TableSet, number_or_nan, text_of

PROBABILITIES = ("survival", "transition", "path_survival")

# A standard error of ln(1 + e) outside a millionth to a hundred is a slip, and beyond what can be weighed.
_VARIANCES = (1e-12, 1e4)

_TARGET = ("impact_id", "invader_id", "migrant_id", "stage", "mechanism", "rate")
_WORDS = ("evidence_id", "invader_id", "migrant_id", "stage", "mechanism", "rate", "design")

_FIGURES = (
    "effect", "effect_low", "effect_high", "standard_error", "base_risk", "mean_with", "sd_with", "n_with",
    "mean_without", "sd_without", "n_without", "events_with", "events_without",
)  # fmt: skip


@dataclass(frozen=True)
class EvidenceRecord:
    """One row of `evidence`; None where a cell is empty.

    Parameters
    ----------
    evidence_id, invader_id, migrant_id, stage, mechanism, rate, design : str
    site_id, place, class_, impact_id, studied_taxon, scale, direction, source_id, consequence, confidence : str or None
    year : float or None
    borrowed : bool
        Whether it comes from another migrant, invader or region.
    figures : mapping of str to float
        Every number of the record by column, NaN where empty.
    row : int
        Row in the file.
    """

    evidence_id: str
    invader_id: str
    migrant_id: str
    stage: str
    mechanism: str
    rate: str
    design: str
    site_id: str | None
    place: str | None
    class_: str | None
    impact_id: str | None
    studied_taxon: str | None
    scale: str | None
    direction: str | None
    source_id: str | None
    consequence: str | None
    confidence: str | None
    year: float | None
    borrowed: bool
    figures: Mapping[str, float]
    row: int

    @property
    def has_figures(self) -> bool:
        """Whether any number is given."""
        return any(not isnan(value) for value in self.figures.values())

    @property
    def data_key(self) -> tuple[object, ...]:
        """What two rows share that give the same data: source, place, year, rate, class, taxon, scale and figures."""
        figures = tuple(None if isnan(value) else value for value in self.figures.values())
        place = None if self.place is None else " ".join(self.place.casefold().split())
        return (
            self.source_id or self.evidence_id, self.site_id, place, self.year, self.rate, self.class_,
            self.studied_taxon, self.scale, figures,
        )  # fmt: skip


def read_evidence(tables: TableSet) -> tuple[EvidenceRecord, ...]:
    """Return every record of the table `evidence` that names what it is about, in its order."""
    table = tables["evidence"]
    return tuple(
        EvidenceRecord(
            evidence_id=str(record["evidence_id"]),
            invader_id=str(record["invader_id"]),
            migrant_id=str(record["migrant_id"]),
            stage=str(record["stage"]),
            mechanism=str(record["mechanism"]),
            rate=str(record["rate"]),
            design=str(record["design"]),
            site_id=text_of(record["site_id"]),
            place=text_of(record["place"]),
            class_=text_of(record["class"]),
            impact_id=text_of(record["impact_id"]),
            studied_taxon=text_of(record["studied_taxon"]),
            scale=text_of(record["scale"]),
            direction=text_of(record["direction"]),
            source_id=text_of(record["source_id"]),
            consequence=text_of(record["consequence"]),
            confidence=text_of(record["confidence"]),
            year=None if isnan(number_or_nan(record["year"])) else number_or_nan(record["year"]),
            borrowed=record["borrowed"] == "yes",
            figures={column: number_or_nan(record[column]) for column in _FIGURES},
            row=int(row),
        )
        for record, row in zip(table.records(), table.rows, strict=True)
        if all(record[name] is not None for name in _WORDS)
    )


def effect_of(record: EvidenceRecord) -> LogEffect | None:
    """Return the size of a record as a change of its rate; None where it gives no scale, and so no size.

    Raises
    ------
    EffectSizeError
        The numbers are not enough, contradict each other, or are beyond what the rate can bear.
    """
    if record.scale is None:
        return None
    try:
        effect = _converted(record)
    except (ArithmeticError, ValueError) as error:
        raise EffectSizeError(
            "impossible", "scale", "The numbers are too large, or too small, to reckon with.", "Correct them."
        ) from error
    if effect.variance > 0 and not _VARIANCES[0] <= effect.variance <= _VARIANCES[1]:
        raise EffectSizeError(
            "impossible",
            "scale",
            f"A standard error of {effect.variance**0.5:.3g} on the log scale cannot be weighed against others.",
            "Correct the limits, the standard error or the sample.",
        )
    base = record.figures["base_risk"]
    if record.rate in PROBABILITIES and not isnan(base) and base * exp(effect.estimate) > 1.0 + 1e-9:
        raise EffectSizeError(
            "impossible",
            "effect",
            f"From {base:g} without the invader the {record.rate} would rise to {base * exp(effect.estimate):g}:"
            " a probability cannot exceed 1.",
            "Correct base_risk, the effect or its scale.",
        )
    return effect


def _converted(record: EvidenceRecord) -> LogEffect:
    given = record.figures
    stated = Stated(given["effect"], given["effect_low"], given["effect_high"], given["standard_error"])
    if record.scale == "proportional_change":
        return from_proportional_change(stated)
    if record.scale in ("rate_ratio", "risk_ratio"):
        return from_ratio(stated)
    if record.scale == "odds_ratio":
        return from_odds_ratio(stated, given["base_risk"])
    if record.scale == "risk_difference":
        return from_risk_difference(stated, given["base_risk"])
    if record.scale == "log_response_ratio":
        return from_log_ratio(stated)
    if record.scale == "means":
        groups = (
            Group(given[f"mean_{name}"], given[f"sd_{name}"], given[f"n_{name}"], name) for name in ("with", "without")
        )
        return from_means(*groups)
    return from_counts(given["events_with"], given["n_with"], given["events_without"], given["n_without"])


@dataclass(frozen=True)
class ImpactTarget:
    """A row of `impacts` by what decides which records inform it."""

    impact_id: str
    invader_id: str
    migrant_id: str
    stage: str
    mechanism: str
    rate: str
    class_: str | None

    @staticmethod
    def of(record: Mapping[str, object]) -> ImpactTarget | None:
        """Return the target of one row of `impacts`; None where a word is missing."""
        if any(record[name] is None for name in _TARGET):
            return None
        impact, invader, migrant, stage, mechanism, rate = (str(record[name]) for name in _TARGET)
        return ImpactTarget(impact, invader, migrant, stage, mechanism, rate, text_of(record["class"]))


def informs(record: EvidenceRecord, target: ImpactTarget) -> bool:
    """Tell whether a record informs a row of `impacts`.

    Invader, migrant and rate agree; and it names the impact, or names none and agrees in stage and mechanism. A record
    of one class informs rows of that class and rows of all classes; a record of all classes informs every row.
    """
    if (record.invader_id, record.migrant_id, record.rate) != (target.invader_id, target.migrant_id, target.rate):
        return False
    if record.class_ is not None and target.class_ not in (None, record.class_):
        return False
    if record.impact_id is not None:
        return record.impact_id == target.impact_id
    return (record.stage, record.mechanism) == (target.stage, target.mechanism)


def split_doubles(records: Iterable[EvidenceRecord]) -> tuple[list[EvidenceRecord], dict[str, str]]:
    """Return the records without those that give the data of an earlier one, and these with the one they repeat."""
    first: dict[tuple[object, ...], str] = {}
    kept: list[EvidenceRecord] = []
    doubled: dict[str, str] = {}
    for record in records:
        if record.data_key in first:
            doubled[record.evidence_id] = first[record.data_key]
        else:
            first[record.data_key] = record.evidence_id
            kept.append(record)
    return kept, doubled
