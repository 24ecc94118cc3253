"""Facts that are shown as they stand: published impact scores, and limits of feasibility."""

from __future__ import annotations

import math
from dataclasses import dataclass

from oxyura.publish.labels import Labels, Source, Species
from oxyura.study.assessment import Assessment

MOST_SCORES = 60


@dataclass(frozen=True)
class ScoreLine:
    """A published score on a pair, and at how many sites it stands."""

    species: Species
    invader: Species
    score: str
    scale: str
    sites: str
    source: Source | None


@dataclass(frozen=True)
class LimitLine:
    """Up to where a source held the eradication of an invader to be feasible."""

    invader: Species
    area: str
    people: str
    source: Source | None


@dataclass(frozen=True)
class Facts:
    """Scores and limits that the page shows, and how many scores it leaves to `tables/impacts.csv`."""

    scores: tuple[ScoreLine, ...]
    scores_left_out: int
    limits: tuple[LimitLine, ...]
    n_scored: int


def list_facts(assessment: Assessment, labels: Labels) -> Facts:
    """Return published scores, one line for each pair and score, and limits of feasibility."""
    scores = _scores(assessment, labels)
    return Facts(
        tuple(scores[:MOST_SCORES]),
        max(0, len(scores) - MOST_SCORES),
        tuple(_limits(assessment, labels)),
        len(scores),
    )


def _scores(assessment: Assessment, labels: Labels) -> list[ScoreLine]:
    table, words = assessment.study.tables["impacts"], labels.words
    rows = zip(
        table.words("migrant_id"),
        table.words("invader_id"),
        table.numbers("impact_score"),
        table.texts("score_scale"),
        table.texts("site_id"),
        table.texts("source_id"),
        strict=True,
    )
    found: dict[tuple[str, str, float, str, str | None], dict[str | None, None]] = {}
    for migrant, invader, score, scale, site, source in rows:
        if not math.isnan(score):
            found.setdefault((migrant, invader, float(score), scale or "", source), {})[site] = None
    return [
        ScoreLine(
            labels.migrant(migrant),
            labels.invader(invader),
            words.exact(score),
            scale or words.gettext("scale not stated"),
            _places(list(sites), labels),
            labels.source(source),
        )
        for (migrant, invader, score, scale, source), sites in found.items()
    ]


def _places(sites: list[str | None], labels: Labels) -> str:
    if None in sites or len(sites) == 1:
        return labels.site(sites[0])
    words = labels.words
    return words.say_count("%(number)s site", "%(number)s sites", len(sites), number=words.exact(len(sites)))


def _limits(assessment: Assessment, labels: Labels) -> list[LimitLine]:
    table, words = assessment.study.tables["feasibility"], labels.words
    rows = zip(
        table.words("invader_id"),
        table.numbers("largest_area_km2"),
        table.numbers("most_people"),
        table.texts("source_id"),
        strict=True,
    )
    return [
        LimitLine(
            labels.invader(invader),
            "" if math.isnan(area) else words.say("up to %(area)s km²", area=words.exact(float(area))),
            ""
            if math.isnan(people)
            else words.say_count(
                "up to %(number)s person", "up to %(number)s people", int(people), number=words.exact(float(people))
            ),
            labels.source(source),
        )
        for invader, area, people, source in rows
    ]
