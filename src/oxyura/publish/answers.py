"""The answer for one population in up to three plain sentences, made from the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from oxyura.annual_cycle.scenarios import WITHOUT_INVADERS
from oxyura.publish.labels import Labels
from oxyura.publish.language import Translation
from oxyura.publish.migrant_rows import by_migrant
from oxyura.publish.number_words import has_interval
from oxyura.publish.page_purity import purity_sentence
from oxyura.publish.summary import growth_gained
from oxyura.schema.intervals import Band

if TYPE_CHECKING:
    from oxyura.annual_cycle.population import Population
    from oxyura.study.assessment import Assessment, MigrantAssessment
    from oxyura.study.exposure import StageExposure
    from oxyura.study.impact_rows import ImpactRow

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
class Rows:
    """Whom a migrant meets in each stage, and what is known of harm to it."""

    met: Sequence[StageExposure]
    impacts: Sequence[ImpactRow]


@dataclass(frozen=True)
class Answer:
    """What is said of one population.

    Parameters
    ----------
    loss_shown : bool
        Whether young are lost beyond doubt of the intervals: those of the loss and of the effect exclude none.
    sentences : tuple of str
        Up to three, plain text, and one on purity where the model has hybrids.
    caveats : tuple of str
        Short marks of what limits the answer.
    """

    loss_shown: bool
    sentences: tuple[str, ...]
    caveats: tuple[str, ...]


def answer_for(assessment: Assessment, migrant: MigrantAssessment, labels: Labels, rows: Rows | None = None) -> Answer:
    """Put the answer for one population into words; `rows` are its own, where they have been looked up already."""
    rows = rows or rows_of(assessment).get(migrant.migrant_id, Rows((), ()))
    harm = _known_harm(rows.impacts, labels)
    lost = migrant.young_lost_per_year
    shown = lost is not None and has_interval(lost) and lost.low > 0 and not harm.doubtful
    if migrant.population is not None:
        unit = unit_of(assessment, migrant.migrant_id, labels)
        years = assessment.study.settings.horizon_years
        sentences = _of_population(migrant.population, labels, unit, years)
        purity = purity_sentence(assessment, migrant, labels)
        return Answer(shown, (*sentences, purity) if purity else sentences, _caveats(migrant.population, labels.words))
    return Answer(shown, _without_cycle(lost, harm, rows.met, labels), ())


def rows_of(assessment: Assessment) -> dict[str, Rows]:
    """Return what each migrant meets and what is known of harm to it."""
    met, impacts = by_migrant(assessment.stage_exposures), by_migrant(assessment.impacts)
    return {name: Rows(met.get(name, ()), impacts.get(name, ())) for name in {*met, *impacts}}


def unit_of(assessment: Assessment, migrant_id: str, labels: Labels) -> str:
    """Return what the abundance of a population counts, in words."""
    row = assessment.study.tables["migrants"].matching("migrant_id", migrant_id)
    return labels.words.term("unit", row.words("abundance_unit")[0])


def _of_population(population: Population, labels: Labels, unit: str, years: int) -> tuple[str, ...]:
    now, without, words = population.now, population.scenarios[WITHOUT_INVADERS], labels.words
    growth, start = now.growth_band, float(np.median(now.trajectories[:, 0]))
    invaders = words.joined([labels.invader(name).name for name in sorted(population.alien_causes)])
    values = {
        "start": words.significant(start),
        "unit": unit,
        "left": words.sized(now.abundance_at_horizon, words.significant),
        "years": years,
    }
    if not invaders:
        last = (
            words.say("%(start)s %(unit)s would become %(left)s after %(years)s years.", **values)
            if growth.median > 1
            else words.say("Of %(start)s %(unit)s, %(left)s would be left after %(years)s years.", **values)
        )
        nobody = words.gettext("No invader with an effect of known size acts on it in this study.")
        return _as_things_are(growth, words), nobody, last
    values["spared"] = words.sized(without.abundance_at_horizon, words.significant)
    last = (
        words.say(
            "%(start)s %(unit)s would become %(left)s after %(years)s years; without the invaders, %(spared)s.",
            **values,
        )
        if growth.median > 1
        else words.say(
            "Of %(start)s %(unit)s, %(left)s would be left after %(years)s years; without the invaders, %(spared)s.",
            **values,
        )
    )
    return _as_things_are(growth, words), _gain(growth_gained(population), without.growth_band, invaders, words), last


def _as_things_are(growth: Band, words: Translation) -> str:
    values = {"change": _size(growth, words), "interval": words.known_interval(growth, words.yearly)}
    if _is_open(growth):
        return words.say(
            "As things are, the population is expected to change by %(change)s a year%(interval)s, so it may shrink or "
            "grow.",
            **values,
        )
    if stands_still(growth):
        return words.say(
            "As things are, the population is expected to stay as it is, within %(change)s a year%(interval)s.",
            **values,
        )
    if growth.median < 1:
        return words.say(
            "As things are, the population is expected to shrink by %(change)s a year%(interval)s.", **values
        )
    return words.say("As things are, the population is expected to grow by %(change)s a year%(interval)s.", **values)


def _without(growth: Band, invaders: str, words: Translation) -> str:
    """Return a clause that says what growth would be without the invaders."""
    values = {
        "invaders": invaders,
        "change": _size(growth, words),
        "interval": words.known_interval(growth, words.yearly),
    }
    if _is_open(growth):
        return words.say("Without %(invaders)s it would change by %(change)s a year%(interval)s", **values)
    if stands_still(growth):
        return words.say("Without %(invaders)s it would stay as it is, within %(change)s a year%(interval)s", **values)
    if growth.median < 1:
        return words.say("Without %(invaders)s it would shrink by %(change)s a year%(interval)s", **values)
    return words.say("Without %(invaders)s it would grow by %(change)s a year%(interval)s", **values)


def _size(growth: Band, words: Translation) -> str:
    """Return the change that goes with what is said of a growth."""
    if _is_open(growth):
        return words.yearly(growth.median)
    return words.percent(_STILL) if stands_still(growth) else words.percent(abs(growth.median - 1), all_digits=True)


def _is_open(growth: Band) -> bool:
    """Tell whether the interval leaves open if the population shrinks or grows."""
    return has_interval(growth) and growth.low < 1 < growth.high


def stands_still(growth: Band) -> bool:
    """Tell whether a growth is too near to 1 to be called a change."""
    return abs(growth.median - 1) < _STILL


def _gain(gain: Band, without: Band, invaders: str, words: Translation) -> str:
    """Say what growth would be without the invaders, and what they take."""
    if gain.low == gain.high == 0:
        return words.say("Without %(invaders)s nothing would change.", invaders=invaders)

    def points(value: float) -> str:
        return words.significant(100 * value)

    values = {"without": _without(without, invaders, words), "interval": words.interval(gain, points)}
    if has_interval(gain) and gain.low < 0 < gain.high:
        return words.say(
            "%(without)s; whether the invaders take anything is not decided: %(points)s percentage points a "
            "year%(interval)s.",
            points=points(gain.median),
            **values,
        )
    if gain.median > 0:
        return words.say(
            "%(without)s: the invaders take %(points)s percentage points a year%(interval)s.",
            points=points(gain.median),
            **values,
        )
    return words.say(
        "%(without)s: the invaders add %(points)s percentage points a year.",
        points=points(-gain.median),
        without=values["without"],
    )


def _without_cycle(lost: Band | None, harm: Harm, met: Sequence[StageExposure], labels: Labels) -> tuple[str, ...]:
    if lost is None:
        untold = labels.words.gettext("How many young are lost cannot be told from the data.")
        return (*_meeting(met, labels), untold)
    return (_lost(lost, harm, labels.words), *_meeting(met, labels))


def _lost(lost: Band, harm: Harm, words: Translation) -> str:
    values = {
        "young": words.significant(lost.median),
        "invaders": harm.invaders or words.gettext("invaders"),
        "interval": words.interval(lost, words.significant),
    }
    if not has_interval(lost):
        if lost.median == 0:
            return words.say("No young are lost to %(invaders)s.", invaders=values["invaders"])
        return words.say(
            "About %(young)s young a year are lost to %(invaders)s (no interval is known).",
            young=values["young"],
            invaders=values["invaders"],
        )
    if lost.high < 0:
        return words.say(
            "About %(young)s more young a year are raised with %(invaders)s than without.",
            young=words.significant(-lost.median),
            invaders=values["invaders"],
        )
    if lost.low <= 0:
        return words.say(
            "About %(young)s young a year%(interval)s are lost to %(invaders)s, but the interval does not exclude that "
            "none is.",
            **values,
        )
    if harm.doubtful:
        return words.say(
            "About %(young)s young a year%(interval)s are lost to %(invaders)s, but the limits of the effect as "
            "published, %(limits)s, do not exclude that none is.",
            limits=harm.doubtful,
            **values,
        )
    return words.say("About %(young)s young a year%(interval)s are lost to %(invaders)s.", **values)


def _meeting(met: Sequence[StageExposure], labels: Labels) -> list[str]:
    """Say where most of the population meets invaders, and how much of it nobody has looked at."""
    words = labels.words
    known = [row for row in met if row.exposed > 0]
    unknown = [row for row in met if row.not_surveyed > 0]
    sentences = []
    if known:
        most = max(known, key=lambda row: (row.exposed_alien, row.exposed))
        others = len({row.invader_id for row in known}) - 1
        more = words.say_count(
            "It meets %(number)s other invader too.", "It meets %(number)s other invaders too.", others, number=others
        )
        native = "" if most.exposed_alien else f" {words.gettext('It is native there.')}"
        sentences.append(_met(most, labels) + native + (f" {more}" if others else ""))
    if unknown:
        sentences.append(_unseen(max(unknown, key=lambda row: row.not_surveyed), labels))
    if not met:
        sentences.append(words.gettext("The study does not say where it is."))
    elif not sentences:
        sentences.append(words.gettext("It meets none of the study's invaders."))
    return sentences


def _met(row: StageExposure, labels: Labels) -> str:
    words, share = labels.words, row.exposed_alien or row.exposed
    values = {
        "share": words.percent(share),
        "invader": labels.invader(row.invader_id).name,
        "stage": labels.stage(row.stage).lower(),
        "class_name": row.class_ or "",
    }
    if row.class_ is None:
        if share > _NEARLY_ALL:
            return words.say("All of it meets %(invader)s in the stage %(stage)s.", **values)
        return words.say("%(share)s of it meets %(invader)s in the stage %(stage)s.", **values)
    if share > _NEARLY_ALL:
        return words.say("All of its class %(class_name)s meets %(invader)s in the stage %(stage)s.", **values)
    return words.say("%(share)s of its class %(class_name)s meets %(invader)s in the stage %(stage)s.", **values)


def _unseen(row: StageExposure, labels: Labels) -> str:
    words = labels.words
    share, invader = words.percent(row.not_surveyed), labels.invader(row.invader_id).name
    if row.class_ is None:
        return words.say(
            "For up to %(share)s of it nobody has looked whether %(invader)s is there.", share=share, invader=invader
        )
    return words.say(
        "For up to %(share)s of its class %(class_name)s nobody has looked whether %(invader)s is there.",
        share=share,
        class_name=row.class_,
        invader=invader,
    )


def _known_harm(impacts: Sequence[ImpactRow], labels: Labels) -> Harm:
    rows = [row for row in impacts if row.kind == "invader" and row.rate == "fecundity" and row.acts and row.alien]
    doubtful, words = "", labels.words
    bounds = {(row.effect_low, row.effect_high) for row in rows}
    if len(bounds) == 1:
        low, high = bounds.pop()
        if low is not None and high is not None and low <= 0 <= high and low < high:
            doubtful = words.span(words.signed_percent(low), words.signed_percent(high))
    invaders = dict.fromkeys(labels.invader(row.cause_id).name for row in rows)
    return Harm(words.joined([*invaders]), doubtful)


def _caveats(population: Population, words: Translation) -> tuple[str, ...]:
    marks = []
    if not population.has_density:
        marks.append(words.gettext("upper bound: nothing limits the population"))
    if population.without_interval:
        number = population.without_interval
        marks.append(
            words.say_count(
                "%(number)s rate without interval", "%(number)s rates without interval", number, number=number
            )
        )
    return tuple(marks)
