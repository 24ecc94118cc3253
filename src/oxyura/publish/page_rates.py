"""What the page shows of the vital rates: those of the study, with the fitted ones in their place."""

from __future__ import annotations

import math
from dataclasses import dataclass

from oxyura.publish.labels import Labels, Source, Species, stage_name, title_of
from oxyura.publish.number_words import exact, significant
from oxyura.publish.page_evidence import MOST_ROWS
from oxyura.publish.page_fits import fitted_value
from oxyura.study.assessment import Assessment


@dataclass(frozen=True)
class RateLine:
    """A vital rate that went in; `fitted` where it was chosen by the program."""

    species: Species
    stage: str
    site: str
    class_: str
    rate: str
    value: str
    limits: str
    fitted: bool
    source: Source | None


@dataclass(frozen=True)
class RateTable:
    """Vital rates that the page shows, and how many it leaves to `tables/vital_rates.csv`."""

    rows: tuple[RateLine, ...]
    left_out: int


def list_rates(assessment: Assessment, labels: Labels) -> RateTable:
    """Return the vital rates of the study."""
    table = assessment.study.tables["vital_rates"]
    rows = zip(
        *(table.words(name) for name in ("migrant_id", "stage")),
        table.texts("site_id"),
        *(table.words(name) for name in ("class", "rate", "to_class")),
        *(table.numbers(name) for name in ("value", "low", "high")),
        table.texts("source_id"),
        table.texts("parameter"),
        strict=True,
    )
    found = []
    for _, (migrant, stage, site, class_, rate, to_class, value, low, high, source, name) in zip(
        range(MOST_ROWS), rows, strict=False
    ):
        fitted = fitted_value(assessment, migrant, name)
        limits = (
            "no interval" if math.isnan(low) or math.isnan(high) else f"{exact(float(low))} to {exact(float(high))}"
        )
        found.append(
            RateLine(
                labels.migrant(migrant),
                stage_name(stage),
                labels.site(site),
                title_of(class_),
                rate + (f" to {title_of(to_class)}" if to_class and to_class != class_ else ""),
                exact(float(value)) if fitted is None else significant(fitted.value),
                limits if fitted is None else f"within {exact(fitted.lower)} to {exact(fitted.upper)}",
                fitted is not None,
                labels.source(source),
            )
        )
    return RateTable(tuple(found), max(0, len(table) - MOST_ROWS))
