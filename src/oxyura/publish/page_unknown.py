"""What is not known: open pairs, unknown sizes, places nobody has looked at, missing intervals and missing tables."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.publish.labels import RATE_WORDS, Labels, stage_name, title_of
from oxyura.publish.number_words import exact, in_words
from oxyura.publish.page_cautions import list_absences
from oxyura.study.assessment import Assessment

_MOST_LINES = 20
_MOST_PLACES = 6


@dataclass(frozen=True)
class Gap:
    """Things of one kind that are not known.

    Parameters
    ----------
    title : str
        What kind.
    lines : tuple of str
        Each of them.
    more : int
        How many only the files hold.
    """

    title: str
    lines: tuple[str, ...]
    more: int


def list_gaps(assessment: Assessment, labels: Labels) -> tuple[Gap, ...]:
    """Return everything that the answer does not know, by kind."""
    kinds = (
        ("Whether an invader harms a population", _open_pairs(assessment, labels)),
        ("How large a known effect is", _unsized(assessment, labels)),
        ("Whether an invader is there", _not_surveyed(assessment, labels)),
        ("How sure a number is", _without_interval(assessment, labels)),
        ("What a fitted number really is", _unsettled(assessment, labels)),
        ("How fast a population grew", _unobserved(assessment, labels)),
        ("What the study leaves out", list(list_absences(assessment))),
    )
    return tuple(
        Gap(title, tuple(lines[:_MOST_LINES]), max(0, len(lines) - _MOST_LINES)) for title, lines in kinds if lines
    )


def _open_pairs(assessment: Assessment, labels: Labels) -> list[str]:
    found: dict[str, list[str]] = {}
    for pair in assessment.pairs:
        if pair.judgement.verdict in ("unproven", "not_assessed"):
            who = f"{labels.invader(pair.invader_id).name} and {labels.migrant(pair.migrant_id).name}"
            stages = found.setdefault(who, [])
            if pair.stage not in stages:
                stages.append(pair.stage)
    return [f"{who}: {in_words([stage_name(stage).lower() for stage in stages])}" for who, stages in found.items()]


def _unsized(assessment: Assessment, labels: Labels) -> list[str]:
    return list(
        dict.fromkeys(
            f"{labels.cause(cause.cause_id, cause.kind)} on {RATE_WORDS.get(cause.rate, cause.rate)} of "
            f"{labels.migrant(migrant.migrant_id).name}, {stage_name(cause.stage).lower()}"
            for migrant in assessment.migrants
            for cause in migrant.causes.unsized
        )
    )


def _not_surveyed(assessment: Assessment, labels: Labels) -> list[str]:
    sites: dict[str, dict[str, None]] = {}
    for row in assessment.exposures:
        if row.presence == "not_surveyed" and row.share > 0:
            sites.setdefault(row.invader_id, {})[labels.site(row.site_id)] = None
    return [f"{labels.invader(invader).name}: {_some(list(names))}" for invader, names in sites.items()]


def _some(names: list[str]) -> str:
    more = len(names) - _MOST_PLACES
    return in_words([*names[:_MOST_PLACES], f"{exact(float(more))} more sites"] if more > 0 else names)


def _without_interval(assessment: Assessment, labels: Labels) -> list[str]:
    found = [
        f"{labels.migrant(migrant.migrant_id).name}: {exact(float(migrant.population.without_interval))} rates are "
        "fixed, for the study gives no interval"
        for migrant in assessment.migrants
        if migrant.population is not None and migrant.population.without_interval
    ]
    fixed = dict.fromkeys(
        f"{labels.cause(row.cause_id, row.kind)} on {labels.migrant(row.migrant_id).name}: its effect is fixed, for "
        "the study gives no interval"
        for row in assessment.impacts
        if row.effect is not None and (row.effect_low is None or row.effect_high is None)
    )
    return [*found, *fixed]


def _unsettled(assessment: Assessment, labels: Labels) -> list[str]:
    return [
        f"{title_of(parameter.name)} of {labels.migrant(migrant.migrant_id).name}: "
        + ("it lies at its bound" if parameter.identified else "other values meet the targets as well")
        for migrant in assessment.migrants
        if migrant.fit is not None
        for parameter in migrant.fit.parameters
        if parameter.at_bound or not parameter.identified
    ]


def _unobserved(assessment: Assessment, labels: Labels) -> list[str]:
    return [
        f"{labels.migrant(migrant.migrant_id).name}: no observed growth is given to hold the model against"
        for migrant in assessment.migrants
        if migrant.population is not None and migrant.causes.unexplained is None
    ]
