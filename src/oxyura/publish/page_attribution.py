"""What the page shows of the causes: each one's share in the model, and what these data cannot share out."""

from __future__ import annotations

from dataclasses import dataclass

from oxyura.annual_cycle.attribution import Attribution
from oxyura.publish.interval_axis import Axis, Placed, build_axis
from oxyura.publish.labels import RATE_WORDS, Labels, Species, stage_name
from oxyura.publish.number_words import exact, has_interval, in_words, limits, significant
from oxyura.publish.page_verdicts import yearly_gain
from oxyura.schema.intervals import Band, band
from oxyura.study.assessment import Assessment, MigrantAssessment

MOST_ATTRIBUTIONS = 60
_OUTCOME_WORDS = {
    "ln_growth": "growth over the horizon, in ln units",
    "ln_lambda": "growth in the long run at low numbers (λ), in ln units",
}


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
    causes, attribution = migrant.causes, migrant.attribution
    kinds = {row.cause_id: row.kind for row in assessment.impacts}
    acts_on: dict[str, list[str]] = {}
    for cause in causes.unsized:
        what = f"{RATE_WORDS.get(cause.rate, cause.rate)}, {stage_name(cause.stage).lower()}"
        acts_on.setdefault(labels.cause(cause.cause_id, cause.kind), []).append(what)
    unsized = tuple((name, "; ".join(rates)) for name, rates in acts_on.items())
    confounded = tuple(
        in_words([labels.cause(cause, kinds.get(cause, "invader")) for cause in group]) for group in causes.confounded
    )
    bands = [] if attribution is None else _bands(attribution, migrant, labels)
    axis = build_axis((row[2] for row in bands), exact) if bands else None
    lines = () if axis is None else tuple(_line(*row, axis) for row in bands)
    return AttributionFigure(
        labels.migrant(migrant.migrant_id),
        "" if attribution is None else _OUTCOME_WORDS[attribution.outcome],
        axis,
        lines,
        unsized,
        confounded,
        causes.unexplained is not None,
        _describe(lines, unsized),
    )


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
    rows.append(("All of known size together", "total", band(attribution.total), None, None))
    if migrant.causes.unexplained is not None:
        rows.append(("Left unexplained", "unexplained", migrant.causes.unexplained, None, None))
    return rows


def _line(name: str, kind: str, value: Band, alone: float | None, last: float | None, axis: Axis) -> ShareLine:
    return ShareLine(
        name,
        kind,
        yearly_gain(value.median),
        limits(value, yearly_gain) if has_interval(value) else "no interval",
        significant(value.median),
        "" if alone is None else yearly_gain(alone),
        "" if last is None else yearly_gain(last),
        axis.place(value),
    )


def _describe(lines: tuple[ShareLine, ...], unsized: tuple[tuple[str, str], ...]) -> str:
    said = [f"{line.name}: {line.yearly} a year ({line.yearly_limits})" for line in lines]
    said.extend(f"{name}: of unknown size, no share" for name, _ in unsized)
    return "; ".join(said) + "."
