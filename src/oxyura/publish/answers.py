"""The answer for one population in up to three plain sentences, made from the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oxyura.annual_cycle.population import Population
from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.publish.labels import UNIT_WORDS, Labels, stage_name
from oxyura.publish.number_words import (
    LEVEL,
    has_interval,
    in_words,
    limits,
    percent,
    significant,
    yearly,
)
from oxyura.publish.summary import growth_gained
from oxyura.schema.intervals import Band
from oxyura.study.assessment import Assessment, MigrantAssessment
from oxyura.study.exposure import StageExposure

# Growth nearer to 1 than this is called standing still.
_STILL = 5e-4
_NEARLY_ALL = 0.9995


@dataclass(frozen=True)
class Harm:
    """The known effects of alien invaders on a population's young.

    Parameters
    ----------
    invaders : str
        Who, in words; empty where there is none.
    doubtful : str
        Limits of the effect, in words, where there is one effect and its limits include none.
    """

    invaders: str
    doubtful: str


@dataclass(frozen=True)
class Answer:
    """What is said of one population.

    Parameters
    ----------
    loss_shown : bool
        Whether young are lost beyond doubt of the intervals: those of the loss and of the effect exclude none.
    sentences : tuple of str
        Up to three, plain text.
    caveats : tuple of str
        Short marks of what limits the answer.
    """

    loss_shown: bool
    sentences: tuple[str, ...]
    caveats: tuple[str, ...]


def answer_for(assessment: Assessment, migrant: MigrantAssessment, labels: Labels) -> Answer:
    """Put the answer for one population into words."""
    harm = _known_harm(assessment, migrant.migrant_id, labels)
    lost = migrant.young_lost_per_year
    shown = lost is not None and has_interval(lost) and lost.low > 0 and not harm.doubtful
    if migrant.population is not None:
        unit = _unit(assessment, migrant.migrant_id)
        years = assessment.study.settings.horizon_years
        sentences = _of_population(migrant.population, labels, unit, years)
        return Answer(shown, sentences, _caveats(migrant.population))
    met = [row for row in assessment.stage_exposures if row.migrant_id == migrant.migrant_id]
    return Answer(shown, _without_cycle(lost, harm, met, labels), ())


def _of_population(population: Population, labels: Labels, unit: str, years: int) -> tuple[str, ...]:
    now, without = population.now, population.scenarios[WITHOUT_INVADERS]
    growth = now.growth_band
    open_end = ", so it may shrink or grow" if _is_open(growth) else ""
    sentences = [f"As things are, the population is expected to {_change(growth)}{open_end}."]
    invaders = in_words([labels.invader(name).name for name in sorted(population.alien_causes)])
    if not invaders:
        sentences.append("No invader with an effect of known size acts on it in this study.")
    else:
        sentences.append(_gain(growth_gained(population), without.growth_band, invaders))
    start = float(np.median(now.trajectories[:, 0]))
    left = now.abundance_at_horizon
    last = (
        f"Of {significant(start)} {unit}, {significant(left.median)}{_brackets(left)} would be left after {years} years"
    )
    if growth.median > 1:
        last = (
            f"{significant(start)} {unit} would become {significant(left.median)}{_brackets(left)} after {years} years"
        )
    if invaders:
        spared = without.abundance_at_horizon
        last += f"; without the invaders, {significant(spared.median)}{_brackets(spared)}"
    return (*sentences, f"{last}.")


def _change(growth: Band) -> str:
    interval = f" ({LEVEL}: {limits(growth, yearly)})" if has_interval(growth) else " (no interval is known)"
    if _is_open(growth):
        return f"change by {yearly(growth.median)} a year{interval}"
    if abs(growth.median - 1) < _STILL:
        return f"stay as it is, within {percent(_STILL)} a year{interval}"
    verb = "shrink" if growth.median < 1 else "grow"
    return f"{verb} by {percent(abs(growth.median - 1), all_digits=True)} a year{interval}"


def _is_open(growth: Band) -> bool:
    """Tell whether the interval leaves open if the population shrinks or grows."""
    return has_interval(growth) and growth.low < 1 < growth.high


def _gain(gain: Band, without: Band, invaders: str) -> str:
    """Say what growth would be without the invaders, and what they take."""
    if gain.low == gain.high == 0:
        return f"Without {invaders} nothing would change."
    interval = f" ({LEVEL}: {limits(gain, _points)})" if has_interval(gain) else ""
    if has_interval(gain) and gain.low < 0 < gain.high:
        return (
            f"Without {invaders} it would {_change(without)}; whether the invaders take anything is not decided: "
            f"{_points(gain.median)} percentage points a year{interval}."
        )
    does = "take" if gain.median > 0 else "add"
    return (
        f"Without {invaders} it would {_change(without)}: the invaders {does} {_points(abs(gain.median))} "
        f"percentage points a year{interval if gain.median > 0 else ''}."
    )


def _points(gain: float) -> str:
    return significant(100 * gain)


def _without_cycle(lost: Band | None, harm: Harm, met: Sequence[StageExposure], labels: Labels) -> tuple[str, ...]:
    if lost is None:
        return (*_meeting(met, labels), "How many young are lost cannot be told from the data.")
    return (_lost(lost, harm), *_meeting(met, labels))


def _lost(lost: Band, harm: Harm) -> str:
    invaders = harm.invaders or "invaders"
    if not has_interval(lost):
        if lost.median == 0:
            return f"No young are lost to {invaders}."
        return f"About {significant(lost.median)} young a year are lost to {invaders} (no interval is known)."
    if lost.high < 0:
        return f"About {significant(-lost.median)} more young a year are raised with {invaders} than without."
    interval = f"({LEVEL}: {limits(lost, significant)})"
    sentence = f"About {significant(lost.median)} young a year {interval} are lost to {invaders}"
    if lost.low <= 0:
        return f"{sentence}, but the interval does not exclude that none is."
    if harm.doubtful:
        return f"{sentence}, but the limits of the effect as published, {harm.doubtful}, do not exclude that none is."
    return f"{sentence}."


def _meeting(met: Sequence[StageExposure], labels: Labels) -> list[str]:
    """Say where most of the population meets invaders, and how much of it nobody has looked at."""
    known = [row for row in met if row.exposed > 0]
    unknown = [row for row in met if row.not_surveyed > 0]
    sentences = []
    if known:
        most = max(known, key=lambda row: row.exposed)
        others = len({row.invader_id for row in known}) - 1
        more = f" It meets {others} other invader{'s' if others > 1 else ''} too." if others else ""
        share = "All" if most.exposed > _NEARLY_ALL else percent(most.exposed)
        sentences.append(
            f"{share} of {_whom(most)} meets {labels.invader(most.invader_id).name} in the stage "
            f"{stage_name(most.stage).lower()}.{more}"
        )
    if unknown:
        most = max(unknown, key=lambda row: row.not_surveyed)
        sentences.append(
            f"For up to {percent(most.not_surveyed)} of {_whom(most)} nobody has looked whether "
            f"{labels.invader(most.invader_id).name} is there."
        )
    if not met:
        sentences.append("The study does not say where it is.")
    elif not sentences:
        sentences.append("It meets none of the study's invaders.")
    return sentences


def _whom(row: StageExposure) -> str:
    return "it" if row.class_ is None else f"its class {row.class_}"


def _known_harm(assessment: Assessment, migrant_id: str, labels: Labels) -> Harm:
    rows = [
        row
        for row in assessment.impacts
        if row.migrant_id == migrant_id and row.kind == "invader" and row.rate == "fecundity" and row.acts and row.alien
    ]
    doubtful = ""
    bounds = {(row.effect_low, row.effect_high) for row in rows}
    if len(bounds) == 1:
        low, high = bounds.pop()
        if low is not None and high is not None and low <= 0 <= high and low < high:
            doubtful = f"{percent(low, signed=True)} to {percent(high, signed=True)}"
    invaders = dict.fromkeys(labels.invader(row.cause_id).name for row in rows)
    return Harm(in_words([*invaders]), doubtful)


def _caveats(population: Population) -> tuple[str, ...]:
    marks = []
    if not population.has_density:
        marks.append("upper bound: nothing limits the population")
    if population.without_interval:
        number = population.without_interval
        marks.append(f"{number} rate{'' if number == 1 else 's'} without interval")
    return tuple(marks)


def _unit(assessment: Assessment, migrant_id: str) -> str:
    row = assessment.study.tables["migrants"].matching("migrant_id", migrant_id)
    return UNIT_WORDS.get(row.words("abundance_unit")[0], "")


def _brackets(value: Band) -> str:
    return f" ({limits(value, significant)})" if has_interval(value) else ""
