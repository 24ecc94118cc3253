"""What the page shows of the vital rates: those of the study, with the fitted ones in their place."""

from __future__ import annotations

import math
from dataclasses import dataclass

from oxyura.publish.labels import Labels, Source, Species, title_of
from oxyura.publish.language import Translation
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
    found, words = [], labels.words
    for _, (migrant, stage, site, class_, rate, to_class, value, low, high, source, name) in zip(
        range(MOST_ROWS), rows, strict=False
    ):
        fitted = fitted_value(assessment, migrant, name)
        limits = words.span(words.exact(float(low)), words.exact(float(high)))
        if math.isnan(low) or math.isnan(high):
            limits = words.gettext("no interval")
        if fitted is not None:
            within = words.span(words.exact(fitted.lower), words.exact(fitted.upper))
            limits = words.say("within %(limits)s", limits=within)
        found.append(
            RateLine(
                labels.migrant(migrant),
                labels.stage(stage),
                labels.site(site),
                title_of(class_),
                _rate(rate, to_class if to_class != class_ else "", words),
                words.exact(float(value)) if fitted is None else words.significant(fitted.value),
                limits,
                fitted is not None,
                labels.source(source),
            )
        )
    return RateTable(tuple(found), max(0, len(table) - MOST_ROWS))


def _rate(rate: str, to_class: str, words: Translation) -> str:
    named = words.term("rate", rate)
    if not to_class:
        return named
    return words.say("%(rate)s to %(class_name)s", rate=named, class_name=title_of(to_class))
