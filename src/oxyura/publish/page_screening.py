"""What the page shows where no annual cycle can be built: greatest growth, tolerable deaths, young lost in total."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.publish.labels import Labels, Species
from oxyura.publish.language import Translation
from oxyura.publish.number_words import NOTHING
from oxyura.study.assessment import Assessment


@dataclass(frozen=True)
class ScreeningLine:
    """The greatest growth of a population, what it is held to bear, and what invaders take."""

    species: Species
    maximum: str
    tolerable: str
    deaths: str
    deaths_limits: str
    extra: str
    extra_limits: str
    share: str
    share_limits: str


@dataclass(frozen=True)
class TotalLine:
    """Young lost per year by several populations together."""

    whose: str
    count: str
    median: str
    limits: str
    point: str


def list_screening(assessment: Assessment, labels: Labels) -> tuple[ScreeningLine, ...]:
    """Return the screening of every population whose survival and age at first breeding are given."""
    found, words = [], labels.words
    for migrant in assessment.migrants:
        screening = migrant.screening
        if screening is None:
            continue
        extra, share = screening.extra_mortality, screening.share_of_tolerable
        found.append(
            ScreeningLine(
                labels.migrant(migrant.migrant_id),
                words.yearly(screening.maximum.growth),
                words.percent(screening.tolerable_mortality),
                words.significant(screening.tolerable_deaths.median),
                words.limits(screening.tolerable_deaths, words.significant),
                NOTHING if extra is None else words.percent(extra.median),
                words.gettext("of unknown size") if extra is None else words.limits(extra, words.percent),
                NOTHING if share is None else words.significant(share.median),
                "" if share is None else words.limits(share, words.significant),
            )
        )
    return tuple(found)


def list_totals(assessment: Assessment, words: Translation) -> tuple[TotalLine, ...]:
    """Return the young lost by all populations and by the listed ones, where they can be summed."""
    whose = {
        "all": words.gettext("all populations together"),
        "listed": words.gettext("those on a CMS appendix"),
    }
    return tuple(
        TotalLine(
            whose.get(total.group, total.group),
            words.exact(float(len(total.migrants))),
            words.significant(total.young_lost_per_year.median),
            words.limits(total.young_lost_per_year, words.significant),
            words.exact(round(total.point)) if abs(total.point) >= 100 else words.significant(total.point),
        )
        for total in assessment.young_lost_totals
    )
