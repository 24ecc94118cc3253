"""The answer for one population in up to three plain sentences, made from the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oxyura.annual_cycle.population import Population
from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.publish.labels import UNIT_WORDS, Labels, stage_name
from oxyura.publish.number_words import (
    exact,
    has_interval,
    in_words,
    limits,
    percent,
    significant,
    yearly,
)
from oxyura.schema.intervals import Band, band
from oxyura.study.assessment import Assessment, MigrantAssessment
from oxyura.study.exposure import StageExposure

# Growth nearer to 1 than this is called standing still.
_STILL = 5e-4


@dataclass(frozen=True)
class Answer:
    """What is said of one population.

    Parameters
    ----------
    migrant_id : str
        The population.
    sentences : tuple of str
        Up to three, plain text.
    caveats : tuple of str
        Short marks of what limits the answer.
    """

    migrant_id: str
    sentences: tuple[str, ...]
    caveats: tuple[str, ...]


def answer_for(assessment: Assessment, migrant: MigrantAssessment, labels: Labels) -> Answer:
    """Put the answer for one population into words."""
    harmful = _known_harm(assessment, migrant.migrant_id, labels)
    met = [row for row in assessment.stage_exposures if row.migrant_id == migrant.migrant_id]
    if migrant.population is not None:
        unit = _unit(assessment, migrant.migrant_id)
        return Answer(
            migrant.migrant_id,
            _of_population(migrant.population, labels, unit, assessment.study.settings.horizon_years),
            _caveats(migrant.population),
        )
    return Answer(migrant.migrant_id, _without_cycle(migrant, harmful, met, labels), ())


def _of_population(population: Population, labels: Labels, unit: str, years: int) -> tuple[str, ...]:
    now, without = population.now, population.scenarios[WITHOUT_INVADERS]
    growth = now.growth_band
    sentences = [f"As things are, the population is expected to {_change(growth)}."]
    invaders = in_words([labels.invader(name).name for name in sorted(population.alien_causes)])
    if not invaders:
        sentences.append("No invader with an effect of known size acts on it in this study.")
    else:
        sentences.append(_gain(band(without.growth - now.growth), without.growth_band, invaders, population.has_density))
    start = float(np.median(now.trajectories[:, 0]))
    left = now.abundance_at_horizon
    last = f"Of {exact(start)} {unit}, {significant(left.median)}{_brackets(left)} would be left after {years} years"
    if growth.median > 1:
        last = f"{exact(start)} {unit} would become {significant(left.median)}{_brackets(left)} after {years} years"
    if invaders:
        spared = without.abundance_at_horizon
        last += f"; without the invaders, {significant(spared.median)}{_brackets(spared)}"
    return (*sentences, f"{last}.")


def _change(growth: Band) -> str:
    interval = f" (95 %: {limits(growth, yearly)})" if has_interval(growth) else " (no interval is known)"
    if has_interval(growth) and growth.low < 1 < growth.high:
        return f"change by {yearly(growth.median)} a year{interval}, so it may shrink or grow"
    if abs(growth.median - 1) < _STILL:
        return f"stay as it is, within {percent(_STILL)} a year{interval}"
    verb = "shrink" if growth.median < 1 else "grow"
    return f"{verb} by {percent(abs(growth.median - 1))} a year{interval}"


def _gain(gain: Band, without: Band, invaders: str, has_density: bool) -> str:
    """Say what growth would be without the invaders, and what they take."""
    if gain.low == gain.high == 0:
        return f"Without {invaders} nothing would change."
    bound = "" if has_density else "up to "
    size = f"{bound}{significant(abs(gain.median) * 100)} percentage points a year"
    if has_interval(gain) and gain.low < 0 < gain.high:
        return (
            f"Without {invaders} it would {_change(without)}; whether the invaders take anything is not decided "
            f"({limits(gain, lambda value: significant(value * 100))} percentage points)."
        )
    does = "take" if gain.median > 0 else "add"
    return f"Without {invaders} it would {_change(without)}: the invaders {does} {size}."


def _without_cycle(
    migrant: MigrantAssessment, harmful: list[str], met: Sequence[StageExposure], labels: Labels
) -> tuple[str, ...]:
    lost = migrant.young_lost_per_year
    sentences = []
    if lost is not None:
        sentences.append(_lost(lost, in_words(harmful) or "invaders"))
    sentences.extend(_meeting(met, labels))
    if lost is None:
        sentences.append("How many young are lost cannot be told from the data.")
    return tuple(sentences)


def _lost(lost: Band, invaders: str) -> str:
    if not has_interval(lost):
        if lost.median == 0:
            return f"No young are lost to {invaders}."
        return f"About {significant(lost.median)} young a year are lost to {invaders} (no interval is known)."
    if lost.low <= 0 <= lost.high:
        return (
            f"About {significant(lost.median)} young a year are lost to {invaders}, but the 95 % interval "
            f"({limits(lost, significant)}) does not exclude that none is."
        )
    if lost.high < 0:
        return f"About {significant(-lost.median)} more young a year are raised with {invaders} than without."
    return f"About {significant(lost.median)} young a year (95 %: {limits(lost, significant)}) are lost to {invaders}."


def _meeting(met: Sequence[StageExposure], labels: Labels) -> list[str]:
    """Say where most of the population meets invaders, and how much of it nobody has looked at."""
    known = [row for row in met if row.exposed > 0]
    unknown = [row for row in met if row.not_surveyed > 0]
    sentences = []
    if known:
        most = max(known, key=lambda row: row.exposed)
        others = len({row.invader_id for row in known}) - 1
        more = f" It meets {others} other invader{'s' if others > 1 else ''} too." if others else ""
        sentences.append(
            f"{percent(most.exposed)} of it meets {labels.invader(most.invader_id).name} in the stage "
            f"{stage_name(most.stage).lower()}.{more}"
        )
    if unknown:
        most = max(unknown, key=lambda row: row.not_surveyed)
        sentences.append(
            f"For up to {percent(most.not_surveyed)} of it nobody has looked whether "
            f"{labels.invader(most.invader_id).name} is there."
        )
    if not met:
        sentences.append("The study does not say where it is.")
    elif not sentences:
        sentences.append("It meets none of the study's invaders.")
    return sentences


def _known_harm(assessment: Assessment, migrant_id: str, labels: Labels) -> list[str]:
    """Return the alien invaders whose known effect on the young acts on the population."""
    causes = dict.fromkeys(
        row.cause_id
        for row in assessment.impacts
        if row.migrant_id == migrant_id
        and row.kind == "invader"
        and row.rate == "fecundity"
        and row.acts
        and row.alien
    )
    return [labels.invader(cause).name for cause in causes]


def _caveats(population: Population) -> tuple[str, ...]:
    marks = []
    if not population.has_density:
        marks.append("upper bound: nothing limits the population")
    if population.without_interval:
        marks.append(f"{population.without_interval} rates without interval")
    return tuple(marks)


def _unit(assessment: Assessment, migrant_id: str) -> str:
    row = assessment.study.tables["migrants"].matching("migrant_id", migrant_id)
    return UNIT_WORDS.get(row.words("abundance_unit")[0], "")


def _brackets(value: Band) -> str:
    return f" ({limits(value, significant)})" if has_interval(value) else ""
