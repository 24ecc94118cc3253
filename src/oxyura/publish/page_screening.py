"""What the page shows where no annual cycle can be built: greatest growth, tolerable deaths, young lost in total."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.publish.labels import Labels, Species
from oxyura.publish.number_words import NOTHING, exact, limits, percent, significant, yearly
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
    found = []
    for migrant in assessment.migrants:
        screening = migrant.screening
        if screening is None:
            continue
        extra, share = screening.extra_mortality, screening.share_of_tolerable
        found.append(
            ScreeningLine(
                labels.migrant(migrant.migrant_id),
                yearly(screening.maximum.growth),
                percent(screening.tolerable_mortality),
                significant(screening.tolerable_deaths.median),
                limits(screening.tolerable_deaths, significant),
                NOTHING if extra is None else percent(extra.median),
                "of unknown size" if extra is None else limits(extra, percent),
                NOTHING if share is None else significant(share.median),
                "" if share is None else limits(share, significant),
            )
        )
    return tuple(found)


def list_totals(assessment: Assessment) -> tuple[TotalLine, ...]:
    """Return the young lost by all populations and by the listed ones, where they can be summed."""
    words = {"all": "all populations together", "listed": "those on a CMS appendix"}
    return tuple(
        TotalLine(
            words.get(total.group, total.group),
            exact(float(len(total.migrants))),
            significant(total.young_lost_per_year.median),
            limits(total.young_lost_per_year, significant),
            exact(round(total.point)) if abs(total.point) >= 100 else significant(total.point),
        )
        for total in assessment.young_lost_totals
    )
