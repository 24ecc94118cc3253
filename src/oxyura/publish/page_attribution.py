"""What the page shows of the causes: each one's share in the model, and what these data cannot share out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oxyura.annual_cycle.actions import ActionKind
from oxyura.publish.attribution_json import greatest_error
from oxyura.publish.decomposition import decompose
from oxyura.publish.interval_axis import Axis, Placed, build_axis
from oxyura.publish.labels import Labels, Species
from oxyura.publish.language import Translation
from oxyura.publish.migrant_rows import by_migrant
from oxyura.publish.page_decomposition import Waterfall, draw_waterfall
from oxyura.schema.intervals import Band, band

if TYPE_CHECKING:
    from oxyura.annual_cycle.attribution import Attribution, CauseInteraction
    from oxyura.annual_cycle.compensation import Compensation
    from oxyura.study.assessment import Assessment, MigrantAssessment
    from oxyura.study.impact_rows import ImpactRow

MOST_ATTRIBUTIONS = 60
_MOST_INTERACTIONS = 5


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
    waterfall : Waterfall or None
        Growth from without these causes to now; None where the draws do not allow it.
    notes : tuple of str
        What does not add up, what was sampled, and what compensation would leave.
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
    waterfall: Waterfall | None
    notes: tuple[str, ...]


def list_attributions(assessment: Assessment, labels: Labels) -> tuple[AttributionFigure, ...]:
    """Return the causes of every population that has any, at most 60."""
    impacts = by_migrant(assessment.impacts)
    found = [
        _figure(assessment, migrant, impacts.get(migrant.migrant_id, []), labels)
        for migrant in assessment.migrants
        if migrant.attribution is not None or migrant.causes.unsized
    ]
    return tuple(found[:MOST_ATTRIBUTIONS])


def _figure(
    assessment: Assessment, migrant: MigrantAssessment, impacts: Sequence[ImpactRow], labels: Labels
) -> AttributionFigure:
    causes, attribution, words = migrant.causes, migrant.attribution, labels.words
    kinds = {row.cause_id: row.kind for row in impacts}
    decomposition = decompose(migrant, impacts)
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
        None if decomposition is None else draw_waterfall(decomposition, labels),
        () if attribution is None else tuple(_notes(attribution, migrant, labels)),
    )


def _notes(attribution: Attribution, migrant: MigrantAssessment, labels: Labels) -> Iterator[str]:
    words = labels.words
    kinds = {share.cause_id: share.kind for share in attribution.shares}
    for pair in attribution.interactions[:_MOST_INTERACTIONS]:
        yield _together(pair, kinds, labels)
    if attribution.method == "sampled":
        errors = [error for share in attribution.shares if (error := greatest_error(share)) is not None]
        yield words.say(
            "With so many causes the shares are found from %(orders)s orders of removal, drawn at random; none is "
            "further than %(error)s a year from its exact value.",
            orders=words.exact(attribution.orders),
            error=words.gain(max(errors, default=0.0)),
        )
    if migrant.compensation is not None:
        yield from _compensated(migrant.compensation, labels)


def _together(pair: CauseInteraction, kinds: Mapping[str, ActionKind], labels: Labels) -> str:
    words = labels.words
    values = {
        "one": labels.cause(pair.cause_a, kinds[pair.cause_a]),
        "other": labels.cause(pair.cause_b, kinds[pair.cause_b]),
        "size": words.sized(pair.value, words.signed_gain),
    }
    if pair.value.median > 0:
        return words.say(
            "%(one)s and %(other)s do not add up: removing both brings %(size)s a year more than removing each alone.",
            **values,
        )
    return words.say(
        "%(one)s and %(other)s do not add up: removing both brings less than removing each alone, %(size)s a year; "
        "part of what each takes is the same.",
        **values,
    )


def _compensated(compensation: Compensation, labels: Labels) -> Iterator[str]:
    """Say what is left if part of what causes take would be lost anyway."""
    words, ends = labels.words, compensation.growth_without_invaders
    yield words.say(
        "Nothing in this study says how far losses make up for each other. If up to %(most)s of them would occur "
        "anyway, growth without invaders is %(low)s to %(high)s a year.",
        most=words.percent(compensation.most),
        low=words.yearly(ends.low),
        high=words.yearly(ends.high),
    )
    shares = [
        words.say(
            "%(cause)s %(low)s to %(high)s a year",
            cause=labels.cause(one.cause_id, one.kind),
            low=words.signed_gain(one.share.low),
            high=words.signed_gain(one.share.high),
        )
        for one in compensation.shares
    ]
    if shares:
        yield words.say("The shares then lie within: %(shares)s.", shares=words.clauses(shares))


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
