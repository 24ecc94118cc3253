from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from oxyura.publish.answers import Answer, answer_for
from oxyura.publish.labels import read_labels
from oxyura.publish.number_words import THIN
from oxyura.schema.intervals import Band
from oxyura.study.assessment import Assessment
from oxyura.study.running import assess_study
from unit.publish.pochard import SETTINGS, make_study, year_records


def said(assessment: Assessment, number: int) -> Answer:
    answer = answer_for(assessment, assessment.migrants[number], read_labels(assessment.study.tables))
    return replace(answer, sentences=tuple(sentence.replace(THIN, " ") for sentence in answer.sentences))


def with_effect(impact_id: str, **changes: Any) -> Assessment:
    records = year_records()
    records["impacts"] = [{**row, **changes} if row["impact_id"] == impact_id else row for row in records["impacts"]]
    return assess_study(make_study(records))


def with_records(**tables: list[Mapping[str, Any]]) -> Assessment:
    return assess_study(make_study({**year_records(), **tables}))


def with_lost(assessment: Assessment, lost: Band | None) -> Assessment:
    tern = assessment.migrants[1]
    counted = None if lost is None else replace(tern.young_lost, band=lost)
    tern = replace(tern, young_lost=counted)
    return replace(assessment, migrants=(assessment.migrants[0], tern))


def test_at_most_three_sentences(assessment: Assessment) -> None:
    assert [len(said(assessment, number).sentences) for number in (0, 1)] == [3, 2]
    assert said(assessment, 0).caveats == ("upper bound: nothing limits the population", "1 rate without interval")


def test_without_an_acting_invader_nothing_is_put_down_to_one() -> None:
    sentences = said(with_records(impacts=[]), 0).sentences
    assert sentences[1] == "No invader with an effect of known size acts on it in this study."
    assert "without the invaders" not in sentences[2]


def test_an_effect_that_may_be_none_is_said_to_be_undecided() -> None:
    sentences = said(with_effect("mink-eggs", effect=-0.05, effect_low=-0.5, effect_high=0.4), 0).sentences
    assert "whether the invaders take anything is not decided" in sentences[1]


def test_an_invader_that_helps_is_not_said_to_take() -> None:
    sentences = said(with_effect("mink-eggs", effect=0.5, effect_low=0.4, effect_high=0.6), 0).sentences
    assert "the invaders add" in sentences[1]


def test_growth_that_stands_still() -> None:
    study = make_study(year_records(), replace(SETTINGS, draws=1))
    assessment = assess_study(study, deterministic=True)
    population = assessment.migrants[0].population
    assert population is not None
    still = replace(population, now=replace(population.now, growth=np.array([1.0002])))
    migrants = (replace(assessment.migrants[0], population=still), assessment.migrants[1])
    first = said(replace(assessment, migrants=migrants), 0).sentences[0]
    assert first.startswith("As things are, the population is expected to stay as it is, within 0.05 % a year")


@pytest.mark.parametrize(
    ("lost", "sentence", "shown"),
    [
        (Band(50.0, 30.0, 70.0), "About 50 young a year (95 %: 30 to 70) are lost to American Mink.", True),
        (
            Band(50.0, -9.0, 70.0),
            "About 50 young a year (95 %: −9 to 70) are lost to American Mink, "
            "but the interval does not exclude that none is.",
            False,
        ),
        (Band(50.0, 50.0, 50.0), "About 50 young a year are lost to American Mink (no interval is known).", False),
        (Band(0.0, 0.0, 0.0), "No young are lost to American Mink.", False),
        (Band(-50.0, -70.0, -30.0), "About 50 more young a year are raised with American Mink than without.", False),
    ],
)
def test_young_lost_in_words(assessment: Assessment, lost: Band, sentence: str, shown: bool) -> None:
    answer = said(with_lost(assessment, lost), 1)
    assert answer.sentences[0] == sentence
    assert answer.loss_shown is shown


def test_a_loss_is_not_shown_while_the_limits_of_its_effect_include_none() -> None:
    doubtful = with_effect("mink-terns", effect=-0.6, effect_low=-0.8, effect_high=0.05)
    answer = said(with_lost(doubtful, Band(50.0, 30.0, 70.0)), 1)
    assert "the limits of the effect as published, −80 % to +5 %, do not exclude that none is" in answer.sentences[0]
    assert not answer.loss_shown


def test_nothing_known_is_not_nothing_lost(assessment: Assessment) -> None:
    sentences = said(with_lost(assessment, None), 1).sentences
    assert sentences[-1] == "How many young are lost cannot be told from the data."


def test_places_that_nobody_has_looked_at_are_named() -> None:
    assert said(with_records(presences=[]), 1).sentences[-1] == (
        "For up to 100 % of it nobody has looked whether American Mink is there."
    )
    known = [row for row in year_records()["distribution"] if row["migrant_id"] != "grey-tern"]
    nowhere = with_records(distribution=known)
    assert said(nowhere, 1).sentences[0] == "The study does not say where it is."
