"""EICAT categories follow the rules of 2020, name their records, and never come from anything else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.impacts.eicat import (
    MECHANISM_NAMES,
    SEVERITY,
    EicatAssessment,
    assess_eicat,
    classify_invaders,
    classify_record,
)
from oxyura.impacts.eicat_records import ImpactRecord, read_impact_records
from oxyura.schema.table import TableSet, table_from_records
from oxyura.schema.vocabularies import CONSEQUENCE, EICAT, MECHANISM, STUDY_DESIGN


def record(**changes: Any) -> ImpactRecord:
    said: dict[str, Any] = {
        "evidence_id": "one",
        "invader_id": "mouse",
        "migrant_id": "albatross",
        "mechanism": "predation",
        "rate": "fecundity",
        "design": "control_impact",
        "consequence": "performance",
    }
    return ImpactRecord(**{**said, **changes})


def row(**changes: Any) -> dict[str, Any]:
    said = {
        "evidence_id": "one",
        "invader_id": "mouse",
        "migrant_id": "albatross",
        "stage": "breeding",
        "mechanism": "predation",
        "rate": "fecundity",
        "design": "control_impact",
        "consequence": "performance",
    }
    return {**said, **changes}


def impact(eicat: str | None, **changes: Any) -> dict[str, Any]:
    said = {
        "impact_id": "mouse-on-chicks",
        "invader_id": "mouse",
        "migrant_id": "albatross",
        "stage": "breeding",
        "mechanism": "predation",
        "rate": "fecundity",
        "effect": -0.9,
        "evidence": "demonstrated",
        "confidence": "high",
        "eicat": eicat,
    }
    return {**said, **changes}


def assess(evidence: list[dict[str, Any]], impacts: list[dict[str, Any]] | None = None) -> EicatAssessment:
    tables = {"evidence": evidence, "impacts": impacts or []}
    return assess_eicat(TableSet({name: table_from_records(name, rows) for name, rows in tables.items()}))


@pytest.mark.parametrize(
    ("changes", "category"),
    [
        ({"consequence": "no_effect"}, "MC"),
        ({"consequence": "performance"}, "MN"),
        ({"consequence": "decline"}, "MO"),
        ({"consequence": "local_extinction", "reversible": True}, "MR"),
        ({"consequence": "local_extinction", "reversible": False}, "MV"),
        ({"consequence": "local_extinction"}, "MV"),
        ({"consequence": "unknown"}, None),
        ({"consequence": "no_effect", "design": "expert"}, None),
        ({"consequence": "decline", "design": "expert"}, "MO"),
        ({"consequence": "performance", "direction": 0.3}, None),
        ({"consequence": "performance", "direction": -0.3}, "MN"),
        ({"consequence": "no_effect", "direction": 0.01}, "MC"),
        ({"consequence": "decline", "borrowed": True}, None),
        ({"consequence": "decline", "borrowed": True, "studied_taxon": "Puffinus puffinus"}, "MO"),
    ],
)
def test_category_of_a_record(changes: dict[str, Any], category: str | None) -> None:
    found = classify_record(record(**changes))
    assert found.category == category
    assert (found.confidence is None) == (category is None)
    assert found.why


def test_half_the_fledglings_lost_without_a_decline_is_minor() -> None:
    """A size, however great and however sure, raises no category."""
    sure = row(scale="proportional_change", effect=-0.99, effect_low=-1.0, effect_high=-0.98, confidence="high")
    result = assess([sure]).of("mouse", "predation", "albatross")
    assert result is not None
    assert (result.category, result.confidence) == ("MN", "high")


def test_unknown_reversibility_is_massive_and_never_sure() -> None:
    found = classify_record(record(consequence="local_extinction", confidence="high"))
    assert (found.category, found.confidence) == ("MV", "low")
    assert "precaution" in found.why


@pytest.mark.parametrize(
    ("changes", "confidence"),
    [
        ({"design": "exclosure", "has_interval": True}, "high"),
        ({"design": "experiment", "has_interval": False}, "medium"),
        ({"design": "before_after", "has_interval": True}, "medium"),
        ({"design": "diet", "has_interval": True}, "low"),
        ({"design": "expert"}, "low"),
        ({"design": "genetic"}, "low"),
        ({"design": "genetic", "mechanism": "hybridisation"}, "medium"),
        ({"design": "expert", "confidence": "medium"}, "medium"),
    ],
)
def test_confidence(changes: dict[str, Any], confidence: str) -> None:
    assert classify_record(record(**changes)).confidence == confidence


def test_native_presences_are_not_classified() -> None:
    """The hedgehog on the mainland, where it is native, says nothing of an alien."""
    mainland = record(invader_id="hedgehog", site_id="mainland", consequence="decline")
    assert classify_record(mainland, {("hedgehog", "mainland")}).category is None
    assert classify_record(mainland, {("hedgehog", "elsewhere")}).category == "MO"


def test_gravest_record_decides_by_mechanism_and_over_all() -> None:
    found = assess(
        [
            row(evidence_id="fewer-young"),
            row(evidence_id="decline", consequence="decline", confidence="low"),
            row(evidence_id="decline-again", consequence="decline", confidence="medium"),
            row(evidence_id="disease", mechanism="disease_transmission", consequence="unknown"),
            row(evidence_id="gone", migrant_id="petrel", consequence="local_extinction", reversible="yes"),
        ]
    )
    on_albatross = found.of("mouse", "predation", "albatross")
    assert on_albatross is not None
    assert (on_albatross.category, on_albatross.confidence) == ("MO", "medium")
    assert [one.record.evidence_id for one in on_albatross.given_by] == ["decline", "decline-again"]
    over_all, disease = found.of("mouse"), found.of("mouse", "disease_transmission")
    assert over_all is not None
    assert over_all.category == "MR"
    assert disease is not None
    assert (disease.category, disease.confidence) == ("DD", None)
    assert found.of("mouse", "parasitism") is None
    written = on_albatross.to_json()
    assert written["scope"] == "EICAT over the records of this study"
    assert [one["evidence_id"] for one in written["given_by"]] == ["decline", "decline-again"]


def test_another_taxon_counts_for_the_invader_and_not_for_the_migrant() -> None:
    found = assess([row(consequence="decline", studied_taxon="Garrodia nereis")])
    invader, migrant = found.of("mouse", "predation"), found.of("mouse", "predation", "albatross")
    assert invader is not None
    assert invader.category == "MO"
    assert migrant is not None
    assert migrant.category == "DD"
    assert "Garrodia nereis" in migrant.set_aside[0].why


@pytest.mark.parametrize(
    ("published", "words"),
    [("MN", None), ("MO", "do not show that: MN (one)"), ("MC", "show more: MN (one)"), ("DD", "show more: MN (one)")],
)
def test_published_category_stays_and_disagreement_is_said(published: str, words: str | None) -> None:
    found = assess([row()], [impact(published)])
    assert [one.category for one in found.published] == [published]
    assert [words in one.sentence for one in found.disagreements if words] == ([True] if words else [])
    assert bool(found.disagreements) == (words is not None)


def test_without_records_there_is_nothing_to_disagree_with() -> None:
    found = assess([], [impact("MV")])
    assert not found.results
    assert not found.disagreements
    assert len(found.published) == 1
    unusable = assess([row(consequence="unknown")], [impact("MV")])
    assert "data deficient (DD)" in unusable.disagreements[0].sentence


@pytest.mark.parametrize(
    ("numbers", "sign"),
    [
        ({"scale": "proportional_change", "effect": -0.2}, -1),
        ({"scale": "rate_ratio", "effect": 0.8}, -1),
        ({"scale": "odds_ratio", "effect": 1.2}, 1),
        ({"scale": "risk_ratio", "effect": 0.0}, -1),
        ({"scale": "means", "mean_with": 3.0, "mean_without": 2.0}, 1),
        ({"scale": "counts", "events_with": 3.0, "n_with": 10.0, "events_without": 4.0, "n_without": 10.0}, -1),
        ({"scale": "counts", "events_with": 3.0, "n_with": 10.0}, None),
        ({}, None),
    ],
)
def test_direction_of_a_record(numbers: dict[str, Any], sign: int | None) -> None:
    (found,) = read_impact_records(TableSet({"evidence": table_from_records("evidence", [row(**numbers)])}))
    assert (found.direction is None) == (sign is None)
    assert sign is None or (found.direction or 0.0) * sign > 0


def test_a_mechanism_that_is_not_stated_counts_over_all_and_by_itself() -> None:
    found = assess([row(mechanism="not_stated", consequence="decline")], [impact("MR", mechanism="not_stated")])
    assert [(one.mechanism, one.migrant_id, one.category) for one in found.results] == [
        (None, None, "MO"),
        ("not_stated", None, "MO"),
        ("not_stated", "albatross", "MO"),
    ]
    assert "mechanism not stated" in found.disagreements[0].sentence


def test_words_are_those_of_the_schema() -> None:
    assert [name for name in MECHANISM.terms if name != "not_stated"] == list(MECHANISM_NAMES)
    assert set(SEVERITY) | {"DD"} == set(EICAT.terms)


@given(st.lists(st.sampled_from(list(CONSEQUENCE.terms)), min_size=1), st.sampled_from(list(STUDY_DESIGN.terms)))
def test_more_records_never_lower_a_category(consequences: list[str], design: str) -> None:
    classified = [
        classify_record(record(evidence_id=str(number), consequence=word, design=design))
        for number, word in enumerate(consequences)
    ]

    def rank(count: int) -> int:
        category = classify_invaders(classified[:count])[0].category
        return -1 if category == "DD" else SEVERITY.index(category)

    ranks = [rank(count) for count in range(1, len(classified) + 1)]
    assert ranks == sorted(ranks)
