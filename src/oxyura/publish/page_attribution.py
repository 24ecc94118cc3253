"""What the page shows of the causes: each one's share in the model, and what these data cannot share out."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.annual_cycle.attribution import Attribution
from oxyura.publish.interval_axis import Axis, Placed, build_axis
from oxyura.publish.labels import Labels, Species
from oxyura.publish.language import Translation
from oxyura.schema.intervals import Band, band
from oxyura.study.assessment import Assessment, MigrantAssessment

MOST_ATTRIBUTIONS = 60


@dataclass(frozen=True)
class ShareLine:
    """A cause, the total, or what stays unexplained, with its bar.

    Parameters
    ----------
    name, kind : str
        What it is; kind is ``invader``, ``pressure``, ``total`` or ``unexplained``.
    yearly, yearly_limits : str
        Change of growth per year.
    in_ln : str
        The same in ln units, which add up.
    alone, last : str
        What removing it first, or when every other cause is gone, brings; empty where it does not apply.
    """

    name: str
    kind: str
    yearly: str
    yearly_limits: str
    in_ln: str
    alone: str
    last: str
    placed: Placed


@dataclass(frozen=True)
class AttributionFigure:
    """The causes of one population.

    Parameters
    ----------
    outcome : str
        What is shared out, in words; empty where nothing can be.
    unsized : tuple of (str, str)
        Causes of unknown size, and what they act on.
    unsized_in_words : str
        The same in words.
    confounded : tuple of str
        Groups that cannot be told apart, each in words.
    description : str
        The figure in words.
    """

    species: Species
    outcome: str
    axis: Axis | None
    lines: tuple[ShareLine, ...]
    unsized: tuple[tuple[str, str], ...]
    unsized_in_words: str
    confounded: tuple[str, ...]
    has_observed: bool
    description: str


def list_attributions(assessment: Assessment, labels: Labels) -> tuple[AttributionFigure, ...]:
    """Return the causes of every population that has any, at most 60."""
    found = [
        _figure(assessment, migrant, labels)
        for migrant in assessment.migrants
        if migrant.attribution is not None or migrant.causes.unsized
    ]
    return tuple(found[:MOST_ATTRIBUTIONS])


def _figure(assessment: Assessment, migrant: MigrantAssessment, labels: Labels) -> AttributionFigure:
    causes, attribution, words = migrant.causes, migrant.attribution, labels.words
    kinds = {row.cause_id: row.kind for row in assessment.impacts}
    acts_on: dict[str, list[str]] = {}
    for cause in causes.unsized:
        what = words.say("%(rate)s, %(stage)s", rate=labels.rate(cause.rate), stage=labels.stage(cause.stage).lower())
        acts_on.setdefault(labels.cause(cause.cause_id, cause.kind), []).append(what)
    unsized = tuple((name, words.clauses(rates)) for name, rates in acts_on.items())
    confounded = tuple(
        words.joined([labels.cause(cause, kinds.get(cause, "invader")) for cause in group])
        for group in causes.confounded
    )
    bands = [] if attribution is None else _bands(attribution, migrant, labels)
    axis = build_axis((row[2] for row in bands), words.exact) if bands else None
    lines = () if axis is None else tuple(_line(*row, axis, words) for row in bands)
    return AttributionFigure(
        labels.migrant(migrant.migrant_id),
        "" if attribution is None else _shared_out(attribution, words),
        axis,
        lines,
        unsized,
        words.clauses([words.say("%(cause)s (%(rates)s)", cause=name, rates=rates) for name, rates in unsized]),
        confounded,
        causes.unexplained is not None,
        _describe(lines, unsized, words),
    )


def _shared_out(attribution: Attribution, words: Translation) -> str:
    if attribution.outcome == "ln_growth":
        return words.gettext("Shares of growth over the horizon, in ln units")
    return words.gettext("Shares of growth in the long run at low numbers (λ), in ln units")


_Row = tuple[str, str, Band, float | None, float | None]


def _bands(attribution: Attribution, migrant: MigrantAssessment, labels: Labels) -> list[_Row]:
    rows: list[_Row] = [
        (
            labels.cause(share.cause_id, share.kind),
            share.kind,
            band(share.share),
            band(share.removed_alone).median,
            band(share.removed_last).median,
        )
        for share in attribution.shares
    ]
    words = labels.words
    rows.append((words.gettext("All of known size together"), "total", band(attribution.total), None, None))
    if migrant.causes.unexplained is not None:
        rows.append((words.gettext("Left unexplained"), "unexplained", migrant.causes.unexplained, None, None))
    return rows


def _line(
    name: str, kind: str, value: Band, alone: float | None, last: float | None, axis: Axis, words: Translation
) -> ShareLine:
    return ShareLine(
        name,
        kind,
        words.signed_gain(value.median),
        words.limits(value, words.signed_gain),
        words.significant(value.median),
        "" if alone is None else words.signed_gain(alone),
        "" if last is None else words.signed_gain(last),
        axis.place(value),
    )


def _describe(lines: tuple[ShareLine, ...], unsized: tuple[tuple[str, str], ...], words: Translation) -> str:
    said = [
        words.say(
            "%(name)s: %(change)s a year (%(limits)s)", name=line.name, change=line.yearly, limits=line.yearly_limits
        )
        for line in lines
    ]
    said.extend(words.say("%(name)s: of unknown size, no share", name=name) for name, _ in unsized)
    return f"{words.clauses(said)}."
