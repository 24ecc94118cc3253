"""Each rule about impact scores and limits of feasibility, on a study that breaks it and nothing else."""

from __future__ import annotations

import pytest

SCALE = "0 to 3, ordinal"
LIMITS = {"invader_id": "mouse", "largest_area_km2": 308.0, "most_people": 100.0, "source_id": "survey"}


def test_a_score_needs_its_scale(study):
    study.edit("impacts", 3, impact_score=2.0)
    assert study.places() == [("score_without_scale", "impacts.csv", 3, "score_scale", None)]
    study.edit("impacts", 3, score_scale=SCALE)
    assert study.grave() == []


def test_a_size_needs_a_rate(study):
    study.edit("impacts", 3, rate="vital_rates", class_=None)
    assert ("rate_not_stated", "impacts.csv", 3, "rate", "vital_rates") in study.places()


def test_a_score_without_size_needs_none(study):
    study.edit("impacts", 3, rate="vital_rates", mechanism="not_stated", class_=None, effect=None)
    study.edit("impacts", 3, impact_score=0.0, score_scale=SCALE)
    assert study.grave() == []


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ({"area_km2": 1087.0}, "'gough' has 1087 km² (up to 308), beyond what feasibility says of 'mouse'."),
        ({"people": 500.0}, "'gough' has 500 people (up to 100), beyond what feasibility says of 'mouse'."),
        ({"area_km2": 1087.0, "people": 101.0}, "'gough' has 1087 km² (up to 308) and 101 people (up to 100), "),
    ],
)
def test_a_limit_of_feasibility_is_said_and_forbids_nothing(study, site, said):
    study.add("feasibility", **LIMITS).edit("sites", 2, **site)
    assert study.grave() == []
    [problem] = study.of("beyond_feasibility")
    assert (problem.severity, problem.file, problem.row, problem.column) == ("note", "measures.csv", 2, "site_id")
    assert problem.message.startswith(said)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda study: study.edit("sites", 2, area_km2=308.0, people=100.0),
        lambda study: study,
        lambda study: study.edit("sites", 2, area_km2=1087.0).edit("measures", 2, kind="control", reduction=0.5),
        lambda study: study.edit("sites", 2, area_km2=1087.0).edit("measures", 2, outcome="failed"),
        lambda study: study.edit("sites", 2, area_km2=1087.0).edit("feasibility", 2, largest_area_km2=None),
    ],
)
def test_nothing_is_said_within_the_limits_or_where_they_do_not_bear(study, spoil):
    spoil(study.add("feasibility", **LIMITS))
    assert study.of("beyond_feasibility") == []
