"""What the page shows of counts: how the model follows them, what they say of each number, growth from counts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from oxyura.annual_cycle.calibration_results import CalibratedParameter, Calibration, FittedSeries
from oxyura.publish.counts_chart import draw_counts
from oxyura.publish.labels import Labels, Species, title_of
from oxyura.publish.language import Translation
from oxyura.schema.intervals import Band
from oxyura.study.assessment import Assessment, MigrantAssessment
from oxyura.study.counted_growth import CountedGrowth

_MOST_SERIES = 6
_MOST_PARAMETERS = 25


@dataclass(frozen=True)
class ParameterLine:
    """A number before and after the counts, and what they say of it; `settled` where they say something."""

    name: str
    before: str
    before_limits: str
    after: str
    after_limits: str
    learnt: str
    settled: bool


@dataclass(frozen=True)
class SeriesFigure:
    """One series of counts with its drawing."""

    name: str
    svg: Markup


@dataclass(frozen=True)
class CountsFigure:
    """The calibration of one population."""

    species: Species
    said: tuple[str, ...]
    series: tuple[SeriesFigure, ...]
    parameters: tuple[ParameterLine, ...]
    left_out: int


@dataclass(frozen=True)
class CountedLine:
    """Growth and risk of one series, read from the counts alone."""

    species: Species
    series: str
    years: str
    growth: str
    limits: str
    risk: str


@dataclass(frozen=True)
class CountsPage:
    """Populations that are calibrated, and growth read from counts alone."""

    figures: tuple[CountsFigure, ...]
    counted: tuple[CountedLine, ...]


def list_counts(assessment: Assessment, labels: Labels) -> CountsPage:
    """Return what the counts of a study say."""
    return CountsPage(
        tuple(
            _figure(migrant, migrant.calibration, labels, f"counts-{number}")
            for number, migrant in enumerate(assessment.migrants)
            if migrant.calibration is not None
        ),
        tuple(
            _counted(migrant, one, assessment, labels)
            for migrant in assessment.migrants
            for one in migrant.counted_growth
        ),
    )


def _figure(migrant: MigrantAssessment, calibration: Calibration, labels: Labels, identifier: str) -> CountsFigure:
    words, species = labels.words, labels.migrant(migrant.migrant_id)
    names = name_parameters(calibration, labels)
    series = tuple(
        SeriesFigure(
            _series_name(one, words),
            draw_counts(
                one,
                f"{identifier}-{place}",
                words.say("%(name)s, counts: %(series)s", name=species.name, series=_series_name(one, words)),
                _describe(one, words),
                words,
            ),
        )
        for place, one in enumerate(calibration.series[:_MOST_SERIES])
    )
    return CountsFigure(
        species,
        tuple(_says(calibration, names, words)),
        series,
        tuple(_parameter(one, names[one.name], words) for one in calibration.parameters[:_MOST_PARAMETERS]),
        max(0, len(calibration.parameters) - _MOST_PARAMETERS),
    )


def _says(calibration: Calibration, names: Mapping[str, str], words: Translation) -> list[str]:
    number = calibration.diagnostics.counts
    said = [
        words.say_count(
            "%(number)s count changes what is expected: growth a year from %(before)s to %(after)s.",
            "%(number)s counts change what is expected: growth a year from %(before)s to %(after)s.",
            number,
            number=words.exact(number),
            before=words.sized(calibration.growth_before, words.yearly),
            after=words.sized(calibration.growth_after, words.yearly),
        )
    ]
    if calibration.growth_counted is not None:
        said.append(
            words.say(
                "Over the years %(first)s to %(last)s the population changed by %(growth)s a year.",
                first=calibration.years[0],
                last=calibration.years[-1],
                growth=words.sized(calibration.growth_counted, words.yearly),
            )
        )
    if calibration.unidentified:
        said.append(
            words.say(
                "The counts say next to nothing of %(names)s: what stands there is what the study gave.",
                names=words.joined([names[name] for name in calibration.unidentified]),
            )
        )
    if calibration.contradicted:
        said.append(
            words.say(
                "Counts and study contradict each other on %(names)s.",
                names=words.joined([names[name] for name in calibration.contradicted]),
            )
        )
    said.extend(
        words.say(
            "The counts tie %(one)s and %(other)s together: if one is higher, the other is higher too.",
            one=names[one],
            other=names[other],
        )
        if strength > 0
        else words.say(
            "The counts tie %(one)s and %(other)s together: if one is higher, the other is lower.",
            one=names[one],
            other=names[other],
        )
        for one, other, strength in calibration.correlations[:3]
    )
    return said


def name_parameters(calibration: Calibration, labels: Labels) -> dict[str, str]:
    """Return the names of calibrated numbers in the page's language, by the names that the calibration gives them."""
    return {one.name: _name(one, labels) for one in calibration.parameters}


def _name(one: CalibratedParameter, labels: Labels) -> str:
    words, stream = labels.words, one.stream
    match one.kind:
        case "level":
            return words.gettext("abundance in the first year")
        case "process_sd":
            return words.gettext("noise of growth between years")
        case "count_sd":
            named = stream[2] or words.gettext("short series")
            return words.say("error of the counts, %(series)s", series=named)
        case "success_sd":
            return words.say("spread of breeding success between years, %(series)s", series=stream[2])
    match stream[0]:
        case "vital_rates":
            return _rate_name(stream, labels)
        case "invader":
            return words.say("effect of %(name)s", name=stream[1])
        case "pressure":
            return words.say("effect of %(name)s", name=labels.cause(stream[1], "pressure"))
        case "parameter" | "correlation_group":
            return title_of(stream[-1])
        case "distribution":
            values = {"site": labels.site(stream[3]), "stage": labels.stage(stream[2]).lower()}
            return words.say("share at %(site)s in %(stage)s", **values)
    return one.name


def _rate_name(stream: tuple[str, ...], labels: Labels) -> str:
    words = labels.words
    _, _, stage, site, class_, rate, to_class = stream
    named = words.term("rate", rate)
    if to_class and rate == "transition":
        named = words.say("%(rate)s to %(class_name)s", rate=named, class_name=title_of(to_class))
    values = {"rate": named, "class_name": class_, "stage": labels.stage(stage).lower()}
    if site:
        return words.say("%(rate)s of %(class_name)s in %(stage)s at %(site)s", site=labels.site(site), **values)
    return words.say("%(rate)s of %(class_name)s in %(stage)s", **values)


def _parameter(one: CalibratedParameter, name: str, words: Translation) -> ParameterLine:
    learnt = words.percent(max(one.contraction, 0.0))
    return ParameterLine(
        name,
        words.significant(one.prior.median),
        words.limits(one.prior, words.significant),
        words.significant(one.posterior.median),
        words.limits(one.posterior, words.significant),
        learnt if one.identified else words.say("%(learnt)s: not identified", learnt=learnt),
        one.identified,
    )


def _series_name(one: FittedSeries, words: Translation) -> str:
    return words.gettext("the whole population") if one.name == "all" else one.name


def _describe(one: FittedSeries, words: Translation) -> str:
    inside = sum(one.inside)
    return words.say(
        "%(number)s counts from %(first)s to %(last)s, %(inside)s of them inside the interval of what would be "
        "counted again; the model goes from %(start)s to %(end)s.",
        number=words.exact(len(one.counted)),
        first=one.years[0],
        last=one.years[-1],
        inside=words.exact(inside),
        start=words.significant(one.expected[0].median),
        end=words.significant(one.expected[-1].median),
    )


def _counted(migrant: MigrantAssessment, one: CountedGrowth, assessment: Assessment, labels: Labels) -> CountedLine:
    words = labels.words
    growth: Band = one.growth
    risk = ""
    if one.risk is not None:
        risk = words.say(
            "%(risk)s of falling to %(threshold)s or fewer in %(years)s years",
            risk=words.sized(one.risk[-1], words.percent),
            threshold=words.exact(one.threshold),
            years=assessment.study.settings.horizon_years,
        )
    return CountedLine(
        labels.migrant(migrant.migrant_id),
        words.gettext("the whole population") if one.series == "all" else one.series,
        words.say("%(first)s to %(last)s", first=one.years[0], last=one.years[-1]),
        words.yearly(growth.median),
        words.limits(growth, words.yearly),
        risk,
    )
