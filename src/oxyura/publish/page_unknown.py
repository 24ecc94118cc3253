"""What is not known: open pairs, unknown sizes, places nobody has looked at, missing intervals and missing tables."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.publish.labels import Labels, title_of
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
    words = labels.words
    kinds = (
        (words.gettext("Whether an invader harms a population"), _open_pairs(assessment, labels)),
        (words.gettext("How large a known effect is"), _unsized(assessment, labels)),
        (words.gettext("Whether an invader is there"), _not_surveyed(assessment, labels)),
        (words.gettext("How sure a number is"), _without_interval(assessment, labels)),
        (words.gettext("What a fitted number really is"), _unsettled(assessment, labels)),
        (words.gettext("How fast a population grew"), _unobserved(assessment, labels)),
        (words.gettext("What the study leaves out"), list(list_absences(assessment, words))),
    )
    return tuple(
        Gap(title, tuple(lines[:_MOST_LINES]), max(0, len(lines) - _MOST_LINES)) for title, lines in kinds if lines
    )


def _open_pairs(assessment: Assessment, labels: Labels) -> list[str]:
    found: dict[tuple[str, str], dict[str, None]] = {}
    for pair in assessment.pairs:
        if pair.judgement.verdict in ("unproven", "not_assessed"):
            who = (labels.invader(pair.invader_id).name, labels.migrant(pair.migrant_id).name)
            found.setdefault(who, {})[labels.stage(pair.stage).lower()] = None
    return [
        labels.words.say(
            "%(invader)s and %(migrant)s: %(stages)s",
            invader=invader,
            migrant=migrant,
            stages=labels.words.joined(list(stages)),
        )
        for (invader, migrant), stages in found.items()
    ]


def _unsized(assessment: Assessment, labels: Labels) -> list[str]:
    return list(
        dict.fromkeys(
            labels.words.say(
                "%(cause)s on %(rate)s of %(migrant)s, %(stage)s",
                cause=labels.cause(cause.cause_id, cause.kind),
                rate=labels.rate(cause.rate),
                migrant=labels.migrant(migrant.migrant_id).name,
                stage=labels.stage(cause.stage).lower(),
            )
            for migrant in assessment.migrants
            for cause in migrant.causes.unsized
        )
    )


def _not_surveyed(assessment: Assessment, labels: Labels) -> list[str]:
    sites: dict[str, dict[str, None]] = {}
    for row in assessment.exposures:
        if row.presence == "not_surveyed" and row.share > 0:
            sites.setdefault(row.invader_id, {})[labels.site(row.site_id)] = None
    return [
        labels.words.say(
            "%(name)s: %(text)s",
            name=labels.invader(invader).name,
            text=labels.some_sites(list(names), _MOST_PLACES),
        )
        for invader, names in sites.items()
    ]


def _without_interval(assessment: Assessment, labels: Labels) -> list[str]:
    words = labels.words
    found = [
        words.say_count(
            "%(migrant)s: %(number)s rate is fixed, for the study gives no interval",
            "%(migrant)s: %(number)s rates are fixed, for the study gives no interval",
            migrant.population.without_interval,
            migrant=labels.migrant(migrant.migrant_id).name,
            number=words.exact(migrant.population.without_interval),
        )
        for migrant in assessment.migrants
        if migrant.population is not None and migrant.population.without_interval
    ]
    fixed = dict.fromkeys(
        words.say(
            "%(cause)s on %(migrant)s: its effect is fixed, for the study gives no interval",
            cause=labels.cause(row.cause_id, row.kind),
            migrant=labels.migrant(row.migrant_id).name,
        )
        for row in assessment.impacts
        if row.effect is not None and (row.effect_low is None or row.effect_high is None)
    )
    return [*found, *fixed]


def _unsettled(assessment: Assessment, labels: Labels) -> list[str]:
    words = labels.words
    found = []
    for migrant in assessment.migrants:
        for parameter in () if migrant.fit is None else migrant.fit.parameters:
            values = {"parameter": title_of(parameter.name), "migrant": labels.migrant(migrant.migrant_id).name}
            if not parameter.identified:
                found.append(words.say("%(parameter)s of %(migrant)s: other values meet the targets as well", **values))
            elif parameter.at_bound:
                found.append(words.say("%(parameter)s of %(migrant)s: it lies at its bound", **values))
    return found


def _unobserved(assessment: Assessment, labels: Labels) -> list[str]:
    return [
        labels.words.say(
            "%(migrant)s: no observed growth is given to hold the model against",
            migrant=labels.migrant(migrant.migrant_id).name,
        )
        for migrant in assessment.migrants
        if migrant.population is not None and migrant.causes.unexplained is None
    ]
