"""The table of evidence records: what single studies found, from which impacts take their size."""

from __future__ import annotations

from oxyura.schema.columns import Column, choice, flag, key, number, reference, text, whole
from oxyura.schema.invasion_tables import INVADER
from oxyura.schema.population_tables import MIGRANT, STAGE
from oxyura.schema.table_spec import TableSpec, table
from oxyura.schema.vocabularies import (
    AFFECTED_RATE,
    CONFIDENCE,
    CONSEQUENCE,
    DIRECTION,
    EFFECT_SCALE,
    MECHANISM,
    STUDY_DESIGN,
    YES_NO,
)


def _group(suffix: str, invader: str) -> tuple[Column, ...]:
    """Declare mean, standard deviation and n of the places, or times, with or without the invader."""
    return (
        number(f"mean_{suffix}", f"mean {invader} the invader (scale means)"),
        number(f"sd_{suffix}", f"standard deviation {invader} the invader (scale means)", low=0),
        whole(f"n_{suffix}", f"sample size {invader} the invader (scales means and counts)", low=1),
    )


EVIDENCE_RECORDS = table(
    "evidence",
    "What one study found of an invader's effect on a migrant: an effect with its scale, or a consequence.",
    key("evidence_id", "short name of the record"),
    INVADER,
    MIGRANT,
    STAGE,
    reference("site_id", "sites", "the site of this study where it was measured", required=False, null="elsewhere"),
    text("place", "where it was measured, in words"),
    choice("mechanism", MECHANISM, "how it harms", required=True),
    choice("rate", AFFECTED_RATE, "the rate that was measured", required=True),
    Column("class", "identifier", "sex, age or state class, as in vital_rates", null="all classes"),
    reference(
        "impact_id",
        "impacts",
        "the impact it informs",
        required=False,
        null="those that agree in invader, migrant, stage, mechanism and rate",
    ),
    text("studied_taxon", "the taxon that was studied", null="the migrant itself"),
    choice("design", STUDY_DESIGN, "how it was found out", required=True),
    choice("scale", EFFECT_SCALE, "what the numbers mean", null="the record gives no size"),
    choice("direction", DIRECTION, "which way the rate went", null="told by the numbers, or not told"),
    number("effect", "the effect on its scale, with against without the invader"),
    number("effect_low", "lower 95 % limit of effect", null="no interval"),
    number("effect_high", "upper 95 % limit of effect", null="no interval"),
    number(
        "standard_error",
        "standard error of effect; of its natural logarithm for rate, risk and odds ratios",
        above=0,
        null="taken from the limits",
    ),
    number(
        "base_risk",
        "probability without the invader, for odds ratios and risk differences",
        unit="probability",
        low=0,
        high=1,
    ),
    *_group("with", "with"),
    *_group("without", "without"),
    whole("events_with", "events among n_with (scale counts), such as survivors", low=0),
    whole("events_without", "events among n_without (scale counts)", low=0),
    whole("year", "year of the study", unit="year", low=1500, high=2200),
    choice("consequence", CONSEQUENCE, "what it shows of the population, for EICAT", required=True),
    Column(
        "reversible",
        "boolean",
        "whether a local extinction is reversed within ten years or three generations if the invader goes",
        vocabulary=YES_NO,
        null="not known",
    ),
    choice("confidence", CONFIDENCE, "how sure"),
    flag("borrowed", "whether it comes from another migrant, invader or region", default="no"),
    reference("source_id", "sources", "where the record comes from"),
    key=("evidence_id",),
    absence=(
        "Without evidence an impact has the size that is written in impacts, or none,"
        " and no EICAT category is worked out."
    ),
    example={
        "evidence_id": "example-exclosure",
        "invader_id": "house-mouse",
        "migrant_id": "example-petrel",
        "stage": "breeding",
        "site_id": "example-island",
        "mechanism": "predation",
        "rate": "fecundity",
        "design": "exclosure",
        "scale": "counts",
        "n_with": "120",
        "n_without": "80",
        "events_with": "36",
        "events_without": "52",
        "year": "2019",
        "consequence": "performance",
        "confidence": "medium",
        "source_id": "example",
    },
)

TABLES: tuple[TableSpec, ...] = (EVIDENCE_RECORDS,)
