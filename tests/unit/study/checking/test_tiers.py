"""How far data reach, and what is asked for the next tier."""

from __future__ import annotations

import pytest

from oxyura.schema.errors import InputError
from oxyura.study.tiers import needed_for_next_tier, tier_of


def test_stages_and_a_survival_make_a_model(study):
    assert tier_of(study.tables(), "albatross") == "full"
    assert needed_for_next_tier(study.tables(), "albatross") == ()


def test_a_transition_is_enough(study):
    study.drop("vital_rates", 2, 3, 6, 7)
    assert tier_of(study.tables(), "albatross") == "full"


def test_young_alone_make_no_model(study):
    study.drop("vital_rates", 2, 3, 5, 6, 7)
    assert tier_of(study.tables(), "albatross") == "evidence"


def test_rates_without_stages_make_no_model(study):
    study.drop("stages")
    assert tier_of(study.tables(), "albatross") == "evidence"


def test_adult_survival_and_age_make_a_screening(study):
    assert tier_of(study.tables(), "petrel") == "screening"
    study.edit("migrants", 3, adult_survival=None)
    assert tier_of(study.tables(), "petrel") == "evidence"


def test_evidence_asks_for_what_a_screening_lacks(study):
    study.edit("migrants", 3, adult_survival=None)
    assert needed_for_next_tier(study.tables(), "petrel") == (
        "What share of the adults survives a year? (migrants, adult_survival)",
    )


def test_screening_asks_for_what_a_model_lacks(study):
    study.add("stages", like=2, migrant_id="petrel").add("distribution", like=6, migrant_id="petrel")
    questions = needed_for_next_tier(study.tables(), "petrel")
    assert [question[question.index("(") :] for question in questions] == [
        "(vital_rates, rate survival)",
        "(vital_rates, rate fecundity)",
    ]


def test_unknown_migrant_is_refused(study):
    with pytest.raises(InputError, match="no migrant 'shearwater'") as refused:
        tier_of(study.tables(), "shearwater")
    assert refused.value.remedy == "It has: albatross, petrel."
