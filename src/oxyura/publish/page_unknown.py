"""What is not known: open pairs, unknown sizes, places nobody has looked at, missing intervals and missing tables."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.publish.documents.document import Paragraph
from oxyura.publish.documents.pointers import make_pointer
from oxyura.publish.documents.wording import Phrase, bound, joined, named, plain, say, say_count, tally
from oxyura.publish.labels import Labels, title_of
from oxyura.publish.page_cautions import list_absences
from oxyura.publish.result_folder import SUMMARY_FILE
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
    paragraphs : tuple of Paragraph
        Each of them, its numbers bound to the run.
    more : int
        How many only the files hold.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    more: int

    @property
    def lines(self) -> tuple[str, ...]:
        """Each of them as text."""
        return tuple(paragraph.text for paragraph in self.paragraphs)


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
        (words.gettext("What the study leaves out"), [*map(plain, list_absences(assessment, words))]),
    )
    return tuple(
        Gap(title, tuple(lines[:_MOST_LINES]), max(0, len(lines) - _MOST_LINES)) for title, lines in kinds if lines
    )


def _open_pairs(assessment: Assessment, labels: Labels) -> list[Paragraph]:
    found: dict[tuple[str, str], dict[str, None]] = {}
    for pair in assessment.pairs:
        if pair.judgement.verdict in ("unproven", "not_assessed"):
            who = (labels.invader(pair.invader_id).name, labels.migrant(pair.migrant_id).name)
            found.setdefault(who, {})[labels.stage(pair.stage).lower()] = None
    return [
        say(
            labels.words,
            "%(invader)s and %(migrant)s: %(stages)s",
            invader=named(invader),
            migrant=named(migrant),
            stages=joined(labels.words, [*map(named, stages)]),
        )
        for (invader, migrant), stages in found.items()
    ]


def _unsized(assessment: Assessment, labels: Labels) -> list[Paragraph]:
    return list(
        dict.fromkeys(
            say(
                labels.words,
                "%(cause)s on %(rate)s of %(migrant)s, %(stage)s",
                cause=named(labels.cause(cause.cause_id, cause.kind)),
                rate=labels.rate(cause.rate),
                migrant=named(labels.migrant(migrant.migrant_id).name),
                stage=named(labels.stage(cause.stage).lower()),
            )
            for migrant in assessment.migrants
            for cause in migrant.causes.unsized
        )
    )


def _not_surveyed(assessment: Assessment, labels: Labels) -> list[Paragraph]:
    sites: dict[str, dict[str, None]] = {}
    for row in assessment.exposures:
        if row.presence == "not_surveyed" and row.share > 0:
            sites.setdefault(row.invader_id, {})[labels.site(row.site_id)] = None
    found = []
    for invader, names in sites.items():
        shown: list[Phrase] = [*map(named, list(names)[:_MOST_PLACES])]
        more = len(names) - _MOST_PLACES
        if more > 0:
            number = tally(labels.words, more)
            shown.append(
                say_count(labels.words, "%(number)s more site", "%(number)s more sites", more, number=number).spans
            )
        name = named(labels.invader(invader).name)
        found.append(say(labels.words, "%(name)s: %(text)s", name=name, text=joined(labels.words, shown)))
    return found


def _without_interval(assessment: Assessment, labels: Labels) -> list[Paragraph]:
    words = labels.words
    found = [
        say_count(
            words,
            "%(migrant)s: %(number)s rate is fixed, for the study gives no interval",
            "%(migrant)s: %(number)s rates are fixed, for the study gives no interval",
            migrant.population.without_interval,
            migrant=named(labels.migrant(migrant.migrant_id).name),
            number=bound(
                words.exact(migrant.population.without_interval),
                make_pointer(SUMMARY_FILE, "migrants", migrant.migrant_id, "rates_without_interval"),
            ),
        )
        for migrant in assessment.migrants
        if migrant.population is not None and migrant.population.without_interval
    ]
    fixed = dict.fromkeys(
        say(
            words,
            "%(cause)s on %(migrant)s: its effect is fixed, for the study gives no interval",
            cause=named(labels.cause(row.cause_id, row.kind)),
            migrant=named(labels.migrant(row.migrant_id).name),
        )
        for row in assessment.impacts
        if row.effect is not None and (row.effect_low is None or row.effect_high is None)
    )
    return [*found, *fixed]


def _unsettled(assessment: Assessment, labels: Labels) -> list[Paragraph]:
    words = labels.words
    found = []
    for migrant in assessment.migrants:
        for parameter in () if migrant.fit is None else migrant.fit.parameters:
            name, migrant_name = named(title_of(parameter.name)), named(labels.migrant(migrant.migrant_id).name)
            if not parameter.identified:
                message = "%(parameter)s of %(migrant)s: other values meet the targets as well"
                found.append(say(words, message, parameter=name, migrant=migrant_name))
            elif parameter.at_bound:
                message = "%(parameter)s of %(migrant)s: it lies at its bound"
                found.append(say(words, message, parameter=name, migrant=migrant_name))
    return found


def _unobserved(assessment: Assessment, labels: Labels) -> list[Paragraph]:
    return [
        say(
            labels.words,
            "%(migrant)s: no observed growth is given to hold the model against",
            migrant=named(labels.migrant(migrant.migrant_id).name),
        )
        for migrant in assessment.migrants
        if migrant.population is not None and migrant.causes.unexplained is None
    ]
