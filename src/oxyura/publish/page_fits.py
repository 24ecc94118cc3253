"""What the page shows of fits: every fitted number, its bounds, whether the targets settle it, and its profile."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from oxyura.annual_cycle.fitting import FittedParameter
from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.publish.labels import Labels, Source, Species, title_of
from oxyura.publish.language import Translation
from oxyura.study.assessment import Assessment, MigrantAssessment

_WIDTH, _HEIGHT, _EDGE = 220.0, 64.0, 6.0
# Below a thousandth of the worst misfit all is equally good to the eye.
_DECADES = 3.0


@dataclass(frozen=True)
class ParameterLine:
    """A fitted parameter with its profile: how much worse the fit gets away from the value."""

    name: str
    value: str
    bounds: str
    state: str
    settled: bool
    profile: Markup
    source: Source | None


@dataclass(frozen=True)
class TargetLine:
    """What the model was fitted to, and what it reaches."""

    what: str
    value: str
    reached: str
    source: Source | None


@dataclass(frozen=True)
class FitFigure:
    """The fit of one population."""

    species: Species
    parameters: tuple[ParameterLine, ...]
    targets: tuple[TargetLine, ...]
    residual: str


def list_fits(assessment: Assessment, labels: Labels) -> tuple[FitFigure, ...]:
    """Return the fit of every population that has one."""
    return tuple(
        _figure(assessment, migrant, number, labels)
        for number, migrant in enumerate(assessment.migrants)
        if migrant.fit is not None
    )


def fitted_value(assessment: Assessment, migrant_id: str, parameter: str | None) -> FittedParameter | None:
    """Return the fitted parameter that stands behind a rate; None where the rate is not fitted."""
    fits = {migrant.migrant_id: migrant.fit for migrant in assessment.migrants}
    fit = fits.get(migrant_id)
    return None if fit is None else next((found for found in fit.parameters if found.name == parameter), None)


def _figure(assessment: Assessment, migrant: MigrantAssessment, number: int, labels: Labels) -> FitFigure:
    fit = migrant.fit
    assert fit is not None
    words = labels.words
    scenarios = assessment.study.tables["scenarios"]
    names = dict(zip(scenarios.words("scenario_id"), scenarios.words("name"), strict=True))
    sources = _sources(assessment, migrant.migrant_id, labels)
    return FitFigure(
        labels.migrant(migrant.migrant_id),
        tuple(
            ParameterLine(
                title_of(parameter.name),
                words.significant(parameter.value),
                words.span(words.exact(parameter.lower), words.exact(parameter.upper)),
                _state(parameter, words),
                parameter.identified and not parameter.at_bound,
                _profile(parameter, fit.residual, f"profile-{number}-{position}", words),
                sources.get(("parameter", parameter.name)),
            )
            for position, parameter in enumerate(fit.parameters)
        ),
        tuple(
            TargetLine(
                _target_words(target.outcome, target.scenario_id, names, words),
                _outcome(target.outcome, target.value, words),
                _outcome(target.outcome, reached, words),
                sources.get((target.outcome, target.scenario_id)),
            )
            for target, reached in zip(fit.targets, fit.reached, strict=True)
        ),
        words.significant(fit.residual),
    )


def _sources(assessment: Assessment, migrant_id: str, labels: Labels) -> dict[tuple[str, str | None], Source | None]:
    table = assessment.study.tables["fits"].matching("migrant_id", migrant_id)
    columns = (table.texts(name) for name in ("parameter", "target", "scenario_id", "source_id"))
    return {
        ("parameter", parameter) if parameter is not None else (str(target), scenario): labels.source(source)
        for parameter, target, scenario, source in zip(*columns, strict=True)
    }


def _state(parameter: FittedParameter, words: Translation) -> str:
    if not parameter.identified:
        return words.gettext("not settled: other values meet the targets as well")
    if parameter.at_bound:
        return words.gettext("at its bound: the targets would take it further")
    return words.gettext("settled by the targets")


def _target_words(outcome: str, scenario: str | None, names: dict[str, str], words: Translation) -> str:
    is_growth = outcome == "growth"
    if scenario is None:
        return words.gettext("growth a year, as things are") if is_growth else words.gettext("λ, as things are")
    if scenario == WITHOUT_INVADERS:
        return words.gettext("growth a year, without invaders") if is_growth else words.gettext("λ, without invaders")
    named = names.get(scenario) or title_of(scenario)
    if is_growth:
        return words.say("growth a year, %(scenario)s", scenario=named)
    return words.say("λ, %(scenario)s", scenario=named)


def _outcome(outcome: str, value: float, words: Translation) -> str:
    return words.yearly(value) if outcome == "growth" else words.ratio(value)


def _profile(parameter: FittedParameter, misfit: float, identifier: str, words: Translation) -> Markup:
    """Draw the root of the least sum of squares along the parameter, on a logarithmic scale; lowest where it fits."""
    roots = [(value, math.sqrt(max(cost, 0.0))) for value, cost in parameter.profile if math.isfinite(cost)]
    top = max((root for _, root in roots), default=0.0) or 1.0
    span = parameter.upper - parameter.lower or 1.0

    def x(value: float) -> float:
        return _EDGE + (_WIDTH - 2 * _EDGE) * (value - parameter.lower) / span

    def y(root: float) -> float:
        depth = math.log10(max(root / top, 10.0**-_DECADES)) / _DECADES
        return _EDGE - (_HEIGHT - 2 * _EDGE) * depth

    curve = sorted([*roots, (parameter.value, misfit)])
    points = " ".join(f"{x(value):.1f},{y(root):.1f}" for value, root in curve)
    base, right = _HEIGHT - _EDGE, _WIDTH - _EDGE
    description = words.say(
        "Misfit along %(name)s, from %(lower)s to %(upper)s; the fitted value is %(value)s",
        name=title_of(parameter.name),
        lower=words.exact(parameter.lower),
        upper=words.exact(parameter.upper),
        value=words.significant(parameter.value),
    )
    return Markup(
        '<svg class="profile" viewBox="0 0 {0:.0f} {1:.0f}" role="img" aria-labelledby="{2}"><title id="{2}">{3}'
        '</title><line class="base" x1="{4}" y1="{5}" x2="{6}" y2="{5}"/><polyline class="curve" points="{7}"/>'
        '<line class="best" x1="{8:.1f}" y1="{4}" x2="{8:.1f}" y2="{5}"/></svg>'
    ).format(_WIDTH, _HEIGHT, identifier, description, _EDGE, base, right, points, x(parameter.value))
